# SPDX-License-Identifier: GPL-3.0-or-later
"""Record sets of a scenario's zone: taken out of its text, compared, replaced.

A set is found by (owner, type) in canonical form, so that it does not matter how a name or
a type was written; what is not touched keeps its own spelling.
"""
import re

import dnswire
from .zone import absolute

ESCAPE = re.compile(r"\\(\d{3}|.)|([^\\])", re.DOTALL)
NUMBERS = dict(dnswire.TYPES, SPF=99, DNAME=39, CDS=59, RP=17, CERT=37, URI=256)
DEFAULT_TTL = "3600"
# Which word of the data is a name.
NAMES = dict(NS=0, CNAME=0, PTR=0, DNAME=0, MX=1, SRV=3)


def labels(name):
    """A name as its labels, lower case, its escapes undone."""
    found, label = [], b""
    for escaped, plain in ESCAPE.findall(name):
        if plain == ".":
            found.append(label)
            label = b""
        else:
            label += bytes([int(escaped)]) if len(escaped) == 3 else (escaped or plain).encode("utf-8")
    return tuple(l.lower() for l in [*found, label] if l)


def type_number(name):
    return NUMBERS.get(name.upper()) or int(re.sub("(?i)^TYPE", "", name))


def key_of(record, origin):
    """What a record's set is found by."""
    return labels(absolute(record[0], origin)), type_number(record[2])


def replaced(zone, owner, rrtype, values, ttl=None):
    """A copy of the zone with these values as the set; without any, without it."""
    other, key = zone.copy(), (labels(owner), type_number(rrtype))
    kept = [r for r in zone.records if key_of(r, zone.origin) != key]
    before = [r for r in zone.records if key_of(r, zone.origin) == key]
    ttl = str(ttl) if ttl is not None else before[0][1] if before else None
    other.records = kept + [(owner, ttl, rrtype.upper(), value) for value in values]
    return other


def sets(zone):
    """(owner, type) → (TTL, values), owners and types as one of their records has them."""
    found, keys = {}, {}
    for owner, ttl, rrtype, data in zone.records:
        name = keys.setdefault(key_of((owner, ttl, rrtype), zone.origin), (absolute(owner, zone.origin), rrtype))
        found.setdefault(name, (seconds(ttl or DEFAULT_TTL), []))[1].append(absolute_data(rrtype, data, zone.origin))
    return found


def absolute_data(rrtype, data, origin):
    """Data with its name written out."""
    words, at = data.split(), NAMES.get(rrtype)
    if at is None or len(words) != at + 1:
        return data
    return " ".join([*words[:at], absolute(words[at], origin)])


def seconds(ttl):
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
    return int(ttl[:-1]) * units[ttl[-1]] if ttl[-1] in units else int(ttl)


def edits(before, after):
    """The format's edits that lead from one zone to the other."""
    gone = [r for r in before.records if r not in after.records]
    removed = dict.fromkeys("- %s %s *" % (r[0], r[2]) for r in gone)
    touched = {key_of(r, before.origin) for r in gone}
    came = [r for r in after.records if r not in before.records or key_of(r, after.origin) in touched]
    return list(removed) + ["+ " + " ".join(p for p in r if p) for r in came]
