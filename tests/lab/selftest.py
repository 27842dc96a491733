#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lab run -- selftest.py: whether the lab is what it says it is."""
import http.client
import imaplib
import importlib.util
import json
import os
import pathlib
import smtplib
import socket
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import apiproxy  # noqa: E402
import dnswire   # noqa: E402
import tap       # noqa: E402
import zones     # noqa: E402
from client import ENV, api, api_zone, arrived, at, authority, deliver, eventually, mx, nsupdate, replace  # noqa: E402


def script(name):
    """A program of ours as a module."""
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


axfr_diff = script("axfr-diff")
KEYS = {n: ENV["LWLAB_TSIG_" + n] for n in ("256", "384", "512", "MX", "MAIL")}
HAS_MAIL = "mail" in ENV["LWLAB_PARTS"]


class Resolvers(unittest.TestCase):
    def ask(self, zone, rest="8.1", **options):
        return dnswire.query(at(rest), zone, "MX", timeout=4, **options)

    def test_validated(self):
        for rest in ("8.1", "8.2", "8.3"):
            for zone in ("signed-ok.com", "xn--bcher-kva.example", "bigmx.com", "pdns-customer.com", "berg.example",
                         "knot-customer.org", "bind-customer.org"):
                m = self.ask(zone, rest)
                self.assertTrue(m.rcode == 0 and m.authentic and m.answer, (rest, zone, m.rcode_name))

    def test_insecure(self):
        for zone in ("insecure.com", "island.com", "pdns-unsigned.com", "onedead.com", "knot-noxfr.org", "tal.example"):
            m = self.ask(zone)
            self.assertTrue(m.rcode == 0 and not m.authentic and m.answer, zone)

    def test_broken(self):
        for zone in ("bogus-ds.com", "expired-sig.com", "lame.com", "notcp.com"):
            self.assertEqual(self.ask(zone).rcode_name, "SERVFAIL", zone)

    def test_odd(self):
        self.assertGreater(self.ask("signed-ok.com", "8.11").answer[0].ttl, 86000)
        self.assertFalse(self.ask("signed-ok.com", "8.12").authentic)
        self.assertEqual(self.ask("signed-ok.com", "8.13").rcode_name, "REFUSED")
        self.assertEqual(mx(at("8.15"), "signed-ok.com"), ["1 hijacked.example."])
        before = time.monotonic()
        self.ask("signed-ok.com", "8.14")
        self.assertGreater(time.monotonic() - before, 1.4)

    def test_other_records(self):
        self.assertEqual(mx(at("30.2"), "nullmx.com"), ["0 ."])
        self.assertEqual(self.ask("no-such-domain.example").rcode_name, "NXDOMAIN")
        self.assertEqual(self.ask("nomx.com").answer, [])


class WorldFile(unittest.TestCase):
    MEMBERS = {"schema", "id", "name", "root", "trust_anchor", "resolvers", "system_resolver", "dns_port",
               "smtp_port", "ca_file", "public_ranges", "plain_http", "api_base", "online"}

    def test_members(self):
        for name, n in (("LWLAB_WORLD", 3), ("LWLAB_WORLD_ODD", 8)):
            world = json.loads(pathlib.Path(ENV[name]).read_text())
            self.assertEqual(set(world), self.MEMBERS)
            self.assertEqual(len(world["resolvers"]), n)
            self.assertTrue(os.path.exists(world["ca_file"]))

    def test_trust_anchor_is_the_root_key(self):
        keys = dnswire.query(ENV["LWLAB_ROOT"], ".", "DNSKEY").of("DNSKEY")
        mine = dnswire.ds_records(".", keys)[0].split(" DS ")[1]
        anchor = json.loads(pathlib.Path(ENV["LWLAB_WORLD"]).read_text())["trust_anchor"]
        self.assertEqual([a.lower() for a in anchor], [". in ds " + mine])


