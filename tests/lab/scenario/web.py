# SPDX-License-Identifier: GPL-3.0-or-later
"""Web servers of a scenario: the policy of MTA-STS (W-codes) and the pages that stand around.

Which page is shown depends on the name that is asked for, so the policy is found wherever the
zone leads `mta-sts` to.  None of them takes mail.
"""
import contextlib
import http.server

from . import certificates, places
from .listeners import Listeners

POLICY_PATH = "/.well-known/mta-sts.txt"
CODES = ("W-OK", "W-404", "W-301", "W-HTML", "W-EXPIRED")
SITES = ("WEB", "WEB2", "STSWEB", "CDN")
# A parking page and an advertisement have no certificate for strangers' names.
PAGES = {"PARK": "This domain is parked.", "AD": "The page was not found. Look at these offers."}
USUAL_POLICY = ["version: STSv1", "mode: testing", "mx: mx1.host.test", "mx: mx2.host.test", "max_age: 86400"]
KEY = "web"


class WebError(Exception):
    """A W-code that the format does not know."""


class Site:
    """What is shown under which name."""

    def __init__(self, net, domain, code="W-OK", policy=None):
        if code not in CODES:
            raise WebError("unknown web server %r" % code)
        self.net, self.domain, self.code = net, domain, code
        self.policy = "".join(line + "\r\n" for line in (USUAL_POLICY if policy is None else policy)).encode()
        self.host = "mta-sts." + domain

    def answer(self, host, path):
        """(status, headers, body) of a GET."""
        if path == POLICY_PATH and host == self.host:
            return self.answer_policy()
        if path == POLICY_PATH and self.code == "W-301" and host == "www." + self.domain:
            return 200, [("Content-Type", "text/plain")], self.policy     # for those who follow against the rules
        return self.page("It works." if path == "/" else None)

    def answer_policy(self):
        if self.code == "W-404":
            return self.page(None)
        if self.code == "W-301":
            return 301, [("Location", "https://www.%s%s" % (self.domain, POLICY_PATH)), ("Content-Type", "text/html")], b""
        kind = "text/html; charset=utf-8" if self.code == "W-HTML" else "text/plain; charset=utf-8"
        return 200, [("Content-Type", kind)], self.policy

    @staticmethod
    def page(words):
        text = "<!DOCTYPE html><html><body><p>%s</p></body></html>\n" % (words or "Not found.")
        return 200 if words else 404, [("Content-Type", "text/html; charset=utf-8")], text.encode()

    def context(self):
        """A context that chooses the certificate by the name asked for, and shows one of another name without."""
        made = certificates.context(self.net, certificates.GOOD, KEY, [certificates.OTHER_NAME])
        made.sni_callback = self.choose
        return made

    def choose(self, connection, wanted, _):
        if wanted:
            expired = self.code == "W-EXPIRED" and wanted.lower() == self.host
            wish = certificates.parse_code("T-EXPIRED") if expired else certificates.GOOD
            connection.context = certificates.context(self.net, wish, KEY, [wanted.lower()])


class Page(Site):
    """One page, whatever is asked for; over http only."""

    def __init__(self, words):
        self.words = words

    def answer(self, host, path):
        return self.page(self.words)


class Visit(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def do_GET(self):
        host = (self.headers.get("Host") or "").split(":")[0].rstrip(".").lower()
        status, headers, body = self.server.answer(host, self.path.partition("?")[0])
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET


def serve(listeners, address, port, site, context=None):
    """http, or https with a context."""
    def talk(connection, client):
        with contextlib.closing(context.wrap_socket(connection, server_side=True) if context else connection) as s:
            Visit(s, client, site)

    listeners.add(address, port, talk)


def start(scenario, net):
    web, listeners = scenario.get("web"), Listeners()
    site = Site(net, scenario.domain, web.get("mta-sts") or "W-OK", web.get("policy"))
    context = site.context()
    for name in SITES:
        serve(listeners, places.ADDRESSES[name], 443, site, context)
        serve(listeners, places.ADDRESSES[name], 80, site)
    for name, words in PAGES.items():
        serve(listeners, places.ADDRESSES[name], 80, Page(words))
    listeners.start()
    net.on_stop(listeners.stop)
