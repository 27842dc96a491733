#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli.py PROGRAM: what the command line promises, to people (help, manual) and to programs (JSON, exit codes)."""
import base64
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import time

import bad_rows
import shape
from letterway import Home, Tap
from trouble_api import Api
from trouble_dns import Dns

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOMAIN = bad_rows.DOMAIN
KEY = bad_rows.KEY
MAN = (ROOT / "data/letterway.1").read_text(encoding="utf-8").replace("\\-", "-")
# what GLib adds to every option context
GLIBS_OWN = {"--help-all", "--help-gapplication"}
# of the window, which the help of letterway itself names
EVERYWHERE = {"--world", "--version", "--help", "--practice"}


def read_schema(name):
    return json.loads((ROOT / "data/schema" / ("letterway-%s.schema.json" % name)).read_text(encoding="utf-8"))


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - GLIBS_OWN


class Story:
    """One home in which the commands follow each other, against servers that behave."""

    def __init__(self, home, dns, api):
        self.home, self.api = home, api
        self.world = home.path / "world.json"
        self.world.write_text(json.dumps(dict(
            bad_rows.WORLD, resolvers=[dict(name="Resolver", operator="Test", address="127.0.0.3")],
            system_resolver="127.0.0.3", dns_port=dns.ports["healthy"], smtp_port=9, public_ranges=["127.0.0.0/8"],
            plain_http=["127.0.0.0/8"], online=True)))
        self.key = json.dumps(dict(url=api.url("live"), key=bad_rows.SECRET)).encode()

    def run(self, *argv, stdin=b"", **options):
        return self.home.run(*argv, stdin=stdin, world=self.world, **options)

    def json_lines(self, *argv, **options):
        answer = self.run(*argv, **options)
        return answer, [json.loads(line) for line in answer.out.splitlines()]


def of_shape(lines, name, n_lines=1):
    found = [] if len(lines) == n_lines else ["%d lines, not %d" % (len(lines), n_lines)]
    return found + [line for value in lines for line in shape.complaints(value, read_schema(name))]


def ends_with(answer, code=0):
    return [] if answer.code == code else ["ends with %s, not with %s" % (answer.code, code)]


def commands_of(help_text):
    listed = help_text.split("Commands:", 1)[1].split("Options:", 1)[0]
    return re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)


def test_help(tap, home):
    general = home.run("--help")
    tap.report("--help", ends_with(general) + ["says something on stderr"] * bool(general.err), general)
    version = home.run("--version")
    tap.report("--version", ends_with(version) + ["is odd"] * (not re.fullmatch(r"Letterway [0-9.]+\n", version.out)), version)
    manual = section_options()
    everything = options_in(general.out)
    for command in commands_of(general.out):
        answer = home.run(command, "--help")
        offered = options_in(answer.out) - EVERYWHERE
        written = manual.get(command, set()) | (manual["OPTIONS"] & offered)
        tap.report("%s --help and the manual" % command, ends_with(answer) +
                   ["%s is not on the page" % option for option in sorted(offered - written)] +
                   ["%s is on the page only" % option for option in sorted(manual.get(command, set()) - offered - EVERYWHERE)],
                   answer)
        everything |= offered
    tap.report("the options of the manual", ["%s is on the page only" % option for option in sorted(manual["OPTIONS"] - everything)])
    tap.report("the help opens nothing", ["%s is there" % path for path in home.files() if path.suffix == ".db"])


def explained_in(part):
    """The options in its first line and in the heads of its list; others are only spoken of."""
    return options_in("\n".join([part.split("\n", 1)[0], *re.findall(r"^\.TP\n(.*)", part, re.MULTILINE)]))


