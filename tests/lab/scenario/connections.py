# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts TCP connections to addresses that the look may only look at.

A packet socket sees every SYN of this network, whichever port it goes to and whether
anybody listens there; the addresses are given to this network's own interface, so that an
attempt cannot die unseen for want of a route.  What the socket had to drop is an error.
"""
import contextlib
import ipaddress
import select
import socket
import struct
import subprocess
import threading

from . import places

ETH_P_ALL, PACKET_OUTGOING = 3, 4
SOL_PACKET, PACKET_STATISTICS = 263, 6
SYN, ACK = 0x02, 0x10
LOOPBACK = ("127.0.0.1", "::1")
# Declared public by the lab; whatever else is special-use is looked at only.
PUBLIC = (places.NETWORK, places.NETWORK6)
FRAGMENT, TCP = 44, 6


class Lost(Exception):
    """The counter could not keep up, so it does not know."""


def parse_syn(packet):
    """(source, port, destination, port, sequence number) of an IP packet that opens a TCP connection, or None."""
    if len(packet) < 40 or packet[0] >> 4 not in (4, 6):
        return None
    if packet[0] >> 4 == 4:
        at, protocol, source, target = (packet[0] & 15) * 4, packet[9], packet[12:16], packet[16:20]
    else:
        at, protocol, source, target = 40, packet[6], packet[8:24], packet[24:40]
    if protocol != TCP or len(packet) < at + 20 or packet[at + 13] & (SYN | ACK) != SYN:
        return None
    from_port, to_port, sequence = struct.unpack(">HHI", packet[at:at + 8])
    return str(ipaddress.ip_address(source)), from_port, str(ipaddress.ip_address(target)), to_port, sequence


class Counter:
    """Remembers every connection that somebody tries to open to one of the addresses."""

    def __init__(self, addresses):
        self.addresses, self.seen, self.lost = frozenset(addresses), set(), 0
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.end, self._stop = socket.socketpair()
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.end not in select.select([self.socket, self.end], [], [])[0]:
            self._read()

    def _read(self):
        """Takes what waits in the socket."""
        with self.lock, contextlib.suppress(BlockingIOError):
            while True:
                packet, where = self.socket.recvfrom(128, socket.MSG_DONTWAIT)
                found = parse_syn(packet) if where[2] == PACKET_OUTGOING else None
                if found and found[2] in self.addresses:
                    self.seen.add(found)         # a SYN that is sent again is the same connection

    def count(self):
        """How many until now; a packet is in the socket before the call that sent it returns."""
        self._read()
        self.lost += struct.unpack("II", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]
        if self.lost:
            raise Lost("%d packets were not seen" % self.lost)
        return len(self.seen)

    def addresses_seen(self):
        self.count()
        return sorted({target for _, _, target, _, _ in self.seen})

    def stop(self):
        self._stop.send(b"x")
        self.thread.join()
        for s in (self.socket, self.end, self._stop):
            s.close()


# -- which addresses ----------------------------------------------------------------------
def is_looked_at_only(address):
    """Whether an address is special-use and the lab does not declare it public."""
    found = ipaddress.ip_address(address)
    if any(found in ipaddress.ip_network(n) for n in PUBLIC):
        return False
    return not found.is_global or found.is_multicast


def odd_addresses(scenario):
    """{PRIVATE}, this computer's own addresses, and every other one of the scenario that is not public."""
    found = {places.ADDRESSES["PRIVATE"], *LOOPBACK}
    servers = scenario.get("servers").values()
    for edit in [*scenario.get("zone"), *(e for s in servers for e in s.get("zone", []))]:
        words = edit.split()
        if len(words) > 2 and words[-2] in ("A", "AAAA"):
            with contextlib.suppress(ValueError):
                found.add(str(ipaddress.ip_address(words[-1])))
    return sorted(a for a in found if is_looked_at_only(a))


def give(net, address):
    """Makes an address one of this computer's, unless it is; the kernel refuses some, which cannot be reached then."""
    is_six = ":" in address
    if ipaddress.ip_address(address).is_loopback or (is_six and not net.has_ipv6):
        return
    words = ["ip", "addr", "replace", "%s/%d" % (address, 128 if is_six else 32), "dev", "lo"] + (["nodad"] if is_six else [])
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def start(scenario, net):
    """Counts from now on; servers that are not looked at have to be up by then."""
    addresses = odd_addresses(scenario)
    for address in addresses:
        give(net, address)
    counter = Counter(addresses)
    net.on_stop(counter.stop)
    return counter


def verdict(scenario, net):
    """Why the connections were too many, or None.  {PRIVATE} is looked at only, whatever the scenario says."""
    counter, allowed = net.notes["connections"], scenario.fields.get("connections")
    if allowed is not None and counter.count() > allowed:
        return "%d connections were opened to %s" % (counter.count(), ", ".join(counter.addresses_seen()))
    if places.ADDRESSES["PRIVATE"] in counter.addresses_seen():
        return "a connection to {PRIVATE} was opened"
    return None
