# SPDX-License-Identifier: GPL-3.0-or-later
"""What the format's other names in braces stand for: keys and long texts."""
import base64
import os

from . import certs


def split(text):
    """Quoted character-strings of at most 255 octets."""
    return " ".join('"%s"' % text[i:i + 255] for i in range(0, len(text), 255))


def _public(net, name, bits):
    """Base64 of an RSA public key (DER), always the same one."""
    with net.cached("dkim") as folder:
        path = os.path.join(folder, name)
        if not os.path.exists(path + ".der"):
            net.run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:%d" % bits, "-out", path + ".key")
            net.run("openssl", "pkey", "-in", path + ".key", "-pubout", "-outform", "DER", "-out", path + ".new")
            os.rename(path + ".new", path + ".der")
        with open(path + ".der", "rb") as f:
            return base64.b64encode(f.read()).decode()


def dkim_key_path(net, name="2048"):
    """Path of the private key that belongs to {RSA2048} (`2048`), {RSA2048B} (`2048b`) and so on."""
    _public(net, name, int(name.rstrip("b")))
    return os.path.join(net.cache, "dkim", name + ".key")


def spf300():
    start, end = "v=spf1 include:spf.host.test", " -all"
    middle = "".join(" ip4:198.51.%d.0/24" % i for i in range(100, 120))
    text = start + middle + end
    return text[:300 - len(end)].rsplit(" ", 1)[0].ljust(300 - len(end)) + end


def rfc3597(text):
    raw = text.encode()
    return "\\# %d %s" % (len(raw) + 1, (bytes([len(raw)]) + raw).hex())


def values(net):
    """Name in braces -> text."""
    p1, p2, p2b, p4 = (_public(net, n, b) for n, b in
                       (("1024", 1024), ("2048", 2048), ("2048b", 2048), ("4096", 4096)))
    whole = lambda p: split("v=DKIM1; k=rsa; p=" + p)
    return {
        "RSA1024": whole(p1), "RSA2048": whole(p2), "RSA2048B": whole(p2b), "RSA4096": whole(p4),
        "RSA2048TESTING": split("v=DKIM1; k=rsa; t=y; p=" + p2), "RSA2048BARE": split("k=rsa; p=" + p2),
        "RSA2048CUT": '"%s"' % ("v=DKIM1; k=rsa; p=" + p2)[:255], "P2048": p2,
        "SPF300": '"%s"' % spf300(), "SPF99": rfc3597("v=spf1 include:spf.host.test -all"),
        "TXT2000": split("letterway-lab=" + "0123456789abcdef" * 125)[:2100],
        "SPKIOWN": certs.spki(net, "own"), "SPKIOLD": certs.spki(net, "own-former"), "SPKICA": certs.spki(net, "ca"),
    }
