#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-many.py: a thousand domains in one run (LWLAB_OPTIONS="--bulk 1000"), in bounded memory."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
import tap                      # noqa: E402
import zones                    # noqa: E402

LETTERWAY = os.environ["LETTERWAY"]
FOLDER = pathlib.Path(os.environ["TMPDIR"])
N_DOMAINS = 1000
RSS_MIB = 150
SECONDS = 240
# One of each kind among the many; what is said of each is the business of other stories.
OTHERS = ["signed-ok.com.", "insecure.com.", "nullmx.com.", "nomx.com.", "danglingmx.com.", "bigmx.com.", "wild.com.",
          "xn--bcher-kva.com.", "tal.example.", "no-such-name.com.", "lame.com."]


def say(text):
    print("# " + text, flush=True)


def run(*argv, domains=None):
    """(exit code, JSON lines, seconds) of one check; the domains come by the standard input."""
    begin = time.monotonic()
    done = subprocess.run([LETTERWAY, "check", *argv], input="".join(name + "\n" for name in domains or ()),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
    if done.stderr:
        say(done.stderr[-500:])
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], time.monotonic() - begin


def peak_mib():
    """The most memory that any child held so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def said_by_servers(line):
    """About the mail servers; the look asks them other things too."""
    return {answer["status"] for answer in line["evidence"]["answers"]
            if answer["role"] == "authority" and answer["type"] == "MX" and answer["owner"] == line["domain"]}


class Many(unittest.TestCase):
    """The domains of the list are all looked at, none is lost, and none stays in memory."""

    @classmethod
    def setUpClass(cls):
        cls.bulk = zones.bulk_names(int(os.environ["LWLAB_BULK"]))[:N_DOMAINS]
        cls.domains = cls.bulk + OTHERS
        cls.code, cls.lines, cls.seconds = run("--file", "-", "--no-mail", domains=cls.domains)
        cls.peak = peak_mib()
        say("%d domains in %.1f s (%.0f a second), at most %.1f MiB" % (
            len(cls.domains), cls.seconds, len(cls.domains) / cls.seconds, cls.peak))

    def test_there_are_enough(self):
        self.assertEqual(len(self.bulk), N_DOMAINS)

    def test_every_line_is_answered(self):
        self.assertEqual({line["line"] for line in self.lines}, set(range(1, len(self.domains) + 1)))
        self.assertEqual(len(self.lines), len(self.domains))
        for line in self.lines:
            self.assertEqual(line["domain"], self.domains[line["line"] - 1])

    def test_every_server_answers(self):
        silent = [line["domain"] for line in self.lines if line["domain"] in set(self.bulk) and said_by_servers(line) != {"set"}]
        self.assertEqual(silent, [])

    def test_memory_is_bounded(self):
        self.assertLess(self.peak, RSS_MIB)

    def test_the_worst_counts(self):
        self.assertEqual(self.code, 2)

    def test_no_domain_is_kept(self):
        kept = [str(path) for path in pathlib.Path(os.environ["XDG_DATA_HOME"]).rglob("*.db")]
        self.assertEqual(kept, [])


class Kept(unittest.TestCase):
    """What a look at real servers saw is judged alike from a file, with nobody to ask."""

    def test_judged_again(self):
        for domain in ["bulk00000.com"] + [name.rstrip(".") for name in OTHERS]:
            with self.subTest(domain):
                kept = str(FOLDER / "kept.json")
                code, lines, _ = run(domain, "--json", "--save", kept)
                again, same, _ = run("--evidence", kept, "--json")
                self.assertEqual((again, same), (code, lines))


if __name__ == "__main__":
    tap.main(Many, Kept)
