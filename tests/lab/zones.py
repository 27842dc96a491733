# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the lab's zones: names, addresses and records, nothing about daemons."""
import time

HOSTS = "lab-hosts.net."          # the hosting companies' own names
MAIL = "mail-hosts.net."          # the mail companies' own names
SERIAL = 2026000001

# Mail servers, by what they do; the address ends in what stands behind.
MAIL_HOSTS = {
    "mx-ok": "25.1", "mx-selfsigned": "25.2", "mx-nostarttls": "25.3", "mx-greylist": "25.4",
    "mx-reject": "25.5", "mx-expired": "25.6", "mx-wrongname": "25.7", "mx-refused": "25.8",
    "mx-blackhole": "25.9", "mx-busy421": "25.10", "mx-tarpit": "25.11", "mx-tls12only": "25.12",
    "mx-ok2": "25.13", "mx-brokentls": "25.14", "mx-dropped": "25.15", "mx-heloonly": "25.16",
    "submission": "26.1", "imap": "26.1",
}
NAME_SERVERS = {
    "ns1.static": "30.1", "ns2.static": "30.2", "ns1.pdns": "10.1", "ns2.pdns": "10.2",
    "ns1.knot": "20.1", "ns2.knot": "20.2", "ns1.bind": "21.1", "ns2.bind": "21.2",
    "old.static": "30.3", "dead": "66.1", "lossy": "31.1", "notcp": "31.2", "noedns": "31.3",
    "noaaaa": "31.4", "noaa": "31.5", "ent": "31.6", "newer": "30.4",
}
API = "80.1"
RESOLVERS = {                     # the first three are those of world.json
    "8.1": ("Resolver 1", "good"), "8.2": ("Resolver 2", "good"), "8.3": ("Resolver 3", "good"),
    "8.11": ("Keeps answers for a day", "stale"), "8.12": ("Does not validate", "trusting"),
    "8.13": ("Refuses", "refusing"), "8.14": ("Takes 1.5 s", "slow"), "8.15": ("Lies", "lying"),
}
SECURE_RESOLVERS = {              # over TLS and HTTPS too, and the names for that
    "8.1": "resolver1." + HOSTS[:-1], "8.2": "resolver2." + HOSTS[:-1], "8.3": "resolver3." + HOSTS[:-1],
}
V6_MAIL = "2001:db8:53::25"

# Zones that are written to: host, registry, signed, whether a transfer is given.
CUSTOMERS = {
    "pdns-customer.com.": ("pdns", "com.", True, True),
    "pdns-unsigned.com.": ("pdns", "com.", False, True),
    "berg.example.": ("pdns", "example.", True, True),
    "knot-customer.org.": ("knot", "org.", True, True),
    "knot-noxfr.org.": ("knot", "org.", False, False),
    "bind-customer.org.": ("bind", "org.", True, True),
    "bind-noxfr.org.": ("bind", "org.", False, False),
}
MX_TTL = 6                        # short, so that "arrived everywhere" comes within a test
SLOW_MX = {"pdns-unsigned.com.": 3600}

DKIM_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArJKCyJEbZdSZCbdNIW1giOc5E2niOMErHgUcgiUZGL6i1J"
    "T4S+BdlbbntPV15oCoFJlRI/OXtZM/9rFIde4SLRvhSofn5BgyULisr62eIdNUYrt1ubfTuqVNczww6giApt2RhNn3"
    "Y9eZDkkJy7pSe57sRF9abm105C8ggedf4QD9OpaIuSmlpCOfXVtuwXaMfW2d9vaUN1WH6VHXpHK1HcdOpBSEX62WKV"
    "JlC2kK4m5W92Gfpj2OcaMXxF+qxWku8VIHxsKSy9pSFfJ/gXpTOkj/lK8WKDZz8kEA2M5nkJYP8xKQ8Xfo4UyeDT5F"
    "OnHIo9bTIQ+xx6si5KK8maIX+wIDAQAB"
)


def customers_of(host):
    return [z for z, (h, _, _, _) in CUSTOMERS.items() if h == host]


