# SPDX-License-Identifier: GPL-3.0-or-later
"""R1 to R5 and this computer's own resolver: Unbound, validating.

Those of which the scenario says nothing share one Unbound; the others have one each.  What is
already in a resolver's memory is loaded into it before the look.
"""
import time

import base
import dnswire

from . import behaviours, certs, places
from .format import BadFile
from .net import NetError

UNBOUND = """server:
%(addresses)s
  port: 53
  tls-port: 853
  https-port: 443
  http-endpoint: "/dns-query"
  tls-service-pem: "%(certificate)s"
  tls-service-key: "%(key)s"
  do-ip6: no
  outgoing-interface: %(first)s
  access-control: 0.0.0.0/0 allow
  do-not-query-localhost: no
  username: ""
  chroot: ""
  directory: "%(d)s"
  pidfile: ""
  use-syslog: no
  logfile: "%(d)s/log/%(n)s.log"
  val-log-level: 2
  root-hints: "%(d)s/root.hints"
  trust-anchor-file: "%(d)s/root.ds"
  num-threads: 1
  msg-cache-size: 4m
  rrset-cache-size: 8m
  cache-max-negative-ttl: 604800
  cache-max-ttl: 2592000
  outgoing-range: 256
  so-rcvbuf: 0
  ede: yes
  unblock-lan-zones: yes
  local-zone: "127.in-addr.arpa." nodefault
  local-zone: "test." nodefault
  local-zone: "example." nodefault
  insecure-lan-zones: no
%(more)sremote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: %(d)s/%(n)s.ctl
%(stubs)s"""
KNOWN = {"R-OK", "R-NXREWRITE", "R-SPLIT", "R-STRIPDNSSEC"}
FLAGS = {"NOERROR": 0x8180, "NXDOMAIN": 0x8183, "NODATA": 0x8180, "SERVFAIL": 0x8182}
INSECURE, SECURE = 3, 5              # enum sec_status of Unbound


def date(offset, net):
    """The true date for Unbound, where this computer's clock is wrong."""
    return '  val-override-date: "%s"\n' % time.strftime("%Y%m%d%H%M%S", time.gmtime(net.now())) if offset else ""


def unbound(net, name, addresses, more="", stubs=""):
    more = date(net.offset, net) + more
    certificate, key = certs.certificate(net, [host_of(n) for n in places.RESOLVERS])
    conf = net.write(name + ".conf", UNBOUND % dict(
        addresses="\n".join("  interface: %s@%d" % (a, p) for a in addresses for p in (53, 853, 443)),
        first=addresses[0], d=net.folder, n=name, certificate=certificate, key=key, more=more, stubs=stubs))
    net.start(name, "unbound", "-d", "-p", "-c", conf)
    net.wait_for(name, lambda: base.answers(addresses[0], ".", "NS", 2))


def host_of(name):
    """The name under which a resolver is asked over TLS and HTTPS."""
    return name.lower() + ".resolvers.test"


def codes_of(row):
    found = row.get("behaviour") or []
    found = found if isinstance(found, list) else found.split("+")
    for code in found:
        if code not in KNOWN:
            raise BadFile("no resolver knows the behaviour “%s”" % code)
    return [c for c in found if c != "R-OK"]


def odd(scenario, net, name, address, row):
    """A resolver of which the scenario says something."""
    codes, farm, stubs, more = codes_of(row), net.notes["farm"], "", ""
    view = row.get("view")
    if view is not None:
        behind = farm._behind(address, {scenario.origin: net.notes["domain"].zone.edited(view).text()})
        stubs = 'stub-zone:\n  name: "%s"\n  stub-addr: %s\n' % (scenario.origin, behind)
        more = '  domain-insecure: "%s"\n' % scenario.origin
    if "R-STRIPDNSSEC" in codes:
        more += '  module-config: "iterator"\n'
    fronts = [c for c in codes if c != "R-SPLIT"]
    if not fronts:
        unbound(net, name, [address], more, stubs)
    else:
        farm.behind += 1
        behind = places.BEHIND % farm.behind
        unbound(net, name, [behind], more, stubs)
        farm.fronts.append(behaviours.Front(address, behind, fronts, ad_page=places.ADDRESSES["AD"]))
    if row.get("cached"):
        net.notes.setdefault("at look", []).append(lambda: remember(scenario, net, name, row["cached"]))


