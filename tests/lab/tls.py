# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's certificate authority and the certificates of its servers."""
import hashlib
import os

from base import command
from zones import API, HOSTS, MAIL, SECURE_RESOLVERS

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
CA_CONF = """[ca]
default_ca = d
[d]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = p
[p]
commonName = supplied
"""
# Strict verifiers (Python 3.13) ask for all of these.
USE = """basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class Authority:
    def __init__(self, lab):
        self.lab, self.folder = lab, lab.path("tls", "x")[:-2]

    def openssl(self, *args):
        return command("openssl", *args, cwd=self.folder)

    def found(self):
        self.openssl("req", "-x509", *CURVE, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
                     "-subj", "/CN=Letterway lab CA", "-addext", "basicConstraints=critical,CA:TRUE",
                     "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self.lab.write("tls/index", "")
        self.lab.write("tls/index.attr", "")
        self.lab.write("tls/ca.cnf", CA_CONF)

    def certificate(self, name, sans, kind="good"):
        self.openssl("req", *CURVE, "-keyout", name + ".key", "-out", name + ".csr",
                     "-subj", "/CN=" + sans[0].split(":")[-1])
        self.lab.write("tls/%s.ext" % name, "subjectAltName=" +
                       ",".join(s if ":" in s else "DNS:" + s for s in sans) + "\n" + USE)
        if kind == "self-signed":
            self.openssl("x509", "-req", "-in", name + ".csr", "-signkey", name + ".key",
                         "-out", name + ".pem", "-days", "30", "-extfile", name + ".ext")
        else:
            dates = ("240101000000Z", "240201000000Z") if kind == "expired" else ("240101000000Z", "491231235959Z")
            self.openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
                         "-in", name + ".csr", "-out", name + ".pem", "-startdate", dates[0],
                         "-enddate", dates[1], "-extfile", name + ".ext")
        self._join(name)

    def _join(self, name):
        """Key and certificate in one file, as Python's ssl likes them."""
        both = "".join(open(os.path.join(self.folder, name + e)).read() for e in (".key", ".pem"))
        self.lab.write("tls/%s.both" % name, both, 0o644)

    def tlsa(self, name):
        """The value of a TLSA record 3 1 1: SHA-256 of the public key."""
        pem = self.openssl("x509", "-in", name + ".pem", "-noout", "-pubkey")
        self.lab.write("tls/%s.pub" % name, pem)
        self.openssl("pkey", "-pubin", "-in", name + ".pub", "-outform", "DER", "-out", name + ".spki")
        with open(os.path.join(self.folder, name + ".spki"), "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()


def build(lab):
    """Makes every certificate; returns the TLSA value of the good mail server."""
    a = Authority(lab)
    a.found()
    mail = lambda *hosts: ["%s.%s" % (h, MAIL[:-1]) for h in hosts]
    a.certificate("mx-ok", mail("mx-ok", "mx-ok2", "mx-greylist", "mx-reject", "mx-tls12only", "submission",
                                "imap", "mx-busy421", "mx-tarpit", "mx-v6only", "mx-dual"))
    a.certificate("mx-selfsigned", mail("mx-selfsigned"), "self-signed")
    a.certificate("mx-expired", mail("mx-expired"), "expired")
    a.certificate("mx-wrongname", ["some-other-host.example"])
    a.certificate("api", ["api." + HOSTS[:-1], "mta-sts.signed-ok.com", "mta-sts.insecure.com", "IP:" + lab.ip(API)])
    a.certificate("resolver", list(SECURE_RESOLVERS.values()))
    lab.lap("certificates")
    return a.tlsa("mx-ok")
