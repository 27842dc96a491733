# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that read zone files: NSD, and Unbound in all its moods."""
import os
import re

from base import LabError, answers, command, tcp_open
import zones

NSD_CONF = """server:
%(addresses)s
  do-ip6: no
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "%(d)s/zones"
  pidfile: "%(d)s/%(n)s.pid"
  logfile: "%(d)s/log/%(n)s.log"
  xfrdfile: "%(d)s/%(n)s.xfrd"
  xfrdir: "%(d)s"
  zonelistfile: "%(d)s/%(n)s.zl"
  xfrd-reload-timeout: 0
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  log-only-syslog: no
%(database)sremote-control:
  control-enable: no
%(keys)s%(zones)s"""

UNBOUND_CONF = """server:
  interface: %(address)s
  outgoing-interface: %(address)s
  port: 53
  do-ip6: no
  access-control: 0.0.0.0/0 allow
  do-not-query-localhost: no
  username: ""
  chroot: ""
  directory: "%(d)s"
  pidfile: ""
  use-syslog: no
  logfile: "%(d)s/log/%(n)s.log"
  log-time-ascii: yes
  val-log-level: 2
  root-hints: "%(d)s/root.hints"
  trust-anchor-file: "%(d)s/root.ds"
  num-threads: 1
  msg-cache-size: 8m
  rrset-cache-size: 16m
  outgoing-range: 512
  so-rcvbuf: 0
  ede: yes
  unblock-lan-zones: yes
  local-zone: "127.in-addr.arpa." nodefault
  local-zone: "example." nodefault
  insecure-lan-zones: no
%(mood)sremote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: %(d)s/%(n)s.ctl
"""

# Encrypted, with a certificate of the lab's authority
UNBOUND_TLS = """  interface: %(address)s@853
  interface: %(address)s@443
  tls-port: 853
  extended-statistics: yes
  https-port: 443
  http-endpoint: "/dns-query"
  tls-service-key: "%(d)s/tls/resolver.key"
  tls-service-pem: "%(d)s/tls/resolver.pem"
"""

MOODS = {
    "good": "", "slow": None,
    "stale": "  cache-min-ttl: 86400\n",
    "trusting": '  module-config: "iterator"\n',
    "refusing": '  local-zone: "." always_refuse\n',
    "lying": '  module-config: "respip iterator"\n  local-zone: "signed-ok.com." redirect\n'
             '  local-data: "signed-ok.com. 60 IN MX 1 hijacked.example."\n',
}


# -- signing ---------------------------------------------------------------
def make_key(lab, zone, algorithm="ECDSAP256SHA256"):
    """One key that signs everything; returns its file's stem and the DS line."""
    folder = lab.path("keys", "x")[:-2]
    stem = command("ldns-keygen", "-a", algorithm, "-k", "-r", "/dev/urandom", zone, cwd=folder).strip()
    stem = os.path.join(folder, stem)
    return stem, command("ldns-key2ds", "-n", "-2", stem + ".key").strip()


def zone_file(lab, zone, text):
    return lab.write("zones/%s.zone" % (zone.rstrip(".") or "root"), text)


def sign(lab, zone, text, key, *options):
    f = zone_file(lab, zone, text)
    nsec3 = ("-n", "-t", "0") if zone != "." else ()
    command("ldns-signzone", "-u", *nsec3, "-f", f + ".signed", *options, f, key)
    return f + ".signed"


# What can go wrong with a signed file: pattern of lines, what stands there instead.
DAMAGES = {
    "mx-signature": (r"^\S+\s+\d+\s+IN\s+RRSIG\s+MX .*\n", ""),
    "mx": (r"^(\S+\s+\d+\s+IN\s+MX\s+)10 ", r"\g<1>11 "),
    "key-signature": (r"^\S+\s+\d+\s+IN\s+RRSIG\s+DNSKEY .*\n", ""),
    "denial": (r"^\S+\s+\d+\s+IN\s+(RRSIG\s+)?NSEC3(PARAM)?\s.*\n", ""),
}


