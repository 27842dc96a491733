/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-answer.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/**
 * LwAnswer:
 *
 * What one server said to one question.
 */
struct _LwAnswer
{
  gatomicrefcount ref_count;

  LwAnswerFields fields; /* what it points to is owned here */
};

G_DEFINE_BOXED_TYPE (LwAnswer, lw_answer, lw_answer_ref, lw_answer_unref)

/* (nullable) (transfer full): no message of DNS is longer */
static GBytes *
keep_raw (GBytes *raw)
{
  return raw != NULL && g_bytes_get_size (raw) <= LW_ANSWER_RAW_BYTES_MAX ? g_bytes_ref (raw)
                                                                          : NULL;
}

/**
 * lw_answer_new:
 * @fields: what was said; everything in it is copied or referenced. Times in Unix seconds, TTLs in
 *   seconds
 *
 * Returns: (transfer full): the answer
 */
LwAnswer *
lw_answer_new (const LwAnswerFields *fields)
{
  LwAnswer *self;

  g_return_val_if_fail (fields != NULL && fields->server != NULL && fields->owner != NULL, NULL);

  self = g_new0 (LwAnswer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fields = *fields;
  self->fields.server = lw_server_ref (fields->server);
  self->fields.owner = g_strdup (fields->owner);
  self->fields.set = fields->set != NULL ? lw_record_set_ref (fields->set) : NULL;
  self->fields.alias = g_strdup (fields->alias);
  self->fields.note = g_strdup (fields->note);
  self->fields.raw = keep_raw (fields->raw);

  return self;
}

LwAnswer *
lw_answer_ref (LwAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_answer_unref (LwAnswer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  lw_server_unref (self->fields.server);
  g_clear_pointer (&self->fields.set, lw_record_set_unref);
  g_free ((char *) self->fields.owner);
  g_free ((char *) self->fields.alias);
  g_free ((char *) self->fields.note);
  g_clear_pointer (&self->fields.raw, g_bytes_unref);
  g_free (self);
}

const LwAnswerFields *
lw_answer_get (LwAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

/**
 * lw_answer_is_usable:
 * @self: an answer
 *
 * Returns: whether it says something about the records: that they are there, or that they are not
 */
gboolean
lw_answer_is_usable (LwAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fields.status == LW_ANSWER_SET || self->fields.status == LW_ANSWER_NO_DATA ||
         self->fields.status == LW_ANSWER_NXDOMAIN;
}

static char *
describe_set (const LwAnswerFields *fields)
{
  guint n_values = fields->set != NULL ? lw_record_set_get_n_values (fields->set) : 0;

  if (fields->type != LW_RR_TYPE_MX)
    return g_strdup_printf (ngettext ("has %u entry", "has %u entries", n_values), n_values);
  if (fields->set != NULL && lw_record_set_is_null_mx (fields->set))
    return g_strdup (_ ("says that the domain takes no mail"));

  return g_strdup_printf (ngettext ("has %u mail server", "has %u mail servers", n_values),
                          n_values);
}

static char *
describe_no_data (const LwAnswerFields *fields)
{
  if (fields->alias != NULL)
    {
      g_autofree char *alias = lw_name_display (fields->alias);

      return g_strdup_printf (_ ("says that the name is an alias for %s"), alias);
    }

  return g_strdup (fields->type == LW_RR_TYPE_MX ? _ ("knows no mail server")
                                                 : _ ("knows no such entry"));
}

/**
 * lw_answer_describe:
 * @self: an answer
 *
 * Returns: (transfer full): the end of a sentence that begins with the server's name
 */
char *
lw_answer_describe (LwAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->fields.status)
    {
    case LW_ANSWER_SET:
      return describe_set (&self->fields);
    case LW_ANSWER_NO_DATA:
      return describe_no_data (&self->fields);
    case LW_ANSWER_NXDOMAIN:
      return g_strdup (_ ("knows no such name"));
    case LW_ANSWER_SERVFAIL:
      return g_strdup (_ ("gave no usable answer"));
    case LW_ANSWER_REFUSED:
      return g_strdup (_ ("refuses to answer"));
    case LW_ANSWER_LAME:
      return g_strdup (_ ("does not know the domain"));
    case LW_ANSWER_TIMED_OUT:
      return g_strdup (_ ("does not answer"));
    case LW_ANSWER_UNREACHABLE:
      return g_strdup (_ ("cannot be reached"));
    case LW_ANSWER_GARBLED:
      return g_strdup (_ ("gave an answer that cannot be understood"));
    case LW_ANSWER_NOT_ASKED:
      return g_strdup (_ ("was not asked"));
    }

  g_return_val_if_reached (NULL);
}

const char *
lw_answer_status_get_id (LwAnswerStatus status)
{
  static const char *const ids[] = { "set",  "no-data",   "nxdomain",    "servfail", "refused",
                                     "lame", "timed-out", "unreachable", "garbled",  "not-asked" };

  g_return_val_if_fail (status < G_N_ELEMENTS (ids), NULL);

  return ids[status];
}

const char *
lw_role_get_id (LwRole role)
{
  static const char *const ids[] = { "parent", "authority", "resolver", "system" };

  g_return_val_if_fail (role < G_N_ELEMENTS (ids), NULL);

  return ids[role];
}
