#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""replay.py PROGRAM [--write FILE] [--show CASE]: Zonemaster's test zones and recorded replies, seen by Letterway.

The zones and replies stand beside the project, in /work/shared or where LETTERWAY_SHARED says; without
them, or without a private network, everything is skipped. Answers in TAP.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import meanings     # noqa: E402
import scenarios    # noqa: E402
import server       # noqa: E402

SHARED = pathlib.Path(os.environ.get("LETTERWAY_SHARED", "/work/shared")) / "data/vectors"
ZONES = SHARED / "zonemaster_test-zone-data"
INSIDE = "LETTERWAY_REPLAY_INSIDE"
LOOKS_AT_ONCE = 3


def skip(reason):
    """TAP of a test that cannot run here."""
    print("1..0 # SKIP", reason)
    sys.exit(0)


def enter_network():
    """Goes on in a network of its own, where every address is this computer's."""
    if os.environ.get(INSIDE):
        subprocess.run("ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo",
                       shell=True, check=True)
        return
    if not ZONES.is_dir():
        skip("the zones are not beside the project")
    base = ["unshare", "--net"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
    if subprocess.run(base + ["true"], stderr=subprocess.DEVNULL).returncode != 0:
        skip("no private network can be made here")
    os.environ[INSIDE] = "1"
    os.execvp("unshare", base + [sys.executable] + sys.argv)


def resolver_of(case, cases):
    """Each test case has roots of its own, and so a resolver of its own."""
    return "127.3.53.%d" % (sorted(cases).index(case) + 1)


def look(program, roots, domains, resolver):
    """{domain: what `check --json` says}, all domains below the same root."""
    with tempfile.TemporaryDirectory() as folder:
        world = {"schema": 1, "id": "zones", "name": "Zones", "trust_anchor": [], "online": True,
                 "system_resolver": resolver, "resolvers": [{"name": "Own", "operator": "Own", "address": resolver, "port": 53}],
                 "root": [{"name": n, "address": a} for n, a in roots],
                 "public_ranges": ["127.0.0.0/8", "fda1:b2:c3::/48"]}
        pathlib.Path(folder, "world.json").write_text(json.dumps(world))
        pathlib.Path(folder, "list").write_text("".join(d.rstrip(".") + "\n" for d in domains))
        environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, LC_ALL="C.UTF-8")
        run = subprocess.run([program, "--world", folder + "/world.json", "check", "--json", "--no-mail", "--file",
                              folder + "/list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {line["domain"]: line for line in lines if "findings" in line}


def codes(seen):
    """The finding codes, and the seal's reason as one more."""
    found = {f["id"] for f in seen["findings"] if f["level"] != "not-tested"}
    evidence = seen.get("evidence") or {}
    if evidence.get("seal"):
        found.add("seal:" + evidence["seal"]["reason"])
    if evidence.get("delegation_trouble"):
        found.add("trouble:" + evidence["delegation_trouble"]["status"])
    return found


def everything(program):
    """[(scenario, codes or None)]."""
    world = server.World(ZONES)
    listed = {}
    for path in sorted((SHARED / "zonemaster_specs").glob("*-TP/*.md")):
        listed[path.stem] = list(scenarios.read(path))
    for case in listed:
        for recording in sorted((SHARED / "zonemaster_data").glob("Test-%s*.data" % case)):
            world.recordings.read(recording)
        world.add_resolver(resolver_of(case, listed), [a for _, a in scenarios.roots(ZONES, case)])
    server.start(world)
    work = {case: sorted({s.zone for s in rows if not s.undelegated and s.zone != "."}) for case, rows in listed.items()}
    with concurrent.futures.ThreadPoolExecutor(LOOKS_AT_ONCE) as pool:
        jobs = {case: pool.submit(look, program, scenarios.roots(ZONES, case), zones, resolver_of(case, work)) for case, zones in work.items() if zones}
    for case, rows in listed.items():
        seen = jobs[case].result() if case in jobs else {}
        yield from ((s, codes(seen[s.zone]) if s.zone in seen else None) for s in rows)
    yield from recorded(program, world)


def recorded(program, world):
    """The same for what was recorded in the internet of some day, where no zone files speak."""
    world.blocks = {}
    for path in sorted((SHARED / "zonemaster_data").glob("Test-*.t.txt")):
        data = path.with_name(path.name[:-6] + ".data")
        rows, roots = list(scenarios.read_test(path)), scenarios.recorded_roots(data)
        if rows and roots:
            world.recordings = server.Recordings()
            world.recordings.read(data)
            world.add_resolver("127.3.54.1", [a for _, a in roots])
            seen = look(program, roots, [s.zone for s in rows], "127.3.54.1")
            yield from ((s, codes(seen[s.zone]) if s.zone in seen else None) for s in rows)


def main():
    enter_network()
    program = os.path.abspath(sys.argv[1])
    idle = {}
    for path in (SHARED / "zonemaster_data").glob("Test-*.t.txt"):
        idle.setdefault(path.name[5:-6].split("-")[0], set()).update(scenarios.untestable(path))
    results = [(s, found, *meanings.compare(s, found, idle.get(s.case, ()))) for s, found in everything(program)]
    print("1..%d" % len(results))
    for number, (s, found, verdict, why) in enumerate(results, 1):
        good = (verdict == "differs") == ((s.case, s.name) in meanings.DIFFERENCES)
        skipped = " # SKIP " + why if verdict == "none" else ""
        print("%sok %d - %s/%s%s" % ("" if good else "not ", number, s.case, s.name, skipped))
        if not good or "--show" in sys.argv and s.case in sys.argv:
            print("#   wanted %s, not %s; found %s: %s" % (s.mandatory, s.forbidden, sorted(found or ()), why))
    if "--write" in sys.argv:
        pathlib.Path(sys.argv[sys.argv.index("--write") + 1]).write_text(meanings.document(results))
    print("# " + meanings.summary(results))


if __name__ == "__main__":
    main()
