# SPDX-License-Identifier: GPL-3.0-or-later
"""Is what was built really there?  Asks the servers with the lab's own eyes (dnswire.py).

`proof(scenario, net)` gives one sentence for everything that is not as the scenario says;
`scenarios --build-only` prints them.  Nothing of Letterway takes part.
"""
import http.client
import json
import socket
import ssl
import struct

import dnswire

from . import certs, nameservers, places, registry, resolvers
from .zone import absolute

SILENCE = 0.3


def ask(address, name, rrtype, tcp=False, dnssec=True, edns=1232, recurse=False):
    """The Message, or None for silence, or "closed"."""
    packet = dnswire.question(name, rrtype, recurse=recurse, dnssec=dnssec)
    if edns != 1232:
        packet = packet[:10] + (b"\0\0" + packet[12:-11] if not edns else
                                packet[10:12] + packet[12:-8] + struct.pack(">H", edns) + packet[-6:])
    try:
        if tcp:
            return next(dnswire.stream(address, packet, timeout=SILENCE))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(3 if recurse else SILENCE)
            s.connect((address, 53))
            s.send(packet)
            return dnswire.Message(s.recv(65535))
    except socket.timeout:
        return None
    except (OSError, dnswire.WireError):
        return "closed"


def sets_of(zone):
    """{(owner, type): number of records} of a zone."""
    found = {}
    for owner, _, rrtype, data in zone.records:
        found.setdefault((absolute(owner, zone.origin), rrtype), set()).add(data)
    return {k: len(v) for k, v in found.items()}


def well(message, rcode=0):
    return isinstance(message, dnswire.Message) and message.rcode == rcode


# -- name servers: each behaviour has a proof ------------------------------------------
def serves(address, zone, tcp=True):
    """The whole zone is there, with its serial."""
    soa = ask(address, zone.origin, "SOA", tcp)
    if not well(soa) or not soa.authoritative or not soa.of("SOA"):
        return "%s does not serve the zone" % address
    if dnswire.serial(soa.of("SOA")[0]) != int(zone.soa["serial"]) % 2 ** 32:
        return "%s has another serial" % address
    for (owner, rrtype), count in sets_of(zone).items():
        answer = ask(address, owner.replace("\\@", "@").encode().decode("latin-1"), rrtype, tcp)
        if "\\" not in owner and (not well(answer) or len(answer.of(rrtype)) != count):
            return "%s has not %d records at %s %s" % (address, count, owner, rrtype)
    return None


def no_edns(address, zone):
    if ask(address, zone.origin, "SOA") is not None or not well(ask(address, zone.origin, "SOA", edns=0)):
        return "%s does not drop EDNS alone" % address


def no_tcp(address, zone):
    if not well(ask(address, zone.origin, "SOA")) or ask(address, zone.origin, "SOA", tcp=True) != "closed":
        return "%s answers over TCP, or not over UDP" % address


def always_tc(address, zone):
    udp = ask(address, zone.origin, "MX")
    if not well(udp) or not udp.truncated or udp.answer:
        return "%s does not cut off every answer" % address
    return serves(address, zone)


def drops_long(address, zone):
    """A long answer never comes when it was asked for; a short one does."""
    lengths = {}
    for owner, rrtype in sets_of(zone):
        whole = ask(address, owner, rrtype, tcp=True)
        if well(whole):
            lengths[len(whole.packet)] = (owner, rrtype)
    lost = [ask(address, *lengths[n], edns=4096) for n in lengths if n > 1300]
    if not well(ask(address, zone.origin, "SOA", dnssec=False)) or any(a is not None for a in lost):
        return "%s does not lose what is long" % address
    return None if lost else "%s has nothing that is long" % address


def drops_aaaa(address, zone):
    if ask(address, zone.origin, "AAAA") is not None or not well(ask(address, zone.origin, "A")):
        return "%s does not drop AAAA alone" % address


def no_proof(address, zone):
    answer = ask(address, "www." + zone.origin, "AAAA")
    if not well(answer) or any(r.type in (47, 50) for r in answer.authority) or not any(r.type == 46 for r in answer.authority):
        return "%s does not leave out the proof alone" % address


def denies_empty(address, zone):
    for name in zone.empty_names():
        if not well(ask(address, name, "TXT"), 3):
            return "%s does not deny %s" % (address, name)


def no_authority(address, zone):
    answer = ask(address, zone.origin, "MX")
    if not well(answer) or answer.authoritative or not answer.of("MX"):
        return "%s does not answer without authority" % address


def silent(address, zone):
    if ask(address, zone.origin, "SOA") is not None or ask(address, zone.origin, "SOA", tcp=True) is not None:
        return "%s is not silent" % address


def says(rcode):
    def test(address, zone):
        for tcp in (False, True):
            if not well(ask(address, zone.origin, "SOA", tcp), rcode):
                return "%s does not say %s" % (address, dnswire.RCODES[rcode])
    return test


PROOFS = {"N-NOEDNS": no_edns, "N-NOTCP": no_tcp, "N-TC": always_tc, "N-FRAGDROP": drops_long, "N-DROPAAAA": drops_aaaa,
          "N-NONSEC": no_proof, "N-ENT-NXDOMAIN": denies_empty, "N-NOAA": no_authority, "N-TIMEOUT": silent,
          "N-REFUSED": says(5), "N-SERVFAIL": says(2)}


