/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-record-set.h"
#include "lw-world.h"

G_BEGIN_DECLS

typedef enum
{
  LW_ROLE_PARENT,    /* a server of the zone above */
  LW_ROLE_AUTHORITY, /* one of the domain's own name servers */
  LW_ROLE_RESOLVER,  /* a public resolver */
  LW_ROLE_SYSTEM,    /* what this computer uses */
} LwRole;

typedef enum
{
  LW_ANSWER_SET,      /* it has the record set */
  LW_ANSWER_NO_DATA,  /* the name exists without it */
  LW_ANSWER_NXDOMAIN, /* the name does not exist */
  LW_ANSWER_SERVFAIL, /* no usable answer */
  LW_ANSWER_REFUSED,
  LW_ANSWER_LAME, /* an authority that is none: no AA, upward referral */
  LW_ANSWER_TIMED_OUT,
  LW_ANSWER_UNREACHABLE, /* refused connection, no route, no address known */
  LW_ANSWER_GARBLED,     /* could not be understood */
  LW_ANSWER_NOT_ASKED,   /* cancelled, or special-use address */
} LwAnswerStatus;

/* Before a zone's name: a name that nobody has, so what is there comes from a wildcard */
#define LW_CONTROL_LABEL "letterway-control."

/* What one server said to one question. Immutable, reference-counted. */
#define LW_TYPE_ANSWER (lw_answer_get_type ())
typedef struct _LwAnswer LwAnswer;
GType lw_answer_get_type (void);

typedef struct
{
  LwServer *server; /* (not owned by this struct; the answer takes a reference) */
  LwRole role;
  const char *owner;
  guint16 type;
  LwAnswerStatus status;
  LwRecordSet *set;     /* (nullable): with the TTL that is left */
  guint32 negative_ttl; /* seconds, for NO_DATA and NXDOMAIN: min (TTL of the SOA, its MINIMUM), RFC
                           2308; 0 when unknown */
  gint64 asked_at;      /* Unix seconds */
  guint elapsed_ms;
  gboolean authoritative;
  LwVia via;             /* TCP also when it was asked by TCP alone */
  gboolean truncated;    /* by UDP it was cut; GARBLED when TCP did not bring the rest either */
  gboolean without_edns; /* only a question of the old form, without EDNS, was answered */
  guint udp_size;     /* octets there was room for by UDP when it is not the usual; else 0. Such a
                         row tells of the way only */
  gboolean disclaims; /* the server says itself that the zone is elsewhere */
  guint32 serial;     /* of the SOA in the answer, 0 when none */
  const char *alias;  /* (nullable): the name is a CNAME to this one */
  const char *note;   /* (nullable): a sentence for the details */
  GBytes *raw;        /* (nullable): the message as it came; what is longer than
                         LW_ANSWER_RAW_BYTES_MAX is not kept */
} LwAnswerFields;

#define LW_ANSWER_RAW_BYTES_MAX 65535

LwAnswer *lw_answer_new (const LwAnswerFields *fields) G_GNUC_WARN_UNUSED_RESULT;
LwAnswer *lw_answer_ref (LwAnswer *self);
void lw_answer_unref (LwAnswer *self);
/* (transfer none): valid as long as the answer */
const LwAnswerFields *lw_answer_get (LwAnswer *self);
/* whether this counts as an answer that says something about the records (SET, NO_DATA, NXDOMAIN)
 */
gboolean lw_answer_is_usable (LwAnswer *self);
/* "has 2 mail servers", "knows no such name", "does not answer" … for a row */
char *lw_answer_describe (LwAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
/* "set", "no-data", "nxdomain" … and "parent", "authority" … for JSON */
const char *lw_answer_status_get_id (LwAnswerStatus status);
const char *lw_role_get_id (LwRole role);
JsonNode *lw_answer_to_json (LwAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same with "raw", the message as it came, in Base64 */
JsonNode *lw_answer_to_json_with_raw (LwAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
/* From JSON that may be hostile; unknown members are passed over. LW_ERROR_FORMAT with the
 * member's name */
LwAnswer *lw_answer_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Its members that say who was asked; @name_member: "server" or "name" */
LwServer *lw_server_from_json (JsonObject *object,
                               const char *name_member,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The member "status" */
gboolean lw_answer_status_from_json (JsonObject *object, LwAnswerStatus *status, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwAnswer, lw_answer_unref)

G_END_DECLS
