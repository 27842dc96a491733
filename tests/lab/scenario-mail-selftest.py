#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the mail side of a scenario behave as the format says?  Each S-, T-, W-, P- and L-code of it is met by a small
client; the connection counter and the fixes are tried with what must and must not be counted or accepted.

Runs in a private network of its own; with LWLAB_TAP=1 it answers in TAP.
"""
import email
import http.client
import imaplib
import json
import os
import pathlib
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import warnings

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import tap                                                                                   # noqa: E402
from scenario import (api, bounce, certs, connections, fix, internet, letter, mail, mailboxes, network, places,   # noqa: E402
                      records, smtp_server, texts, web, zone)
from scenario.format import Scenario                                                         # noqa: E402
from scenario.net import Net                                                                 # noqa: E402

warnings.simplefilter("ignore")          # of TLS 1.0, which is the point here
DOMAIN = "berg.test"
MX1, MX2 = places.ADDRESSES["MX1"], places.MAIL["mx2.host.test."][0]
CACHE = os.environ.get("LW_INSIDE")      # the folder of keys and certificates that enter() made
NOWHERE = urllib.request.ProxyHandler({})


def raw(**fields):
    return dict(dict(id="X", domain=DOMAIN, expect=dict(first=None, level="none"), zone=[]), **fields)


class World(unittest.TestCase):
    """A scenario's mail side, up for one test."""

    def play(self, *parts, **fields):
        self.folder = tempfile.mkdtemp(prefix="lwscenario-")
        os.chmod(self.folder, 0o755)             # Dovecot looks in under another user id
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        net = Net(self.folder, CACHE)
        net.values.update(VALUES or texts.values(net))
        VALUES.update(net.values)
        self.scenario, self.net = Scenario(raw(**fields), net.values), net
        self.addCleanup(net.stop)
        for part in parts or (mail,):
            part.start(self.scenario, net)
        return net

    def hosts(self, *codes, **fields):
        self.play(mail={"mx1.host.test": list(codes)}, **fields)

    def smtp(self, address=MX1, **options):
        client = smtplib.SMTP(address, 25, "probe.test", timeout=5, **options)
        self.addCleanup(client.close)
        return client

    def rcpt(self, to="anna@" + DOMAIN, sender="", address=MX1):
        """The reply to RCPT, after EHLO and MAIL."""
        client = self.smtp(address)
        client.ehlo()
        self.assertEqual(client.mail(sender)[0], 250)
        code, text = client.rcpt(to)
        return code, text.decode()

    def box(self, user="anna", domain=DOMAIN):
        return sorted(pathlib.Path(self.folder, "mail", domain, user, "Maildir", "new").glob("*"))


VALUES = {}


def authority(net, name_too=True):
    context = ssl.create_default_context(cafile=certs.authority(net))
    context.check_hostname = name_too
    return context


