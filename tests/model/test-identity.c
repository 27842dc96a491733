/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-host.h"
#include "lw-error.h"
#include "lw-identity.h"
#include "lw-json.h"
#include "lw-mail-service.h"
#include "lw-name-pattern.h"
#include "lw-name.h"

#include <locale.h>
#include <string.h>

#define DOMAIN_NAME "berg.example."
#define NOW 1767225600 /* 1 January 2026 */
#define DAY (24 * 60 * 60)

/* Which texts are patterns, and what they fit */

typedef struct
{
  const char *pattern;
  const char *name; /* (nullable): none: the pattern itself is refused */
  gboolean fits;
} PatternCase;

static const PatternCase pattern_cases[] = {
  { "*.ns.cloudflare.com", "evil.ns.cloudflare.com.", TRUE },
  { "*.ns.cloudflare.com", "a.b.ns.cloudflare.com.", TRUE },
  { "*.ns.cloudflare.com", "evil.ns.cloudflare.com.attacker.example.", FALSE },
  { "*.ns.cloudflare.com", "ns.cloudflare.com.", FALSE },
  { "*.cloudflare.com", "xcloudflare.com.", FALSE },
  { "*.cloudflare.com", "x\\.cloudflare.com.", FALSE },
  { "*.cloudflare.com", "*.cloudflare.com.", FALSE },
  { "*.cloudflare.com", "a_b.cloudflare.com.", FALSE },
  { "*.cloudflare.com", ".", FALSE },
  { "*.cloudflare.com", "com.", FALSE },
  { "*.cloudflare.com", "x.cloudflare.com", FALSE }, /* not the form used inside */
  { "ns*.inwx.de", "ns.inwx.de.", TRUE },
  { "ns*.inwx.de", "ns2.inwx.de.", TRUE },
  { "ns*.inwx.de", "dns2.inwx.de.", FALSE },
  { "ns*.inwx.de", "ns2.inwx.dev.", FALSE },
  { "inbound-smtp.*.amazonaws.com", "inbound-smtp.eu-west-1.amazonaws.com.", TRUE },
  { "inbound-smtp.*.amazonaws.com", "inbound-smtp.amazonaws.com.", FALSE },
  { "mx.yandex.net", "mx.yandex.net.", TRUE },
  { "mx.yandex.net", "amx.yandex.net.", FALSE },
  { "mx.xn--bcher-kva.example", "mx.xn--bcher-kva.example.", TRUE },
  { "", NULL, FALSE },
  { "*", NULL, FALSE },
  { "*.com", NULL, FALSE },
  { "ns*.co.uk", NULL, FALSE },
  { "ns-*.awsdns-*.com", NULL, FALSE },
  { "com", NULL, FALSE },
  { "*.easydns.*", NULL, FALSE },
  { "**.berg.example", NULL, FALSE },
  { "*.*.*.berg.example", NULL, FALSE },
  { "*berg.example*", NULL, FALSE },
  { "ns?.berg.example", NULL, FALSE },
  { "NS1.berg.example", NULL, FALSE },
  { "bücher.example", NULL, FALSE },
  { "ns1.berg.example.", NULL, FALSE },
  { "*..berg.example", NULL, FALSE },
  { ".berg.example", NULL, FALSE },
  { "*.[a-z].berg.example", NULL, FALSE },
};