def test_words(tap, home):
    answer = home.run("--help", world="/nonexistent")
    tap.report("--world FILE --help", ends_with(answer) + ["is not the help"] * ("Commands:" not in answer.out), answer)
    world = home.path / "words.json"
    world.write_text(json.dumps(bad_rows.WORLD))
    answer = home.run("check", "--help", world=world)
    tap.report("--world FILE check --help", ["is not the help of check"] * ("--no-mail" not in answer.out), answer)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([home.program, "checks"], stdout=full, stderr=subprocess.PIPE, env=home.environment(), timeout=20)
    tap.report("a full disk", ["ends with %d" % done.returncode] * (done.returncode != 74) +
               ["does not say so"] * (b"output: " not in done.stderr), done.stderr)


def section_options():
    """Command → options in its section of the manual; OPTIONS: those of several commands."""
    found = {"OPTIONS": explained_in(MAN.split(".SH OPTIONS", 1)[1].split(".SH ", 1)[0])}
    for part in re.split(r"^\.SS ", MAN.split(".SH COMMANDS", 1)[1].split(".SH ", 1)[0], flags=re.MULTILINE)[1:]:
        found[part.split()[0]] = explained_in(part)
    return found


def test_exit_codes(tap):
    header = (ROOT / "src/cli/lw-cli.h").read_text(encoding="utf-8")
    ours = set(re.findall(r"LW_EXIT_\w+ = (\d+)", header))
    table = MAN.split(".SH EXIT STATUS", 1)[1].split(".SH ", 1)[0]
    theirs = set(re.findall(r"^(\d+)\|", table, re.MULTILINE))
    tap.report("the exit codes of the manual", ["%s is in one place only" % code for code in sorted(ours ^ theirs)])


def test_lists(tap, home):
    for command, members in (("hosts", ["schema", "id", "name", "fields"]), ("checks", ["schema", "id", "level", "needs"])):
        answer = home.run(command, "--json")
        lines = [json.loads(line) for line in answer.out.splitlines()]
        wrong = ["%s has %s" % (line.get("id"), sorted(line)) for line in lines if sorted(line) != sorted(members)]
        twice = [line["id"] for line in lines if [other["id"] for other in lines].count(line["id"]) > 1]
        tap.report(command + " --json", ends_with(answer) + ["no line"] * (not lines) + wrong +
                   ["%s is there twice" % name for name in twice], answer)
        plain = home.run(command)
        tap.report(command, ends_with(plain) + ["%s is missing" % line["id"] for line in lines if line["id"] not in plain.out])


def test_practice(tap, home):
    before, begin = set(home.files()), time.monotonic()
    answer = home.run("practice", "--json", seconds=30)
    seconds = time.monotonic() - begin
    result = json.loads(answer.out) if answer.code == 0 else {}
    tap.report("practice --json", ends_with(answer) + ["took %.1f s" % seconds] * (seconds > 10) +
               ["not every step was seen"] * (result.get("seen") != result.get("steps") or not result.get("steps")), answer)
    tap.report("practice leaves nothing behind", ["a file stays: %s" % path for path in set(home.files()) - before])


def test_check(tap, story):
    answer, lines = story.json_lines("check", "--json", "--no-mail", DOMAIN, "https://www.berg.example/x")
    tap.report("check --json: two domains", ends_with(answer, 2) + of_shape(lines, "check", 2), answer)
    answer, lines = story.json_lines("check", "--json", DOMAIN)
    tap.report("check --json: nobody takes mail", ends_with(answer, 2) + of_shape(lines, "check"), answer)
    answer = story.run("check", "--quiet", DOMAIN)
    tap.report("check --quiet", ends_with(answer, 2) + ["prints"] * bool(answer.out + answer.err), answer)
    answer = story.run("check", DOMAIN, "a..b")
    tap.report("check: one name is wrong", ends_with(answer, 2) + ["says no word"] * ("domain: " not in answer.err), answer)
    answer = story.run("check", "--no-mail", "--timeout", "60", DOMAIN)
    tap.report("check --timeout: time enough", ends_with(answer, 3), answer)


