# SPDX-License-Identifier: GPL-3.0-or-later
"""Many listening places in one thread; every connection has a thread of its own.

After stop() the places are free at once, so another scenario may follow in the same network.
"""
import collections
import contextlib
import selectors
import socket
import ssl
import threading

Place = collections.namedtuple("Place", "address port talk")


def bound(address, port):
    """A socket that connections can be made to; an IPv6 one takes no IPv4."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.socket(family, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind((address, port))
    return s


def deaf(address, port, nearby=None):
    """Sockets that make every SYN to the place go unanswered: a queue that is full stays full.

    `nearby`: an address that leads there, where the place is every address."""
    keep = [bound(address, port)]
    keep[0].listen(0)
    for _ in range(3):
        c = socket.socket(keep[0].family, socket.SOCK_STREAM)
        c.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            c.connect((nearby or address, port))
        keep.append(c)
    return keep


class Listeners:
    def __init__(self):
        self.accepted = collections.Counter()    # connections by (address, port)
        self._keep, self._open, self._lock = [], set(), threading.Lock()
        self._selector, self._wake = selectors.DefaultSelector(), socket.socketpair()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def add(self, address, port, talk):
        """talk(socket, client's address) for every connection; called before start()."""
        s = bound(address, port)
        s.listen(64)
        self._keep.append(s)
        self._selector.register(s, selectors.EVENT_READ, Place(address, port, talk))

    def keep(self, sockets):
        """Sockets that are closed with the others."""
        self._keep += sockets

    def start(self):
        self._selector.register(self._wake[0], selectors.EVENT_READ, None)
        self._thread.start()

    def stop(self):
        self._wake[1].send(b"x")
        self._thread.join()
        with self._lock:
            for s in self._open:
                with contextlib.suppress(OSError):
                    s.shutdown(socket.SHUT_RDWR)
        for s in (*self._keep, *self._wake):
            s.close()
        self._selector.close()

    def _accept(self):
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                connection, client = key.fileobj.accept()
                self.accepted[key.data.address, key.data.port] += 1
                threading.Thread(target=self._talk, args=(connection, client[0], key.data.talk), daemon=True).start()

    def _talk(self, connection, client, talk):
        """Who hangs up in the middle is what many tests are about."""
        with self._lock:
            self._open.add(connection)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk(connection, client)
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()
