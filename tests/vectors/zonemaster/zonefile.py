# SPDX-License-Identifier: GPL-3.0-or-later
"""Zone files in words (RFC 1035 5, RFC 3597), and what a name server says from one (RFC 1034 4.3.2).

Enough for zones that others wrote for tests; signatures are only what stands in the file.
"""
import base64
import ipaddress
import pathlib
import re
import struct
import time

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "HINFO": 13, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33,
         "DNAME": 39, "DS": 43, "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "NSEC3": 50, "NSEC3PARAM": 51, "CDS": 59,
         "CDNSKEY": 60, "SPF": 99, "ANY": 255}
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([()])|(;.*)|((?:[^\s"();\\]|\\.)+)', re.S)
CLASSES = {"IN", "CH", "ANY"}


def absolute(name, origin):
    """Lower case, with its final dot."""
    name = name.lower()
    if name == "@":
        return origin
    return name if name.endswith(".") else name + "." + origin.lstrip(".")


def wire_name(name):
    """An absolute name as in a message, without pointers."""
    out = b""
    for label in name.rstrip(".").split(".") if name != "." else ():
        raw = re.sub(rb"\\(\d{3})", lambda m: bytes([int(m[1])]), label.encode())
        out += bytes([len(raw)]) + raw
    return out + b"\0"


def seconds(text):
    """A TTL such as 6h or 3600."""
    return sum(int(n) * UNITS[u] for n, u in re.findall(r"(\d+)([smhdw]?)", text.lower()))


def is_ttl(text):
    """Whether a word of a line is its TTL."""
    return re.fullmatch(r"(\d+[smhdwSMHDW]?)+", text) is not None


def type_number(text):
    """Any type, also TYPE65534."""
    return TYPES[text.upper()] if text.upper() in TYPES else int(text[4:])


def moment(text):
    """The time of a signature."""
    return int(text) if len(text) != 14 else int(time.mktime(time.strptime(text + "UTC", "%Y%m%d%H%M%S%Z"))) - time.timezone


def type_bitmap(words):
    """RFC 4034 4.1.2."""
    windows = {}
    for number in map(type_number, words):
        bits = windows.setdefault(number >> 8, bytearray(32))
        bits[(number & 255) >> 3] |= 0x80 >> (number & 7)
    return b"".join(bytes([w, len(bytes(b).rstrip(b"\0"))]) + bytes(b).rstrip(b"\0") for w, b in sorted(windows.items()))


def base32(text):
    """The extended alphabet of RFC 4648, as hashed names use it."""
    plain = text.upper().translate(str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUV", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def salt(text):
    """With its length in front; "-" is none."""
    raw = b"" if text == "-" else bytes.fromhex(text)
    return bytes([len(raw)]) + raw


def strings(words):
    """Character strings, each with its length."""
    raws = [re.sub(r"\\(.)", r"\1", w).encode() for w in words]
    return b"".join(bytes([len(r)]) + r for r in raws)


def rdata(rrtype, words, origin):
    """A value as in a message."""
    def name(word):
        return wire_name(absolute(word, origin))

    def joined(start):
        return "".join(words[start:])

    readers = {
        1: lambda: ipaddress.IPv4Address(words[0]).packed, 28: lambda: ipaddress.IPv6Address(words[0]).packed,
        6: lambda: name(words[0]) + name(words[1]) + struct.pack(">5I", *map(seconds, words[2:7])),
        15: lambda: struct.pack(">H", int(words[0])) + name(words[1]),
        33: lambda: struct.pack(">3H", *map(int, words[:3])) + name(words[3]),
        16: lambda: strings(words), 99: lambda: strings(words), 13: lambda: strings(words),
        43: lambda: struct.pack(">HBB", *map(int, words[:3])) + bytes.fromhex(joined(3)),
        48: lambda: struct.pack(">HBB", *map(int, words[:3])) + base64.b64decode(joined(3)),
        46: lambda: struct.pack(">HBBIIIH", type_number(words[0]), int(words[1]), int(words[2]), seconds(words[3]),
                                moment(words[4]), moment(words[5]), int(words[6])) + name(words[7]) + base64.b64decode(joined(8)),
        47: lambda: name(words[0]) + type_bitmap(words[1:]),
        50: lambda: struct.pack(">BBH", *map(int, words[:3])) + salt(words[3]) +
            bytes([len(base32(words[4]))]) + base32(words[4]) + type_bitmap(words[5:]),
        51: lambda: struct.pack(">BBH", *map(int, words[:3])) + salt(words[3]),
    }
    readers[59], readers[60] = readers[43], readers[48]
    if words[:1] == ["\\#"]:
        return bytes.fromhex("".join(words[2:]))
    return readers[rrtype]() if rrtype in readers else name(words[0])


def lines_of(text):
    """Whole entries: (begins with a blank, words). Parentheses join lines."""
    depth, words, blank = 0, [], False
    for line in text.splitlines():
        if depth == 0:
            words, blank = [], line[:1].isspace()
        for quoted, bracket, comment, word in TOKEN.findall(line):
            if comment:
                break
            depth += {"(": 1, ")": -1}.get(bracket, 0)
            if not bracket:
                words.append(word or quoted)
        if depth == 0 and words:
            yield blank, words


def read_line(words, owner, ttl, origin):
    """One record: (owner, type, ttl, value); the owner is already absolute."""
    words = list(words)
    while words and (is_ttl(words[0]) or words[0].upper() in CLASSES):
        word = words.pop(0)
        ttl = seconds(word) if is_ttl(word) else ttl
    rrtype = type_number(words[0])
    return owner, rrtype, ttl, rdata(rrtype, words[1:], origin)


def read_record(text):
    """A record in one line, as a template has it."""
    words = next(lines_of(text))[1]
    return read_line(words[1:], absolute(words[0], "."), 3600, ".")


class Zone:
    """A zone with its records: {owner: {type: [(ttl, value)]}}."""

    def __init__(self, path, origin):
        self.apex, self.names, self.ttl = origin, {}, 3600
        self._read(path, origin)

    def _read(self, path, origin):
        owner = origin
        for blank, words in lines_of(pathlib.Path(path).read_text()):
            if words[0].upper() == "$ORIGIN":
                origin = absolute(words[1], origin)
            elif words[0].upper() == "$TTL":
                self.ttl = seconds(words[1])
            elif words[0].upper() == "$INCLUDE":
                self._read(pathlib.Path(path).parent / words[1], origin)
            else:
                if not blank:
                    owner = absolute(words.pop(0), origin)
                _, rrtype, ttl, value = read_line(words, owner, self.ttl, origin)
                self.names.setdefault(owner, {}).setdefault(rrtype, []).append((ttl, value))

    def exists(self, name):
        """Also what has only names below it."""
        return name in self.names or any(n.endswith("." + name) for n in self.names)

    def rows(self, name, rrtype, as_name=None):
        """Records with the signature over them."""
        sets = self.names.get(name, {})
        rows = [(as_name or name, rrtype, ttl, value) for ttl, value in sets.get(rrtype, ())]
        seals = [(as_name or name, 46, ttl, value) for ttl, value in sets.get(46, ())
                 if struct.unpack(">H", value[:2])[0] == rrtype]
        return rows + (seals if rows else [])

    def cut(self, name, rrtype):
        """The highest delegation at or above a name."""
        labels = name.split(".")
        for i in range(len(labels) - 1, -1, -1):
            above = ".".join(labels[i:]) or "."
            if len(above) > len(self.apex) and above.endswith("." + self.apex.lstrip(".")) and 2 in self.names.get(above, {}):
                if not (above == name and rrtype == 43):
                    return above
        return None

    def glue(self, rows):
        """The addresses of name servers that the file knows."""
        hosts = [decode_name(value) for _, rrtype, _, value in rows if rrtype == 2]
        return [row for host in hosts for rrtype in (1, 28) for row in self.rows(host, rrtype)]

    def answer(self, name, rrtype):
        """(rcode, AA, answer, authority, additional)."""
        cut = self.cut(name, rrtype)
        if cut:
            rows = self.rows(cut, 2)
            return 0, False, [], rows + self.rows(cut, 43), self.glue(rows)
        answer, seen = [], set()
        while name not in seen:
            seen.add(name)
            source = name
            if not self.exists(name):
                source = "*." + name.split(".", 1)[1]
                if source not in self.names:
                    return 3, True, answer, self.rows(self.apex, 6), []
            rows = self.rows(source, rrtype, name)
            alias = self.rows(source, 5, name) if rrtype != 5 else []
            if rows or not alias:
                break
            answer += alias
            name = decode_name(alias[0][3])
            if not name.endswith(self.apex):
                return 0, True, answer, [], []
        answer += rows
        return 0, True, answer, [] if rows else self.rows(self.apex, 6), self.glue(rows)


def decode_name(value):
    """A name without pointers, as text."""
    labels = []
    while value and value[0]:
        labels.append(value[1:1 + value[0]].decode("latin-1"))
        value = value[1 + value[0]:]
    return ".".join(labels).lower() + "."
