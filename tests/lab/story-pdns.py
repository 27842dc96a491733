#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-pdns.py: the story with a domain at PowerDNS, by its HTTP API."""
import subprocess
import sys

sys.dont_write_bytecode = True
import apiproxy                           # noqa: E402
import client                             # noqa: E402
import story                              # noqa: E402
from client import ENV, at, mx            # noqa: E402


class PdnsHost(story.Host):
    host_id = "powerdns"

    def __init__(self, zone, url=None):
        self.zone, self.primary, self.secondary = zone, at("10.1"), at("10.2")
        self.url = url or ENV["LWLAB_PDNS_URL"]

    def fields(self):
        return dict(url=self.url, key=ENV["LWLAB_PDNS_KEY"])

    def other_editor(self, owner, rrtype, ttl, *contents):
        """As another program would: what it does not know of (comments, switched-off values) it keeps."""
        kept = [r for s in client.api_zone(self.zone)["rrsets"] if (s["name"], s["type"]) == (owner, rrtype)
                for r in s["records"] if r["disabled"]]
        records = [dict(content=c, disabled=False) for c in contents] + kept
        change = dict(name=owner, type=rrtype, ttl=ttl, changetype="REPLACE" if records else "DELETE", records=records)
        status, text = client.api("PATCH", "/zones/" + self.zone, dict(rrsets=[change]))
        assert status == 204, text

    def extras(self):
        """Comments and switched-off records; the MX set's values themselves are compared by transfer."""
        found = {}
        for s in client.api_zone(self.zone)["rrsets"]:
            off = sorted(r["content"] for r in s["records"] if r["disabled"])
            notes = sorted((c["content"], c["account"]) for c in s["comments"])
            if off or notes:
                found["%s/%s" % (s["name"], s["type"])] = (off, notes)
        return found


class Pdns(story.Tale):
    host = PdnsHost("pdns-customer.com.")


class PdnsExtras(story.Story):
    """A switched-off value inside the MX set itself, and comments on it."""
    host = PdnsHost("pdns-unsigned.com.")

    def setUp(self):
        super().setUp()
        self.host.other_editor(self.host.zone, "MX", 3600, *story.NORMAL)

    def test_kept(self):
        before, extras = self.host.snapshot(), self.host.extras()
        self.assertIn(self.host.zone + "/MX", extras)
        self.plan(*story.NEW)
        self.watched(self.apply)
        self.assertEqual(self.host.extras(), extras)
        self.assert_changed_only(before, self.host.zone + "/MX")
        self.undo()
        self.assertEqual(self.host.extras(), extras)
        self.assert_changed_only(before)


class WithProxy(story.Story):
    """Between the program and the API stands one that can go wrong."""
    zone = "berg.example."

    @classmethod
    def setUpClass(cls):
        cls.proxy = apiproxy.Proxy(at("81.1"), 8081, ENV["LWLAB_PDNS_URL"]).start()
        cls.host = PdnsHost(cls.zone, cls.proxy.url)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()

    def setUp(self):
        self.proxy.reset()
        super().setUp()
        self.proxy.reset()
        self.before = self.host.snapshot()

    def patches(self):
        return [r for r in self.proxy.requests if r["method"] == "PATCH"]


class Faults(WithProxy):
    def attempt(self, rule, expect):
        self.plan(*story.NEW)
        self.proxy.reset()
        self.proxy.rule(rule)
        said = self.apply(expect=expect)
        self.assertNotIn("<html", (said.out + said.err).lower())
        return said

    def test_nothing_written(self):
        for rule, code in (("PATCH:*:status:401", 77), ("PATCH:*:status:403", 77), ("PATCH:*:status:422", 2),
                           ("PATCH:*:status:500", 69),
                           ("GET:*:html", 69), ("GET:*:garbage", 69), ("GET:*:huge", 69), ("GET:*:cut-request", 69)):
            with self.subTest(rule=rule):
                self.attempt(rule, code)
            self.proxy.reset()
            self.assertEqual(self.host.snapshot(), self.before, rule)

    def test_try_again(self):
        """The host says that nothing happened and when to come back: that is told, and then it works."""
        for rule in ("PATCH:1:status:429/1", "PATCH:1:status:503/1"):
            between = self.host.snapshot()
            said = self.attempt(rule, 75)
            self.assertIn("1 second", said.err)
            self.assertEqual(self.host.snapshot(), between, rule)
            self.apply()
            self.assertEqual(mx(self.host.primary, self.zone), story.NEW, rule)
            self.undo()
            self.assert_changed_only(self.before)

    def test_answer_lost(self):
        """The host did it, but the answer never came: the zone is read before anything is said."""
        for fault in ("cut-answer", "half-answer"):
            said = self.attempt("PATCH:1:" + fault, None)
            self.assertEqual(mx(self.host.primary, self.zone), story.NEW, fault)
            self.assertIn(said.code, (0, 6), str(said))
            self.proxy.reset()
            self.undo()
            self.assert_changed_only(self.before)

    def test_slow(self):
        self.attempt("PATCH:1:delay-answer:3", 0)
        self.assertEqual(mx(self.host.primary, self.zone), story.NEW)
        self.proxy.reset()
        self.undo()


