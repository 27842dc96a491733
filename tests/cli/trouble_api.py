# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on loopback that speaks like PowerDNS, and misbehaves as the path says.

http://127.0.0.1:PORT/MOOD/… ; what is sent to 127.0.0.2 by a redirect is noted in `strayed`.
"""
import json
import socket
import threading
import time
import urllib.parse

ZONE = {"id": "berg.example.", "name": "berg.example.", "kind": "Native", "serial": 7, "soa_edit_api": "DEFAULT"}


def rrset(name, kind, *contents, ttl=300):
    return {"name": name, "type": kind, "ttl": ttl, "comments": [],
            "records": [{"content": content, "disabled": False} for content in contents]}


RRSETS = [
    rrset("berg.example.", "SOA", "ns1.berg.example. hostmaster.berg.example. 7 3600 600 86400 300"),
    rrset("berg.example.", "NS", "ns1.berg.example."),
    rrset("berg.example.", "MX", "10 mx.berg.example."),
    rrset("ns1.berg.example.", "A", "127.0.0.2"),
    rrset("mx.berg.example.", "A", "127.0.0.4"),
]


def answer(status, body=b"", *headers, kind="application/json"):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    head = ["HTTP/1.1 %s" % status, "Content-Length: %d" % len(body), "Content-Type: " + kind,
            "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def zones(request, rrsets=RRSETS):
    """What a healthy PowerDNS says."""
    if request.method == "PATCH":
        return answer("204 No Content")
    if request.path.endswith("/zones"):
        return answer("200 OK", [ZONE])
    return answer("200 OK", dict(ZONE, rrsets=rrsets))


def live(request):
    """A healthy PowerDNS that remembers what was changed."""
    sets = request.api.rrsets
    if request.method != "PATCH":
        return zones(request, sets)
    for change in json.loads(request.body)["rrsets"]:
        sets[:] = [one for one in sets if (one["name"], one["type"]) != (change["name"], change["type"])]
        if change["changetype"] == "REPLACE":
            sets.append(rrset(change["name"], change["type"], *(one["content"] for one in change["records"]), ttl=change["ttl"]))
    return answer("204 No Content")


def with_zone(body):
    """Lists its zone well, but describes it like this."""
    return lambda request: zones(request) if request.path.endswith("/zones") else answer("200 OK", body)


def with_patch(reply):
    return lambda request: reply if request.method == "PATCH" else zones(request)


def with_rrset(*more):
    return lambda request: zones(request, [*RRSETS, *more])


PAGE = b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>"
MOODS = {
    "healthy": zones,
    "live": live,
    "401": lambda request: answer("401 Unauthorized", {"error": "Unauthorized"}),
    "401-echo": lambda request: answer("401 Unauthorized", {"error": "Unauthorized key \x1b[31m" + "x" * 3000}),
    "403": lambda request: answer("403 Forbidden", {"error": "Forbidden"}),
    "404": lambda request: answer("404 Not Found", b"Not Found", kind="text/plain"),
    "429": lambda request: answer("429 Too Many Requests", {"error": "Slow down"}, "Retry-After: 17"),
    "500": lambda request: answer("500 Internal Server Error", PAGE, kind="text/html"),
    "503": lambda request: answer("503 Service Unavailable", b"", "Retry-After: 60"),
    "html": lambda request: answer("200 OK", PAGE, kind="text/html"),
    "empty": lambda request: answer("200 OK", b""),
    "object": lambda request: answer("200 OK", {}),
    "array": with_zone([]),
    "zone-object": with_zone({}),
    "other-zone": with_zone(dict(ZONE, name="tal.example.", rrsets=[])),
    "numbers": lambda request: answer("200 OK", [1, 2, 3]),
    "no-zones": lambda request: answer("200 OK", []) if request.path.endswith("/zones") else MOODS["404"](request),
    "deep": lambda request: answer("200 OK", b"[" * 100000),
    "nul": with_zone(dict(ZONE, rrsets=[rrset("berg.example.", "TXT", "\"a\0b\"")])),
    "mx70000": with_rrset(rrset("sub.berg.example.", "MX", "70000 mx.berg.example.")),
    "ttl": with_rrset(rrset("sub.berg.example.", "MX", "10 mx.berg.example.", ttl=4294967296)),
    "twice": with_rrset(RRSETS[2]),
    "cut": lambda request: answer("200 OK", [ZONE])[:-20],
    "large": lambda request: answer("200 OK", b"[" + b" " * (17 << 20) + b"]"),
    "closed": lambda request: b"",
    "no-http": lambda request: b"220 mail.berg.example ESMTP\r\n",
    "away": lambda request: answer("302 Found", b"", "Location: http://127.0.0.2:%d/healthy/" % request.port),
    "in-circles": lambda request: answer("302 Found", b"", "Location: " + request.path),
    "headers": lambda request: forever(),
    "secondary": with_zone(dict(ZONE, kind="Slave", rrsets=RRSETS)),
    "patch-422": with_patch(answer("422 Unprocessable Entity", {"error": "RRset berg.example. IN MX: Conflicts with pre-existing RRset"})),
    "patch-403": with_patch(answer("403 Forbidden", {"error": "Forbidden"})),
    "patch-409": with_patch(answer("409 Conflict", {"error": "Zone is locked"})),
    "patch-429": with_patch(answer("429 Too Many Requests", b"", "Retry-After: 30")),
    "patch-500": with_patch(answer("500 Internal Server Error", PAGE, kind="text/html")),
    "patch-html": with_patch(answer("200 OK", PAGE, kind="text/html")),
    "patch-closed": with_patch(b""),
    "patch-nothing": with_patch(answer("204 No Content")),
}


def forever():
    """Headers that never end, a few at a time."""
    yield b"HTTP/1.1 200 OK\r\n"
    for n in range(1000000):
        yield b"X-Header-%d: %s\r\n" % (n, b"x" * 1000)


class Request:
    def __init__(self, connection, api):
        data = b""
        while b"\r\n\r\n" not in data and len(data) < 1 << 20 and data[:1] != b"\x16":
            part = connection.recv(65536)
            if not part:
                break
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.path = (lines[0].split(" ") + ["", ""])[:2]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.api, self.port = api, api.port
        while len(body) < int(self.headers.get("content-length", 0)):
            part = connection.recv(65536)
            if not part:
                break
            body += part
        self.body = body
        self.mood = urllib.parse.unquote(self.path.split("/")[1]) if "/" in self.path else ""


class Api:
    """Listens until the block ends: `port`, `strayed`, and `rrsets` of the mood “live”."""

    def __enter__(self):
        self.strayed, self.rrsets, self.open = [], list(RRSETS), True
        for _ in range(50):
            self.here, self.there = socket.socket(), socket.socket()
            try:
                self.here.bind(("127.0.0.1", 0))
                self.port = self.here.getsockname()[1]
                self.there.bind(("127.0.0.2", self.port))
                break
            except OSError:
                self.here.close()
                self.there.close()
        for server in (self.here, self.there):
            server.listen(64)
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.open = False
        self.here.close()
        self.there.close()

    def url(self, mood):
        return "http://127.0.0.1:%d/%s" % (self.port, mood)

    def _serve(self, server):
        while self.open:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, server is self.there), daemon=True).start()

    def _answer(self, connection, strayed):
        with connection:
            try:
                connection.settimeout(15)
                request = Request(connection, self)
                if strayed:
                    self.strayed.append(request.headers)
                reply = MOODS[request.mood](request) if request.mood else answer("400 Bad Request")
                for part in [reply] if isinstance(reply, bytes) else reply:
                    connection.sendall(part)
                    time.sleep(0)
            except (OSError, KeyError, IndexError, ValueError):
                pass
