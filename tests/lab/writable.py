# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers whose zones can be changed: PowerDNS by its API, Knot and BIND by RFC 2136.

Each has a secondary in NSD, as a real hosting company has.
"""
import base64
import glob
import json
import os
import sqlite3
import urllib.request

from base import LabError, answers, tcp_open
import daemons
import dnswire
import zones

API_KEY = "lab-api-key"
_secret = lambda text, n: base64.b64encode((text * 8)[:n].encode()).decode()
# Name, algorithm, secret and the record types that may be changed (None: all).
KEYS = [
    ("lw-full-256", "hmac-sha256", _secret("letterway lab 256 ", 32), None),
    ("lw-full-384", "hmac-sha384", _secret("letterway lab 384 ", 48), None),
    ("lw-full-512", "hmac-sha512", _secret("letterway lab 512 ", 64), None),
    ("lw-mx", "hmac-sha256", _secret("only mx records ", 32), ("MX",)),
    ("lw-mail", "hmac-sha256", _secret("mx and txt records ", 32), ("MX", "TXT")),
]
TRANSFER_KEY = ("lab-secondary", "hmac-sha256", _secret("from primary to secondary ", 32), ())


def key_text(key):
    return "%s:%s:%s" % (key[1], key[0], key[2])


# -- Knot ------------------------------------------------------------------
KNOT_CONF = """server:
    rundir: "%(d)s/knot"
    listen: [ %(address)s@53 ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    pidfile: "%(d)s/knot/knot.pid"
log:
  - target: stderr
    any: info
database:
    storage: "%(d)s/knot"
    journal-db-max-size: 8M
    kasp-db-max-size: 8M
    timer-db-max-size: 4M
%(keys)sremote:
  - id: secondary
    address: %(secondary)s
    via: %(address)s
    key: %(transfer)s
acl:
%(acls)spolicy:
  - id: p
    algorithm: ECDSAP256SHA256
    single-type-signing: on
template:
  - id: default
    storage: "%(d)s/knot"
    file: "%%s.zone"
    zonefile-sync: 0
    journal-content: changes
    serial-policy: increment
zone:
%(zones)s"""


def _knot_acls():
    rows = []
    for name, _, _, types in KEYS:
        only = "    update-type: [ %s ]\n" % ", ".join(types) if types else ""
        rows.append("  - id: upd-%s\n    key: %s\n    action: update\n%s" % (name, name, only))
        rows.append("  - id: xfr-%s\n    key: %s\n    action: transfer\n" % (name, name))
    rows.append("  - id: xfr-secondary\n    key: %s\n    action: transfer\n" % TRANSFER_KEY[0])
    return "".join(rows)


def _knot_zone(zone, signed, transfer):
    acls = ["upd-" + k[0] for k in KEYS] + ["xfr-secondary"]
    acls += ["xfr-" + k[0] for k in KEYS] if transfer else []
    signing = "    dnssec-signing: on\n    dnssec-policy: p\n" if signed else ""
    return "  - domain: %s\n    notify: secondary\n    acl: [ %s ]\n%s" % (zone, ", ".join(acls), signing)


def start_knot(lab):
    os.makedirs(lab.folder + "/knot", exist_ok=True)
    mine = zones.customers_of("knot")
    for z in mine:
        lab.write("knot/%szone" % z, zones.customer_file(z))
    keys = "key:\n" + "".join("  - id: %s\n    algorithm: %s\n    secret: %s\n" % k[:3] for k in KEYS + [TRANSFER_KEY])
    conf = lab.write("knot.conf", KNOT_CONF % dict(
        d=lab.folder, address=lab.ip("20.1"), secondary=lab.ip("20.2"), keys=keys, transfer=TRANSFER_KEY[0],
        acls=_knot_acls(), zones="".join(_knot_zone(z, *zones.CUSTOMERS[z][2:]) for z in mine)))
    lab.spawn("knotd", lab.program("knotd"), "-c", conf)


# -- BIND ------------------------------------------------------------------
BIND_CONF = """options {
  directory "%(d)s/bind";
  pid-file "%(d)s/bind/named.pid";
  session-keyfile "%(d)s/bind/session.key";
%(lock)s  listen-on { %(address)s; };
  listen-on-v6 { none; };
  query-source address %(address)s;
  notify-source %(address)s;
  recursion no;
  notify explicit;
  notify-delay 0;
  serial-query-rate 1000;
  dnssec-validation no;
  empty-zones-enable no;
  version none;
};
controls { };
dnssec-policy lab { max-zone-ttl 0; keys { csk lifetime unlimited algorithm ecdsap256sha256; }; };
%(keys)s%(zones)s"""


def _bind_zone(lab, zone, signed, transfer):
    policy = "".join("    grant %s %s;\n" % (name, "zonesub ANY" if types is None else "zonesub " + " ".join(types))
                     for name, _, _, types in KEYS)
    readers = ["key " + TRANSFER_KEY[0]] + (["key " + k[0] for k in KEYS] if transfer else [])
    return """zone "%s" {
  type primary;
  file "%s";
  update-policy {
%s  };
  allow-transfer { %s };
  also-notify { %s key %s; };
%s};
""" % (zone, "%s/bind/%szone" % (lab.folder, zone), policy, " ".join(r + ";" for r in readers),
       lab.ip("21.2"), TRANSFER_KEY[0], "  dnssec-policy lab;\n  inline-signing no;\n" if signed else "")


def start_bind(lab):
    os.makedirs(lab.folder + "/bind", exist_ok=True)
    mine = zones.customers_of("bind")
    lab.add_address("21.1")
    for z in mine:
        lab.write("bind/%szone" % z, zones.customer_file(z))
    keys = "".join('key "%s" { algorithm %s; secret "%s"; };\n' % k[:3] for k in KEYS + [TRANSFER_KEY])
    conf = lab.write("bind/named.conf", BIND_CONF % dict(
        d=lab.folder, address=lab.ip("21.1"), keys=keys,
        lock="  lock-file none;\n" if lab.version("named") < (9, 20) else "",
        zones="".join(_bind_zone(lab, z, *zones.CUSTOMERS[z][2:]) for z in mine)))
    lab.spawn("named", lab.program("named"), "-g", "-n", "1", "-c", conf)


# -- PowerDNS --------------------------------------------------------------
PDNS_CONF = """launch=gsqlite3
gsqlite3-database=%(d)s/pdns/pdns.sqlite3
gsqlite3-dnssec=yes
gsqlite3-pragma-synchronous=0
local-address=%(address)s
local-port=53
socket-dir=%(d)s/pdns
daemon=no
guardian=no
disable-syslog=yes
write-pid=no
api=yes
api-key=%(key)s
webserver=yes
webserver-address=%(api)s
webserver-port=8081
webserver-allow-from=0.0.0.0/0
webserver-loglevel=normal
primary=yes
query-local-address=%(address)s
xfr-cycle-interval=1
only-notify=
also-notify=%(secondary)s
allow-axfr-ips=0.0.0.0/0
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
version-string=anonymous
security-poll-suffix=
receiver-threads=1
distributor-threads=1
loglevel=4
"""


def _schema():
    found = [f for pattern in ("/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql*",
                               "/usr/share/pdns-backend-sqlite3/**/schema.sqlite3.sql",
                               "/usr/share/dbconfig-common/data/pdns-backend-sqlite3/install/sqlite3")
             for f in glob.glob(pattern, recursive=True)]
    if not found:
        raise LabError("the SQLite schema of PowerDNS is not installed (package pdns-backend-sqlite3)")
    import gzip
    with (gzip.open if found[0].endswith(".gz") else open)(found[0], "rt") as f:
        return f.read()


def start_pdns(lab):
    lab.write("pdns/pdns.conf", PDNS_CONF % dict(d=lab.folder, address=lab.ip("10.1"), key=API_KEY,
                                                 api=lab.ip(zones.API), secondary=lab.ip("10.2")))
    db = sqlite3.connect(lab.folder + "/pdns/pdns.sqlite3")
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=0;\n" + _schema())
    db.close()
    lab.spawn("pdns", lab.program("pdns_server"), "--config-dir=" + lab.folder + "/pdns")


def api(lab, method, path, body=None):
    r = urllib.request.Request("http://%s:8081/api/v1/servers/localhost%s" % (lab.ip(zones.API), path),
                               data=json.dumps(body).encode() if body else None, method=method,
                               headers={"X-API-Key": API_KEY, "Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(r, timeout=10) as h:
            text = h.read()
    except urllib.error.HTTPError as e:
        raise LabError("PowerDNS refused %s %s: %s" % (method, path, e.read().decode()))
    return json.loads(text) if text else None


def rrsets(zone):
    """A customer's records as PowerDNS takes them, with what only PowerDNS has: comments and switched-off records."""
    sets = {}
    for owner, ttl, rrtype, content in zones.customer(zone):
        s = sets.setdefault((owner, rrtype), dict(name=owner, type=rrtype, ttl=ttl, records=[], comments=[]))
        s["records"].append(dict(content=content, disabled=False))
    note = lambda text: dict(content=text, account="lab", modified_at=1750000000)
    sets[(zone, "MX")]["comments"].append(note("the office's two mail servers"))
    sets[(zone, "TXT")]["comments"].append(note("asked for by the web shop"))
    sets[("old." + zone, "A")] = dict(name="old." + zone, type="A", ttl=3650, comments=[],
                                      records=[dict(content="192.0.2.99", disabled=True)])
    if zone == "pdns-unsigned.com.":
        sets[(zone, "MX")]["records"].append(dict(content="90 mx-retired." + zones.MAIL, disabled=True))
    return list(sets.values())


def fill_pdns(lab):
    lab.wait("pdns", lambda: tcp_open(lab.ip(zones.API), 8081))
    for z in zones.customers_of("pdns"):
        signed, servers = zones.CUSTOMERS[z][2], zones.name_servers_of("pdns")
        start = "%s hostmaster.%s %d 3600 600 1209600 5" % (servers[0], zones.HOSTS, zones.SERIAL)
        api(lab, "POST", "/zones", dict(
            name=z, kind="Master", dnssec=signed, soa_edit_api="INCREASE", api_rectify=True, nameservers=[],
            rrsets=[dict(name=z, type="SOA", ttl=300, records=[dict(content=start, disabled=False)]),
                    dict(name=z, type="NS", ttl=300, records=[dict(content=n, disabled=False) for n in servers])]
            + rrsets(z)))


# -- all of them -----------------------------------------------------------
ADDRESS = {"pdns": ("10.1", "10.2"), "knot": ("20.1", "20.2"), "bind": ("21.1", "21.2")}


def start(lab):
    start_knot(lab)
    start_bind(lab)
    start_pdns(lab)
    fill_pdns(lab)
    lab.lap("PowerDNS with its zones")


def delegate(lab, registries):
    """Waits until every zone is served (and signed) and hands its keys to the registry."""
    for z, (host, _, signed, _) in zones.CUSTOMERS.items():
        primary, ds = lab.ip(ADDRESS[host][0]), []
        log = {"pdns": "pdns", "knot": "knotd", "bind": "named"}[host]
        lab.wait(host + " with " + z, lambda: answers(primary, z), log=log)
        if signed:
            lab.wait("signing of " + z, lambda: dnswire.query(primary, z, "DNSKEY").of("DNSKEY") and
                     dnswire.query(primary, z, "MX", dnssec=True).of("RRSIG"), log=log)
            ds = dnswire.ds_records(z, dnswire.query(primary, z, "DNSKEY").of("DNSKEY"))
        registries.delegate(z, zones.name_servers_of(host), *ds)
    lab.lap("Knot and BIND, signed")


def start_secondaries(lab):
    name, algorithm, secret, _ = TRANSFER_KEY
    keys = 'key:\n  name: "%s"\n  algorithm: %s\n  secret: "%s"\n' % (name, algorithm, secret)
    rows = []
    for z, (host, _, _, _) in zones.CUSTOMERS.items():
        primary, key = lab.ip(ADDRESS[host][0]), "NOKEY" if host == "pdns" else name
        rows.append((z, "secondary-%szone" % z, "  request-xfr: AXFR %s %s\n  allow-notify: %s %s\n"
                     % (primary, key, primary, key)))
    daemons.start_nsd(lab, "nsd-secondary", [lab.ip(s) for _, s in ADDRESS.values()], rows, keys)


def wait_for_secondaries(lab):
    for z, (host, _, _, _) in zones.CUSTOMERS.items():
        second = lab.ip(ADDRESS[host][1])
        lab.wait("secondary of " + z, lambda: answers(second, z), log="nsd-secondary")
    lab.lap("secondaries have transferred")