static void
test_pattern (gconstpointer data)
{
  const PatternCase *test = data;
  const char *const texts[] = { test->pattern, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) patterns = lw_name_patterns_new (texts, 1, &error);

  if (test->name == NULL)
    {
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
      g_assert_null (patterns);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpint (lw_name_patterns_match (patterns, test->name), ==, test->fits);
}

static void
test_pattern_limits (void)
{
  const char *const texts[] = { "a.berg.example", "b.berg.example", NULL };
  g_autofree char *label = g_strnfill (250, 'a');
  g_autofree char *text = g_strconcat (label, ".berg.example", NULL);
  const char *const long_texts[] = { text, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (lw_name_patterns_new (texts, 1, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (lw_name_patterns_new (long_texts, 1, &error));
  g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
}

/* In our own files no pattern ends in a name below which anybody can have one. */

static void
check_tail (JsonArray *array, guint index, JsonNode *element, gpointer unused)
{
  const char *pattern = json_node_get_string (element);
  const char *star = strrchr (pattern, '*');
  const char *tail = star != NULL ? strchr (star, '.') + 1 : pattern;
  g_autofree char *name = g_strconcat (tail, ".", NULL);
  g_autofree char *owner = lw_name_registrable (name);

  if (owner == NULL)
    g_error ("%s ends in a public suffix", pattern);
}

static JsonObject *
read_file (JsonParser *parser, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("LW_DATA_DIR"), folder, name, NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_tails (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *hosts =
      json_object_get_array_member (read_file (parser, ".", "dns-hosts.json"), "hosts");
  GPtrArray *services = lw_mail_services_get ();

  for (guint i = 0; i < json_array_get_length (hosts); i++)
    json_array_foreach_element (
        json_object_get_array_member (json_array_get_object_element (hosts, i), "name_servers"),
        check_tail, NULL);

  for (guint i = 0; i < services->len; i++)
    {
      g_autofree char *name =
          g_strconcat (lw_mail_service_get_id (services->pdata[i]), ".json", NULL);
      JsonObject *object = read_file (parser, "services", name);

      json_array_foreach_element (
          json_object_get_array_member (json_object_get_object_member (object, "detect"), "mx"),
          check_tail, NULL);
    }
}

/* Evidence as a look leaves it */

static LwEvidence *
new_evidence (void)
{
  LwEvidence *evidence = lw_evidence_new (DOMAIN_NAME, NOW - 5);

  lw_evidence_set_ended_at (evidence, NOW);
  return evidence;
}

/* @names: joined by blanks */
static void
delegate (LwEvidence *evidence, const char *zone, const char *parent, const char *names)
{
  LwDelegation *delegation = lw_delegation_new (DOMAIN_NAME, zone, parent);
  g_auto (GStrv) each = g_strsplit (names, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    if (*each[i] != '\0')
      lw_delegation_take_server (delegation, lw_server_new (each[i], NULL, "192.0.2.1", 53));

  lw_evidence_take_delegation (evidence, delegation);
}

/* @values: joined by "|" */
static void
answer (LwEvidence *evidence, LwRole role, guint16 type, const char *values)
{
  g_autoptr (LwServer) server = lw_server_new ("ns.berg.example.", NULL, "192.0.2.1", 53);
  g_auto (GStrv) each = g_strsplit (values, "|", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LwRecordSet) set =
      lw_record_set_new (DOMAIN_NAME, type, 300, (const char *const *) each, &error);
  const LwAnswerFields fields = {
    .server = server,
    .role = role,
    .owner = DOMAIN_NAME,
    .type = type,
    .status = LW_ANSWER_SET,
    .set = set,
    .asked_at = NOW,
  };

  g_assert_no_error (error);
  lw_evidence_take_answer (evidence, lw_answer_new (&fields));
}

static void
check_part (const LwIdentityPart *part, const char *outcome, const char *ids, const char *names)
{
  g_autofree char *found_ids = g_strjoinv (" ", (char **) part->ids);
  g_autofree char *found_names = g_strjoinv ("|", (char **) part->names);

  g_assert_cmpstr (lw_identity_outcome_get_id (part->outcome), ==, outcome);
  g_assert_cmpstr (found_ids, ==, ids);
  if (names != NULL)
    g_assert_cmpstr (found_names, ==, names);
}

/* The name servers that facts and recorded traffic name, and who they belong to */

typedef struct
{
  const char *name_servers;
  const char *outcome;
  const char *ids;
  const char *names; /* (nullable): joined by "|" */
} HostCase;

static const HostCase host_cases[] = {
  { "blakely.ns.cloudflare.com. vin.ns.cloudflare.com.", "found", "cloudflare", "Cloudflare" },
  { "ns01.domaincontrol.com. ns02.domaincontrol.com.", "found", "godaddy", NULL },
  { "dns1.registrar-servers.com. dns2.registrar-servers.com.", "found", "namecheap", NULL },
  { "curitiba.ns.porkbun.com. maceio.porkbun.com.", "found", "porkbun", NULL },
  { "connect1.squarespacedns.com.", "found", "squarespace", NULL },
  { "ns-cloud-a1.googledomains.com. ns-cloud-e4.googledomains.com.", "ask", "google-or-squarespace",
    NULL },
  { "ns1010.ui-dns.com. ns1011.ui-dns.de. ns1012.ui-dns.org. ns1013.ui-dns.biz.", "found", "ionos",
    NULL },
  { "dns104.ovh.net. ns104.ovh.net. ns12.anycast.me.", "found", "ovh", NULL },
  { "ns1.dns-parking.com.", "found", "hostinger", NULL },
  { "ns-12-a.gandi.net. ns-1-b.gandi.net.", "found", "gandi", NULL },
  { "hydrogen.ns.hetzner.com. oxygen.ns.hetzner.com. helium.ns.hetzner.de.", "found", "hetzner",
    "Hetzner" },
  { "ns1fgh.name.com.", "found", "namecom", NULL },
  { "ns1.dnsowl.com. ns2.namesilo.com.", "found", "namesilo", NULL },
  { "launch1.spaceship.net.", "found", "spaceship", NULL },
  { "ns.inwx.de. ns2.inwx.de. ns3.inwx.eu. ns4.inwx.com. ns5.inwx.net.", "found", "inwx", NULL },
  { "root-dns.netcup.net.", "found", "netcup", NULL },
  { "ns11.infomaniak.ch.", "found", "infomaniak", NULL },
  { "pns31.cloudns.net. ns1.cloudns.uk.", "found", "cloudns", NULL },
  { "ns1.dynu.com.", "found", "dynu", NULL },
  { "1-you.njalla.no. 2-can.njalla.in. 3-get.njalla.fo.", "found", "njalla", NULL },
  { "kiki.bunny.net.", "found", "bunny", NULL },
  { "dns1.p01.nsone.net.", "ask", "nsone", "NS1" },
  { "ns1.vercel-dns.com. ns2.vercel-dns.com.", "found", "vercel", NULL },
  { "ns1.desec.io. ns2.desec.org.", "found", "desec", "deSEC" },
  { "ns1.dnsimple.com. ns2.dnsimple-edge.net. ns4.dnsimple-edge.org.", "found", "dnsimple", NULL },
  { "ns3.digitalocean.com.", "found", "digitalocean", NULL },
  { "ns5.linode.com.", "found", "linode", NULL },
  { "a1-2.akam.net.", "found", "akamai-edge", NULL },
  { "ns2.vultr.com.", "found", "vultr", NULL },
  { "ns0.dom.scw.cloud.", "found", "scaleway", NULL },
  { "ns-1001.awsdns-61.net. ns-2044.awsdns-63.co.uk. ns-0.awsdns-00.com. ns-1.awsdns-09.org.",
    "found", "route53", NULL },
  { "ns1.amzndns.co.uk.", "found", "route53", NULL },
  { "ns-1001.awsdns-64.net.", "unknown", "", "awsdns-64.net" }, /* nobody's yet */
  { "ns-1.awsdns-evil.com.", "unknown", "", "awsdns-evil.com" },
  { "ns1-05.azure-dns.com. ns2-05.azure-dns.net. ns3-05.azure-dns.org. ns4-05.azure-dns.info.",
    "found", "azure", NULL },
  { "ns1.hover.com.", "found", "hover", NULL },
  { "ns4.wixdns.net.", "found", "wix", NULL },
  { "ns1.wordpress.com.", "found", "wordpress", NULL },
  { "ns5.worldnic.com.", "found", "network-solutions", NULL },
  { "ns1.bluehost.com.", "found", "bluehost", NULL },
  { "ns1.hostgator.com.", "found", "hostgator", NULL },
  { "ns1.dreamhost.com.", "found", "dreamhost", NULL },
  { "ns1.siteground.net.", "found", "siteground", NULL },
  { "ns5.kasserver.com.", "found", "all-inkl", NULL },
  { "docks01.strato-rz.de.", "found", "strato", NULL },
  { "ns1.hosteurope.com.", "found", "hosteurope", NULL },
  { "ns.namespace4you.de.", "found", "domainfactory", NULL },
  { "ns5.agenturserver.de.", "found", "mittwald", NULL },
  { "dns.technorail.com.", "found", "aruba", NULL },
  { "ns01.one.com.", "found", "one", NULL },
  { "ns.hostpoint.ch.", "found", "hostpoint", NULL },
  { "ns1.world4you.at.", "found", "world4you", NULL },
  { "ns0.leaseweb.nl.", "found", "leaseweb", NULL },
  { "ns1.he.net.", "found", "henet", NULL },
  { "ns1.afraid.org.", "found", "afraid", NULL },
  { "dns1.zoneedit.com.", "found", "zoneedit", NULL },
  { "dns1.easydns.com. dns2.easydns.net. dns3.easydns.ca. dns4.easydns.info.", "found", "easydns",
    NULL },
  { "ns10.dnsmadeeasy.com.", "found", "dnsmadeeasy", NULL },
  { "ns11.constellix.com. ns41.constellix.net.", "found", "constellix", NULL },
  { "ns1.luadns.com.", "found", "luadns", NULL },
  { "ns1.mythic-beasts.com.", "found", "mythicbeasts", NULL },
  { "a.ns.joker.com.", "found", "joker", NULL },
  { "ns1.easyname.eu.", "found", "easyname", NULL },
  { "ns.wedos.cz. ns.wedos.eu.", "found", "wedos", NULL },
  { "ns1.topdns.com.", "found", "internetbs", NULL },
  { "ns1.hosting.de.", "found", "hostingde", NULL },
  { "ns1.regfish-ns.net.", "found", "regfish", NULL },
  { "sec1.rcode0.net.", "found", "rcodezero", NULL },
  { "ns1.messagingengine.com.", "found", "fastmail", NULL },
  { "dns1.hichina.com. ns1.alidns.com.", "found", "alibaba", NULL },
  { "f1g1ns1.dnspod.net.", "found", "dnspod", NULL },
  { "dns1.yandex.net.", "found", "yandex", NULL },
  { "ns1.xserver.jp.", "found", "xserver", NULL },
  { "ns1.reg.ru.", "found", "regru", NULL },
  { "evil.ns.cloudflare.com.attacker.example.", "unknown", "", "attacker.example" },
  { "ns.xcloudflare.com.", "unknown", "", "xcloudflare.com" },
  { "ns1.xn--bcher-kva.example.", "unknown", "", "bücher.example" },
  { "ns1.berg.example. ns2.berg.example.", "own", "", "berg.example" },
  { "", "unknown", "", "" },
  { "vin.ns.cloudflare.com. ns1.desec.io.", "several", "cloudflare desec", "Cloudflare|deSEC" },
  { "vin.ns.cloudflare.com. ns1.else.example.", "several", "cloudflare",
    "Cloudflare|else.example" },
  { "ns1.berg.example. ns1.desec.io.", "several", "desec", "deSEC|berg.example" },
  { "ns1.a.example. ns1.b.example. ns1.c.example. ns1.d.example. ns1.e.example.", "unknown", "",
    "a.example|b.example|c.example|d.example" },
};

static void
test_host (gconstpointer data)
{
  const HostCase *test = data;
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwIdentity) identity = NULL;

  delegate (evidence, DOMAIN_NAME, "example.", test->name_servers);
  identity = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_dns_host (identity), test->outcome, test->ids, test->names);
  g_assert_null (lw_identity_get_dns_host (identity)->connect);
}

/* No host is left out of the table above. */
static void
test_every_host (void)
{
  GPtrArray *hosts = lw_dns_hosts_get ();

  g_assert_cmpuint (hosts->len, >=, 71);
  for (guint i = 0; i < hosts->len; i++)
    {
      const char *id = lw_dns_host_get_id (g_ptr_array_index (hosts, i));
      gboolean seen = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (host_cases) && !seen; j++)
        seen = g_str_equal (host_cases[j].ids, id);
      if (!seen)
        g_error ("no test of %s", id);
    }
}

/* What a zone says of itself does not count; what each server of the zone above says does. */
static void
test_parents_word (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwIdentity) before = NULL;
  g_autoptr (LwIdentity) after = NULL;

  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_NS, "ns1.desec.io.|ns2.desec.org.");
  delegate (evidence, DOMAIN_NAME, "example.", "vin.ns.cloudflare.com.");
  before = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_dns_host (before), "found", "cloudflare", NULL);

  answer (evidence, LW_ROLE_PARENT, LW_RR_TYPE_NS, "VIN.ns.Cloudflare.com.|ns1.hover.com.");
  after = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_dns_host (after), "several", "cloudflare hover", NULL);
}

