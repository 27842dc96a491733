# SPDX-License-Identifier: GPL-3.0-or-later
"""Web servers of a scenario: the policy of MTA-STS (W-codes) and the pages that stand around.

Which page is shown depends on the name that is asked for, so the policy is found wherever the
zone leads `mta-sts` to.  None of them takes mail.
"""
import http.server
import socketserver

from . import certificates, places

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
        status, headers, body = self.server.site.answer(host, self.path.partition("?")[0])
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)         # HTTPServer's own asks DNS for the address' name
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, *_):
        pass                                             # who refuses a certificate is what this is for


def serve(net, address, port, site, tls=False):
    server = Server((address, port), Visit)
    server.site = site
    if tls:
        server.socket = site.context().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    net.thread(server.serve_forever, 0.05)
    net.on_stop(server.shutdown)
    net.on_stop(server.server_close)


def start(scenario, net):
    web = scenario.get("web")
    site = Site(net, scenario.domain, web.get("mta-sts") or "W-OK", web.get("policy"))
    for name in SITES:
        serve(net, places.ADDRESSES[name], 443, site, tls=True)
        serve(net, places.ADDRESSES[name], 80, site)
    for name, words in PAGES.items():
        serve(net, places.ADDRESSES[name], 80, Page(words))
