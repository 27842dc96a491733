# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS packets for the lab's own eyes: questions, answers, zone transfers, TSIG.

Deliberately independent of ldns and of the program under test: what this module
sees is the yardstick.  Names are lower-case text with a final dot; the contents
of records come out in canonical form (names spelled out, lower case), so that
two contents are equal when their bytes are.
"""
import base64
import collections
import hashlib
import hmac
import random
import socket
import struct
import time

TYPES = dict(A=1, NS=2, CNAME=5, SOA=6, PTR=12, HINFO=13, MX=15, TXT=16, AAAA=28, LOC=29, SRV=33,
             NAPTR=35, DNAME=39, OPT=41, DS=43, SSHFP=44, RRSIG=46, NSEC=47, DNSKEY=48, NSEC3=50,
             NSEC3PARAM=51, TLSA=52, CDS=59, CDNSKEY=60, SVCB=64, HTTPS=65, TSIG=250, AXFR=252,
             ANY=255, CAA=257)
NAMES = {v: k for k, v in TYPES.items()}
RCODES = dict(enumerate(("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN",
                         "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE")))
ALGORITHMS = {"hmac-sha256": "sha256", "hmac-sha384": "sha384", "hmac-sha512": "sha512"}
# Where names stand inside record contents: a number of bytes to copy, "s" a
# character string, "n" a name (RFC 3597 section 4 and RFC 4034 section 6.2).
LAYOUT = {2: "n", 5: "n", 6: "nn", 12: "n", 15: (2, "n"), 33: (6, "n"), 39: "n",
          35: (4, "s", "s", "s", "n")}

Record = collections.namedtuple("Record", "name type ttl data")
Key = collections.namedtuple("Key", "algorithm name secret")


class WireError(Exception):
    """A packet that is not what it should be."""


def parse_key(text):
    """A key as nsupdate's -y takes it: ALGORITHM:NAME:SECRET."""
    algorithm, name, secret = text.split(":", 2)
    return Key(algorithm, name.rstrip(".").lower() + ".", base64.b64decode(secret))


def type_name(number):
    return NAMES.get(number, "TYPE%d" % number)


def type_number(name):
    return TYPES[name] if name in TYPES else int(name[4:])


def pack_name(name):
    out = b""
    for label in name.rstrip(".").split(".") if name != "." else ():
        raw = label.encode("latin-1")
        out += bytes([len(raw)]) + raw
    return out + b"\0"


def read_name(packet, at):
    """Returns the name's canonical wire form and the offset behind it."""
    out, behind, jumps = b"", None, 0
    while True:
        if at >= len(packet):
            raise WireError("a name ends outside the packet")
        n = packet[at]
        if n >= 192:
            jumps += 1
            if jumps > 64 or at + 1 >= len(packet):
                raise WireError("a name that points in circles")
            behind = at + 2 if behind is None else behind
            at = (n & 63) << 8 | packet[at + 1]
        elif n:
            out += packet[at:at + 1 + n].lower()
            at += 1 + n
        else:
            return out + b"\0", at + 1 if behind is None else behind


def show_name(wire):
    labels, at = [], 0
    while wire[at]:
        labels.append("".join(chr(c) if 33 <= c < 127 and c not in b".\\" else "\\%03d" % c
                              for c in wire[at + 1:at + 1 + wire[at]]))
        at += 1 + wire[at]
    return ".".join(labels) + "."


def canonical(packet, at, length, rrtype):
    end, out = at + length, b""
    for step in LAYOUT.get(rrtype, ()):
        if step == "n":
            name, at = read_name(packet, at)
            out += name
        else:
            n = packet[at] + 1 if step == "s" else step
            out += packet[at:at + n]
            at += n
    return out + packet[at:end]


class Message:
    def __init__(self, packet):
        if len(packet) < 12:
            raise WireError("shorter than a header")
        self.packet = packet
        self.id, self.flags, qd, *counts = struct.unpack(">6H", packet[:12])
        self.rcode, self.truncated = self.flags & 15, bool(self.flags & 0x200)
        self.authentic, self.authoritative = bool(self.flags & 0x20), bool(self.flags & 0x400)
        self.tsig_at = None
        at = 12
        for _ in range(qd):
            at = read_name(packet, at)[1] + 4
        self.answer, at = self._section(at, counts[0])
        self.authority, at = self._section(at, counts[1])
        self.additional, at = self._section(at, counts[2])

    def _section(self, at, count):
        records = []
        for _ in range(count):
            start = at
            name, at = read_name(self.packet, at)
            rrtype, _, ttl, length = struct.unpack(">HHIH", self.packet[at:at + 10])
            at += 10
            if rrtype == 250:
                self.tsig_at = start
            records.append(Record(show_name(name), rrtype, ttl, canonical(self.packet, at, length, rrtype)))
            at += length
        return records, at

    @property
    def rcode_name(self):
        return RCODES.get(self.rcode, "RCODE%d" % self.rcode)

    def of(self, rrtype):
        return [r for r in self.answer if r.type == type_number(rrtype)]


def question(name, rrtype, recurse=True, dnssec=False):
    flags = 0x0120 if recurse else 0            # with AD: say whether it was validated
    return struct.pack(">6H", random.getrandbits(16), flags, 1, 0, 0, 1) + pack_name(name) + \
        struct.pack(">HH", type_number(rrtype), 1) + \
        struct.pack(">BHHIH", 0, 41, 1232, 0x8000 if dnssec else 0, 0)


