# SPDX-License-Identifier: GPL-3.0-or-later
"""A small DNS on loopback that misbehaves as it is told.

One port, three addresses: the root, the name server of berg.example, and a
resolver.  A mood changes what one of them says.
"""
import selectors
import socket
import struct
import threading
import time

ROOT, SERVER, RESOLVER = "127.0.0.1", "127.0.0.2", "127.0.0.3"
DOMAIN = "berg.example."
A, NS, SOA, MX = 1, 2, 6, 15
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
AA, TC, RA = 0x0400, 0x0200, 0x0080


def pack_name(name):
    labels = [label.encode() for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def record(owner, kind, data, ttl=300):
    return pack_name(owner) + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def address(text):
    return socket.inet_aton(text)


SOA_DATA = pack_name("ns1." + DOMAIN) + pack_name("hostmaster." + DOMAIN) + struct.pack(">5I", 7, 3600, 600, 86400, 300)
ZONE = {
    (DOMAIN, SOA): [SOA_DATA],
    (DOMAIN, NS): [pack_name("ns1." + DOMAIN)],
    (DOMAIN, MX): [struct.pack(">H", 10) + pack_name("mx." + DOMAIN)],
    ("ns1." + DOMAIN, A): [address(SERVER)],
    ("mx." + DOMAIN, A): [address("127.0.0.4")],
}


class Question:
    """What was asked, and the pieces of an answer to it."""

    def __init__(self, packet, role, tcp):
        self.role, self.tcp, self.id = role, tcp, packet[:2]
        self.opcode = packet[2] << 8 & 0x7800
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
            at += 1 + packet[at]
        self.name = ".".join(labels) + "."
        self.kind, = struct.unpack(">H", packet[at + 1:at + 3])
        self.raw = packet[12:at + 5]

    def reply(self, rcode=NOERROR, flags=AA, answer=(), authority=(), additional=(), number=None):
        counts = struct.pack(">HHHHH", 0x8000 | self.opcode | flags | rcode, 1, len(answer), len(authority), len(additional))
        return (number or self.id) + counts + self.raw + b"".join([*answer, *authority, *additional])

    def refer(self, zone, server, glue):
        return self.reply(flags=0, authority=[record(zone, NS, pack_name(server))],
                          additional=[record(server, A, address(glue))] if glue else [])

    def good(self):
        """What a healthy server says in this place."""
        below = ("." + self.name).endswith("." + DOMAIN)
        soa = [record(DOMAIN if below else ".", SOA, SOA_DATA)]
        if (self.name, self.kind) == (".", SOA) and self.role != SERVER:
            return self.reply(NOERROR, AA if self.role == ROOT else RA, soa)
        if self.role == ROOT:
            if below:
                return self.refer(DOMAIN, "ns1." + DOMAIN, SERVER)
            return self.reply(NOERROR if self.name in ("example.", ".") else NXDOMAIN, authority=soa)
        flags = AA if self.role == SERVER else RA
        found = [record(self.name, self.kind, data) for data in ZONE.get((self.name, self.kind), ())]
        known = any(name == self.name for name, _ in ZONE)
        return self.reply(NOERROR if known else NXDOMAIN, flags, found, () if found else soa)


def on_server(change):
    """The name server of the domain misbehaves, all others are healthy."""
    return lambda question: change(question) if question.role == SERVER else [question.good()]


def for_mx(change):
    return on_server(lambda question: change(question) if question.kind == MX else [question.good()])


def everywhere(change):
    return change


def mx(data):
    return lambda question: [question.reply(answer=[record(question.name, MX, data)])]


def loop_of_names(question):
    """An MX record whose owner's name points at itself."""
    at = 12 + len(question.raw)
    pointer = struct.pack(">H", 0xC000 | at)
    return [question.reply(answer=[pointer + struct.pack(">HHIH", MX, 1, 300, 4) + b"\0\x0a" + pointer])]


def refer_in_circles(question):
    if question.role == ROOT:
        return [question.good()]
    return [question.refer(DOMAIN, "ns1." + DOMAIN, SERVER)]


def many(question):
    """More mail servers than anybody has, by TCP."""
    if not question.tcp:
        return [question.reply(flags=AA | TC)]
    return [question.reply(answer=[record(question.name, MX, struct.pack(">H", n) + pack_name("mx%d.%s" % (n, DOMAIN)))
                                   for n in range(900)])]


MOODS = {
    "healthy": lambda question: [question.good()],
    "silence everywhere": everywhere(lambda question: []),
    "silence": on_server(lambda question: []),
    "root refuses": lambda question: [question.reply(REFUSED, 0)] if question.role == ROOT else [question.good()],
    "refused": on_server(lambda question: [question.reply(REFUSED, 0)]),
    "servfail": on_server(lambda question: [question.reply(SERVFAIL, 0)]),
    "garbage": on_server(lambda question: [b"\xff" * 40]),
    "short": on_server(lambda question: [question.id + b"\x84"]),
    "wrong id first": on_server(lambda question: [
        question.reply(NXDOMAIN, number=bytes([question.id[0] ^ 1, question.id[1]])), question.good()]),
    "empty mx": for_mx(mx(b"")),
    "mx cut off": for_mx(mx(b"\0\x0a\x03ab")),
    "mx null and more": for_mx(lambda question: [question.reply(answer=[
        record(question.name, MX, b"\0\0\0"), record(question.name, MX, struct.pack(">H", 10) + pack_name("mx." + DOMAIN))])]),
    "mx an address": for_mx(mx(b"\0\x0a" + pack_name("192.0.2.1"))),
    "mx doubled": for_mx(mx(b"\0\x0a" + pack_name("mx." + DOMAIN + DOMAIN))),
    "mx with control characters": for_mx(mx(b"\0\x0a\x08\x1b[31mred\x07\x07example\0")),
    "mx unknown": for_mx(mx(b"\0\x0a" + pack_name("gone." + DOMAIN))),
    "no mx at all": for_mx(lambda question: [question.reply(authority=[record(DOMAIN, SOA, SOA_DATA)])]),
    "loop of names": for_mx(loop_of_names),
    "counts that lie": for_mx(lambda question: [question.id + struct.pack(">5H", 0x8400, 1, 65535, 65535, 65535) + question.raw]),
    "truncated, no tcp": on_server(lambda question: None if question.tcp else [question.reply(flags=AA | TC)]),
    "referral in circles": refer_in_circles,
    "nxdomain": lambda question: [question.good() if question.name == "." else
                                  question.reply(NXDOMAIN, AA if question.role != RESOLVER else RA,
                                                 authority=[record(".", SOA, SOA_DATA)])],
    "many": for_mx(many),
}


class Dns:
    """Every mood on a port of its own, until the block ends: `ports[mood]`; `asked` holds the moods that were met."""

    def __enter__(self):
        self.watch, self.ports, self.asked, self.open = selectors.DefaultSelector(), {}, set(), True
        for mood in MOODS:
            self.ports[mood] = self._listen(mood)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.open = False
        self.thread.join()
        for key in list(self.watch.get_map().values()):
            key.fileobj.close()
        self.watch.close()

    def _listen(self, mood):
        for _ in range(50):
            sockets = []
            try:
                port = 0
                for role in (ROOT, SERVER, RESOLVER):
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        one = socket.socket(socket.AF_INET, kind)
                        sockets.append((one, role, kind))
                        one.bind((role, port))
                        port = one.getsockname()[1]
            except OSError:  # another program has the port at one of the addresses
                for one, _, _ in sockets:
                    one.close()
                continue
            for one, role, kind in sockets:
                if kind == socket.SOCK_STREAM:
                    one.listen(8)
                self.watch.register(one, selectors.EVENT_READ, (mood, role, kind == socket.SOCK_STREAM))
            return port
        raise OSError("no port is free at three addresses")

    def _serve(self):
        while self.open:
            for key, _ in self.watch.select(0.1):
                self.asked.add(key.data[0])
                try:
                    (self._serve_stream if key.data[2] else self._serve_datagram)(key.fileobj, *key.data[:2])
                except (OSError, IndexError, struct.error):
                    pass

    @staticmethod
    def _serve_datagram(server, mood, role):
        packet, peer = server.recvfrom(4096)
        for n, answer in enumerate(MOODS[mood](Question(packet, role, False))):
            time.sleep(0.02 * n)  # a forged answer is heard before the right one
            server.sendto(answer, peer)

    @staticmethod
    def _serve_stream(server, mood, role):
        connection, _ = server.accept()
        with connection:
            connection.settimeout(1)
            packet = connection.recv(4096)
            if len(packet) == 2:
                packet += connection.recv(4096)
            for answer in MOODS[mood](Question(packet[2:], role, True)) or ():
                connection.sendall(struct.pack(">H", len(answer)) + answer)
