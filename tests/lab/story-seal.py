#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-seal.py: what letterway says of every safety seal (DNSSEC) of the lab.

Two others are asked about the same: delv, which validates by itself from the
lab's trust anchor, and the lab's Unbound.
"""
import json
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
import client               # noqa: E402
import tap                  # noqa: E402
from client import ENV      # noqa: E402

PROGRAM = ENV.get("LETTERWAY", "letterway")

# domain: verdict, reason, finding about the seal ("" for none)
EXPECTED = {
    "signed-ok.com": ("secure", "in-order", "dnssec.secure"),
    "xn--bcher-kva.example": ("secure", "in-order", "dnssec.secure"),
    "bigmx.com": ("secure", "in-order", "dnssec.secure"),
    "berg.example": ("secure", "in-order", "dnssec.secure"),
    "pdns-customer.com": ("secure", "in-order", "dnssec.secure"),
    "knot-customer.org": ("secure", "in-order", "dnssec.secure"),
    "bind-customer.org": ("secure", "in-order", "dnssec.secure"),
    "pdns-unsigned.com": ("insecure", "unsigned", ""),
    "insecure.com": ("insecure", "unsigned", ""),
    "nullmx.com": ("insecure", "unsigned", ""),
    "nomx.com": ("insecure", "unsigned", ""),
    "island.com": ("insecure", "island", ""),
    "bogus-ds.com": ("bogus", "ds-mismatch", "dnssec.ds_mismatch"),
    "expired-sig.com": ("bogus", "expired", "dnssec.expired"),
    "seal-future.com": ("bogus", "not-yet-valid", "dnssec.not_yet_valid"),
    "seal-soon.com": ("secure", "soon-expiring", "dnssec.soon_expiring"),
    "seal-shortlived.com": ("secure", "in-order", "dnssec.secure"),
    "seal-rounds10.com": ("secure", "nsec3-some", "dnssec.nsec3_params"),
    "seal-optout.com": ("secure", "in-order", "dnssec.secure"),
    "seal-ed25519.com": ("secure", "in-order", "dnssec.secure"),
    "seal-rsa.com": ("secure", "in-order", "dnssec.secure"),
    "seal-sha1.com": ("secure", "sha1", "dnssec.sha1"),
    "seal-nosig.com": ("bogus", "signature-missing", "dnssec.signature_missing"),
    "seal-altered.com": ("bogus", "signature-bogus", "dnssec.signature_bogus"),
    "seal-nokeysig.com": ("bogus", "dnskey-unsigned", "dnssec.dnskey_unsigned"),
    "seal-unknown.com": ("insecure", "unsupported", "dnssec.unsupported_alg"),
    "seal-orphan.com": ("bogus", "ds-without-keys", "dnssec.ds_without_signing"),
    "seal-nomx.com": ("secure", "in-order", ""),  # the cause ends the list: there is no mail server
    "seal-wild.com": ("secure", "in-order", "dnssec.secure"),
    "any.seal-wild.com": ("secure", "in-order", "dnssec.secure"),
    "any.texts.seal-wild.com": ("secure", "in-order", ""),
    "any.seal-wild3.com": ("insecure", "in-order", ""),
    "any.texts.seal-wild3.com": ("insecure", "in-order", ""),
    "seal-chain.com": ("secure", "in-order", "dnssec.secure"),
    "inside.seal-chain.com": ("secure", "in-order", "dnssec.secure"),
    "sealed.seal-chain.com": ("secure", "in-order", "dnssec.secure"),
    "open.seal-chain.com": ("insecure", "in-order", ""),
    "broken.seal-chain.com": ("bogus", "in-order", "dnssec.unclear"),
    "nowhere.seal-chain.com": ("secure", "in-order", ""),
    "seal-nodenial.com": ("bogus", "denial-missing", "dnssec.denial_missing"),
    "seal-half.com": (None, "server-differs", "dnssec.inconsistent_ns"),
}


# What lies between opted-out names is proven only as far as unsigned delegations go (RFC 5155 9.2):
# Unbound calls it insecure, delv does not look at the flag.
DELV_IS_KINDER = {"any.texts.seal-wild3.com": "secure"}
# The alias is in order, what it leads to is not: only resolvers tell.
BEHIND_ALIAS = ("broken.seal-chain.com",)


def check(domain):
    r = subprocess.run([PROGRAM, "check", "--json", "--no-mail", domain], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, text=True, timeout=60)
    return json.loads(r.stdout)


def anchor():
    """The lab's trust anchor in the words of BIND."""
    with open(ENV["LWLAB_ANCHOR"]) as f:
        tag, algorithm, digest, value = f.read().split("DS", 1)[1].split(";")[0].split(None, 3)
    path = ENV["LWLAB_DIR"] + "/delv.conf"
    with open(path, "w") as f:
        f.write('trust-anchors { . static-ds %s %s %s "%s"; };\n' % (tag, algorithm, digest, value.replace(" ", "").strip()))
    return path


def delv(domain):
    """What BIND's validator says."""
    r = subprocess.run(["delv", "@" + client.at("8.1"), "-a", anchor(), "+root=.", domain, "MX"],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    if "unsigned answer" in r.stdout:  # at the end of an alias that is sealed, too
        return "insecure"
    return "secure" if "fully validated" in r.stdout else "bogus" if "resolution failed" in r.stdout else r.stdout


def unbound(domain):
    """What a resolver tells that validates."""
    r = subprocess.run(["dig", "@" + client.at("8.1"), "+dnssec", domain, "MX"], stdout=subprocess.PIPE, text=True,
                       timeout=60)
    if "status: SERVFAIL" in r.stdout:
        return "bogus"
    return "secure" if re.search(r"flags:[^;]* ad[ ;]", r.stdout) else "insecure"


class Seal(unittest.TestCase):
    pass


def make_test(domain, verdict, reason, finding):
    def test(self):
        got = check(domain)
        seal = got["evidence"]["seal"]
        told = [f["id"] for f in got["findings"] if f["id"].startswith("dnssec.")]
        self.assertEqual((seal["reason"], told), (reason, [finding] if finding else []), seal)
        told_by_resolvers = "ns.resolvers_fail" in [f["id"] for f in got["findings"]]
        self.assertEqual(told_by_resolvers, domain in BEHIND_ALIAS)
        if verdict:
            self.assertEqual(seal["verdict"], verdict, seal)
            self.assertEqual({"delv": delv(domain), "unbound": unbound(domain)},
                             {"delv": DELV_IS_KINDER.get(domain, verdict), "unbound": verdict})
        if verdict == "bogus":
            self.assertEqual(got["state"], "bad")
            self.assertTrue(seal["why_bogus"])
        self.assertTrue(any(f["records"] for f in seal["facts"]))
    return test


for number, (name, row) in enumerate(EXPECTED.items()):
    setattr(Seal, "test_%02d_%s" % (number, re.sub(r"\W", "_", name)), make_test(name, *row))


if __name__ == "__main__":
    tap.main(Seal)
