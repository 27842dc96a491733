#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-delegation.py: what a look finds in delegations of every kind."""
import json
import os
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap                          # noqa: E402

PROGRAM = os.environ.get("LETTERWAY", "letterway")
WORST = ("error", "warning")


def look(domain):
    r = subprocess.run([PROGRAM, "check", "--json", "--no-mail", domain], text=True, timeout=60,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return json.loads(r.stdout)


def found(answer, levels=WORST):
    return [f["id"] for f in answer["findings"] if f["level"] in levels]


class Delegation(unittest.TestCase):
    def expect(self, domain, *codes, levels=WORST):
        answer = look(domain)
        rows = [(f["id"], f["level"], f["reason"]) for f in answer["findings"]]
        self.assertEqual(found(answer, levels), list(codes), rows)
        return answer

    def rows(self, answer, **wanted):
        return [a for a in answer["evidence"]["answers"] if all(a[k] == v for k, v in wanted.items())]

    def test_healthy(self):
        answer = self.expect("insecure.com", levels=WORST + ("advice",))
        self.assertTrue(self.rows(answer, role="parent", type="NS", via="udp", status="set"))
        self.assertEqual(len(self.rows(answer, role="authority", type="SOA", via="tcp", status="set")), 2)

    def test_long_answer(self):
        self.expect("bigmx.com", "mx.no_address")      # of the delegation nothing

    def test_cut_without_tcp(self):
        answer = self.expect("notcp.com", "dns.truncated_no_tcp")
        self.assertEqual(answer["state"], "bad")

    def test_no_edns(self):
        self.expect("noedns.com", "dns.edns_broken")

    def test_no_aaaa(self):
        self.expect("noaaaa.com", "dns.aaaa_dropped")

    def test_no_authority(self):
        self.expect("noaa.com", "ns.not_authoritative")

    def test_empty_name(self):
        self.expect("ent.com")
        self.assertIn("dns.ent_nxdomain", found(look("ent.com"), ("info",)))

    def test_other_list(self):
        self.expect("otherlist.com", "ns.parent_child_mismatch")

    def test_alias(self):
        self.expect("aliasns.com", "ns.is_alias")

    def test_glue(self):
        self.expect("wrongglue.com", "ns.glue_wrong")

    def test_serial(self):
        self.expect("backwards.com", "ns.serial_backwards")

    def test_doubled(self):
        answer = self.expect("doubled.com", "record.doubled_name", "record.doubled_name")
        fixes = [f["fix"] for f in answer["findings"] if f["id"] == "record.doubled_name"]
        self.assertEqual([f["owner"] for f in fixes], ["doubled.com.", "_dmarc.doubled.com."])

    def expect_within(self, seconds, domain, *codes):
        begin = time.monotonic()
        self.expect(domain, *codes)
        self.assertLess(time.monotonic() - begin, seconds)

    def test_lame_and_dead(self):
        self.expect("lame.com", "ns.all_dead")

    def test_dead_servers_do_not_take_long(self):
        self.expect_within(5.5, "deadns.com", "ns.all_dead")
        self.expect_within(3.5, "onedead.com", "ns.unreachable")

    def test_lossy_is_no_fault_of_edns(self):
        self.assertNotIn("dns.edns_broken", found(look("lossy.com")))


if __name__ == "__main__":
    tap.main(Delegation)