def name_servers_of(host):
    return ["ns1.%s.%s" % (host, HOSTS), "ns2.%s.%s" % (host, HOSTS)]


def quoted(text):
    """A TXT content: strings of at most 255 bytes, each in quotes."""
    return " ".join('"%s"' % text[i:i + 255] for i in range(0, len(text), 255))


def line(record):
    owner, ttl, rrtype, content = record
    return "%s %d IN %s %s\n" % (owner, ttl, rrtype, content)


def soa(zone, server, minimum=60):
    return "$TTL 300\n%s 300 IN SOA %s hostmaster.%s %d 3600 600 1209600 %d\n" % (
        zone, server, HOSTS, SERIAL, minimum)


def mx(zone, host, priority=10, ttl=300):
    return line((zone, ttl, "MX", "%d %s.%s" % (priority, host, MAIL)))


def customer(zone):
    """The records of a zone that is written to, apart from SOA and NS.

    One of nearly everything, every set with a waiting time of its own, so that a
    push that touches more than it was told to shows in a comparison.
    """
    ttl = SLOW_MX.get(zone, MX_TTL)
    first, second = "mx-ok.%s" % MAIL, "mx-ok2.%s" % MAIL
    records = [(zone, ttl, "MX", "10 " + first), (zone, ttl, "MX", "20 " + second)]
    records += _web(zone) + _senders(zone) + _services(zone) + _oddities(zone)
    return records


def _web(z):
    return [
        (z, 3601, "A", "192.0.2.10"), (z, 3601, "A", "192.0.2.11"), (z, 3602, "AAAA", "2001:db8::10"),
        ("www." + z, 3603, "CNAME", z), ("mail." + z, 3604, "A", "192.0.2.25"),
        ("mail." + z, 3605, "AAAA", "2001:db8::25"), ("ftp." + z, 3606, "CNAME", "www." + z),
        ("*." + z, 777, "A", "192.0.2.77"), ("*.shop." + z, 778, "MX", "10 mx-ok." + MAIL),
        ("news." + z, 779, "MX", "5 mx-ok2." + MAIL), ("news." + z, 780, "TXT", '"v=spf1 -all"'),
        ("child." + z, 3607, "NS", "ns1.static." + HOSTS),
        ("child." + z, 3608, "DS", "12345 13 2 " + "ab" * 32),
    ]


def _senders(z):
    return [
        (z, 3609, "TXT", '"v=spf1 mx include:_spf.%s -all"' % MAIL[:-1]),
        (z, 3609, "TXT", '"site-verification=0Zb7_oO-lab"'),
        ("selector1._domainkey." + z, 3610, "CNAME", "selector1._domainkey." + MAIL),
        ("rsa2048._domainkey." + z, 3611, "TXT", quoted("v=DKIM1; k=rsa; p=" + DKIM_KEY)),
        ("_dmarc." + z, 3612, "TXT", '"v=DMARC1; p=quarantine; rua=mailto:dmarc@%s"' % z[:-1]),
        ("_smtp._tls." + z, 3613, "TXT", '"v=TLSRPTv1; rua=mailto:tls@%s"' % z[:-1]),
    ]


def _services(z):
    return [
        ("_imaps._tcp." + z, 3614, "SRV", "0 1 993 imap." + MAIL),
        ("_submission._tcp." + z, 3615, "SRV", "10 60 587 submission." + MAIL),
        ("_submission._tcp." + z, 3615, "SRV", "20 40 587 submission." + MAIL),
        (z, 3616, "CAA", '0 issue "letsencrypt.org"'), (z, 3616, "CAA", '128 iodef "mailto:ca@%s"' % z[:-1]),
        ("_25._tcp.mail." + z, 3617, "TLSA", "3 1 1 " + "0123456789abcdef" * 4),
        (z, 3618, "HTTPS", "1 . alpn=h2"),
        ("mail." + z, 3619, "SSHFP", "4 2 " + "fedcba9876543210" * 4),
        (z, 3620, "NAPTR", '100 10 "s" "SIP+D2U" "" _sip._udp.' + z),
    ]


