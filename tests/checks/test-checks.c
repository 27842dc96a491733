/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-checks.h"

#include <locale.h>
#include <string.h>

#include "lw-json.h"

#define DOMAIN_NAME "berg.example."
#define NOW 1000000

/* What a look saw, a line each:
 *   offline
 *   trouble STATUS                the walk from the root
 *   a1 MX 10 mx.test., 20 …      the first authority; a6: over IPv6; a0: a name without an address
 *   a1 none|nxdomain|servfail|…
 *   r1 …                         the same for a resolver
 *   host NAME ADDRESS…           addresses of a mail server; or a status; or "alias NAME ADDRESS"
 *   row ID OWNER TYPE SAID [/ FLAG…]   anything else, p1: a parent; SAID as above or "= VALUE, …";
 *                                 FLAG: tcp, cut, plain, disclaims, alias=NAME, serial=NUMBER
 *   edited SERIAL NAME            what the connected DNS host shows: its serial and name server
 *   zone NAME                     the zone that the domain lies in
 *   smtp NAME ADDRESS OUTCOME TLS [CODE TEXT]   "rcpt-" before OUTCOME: a recipient was named
 */
typedef struct
{
  const char *name;
  const char *seen;
  const char *findings; /* "id level", several joined by "; " */
  const char *fix;      /* (nullable): values of the first fix, joined by ", " */
  LwState state;
  const char *sentence;
} CheckCase;

#define TWO_MX "MX 10 mx1.host.test., 20 mx2.host.test."
#define BOTH_SAY "a1 " TWO_MX "\na2 " TWO_MX "\n"
#define HOSTS "host mx1.host.test. 192.0.2.11\nhost mx2.host.test. 192.0.2.12\n"
#define GREETED \
  "smtp mx1.host.test. 192.0.2.11 greeted proven\nsmtp mx2.host.test. 192.0.2.12 greeted proven\n"
#define FINE BOTH_SAY HOSTS GREETED

#define ARRIVES "Mail for berg.example arrives."
#define ONE_FAULT "Mail arrives, with one fault."
#define UNTESTED "Your settings look right. The mail servers could not be tested from here."

