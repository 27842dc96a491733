#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between Letterway and the PowerDNS API and lets things go wrong on order.

  apiproxy.py ADDRESS PORT UPSTREAM [--log FILE] [--rule RULE]…

A rule is METHOD:N:FAULT[:ARGUMENT]; N counts requests of that method from 1,
"*" is every one, "3+" the third and all after it.  Faults:
  delay-request S    S seconds before the request goes on
  delay-answer S     the server has done it; the answer takes S seconds more
  hold-request       never goes on (until released)      nothing was written
  hold-answer        the server has done it, the answer never comes
  cut-request        the connection ends before the request goes on
  cut-answer         the server has done it, the connection ends without answer
  half-answer        the connection ends in the middle of the answer
  garbage            answers bytes that are no JSON, with status 200
  html               answers a web page, with status 200 (a login page, say)
  huge               answers 64 MiB of JSON
  status CODE        answers CODE with an error body, without asking the server;
                     429 and 503 carry Retry-After: 1 (status 429/7 says 7)

As a module: Proxy(address, port, upstream), .rule(...), .requests, .wait_for(...).
The API key is never written down: the log says only whether it was the same as
in the first request.
"""
import argparse
import collections
import http.client
import http.server
import json
import signal
import socketserver
import sys
import threading
import time
import urllib.parse

Rule = collections.namedtuple("Rule", "method first last fault argument")
PASSED = ("content-type", "accept", "x-api-key")
GARBAGE = b'\x00\x01{"zones": [\xff\xfe' + b"]" * 40
PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body><h1>Log in</h1></body></html>"


def parse_rule(text):
    method, number, fault, *argument = text.split(":", 3)
    if number == "*":
        first, last = 1, None
    elif number.endswith("+"):
        first, last = int(number[:-1]), None
    else:
        first = last = int(number)
    return Rule(method.upper(), first, last, fault, argument[0] if argument else None)


class Proxy:
    """Counts requests, applies rules, keeps what it saw in .requests (dicts)."""

    def __init__(self, address, port, upstream, log=None):
        self.upstream = urllib.parse.urlsplit(upstream)
        self.log, self.rules, self.requests = log, [], []
        self.counts, self.first_key = collections.Counter(), None
        self.changed, self.released = threading.Condition(), threading.Event()
        self.server = Server((address, port), Conversation)
        self.server.proxy = self
        self.url = "http://%s:%d" % self.server.server_address[:2]

    def start(self):
        threading.Thread(target=self.server.serve_forever, kwargs=dict(poll_interval=0.05), daemon=True).start()
        return self

    def stop(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def rule(self, text):
        self.rules.append(parse_rule(text))

    def reset(self):
        """Forgets rules and counts; what is held is let go."""
        self.released.set()
        with self.changed:
            self.rules, self.requests, self.released = [], [], threading.Event()
            self.counts.clear()

    def wait_for(self, method, number, state, seconds=20):
        """Until request NUMBER of METHOD reached a state ("arrived", "held", "forwarded", "answered")."""
        reached = lambda: any(r["method"] == method and r["number"] == number and state in r["states"]
                              for r in self.requests)
        with self.changed:
            return self.changed.wait_for(reached, seconds)

    # -- for the conversations ------------------------------------------------
    def arrive(self, method, path, key):
        with self.changed:
            self.counts[method] += 1
            self.first_key = key if self.first_key is None else self.first_key
            entry = dict(method=method, path=path, number=self.counts[method], states=[],
                         key="none" if not key else "same" if key == self.first_key else "another")
            self.requests.append(entry)
        self.state(entry, "arrived")
        return entry

    def state(self, entry, state):
        with self.changed:
            entry["states"].append(state)
            self.changed.notify_all()
        if self.log:
            line = dict(entry, at=round(time.time(), 3), state=state)
            del line["states"]
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()

    def fault(self, entry):
        for r in self.rules:
            if r.method in ("*", entry["method"]) and r.first <= entry["number"] and \
                    (r.last is None or entry["number"] <= r.last):
                return r.fault, r.argument
        return None, None


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass                                     # a client that was killed is what this is for


class Conversation(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, kind, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self, body):
        up = self.server.proxy.upstream
        c = http.client.HTTPConnection(up.hostname, up.port or 80, timeout=30)
        headers = {k: v for k, v in self.headers.items() if k.lower() in PASSED}
        c.request(self.command, up.path.rstrip("/") + self.path, body, headers)
        r = c.getresponse()
        return r.status, r.headers.get("Content-Type", "text/plain"), r.read()

    def any(self):
        proxy = self.server.proxy
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        entry = proxy.arrive(self.command, self.path, self.headers.get("X-API-Key"))
        entry["body"] = body.decode("utf-8", "replace") if body else None
        fault, argument = proxy.fault(entry)
        if self.before(proxy, entry, fault, argument):
            return
        try:
            answer = self.forward(body)
        except OSError as e:
            return self.send(502, "text/plain", str(e).encode())
        entry["status"] = answer[0]
        proxy.state(entry, "forwarded")
        if not self.after(proxy, entry, fault, argument, answer):
            self.send(*answer)
            proxy.state(entry, "answered")

    def hold(self, proxy, entry):
        released = proxy.released
        proxy.state(entry, "held")
        released.wait()

    def hang_up(self):
        self.close_connection = True
        self.connection.close()
        return True

    def before(self, proxy, entry, fault, argument):
        """Faults that happen before the server has heard the request; True when that was all."""
        if fault == "delay-request":
            time.sleep(float(argument))
        elif fault == "hold-request":
            self.hold(proxy, entry)
            return self.hang_up()
        elif fault == "cut-request":
            return self.hang_up()
        elif fault in ("garbage", "html", "huge"):
            kind, body = {"garbage": ("application/json", GARBAGE), "html": ("text/html", PAGE),
                          "huge": ("application/json", b"[" + b"1," * (32 << 20) + b"1]")}[fault]
            self.send(200, kind, body)
            return True
        elif fault == "status":
            self.refuse(argument)
            return True
        return False

    def refuse(self, argument):
        code, _, wait = argument.partition("/")
        headers = [("Retry-After", wait or "1")] if code in ("429", "503") else []
        self.send(int(code), "application/json", json.dumps(dict(error="the lab says %s" % code)).encode(), headers)

    def after(self, proxy, entry, fault, argument, answer):
        """Faults that happen when the server has done its part; True when nothing is left to send."""
        if fault == "delay-answer":
            time.sleep(float(argument))
        elif fault == "hold-answer":
            self.hold(proxy, entry)
            return self.hang_up()
        elif fault == "cut-answer":
            return self.hang_up()
        elif fault == "half-answer":
            body = answer[2] or b"x" * 64
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" %
                             len(body) + body[:len(body) // 2])
            return self.hang_up()
        return False

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = any


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("address")
    p.add_argument("port", type=int)
    p.add_argument("upstream")
    p.add_argument("--log", type=argparse.FileType("a"))
    p.add_argument("--rule", action="append", default=[])
    args = p.parse_args()
    proxy = Proxy(args.address, args.port, args.upstream, args.log).start()
    for r in args.rule:
        proxy.rule(r)
    print(proxy.url, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
