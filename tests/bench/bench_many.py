# SPDX-License-Identifier: GPL-3.0-or-later
"""Part c: many domains in one run of letterway check --file."""
import json
import os

import base
import measure
import zones

TITLE = "a thousand domains by letterway check --file"
N_DOMAINS = 1000
LAB_OPTIONS = ["--only", "dns", "--bulk", str(N_DOMAINS)]
PER_SERVER, PER_SECOND, BURST = 16, 200, 64      # what a stranger's server gets: src/net/lw-exchange-private.h
RSS_MIB, SHARE, HOLD_USEC = 150, 0.8, 8000
GOOD, NOT_TESTED = 0, 3    # what a look without mail may end with: see src/cli/lw-cli.h
RUNS = {"paced, as for strangers": (PER_SERVER, PER_SECOND), "not paced": (PER_SERVER, 0)}


def check(build, names, limits):
    """The figures of one run."""
    argv = [build + "/tests/bench/bench-check", *map(str, limits), "check", "--file", names, "--no-mail", "--quiet"]
    done = measure.run(argv)
    if done["code"] not in (GOOD, NOT_TESTED):
        raise measure.BenchError("letterway ended with %d: %s" % (done["code"], done["err"][-400:]))
    told = json.loads(done["err"].strip().splitlines()[-1])
    return {"domains/s": N_DOMAINS / done["seconds"], "questions/s": told["sent"] / done["seconds"],
            "busiest server/s": (told["most"] - BURST) / done["seconds"], "questions each": told["sent"] / N_DOMAINS,
            "cpu ms": done["cpu"] / N_DOMAINS * 1e3, "MiB": told["kib"] / 1024,
            **measure.holds(told)}


def run(build, say):
    lab = base.Lab(os.environ["LWLAB_DIR"], os.environ["LWLAB_BASE"], ("dns",))
    names = lab.write("names", "".join(name + "\n" for name in zones.bulk_names(N_DOMAINS)))
    got = measure.rounds({name: lambda limits=limits: check(build, names, limits) for name, limits in RUNS.items()},
                         say=say)
    paced, free = (got[name] for name in RUNS)
    keys = list(paced)
    measure.table("Medians of %d rounds, %d domains each" % (measure.ROUNDS, N_DOMAINS), [""] + keys,
                  [[name] + [figures[key] for key in keys] for name, figures in got.items()], say)
    share = paced["busiest server/s"] / PER_SECOND
    worst = max(paced["own p99 µs"], free["own p99 µs"])
    return all([measure.aim("share of the pace that the busiest server is asked at, at least %.1f" % SHARE, share,
                            share >= SHARE, say),
                measure.aim("MiB, at most %d" % RSS_MIB, free["MiB"], free["MiB"] <= RSS_MIB, say),
                measure.aim(measure.HOLD_AIM % HOLD_USEC, worst, worst <= HOLD_USEC, say)])
