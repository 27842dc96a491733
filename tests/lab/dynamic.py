# SPDX-License-Identifier: GPL-3.0-or-later
"""The stories that Knot and BIND share: RFC 2136 with TSIG."""

import dnswire
import story
import zones
from client import ENV, at, mx, nsupdate


class DynamicHost(story.Host):
    host_id = "rfc2136"

    def __init__(self, zone, primary, secondary, ignore=(), key="256", transfer=True):
        self.zone, self.primary, self.secondary, self.ignore = zone, at(primary), at(secondary), ignore
        self.key_text = ENV["LWLAB_TSIG_" + key]
        # The yardstick reads with a key of its own; where no transfer is given it has none.
        self.transfer_key = dnswire.parse_key(ENV["LWLAB_TSIG_512"]) if transfer else None
        self.transfer = transfer

    def fields(self, key=None):
        algorithm, name, secret = (key or self.key_text).split(":")
        return dict(server=self.primary, key_name=name, algorithm=algorithm, secret=secret)

    def other_editor(self, owner, rrtype, ttl, *contents):
        said = nsupdate(self.primary, self.zone, ENV["LWLAB_TSIG_256"], "update delete %s %s" % (owner, rrtype),
                        *("update add %s %d %s %s" % (owner, ttl, rrtype, c) for c in contents))
        assert said == "", said

    def snapshot(self):
        """By transfer, or by asking for every set that we know of."""
        return super().snapshot() if self.transfer else self.asked()

    def asked(self):
        known = {(r[0], r[2]) for r in zones.customer(self.zone)} | {(self.zone, "NS"), ("elsewhere." + self.zone, "TXT")}
        sets = {}
        for owner, rrtype in known:
            found = dnswire.query(self.primary, owner, rrtype, recurse=False)
            found = found.of(rrtype) if not owner.startswith("child.") else [
                r for r in found.answer + found.authority if r.type == dnswire.type_number(rrtype)]
            if found:
                sets["%s/%s" % (owner, rrtype)] = dict(ttl=sorted({r.ttl for r in found}),
                                                       values=sorted(r.data.hex() for r in found))
        soa = dnswire.query(self.primary, self.zone, "SOA").of("SOA")[0]
        return dict(zone=self.zone, serial=dnswire.serial(soa), sets=sets)


class Keys(story.Story):
    """Every algorithm, and keys with few rights."""

    def push_with(self, key, expect=0):
        self.add_key(self.host.fields(ENV["LWLAB_TSIG_" + key]))
        self.plan(*story.NEW)
        self.apply(expect=expect)

    def test_every_key(self):
        for key in ("256", "384", "512", "MX", "MAIL"):
            self.push_with(key)
            self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW, key)
            self.undo()
            self.assertEqual(mx(self.host.primary, self.host.zone), story.NORMAL, key)

    def test_refused_type(self):
        """A key for MX only cannot write anything else; the refusal is explained, nothing is written."""
        self.add_key(self.host.fields(ENV["LWLAB_TSIG_MX"]))
        self.plan(*story.NEW)
        owner = "new." + self.host.zone
        self.add_changes(dict(owner=owner, type="TXT", ttl=60, values=['"x"']))
        before = self.host.snapshot()
        said = self.apply(expect=77)
        self.assertIn("TXT", said.out + said.err)
        self.assertEqual(self.host.snapshot(), before)


class OwnSanity(story.Story):
    """BIND refuses a mail server inside the zone that has no address: said in words."""

    def test_mail_server_without_address(self):
        # Below "mail", which exists, the zone's wildcard gives no address.
        before = self.host.snapshot()
        self.plan("10 nowhere-to-be-found.mail.%s" % self.host.zone)
        said = self.apply(expect=None)
        self.assertNotEqual(said.code, 0, said)
        self.assertIn("nowhere-to-be-found", said.out + said.err)
        self.assertEqual(self.host.snapshot(), before)