/* The name servers of a registry are not those of a domain that does not exist. */
static void
test_registry (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwIdentity) identity = NULL;

  delegate (evidence, "example.", ".", "sec1.rcode0.net.");
  identity = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_dns_host (identity), "unknown", "", "");
}

/* The mail servers that facts name */

typedef struct
{
  const char *servers; /* joined by "|" */
  const char *outcome;
  const char *ids;
  const char *kind; /* (nullable) */
} ServiceCase;

static const ServiceCase service_cases[] = {
  { "1 smtp.google.com.", "found", "google", "mailbox" },
  { "1 aspmx.l.google.com.|5 alt1.aspmx.l.google.com.|10 aspmx2.googlemail.com.", "found", "google",
    "mailbox" },
  { "0 berg-example.mail.protection.outlook.com.", "found", "microsoft365", "mailbox" },
  { "0 berg-example.r-v1.mx.microsoft.", "found", "microsoft365", "mailbox" },
  { "0 abc.pamx1.hotmail.com.", "found", "outlook-personalized", "mailbox" },
  { "10 mx01.mail.icloud.com.", "found", "icloud", "mailbox" },
  { "10 mx.zoho.eu.|20 mx2.zoho.eu.", "found", "zoho", "mailbox" },
  { "10 mx.zohocloud.ca.", "found", "zoho", "mailbox" },
  { "10 in1-smtp.messagingengine.com.|20 in2-smtp.messagingengine.com.", "found", "fastmail",
    "mailbox" },
  { "10 mail.protonmail.ch.|20 mailsec.protonmail.ch.", "found", "proton", "mailbox" },
  { "10 mx1.simplelogin.co.|20 mx2.simplelogin.co.", "found", "simplelogin", "forwarder" },
  { "10 mail.anonaddy.me.", "found", "addy", "forwarder" },
  { "5 route1.mx.cloudflare.net.|6 route3.mx.cloudflare.net.", "found", "cloudflare-email-routing",
    "forwarder" },
  { "5 mailstream-eu1.inbound.cf-emailsecurity.net.", "found", "cloudflare-email-security",
    "gateway" },
  { "10 mx1.improvmx.com.|20 mx2.improvmx.com.", "found", "improvmx", "forwarder" },
  { "0 mx1.forwardemail.net.|0 mx2.forwardemail.net.", "found", "forwardemail", "forwarder" },
  { "10 aspmx1.migadu.com.", "found", "migadu", "mailbox" },
  { "10 mxext1.mailbox.org.", "found", "mailboxorg", "mailbox" },
  { "10 mail.tutanota.de.", "found", "tuta", "mailbox" },
  { "10 work-mx.app.hey.com.", "found", "hey", "mailbox" },
  { "10 mx.yandex.net.", "found", "yandex360", "mailbox" },
  { "10 mx1.emailsrvr.com.", "found", "rackspace", "mailbox" },
  { "0 smtp.secureserver.net.|10 mailstore1.europe.secureserver.net.", "found", "godaddy-mail",
    "mailbox" },
  { "10 mx1.privateemail.com.", "found", "namecheap-privateemail", "mailbox" },
  { "10 eforward1.registrar-servers.com.", "found", "namecheap-forwarding", "forwarder" },
  { "10 mx1.web-hosting.com.", "found", "namecheap-hosting", "mailbox" },
  { "0 mx1.spacemail.com.", "found", "spacemail", "mailbox" },
  { "10 mx00.ionos.de.|10 mx01.ionos.de.", "found", "ionos-mail", "mailbox" },
  { "10 mx01.kundenserver.de.", "found", "ionos-mail", "mailbox" },
  { "10 mx1.titan.email.", "found", "titan", "mailbox" },
  { "10 mx1.flockmail.com.", "found", "flock", "mailbox" },
  { "1 smtp-fwd.wordpress.com.", "found", "wordpress-forwarding", "forwarder" },
  { "5 mta-gw.infomaniak.ch.", "found", "infomaniak-mail", "mailbox" },
  { "1 mx0.mail.ovh.net.|10 redirect.ovh.net.", "found", "ovh-mail", "mailbox" },
  { "10 spool.mail.gandi.net.", "found", "gandi-mail", "mailbox" },
  { "10 mx.berg.example.cust.hostedemail.com.", "found", "tucows", "mailbox" },
  { "10 mx-biz.mail.am0.yahoodns.net.", "found", "yahoo", "mailbox" },
  { "10 inbound-smtp.eu-west-1.amazonaws.com.", "found", "ses-inbound", "inbound" },
  { "10 mxa.mailgun.org.", "found", "mailgun", "inbound" },
  { "10 mx.sendgrid.net.", "found", "sendgrid", "inbound" },
  { "10 inbound.postmarkapp.com.", "found", "postmark", "inbound" },
  { "10 parse.mailjet.com.", "found", "mailjet", "inbound" },
  { "10 mxa-001.gslb.pphosted.com.", "found", "proofpoint", "gateway" },
  { "10 eu-smtp-inbound-1.mimecast.com.", "found", "mimecast", "gateway" },
  { "10 d1.ess.barracudanetworks.com.", "found", "barracuda", "gateway" },
  { "10 mx01.hornetsecurity.com.", "found", "hornetsecurity", "gateway" },
  { "10 mx1.hc1.eu.iphmx.com.", "found", "cisco", "gateway" },
  { "10 cluster1.eu.messagelabs.com.", "found", "symantec", "gateway" },
  { "10 berg.in.tmes.trendmicro.eu.", "found", "trendmicro", "gateway" },
  { "10 berg.in.tmes-sg.trendmicro.com.", "found", "trendmicro", "gateway" },
  { "10 mail.mailroute.net.", "found", "mailroute", "gateway" },
  { "10 echo.mxroute.com.", "found", "mxroute", "mailbox" },
  { "10 mx10.mailspamprotection.com.|20 mailspamprotection.com.", "found", "siteground-mail",
    "mailbox" },
  { "10 mx.spamexperts.com.|20 fallbackmx.spamexperts.eu.", "found", "spamexperts", "gateway" },
  { "10 mx-1.pobox.com.", "found", "pobox", "mailbox" },
  { "10 mx.runbox.com.", "found", "runbox", "mailbox" },
  { "10 mx1.pub.one.com.", "found", "one-mail", "mailbox" },
  { "0 mx1.dreamhost.com.", "found", "dreamhost-mail", "mailbox" },
  { "10 mx1.easymail.ca.", "found", "easymail", "mailbox" },
  { "50 mailserver.purelymail.com.", "found", "purelymail", "mailbox" },
  { "10 mx.soverin.net.", "found", "soverin", "mailbox" },
  { "5 mx1.hostinger.com.", "found", "hostinger-mail", "mailbox" },
  { "10 vps-1.vps.ovh.net.", "unknown", "", NULL }, /* a customer's machine */
  { "10 s1.secureserver.net.", "unknown", "", NULL },
  { "10 feedback-smtp.eu-west-1.amazonses.com.", "unknown", "", NULL },
  { "10 feedback-smtp.eu-west-1.amazonses.com.|20 mx.runbox.com.", "found", "runbox", "mailbox" },
  { "10 berg.example.", "own", "", NULL },
  { "10 Mail.Berg.Example.", "own", "", NULL },
  { "10 mx.berg.example.", "unknown", "", NULL },
  { "10 mail.berg.example.|20 mx.runbox.com.", "several", "runbox", NULL },
  { "10 mx.else.example.|20 mx.runbox.com.", "several", "runbox", NULL },
  { "10 mx.runbox.com.|20 smtp.google.com.", "several", "runbox google", NULL },
  { "10 smtp.google.com.attacker.example.", "unknown", "", NULL },
  { "10 xsmtp.google.com.", "unknown", "", NULL },
  { "0 .", "none", "", NULL },
};