# -- S-codes ----------------------------------------------------------------------------
class Servers(World):
    def test_ok(self):
        self.play()
        client = self.smtp()
        self.assertEqual(client.ehlo()[0], 250)
        self.assertEqual(sorted(client.esmtp_features), ["8bitmime", "pipelining", "size", "starttls"])
        client.starttls(context=authority(self.net, False))
        client.ehlo()
        self.assertNotIn("starttls", client.esmtp_features)
        client.sendmail("me@news.test", ["anna@" + DOMAIN, "bob@" + DOMAIN], "Subject: x\r\n\r\nHello\r\n..dot\r\n")
        self.assertEqual(client.quit()[0], 221)
        text = self.box()[0].read_text()
        self.assertIn("Delivered-To: anna@" + DOMAIN, text)
        self.assertTrue(text.replace("\r", "").endswith("Subject: x\n\nHello\n..dot\n"), text)
        self.assertEqual(len(self.box("bob")), 1)

    def test_every_address_is_ok(self):
        self.play()
        for name, addresses in self.net.mail_names.items():
            for address in filter(None, addresses):
                self.assertEqual(self.smtp(address).noop()[0], 250, name)
        for name in ("MXOK", "MXOWN", "MX6", "MXIPNAME"):
            self.assertEqual(self.smtp(places.ADDRESSES[name]).noop()[0], 250, name)

    def test_no_other_relays(self):
        self.play()
        for domain in ("elsewhere.example", "elsewhere.test"):
            self.assertEqual(self.rcpt("x@" + domain)[0], 550, domain)
        self.assertEqual(self.rcpt("x@news.test")[0], 250)
        self.assertEqual(self.rcpt("x@mx1.host.test")[0], 250)

    def test_open_relay(self):
        self.hosts("S-OPENRELAY")
        self.assertEqual(self.rcpt("x@elsewhere.example")[0], 250)

    def test_refusals(self):
        for code, reply, words in (
                ("S-550RELAY", 550, "5.7.1 <anna@berg.test>: Relay access denied"),
                ("S-550USER", 550, "5.1.1 <anna@berg.test>: Recipient address rejected: User unknown"),
                ("S-550RBL", 550, "5.7.1 Service unavailable; client [127.0.0.1] blocked using zen.spamhaus.org"),
                ("S-451", 451, "4.3.0 "), ("S-552QUOTA", 552, "5.2.2 "), ("S-LOOP", 554, "5.4.6 ")):
            with self.subTest(code):
                self.hosts(code)
                got, text = self.rcpt()
                self.assertEqual(got, reply)
                self.assertTrue(text.startswith(words), text)
                self.assertEqual(self.rcpt(address=MX2)[0], 250, "the other one is as always")
                self.net.stop()

    def test_greeting_554(self):
        self.hosts("S-554BANNER")
        self.assertEqual(greeting(MX1), b"554 mx1 ESMTP not accepting messages\r\n")

    def test_greeting_421(self):
        self.hosts("S-421")
        with socket.create_connection((MX1, 25), 5) as s:
            text = read_all(s)
        self.assertTrue(text.startswith(b"421 4.3.2 ") and text.count(b"\r\n") == 1, text)

    def test_close(self):
        self.hosts("S-CLOSE")
        with socket.create_connection((MX1, 25), 5) as s:
            text = read_all(s)
        self.assertTrue(text.startswith(b"220 ") and text.count(b"\r\n") == 1, text)

    def test_timeout(self):
        for key, address in (("mx1.host.test", MX1), ("{WEB}", places.ADDRESSES["WEB"]), ("{MX6}", places.ADDRESSES["MX6"])):
            with self.subTest(key):
                self.play(mail={key: ["S-TIMEOUT"]})
                with self.assertRaises(socket.timeout):
                    socket.create_connection((address, 25), 0.4)
                self.net.stop()

    def test_refused(self):
        self.hosts("S-RST")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection((MX1, 25), 2)
        self.assertEqual(self.smtp(MX2).noop()[0], 250)

    def test_greylisted(self):
        self.hosts("S-451GREY:0.6")
        begun = time.monotonic()
        code, text = self.rcpt()
        self.assertTrue(code == 451 and text.startswith("4.7.1 Greylisted, try again in "), text)
        self.assertEqual(self.rcpt()[0], 451)
        time.sleep(max(0, begun + 0.7 - time.monotonic()))
        self.assertEqual(self.rcpt()[0], 250)
        self.assertEqual(self.rcpt("bob@" + DOMAIN)[0], 451, "another recipient")
        self.assertEqual(self.rcpt(sender="me@news.test")[0], 451, "another sender")

    def test_tarpit(self):
        self.hosts("S-TARPIT:1")
        begun = time.monotonic()
        with socket.create_connection((MX1, 25), 5) as s:
            first = s.recv(1)
            early = time.monotonic() - begun
            rest = s.makefile("rb").readline()
        self.assertEqual((first + rest)[:4], b"220 ")
        self.assertLess(early, 0.5)
        self.assertTrue(0.9 < time.monotonic() - begun < 2)

    def test_refused_letter(self):
        self.hosts("S-550DATA")
        with self.assertRaises(smtplib.SMTPDataError) as caught:
            self.smtp().sendmail("me@news.test", ["anna@" + DOMAIN], "x")
        self.assertEqual((caught.exception.smtp_code, caught.exception.smtp_error), (550, b"5.7.1 message refused"))

    def test_sink(self):
        self.hosts("S-SINK")
        self.smtp().sendmail("me@news.test", ["anna@" + DOMAIN], "x")
        self.assertEqual(self.box(), [])

    def test_bounce(self):
        self.hosts("S-BOUNCE")
        asked, bounce.mail_addresses = bounce.mail_addresses, lambda domain, _: [MX2] if domain == "news.test" else []
        self.addCleanup(setattr, bounce, "mail_addresses", asked)
        self.smtp().sendmail("me@news.test", ["anna@" + DOMAIN], "Subject: mine\r\n\r\nHello\r\n")
        self.assertTrue(eventually(lambda: self.box("me", "news.test")))
        self.assertEqual(self.box(), [])
        said = email.message_from_bytes(self.box("me", "news.test")[0].read_bytes())
        self.assertEqual((said.get_content_type(), said.get_param("report-type")), ("multipart/report", "delivery-status"))
        self.assertEqual(said["Return-Path"], "<>")
        status = said.get_payload(1)
        self.assertEqual(status.get_content_type(), "message/delivery-status")
        fields = status.get_payload(1)
        self.assertEqual((fields["Action"], fields["Status"]), ("failed", "5.1.1"))
        self.assertIn("anna@" + DOMAIN, fields["Final-Recipient"])
        self.assertIn("Subject: mine", said.get_payload(2).get_payload(decode=True).decode())

    def test_no_tls(self):
        self.hosts("S-NOTLS")
        client = self.smtp()
        client.ehlo()
        self.assertNotIn("starttls", client.esmtp_features)
        self.assertEqual(client.docmd("STARTTLS")[0], 500)

    def test_broken_tls(self):
        self.hosts("S-BROKENTLS")
        client = self.smtp()
        client.ehlo()
        self.assertIn("starttls", client.esmtp_features)
        with self.assertRaises(ssl.SSLError):
            client.starttls(context=authority(self.net, False))
        with socket.create_connection((MX1, 25), 5) as s:
            f = s.makefile("rb")
            f.readline()
            s.sendall(b"STARTTLS\r\n")
            self.assertEqual(f.readline(), b"220 go ahead\r\n")

    def test_wants_tls_first(self):
        self.hosts("S-530TLS")
        client = self.smtp()
        client.ehlo()
        self.assertEqual(client.mail("")[0], 530)
        self.assertTrue(client.docmd("MAIL FROM:<>")[1].startswith(b"5.7.0 Must issue a STARTTLS command first"))
        client.starttls(context=authority(self.net, False))
        client.ehlo()
        self.assertEqual(client.mail("")[0], 250)

    def test_postmaster(self):
        self.hosts("S-NOPOSTMASTER")
        self.assertEqual(self.rcpt("Postmaster@" + DOMAIN)[0], 550)
        self.assertEqual(self.rcpt()[0], 250)
        self.assertEqual(self.rcpt("postmaster@" + DOMAIN, address=MX2)[0], 250)

    def test_catch_all(self):
        self.hosts("S-CATCHALL")
        self.assertEqual(self.rcpt("no-such-person-7731@" + DOMAIN)[0], 250)

    def test_helo_only(self):
        self.hosts("S-HELOONLY")
        client = self.smtp()
        self.assertEqual(client.ehlo()[0], 502)
        self.assertEqual(client.helo()[0], 250)
        self.assertEqual(client.mail("")[0], 250)

    def test_customer_of_others(self):
        self.play(zone=["- @ MX *", "+ @ MX 0 somebody-else.mailcloud.test."])
        self.assertEqual(self.rcpt(address=places.MAILCLOUD)[0], 550)
        self.net.stop()
        self.play(zone=["- @ MX *", "+ @ MX 0 tenant-{dashed}.mailcloud.test."])
        self.assertEqual(self.rcpt(address=places.MAILCLOUD)[0], 250)

    def test_own_host_by_name(self):
        """A name of the scenario's own zone means its address."""
        self.play(zone=["+ mail A 127.53.25.90"], mail={"mail.{d}": ["S-550USER"]})
        self.assertEqual(self.rcpt(address="127.53.25.90")[0], 550)

    def test_any_address(self):
        """One that the plan does not know, and the one where nothing answers."""
        other = places.V6 + "77"
        self.play(zone=["+ mail A {MXOK}", "+ mail AAAA {V6DEAD}"], mail={"mail.{d}": ["S-550USER"], other: ["S-421"], "10.9.8.7": ["S-421"]})
        self.assertEqual(self.rcpt(address=places.ADDRESSES["V6DEAD"])[0], 550)
        for address in (other, "10.9.8.7"):
            self.assertTrue(greeting(address).startswith(b"421 "), address)

    def test_several_codes(self):
        self.hosts("S-NOTLS", "S-550USER")
        client = self.smtp()
        client.ehlo()
        self.assertNotIn("starttls", client.esmtp_features)
        self.assertEqual(self.rcpt()[0], 550)

    def test_unknown_codes(self):
        for code in ("S-NONE", "S-TARPIT", "S-OK:3", "X-OK"):
            with self.assertRaises(smtp_server.CodeError, msg=code):
                smtp_server.parse_code(code)
        for codes in (["T-NONE"], ["T-OK", "T-EXPIRED"]):
            with self.assertRaises(Exception, msg=codes):
                mail.split_codes(codes)

    def test_submission(self):
        """Port 587 and 465 are open, and ask for a password."""
        self.play()
        with smtplib.SMTP(MX1, 587, "probe.test", timeout=5) as client:
            client.starttls(context=authority(self.net, False))
            client.ehlo()
            self.assertEqual(client.mail("me@" + DOMAIN)[0], 530)
        with smtplib.SMTP_SSL(MX1, 465, "probe.test", timeout=5, context=authority(self.net, False)) as client:
            self.assertEqual(client.ehlo()[0], 250)