def _oddities(z):
    # BIND keeps its own notes about signing in TYPE65534: there another number stands in.
    unknown = "TYPE65280" if z.startswith("bind-") else "TYPE65534"
    return [
        ("odd." + z, 3621, unknown, "\\# 5 0a00ff0001"),
        ("odd." + z, 3622, "TXT", '"two" "strings"'), ("odd." + z, 3622, "TXT", '"gr\\195\\188n; \\"quoted\\" \\\\"'),
        ("under_score." + z, 1, "TXT", '"one second"'), ("a.b.c.deep." + z, 604800, "TXT", '"a week"'),
    ]


def customer_file(zone):
    """The zone as a file, for the servers that read one."""
    host = CUSTOMERS[zone][0]
    servers = name_servers_of(host)
    return soa(zone, servers[0], minimum=5) + "".join(line((zone, 300, "NS", n)) for n in servers) + \
        "".join(map(line, customer(zone)))


def own_names(ip, tlsa, has_ipv6):
    """The hosting and mail companies' zones."""
    hosts = "".join("%s.%s 300 IN A %s\n" % (n, HOSTS, ip(a)) for n, a in NAME_SERVERS.items())
    hosts += "alias.%s 300 IN CNAME ns2.static.%s\n" % (HOSTS, HOSTS)
    hosts += "api.%s 300 IN A %s\n" % (HOSTS, ip(API))
    mail = "".join("%s.%s 300 IN A %s\n" % (n, MAIL, ip(a)) for n, a in MAIL_HOSTS.items())
    mail += "alias.%s 300 IN CNAME mx-ok.%s\n" % (MAIL, MAIL)
    mail += "".join("mx-%s.%s 300 IN AAAA %s\n" % (n, MAIL, V6_MAIL) for n in ("v6only", "dual"))
    mail += "mx-dual.%s 300 IN A %s\n" % (MAIL, ip("25.1"))
    mail += '_spf.%s 300 IN TXT "v=spf1 ip4:%s -all"\n' % (MAIL, ip("26.1"))
    mail += "selector1._domainkey.%s 300 IN TXT %s\n" % (MAIL, quoted("v=DKIM1; k=rsa; p=" + DKIM_KEY))
    mail += "".join("_25._tcp.%s.%s 300 IN TLSA 3 1 1 %s\n" % (n, MAIL, tlsa) for n in ("mx-ok", "mx-ok2") if tlsa)
    return hosts, mail


FUTURE = ("-i", "20500101000000", "-e", "20510101000000")


def around_now(before, after):
    """Arguments for the signer: signatures that began and end so many days from now."""
    stamp = lambda days: time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + days * 86400))
    return "-i", stamp(-before), "-e", stamp(after)


EXPIRED = ("-i", "20240101000000", "-e", "20240201000000")


# Zones with a safety seal, each with something of its own.
SEALS = {
    "seal-future.com.": dict(sign=FUTURE),
    "seal-soon.com.": dict(sign=around_now(25, 3)),
    "seal-shortlived.com.": dict(sign=around_now(1, 1)),
    "seal-rounds10.com.": dict(sign=("-t", "10")),
    "seal-optout.com.": dict(sign=("-p",)),
    "seal-ed25519.com.": dict(algorithm="ED25519"),
    "seal-rsa.com.": dict(algorithm="RSASHA256"),
    "seal-sha1.com.": dict(algorithm="RSASHA1-NSEC3-SHA1"),
    "seal-nosig.com.": dict(damage="mx-signature"),
    "seal-altered.com.": dict(damage="mx"),
    "seal-nokeysig.com.": dict(damage="key-signature"),
    "seal-unknown.com.": dict(ds="unknown"),
}

# Names in sealed zones whose answer is made by a wildcard, or lies at the end of aliases.
WILD = "*.seal-wild.com. 300 IN MX 10 mx-ok.%s\n*.texts.seal-wild.com. 300 IN TXT \"only a text\"\n" % MAIL
CHAIN = "".join("%s.seal-chain.com. 300 IN CNAME %s\n" % row for row in (
    ("inside", "end.seal-chain.com."), ("end", "last.seal-chain.com."), ("sealed", "signed-ok.com."),
    ("open", "insecure.com."), ("broken", "bogus-ds.com."), ("nowhere", "no-such-name.seal-chain.com."),
)) + mx("last.seal-chain.com.", "mx-ok")


