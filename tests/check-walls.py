#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-walls.py ROOT: what the compiler cannot see of the house rules."""
import re
import sys

import sources

# header → rooms (or beginnings of paths) that may include it
INCLUDES = {
    r"ldns/": ("model", "net", "dns", "practice", "provider/lw-provider-rfc2136"),
    r"(gtk/|gdk/|gsk/|adwaita\.h|libportal)": ("ui",),
    r"sqlite3\.h": ("store",),
    r"libsecret/": ("store",),
    r"libsoup/": ("net", "provider", "practice"),
    r"idn2\.h|libpsl\.h": ("model",),
    r"unbound\.h": ("dns",),
    r"gmime/": ("mail", "session"),
}
# words that may stand only in these rooms, or nowhere
WORDS = {
    r"\bldns_resolver_\w+": (),
    r"\bldns_(?:udp_|tcp_)?send\w*": (),
    r"\b(?:g_get_real_time|g_get_current_time|g_date_time_new_now\w*|time) \((?:NULL)?\)":
        ("net", "dns", "provider", "mail", "store", "session", "practice", "cli", "ui"),
    r"\b(?:TODO|FIXME|XXX)\b": (),
}
BANNED_IN_NAMES = re.compile(r"\b(?:manager|helpers?|utils?|data|info|handle|process)\b")
FUNCTION_LINES = 80
FILE_LINES = 500
TEST_FILE_LINES = 1000  # tables are the specification and stay together
LICENCE = "/* SPDX-License-Identifier: GPL-3.0-or-later */"


def allowed(path, rooms):
    inside = path.removeprefix("src/")
    return any(inside.startswith(room if "/" in room else room + "/") for room in rooms)


def check_includes(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
        if not header:
            continue
        for pattern, rooms in INCLUDES.items():
            if re.match(pattern, header.group(1)) and not allowed(path, rooms):
                yield f"{path}:{number}: <{header.group(1)}> may be included only in {', '.join(rooms)}"


def check_words(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, rooms in WORDS.items():
            word = re.search(pattern, line)
            if word and not allowed(path, rooms):
                yield f"{path}:{number}: {word.group(0)} has no place here"


def check_functions(path, text):
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            if number - start + 1 > FUNCTION_LINES:
                yield f"{path}:{start}: a function of {number - start + 1} lines; at most {FUNCTION_LINES}"
            start = None


def check_file(path, text):
    lines = text.splitlines()
    most = TEST_FILE_LINES if path.startswith("tests/") else FILE_LINES
    if len(lines) > most:
        yield f"{path}: {len(lines)} lines; at most {most}"
    if not lines or lines[0] != LICENCE:
        yield f"{path}:1: the first line is not {LICENCE}"
    if path.endswith(".h") and "#pragma once" not in lines:
        yield f"{path}: a header without #pragma once"
    name = path.rsplit("/", 1)[1]
    if BANNED_IN_NAMES.search(name):
        yield f"{path}: the name says nothing ({BANNED_IN_NAMES.search(name).group(0)})"


def check_types(path, text):
    for name in re.findall(r"^(?:typedef struct )?_?(Lw[A-Za-z0-9]+)", text, re.MULTILINE):
        banned = BANNED_IN_NAMES.search(re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower())
        if banned:
            yield f"{path}: the type {name} has a name that says nothing ({banned.group(0)})"


def main(root):
    complaints = []
    for path in sources.files(root, ".c", ".h", under="src"):
        text = sources.read(root, path)
        for check in (check_includes, check_words, check_functions, check_file, check_types):
            complaints += check(path, text)
    for path in sources.files(root, ".c", ".h", under="tests"):
        text = sources.read(root, path)
        for check in (check_functions, check_file):
            complaints += check(path, text)
    for path in sources.files(root, ".ui", under="src"):
        if not path.startswith("src/ui/"):
            complaints.append(f"{path}: .ui files live in src/ui")
    for line in complaints:
        print(line)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
