# SPDX-License-Identifier: GPL-3.0-or-later
"""One conversation of a scripted mail server, with what its S-codes say.

A conversation runs in a thread of its own and blocks; it ends with its socket.
What all conversations of a scenario share (mailboxes, greylisting, the code by
which a network spoils them) is in mail.py.
"""
import collections
import ipaddress
import re
import ssl
import threading
import time

CODES = frozenset("""OK 550RELAY 550USER 554BANNER 550RBL 421 451 451GREY TARPIT 552QUOTA 550DATA SINK BOUNCE NOTLS
BROKENTLS 530TLS NOPOSTMASTER OPENRELAY CATCHALL LOOP HELOONLY CLOSE TIMEOUT RST""".split())
WITH_SECONDS = frozenset(("451GREY", "TARPIT"))
LINE_MAX = 4096
LETTER_MAX = 4 << 20

Letter = collections.namedtuple("Letter", "sender recipients text client helo encrypted")


class CodeError(Exception):
    """An S-code that the format does not know."""


def parse_code(code):
    """An S-code such as "S-451GREY:60" as (name, seconds or None)."""
    name, _, seconds = code[2:].partition(":")
    if not code.startswith("S-") or name not in CODES or bool(seconds) != (name in WITH_SECONDS):
        raise CodeError("unknown mail server %r" % code)
    return name, float(seconds) if seconds else None


class Greylist:
    """When a (client network, sender, recipient) was seen first."""

    def __init__(self):
        self._seen, self._lock = {}, threading.Lock()

    def left(self, client, sender, recipient, seconds):
        """Seconds that this one still has to wait."""
        address = ipaddress.ip_address(client)
        network = ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False)
        with self._lock:
            since = self._seen.setdefault((network, sender, recipient), time.monotonic())
        return seconds - (time.monotonic() - since)


class Server:
    """What a conversation must know of the mail server that it is held with."""

    def __init__(self, name, codes, world, context=None):
        self.name = name.rstrip(".")     # what it calls itself
        self.codes = dict(parse_code(c) for c in codes)
        self.world = world               # .hosts(domain), .stored(letter), .bounce(letter), .greylist, .strip
        self.make_context = context      # makes the TLS context when somebody wants it
        self.asks_password = False       # where letters are handed in
        self.wrapped = False             # TLS from the first octet

    def has(self, code):
        return code in self.codes


