# SPDX-License-Identifier: GPL-3.0-or-later
"""One scenario from beginning to end, inside a network of its own."""
import importlib
import json
import os
import subprocess
import sys
import time

from . import ask, judge, nameservers, network, prove, registry, resolvers, texts, world
from .format import BadFile, Scenario
from .net import Net, NetError

OPTIONAL = ("rdap", "mail", "web", "api")
PATIENCE = 120


def build(scenario, net):
    """Everything that the scenario needs, up and answering."""
    network.start(scenario, net)
    nameservers.start(scenario, net)
    registry.start(scenario, net)
    resolvers.start(scenario, net)
    for name in OPTIONAL:
        if ask.has_part(name):
            importlib.import_module("scenario." + name).start(scenario, net)
    net.notes["farm"].start()
    net.wait_for_all()
    net.notes["farm"].check()
    for call in net.notes.get("at look", ()):
        call()


def environment(net, world_file):
    """A home of its own for Letterway, and no way out of it."""
    home = net.path("home", "x")[:-2]
    found = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    found.update(HOME=home, TMPDIR=home, LETTERWAY_WORLD=world_file, LC_ALL="C.UTF-8", no_proxy="*",
                 SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=home + "/keyring", SECRET_FILE_TEST_PASSWORD="lab",
                 **{"XDG_%s_HOME" % n: home + "/" + n.lower() for n in ("DATA", "CONFIG", "CACHE", "STATE")})
    return found


def look(scenario, net, program):
    """Runs Letterway: its report, and for how long it looked (ms)."""
    env = environment(net, world.write(scenario, net))
    prepare(scenario, net, program, env)
    begun = time.monotonic()
    done = subprocess.run([program, *ask.arguments(scenario, net)], env=env, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
    lasted = round((time.monotonic() - begun) * 1000)
    net.write("report.json", done.stdout)
    net.write("report.err", done.stderr)
    try:
        return json.loads(done.stdout), lasted
    except ValueError:
        raise NetError("letterway ended with %d: %s" % (done.returncode, (done.stderr or done.stdout).strip()[-500:]))


def run(program, env, argv, stdin=""):
    """What letterway came to; for steps that the person took before the look."""
    return subprocess.run([program, *argv], env=env, input=stdin, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=PATIENCE)


def prepare(scenario, net, program, env):
    """What was done before: a DNS host was connected, a change was made."""
    net.notes["play_again"] = lambda raw: play_again(raw, net, program)
    if net.notes.get("api"):
        importlib.import_module("scenario.api").prepare(scenario, net, lambda *args: run(program, env, *args),
                                                        env["XDG_DATA_HOME"])


def play_again(raw, net, program):
    """The report of the same scenario with another zone, in a network of its own; None when there is none."""
    folder, top = net.path("again", ""), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    order = dict(raw=dict(raw, fix={}), folder=folder, cache=net.cache, program=program)
    subprocess.run(["unshare", "-n", "--kill-child", "--fork", sys.executable, top + "/scenarios", "--inside"],
                   input=json.dumps(order), text=True, stdout=subprocess.PIPE, timeout=PATIENCE)
    try:
        with open(folder + "report.json") as f:
            return json.load(f)
    except (OSError, ValueError):
        return None


def connected(scenario, net):
    """Why the connections that were made are too many, or None."""
    return importlib.import_module("scenario.connections").verdict(scenario, net) if "connections" in net.notes else None


def fixed(scenario, net, report):
    """Why the offered fix does not work, or None."""
    if not scenario.get("fix").get("offered") or not ask.has_part("fix"):
        return None
    works = importlib.import_module("scenario.fix").works(scenario, net, report)
    return works if isinstance(works, str) else None


def play(raw, folder, cache, program, verbose=False, build_only=False):
    """(the scenario's row, why it did not pass)."""
    row = {"id": raw["id"], "expected": raw["expect"]["first"], "got": None, "forbidden": [], "pass": False, "ms": 0}
    net = Net(folder, cache, verbose=verbose)
    try:
        net.values.update(texts.values(net))
        scenario = Scenario(raw, net.values)
        net.offset = scenario.offset
        build(scenario, net)
        if build_only:
            complaints = prove.proof(scenario, net)
            return dict(row, **{"pass": not complaints}), "; ".join(complaints) or None
        report, row["ms"] = look(scenario, net, program)
        row["got"], row["forbidden"], why = judge.judge(scenario, report)
        why = why or connected(scenario, net) or fixed(scenario, net, report)
        row["pass"] = why is None
        return row, why
    except network.Cannot as e:
        return dict(row, skipped=str(e)), None
    except subprocess.TimeoutExpired:
        return row, "letterway did not come to an end in %d s" % PATIENCE
    except (NetError, BadFile, OSError) as e:
        return row, "could not be built: %s" % e
    finally:
        net.stop()
