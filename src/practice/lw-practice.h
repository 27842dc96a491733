/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-credential.h"
#include "lw-world.h"
#include "lw-zone.h"

G_BEGIN_DECLS

/* A small internet inside the process, on loopback only: root, "example.", name servers, caching
 * resolvers, a PowerDNS-compatible API and a mail server. The practice world of the app and the
 * fakes of the headless tests are this one object. Works in the thread-default main context. */
#define LW_TYPE_PRACTICE (lw_practice_get_type ())

G_DECLARE_FINAL_TYPE (LwPractice, lw_practice, LW, PRACTICE, GObject)

#define LW_PRACTICE_DOMAIN "practice.example."
#define LW_PRACTICE_MAILBOX "anna@practice.example"
/* seconds: short enough for the story to end within 10 s */
#define LW_PRACTICE_TTL 4
#define LW_PRACTICE_NEGATIVE_TTL 2

/* Binds everything; nothing is reachable from outside loopback. G_IO_ERROR when an address cannot
 * be bound. */
LwPractice *lw_practice_start (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes every socket; also done when the last reference goes */
void lw_practice_stop (LwPractice *self);
/* (transfer none): id "practice" */
LwWorld *lw_practice_get_world (LwPractice *self);
/* (transfer full): the key for the practice host (host id "powerdns", name "practice") */
LwCredential *lw_practice_make_credential (LwPractice *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): what the API holds now */
LwZone *lw_practice_dup_zone (LwPractice *self, const char *origin) G_GNUC_WARN_UNUSED_RESULT;
/* For tests: puts a zone in place of the one that is there, or another zone beside it (delegated
 * from "example."), at once at every name server; resolvers forget everything */
gboolean lw_practice_put_zone (LwPractice *self, LwZone *zone, GError **error);

/* Letters that the mail server took, newest last: the whole message. (transfer none) (element-type
 * GBytes) */
GPtrArray *lw_practice_get_letters (LwPractice *self);
/* Signal "letter-arrived" (const char *to, const char *code): the code is taken from the
 * X-Letterway-Test header */

/* Faults, for tests and for showing. */
typedef struct
{
  guint secondary_lag_ms; /* until the second name server has a change */
  guint fail_request;     /* the nth API request from now fails (1 = the next), 0 = none */
  guint fail_status; /* with this status; 0 = the connection is cut after the request took effect */
  guint delay_request_ms;  /* every API answer waits so long */
  guint drop_udp_percent;  /* of all DNS questions */
  gboolean no_secondary;   /* the second name server does not answer */
  gboolean mail_refuses;   /* RCPT gets 550 5.7.1 */
  gboolean mail_greylists; /* the first RCPT gets 451 4.7.1 */
} LwPracticeFaults;
void lw_practice_set_faults (LwPractice *self, const LwPracticeFaults *faults);
/* "PATCH /api/v1/servers/localhost/zones/practice.example.\n…": methods and paths of the API
 * requests so far; never a key */
const char *lw_practice_get_request_log (LwPractice *self);
guint lw_practice_get_n_connections_to_mail (LwPractice *self);

G_END_DECLS
