# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the letterway program as a person would, each time in a home of its own."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

# A row that hangs is a row that fails.
SECONDS = float(os.environ.get("LW_TEST_SECONDS", "20"))


class Answer:
    """What one run of the program came to."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return "exit %s\n--- out\n%s\n--- err\n%s" % (self.code, self.out, self.err)


class Home:
    """An empty home with a keyring that needs no bus; gone after the block."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="letterway-cli-"))
        (self.path / "work").mkdir()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_DEBUG")
                if name in os.environ}
        home = str(self.path)
        return dict(kept, HOME=home, XDG_DATA_HOME=home + "/data", XDG_CONFIG_HOME=home + "/config",
                    XDG_CACHE_HOME=home + "/cache", XDG_RUNTIME_DIR=home, LC_ALL="C.UTF-8", GIO_USE_VFS="local",
                    GSETTINGS_BACKEND="memory", SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=home + "/keyring",
                    SECRET_FILE_TEST_PASSWORD="of the test", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")

    def run(self, *argv, stdin=b"", world=None, seconds=SECONDS):
        """The answer of one run; a negative code is the signal that ended the program."""
        words = [self.program, *(["--world", str(world)] if world else []), *argv]
        try:
            done = subprocess.run(words, input=stdin, capture_output=True, timeout=seconds,
                                  cwd=self.path / "work", env=self.environment())
        except subprocess.TimeoutExpired as late:
            return Answer("none after %g s" % seconds, text(late.stdout), text(late.stderr))
        return Answer(done.returncode, text(done.stdout), text(done.stderr))

    def files(self):
        """Every file that stands in the home."""
        return [path for path in self.path.rglob("*") if path.is_file()]

    def count(self, table):
        """How many rows the history has of a kind: domain, push, letter."""
        found = list(self.path.rglob("letterway*.db"))
        if not found:
            return 0
        with sqlite3.connect("file:%s?mode=ro" % found[0], uri=True) as database:
            return database.execute("SELECT count(*) FROM " + table).fetchone()[0]


def text(output):
    return (output or b"").decode("utf-8", "backslashreplace")


class Tap:
    """Numbers what a test found."""

    def __init__(self):
        self.n, self.n_bad = 0, 0

    def report(self, name, complaints, context=""):
        self.n += 1
        self.n_bad += bool(complaints)
        print("%sok %d - %s" % ("not " if complaints else "", self.n, name))
        for line in [*complaints, *(str(context).splitlines() if complaints else [])]:
            print("# " + line)

    def end(self):
        print("1..%d" % self.n, flush=True)
        return 1 if self.n_bad else 0
