#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""https.py ADDRESS UPSTREAM CERTIFICATE - a front with TLS.

  https://api.lab-hosts.net/api/…                   goes on to the PowerDNS API at UPSTREAM
  https://mta-sts.DOMAIN/.well-known/mta-sts.txt    a policy (enforce, mx: *.mail-hosts.net)
"""
import http.server
import socketserver
import ssl
import sys
import urllib.error
import urllib.request

POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: *.mail-hosts.net\r\nmax_age: 86400\r\n"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def pass_on(upstream, request):
    """Sends a request on; returns status, content type and body of the answer."""
    length = int(request.headers.get("Content-Length") or 0)
    body = request.rfile.read(length) if length else None
    headers = {k: v for k, v in request.headers.items() if k.lower() in ("x-api-key", "content-type", "accept")}
    r = urllib.request.Request(upstream + request.path, data=body, headers=headers, method=request.command)
    try:
        with opener.open(r, timeout=20) as answer:
            return answer.status, answer.headers.get("Content-Type", "text/plain"), answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers.get("Content-Type", "text/plain"), e.read()
    except OSError as e:
        return 502, "text/plain", str(e).encode()


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = None

    def log_message(self, *_):
        pass

    def any(self):
        if self.headers.get("Host", "").startswith("mta-sts."):
            status, kind, body = 200, "text/plain", POLICY
        else:
            status, kind, body = pass_on(self.upstream, self)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = any


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True


def main(address, upstream, certificate):
    Front.upstream = upstream
    server = Server((address, 443), Front)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:4])
