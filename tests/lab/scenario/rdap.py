# SPDX-License-Identifier: GPL-3.0-or-later
"""The registration service (RDAP, RFC 9082 and 9083) of a scenario's world.

It knows the scenario's domain, and that domain only.
"""
import json
import time

from . import places
from .format import seconds

CALM = {"status": ["active"], "expires": "+300d"}


def stamp(net, away):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(net.now() + seconds(away)))


def answer(scenario, net):
    """What is registered, as RFC 9083 writes it."""
    row = dict(CALM, **scenario.get("rdap"))
    status = row["status"] if isinstance(row["status"], list) else [row["status"]]
    events = [("registration", "-900d"), ("last changed", "-65d"), ("expiration", row["expires"])]
    return {
        "rdapConformance": ["rdap_level_0"], "objectClassName": "domain", "handle": "LAB-1",
        "ldhName": scenario.domain, "status": status,
        "events": [{"eventAction": what, "eventDate": stamp(net, when)} for what, when in events],
        "entities": [{"objectClassName": "entity", "handle": "1", "roles": ["registrar"],
                      "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Lab Registrar"]]]}],
    }


def not_found():
    return {"rdapConformance": ["rdap_level_0"], "errorCode": 404, "title": "Not found", "description": ["Nobody has it."]}


def reply(scenario, net, path):
    known = path.rstrip("/").lower().endswith("/domain/" + scenario.domain)
    if known and scenario.get("rdap").get("status") != []:
        return "200 OK", answer(scenario, net)
    return "404 Not Found", not_found()


def start(scenario, net):
    def talk(connection, _):
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 16384:
            more = connection.recv(4096)
            if not more:
                return
            head += more
        status, found = reply(scenario, net, head.split(b" ", 2)[1].decode("latin-1"))
        body = json.dumps(found).encode()
        connection.sendall(("HTTP/1.1 %s\r\nContent-Type: application/rdap+json\r\nContent-Length: %d\r\n"
                            "Connection: close\r\n\r\n" % (status, len(body))).encode() + body)

    net.serve_tcp(*places.RDAP, talk)
    net.world["rdap"] = "http://%s:%d/" % places.RDAP
