# SPDX-License-Identifier: GPL-3.0-or-later
"""Who serves which zone at which address.

`Farm.place` takes an address, the zones there and the behaviour; servers with the same zones
share one NSD.  What a daemon cannot do is done by a script before it (behaviours.py).
"""
import contextlib
import dataclasses
import functools
import os
import re
import signal
import subprocess
import time

import base
import dnswire

from . import behaviours, internet, places, signing
from .format import BadFile, seconds
from .zone import Zone, baseline

NSD = """server:
%(addresses)s
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "%(d)s"
  pidfile: "%(d)s/%(n)s.pid"
  logfile: "%(d)s/log/%(n)s.log"
  xfrdfile: "%(d)s/%(n)s.xfrd"
  xfrdir: "%(d)s"
  zonelistfile: "%(d)s/%(n)s.zl"
  xfrd-reload-timeout: 0
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  log-only-syslog: no
  minimal-responses: no
  ipv4-edns-size: %(size)d
  ipv6-edns-size: %(size)d
%(database)sremote-control:
  control-enable: no
%(zones)s"""
AUTHORITY_UNBOUND = """server:
  interface: %(address)s
  access-control: 127.0.0.0/8 allow_setrd
  do-not-query-localhost: no
  username: ""
  chroot: ""
  directory: "%(d)s"
  pidfile: ""
  use-syslog: no
  logfile: "%(d)s/log/%(n)s.log"
  module-config: "iterator"
  outgoing-interface: %(address)s
  local-zone: "test." nodefault
stub-zone:
  name: "%(zone)s"
  stub-addr: %(behind)s
remote-control:
  control-enable: no
"""
AT_THE_ADDRESS = {"N-OK", "N-STALE"}
SCRIPTED = {"N-NOEDNS", "N-NOEDNS:FORMERR", "N-NOTCP", "N-TC", "N-FRAGDROP", "N-DROPAAAA", "N-NONSEC", "N-ENT-NXDOMAIN"}


@dataclasses.dataclass
class Delegation:
    """What a parent zone says about a zone."""
    origin: str
    ns: list
    glue: list = dataclasses.field(default_factory=list)
    ds: list = dataclasses.field(default_factory=list)

    def lines(self):
        return ["%s 3600 IN NS %s" % (self.origin, n) for n in self.ns] + self.glue + self.ds


def codes_of(behaviour):
    """A behaviour as a list of codes."""
    found = behaviour.get("behaviour") if isinstance(behaviour, dict) else behaviour
    found = found if isinstance(found, list) else (found or "N-OK").split("+")
    for code in found:
        known = AT_THE_ADDRESS | SCRIPTED | {"N-TIMEOUT", "N-REFUSED", "N-SERVFAIL", "N-NOAA"}
        if code not in known and not code.startswith("N-LAG:"):
            raise BadFile("no name server knows the behaviour “%s”" % code)
    return [c for c in found if c not in AT_THE_ADDRESS]


