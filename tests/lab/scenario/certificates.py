# SPDX-License-Identifier: GPL-3.0-or-later
"""What the T-codes mean for a server's certificate and protocol.

A host keeps its key whatever certificate it shows, so that a TLSA record fits or
does not fit because of the record and never by accident.
"""
import collections
import os
import re
import ssl

from . import certs

KINDS = ("OK", "TLS10", "SELFSIGNED", "EXPIRED", "WRONGNAME", "LEAFONLY")
OTHER_NAME = "some-other-host.test"

Wish = collections.namedtuple("Wish", "kinds name")
GOOD = Wish(frozenset(("OK",)), None)


class CertificateError(Exception):
    """A T-code that the format does not know."""


def parse_code(code):
    """A T-code such as "T-EXPIRED+SELFSIGNED:mx1.berg.test" as (kinds, name or None)."""
    kinds, _, name = code.partition(":")
    words = [re.sub("^T-", "", word) for word in kinds.split("+")]
    for word in words:
        if word not in KINDS:
            raise CertificateError("unknown certificate %r in %r" % (word, code))
    return Wish(frozenset(words), name.rstrip(".").lower() or None)


def names_of(wish, names):
    """The names that the certificate carries, where the right ones would be `names`."""
    if "WRONGNAME" in wish.kinds:
        return [wish.name or OTHER_NAME]
    return [wish.name] if wish.name else sorted(n.rstrip(".").lower() for n in names) or [OTHER_NAME]


def chain(net, wish, key, names):
    """Paths of what the server sends, and of its private key."""
    own = "SELFSIGNED" in wish.kinds
    leaf, private = certs.certificate(net, names_of(wish, names), key, own, "EXPIRED" in wish.kinds)
    if own or "LEAFONLY" in wish.kinds:
        return leaf, private
    whole = leaf + ".whole"
    if not os.path.exists(whole):
        authority = certs.authority(net)
        with net.cached("tls"):
            with open(whole + ".new", "w") as f:
                f.write("".join(open(p).read() for p in (leaf, authority)))
            os.rename(whole + ".new", whole)
    return whole, private


def context(net, wish, key, names):
    """A server's TLS context: what `wish` says, else a good certificate for `names`."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if "TLS10" in wish.kinds:
        made.set_ciphers("ALL:@SECLEVEL=0")      # today's OpenSSL has it switched off
        made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1
    else:
        made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(*chain(net, wish, key, names))
    return made
