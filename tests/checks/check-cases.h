/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-finding.h"

/* What lw_checks_judge() is held to, one case a line. */

#define DOMAIN_NAME "berg.example."
#define NOW 1000000

/* What a look saw, a line each:
 *   offline
 *   network WORD…                what was found of the network here; see see_network()
 *   trouble STATUS                the walk from the root
 *   a1 MX 10 mx.test., 20 …      the first authority; a6: over IPv6; a0: a name without an address
 *   a1 none|nxdomain|servfail|…
 *   r1 …                         the same for a resolver; s1: for this computer's own
 *   host NAME ADDRESS…           addresses of a mail server; or a status; or "alias NAME ADDRESS"
 *   seal VERDICT REASON           of a server that ends in “.dns.test.”
 *   registration OUTCOME STATUS, … / SECONDS   what the register says, and when it ends from now
 *   row ID OWNER TYPE SAID [/ FLAG…]   anything else, p1: a parent; SAID as above or "= VALUE, …";
 *                                 FLAG: aa, tcp, cut, plain, disclaims, alias=NAME, serial=NUMBER,
 *                                 ttl=SECONDS, size=OCTETS
 *   edited SERIAL NAME            what the connected DNS host shows: its serial and name server
 *   pushed SECONDS OLD / NEW      a change of the MX set so long ago; “none” is no set
 *   zone NAME                     the zone that the domain lies in
 *   smtp NAME ADDRESS OUTCOME TLS [CODE TEXT]   "rcpt-" before OUTCOME: a recipient was named,
 *                                 "postmaster-": that one
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
#define PUSHED "10 mx1.host.test., 20 mx2.host.test. / 5 mx.new.test."
#define GREETED \
  "smtp mx1.host.test. 192.0.2.11 greeted proven\nsmtp mx2.host.test. 192.0.2.12 greeted proven\n"
#define FINE BOTH_SAY HOSTS GREETED

#define DMARC "row a1 _dmarc.berg.example. TXT = \"v=DMARC1; p=none\"\n"

#define OLD_UNTIL "Some networks remember the old answer until 13:52."
#define NONE_UNTIL "Some networks remember until 13:48 that there was nothing."
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

  { "sign-in-first", "network portal", "local.offline local", NULL, LW_STATE_UNKNOWN,
    "Not tested: this network wants you to sign in first." },
  { "nobody-answers-at-all", "network silent no-ipv6\ntrouble unreachable", "local.offline local",
    NULL, LW_STATE_UNKNOWN, "Not tested: no name server answers here." },
  { "intercepted", "network intercepted\ntrouble unreachable", "local.dns53_blocked local", NULL,
    LW_STATE_UNKNOWN, "Not tested: this network lets no questions through to name servers." },
  { "blocked-but-resolvers-tell",
    "network blocked\ntrouble unreachable\ns1 " TWO_MX "\n" HOSTS GREETED,
    "local.dns53_blocked local", NULL, LW_STATE_OK,
    "Mail for berg.example arrives. Its name servers could not be tested from here." },
  { "blocked-and-resolvers-differ",
    "network blocked\ntrouble unreachable\ns1 MX 10 old.test.\nr1 " TWO_MX "\nr2 " TWO_MX
    "\n" HOSTS GREETED,
    "local.dns53_blocked local", NULL, LW_STATE_OK,
    "Mail for berg.example arrives. Its name servers could not be tested from here." },
  { "blocked-and-a-fault",
    "network blocked\ntrouble unreachable\ns1 none\nhost " DOMAIN_NAME " none",
    "mx.none error; local.dns53_blocked local", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },
  { "blocked-and-no-such-domain", "network blocked\ntrouble unreachable\nr1 nxdomain\ns1 nxdomain",
    "domain.not_yet_active error; local.dns53_blocked local", NULL, LW_STATE_BAD,
    "Mail does not arrive: this name does not exist." },
  { "open-and-resolvers-tell", "network ipv6\nr1 " TWO_MX "\n", "", NULL, LW_STATE_UNKNOWN,
    "Not tested: the settings could not be read." },
  { "rewrites", FINE "network rewrites=192.0.2.99\ns1 " TWO_MX, "local.dns_rewrites local", NULL,
    LW_STATE_OK, ARRIVES },
  { "rewrites-the-old-answer",
    FINE "network rewrites=192.0.2.99\nrow s3 berg.example. MX = 10 old.test. / ttl=200",
    "local.dns_rewrites local", NULL, LW_STATE_OK, ARRIVES },
  { "strips-seals", FINE "network strips\nseal secure in-order",
    "local.no_dnssec local; dnssec.secure info", NULL, LW_STATE_OK, ARRIVES },
  { "clock-behind", FINE "network clock=-17280000\nseal bogus not-yet-valid",
    "local.clock_wrong local", NULL, LW_STATE_OK, ARRIVES },
  { "clock-ahead-and-certificates",
    BOTH_SAY HOSTS "smtp mx1.host.test. 192.0.2.11 greeted expired\n"
                   "smtp mx2.host.test. 192.0.2.12 greeted unproven\n"
                   "network clock=7200\nseal bogus clock-suspect",
    "local.clock_wrong local", NULL, LW_STATE_OK, ARRIVES },
  { "clock-right-and-the-registry-late", FINE "network clock=0\nseal bogus clock-suspect",
    "dnssec.unclear not-tested", NULL, LW_STATE_OK, ARRIVES },
  { "inside-by-its-flag", FINE "r1 " TWO_MX "\nrow s3 berg.example. MX = 10 in.test. / aa ttl=7",
    "local.split_view local", NULL, LW_STATE_OK, ARRIVES },
  { "inside-just-fetched", FINE "r1 " TWO_MX "\nrow s3 berg.example. MX = 10 in.test. / ttl=299",
    "local.split_view local", NULL, LW_STATE_OK, ARRIVES },
  { "inside-by-its-soa",
    FINE "row a1 berg.example. SOA = ns1.test. h.test. 7 1 1 1 60\n"
         "row s3 berg.example. SOA = dc.berg.example. h.test. 9 1 1 1 60 / aa ttl=7",
    "local.split_view local", NULL, LW_STATE_OK, ARRIVES },
  { "inside-without-mail",
    FINE "r1 " TWO_MX "\nrow a1 berg.example. SOA = ns1.test. h. 7 1 1 1 60\n"
         "row s3 berg.example. MX none",
    "local.split_view local", NULL, LW_STATE_OK, ARRIVES },
  { "inside-address",
    FINE "row a1 berg.example. A = 198.51.100.1\nrow s3 berg.example. A = 192.168.1.10 / ttl=7",
    "local.split_view local", NULL, LW_STATE_OK, ARRIVES },
  { "address-by-place",
    FINE "row a1 berg.example. A = 198.51.100.1\nrow s3 berg.example. A = 198.51.100.2", "", NULL,
    LW_STATE_OK, ARRIVES },
  { "own-copy-of-the-same",
    FINE "row a1 berg.example. SOA = ns1.test. h.test. 7 1 1 1 60\n"
         "row s3 berg.example. SOA = ns1.test. h.test. 6 1 1 1 60 / aa ttl=7",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "remembered-not-inside", FINE "r1 " TWO_MX "\nrow s3 berg.example. MX = 10 old.test. / ttl=200",
    "propagation.cached_old warning", NULL, LW_STATE_WARN,
    "Some networks remember the old answer until 13:50." },
  { "others-remember-it-too",
    FINE "r1 MX 10 old.test.\nrow s3 berg.example. MX = 10 old.test. / ttl=300",
    "propagation.cached_old warning", NULL, LW_STATE_WARN, OLD_UNTIL },
  { "no-ipv6-and-none-needed", FINE "network no-ipv6", "", NULL, LW_STATE_OK, ARRIVES },
  { "no-ipv6-but-needed",
    BOTH_SAY "host mx1.host.test. 192.0.2.11 2001:db8::1\nhost mx2.host.test. 192.0.2.12\n" GREETED
             "network no-ipv6",
    "local.no_ipv6 local", NULL, LW_STATE_OK, ARRIVES },
  { "ipv6-here-but-not-there",
    BOTH_SAY "host mx1.host.test. 192.0.2.11 2001:db8::1\nhost mx2.host.test. 192.0.2.12\n" GREETED
             "smtp mx1.host.test. 2001:db8::1 timed-out not-tried\nnetwork ipv6",
    "smtp.ipv6_broken warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "everything-at-once",
    "network blocked rewrites=192.0.2.99 strips no-ipv6 clock=-90000\ntrouble "
    "unreachable\ns1 " TWO_MX
    "\nhost mx1.host.test. 192.0.2.11 2001:db8::1\nhost mx2.host.test. 192.0.2.12\n" GREETED,
    "local.clock_wrong local; local.dns53_blocked local; local.dns_rewrites local; "
    "local.no_dnssec local; local.no_ipv6 local",
    NULL, LW_STATE_OK,
    "Mail for berg.example arrives. Its name servers could not be tested from here." },

  { "no-such-domain", "trouble nxdomain", "domain.not_yet_active error", NULL, LW_STATE_BAD,
    "Mail does not arrive: this name does not exist." },
  { "no-such-domain-and-its-echo", "trouble nxdomain\nr1 nxdomain", "domain.not_yet_active error",
    NULL, LW_STATE_BAD, "Mail does not arrive: this name does not exist." },

  { "client-hold", "trouble nxdomain\nregistration found client hold", "domain.client_hold error",
    NULL, LW_STATE_BAD, "Mail does not arrive: your domain shop has switched the domain off." },
  { "client-hold-of-epp", "trouble nxdomain\nregistration found active, clientHold",
    "domain.client_hold error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your domain shop has switched the domain off." },
  { "client-hold-without-effect", FINE "registration found client hold", "", NULL, LW_STATE_OK,
    ARRIVES },
  { "server-hold", "trouble nxdomain\nregistration found server hold", "domain.server_hold error",
    NULL, LW_STATE_BAD, "Mail does not arrive: the registry itself has switched the domain off." },
  { "both-holds", "trouble nxdomain\nregistration found server hold, client hold",
    "domain.client_hold error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your domain shop has switched the domain off." },
  { "pending-create", "trouble nxdomain\nregistration found pending create",
    "domain.not_yet_active error", NULL, LW_STATE_BAD,
    "Mail does not arrive: your domain is not active yet." },
  { "not-registered", "trouble nxdomain\nregistration absent", "domain.not_yet_active error", NULL,
    LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
  { "register-silent", "trouble nxdomain\nregistration not-tested", "domain.not_yet_active error",
    NULL, LW_STATE_BAD, "Mail does not arrive: this name does not exist." },
  { "registration-expired", "trouble nxdomain\nregistration found client hold / -86400",
    "domain.expired_or_parked error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the domain was not renewed." },
  { "expired-just-now", "trouble nxdomain\nregistration found active / 0",
    "domain.expired_or_parked error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the domain was not renewed." },
  { "expires-soon", FINE "registration found active / 1", "", NULL, LW_STATE_OK, ARRIVES },
  { "being-deleted", "trouble nxdomain\nregistration found redemption period",
    "domain.expired_or_parked error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the domain was not renewed." },
  { "expired-and-parked", "a1 MX 0 .\na2 MX 0 .\nregistration found auto renew period / -86400",
    "domain.expired_or_parked error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the domain was not renewed." },
  { "expired-but-works", FINE "registration found auto renew period / -86400",
    "domain.expired_or_parked warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "absent-but-works", FINE "registration absent", "", NULL, LW_STATE_OK, ARRIVES },

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
  { "edits-what-nobody-knows", FINE "edited 7 other.test.\nrow a1 berg.example. SOA refused",
    "ns.edited_zone_not_live error", NULL, LW_STATE_BAD,
    "Changes here have no effect: nobody asks the zone that you edit." },
  { "edits-a-copy-of-what-is-asked",
    FINE "edited 7/a1.dns.test. other.test.\n"
         "row a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9",
    "ns.edited_zone_not_live error", NULL, LW_STATE_BAD,
    "Changes here have no effect: nobody asks the zone that you edit." },
  { "edits-one-of-two-hosts",
    FINE "edited 9/a1.dns.test. a1.dns.test.\n"
         "row a1 berg.example. SOA = a1.dns.test. h. 9 1 1 1 1 / serial=9\n"
         "row a2 berg.example. SOA = a2.dns.test. h. 4 1 1 1 1 / serial=4",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "edited-and-silent", FINE "edited 7 other.test.\nrow a1 berg.example. SOA timed-out", "", NULL,
    LW_STATE_OK, ARRIVES },
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
  { "long-answer-lost",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\"\n"
         "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp size=4096",
    "dns.fragmentation warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "long-answer-lost-and-none-by-tcp",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\"\n"
         "row a1 s1._domainkey.berg.example. TXT timed-out / size=4096",
    "dns.fragmentation warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "long-answer-cut",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\"\n"
         "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp cut size=4096",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "long-answer-comes",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\"\n"
         "row a1 s1._domainkey.berg.example. TXT = \"k\" / size=4096",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "answer-lost-comes-when-small",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp\n"
         "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp cut size=512",
    "dns.fragmentation warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "answer-lost-whatever-size",
    FINE "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp\n"
         "row a1 s1._domainkey.berg.example. TXT = \"k\" / tcp size=512",
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

  { "not-published", BOTH_SAY GREETED "pushed 600 " PUSHED, "push.accepted_not_published warning",
    NULL, LW_STATE_WARN, ONE_FAULT },
  { "not-published-yet", BOTH_SAY GREETED "pushed 299 " PUSHED, "", NULL, LW_STATE_OK, ARRIVES },
  { "published",
    BOTH_SAY GREETED "pushed 600 10 mx.old.test. / 10 mx1.host.test., 20 mx2.host.test.", "", NULL,
    LW_STATE_OK, ARRIVES },
  { "published-by-one", "a1 " TWO_MX "\na2 MX 5 mx.new.test.\n" HOSTS GREETED "pushed 600 " PUSHED,
    "ns.answers_differ warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "other-waiting-time",
    BOTH_SAY GREETED "pushed 600 10 mx1.host.test., 20 mx2.host.test. / "
                     "10 mx1.host.test., 20 mx2.host.test.",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "first-set-not-published", "a1 none\na2 none\npushed 600 none / 5 mx.new.test.",
    "mx.none error; push.accepted_not_published warning", NULL, LW_STATE_BAD,
    "Mail does not arrive: nothing says where your mail goes." },

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
  { "underscore-that-works",
    "a1 MX 10 mx_1.host.test.\nhost mx_1.host.test. 192.0.2.11\n"
    "smtp mx_1.host.test. 192.0.2.11 greeted proven",
    "mx.target_bad_syntax warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "order-in-the-name", "a1 MX 0 10\\032mx1.host.test.", "mx.target_bad_syntax error",
    "0 mx1.host.test.", LW_STATE_BAD,
    "Mail may not arrive: the name of the mail server holds signs that are not allowed." },
  { "web-address", "a1 MX 10 https://mx1.host.test/.", "mx.target_bad_syntax error",
    "10 mx1.host.test.", LW_STATE_BAD,
    "Mail may not arrive: the name of the mail server holds signs that are not allowed." },
  { "not-public",
    "a1 MX 10 mx1.host.test.\nhost mx1.host.test. 192.168.1.10\n"
    "smtp mx1.host.test. 192.168.1.10 not-asked not-tried",
    "mx.address_not_public error", NULL, LW_STATE_BAD,
    "Mail does not arrive: nobody outside can reach your mail server." },
  { "reserve-not-public",
    BOTH_SAY "smtp mx1.host.test. 192.0.2.11 greeted proven\n"
             "smtp mx2.host.test. 192.168.1.10 not-asked not-tried",
    "mx.address_not_public warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "one-address-not-public", FINE "smtp mx1.host.test. fd00::1 not-asked not-tried", "", NULL,
    LW_STATE_OK, ARRIVES },
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
  { "port-25-not-tried", BOTH_SAY HOSTS "smtp mx1.host.test. 203.0.114.1 not-asked not-tried", "",
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
  { "no-postmaster",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 postmaster-refused proven 550 5.1.1 "
    "User unknown",
    "smtp.no_postmaster warning", NULL, LW_STATE_WARN,
    "Nobody can tell you about trouble with your mail." },
  { "no-postmaster-and-no-domain",
    "a1 MX 10 mx1.host.test.\nsmtp mx1.host.test. 192.0.2.11 postmaster-refused proven 554 5.7.1 "
    "Relay access denied",
    "smtp.relay_denied error", NULL, LW_STATE_BAD,
    "Mail does not arrive: the mail service does not know your domain yet." },
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

  { "resolver-has-old", FINE "r1 MX 10 old.test.\nr2 " TWO_MX, "propagation.cached_old warning",
    NULL, LW_STATE_WARN, OLD_UNTIL },
  { "resolver-has-none", FINE "r1 none\nr2 nxdomain", "propagation.negative_cached warning", NULL,
    LW_STATE_WARN, NONE_UNTIL },
  { "resolver-has-old-text", FINE DMARC "row r1 _dmarc.berg.example. TXT = \"v=DMARC1; p=reject\"",
    "propagation.cached_old warning", NULL, LW_STATE_WARN, OLD_UNTIL },
  { "resolver-has-the-text", FINE DMARC "row r1 _dmarc.berg.example. TXT = \"v=DMARC1; p=none\"",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "resolver-knows-no-text", FINE DMARC "row r1 _dmarc.berg.example. TXT nxdomain",
    "propagation.negative_cached warning", NULL, LW_STATE_WARN, NONE_UNTIL },
  { "resolver-knows-no-text-and-there-is-none",
    FINE "row a1 _dmarc.berg.example. TXT nxdomain\nrow r1 _dmarc.berg.example. TXT nxdomain", "",
    NULL, LW_STATE_OK, ARRIVES },
  { "resolver-follows-the-alias",
    FINE "row a1 _dmarc.berg.example. TXT none / alias=dmarc.host.test.\n"
         "row r1 _dmarc.berg.example. TXT = \"v=DMARC1; p=none\" / alias=dmarc.host.test.",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "resolver-has-the-text-before-the-alias",
    FINE "row a1 _dmarc.berg.example. TXT none / alias=dmarc.host.test.\n"
         "row r1 _dmarc.berg.example. TXT = \"v=DMARC1; p=none\"",
    "propagation.cached_old warning", NULL, LW_STATE_WARN, OLD_UNTIL },
  { "resolver-has-other-proofs",
    FINE "row a1 berg.example. TXT = \"v=spf1 -all\", \"a\"\n"
         "row r1 berg.example. TXT = \"v=spf1 -all\", \"b\"",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "servers-differ-so-no-cache",
    FINE DMARC "row a2 _dmarc.berg.example. TXT = \"v=DMARC1; p=reject\"\n"
               "row r1 _dmarc.berg.example. TXT = \"v=DMARC1; p=reject\"",
    "ns.answers_differ warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "spf-differs",
    FINE "row a1 berg.example. TXT = \"v=spf1 -all\"\nrow a2 berg.example. TXT = \"v=spf1 mx\"",
    "ns.answers_differ warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "other-texts-differ",
    FINE "row a1 berg.example. TXT = \"v=spf1 -all\", \"a\"\n"
         "row a2 berg.example. TXT = \"b\", \"v=spf1 -all\"",
    "", NULL, LW_STATE_OK, ARRIVES },
  { "one-denies-one-is-empty",
    FINE "row a1 _dmarc.berg.example. TXT nxdomain\nrow a2 _dmarc.berg.example. TXT none", "", NULL,
    LW_STATE_OK, ARRIVES },

  { "wildcard-alias",
    FINE "row a1 letterway-control.berg.example. TXT none / alias=web.test.\n"
         "row a1 _dmarc.berg.example. TXT none / alias=web.test.",
    "wildcard.cname_swallows warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "wildcard-alias-of-others",
    FINE DMARC "row a1 letterway-control.berg.example. TXT none / alias=web.test.\n"
               "row a1 _mta-sts.berg.example. TXT none / alias=web.test.",
    "wildcard.cname_swallows advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },
  { "wildcard-alias-beside-the-right-entry",
    FINE DMARC "row a1 letterway-control.berg.example. TXT none / alias=web.test.", "", NULL,
    LW_STATE_OK, ARRIVES },
  { "wildcard-text",
    FINE "row a1 letterway-control.berg.example. TXT = \"v=spf1 -all\"\n"
         "row a1 _dmarc.berg.example. TXT = \"v=spf1 -all\"",
    "wildcard.txt_swallows warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "wildcard-text-beside-the-right-entry",
    FINE DMARC "row a1 letterway-control.berg.example. TXT = \"v=spf1 -all\"", "", NULL,
    LW_STATE_OK, ARRIVES },

  { "remembered-for-days", FINE "row a1 _dmarc.berg.example. TXT = \"v=DMARC1\" / ttl=86401",
    "ttl.too_long advice", NULL, LW_STATE_ADVICE, "Mail arrives. One thing would make it safer." },
  { "remembered-for-a-day", FINE "row a1 _dmarc.berg.example. TXT = \"v=DMARC1\" / ttl=86400", "",
    NULL, LW_STATE_OK, ARRIVES },
  { "proof-remembered-for-days", FINE "row a1 berg.example. TXT = \"a\" / ttl=604800", "", NULL,
    LW_STATE_OK, ARRIVES },
  { "remembered-for-a-minute",
    "row a1 berg.example. MX = 10 mx1.host.test. / ttl=60\n"
    "host mx1.host.test. 192.0.2.11\nsmtp mx1.host.test. 192.0.2.11 greeted proven",
    "ttl.short info", NULL, LW_STATE_OK, ARRIVES },
  { "remembered-for-longer",
    "row a1 berg.example. MX = 10 mx1.host.test. / ttl=61\n"
    "host mx1.host.test. 192.0.2.11\nsmtp mx1.host.test. 192.0.2.11 greeted proven",
    "", NULL, LW_STATE_OK, ARRIVES },

  { "raw-letters", "a1 MX 10 m\\195\\164il.host.test.\nhost m\\195\\164il.host.test. nxdomain",
    "idn.raw_utf8 error", "10 xn--mil-qla.host.test.", LW_STATE_BAD,
    "Mail does not arrive: the mail server's name is written wrongly." },
  { "raw-bytes-of-no-letters", "a1 MX 10 m\\195il.host.test.\nhost m\\195il.host.test. nxdomain",
    "mx.target_bad_syntax error", NULL, LW_STATE_BAD,
    "Mail may not arrive: the name of the mail server holds signs that are not allowed." },
  { "raw-letters-of-a-name-server", FINE "row a1 berg.example. NS = n\\195\\164s.test.",
    "idn.raw_utf8 warning", NULL, LW_STATE_WARN, ONE_FAULT },
  { "resolver-fails", FINE "r1 servfail\nr2 timed-out", "", NULL, LW_STATE_OK, ARRIVES },
  { "one-resolver-works", FINE "r1 servfail\nr2 servfail\nr3 " TWO_MX, "", NULL, LW_STATE_OK,
    ARRIVES },
  { "seal-ds-without-keys", FINE "seal bogus ds-without-keys\nr1 servfail\nr2 servfail",
    "dnssec.ds_without_signing error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-ds-mismatch", FINE "seal bogus ds-mismatch\nr1 servfail\nr2 servfail",
    "dnssec.ds_mismatch error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-dnskey-unsigned", FINE "seal bogus dnskey-unsigned\nr1 servfail\nr2 servfail",
    "dnssec.dnskey_unsigned error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-expired", FINE "seal bogus expired\nr1 servfail\nr2 servfail", "dnssec.expired error",
    NULL, LW_STATE_BAD, "Mail does not arrive: careful networks refuse your domain." },
  { "seal-not-yet-valid", FINE "seal bogus not-yet-valid\nr1 servfail\nr2 servfail",
    "dnssec.not_yet_valid error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-key-missing", FINE "seal bogus key-missing\nr1 servfail\nr2 servfail",
    "dnssec.key_missing error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-signature-missing", FINE "seal bogus signature-missing\nr1 servfail\nr2 servfail",
    "dnssec.signature_missing error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-signature-bogus", FINE "seal bogus signature-bogus\nr1 servfail\nr2 servfail",
    "dnssec.signature_bogus error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-limit", FINE "seal bogus limit\nr1 servfail\nr2 servfail", "dnssec.signature_bogus error",
    NULL, LW_STATE_BAD, "Mail does not arrive: careful networks refuse your domain." },
  { "seal-denial-missing", FINE "seal bogus denial-missing\nr1 servfail\nr2 servfail",
    "dnssec.denial_missing error", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "seal-proof-missing", FINE "seal secure proof-missing", "dnssec.denial_missing warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "seal-clock", FINE "seal bogus clock-suspect\nr1 servfail\nr2 servfail",
    "local.clock_wrong local", NULL, LW_STATE_OK, ARRIVES },
  { "seal-one-differs", FINE "seal secure server-differs", "dnssec.inconsistent_ns warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "seal-one-differs-and-is-heard", FINE "seal bogus server-differs\nr1 servfail\nr2 servfail",
    "dnssec.inconsistent_ns error", NULL, LW_STATE_BAD,
    "Some mail may not arrive: your name servers differ about the safety seal." },
  { "seal-soon", FINE "seal secure soon-expiring", "dnssec.soon_expiring warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "seal-many-rounds", FINE "seal insecure nsec3-many", "dnssec.nsec3_params warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "seal-many-rounds-unheeded", FINE "seal secure nsec3-many", "dnssec.nsec3_params warning", NULL,
    LW_STATE_WARN, ONE_FAULT },
  { "seal-sha1-no-longer-known", FINE "seal insecure sha1", "dnssec.sha1 advice", NULL,
    LW_STATE_ADVICE, "Mail arrives. One thing would make it safer." },
  { "seal-some-rounds", FINE "seal secure nsec3-some", "dnssec.nsec3_params advice", NULL,
    LW_STATE_ADVICE, "Mail arrives. One thing would make it safer." },
  { "seal-sha1", FINE "seal secure sha1", "dnssec.sha1 advice", NULL, LW_STATE_ADVICE,
    "Mail arrives. One thing would make it safer." },
  { "seal-unsupported", FINE "seal insecure unsupported", "dnssec.unsupported_alg info", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-in-order", FINE "seal secure in-order", "dnssec.secure info", NULL, LW_STATE_OK,
    ARRIVES },
  { "seal-unsigned", FINE "seal insecure unsigned", "", NULL, LW_STATE_OK, ARRIVES },
  { "seal-island", FINE "seal insecure island", "", NULL, LW_STATE_OK, ARRIVES },
  { "seal-below-unsigned-registry", FINE "seal insecure ds-mismatch", "", NULL, LW_STATE_OK,
    ARRIVES },
  { "seal-unsigned-and-slow", FINE "seal indeterminate unsigned", "", NULL, LW_STATE_OK, ARRIVES },
  { "seal-bogus-without-reason", FINE "seal bogus in-order", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-bogus-unsigned", FINE "seal bogus unsigned", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-secure-but-expired", FINE "seal secure expired", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-secure-but-island", FINE "seal secure island", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-not-answered", FINE "seal indeterminate unreachable", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-no-verdict", FINE "seal indeterminate expired", "dnssec.unclear not-tested", NULL,
    LW_STATE_OK, ARRIVES },
  { "seal-bogus-without-reason-and-refused", FINE "seal bogus in-order\nr1 servfail\nr2 servfail",
    "ns.resolvers_fail error; dnssec.unclear not-tested", NULL, LW_STATE_BAD,
    "Mail does not arrive: careful networks refuse your domain." },
  { "all-resolvers-fail", FINE "r1 servfail\nr2 servfail", "ns.resolvers_fail error", NULL,
    LW_STATE_BAD, "Mail does not arrive: careful networks refuse your domain." },
};