def own_servers(zone, first, second):
    return "ns1.%s 300 IN A %s\nns2.%s 300 IN A %s\n" % (zone, first, zone, second)


def static_zones(ip):
    """Rows (zone, body, options) served by the static name servers.

    Options: signed, ds ("right", "wrong" or "none"), sign (more arguments for the
    signer), algorithm, damage (what is done to the signed file, see daemons.py), ns (name
    servers other than the usual two), above (those that the registry lists, when it has
    others) and glue (its lines). More for ds: "orphan" (of a key that the zone does not
    have, which stays unsigned) and "unknown" (of algorithm 200).
    """
    both = name_servers_of("static")
    signed = dict(signed=True, ds="right")
    many = lambda z: "".join("%s 300 IN MX %d mx%d.a-rather-long-host-name-to-fill-the-packet.%s\n"
                             % (z, i, i, MAIL) for i in range(80))
    web = lambda z: "mta-sts.%s 300 IN A %s\n_mta-sts.%s 300 IN TXT \"v=STSv1; id=20261123\"\n" % (z, ip(API), z)
    policies = lambda z: '%s 300 IN TXT "v=spf1 mx -all"\n_dmarc.%s 300 IN TXT "v=DMARC1; p=none"\n' % (z, z)
    rows = [
        ("signed-ok.com.", mx("signed-ok.com.", "mx-ok") + web("signed-ok.com.") + policies("signed-ok.com."), signed),
        ("insecure.com.", mx("insecure.com.", "mx-ok"), {}),
        ("bogus-ds.com.", mx("bogus-ds.com.", "mx-ok"), dict(signed=True, ds="wrong")),
        ("expired-sig.com.", mx("expired-sig.com.", "mx-ok"), dict(signed=True, ds="right", sign=EXPIRED)),
        ("island.com.", mx("island.com.", "mx-ok"), dict(signed=True, ds="none")),
        ("onedead.com.", mx("onedead.com.", "mx-ok"), dict(ns=["ns1.static." + HOSTS, "dead." + HOSTS])),
        ("lossy.com.", mx("lossy.com.", "mx-ok"), dict(ns=["lossy." + HOSTS])),
        ("notcp.com.", many("notcp.com."), dict(ns=["notcp." + HOSTS])),
        ("noedns.com.", mx("noedns.com.", "mx-ok"), dict(ns=[both[0], "noedns." + HOSTS])),
        ("noaaaa.com.", mx("noaaaa.com.", "mx-ok"), dict(ns=[both[0], "noaaaa." + HOSTS])),
        ("noaa.com.", mx("noaa.com.", "mx-ok"), dict(ns=[both[0], "noaa." + HOSTS])),
        ("ent.com.", mx("ent.com.", "mx-ok") + '_smtp._tls.ent.com. 300 IN TXT "v=TLSRPTv1"\n',
         dict(ns=[both[0], "ent." + HOSTS])),
        ("otherlist.com.", mx("otherlist.com.", "mx-ok"), dict(above=[both[0], "notcp." + HOSTS])),
        ("aliasns.com.", mx("aliasns.com.", "mx-ok"), dict(ns=[both[0], "alias." + HOSTS])),
        ("wrongglue.com.", mx("wrongglue.com.", "mx-ok") + own_servers("wrongglue.com.", ip("30.1"), ip("30.2")),
         dict(ns=["ns1.wrongglue.com.", "ns2.wrongglue.com."],
              glue=own_servers("wrongglue.com.", ip("66.1"), ip("30.2")))),
        ("backwards.com.", mx("backwards.com.", "mx-ok"), dict(ns=[both[0], "newer." + HOSTS])),
        ("doubled.com.", mx("doubled.com.doubled.com.", "mx-ok")
         + '_dmarc.doubled.com.doubled.com. 300 IN TXT "v=DMARC1; p=none"\n', {}),
        ("nullmx.com.", "nullmx.com. 300 IN MX 0 .\n", {}),
        ("cnamemx.com.", mx("cnamemx.com.", "alias"), {}),
        ("nomx.com.", "nomx.com. 300 IN A %s\n" % ip("25.1"), {}),
        ("danglingmx.com.", mx("danglingmx.com.", "no-such-host"), {}),
        ("ipmx.com.", "ipmx.com. 300 IN MX 10 %s.\n" % ip("25.1"), {}),
        ("bigmx.com.", many("bigmx.com."), signed),
        ("wild.com.", mx("*.wild.com.", "mx-ok"), {}),
        ("xn--bcher-kva.com.", mx("xn--bcher-kva.com.", "mx-ok"), signed),
        ("xn--bcher-kva.example.", mx("xn--bcher-kva.example.", "mx-ok") + policies("xn--bcher-kva.example."), signed),
        ("tal.example.", mx("tal.example.", "mx-ok") + mx("tal.example.", "mx-ok2", 20), {}),
        ("fallback-mail.com.", mx("fallback-mail.com.", "mx-refused") + mx("fallback-mail.com.", "mx-ok2", 20), {}),
    ]
    rows += [(z, mx(z, "mx-ok"), {"signed": True, "ds": "right", **options}) for z, options in SEALS.items()]
    rows += [("seal-orphan.com.", mx("seal-orphan.com.", "mx-ok"), dict(ds="orphan")),
             ("seal-nomx.com.", "", signed),
             ("seal-wild.com.", mx("seal-wild.com.", "mx-ok") + WILD, signed),
             ("seal-wild3.com.", (mx("seal-wild.com.", "mx-ok") + WILD).replace("wild.com", "wild3.com"),
              dict(signed, sign=("-p",))),
             ("seal-chain.com.", mx("seal-chain.com.", "mx-ok") + CHAIN, signed),
             ("seal-nodenial.com.", "", dict(signed=True, ds="right", damage="denial")),
             ("seal-half.com.", mx("seal-half.com.", "mx-ok"),
              dict(signed=True, ds="right", ns=["ns1.static." + HOSTS, "old.static." + HOSTS]))]
    behaviours = [h[3:] for h in MAIL_HOSTS if h.startswith("mx-")] + ["v6only", "dual"]
    rows += [(h + "-mail.com.", mx(h + "-mail.com.", "mx-" + h), {}) for h in behaviours]
    return rows


