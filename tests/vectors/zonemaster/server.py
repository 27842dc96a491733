#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All name servers of all test zones in one program, in a private network where every address is local.

What was recorded of a server is said again as it was; for what was not recorded the zone files speak.
"""
import ipaddress
import json
import base64
import pathlib
import socket
import socketserver
import struct
import sys
import threading

sys.dont_write_bytecode = True
import corefile     # noqa: E402
import recursor     # noqa: E402
import zonefile     # noqa: E402

IP_PKTINFO, IPV6_RECVPKTINFO, IPV6_PKTINFO, IPV6_FREEBIND = 8, 49, 50, 78
BLIND_SIZE = 512


class Question:
    """What a message asks; raises when it is none."""

    def __init__(self, message):
        self.id, self.flags = struct.unpack(">HH", message[:4])
        at = 12
        while message[at]:
            at += 1 + message[at]
        self.name = zonefile.decode_name(message[12:at + 1])
        self.type, self.rrclass = struct.unpack(">HH", message[at + 1:at + 5])
        self.section, tail = message[12:at + 5], message[at + 5:]
        self.edns = len(tail) >= 11 and tail[:3] == b"\0\0\x29"
        self.size = max(512, struct.unpack(">H", tail[3:5])[0]) if self.edns else BLIND_SIZE
        self.wants_seals = self.edns and bool(tail[7] & 0x80)

    def reply(self, rcode, authoritative, sections, more_flags=0):
        """A message; signatures only for who wants them."""
        counts, body = [], b""
        for rows in sections:
            rows = [r for r in rows if self.wants_seals or r[1] not in (46, 47, 50) or r[1] == self.type]
            counts.append(len(rows))
            for name, rrtype, ttl, value in rows:
                body += zonefile.wire_name(name) + struct.pack(">HHIH", rrtype, 1, ttl, len(value)) + value
        if self.edns:
            counts[2] += 1
            body += struct.pack(">BHHIH", 0, 41, 1232, 0x8000 * self.wants_seals, 0)
        flags = 0x8000 | (0x0400 if authoritative else 0) | self.flags & 0x0100 | rcode | more_flags
        return struct.pack(">6H", self.id, flags, 1, *counts) + self.section + body


class Recordings:
    """Replies by address, name and type: {key: [message]}."""

    def __init__(self):
        self.replies = {}

    def read(self, path):
        """One file of Zonemaster's: a server a line."""
        for line in path.read_text().splitlines():
            _, address, rest = line.split(" ", 2)
            for packet in json.loads(rest).values():
                inner = packet and next(iter(packet.values()), None)
                inner = inner and next(iter(inner.values()), None)
                if not inner:
                    continue
                try:
                    question = Question(base64.b64decode(inner["data"]))
                except (IndexError, struct.error):
                    continue
                key = str(ipaddress.ip_address(address)), question.name, question.type, question.rrclass
                self.replies.setdefault(key, []).append(base64.b64decode(inner["data"]))

    def compose(self, address, question):
        """What was not asked when it was recorded: a referral that was given for another name, or, from a server
        that showed that it has the zone, that there is no such record."""
        referral = self._referral(address, question.name)
        if referral:
            return question.reply(0, False, referral)
        for name in (question.name, question.name.split(".", 1)[1] or "."):
            for raw in self.replies.get((address, name, 6, 1), ()):
                message = recursor.dnswire.Message(raw)
                rows = [(r.name, r.type, r.ttl, r.data) for r in message.answer if r.type == 6]
                if rows and message.authoritative:
                    return question.reply(0, True, ([], rows, []))
        return None

    def _referral(self, address, name):
        """The deepest one on the way to a name."""
        best = None
        for (server, *_), messages in self.replies.items():
            for raw in messages if server == address else ():
                message = recursor.dnswire.Message(raw)
                rows = [(r.name, r.type, r.ttl, r.data) for r in message.authority if r.type == 2]
                if rows and not message.authoritative and corefile.below(name, rows[0][0]) and rows[0][0] != "." and (
                        best is None or len(rows[0][0]) > len(best[1][0][0])):
                    best = [], rows, [(r.name, r.type, r.ttl, r.data) for r in message.additional if r.type in (1, 28)]
        return best

    def find(self, address, question):
        """With signatures when they are wanted, without when not."""
        found = self.replies.get((address, question.name, question.type, question.rrclass), ())
        found = sorted(found, key=len, reverse=question.wants_seals)
        return struct.pack(">H", question.id) + found[0][2:12] + question.section + \
            found[0][12 + len(question.section):] if found else None


