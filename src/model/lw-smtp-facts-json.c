/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-facts.h"

#include "lw-json-facts.h"
#include "lw-json.h"

/* What a mail server said as JSON, both ways. */

#define MAX_WORDS_CHARS 2000 /* as lw-smtp-facts.h limits the server's own words */
#define MAX_TRANSCRIPT_CHARS 65536

static void
add_tls (JsonBuilder *builder, const LwSmtpFields *fields)
{
  json_builder_set_member_name (builder, "tls");
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "state", lw_tls_state_get_id (fields->tls));
  lw_json_add_string (builder, "version", fields->tls_version);
  lw_json_add_string (builder, "cipher", fields->tls_cipher);
  lw_json_add_string (builder, "note", fields->tls_note);
  lw_json_add_time (builder, "not_after", fields->tls_not_after);
  json_builder_end_object (builder);
}

JsonNode *
lw_smtp_facts_to_json (LwSmtpFacts *self)
{
  const LwSmtpFields *fields = lw_smtp_facts_get (self);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  lw_json_add_string (builder, "host", fields->host);
  lw_json_add_number (builder, "preference", fields->preference);
  lw_json_add_string (builder, "address", fields->address);
  lw_json_add_string (builder, "outcome", lw_smtp_outcome_get_id (fields->outcome));
  lw_json_add_number (builder, "reply_code", fields->reply_code);
  lw_json_add_string (builder, "reply_text", fields->reply_text);
  lw_json_add_string (builder, "greeting", fields->greeting);
  add_tls (builder, fields);
  lw_json_add_time (builder, "asked_at", fields->asked_at);
  lw_json_add_number (builder, "elapsed_ms", fields->elapsed_ms);
  lw_json_add_string (builder, "transcript", fields->transcript);
  lw_json_add_string (builder, "note", fields->note);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* What is read, owned until the facts have their own copies */
typedef struct
{
  char *host;
  char *address;
  char *reply_text;
  char *greeting;
  char *tls_version;
  char *tls_cipher;
  char *tls_note;
  char *transcript;
  char *note;
} Held;

static void
held_clear (Held *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->reply_text, g_free);
  g_clear_pointer (&self->greeting, g_free);
  g_clear_pointer (&self->tls_version, g_free);
  g_clear_pointer (&self->tls_cipher, g_free);
  g_clear_pointer (&self->tls_note, g_free);
  g_clear_pointer (&self->transcript, g_free);
  g_clear_pointer (&self->note, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

static const char *
get_outcome_id (guint value)
{
  return lw_smtp_outcome_get_id (value);
}

static const char *
get_tls_id (guint value)
{
  return lw_tls_state_get_id (value);
}

static gboolean
read_numbers (JsonObject *object, LwSmtpFields *fields, GError **error)
{
  gint64 preference = 0, reply_code = 0;
  guint outcome = 0;

  if (!lw_json_read_number (object, "preference", 0, G_MAXUINT16, &preference, error) ||
      !lw_json_read_word (object, "outcome", get_outcome_id, LW_SMTP_NOT_ASKED, &outcome, error) ||
      !lw_json_read_number (object, "reply_code", 0, 999, &reply_code, error) ||
      !lw_json_read_time (object, "asked_at", &fields->asked_at, error) ||
      !lw_json_read_count (object, "elapsed_ms", &fields->elapsed_ms, error))
    return FALSE;

  fields->preference = (guint16) preference;
  fields->outcome = outcome;
  fields->reply_code = (guint) reply_code;

  return TRUE;
}

static gboolean
read_words (JsonObject *object, Held *held, GError **error)
{
  return lw_json_read_name (object, "host", TRUE, &held->host, error) &&
         lw_json_read_address (object, "address", &held->address, error) &&
         lw_json_read_text (object, "reply_text", MAX_WORDS_CHARS, &held->reply_text, error) &&
         lw_json_read_text (object, "greeting", MAX_WORDS_CHARS, &held->greeting, error) &&
         lw_json_read_lines (object, "transcript", MAX_TRANSCRIPT_CHARS, &held->transcript,
                             error) &&
         lw_json_read_text (object, "note", MAX_WORDS_CHARS, &held->note, error);
}

static gboolean
read_tls (JsonObject *object, LwSmtpFields *fields, Held *held, GError **error)
{
  JsonObject *tls = NULL;
  guint state = LW_TLS_NOT_TRIED;

  if (!lw_json_read_object (object, "tls", &tls, error))
    return FALSE;
  if (tls != NULL &&
      (!lw_json_read_word (tls, "state", get_tls_id, LW_TLS_NOT_TRIED, &state, error) ||
       !lw_json_read_text (tls, "version", MAX_WORDS_CHARS, &held->tls_version, error) ||
       !lw_json_read_text (tls, "cipher", MAX_WORDS_CHARS, &held->tls_cipher, error) ||
       !lw_json_read_text (tls, "note", MAX_WORDS_CHARS, &held->tls_note, error) ||
       !lw_json_read_time (tls, "not_after", &fields->tls_not_after, error)))
    return FALSE;

  fields->tls = state;

  return TRUE;
}

/**
 * lw_smtp_facts_from_json:
 * @object: what [method@SmtpFacts.to_json] gave, or somebody else wrote
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Unknown members are passed over: a later version may have seen more.
 *
 * Returns: (transfer full) (nullable): the facts
 */
LwSmtpFacts *
lw_smtp_facts_from_json (JsonObject *object, GError **error)
{
  g_auto (Held) held = { NULL };
  LwSmtpFields fields = { NULL };

  g_return_val_if_fail (object != NULL, NULL);

  if (!read_numbers (object, &fields, error) || !read_words (object, &held, error) ||
      !read_tls (object, &fields, &held, error))
    return NULL;

  fields.host = held.host;
  fields.address = held.address;
  fields.reply_text = held.reply_text;
  fields.greeting = held.greeting;
  fields.tls_version = held.tls_version;
  fields.tls_cipher = held.tls_cipher;
  fields.tls_note = held.tls_note;
  fields.transcript = held.transcript;
  fields.note = held.note;

  return lw_smtp_facts_new (&fields);
}
