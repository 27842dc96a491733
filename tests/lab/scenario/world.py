# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario as Letterway's world file describes a world (src/model/lw-world.h)."""
import json
import pathlib

from . import certs, places, resolvers

SERVICES = pathlib.Path(__file__).parent / "services"
KINDS = {"forward": "forwarder", "alias": "forwarder", "api": "inbound"}


def service(preset):
    """A preset as Letterway's data/services describe a service: how it is recognised."""
    words = [word.partition(":")[2] for word in (preset["spf"] or "").split() if word.startswith("include:")]
    return {"schema": 1, "id": preset["id"], "name": preset["name"], "kind": KINDS.get(preset["kind"], preset["kind"]),
            "detect": {"mx": ["*" + name if name.startswith(".") else name for name in preset["detect"]], "spf": words}}


def services():
    return [service(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(SERVICES.glob("*.json"))]


def write(scenario, net):
    roots = [dict(name=n, address=a) for n, v4, v6 in places.ROOT for a in (v4, v6)]
    found = {
        "schema": 1, "id": "lab-scenario", "name": "Lab", "root": roots, "trust_anchor": [net.notes["anchor"]],
        "resolvers": list(resolvers.public(scenario)),
        "system_resolver": resolvers.system_resolver(scenario), "dns_port": 53, "smtp_port": 25,
        "ca_file": certs.authority(net), "public_ranges": [places.NETWORK, places.NETWORK6],
        "plain_http": [places.NETWORK], "api_base": {}, "online": True, "services": services(), **net.world,
    }
    return net.write("world.json", json.dumps(found, indent=1) + "\n")
