#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-hosts.py ROOT: no host of a package registry or mirror stands in the repository."""
import re
import sys

import sources

HOSTS = re.compile(r"""(?ix)\b(?:
    [a-z0-9.-]*\.debian\.(?:org|net) | [a-z0-9.-]*\.ubuntu\.com | [a-z0-9.-]*\.fedoraproject\.org |
    (?:www\.)?pypi\.org | files\.pythonhosted\.org | registry\.npmjs\.org | (?:static\.)?crates\.io |
    proxy\.golang\.org | rubygems\.org | (?:dl\.)?flathub\.org | [a-z0-9.-]*docker\.io | quay\.io | ghcr\.io
  )(?:/|\b)""")


def main(root):
    found = 0
    for path in sources.files(root):
        for number, line in enumerate((sources.read(root, path) or "").splitlines(), 1):
            host = HOSTS.search(line)
            if host:
                print(f"{path}:{number}: {host.group(0)}")
                found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