class Customers(unittest.TestCase):
    """The zones that are written to are full, and come out as they went in."""
    HOSTS = (("pdns", "10.1", "pdns-customer.com."), ("knot", "20.1", "knot-customer.org."),
             ("bind", "21.1", "bind-customer.org."))

    def test_rich(self):
        for host, rest, zone in self.HOSTS:
            key = None if host == "pdns" else dnswire.parse_key(KEYS["512"])
            snap = axfr_diff.snapshot(at(rest), zone, key)
            types = {k.rsplit("/", 1)[1] for k in snap["sets"]}
            wanted = {r[2] for r in zones.customer(zone)}
            self.assertEqual(wanted - types, set(), host)
            self.assertEqual(len({tuple(s["ttl"]) for k, s in snap["sets"].items() if s["ttl"][0] > 3600 or s["ttl"] == [1]}),
                             len({r[1] for r in zones.customer(zone) if r[1] > 3600 or r[1] == 1}), host)

    def test_refused_transfer(self):
        for rest, zone in (("20.1", "knot-noxfr.org."), ("21.1", "bind-noxfr.org.")):
            with self.assertRaises(dnswire.WireError):
                dnswire.transfer(at(rest), zone, dnswire.parse_key(KEYS["256"]))
            self.assertEqual(nsupdate(at(rest), zone, KEYS["256"], "update add t.%s 5 TXT x" % zone), "")

    def test_bad_secret(self):
        wrong = "hmac-sha256:lw-full-256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        for rest, zone in (("20.1", "knot-customer.org."), ("21.1", "bind-customer.org.")):
            self.assertIn("NOTAUTH", nsupdate(at(rest), zone, wrong, "update add x.%s 5 TXT x" % zone))
            with self.assertRaises(dnswire.WireError):
                dnswire.transfer(at(rest), zone, dnswire.parse_key(wrong))


class Updates(unittest.TestCase):
    PLACES = (("20.1", "20.2", "knot-customer.org."), ("21.1", "21.2", "bind-customer.org."))

    def test_every_key(self):
        for primary, second, zone in self.PLACES:
            for i, name in enumerate(("256", "384", "512", "MX", "MAIL")):
                value = "%d mx-ok.%s" % (30 + i, zones.MAIL)
                self.assertEqual(nsupdate(at(primary), zone, KEYS[name], "update add %s 6 MX %s" % (zone, value)), "")
                self.assertIn(value, mx(at(primary), zone))
                if name in ("256", "512"):
                    self.assertTrue(eventually(lambda: value in mx(at(second), zone)), "secondary of " + zone)
                nsupdate(at(primary), zone, KEYS[name], "update delete %s MX %s" % (zone, value))

    def test_limited_keys(self):
        for primary, _, zone in self.PLACES:
            for name, allowed in (("MX", ("MX 5 a.lab.",)), ("MAIL", ("MX 5 a.lab.", "TXT x"))):
                for content in ("MX 5 a.lab.", "TXT x", "A 192.0.2.1"):
                    said = nsupdate(at(primary), zone, KEYS[name], "update add limit.%s 5 %s" % (zone, content))
                    self.assertEqual(said == "", content in allowed, (zone, name, content, said))
                nsupdate(at(primary), zone, KEYS["256"], "update delete limit.%s" % zone)

    def test_two_editors(self):
        for primary, _, zone in self.PLACES:
            said = nsupdate(at(primary), zone, KEYS["256"], "prereq yxrrset %s MX 99 not-there." % zone,
                            "update add %s 6 MX 77 mx-ok.%s" % (zone, zones.MAIL))
            self.assertIn("NXRRSET", said)

    def test_compare(self):
        for primary, _, zone in self.PLACES:
            key = dnswire.parse_key(KEYS["384"])
            before = axfr_diff.snapshot(at(primary), zone, key)
            nsupdate(at(primary), zone, KEYS["384"], "update add www2.%s 5 A 192.0.2.1" % zone)
            between = axfr_diff.snapshot(at(primary), zone, key)
            ignore = ["TYPE65534"] if zone.startswith("bind") else []
            self.assertEqual(axfr_diff.complaints(before, between, ["www2.%s/A" % zone], ignore), [])
            self.assertTrue(axfr_diff.complaints(before, between, (), ignore))
            self.assertTrue(axfr_diff.complaints(between, before, ["www2.%s/A" % zone], ignore), "the serial went back")
            nsupdate(at(primary), zone, KEYS["384"], "update delete www2.%s A" % zone)
            after = axfr_diff.snapshot(at(primary), zone, key)
            self.assertEqual(axfr_diff.complaints(before, after, (), ignore), [])

    def test_serial_arithmetic(self):
        self.assertTrue(axfr_diff.went_forward(4294967295, 3))
        self.assertFalse(axfr_diff.went_forward(3, 4294967295))
        self.assertFalse(axfr_diff.went_forward(0, 2**31))


