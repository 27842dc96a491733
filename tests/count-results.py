#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count-results.py RUN…: adds up test results and closes with one line.

RUN is NAME=STATUS=FILE: the exit status of `meson test` and its testlog.json; or NAME=fail=WHY and
NAME=skip=WHY for a run that could not begin. A program that speaks TAP counts once for each of its
points, every other once. The exit code is 0 only if something passed and nothing else than that or
being skipped happened.
"""
import json
import re
import sys

POINT = re.compile(r"^(ok|not ok)\b[ \t]*\d*[ \t]*-?[ \t]*([^#\n]*?)[ \t]*(?:#[ \t]*(SKIP|TODO)\S*[ \t]*(.*))?$",
                   re.IGNORECASE | re.MULTILINE)
PLAN = re.compile(r"^1\.\.(\d+)(?:[ \t]*#[ \t]*SKIP\S*[ \t]*(.*))?$", re.IGNORECASE | re.MULTILINE)
GOOD = ("OK", "EXPECTEDFAIL")


class Count:
    def __init__(self):
        self.passed = 0
        self.failures = []
        self.skips = []

    def add_points(self, name, text):
        for verdict, point, mark, why in POINT.findall(text):
            if mark.upper() == "SKIP":
                self.skips.append(f"{name}: {point}: {why or 'no reason given'}")
            elif verdict == "ok" or mark.upper() == "TODO":
                self.passed += 1
            else:
                self.failures.append(f"{name}: {point}")

    def add_test(self, run, test):
        name = f"{run}: {test['name'].split(' / ')[-1]}"
        text = test.get("stdout", "") or ""
        failures = len(self.failures)
        plan = PLAN.search(text)
        if test["result"] == "SKIP":
            self.skips.append(f"{name}: {skip_reason(test, plan)}")
        elif plan:
            self.add_points(name, text)
        elif test["result"] in GOOD:
            self.passed += 1
        if test["result"] not in GOOD + ("SKIP",) and len(self.failures) == failures:
            self.failures.append(f"{name}: {test['result'].lower()}")

    def add_run(self, word):
        name, status, rest = word.split("=", 2)
        if status in ("fail", "skip"):
            (self.failures if status == "fail" else self.skips).append(f"{name}: {rest}")
            return
        before = self.total(), len(self.failures)
        try:
            with open(rest, encoding="utf-8") as log:
                for line in log:
                    self.add_test(name, json.loads(line))
        except (OSError, ValueError) as error:
            self.failures.append(f"{name}: its results cannot be read: {error}")
        if self.total() == before[0]:
            self.failures.append(f"{name}: no test was run")
        elif status != "0" and len(self.failures) == before[1]:
            self.failures.append(f"{name}: the run ended with {status}")

    def total(self):
        return self.passed + len(self.failures) + len(self.skips)


def skip_reason(test, plan):
    if plan and plan.group(2):
        return plan.group(2)
    lines = (test.get("stdout") or test.get("stderr") or "").strip().splitlines()
    return lines[-1] if lines else "no reason given"


def main(runs):
    count = Count()
    for run in runs:
        count.add_run(run)
    for line in count.skips:
        print("skipped:", line)
    for line in count.failures:
        print("failed:", line)
    print(f"{count.passed} passed, {len(count.failures)} failed, {len(count.skips)} skipped")
    return 1 if count.failures or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