def test_who(tap, story):
    """The name servers of the test's domain are its own, and so is nobody's mail service that we know."""
    answer = story.run("check", "--no-mail", DOMAIN)
    tap.report("check: who is who", ["is not said: %s" % answer.out] * ("\nDNS: " not in answer.out), answer)
    answer, lines = story.json_lines("check", "--json", "--no-mail", DOMAIN)
    found = lines[0]["evidence"]["identity"]
    tap.report("check --json: who is who", ["is %s" % found] * (not found["dns_host"]["names"] or found["dns_host"]["ids"] != []), answer)


def test_services(tap):
    for path in sorted((ROOT / "data/services").glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        tap.report("data/services/" + path.name, shape.complaints(value, read_schema("service")) +
                   ["its id is %s" % value["id"]] * (value["id"] != path.stem))


def test_only(tap, story):
    answer, lines = story.json_lines("check", "--json", "--only", "domain", DOMAIN)
    tap.report("check --only domain", ends_with(answer) + of_shape(lines, "check") + ["a mail server was connected to"] *
               bool(lines[0]["evidence"]["smtp"]) + ["is %s" % lines[0]["state"]] * (lines[0]["state"] != "ok"), answer)
    answer, lines = story.json_lines("check", "--json", "--only", "receive, domain", DOMAIN)
    tap.report("check --only receive,domain", ends_with(answer, 2) + of_shape(lines, "check"), answer)
    answer, lines = story.json_lines("check", "--json", "--no-mail", "--resolver", "127.0.0.3", DOMAIN)
    asked = [one["address"] for one in lines[0]["evidence"]["answers"] if one["role"] not in ("authority", "parent")]
    tap.report("check --resolver", ["asked %s" % asked] * (asked != ["127.0.0.3"]), answer)


def test_kept_garbage(tap, home, dns):
    """What had no sense is kept as it came: it is what a person shows to the one who can mend it."""
    world = home.path / "garbled.json"
    world.write_text(json.dumps(dict(bad_rows.WORLD, dns_port=dns.ports["mx cut off"], online=True, public_ranges=["127.0.0.0/8"])))
    answer = home.run("check", "--no-mail", "--quiet", "--save", "garbled.json", DOMAIN, world=world)
    saved = json.loads((home.path / "work" / "garbled.json").read_text())
    garbled = [base64.b64decode(one["raw"]) for one in saved["answers"] if one["status"] == "garbled"]
    tap.report("check --save: an answer without sense", ends_with(answer, 2) +
               ["it is not kept"] * (not garbled or not all(raw.endswith(b"\0\x0a\x03ab") for raw in garbled)), answer)


def without_raw(evidence):
    if isinstance(evidence, list):
        return [without_raw(one) for one in evidence]
    return {name: without_raw(one) for name, one in evidence.items() if name != "raw"} if isinstance(evidence, dict) else evidence


def test_evidence(tap, story, home):
    answer, lines = story.json_lines("check", "--json", "--save", "kept.json", DOMAIN)
    kept = home.path / "work" / "kept.json"
    saved = json.loads(kept.read_text())
    raws = [one["raw"] for one in saved["answers"]]
    tap.report("check --save", ends_with(answer, 2) + shape.complaints(saved, read_schema("evidence")) +
               ["others can read it"] * (kept.stat().st_mode & 0o777 != 0o600) +
               ["an answer is not kept as it came"] * (not raws or not all(raws)) +
               ["is not what was printed"] * (without_raw(saved) != lines[0]["evidence"]), answer)
    with Home(home.program) as elsewhere:
        world = elsewhere.path / "world.json"
        for online in (True, False):  # the root is nobody: whoever asks would hear nothing
            world.write_text(json.dumps(dict(bad_rows.WORLD, online=online, dns_port=9, smtp_port=9)))
            again = elsewhere.run("check", "--evidence", str(kept), "--json", world=world, seconds=2)
            tap.report("check --evidence, online: %s" % online, ends_with(again, 2) +
                       ["another verdict"] * (again.out != answer.out), again)
        piped = elsewhere.run("check", "--evidence", "-", "--quiet", stdin=kept.read_bytes(), world=world)
        tap.report("check --evidence -", ends_with(piped, 2) + ["prints"] * bool(piped.out + piped.err), piped)
        tap.report("check --evidence remembers nothing", ["%s is there" % path for path in elsewhere.files() if path.suffix == ".db"])


LIST = b"""\xef\xbb\xbf%s\r
# a comment

  %s   # again
a..b
b\xff\xfe.example
zero\0.example
%s
tal.example""" % (DOMAIN.encode(), DOMAIN.encode(), b"x" * 5000)


def test_list(tap, story, home):
    before = home.count("domain")
    answer, lines = story.json_lines("check", "--file", "-", "--no-mail", stdin=LIST)
    good = [line for line in lines if "error" not in line]
    bad = [line for line in lines if "error" in line]
    tap.report("check --file: good lines", ends_with(answer, 2) + of_shape(good, "check", 3) +
               ["the lines are %s" % [line.get("line") for line in good]] * (sorted(line["line"] for line in good) != [1, 4, 9]) +
               ["another domain"] * ({line["domain"] for line in good} != {DOMAIN + ".", "tal.example."}), answer)
    tap.report("check --file: bad lines", of_shape(bad, "check-line", 4) + ["says it on stderr"] * bool(answer.err) +
               ["the lines are %s" % [line["line"] for line in bad]] * (sorted(line["line"] for line in bad) != [5, 6, 7, 8]), answer)
    (home.path / "work" / "list").write_bytes((DOMAIN + "\n").encode() * 500)
    answer, lines = story.json_lines("check", "--file", "list", "--no-mail")
    tap.report("check --file: 500 lines", ends_with(answer, 3) + of_shape(lines, "check", 500) +
               ["a line is missing"] * ({line["line"] for line in lines} != set(range(1, 501))), answer.err)
    answer = story.run("check", "--file", "list", "--no-mail", "--quiet", "--only", "domain")
    tap.report("check --file --quiet", ends_with(answer) + ["prints"] * bool(answer.out + answer.err), answer)
    (home.path / "work" / "empty").write_bytes(b"# nobody\n")
    answer = story.run("check", "--file", "empty")
    tap.report("check --file: an empty list", ends_with(answer) + ["prints"] * bool(answer.out + answer.err), answer)
    tap.report("check --file keeps no domain", ["%d came in" % (home.count("domain") - before)] * (home.count("domain") != before))


def test_change(tap, story):
    answer, lines = story.json_lines("plan", DOMAIN, "--mx", "5 mx2.berg.example", "--json", *KEY, stdin=story.key)
    tap.report("plan --json", ends_with(answer) + of_shape(lines, "plan"), answer)
    answer = story.run("plan", DOMAIN, "--mx", "10 mx.berg.example", "--expect-no-changes", *KEY, stdin=story.key)
    tap.report("plan --expect-no-changes: none", ends_with(answer), answer)
    answer = story.run("plan", DOMAIN, "--mx", "5 mx2.berg.example", "--expect-no-changes", "-o", "plan.json", *KEY, stdin=story.key)
    tap.report("plan --expect-no-changes: some", ends_with(answer, 4) + ["prints"] * bool(answer.out), answer)
    answer = story.run("apply", "plan.json", *KEY, stdin=story.key)
    tap.report("apply: nobody agrees", ends_with(answer, 64) + ["a change is in the history"] * bool(story.home.count("push")), answer)
    test_terminal(tap, story)
    answer = story.run("apply", "plan.json", "--yes", *KEY, stdin=story.key)
    tap.report("apply: the same again is a conflict", ends_with(answer, 5) + ["two changes are in the history"] * (story.home.count("push") != 1), answer)


def ask_on_terminal(story, answer_it):
    """Runs an apply that asks on a terminal; (exit code, stderr) after answer_it(process, terminal) did what a person does."""
    ours, theirs = pty.openpty()
    keys, key = os.pipe()
    os.write(key, story.key)
    os.close(key)
    process = subprocess.Popen([story.home.program, "--world", str(story.world), "apply", "plan.json", "--json", "--host", "powerdns",
                                "--key-fd", str(keys)], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[keys],
                               cwd=story.home.path / "work", env=story.home.environment())
    seen = b""
    while b"[y/N]" not in seen and (part := os.read(process.stderr.fileno(), 4096)):
        seen += part
    answer_it(process, ours)
    out, err = process.communicate(timeout=20)
    for one in (ours, theirs, keys):
        os.close(one)
    return process.returncode, out.decode(), (seen + err).decode()


def test_terminal(tap, story):
    """The plan of test_change is applied by a person."""
    code, out, err = ask_on_terminal(story, lambda process, terminal: os.write(terminal, b"n\n"))
    tap.report("apply: no", ["ends with %d" % code] * (code != 130) + ["prints"] * bool(out) +
               ["does not show the plan"] * ("mx2.berg.example" not in err), err)
    code, out, err = ask_on_terminal(story, lambda process, terminal: process.send_signal(signal.SIGINT))
    tap.report("apply: Ctrl+C at the question", ["ends with %d" % code] * (code != 130) +
               ["a change is in the history"] * bool(story.home.count("push")), err)
    code, out, err = ask_on_terminal(story, lambda process, terminal: os.write(terminal, b"y\n"))
    tap.report("apply: yes", ["ends with %d" % code] * bool(code), err)
    lines = [json.loads(line) for line in out.splitlines()]
    tap.report("apply --json", of_shape(lines, "history"), out)


def test_history(tap, story):
    answer, lines = story.json_lines("wait", DOMAIN, "--timeout", "1", "--json")
    tap.report("wait --json: not yet", ends_with(answer, 7) + ["no line"] * (len(lines) != 1 or lines[0]["complete"]), answer)
    answer, lines = story.json_lines("history", DOMAIN, "--json")
    tap.report("history --json", ends_with(answer) + of_shape(lines, "history"), answer)
    answer = story.run("history", DOMAIN)
    tap.report("history", ends_with(answer) + ["does not say done"] * ("done" not in answer.out), answer)
    answer = story.run("export", DOMAIN, *KEY, stdin=story.key)
    tap.report("export", ends_with(answer) + ["the change is not in it"] * ("mx2.berg.example" not in answer.out), answer)
    answer = story.run("export", DOMAIN, "--push", "1", "--format", "json")
    before = json.loads(answer.out) if answer.code == 0 else {}
    tap.report("export --push: of another domain", ends_with(story.run("export", "tal.example", "--push", "1"), 64))
    tap.report("export --push", ends_with(answer) + ["is not as it was"] * ("10 mx.berg.example." not in json.dumps(before)), answer)
    answer, lines = story.json_lines("undo", DOMAIN, "--yes", "--json", *KEY, stdin=story.key)
    tap.report("undo --json", ends_with(answer) + of_shape(lines, "history"), answer)
    answer, lines = story.json_lines("history", DOMAIN, "--json")
    tap.report("history --json: newest first", of_shape(lines, "history", 2) + ["is not"] * ([line["id"] for line in lines] != [2, 1]), answer)
    answer = story.run("finish", DOMAIN)
    tap.report("finish: nothing was cut off", ends_with(answer), answer)


def test_keys(tap, story):
    answer = story.run("key", "add", "powerdns", "--name", "home", stdin=story.key)
    tap.report("key add", ends_with(answer) + ["shows the key"] * (bad_rows.SECRET in answer.out + answer.err), answer)
    answer = story.run("key", "list")
    tap.report("key list", ends_with(answer) + ["is %r" % answer.out] * (answer.out != "powerdns/home\n"), answer)
    tap.report("key test", ends_with(story.run("key", "test", "powerdns")))
    answer = story.run("plan", DOMAIN, "--null-mx", "--host", "powerdns")
    tap.report("plan with a kept key", ends_with(answer), answer)
    other = story.home.path / "other.json"
    other.write_text(story.world.read_text().replace("bad-input", "other"))
    answer = story.home.run("key", "list", world=other)
    tap.report("another world does not see the key", ends_with(answer) + ["it does"] * bool(answer.out), answer)
    tap.report("key remove", ends_with(story.run("key", "remove", "powerdns", "--name", "home")))
    answer = story.run("key", "list")
    tap.report("key list: none", ends_with(answer) + ["one is left"] * bool(answer.out), answer)
    read_end, write_end = os.pipe()
    os.write(write_end, story.key)
    os.close(write_end)
    done = subprocess.run([story.home.program, "--world", str(story.world), "key", "add", "powerdns", "--fd", str(read_end)],
                          pass_fds=[read_end], env=story.home.environment(), capture_output=True, timeout=20)
    os.close(read_end)
    tap.report("key add --fd", ["ends with %d" % done.returncode] * bool(done.returncode), done.stderr)


def test_interruption(tap, home, dns):
    world = home.path / "silent.json"
    world.write_text(json.dumps(dict(bad_rows.WORLD, dns_port=dns.ports["silence everywhere"], online=True,
                                     public_ranges=["127.0.0.0/8"])))
    for number in (signal.SIGINT, signal.SIGTERM):
        dns.asked.clear()
        running = subprocess.Popen([home.program, "--world", str(world), "check", DOMAIN, "tal.example"], env=home.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 10
        while "silence everywhere" not in dns.asked and time.monotonic() < end:
            time.sleep(0.02)
        running.send_signal(number)
        out, err = running.communicate(timeout=10)
        tap.report("interrupted by " + number.name, ["ends with %d" % running.returncode] * (running.returncode != 130) +
                   ["says it %d times" % err.count("Stopped")] * (err.count("Stopped") != 1), out + err)


def test_list_interruption(tap, home, dns):
    world = home.path / "silent-list.json"
    world.write_text(json.dumps(dict(bad_rows.WORLD, dns_port=dns.ports["silence everywhere"], online=True,
                                     public_ranges=["127.0.0.0/8"])))
    dns.asked.clear()
    running = subprocess.Popen([home.program, "--world", str(world), "check", "--file", "-"], env=home.environment(),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    running.stdin.write("".join("x%d.example\n" % n for n in range(100)))  # and the list is not at its end
    running.stdin.flush()
    end = time.monotonic() + 10
    while "silence everywhere" not in dns.asked and time.monotonic() < end:
        time.sleep(0.02)
    begin = time.monotonic()
    running.send_signal(signal.SIGINT)
    code = running.wait(timeout=10)
    seconds = time.monotonic() - begin
    out, err = running.stdout.read(), running.stderr.read()
    for one in (running.stdin, running.stdout, running.stderr):
        one.close()
    tap.report("check --file interrupted", ["ends with %d" % code] * (code != 130) + ["took %.1f s" % seconds] * (seconds > 1) +
               ["says it %d times" % err.count("Stopped")] * (err.count("Stopped") != 1) + ["prints"] * bool(out), out + err)


def test_list_timeout(tap, home, dns):
    world = home.path / "silent-list.json"
    answer = home.run("check", "--file", "-", "--timeout", "1", stdin=b"berg.example\n", world=world)
    lines = [json.loads(line) for line in answer.out.splitlines()]
    tap.report("check --file --timeout", ends_with(answer, 3) + of_shape(lines, "check-line"), answer)


def main(program):
    tap = Tap()
    program = os.path.abspath(program)
    with Dns() as dns, Api() as api:
        with Home(program) as home:
            test_help(tap, home)
            test_words(tap, home)
            test_exit_codes(tap)
            test_services(tap)
            test_lists(tap, home)
            test_practice(tap, home)
            test_interruption(tap, home, dns)
            test_list_interruption(tap, home, dns)
            test_list_timeout(tap, home, dns)
            test_kept_garbage(tap, home, dns)
        with Home(program) as home:
            story = Story(home, dns, api)
            test_check(tap, story)
            test_who(tap, story)
            test_only(tap, story)
            test_evidence(tap, story, home)
            test_list(tap, story, home)
            test_change(tap, story)
            test_history(tap, story)
            test_keys(tap, story)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
