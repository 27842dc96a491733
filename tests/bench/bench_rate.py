# SPDX-License-Identifier: GPL-3.0-or-later
"""Part a: how fast many questions to one name server are answered, and what each costs this computer."""
import json
import os
import re

import base
import daemons
import measure

TITLE = "100,000 MX questions to one NSD: ours, dnsperf, adnshost"
LAB_OPTIONS = ["--only", "dns"]
N_NAMES = 100000
ZONE = "bench.example."
ADDRESS = "90.1"
TOGETHER = 200           # questions under way, for each contender
SHARE_OF_DNSPERF, CPU_USEC, HOLD_USEC = 0.45, 25, 8000


def serve(lab):
    """An NSD for us alone, with a name for every question."""
    text = "$TTL 300\n@ SOA ns.%s hostmaster.%s 1 3600 600 1209600 60\n@ NS ns.%s\nns A %s\n" % (
        ZONE, ZONE, ZONE, lab.ip(ADDRESS))
    text += "".join("n%06d MX 10 mx1.n%06d\nn%06d MX 20 mx2.n%06d\n" % (i, i, i, i) for i in range(N_NAMES))
    daemons.start_nsd(lab, "nsd-bench", [lab.ip(ADDRESS)], [(ZONE, lab.write("zones/bench.zone", text), "")])
    lab.wait("nsd-bench", lambda: base.answers(lab.ip(ADDRESS), ZONE), seconds=60)
    return lab.ip(ADDRESS)


def figures(done, n_answered, seconds):
    """What is compared; nothing is when answers are missing."""
    if done["code"] != 0 or n_answered < N_NAMES * 0.999:
        raise measure.BenchError("only %d of %d answers: %s" % (n_answered, N_NAMES, (done["err"] + done["out"])[-400:]))
    return {"questions/s": n_answered / seconds, "cpu µs": done["cpu"] / n_answered * 1e6, "lost": N_NAMES - n_answered}


def ours(build, address, names):
    done = measure.run([build + "/tests/bench/bench-exchange", address, names, str(TOGETHER)])
    told = json.loads(done["out"])
    if told["records"] != 2 * told["answered"]:
        raise measure.BenchError("ours: %(records)d records in %(answered)d answers" % told)
    return dict(figures(done, told["answered"], told["seconds"]), **measure.holds(told))


def dnsperf(address, queries):
    done = measure.run(["dnsperf", "-e", "-s", address, "-d", queries, "-q", str(TOGETHER), "-n", "1"])
    n_answered = int(re.search(r"Queries completed:\s+(\d+)", done["out"]).group(1))
    seconds = float(re.search(r"Run time \(s\):\s+([\d.]+)", done["out"]).group(1))
    return figures(done, n_answered, seconds)


def feed(child, names):
    """adnshost has no window: it sends what it is given, more than any name server's socket holds. So it is given
    a few names, and as many again for the answers that came."""
    n_given = n_done = n_good = 0
    while n_done < len(names):
        if n_given < len(names) and n_given - n_done <= TOGETHER // 2:
            more = names[n_given:n_done + TOGETHER]
            os.write(child.stdin.fileno(), "".join(name + "\n" for name in more).encode())
            n_given += len(more)
        chunk = os.read(child.stdout.fileno(), 65536)
        if not chunk:
            break
        n_done += chunk.count(b" $ ")        # the line that begins each answer
        n_good += chunk.count(b" ok 0 ok ")
    return n_good


def adnshost(address, every):
    argv = ["adnshost", "--no-env", "--config", "nameserver %s" % address, "-f", "-a", "-Fa", "-tmx-"]
    done, n_good = measure.run_fed(argv, lambda child: feed(child, every))
    return figures(dict(done, code=0), n_good, done["seconds"])


def run(build, say):
    lab = base.Lab(os.environ["LWLAB_DIR"], os.environ["LWLAB_BASE"], ("dns",))
    address = serve(lab)
    every = ["n%06d.%s" % (i, ZONE) for i in range(N_NAMES)]
    names = lab.write("names", "".join(name + "\n" for name in every))
    queries = lab.write("queries", "".join(name + " MX\n" for name in every))
    got = measure.rounds({"letterway": lambda: ours(build, address, names), "dnsperf": lambda: dnsperf(address, queries),
                          "adnshost": lambda: adnshost(address, every)}, say=say)
    rate = got["dnsperf"]["questions/s"]
    measure.table("Medians of %d rounds, %d questions each, %d under way" % (measure.ROUNDS, N_NAMES, TOGETHER),
                  ["", "questions/s", "of dnsperf", "CPU µs each", "lost"],
                  [[name, f["questions/s"], f["questions/s"] / rate, f["cpu µs"], f["lost"]] for name, f in got.items()],
                  say)
    ours_ = got["letterway"]
    return all([measure.aim("share of dnsperf's rate, at least %.2f" % SHARE_OF_DNSPERF, ours_["questions/s"] / rate,
                            ours_["questions/s"] / rate >= SHARE_OF_DNSPERF, say),
                measure.aim("CPU µs a question, at most %d" % CPU_USEC, ours_["cpu µs"], ours_["cpu µs"] <= CPU_USEC, say),
                measure.aim(measure.HOLD_AIM % HOLD_USEC, ours_["own p99 µs"], ours_["own p99 µs"] <= HOLD_USEC, say)])
