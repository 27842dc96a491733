/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  LW_SMTP_GREETED,   /* greeting, EHLO (and STARTTLS where offered) went well; no RCPT was asked */
  LW_SMTP_ACCEPTED,  /* RCPT 2xx, or after DATA 2xx */
  LW_SMTP_TEMPORARY, /* 4xx */
  LW_SMTP_REFUSED,   /* 5xx */
  LW_SMTP_UNREACHABLE, /* refused, no route */
  LW_SMTP_TIMED_OUT,
  LW_SMTP_DROPPED,   /* closed without a word */
  LW_SMTP_GARBLED,   /* not SMTP */
  LW_SMTP_NOT_ASKED, /* special-use address, or cancelled */
} LwSmtpOutcome;

typedef enum
{
  LW_TLS_NOT_OFFERED,
  LW_TLS_FAILED,   /* offered, but the handshake failed */
  LW_TLS_PROVEN,   /* certificate trusted, right name, in date */
  LW_TLS_UNPROVEN, /* encrypted; the certificate does not prove the name (usual between mail
                      servers) */
  LW_TLS_NOT_TRIED,
} LwTlsState;

/* What one address of one mail server said. Immutable, reference-counted. */
#define LW_TYPE_SMTP_FACTS (lw_smtp_facts_get_type ())
typedef struct _LwSmtpFacts LwSmtpFacts;
GType lw_smtp_facts_get_type (void);

typedef struct
{
  const char *host; /* the MX host name */
  guint16 preference;
  const char *address; /* (nullable): no address was found */
  LwSmtpOutcome outcome;
  guint reply_code;       /* of the reply that decided, 0 when none */
  const char *reply_text; /* (nullable): the server's own words, control characters replaced, at
                             most 2000 characters */
  const char *greeting;   /* (nullable) */
  LwTlsState tls;
  const char *tls_version; /* (nullable): "TLS 1.3" */
  const char *tls_cipher;  /* (nullable) */
  const char *tls_note;    /* (nullable): why it is not proven */
  gint64 tls_not_after;    /* Unix seconds, 0 when unknown */
  gint64 asked_at;         /* Unix seconds, 0 when it was not asked */
  guint elapsed_ms;
  const char *transcript; /* "C: …" and "S: …" lines; secrets never, at most 64 KiB */
  const char *note;       /* (nullable) */
} LwSmtpFields;

LwSmtpFacts *lw_smtp_facts_new (const LwSmtpFields *fields) G_GNUC_WARN_UNUSED_RESULT;
LwSmtpFacts *lw_smtp_facts_ref (LwSmtpFacts *self);
void lw_smtp_facts_unref (LwSmtpFacts *self);
const LwSmtpFields *lw_smtp_facts_get (LwSmtpFacts *self);
/* One sentence for a row: "answers, encrypted", "does not answer" … */
char *lw_smtp_facts_describe (LwSmtpFacts *self) G_GNUC_WARN_UNUSED_RESULT;
/* "greeted", "accepted" … and "not-offered", "proven" … for JSON */
const char *lw_smtp_outcome_get_id (LwSmtpOutcome outcome);
const char *lw_tls_state_get_id (LwTlsState state);
JsonNode *lw_smtp_facts_to_json (LwSmtpFacts *self) G_GNUC_WARN_UNUSED_RESULT;
/* From JSON that may be hostile; unknown members are passed over. LW_ERROR_FORMAT with the
 * member's name */
LwSmtpFacts *lw_smtp_facts_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwSmtpFacts, lw_smtp_facts_unref)

G_END_DECLS
