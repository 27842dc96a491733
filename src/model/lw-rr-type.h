/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers of the IANA registry; any other guint16 is a type too. */
typedef enum
{
  LW_RR_TYPE_A = 1,
  LW_RR_TYPE_NS = 2,
  LW_RR_TYPE_CNAME = 5,
  LW_RR_TYPE_SOA = 6,
  LW_RR_TYPE_PTR = 12,
  LW_RR_TYPE_MX = 15,
  LW_RR_TYPE_TXT = 16,
  LW_RR_TYPE_AAAA = 28,
  LW_RR_TYPE_SRV = 33,
  LW_RR_TYPE_DNAME = 39,
  LW_RR_TYPE_OPT = 41,
  LW_RR_TYPE_DS = 43,
  LW_RR_TYPE_RRSIG = 46,
  LW_RR_TYPE_NSEC = 47,
  LW_RR_TYPE_DNSKEY = 48,
  LW_RR_TYPE_NSEC3 = 50,
  LW_RR_TYPE_NSEC3PARAM = 51,
  LW_RR_TYPE_TLSA = 52,
  LW_RR_TYPE_CDS = 59,
  LW_RR_TYPE_CDNSKEY = 60,
  LW_RR_TYPE_TSIG = 250,
  LW_RR_TYPE_AXFR = 252,
  LW_RR_TYPE_ANY = 255,
  LW_RR_TYPE_CAA = 257,
} LwRrType;

/* "MX", "TYPE65534" … ; 0 when it is none */
guint16 lw_rr_type_from_string (const char *text);
/* "MX", "TYPE65534" */
char *lw_rr_type_to_string (guint16 type) G_GNUC_WARN_UNUSED_RESULT;
/* SOA, RRSIG, NSEC, NSEC3, NSEC3PARAM, DNSKEY, CDS, CDNSKEY, ZONEMD: the server's own, never in a
 * plan and not compared */
gboolean lw_rr_type_is_servers_own (guint16 type);

G_END_DECLS
