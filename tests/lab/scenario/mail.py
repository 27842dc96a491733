# SPDX-License-Identifier: GPL-3.0-or-later
"""Every mail server of a scenario, scripted, behind all its addresses at once.

Each is S-OK, T-OK until the scenario's `mail` says otherwise, by name or by address.
What a network does to port 25 (L-PROXY, L-STRIP, L-NO25) is done here too, so that no
packet filter is needed.
"""
import contextlib
import os
import smtplib
import threading

from . import bounce, certificates, connections, mailboxes, places
from .listeners import Listeners, deaf
from .smtp_server import Conversation, Greylist, Server

SUBMISSION, SUBMISSIONS = 587, 465
PROXY_NAME = "mailshield.local-network.test"
NOBODY = "mail.lab.test"                         # what an address without a name calls itself
OWN_KEY, HOST_KEY = "own", "server"              # those that texts.py and the zone host.test speak of
TENANTS = "mailcloud.test"
GOOD_PLACES = ("MXOK", "MXOWN", "MX1", "MX6")    # mail servers though no zone around names them
NEARBY = {"0.0.0.0": places.ADDRESSES["MXOK"], "::": "::1"}


def start(scenario, net):
    """The scenario's mail servers, from now until the scenario ends."""
    parents = [n.split(".", 1)[1] for n in net.mail_names if n.count(".") > 2]
    domains = [scenario.domain, *scenario.get("intent").get("senders", []), *parents, *net.mail_names]
    world = MailWorld(net, hosts_of(scenario, net), behaviour_of(scenario), domains, scenario.get("local"))
    world.start()
    net.on_stop(world.listeners.stop)
    net.notes["mail"] = world
    if scenario.get("ask").get("letter"):
        mailboxes.start(scenario, net)
    net.notes["connections"] = connections.start(scenario, net)
    return world


# -- what the scenario says ------------------------------------------------------------
def plain(name):
    return name.rstrip(".").lower()


def hosts_of(scenario, net):
    """Every mail server's name and its addresses; those of the scenario's own zone too."""
    hosts = {plain(n): [a for a in addresses if a] for n, addresses in net.mail_names.items()}
    for key in GOOD_PLACES:
        hosts.setdefault(key.lower() + ".lab.test", []).append(places.ADDRESSES[key])
    known = {a for addresses in hosts.values() for a in addresses}
    for name, address in addresses_in(scenario):
        if address in known or name in {plain(k) for k in scenario.get("mail")}:
            hosts.setdefault(name, []).append(address)
    hosts[TENANTS] = [places.MAILCLOUD]
    return hosts


def addresses_in(scenario):
    """(name, address) of every A and AAAA that the scenario adds to its zone."""
    for edit in scenario.get("zone"):
        words = edit.split()
        if words[:1] == ["+"] and len(words) >= 4 and words[-2] in ("A", "AAAA"):
            yield plain(absolute(words[1], scenario)), words[-1]


def absolute(owner, scenario):
    if owner.endswith("."):
        return owner
    return scenario.origin if owner == "@" else owner + "." + scenario.origin


def behaviour_of(scenario):
    """The codes by name or address, with those that a service has by itself."""
    behaviour = {plain(k): v for k, v in scenario.get("mail").items()}
    own = "tenant-%s.%s" % (scenario.values["dashed"], TENANTS)
    if any(name != own and name not in behaviour for name in tenants_in(scenario)):
        behaviour.setdefault(TENANTS, ["S-550RELAY"])     # it does not know customers by the names of others
    return behaviour


def tenants_in(scenario):
    """The names of mailcloud.test that the scenario's MX lead to."""
    for edit in scenario.get("zone"):
        words = edit.split()
        if words[:1] == ["+"] and "MX" in words and plain(words[-1]).endswith("." + TENANTS):
            yield plain(words[-1])


def split_codes(codes):
    """S-codes and the T-code of one list, with the format's defaults."""
    if isinstance(codes, str):
        codes = [codes]
    wishes = [certificates.parse_code(c) for c in codes if c.startswith("T-")]
    if len(wishes) > 1:
        raise certificates.CertificateError("more than one certificate in %s" % codes)
    return [c for c in codes if not c.startswith("T-")] or ["S-OK"], wishes[0] if wishes else certificates.GOOD


