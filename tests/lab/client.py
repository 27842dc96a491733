# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests inside the lab do to its servers: ask, change, send, read the mailbox."""
import glob
import json
import os
import pathlib
import smtplib
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import dnswire

ENV = os.environ
NOWHERE = urllib.request.ProxyHandler({})


def at(rest):
    return "%s.%s" % (ENV["LWLAB_BASE"], rest)


def eventually(ready, seconds=8, step=0.05):
    """The first true value of ready() within the time, else its last."""
    end = time.monotonic() + seconds
    while not (value := ready()) and time.monotonic() < end:
        time.sleep(step)
    return value


# -- DNS -----------------------------------------------------------------------
def mx(server, zone):
    """The MX set as ["10 mx.example.net."], or the name of the refusal."""
    m = dnswire.query(server, zone, "MX")
    return m.rcode_name if m.rcode else ["%d %s" % v for v in dnswire.mx_values(m)]


def nsupdate(server, zone, key, *lines):
    """One RFC 2136 update, as another editor would send it; returns nsupdate's complaint or ""."""
    text = "server %s\nzone %s\n%s\nsend\n" % (server, zone, "\n".join(lines))
    r = subprocess.run(["nsupdate", "-y", key], input=text, text=True, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=20)
    return r.stdout.strip() or ("exit %d" % r.returncode if r.returncode else "")


# -- the PowerDNS API ----------------------------------------------------------
def api(method, path, body=None, base=None, key=None, context=None):
    """(status, text) of one request."""
    url = (base or ENV["LWLAB_PDNS_URL"]) + "/api/v1/servers/localhost" + path
    r = urllib.request.Request(url, data=json.dumps(body).encode() if body is not None else None, method=method,
                               headers={"X-API-Key": key or ENV["LWLAB_PDNS_KEY"], "Content-Type": "application/json"})
    handlers = [NOWHERE] + ([urllib.request.HTTPSHandler(context=context)] if context else [])
    try:
        with urllib.request.build_opener(*handlers).open(r, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode("utf-8", "replace")


def api_zone(zone):
    return json.loads(api("GET", "/zones/" + zone)[1])


def replace(zone, owner, rrtype, ttl, *contents, **options):
    """Replaces one record set by the API, as another editor would."""
    records = [dict(content=c, disabled=False) for c in contents]
    change = dict(name=owner, type=rrtype, ttl=ttl, changetype="REPLACE" if contents else "DELETE", records=records)
    return api("PATCH", "/zones/" + zone, dict(rrsets=[change]), **options)


def authority():
    """A TLS context that trusts the lab's authority only."""
    return ssl.create_default_context(cafile=ENV["LWLAB_CA"])


# -- mail ------------------------------------------------------------------------
def addresses(name):
    return [".".join(map(str, r.data)) for r in dnswire.query(at("8.1"), name, "A").of("A")]


def deliver(domain, code="", timeout=3):
    """Hands one letter to the domain's mail servers as a sender would; "" or why it was not taken."""
    targets = [n for _, n in dnswire.mx_values(dnswire.query(at("8.1"), domain, "MX"))] or [domain]
    why = "no mail server"
    for name in targets:
        for address in addresses(name):
            try:
                return hand_over(address, domain, code, timeout)
            except (OSError, smtplib.SMTPException) as e:
                why = str(e)
    return why


def hand_over(address, domain, code, timeout):
    with smtplib.SMTP(address, 25, "lab.example", timeout=timeout) as s:
        s.ehlo_or_helo_if_needed()
        if s.has_extn("starttls"):
            s.starttls(context=ssl._create_unverified_context())
        s.sendmail("sender@insecure.com", ["x@" + domain.rstrip(".")], "Subject: lab %s\r\n\r\nHello\r\n" % code)
    return ""


def letters(domain, user):
    """Texts of the letters that lie in a mailbox."""
    found = glob.glob(os.path.join(ENV["LWLAB_MAILDIR"], domain, user, "Maildir", "*", "*,*")) + \
        glob.glob(os.path.join(ENV["LWLAB_MAILDIR"], domain, user, "Maildir", "new", "*"))
    return [pathlib.Path(f).read_text(encoding="utf-8", errors="replace") for f in sorted(set(found))]


def arrived(domain, user, text, seconds=8):
    """The letter that holds the text, once it lies in the mailbox; None when it does not come."""
    return eventually(lambda: next((l for l in letters(domain, user) if text in l), None), seconds)