static void
test_service (gconstpointer data)
{
  const ServiceCase *test = data;
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwIdentity) identity = NULL;

  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_MX, test->servers);
  identity = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_mail_service (identity), test->outcome, test->ids, NULL);
  g_assert_cmpstr (lw_identity_get_mail_service (identity)->kind, ==, test->kind);
}

/* No service is left out of the table above, but the one that is nobody's mail service. */
static void
test_every_service (void)
{
  GPtrArray *services = lw_mail_services_get ();

  g_assert_cmpuint (services->len, >=, 58);
  for (guint i = 0; i < services->len; i++)
    {
      const char *id = lw_mail_service_get_id (g_ptr_array_index (services, i));
      gboolean seen = g_str_equal (id, "ses-feedback");

      for (gsize j = 0; j < G_N_ELEMENTS (service_cases) && !seen; j++)
        seen = g_str_equal (service_cases[j].ids, id);
      if (!seen)
        g_error ("no test of %s", id);
    }
}

/* What is behind a gateway: by the list of senders, where it names one mailbox service */

typedef struct
{
  const char *name;
  const char *texts; /* joined by "|" */
  const char *behind;
} BehindCase;

static const BehindCase behind_cases[] = {
  { "one", "\"v=spf1 include:spf.protection.outlook.com -all\"", "microsoft365" },
  { "cut", "\"v=spf1 include:spf.prot\" \"ection.outlook.com -all\"", "microsoft365" },
  { "case", "\"V=SPF1 INCLUDE:SPF.Protection.Outlook.COM -all\"", "microsoft365" },
  { "redirect", "\"v=spf1 redirect=_spf.google.com\"", "google" },
  { "sign", "\"v=spf1 ?include:_spf.google.com. -all\"", "google" },
  { "sender", "\"v=spf1 include:_spf.google.com include:sendgrid.net ~all\"", "google" },
  { "other-text", "\"google-site-verification=x\"|\"v=spf1 include:_spf.google.com ~all\"",
    "google" },
  { "two", "\"v=spf1 include:_spf.google.com include:spf.runbox.com ~all\"", NULL },
  { "none", "\"v=spf1 mx -all\"", NULL },
  { "other-version", "\"v=spf10 include:_spf.google.com\"", NULL },
  { "no-policy", "\"include:_spf.google.com\"", NULL },
  { "below", "\"v=spf1 include:x._spf.google.com\"", NULL },
  { "look-alike", "\"v=spf1 include:_spf.google.com.attacker.example\"", NULL },
  { "macro", "\"v=spf1 include:%{d}._spf.google.com\"", NULL },
  { "no-name", "\"v=spf1 include: redirect= include:.. -all\"", NULL },
  { "zero-byte", "\"v=spf1 \\000include:_spf.google.com\"", NULL },
};

