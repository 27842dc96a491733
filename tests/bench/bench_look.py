# SPDX-License-Identifier: GPL-3.0-or-later
"""Part b: a full look at one domain from far away, against the questions that it cannot ask earlier, and against others."""
import json
import os
import shutil
import subprocess

import base
import far
import measure

TITLE = "a full look at one domain, 25 ms away: its longest chain, dig, drill, Zonemaster, checkdmarc"
LAB_OPTIONS = []
DOMAIN = "signed-ok.com"
ROUND_TRIP = 0.025
CHAINS_MAX = 1.3
# What nobody can ask before the answer above it is there. The longest is that of the validating resolver, which
# knows nothing but the addresses of the root and what it trusts; keys and DS are asked for on the way.
CHAIN = [
    ("root: . NS", "where the root is today"),
    ("root: com", "where com is"),
    ("com: signed-ok.com", "its name servers, which have names in another domain, and its DS"),
    ("com: lab-hosts.net", "where that domain is; it shares its servers with com"),
    ("lab-hosts.net: static.lab-hosts.net", "that there is no zone between, for only as much of a name is told as is needed"),
    ("lab-hosts.net: ns1.static.lab-hosts.net A", "the address"),
    ("signed-ok.com: MX, DNSKEY", "what it was all for"),
]


def enter_far():
    """The place, and there a resolv.conf that knows the lab."""
    place = far.Far(ROUND_TRIP)
    own = os.path.join(os.environ["LWLAB_DIR"], "resolv.conf")
    with open(own, "w") as f:
        f.write("nameserver %s.8.1\n" % os.environ["LWLAB_BASE"])
    subprocess.run(["mount", "--bind", own, "/etc/resolv.conf"], check=True)
    return place


def look(place, build):
    """One look, without connections to mail servers."""
    done = measure.run(place.command([build + "/src/letterway", "check", "--json", "--no-mail", DOMAIN]))
    told = json.loads(done["out"])
    return done, told["evidence"]


def questions(evidence):
    """What the look asked, as (address, name, type, by TCP, by a resolver)."""
    for answer in evidence["answers"] + [a for host in evidence["mail_hosts"] for a in host["answers"]]:
        if answer.get("address"):
            yield (answer["address"], answer["owner"], answer["type"], answer.get("via") == "tcp",
                   answer["role"] in ("resolver", "system"))
    for fact in (evidence.get("seal") or {"facts": []})["facts"]:
        yield fact["address"], evidence["domain"], fact["type"], False, False


def dig_batch(lab, asked):
    """For dig -f: one program, one question after the other."""
    lines = ["@%s %s %s +tries=1 %s %s +dnssec" % (address, name, rrtype, "+tcp" if tcp else "+notcp",
                                                   "+rec" if resolver else "+norec")
             for address, name, rrtype, tcp, resolver in asked]
    return lab.write("dig.batch", "\n".join(lines) + "\n")


def drill_script(lab, asked):
    """drill takes one question a program."""
    lines = ["drill -D %s %s %s @%s %s" % ("-t" if tcp else "-u", "-o RD" if resolver else "-o rd", name, address, rrtype)
             for address, name, rrtype, tcp, resolver in asked]
    return lab.write("drill.sh", "\n".join(lines) + "\n")


def hints(lab):
    """The lab's root for Zonemaster."""
    with open(os.environ["LWLAB_WORLD"]) as f:
        root = json.load(f)["root"]
    return lab.write("hints", "".join(". 3600 NS %s\n%s 3600 A %s\n" % (r["name"], r["name"], r["address"]) for r in root))


def timed(place, argv, expect):
    """Seconds of a program, which must have seen what it was to see."""
    done = measure.run(place.command(argv))
    if expect not in done["out"]:
        raise measure.BenchError("%s: %s" % (argv[0], (done["out"] + done["err"])[-300:]))
    return {"seconds": done["seconds"], "cpu s": done["cpu"]}


def ours(place, build):
    done, evidence = look(place, build)
    if (evidence["seal"] or {}).get("verdict") != "secure" or not evidence["mail_hosts"]:
        raise measure.BenchError("the look did not see what is there")
    return {"seconds": done["seconds"], "cpu s": done["cpu"]}


def contenders(lab, place, build, asked, say):
    """Who is there."""
    batch, script = dig_batch(lab, asked), drill_script(lab, asked)
    known = {
        "letterway": lambda: ours(place, build),
        "dig, the same questions": lambda: timed(place, ["dig", "-f", batch], "mx-ok.mail-hosts.net."),
        "drill, the same questions": lambda: timed(place, ["sh", script], "mx-ok.mail-hosts.net."),
        "dig +trace, MX alone": lambda: timed(place, ["dig", "+trace", DOMAIN, "MX"], "mx-ok.mail-hosts.net."),
    }
    if shutil.which("zonemaster-cli"):
        argv = ["zonemaster-cli", "--hints", hints(lab), "--no-ipv6", "--no-progress", DOMAIN]
        known["zonemaster-cli"] = lambda: timed(place, argv, "Message")
    if shutil.which("checkdmarc"):
        argv = ["checkdmarc", "--nameserver", lab.ip("8.1"), "--skip-tls", DOMAIN]
        known["checkdmarc"] = lambda: timed(place, argv, DOMAIN)
    for name in ("zonemaster-cli", "checkdmarc"):
        if name not in known:
            say("  %s is not present" % name)
    return known


def round_trips_taken(place, build, seconds):
    """How many round trips the look really waits for: what another 25 ms each cost."""
    place.set_round_trip(2 * ROUND_TRIP)
    slower = sorted(look(place, build)[0]["seconds"] for _ in range(measure.ROUNDS))[measure.ROUNDS // 2]
    place.set_round_trip(ROUND_TRIP)
    return (slower - seconds) / ROUND_TRIP


def run(build, say):
    lab = base.Lab(os.environ["LWLAB_DIR"], os.environ["LWLAB_BASE"], ("dns",))
    place = enter_far()
    asked = list(questions(look(place, build)[1]))
    got = measure.rounds(contenders(lab, place, build, asked, say), say=say)
    chain, best = len(CHAIN) * ROUND_TRIP, got["letterway"]["seconds"]
    say("")
    say("The longest dependent chain, %d round trips of %g ms:" % (len(CHAIN), ROUND_TRIP * 1000))
    for number, (question, why) in enumerate(CHAIN, 1):
        say("  %d. %-42s %s" % (number, question, why))
    measure.table("Medians of %d rounds, %d questions in a look" % (measure.ROUNDS, len(asked)),
                  ["", "seconds", "of ours", "chains", "CPU s"],
                  [[name, f["seconds"], f["seconds"] / best, f["seconds"] / chain, f["cpu s"]] for name, f in got.items()], say)
    say("  round trips that the look waits for, one after the other: %.1f" % round_trips_taken(place, build, best))
    place.close()
    return measure.aim("chains, at most %g" % CHAINS_MAX, best / chain, best / chain <= CHAINS_MAX, say)
