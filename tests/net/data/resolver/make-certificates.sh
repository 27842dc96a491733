#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the certificates of the encrypted resolvers in the tests again, each with its key: ca.pem (an
# authority nobody trusts but the tests; its key is thrown away), good.pem for dns.berg.test, other.pem
# for another name, expired.pem, early.pem (not valid yet) and stranger.pem (vouches for itself). All
# others are valid from 2020 to 2120, so that no clock spoils them. Run by hand, in this folder.
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
[dns.berg.test]
basicConstraints = CA:FALSE
subjectAltName = DNS:dns.berg.test
[dns.tal.test]
basicConstraints = CA:FALSE
subjectAltName = DNS:dns.tal.test
CONF
sign() { openssl ca -batch -notext -config ca.conf -startdate "$1" -enddate "$2" -in "$3.csr" -out "$3.crt" $4 2>/dev/null; }
request() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null; }
server() { # FILE NAME FROM TO
  request "$1" "$2"
  sign "$3" "$4" "$1" "-extensions $2 -cert ca.crt -keyfile ca.key"
  cat "$1.crt" "$1.key" >"$here/$1.pem"
}
long="20200101000000Z 21200101000000Z"
request ca "Letterway test authority for resolvers"
sign $long ca "-selfsign -extensions authority -keyfile ca.key"
cp ca.crt "$here/ca.pem"
server good dns.berg.test $long
server other dns.tal.test $long
server expired dns.berg.test 20200101000000Z 20200201000000Z
server early dns.berg.test 21190101000000Z 21200101000000Z
request stranger dns.berg.test
sign $long stranger "-selfsign -extensions dns.berg.test -keyfile stranger.key"
cat stranger.crt stranger.key >"$here/stranger.pem"