static const CheckCase cases[] = {
  { "fine", FINE, "", NULL, LW_STATE_OK, ARRIVES },
  { "nothing-seen", "", "", NULL, LW_STATE_UNKNOWN, "Not tested: the settings could not be read." },
  { "not-greeted", BOTH_SAY HOSTS, "", NULL, LW_STATE_UNKNOWN,
    "Your settings look right. The mail servers were not asked." },

  { "offline", "offline", "local.offline local", NULL, LW_STATE_UNKNOWN,
    "Not tested: no connection." },
  { "offline-blames-nothing-else", "offline\n" BOTH_SAY "trouble nxdomain", "local.offline local",
    NULL, LW_STATE_UNKNOWN, "Not tested: no connection." },
  { "nobody-answers", "trouble timed-out", "local.offline local", NULL, LW_STATE_UNKNOWN,
    "Not tested: no name server answers here." },
  { "only-resolvers-answer", "trouble timed-out\nr1 " TWO_MX, "local.dns53_blocked local", NULL,
    LW_STATE_UNKNOWN, "Not tested: this network lets no questions through to name servers." },

  { "no-such-domain", "trouble nxdomain", "domain.not_yet_active error", NULL, LW_STATE_BAD,
    "Mail does not arrive: this name does not exist." },
  { "no-such-domain-and-its-echo", "trouble nxdomain\nr1 nxdomain", "domain.not_yet_active error",
    NULL, LW_STATE_BAD, "Mail does not arrive: this name does not exist." },

  { "all-dead", "a1 timed-out\na2 unreachable\nr1 servfail", "ns.all_dead error", NULL,
    LW_STATE_BAD, "Mail does not arrive: nobody answers for your domain." },
  { "all-lame", "a1 refused\na2 lame", "ns.all_dead error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nobody answers for your domain." },
  { "walk-met-dead-servers", "trouble servfail", "ns.all_dead error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nobody answers for your domain." },
  { "none-was-asked", "a1 not-asked", "", NULL, LW_STATE_UNKNOWN,
    "Not tested: the settings could not be read." },
  { "one-silent", "a1 timed-out\na2 " TWO_MX "\n" HOSTS GREETED, "ns.unreachable warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "one-garbled", "a1 garbled\na2 " TWO_MX "\n" HOSTS GREETED, "ns.unreachable warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "one-lame", "a1 refused\na2 " TWO_MX "\n" HOSTS GREETED, "ns.lame warning", NULL, LW_STATE_WARN,
    ONE_FAULT },
  { "one-fails", "a1 servfail\na2 " TWO_MX "\n" HOSTS GREETED, "ns.secondary_expired warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "one-without-address", "a0 unreachable\na2 " TWO_MX "\n" HOSTS GREETED, "ns.no_address warning",
    NULL, LW_STATE_WARN, ONE_FAULT },
  { "no-ipv6-here", "a6 unreachable\na2 " TWO_MX "\n" HOSTS GREETED, "local.no_ipv6 local", NULL,
    LW_STATE_OK, ARRIVES },
  { "ipv6-works-here", "a6 timed-out\na7 " TWO_MX "\na2 " TWO_MX "\n" HOSTS GREETED,
    "ns.unreachable warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "answers-differ", "a1 " TWO_MX "\na2 MX 10 old.test.\n" HOSTS GREETED,
    "ns.answers_differ warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "one-has-none", "a1 " TWO_MX "\na2 none\n" HOSTS GREETED, "ns.answers_differ warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "differing-hides-caches",
    "a1 " TWO_MX "\na2 MX 10 old.test.\nr1 MX 10 old.test.\n" HOSTS GREETED,
    "ns.answers_differ warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "order-and-case-do-not-differ",
    "a1 " TWO_MX "\na2 MX 20 MX2.host.test., 10 MX1.host.test.\n" HOSTS GREETED, "", NULL,
    LW_STATE_OK, ARRIVES },

  { "expired", "row a1 berg.example. MX servfail\na2 " TWO_MX "\n" HOSTS GREETED,
    "ns.secondary_expired warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "without-authority", "row a1 berg.example. MX lame\na2 " TWO_MX "\n" HOSTS GREETED,
    "ns.not_authoritative warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "refers-elsewhere", "row a1 berg.example. MX lame / disclaims\na2 " TWO_MX "\n" HOSTS GREETED,
    "ns.lame warning", NULL, LW_STATE_WARN, ONE_FAULT },

  { "lists-agree",
    FINE "row p1 berg.example. NS = NS2.test., ns1.test.\n"
         "row a1 berg.example. NS = ns1.test., ns2.test.",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "registry-lists-another",
    FINE "row p1 berg.example. NS = old.test., ns1.test.\n"
         "row a1 berg.example. NS = ns1.test., ns2.test.",
    "ns.parent_child_mismatch warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "one-of-the-copies-agrees",
    FINE "row p1 berg.example. NS = old.test., ns1.test.\n"
         "row a1 berg.example. NS = old.test., ns1.test.\n"
         "row a2 berg.example. NS = ns1.test., ns2.test.",
    "ns.parent_child_mismatch warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "registry-lists-fewer",
    FINE "row p1 berg.example. NS = ns1.test.\nrow a1 berg.example. NS = ns1.test., ns2.test.",
    "ns.parent_child_mismatch advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },
  { "registry-is-changing",
    FINE "row p1 berg.example. NS = ns1.test.\nrow p2 berg.example. NS = ns1.test., ns2.test.\n"
         "row a1 berg.example. NS = ns1.test., ns2.test.",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "list-of-another-zone",
    FINE "zone example.\nrow p1 berg.example. NS = old.test.\nrow a1 berg.example. NS = ns1.test.",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "glue-right",
    FINE
    "row p1 ns1.berg.example. A = 192.0.2.1\nrow a2 ns1.berg.example. A = 192.0.2.1, 192.0.2.7",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "glue-wrong-and-silent",
    "a1 timed-out\na2 " TWO_MX "\nrow p1 ns1.berg.example. A = 192.0.2.1\n"
    "row a2 ns1.berg.example. A = 192.0.2.3\n" HOSTS GREETED,
    "ns.glue_wrong warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "glue-wrong-and-of-the-old-opinion",
    "a1 MX 10 old.test.\na2 " TWO_MX "\nrow p1 ns1.berg.example. A = 192.0.2.1\n"
    "row a1 ns1.berg.example. A = 192.0.2.1\nrow a2 ns1.berg.example. A = 192.0.2.3\n"
    "a3 " TWO_MX "\n" HOSTS GREETED,
    "ns.glue_wrong warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "glue-not-found-out",
    FINE "row p1 ns1.berg.example. A = 192.0.2.1\nrow a2 ns1.berg.example. A timed-out", "", NULL,
    LW_STATE_OK, ARRIVES },
  { "glue-for-nobody",
    FINE "row p1 ns1.berg.example. A = 192.0.2.9\nrow a2 ns1.berg.example. A nxdomain",
    "ns.glue_wrong warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "name-server-is-alias",
    FINE "row a1 berg.example. NS = ns1.test.\n"
         "row r1 ns1.test. A = 192.0.2.1 / alias=real.test.",
    "ns.is_alias warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "name-server-is-alias-of-nothing",
    FINE "row a1 berg.example. NS = ns1.test.\nrow r1 ns1.test. A nxdomain / alias=real.test.\n"
         "row r1 ns1.test. AAAA nxdomain / alias=real.test.",
    "ns.is_alias warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "listed-below-without-address",
    FINE "row a1 berg.example. NS = ns1.test.\nrow r1 ns1.test. A nxdomain\n"
         "row r1 ns1.test. AAAA nxdomain",
    "ns.no_address warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "listed-below-with-one-kind",
    FINE "row a1 berg.example. NS = ns1.test.\nrow r1 ns1.test. A = 192.0.2.1\n"
         "row r1 ns1.test. AAAA none",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "serial-backwards",
    "a1 " TWO_MX "\na2 MX 10 old.test.\n" HOSTS GREETED "a3 " TWO_MX "\n"
    "row a1 berg.example. SOA = a1.dns.test. h. 1 1 1 1 1 / serial=1\n"
    "row a2 berg.example. SOA = a1.dns.test. h. 2026112301 1 1 1 1 / serial=2026112301",
    "ns.serial_backwards warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "edits-what-nobody-asks",
    FINE "edited 7 other.test.\nrow a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9",
    "ns.edited_zone_not_live error", NULL, LW_STATE_BAD,
    "Changes here have no effect: nobody asks the zone that you edit." },
  { "edits-a-hidden-primary",
    FINE "edited 9 other.test.\nrow a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "edits-what-is-asked",
    FINE "edited 7 a1.dns.test.\nrow a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "edited-and-nobody-heard", FINE "edited 7 other.test.", "", NULL, LW_STATE_OK, ARRIVES },
  { "secondary-is-behind",
    FINE "row a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9\n"
         "row a2 berg.example. SOA = a1.dns.test. h. 8 1 1 1 1 / serial=8",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "serial-wraps",
    FINE "row a1 berg.example. SOA = a1.dns.test. h. 3 1 1 1 1 / serial=3\n"
         "row a2 berg.example. SOA = a1.dns.test. h. 4294967295 1 1 1 1 / serial=4294967295",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "two-companies-count-apart",
    FINE "row a1 berg.example. SOA = a1.dns.test. h. 1 1 1 1 1 / serial=1\n"
         "row a2 berg.example. SOA = a2.dns.test. h. 7 1 1 1 1 / serial=7",
    "", NULL, LW_STATE_OK, ARRIVES },

  { "cut-and-no-tcp", "row a1 berg.example. MX garbled / cut", "dns.truncated_no_tcp error", NULL,
    LW_STATE_BAD, "Mail does not arrive: the list of your mail servers is too long to fetch." },
  { "cut-and-no-tcp-at-one", FINE "row a3 berg.example. MX garbled / cut",
    "dns.truncated_no_tcp warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "cut-and-dead", "row a1 berg.example. MX garbled / cut\na2 timed-out",
    "dns.truncated_no_tcp error; ns.unreachable warning", NULL, LW_STATE_BAD,
    "Mail does not arrive: the list of your mail servers is too long to fetch." },
  { "cut-and-fetched", FINE "row a1 berg.example. TXT = \"v\" / cut tcp", "", NULL, LW_STATE_OK,
    ARRIVES },
  { "no-tcp",
    FINE "row a1 berg.example. SOA timed-out / tcp\nrow p1 berg.example. NS = ns1.test. / tcp",
    "dns.truncated_no_tcp advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },
  { "no-tcp-here",
    FINE "row a1 berg.example. SOA timed-out / tcp\nrow p1 berg.example. NS timed-out / tcp", "",
    NULL, LW_STATE_OK, ARRIVES },
  { "tcp-only",
    FINE "row a3 berg.example. NS = ns1.test. / tcp\nrow a3 berg.example. TXT none / tcp\n"
         "row a3 _dmarc.berg.example. TXT nxdomain / tcp",
    "ns.unreachable warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "always-cut",
    FINE "row a3 berg.example. NS = ns1.test. / tcp cut\nrow a3 berg.example. TXT none / tcp cut\n"
         "row a3 _dmarc.berg.example. TXT nxdomain / tcp cut",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "no-edns",
    FINE "row a3 berg.example. NS = ns1.test. / plain\nrow a3 berg.example. TXT none / plain\n"
         "row a3 _dmarc.berg.example. TXT nxdomain / plain",
    "dns.edns_broken warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "edns-by-luck",
    FINE "row a3 berg.example. NS = ns1.test. / plain\nrow a3 berg.example. TXT none / plain\n"
         "row a3 _dmarc.berg.example. TXT nxdomain / plain\nrow a3 _tls.berg.example. TXT none",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "aaaa-dropped",
    FINE "row a1 berg.example. AAAA timed-out\nrow a1 berg.example. NS = ns1.test.\n"
         "row a1 berg.example. TXT none",
    "dns.aaaa_dropped warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "aaaa-only-by-tcp",
    FINE "row a1 berg.example. AAAA none / tcp\nrow a1 berg.example. NS = ns1.test.\n"
         "row a1 berg.example. TXT none",
    "dns.aaaa_dropped warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "aaaa-and-others-lost",
    FINE "row a1 berg.example. AAAA timed-out\nrow a1 berg.example. NS = ns1.test.\n"
         "row a1 berg.example. TXT none\nrow a1 _tls.berg.example. TXT timed-out",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "empty-name-denied",
    FINE "row a1 _tls.berg.example. TXT nxdomain\nrow a1 _smtp._tls.berg.example. TXT = \"v\"",
    "dns.ent_nxdomain info", NULL, LW_STATE_OK, ARRIVES },
  { "empty-name-denied-by-another",
    FINE "row a1 _tls.berg.example. TXT nxdomain\nrow a2 _smtp._tls.berg.example. TXT = \"v\"", "",
    NULL, LW_STATE_OK, ARRIVES },

  { "whole-domain-alias", "row a1 berg.example. MX none / alias=shop.test.", "apex.cname error",
    NULL, LW_STATE_BAD, "Mail does not arrive: your whole domain is an alias." },
  { "whole-domain-alias-with-mail",
    "row a1 berg.example. MX = 10 mx1.host.test. / alias=shop.test.\n"
    "host mx1.host.test. 192.0.2.11\nsmtp mx1.host.test. 192.0.2.11 greeted proven",
    "apex.cname warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "alias-within-a-zone",
    "zone example.\nrow a1 berg.example. MX = 10 mx1.host.test. / alias=shop.test.\n"
    "host mx1.host.test. 192.0.2.11\nsmtp mx1.host.test. 192.0.2.11 greeted proven",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "mx-doubled", "a1 none\nrow a1 berg.example.berg.example. MX = 10 mx1.host.test.",
    "record.doubled_name error", "10 mx1.host.test.", LW_STATE_BAD,
    "Mail does not arrive: your mail entry has the domain twice in its name." },
  { "mx-of-a-wildcard",
    "a1 none\nrow a1 berg.example.berg.example. MX = 10 mx1.host.test.\n"
    "row a1 letterway-control.berg.example. MX = 10 mx1.host.test.",
    "mx.none error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "dmarc-doubled",
    FINE "row a1 _dmarc.berg.example. TXT nxdomain\n"
         "row a1 _dmarc.berg.example.berg.example. TXT = \"v=DMARC1; p=none\"",
    "record.doubled_name warning", "@_dmarc.berg.example. \"v=DMARC1; p=none\"", LW_STATE_WARN,
    ONE_FAULT },
  { "spf-doubled-beside-another-text",
    FINE "row a1 berg.example. TXT = \"proof\"\n"
         "row a1 berg.example.berg.example. TXT = \"v=spf1 mx -all\"",
    "record.doubled_name warning", "@berg.example. \"proof\", \"v=spf1 mx -all\"", LW_STATE_WARN,
    ONE_FAULT },
  { "spf-there-and-doubled",
    FINE "row a1 berg.example. TXT = \"v=spf1 -all\"\n"
         "row a1 berg.example.berg.example. TXT = \"v=spf1 mx -all\"",
    "", NULL, LW_STATE_OK, ARRIVES },

  { "no-mx", "a1 none\na2 none", "mx.none error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "no-mx-no-name", "a1 nxdomain", "mx.none error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "no-mx-no-address", "a1 none\nhost berg.example. none", "mx.none error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "no-mx-and-caches", "a1 none\nr1 none", "mx.none error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "implicit",
    "a1 none\nhost berg.example. 192.0.2.1\nsmtp berg.example. 192.0.2.1 greeted proven",
    "mx.implicit info", NULL, LW_STATE_OK, ARRIVES },
  { "implicit-refused",
    "a1 none\nhost berg.example. 192.0.2.1\nsmtp berg.example. 192.0.2.1 unreachable not-tried",
    "mx.none_fallback_unreachable error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "implicit-silent",
    "a1 none\nhost berg.example. 192.0.2.1\nsmtp berg.example. 192.0.2.1 timed-out not-tried",
    "mx.none_fallback_unreachable warning", NULL, LW_STATE_WARN,
    "Mail probably does not arrive: nothing says where it goes." },

  { "null-mx", "a1 MX 0 .", "", NULL, LW_STATE_OK, "This domain receives no mail." },
  { "null-mx-with-others", "a1 MX 0 ., 10 mx1.host.test., 20 mx2.host.test.\n" HOSTS GREETED,
    "mx.null_with_others warning", "10 mx1.host.test., 20 mx2.host.test.", LW_STATE_WARN,
    ONE_FAULT },
  { "null-mx-with-number", "a1 MX 10 .", "mx.null_bad_pref advice", "0 .", LW_STATE_UNKNOWN,
    "Your settings look right. The mail servers were not asked." },

  { "doubled",
    "a1 MX 10 mx.berg.example.berg.example.\nhost mx.berg.example.berg.example. nxdomain",
    "mx.target_doubled_zone error", "10 mx.berg.example.", LW_STATE_BAD,
    "Mail does not arrive: the mail server name contains your domain twice." },
  { "doubled-twice", "a1 MX 10 a.berg.example.berg.example., 20 b.berg.example.berg.example.",
    "mx.target_doubled_zone error", "10 a.berg.example., 20 b.berg.example.", LW_STATE_BAD,
    "Mail does not arrive: the mail server name contains your domain twice." },
  { "doubled-reserve",
    "a1 MX 10 mx1.host.test., 20 b.berg.example.berg.example.\n"
    "host mx1.host.test. 192.0.2.11\nhost b.berg.example.berg.example. nxdomain\n"
    "smtp mx1.host.test. 192.0.2.11 greeted proven",
    "mx.target_doubled_zone warning", "10 mx1.host.test., 20 b.berg.example.", LW_STATE_WARN,
    ONE_FAULT },
  { "number", "a1 MX 10 192.0.2.1.\nhost 192.0.2.1. nxdomain", "mx.target_is_ip error", NULL,
    LW_STATE_BAD, "Mail does not arrive: a number stands where the mail server's name belongs." },
  { "localhost", "a1 MX 10 localhost.", "mx.target_localhost error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your entry sends it back to the sender's own computer." },
  { "underscore", "a1 MX 10 mx_1.host.test.", "mx.target_bad_syntax error", NULL, LW_STATE_BAD,
    "Mail may not arrive: the name of the mail server holds signs that are not allowed." },
  { "target-does-not-exist", "a1 MX 10 mx.host.test.\nhost mx.host.test. nxdomain",
    "mx.no_address error", NULL, LW_STATE_BAD,
    "Mail does not arrive: no computer is known by the name of your mail server." },
  { "target-without-address", "a1 MX 10 mx.host.test.\nhost mx.host.test. none",
    "mx.no_address error", NULL, LW_STATE_BAD,
    "Mail does not arrive: no computer is known by the name of your mail server." },
  { "target-with-domain-behind",
    "a1 MX 10 mx.host.net.berg.example.\nhost mx.host.net.berg.example. nxdomain",
    "mx.no_address error", "10 mx.host.net.", LW_STATE_BAD,
    "Mail does not arrive: no computer is known by the name of your mail server." },
  { "reserve-does-not-exist",
    BOTH_SAY "host mx1.host.test. 192.0.2.11\nhost mx2.host.test. nxdomain\n"
             "smtp mx1.host.test. 192.0.2.11 greeted proven",
    "mx.no_address warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "target-not-found-out", "a1 MX 10 mx.host.test.\nhost mx.host.test. servfail",
    "mx.no_address not-tested", NULL, LW_STATE_UNKNOWN, UNTESTED },
  { "two-faults-make-an-error",
    "a1 MX 10 a.berg.example.berg.example., 20 mx.host.test.\nhost mx.host.test. nxdomain",
    "mx.no_address error; mx.target_doubled_zone warning", "10 a.berg.example., 20 mx.host.test.",
    LW_STATE_BAD, "Mail does not arrive: no computer is known by the name of your mail server." },
  { "alias",
    "a1 MX 10 mail.berg.example.\nhost mail.berg.example. alias mx1.host.test. 192.0.2.11\n"
    "smtp mail.berg.example. 192.0.2.11 greeted proven",
    "mx.target_is_alias warning", "10 mx1.host.test.", LW_STATE_WARN, ONE_FAULT },

  { "port-25-blocked",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 timed-out not-tried\n"
                   "smtp mx2.host.test. 192.0.2.12 timed-out not-tried",
    "local.port25_blocked local", NULL, LW_STATE_UNKNOWN, UNTESTED },
  { "port-25-not-tried", BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 not-asked not-tried", "",
    NULL, LW_STATE_UNKNOWN, UNTESTED },
  { "first-down",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 timed-out not-tried\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted proven",
    "smtp.primary_down warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "reserve-down",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted proven\n"
                   "smtp mx2.host.test. 192.0.2.12 timed-out not-tried",
    "smtp.remote_timeout warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "reserve-refuses",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted proven\n"
                   "smtp mx2.host.test. 192.0.2.12 unreachable not-tried",
    "smtp.remote_refused warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "both-refuse",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 unreachable not-tried\n"
                   "smtp mx2.host.test. 192.0.2.12 unreachable not-tried",
    "smtp.remote_refused error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your mail server does not answer." },
  { "one-silent-one-refuses",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 timed-out not-tried\n"
                   "smtp mx2.host.test. 192.0.2.12 unreachable not-tried",
    "smtp.remote_refused error; smtp.remote_timeout warning", NULL, LW_STATE_BAD,
    "Mail does not arrive: your mail server does not answer." },
  { "not-smtp",
    "a1 MX 10 mx1.host.test.\nhost mx1.host.test. 192.0.2.11\n"
    "smtp mx1.host.test. 192.0.2.11 garbled not-tried",
    "smtp.remote_refused error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your mail server does not answer." },
  { "dropped",
    "a1 MX 10 mx1.host.test.\nhost mx1.host.test. 192.0.2.11\n"
    "smtp mx1.host.test. 192.0.2.11 dropped not-tried",
    "smtp.dropped not-tested", NULL, LW_STATE_UNKNOWN, UNTESTED },
  { "ipv6-broken", FINE "a6 " TWO_MX "\nsmtp mx1.host.test. 2001:db8::11 timed-out not-tried",
    "smtp.ipv6_broken warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "ipv6-not-here", FINE "smtp mx1.host.test. 2001:db8::11 unreachable not-tried",
    "local.no_ipv6 local", NULL, LW_STATE_OK, ARRIVES },

  { "refuses-everyone",
    "a1 MX 10 mx1.host.test.\n"
    "smtp mx1.host.test. 192.0.2.11 refused not-tried 554 No service",
    "smtp.banner_554 error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the mail server refuses every visitor." },
  { "home-line-refused",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 refused not-tried 554 5.7.1 Service "
    "unavailable; client blocked using zen.spamhaus.org",
    "local.client_ip_blocked local", NULL, LW_STATE_UNKNOWN, UNTESTED },
  { "relay-denied",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 rcpt-refused proven 554 5.7.1 Relay "
    "access denied",
    "smtp.relay_denied error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the mail service does not know your domain yet." },
  { "relay-denied-at-reserve",
    BOTH_SAY "smtp mx1.host.test. 192.0.2.11 rcpt-accepted proven\n"
             "smtp mx2.host.test. 192.0.2.12 rcpt-refused proven 554 5.7.1 Relay access denied",
    "smtp.relay_denied warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "user-unknown",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 rcpt-refused proven 550 5.1.1 User "
    "unknown",
    "smtp.user_unknown error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the mail server does not know this address." },
  { "mailbox-full",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 rcpt-refused proven 552 5.2.2 Over "
    "quota",
    "smtp.mailbox_full error", NULL, LW_STATE_BAD, "Mail does not arrive: the mailbox is full." },
  { "loop",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 rcpt-refused proven 554 5.4.6 Mail "
    "loops back to me",
    "smtp.loop error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the mail server sends it back to itself." },
  { "greylisted",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 rcpt-temporary proven 451 4.7.1 "
    "Greylisted",
    "smtp.greylisted info", NULL, LW_STATE_OK, ARRIVES },
  { "busy",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 temporary not-tried 421 Too busy",
    "smtp.busy warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "another-address-is-kinder",
    FINE "smtp mx1.host.test. 192.0.2.13 temporary not-tried 421 Too busy", "", NULL, LW_STATE_OK,
    ARRIVES },

  { "no-tls",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted not-offered\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted proven",
    "tls.not_offered advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },
  { "tls-broken",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted failed\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted proven",
    "tls.handshake_failed warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "tls-unproven",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted unproven\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted proven",
    "tls.cert_untrusted info", NULL, LW_STATE_OK, ARRIVES },
  { "tls-expired",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted expired\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted proven",
    "tls.cert_expired advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },

  { "resolver-has-old", FINE "r1 MX 10 old.test.\nr2 " TWO_MX, "propagation.cached_old info", NULL,
    LW_STATE_OK, ARRIVES },
  { "resolver-has-none", FINE "r1 none\nr2 nxdomain", "propagation.negative_cached info", NULL,
    LW_STATE_OK, ARRIVES },
  { "resolver-fails", FINE "r1 servfail\nr2 timed-out", "", NULL, LW_STATE_OK, ARRIVES },
  { "one-resolver-works", FINE "r1 servfail\nr2 servfail\nr3 " TWO_MX, "", NULL, LW_STATE_OK,
    ARRIVES },
  { "all-resolvers-fail", FINE "r1 servfail\nr2 servfail", "ns.resolvers_fail error", NULL,
    LW_STATE_BAD, "Mail does not arrive: careful networks refuse your domain." },
};

static LwAnswerStatus
parse_status (const char *id)
{
  for (int status = LW_ANSWER_SET; status <= LW_ANSWER_NOT_ASKED; status++)
    if (g_str_equal (lw_answer_status_get_id (status), id))
      return status;

  return g_str_equal (id, "none") ? LW_ANSWER_NO_DATA : LW_ANSWER_SET;
}

/* "a1": 192.0.2.1; "a6", "a7": IPv6; "a0": a name without an address */
static LwServer *
new_server (const char *id)
{
  g_autofree char *name = g_strdup_printf ("%s.dns.test.", id);
  g_autofree char *address = NULL;

  if (id[1] >= '6')
    address = g_strdup_printf ("2001:db8::%c", id[1]);
  else if (id[1] != '0')
    address = g_strdup_printf (*id == 'p' ? "198.51.100.%c" : "192.0.2.%c", id[1]);

  return lw_server_new (name, NULL, address, 53);
}

static void
see_answer (LwEvidence *evidence, const char *id, const char *said)
{
  g_autoptr (LwServer) server = new_server (id);
  g_autoptr (LwRecordSet) set = NULL;
  LwAnswerFields fields = {
    .server = server,
    .role = *id == 'a' ? LW_ROLE_AUTHORITY : LW_ROLE_RESOLVER,
    .owner = DOMAIN_NAME,
    .type = LW_RR_TYPE_MX,
    .asked_at = NOW,
    .negative_ttl = 60,
    .status = parse_status (said),
  };

  if (g_str_has_prefix (said, "MX "))
    {
      g_auto (GStrv) values = g_strsplit (said + strlen ("MX "), ", ", 0);
      g_autoptr (GError) error = NULL;

      set =
          lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_MX, 300, (const char *const *) values, &error);
      g_assert_no_error (error);
      fields.set = set;
    }

  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static LwRole
parse_role (const char *id)
{
  return *id == 'p' ? LW_ROLE_PARENT : *id == 'a' ? LW_ROLE_AUTHORITY : LW_ROLE_RESOLVER;
}

static void
parse_flags (LwAnswerFields *fields, char **flags)
{
  for (guint i = 0; flags != NULL && flags[i] != NULL; i++)
    if (g_str_equal (flags[i], "tcp"))
      fields->over_tcp = TRUE;
    else if (g_str_equal (flags[i], "cut"))
      fields->truncated = TRUE;
    else if (g_str_equal (flags[i], "plain"))
      fields->without_edns = TRUE;
    else if (g_str_equal (flags[i], "disclaims"))
      fields->disclaims = TRUE;
    else if (g_str_has_prefix (flags[i], "alias="))
      fields->alias = flags[i] + strlen ("alias=");
    else if (g_str_has_prefix (flags[i], "serial="))
      fields->serial = (guint32) g_ascii_strtoull (flags[i] + strlen ("serial="), NULL, 10);
    else
      g_error ("no such flag: %s", flags[i]);
}

/* "a1 OWNER TYPE SAID / FLAG…" */
static void
see_row (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) halves = g_strsplit (line, " / ", 2);
  g_auto (GStrv) words = g_strsplit (halves[0], " ", 4);
  g_auto (GStrv) flags = halves[1] != NULL ? g_strsplit (halves[1], " ", 0) : NULL;
  g_autoptr (LwServer) server = new_server (words[0]);
  g_autoptr (LwRecordSet) set = NULL;
  g_autoptr (GError) error = NULL;
  LwAnswerFields fields = {
    .server = server,
    .role = parse_role (words[0]),
    .owner = words[1],
    .type = lw_rr_type_from_string (words[2]),
    .status = parse_status (words[3]),
    .asked_at = NOW,
  };

  if (g_str_has_prefix (words[3], "= "))
    {
      g_auto (GStrv) values = g_strsplit (words[3] + 2, ", ", 0);

      set = lw_record_set_new (words[1], fields.type, 300, (const char *const *) values, &error);
      g_assert_no_error (error);
      fields.set = set;
    }
  parse_flags (&fields, flags);
  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static void
see_host (LwEvidence *evidence, const char *name, const char *found)
{
  g_auto (GStrv) words = g_strsplit (found, " ", 0);
  gboolean alias = g_str_equal (words[0], "alias");
  gboolean missing = g_ascii_isalpha (*words[0]) && !alias;

  lw_evidence_take_mail_host (
      evidence, lw_mail_host_new (
                    name, missing ? NULL : (const char *const *) words + (alias ? 2 : 0),
                    alias ? words[1] : NULL, missing ? parse_status (words[0]) : LW_ANSWER_SET));
}

static LwSmtpOutcome
parse_outcome (const char *id)
{
  for (int outcome = LW_SMTP_GREETED; outcome <= LW_SMTP_NOT_ASKED; outcome++)
    if (g_str_equal (lw_smtp_outcome_get_id (outcome), id))
      return outcome;

  g_assert_not_reached ();
}

static LwTlsState
parse_tls (const char *id)
{
  for (int state = LW_TLS_NOT_OFFERED; state <= LW_TLS_NOT_TRIED; state++)
    if (g_str_equal (lw_tls_state_get_id (state), id))
      return state;

  g_assert_cmpstr (id, ==, "expired");
  return LW_TLS_UNPROVEN;
}

static void
see_smtp (LwEvidence *evidence, const char *name, const char *found)
{
  g_auto (GStrv) words = g_strsplit (found, " ", 5);
  gboolean rcpt = g_str_has_prefix (words[1], "rcpt-");
  LwSmtpFields fields = {
    .host = name,
    .address = words[0],
    .outcome = parse_outcome (words[1] + (rcpt ? strlen ("rcpt-") : 0)),
    .tls = parse_tls (words[2]),
    .tls_not_after = g_str_equal (words[2], "expired") ? NOW - 1 : NOW + 1,
    .transcript = rcpt ? "C: RCPT TO:<anna@berg.example>\n" : "",
  };

  if (words[3] != NULL)
    {
      fields.reply_code = g_ascii_strtoull (words[3], NULL, 10);
      fields.reply_text = words[4];
    }

  lw_evidence_take_smtp_facts (evidence, lw_smtp_facts_new (&fields));
}

static void
see_edited (LwEvidence *evidence, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set =
      lw_record_set_new (DOMAIN_NAME, LW_RR_TYPE_NS, 300, (const char *const *) words + 1, &error);

  g_assert_no_error (error);
  lw_evidence_set_edited (evidence, set, (guint32) g_ascii_strtoull (words[0], NULL, 10));
}

static void
see_line (LwEvidence *evidence, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  g_auto (GStrv) named = words[1] != NULL ? g_strsplit (words[1], " ", 2) : NULL;

  if (g_str_equal (line, "offline"))
    lw_evidence_set_offline (evidence, TRUE);
  else if (g_str_equal (words[0], "trouble"))
    lw_evidence_set_delegation_trouble (evidence, parse_status (words[1]), NULL);
  else if (g_str_equal (words[0], "row"))
    see_row (evidence, words[1]);
  else if (g_str_equal (words[0], "edited"))
    see_edited (evidence, named);
  else if (g_str_equal (words[0], "zone"))
    lw_evidence_take_delegation (evidence, lw_delegation_new (DOMAIN_NAME, words[1], "."));
  else if (g_str_equal (words[0], "host"))
    see_host (evidence, named[0], named[1]);
  else if (g_str_equal (words[0], "smtp"))
    see_smtp (evidence, named[0], named[1]);
  else
    see_answer (evidence, words[0], words[1]);
}

static LwEvidence *
parse_evidence (const char *seen)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, NOW);
  g_auto (GStrv) lines = g_strsplit (seen, "\n", 0);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      see_line (evidence, lines[i]);

  return evidence;
}

static char *
list_findings (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "",
                            lw_finding_get_id (findings->pdata[i]),
                            lw_level_get_id (lw_finding_get_level (findings->pdata[i])));

  return g_string_free (text, FALSE);
}

/* (nullable) */
static LwRecordSet *
find_fix (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (lw_finding_get_fix (findings->pdata[i]) != NULL)
      return lw_finding_get_fix (findings->pdata[i]);

  return NULL;
}

static void
assert_fix (GPtrArray *findings, const char *values)
{
  LwRecordSet *fix = find_fix (findings);
  g_autofree char *joined = NULL;
  g_autofree char *found = NULL;

  if (fix != NULL)
    joined = g_strjoinv (", ", (char **) lw_record_set_get_values (fix));
  if (fix != NULL && lw_record_set_get_rr_type (fix) != LW_RR_TYPE_MX)
    found = g_strdup_printf ("@%s %s", lw_record_set_get_owner (fix), joined);
  else
    found = g_strdup (joined);
  g_assert_cmpstr (found, ==, values);
  if (fix == NULL)
    return;
  g_assert_true (lw_record_set_get_rr_type (fix) != LW_RR_TYPE_MX ||
                 g_str_equal (lw_record_set_get_owner (fix), DOMAIN_NAME));
  g_assert_cmpuint (lw_record_set_get_ttl (fix), ==, 300);
}

static void
test_case (gconstpointer data)
{
  const CheckCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);
  g_autofree char *found = list_findings (findings);
  g_autofree char *sentence = NULL;
  LwState state;

  g_assert_cmpstr (found, ==, c->findings);
  assert_fix (findings, c->fix);
  state = lw_checks_verdict (evidence, findings, &sentence);
  g_assert_cmpstr (lw_state_get_id (state), ==, lw_state_get_id (c->state));
  g_assert_cmpstr (sentence, ==, c->sentence);
  g_assert_cmpint (lw_checks_verdict (evidence, findings, NULL), ==, state);
}

/* Rule of words: result, reason and step, whole sentences, nothing that frightens or blames. */
static void
assert_words (const char *text)
{
  static const char *const banned[] = { "please", "invalid", "fatal",  "illegal", "failed",
                                        "!",      "%s",      "(null)", "  ",      NULL };
  g_autofree char *lower = NULL;

  g_assert_nonnull (text);
  lower = g_utf8_strdown (text, -1);
  for (guint i = 0; banned[i] != NULL; i++)
    if (strstr (lower, banned[i]) != NULL)
      g_error ("“%s” in “%s”", banned[i], text);
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "”"));
}

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LwEvidence) evidence = parse_evidence (cases[i].seen);
      g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);

      for (guint j = 0; j < findings->len; j++)
        {
          assert_words (lw_finding_get_result (findings->pdata[j]));
          assert_words (lw_finding_get_reason (findings->pdata[j]));
          assert_words (lw_finding_get_step (findings->pdata[j]));
          g_assert_nonnull (lw_finding_get_owner (findings->pdata[j]));
        }
      assert_words (cases[i].sentence);
    }
}

