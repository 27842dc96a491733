# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario files: reading, checking, and filling in what stands in braces.

A Scenario's fields are those of the file with every {NAME} resolved, in values and
in the names of members; `raw` is what the file says.
"""
import json
import re

from . import places

TEXTS = ("RSA1024 RSA2048 RSA2048B RSA4096 RSA2048TESTING RSA2048BARE RSA2048CUT P2048 "
         "SPF300 SPF99 TXT2000 SPKIOWN SPKIOLD SPKICA").split()
KNOWN = {"d", "dashed", *places.ADDRESSES, *TEXTS}
LISTS = ("zone", "local")
OBJECTS = ("intent", "servers", "copies", "parent", "rdap", "dnssec", "dnssec_of", "zone_behaviour", "addresses",
           "mail", "web", "resolvers", "api", "change", "letter", "history", "ask", "expect", "fix")
BRACES = re.compile(r"\{(\w+)\}")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}


class BadFile(Exception):
    """A scenario file that is none; the text is for people."""


def seconds(text):
    """'-31d', '+8d', '10m', 600: a relative time in seconds."""
    if isinstance(text, (int, float)):
        return int(text)
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)\s*([smhdwy]?)", text.strip())
    if not found:
        raise BadFile("“%s” is no length of time" % text)
    return int(float(found[1]) * UNITS[found[2] or "s"])


def ascii_name(name):
    """A domain as it stands in DNS: A-labels, no final dot."""
    try:
        return name.rstrip(".").lower().encode("idna").decode()
    except UnicodeError:
        raise BadFile("“%s” is no domain" % name)


class Scenario:
    """One scenario, its braces filled in."""

    def __init__(self, raw, values):
        self.raw, self.id, self.domain = raw, raw["id"], ascii_name(raw["domain"])
        self.values = dict(values, d=self.domain, dashed=self.domain.replace(".", "-"))
        self.fields = self._fill(raw)

    def _fill(self, value):
        if isinstance(value, str):
            return BRACES.sub(lambda m: self.values.get(m[1], m[0]), value)
        if isinstance(value, list):
            return [self._fill(v) for v in value]
        if isinstance(value, dict):
            return {self._fill(k): self._fill(v) for k, v in value.items()}
        return value

    @property
    def origin(self):
        """The domain with its final dot."""
        return self.domain + "."

    @property
    def offset(self):
        """By how many seconds this computer's clock is ahead of the true time."""
        return seconds(self.fields.get("clock") or 0)

    def get(self, name, default=None):
        """A field; an empty object or list where the file has none."""
        value = self.fields.get(name)
        if value is not None:
            return value
        if default is not None:
            return default
        return {} if name in OBJECTS else [] if name in LISTS else None


def _check(raw, where):
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not isinstance(raw.get("domain"), str):
        raise BadFile("%s: a scenario needs an “id” and a “domain”" % where)
    where = "%s: %s" % (where, raw["id"])
    for names, kind, word in ((LISTS, list, "a list"), (OBJECTS, dict, "an object")):
        for name in names:
            if raw.get(name) is not None and not isinstance(raw[name], kind):
                raise BadFile("%s: “%s” has to be %s" % (where, name, word))
    if not isinstance(raw.get("expect"), dict) or "first" not in raw["expect"]:
        raise BadFile("%s: “expect” has to say what is found “first”" % where)
    ascii_name(raw["domain"])
    told = {k: v for k, v in raw.items() if k not in ("say", "fix", "symptom", "cause")}
    unknown = set(BRACES.findall(json.dumps(told))) - KNOWN
    if unknown:
        raise BadFile("%s: nobody knows {%s}" % (where, "}, {".join(sorted(unknown))))
    seconds(raw.get("clock") or 0)


def load(path):
    """All scenarios of a file, as they stand there."""
    try:
        with open(path, encoding="utf-8") as f:
            found = json.load(f)
    except (OSError, ValueError, RecursionError) as e:
        raise BadFile("%s: %s" % (path, getattr(e, "strerror", None) or e))
    if isinstance(found, dict):
        found = found["scenarios"] if "scenarios" in found else [found]
    if not isinstance(found, list):
        raise BadFile("%s: this is no list of scenarios" % path)
    for raw in found:
        _check(raw, path)
    return found