static void
test_behind (gconstpointer data)
{
  const BehindCase *test = data;
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwIdentity) identity = NULL;

  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_MX, "10 mxa.gslb.pphosted.com.");
  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_TXT, test->texts);
  identity = lw_identity_from_evidence (evidence);
  g_assert_cmpstr (lw_identity_get_mail_service (identity)->behind, ==, test->behind);
}

/* A world may know more. */

static LwMailService *
read_service (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = lw_json_parse_object (json, -1, 10000, error);

  g_assert_nonnull (node);
  return lw_mail_service_read (json_node_get_object (node), error);
}

#define SERVICE(id, kind, detect) \
  "{\"schema\":1,\"id\":\"" id "\",\"name\":\"Lab\",\"kind\":\"" kind "\",\"detect\":" detect "}"

static void
test_more_services (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (GPtrArray) services =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lw_mail_service_unref);
  g_autoptr (LwIdentity) before = NULL;
  g_autoptr (LwIdentity) after = NULL;

  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_MX, "10 mx1.host.test.");
  before = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_mail_service (before), "unknown", "", "host.test");

  g_ptr_array_add (services, read_service (SERVICE ("lab-host", "mailbox",
                                                    "{\"mx\":[\"*.host.test\"],\"spf\":[]}"),
                                           NULL));
  lw_evidence_set_services (evidence, services);
  after = lw_identity_from_evidence (evidence);
  check_part (lw_identity_get_mail_service (after), "found", "lab-host", "Lab");
}

