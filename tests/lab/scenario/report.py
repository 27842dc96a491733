# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that are printed: one JSON object for each scenario, then the count."""
import json
import sys


class Report:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, row, why=None):
        """One scenario is done; `why` it did not pass goes to the terminal."""
        if row.get("skipped"):
            self.skipped += 1
        elif row["pass"]:
            self.passed += 1
        else:
            self.failed += 1
            print("%s: %s" % (row["id"], why), file=sys.stderr)
        print(json.dumps(row, ensure_ascii=False), flush=True)

    def close(self):
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        if self.skipped:
            print("%d skipped" % self.skipped, file=sys.stderr)
        return 0 if self.failed == 0 else 1