class CutOff(WithProxy):
    """kill -9 in the middle of a push: the next start shows it; Finish and Put Back both work."""

    # One request takes 1000 changes: with the mail servers these make three requests.
    REQUEST, ADDED = 1000, 2200

    def sets(self):
        return ["h%04d.%s/A" % (i, self.zone) for i in range(self.ADDED)] + [self.zone + "/MX"]

    def long_plan(self):
        self.plan(*story.NEW)
        self.add_changes(*(dict(owner="h%04d.%s" % (i, self.zone), type="A", ttl=60,
                                values=["192.0.2.%d" % (i % 250)]) for i in range(self.ADDED)))

    def start_push(self):
        argv = [story.PROGRAM, "apply", self.file("plan.json"), "--yes", "--accept", "many-records"]
        return subprocess.Popen(argv + list(self.host.key_options), stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def kill_at(self, number, fault):
        """Starts the push and kills it while request NUMBER is on its way."""
        self.long_plan()
        self.proxy.reset()
        self.proxy.rule("PATCH:%d:%s" % (number, fault))
        child = self.start_push()
        held = self.proxy.wait_for("PATCH", number, "held")
        child.kill()
        said = child.communicate()
        self.proxy.reset()
        self.assertTrue(held, said)

    def made(self):
        return len(story.axfr_diff.differences(self.before, self.host.snapshot()))

    def unfinished(self):
        """What the next start says."""
        said = self.run_program("history", self.domain)
        self.assertIn("cut off", said.out)
        self.assertIn("letterway finish", said.err)

    # Killed before the server heard a request, and after it did it: first, in the middle, last.
    CUTS = ((1, "hold-request", 0), (2, "hold-request", 1), (2, "hold-answer", 2), (3, "hold-answer", 3))

    def each_cut(self, then):
        for number, fault, done in self.CUTS:
            with self.subTest(request=number, fault=fault):
                self.clean()
                self.kill_at(number, fault)
                self.assertEqual(self.made(), min(done * self.REQUEST, self.ADDED + 1))
                self.unfinished()
                then()
                self.assertNotIn("cut off", self.run_program("history", self.domain).out)

    def clean(self):
        """Whatever a test before left: the zone as it always was, and no history."""
        super().setUp()
        left = [s["name"] for s in client.api_zone(self.zone)["rrsets"] if s["name"][0] == "h"]
        for i in range(0, len(left), self.REQUEST):
            gone = [dict(name=n, type="A", changetype="DELETE") for n in left[i:i + self.REQUEST]]
            client.api("PATCH", "/zones/" + self.zone, dict(rrsets=gone))
        self.before = self.host.snapshot()

    def setUp(self):
        self.clean()

    def undo_all(self, *more):
        return self.undo("--accept", "many-records", *more)

    def put_back(self):
        self.watched(self.undo_all)
        self.assert_changed_only(self.before)

    def finish_and_put_back(self):
        first = self.history()[-1]["id"]
        self.watched(lambda: self.finish("--accept", "many-records"))
        self.assert_changed_only(self.before, *self.sets())
        self.undo_all("--push", str(first))
        self.assert_changed_only(self.before)

    def test_put_back(self):
        self.each_cut(self.put_back)

    def test_finish(self):
        self.each_cut(self.finish_and_put_back)

    def test_new_push_is_not_begun(self):
        """While a push hangs in the air no other is begun as if nothing were."""
        self.kill_at(2, "hold-request")
        said = self.apply(expect=None)
        self.assertEqual(said.code, 6, str(said))
        self.assertIn("cut off", said.err)
        self.watched(self.undo_all)

    def test_two_at_once(self):
        """One push per domain at a time, across processes."""
        self.long_plan()
        self.proxy.rule("PATCH:2:hold-request")
        child = self.start_push()
        self.assertTrue(self.proxy.wait_for("PATCH", 2, "held"))
        self.plan("7 " + story.FIRST, file="other.json", expect=None)
        n = len(self.patches())
        self.apply("other.json", expect=75)
        self.assertEqual(len(self.patches()), n)
        child.kill()
        child.communicate()
        self.proxy.reset()
        self.undo_all()


class Elsewhere(story.Story):
    """The zone stands at the host, but the registry sends everybody to another one."""
    host = PdnsHost("insecure.com.")
    servers = ["ns1.pdns." + story.zones.HOSTS, "ns2.pdns." + story.zones.HOSTS]

    def setUp(self):
        status, text = client.api("POST", "/zones", dict(name=self.host.zone, kind="Native", nameservers=self.servers))
        self.assertEqual(status, 201, text)
        super().setUp()

    def tearDown(self):
        client.api("DELETE", "/zones/" + self.host.zone)

    def test_check(self):
        said = self.run_program("check", self.domain, "--json", "--no-mail", "--host", "powerdns", "--key", "lab", expect=2)
        self.assertEqual(said.json["findings"][0]["id"], "ns.edited_zone_not_live")
        self.assertEqual(said.json["evidence"]["edited"]["name_servers"], sorted(self.servers))
        said = self.run_program("check", self.domain, "--json", "--no-mail", expect=3)      # nobody knows without the key
        self.assertEqual(said.json["findings"], [])

    def test_push(self):
        said = self.run_program("plan", self.domain, "--mx", story.NEW[0].rstrip("."), *self.host.key_options)
        self.assertIn("ns1.static." + story.zones.HOSTS.rstrip("."), said.out)
        self.assertIn("[not-live]", said.out)
        self.plan(*story.NEW)
        said = self.apply(expect=64)
        self.assertIn("--accept not-live", said.err)
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NORMAL)
        self.apply("plan.json", "--accept", "not-live")
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW)
        self.undo(expect=64)
        self.undo("--accept", "not-live")
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NORMAL)


if __name__ == "__main__":
    story.main(Pdns, PdnsExtras, Faults, CutOff, Elsewhere)
