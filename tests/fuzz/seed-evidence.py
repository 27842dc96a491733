#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh seed-evidence.py OUT [DOMAIN…]: seeds for fuzz-evidence and fuzz-file.

Looks at some domains of the lab and writes OUT/evidence and OUT/file: what every server really
said, in the form that fuzz-evidence.c reads, and the file that the program kept. Run by hand when
the form changes; the corpus is then made small by `fuzz-evidence -merge=1`.
"""
import base64
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent / "../lab"))
import dnswire              # noqa: E402

PROGRAM = os.environ.get("LETTERWAY", "letterway")
DOMAINS = ["signed-ok.com", "berg.example", "pdns-unsigned.com", "nullmx.com", "nomx.com", "island.com", "bogus-ds.com",
           "expired-sig.com", "seal-rounds10.com", "seal-optout.com", "seal-rsa.com", "seal-sha1.com", "seal-nosig.com",
           "seal-unknown.com", "seal-orphan.com", "seal-nomx.com", "seal-half.com", "missing.example", "bigmx.com"]
ROLES = ["parent", "authority", "resolver", "system"]
PLACES = {"DS": 4, "DNSKEY": 5, "MX": 6, "NSEC3PARAM": 7}
WALK = 8
MAIL_HOST = 9


def row(place, who, owner, rrtype, message):
    """One row as fuzz-evidence.c takes it."""
    return struct.pack(">BBBHH", place, who & 255, owner, rrtype, len(message)) + message


def answer_rows(evidence):
    """What the look kept: the role is the place."""
    servers = {}
    for answer in evidence["answers"]:
        who = servers.setdefault(answer.get("address"), len(servers)) % 4
        who |= 8 * (answer.get("via") == "tcp") | 16 * bool(answer.get("truncated"))
        owner = {evidence["domain"]: 0, evidence["delegation"]["zone"]: 1}.get(answer["owner"], 5)
        yield row(ROLES.index(answer["role"]), who, owner, dnswire.type_number(answer["type"]),
                  base64.b64decode(answer.get("raw") or ""))


def host_rows(evidence):
    """The addresses of the mail servers."""
    for host in evidence["mail_hosts"]:
        for answer in host["answers"]:
            yield row(MAIL_HOST, 1, 5, dnswire.type_number(answer["type"]), base64.b64decode(answer.get("raw") or ""))


def ask(address, name, rrtype):
    """The message as it comes, with signatures."""
    packet = dnswire.question(name, rrtype, recurse=False, dnssec=True)
    with socket.create_connection((address, 53), 3) as s, s.makefile("rb") as stream:
        s.sendall(struct.pack(">H", len(packet)) + packet)
        return stream.read(struct.unpack(">H", stream.read(2))[0])


def seal_rows(evidence):
    """What the seal rests on is not kept as it came, so it is asked for again."""
    delegation = evidence["delegation"]
    parents = {a["address"] for a in evidence["answers"] if a["role"] == "parent" and a.get("address")}
    for who, address in enumerate(sorted(parents)[:2]):
        yield row(4, who, 1, 43, ask(address, delegation["zone"], "DS"))
        yield row(WALK, who, 1, 2, ask(address, delegation["zone"], "NS"))
    for who, server in enumerate(delegation["servers"][:2]):
        for rrtype in ("DNSKEY", "MX", "NSEC3PARAM"):
            name = evidence["domain"] if rrtype == "MX" else delegation["zone"]
            yield row(PLACES[rrtype], who, 1, dnswire.type_number(rrtype), ask(server["address"], name, rrtype))


def head(evidence):
    """Clock, domain and how far above it the zone begins."""
    domain = evidence["domain"].encode()
    above = evidence["domain"].count(".") - (evidence.get("delegation") or {"zone": "."})["zone"].count(".")
    return struct.pack(">IB", int(time.time()), len(domain)) + domain + bytes([above % 4])


def main(out, domains):
    """Writes both folders."""
    for folder in ("evidence", "file"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for domain in domains:
        saved = out / "file" / domain
        subprocess.run([PROGRAM, "check", "--quiet", "--save", str(saved), domain], timeout=120)
        evidence = json.loads(saved.read_text())
        rows = list(answer_rows(evidence)) if evidence.get("delegation") else []
        (out / "evidence" / (domain + "-answers")).write_bytes(head(evidence) + b"".join(rows + list(host_rows(evidence))))
        if evidence.get("delegation"):
            (out / "evidence" / (domain + "-seal")).write_bytes(head(evidence) + b"".join(seal_rows(evidence)))


main(pathlib.Path(sys.argv[1]), sys.argv[2:] or DOMAINS)
