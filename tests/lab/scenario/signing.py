# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs zones by ldns-signzone, rightly or as wrongly as a scenario asks.

What ldns does not do is done to the lines of its file: algorithms that nobody knows, a key that
is gone, signatures that are damaged.
"""
import base64
import hashlib
import os
import re

import daemons
import dnswire

from .format import seconds

REAL = {5: "RSASHA1", 7: "RSASHA1-NSEC3-SHA1", 8: "RSASHA256", 10: "RSASHA512", 13: "ECDSAP256SHA256",
        14: "ECDSAP384SHA384", 15: "ED25519", 16: "ED448"}
NUMBERS = {name: number for number, name in REAL.items()}
PRIVATE_NAME = dnswire.pack_name("private.test.")      # RFC 4034 A.1.1: it stands before the key of algorithm 253


def key(net, algorithm, role, is_entry):
    """(private key, DNSKEY data) of a key that is always the same one."""
    name = "%d-%s-%s" % (algorithm, role, "ksk" if is_entry else "zsk")
    with net.cached("keys") as folder:
        path = os.path.join(folder, name)
        if not os.path.exists(path + ".key"):
            options = (("-k",) if is_entry else ()) + (("-b", "2048") if algorithm < 13 else ())
            stem = net.run("ldns-keygen", "-a", REAL[algorithm], *options, "-r", "/dev/urandom", "any.test",
                           cwd=folder).strip()
            os.rename(os.path.join(folder, stem + ".private"), path + ".private")
            os.rename(os.path.join(folder, stem + ".key"), path + ".key")
        with open(path + ".private") as private, open(path + ".key") as public:
            return private.read(), public.read().split("DNSKEY", 1)[1].split(";")[0].strip()


class Key:
    """A key of one zone, in files as ldns wants them."""

    def __init__(self, net, origin, algorithm, role, is_entry):
        private, self.data = key(net, algorithm, role, is_entry)
        self.stem = net.path("keys", "%s-%s-%s" % (origin, role, "ksk" if is_entry else "zsk"))
        for end, text in ((".private", private), (".key", "%s 3600 IN DNSKEY %s\n" % (origin, self.data))):
            with open(self.stem + end, "w") as f:
                f.write(text)


def wire(data):
    """The octets of a DNSKEY."""
    flags, protocol, algorithm, text = data.split(None, 3)
    return int(flags).to_bytes(2, "big") + bytes([int(protocol), int(algorithm)]) + base64.b64decode(text.replace(" ", ""))


def ds(origin, data):
    """DS line (SHA-256) of a DNSKEY's data."""
    raw = wire(data)
    digest = hashlib.sha256(dnswire.pack_name(origin) + raw).hexdigest()
    return "%s 3600 IN DS %d %d 2 %s" % (origin, dnswire.key_tag(raw), raw[3], digest)


def renumbered(data, algorithm):
    """The same key under another algorithm's number."""
    flags, protocol, _, text = data.split(None, 3)
    if algorithm == 253:
        text = base64.b64encode(PRIVATE_NAME + base64.b64decode(text.replace(" ", ""))).decode()
    return "%s %s %d %s" % (flags, protocol, algorithm, text)


def _renumber(lines, keys, algorithm):
    """Algorithm and key tag of every DNSKEY and RRSIG."""
    tags = {str(dnswire.key_tag(wire(d))): str(dnswire.key_tag(wire(renumbered(d, algorithm)))) for d in keys}
    for line in lines:
        f = line.split(";")[0].split()  # ldns says something about each key behind it
        if len(f) > 7 and f[3] == "DNSKEY":
            yield "\t".join(f[:4]) + "\t" + renumbered(" ".join(f[4:]), algorithm)
        elif len(f) > 12 and f[3] == "RRSIG":
            f[5], f[10] = str(algorithm), tags[f[10]]
            yield "\t".join(f[:4]) + "\t" + " ".join(f[4:])
        else:
            yield line