# -- T-codes ------------------------------------------------------------------------------
class Certificates(World):
    def handshake(self, address=MX1, host="mx1.host.test", context=None):
        """The socket after STARTTLS, verified as a strict sender would."""
        client = self.smtp(address)
        client.ehlo()
        client._host = host
        client.starttls(context=context or authority(self.net))
        return client.sock

    def spki(self, address, context=None):
        der = self.handshake(address, "x.test", context or blind()).getpeercert(True)
        pem = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-pubkey"], input=der, stdout=subprocess.PIPE).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=pem, stdout=subprocess.PIPE).stdout
        return subprocess.run(["openssl", "dgst", "-sha256", "-hex"], input=der, stdout=subprocess.PIPE).stdout.split()[-1].decode()

    def refused(self, *words, **options):
        with self.assertRaises(ssl.SSLError) as caught:
            self.handshake(**options)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_good(self):
        self.play(zone=["- @ MX *", "+ @ MX 10 mail", "+ mail A {MXOK}"])
        self.assertIn(self.handshake().version(), ("TLSv1.2", "TLSv1.3"))
        context = authority(self.net)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.assertEqual(self.handshake(context=context).version(), "TLSv1.2")
        for name in self.net.mail_names:
            self.handshake(self.net.mail_names[name][0], name.rstrip("."))
        self.handshake(places.ADDRESSES["MXOK"], "mail." + DOMAIN)
        self.handshake(places.ADDRESSES["MXOK"], DOMAIN)

    def test_chain(self):
        """The authority is sent along, but for T-LEAFONLY."""
        for codes, length in ((["T-OK"], 2), (["T-LEAFONLY"], 1), (["T-SELFSIGNED"], 1)):
            self.play(mail={"mx1.host.test": codes})
            said = subprocess.run(["openssl", "s_client", "-connect", MX1 + ":25", "-starttls", "smtp", "-showcerts"],
                                  input=b"QUIT\r\n", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
            self.assertEqual(said.count(b"BEGIN CERTIFICATE"), length, codes)
            self.net.stop()

    def test_self_signed(self):
        self.hosts("T-SELFSIGNED")
        self.refused("self")
        self.handshake(MX2, "mx2.host.test")

    def test_expired(self):
        self.hosts("T-EXPIRED")
        self.refused("expired")

    def test_wrong_name(self):
        self.hosts("T-WRONGNAME")
        self.refused("ismatch")
        self.handshake(host="some-other-host.test")
        self.net.stop()
        self.hosts("T-WRONGNAME:mail.old.test")
        self.refused("ismatch")
        self.handshake(host="mail.old.test")

    def test_leaf_only_is_whole(self):
        self.hosts("T-LEAFONLY")
        self.handshake()

    def test_named(self):
        self.play(mail={"{MXOWN}": ["S-OK", "T-OK:mx1.{d}"]})
        self.handshake(places.ADDRESSES["MXOWN"], "mx1." + DOMAIN)
        self.refused("ismatch", address=places.ADDRESSES["MXOWN"], host="other.test")

    def test_joined(self):
        self.play(mail={"{MXOWN}": ["T-EXPIRED+SELFSIGNED:mx1.{d}"]})
        self.refused("self", address=places.ADDRESSES["MXOWN"], host="mx1." + DOMAIN)
        trust = blind()
        der = self.handshake(places.ADDRESSES["MXOWN"], "mx1." + DOMAIN, trust).getpeercert(True)
        said = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-dates", "-subject"], input=der, stdout=subprocess.PIPE).stdout
        self.assertIn(b"notAfter=Feb  1 00:00:00 2024", said)
        self.assertIn(b"mx1." + DOMAIN.encode(), said)

    def test_old_protocol(self):
        self.hosts("T-TLS10")
        with self.assertRaises((ssl.SSLError, OSError)):
            self.handshake()
        old = blind()
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
        self.assertEqual(self.handshake(context=old).version(), "TLSv1")

    def test_keys_of_records(self):
        """The TLSA texts speak of the keys that the servers have, whatever certificate they show."""
        for codes in (["T-OK:mx1.{d}"], ["T-EXPIRED+SELFSIGNED:mx1.{d}"], ["T-LEAFONLY"]):
            self.play(mail={"{MXOWN}": codes, "mx1.host.test": ["T-SELFSIGNED"]})
            self.assertEqual(self.spki(places.ADDRESSES["MXOWN"]), self.net.values["SPKIOWN"])
            self.assertEqual(self.spki(MX1), certs.spki(self.net, "server"))
            self.assertEqual(self.spki(MX2), certs.spki(self.net, "server"))
            self.net.stop()
        self.assertNotIn(self.net.values["SPKIOLD"], (self.net.values["SPKIOWN"], certs.spki(self.net, "server")))
        pem = subprocess.run(["openssl", "x509", "-in", certs.authority(self.net), "-noout", "-pubkey"], stdout=subprocess.PIPE).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=pem, stdout=subprocess.PIPE).stdout
        digest = subprocess.run(["openssl", "dgst", "-sha256", "-hex"], input=der, stdout=subprocess.PIPE).stdout.split()[-1].decode()
        self.assertEqual(self.net.values["SPKICA"], digest)