def damage(path, what):
    with open(path) as f:
        text = f.read()
    changed = re.sub(*DAMAGES[what], text, flags=re.MULTILINE)
    if changed == text:
        raise LabError("nothing to damage (%s) in %s" % (what, path))
    with open(path, "w") as f:
        f.write(changed)


def ds_lines(lab, zone, which, right):
    """The DS at the registry, right or wrong on purpose."""
    if which == "none":
        return ()
    if which in ("wrong", "orphan"):
        return (make_key(lab, zone)[1],)
    return (re.sub(r"(DS\s+\d+) \d+", r"\1 200", right),) if which == "unknown" else (right,)


# -- NSD -------------------------------------------------------------------
def start_nsd(lab, name, addresses, rows, keys=""):
    """Rows are (zone, file, further lines)."""
    text = "".join('zone:\n  name: "%s"\n  zonefile: "%s"\n%s' % row for row in rows)
    # Before 4.8 NSD kept a database file unless told not to; later it does not know the word.
    database = '  database: ""\n' if lab.version("nsd") < (4, 8) else ""
    conf = lab.write(name + ".conf", NSD_CONF % dict(
        addresses="\n".join("  ip-address: %s@53" % a for a in addresses), d=lab.folder, n=name,
        database=database, keys=keys, zones=text))
    lab.spawn(name, lab.program("nsd"), "-d", "-c", conf)


class Registries:
    """The delegations that gather while zones are made, and the zones made of them."""

    def __init__(self, lab):
        self.lab, self.lines = lab, {t: [] for t in zones.REGISTRIES}

    def delegate(self, zone, servers, *more):
        rows = self.lines[zones.registry_of(zone)]
        rows += ["%s 300 IN NS %s" % (zone, n) for n in servers]
        rows += more

    def add(self, registry, *lines):
        self.lines[registry] += lines


def static_row(lab, registries, zone, body, options):
    """Writes one static zone and its delegation; returns NSD's row."""
    servers = options.get("ns", zones.name_servers_of("static"))
    text = zones.soa(zone, servers[0]) + "".join("%s 300 IN NS %s\n" % (zone, n) for n in servers) + body
    ds = ()
    if options.get("signed"):
        key, right = make_key(lab, zone, options.get("algorithm", "ECDSAP256SHA256"))
        f = sign(lab, zone, text, key, *options.get("sign", ()))
        if "damage" in options:
            damage(f, options["damage"])
        ds = ds_lines(lab, zone, options["ds"], right)
    else:
        f = zone_file(lab, zone, text)
        ds = ds_lines(lab, zone, options.get("ds", "none"), None)
    registries.delegate(zone, options.get("above", servers), *ds, *options.get("glue", "").splitlines())
    return zone, f, ""


def bulk_rows(lab, registries):
    """Many domains that are all alike: rows of NSD that share one file."""
    if not lab.bulk:
        return []
    shared = zone_file(lab, "bulk", zones.bulk_body())
    for zone in zones.bulk_names(lab.bulk):
        registries.delegate(zone, zones.name_servers_of("static"))
    return [(zone, shared, "") for zone in zones.bulk_names(lab.bulk)]


def start_static(lab, registries, tlsa):
    hosts, mail = zones.own_names(lab.ip, tlsa, lab.has_ipv6)
    signed = dict(signed=True, ds="right")
    rows = [(zones.HOSTS, hosts, signed), (zones.MAIL, mail, signed)] + zones.static_zones(lab.ip)
    rows = [static_row(lab, registries, *row) for row in rows]
    rows += bulk_rows(lab, registries)
    registries.add("net.", *("%s 300 IN A %s" % (n, lab.ip(zones.NAME_SERVERS[n[:-len(zones.HOSTS) - 1]]))
                             for n in zones.name_servers_of("static")))
    for zone, servers in zones.BROKEN_DELEGATIONS:
        registries.delegate(zone, servers)
    lab.lap("static zones")
    start_nsd(lab, "nsd-static", [lab.ip("30.1"), lab.ip("30.2")], rows)
    # The file before it was signed: a server that nobody brought up to date
    start_nsd(lab, "nsd-old", [lab.ip("30.3")],
              [(z, f.removesuffix(".signed"), "") for z, f, _ in rows if z == "seal-half.com."])
    start_newer(lab)


