# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of the connected DNS host: PowerDNS' HTTP API over the scenario's zone, with its P-codes.

It shows the zone with the edits of `api.zone`, and before a change that the scenario tells of
what the zone was until then.  Writing to it changes what it shows and never what the name
servers publish, which is in the scenario: so they lag behind under P-ACCEPT-NOPUBLISH, and
have it at once where the scenario's zone is the new one.
"""
import http.server
import json
import os
import re
import sqlite3
import threading
import urllib.parse

from . import places, records
from .format import seconds
from .listeners import Listeners
from .zone import baseline

HOST, KEY_NAME, KEY = "powerdns", "lab", "scenario-key"
ZONES = "/api/v1/servers/localhost/zones"
CODES = (None, "P-OK", "P-ACCEPT-NOPUBLISH", "P-TXT255")
SOA_NUMBERS = "serial refresh retry expire minimum".split()
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)', re.DOTALL)


class ApiError(Exception):
    """A P-code that the format does not know."""


class Refused(Exception):
    """A change that the API does not make; the words are for the client."""


def start(scenario, net):
    """The API, where the scenario has one."""
    if not scenario.get("api") and not scenario.get("change"):
        return None
    net.notes["api"] = state = Api(scenario, net)
    listeners = Listeners()
    listeners.add(*places.API, lambda connection, client: Request(connection, client, state))
    listeners.start()
    net.on_stop(listeners.stop)
    return state


class Api:
    """The zone as the API shows it."""

    def __init__(self, scenario, net):
        self.behaviour = scenario.get("api").get("behaviour")
        if self.behaviour not in CODES:
            raise ApiError("unknown API %r" % self.behaviour)
        self.net, self.lock = net, threading.Lock()
        self.zone, self.pushed = change_of(scenario)
        self.requests = []               # (method, path)

    def shown(self, query):
        """The zone as PowerDNS tells it."""
        soa = self.zone.soa
        found = {(self.zone.origin, "SOA"): (int(soa["ttl"]), [" ".join([soa["mname"], soa["rname"], *(soa[n] for n in SOA_NUMBERS)])])}
        found.update(records.sets(self.zone))
        only = query.get("rrset_name")
        rrsets = [dict(name=owner, type=rrtype, ttl=ttl, comments=[], records=[dict(content=c, disabled=False) for c in values])
                  for (owner, rrtype), (ttl, values) in found.items() if only in (None, owner)]
        return dict(self.summary(), soa_edit="", soa_edit_api="DEFAULT", rrsets=rrsets)

    def summary(self):
        origin = self.zone.origin
        return dict(id=origin, name=origin, type="Zone", kind="Native", dnssec=False, serial=int(self.zone.soa["serial"]),
                    edited_serial=int(self.zone.soa["serial"]), masters=[], account="", url=ZONES + "/" + origin)

    def patch(self, body):
        """All of it, or nothing."""
        with self.lock:
            wanted = self.zone
            for rrset in body["rrsets"]:
                wanted = self.changed(wanted, rrset)
            if wanted is self.zone:
                return
            wanted.set_serial(int(self.zone.soa["serial"]) + 1)
            self.zone = wanted

    def changed(self, zone, rrset):
        values = [r["content"] for r in rrset.get("records", []) if not r.get("disabled")]
        if rrset["changetype"] == "DELETE":
            values = []
        for value in values:
            self.check(rrset, value)
        return records.replaced(zone, rrset["name"], rrset["type"], values, rrset.get("ttl"))

    def check(self, rrset, value):
        if self.behaviour == "P-TXT255" and rrset["type"] in ("TXT", "SPF") and longest_string(value) > 255:
            raise Refused("Record %s/%s: a string is longer than 255 octets" % (rrset["name"], rrset["type"]))


def longest_string(value):
    """Octets of the longest character-string in the text of a TXT."""
    count = lambda text: len(re.sub(r"\\(\d{3}|.)", "x", text).encode())
    return max((count(quoted or plain) for quoted, plain in STRING.findall(value)), default=0)


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def answer(self, status, value=None):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        self.server.requests.append((self.command, path))
        if self.headers.get("X-API-Key") != KEY:
            return self.answer(401, dict(error="Unauthorized"))
        return self.route(urllib.parse.unquote(path), dict(urllib.parse.parse_qsl(query)), body)

    def route(self, path, query, body):
        api = self.server
        if path == ZONES and self.command == "GET":
            return self.answer(200, [api.summary()] if query.get("zone", api.zone.origin) == api.zone.origin else [])
        if path.rstrip(".") != (ZONES + "/" + api.zone.origin).rstrip("."):
            return self.answer(404, dict(error="Not Found"))
        if self.command == "GET":
            return self.answer(200, api.shown(query))
        if self.command != "PATCH":
            return self.answer(405, dict(error="Method Not Allowed"))
        try:
            api.patch(json.loads(body))
        except Refused as e:
            return self.answer(422, dict(error=str(e)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.answer(400, dict(error="Bad Request"))
        return self.answer(204)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = any


# -- what the person did with it ------------------------------------------------------------
def key_options():
    return ["--host", HOST, "--key", KEY_NAME]


def connect(scenario, run):
    """Gives Letterway the key, as the person would; `run(argv, stdin)` runs the program."""
    return run(["key", "add", HOST, "--name", KEY_NAME, "--domain", scenario.domain],
               json.dumps(dict(url="http://%s:%d" % places.API, key=KEY)))


def change_of(scenario):
    """The zone that the API shows before the change, and after one that was made already (or None)."""
    change, live = scenario.get("change"), baseline(scenario).edited(scenario.get("api").get("zone"))
    before = live.edited(change.get("zone_before"))
    if change.get("pushed_ago") is None and change.get("zone_before") is None:
        return before, None              # none was made; the person may be about to
    return before, before.edited(change["wanted"]) if change.get("wanted") else live


def plan(before, after):
    """A plan as `letterway plan --json` writes it, from one zone to the other."""
    old, new = records.sets(before), records.sets(after)
    as_set = lambda name, found: dict(owner=name[0], type=name[1], ttl=found[0], values=found[1]) if found else None
    changes = [dict(old=as_set(name, old.get(name)), new=as_set(name, new.get(name)))
               for name in {**old, **new} if old.get(name) != new.get(name)]
    n_records = sum(len(values) for _, values in old.values())
    return dict(schema=1, zone=before.origin, domain=before.origin, negative_ttl=int(before.soa["minimum"]),
                untouched=n_records, records=n_records, changes=changes)


def prepare(scenario, net, run, data_folder):
    """Connects the DNS host, and makes the change that was made already, `pushed_ago` before now."""
    connect(scenario, run)
    state = net.notes["api"]
    if state.pushed is None:
        return
    path = net.write("plan.json", json.dumps(plan(state.zone, state.pushed)))
    done = run(["apply", path, "--yes", "--json", *key_options()], "")
    net.log("the push ended with %d %s" % (done.returncode, done.stderr))
    backdate(data_folder, seconds(scenario.get("change").get("pushed_ago") or 0))


def backdate(data_folder, ago):
    """Moves what Letterway remembers of its pushes into the past."""
    for folder, _, files in os.walk(data_folder):
        if "letterway.db" in files:
            with sqlite3.connect(os.path.join(folder, "letterway.db")) as database:
                database.execute("UPDATE push SET started_at = started_at - ?1, "
                                 "ended_at = CASE WHEN ended_at THEN ended_at - ?1 ELSE 0 END", (ago,))
            database.close()