/* Every check of the catalogue is found by some case, and none is found that is not in it. */
static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) checks = lw_checks_catalogue ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (cases[i].findings, " ;", 0);

      for (guint j = 0; parts[j] != NULL; j++)
        g_hash_table_add (seen, g_strdup (parts[j]));
    }

  for (guint i = 0; i < checks->len; i++)
    {
      const LwCheck *check = checks->pdata[i];

      if (!g_hash_table_contains (seen, check->id))
        g_error ("no case finds %s", check->id);
      g_assert_nonnull (check->needs);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (((const LwCheck *) checks->pdata[j])->id, !=, check->id);
    }
}

/* What is offered mends it: with the fix in place the finding is gone. */
static void
test_fixes_mend (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = NULL;
      g_autoptr (LwEvidence) after = NULL;
      g_autoptr (GPtrArray) findings = NULL;
      g_autofree char *found = NULL;
      g_auto (GStrv) before = NULL;

      if (cases[i].fix == NULL || *cases[i].fix == '@') /* about MX, or not */
        continue;
      answer = g_strconcat ("a1 MX ", cases[i].fix, NULL);
      after = parse_evidence (answer);
      findings = lw_checks_judge (after, NOW);
      found = list_findings (findings);
      g_assert_cmpstr (found, ==, "");
    }
}