# -- TSIG, RFC 8945 ---------------------------------------------------------
def _tsig_rdata(key, now, mac, original):
    return pack_name(key.algorithm) + struct.pack(">HIH", now >> 32, now & 0xffffffff, 300) + \
        struct.pack(">H", len(mac)) + mac + struct.pack(">HHH", original, 0, 0)


def _mac(key, *parts):
    return hmac.new(key.secret, b"".join(parts), ALGORITHMS[key.algorithm]).digest()


def sign(packet, key):
    now, ident = int(time.time()), struct.unpack(">H", packet[:2])[0]
    timing = struct.pack(">HIH", now >> 32, now & 0xffffffff, 300)
    variables = pack_name(key.name) + struct.pack(">HI", 255, 0) + pack_name(key.algorithm) + timing + b"\0\0\0\0"
    mac = _mac(key, packet, variables)
    rdata = _tsig_rdata(key, now, mac, ident)
    extra = struct.unpack(">H", packet[10:12])[0] + 1
    return packet[:10] + struct.pack(">H", extra) + packet[12:] + pack_name(key.name) + \
        struct.pack(">HHIH", 250, 255, 0, len(rdata)) + rdata, mac


class Verifier:
    """Checks the signatures on one answer of any number of packets."""

    def __init__(self, key, request_mac):
        self.key, self.prior, self.first, self.waiting = key, request_mac, True, b""

    def take(self, message):
        packet = message.packet
        if message.tsig_at is None:
            self.waiting += packet
            return
        rdata = message.additional[-1].data
        alg, at = read_name(rdata, 0)
        timing, at = rdata[at:at + 8], at + 8
        size = struct.unpack(">H", rdata[at:at + 2])[0]
        mac, at = rdata[at + 2:at + 2 + size], at + 2 + size
        original, error, other = rdata[at:at + 2], rdata[at + 2:at + 4], rdata[at + 4:]
        bare = original + packet[2:10] + \
            struct.pack(">H", struct.unpack(">H", packet[10:12])[0] - 1) + packet[12:message.tsig_at]
        ending = timing if not self.first else \
            pack_name(self.key.name) + struct.pack(">HI", 255, 0) + alg + timing + error + other
        want = _mac(self.key, struct.pack(">H", len(self.prior)), self.prior, self.waiting, bare, ending)
        if error != b"\0\0" or not hmac.compare_digest(want, mac):
            raise WireError("the answer's signature is not good (error %d)" % struct.unpack(">H", error)[0])
        self.prior, self.first, self.waiting = mac, False, b""

    def finish(self):
        if self.first or self.waiting:
            raise WireError("the last packet of the answer is not signed")


# -- conversations ----------------------------------------------------------
def query(address, name, rrtype, port=53, timeout=2, tries=3, tcp=False, **options):
    """One question, over TCP when the UDP answer was cut off."""
    packet = question(name, rrtype, **options)
    for _ in range(0 if tcp else tries):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(timeout)
            s.connect((address, port))
            s.send(packet)
            try:
                m = Message(s.recv(65535))
            except socket.timeout:
                continue
            if m.id == struct.unpack(">H", packet[:2])[0] and not m.truncated:
                return m
            break
    else:
        if not tcp:
            raise socket.timeout("no answer from %s about %s %s" % (address, name, rrtype))
    return next(stream(address, packet, port, timeout))


def _exactly(s, n):
    data = b""
    while len(data) < n:
        more = s.recv(n - len(data))
        if not more:
            raise WireError("the connection ended inside a packet")
        data += more
    return data


def stream(address, packet, port=53, timeout=5):
    with socket.create_connection((address, port), timeout) as s:
        s.settimeout(timeout)
        s.sendall(struct.pack(">H", len(packet)) + packet)
        while True:
            yield Message(_exactly(s, struct.unpack(">H", _exactly(s, 2))[0]))


def transfer(address, zone, key=None, port=53):
    """The whole zone as a list of records, first the SOA; raises WireError when it is refused."""
    packet, verifier = question(zone, "AXFR", recurse=False), None
    packet = packet[:10] + b"\0\0" + packet[12:-11]      # no OPT: nothing to gain in a transfer
    if key:
        packet, mac = sign(packet, key)
        verifier = Verifier(key, mac)
    records = []
    for m in stream(address, packet, port):
        if m.rcode:
            raise WireError("%s gives no transfer of %s: %s" % (address, zone, m.rcode_name))
        if verifier:
            verifier.take(m)
        records += m.answer
        if len(records) > 1 and records[-1].type == 6:
            break
    if verifier:
        verifier.finish()
    return records[:-1]


def serial(soa):
    return struct.unpack(">I", soa.data[-20:-16])[0]


def ds_records(zone, keys):
    """DS lines (SHA-256) for the entry keys among DNSKEY records."""
    lines = []
    for k in keys:
        flags, _, algorithm = struct.unpack(">HBB", k.data[:4])
        if flags & 1:
            digest = hashlib.sha256(pack_name(zone) + k.data).hexdigest()
            lines.append("%s 300 IN DS %d %d 2 %s" % (zone, key_tag(k.data), algorithm, digest))
    return lines


def key_tag(data):
    total = sum(b << 8 if i % 2 == 0 else b for i, b in enumerate(data))
    return (total + (total >> 16)) & 0xffff


def mx_values(message):
    """(priority, name) of every MX in the answer."""
    return sorted((struct.unpack(">H", r.data[:2])[0], show_name(r.data[2:])) for r in message.of("MX"))
