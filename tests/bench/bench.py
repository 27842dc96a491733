#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev bench dns [PART…]: measures Letterway's DNS engine against others, in the lab.

Each part is a module beside this one, with TITLE, LAB_OPTIONS and run(build, say), which returns whether every aim
of the part was reached. Every part gets a private network and a lab of its own.
"""
import argparse
import importlib
import os
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(os.path.dirname(HERE), "lab")
sys.path[:0] = [HERE, LAB]
import measure     # noqa: E402

MODULES = {"a": "bench_rate", "b": "bench_look", "c": "bench_many"}
MISSED, CANNOT = 1, 77


def parts():
    """The parts that this version brings: letter → module."""
    return {letter: importlib.import_module(name) for letter, name in MODULES.items()
            if os.path.exists(os.path.join(HERE, name + ".py"))}


def run_inside(letter, build):
    """Within the lab: the part itself."""
    module = parts()[letter]
    print("(%s) %s" % (letter, module.TITLE), flush=True)
    try:
        return 0 if module.run(build, lambda text: print(text, flush=True)) else MISSED
    except measure.BenchError as error:
        print("bench: part %s: %s" % (letter, error), file=sys.stderr)
        return MISSED


def run_outside(letter, build):
    """Starts a lab for the part, and this program in it."""
    options = " ".join(parts()[letter].LAB_OPTIONS)
    return subprocess.run([os.path.join(LAB, "run-in-lab.sh"), sys.executable, os.path.abspath(__file__), "--inside",
                           "--build", build, "dns", letter], env=dict(os.environ, LWLAB_OPTIONS=options)).returncode


def read_arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    p.add_argument("--build", default="build/native", help="the folder of a build (./dev brings its own)")
    p.add_argument("what", choices=["dns"])
    p.add_argument("part", nargs="*", help="one of: " + ", ".join(
        "%s (%s)" % (letter, module.TITLE) for letter, module in parts().items()))
    args = p.parse_args()
    unknown = set(args.part) - set(parts())
    if unknown:
        p.error("this version has no part " + ", ".join(sorted(unknown)))
    return args


def main():
    args = read_arguments()
    build = os.path.abspath(args.build)
    if args.inside:
        return run_inside(args.part[0], build)
    codes = [run_outside(letter, build) for letter in args.part or sorted(parts())]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