def _without_entry(lines, entry):
    """The key set sealed by every key but the one that the registry names."""
    tag = str(dnswire.key_tag(wire(entry.data)))
    return [l for l in lines if not (_about_keys(l) and "RRSIG" in l and l.split()[10] == tag)]


def _about_keys(line):
    return re.match(r"\S+\s+\d+\s+IN\s+(DNSKEY|RRSIG\s+DNSKEY)\s", line) is not None


def _nsec3(spec):
    """Options of ldns-signzone for NSEC3, told as true, a number of iterations, an object, or a text."""
    if not spec:
        return ()
    if isinstance(spec, str):        # as in an NSEC3PARAM: algorithm, flags, iterations, salt
        words = spec.split()
        spec = {"opt_out": words[1] == "1", "iterations": words[2], "salt": words[3]}
    elif not isinstance(spec, dict):
        spec = {"iterations": 0 if spec is True else int(spec)}
    salt = spec.get("salt") or ""
    salt = "" if salt == "-" else "%0*x" % (salt * 2, 0xabcdef) if isinstance(salt, int) else salt
    return ("-n", "-t", str(spec.get("iterations", 0))) + (("-s", salt) if salt else ()) + \
        (("-p",) if spec.get("opt_out") or spec.get("optout") or spec.get("opt-out") else ())


def _signed(net, origin, path, spec, keys):
    begin = net.now() + seconds(spec.get("inception") or "-2d")
    # Two seconds away from the limit of a day that resolvers forgive.
    end = net.now() + seconds(spec.get("expiration") or "+28d") - 2
    every = ("-A",) if spec.get("damage") == "entry-signature" else ()
    net.run("ldns-signzone", *every, "-i", str(begin), "-e", str(end), *_nsec3(spec.get("nsec3")), "-o", origin, "-f",
            path + ".signed", path, *(k.stem for k in keys))
    with open(path + ".signed") as f:
        return f.read().splitlines()


def number_of(algorithm):
    return NUMBERS[algorithm] if algorithm in NUMBERS else int(algorithm)


def sign(net, origin, text, spec, role, single=False):
    """(signed zone, its DS lines); `single`: one key does both jobs."""
    wanted = number_of(spec.get("algorithm") or 13)
    real = wanted if wanted in REAL else 13
    entry = Key(net, origin, real, role, True)
    keys = [entry] if single else [entry, Key(net, origin, real, role, False)]
    path = net.write("zones/%s.%s.%s" % (origin.rstrip(".") or "root", role, hashlib.sha256(text.encode()).hexdigest()[:8]), text)
    lines = _signed(net, origin, path, spec, keys)
    if spec.get("drop_key"):
        left = [k for k in keys if (k is entry) == (spec["drop_key"] == "zsk")]
        lines = [l for l in lines if not _about_keys(l)] + [l for l in _signed(net, origin, path, spec, left) if _about_keys(l)]
    if wanted != real:
        lines = list(_renumber(lines, [k.data for k in keys], wanted))
    if spec.get("damage") == "entry-signature":
        lines = _without_entry(lines, entry)
    text = "\n".join(lines) + "\n"
    if spec.get("damage") in daemons.DAMAGES:
        text = damaged(text, spec["damage"])
    data = renumbered(entry.data, wanted) if wanted != real else entry.data
    return text, [ds(origin, data)]


def damaged(text, what):
    """A further field of our own files, `damage`: what `daemons.DAMAGES` calls so."""
    pattern, instead = daemons.DAMAGES[what]
    changed = re.sub(pattern, instead, text, flags=re.MULTILINE)
    if changed == text:
        raise ValueError("nothing to damage: " + what)
    return changed


def ds_of_another_key(net, origin, spec):
    algorithm = number_of(spec.get("algorithm") or 13)
    real = algorithm if algorithm in REAL else 13
    return [ds(origin, renumbered(key(net, real, "other", True)[1], algorithm))]
