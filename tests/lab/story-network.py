#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-network.py: a look from a network that swallows questions, or answers them itself.

Packet rules do to the program what such networks do. They know it by its source address: every
server of the lab has one of its own. Whatever the network does, what is said first is that, the
domain is blamed for nothing, and resolvers that can be reached tell where its mail goes.
"""
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import client               # noqa: E402
import dnswire              # noqa: E402
import tap                  # noqa: E402
from client import ENV      # noqa: E402

PROGRAM = ENV.get("LETTERWAY", "letterway")
DOMAIN = "signed-ok.com"
MX = ["10 mx-ok.mail-hosts.net."]
LOOK_MAX_SECONDS = 5.0
HERE = client.at("0.0")             # the source address of who has none of his own
SYSTEM = client.at("8.1")
LIAR = client.at("8.99")

ALL = "ip saddr %s meta l4proto { tcp, udp } th dport 53 " % HERE
TLS = "\n  ip saddr %s tcp dport 853 drop" % HERE
DROP = "type filter hook output priority 0; " + ALL
TURN = "type nat hook output priority -100; " + ALL + "dnat to %s:53"

NETWORKS = {
    "resolver-in-place-of-all": TURN % client.at("8.2"),
    "denies-everything": TURN % LIAR,
    "denies-as-authority": TURN % LIAR,
    "has-nothing": TURN % LIAR,
    "own-resolver-only": DROP.replace(" meta", " ip daddr != %s meta" % SYSTEM) + "drop",
    "nothing-passes": DROP + "drop",
    "all-is-refused": DROP + "reject",
    "web-only": DROP + "drop" + TLS,
}
# How the liar answers: flags of the reply (QR, AA, RD, RA, rcode)
LIES = {"denies-everything": 0x8183, "denies-as-authority": 0x8583, "has-nothing": 0x8580}


class Liar:
    """Answers every question in the same way, by UDP and TCP."""

    def __init__(self):
        self.flags = 0
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((LIAR, 53))
        self.tcp = socket.create_server((LIAR, 53))
        for work in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=work, daemon=True).start()

    def answer(self, query):
        end = dnswire.read_name(query, 12)[1] + 4
        return query[:2] + struct.pack(">5H", self.flags, 1, 0, 0, 0) + query[12:end]

    def serve_udp(self):
        while True:
            query, peer = self.udp.recvfrom(4096)
            self.udp.sendto(self.answer(query), peer)

    def serve_tcp(self):
        while True:
            connection, _ = self.tcp.accept()
            with connection:
                connection.settimeout(2)
                try:
                    answer = self.answer(connection.recv(4096)[2:])
                    connection.sendall(struct.pack(">H", len(answer)) + answer)
                except (OSError, ValueError, struct.error, dnswire.WireError):
                    pass


def nft(rules):
    return subprocess.run(["nft", "-f", "-"], input=rules, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def can_nft():
    return shutil.which("nft") is not None and nft("table ip trial { }\ndelete table ip trial\n").returncode == 0


def world(without):
    """The lab's world, whose resolvers lack one way."""
    with open(ENV["LWLAB_WORLD"]) as f:
        rows = json.load(f)
    for resolver in rows["resolvers"]:
        resolver.pop(without, None)
    path = "%s/world-without-%s.json" % (ENV["LWLAB_DIR"], without)
    with open(path, "w") as f:
        json.dump(rows, f)
    return path


def check(path, domain=DOMAIN):
    begun = time.monotonic()
    r = subprocess.run([PROGRAM, "--world", path, "check", "--json", "--no-mail", domain], text=True, timeout=60,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    answer = json.loads(r.stdout)
    answer["exit"], answer["seconds"] = r.returncode, time.monotonic() - begun
    return answer


class Network(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.liar = Liar()
        cls.ways = {"doh": world("tls_name"), "dot": world("doh"), "both": ENV["LWLAB_WORLD"]}

    def look(self, network, way, domain=DOMAIN):
        self.liar.flags = LIES.get(network, 0)
        rules = nft("table ip network {\n chain leaves {\n  %s\n }\n}\n" % NETWORKS[network])
        self.assertEqual(rules.returncode, 0, rules.stdout)
        try:
            return check(self.ways[way], domain)
        finally:
            nft("delete table ip network\n")

    def judge(self, answer, way):
        codes = [f["id"] for f in answer["findings"]]
        rows = {tuple(a["set"]["values"]) for a in answer["evidence"]["answers"]
                if a["type"] == "MX" and a["role"] == "resolver" and a["via"] == way and a["set"]}
        self.assertEqual(codes[:1], ["local.dns53_blocked"], codes)
        self.assertEqual(set(codes[1:]) - {"dnssec.unclear"}, set(), "the domain is blamed for nothing")
        self.assertEqual(rows, {tuple(MX)})
        self.assertLess(answer["seconds"], LOOK_MAX_SECONDS)
        self.judge_seal(answer, "dnssec.unclear" in codes)

    def judge_seal(self, answer, unclear):
        """The seal is in order; or it is said that it could not be tested."""
        verdict = answer["evidence"]["seal"]["verdict"]
        self.assertEqual(verdict, "indeterminate" if unclear else "secure")
        self.assertEqual({f["level"] for f in answer["findings"] if f["id"] == "dnssec.unclear"},
                         {"not-tested"} if unclear else set())


    def test_seal_where_tls_is_dropped(self):
        """Resolvers know both ways, and only HTTPS gets out: the verdict is not waited for long."""
        self.judge(self.look("web-only", "both"), "doh")

    def test_seal_by_tls(self):
        answer = self.look("nothing-passes", "both")
        self.assertEqual(answer["evidence"]["seal"]["verdict"], "secure")

    def test_broken_seal(self):
        """What is broken is not in order because nobody could look at the cause."""
        answer = self.look("denies-everything", "dot", "bogus-ds.com")
        found = {f["id"]: f["level"] for f in answer["findings"]}
        self.assertEqual(answer["evidence"]["seal"]["verdict"], "bogus")
        self.assertEqual(found.get("dnssec.unclear"), "not-tested", found)

    def test_no_such_domain(self):
        for network in ("resolver-in-place-of-all", "denies-as-authority", "own-resolver-only"):
            answer = self.look(network, "doh", "no-such-domain-here.com")
            codes = {f["id"] for f in answer["findings"]} - {"dnssec.unclear"}
            self.assertEqual(codes, {"domain.not_yet_active", "local.dns53_blocked"})
            self.assertLess(answer["seconds"], LOOK_MAX_SECONDS)


def add(network, way):
    def test(self):
        self.judge(self.look(network, way), way)

    setattr(Network, "test_%s_%s" % (network.replace("-", "_"), way), test)


for one in NETWORKS:
    for by in ("doh",) if one == "web-only" else ("doh", "dot"):
        add(one, by)


if __name__ == "__main__":
    if not can_nft():
        print("story-network.py: the package nftables is not installed, or not allowed here", file=sys.stderr)
        sys.exit(77)
    tap.main(Network)
