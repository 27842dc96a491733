#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the scenario player that need no lab: files, edits of zones, judgement."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from scenario import format as form, judge, places, world, zone   # noqa: E402
from scenario.behaviours import Packet, without_proof       # noqa: E402
import dnswire                                              # noqa: E402
import tap                                                  # noqa: E402


def scenario(**fields):
    raw = dict({"id": "T1", "domain": "t1.test", "zone": [], "expect": {"first": None, "level": "none"}}, **fields)
    form._check(raw, "here")
    return form.Scenario(raw, dict(places.ADDRESSES, RSA2048='"key"'))


class Files(unittest.TestCase):
    def test_braces_are_filled_everywhere(self):
        s = scenario(parent={"glue": {"ns1.{d}.": "{OLDNS}"}}, mail={"{MXOK}": ["T-OK:mx.{d}"]}, intent={"x": "{dashed}"})
        self.assertEqual(s.get("parent")["glue"], {"ns1.t1.test.": places.ADDRESSES["OLDNS"]})
        self.assertEqual(s.get("mail"), {places.ADDRESSES["MXOK"]: ["T-OK:mx.t1.test"]})
        self.assertEqual(s.get("intent")["x"], "t1-test")

    def test_what_is_no_scenario(self):
        for bad in ({"id": 1}, {"domain": None}, {"zone": "x"}, {"expect": {}}, {"mail": []}, {"clock": "soon"},
                    {"zone": ["+ @ A {NOWHERE}"]}, {"domain": "a" * 300}):
            with self.assertRaises(form.BadFile, msg=bad):
                scenario(**bad)

    def test_times(self):
        self.assertEqual([form.seconds(t) for t in ("-31d", "+8d", "10m", "5", 7, "2h")], [-2678400, 691200, 600, 5, 7, 7200])

    def test_a_domain_beyond_ascii(self):
        self.assertEqual(scenario(domain="Bücher.test").origin, "xn--bcher-kva.test.")


class Services(unittest.TestCase):
    def test_a_preset_tells_how_it_is_recognised(self):
        found = {one["id"]: one for one in world.services()}
        self.assertEqual(found["lab-cloud"], {
            "schema": 1, "id": "lab-cloud", "name": "Lab Cloud", "kind": "mailbox",
            "detect": {"mx": ["*.mailcloud.test"], "spf": ["spf.mailcloud.test"]}})
        self.assertEqual([found[name]["kind"] for name in ("lab-filter", "lab-route")], ["gateway", "forwarder"])


class Edits(unittest.TestCase):
    def edited(self, *edits):
        return zone.baseline(scenario(zone=list(edits)))

    def test_add_remove_set(self):
        z = self.edited("- @ MX *", "+ @ 60 MX 5 mail", "= SOA minimum 86400", "- @ TXT \"v=spf1*", "+ @ TXT {RSA2048}")
        self.assertEqual((z.of("t1.test.", "MX"), z.of("t1.test.", "TXT")), (["5 mail"], ['"key"']))
        self.assertIn("1209600 86400\n", z.text())
        self.assertIn("@ 60 IN MX 5 mail\n", z.text())

    def test_only_the_named_part_goes(self):
        self.assertEqual(self.edited("- @ MX 20*").of("t1.test.", "MX"), ["10 mx1.host.test."])
        self.assertEqual(self.edited("- @ MX 20 mx2.host.test.").of("t1.test.", "MX"), ["10 mx1.host.test."])
        self.assertEqual(len(self.edited("- t1.test. MX *").of("t1.test.", "NS")), 2)

    def test_names_that_were_doubled(self):
        self.assertIn("_dmarc.t1.test.t1.test.", self.edited("+ _dmarc.{d} TXT x").owners())

    def test_octets_beyond_ascii(self):
        self.assertIn("b\\195\\188 ", self.edited("+ bü A 127.53.0.1").text())

    def test_empty_names(self):
        self.assertEqual(self.edited().empty_names(), {"_domainkey.t1.test.", "_tls.t1.test."})

    def test_no_label_is_too_long(self):
        target = self.edited("- @ MX *", "+ @ MX 9 %s.host.test." % "-".join(["word"] * 15)).of("t1.test.", "MX")[0]
        self.assertTrue(all(len(l) < 64 for l in target.split(".")), target)

    def test_edits_that_are_none(self):
        for bad in ("@ MX 1 a", "= SOA colour 3", "= MX x y", "+ @"):
            with self.assertRaises(form.BadFile, msg=bad):
                self.edited(bad)