def servers(scenario, net):
    domain = net.notes["domain"]
    told = scenario.get("addresses")
    for name, row in nameservers.server_rows(scenario).items():
        address, zone = nameservers.address_of(domain, name), domain.version(row)
        codes = nameservers.codes_of(told.get(address) if address in told else row.get("behaviour"))
        if domain.zone.of(domain.origin, "CNAME") or any(c.startswith("N-LAG") for c in codes):
            continue
        yield from (PROOFS[c](address, zone) for c in codes if c in PROOFS)
        if not codes:
            yield serves(address, zone)
            seal = ask(address, domain.origin, "SOA")
            if well(seal) and bool(seal.of("RRSIG")) != (domain.signed and not row.get("unsigned")):
                yield "%s is signed, or is not, against the scenario" % address


# -- registry, resolvers, registration ---------------------------------------------------
def parent(scenario, net):
    wanted = registry.delegation(scenario, net.notes["domain"])
    for _, address in places.TOPS:
        answer = ask(address, scenario.origin, "NS")
        if wanted is None:
            yield None if well(answer, 3) else "%s knows the domain" % address
            continue
        names = {dnswire.show_name(r.data) for r in answer.authority if r.type == 2}
        if names != set(wanted.ns):
            yield "%s delegates to %s" % (address, sorted(names))
        if len([r for r in answer.authority if r.type == 43]) != len(wanted.ds):
            yield "%s has not %d DS" % (address, len(wanted.ds))
        glue = [r for r in answer.additional if r.type in (1, 28)]
        if len(glue) < len(wanted.glue):
            yield "%s has not all glue" % address


def memories(scenario, net):
    """What resolvers remember, and how the odd ones answer."""
    for name, row in scenario.get("resolvers").items():
        address, codes = places.RESOLVERS[name], resolvers.codes_of(row)
        for memory in row.get("cached") or ():
            answer = ask(address, resolvers.whole(memory["owner"], scenario.origin), memory["type"], recurse=True)
            count, ttl = len(memory.get("rdata") or ()), int(memory.get("ttl_left", 3600))
            right = well(answer, 3 if memory.get("rcode") == "NXDOMAIN" else 0) and len(answer.of(memory["type"])) == count
            ttls = [r.ttl for r in (answer.answer or answer.authority) if r.type != 46] if right else []
            if not right or not ttls or not ttl - 30 <= max(ttls) <= ttl:
                yield "%s does not remember %s %s" % (name, memory["owner"], memory["type"])
        if "R-NXREWRITE" in codes:
            answer = ask(address, "never-there." + scenario.origin, "A", recurse=True)
            if not well(answer) or [socket.inet_ntoa(r.data) for r in answer.of("A")] != [places.ADDRESSES["AD"]]:
                yield "%s does not lead to the advertising page" % name
        if "R-STRIPDNSSEC" in codes:
            answer = ask(address, scenario.origin, "MX", recurse=True)
            if not well(answer) or answer.authentic or answer.of("RRSIG"):
                yield "%s does not strip" % name
        if row.get("view") is not None:
            yield view(scenario, net, name, row)


def view(scenario, net, name, row):
    zone = net.notes["domain"].zone.edited(row["view"])
    for (owner, rrtype), count in sets_of(zone).items():
        answer = ask(places.RESOLVERS[name], owner, rrtype, recurse=True)
        if rrtype in ("MX", "A") and (not well(answer) or len(answer.of(rrtype)) != count):
            return "%s shows no view of its own at %s %s" % (name, owner, rrtype)


def registration(scenario, net):
    c = http.client.HTTPConnection(*places.RDAP, timeout=3)
    c.request("GET", "/domain/" + scenario.domain)
    found = json.load(c.getresponse())
    if scenario.get("rdap").get("status") and found.get("status") != scenario.get("rdap")["status"]:
        yield "RDAP says %s" % found.get("status")


def ordinary(scenario, net):
    """The world around stands: the good mail host, through a resolver, sealed unless told otherwise."""
    odd = {n.rstrip(".") for f in ("dnssec_of", "zone_behaviour") for n in scenario.get(f)} | \
        {n.rstrip(".") for n in scenario.get("zone_unsigned", [])}
    if "host.test" in odd or {"test", "."} & odd:
        return
    answer = ask(places.OWN_RESOLVER, "mx1.host.test.", "A", recurse=True)
    if not well(answer) or not answer.authentic:
        yield "mx1.host.test is not there, or not sealed"


def secured(scenario, net):
    """Public resolvers can be asked over TLS and HTTPS, under their names."""
    trust = ssl.create_default_context(cafile=certs.authority(net))
    for row in resolvers.public(scenario):
        for port in (853, 443) if "tls_name" in row else ():
            try:
                with socket.create_connection((row["address"], port), 3) as s, \
                        trust.wrap_socket(s, server_hostname=row["tls_name"]):
                    pass
            except OSError as e:
                yield "%s, port %d: %s" % (row["name"], port, e)


def network(scenario, net):
    codes = scenario.get("local")
    if "L-NO53" in codes:
        if ask(places.ADDRESSES["NS1"], scenario.origin, "SOA") is not None:
            yield "port 53 is open"
        if not well(ask(resolvers.system_resolver(scenario), scenario.origin, "SOA", recurse=True)):
            yield "the network's own resolver does not answer"
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
        reached = s.connect_ex((places.ROOT[0][2], 53)) == 0
    if reached == ("L-NOV6" in codes):
        yield "IPv6 is there, or is not, against the scenario"


def proof(scenario, net):
    """Sentences about what is not as it should be."""
    parts = [network] if {"L-NO53", "L-PORTAL"} & set(scenario.get("local")) else \
        [servers, parent, memories, registration, ordinary, secured, network]
    return [line for part in parts for line in part(scenario, net) if line]
