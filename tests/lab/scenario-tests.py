#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the scenarios of scenario/data that have to pass, and answers in TAP.

  scenario-tests.py BUILD          those that scenario/data/must-pass names
  scenario-tests.py BUILD --build  every scenario is built, and its servers are asked
                                   whether they are what the scenario says
"""
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "scenario", "data")
CANNOT = 77


def wanted():
    with open(os.path.join(DATA, "must-pass"), encoding="utf-8") as f:
        return [word for line in f for word in line.split("#")[0].split()]


def lines(build, *options):
    """The player's rows as they come; its exit code last."""
    child = subprocess.Popen([os.path.join(HERE, "scenarios"), build, *sorted(glob.glob(DATA + "/*.json")), *options],
                             stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        if line.startswith("{"):
            yield json.loads(line)
    yield child.wait()


def main():
    options = ["--build-only"] if sys.argv[2:] == ["--build"] else ["--only", ",".join(wanted())]
    number = 0
    for row in lines(sys.argv[1], *options):
        if row == CANNOT and not number:
            print("1..0 # SKIP this machine has no lab (the lines above say why)")
        elif isinstance(row, dict):
            number += 1
            word = "ok" if row["pass"] or row.get("skipped") else "not ok"
            more = " # SKIP " + row["skipped"] if row.get("skipped") else ""
            print("%s %d - %s %s%s" % (word, number, row["id"], row["expected"], more), flush=True)
            if word != "ok":
                print("# got %s, forbidden %s, in %d ms" % (row["got"], row["forbidden"], row["ms"]))
        elif row not in (0, 1) or not number:
            sys.exit("scenario-tests: the player ended with %s after %d scenarios" % (row, number))
        else:
            print("1..%d" % number)


if __name__ == "__main__":
    main()
