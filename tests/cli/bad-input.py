#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bad-input.py PROGRAM [--markdown] [--only TEXT]

Gives the program everything it may be given by mistake or by malice (bad_rows.py) and looks
whether it ends with the right code, names the input that is meant, offers a step, prints nothing
else, keeps the secret and writes nothing.  `--markdown` prints what came of it: docs/bad-input.md.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import sys

import bad_rows
from letterway import Home, Tap
from trouble_api import Api
from trouble_dns import Dns

WORKERS = 4
# Here nothing was looked at, so nothing is to be remembered.
UNSEEN = ("Names of domains", "Plan files", "World files", "Evidence files", "Keys")
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "bad-input.md"
HEAD = """# Bad input

What Letterway says to mistaken or hostile input. `tests/cli/bad-input.py PROGRAM --markdown` writes this page from the
rows in `tests/cli/bad_rows.py`; the test of the same name runs every row and compares the page.

*Exit* is the exit code of the command line, *field* the input that the sentence is about (for answers of name servers
the finding's id), *step* what the person can do.
"""


class Outcome:
    """What came of a row: the answer, the words in it, and what is wrong with it."""

    def __init__(self, row):
        self.row, self.sentence, self.step, self.complaints, self.answer = row, "", "", [], None


class Place:
    """The servers and the homes that rows run in."""

    def __init__(self, program, dns, api):
        self.program, self.dns, self.api = program, dns, api

    def fill(self, text, row, home):
        if isinstance(text, bytes):
            return text if b"{" not in text else self.fill(text.decode("latin-1"), row, home).encode("latin-1")
        text = re.sub(r"\{api:([^}]*)\}", lambda found: self.api.url(found[1]), text)
        text = re.sub(r"\{apis:([^}]*)\}", lambda found: self.api.url(found[1]).replace("http:", "https:"), text)
        text = text.replace("{port}", str(self.dns.ports.get(row.dns)))
        return text.replace("{dir}", str(home.path / "work"))

    def world(self, row, home):
        if row.world is None and row.dns is None:
            return None
        path = home.path / "world.json"
        path.write_bytes(row.world if row.world is not None else json.dumps(self.healthy_world(row.dns)).encode())
        return path

    def healthy_world(self, mood):
        return dict(bad_rows.WORLD, resolvers=[dict(name="Resolver", operator="Test", address="127.0.0.3")],
                    system_resolver="127.0.0.3", dns_port=self.dns.ports[mood], smtp_port=9,
                    public_ranges=["127.0.0.0/8"], plain_http=["127.0.0.0/8"], online=True)

    def run(self, row):
        outcome = Outcome(row)
        with Home(self.program) as home:
            for name, content in row.files.items():
                (home.path / "work" / name).write_bytes(content)
            outcome.answer = home.run(*(self.fill(word, row, home) for word in row.argv), stdin=self.fill(row.stdin, row, home),
                                      world=self.world(row, home))
            read_words(outcome, home)
            judge(outcome, home)
        return outcome


def plain(text, home):
    """The same in every run."""
    text = text.replace(str(home.path / "work"), "…").replace(str(home.path), "…")
    return re.sub(r"127\.0\.0\.(\d):\d{4,5}", r"127.0.0.\1", text)


def read_words(outcome, home):
    if outcome.row.finding:
        read_finding(outcome)
        return
    lines = plain(outcome.answer.err, home).splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith("letterway: ")), None)
    if first is None:
        return
    outcome.sentence = lines[first].removeprefix("letterway: ").removeprefix("%s: " % outcome.row.field)
    if first + 1 < len(lines) and lines[first + 1].startswith("  "):
        outcome.step = lines[first + 1].strip()


def read_finding(outcome):
    try:
        verdict = json.loads(outcome.answer.out)
    except ValueError:
        outcome.complaints.append("the output is not JSON")
        return
    finding = next((one for one in verdict["findings"] if one["id"] == outcome.row.field), None)
    if finding is None and outcome.row.field:
        outcome.complaints.append("found %s, not %s" % ([one["id"] for one in verdict["findings"]], outcome.row.field))
    outcome.sentence = finding["result"] if finding else verdict["sentence"]
    outcome.step = (finding or {}).get("step") or ""


def judge(outcome, home):
    row, answer, complain = outcome.row, outcome.answer, outcome.complaints.append
    if answer.code != row.code:
        complain("ends with %s, not with %s" % (answer.code, row.code))
    if not row.finding:
        judge_words(outcome)
    elif not outcome.step and row.field:
        complain("offers no step")
    if row.says not in answer.err + answer.out:
        complain("does not say “%s”" % row.says)
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", answer.err + answer.out):
        complain("prints a control character")
    if re.search(r"CRITICAL|WARNING|AddressSanitizer|runtime error", answer.err):
        complain("warns of a bug")
    judge_secret(outcome, home)
    judge_disk(outcome, home)


def judge_words(outcome):
    row, answer, complain = outcome.row, outcome.answer, outcome.complaints.append
    if "letterway: %s: " % row.field not in answer.err:
        complain("does not name “%s”" % row.field)
    if not outcome.step:
        complain("offers no step")
    if answer.out and not row.argv[0] == "apply":
        complain("prints to the standard output")
    if re.search(r"(?i)\b(invalid|failed|fatal|illegal|please|sorry)\b|[!]", outcome.sentence + outcome.step):
        complain("uses a word that is not ours")
    if len(answer.err) > 1000:
        complain("prints %d characters" % len(answer.err))


def judge_secret(outcome, home):
    for secret in bad_rows.SECRETS:
        if secret in outcome.answer.err + outcome.answer.out:
            outcome.complaints.append("shows the secret")
        for path in home.files():
            if secret.encode() in path.read_bytes():
                outcome.complaints.append("writes the secret to " + path.name)


def judge_disk(outcome, home):
    row, complain = outcome.row, outcome.complaints.append
    if (home.path / "keyring").exists():
        complain("keeps a key")
    if home.count("push") and not row.writes:
        complain("writes a change into the history")
    if row.group in UNSEEN and not row.finding and home.count("domain"):
        complain("keeps the domain")


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")


def make_page(outcomes):
    lines = [HEAD]
    group = None
    for outcome in outcomes:
        if outcome.row.group != group:
            group = outcome.row.group
            lines += ["## " + group, "", "| input | exit | field | sentence | step |", "|---|---|---|---|---|"]
        row = outcome.row
        lines.append("| %s | %d | %s | %s | %s |" % (cell(row.given), row.code, "`%s`" % row.field if row.field else "",
                                                     cell(outcome.sentence), cell(outcome.step)))
        if row is [other.row for other in outcomes if other.row.group == group][-1]:
            lines.append("")
    return "\n".join(lines)


def check_page(outcomes):
    now = make_page(outcomes).splitlines()
    then = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    missing = [line for line in now if line not in then]
    if now == then:
        return []
    return ["docs/bad-input.md is not what the program says; write it with --markdown", *missing[:5]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    rows = [row for row in bad_rows.ROWS if chosen.only in row.group + ": " + row.given]
    tap = Tap()
    with Dns() as dns, Api() as api, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(Place(os.path.abspath(chosen.program), dns, api).run, rows))
        strayed = api.strayed
    if chosen.markdown:
        print(make_page(outcomes), end="")
        return 0
    for outcome in outcomes:
        tap.report("%s: %s" % (outcome.row.group, outcome.row.given), outcome.complaints, outcome.answer)
    tap.report("no key strays to another host", ["%s" % headers for headers in strayed])
    if not chosen.only:
        tap.report("docs/bad-input.md is up to date", check_page(outcomes))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
