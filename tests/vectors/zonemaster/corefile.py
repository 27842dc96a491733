# SPDX-License-Identifier: GPL-3.0-or-later
"""CoreDNS configurations, as far as the test zones of others use them: which address serves what.

Read: bind, file, template, acl (drop), header (clear aa). Whatever else is said is passed over.
"""
import ipaddress
import pathlib
import re

import zonefile

UNREAD = []     # records of templates that make no sense


class Template:
    """What is said in place of the zone file, for a type at or below a zone."""

    def __init__(self, words, body):
        self.rrclass, self.rrtype = words[1].upper(), words[2].upper()
        self.zones = [zonefile.absolute(z, ".") for z in words[3:]]
        self.sections = {"answer": [], "authority": [], "additional": []}
        self.rcode, self.silent = 0, False
        for line in body:
            word, value = (line.split(None, 1) + [""])[:2]
            if word in self.sections and " CH " not in value:
                self._take(word, value.strip().strip('"').replace('\\"', '"'))
            elif word == "rcode":
                self.rcode = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4,
                              "REFUSED": 5}.get(value.strip('" ').upper(), 2)

    def _take(self, section, text):
        """A record that CoreDNS could not read either is left out."""
        try:
            self.sections[section].append(zonefile.read_record(text))
        except (ValueError, IndexError, StopIteration):
            UNREAD.append(text)

    def fits(self, name, rrtype, block_zone):
        """Whether it speaks for this question."""
        if self.rrclass not in ("IN", "ANY") or self.rrtype != "ANY" and zonefile.type_number(self.rrtype) != rrtype:
            return False
        return any(below(name, zone) for zone in self.zones or [block_zone])


class Block:
    """One server block."""

    def __init__(self, zones, lines, folder):
        self.zones = [zonefile.absolute(re.sub(r":\d+$", "", z), ".") for z in zones]
        self.addresses, self.files, self.templates, self.dropped, self.clear_aa = [], [], [], [], False
        lines = list(lines)
        while lines:
            words, body = lines.pop(0).split(), []
            if words[-1] == "{":
                words.pop()
                while lines[0] != "}":
                    body.append(lines.pop(0))
                lines.pop(0)
            self._take(words, body, folder)

    def _take(self, words, body, folder):
        if words[0] == "bind":
            self.addresses += [str(ipaddress.ip_address(a)) for a in words[1:]]
        elif words[0] == "file":
            self.files += [(folder / words[1], zonefile.absolute(z, ".")) for z in words[2:] or self.zones]
        elif words[0] == "template":
            self.templates.append(Template(words, body))
        elif words[0] == "acl" and any(line.split()[0] in ("drop", "block") for line in body):
            self.dropped += [zonefile.absolute(z, ".") for z in words[1:] or self.zones]
        elif words[0] == "header":
            self.clear_aa |= any("clear aa" in line for line in body)


def below(name, zone):
    """At or below."""
    return zone == "." or name == zone or name.endswith("." + zone)


def lines_of(path, folder):
    """Lines without comments, with what is imported."""
    for line in path.read_text().splitlines():
        line = re.sub(r'(^|\s)#.*', "", line).strip()
        if line.startswith("import "):
            name = line.split()[1]
            yield from lines_of(folder / name if (folder / name).exists() else path.parent / name, folder)
        elif line:
            yield line


def read(path):
    """All server blocks of a configuration."""
    blocks, head, depth, body = [], [], 0, []
    for line in lines_of(path, path.parent):
        if depth == 0:
            head, body = line.rstrip("{").split(), []
        elif not (depth == 1 and line == "}"):
            body.append(line)
        depth += line.endswith("{") - (line == "}")
        if depth == 0:
            blocks.append(Block(head, body, path.parent))
    return blocks