# -- what a resolver still knows ---------------------------------------------------
def whole(owner, origin):
    return origin if owner == "@" else owner if owner.endswith(".") else owner + "." + origin


def dump(scenario, net, rows):
    """The rows in the form of Unbound's own dump of its cache."""
    sets, messages, origin = [], [], scenario.origin
    trust = SECURE if net.notes["domain"].signed else INSECURE
    for row in rows:
        ttl, owner = int(row.get("ttl_left", 3600)), whole(row["owner"], origin)
        data = row.get("rdata") or []
        rcode = row.get("rcode") or ("NOERROR" if data else "NODATA")
        head = "msg %s IN %s %d 1 %d %d %%d %%d 0 -1 " % (owner, row["type"], FLAGS[rcode], ttl, trust)
        if data:
            sets.append((";rrset %d %d 0 8 %d" % (ttl, len(data), trust), ["%s %d IN %s %s" % (
                owner, ttl, row["type"], d) for d in data]))
            messages += [head % (1, 0), "%s IN %s 0" % (owner, row["type"])]
        else:
            messages += [head % (0, 1), "%s IN SOA 0" % origin]
            sets.append((";rrset %d 1 0 8 %d" % (ttl, trust), [soa_line(net.notes["domain"].before(), ttl)]))
    lines = ["START_RRSET_CACHE"] + [l for head, lines in sets for l in [head] + lines]
    return "\n".join(lines + ["END_RRSET_CACHE", "START_MSG_CACHE"] + messages + ["END_MSG_CACHE", "EOF", ""])


def soa_line(zone, ttl):
    s = zone.soa
    return "%s %d IN SOA %s" % (zone.origin, ttl, " ".join(s[f] for f in
                                "mname rname serial refresh retry expire minimum".split()))


def remember(scenario, net, name, rows):
    """Loads a resolver's memory; Unbound may hang up on the first try when it has just begun."""
    text = dump(scenario, net, rows)
    net.write(name + ".cache", text)
    for left in (2, 1, 0):
        try:
            said = net.run("unbound-control", "-c", net.path(name + ".conf"), "load_cache", text=text)
            return net.log("%s remembers: %s" % (name, said.strip()))
        except NetError:
            if not left:
                raise
            time.sleep(0.1)


def start(scenario, net):
    told = scenario.get("resolvers")
    for name in told:
        if name not in places.RESOLVERS:
            raise BadFile("%s: there is no resolver “%s”" % (scenario.id, name))
    special = {n: r for n, r in told.items() if r.get("cached") or r.get("behaviour") or r.get("view") is not None}
    plain = [a for n, a in places.RESOLVERS.items() if n not in special] + [places.OWN_RESOLVER]
    unbound(net, "resolvers", plain)
    for name, row in special.items():
        odd(scenario, net, name, places.RESOLVERS[name], row)
    net.write("resolv.conf", "nameserver %s\noptions edns0 trust-ad timeout:2 attempts:2\n" % system_resolver(scenario))


def system_resolver(scenario):
    """The address of this computer's own resolver."""
    for name, row in scenario.get("resolvers").items():
        if row.get("system"):
            return places.RESOLVERS[name]
    return places.OWN_RESOLVER


def public(scenario):
    """The resolvers that belong to nobody here, as the world file describes them."""
    own, told = system_resolver(scenario), scenario.get("resolvers")
    for name, address in places.RESOLVERS.items():
        row = dict(name=name, operator="Lab", address=address)
        if address != own:
            is_odd = codes_of(told.get(name) or {}) not in ([], ["R-SPLIT"])   # a script speaks plain DNS only
            yield row if is_odd else dict(row, tls_name=host_of(name), doh="https://%s/dns-query" % host_of(name))
