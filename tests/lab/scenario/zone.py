# SPDX-License-Identifier: GPL-3.0-or-later
"""Zones as lists of lines: the baseline, and the format's edits `+ - =`."""
import re

from .format import BadFile

SOA_FIELDS = "mname rname serial refresh retry expire minimum ttl".split()
BASELINE = """
@ NS ns1.{d}.
@ NS ns2.{d}.
ns1 A {NS1}
ns2 A {NS2}
@ A {WEB}
www A {WEB}
@ MX 10 mx1.host.test.
@ MX 20 mx2.host.test.
@ TXT "v=spf1 include:spf.host.test -all"
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@{d}"
s1._domainkey CNAME s1.{d}.dkim.host.test.
_mta-sts TXT "v=STSv1; id=20261101T000000"
mta-sts A {STSWEB}
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@{d}"
"""
RR = re.compile(r"(\S+)\s+(?:(\d+[smhdw]?)\s+)?(?:IN\s+)?([A-Za-z][A-Za-z0-9-]*|\*)(?:\s+(.*))?$", re.DOTALL)


def escape(text):
    """Octets beyond ASCII as zone files write them."""
    return "".join(c if ord(c) < 128 else "".join("\\%03d" % b for b in c.encode()) for c in text)


def absolute(owner, origin):
    """The owner of a line as a whole name, lower case."""
    if owner == "@":
        return origin
    if owner.endswith(".") and not owner.endswith("\\."):
        return owner.lower()
    return owner.lower() + ("." + origin if origin != "." else ".")


def shortened(name):
    """Labels of more than 63 octets, which no server can hold, as two labels."""
    return re.sub(r"[^.\s]{64,}", lambda m: re.sub(r"^(.{20,60})-", r"\1.", m[0]), name)


def parse(line):
    """(owner, TTL or None, type, data) of one zone-file line."""
    found = RR.match(line.strip())
    if not found:
        raise BadFile("“%s” is no record" % line)
    owner, ttl, rrtype, data = found[1], found[2], found[3].upper(), (found[4] or "").strip()
    if rrtype in ("MX", "CNAME", "NS"):
        data = shortened(data)
    return shortened(owner), ttl, rrtype, data if '"' in data else " ".join(data.split())


class Zone:
    """Records in their order; owners as they were written."""

    def __init__(self, origin, lines=(), ns="ns1."):
        self.origin, self.records = origin, [parse(l) for l in lines]
        values = (ns if ns.endswith(".test.") else ns + origin, "hostmaster." + origin.lstrip("."), "2026112301",
                  "14400", "3600", "1209600", "3600", "3600")
        self.soa = dict(zip(SOA_FIELDS, values))

    def copy(self):
        other = Zone(self.origin)
        other.records, other.soa = list(self.records), dict(self.soa)
        return other

    def edited(self, edits):
        """A copy with the format's edits, in order."""
        other = self.copy()
        for edit in edits or ():
            sign, _, rest = edit.strip().partition(" ")
            {"+": other._add, "-": other._remove, "=": other._set}.get(sign, other._refuse)(rest)
        return other

    def _refuse(self, rest):
        raise BadFile("an edit begins with “+”, “-” or “=”, not as in “… %s”" % rest)

    def _add(self, line):
        self.records.append(parse(line))

    def _remove(self, line):
        owner, _, rrtype, data = parse(line)
        owner = absolute(owner, self.origin)
        matches = (lambda d: d.startswith(data[:-1])) if data.endswith("*") or not data else (lambda d: d == data)
        self.records = [r for r in self.records
                        if absolute(r[0], self.origin) != owner or rrtype not in ("*", "ANY", r[2]) or not matches(r[3])]

    def _set(self, rest):
        words = rest.split()
        if len(words) != 3 or words[0] != "SOA" or words[1] not in SOA_FIELDS:
            raise BadFile("“= %s” sets no field of the SOA" % rest)
        self.soa[words[1]] = words[2]

    def set_serial(self, serial):
        self.soa["serial"] = str(serial)

    def of(self, owner, rrtype):
        """Data of one set."""
        return [r[3] for r in self.records if absolute(r[0], self.origin) == owner and r[2] == rrtype]

    def owners(self):
        return {absolute(r[0], self.origin) for r in self.records} | {self.origin}

    def empty_names(self):
        """Names that only have names below them."""
        owners, empty = self.owners(), set()
        for name in owners:
            while name != self.origin and name.endswith("." + self.origin):
                name = name.split(".", 1)[1]
                if name not in owners:
                    empty.add(name)
        return empty

    def text(self):
        s = self.soa
        head = "$ORIGIN %s\n$TTL 3600\n@ %s IN SOA %s\n" % (
            self.origin, s["ttl"], " ".join(s[f] for f in SOA_FIELDS[:-1]))
        return escape(head + "".join("%s %s IN %s %s\n" % (o, t or "", r, d) for o, t, r, d in self.records))


def baseline(scenario):
    """The format's baseline zone with the scenario's edits."""
    lines = scenario._fill(BASELINE).strip().splitlines()
    return Zone(scenario.origin, lines).edited(scenario.get("zone"))