class Judgement(unittest.TestCase):
    # expect, healthy, findings, passes
    ROWS = [
        (dict(first="a.x", level="error"), False, ["a.x error"], True),
        (dict(first="a.x", level="error"), False, ["a.x warning"], True),
        (dict(first="a.x", level="warning"), False, ["a.x error"], False),
        (dict(first="a.x", level="error"), False, ["b.y error", "a.x error"], False),
        (dict(first="a.x", level="error"), False, ["a.x error", "b.y error"], False),
        (dict(first="a.x", level="error", also_allowed=["b.y"]), False, ["a.x error", "b.y error"], True),
        (dict(first="a.x", level="error", same_as=["b.y"]), False, ["b.y error"], True),
        (dict(first="a.x", level="error"), False, ["a.x error", "b.y advice", "c.z info"], True),
        (dict(first="a.x", level="error"), False, [], False),
        (dict(first=None, level="none"), True, [], True),
        (dict(first=None, level="none"), True, ["a.x info"], True),     # null = none above info
        (dict(first=None, level="none"), True, ["a.x advice"], False),
        (dict(first=None, level="info"), True, ["a.x info"], True),
        (dict(first="a.x", level="info"), True, ["a.x info", "b.y advice"], False),
        (dict(first="local.x", level="local", not_blamed=True), True, ["local.x local"], True),
        (dict(first="local.x", level="local", not_blamed=True), True, ["local.x local", "b.y warning"], False),
        (dict(first="a.x", level="warning", no_error=True), True, ["a.x warning", "b.y error"], False),
    ]

    def test_passes(self):
        for expect, healthy, findings, passes in self.ROWS:
            s = scenario(expect=expect, **{"class": "healthy" if healthy else "fault"})
            report = {"findings": [dict(zip(("id", "level"), f.split())) for f in findings]}
            self.assertEqual(judge.judge(s, report)[2] is None, passes, (expect, findings))


class Packets(unittest.TestCase):
    def test_a_proof_goes_and_the_rest_stays(self):
        raw = bytearray(dnswire.question("www.t1.test.", "AAAA"))
        packet = Packet(bytes(raw))
        name = dnswire.pack_name("t1.test.")
        packet.sections[1] = [(name, 6, 1, 5, b"\0" * 22), (name, 47, 1, 5, b"\0\0"), (name, 46, 1, 5, b"\0\x2f" + b"\0" * 17),
                              (name, 46, 1, 5, b"\0\x06" + b"\0" * 17)]
        self.assertTrue(without_proof(None, packet))
        self.assertEqual([r[1] for r in Packet(packet.pack()).sections[1]], [6, 46])


class CommandLine(unittest.TestCase):
    def run_with(self, text, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            f.write(text)
            f.flush()
            done = subprocess.run([sys.executable, HERE + "/scenarios", "/nowhere", f.name, *options],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
            return done.returncode

    def test_bad_files_and_words(self):
        good = json.dumps([{"id": "A", "domain": "a.test", "expect": {"first": None}}])
        self.assertEqual(self.run_with("{"), 65)
        self.assertEqual(self.run_with("7"), 65)
        self.assertEqual(self.run_with('[{"id": "A"}]'), 65)
        self.assertEqual(self.run_with(good, "--only", "B"), 64)
        self.assertEqual(self.run_with(good, "--colour"), 64)
        self.assertEqual(self.run_with(good), 64)            # /nowhere holds no program


if __name__ == "__main__":
    tap.main(Files, Edits, Judgement, Packets, CommandLine)
