#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the certificates of the tests again: ca.pem (an authority nobody trusts but the tests; its
# key is thrown away) and server.pem (certificate and key of mx.berg.test), valid from 2020 to 2120
# so that no clock spoils them. They protect nothing. Run by hand, in this folder.
set -eu
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir new && : >index && echo 01 >serial
cat >ca.conf <<CONF
[ca]
default_ca = tests
[tests]
database = index
serial = serial
new_certs_dir = new
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
subjectAltName = DNS:mx.berg.test
CONF
sign() { openssl ca -batch -notext -config ca.conf -startdate 20200101000000Z -enddate 21200101000000Z "$@" 2>/dev/null; }
request() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null; }
request ca "Letterway test authority"
sign -selfsign -extensions authority -keyfile ca.key -in ca.csr -out ca.pem
request server mx.berg.test
sign -extensions server -cert ca.pem -keyfile ca.key -in server.csr -out server.pem
cp ca.pem "$here/ca.pem"
cat server.pem server.key >"$here/server.pem"
