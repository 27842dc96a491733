#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-man.py ROOT PROGRAM: every command, option and exit code of the program is in letterway(1)."""
import os
import re
import subprocess
import sys

import sources

# what GLib adds to every option context
GLIBS_OWN = {"--help-all", "--help-gapplication"}


def help_of(program, *words):
    environment = dict(os.environ, LC_ALL="C.UTF-8", XDG_DATA_HOME="/nonexistent", G_DEBUG="fatal-warnings")
    environment.pop("LETTERWAY_WORLD", None)
    return subprocess.run([program, *words, "--help"], env=environment, timeout=20, check=True,
                          stdout=subprocess.PIPE, text=True).stdout


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - GLIBS_OWN


def main(root, program):
    page = sources.read(root, "data/letterway.1").replace("\\-", "-")
    general = help_of(program)
    listed = general.split("Commands:", 1)[1].split("Options:", 1)[0]
    commands = re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)
    if not commands:
        print("the help lists no command")
        return 1
    complaints = [f"the command {word} is not on the page" for word in commands
                  if not re.search(rf"^\.SS {word}\b", page, re.MULTILINE)]
    for words in [(), *((word,) for word in commands)]:
        for option in sorted(options_in(general if not words else help_of(program, *words))):
            if option not in options_in(page):
                complaints.append(f"{' '.join(words) or 'letterway'}: {option} is not on the page")
    codes = re.findall(r"LW_EXIT_\w+ = (\d+)", sources.read(root, "src/cli/lw-cli.h"))
    complaints += [f"the exit code {code} is not on the page" for code in codes
                   if not re.search(rf"^{code}\|", page, re.MULTILINE)]
    for line in complaints:
        print(line)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
