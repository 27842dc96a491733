# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario as Letterway's world file describes a world (src/model/lw-world.h)."""
import json

from . import certs, places, resolvers


def write(scenario, net):
    roots = [dict(name=n, address=a) for n, v4, v6 in places.ROOT for a in (v4, v6)]
    found = {
        "schema": 1, "id": "lab-scenario", "name": "Lab", "root": roots, "trust_anchor": [net.notes["anchor"]],
        "resolvers": list(resolvers.public(scenario)),
        "system_resolver": resolvers.system_resolver(scenario), "dns_port": 53, "smtp_port": 25,
        "ca_file": certs.authority(net), "public_ranges": [places.NETWORK, places.NETWORK6],
        "plain_http": [places.NETWORK], "api_base": {}, "online": True, **net.world,
    }
    return net.write("world.json", json.dumps(found, indent=1) + "\n")
