#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes corpus/wire from the tables of tests/net/test-wire.c and from data/tsig.ini.

Run by hand in this folder when the tables grow.
"""

import configparser
import pathlib
import re

HERE = pathlib.Path(__file__).parent
OUT = HERE / "corpus" / "wire"
text = (HERE / "../net/test-wire.c").read_text()

# Macros that are nothing but strings
macros = {}
for name, value in re.findall(r'#define (\w+) ((?:"[^"]*"|\w+| )+)\n', text):
    macros[name] = value


def join(value):
    out = ""
    for word in re.findall(r'"([^"]*)"|(\w+)', value):
        out += join(macros[word[1]]) if word[1] else word[0]
    return out


OUT.mkdir(parents=True, exist_ok=True)
for table in ("hostile_cases", "parse_cases"):
    body = re.search(r"%s\[\] = \{(.*?)\n\};" % table, text, re.S).group(1)
    body = re.sub(r'"\s*\\#[^"]*"', '""', body)
    for name, value in re.findall(r'\{ "([\w-]+)",\s*((?:"[0-9a-fA-F ]*"|[A-Z]+|\s)+)[,}]', body):
        (OUT / name).write_bytes(bytes.fromhex(join(value)))

ini = configparser.ConfigParser(interpolation=None)
ini.read(HERE / "../net/data/tsig.ini")
for group in ini.sections():
    first = ini[group]["messages"].split(";")[0]
    if not group.startswith("transfer"):
        (OUT / f"tsig-{group}").write_bytes(bytes.fromhex(first))