# -- L-codes of mail ------------------------------------------------------------------------
class Networks(World):
    ADDRESSES = (MX1, MX2, places.MAIL["control.test."][0], places.ADDRESSES["WEB"], places.ADDRESSES["MX6"])

    def test_proxy(self):
        self.play(local=["L-PROXY"], mail={"mx2.host.test": ["S-TIMEOUT"]})
        said = {greeting(a) for a in self.ADDRESSES}
        self.assertEqual(len(said), 1)
        self.assertTrue(said.pop().startswith(b"220 "))
        self.assertNotIn("starttls", (c := self.smtp()).ehlo() and c.esmtp_features)

    def test_blocked(self):
        self.play(mail, web, local=["L-NO25"])
        for address in self.ADDRESSES:
            with self.assertRaises(socket.timeout, msg=address):
                socket.create_connection((address, 25), 0.2)
        for port in (465, 587):
            socket.create_connection((MX1, port), 2).close()
        socket.create_connection((places.ADDRESSES["WEB"], 443), 2).close()

    def test_stripped(self):
        self.play(local=["L-STRIP"])
        for address in (MX1, places.MAIL["control.test."][0]):
            with socket.create_connection((address, 25), 5) as s:
                s.sendall(b"EHLO probe.test\r\nSTARTTLS\r\nQUIT\r\n")
                text = read_all(s)
            self.assertIn(b"\r\n250-XXXXXXXA\r\n", text)
            self.assertNotIn(b"STARTTLS", text)
            self.assertIn(b"\r\n500 ", text)