class Api(unittest.TestCase):
    ZONE = "pdns-customer.com."

    def test_patch_reaches_everyone(self):
        old = mx(at("8.1"), self.ZONE)
        status, text = replace(self.ZONE, self.ZONE, "MX", 6, "5 mx-ok2." + zones.MAIL,
                               base="https://" + at("80.1"), context=authority())
        self.assertEqual((status, text), (204, ""))
        new = ["5 mx-ok2." + zones.MAIL]
        self.assertEqual(mx(at("10.1"), self.ZONE), new)
        self.assertEqual(mx(at("8.1"), self.ZONE), old, "a resolver remembers")
        self.assertTrue(eventually(lambda: mx(at("10.2"), self.ZONE) == new), "secondary")
        self.assertTrue(eventually(lambda: mx(at("8.1"), self.ZONE) == new, 9), "the resolver has forgotten")
        replace(self.ZONE, self.ZONE, "MX", 6, "10 mx-ok." + zones.MAIL, "20 mx-ok2." + zones.MAIL)

    def test_wrong_key(self):
        self.assertEqual(api("GET", "/zones", key="no")[0], 401)

    def test_host_extras(self):
        sets = {(s["name"], s["type"]): s for s in api_zone("pdns-unsigned.com.")["rrsets"]}
        self.assertTrue(sets[("pdns-unsigned.com.", "TXT")]["comments"])
        self.assertIn(True, [r["disabled"] for r in sets[("pdns-unsigned.com.", "MX")]["records"]])
        self.assertEqual([r["disabled"] for r in sets[("old.pdns-unsigned.com.", "A")]["records"]], [True])

    def test_mta_sts(self):
        c = http.client.HTTPSConnection(at("80.1"), 443, timeout=5, context=unverified_name())
        c.request("GET", "/.well-known/mta-sts.txt", headers={"Host": "mta-sts.signed-ok.com"})
        self.assertIn(b"STSv1", c.getresponse().read())
        c.close()


def unverified_name():
    context = authority()
    context.check_hostname = False
    return context


class Watcher(unittest.TestCase):
    def watch(self, server, zone, *options):
        p = subprocess.Popen([sys.executable, HERE + "/watch-mx.py", server, zone, *options],
                             stdout=subprocess.PIPE, text=True)
        self.assertEqual(p.stdout.readline(), "watching\n")
        return p

    def end(self, p):
        p.terminate()
        out, _ = p.communicate(timeout=5)
        return p.returncode, json.loads(out.splitlines()[-1])

    def test_quiet(self):
        p = self.watch(at("30.1"), "tal.example")
        time.sleep(0.3)
        code, seen = self.end(p)
        self.assertEqual((code, seen["unusable"]), (0, 0))
        self.assertGreater(seen["answers"], 100)

    def test_sees_a_hole(self):
        zone, key = "bind-noxfr.org.", KEYS["256"]
        p = self.watch(at("21.1"), zone)
        nsupdate(at("21.1"), zone, key, "update delete %s MX" % zone)
        nsupdate(at("21.1"), zone, key, "update add %s 6 MX 10 mx-ok.%s" % (zone, zones.MAIL),
                 "update add %s 6 MX 20 mx-ok2.%s" % (zone, zones.MAIL))
        code, seen = self.end(p)
        self.assertEqual((code, seen["bad"][0]["why"]), (1, "no MX"))

    def test_null(self):
        code, seen = self.end(self.watch(at("30.1"), "nullmx.com"))
        self.assertEqual((code, seen["bad"][0]["why"]), (1, "no mail wanted"))
        self.assertEqual(self.end(self.watch(at("30.1"), "nullmx.com", "--allow-null"))[0], 0)

    def test_loss_is_no_hole(self):
        p = self.watch(at("31.1"), "lossy.com")
        time.sleep(1.2)
        code, seen = self.end(p)
        self.assertEqual((code, seen["unusable"]), (0, 0))
        self.assertGreater(seen["lost"], 1)


