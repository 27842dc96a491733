#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""watch-mx.py SERVER ZONE [--allow-null] [--seconds S] [--port N]

Asks SERVER for the MX set of ZONE over UDP, as fast as it answers, and looks
whether there is a moment in which the domain has no usable MX: no answer
records, NXDOMAIN or another refusal, "no mail wanted" (unless allowed), or that
sign beside real servers, which is never right.  A packet that is lost is not
such a moment; it is counted apart.

Writes "watching" when the first answer is in.  Ends on SIGTERM or SIGINT with
one line of JSON; exit 0 when every answer was usable, 1 when one was not, 2 when
there was no answer at all.
"""
import argparse
import json
import signal
import socket
import struct
import sys
import time

sys.dont_write_bytecode = True
import dnswire  # noqa: E402

NULL = [(0, ".")]


def judge(message, allow_null):
    """Why this answer shows the domain without a usable MX, or None."""
    if message.rcode:
        return message.rcode_name
    found = dnswire.mx_values(message)
    if not found:
        return "no MX"
    if found == NULL:
        return None if allow_null else "no mail wanted"
    return "no mail wanted, beside others" if any(name == "." for _, name in found) else None


class Watch:
    def __init__(self, server, zone, allow_null=False, port=53):
        self.zone, self.allow_null, self.bad = zone, allow_null, []
        self.answers = self.lost = self.strange = self.unusable = 0
        self.seen, self.longest_gap, self.stopped = [], 0.0, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0.25)
        self.socket.connect((server, port))

    def note(self, message):
        self.answers += 1
        shown = ["%d %s" % v for v in dnswire.mx_values(message)]
        if not self.seen or self.seen[-1] != shown:
            self.seen.append(shown)
        why = judge(message, self.allow_null)
        if why:
            self.unusable += 1
            if len(self.bad) < 20:
                self.bad.append(dict(at=round(time.time(), 3), why=why))

    def hear(self, ident):
        """The answer to this question; packets that answer another are left aside."""
        while True:
            try:
                packet = self.socket.recv(4096)
                message = dnswire.Message(packet)
            except (socket.timeout, ConnectionRefusedError):
                return None
            except (dnswire.WireError, struct.error, IndexError):
                self.strange += 1
                continue
            if message.id == ident:
                return message
            self.strange += 1

    def ask(self):
        packet = dnswire.question(self.zone, "MX", recurse=False)
        try:
            self.socket.send(packet)
        except ConnectionRefusedError:
            pass
        message = self.hear(struct.unpack(">H", packet[:2])[0])
        if message is None:
            self.lost += 1
        else:
            self.note(message)

    def run(self, until, started=lambda: None):
        last = time.monotonic()
        while not self.stopped and time.monotonic() < until:
            before = self.answers
            self.ask()
            if self.answers > before:
                if before == 0:
                    started()
                    last = time.monotonic()
                self.longest_gap = max(self.longest_gap, time.monotonic() - last)
                last = time.monotonic()

    def result(self):
        return dict(zone=self.zone, answers=self.answers, unusable=self.unusable, bad=self.bad, lost=self.lost,
                    strange=self.strange, longest_gap_ms=round(self.longest_gap * 1000), seen=self.seen[-20:])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("server")
    p.add_argument("zone")
    p.add_argument("--allow-null", action="store_true")
    p.add_argument("--seconds", type=float, default=3600)
    p.add_argument("--port", type=int, default=53)
    args = p.parse_args()
    watch = Watch(args.server, args.zone.rstrip(".").lower() + ".", args.allow_null, args.port)

    def stop(*_):
        watch.stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    watch.run(time.monotonic() + args.seconds, lambda: print("watching", flush=True))
    print(json.dumps(watch.result()), flush=True)
    return 2 if not watch.answers else 1 if watch.unusable else 0


if __name__ == "__main__":
    sys.exit(main())
