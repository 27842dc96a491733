# SPDX-License-Identifier: GPL-3.0-or-later
"""The address plan: where everything in a scenario's small internet stands.

Every scenario has a network of its own, so that the addresses can be the same in all of them.
"""
NETWORK = "127.53.0.0/16"
NETWORK6 = "2001:db8:53::/48"
V6 = "2001:db8:53::"

# What the format writes in braces.
ADDRESSES = {
    "NS1": "127.53.10.1", "NS2": "127.53.10.2", "OLDNS": "127.53.3.9",
    "WEB": "127.53.80.1", "WEB2": "127.53.80.2", "STSWEB": "127.53.80.3", "PARK": "127.53.80.9", "AD": "127.53.80.10",
    "CDN": "104.16.53.80",           # in a range that a real web proxy publishes; ours in this network
    "MXOK": "127.53.25.10", "MXIPNAME": "127.53.25.10", "MXOWN": "127.53.25.11", "MX1": "127.53.25.1",
    "MX6": V6 + "25:6", "V6DEAD": V6 + "dead", "PRIVATE": "192.168.1.10",
}

# Addresses outside 127.0.0.0/8: given to the network's own interface.
EXTRA = [ADDRESSES["CDN"], ADDRESSES["PRIVATE"]]

# Name servers of the world around, by zone or operator.
ROOT = (("a.root-servers.test.", "127.53.0.1", V6 + "1"), ("b.root-servers.test.", "127.53.0.2", V6 + "2"))
TOPS = (("ns1.tops.test.", "127.53.1.1"), ("ns2.tops.test.", "127.53.1.2"))
AROUND = (("ns1.dns.test.", "127.53.2.1"), ("ns2.dns.test.", "127.53.2.2"))
DNS_B = (("ns1.dns-b.test.", "127.53.3.1"), ("ns2.dns-b.test.", "127.53.3.2"))
OLD_DNS = (("ns1.olddns.test.", ADDRESSES["OLDNS"]),)
PARKING = ("127.53.3.21", "127.53.3.22")         # ns1 and ns2 of parking.test: they answer for every domain
ALONE = "127.53.4.%d"                # servers of a zone around that behaves in a way of its own

RESOLVERS = {"R%d" % i: "127.53.8.%d" % i for i in range(1, 6)}
OWN_RESOLVER = "127.53.8.10"         # this computer's, where no scenario says otherwise
RDAP = ("127.53.81.1", 8080)
API = ("127.53.81.2", 8081)

# Mail servers: name -> (IPv4 address, IPv6 address or None).  `tenant-*.mailcloud.test` share one
# address; a tenant that a scenario's `mail` names has its own (see `mail_address`).
MAIL = {
    "mx1.host.test.": (ADDRESSES["MX1"], V6 + "25:1"), "mx2.host.test.": ("127.53.25.2", V6 + "25:2"),
    "mx.oldhost.test.": ("127.53.25.3", None),
    "a.route.test.": ("127.53.25.30", None), "b.route.test.": ("127.53.25.31", None),
    "c.route.test.": ("127.53.25.32", None),
    "smtp.google.test.": ("127.53.25.40", None), "aspmx.l.google.test.": ("127.53.25.41", None),
    "alt1.aspmx.l.google.test.": ("127.53.25.42", None), "alt2.aspmx.l.google.test.": ("127.53.25.43", None),
    "alt3.aspmx.l.google.test.": ("127.53.25.44", None), "alt4.aspmx.l.google.test.": ("127.53.25.45", None),
    "control.test.": ("127.53.25.50", None), "in.filter.test.": ("127.53.25.60", None),
    "mx.news.test.": ("127.53.25.70", None), "mx.rep.test.": ("127.53.25.71", None),
    "mx.b.test.": ("127.53.25.72", None),
}
MAILCLOUD = "127.53.25.20"           # every tenant that is not named
MAILCLOUD_NAMED = "127.53.25.%d"     # 100 and up: tenants with behaviours of their own
BEHIND = "127.53.200.%d"             # real daemons behind scripted servers
