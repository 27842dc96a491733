# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground the lab stands on: its folder, its addresses, its programs.

A Lab knows where its files are, turns "25.1" into an address of its network,
starts daemons and waits until they answer.  What is started and how it is set
up is written in the other modules.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import dnswire

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ.get("PATH", "")

ALL_PARTS = ("dns", "api", "fault", "mail")
# What each part needs, by the program that shows that it is there.
PROGRAMS = {
    "dns": ("ip", "nsd", "knotd", "named", "pdns_server", "unbound", "ldns-keygen",
            "ldns-signzone", "ldns-key2ds", "nsupdate", "openssl"),
    "api": ("openssl",),
    "fault": ("openssl",),
    "mail": ("openssl", "postconf", "dovecot"),
}
VERSION_OPTION = {"nsd": "-v", "named": "-v", "dovecot": "--version"}


class LabError(Exception):
    """A step of the lab did not work; the text says which."""


def missing_programs(parts):
    return sorted({p for part in parts for p in PROGRAMS[part] if not shutil.which(p)})


def several_users():
    """Whether more than one user id can be taken on here (Postfix and Dovecot need that)."""
    with open("/proc/self/uid_map") as f:
        return os.geteuid() == 0 and sum(int(line.split()[2]) for line in f) > 60000


def command(*argv, cwd=None, text=None):
    r = subprocess.run(argv, cwd=cwd, input=text, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode:
        raise LabError("%s ended with %d: %s%s" % (" ".join(argv), r.returncode, r.stdout, r.stderr))
    return r.stdout


def tcp_open(address, port, timeout=0.25):
    try:
        socket.create_connection((address, port), timeout).close()
        return True
    except OSError:
        return False


def greets(address, port):
    """True when an SMTP server says 220."""
    try:
        with socket.create_connection((address, port), 0.5) as s:
            s.settimeout(2)
            return s.recv(64).startswith(b"220")
    except OSError:
        return False


def answers(address, name, rrtype="SOA", timeout=0.25):
    """True when the server answers NOERROR over UDP."""
    try:
        return dnswire.query(address, name, rrtype, timeout=timeout, tries=1).rcode == 0
    except (OSError, dnswire.WireError):
        return False


class Lab:
    def __init__(self, folder, base, parts, bulk=0):
        self.folder = os.path.abspath(folder)
        self.base = base
        self.parts = tuple(parts)
        self.bulk = bulk             # how many domains there are of one kind
        self.has_ipv6 = not base.startswith("127.")
        self.laps = []
        self.clock = time.monotonic()

    # -- names and files ---------------------------------------------------
    def ip(self, rest):
        return "%s.%s" % (self.base, rest)

    def path(self, *parts):
        f = os.path.join(self.folder, *parts)
        os.makedirs(os.path.dirname(f), exist_ok=True)
        return f

    def write(self, name, text, mode=0o644):
        f = self.path(name)
        with open(f, "w") as h:
            h.write(text)
        os.chmod(f, mode)
        return f

    def lap(self, what):
        now = time.monotonic()
        self.laps.append((what, now - self.clock))
        self.clock = now

    # -- programs ----------------------------------------------------------
    def program(self, name):
        """The daemon's path; a copy where AppArmor ties the installed one to its own folders."""
        found = shutil.which(name)
        if not found:
            raise LabError("%s is not installed" % name)
        if os.path.exists("/etc/apparmor.d/usr.sbin.%s" % name) and self._apparmor():
            copy = self.path("bin", name)
            if not os.path.exists(copy):
                shutil.copy(found, copy)
            return copy
        return found

    @staticmethod
    def _apparmor():
        try:
            with open("/sys/module/apparmor/parameters/enabled") as f:
                return f.read().startswith("Y")
        except OSError:
            return False

    def version(self, name):
        """A program's version as numbers, such as (9, 18, 49)."""
        r = subprocess.run([self.program(name), VERSION_OPTION[name]], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True)
        found = re.search(r"\d+(\.\d+)+", r.stdout)
        if not found:
            raise LabError("%s does not tell its version: %s" % (name, r.stdout.strip()))
        return tuple(map(int, found.group(0).split(".")))

    def spawn(self, name, *argv):
        """Starts a daemon in a session of its own, so that `down` finds its children too."""
        with open(self.path("log", name + ".out"), "wb") as log:
            p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                 start_new_session=True)
        with open(self.path("pids"), "a") as h:
            h.write("%d %s\n" % (p.pid, name))
        return p

    def spawn_python(self, name, script, *args):
        return self.spawn(name, "/usr/bin/python3", os.path.join(HERE, script), *args)

    def wait(self, what, ready, seconds=10, log=None):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if ready():
                return
            if any(name == (log or what) and not alive(pid) for pid, name in self.recorded_pids()):
                raise LabError("%s ended at once%s" % (what, self._tail(log or what)))
            time.sleep(0.005)
        raise LabError("%s did not come up in %d s%s" % (what, seconds, self._tail(log or what)))

    def _tail(self, name):
        text = ""
        for f in ("log/%s.out" % name, "log/%s.log" % name, "%s/log/maillog" % name):
            try:
                with open(os.path.join(self.folder, f), errors="replace") as h:
                    text += "".join("\n  " + l.rstrip() for l in h.readlines()[-15:])
            except OSError:
                pass
        return text and ":" + text

    def add_address(self, rest):
        """Gives the loopback one address by name: BIND listens on no other kind."""
        address = self.ip(rest)
        here = " %s/32 " % address in command("ip", "-o", "addr", "show", "dev", "lo")
        if not here:
            command("ip", "addr", "add", address + "/32", "dev", "lo")
            with open(self.path("addresses"), "a") as h:
                h.write(address + "\n")

    def remove_addresses(self):
        try:
            with open(os.path.join(self.folder, "addresses")) as h:
                for address in h.read().split():
                    command("ip", "addr", "del", address + "/32", "dev", "lo")
        except (OSError, LabError):
            pass

    # -- what is there -----------------------------------------------------
    def recorded_pids(self):
        try:
            with open(os.path.join(self.folder, "pids")) as h:
                return [(int(l.split()[0]), l.split()[1]) for l in h if l.strip()]
        except OSError:
            return []


def process_state(pid):
    """State letter and session of a pid, or (None, None)."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            rest = f.read().rsplit(")", 1)[1].split()
        return rest[0], int(rest[3])
    except (OSError, ValueError, IndexError):
        return None, None


def alive(pid):
    return process_state(pid)[0] not in (None, "Z")


def members(sessions):
    """Living processes whose session was started by the lab."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            state, session = process_state(int(entry))
            if state not in (None, "Z") and session in sessions:
                found.append(int(entry))
    return found


def stop(lab):
    """Ends every process of the lab and removes its folder."""
    sessions = {pid for pid, _ in lab.recorded_pids()}
    for sig, seconds in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
        targets = members(sessions) if sig == signal.SIGKILL else sessions
        for pid in targets:
            try:
                os.kill(pid, sig)
            except OSError:
                pass
        end = time.monotonic() + seconds
        while members(sessions) and time.monotonic() < end:
            time.sleep(0.02)
    # Some machines' first process is slow to bury the dead: wait, so that nothing is seen of us.
    end = time.monotonic() + 5
    while any(process_state(p)[0] for p in sessions) and time.monotonic() < end:
        time.sleep(0.02)
    left = members(sessions)
    lab.remove_addresses()
    shutil.rmtree(lab.folder, ignore_errors=True)
    if left:
        raise LabError("processes still run: %s" % left)


def complain(text):
    print("lab: " + text, file=sys.stderr)
