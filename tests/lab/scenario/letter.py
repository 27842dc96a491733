# SPDX-License-Identifier: GPL-3.0-or-later
"""A received letter, as the person would show it to Letterway: the scenario's field `letter`.

Its head says what the mailbox's server found out (RFC 8601); the DKIM-Signature is one to be
read, not to be checked, unless a private key is given whose public half is in the zone.
"""
import base64
import email.utils
import hashlib
import re
import subprocess
import tempfile

from . import texts

RECEIVER = "mx1.host.test"
CLIENT = "127.53.25.99"
BODY = "Hello,\r\n\r\nthis is an ordinary letter.\r\n"
# What stands in braces, and the name of the key that it shows.
KEYS = dict(RSA1024="1024", RSA2048="2048", RSA2048B="2048b", RSA4096="4096", P2048="2048")
SIGNED = ("from", "to", "subject", "date")


def start(scenario, net):
    """Writes the letter into a file; its path, or None when the scenario has none."""
    letter = scenario.get("letter")
    if not letter:
        return None
    net.notes["letter"] = path = net.write("letter.eml", "")
    with open(path, "wb") as f:
        f.write(build(letter, scenario.domain, net.now(), signing_key(net, letter)))
    return path


def signing_key(net, letter):
    """Path of the private key that `dkim.key` is the public half of, or None."""
    public = (letter.get("dkim") or {}).get("key")
    for name, key in KEYS.items():
        if public and public == net.values[name]:
            return texts.dkim_key_path(net, key)
    return None


def build(letter, domain, now, key=None):
    """The letter's octets."""
    date = email.utils.formatdate(now)
    client, sender = letter.get("client") or CLIENT, letter.get("mail_from") or letter["from"]
    own = [("From", letter["from"]), ("To", "anna@" + domain), ("Subject", "News"), ("Date", date),
           ("Message-ID", "<%s@%s>" % (hashlib.sha256(date.encode()).hexdigest()[:16], domain_of(sender)))]
    dkim = letter.get("dkim") or {}
    head = [("Return-Path", "<%s>" % sender),
            ("Authentication-Results", results(letter, sender, dkim)),
            ("Received", "from out.%s (out.%s [%s])\r\n\tby %s with ESMTPS\r\n\tfor <anna@%s>; %s" % (
                domain_of(sender), domain_of(sender), client, RECEIVER, domain, date))]
    if dkim:
        head.append(("DKIM-Signature", signature(own, dkim, now, key)))
    lines = "".join("%s: %s\r\n" % row for row in [*head, *own])
    return (lines + "\r\n" + BODY).encode("utf-8")


def domain_of(address):
    return address.rpartition("@")[2].strip("> ")


def results(letter, sender, dkim):
    """What the receiving server found out, in the words of RFC 8601."""
    parts = [RECEIVER]
    if letter.get("spf"):
        parts.append("spf=%s smtp.mailfrom=%s" % (letter["spf"], sender))
    if dkim.get("result"):
        parts.append("dkim=%s header.d=%s header.s=%s" % (dkim["result"], dkim.get("d"), dkim.get("s")))
    return ";\r\n\t".join(parts if len(parts) > 1 else [*parts, "none"])


def relaxed(text):
    """A header's value in the relaxed form (RFC 6376 3.4.2)."""
    return re.sub(r"[ \t]+", " ", text.replace("\r\n", "")).strip()


def signature(headers, dkim, now, key):
    """The value of a DKIM-Signature (RFC 6376 3.5), signed when there is a key."""
    body = base64.b64encode(hashlib.sha256(BODY.encode()).digest()).decode()
    value = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=%s;\r\n\tt=%d; h=%s;\r\n\tbh=%s;\r\n\tb=" % (
        dkim.get("d"), dkim.get("s"), now, ":".join(SIGNED), body)
    text = "".join("%s:%s\r\n" % (n.lower(), relaxed(v)) for want in SIGNED for n, v in headers if n.lower() == want)
    signed = sign((text + "dkim-signature:" + relaxed(value)).encode(), key)
    return value + "\r\n\t ".join(re.findall(".{1,70}", base64.b64encode(signed).decode()))


def sign(octets, key):
    """An RSA signature; without a key, one that fits nothing."""
    if key is None:
        return hashlib.sha256(octets).digest() * 8
    with tempfile.NamedTemporaryFile() as f:
        f.write(octets)
        f.flush()
        return subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, f.name], stdout=subprocess.PIPE, check=True).stdout
