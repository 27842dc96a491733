# SPDX-License-Identifier: GPL-3.0-or-later
"""What others say each test zone must yield: the tables of Zonemaster's specifications."""
import collections
import ipaddress
import re

Scenario = collections.namedtuple("Scenario", "case name zone mandatory forbidden undelegated")
TAG = re.compile(r"[A-Z][A-Z0-9_]{3,}")
NO_LOOK = ("The zone is not delegated", "Undelegated data", "undelegated data")


def tags(cell):
    """The message tags of a cell; footnotes are none."""
    return [] if cell.strip() in ("", "(none)") else [t for t in TAG.findall(cell) if "_" in t]


def sections(text):
    """{heading: text} of the third level."""
    parts = re.split(r"^### +(.+)$", text, flags=re.M)
    return {parts[i].strip(): parts[i + 1] for i in range(1, len(parts) - 1, 2)}


def zone_of(name, case, section):
    """The zone that a scenario is about; most follow the same pattern."""
    found = re.search(r'^\* Zone: *"?([^\s"]+)"?', section, re.M)
    return (found[1] if found else "%s.%s.xa" % (name, case)).rstrip(".").lower() + "."


def read(path):
    """All scenarios of one specification."""
    text, case = path.read_text(), path.stem
    details, rows, inside = sections(text), [], False
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        inside = "Mandatory" in line or inside and len(cells) > 1
        if inside and len(cells) == 3 and re.fullmatch(r"[A-Z0-9][A-Z0-9-]+", cells[0]):
            rows.append((cells[0], tags(cells[1]), cells[2]))
    known = {t for _, mandatory, forbidden in rows for t in mandatory + tags(forbidden)}
    for name, mandatory, cell in rows:
        section = details.get(name, "")
        forbidden = sorted(known - set(mandatory)) if re.match(r"\(?2\)", cell) else tags(cell)
        yield Scenario(case, name, zone_of(name, case, section), mandatory, forbidden,
                       "UNDEL" in name or name.endswith("-UND") or any(words in section for words in NO_LOOK))


def untestable(path):
    """The scenarios that the authors themselves do not run yet, of one of their test programs."""
    text = path.read_text()
    marked = re.findall(r"^\s+'([A-Z0-9-]+)' => \[\s+0,", text, re.M)
    return set(marked) | set(re.findall(r"scenario '([A-Z0-9-]+)' => sub \{\s+todo", text))


def roots(folder, case):
    """The root servers of a test case: [(name, address)]."""
    own = sorted(folder.glob("*/%s/hintfile.zone" % case))
    text = (own[0] if own else folder / "COMMON/hintfile").read_text()
    return re.findall(r"^(\S+)\s+\d*\s*(?:IN\s+)?(?:A|AAAA)\s+(\S+)", text, re.M)


def recorded_roots(path):
    """The root servers among the servers of a recording, first who said most."""
    lines = sorted(path.read_text().splitlines(), key=len, reverse=True)
    rows = [line.split(" ", 2)[:2] for line in lines]
    found = [(name + ".", str(ipaddress.ip_address(address))) for name, address in rows if name.endswith(".root-servers.net")]
    return found[:2]


def read_test(path):
    """The domains of one of the older test programs, with the tags that it wants or denies for each."""
    text, domain, hoped = path.read_text(), None, False
    names = dict(re.findall(r"my \$(\w+)\s*=\s*Zonemaster::Engine->zone\(\s*q\{([^}]+)\}", text))
    tags_of = {}
    for line in text.splitlines():
        hoped = ("TODO" in line or hoped) and not line.startswith("}")
        if re.search(r"[%@]res", line):
            told = re.findall(r"q\{([a-z0-9-]+(?:\.[a-z0-9-]+)+)\}", line) or [names[n] for n in re.findall(r"\$(\w+)", line)
                                                                              if n in names]
            domain = told[-1] if told else domain
        found = re.search(r"ok\(\s*(!?)\s*\$res\{(\w+)\}", line)
        if found and domain and not hoped and not line.lstrip().startswith("#"):
            tags_of.setdefault(domain, ([], []))[found[1] == "!"].append(found[2])
    for domain, (wanted, denied) in tags_of.items():
        yield Scenario(path.name[5:-6] + " (recorded)", domain, domain + ".", sorted(set(wanted) - set(denied)),
                       sorted(set(denied) - set(wanted)), False)
