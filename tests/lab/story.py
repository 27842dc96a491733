# SPDX-License-Identifier: GPL-3.0-or-later
"""The story by command line, against a DNS host of the lab.

    check → plan → apply → wait → letter → undo

A story knows its DNS host (`Host`: which servers, which key, how another editor
would change it) and tells every step through the letterway program only.  What
it believes, it reads from the servers themselves: by zone transfer, by asking
without pause while a push runs, and from the mailbox.
"""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import client                    # noqa: E402
import tap                       # noqa: E402
import zones                     # noqa: E402
from client import ENV, mx       # noqa: E402

PROGRAM = ENV.get("LETTERWAY", "letterway")
FIRST, SECOND = "mx-ok." + zones.MAIL, "mx-ok2." + zones.MAIL
NORMAL = ["10 " + FIRST, "20 " + SECOND]
NEW = ["5 " + SECOND]


def script(name):
    """A program of ours as a module."""
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


axfr_diff = script("axfr-diff")


class Answer:
    """What one run of the program came to."""

    def __init__(self, argv, code, out, err):
        self.argv, self.code, self.out, self.err = argv, code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return "letterway %s → %s\n--- out\n%s\n--- err\n%s" % (" ".join(self.argv), self.code, self.out, self.err)


class Watcher:
    """Asks the primary without pause while the block runs; .result afterwards."""

    def __init__(self, server, zone, *options):
        self.argv = [sys.executable, HERE + "/watch-mx.py", server, zone, *options]

    def __enter__(self):
        self.child = subprocess.Popen(self.argv, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout.readline() == "watching\n", "the watcher sees nothing"
        return self

    def __exit__(self, *_):
        self.child.terminate()
        out, _ = self.child.communicate(timeout=10)
        self.code, self.result = self.child.returncode, json.loads(out.splitlines()[-1])


class Host:
    """A DNS host of the lab, as an owner of a domain there knows it."""

    host_id = None               # "powerdns", "rfc2136"
    zone = None                  # absolute
    primary = secondary = None   # addresses
    transfer_key = None          # dnswire.Key
    ignore = ()                  # types that the server writes by itself

    def fields(self):
        """The key's fields, as `key add` reads them."""
        raise NotImplementedError

    @property
    def key_options(self):
        return "--host", self.host_id, "--key", "lab"

    def other_editor(self, owner, rrtype, ttl, *contents):
        """Replaces a record set behind Letterway's back; without contents removes it."""
        raise NotImplementedError

    def extras(self):
        """What the host keeps beside the records and must come out as it was."""
        return None

    def snapshot(self):
        return axfr_diff.snapshot(self.primary, self.zone, self.transfer_key)


class Story(unittest.TestCase):
    """Steps and yardsticks; the tests are in `Tale` and in the stories' own files."""

    host = None

    # -- the program -------------------------------------------------------------
    def run_program(self, *argv, stdin="", expect=0, env=None, timeout=60, **options):
        r = subprocess.run([PROGRAM, *argv], input=stdin, text=True, timeout=timeout, env=dict(ENV, **(env or {})),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        answer = Answer(argv, r.returncode, r.stdout, r.stderr)
        if expect is not None:
            self.assertEqual(r.returncode, expect, answer)
        self.assert_no_secret(answer)
        return answer

    def assert_no_secret(self, answer):
        for secret in (f for n, f in self.host.fields().items() if n in ("key", "secret")):
            self.assertNotIn(secret, answer.out + answer.err, "a secret was printed")

    @property
    def domain(self):
        return self.host.zone.rstrip(".")

    def file(self, name):
        return os.path.join(self.folder, name)

    def setUp(self):
        """Every test begins as a person at a new computer, with the zone as it always was."""
        self.folder = os.path.join(ENV["TMPDIR"], self.id().rsplit(".", 1)[1])
        shutil.rmtree(ENV["XDG_DATA_HOME"], ignore_errors=True)
        pathlib.Path(ENV["SECRET_FILE_TEST_PATH"]).unlink(missing_ok=True)
        os.makedirs(self.folder, exist_ok=True)
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL, *NORMAL)
        self.add_key()

    def add_key(self, fields=None, name="lab", expect=0):
        return self.run_program("key", "add", self.host.host_id, "--name", name, "--domain", self.domain,
                                stdin=json.dumps(fields or self.host.fields()), expect=expect)

    # -- steps -------------------------------------------------------------------
    def plan(self, *mx_values, null=False, file="plan.json", expect=0):
        wish = ["--null-mx"] if null else [a for v in mx_values for a in ("--mx", v.rstrip("."))]
        answer = self.run_program("plan", self.domain, *wish, "--json", *self.host.key_options, expect=expect)
        pathlib.Path(self.file(file)).write_text(answer.out)
        return answer

    def apply(self, file="plan.json", *more, expect=0, **options):
        return self.run_program("apply", self.file(file), "--yes", "--json", *more, *self.host.key_options,
                                expect=expect, **options)

    def add_changes(self, *new, file="plan.json"):
        """Puts new record sets into a plan, as a longer draft would have it."""
        path = pathlib.Path(self.file(file))
        plan = json.loads(path.read_text())
        plan["changes"] = [dict(old=None, new=n) for n in new] + plan["changes"]
        path.write_text(json.dumps(plan))

    def finish(self, *more, **options):
        """Makes the rest of a push that was cut off."""
        return self.run_program("finish", self.domain, "--yes", "--json", *more, **options)

    def undo(self, *more, expect=0, **options):
        """Puts the last change, or one that was cut off, back."""
        return self.run_program("undo", self.domain, "--yes", "--json", *more, expect=expect, **options)

    def history(self):
        return [json.loads(l) for l in self.run_program("history", self.domain, "--json").out.splitlines()]

    def watched(self, step, *options):
        """Runs a step while the primary is asked without pause; no answer may be unusable."""
        with Watcher(self.host.primary, self.host.zone, *options) as w:
            answer = step()
        self.assertEqual((w.code, w.result["unusable"]), (0, 0), w.result)
        self.assertGreater(w.result["answers"], 20, "too few answers to know")
        return answer, w.result

    # -- yardsticks --------------------------------------------------------------
    def assert_changed_only(self, before, *changed):
        self.assertEqual(axfr_diff.complaints(before, self.host.snapshot(), changed, self.host.ignore), [])

    def assert_everywhere(self, values):
        for server in [self.host.primary, self.host.secondary] + ENV["LWLAB_RESOLVERS"].split():
            self.assertEqual(mx(server, self.host.zone), values, server)


class Tale(Story):
    """The story every DNS host has to be able to tell."""

    MX = property(lambda self: self.host.zone + "/MX")

    def test_key(self):
        listed = self.run_program("key", "list")
        self.assertIn(self.host.host_id, listed.out)
        self.assertIn("lab", listed.out)
        self.run_program("key", "test", self.host.host_id, "--name", "lab", "--domain", self.domain)
        self.run_program("key", "remove", self.host.host_id, "--name", "lab")
        self.plan(*NEW, expect=77)

    def test_whole_story(self):
        self.run_program("check", self.domain)
        before, extras = self.host.snapshot(), self.host.extras()
        self.plan(*NEW)
        self.assert_changed_only(before)                          # a plan writes nothing
        self.watched(self.apply)
        self.assertEqual(mx(self.host.primary, self.host.zone), NEW)
        self.assert_changed_only(before, self.MX)
        self.run_program("wait", self.domain, timeout=90)
        self.assert_everywhere(NEW)
        self.letter()
        self.watched(self.undo)
        self.assert_changed_only(before)
        self.assertEqual(self.host.extras(), extras)
        self.assertGreater(self.host.snapshot()["serial"], before["serial"])
        self.assertEqual(len(self.history()), 2)

    def letter(self):
        """Sends a test letter, reads its code in the mailbox and types it, as the person would."""
        to = "anna@" + self.domain
        argv = [PROGRAM, "letter", self.domain, "--to", to, "--json"]
        child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            said = json.loads(child.stdout.readline() or "{}")
            letter = client.arrived(self.domain, "anna", "To: <%s>" % to) if said else None
            code = re.search(r"^Subject: .*\b([0-9A-Z]{4}-[0-9A-Z]{2})\b", letter or "", re.M)
            out, err = child.communicate(code.group(1) + "\n" if code else "", timeout=20)
        finally:
            child.kill()
        self.assertTrue(letter, "no letter in the mailbox; said %s %s" % (said, err))
        self.assertEqual((child.returncode, code.group(1)), (0, said["code"]), (out, err, letter))
        self.assertIn("Delivered-To: " + to, letter)

    def test_no_changes(self):
        plan = lambda values, code: self.run_program(
            "plan", self.domain, *[a for v in values for a in ("--mx", v.rstrip("."))], "--expect-no-changes", *self.host.key_options, expect=code)
        plan(NORMAL, 0)
        plan(NEW, 4)

    def test_no_mail_wanted(self):
        """The sign and mail servers are exchanged for each other without a moment of both or none."""
        before = self.host.snapshot()
        self.plan(null=True)
        self.apply(expect=64)                                     # the danger is not accepted by --yes alone
        _, seen = self.watched(lambda: self.apply("plan.json", "--accept", "null-mx"), "--allow-null")
        self.assertEqual(seen["seen"], [NORMAL, ["0 ."]])
        _, seen = self.watched(self.undo, "--allow-null")
        self.assertEqual(seen["seen"], [["0 ."], NORMAL])
        self.assert_changed_only(before)

    def test_two_editors(self):
        self.plan(*NEW)
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL, "33 " + FIRST)
        between = self.host.snapshot()
        self.watched(lambda: self.apply(expect=5))
        self.assertEqual(self.host.snapshot(), between, "something was written, be it only a new serial")

    def test_two_editors_same_values_other_ttl(self):
        self.plan(*NEW)
        # Not longer: a resolver that met it at a late secondary would remember it through the next tests.
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL - 1, *NORMAL)
        between = self.host.snapshot()
        self.apply(expect=5)
        self.assertEqual(self.host.snapshot(), between)

    def test_other_editor_elsewhere(self):
        """A change that the plan does not touch is no conflict, and stays."""
        before, owner = self.host.snapshot(), "elsewhere." + self.host.zone
        self.plan(*NEW)
        self.host.other_editor(owner, "TXT", 60, '"written meanwhile"')
        self.apply()
        self.assert_changed_only(before, self.MX, owner + "/TXT")
        self.undo()
        self.assert_changed_only(before, owner + "/TXT")
        self.host.other_editor(owner, "TXT", 60)

    def test_undo_after_another_editor(self):
        self.plan(*NEW)
        self.apply()
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL, "44 " + FIRST)
        between = self.host.snapshot()
        self.undo(expect=5)
        self.assertEqual(self.host.snapshot(), between)

    def test_wrong_secret(self):
        self.plan(*NEW)
        before, wrong = self.host.snapshot(), self.host.fields()
        name = "key" if "key" in wrong else "secret"
        wrong[name] = "AAAA" * (len(wrong[name]) // 4)
        self.add_key(wrong, expect=77)                            # what does not work is not kept
        self.run_program("key", "test", self.host.host_id, "--name", "lab", "--domain", self.domain)
        read, write = os.pipe()
        with os.fdopen(write, "w") as f:
            f.write(json.dumps(wrong))
        self.run_program("apply", self.file("plan.json"), "--yes", "--host", self.host.host_id, "--key-fd", str(read),
                         expect=77, pass_fds=(read,))
        os.close(read)
        self.assertEqual(self.host.snapshot(), before)

    def test_bad_plan_file(self):
        before = self.host.snapshot()
        for text in ("", "{", "[]", '{"schema":99}', "\x00\xff" * 40):
            pathlib.Path(self.file("bad.json")).write_text(text, encoding="latin-1")
            self.apply("bad.json", expect=65)
        self.apply("absent.json", expect=65)
        self.assertEqual(self.host.snapshot(), before)

    def test_letter_to_nobody(self):
        self.plan(*NEW)                                           # shows that the domain is ours
        for bad in ("", "anna", "anna@", "a@b@" + self.domain, "anna@" + self.domain + "\r\nDATA"):
            self.run_program("letter", self.domain, "--to", bad, expect=64)


def main(*classes):
    """Runs the stories; 77 (skipped) when there is no program to tell them with."""
    if not shutil.which(PROGRAM):
        print("story: no letterway program here (%s)" % PROGRAM, file=sys.stderr)
        sys.exit(77)
    tap.main(*classes)
