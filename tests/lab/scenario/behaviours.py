# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave as no daemon does: a script before a real one.

Each `Front` stands at an address, asks the daemon behind it, and does to questions and answers
what its codes say.  A front is made of functions, one for each behaviour, over packets.
"""
import asyncio
import struct
import threading

import dnswire
import fault

HEADER = struct.Struct(">6H")
DENIALS = (47, 50)                   # NSEC, NSEC3
SEALS = (46, 47, 48, 50, 51)         # RRSIG, NSEC, DNSKEY, NSEC3, NSEC3PARAM
SAFE_SIZE = 1232


class Packet:
    """A message taken apart: records as (name, type, class, ttl, data), names spelled out."""

    def __init__(self, raw):
        self.raw, head = raw, HEADER.unpack(raw[:12])
        self.id, self.flags = head[:2]
        name, at = dnswire.read_name(raw, 12)
        self.name, self.type = dnswire.show_name(name), int.from_bytes(raw[at:at + 2], "big")
        self.question = raw[12:at + 4]
        at += 4
        self.sections = []
        for count in head[3:]:
            rows, at = self._read(at, count)
            self.sections.append(rows)

    def _read(self, at, count):
        rows = []
        for _ in range(count):
            name, at = dnswire.read_name(self.raw, at)
            rrtype, rrclass, ttl, length = struct.unpack(">HHIH", self.raw[at:at + 10])
            rows.append((name, rrtype, rrclass, ttl, dnswire.canonical(self.raw, at + 10, length, rrtype)))
            at += 10 + length
        return rows, at

    @property
    def has_edns(self):
        return any(r[1] == 41 for r in self.sections[2])

    @property
    def room(self):
        """How long an answer over UDP may be."""
        return max([512] + [r[2] for r in self.sections[2] if r[1] == 41])

    @property
    def is_nodata(self):
        return self.flags & 15 == 0 and not self.sections[0] and any(r[1] == 6 for r in self.sections[1])

    def pack(self):
        body = b"".join(n + struct.pack(">HHIH", t, c, ttl, len(d)) + d for s in self.sections for n, t, c, ttl, d in s)
        return HEADER.pack(self.id, self.flags, 1, *map(len, self.sections)) + self.question + body


def covered(row):
    """The type that a record seals, or its own."""
    return int.from_bytes(row[4][:2], "big") if row[1] == 46 else row[1]


def only_edns(packet):
    packet.sections = [[], [], [r for r in packet.sections[2] if r[1] == 41]]


class Front:
    """One odd server."""

    def __init__(self, address, behind, codes, zone=None, ad_page=None):
        self.address, self.behind, self.codes = address, behind, codes
        self.empty = zone.empty_names() if zone else set()
        self.alias = apex_alias(zone) if zone else None
        self.origin, self.ad_page = zone.origin if zone else None, ad_page

    # -- questions ----------------------------------------------------------
    def ignores(self, question):
        return ("N-NOEDNS" in self.codes and question.has_edns) or \
            ("N-DROPAAAA" in self.codes and question.type == 28)

    def answers_itself(self, question):
        """What does not even reach the daemon behind."""
        if "N-NOEDNS:FORMERR" in self.codes and question.has_edns:
            question.flags, question.sections = question.flags & 0x7900 | 0x8001, [[], [], []]
            return question.pack()
        if self.alias and question.name == self.origin and question.type not in (2, 6):
            question.flags = question.flags & 0x7900 | 0x8400
            only_edns(question)
            question.sections[0] = [(dnswire.pack_name(self.origin), 5, 1, 3600, dnswire.pack_name(self.alias))]
            return question.pack()
        return None

    # -- answers ------------------------------------------------------------
    def change(self, raw, is_udp):
        """The answer as it leaves, or None when it never arrives."""
        if is_udp and "N-FRAGDROP" in self.codes and len(raw) > SAFE_SIZE:
            return None
        packet = Packet(raw)
        if is_udp and "N-TC" in self.codes:
            packet.flags |= 0x200
            only_edns(packet)
            return packet.pack()
        changed = [f(self, packet) for code, f in CHANGES.items() if code in self.codes]
        return packet.pack() if any(changed) else raw


def apex_alias(zone):
    """A CNAME at the zone's own name, which no daemon would load."""
    found = zone.of(zone.origin, "CNAME")
    return None if not found else found[0] if found[0].endswith(".") else found[0] + "." + zone.origin