/* Whoever asks for one part must not miss a check because nobody said where it belongs. */
static void
test_parts (void)
{
  g_autoptr (GPtrArray) checks = lw_checks_catalogue ();

  for (guint i = 0; i < checks->len; i++)
    {
      const char *id = ((const LwCheck *) checks->pdata[i])->id;
      gboolean everywhere =
          g_str_has_prefix (id, "local.") || g_str_has_prefix (id, "propagation.");

      if ((lw_checks_get_parts (id) == LW_PARTS_ALL) != everywhere)
        g_error ("nobody said what part %s belongs to", id);
    }

  g_assert_cmpint (lw_checks_get_parts ("mx.none"), ==, LW_PART_RECEIVE);
  g_assert_cmpint (lw_checks_get_parts ("ns.lame"), ==, LW_PART_DOMAIN);
  g_assert_cmpint (lw_checks_get_parts ("n.lame"), ==, LW_PARTS_ALL);
  g_assert_cmpint (lw_checks_get_parts ("nsx"), ==, LW_PARTS_ALL);
}

typedef struct
{
  const char *name;
  const char *seen;
  LwParts parts;
  const char *findings;
  LwState state;
  const char *sentence;
} PartCase;

#define NS_ANSWER "The name servers of berg.example answer."

static const PartCase part_cases[] = {
  { "domain-fine", BOTH_SAY, LW_PART_DOMAIN, "", LW_STATE_OK, NS_ANSWER },
  { "domain-without-mail", "a1 none\na2 none", LW_PART_DOMAIN, "", LW_STATE_OK, NS_ANSWER },
  { "domain-one-lame", "a1 refused\na2 " TWO_MX, LW_PART_DOMAIN, "ns.lame warning", LW_STATE_WARN,
    "Mail may be late: not all of your name servers answer." },
  { "domain-unknown", "trouble nxdomain", LW_PART_DOMAIN, "domain.not_yet_active error",
    LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
  { "domain-nothing-seen", "", LW_PART_DOMAIN, "", LW_STATE_UNKNOWN,
    "Not tested: the settings could not be read." },
  { "domain-offline", "offline", LW_PART_DOMAIN, "local.offline local", LW_STATE_UNKNOWN,
    "Not tested: no connection." },
  { "domain-caches", FINE "r1 MX 10 old.test.", LW_PART_DOMAIN, "propagation.cached_old info",
    LW_STATE_OK, NS_ANSWER },
  { "receive-fine", FINE, LW_PART_RECEIVE, "", LW_STATE_OK, ARRIVES },
  { "receive-one-lame", "a1 refused\na2 " TWO_MX "\n" HOSTS GREETED, LW_PART_RECEIVE, "",
    LW_STATE_OK, ARRIVES },
  { "receive-no-mx", "a1 none\na2 none", LW_PART_RECEIVE, "mx.none error", LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "receive-no-domain", "trouble nxdomain", LW_PART_RECEIVE, "domain.not_yet_active error",
    LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
};

static void
test_part (gconstpointer data)
{
  const PartCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (GPtrArray) all = lw_checks_judge (evidence, NOW);
  g_autoptr (GPtrArray) findings = lw_checks_select (all, c->parts);
  g_autofree char *found = list_findings (findings);
  g_autofree char *sentence = NULL;
  LwState state = lw_checks_verdict_on (evidence, findings, c->parts, &sentence);

  g_assert_cmpstr (found, ==, c->findings);
  g_assert_cmpstr (sentence, ==, c->sentence);
  g_assert_cmpstr (lw_state_get_id (state), ==, lw_state_get_id (c->state));
}

static char *
judge_to_text (LwEvidence *evidence)
{
  g_autoptr (GPtrArray) findings = lw_checks_judge (evidence, NOW);
  GString *text = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      g_autoptr (JsonNode) node = lw_finding_to_json (findings->pdata[i]);
      g_autofree char *line = lw_json_to_text (node);

      g_string_append_printf (text, "%s\n", line);
    }
  g_string_append (text, lw_state_get_id (lw_checks_verdict (evidence, findings, &sentence)));
  g_string_append (text, sentence);

  return g_string_free (text, FALSE);
}

/* What was seen is data: kept in a file it is judged as it was at first, word for word. */
static void
test_judged_again (gconstpointer data)
{
  const CheckCase *c = data;
  g_autoptr (LwEvidence) evidence = parse_evidence (c->seen);
  g_autoptr (JsonNode) node = lw_evidence_to_json_with_raw (evidence);
  g_autofree char *text = lw_json_to_text (node);
  g_autoptr (JsonNode) parsed = lw_json_parse_object (text, -1, LW_EVIDENCE_BYTES_MAX, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwEvidence) again = lw_evidence_from_json (parsed, &error);
  g_autofree char *first = judge_to_text (evidence);
  g_autofree char *second = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  second = judge_to_text (again);
  g_assert_cmpstr (second, ==, first);
  written = lw_evidence_to_json_with_raw (again);
  text_again = lw_json_to_text (written);
  g_assert_cmpstr (text_again, ==, text);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/checks/", cases[i].name, NULL);

      g_autofree char *again = g_strconcat ("/checks-again/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      /* What the connected host shows is known to the session alone. */
      if (strstr (cases[i].seen, "edited ") == NULL)
        g_test_add_data_func (again, &cases[i], test_judged_again);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (part_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/checks-parts/", part_cases[i].name, NULL);

      g_test_add_data_func (path, &part_cases[i], test_part);
    }
  g_test_add_func ("/checks-all/parts", test_parts);
  g_test_add_func ("/checks-all/words", test_words);
  g_test_add_func ("/checks-all/catalogue", test_catalogue);
  g_test_add_func ("/checks-all/fixes-mend", test_fixes_mend);

  return g_test_run ();
}
