# SPDX-License-Identifier: GPL-3.0-or-later
"""A place far from the lab: programs that run there wait half a round trip for every packet, in both directions.

Two private networks, each with a TUN device, and between them this program, which keeps each packet for a while.
Whatever asks - ours, dig, Zonemaster - goes the same way, by UDP and TCP alike; the servers know nothing of it.
"""
import collections
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import threading
import time

import measure

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454ca, 1, 0x1000
HERE, THERE = "198.19.255.1", "198.19.255.2"
HERE_6, THERE_6 = "2001:db8:ff::1", "2001:db8:ff::2"
PACKET_MAX = 65535


def open_tun(name):
    """A device of the network that we are in."""
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def set_up(name, own, other, own_6, other_6, default):
    """Its addresses and the way to the other side."""
    for line in ("link set lo up", "addr add %s peer %s dev %s" % (own, other, name),
                 "-6 addr add %s peer %s dev %s nodad" % (own_6, other_6, name), "link set %s up" % name) + (
                     ("route add default dev " + name, "-6 route add default dev " + name) if default else ()):
        if subprocess.run(["ip"] + line.split()).returncode != 0:
            raise measure.BenchError("ip %s does not work here" % line)


class Delay(threading.Thread):
    """Carries packets between two devices, each half a round trip late."""

    def __init__(self, fds, seconds):
        super().__init__(daemon=True)
        self.fds, self.seconds = fds, seconds

    def run(self):
        waiting = collections.deque()       # all wait equally long, so the first is always the next
        while True:
            rest = max(0, waiting[0][0] - time.monotonic()) if waiting else None
            for fd in select.select(self.fds, [], [], rest)[0]:
                other = self.fds[1 - self.fds.index(fd)]
                waiting.append((time.monotonic() + self.seconds, other, os.read(fd, PACKET_MAX)))
            while waiting and waiting[0][0] <= time.monotonic():
                _, fd, packet = waiting.popleft()
                os.write(fd, packet)


class Far:
    """The place; it is gone with its program."""

    def __init__(self, round_trip):
        near = open_tun("near")
        set_up("near", HERE, THERE, HERE_6, THERE_6, False)
        ours, theirs = socket.socketpair()
        self.holder = subprocess.Popen(["unshare", "-n", sys.executable, os.path.abspath(__file__), str(theirs.fileno())],
                                       pass_fds=[theirs.fileno()])
        message, fds, _, _ = socket.recv_fds(ours, 16, 1)
        if not fds:
            raise measure.BenchError("there is no second network")
        self.channel = ours
        self.delay = Delay([near, fds[0]], round_trip / 2)
        self.delay.start()

    def set_round_trip(self, seconds):
        """From now on; nothing may be on its way."""
        self.delay.seconds = seconds / 2

    def command(self, argv):
        """What runs there."""
        return ["nsenter", "--net=/proc/%d/ns/net" % self.holder.pid] + argv

    def close(self):
        """Ends the place."""
        self.channel.close()
        self.holder.wait()


def hold(channel):
    """In the second network: hands over its device and stays until nobody needs it."""
    fd = open_tun("far")
    set_up("far", THERE, HERE, THERE_6, HERE_6, True)
    socket.send_fds(channel, [b"ready"], [fd])
    channel.recv(1)


if __name__ == "__main__":
    hold(socket.socket(fileno=int(sys.argv[1])))
