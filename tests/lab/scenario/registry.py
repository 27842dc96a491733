# SPDX-License-Identifier: GPL-3.0-or-later
"""Root, top-level domains and reverse names; the domain's delegation; RDAP."""
from . import places, signing
from .format import BadFile
from .nameservers import Delegation
from .zone import Zone


def glue_lines(scenario, domain, names):
    """The registry's addresses: those of the zone, unless the scenario says otherwise."""
    told = {n.rstrip(".").lower() + ".": a for n, a in (scenario.get("parent").get("glue") or {}).items()}
    for name in names:
        if name in told:
            for address in [told[name]] if isinstance(told[name], str) else told[name] or ():
                yield glue(name, address)
        elif name.endswith("." + domain.origin):
            right = domain.zone.of(name, "A") + domain.zone.of(name, "AAAA")
            fallback = domain.net.values.get(name.split(".")[0].upper())
            for address in right or [fallback] if fallback else right:
                yield glue(name, address)


def glue(name, address):
    return "%s 3600 IN %s %s" % (name, "AAAA" if ":" in address else "A", address)


def ds_lines(scenario, domain):
    which = scenario.get("parent").get("ds", "right" if domain.signed else "none")
    if which in ("none", None, False):
        return []
    if which in ("of-another-key", "of-another-zone"):
        return signing.ds_of_another_key(domain.net, domain.origin, domain.spec)
    if which in ("right", True):
        return domain.ds
    raise BadFile("“ds”: nobody knows what “%s” is" % which)


def delegation(scenario, domain):
    """The domain's delegation, None when it is not in the registry."""
    parent = scenario.get("parent")
    if parent.get("status") == "nxdomain":
        return None
    names = parent.get("ns") or ["ns1." + domain.origin, "ns2." + domain.origin]
    names = [n.lower().rstrip(".") + "." for n in names]
    return Delegation(domain.origin, names, list(glue_lines(scenario, domain, names)), ds_lines(scenario, domain))


def spec_of(scenario, zone):
    specs = scenario.get("dnssec_of")
    return specs.get(zone) or specs.get(zone.rstrip(".")) or {}


def reverse():
    """PTR records of the mail servers."""
    for name, (v4, _) in places.MAIL.items():
        yield "%s.in-addr.arpa. 3600 IN PTR %s" % (".".join(reversed(v4.split("."))), name)


def tops(scenario, net):
    """{top-level domain: lines}."""
    found = {scenario.origin.split(".")[-2] + ".": [], "arpa.": list(reverse()), "test.": []}
    found["test."] += ["%s 3600 IN A %s" % row for row in places.TOPS]
    for name, v4, v6 in places.ROOT:
        found["test."] += ["%s 3600 IN A %s" % (name, v4), "%s 3600 IN AAAA %s" % (name, v6)]
    rows = list(net.notes["delegations"])
    own = delegation(scenario, net.notes["domain"])
    for row in rows + ([own] if own else []):
        lines = found[row.origin.split(".")[-2] + "."]
        lines += [l for l in row.lines() if l not in lines]
    return found


def start(scenario, net):
    farm, root, served = net.notes["farm"], [], {}
    for origin, lines in tops(scenario, net).items():
        zone = Zone(origin, ["@ NS " + n for n, _ in places.TOPS] + lines, places.TOPS[0][0])
        served[origin], ds = signing.sign(net, origin, zone.text(), spec_of(scenario, origin), "tops", single=True)
        root += Delegation(origin, [n for n, _ in places.TOPS], [], ds).lines()
    for _, address in places.TOPS:
        farm.place(address, served)
    lines = root + [". 3600 IN NS " + n for n, _, _ in places.ROOT] + [glue(*row) for row in places.TOPS]
    for name, v4, v6 in places.ROOT:
        lines += [glue(name, v4), glue(name, v6)]
    text, ds = signing.sign(net, ".", Zone(".", lines, places.ROOT[0][0]).text(), spec_of(scenario, "."), "root", single=True)
    for _, v4, v6 in places.ROOT:
        farm.place(v4, {".": text})
        if net.has_ipv6:
            farm.place(v6, {".": text})
    net.notes.update(anchor=ds[0].replace(" 3600", ""))
    net.write("root.ds", ds[0] + "\n")
    net.write("root.hints", "".join(". 3600 IN NS %s\n%s 3600 IN A %s\n" % (n, n, a) for n, a, _ in places.ROOT))
