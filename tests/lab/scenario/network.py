# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's own network: addresses, and what it lets through.

The program that looks has the source address 127.0.0.1; all servers speak from addresses of
their own, so that a rule for the one does not touch the others.
"""
import shutil
import socket

from . import places, resolvers
from .format import BadFile

# L-PROXY, L-STRIP and L-NO25 are told in mail.py, where the mail servers are.
KNOWN = {"L-NO53", "L-NOV6", "L-PORTAL", "L-PROXY", "L-STRIP", "L-NO25"}
PORTAL = ("127.53.81.9", 8302)


class Cannot(Exception):
    """This machine lacks what the scenario needs; the text says what."""


def start(scenario, net):
    codes = scenario.get("local")
    unknown = set(codes) - KNOWN
    if unknown:
        raise BadFile("no network knows the behaviour “%s”" % unknown.pop())
    net.has_ipv6 = "L-NOV6" not in codes
    commands = ["link set lo up"] + ["addr add %s/32 dev lo" % a for a in places.EXTRA]
    if net.has_ipv6:
        commands += ["addr add %s/128 dev lo nodad" % a for a in six()]
    else:
        commands.append("addr del ::1/128 dev lo")
    net.run("ip", "-batch", "-", text="\n".join(commands) + "\n")
    if net.has_ipv6:
        dead_end(net)
    rules = {"L-NO53": no_dns, "L-PORTAL": portal}
    for code in codes:
        if code in rules:
            rules[code](scenario, net)


def six():
    """All IPv6 addresses."""
    yield from (row[2] for row in places.ROOT)
    yield from (v6 for _, v6 in places.MAIL.values() if v6)
    yield from (places.ADDRESSES["MX6"], places.ADDRESSES["V6DEAD"])


def dead_end(net):
    """Nobody answers at {V6DEAD}: a listener whose queue is full lets everyone wait."""
    address, keep = (places.ADDRESSES["V6DEAD"], 25), []
    for i in range(4):
        s = socket.socket(socket.AF_INET6)
        keep.append(s)
        if i == 0:
            s.bind(address)
            s.listen(0)
        else:
            s.setblocking(False)
            s.connect_ex(address)
    net.notes["dead end"] = keep


def nft(net, rules):
    """Packet rules that hold from the look on (before, the lab itself asks from 127.0.0.1)."""
    if not shutil.which("nft"):
        raise Cannot("the package nftables is not installed")
    path = net.write("rules-%d.nft" % len(net.notes.setdefault("at look", [])), rules)
    net.notes["at look"].append(lambda: net.run("nft", "-f", path))


def no_dns(scenario, net):
    """Port 53 is open to the network's own resolver only."""
    own = resolvers.system_resolver(scenario)
    nft(net, """table inet no53 {
  chain arrives {
    type filter hook input priority 0;
    ip saddr 127.0.0.1 ip daddr != %s udp dport 53 drop
    ip saddr 127.0.0.1 ip daddr != %s tcp dport 53 drop
    meta nfproto ipv6 udp dport 53 drop
    meta nfproto ipv6 tcp dport 53 drop
  }
}
""" % (own, own))


def portal(scenario, net):
    """A hotel's network: every web request is led to its log-in page."""
    def talk(connection, _):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://portal.lab/login\r\n"
                           b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    net.serve_tcp(*PORTAL, talk)
    net.world["online"] = False
    nft(net, """table ip portal {
  chain leaves {
    type nat hook output priority -100;
    ip saddr 127.0.0.1 tcp dport { 80, 443, 8080 } dnat to %s:%d
  }
}
""" % PORTAL)