class World:
    """Who says what."""

    def __init__(self, folder):
        self.blocks, self.zones, self.recordings, self.resolvers = {}, {}, Recordings(), {}
        for block in corefile.read(folder / "main.cfg"):
            for address in block.addresses:
                self.blocks.setdefault(address, []).append(block)

    def zone(self, path, origin):
        """Each file is read once for each zone it serves."""
        if (path, origin) not in self.zones:
            self.zones[path, origin] = zonefile.Zone(path, origin)
        return self.zones[path, origin]

    def answer(self, address, question):
        """A message, or None for silence."""
        if address in self.resolvers:
            rcode, rows = self.resolvers[address].lookup(question.name, question.type)
            return question.reply(rcode, False, (rows, [], []), 0x0080)
        recorded = self.recordings.find(address, question)
        if recorded:
            return recorded
        best = None
        for block in self.blocks.get(address, ()):
            for zone in block.zones:
                if corefile.below(question.name, zone) and (best is None or len(zone) > len(best[1])):
                    best = block, zone
        if address not in self.blocks:
            return self.recordings.compose(address, question)
        return self.speak(question, *best) if best else question.reply(5, False, ([], [], []))

    def add_resolver(self, address, roots):
        """One that begins at these addresses."""
        self.resolvers[address] = recursor.Recursor(lambda server, message: self.answer(server, Question(message)), roots)

    def speak(self, question, block, zone):
        """What one server block says."""
        if any(corefile.below(question.name, z) for z in block.dropped):
            return None
        for template in block.templates:
            if template.fits(question.name, question.type, zone):
                if template.silent:
                    return None
                return question.reply(template.rcode, not block.clear_aa, list(template.sections.values()))
        files = [(p, z) for p, z in block.files if corefile.below(question.name, z)]
        if not files:
            return question.reply(5, False, ([], [], []))
        rcode, authoritative, *sections = self.zone(*max(files, key=lambda f: len(f[1]))).answer(question.name, question.type)
        return question.reply(rcode, authoritative and not block.clear_aa, sections)


def serve_udp(world, family):
    """Answers from the address that was asked."""
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET:
        s.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    else:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
        s.setsockopt(socket.IPPROTO_IPV6, IPV6_FREEBIND, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.bind(("", 53))
    while True:
        message, control, _, peer = s.recvmsg(65535, 256)
        info = control[0][2]
        raw = info[8:12] if family == socket.AF_INET else info[:16]
        reply = react(world, str(ipaddress.ip_address(raw)), message, False)
        if reply:
            own = struct.pack("I4s4s", 0, raw, raw) if family == socket.AF_INET else struct.pack("16sI", raw, 0)
            level, kind = (socket.IPPROTO_IP, IP_PKTINFO) if family == socket.AF_INET else (socket.IPPROTO_IPV6, IPV6_PKTINFO)
            s.sendmsg([reply], [(level, kind, own)], 0, peer)


def react(world, address, message, over_tcp):
    """The bytes of the answer; what is too long for UDP is cut."""
    try:
        question = Question(message)
    except (IndexError, struct.error):
        return None
    reply = world.answer(address, question)
    if reply and not over_tcp and len(reply) > question.size:
        reply = reply[:2] + bytes([reply[2] | 2]) + reply[3:6] + bytes(6) + question.section
    return reply


class Stream(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self):
        self.connection.settimeout(10)
        try:
            while True:
                head = self.rfile.read(2)
                if len(head) < 2:
                    return
                reply = react(self.server.world, str(ipaddress.ip_address(self.connection.getsockname()[0])),
                              self.rfile.read(struct.unpack(">H", head)[0]), True)
                if reply is None:
                    continue        # silent, but still there
                self.wfile.write(struct.pack(">H", len(reply)) + reply)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    """A listener of one family."""
    daemon_threads = allow_reuse_address = True
    request_queue_size = 512

    def __init__(self, world, family):
        self.world, self.address_family = world, family
        super().__init__(("", 53), Stream, bind_and_activate=False)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self.server_bind()
        self.server_activate()


def start(world):
    """Serves in the background."""
    for family in (socket.AF_INET, socket.AF_INET6):
        threading.Thread(target=serve_udp, args=(world, family), daemon=True).start()
        threading.Thread(target=Server(world, family).serve_forever, daemon=True).start()


if __name__ == "__main__":
    everything = World(pathlib.Path(sys.argv[1]))
    for recording in sys.argv[2:]:
        everything.recordings.read(pathlib.Path(recording))
    start(everything)
    threading.Event().wait()
