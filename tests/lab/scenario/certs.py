# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates of a scenario's servers, made once and kept in the cache.

The authority is that of tests/lab/tls.py; dates are far enough apart to hold with any
offset of the clock.
"""
import hashlib
import os

import tls

LONG = ("240101000000Z", "491231235959Z")
PAST = ("240101000000Z", "240201000000Z")


def _found(net, folder):
    """The authority itself."""
    # A host shows several certificates of the same name: good, expired, its own.
    with open(folder + "/index.attr", "w") as f:
        f.write("unique_subject = no\n")
    if not os.path.exists(folder + "/ca.pem"):
        net.run("openssl", "req", "-x509", *tls.CURVE, "-keyout", "ca.key", "-out", "ca.new", "-days", "9000",
                "-subj", "/CN=Letterway lab CA", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign", cwd=folder)
        for name, text in (("index", ""), ("ca.cnf", tls.CA_CONF)):
            with open(os.path.join(folder, name), "w") as f:
                f.write(text)
        os.rename(folder + "/ca.new", folder + "/ca.pem")


def authority(net):
    """Path of the authority's certificate."""
    with net.cached("tls") as folder:
        _found(net, folder)
        return folder + "/ca.pem"


def _key(net, folder, name):
    path = os.path.join(folder, name + ".key")
    if not os.path.exists(path):
        net.run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", path + ".new")
        os.rename(path + ".new", path)
    return path


def key(net, name):
    """Path of a private key of that name, always the same one."""
    with net.cached("tls") as folder:
        return _key(net, folder, name)


def spki(net, name):
    """SHA-256 of the public key of the key `name` (`ca` = the authority's), in hexadecimal."""
    with net.cached("tls") as folder:
        _found(net, folder)
        private = _key(net, folder, name)
        net.run("openssl", "pkey", "-in", private, "-pubout", "-outform", "DER", "-out", private + ".spki")
        with open(private + ".spki", "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()


def _sign(net, folder, stem, private, is_own, dates):
    """A self-signed certificate, or one of the authority, for the request in `stem`.csr."""
    issuer = ("-selfsign", "-keyfile", private) if is_own else ("-cert", "ca.pem", "-keyfile", "ca.key")
    net.run("openssl", "ca", "-batch", "-notext", "-config", "ca.cnf", *issuer, "-in", stem + ".csr",
            "-out", stem + ".new", "-startdate", dates[0], "-enddate", dates[1], "-extfile", stem + ".ext", cwd=folder)
    os.rename(os.path.join(folder, stem + ".new"), os.path.join(folder, stem + ".pem"))


def certificate(net, names, key_name="server", self_signed=False, expired=False):
    """Paths of (certificate, key) for these host names; made at the first call."""
    with net.cached("tls") as folder:
        _found(net, folder)
        private = _key(net, folder, key_name)
        what = repr((sorted(names), key_name, self_signed, expired))
        stem = "c" + hashlib.sha256(what.encode()).hexdigest()[:16]
        path = os.path.join(folder, stem)
        if not os.path.exists(path + ".pem"):
            with open(path + ".ext", "w") as f:
                f.write("subjectAltName=" + ",".join("DNS:" + n.rstrip(".") for n in names) + "\n" + tls.USE)
            net.run("openssl", "req", "-new", "-key", private, "-out", stem + ".csr",
                    "-subj", "/CN=" + names[0].rstrip(".")[:60], cwd=folder)
            _sign(net, folder, stem, private, self_signed, PAST if expired else LONG)
        return path + ".pem", private
