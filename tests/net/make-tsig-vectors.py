#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes data/tsig.ini: signed DNS messages made by an implementation of RFC 8945 of its own.

Run by hand when a case is added: ./make-tsig-vectors.py > data/tsig.ini
"""

import base64
import hashlib
import hmac
import struct

KEY = "letterway.key."
SECRET = bytes(range(32))
ZONE = "berg.example."
NOW = 1760000000
HASHES = {
    "hmac-sha256": hashlib.sha256,
    "hmac-sha384": hashlib.sha384,
    "hmac-sha512": hashlib.sha512,
}


def wire_name(text, lower=True):
    out = b""
    for label in text.strip(".").split("."):
        if label:
            out += bytes([len(label)]) + (label.lower() if lower else label).encode()
    return out + b"\0"


def message(ident=0x4D2A, flags=0xA800, answers=b"", n_answers=0):
    out = struct.pack(">HHHHHH", ident, flags, 1, n_answers, 0, 0)
    return out + wire_name(ZONE) + struct.pack(">HH", 6, 1) + answers


def timers(time, fudge):
    return struct.pack(">HIH", time >> 32, time & 0xFFFFFFFF, fudge)


def variables(key, algorithm, time, fudge, error, other):
    return (
        wire_name(key)
        + struct.pack(">HI", 255, 0)
        + wire_name(algorithm)
        + timers(time, fudge)
        + struct.pack(">HH", error, len(other))
        + other
    )


def record(owner, algorithm, time, fudge, mac, ident, error, other, **odd):
    rdata = (
        wire_name(algorithm)
        + timers(time, fudge)
        + struct.pack(">H", odd.get("mac_size", len(mac)))
        + mac
        + struct.pack(">HHH", ident, error, odd.get("other_size", len(other)))
        + other
        + odd.get("tail", b"")
    )
    return (
        owner
        + struct.pack(">HHIH", 250, odd.get("rr_class", 255), 0, len(rdata))
        + rdata
    )


def count(text, section, more):
    at = 4 + 2 * section
    n = struct.unpack(">H", text[at : at + 2])[0] + more
    return text[:at] + struct.pack(">H", n) + text[at + 2 :]


def sign(
    text,
    prior=None,
    key=KEY,
    algorithm="hmac-sha256",
    secret=SECRET,
    time=NOW,
    fudge=300,
    error=0,
    other=b"",
    short=False,
    pending=b"",
    owner=None,
    mac_bytes=None,
    **odd,
):
    digest = b""
    if prior is not None:
        digest += struct.pack(">H", len(prior)) + prior
    digest += pending + text
    if short:
        digest += timers(time, fudge)
    else:
        digest += variables(key, algorithm, time, fudge, error, other)
    mac = hmac.new(secret, digest, HASHES[algorithm]).digest()
    sent = mac if mac_bytes is None else mac[:mac_bytes]
    ident = struct.unpack(">H", text[:2])[0]
    tsig = record(
        owner or wire_name(key), algorithm, time, fudge, sent, ident, error, other, **odd
    )
    return count(text, 3, 1) + tsig, mac


def group(name, result, messages, mac, algorithm="hmac-sha256", now=NOW, complete=True, says="", sign_it=None):
    print(f"[{name}]")
    print(f"algorithm={algorithm}")
    if sign_it:
        print(f"request={sign_it[0].hex()}")
        print(f"signed={sign_it[1].hex()}")
    print(f"mac={mac.hex()}")
    print(f"now={now}")
    print("messages=" + "".join(m.hex() + ";" for m in messages))
    print(f"result={result}")
    print(f"complete={'true' if complete else 'false'}")
    if says:
        print(f"says={says}")
    print()


def main():
    print("# Made by make-tsig-vectors.py")
    print(f"# key {KEY} secret {base64.b64encode(SECRET).decode()}")
    print()

    request = message(flags=0x2800)
    reply = message()
    notauth = message(flags=0xA809)
    for algorithm in HASHES:
        signed, mac = sign(request, algorithm=algorithm)
        good, _ = sign(reply, mac, algorithm=algorithm, time=NOW + 1)
        group(algorithm, "ok", [good], mac, algorithm, sign_it=(request, signed))

    _, mac = sign(request)
    good, _ = sign(reply, mac)

    def one(name, result, text, **more):
        group(name, result, [text], mac, **more)

    # clocks
    one("just-in-time", "ok", good, now=NOW + 300)
    one("just-in-time-before", "ok", good, now=NOW - 300)
    one("too-late", "auth", good, now=NOW + 301, says="301 s")
    one("too-early", "auth", good, now=NOW - 4000, says="4000 s")
    server = struct.pack(">HI", 0, NOW + 7200)
    one(
        "bad-time",
        "auth",
        sign(notauth, mac, error=18, other=server)[0],
        says="2025-10-09 10:53:20 UTC",
    )
    one("bad-time-difference", "auth", sign(notauth, mac, error=18, other=server)[0], says="7200 s")
    one("bad-time-without-clock", "auth", sign(notauth, mac, error=18)[0])
    one(
        "bad-time-forged",
        "protocol",
        sign(notauth, mac, error=18, other=server, secret=b"x" * 32)[0],
    )

    # refusals
    one("bad-signature", "auth", sign(notauth, mac, error=16, mac_bytes=0)[0], says="BADSIG")
    one("bad-key", "auth", sign(notauth, mac, error=17, mac_bytes=0)[0], says="BADKEY")
    one("bad-truncation", "protocol", sign(notauth, mac, error=22)[0])
    one("unsigned-notauth", "auth", notauth)
    one("unsigned-refused", "auth", message(flags=0xA805))
    one("unsigned-noerror", "protocol", reply)
    one("unsigned-servfail", "protocol", message(flags=0xA802))
    one("signed-refused", "ok", sign(message(flags=0xA805), mac)[0])

    # forgeries
    one("other-secret", "protocol", sign(reply, mac, secret=b"x" * 32)[0])
    one("other-request", "protocol", sign(reply, b"x" * 32)[0])
    one("without-request", "protocol", sign(reply)[0])
    one("altered", "protocol", good[:3] + b"\x05" + good[4:])
    one("short-mac", "protocol", sign(reply, mac, mac_bytes=16)[0])
    one("no-mac", "protocol", sign(reply, mac, mac_bytes=0)[0])
    one("other-key", "protocol", sign(reply, mac, key="other.key.")[0])
    one("other-algorithm", "protocol", sign(reply, mac, algorithm="hmac-sha512")[0])
    one("time-altered", "protocol", good.replace(struct.pack(">HI", 0, NOW), struct.pack(">HI", 0, NOW + 1)))

    # spellings
    one("upper-case-key", "ok", sign(reply, mac, owner=wire_name(KEY.upper(), False))[0])
    one("forwarded-id", "ok", b"\x00\x07" + good[2:])
    one("forwarded-id-altered", "protocol", good[:-6] + b"\x00\x07" + good[-4:])

    # broken frames
    one("empty", "protocol", b"")
    one("header-only", "protocol", good[:12])
    one("cut", "protocol", good[:-1])
    one("trailing-byte", "protocol", good + b"\0")
    one("two-signatures", "protocol", sign(good, mac)[0])
    one("not-last", "protocol", count(good, 3, 1) + b"\0" + struct.pack(">HHIH", 1, 1, 0, 4) + b"\x7f\0\0\1")
    one("in-answer", "protocol", count(count(good, 3, -1), 1, 1))
    one("class-in", "protocol", sign(reply, mac, rr_class=1)[0])
    one("mac-size-beyond", "protocol", sign(reply, mac, mac_size=0xFFFF)[0])
    one("other-size-beyond", "protocol", sign(reply, mac, other_size=6)[0])
    one("rdata-tail", "protocol", sign(reply, mac, tail=b"\0")[0])
    one("owner-loop", "protocol", sign(reply, mac, owner=struct.pack(">H", 0xC000 | len(reply)))[0])
    one("owner-forward", "protocol", sign(reply, mac, owner=struct.pack(">H", 0xC000 | (len(reply) + 20)))[0])
    one("owner-reserved-label", "protocol", sign(reply, mac, owner=b"\x80\0")[0])
    one("count-too-high", "protocol", count(good, 3, 1))

    # zone transfers
    parts = [message(flags=0x8400, answers=bytes([0]) + struct.pack(">HHIH", 16, 1, 60, 2) + bytes([1, 65 + i]), n_answers=1) for i in range(102)]

    def transfer(pattern):
        prior, pending, first, out = mac, b"", True, []
        for part, letter in zip(parts, pattern):
            if letter == "s":
                text, prior = sign(part, prior, short=not first, pending=pending)
                pending, first = b"", False
            else:
                text = part
                pending += part
            out.append(text)
        return out

    group("transfer-all-signed", "ok", transfer("sss"), mac)
    group("transfer-gaps", "ok", transfer("suuss"), mac)
    group("transfer-gap-99", "ok", transfer("s" + 99 * "u" + "s"), mac)
    group("transfer-gap-100", "protocol", transfer("s" + 100 * "u" + "s"), mac)
    group("transfer-end-unsigned", "ok", transfer("su"), mac, complete=False)
    group("transfer-first-unsigned", "protocol", transfer("us"), mac)
    text = transfer("susu" + "s")
    group("transfer-swapped", "protocol", [text[0], text[2], text[1], text[3], text[4]], mac)
    group("transfer-lost-unsigned", "protocol", [text[0], text[2], text[3], text[4]], mac)
    group("transfer-lost-signed", "protocol", [text[0], text[1], text[3], text[4]], mac)
    group("transfer-altered-unsigned", "protocol", [text[0], text[1][:-1] + b"x", text[2]], mac)
    group("transfer-repeated", "protocol", [text[0], text[0]], mac)


main()
