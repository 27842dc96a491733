#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the certificates of test-http: a CA, and a server at 127.0.0.1. The keys guard nothing.

Run by hand in this folder; needs the Python module "cryptography".
"""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Whatever the clock of the computer that runs the tests says
BEGIN = datetime.datetime(2000, 1, 1)
END = datetime.datetime(2120, 1, 1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def build(subject, key, serial):
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name("Letterway test CA"))
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


ca_key = ec.generate_private_key(ec.SECP256R1())
ca = build("Letterway test CA", ca_key, 1)
ca = ca.add_extension(x509.BasicConstraints(True, None), True)

key = ec.generate_private_key(ec.SECP256R1())
server = build("127.0.0.1", key, 2)
address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
server = server.add_extension(x509.SubjectAlternativeName([address]), False)
server = server.add_extension(x509.BasicConstraints(False, None), True)
server = server.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)

with open("ca.pem", "wb") as f:
    f.write(pem(ca.sign(ca_key, hashes.SHA256())))
with open("server.pem", "wb") as f:
    f.write(pem(server.sign(ca_key, hashes.SHA256())))
    f.write(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
