#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-secure.py: what resolvers say that are asked over TLS and over HTTPS.

Their names stand in no resolver that this computer uses, so whoever answers was found by the world
file alone; Unbound speaks HTTP/2 and nothing older, so libsoup does too.
"""
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap                          # noqa: E402
import zones                        # noqa: E402

PROGRAM = os.environ.get("LETTERWAY", "letterway")
ENV = os.environ
PLACES = dict(zip(sorted(zones.SECURE_RESOLVERS), ENV.get("LWLAB_RESOLVERS", "").split()))
DOMAIN = "signed-ok.com"


def check(*options, world="LWLAB_WORLD"):
    r = subprocess.run([PROGRAM, "--world", ENV[world], "check", "--json", "--no-mail", *options, DOMAIN],
                       text=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return json.loads(r.stdout) if r.stdout else {"exit": r.returncode}


def ways(answer):
    """By which way each resolver was asked for the mail servers, and what it said."""
    return {a["address"]: (a["via"], a["status"], a["set"]["values"] if a["set"] else None)
            for a in answer["evidence"]["answers"]
            if a["role"] == "resolver" and a["type"] == "MX" and a["owner"] == DOMAIN + "."}


def heard(rest):
    """How many questions came to a resolver over TLS and over HTTPS, in its own words."""
    r = subprocess.run(["unbound-control", "-c", "%s/unbound%s.conf" % (ENV["LWLAB_DIR"], rest.split(".")[1]),
                        "stats_noreset"], text=True, stdout=subprocess.PIPE, check=True)
    rows = dict(line.split("=", 1) for line in r.stdout.splitlines())
    https = int(rows["num.query.https"])
    return int(rows["num.query.tls"]) - https, https     # Unbound counts what came over HTTPS as TLS too


class Secure(unittest.TestCase):
    MX = ["10 mx-ok.mail-hosts.net."]

    def ask_by(self, resolver):
        return list(ways(check("--resolver", resolver)).values())

    def test_who_has_no_other_way(self):
        """One is asked in clear, one over HTTPS and one over TLS; they agree."""
        answer = check(world="LWLAB_WORLD_SECURE")
        found = ways(answer)
        self.assertEqual(sorted(found.values()), [(v, "set", self.MX) for v in ("doh", "dot", "udp")], answer["findings"])

    def test_clear_where_that_is_enough(self):
        self.assertEqual({v for v, _, _ in ways(check()).values()}, {"udp"})

    def test_one_by_tls(self):
        for rest, host in zones.SECURE_RESOLVERS.items():
            self.assertEqual(self.ask_by("tls://%s@%s" % (host, PLACES[rest])), [("dot", "set", self.MX)])

    def test_one_by_https(self):
        for rest, host in zones.SECURE_RESOLVERS.items():
            self.assertEqual(self.ask_by("https://%s/dns-query@%s" % (host, PLACES[rest])), [("doh", "set", self.MX)])

    def test_the_other_side(self):
        """Unbound itself says how it was asked."""
        host, place = zones.SECURE_RESOLVERS["8.3"], PLACES["8.3"]
        before = heard("8.3")
        self.ask_by("tls://%s@%s" % (host, place))
        between = heard("8.3")
        self.ask_by("https://%s/dns-query@%s" % (host, place))
        after = heard("8.3")
        self.assertEqual((between[0] > before[0], between[1] - before[1]), (True, 0), (before, between))
        self.assertEqual((after[0] - between[0], after[1] > between[1]), (0, True), (between, after))

    def test_known_places(self):
        """Of the world's resolvers the address need not be said."""
        host = zones.SECURE_RESOLVERS["8.2"]
        self.assertEqual(self.ask_by("tls://" + host), [("dot", "set", self.MX)])
        self.assertEqual(self.ask_by("https://%s/dns-query" % host), [("doh", "set", self.MX)])

    def test_another_name(self):
        """Who cannot prove its name is not believed."""
        for resolver in ("tls://resolver9.lab-hosts.net@", "https://resolver9.lab-hosts.net/dns-query@"):
            self.assertEqual([(s, m) for _, s, m in self.ask_by(resolver + PLACES["8.1"])], [("unreachable", None)])

    def test_another_path(self):
        self.assertEqual([s for _, s, _ in self.ask_by(
            "https://%s/other@%s" % (zones.SECURE_RESOLVERS["8.1"], PLACES["8.1"]))], ["garbled"])

    def test_nobody_there(self):
        for resolver in ("tls://resolver1.lab-hosts.net@", "https://resolver1.lab-hosts.net/dns-query@"):
            self.assertEqual([s for _, s, _ in self.ask_by(resolver + ENV["LWLAB_ROOT"])], ["unreachable"])


if __name__ == "__main__":
    tap.main(Secure)