class Farm:
    """All name servers of one scenario."""

    def __init__(self, net):
        self.net, self.groups, self.fronts, self.behind = net, {}, [], 0

    # -- single daemons ------------------------------------------------------
    def _nsd(self, name, addresses, rows, size=1232):
        text = "".join('zone:\n  name: "%s"\n%s' % row for row in rows)
        database = '  database: ""\n' if nsd_version() < (4, 8) else ""
        conf = self.net.write(name + ".conf", NSD % dict(
            addresses="\n".join("  ip-address: %s@53" % a for a in addresses), d=self.net.folder, n=name,
            database=database, zones=text, size=size))
        child = self.net.start(name, "nsd", "-d", "-c", conf)
        self.net.wait_for(name, lambda: base.answers(addresses[0], ".", timeout=0.05) or answers_at_all(addresses[0]))
        return child

    def _behind(self, address, zones):
        """A real daemon with these zones behind a script; its address."""
        self.behind += 1
        found = places.BEHIND % self.behind
        self._group([found], zones, 4096)
        return found

    def _group(self, addresses, zones, size=1232):
        key = (tuple(sorted((o, str(t)) for o, t in zones.items())), size)
        self.groups.setdefault(key, (zones, size, []))[2].extend(a for a in addresses if a not in self.groups[key][2])

    # -- the plan -------------------------------------------------------------
    def place(self, address, zones, behaviour=None, model=None, old=None):
        """@zones: {origin: text}; @model: the domain's Zone; @old: {origin: text} before a change."""
        codes = codes_of(behaviour)
        if model is not None and behaviours.apex_alias(model):
            codes.append("apex-alias")
        if not codes:
            self._group([address], zones)
        elif codes[0] == "N-TIMEOUT":
            behaviours.deaf(self.net, address)
        elif codes[0] == "N-REFUSED":
            self._group([address], {"refused.invalid.": Zone("refused.invalid.", ["@ NS ns1"]).text()})
        elif codes[0] == "N-SERVFAIL":
            self._expired(address, zones)
        elif codes[0] == "N-NOAA":
            self._recursor(address, zones)
        elif codes[0].startswith("N-LAG:"):
            self._late(address, zones, old or zones, seconds(codes[0].split(":")[1]))
        else:
            self.fronts.append(behaviours.Front(address, self._behind(address, zones), codes, model))

    def _expired(self, address, zones):
        name = "expired-" + address
        row = '  request-xfr: AXFR 127.53.255.1@53 NOKEY\n  zonefile: "%s/missing.%%s"\n' % self.net.folder
        self._nsd(name, [address], [(o, row) for o in zones])

    def _recursor(self, address, zones):
        name = "recursor-" + address
        conf = self.net.write(name + ".conf", AUTHORITY_UNBOUND % dict(
            address=address, d=self.net.folder, n=name, zone=next(iter(zones)), behind=self._behind(address, zones)))
        self.net.start(name, "unbound", "-d", "-p", "-c", conf)
        self.net.wait_for(name, lambda: answers_at_all(address))

    def _late(self, address, zones, old, wait):
        name, rows, files = "late-" + address, [], {}
        for origin, text in old.items():
            files[origin] = self.net.write("zones/%s.late-%s" % (origin, address), text)
            rows.append((origin, '  zonefile: "%s"\n' % files[origin]))
        child = self._nsd(name, [address], rows)

        def take_over():
            time.sleep(wait)
            for origin, path in files.items():
                with open(path, "w") as f:
                    f.write(zones[origin])
            os.kill(child.pid, signal.SIGHUP)

        self.net.notes.setdefault("at look", []).append(lambda: self.net.thread(take_over))

    def start(self):
        for i, (zones, size, addresses) in enumerate(self.groups.values()):
            rows = []
            for origin, text in zones.items():
                path = self.net.write("zones/%s.%d" % (origin.rstrip(".") or "root", i), loadable(text))
                rows.append((origin, '  zonefile: "%s"\n' % path))
            self._nsd("nsd%d" % i, addresses, rows, size)
        behaviours.start(self.net, self.fronts)

    def check(self):
        """Every zone was read; called when all servers answer."""
        for line in not_loaded(self.net, len(self.groups)):
            raise BadFile("a zone cannot be served: " + line)


def not_loaded(net, count):
    """What the NSDs said of zones that they could not read."""
    for i in range(count):
        with contextlib.suppress(OSError), open(net.path("log", "nsd%d.log" % i), errors="replace") as f:
            yield from (line.split("error:", 1)[1].strip() for line in f if " error: " in line)


def loadable(text):
    """Without what NSD would not load: a CNAME at the zone's own name (a script answers with it)."""
    return "".join(l for l in text.splitlines(True) if not l.startswith("@ ") or " IN CNAME " not in l)


