# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground one scenario stands on: its folder, its processes and threads, its clock.

Daemons are started with `start`, Python servers as `thread` or `serve_tcp`; `stop` ends all of
them.  `cache` outlives the scenario: keys, certificates and zones that are always the same.
"""
import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import threading
import time

from . import places


class NetError(Exception):
    """A part of the scenario's world could not be built; the text says which."""


class Net:
    def __init__(self, folder, cache, offset=0, verbose=False):
        self.folder, self.cache, self.offset, self.verbose = folder, cache, offset, verbose
        self.has_ipv6 = True         # network.py clears it for L-NOV6
        self.processes, self.stops, self.waits = [], [], []
        self.values = dict(places.ADDRESSES)     # what stands in braces
        self.mail_names = dict(places.MAIL)      # host name -> (IPv4, IPv6); more may be added before start
        self.world = {}              # further members of the world file
        self.notes = {}              # what one part leaves for another, such as counted connections
        self.begun = time.monotonic()
        os.makedirs(cache, exist_ok=True)

    # -- time -------------------------------------------------------------
    def now(self):
        """The true time: signatures and certificates are made by it, not by this computer's clock."""
        return int(time.time()) - self.offset

    # -- files ------------------------------------------------------------
    def path(self, *parts):
        found = os.path.join(self.folder, *parts)
        os.makedirs(os.path.dirname(found), exist_ok=True)
        return found

    def write(self, name, text, mode=0o644):
        found = self.path(name)
        with open(found, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(found, mode)
        return found

    @contextlib.contextmanager
    def cached(self, name):
        """A folder of the cache, for one scenario at a time: make there what is missing."""
        folder = os.path.join(self.cache, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder

    def log(self, text):
        if self.verbose:
            print("%7.0f ms  %s" % ((time.monotonic() - self.begun) * 1000, text), file=sys.stderr)

    # -- programs ---------------------------------------------------------
    def run(self, *argv, cwd=None, text=None):
        """A program that ends by itself; its output."""
        done = subprocess.run(argv, cwd=cwd, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise NetError("%s ended with %d: %s%s" % (" ".join(argv), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def start(self, name, *argv):
        """A daemon that stays in the foreground."""
        with open(self.path("log", name + ".out"), "a") as out:
            child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        self.processes.append((name, child))
        return child

    def thread(self, target, *args):
        threading.Thread(target=target, args=args, daemon=True).start()

    def serve_tcp(self, address, port, talk):
        """A TCP server: talk(socket, peer) in a thread for each connection."""
        listener = socket.create_server((address, port), backlog=64, family=family_of(address))
        self.on_stop(listener.close)
        self.thread(self._accept, listener, talk)
        return listener

    def _accept(self, listener, talk):
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            self.thread(self._talk, connection, peer, talk)

    def _talk(self, connection, peer, talk):
        with connection:
            try:
                talk(connection, peer)
            except OSError as e:
                self.log("connection from %s: %s" % (peer[0], e))

    def on_stop(self, call):
        self.stops.append(call)

    # -- readiness --------------------------------------------------------
    def wait_for(self, name, test):
        """Notes that `test()` has to become true before the look begins."""
        self.waits.append((name, test))

    def wait_for_all(self, patience=20):
        end = time.monotonic() + patience
        for name, test in self.waits:
            while not test():
                self._check_alive()
                if time.monotonic() > end:
                    raise NetError("%s does not answer: %s" % (name, self.last_words(name)))
                time.sleep(0.01)
            self.log(name + " is there")

    def _check_alive(self):
        for name, child in self.processes:
            if child.poll() is not None:
                raise NetError("%s has ended with %d: %s" % (name, child.returncode, self.last_words(name)))

    def last_words(self, name):
        words = ""
        for end in (".out", ".log"):
            with contextlib.suppress(OSError), open(self.path("log", name + end), errors="replace") as f:
                words += f.read()[-1500:]
        return words.strip() or "(no log)"

    def stop(self):
        for call in self.stops:
            with contextlib.suppress(OSError):
                call()
        for _, child in self.processes:
            child.terminate()
        for _, child in self.processes:
            try:
                child.wait(2)
            except subprocess.TimeoutExpired:
                child.kill()


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET
