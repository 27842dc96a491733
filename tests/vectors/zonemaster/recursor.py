# SPDX-License-Identifier: GPL-3.0-or-later
"""A resolver for worlds whose servers are all functions of this program: it asks them without a network."""
import pathlib
import socket
import struct
import sys

import zonefile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "../../lab"))
import dnswire      # noqa: E402

STEPS_MAX, DEPTH_MAX = 20, 5


def make_question(name, rrtype):
    """What a resolver asks."""
    return struct.pack(">6H", 1, 0, 1, 0, 0, 1) + zonefile.wire_name(name) + struct.pack(">HH", rrtype, 1) + \
        struct.pack(">BHHIH", 0, 41, 4096, 0x8000, 0)


class Recursor:
    """Looks names up from a list of root addresses."""

    def __init__(self, ask, roots):
        self.ask, self.roots, self.known = ask, roots, {}

    def lookup(self, name, rrtype, depth=0):
        """(rcode, rows); SERVFAIL when nobody says anything useful."""
        if (name, rrtype) not in self.known:
            self.known[name, rrtype] = 2, []        # who depends on itself finds nothing
            self.known[name, rrtype] = self._walk(name, rrtype, depth)
        return self.known[name, rrtype]

    def _walk(self, name, rrtype, depth):
        servers, zone = self.roots, "."
        for _ in range(STEPS_MAX):
            message = self._first(servers, name, rrtype, zone)
            if message is None or depth > DEPTH_MAX:
                return 2, []
            rows = [(r.name, r.type, r.ttl, r.data) for r in message.answer]
            cut = self._referral(message, name, zone)
            if rows or message.rcode == 3 or cut is None:
                return self._end(message.rcode, rows, name, rrtype, depth)
            zone = cut
            servers = self._addresses(message, cut, depth)
        return 2, []

    def _end(self, rcode, rows, name, rrtype, depth):
        """What an alias leads to is looked up from the root."""
        aliases = {r[0]: zonefile.decode_name(r[3]) for r in rows if r[1] == 5}
        target = name
        for _ in range(len(aliases)):
            target = aliases.get(target, target)
        if target == name or rrtype == 5 or any(r[1] == rrtype for r in rows):
            return rcode, rows
        rcode, more = self.lookup(target, rrtype, depth + 1)
        return rcode, rows + more

    def _first(self, servers, name, rrtype, zone):
        """The first reply that is an answer or leads further."""
        for address in servers:
            reply = self.ask(address, make_question(name, rrtype))
            message = reply and dnswire.Message(reply)
            if message and message.rcode in (0, 3) and (message.authoritative or self._referral(message, name, zone)):
                return message
        return None

    @staticmethod
    def _referral(message, name, zone):
        """The zone that another server is named for."""
        for r in message.authority:
            if r.type == 2 and len(r.name) > len(zone.lstrip(".")) and (name == r.name or name.endswith("." + r.name)):
                return r.name
        return None

    def _addresses(self, message, cut, depth):
        """Glue, else a lookup of its own."""
        hosts = [zonefile.decode_name(r.data) for r in message.authority if r.type == 2 and r.name == cut]
        found = [socket.inet_ntop(socket.AF_INET if r.type == 1 else socket.AF_INET6, r.data)
                 for r in message.additional if r.type in (1, 28) and r.name in hosts]
        if found or depth >= DEPTH_MAX:
            return found
        return [socket.inet_ntop(socket.AF_INET if t == 1 else socket.AF_INET6, r[3])
                for h in hosts for t in (1, 28) for r in self.lookup(h, t, depth + 1)[1] if r[1] == t]