def start_newer(lab):
    """A secondary that believes that it is newer than its primary."""
    zone = "backwards.com."
    servers = [zones.name_servers_of("static")[0], "newer." + zones.HOSTS]
    text = zones.soa(zone, servers[0]).replace(str(zones.SERIAL), str(zones.SERIAL + 100))
    text += "".join("%s 300 IN NS %s\n" % (zone, n) for n in servers) + zones.mx(zone, "mx-ok2")
    start_nsd(lab, "nsd-newer", [lab.ip("30.4")], [(zone, lab.write("zones/newer.zone", text), "")])


def root_servers(lab):
    return [("%s.root-servers.net." % l, lab.ip("0.%d" % (i + 1))) for i, l in enumerate("ab")]


def start_registries(lab, registries):
    """Signs the top-level domains and the root, bottom up, and serves them."""
    ip = lab.ip
    tops = [("a.gtld-servers.net.", ip("1.1")), ("b.gtld-servers.net.", ip("1.2"))]
    registries.add("net.", *("%s 300 IN A %s" % row for row in root_servers(lab) + tops))
    registries.add("in-addr.arpa.", *zones.reverse_names(ip))
    hints = "".join(". 86400 IN NS %s\n%s 86400 IN A %s\n" % (n, n, a) for n, a in root_servers(lab))
    root = zones.soa(".", root_servers(lab)[0][0]) + hints + "".join("%s 86400 IN A %s\n" % row for row in tops)
    rows = []
    for t, lines in registries.lines.items():
        key, ds = make_key(lab, t)
        text = zones.soa(t, tops[0][0]) + "".join("%s IN NS %s\n" % (t, n) for n, _ in tops)
        rows.append((t, sign(lab, t, text + "\n".join(l.strip() for l in lines) + "\n", key), ""))
        root += "".join("%s 86400 IN NS %s\n" % (t, n) for n, _ in tops) + ds + "\n"
    key, ds = make_key(lab, ".")
    signed_root = sign(lab, ".", root, key)
    lab.write("root.ds", ds + "\n")
    lab.write("root.hints", hints)
    lab.lap("registries and root")
    start_nsd(lab, "nsd-tld", [a for _, a in tops], rows)
    start_nsd(lab, "nsd-root", [a for _, a in root_servers(lab)], [(".", signed_root, "")])


# -- resolvers -------------------------------------------------------------
def start_resolvers(lab):
    for rest, (_, mood) in zones.RESOLVERS.items():
        if MOODS[mood] is None:
            continue
        name = "unbound" + rest.split(".")[1]
        place = dict(address=lab.ip(rest), d=lab.folder, n=name)
        more = UNBOUND_TLS % place if rest in zones.SECURE_RESOLVERS else ""
        conf = lab.write(name + ".conf", UNBOUND_CONF % dict(place, mood=MOODS[mood] + more))
        lab.spawn(name, lab.program("unbound"), "-d", "-p", "-c", conf)


def wait_for_names(lab):
    for name, rest, zone in (("nsd-static", "30.1", "signed-ok.com."), ("nsd-tld", "1.1", "com."),
                             ("nsd-root", "0.1", ".")):
        lab.wait(name, lambda: answers(lab.ip(rest), zone))
    lab.lap("NSD")
    for rest, (_, mood) in zones.RESOLVERS.items():
        if mood in ("good", "stale", "trusting"):
            lab.wait("unbound" + rest.split(".")[1], lambda: answers(lab.ip(rest), "signed-ok.com.", "MX", 1.0))
    for rest in zones.SECURE_RESOLVERS:
        lab.wait("unbound with TLS", lambda: tcp_open(lab.ip(rest), 853) and tcp_open(lab.ip(rest), 443))
    lab.lap("resolvers, first validated answer")
