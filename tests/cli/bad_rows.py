# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of bad input: what is given, and what must come of it.

A row says in words what is given, and which arguments, standard input, world and
files that is.  It must end with the code, name the field, and offer a step.  In
arguments and in the standard input `{dir}` is the folder of the row's files and
`{api:MOOD}` the address of a web server in that mood (trouble_api.py); `dns` is
the mood of the name servers (trouble_dns.py).
"""
import json

SECRET = "Geheim-7f3a9c-Schluessel"
TSIG = dict(server="127.0.0.2", key_name="letterway.example", secret="R2VoZWltLTdmM2E5Yy1TY2hsdWVzc2Vs")
SECRETS = (SECRET, TSIG["secret"])
DOMAIN = "berg.example"
KEY = ("--host", "powerdns", "--key-fd", "0")
USAGE, FILE, UNREACHABLE, LATER, NO_KEY = 64, 65, 69, 75, 77
BROKEN, NOT_TESTED, CONFLICT, PARTIAL, NOT_ARRIVED = 2, 3, 5, 6, 7


class Row:
    def __init__(self, group, given, argv, code, field, stdin=b"", world=None, dns="healthy", files=None, finding=False,
                 says="", writes=False):
        self.group, self.given, self.argv, self.code, self.field = group, given, argv, code, field
        self.stdin = stdin if isinstance(stdin, bytes) else stdin.encode()
        self.world, self.dns, self.files = world, dns, files or {}
        self.finding, self.says, self.writes = finding, says, writes


ROWS = []


def add(group, given, argv, code, field, **more):
    ROWS.append(Row(group, given, argv, code, field, **more))


def key(url="{api:healthy}", **fields):
    return json.dumps({name: value for name, value in dict(dict(url=url, key=SECRET), **fields).items()
                       if value is not None})


# -- Names of domains ----------------------------------------------------------------------------
def name(given, text):
    add("Names of domains", given, ["check", "--no-mail", text], USAGE, "domain")


name("nothing", "")
name("spaces only", "   ")
name("two words", "berg example.org")
name("`a..b`", "a..b")
name("an ending under which names are registered", "co.uk")
name("a label of 64 octets", "a" * 64 + ".example")
name("a name of 254 octets", ".".join(["a" * 49] * 5) + ".abcd")
name("a text of 5000 characters", "a" * 5000)
name("an IPv4 address", "192.0.2.1")
name("an IPv6 address in brackets", "[2001:db8::1]")
name("`localhost`", "localhost")
name("a top-level name alone", "com")
name("`.`", ".")
name("`@`", "@")
name("`x@`", "x@")
name("`https://` without a host", "https://")
name("`https:///path`", "https:///path")
name("a control character", "ber\x07g.example")
name("a line break in the middle", "berg.example\ntal.example")
name("an escape sequence of the terminal", "\x1b[31mberg.example")
name("bytes that are not UTF-8", b"b\xff\xferg.example")
name("a character that IDNA forbids", "berg☕.example")
name("an `xn--` name that stands for nothing", "xn--zzzzzz-.example")
name("a label that begins with a hyphen", "x.-berg.example")
name("an underscore", "_dmarc.berg.example")
name("a wildcard", "*.berg.example")
name("a backslash", "berg\\.example")
name("right-to-left marks around nothing", "\u200f\u202e")
add("Names of domains", "a name that nobody registered", ["check", "--json", "--no-mail", "gibt-es-nicht.test"], BROKEN,
    "domain.not_yet_active", finding=True)


# -- Mail servers --------------------------------------------------------------------------------
def plan(given, field, *argv, group="Mail servers", code=USAGE, **more):
    add(group, given, ["plan", DOMAIN, *argv], code, field, **more)


def server(given, text, field="exchange"):
    plan(given, field, "--mx", text)


server("a priority of 70000", "70000 mx.berg.example", "preference")
server("a priority of -1", "-1 mx.berg.example", "preference")
server("a priority of 1.5", "1.5 mx.berg.example", "preference")
server("a priority in words", "ten mx.berg.example", "preference")
server("a priority of 99999999999999999999", "99999999999999999999 mx.berg.example", "preference")
server("a priority of 0x10", "0x10 mx.berg.example", "preference")
server("no priority, but a space", " mx.berg.example", "preference")
server("nothing", "")
server("a priority without a server", "10 ")
server("an IP address", "10 192.0.2.1")
server("a web address", "10 https://mx.berg.example/")
server("a mail address", "10 anna@berg.example")
server("the domain twice", "10 mx.berg.example.berg.example")
server("one word", "10 mailserver")
server("an underscore", "10 mx_1.berg.example")
server("a priority in the name", "10 10 mx.berg.example")
server("a label of 64 octets", "10 " + "a" * 64 + ".example")
server("a control character", "10 mx\x07.berg.example")
server("bytes that are not UTF-8", b"10 mx\xff.berg.example", "arguments")
plan("a server twice", "exchange", "--mx", "10 mx.berg.example", "--mx", "20 MX.berg.example.")
plan("“no mail” beside a server", "exchange", "--mx", "0 .", "--mx", "10 mx.berg.example")


def ttl(given, text):
    plan(given, "ttl", "--ttl", text, group="Waiting times (TTL)")


ttl("-1", "-1")
ttl("2147483648", "2147483648")
ttl("99999999999999999999", "99999999999999999999")
ttl("1e3", "1e3")
ttl("nothing", "")
ttl("`1 fortnight`", "1 fortnight")
ttl("an Arabic digit", "٣٠٠")


# -- The command line ------------------------------------------------------------------------------
def usage(given, *argv, field="arguments", **more):
    add("The command line", given, list(argv), USAGE, field, **more)


usage("an option that does not exist", "check", "--fast", DOMAIN)
usage("an option without its value", "plan", DOMAIN, "--mx")
usage("a value for an option that takes none", "check", "--json=yes", DOMAIN)
usage("a time to wait in words", "check", "--timeout", "soon", DOMAIN)
usage("a time to wait below zero", "check", "--timeout", "-5", DOMAIN, field="timeout")
usage("no domain to check", "check")
usage("an unknown part to check", "check", "--only", "everything", DOMAIN, field="only")
usage("a part that is not checked yet", "check", "--only", "receive,send", DOMAIN, field="only")
usage("no part to check", "check", "--only", "", DOMAIN, field="only")
usage("a resolver's name in place of its number", "check", "--resolver", "dns.quad9.net", DOMAIN, field="resolver")
usage("a resolver over TLS without its number", "check", "--resolver", "tls://dns.berg.example", DOMAIN, field="resolver")
usage("a resolver over TLS at a name", "check", "--resolver", "tls://dns.quad9.net@dns.quad9.net", DOMAIN, field="resolver")
usage("a resolver over TLS with a user", "check", "--resolver", "tls://you@dns.quad9.net@9.9.9.9", DOMAIN, field="resolver")
usage("a resolver over HTTPS without its number", "check", "--resolver", "https://dns.berg.example/dns-query", DOMAIN,
      field="resolver")
usage("a resolver over HTTP", "check", "--resolver", "http://dns.quad9.net/dns-query@9.9.9.9", DOMAIN, field="resolver")
usage("a resolver's number with a port", "check", "--resolver", "9.9.9.9:53", DOMAIN, field="resolver")
usage("one file for two domains", "check", "--save", "{dir}/kept.json", DOMAIN, "tal.example")
usage("a list beside a DNS host", "check", "--file", "{dir}/list", "--host", "powerdns")
usage("what was kept beside a DNS host", "check", "--evidence", "{dir}/kept.json", "--host", "powerdns")
usage("a key for two domains", "check", "--host", "powerdns", "--key-fd", "0", DOMAIN, "tal.example")
usage("a list beside a domain", "check", "--file", "{dir}/list", DOMAIN)
usage("a list to be kept in one file", "check", "--file", "{dir}/list", "--save", "{dir}/kept.json")
usage("kept evidence beside a domain", "check", "--evidence", "{dir}/kept.json", DOMAIN)
usage("kept evidence and a resolver to ask", "check", "--evidence", "{dir}/kept.json", "--resolver", "9.9.9.9")
usage("no domain to plan for", "plan", "--null-mx")
usage("two domains to plan for", "plan", DOMAIN, "tal.example", "--null-mx")
usage("a plan for nothing", "plan", DOMAIN)
usage("`--mx` beside `--null-mx`", "plan", DOMAIN, "--mx", "10 mx.berg.example", "--null-mx")
usage("`--null-mx` beside `--no-mx`", "plan", DOMAIN, "--null-mx", "--no-mx")
usage("an unknown verb for keys", "key", "steal", "powerdns")
usage("keys of no host", "key", "add")
usage("an unknown DNS host", "key", "add", "nobody", field="host", stdin=key())
usage("no DNS host beside a key", "plan", DOMAIN, "--null-mx", "--key-fd", "0", field="host", stdin=key())
usage("an unknown DNS host beside a key", "plan", DOMAIN, "--null-mx", "--host", "nobody", "--key-fd", "0", field="host", stdin=key())
usage("an unknown DNS host", "plan", DOMAIN, "--null-mx", "--host", "nobody", field="host")
usage("an unknown format", "export", DOMAIN, "--format", "pdf", field="format")
usage("a number of a change that does not exist", "export", DOMAIN, "--push", "99", field="push")
usage("a change that does not exist", "finish", DOMAIN, "--push", "99", *KEY, field="push", stdin=key())
usage("a negative number of a change", "undo", DOMAIN, "--push", "-1", *KEY, field="push", stdin=key())
usage("waiting for nothing", "wait", DOMAIN, field="domain")
usage("no plan to apply", "apply")
usage("a letter to nobody", "letter", DOMAIN, field="to")
add("The command line", "no key for the DNS host", ["plan", DOMAIN, "--null-mx", "--host", "powerdns"], NO_KEY, "key")
add("The command line", "a key that was never kept", ["key", "remove", "powerdns"], NO_KEY, "key")
add("The command line", "a plan to a folder that does not exist", ["plan", DOMAIN, "--null-mx", "--output", "{dir}/no/plan.json"], FILE, "file")
add("The command line", "a domain whose key is not known", ["undo", DOMAIN], NO_KEY, "key")

# -- Plan files ----------------------------------------------------------------------------------
MX_OLD = {"owner": "berg.example.", "type": "MX", "ttl": 300, "values": ["10 mx.berg.example."]}
MX_NEW = dict(MX_OLD, values=["0 ."])


def plan_json(*changes, **more):
    return json.dumps(dict(dict(schema=1, zone="berg.example.", domain="berg.example.", changes=list(changes)), **more))


def change(old=MX_OLD, new=MX_NEW, **more):
    return dict(old=old, new=new and dict(new, **more))


def plan_file(given, content, field="file", code=FILE, argv=("apply", "{dir}/plan.json", "--yes", *KEY), **more):
    files = {} if content is None else {"plan.json": content if isinstance(content, bytes) else content.encode()}
    add("Plan files", given, list(argv), code, field, files=files, stdin=key(), **more)


plan_file("a file that does not exist", None)
plan_file("a folder", None, argv=("apply", "{dir}", "--yes", *KEY))
plan_file("a device that never ends", None, argv=("apply", "/dev/zero", "--yes", *KEY))
plan_file("an empty file", "")
plan_file("a web page", "<!DOCTYPE html><html></html>")
plan_file("not JSON", "{'schema': 1}")
plan_file("an array", "[]")
plan_file("`{}`", "{}", "schema")
plan_file("a schema of the future", plan_json(change(), schema=2), "schema")
plan_file("a schema as text", plan_json(change(), schema="1"), "schema")
plan_file("no zone", plan_json(change(), zone=None), "zone")
plan_file("a number for the zone", plan_json(change(), zone=7), "zone")
plan_file("a domain outside the zone", plan_json(change(), domain="tal.example."), "domain")
plan_file("no changes", plan_json(changes=None), "changes")
plan_file("old and new both null", plan_json(dict(old=None, new=None)), "changes")
plan_file("new left out", plan_json(dict(old=MX_OLD)), "new")
plan_file("an unknown member of a change", plan_json(dict(change(), force=True)), "force")
plan_file("a change of another domain", plan_json(change(dict(MX_OLD, owner="tal.example."), MX_NEW, owner="tal.example.")), "changes")
plan_file("a change of the serial number's record", plan_json(change(None, dict(MX_OLD, type="SOA", values=["a. b. 1 2 3 4 5"]))), "changes")
plan_file("a TTL below zero", plan_json(change(ttl=-1)), "ttl")
plan_file("a TTL of 2147483648", plan_json(change(ttl=2147483648)), "ttl")
plan_file("a TTL as text", plan_json(change(ttl="300")), "ttl")
plan_file("a priority of 70000", plan_json(change(values=["70000 mx.berg.example."])), "preference")
plan_file("a value of nothing", plan_json(change(values=[""])), "exchange")
plan_file("no values", plan_json(change(values=[])), "changes")
plan_file("a value with a line break", plan_json(change(values=["10 mx.berg.example.\nwww A 192.0.2.1"])), "value")
plan_file("a zero byte in a value", plan_json(change(values=["10 mx\0.berg.example."])))
plan_file("a zero byte in the file", plan_json(change()).encode() + b"\0" + b"x")
plan_file("bytes that are not UTF-8", b'{"schema":1,"zone":"\xff"}')
plan_file("100000 open brackets", "[" * 100000)
plan_file("17 MiB of spaces", b" " * (17 << 20))
plan_file("two plans in one file", plan_json(change()) + plan_json(change()))
plan_file("the same entry twice", plan_json(change(), change()), "changes")
plan_file("a plan that a change in between has overtaken", plan_json(change(dict(MX_OLD, values=["10 old.berg.example."]))),
          "domain", CONFLICT, ("apply", "{dir}/plan.json", "--yes", "--accept", "null-mx", *KEY))
plan_file("a danger that nobody agreed to", plan_json(change(new=None)), "accept", USAGE)

# -- World files ---------------------------------------------------------------------------------
WORLD = {"schema": 1, "id": "bad-input", "name": "Bad input", "root": [{"name": "a.root.example.", "address": "127.0.0.1"}]}


def world(given, content, field="file", **more):
    content = json.dumps(content) if isinstance(content, dict) else content
    add("World files", given, ["check", DOMAIN, "--no-mail"], FILE, field,
        world=content.encode() if isinstance(content, str) else content, **more)


add("World files", "a file that does not exist", ["--world", "{dir}/nothing.json", "check", DOMAIN], FILE, "file", dns=None)
add("World files", "a folder", ["--world", "{dir}", "check", DOMAIN], FILE, "file", dns=None)
add("World files", "the name of no file", ["check", DOMAIN, "--world"], USAGE, "arguments", dns=None)
add("World files", "a device that never ends", ["--world", "/dev/zero", "check", DOMAIN], FILE, "file", dns=None)
world("an empty file", "")
world("a web page", "<html></html>")
world("an array", "[]")
world("2 MiB of spaces", b" " * (2 << 20))
world("no schema", dict(WORLD, schema=None), "schema")
world("an unknown member", dict(WORLD, trust_everybody=True), "trust_everybody")
world("the id of the real world", dict(WORLD, id="real"), "id")
world("the id of the practice world", dict(WORLD, id="practice"), "id")
world("an id with a path", dict(WORLD, id="../real"), "id")
world("no root servers", dict(WORLD, root=[]), "root")
world("a text for the root servers", dict(WORLD, root="127.0.0.1"), "root")
world("a name where an address belongs", dict(WORLD, root=[dict(name="a.root.example.", address="localhost")]), "address")
world("port 0", dict(WORLD, dns_port=0), "dns_port")
world("port 70000", dict(WORLD, dns_port=70000), "dns_port")
world("a port as text", dict(WORLD, dns_port="53"), "dns_port")
world("a range that is none", dict(WORLD, public_ranges=["127.0.0.0/99"]), "public_ranges")
world("plain http to the internet", dict(WORLD, api_base={"powerdns": "http://192.0.2.1/"}), "api_base")
world("a certificate file without a full path", dict(WORLD, ca_file="ca.pem"), "ca_file")
world("a trust anchor that is none", dict(WORLD, trust_anchor=["yes"]), "trust_anchor")


# -- Lists of domains ------------------------------------------------------------------------------
def domain_list(given, content, argv=("check", "--no-mail", "--file", "{dir}/list"), code=FILE, field="file", **more):
    add("Lists of domains", given, list(argv), code, field, files={} if content is None else {"list": content}, **more)


domain_list("a file that does not exist", None)
domain_list("a folder", None, ("check", "--file", "{dir}"))
domain_list("a device that never ends", None, ("check", "--file", "/dev/zero"))
domain_list("a line of 100000 characters", b"a" * 100000)
add("Lists of domains", "evidence in a folder that does not exist",
    ["check", "--no-mail", "--quiet", DOMAIN, "--save", "{dir}/no/kept.json"], FILE, "file")

# -- Evidence files --------------------------------------------------------------------------------
SEEN = dict(schema=1, domain="berg.example.", answers=[], mail_hosts=[], smtp=[])
ANSWERED = dict(server="ns1.example.", address="192.0.2.1", role="authority", owner="berg.example.", type="MX", status="no-data")


def evidence(given, content, field="file", argv=("check", "--evidence", "{dir}/kept.json"), **more):
    content = json.dumps(content) if isinstance(content, dict) else content
    files = {} if content is None else {"kept.json": content if isinstance(content, bytes) else content.encode()}
    add("Evidence files", given, list(argv), FILE, field, files=files, dns=None, **more)


evidence("a file that does not exist", None)
evidence("a folder", None, argv=("check", "--evidence", "{dir}"))
evidence("a device that never ends", None, argv=("check", "--evidence", "/dev/zero"))
evidence("an empty file", "")
evidence("a web page", "<html></html>")
evidence("an array", "[]")
evidence("a line of `check --json`", dict(schema=1, domain="berg.example.", evidence=SEEN), "answers")
evidence("`{}`", {}, "schema")
evidence("a schema of the future", dict(SEEN, schema=2), "schema")
evidence("no domain", dict(SEEN, domain=None), "domain")
evidence("a domain that is none", dict(SEEN, domain="a..b"), "domain")
evidence("a time in words", dict(SEEN, started_at="yesterday"), "started_at")
evidence("another domain's zone", dict(SEEN, delegation=dict(zone="tal.example.", parent_zone="example.", servers=[])), "zone")
evidence("a text for the answers", dict(SEEN, answers="none"), "answers")
evidence("5000 answers", dict(SEEN, answers=[ANSWERED] * 5000), "answers")
evidence("a name where an address belongs", dict(SEEN, answers=[dict(ANSWERED, address="ns1.example")]), "address")
evidence("an unknown status", dict(SEEN, answers=[dict(ANSWERED, status="lost")]), "status")
evidence("records that are there and are not there", dict(SEEN, answers=[dict(ANSWERED, set=MX_OLD)]), "set")
evidence("a priority of 70000", dict(SEEN, answers=[dict(ANSWERED, status="set", set=dict(MX_OLD, values=["70000 mx.berg.example."]))]),
         "preference")
evidence("a message that is not Base64", dict(SEEN, answers=[dict(ANSWERED, raw="<dns>")]), "raw")
evidence("a message of 100000 octets", dict(SEEN, answers=[dict(ANSWERED, raw="A" * 133336)]), "raw")
evidence("a zero byte in a text", dict(SEEN, answers=[dict(ANSWERED, note="a\0b")]))
evidence("100000 open brackets", "[" * 100000)
add("Evidence files", "an escape sequence in a server's name",
    ["check", "--json", "--evidence", "{dir}/kept.json"], NOT_TESTED, "", finding=True, dns=None,
    files={"kept.json": json.dumps(dict(SEEN, answers=[dict(ANSWERED, server="\x1b[31mred\u202e", status="not-asked")])).encode()})


# -- Keys ----------------------------------------------------------------------------------------
def add_key(given, text, field="key", code=USAGE, host="powerdns", argv=(), **more):
    add("Keys", given, ["key", "add", host, *argv], code, field, stdin=text, **more)


add_key("nothing", "")
add_key("the bare key, not JSON", SECRET)
add_key("an array", json.dumps([SECRET]))
add_key("a key cut off in the middle", key()[:-2])
add_key("no address", key(url=None), "url")
add_key("no key", key(key=None), "key")
add_key("an empty key", key(key=""), "key")
add_key("a number for the key", json.dumps(dict(url="{api:healthy}", key=12345)), "key")
add_key("an unknown field", key(password=SECRET), "password")
add_key("the secret as the name of a field", key(**{SECRET: "key"}), "key")
add_key("a key with a line break", key(key=SECRET + "\r\nX-Evil: 1"), "key")
add_key("a key with a zero byte", key(key=SECRET + "\0"), "key")
add_key("a zero byte in the input", key().encode() + b"\0")
add_key("64 KiB", b" " * (64 * 1024) + key().encode(), "key")
add_key("a key of 100000 characters", key(key=SECRET * 4000), "key")
add_key("bytes that are not UTF-8", b'{"url":"https://x.example","key":"' + SECRET.encode() + b'\xff"}', "key")
add_key("an address that is none", key("berg example"), "url")
add_key("an ftp address", key("ftp://127.0.0.1/"), "url")
add_key("plain http to the internet", key("http://192.0.2.1/"), "url")
add_key("a password in the address", key("https://anna:" + SECRET + "@127.0.0.1/"), "url")
add_key("port 99999", key("https://127.0.0.1:99999/"), "url")
add_key("an unknown DNS host", key(), "host", host="nobody")
add_key("a name with a slash", key(), "name", argv=("--name", "../x"))
add_key("a descriptor that is not open", "", "key", argv=("--fd", "97"))
add_key("a descriptor in words", "", "arguments", argv=("--fd", "three"))
add_key("a secret that is not Base64", json.dumps(dict(TSIG, secret="!" + SECRET)), "secret", host="rfc2136")
add_key("port 70000", json.dumps(dict(TSIG, port="70000")), "port", host="rfc2136")
add_key("an unknown algorithm", json.dumps(dict(TSIG, algorithm="hmac-md5")), "algorithm", host="rfc2136")
add_key("a name server with a space", json.dumps(dict(TSIG, server="ns1 example")), "server", host="rfc2136")
add_key("a domain that is none", json.dumps(TSIG), "domain", host="rfc2136", argv=("--domain", "192.0.2.1"))


# -- Answers of a DNS host's API -----------------------------------------------------------------
def api(given, mood, code, field, **more):
    add("Answers of an API", given, ["key", "add", "powerdns"], code, field, stdin=key("{api:%s}" % mood), **more)


def api_zone(given, mood, code, field, **more):
    add("Answers of an API", given, ["plan", DOMAIN, "--null-mx", *KEY], code, field, stdin=key("{api:%s}" % mood), **more)


def api_patch(given, mood, code, field, **more):
    add("Answers of an API", given, ["apply", "{dir}/plan.json", "--yes", "--accept", "null-mx", *KEY], code, field,
        stdin=key("{api:%s}" % mood), files={"plan.json": plan_json(change()).encode()}, writes=True, **more)


api("401", "401", NO_KEY, "key")
api("401 with 3000 characters and an escape sequence", "401-echo", NO_KEY, "key")
api("403", "403", NO_KEY, "key")
api("404", "404", UNREACHABLE, "url")
api("429 with Retry-After", "429", LATER, "host", says="17")
api("500 with a web page", "500", UNREACHABLE, "host")
api("503 with Retry-After", "503", LATER, "host", says="60")
api("200 with a web page", "html", UNREACHABLE, "host")
api("200 with nothing", "empty", UNREACHABLE, "host")
api("200 with an object in place of a list", "object", UNREACHABLE, "host")
api("a list of numbers", "numbers", UNREACHABLE, "host")
api("100000 open brackets", "deep", UNREACHABLE, "host")
api("a body that is cut off", "cut", UNREACHABLE, "host")
api("a body of 17 MiB", "large", UNREACHABLE, "host")
api("a connection that is closed", "closed", UNREACHABLE, "network")
api("another protocol", "no-http", UNREACHABLE, "host")
api("a redirect to another host", "away", UNREACHABLE, "host")
api("a redirect to itself", "in-circles", UNREACHABLE, "host")
api("headers without end", "headers", UNREACHABLE, "network")
add("Answers of an API", "nobody listens", ["key", "add", "powerdns"], UNREACHABLE, "network", stdin=key("http://127.0.0.9:9"))
add("Answers of an API", "https asked, http answered", ["key", "add", "powerdns"], UNREACHABLE, "network", stdin=key("{apis:healthy}"))
api_zone("no zone at all", "no-zones", NO_KEY, "domain")
api_zone("an array in place of the zone", "array", UNREACHABLE, "host")
api_zone("`{}` in place of the zone", "zone-object", UNREACHABLE, "host")
api_zone("the zone of another domain", "other-zone", UNREACHABLE, "host")
api_zone("a zero byte in a record", "nul", UNREACHABLE, "host")
api_zone("a priority of 70000", "mx70000", UNREACHABLE, "host")
api_zone("a TTL of 4294967296", "ttl", UNREACHABLE, "host")
api_zone("the same records twice", "twice", UNREACHABLE, "host")
api_zone("a zone that is only a copy", "secondary", UNREACHABLE, "host")
api_patch("a change refused with 422", "patch-422", BROKEN, "host")
api_patch("a change refused with 403", "patch-403", NO_KEY, "key")
api_patch("a change refused with 409", "patch-409", CONFLICT, "domain")
api_patch("a change put off with 429", "patch-429", LATER, "host")
api_patch("500 for a change", "patch-500", UNREACHABLE, "host")
api_patch("a web page for a change", "patch-html", UNREACHABLE, "host")
api_patch("a connection closed on a change", "patch-closed", UNREACHABLE, "host")
api_patch("a change that is confirmed and not made", "patch-nothing", UNREACHABLE, "host")


# -- Answers of name servers ---------------------------------------------------------------------
def dns(given, mood, code, finding, *argv):
    add("Answers of name servers", given, ["check", "--json", "--no-mail", *argv, DOMAIN], code, finding, dns=mood, finding=True)


add("Answers of name servers", "silence, and no patience", ["check", "--no-mail", "--timeout", "1", DOMAIN], NOT_TESTED, "timeout",
    dns="silence everywhere")
dns("silence of the domain's server", "silence", BROKEN, "ns.all_dead")
dns("the root refuses", "root refuses", NOT_TESTED, "local.dns53_blocked")
dns("REFUSED", "refused", BROKEN, "ns.all_dead")
dns("SERVFAIL", "servfail", BROKEN, "ns.all_dead")
dns("bytes without sense", "garbage", BROKEN, "ns.all_dead")
dns("three bytes", "short", BROKEN, "ns.all_dead")
dns("a forged answer before the right one", "wrong id first", NOT_TESTED, "")
dns("an MX record of no bytes", "empty mx", BROKEN, "ns.all_dead")
dns("an MX record cut off", "mx cut off", BROKEN, "ns.all_dead")
dns("“no mail” beside a server", "mx null and more", 0, "mx.null_with_others")
dns("an IP address as mail server", "mx an address", BROKEN, "mx.target_is_ip")
dns("the domain twice in a name", "mx doubled", BROKEN, "mx.target_doubled_zone")
dns("control characters in a name", "mx with control characters", BROKEN, "ns.all_dead")
dns("a mail server that does not exist", "mx unknown", BROKEN, "mx.no_address")
dns("no mail server", "no mx at all", BROKEN, "mx.none")
dns("a name that points at itself", "loop of names", BROKEN, "ns.all_dead")
dns("65535 records announced, none there", "counts that lie", BROKEN, "ns.all_dead")
dns("cut off, and no TCP", "truncated, no tcp", BROKEN, "dns.truncated_no_tcp")
dns("a referral in circles", "referral in circles", BROKEN, "ns.all_dead")
dns("no such name", "nxdomain", BROKEN, "domain.not_yet_active")
dns("900 mail servers", "many", BROKEN, "mx.no_address")


def rfc2136(given, mood, code, field):
    add("Answers of name servers", given, ["key", "add", "rfc2136", "--domain", DOMAIN], code, field, dns=mood,
        stdin=json.dumps(dict(TSIG, port="{port}")))


rfc2136("a signed question: an answer that is not signed", "healthy", UNREACHABLE, "host")
rfc2136("a signed question: silence", "silence", UNREACHABLE, "network")
rfc2136("a signed question: REFUSED", "refused", NO_KEY, "key")
rfc2136("a signed question: SERVFAIL", "servfail", NOT_TESTED, "domain")
rfc2136("a signed question: bytes without sense", "garbage", UNREACHABLE, "network")
rfc2136("a signed question: cut off, and no TCP", "truncated, no tcp", UNREACHABLE, "network")


# -- Addresses of letters ------------------------------------------------------------------------
def letter(given, to, field="to", *argv, code=USAGE, **more):
    add("Addresses of letters", given, ["letter", DOMAIN, "--no-wait", "--to", to, *argv], code, field, **more)


letter("nothing", "")
letter("no @", "anna.berg.example")
letter("two @", "anna@bob@berg.example")
letter("nothing before the @", "@berg.example")
letter("nothing after the @", "anna@")
letter("another domain", "anna@tal.example")
letter("a control character", "an\x07na@berg.example")
letter("a line break and a header", "anna@berg.example\r\nBcc: all")
letter("a line break and another address", "anna@berg.example\r\nBcc: all@tal.example")
letter("a line break before the @", "anna\r\nDATA\r\n@berg.example")
letter("angle brackets in the middle", "anna>@berg.example")
letter("65 octets before the @", "a" * 65 + "@berg.example")
letter("an IP address after the @", "anna@[127.0.0.1]")
letter("bytes that are not UTF-8", b"\xff@berg.example", "arguments")
letter("a sender that is none", "anna@berg.example", "from", "--from", "nobody")
letter("a sender with a header", "anna@berg.example", "from", "--from", "x@berg.example\r\nBcc: all")
letter("a domain that is not known to be yours", "anna@berg.example", "to", code=NOT_TESTED)
add("Addresses of letters", "a mailbox with a line break to be asked for",
    ["check", DOMAIN, "--to", "anna@berg.example\r\nDATA"], USAGE, "to")