class MailWorld:
    def __init__(self, net, hosts, behaviour, domains, local=(), port=25):
        """`hosts`: name → addresses; `behaviour`: name or address → codes; `domains`: whose letters are at home here."""
        self.net, self.hosts_by_name, self.behaviour, self.port = net, hosts, behaviour, port
        self.domains = {plain(d) for d in domains}
        self.local, self.scale = frozenset(local), getattr(net, "scale", 1.0)
        self.strip = "L-STRIP" in self.local
        self.greylist = Greylist()
        self.letters = []                        # (server, Letter) of what lies in the mailboxes
        self.listeners, self._lock = Listeners(), threading.Lock()

    # -- which servers there are -----------------------------------------------------------
    def names(self, address):
        return [n for n, addresses in self.hosts_by_name.items() if address in addresses]

    def codes(self, address):
        """The codes of an address: its own, else those of one of its names."""
        for key in [plain(address)] + self.names(address):
            if key in self.behaviour:
                return self.behaviour[key]
        return []

    def addresses(self):
        known = {a for addresses in self.hosts_by_name.values() for a in addresses}
        literal = {k for k in self.behaviour if ":" in k or k.replace(".", "").isdigit()}
        return sorted(known | literal)

    def server(self, address):
        codes, wish = split_codes(self.codes(address))
        names = self.names(address)
        return Server((names or [NOBODY])[0], codes, self, self._context_maker(address, wish, names))

    def _context_maker(self, address, wish, names):
        key = OWN_KEY if address == places.ADDRESSES["MXOWN"] else HOST_KEY

        def by_wanted_name(connection, wanted, _):
            """The right name is the one that the client came for."""
            if wanted and wanted.lower() not in names:
                connection.context = certificates.context(self.net, wish, key, [wanted])

        def make():
            context = certificates.context(self.net, wish, key, names)
            if wish.name is None and "WRONGNAME" not in wish.kinds:
                context.sni_callback = by_wanted_name
            return context
        return make

    # -- starting and stopping ---------------------------------------------------------------
    def start(self):
        for address in self.addresses():
            connections.give(self.net, address)
            with self._unless_without_ipv6(address):
                self._start_host(address)
        if "L-PROXY" in self.local:
            self._everywhere(lambda a: self._listen(a, self.port, self._proxy()))
        elif "L-NO25" in self.local:
            self._everywhere(lambda a: self.listeners.keep(deaf(a, self.port, NEARBY[a])))
        self.listeners.start()

    def _unless_without_ipv6(self, address):
        return contextlib.suppress(*[OSError] if ":" in address and not self.net.has_ipv6 else [])

    def _proxy(self):
        """What stands between this network and all others, and answers for everybody."""
        return Server(PROXY_NAME, ["S-OPENRELAY", "S-NOTLS", "S-SINK"], self)

    def _everywhere(self, listen):
        """At every address of this network at once, so nobody may be there already."""
        self._open_dead_end()
        listen("0.0.0.0")
        with self._unless_without_ipv6("::"):
            listen("::")

    def _open_dead_end(self):
        for s in self.net.notes.pop("dead end", ()):
            s.close()

    def _start_host(self, address):
        if address == places.ADDRESSES["V6DEAD"]:
            self._open_dead_end()                # the scenario says itself what is there
        self._start_submission(address)
        server = self.server(address)
        if {"L-PROXY", "L-NO25"} & self.local or server.has("RST"):
            return
        if server.has("TIMEOUT"):
            self.listeners.keep(deaf(address, self.port))
        else:
            self._listen(address, self.port, server)

    def _start_submission(self, address):
        """Where the address' own people hand in letters; they are asked for a password."""
        names = self.names(address)
        make = self._context_maker(address, certificates.GOOD, names)
        for port in (SUBMISSION, SUBMISSIONS):
            server = Server((names or [NOBODY])[0], ["S-OK"], self, make)
            server.asks_password, server.wrapped = True, port == SUBMISSIONS
            self._listen(address, port, server)

    def _listen(self, address, port, server):
        self.listeners.add(address, port, lambda connection, client: converse(server, connection, client))

    # -- what conversations ask for ------------------------------------------------------------
    def hosts(self, domain):
        """Whether a domain's letters are meant for these servers; all others' are relaying."""
        return any(domain == d or domain.endswith("." + d) for d in self.domains)

    def store(self, server, letter):
        """Puts a letter into the Maildir of each recipient, as a delivering program would."""
        with self._lock:
            self.letters.append((server, letter))
            number = len(self.letters)
        for to in letter.recipients:
            mailboxes.put(self.net, to, "%d.%d.%s" % (number, os.getpid(), server),
                          bounce.delivery_lines(server, to, letter) + letter.text)

    def bounce(self, server, letter):
        """Brings a DSN to the mail servers of the envelope's sender."""
        text = bounce.report(server, letter)
        for address in bounce.mail_addresses(letter.sender.rpartition("@")[2], places.OWN_RESOLVER):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                with smtplib.SMTP(address, self.port, server, timeout=10) as s:
                    s.sendmail("", [letter.sender], text)
                return


def converse(server, connection, client):
    if server.wrapped:
        connection = server.make_context().wrap_socket(connection, server_side=True)
    Conversation(server, connection, client).run()
