#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-potfiles.py [--write] ROOT: po/POTFILES names exactly the files with words for people."""
import os
import re
import sys

import sources

CALLS = re.compile(r'\b(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|dngettext|g_dgettext|g_dpgettext2?)\s*\(\s*(?:GETTEXT_PACKAGE,\s*)?"')
TRANSLATABLE = 'translatable="yes"'


def speaks(root, path):
    text = sources.read(root, path) or ""
    if path.endswith((".c", ".h")):
        return bool(CALLS.search(text))
    if path.endswith(".ui"):
        return TRANSLATABLE in text
    return path.startswith("data/") and path.endswith((".desktop.in.in", ".metainfo.xml.in.in", ".gschema.xml.in"))


def main(arguments):
    root = arguments[-1]
    listed_in = os.path.join(root, "po", "POTFILES")
    wanted = [path for under in ("data", "src") for path in sources.files(root, under=under) if speaks(root, path)]
    if arguments[0] == "--write":
        with open(listed_in, "w", encoding="utf-8") as file:
            file.writelines(path + "\n" for path in wanted)
        return 0
    with open(listed_in, encoding="utf-8") as file:
        listed = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    for path in sorted(set(wanted) - set(listed)):
        print(f"po/POTFILES lacks {path}")
    for path in sorted(set(listed) - set(wanted)):
        print(f"po/POTFILES names {path}, which has no words for people")
    if listed != sorted(listed):
        print("po/POTFILES is not sorted")
    if listed == wanted:
        return 0
    print("tests/check-potfiles.py --write . mends it")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
