# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the bench does alike: start a program and weigh it, interleave rounds, print tables."""
import os
import statistics
import subprocess
import time

ROUNDS = int(os.environ.get("LWBENCH_ROUNDS", "5"))


class BenchError(Exception):
    """A contender did not do what it was asked for, so its time would mean nothing."""


class Weighed:
    """Seconds on the clock, and of CPU by the children that ended meanwhile; what they leave to servers is not in it."""

    def __enter__(self):
        self.begin, self.before = time.monotonic(), os.times()
        return self

    def __exit__(self, *_):
        after = os.times()
        self.seconds = time.monotonic() - self.begin
        self.cpu = after.children_user + after.children_system - self.before.children_user - self.before.children_system


def run(argv, stdin=None, timeout=600, env=None):
    """Runs a program to its end; returns a dict: seconds, cpu (seconds), out, err, code."""
    with open(stdin or os.devnull) as source, Weighed() as weighed:
        try:
            done = subprocess.run(argv, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  timeout=timeout, env=dict(os.environ, **(env or {})))
        except subprocess.TimeoutExpired:
            raise BenchError("%s: not done after %d s" % (argv[0], timeout))
    return {"seconds": weighed.seconds, "cpu": weighed.cpu, "out": done.stdout, "err": done.stderr, "code": done.returncode}


def run_fed(argv, feed):
    """The same for a program that feed(child) talks to; returns the dict and what feed returned."""
    with Weighed() as weighed:
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            got = feed(child)
    return {"seconds": weighed.seconds, "cpu": weighed.cpu, "out": "", "err": "", "code": child.returncode}, got


# The main loop is held from where poll() returns to where it is entered again; "own" is what our thread had of a CPU in
# that time, since on a busy computer others take it away.
HOLD_AIM = "µs that our own code holds the main loop, p99, at most %d"


def holds(told):
    """The columns about the main loop, from what lw-bench-hold.c printed."""
    hold = told["hold_usec"]
    return {"hold p50 µs": hold["p50"], "p99 µs": hold["p99"], "own p99 µs": hold["cpu_p99"], "own max µs": hold["cpu_max"]}


def rounds(contenders, n=ROUNDS, say=print):
    """Each contender (name → function that returns figures) once a round, each time in another order, so that what
    else the computer does hits all alike. Returns name → the medians of its figures."""
    names, seen = list(contenders), {name: [] for name in contenders}
    for i in range(n):
        for name in names[i % len(names):] + names[:i % len(names)]:
            figures = contenders[name]()
            seen[name].append(figures)
            say("round %d of %d: %-24s %s" % (i + 1, n, name, "  ".join("%s %.4g" % row for row in figures.items())))
    return {name: {key: statistics.median(f[key] for f in rows) for key in rows[0]} for name, rows in seen.items()}


def table(title, head, rows, say=print):
    """Rows of text and numbers, under each other."""
    cells = [head] + [[cell if isinstance(cell, str) else "%.4g" % cell for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    say("")
    say(title)
    for row in cells:
        say("  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                             for i, (cell, width) in enumerate(zip(row, widths))))


def aim(words, value, good, say=print):
    """One line on an aim; returns whether it was reached."""
    say("  %s: %.4g %s" % (words, value, "- reached" if good else "- NOT reached"))
    return good