static const char *const bad_services[] = {
  "{}",
  "{\"schema\":2,\"id\":\"a\",\"name\":\"b\",\"kind\":\"mailbox\",\"detect\":{}}",
  "{\"schema\":1,\"id\":\"a\",\"name\":\"b\",\"kind\":\"mailbox\"}",
  "{\"schema\":1,\"id\":\"a\",\"kind\":\"mailbox\",\"detect\":{}}",
  "{\"schema\":1,\"id\":\"a\",\"name\":\"b\",\"kind\":\"mailbox\",\"detect\":{},\"more\":1}",
  SERVICE ("A", "mailbox", "{}"),
  SERVICE ("", "mailbox", "{}"),
  SERVICE ("a", "else", "{}"),
  SERVICE ("a", "mailbox", "[]"),
  SERVICE ("a", "mailbox", "{\"mx\":[1]}"),
  SERVICE ("a", "mailbox", "{\"mx\":[\"*.com\"]}"),
  SERVICE ("a", "mailbox", "{\"spf\":[\"a..b\"]}"),
  SERVICE ("a", "mailbox", "{\"else\":[]}"),
};

static void
test_bad_services (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_services); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_service (bad_services[i], &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
    }
}

static const char *const bad_hosts[] = {
  "[]",
  "{\"schema\":1}",
  "{\"schema\":2,\"hosts\":[]}",
  "{\"schema\":1,\"hosts\":[],\"more\":1}",
  "{\"schema\":1,\"hosts\":[{\"id\":\"a\"}]}",
  "{\"schema\":1,\"hosts\":[{\"name\":\"a\"}]}",
  "{\"schema\":1,\"hosts\":[{\"id\":\"a\",\"name\":\"b\",\"more\":1}]}",
  "{\"schema\":1,\"hosts\":[{\"id\":\"a\",\"name\":\"b\",\"ask\":1}]}",
  "{\"schema\":1,\"hosts\":[{\"id\":\"a\",\"name\":\"b\",\"name_servers\":[\"*.com\"]}]}",
};