def without_proof(front, packet):
    """NODATA without NSEC or NSEC3."""
    if not packet.is_nodata:
        return False
    packet.sections[1] = [r for r in packet.sections[1] if covered(r) not in DENIALS]
    return True


def deny_empty(front, packet):
    """NXDOMAIN for a name that only has names below it."""
    if packet.is_nodata and packet.name in front.empty:
        packet.flags |= 3
        return True
    return False


def rewrite(front, packet):
    """Every missing name leads to the advertising page."""
    if packet.flags & 15 != 3:
        return False
    packet.flags &= ~0x2f
    only_edns(packet)
    if packet.type == 1:
        address = bytes(int(p) for p in front.ad_page.split("."))
        packet.sections[0] = [(dnswire.pack_name(packet.name), 1, 1, 60, address)]
    return True


def strip(front, packet):
    """No seals, no proofs, no AD."""
    packet.flags &= ~0x20
    packet.sections = [[r for r in s if r[1] not in SEALS] for s in packet.sections]
    return True


CHANGES = {"N-NONSEC": without_proof, "N-ENT-NXDOMAIN": deny_empty, "R-NXREWRITE": rewrite, "R-STRIPDNSSEC": strip}


# -- how packets come and go ----------------------------------------------------
class Udp(asyncio.DatagramProtocol):
    def __init__(self, front):
        self.front, self.tasks = front, set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, raw, peer):
        task = asyncio.get_running_loop().create_task(self.answer(raw, peer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, raw, peer):
        front, question = self.front, Packet(raw)
        if front.ignores(question):
            return
        reply = front.answers_itself(question)
        if reply is None:
            answer = await ask(front.address, front.behind, raw)
            if "N-FRAGDROP" in front.codes:
                answer = await whole(front, raw, question.room) or answer
            reply = front.change(answer, True)
        if reply is not None:
            self.transport.sendto(reply, peer)


async def ask(own, address, raw):
    """One question to the daemon behind."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(lambda: fault.Once(raw, future), remote_addr=(address, 53),
                                                           local_addr=(own, 0))
    try:
        return await asyncio.wait_for(future, 6)
    finally:
        transport.close()


async def whole(front, raw, room):
    """The answer with everything that belongs to it, when it has room; daemons leave things out to stay short."""
    reader, writer = await asyncio.open_connection(front.behind, 53, local_addr=(front.address, 0))
    try:
        writer.write(len(raw).to_bytes(2, "big") + raw)
        answer = await read_frame(reader)
        return answer if len(answer) <= room else None
    finally:
        writer.close()


async def read_frame(reader):
    return await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))


async def converse(front, reader, writer):
    """The same over TCP, as many questions as the visitor has."""
    try:
        behind, to = await asyncio.open_connection(front.behind, 53, local_addr=(front.address, 0))
        while True:
            raw = await read_frame(reader)
            question = Packet(raw)
            if front.ignores(question):
                continue
            reply = front.answers_itself(question)
            if reply is None:
                to.write(len(raw).to_bytes(2, "big") + raw)
                reply = front.change(await read_frame(behind), False)
            writer.write(len(reply).to_bytes(2, "big") + reply)
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def stand(front):
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: Udp(front), local_addr=(front.address, 53))
    if "N-NOTCP" not in front.codes:
        await asyncio.start_server(lambda r, w: converse(front, r, w), front.address, 53)


def start(net, fronts):
    """All fronts of a scenario, in one thread."""
    if not fronts:
        return
    loop, ready = asyncio.new_event_loop(), threading.Event()
    loop.set_exception_handler(lambda _, context: net.log("odd server: %s" % (context.get("exception") or context["message"])))

    async def all_of_them():
        for front in fronts:
            await stand(front)
        ready.set()

    def run():
        asyncio.set_event_loop(loop)
        loop.create_task(all_of_them())
        loop.run_forever()

    net.thread(run)
    net.wait_for("odd servers", ready.is_set)


def deaf(net, address):
    """Questions are taken and never read; connections are never answered."""
    net.notes.setdefault("deaf", []).append(fault.deaf_udp(address, 53) + fault.deaf_tcp(address, 53))
