# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab tells others: the world file for Letterway and the variables for shells."""
import json
import os

import daemons
import mail
import writable
import zones


def resolver(lab, rest):
    """One resolver, with every way to ask it."""
    row = dict(name=zones.RESOLVERS[rest][0], operator="Lab", address=lab.ip(rest), port=53)
    host = zones.SECURE_RESOLVERS.get(rest)
    return dict(row, tls_name=host, doh="https://%s/dns-query" % host) if host else row


def world(lab, odd=False):
    """The lab as Letterway's world file describes a world (see src/model/lw-world.h)."""
    resolvers = [resolver(lab, rest) for rest, (_, mood) in zones.RESOLVERS.items() if odd or mood == "good"]
    network = lab.base + ".0.0/16"
    with open(lab.folder + "/root.ds") as f:
        anchor = ". IN DS " + f.read().split("DS", 1)[1].split(";")[0].strip()
    return {
        "schema": 1, "id": "lab-odd" if odd else "lab", "name": "Lab",
        "root": [dict(name=n, address=a) for n, a in daemons.root_servers(lab)],
        "trust_anchor": [anchor],
        "resolvers": resolvers, "system_resolver": lab.ip("8.1"), "dns_port": 53, "smtp_port": 25,
        "ca_file": lab.folder + "/tls/ca.pem",
        "public_ranges": [network] + (["2001:db8:53::/48"] if lab.has_ipv6 else []),
        "plain_http": [network], "api_base": {}, "online": True,
    }


def secure_world(lab):
    """One resolver as everywhere, one that only HTTPS reaches, one that only TLS reaches."""
    plain, https, tls = (resolver(lab, rest) for rest in sorted(zones.SECURE_RESOLVERS))
    del https["tls_name"], tls["doh"]
    return dict(world(lab), id="lab-secure", resolvers=[plain, dict(https, plain=False), dict(tls, plain=False)])


def variables(lab):
    address = lambda host, i=0: lab.ip(writable.ADDRESS[host][i])
    keys = {"LWLAB_TSIG_" + k[0].split("-")[-1].upper(): writable.key_text(k) for k in writable.KEYS}
    return dict(
        LWLAB_DIR=lab.folder, LWLAB_BASE=lab.base, LWLAB_TOOLS=os.path.dirname(os.path.abspath(__file__)),
        LWLAB_PARTS=",".join(lab.parts), LWLAB_BULK=str(lab.bulk),
        LWLAB_WORLD=lab.folder + "/world.json", LWLAB_WORLD_ODD=lab.folder + "/world-odd.json",
        LWLAB_WORLD_SECURE=lab.folder + "/world-secure.json",
        LWLAB_RESOLVERS=" ".join(lab.ip(r) for r, (_, mood) in zones.RESOLVERS.items() if mood == "good"),
        LWLAB_ROOT=lab.ip("0.1"), LWLAB_ANCHOR=lab.folder + "/root.ds", LWLAB_CA=lab.folder + "/tls/ca.pem",
        LWLAB_PDNS=address("pdns"), LWLAB_PDNS2=address("pdns", 1),
        LWLAB_PDNS_URL="http://%s:8081" % lab.ip(zones.API), LWLAB_PDNS_HTTPS="https://api." + zones.HOSTS[:-1],
        LWLAB_PDNS_KEY=writable.API_KEY,
        LWLAB_KNOT=address("knot"), LWLAB_KNOT2=address("knot", 1),
        LWLAB_BIND=address("bind"), LWLAB_BIND2=address("bind", 1), **keys,
        LWLAB_MAILDIR=lab.folder + "/mail", LWLAB_IMAP=lab.ip("26.1"), LWLAB_SUBMISSION=lab.ip("26.1"),
        LWLAB_PASSWORD=mail.PASSWORD)


def write(lab):
    if "dns" in lab.parts:
        for name, odd in (("world.json", False), ("world-odd.json", True)):
            lab.write(name, json.dumps(world(lab, odd), indent=1) + "\n")
        lab.write("world-secure.json", json.dumps(secure_world(lab), indent=1) + "\n")
    lab.write("env", "".join("export %s='%s'\n" % row for row in variables(lab).items()))


def read_variables(folder):
    with open(os.path.join(folder, "env")) as f:
        rows = [l[len("export "):].rstrip("\n").split("=", 1) for l in f]
    return {name: value.strip("'") for name, value in rows}


def describe(lab):
    """The lines a person reads after `up` and `status`."""
    ip = lab.ip
    rows = [("world file", lab.folder + "/world.json"),
            ("resolvers", " ".join(ip(r) for r, (_, mood) in zones.RESOLVERS.items() if mood == "good")),
            ("odd resolvers", " ".join("%s (%s)" % (ip(r), mood) for r, (_, mood) in zones.RESOLVERS.items()
                                       if mood != "good")),
            ("static domains", "%s %s" % (ip("30.1"), ip("30.2")))]
    for host, (first, second) in writable.ADDRESS.items():
        rows.append((host, "%s, secondary %s: %s" % (
            ip(first), ip(second), " ".join(z[:-1] for z in zones.customers_of(host)))))
    rows += [("PowerDNS API", "http://%s:8081 and https://api.lab-hosts.net, key %s" % (
                 ip(zones.API), writable.API_KEY)),
             ("TSIG keys", " ".join(k[0] for k in writable.KEYS) + " (lab env shows them)"),
             ("mail servers", ", ".join("%s %s" % (n, ip(a)) for n, a in list(zones.MAIL_HOSTS.items())[:4]) + " …"),
             ("mailboxes", lab.folder + "/mail/DOMAIN/USER/Maildir, IMAP on " + ip("26.1"))]
    return "".join("%-15s %s\n" % row for row in rows)