# -- the counter ------------------------------------------------------------------------------
class Connections(World):
    def knock(self, address, port=25):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as s:
            s.setblocking(False)
            s.connect_ex((address, port))
            time.sleep(0.02)

    def count(self):
        return self.net.notes["connections"].count()

    def test_counts_every_attempt(self):
        """Whatever the port, and though nobody listens there."""
        self.play(zone=["+ mail A 10.1.2.3", "+ mail AAAA fd00::5", "+ other A 192.0.2.7"], connections=0)
        self.assertEqual(self.count(), 0)
        places_ = (places.ADDRESSES["PRIVATE"], "10.1.2.3", "fd00::5", "192.0.2.7", "127.0.0.1", "::1")
        for i, address in enumerate(places_, 1):
            self.knock(address, 25 + i)
            self.assertEqual(self.count(), i, address)
        for i in range(50):
            self.knock("10.1.2.3")
        self.assertEqual(self.count(), len(places_) + 50)

    def test_counts_nothing_else(self):
        self.play(zone=["+ mail A 10.1.2.3"])
        self.smtp(MX1).ehlo()
        self.knock(places.ADDRESSES["WEB"])
        self.knock(places.ADDRESSES["CDN"], 443)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"x", ("10.1.2.3", 53))
        self.assertEqual(self.count(), 0)

    def test_which(self):
        for address, only in (("192.168.1.10", True), ("127.0.0.1", True), ("169.254.1.1", True), ("100.64.0.1", True),
                              ("198.51.100.1", True), ("fe80::1", True), ("224.0.0.1", True), ("127.53.25.1", False),
                              ("2001:db8:53::1", False), ("2001:db8:54::1", True), ("8.8.8.8", False)):
            self.assertEqual(connections.is_looked_at_only(address), only, address)

    def test_verdict(self):
        self.play(zone=["+ mail A 10.1.2.3"], connections=0)
        self.assertIsNone(connections.verdict(self.scenario, self.net))
        self.knock("10.1.2.3")
        self.assertIn("10.1.2.3", connections.verdict(self.scenario, self.net))
        self.net.stop()
        self.play(zone=["+ mail A 10.1.2.3"])
        self.knock("10.1.2.3")
        self.assertIsNone(connections.verdict(self.scenario, self.net), "it is not forbidden")
        self.knock(places.ADDRESSES["PRIVATE"])
        self.assertIn("PRIVATE", connections.verdict(self.scenario, self.net))

    def test_loss_is_not_zero(self):
        """A counter that could not keep up does not say 0."""
        self.play()
        self.net.notes["connections"].lost = 1
        with self.assertRaises(connections.Lost):
            self.count()


# -- W-codes -----------------------------------------------------------------------------------
class Webs(World):
    HOST = "mta-sts." + DOMAIN

    def get(self, host=None, path=web.POLICY_PATH, address=places.ADDRESSES["STSWEB"], context=None):
        host = host or self.HOST
        client = http.client.HTTPSConnection(address, 443, timeout=5, context=blind())
        client.sock = (context or authority(self.net)).wrap_socket(socket.create_connection((address, 443), 5), server_hostname=host)
        client.request("GET", path, headers={"Host": host})
        answer = client.getresponse()
        body = answer.read().decode()
        client.close()
        return answer.status, answer.headers.get_content_type(), body, answer.headers.get("Location")

    def test_usual(self):
        self.play(web)
        status, kind, body, _ = self.get()
        self.assertEqual((status, kind), (200, "text/plain"))
        self.assertEqual(body.split("\r\n")[:4], ["version: STSv1", "mode: testing", "mx: mx1.host.test", "mx: mx2.host.test"])
        self.assertEqual(self.get("mta-sts.elsewhere.test")[0], 404)

    def test_own_policy(self):
        self.play(web, web={"mta-sts": "W-OK", "policy": ["version: STSv1", "mode: enforce", "mx: mx.{d}", "max_age: 1"]})
        self.assertEqual(self.get()[2], "version: STSv1\r\nmode: enforce\r\nmx: mx.%s\r\nmax_age: 1\r\n" % DOMAIN)

    def test_missing(self):
        self.play(web, web={"mta-sts": "W-404"})
        self.assertEqual(self.get()[0], 404)

    def test_redirect(self):
        self.play(web, web={"mta-sts": "W-301", "policy": ["version: STSv1"]})
        status, _, _, where = self.get()
        self.assertEqual((status, where), (301, "https://www.%s%s" % (DOMAIN, web.POLICY_PATH)))
        self.assertEqual(self.get("www." + DOMAIN, address=places.ADDRESSES["WEB"])[2], "version: STSv1\r\n", "for who follows")

    def test_html(self):
        self.play(web, web={"mta-sts": "W-HTML", "policy": ["version: STSv1", "mode: none"]})
        self.assertEqual(self.get()[:3], (200, "text/html", "version: STSv1\r\nmode: none\r\n"))

    def test_expired(self):
        self.play(web, web={"mta-sts": "W-EXPIRED"})
        with self.assertRaises(ssl.SSLError) as caught:
            self.get()
        self.assertIn("expired", str(caught.exception))
        self.assertEqual(self.get("www." + DOMAIN, "/", places.ADDRESSES["WEB"])[0], 200, "the others' are good")

    def test_pages(self):
        self.play(mail, web)
        for name in ("WEB", "WEB2", "CDN"):
            self.assertEqual(self.get("www." + DOMAIN, "/", places.ADDRESSES[name])[0], 200, name)
            with self.assertRaises(ConnectionRefusedError, msg=name):
                socket.create_connection((places.ADDRESSES[name], 25), 1)
        for name in ("PARK", "AD"):
            with urllib.request.build_opener(NOWHERE).open("http://%s/x" % places.ADDRESSES[name], timeout=5) as answer:
                self.assertEqual(answer.status, 200)

    def test_unknown(self):
        with self.assertRaises(web.WebError):
            self.play(web, web={"mta-sts": "W-NONE"})


