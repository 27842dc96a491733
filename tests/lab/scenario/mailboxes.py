# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes: Maildirs under the scenario's folder, and Dovecot before them where a letter is to be read."""
import os
import shutil

import base
import mail as lab_mail

from . import certs, places

PLACE = ("127.53.26.1", 143)
PASSWORD = "secret"
HOSTNAME = "imap.host.test"


def safe(part):
    """A name from a letter as a part of a path."""
    return "".join(c if c.isalnum() or c in "-_.+=" else "_" for c in part).lstrip(".") or "_"


def folder(net, address):
    user, _, domain = address.lower().rpartition("@")
    return net.path("mail", safe(domain), safe(user), "Maildir", "")


def put(net, address, name, text):
    """Delivers a letter as Maildir wants it: written beside, then moved."""
    box = folder(net, address)
    for part in ("new", "cur", "tmp"):
        os.makedirs(box + part, exist_ok=True)
    with open(box + "tmp/" + safe(name), "wb") as f:
        f.write(text)
    if net.notes.get("imap"):
        give(net)
    os.rename(box + "tmp/" + safe(name), box + "new/" + safe(name))


def give(net):
    """All mailboxes belong to the user who reads them."""
    for top, _, files in os.walk(net.path("mail", "")):
        for path in (top, *(os.path.join(top, f) for f in files)):
            shutil.chown(path, "nobody", "nogroup")


def start(scenario, net):
    """IMAP for the mailbox that the letter goes to; not where only one user id can be had."""
    if not base.several_users() or not shutil.which("dovecot"):
        return
    lab = base.Lab(net.folder, "127.53", ("mail",))
    version, words = lab.version("dovecot"), dict(d=net.folder, listen=PLACE[0])
    chain, key = certs.certificate(net, [HOSTNAME])
    for name, path in (("mx-ok.pem", chain), ("mx-ok.key", key)):
        shutil.copy(path, net.path("tls", name))
    net.write("dovecot/users", "%s:{PLAIN}%s\n" % (scenario.get("ask")["letter"].lower(), PASSWORD))
    template = lab_mail.DOVECOT_2_3 if version < (2, 4) else lab_mail.DOVECOT_2_4
    conf = net.write("dovecot/dovecot.conf", template % dict(words, version=".".join(map(str, version))))
    net.notes["imap"] = PLACE
    give(net)
    net.start("dovecot", lab.program("dovecot"), "-F", "-c", conf)
    net.wait_for("dovecot", lambda: base.tcp_open(*PLACE))