def bulk_names(number):
    return ["bulk%05d.com." % n for n in range(number)]


def bulk_body():
    """One zone file for all of them: every name in it is relative to the zone."""
    servers = name_servers_of("static")
    return "$TTL 300\n@ 300 IN SOA %s hostmaster.%s %d 3600 600 1209600 60\n" % (servers[0], HOSTS, SERIAL) + \
        "".join("@ 300 IN NS %s\n" % n for n in servers) + \
        "".join("@ 300 IN MX %d %s.%s\n" % (priority, host, MAIL) for priority, host in ((10, "mx-ok"), (20, "mx-ok2")))


# Delegations without a zone behind them.
BROKEN_DELEGATIONS = [("lame.com.", ["ns1.static." + HOSTS, "ns2.static." + HOSTS]), ("deadns.com.", ["dead." + HOSTS])]
REGISTRIES = ("com.", "net.", "org.", "example.", "in-addr.arpa.")


def registry_of(zone):
    return next(t for t in REGISTRIES if zone.endswith("." + t))


def reverse_names(ip):
    """PTR records of every mail and name server."""
    owner = lambda a: ".".join(reversed(ip(a).split("."))) + ".in-addr.arpa."
    rows = [(owner(a), 300, "PTR", "%s.%s" % (n, MAIL)) for n, a in MAIL_HOSTS.items() if n != "imap"]
    rows += [(owner(a), 300, "PTR", "%s.%s" % (n, HOSTS)) for n, a in NAME_SERVERS.items()]
    return [line(r) for r in rows]
