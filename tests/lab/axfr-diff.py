#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that a push changed nothing but what it was to change.

  axfr-diff.py save SERVER ZONE FILE [--key ALGORITHM:NAME:SECRET]
  axfr-diff.py compare BEFORE AFTER [--changed OWNER/TYPE]… [--ignore TYPE]…

Record sets are compared in canonical form (RFC 4034 section 6.2), the order of
values does not matter, TTLs do.  The server's own records (SOA, RRSIG, NSEC*,
DNSKEY, CDS, CDNSKEY) are left out; the serial may only have gone forward
(RFC 1982).  Each set named by --changed must really have changed, and no other.
Exit 0 when that is so, 1 when not, 2 when the zone could not be had.
"""
import argparse
import json
import sys

sys.dont_write_bytecode = True
import dnswire  # noqa: E402

SERVERS_OWN = {"SOA", "RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY"}


def snapshot(server, zone, key=None):
    """The zone as plain data: {"zone", "serial", "sets": {"owner/TYPE": {"ttl": [...], "values": [...]}}}."""
    zone = zone.rstrip(".").lower() + "."
    records = dnswire.transfer(server, zone, key)
    sets = {}
    for r in records:
        s = sets.setdefault("%s/%s" % (r.name, dnswire.type_name(r.type)), dict(ttl=set(), values=[]))
        s["ttl"].add(r.ttl)
        s["values"].append(r.data.hex())
    for s in sets.values():
        s["ttl"], s["values"] = sorted(s["ttl"]), sorted(s["values"])
    return dict(zone=zone, serial=dnswire.serial(records[0]), sets=sets)


def went_forward(before, after):
    """Serial arithmetic: the same, or less than half the circle ahead."""
    return (after - before) % 2**32 < 2**31


def differences(before, after, ignore=()):
    """Sorted "owner/TYPE" of the sets that are not what they were."""
    skip = SERVERS_OWN | set(ignore)
    owners = {k for k in list(before["sets"]) + list(after["sets"]) if k.rsplit("/", 1)[1] not in skip}
    return sorted(k for k in owners if before["sets"].get(k) != after["sets"].get(k))


def complaints(before, after, changed=(), ignore=()):
    """Sentences about everything that is not as it should be; empty when all is well."""
    changed = {c.rsplit("/", 1)[0].rstrip(".").lower() + "./" + c.rsplit("/", 1)[1].upper() for c in changed}
    different = set(differences(before, after, ignore))
    found = ["changed, but should not: %s\n  was %s\n  is  %s" % (k, before["sets"].get(k), after["sets"].get(k))
             for k in sorted(different - changed)]
    found += ["should have changed, but did not: %s" % k for k in sorted(changed - different)]
    if before["zone"] != after["zone"]:
        found.append("not the same zone: %s, %s" % (before["zone"], after["zone"]))
    if not went_forward(before["serial"], after["serial"]):
        found.append("the serial went back: %d, %d" % (before["serial"], after["serial"]))
    if different and before["serial"] == after["serial"]:
        found.append("the zone changed under the same serial %d" % before["serial"])
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = p.add_subparsers(dest="verb", required=True)
    save = verbs.add_parser("save")
    for a in ("server", "zone", "file"):
        save.add_argument(a)
    save.add_argument("--key", type=dnswire.parse_key)
    compare = verbs.add_parser("compare")
    for a in ("before", "after"):
        compare.add_argument(a)
    compare.add_argument("--changed", action="append", default=[])
    compare.add_argument("--ignore", action="append", default=[])
    args = p.parse_args()
    if args.verb == "save":
        with open(args.file, "w") as f:
            json.dump(snapshot(args.server, args.zone, args.key), f, indent=1, sort_keys=True)
        return 0
    before, after = (json.load(open(f)) for f in (args.before, args.after))
    found = complaints(before, after, args.changed, args.ignore)
    print("\n".join(found) or "the same but for what was to change; serial %d → %d" % (
        before["serial"], after["serial"]))
    return 1 if found else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, dnswire.WireError) as error:
        print("axfr-diff: %s" % error, file=sys.stderr)
        sys.exit(2)