class Conversation:
    def __init__(self, server, connection, client):
        self.server, self.socket, self.client = server, connection, client
        self.buffer, self.encrypted, self.helo = b"", False, ""
        self.sender, self.recipients = None, []

    # -- octets ------------------------------------------------------------------
    def say(self, *lines):
        self.socket.sendall("".join(l + "\r\n" for l in lines).encode())

    def line(self):
        """The next line without its end; None when the client has gone."""
        while b"\n" not in self.buffer:
            more = self.socket.recv(4096)
            if not more or len(self.buffer) > LINE_MAX:
                return None
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "surrogateescape")

    def letter(self):
        """What comes up to the line with the dot, its doubled dots undone; None when it never ends."""
        while not (self.buffer == b".\r\n" or self.buffer.startswith(b".\r\n") or b"\r\n.\r\n" in self.buffer):
            more = self.socket.recv(65536)
            if not more or len(self.buffer) > LETTER_MAX:
                return None
            self.buffer += more
        if self.buffer.startswith(b".\r\n"):
            text, self.buffer = b"", self.buffer[3:]
        else:
            text, self.buffer = self.buffer.split(b"\r\n.\r\n", 1)
            text += b"\r\n"
        return re.sub(rb"(?m)^\.", b"", text)

    # -- the conversation -----------------------------------------------------------
    def run(self):
        try:
            if self.greet():
                while (line := self.line()) is not None and self.obey(line):
                    pass
        except (OSError, ssl.SSLError, ValueError):
            pass                                 # who hangs up is what many tests are about
        finally:
            self.part()

    def part(self):
        """Says goodbye to TLS too, but waits for nobody."""
        try:
            self.socket.settimeout(0.5)
            if self.encrypted or self.server.wrapped:
                self.socket.unwrap()
        except (OSError, ValueError):
            pass
        self.socket.close()

    def greet(self):
        """The greeting; whether anything follows it."""
        server = self.server
        if server.has("554BANNER"):
            self.say("554 %s ESMTP not accepting messages" % server.name.split(".")[0])
            return True                          # RFC 5321 3.1: it waits for QUIT
        if server.has("421"):
            self.say("421 4.3.2 %s Service not available, closing transmission channel" % server.name)
            return False
        greeting = "220 %s ESMTP" % server.name
        if server.has("TARPIT"):
            self.drip(greeting + "\r\n", server.codes["TARPIT"] * server.world.scale)
        else:
            self.say(greeting)
        return not server.has("CLOSE")

    def drip(self, text, seconds):
        """Octet by octet, the last one after `seconds`."""
        start = time.monotonic()
        for i, octet in enumerate(text.encode(), 1):
            time.sleep(max(0.0, start + seconds * i / len(text) - time.monotonic()))
            self.socket.sendall(bytes([octet]))

    def obey(self, line):
        """Answers one command; whether the conversation goes on."""
        verb = line.split(" ", 1)[0].upper()
        if verb == "QUIT":
            self.say("221 2.0.0 Bye")
            return False
        if self.server.has("554BANNER"):
            self.say("503 5.5.1 Not accepting messages")
            return True
        known = dict(EHLO=self.ehlo, HELO=self.hello, STARTTLS=self.starttls, MAIL=self.mail, RCPT=self.rcpt,
                     DATA=self.data, RSET=self.reset, NOOP=self.fine, VRFY=self.vrfy)
        return known.get(verb, self.unknown)(line) is not False

    def unknown(self, _):
        self.say("500 5.5.2 Error: command not recognized")

    def fine(self, _):
        self.say("250 2.0.0 Ok")

    def vrfy(self, _):
        self.say("252 2.0.0 Send it and see")

    def reset(self, _):
        self.sender, self.recipients = None, []
        self.fine(_)

    def hello(self, line):
        self.helo, self.sender = line[5:].strip(), None
        self.say("250 " + self.server.name)

    def offers_tls(self):
        return not (self.encrypted or self.server.wrapped or self.server.has("NOTLS") or self.server.has("HELOONLY"))

    def ehlo(self, line):
        if self.server.has("HELOONLY"):
            self.say("502 5.5.2 Error: command not recognized")
            return
        self.helo, self.sender = line[5:].strip(), None
        words = ["PIPELINING", "SIZE 10240000", "8BITMIME"]
        if self.offers_tls():
            # A device on the way overwrites the word with as many letters (L-STRIP).
            words.insert(1, "XXXXXXXA" if self.server.world.strip else "STARTTLS")
        words.insert(0, self.server.name)
        self.say(*("250-" + w for w in words[:-1]), "250 " + words[-1])

    # -- encryption -------------------------------------------------------------------
    def starttls(self, line):
        if not self.offers_tls() or self.server.world.strip:
            return self.unknown(line)
        self.say("220 2.0.0 Ready to start TLS" if not self.server.has("BROKENTLS") else "220 go ahead")
        if self.server.has("BROKENTLS"):
            return self.break_handshake()
        self.buffer = b""                        # what came in clear is not heard (CVE-2011-0411)
        self.socket = self.server.make_context().wrap_socket(self.socket, server_side=True)
        self.encrypted, self.helo, self.sender, self.recipients = True, "", None, []
        return True

    def break_handshake(self):
        """Plain words where the ServerHello should be."""
        if not self.buffer:
            self.socket.recv(4096)
        self.say("454 4.7.0 TLS not available due to local problem")
        return False

    # -- the envelope -------------------------------------------------------------------
    def mail(self, line):
        found = re.match(r"MAIL FROM:\s*<([^>]*)>", line, re.I)
        if self.server.asks_password:
            self.say("530 5.7.0 Authentication required")
        elif self.server.has("530TLS") and not self.encrypted:
            self.say("530 5.7.0 Must issue a STARTTLS command first")
        elif not found:
            self.say("501 5.5.4 Syntax: MAIL FROM:<address>")
        else:
            self.sender, self.recipients = found.group(1), []
            self.say("250 2.1.0 Ok")

    def rcpt(self, line):
        found = re.match(r"RCPT TO:\s*<([^>]+)>", line, re.I)
        if self.sender is None:
            self.say("503 5.5.1 Error: need MAIL command")
        elif not found:
            self.say("501 5.5.4 Syntax: RCPT TO:<address>")
        else:
            refusal = self.refusal(found.group(1))
            if not refusal:
                self.recipients.append(found.group(1))
            self.say(refusal or "250 2.1.5 Ok")

    def refusal(self, to):
        """Why a recipient is not taken; None when it is."""
        server, local = self.server, to.rpartition("@")[0].lower()
        for code, text in (
                ("550RBL", "550 5.7.1 Service unavailable; client [%s] blocked using zen.spamhaus.org" % self.client),
                ("550RELAY", "550 5.7.1 <%s>: Relay access denied" % to),
                ("550USER", "550 5.1.1 <%s>: Recipient address rejected: User unknown" % to),
                ("LOOP", "554 5.4.6 <%s>: mail for this domain loops back to myself" % to),
                ("552QUOTA", "552 5.2.2 <%s>: Mailbox full" % to),
                ("451", "451 4.3.0 <%s>: Temporary lookup failure" % to)):
            if server.has(code):
                return text
        if server.has("NOPOSTMASTER") and local == "postmaster":
            return "550 5.1.1 <%s>: Recipient address rejected: User unknown" % to
        if not server.has("OPENRELAY") and not server.world.hosts(to.rpartition("@")[2].lower()):
            return "550 5.7.1 <%s>: Relay access denied" % to
        return self.greylisted(to) if server.has("451GREY") else None

    def greylisted(self, to):
        seconds = self.server.codes["451GREY"] * self.server.world.scale
        left = self.server.world.greylist.left(self.client, self.sender.lower(), to.lower(), seconds)
        return "451 4.7.1 Greylisted, try again in %d s" % max(1, round(seconds)) if left > 0 else None

    def data(self, _):
        if not self.recipients:
            self.say("503 5.5.1 Error: need RCPT command")
            return True
        self.say("354 End data with <CR><LF>.<CR><LF>")
        text = self.letter()
        if text is None:
            return False
        letter = Letter(self.sender, self.recipients, text, self.client, self.helo, self.encrypted)
        self.sender, self.recipients = None, []
        self.take(letter)
        return True

    def take(self, letter):
        server = self.server
        if server.has("550DATA"):
            self.say("550 5.7.1 message refused")
            return
        # A bounce that cannot be delivered is never bounced itself (RFC 5321 6.1).
        if server.has("BOUNCE") and letter.sender:
            after = server.world.bounce
        elif server.has("SINK"):
            after = None
        else:
            after = server.world.store
            after(server.name, letter)           # before the reply: who reads 250 finds it in the mailbox
            after = None
        self.say("250 2.0.0 Ok: queued as " + format(time.monotonic_ns() & 0xffffffffff, "X"))
        if after:
            after(server.name, letter)
