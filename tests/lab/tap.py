# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs unittest suites: for people in its own way, for meson (LWLAB_TAP=1) as TAP."""
import os
import sys
import unittest


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0

    def line(self, word, test, more=""):
        self.number += 1
        print("%s %d - %s%s" % (word, self.number, test.id().replace("__main__.", ""), more), flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line("ok", test, " # SKIP " + reason)

    def trouble(self, test, error):
        self.line("not ok", test)
        for text in self._exc_info_to_string(error, test).splitlines():
            print("# " + text[:2000], flush=True)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.trouble(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self.trouble(test, error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error:
            self.trouble(subtest, error)


def suite_of(*classes):
    """All tests of the classes, or those that the command line names (TEST or CLASS or CLASS.TEST)."""
    chosen = sys.argv[1:]
    meant = lambda t: not chosen or any(t.id().endswith("." + c) or t.id().split(".")[-2] == c for c in chosen)
    return unittest.TestSuite(t for c in classes for t in unittest.defaultTestLoader.loadTestsFromTestCase(c)
                              if meant(t))


def main(*classes):
    suite = suite_of(*classes)
    if not os.environ.get("LWLAB_TAP"):
        sys.exit(not unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful())
    result = TapResult()
    suite.run(result)
    print("1..%d" % result.number, flush=True)
    sys.exit(not result.wasSuccessful())
