#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave on purpose.

  fault.py mail NETWORK                      the broken mail servers of NETWORK (such as 127.53)
  fault.py dnsproxy ADDRESS UPSTREAM DELAY_MS DROP_PERCENT [OPTION…]
                                             a slow, lossy or odd name server; options: notcp,
                                             noedns (ignores questions with OPT), noaaaa (ignores
                                             those for AAAA), noaa (answers without authority),
                                             ent (denies empty names that begin with "_")
  fault.py greylist SOCKET SECONDS           Postfix policy service: 451 until SECONDS have passed
"""
import asyncio
import os
import socket
import sys
import time


# -- black holes -------------------------------------------------------------
def deaf_udp(address, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, port))
    return [s]                                   # bound and never read


def deaf_tcp(address, port):
    """Connections are never answered: a listener whose queue is full drops them."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(0)
    keep = [s]
    for _ in range(3):
        c = socket.socket()
        c.setblocking(False)
        try:
            c.connect((address, port))
        except BlockingIOError:
            pass
        keep.append(c)
    return keep


# -- mail servers --------------------------------------------------------------
async def busy(reader, writer):
    writer.write(b"421 4.3.2 mx-busy421.mail-hosts.net Service temporarily unavailable\r\n")
    await writer.drain()
    writer.close()


async def dropped(reader, writer):
    """Hangs up before the greeting."""
    writer.close()


async def tarpit(reader, writer):
    """The greeting comes byte by byte over ten seconds, then nothing more."""
    try:
        for b in b"220 mx-tarpit.mail-hosts.net ESMTP\r\n":
            await asyncio.sleep(0.3)
            writer.write(bytes([b]))
            await writer.drain()
        await asyncio.sleep(3600)
    except OSError:
        pass


async def converse(reader, writer, answers, greeting):
    """Answers by the first word of each line; a None ends the conversation."""
    try:
        writer.write(greeting)
        while line := await reader.readline():
            words = line.strip().upper().split()
            if words and words[0] == b"DATA":
                writer.write(b"354 End with a dot\r\n")
                await reader.readuntil(b"\r\n.\r\n")
            answer = answers.get(words[0] if words else b"", b"250 2.0.0 Ok\r\n")
            writer.write(answer or b"221 2.0.0 Bye\r\n")
            await writer.drain()
            if answer is None:
                break
            if words and words[0] == b"STARTTLS":
                await reader.read(64)            # the ClientHello, answered in plain words
                writer.write(b"500 what was that\r\n")
                break
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def broken_tls(reader, writer):
    """Offers STARTTLS, then answers the handshake with plain text."""
    await converse(reader, writer, {
        b"EHLO": b"250-mx-brokentls.mail-hosts.net\r\n250-STARTTLS\r\n250 8BITMIME\r\n",
        b"STARTTLS": b"220 2.0.0 go ahead\r\n", b"QUIT": None}, b"220 mx-brokentls.mail-hosts.net ESMTP\r\n")


async def helo_only(reader, writer):
    """Knows no EHLO."""
    await converse(reader, writer, {b"EHLO": b"502 5.5.2 Command not recognised\r\n",
                                    b"HELO": b"250 mx-heloonly.mail-hosts.net\r\n", b"STARTTLS": b"502 no\r\n",
                                    b"QUIT": None}, b"220 mx-heloonly.mail-hosts.net\r\n")


async def mail(network):
    at = lambda rest: network + "." + rest
    keep = deaf_udp(at("66.1"), 53) + deaf_tcp(at("66.1"), 53) + deaf_tcp(at("25.9"), 25)
    rows = ((tarpit, "25.11"), (broken_tls, "25.14"), (dropped, "25.15"), (helo_only, "25.16"), (busy, "25.10"))
    servers = [await asyncio.start_server(f, at(a), 25) for f, a in rows]
    await asyncio.gather(*(s.serve_forever() for s in servers))
    del keep


# -- greylisting ---------------------------------------------------------------
async def read_request(reader):
    """One policy request: lines NAME=VALUE up to an empty one; None at the end."""
    request = {}
    while True:
        line = (await reader.readline()).decode()
        if not line:
            return None
        if line == "\n":
            return request
        name, _, value = line.rstrip("\n").partition("=")
        request[name] = value


async def greylist(path, seconds):
    seen, seconds = {}, float(seconds)

    async def serve(reader, writer):
        while (request := await read_request(reader)) is not None:
            pair = (request.get("sender"), request.get("recipient"))
            since = seen.setdefault(pair, time.monotonic())
            waited = time.monotonic() - since >= seconds
            writer.write(b"action=dunno\n\n" if waited
                         else b"action=451 4.7.1 Greylisted, try again later\n\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    os.chmod(path, 0o666)
    await server.serve_forever()


# -- DNS -------------------------------------------------------------------------
class Once(asyncio.DatagramProtocol):
    """One question to the server behind, one answer."""

    def __init__(self, packet, future):
        self.packet, self.future = packet, future

    def connection_made(self, transport):
        transport.sendto(self.packet)

    def datagram_received(self, packet, _):
        self.future.done() or self.future.set_result(packet)

    def error_received(self, error):
        self.future.done() or self.future.set_exception(error)


def question_type(packet):
    at = 12
    while packet[at]:
        at += 1 + packet[at]
    return int.from_bytes(packet[at + 1:at + 3], "big")


def is_ignored(packet, options):
    additional = int.from_bytes(packet[10:12], "big")
    return ("noedns" in options and additional > 0) or ("noaaaa" in options and question_type(packet) == 28)


def distort(answer, options):
    """What an odd server makes of a good answer."""
    answer = bytearray(answer)
    is_empty = answer[3] & 15 == 0 and answer[6:8] == b"\0\0"
    if "noaa" in options:
        answer[2] &= ~4
    if "ent" in options and is_empty and answer[13:14] == b"_":
        answer[3] |= 3
    return bytes(answer)


class DnsProxy(asyncio.DatagramProtocol):
    def __init__(self, upstream, delay, drop, options):
        self.upstream, self.delay, self.drop, self.options, self.n = upstream, delay, drop, options, 0

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, packet, peer):
        self.n += 1
        if self.drop and (self.n * self.drop) % 100 < self.drop:
            return                               # every (100/drop)th: the same in every run
        if is_ignored(packet, self.options):
            return
        asyncio.get_running_loop().create_task(self.ask(packet, peer))

    async def ask(self, packet, peer):
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Once(packet, future), remote_addr=(self.upstream, 53))
        try:
            answer, _ = await asyncio.gather(asyncio.wait_for(future, 5), asyncio.sleep(self.delay))
            self.transport.sendto(distort(answer, self.options), peer)
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            transport.close()


async def dnsproxy(address, upstream, delay, drop, *options):
    loop, delay = asyncio.get_running_loop(), float(delay) / 1000

    async def tcp(reader, writer):
        try:
            behind, to = await asyncio.open_connection(upstream, 53)
            while head := await reader.readexactly(2):
                packet = await reader.readexactly(int.from_bytes(head, "big"))
                await asyncio.sleep(delay)
                if is_ignored(packet, options):
                    continue
                to.write(head + packet)
                head = await behind.readexactly(2)
                writer.write(head + distort(await behind.readexactly(int.from_bytes(head, "big")), options))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    await loop.create_datagram_endpoint(lambda: DnsProxy(upstream, delay, int(drop), options), local_addr=(address, 53))
    if "notcp" not in options:
        await asyncio.start_server(tcp, address, 53)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run({"mail": mail, "dnsproxy": dnsproxy, "greylist": greylist}[sys.argv[1]](*sys.argv[2:]))