static void
test_bad_hosts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_hosts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lw_dns_hosts_parse (bad_hosts[i], -1, &error));
      g_assert_error (error, LW_ERROR, LW_ERROR_FORMAT);
    }
}

/* The line for people */

typedef struct
{
  const char *name_servers; /* (nullable) */
  const char *mx;           /* (nullable) */
  const char *texts;        /* (nullable) */
  int days;                 /* until the registration ends; 0 unknown */
  const char *line;         /* (nullable) */
} LineCase;

static const LineCase line_cases[] = {
  { NULL, NULL, NULL, 0, NULL },
  { "helium.ns.hetzner.de.", "10 in1-smtp.messagingengine.com.", NULL, 365,
    "DNS: Hetzner · Mail: Fastmail · Registered until 1 January 2027" },
  { "ns1.berg.example.", "10 mail.berg.example.", NULL, 0,
    "DNS: its own name servers · Mail: its own server" },
  { "ns1.else.example.", "10 mx.else.example.", NULL, 0, "DNS: else.example" },
  { "ns1.desec.io. vin.ns.cloudflare.com.", NULL, NULL, 0, "DNS: deSEC, Cloudflare" },
  { "a.a.example. a.b.example. a.c.example. a.d.example.", NULL, NULL, 0,
    "DNS: a.example, b.example, c.example, …" },
  { NULL, "10 mxa.gslb.pphosted.com.", NULL, 0, "Mail: filtered by Proofpoint" },
  { NULL, "10 mxa.gslb.pphosted.com.", "\"v=spf1 include:_spf.google.com\"", 0,
    "Mail: Google Workspace, filtered by Proofpoint" },
  { NULL, "10 mx1.improvmx.com.", NULL, 0, "Mail: forwarded by ImprovMX" },
  { NULL, "10 mx.runbox.com.|20 mx.else.example.", NULL, 0, "Mail: Runbox, else.example" },
  { NULL, "0 .", NULL, 30, "Registration runs out on 31 January 2026" },
  { NULL, NULL, NULL, 31, "Registered until 1 February 2026" },
  { NULL, NULL, NULL, -1, "Registration ran out on 31 December 2025" },
};

