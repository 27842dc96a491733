# SPDX-License-Identifier: GPL-3.0-or-later
"""The zones around a scenario's domain: the mail hosts, the other people, who is away.

`zones(scenario, net)` gives them as {origin: Zone}; `host.test` is signed unless the scenario
says otherwise.
"""
from . import certs, places
from .zone import Zone

SIGNED = ("host.test.",)
SPF = '"v=spf1 ip4:127.53.25.0/24 -all"'
# MX names of great length, so that an answer outgrows a packet.
LONG_NAMES = ["very-long-mail-server-label-number-%02d-of-the-list-that-makes-the-answer-big" % i for i in range(50)]


def _host(scenario, net):
    seal = certs.spki(net, "server")
    lines = ["%s A %s" % (n, places.MAIL["mx2.host.test."][0]) for n in LONG_NAMES]
    for name in ("mx1", "mx2"):
        v4, v6 = places.MAIL[name + ".host.test."]
        lines += ["%s A %s" % (name, v4), "%s AAAA %s" % (name, v6), "_25._tcp.%s TLSA 3 1 1 %s" % (name, seal)]
    return lines + ["@ MX 10 mx1", "@ A {WEB2}", "spf TXT " + SPF, "nospf A {WEB2}", 'dmarc TXT "v=DMARC1; p=reject"',
                    "s1.{d}.dkim TXT {RSA2048}"]


def _mail_hosts(zone):
    """Address lines of every mail server of a zone."""
    for name, (v4, v6) in places.MAIL.items():
        if name.endswith("." + zone) or name == zone:
            yield "%s A %s" % (name, v4)
            if v6:
                yield "%s AAAA %s" % (name, v6)


def _tenants(scenario, net):
    """Every customer has an MX name; those whose behaviour the scenario names have an address alone."""
    lines = ["* A " + places.MAILCLOUD, "spf TXT " + SPF]
    named = [n.rstrip(".").lower() + "." for n in scenario.get("mail")]
    for i, name in enumerate(n for n in named if n.endswith(".mailcloud.test.")):
        net.mail_names[name] = (places.MAILCLOUD_NAMED % (100 + i), None)
        lines.append("%s A %s" % (name, net.mail_names[name][0]))
    tenant = scenario._fill("tenant-{dashed}.mailcloud.test.")
    net.mail_names.setdefault(tenant, (places.MAILCLOUD, None))
    return lines


def _parking(scenario, net):
    return ["@ A {PARK}", "@ MX 0 .", "* A {PARK}", "* MX 0 ."]


FIXED = {
    "oldhost.test.": ["@ A {WEB2}", "spf TXT " + SPF],
    "route.test.": ["@ A {WEB2}", "spf TXT " + SPF],
    "google.test.": ["@ A {WEB2}", "_spf TXT " + SPF],
    "filter.test.": ["@ A {WEB2}", "spf TXT " + SPF],
    "news.test.": ["@ A {WEB2}", "@ MX 10 mx", "@ TXT " + SPF, "_spf TXT " + SPF, "n1._domainkey TXT {RSA2048B}"],
    "rep.test.": ["@ A {WEB2}", "@ MX 10 mx", "@ TXT " + SPF],
    "b.test.": ["@ A {WEB2}", "@ MX 10 mx", "@ TXT " + SPF],
    "control.test.": ["@ MX 10 control.test."],
    "nomx.test.": ['@ TXT "nothing here"'],
    "saas.test.": ["@ A {WEB2}", "shop A {WEB2}", "web A {WEB2}"],
    "dns.test.": ["%s A %s" % row for row in places.AROUND],
    "dns-b.test.": ["%s A %s" % row for row in places.DNS_B],
    "olddns.test.": ["%s A %s" % row for row in places.OLD_DNS],
}
MADE = {"host.test.": _host, "mailcloud.test.": _tenants, "parking.test.": _parking}


def zones(scenario, net):
    """{origin: Zone} of everything around, name servers still missing."""
    found = {}
    for origin in [*MADE, *FIXED]:
        lines = MADE[origin](scenario, net) if origin in MADE else FIXED[origin]
        lines = [scenario._fill(l) for l in lines]
        if origin in FIXED:
            lines += _mail_hosts(origin)
        found[origin] = Zone(origin, lines, places.AROUND[0][0])
    parking = found["parking.test."].records
    parking += [("ns%d" % i, None, "A", a) for i, a in enumerate(places.PARKING, 1)]
    return found