# -- P-codes -----------------------------------------------------------------------------------
class Apis(World):
    def call(self, method="GET", path=None, body=None, key=api.KEY):
        url = "http://%s:%d%s/%s" % (*places.API, api.ZONES, DOMAIN + "." if path is None else path)
        request = urllib.request.Request(url.rstrip("/") if path == "" else url, method=method, headers={"X-API-Key": key},
                                         data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.build_opener(NOWHERE).open(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def set_of(self, owner, rrtype):
        sets = json.loads(self.call()[1])["rrsets"]
        return next((sorted(r["content"] for r in s["records"]) for s in sets if (s["name"], s["type"]) == (owner, rrtype)), None)

    def replace(self, rrtype, *contents, owner=DOMAIN + "."):
        change = dict(name=owner, type=rrtype, ttl=300, changetype="REPLACE" if contents else "DELETE",
                      records=[dict(content=c, disabled=False) for c in contents])
        return self.call("PATCH", body=dict(rrsets=[change]))

    def test_only_where_one_is(self):
        self.play(api)
        self.assertNotIn("api", self.net.notes)

    def test_shows_the_zone(self):
        self.play(api, zone=["+ @ MX 30 mx3"], api={"behaviour": "P-OK"})
        self.assertEqual(self.set_of(DOMAIN + ".", "MX"), ["10 mx1.host.test.", "20 mx2.host.test.", "30 mx3." + DOMAIN + "."])
        self.assertEqual(json.loads(self.call(path="")[1])[0]["name"], DOMAIN + ".")
        self.assertEqual(self.call(path="other.test.")[0], 404)
        self.assertEqual(self.call(key="no")[0], 401)

    def test_shows_another_zone(self):
        self.play(api, api={"zone": ["- @ MX *", "+ @ MX 10 mx.oldhost.test."]})
        self.assertEqual(self.set_of(DOMAIN + ".", "MX"), ["10 mx.oldhost.test."])

    def test_accepts(self):
        self.play(api, api={"behaviour": "P-ACCEPT-NOPUBLISH"}, change={"wanted": []})
        serial = json.loads(self.call()[1])["serial"]
        self.assertEqual(self.replace("MX", "5 mx.oldhost.test."), (204, ""))
        self.assertEqual(self.set_of(DOMAIN + ".", "MX"), ["5 mx.oldhost.test."])
        self.assertEqual(self.replace("MX"), (204, ""))
        self.assertIsNone(self.set_of(DOMAIN + ".", "MX"))
        self.assertGreater(json.loads(self.call()[1])["serial"], serial)
        published = zone.baseline(self.scenario)
        self.assertEqual(len(published.of(DOMAIN + ".", "MX")), 2, "what is published is the scenario's")

    def test_long_text(self):
        self.play(api, api={"behaviour": "P-TXT255"})
        long = self.net.values["SPF300"]
        status, words = self.replace("TXT", long)
        self.assertEqual(status, 422)
        self.assertIn("255", words)
        self.assertEqual(self.set_of(DOMAIN + ".", "TXT"), ['"v=spf1 include:spf.host.test -all"'], "nothing was written")
        self.assertEqual(self.replace("TXT", '%s" "%s' % (long[:250], long[250:]))[0], 204)
        self.assertEqual(api.longest_string('"%s" "x"' % ("\\065" * 255)), 255)
        self.net.stop()
        self.play(api, api={"behaviour": "P-OK"})
        self.assertEqual(self.replace("TXT", long)[0], 204)

    def test_bad_requests(self):
        self.play(api, api={"behaviour": "P-OK"})
        for body in ([], dict(rrsets=[1]), dict(rrsets=[dict(name="x")])):
            self.assertEqual(self.call("PATCH", body=body)[0], 400)

    def test_push_plan(self):
        """The plan of a change that was made: from what the API showed to what was wanted."""
        self.play(api, api={"behaviour": "P-ACCEPT-NOPUBLISH"}, change={
            "wanted": ["- @ MX *", "+ @ MX 10 mx.new.test."], "pushed_ago": "10m"})
        seen = []
        done = subprocess.CompletedProcess([], 0, "", "")
        api.prepare(self.scenario, self.net, lambda *args: seen.append(args) or done, self.folder)
        self.assertEqual(seen[0][0][:3], ["key", "add", "powerdns"])
        plan = json.loads(pathlib.Path(seen[1][0][1]).read_text())
        self.assertEqual([(c["old"]["values"], c["new"]["values"]) for c in plan["changes"]],
                         [(["10 mx1.host.test.", "20 mx2.host.test."], ["10 mx.new.test."])])

    def test_unknown(self):
        with self.assertRaises(api.ApiError):
            self.play(api, api={"behaviour": "P-NONE"})


# -- fixes and letters ----------------------------------------------------------------------------
def draft(**members):
    return dict(dict(schema=1, domain=DOMAIN + ".", mx=None, sets=[], removed=[]), **members)


class Fixes(World):
    SPF = "v=spf1 include:spf.host.test -all"

    def setUp(self):
        self.play(web, zone=["+ @ MX 10 mx1.host.test.wrong.", "+ \\@ MX 10 mx9.host.test.", "+ @ TXT \"other\""], fix={"offered": True},
                  expect={"first": "mx.x", "level": "error"})
        self.zone = zone.baseline(self.scenario)

    def report(self, *findings):
        return dict(findings=[dict(id=i, level=level, **({"draft": d} if d else {})) for i, level, d in findings])

    def works(self, first, after):
        self.seen = []
        self.net.notes["play_again"] = lambda raw: self.seen.append(raw) or after
        return fix.works(self.scenario, self.net, first)

    def test_mx(self):
        mx = dict(ttl="600", no_mail=False, entries=[dict(exchange="mx.new.test", preference="5")])
        self.assertEqual(fix.apply(self.zone, draft(mx=mx)).of(DOMAIN + ".", "MX"), ["5 mx.new.test."])
        mx.update(no_mail=True)
        self.assertEqual(fix.apply(self.zone, draft(mx=mx)).of(DOMAIN + ".", "MX"), ["0 ."])

    def test_sets(self):
        new = fix.apply(self.zone, draft(sets=[dict(owner="BERG.test.", type="TXT", ttl=60, values=['"%s"' % self.SPF])],
                                         removed=[dict(owner="@." + DOMAIN + ".", type="MX")]))
        self.assertEqual(new.of(DOMAIN + ".", "TXT"), ['"%s"' % self.SPF])
        self.assertEqual(new.of("\\@." + DOMAIN + ".", "MX"), [], "a name is the same with and without its escape")
        self.assertEqual(len(new.of(DOMAIN + ".", "MX")), 3, "the others stay")

    def test_type_99(self):
        odd = self.zone.edited(["+ @ TYPE99 \\# 3 027631"])
        self.assertEqual(fix.apply(odd, draft(removed=[dict(owner=DOMAIN + ".", type="SPF")])).records, self.zone.records)

    def test_edits_lead_there(self):
        """What is played again is the zone with the draft, and nothing else."""
        wanted = fix.apply(self.zone, draft(removed=[dict(owner="@." + DOMAIN + ".", type="MX")], sets=[
            dict(owner="_dmarc." + DOMAIN + ".", type="TXT", ttl=60, values=['"v=DMARC1; p=none"'])]))
        again = self.zone.edited(records.edits(self.zone, wanted))
        self.assertEqual(records.sets(again), records.sets(wanted))
        self.assertEqual(records.edits(self.zone, self.zone), [])

    def test_verdicts(self):
        good = draft(removed=[dict(owner=DOMAIN + ".", type="MX")])
        first = self.report(("mx.x", "error", good), ("spf.y", "error", None))
        self.assertIs(self.works(first, self.report(("spf.y", "error", None))), True)
        self.assertEqual(self.seen[0]["zone"][-1], "- @ MX *")
        self.assertEqual(self.seen[0]["domain"], DOMAIN)
        self.assertIn("still", self.works(first, self.report(("mx.x", "warning", None))))
        self.assertIn("mx.none", self.works(first, self.report(("mx.none", "error", None))))
        self.assertIs(self.works(first, self.report(("mx.none", "warning", None))), True)
        self.assertIn("no fix", self.works(self.report(("mx.x", "error", None)), None))
        self.assertIn("not there", self.works(self.report(("mx.z", "error", good)), None))
        self.assertIn("nothing", self.works(first, None))

    def test_one_set(self):
        """A finding that offers one record set."""
        first = self.report(("mx.x", "error", None))
        first["findings"][0]["fix"] = dict(owner=DOMAIN + ".", type="MX", ttl=60, values=["10 mx1.host.test."])
        self.assertIs(self.works(first, self.report()), True)
        self.assertEqual(zone.baseline(Scenario(self.seen[0], self.net.values)).of(DOMAIN + ".", "MX"), ["10 mx1.host.test."])

    def test_bad_drafts(self):
        for bad in (draft(schema=2), draft(domain="other.test."), draft(sets=[{}]), draft(removed=[dict(owner=1, type="MX")]),
                    draft(mx=dict(ttl="", no_mail=False, entries=[dict(exchange="", preference="1")])), dict(schema=1)):
            self.assertIn("cannot be applied", self.works(self.report(("mx.x", "error", bad)), None))

    def test_none_expected(self):
        self.play(fix={"offered": False})
        self.assertIsNone(self.works(self.report(("mx.x", "error", None)), None))


class Letters(World):
    def built(self, **fields):
        self.play(web, letter=dict({"from": "club@{d}", "mail_from": "bounce@news.test", "spf": "pass"}, **fields))
        return email.message_from_bytes(pathlib.Path(letter.start(self.scenario, self.net)).read_bytes())

    def test_evidence(self):
        m = self.built(dkim={"d": "news.test", "s": "n1", "result": "pass"}, client="127.53.25.77")
        self.assertEqual((m["From"], m["Return-Path"]), ("club@" + DOMAIN, "<bounce@news.test>"))
        said = " ".join(m["Authentication-Results"].split())
        self.assertEqual(said, "mx1.host.test; spf=pass smtp.mailfrom=bounce@news.test; dkim=pass header.d=news.test header.s=n1")
        self.assertIn("[127.53.25.77]", m["Received"])
        self.assertIn("d=news.test; s=n1;", m["DKIM-Signature"])

    def test_without_signature(self):
        m = self.built()
        self.assertIsNone(m["DKIM-Signature"])
        self.assertNotIn("dkim=", m["Authentication-Results"])

    def test_signed_by_the_named_key(self):
        m = self.built(dkim={"d": "{d}", "s": "s1", "key": "{RSA2048B}", "result": "fail"})
        head, _, coded = m["DKIM-Signature"].rpartition("b=")
        text = "".join("%s:%s\r\n" % (n, m[n]) for n in letter.SIGNED) + "dkim-signature:" + letter.relaxed(head + "b=")
        self.net.write("signature", "")
        pathlib.Path(self.folder, "signature").write_bytes(__import__("base64").b64decode(coded))
        for key, good in (("2048b", True), ("2048", False)):
            private = texts.dkim_key_path(self.net, key)
            done = subprocess.run(["openssl", "dgst", "-sha256", "-prverify", private, "-signature", self.folder + "/signature"],
                                  input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode == 0, good, done)


class Services(World):
    """The lab's services are what stands in its zones."""

    def test_files(self):
        self.play(web)
        around = internet.zones(self.scenario, self.net)
        for path in pathlib.Path(HERE, "scenario", "services").glob("*.json"):
            service = json.loads(path.read_text())
            self.assertEqual(service["id"], path.stem)
            for _, host in service["mx"]:
                self.assertIn(host.replace("<domain-dashes>", DOMAIN.replace(".", "-")), self.net.mail_names)
                self.assertTrue(any(host.endswith(d.lstrip(".") + ".") for d in service["detect"]), host)
            spf = re.search(r"include:(\S+)", service["spf"])[1] + "."
            holder = around[spf.split(".", 1)[1]]
            self.assertIn("v=spf1", holder.of(spf, "TXT")[0], service["id"])

    def test_all_are_there(self):
        names = {p.stem for p in pathlib.Path(HERE, "scenario", "services").glob("*.json")}
        self.assertLessEqual({"lab-host", "lab-oldhost", "lab-cloud", "lab-route", "lab-google", "lab-filter"}, names)


class Boxes(World):
    def test_imap(self):
        """What S-OK has taken can be read over IMAP."""
        self.play(ask={"letter": "anna@{d}"})
        if not self.net.notes.get("imap"):
            self.skipTest("no IMAP server here")
        self.net.wait_for_all()
        self.smtp().sendmail("me@news.test", ["anna@" + DOMAIN], "Subject: code 42\r\n\r\nHello\r\n")
        client = imaplib.IMAP4(*self.net.notes["imap"], timeout=5)
        client.login("anna@" + DOMAIN, mailboxes.PASSWORD)
        self.assertEqual(client.select()[1], [b"1"])
        self.assertIn(b"Subject: code 42", client.fetch("1", "(RFC822)")[1][0][1])
        client.logout()


# -- small clients -----------------------------------------------------------------------------------
def blind():
    """A context that takes every certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def greeting(address):
    with socket.create_connection((address, 25), 5) as s:
        return s.makefile("rb").readline()


def read_all(s):
    s.settimeout(5)
    text = b""
    while more := s.recv(4096):
        text += more
    return text


def eventually(ready, seconds=5):
    end = time.monotonic() + seconds
    while not (value := ready()) and time.monotonic() < end:
        time.sleep(0.02)
    return value


def enter():
    """Runs this program in a network of its own; its exit code."""
    argv = ["unshare", "-n", "-m", "--fork", "--kill-child"] + (["-U", "-r"] if os.geteuid() else [])
    probe = subprocess.run(argv + ["true"], stderr=subprocess.PIPE, text=True)
    if probe.returncode:
        print("1..0 # SKIP no private network here: " + probe.stderr.strip())
        return 0 if os.environ.get("LWLAB_TAP") else 77
    with tempfile.TemporaryDirectory(prefix="lwscenario-cache-") as cache:
        return subprocess.run(argv + [sys.executable, os.path.abspath(__file__)] + sys.argv[1:],
                              env=dict(os.environ, LW_INSIDE=cache)).returncode


def main():
    if not CACHE:
        sys.exit(enter())
    network.start(Scenario(raw(), {}), Net(CACHE, CACHE))
    tap.main(Servers, Certificates, Networks, Connections, Webs, Apis, Fixes, Letters, Services, Boxes)


if __name__ == "__main__":
    main()