static void
register_until (LwEvidence *evidence, int days)
{
  const LwRegistrationFields fields = {
    .domain = DOMAIN_NAME,
    .outcome = LW_REGISTRATION_FOUND,
    .expires_at = NOW + (gint64) days * DAY,
  };

  if (days != 0)
    lw_evidence_take_registration (evidence, lw_registration_new (&fields));
}

static void
test_line (gconstpointer data)
{
  const LineCase *test = data;
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autofree char *line = NULL;

  if (test->name_servers != NULL)
    delegate (evidence, DOMAIN_NAME, "example.", test->name_servers);
  if (test->mx != NULL)
    answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_MX, test->mx);
  if (test->texts != NULL)
    answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_TXT, test->texts);
  register_until (evidence, test->days);

  line = lw_evidence_describe_who (evidence);
  g_assert_cmpstr (line, ==, test->line);
}

/* It is written with the evidence and concluded again when that is read: a lie in it is lost. */
static void
test_json (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (LwEvidence) again = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;

  delegate (evidence, DOMAIN_NAME, "example.", "ns1.desec.io.");
  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_MX, "10 mxa.gslb.pphosted.com.");
  answer (evidence, LW_ROLE_AUTHORITY, LW_RR_TYPE_TXT, "\"v=spf1 include:_spf.google.com\"");
  node = lw_evidence_to_json (evidence);
  text = lw_json_to_text (node);
  g_assert_nonnull (
      strstr (text, "\"identity\":{\"dns_host\":{\"outcome\":\"found\",\"ids\":[\"desec\"],"
                    "\"names\":[\"deSEC\"],\"connect\":null},\"mail_service\":{\"outcome\":"
                    "\"found\",\"ids\":[\"proofpoint\"],\"names\":[\"Proofpoint\"],\"kind\":"
                    "\"gateway\",\"behind\":\"google\",\"behind_name\":\"Google Workspace\"}}"));

  json_object_set_string_member (json_node_get_object (node), "identity", "a lie");
  again = lw_evidence_from_json (node, NULL);
  g_assert_nonnull (again);
  second = lw_evidence_to_json (again);
  other = lw_json_to_text (second);
  g_assert_cmpstr (other, ==, text);
}

/* As many names as the file can hold must not take long. */
static void
test_many (void)
{
  g_autoptr (LwEvidence) evidence = new_evidence ();
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (LwIdentity) identity = NULL;
  gint64 began;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (names, "ns%u.x%u.example. ", i, i);
  delegate (evidence, DOMAIN_NAME, "example.", names->str);

  began = g_get_monotonic_time ();
  identity = lw_identity_from_evidence (evidence);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  check_part (lw_identity_get_dns_host (identity), "unknown", "",
              "x0.example|x1.example|x2.example|x3.example");
}

#define ADD_ALL(cases, prefix, member, function)                                   \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                                 \
    {                                                                              \
      g_autofree char *path =                                                      \
          g_strdup_printf ("/identity/" prefix "/%" G_GSIZE_FORMAT "/%.40s", i,    \
                           cases[i].member != NULL ? cases[i].member : "nothing"); \
                                                                                   \
      g_strdelimit (path + strlen ("/identity/" prefix "/"), "/", '-');            \
      g_test_add_data_func (path, &cases[i], function);                            \
    }

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD_ALL (pattern_cases, "pattern", pattern, test_pattern);
  ADD_ALL (host_cases, "host", name_servers, test_host);
  ADD_ALL (service_cases, "service", servers, test_service);
  ADD_ALL (behind_cases, "behind", name, test_behind);
  ADD_ALL (line_cases, "line", line, test_line);
  g_test_add_func ("/identity/pattern-limits", test_pattern_limits);
  g_test_add_func ("/identity/tails", test_tails);
  g_test_add_func ("/identity/every-host", test_every_host);
  g_test_add_func ("/identity/every-service", test_every_service);
  g_test_add_func ("/identity/parents-word", test_parents_word);
  g_test_add_func ("/identity/registry", test_registry);
  g_test_add_func ("/identity/more-services", test_more_services);
  g_test_add_func ("/identity/bad-services", test_bad_services);
  g_test_add_func ("/identity/bad-hosts", test_bad_hosts);
  g_test_add_func ("/identity/json", test_json);
  g_test_add_func ("/identity/many", test_many);

  return g_test_run ();
}