@functools.cache
def nsd_version():
    said = subprocess.run(["nsd", "-v"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    return tuple(int(n) for n in re.search(r"(\d+)\.(\d+)", said).groups())


def answers_at_all(address):
    try:
        dnswire.query(address, ".", "SOA", timeout=0.1, tries=1)
        return True
    except (OSError, dnswire.WireError):
        return False


# -- the scenario's domain --------------------------------------------------------
class Domain:
    """The zone of the scenario's domain in all its versions."""

    def __init__(self, scenario, net):
        self.scenario, self.net, self.origin = scenario, net, scenario.origin
        self.spec = scenario.get("dnssec")
        self.signed = bool(self.spec.get("sign", bool(self.spec)))
        self.zone, self.ds = baseline(scenario), []

    def text(self, zone, unsigned=False):
        if not self.signed or unsigned:
            return zone.text()
        text, self.ds = signing.sign(self.net, self.origin, loadable(zone.text()), self.spec, "domain")
        return text

    def version(self, row):
        """The zone as one server has it."""
        zone = self.zone.edited(row.get("zone"))
        if row.get("serial") is not None:
            zone.set_serial(row["serial"])
        elif "N-STALE" in str(row.get("behaviour")):
            before = self.scenario.get("change").get("zone_before")
            zone = zone.edited(before)
            zone.set_serial((int(zone.soa["serial"]) - 1) % 2 ** 32)
        return zone

    def before(self):
        """The zone before the change that is on its way."""
        zone = self.zone.edited(self.scenario.get("change").get("zone_before"))
        zone.set_serial((int(zone.soa["serial"]) - 1) % 2 ** 32)
        return zone


def server_rows(scenario):
    """What the scenario says of ns1, ns2 …, its `*` under what it says of each."""
    servers = scenario.get("servers")
    names = sorted({"ns1", "ns2"} | {n for n in servers if n != "*" and not n.startswith("@")})
    rows = {n: dict(servers.get("*") or {}, **(servers.get(n) or {})) for n in names}
    return rows


def address_of(domain, name):
    """Where a server of the domain stands."""
    found = domain.zone.of(name + "." + domain.origin, "A")
    return domain.net.values.get(name.upper()) or (found[0] if found else None)


def place_domain(scenario, net, farm):
    domain = Domain(scenario, net)
    addresses = {a: b for a, b in scenario.get("addresses").items() if str(b).startswith("N-")}
    for name, row in server_rows(scenario).items():
        address, zone = address_of(domain, name), domain.version(row)
        behaviour = addresses.pop(address, None) or row.get("behaviour")
        text = {domain.origin: domain.text(zone, row.get("unsigned"))}
        old = {domain.origin: domain.text(domain.before(), row.get("unsigned"))} if "N-LAG" in str(behaviour) else None
        farm.place(address, text, behaviour, zone, old)
    for group, places_ in (("@dns-b", places.DNS_B), ("@olddns", places.OLD_DNS)):
        place_copies(scenario, domain, farm, group, places_, addresses)
    for address, behaviour in addresses.items():
        farm.place(address, {domain.origin: domain.text(domain.zone)}, behaviour, domain.zone)
    place_parking(scenario, farm)
    return domain


def place_copies(scenario, domain, farm, group, where, addresses):
    """Other people's servers, with or without a copy of the zone."""
    edits = scenario.get("copies").get(group)
    for _, address in where:
        zone = domain.zone.edited(edits)
        zones = {domain.origin: domain.text(zone)} if edits is not None else {}
        behaviour = addresses.pop(address, None) or ("N-OK" if zones else "N-REFUSED")
        farm.place(address, zones or {domain.origin: domain.text(zone)}, behaviour, zone)


def place_parking(scenario, farm):
    """Parking servers that answer for the domain when it is delegated to them."""
    names = [n.rstrip(".").lower() + "." for n in scenario.get("parent").get("ns") or ()]
    lines = ["@ NS " + n for n in names]
    lines += [scenario._fill(l) for l in ("@ A {PARK}", "@ MX 0 .", "* A {PARK}", "* MX 0 .")]
    if any(n.endswith(".parking.test.") for n in names):
        for address in (*places.PARKING, places.ADDRESSES["PARK"]):
            farm.place(address, {scenario.origin: Zone(scenario.origin, lines, "ns1.parking.test.").text()})


# -- the zones around -----------------------------------------------------------------
def with_dot(rows):
    return {k.rstrip(".").lower() + ".": v for k, v in rows.items()}


def place_around(scenario, net, farm):
    """All zones around; returns their delegations."""
    behaviours_, specs = with_dot(scenario.get("zone_behaviour")), with_dot(scenario.get("dnssec_of"))
    unsigned = scenario.get("zone_unsigned", [])
    unsigned = set(with_dot(dict.fromkeys([unsigned] if isinstance(unsigned, str) else unsigned)))
    shared, delegations = {}, []
    for i, (origin, zone) in enumerate(internet.zones(scenario, net).items()):
        if origin == scenario.origin:
            continue
        servers = alone(origin, i) if origin in behaviours_ else places.AROUND
        zone = zone.edited("+ @ NS " + n for n, _ in servers)
        zone.records += [(n, None, "A", a) for n, a in servers if n.endswith("." + origin) and not zone.of(n, "A")]
        text, ds = zone.text(), []
        spec = specs.get(origin) or {"sign": origin in internet.SIGNED}
        if spec.get("sign", True) and origin not in unsigned:
            text, ds = signing.sign(net, origin, text, spec, "around", single=not spec.get("drop_key"))
        glue = ["%s 3600 IN A %s" % (n, a) for n, a in servers if n.endswith("." + origin)]
        delegations.append(Delegation(origin, [n for n, _ in servers], glue, ds))
        if origin in behaviours_:
            for _, address in servers:
                farm.place(address, {origin: text}, behaviours_[origin], zone)
        else:
            shared[origin] = text
    for _, address in places.AROUND:
        farm.place(address, shared)
    return delegations


def alone(origin, i):
    return [("ns%d.%s" % (n, origin), places.ALONE % (2 * i + n)) for n in (1, 2)]


def start(scenario, net):
    farm = Farm(net)
    domain = place_domain(scenario, net, farm)
    net.notes.update(farm=farm, domain=domain, delegations=place_around(scenario, net, farm))