class Proxies(unittest.TestCase):
    def setUp(self):
        self.proxy = apiproxy.Proxy("127.0.0.1", 0, ENV["LWLAB_PDNS_URL"]).start()
        self.addCleanup(self.proxy.stop)
        self.zone = "berg.example."

    def get(self):
        return api("GET", "/zones/" + self.zone, base=self.proxy.url)

    def patch(self, priority):
        return replace(self.zone, "news." + self.zone, "MX", 779, "%d mx-ok2.%s" % (priority, zones.MAIL),
                       base=self.proxy.url)

    def test_passes(self):
        self.assertEqual(self.get()[0], 200)
        self.assertEqual(self.patch(5)[0], 204)
        self.assertEqual([(r["method"], r["number"], r["key"]) for r in self.proxy.requests],
                         [("GET", 1, "same"), ("PATCH", 1, "same")])
        self.assertNotIn(ENV["LWLAB_PDNS_KEY"], json.dumps(self.proxy.requests))

    def test_refusals(self):
        for text, status in (("status:429/7", 429), ("status:503", 503), ("status:500", 500), ("html", 200)):
            self.proxy.reset()
            self.proxy.rule("GET:1:" + text)
            self.assertEqual(self.get()[0], status, text)
            self.assertEqual(self.get()[0], 200, "only the first")

    def test_cuts(self):
        for fault, written in (("cut-request", False), ("cut-answer", True), ("half-answer", True)):
            self.proxy.reset()
            self.patch(5)
            self.proxy.rule("PATCH:2+:" + fault)
            with self.assertRaises((OSError, http.client.HTTPException), msg=fault):
                self.patch(6)
                self.get_nothing()
            self.assertEqual(mx(at("10.1"), "news." + self.zone)[0][0] == "6", written, fault)
        self.proxy.reset()
        self.patch(5)

    def get_nothing(self):
        raise http.client.IncompleteRead(b"")    # half an answer to PATCH is no error for urllib by itself

    def test_hold(self):
        self.proxy.rule("PATCH:1:hold-request")
        code = "import client; client.replace(%r, %r, 'MX', 779, '7 mx-ok2.%s', base=%r)" % (
            self.zone, "news." + self.zone, zones.MAIL, self.proxy.url)
        child = subprocess.Popen([sys.executable, "-c", code], cwd=HERE)
        self.assertTrue(self.proxy.wait_for("PATCH", 1, "held"))
        child.kill()
        child.wait()
        self.proxy.reset()
        self.assertEqual(mx(at("10.1"), "news." + self.zone)[0][0], "5")


@unittest.skipUnless(HAS_MAIL, "only one user id here")
class Mail(unittest.TestCase):
    def test_taken(self):
        for d in ("ok", "selfsigned", "nostarttls", "expired", "wrongname", "tls12only", "heloonly", "dual"):
            self.assertEqual(deliver(d + "-mail.com"), "", d)
        for d in ("cnamemx.com", "nomx.com", "fallback-mail.com", "pdns-customer.com", "knot-customer.org"):
            self.assertEqual(deliver(d), "", d)

    def test_not_taken(self):
        for d in ("reject", "refused", "blackhole", "busy421", "dropped", "brokentls"):
            self.assertNotEqual(deliver(d + "-mail.com", timeout=1.5), "", d)

    def test_tarpit(self):
        with socket.create_connection((at("25.11"), 25), 2) as s:
            time.sleep(0.7)
            self.assertIn(s.recv(64), (b"2", b"22", b"220"))

    def test_greylisted(self):
        self.assertIn("451", deliver("greylist-mail.com"))
        self.assertTrue(eventually(lambda: deliver("greylist-mail.com") == "", 6, 0.5))

    def test_mailbox(self):
        for domain in ("berg.example", "knot-customer.org"):
            self.assertEqual(deliver(domain, "tok-" + domain), "")
            self.assertIn("Delivered-To: x@" + domain, arrived(domain, "x", "tok-" + domain) or "nothing")

    def test_submission_and_imap(self):
        with smtplib.SMTP(ENV["LWLAB_SUBMISSION"], 587, timeout=5) as s:
            s.starttls(context=unverified_name())
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                s.login("sender@insecure.com", "no")
            s.login("sender@insecure.com", ENV["LWLAB_PASSWORD"])
            s.sendmail("sender@insecure.com", ["alice@signed-ok.com"], "Subject: tok42\r\n\r\nHello\r\n")
        self.assertTrue(arrived("signed-ok.com", "alice", "tok42"))
        box = imaplib.IMAP4_SSL(ENV["LWLAB_IMAP"], ssl_context=unverified_name(), timeout=5)
        box.login("alice@signed-ok.com", ENV["LWLAB_PASSWORD"])
        self.assertNotEqual(box.select()[1], [b"0"])
        box.logout()

    @unittest.skipIf(ENV["LWLAB_BASE"].startswith("127."), "IPv6 only in a network of our own")
    def test_ipv6(self):
        with smtplib.SMTP(zones.V6_MAIL, 25, timeout=3) as s:
            self.assertEqual(s.noop()[0], 250)


class Network(unittest.TestCase):
    def test_nothing_leaves(self):
        with self.assertRaises(OSError):
            socket.create_connection(("192.0.2.1", 80), 1)


if __name__ == "__main__":
    os.chdir("/")
    tap.main(Resolvers, WorldFile, Customers, Updates, Api, Watcher, Proxies, Mail, Network)
