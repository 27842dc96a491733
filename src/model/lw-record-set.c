/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-record-set.h"

#include <glib/gi18n-lib.h>
#include <ldns/ldns.h>
#include <string.h>

#include "lw-error.h"
#include "lw-name.h"
#include "lw-rdata.h"

#define VALUES_MAX 10000

/**
 * LwRecordSet:
 *
 * All records of one owner and type. Immutable; references are counted atomically. Values stand in
 * canonical presentation form (see [ctor@RecordSet.new]), sorted, each once.
 */
struct _LwRecordSet
{
  char *owner;
  GStrv values;
  char *host_extra; /* (nullable) */
  guint32 ttl;      /* seconds */
  guint n_values;
  guint16 type;
};

G_DEFINE_BOXED_TYPE (LwRecordSet, lw_record_set, lw_record_set_ref, lw_record_set_unref)

static void
clear (gpointer data)
{
  LwRecordSet *self = data;

  g_free (self->owner);
  g_strfreev (self->values);
  g_free (self->host_extra);
}

static int
compare_values_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Question types and what belongs to a message, not to a zone (RFC 6895 3.1) */
static gboolean
can_be_kept (guint16 type)
{
  return type != 0 && type != LW_RR_TYPE_OPT && (type < 128 || type > 255);
}

static gboolean
check_type_and_ttl (guint16 type, guint32 ttl, GError **error)
{
  if (!can_be_kept (type))
    {
      lw_set_error (error, LW_ERROR_INVALID, "type", NULL,
                    _ ("The type %u is for questions only; no domain keeps such records."), type);
      return FALSE;
    }

  if (ttl > LW_TTL_MAX)
    {
      lw_set_error (error, LW_ERROR_INVALID, "ttl", _ ("Usual are 300 to 86400 seconds."),
                    _ ("A waiting time of %u seconds does not fit: at most %u do."), ttl,
                    LW_TTL_MAX);
      return FALSE;
    }

  return TRUE;
}

static void
refuse_more (GError **error)
{
  lw_set_error (error, LW_ERROR_INVALID, "value", NULL,
                _ ("One name cannot have more than %d records of a kind."), VALUES_MAX);
}

/* (nullable) (element-type utf8) */
static GPtrArray *
canonicalise_texts (guint16 type, const char *const *values, GError **error)
{
  g_autoptr (GPtrArray) canonical = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      char *value = i < VALUES_MAX ? lw_rdata_canonicalise (type, values[i], NULL, error) : NULL;

      if (i == VALUES_MAX)
        refuse_more (error);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (canonical, value);
    }

  return g_steal_pointer (&canonical);
}

/* (nullable) (element-type utf8) */
static GPtrArray *
canonicalise_rdata (guint16 type, GPtrArray *rdata, GError **error)
{
  g_autoptr (GPtrArray) canonical = g_ptr_array_new_full (rdata->len + 1, g_free);

  for (guint i = 0; i < rdata->len; i++)
    {
      char *value =
          i < VALUES_MAX ? lw_rdata_from_wire (type, g_ptr_array_index (rdata, i), error) : NULL;

      if (i == VALUES_MAX)
        refuse_more (error);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (canonical, value);
    }

  return g_steal_pointer (&canonical);
}

static void
sort_values (GPtrArray *canonical)
{
  g_ptr_array_sort (canonical, compare_values_cb);
  for (guint i = 1; i < canonical->len;)
    if (strcmp (g_ptr_array_index (canonical, i - 1), g_ptr_array_index (canonical, i)) == 0)
      g_ptr_array_remove_index (canonical, i);
    else
      i++;
}

/* Takes @name and @canonical, which are sorted here. */
static LwRecordSet *
take_parts (char *name, guint16 type, guint32 ttl, GPtrArray *canonical)
{
  LwRecordSet *self = g_atomic_rc_box_new0 (LwRecordSet);

  sort_values (canonical);
  self->owner = name;
  self->type = type;
  self->ttl = ttl;
  self->n_values = canonical->len;
  g_ptr_array_add (canonical, NULL);
  self->values = (GStrv) g_ptr_array_free (canonical, FALSE);

  return self;
}

/**
 * lw_record_set_new:
 * @owner: the name; made normal by [func@name_normalise]
 * @type: the record type
 * @ttl: seconds, at most %LW_TTL_MAX
 * @values: (array zero-terminated=1) (nullable): contents in presentation form, names in them
 *   absolute (with or without their final dot)
 *
 * Each value is brought into one spelling: names as A-labels and, where RFC 4034 6.2 says so,
 * lower-case; numbers without leading zeros; TXT and SPF as their `<character-string>`s in
 * quotation marks, as many as there were, never joined; types without a text form, or whose text
 * would not lead back to the same bytes, as `\# LENGTH DIGITS` (RFC 3597). Numbers are
 * range-checked here, since ldns wraps them silently. A semicolon outside quotation marks is
 * refused and not taken for a comment.
 *
 * An MX that names a number address is refused when it stands without a final dot; with it, it is
 * a name that a server published and that has to be readable to be mended.
 *
 * A set without values is allowed: the host keeps something here that is not published.
 *
 * Errors: %LW_ERROR_INVALID with the field `name`, `type`, `ttl`, `preference`, `exchange`,
 * `address` or `value`.
 *
 * Returns: (transfer full) (nullable): the set
 */
LwRecordSet *
lw_record_set_new (const char *owner,
                   guint16 type,
                   guint32 ttl,
                   const char *const *values,
                   GError **error)
{
  g_autofree char *name = NULL;
  GPtrArray *canonical = NULL;

  g_return_val_if_fail (owner != NULL, NULL);

  if (!check_type_and_ttl (type, ttl, error))
    return NULL;

  name = lw_name_normalise (owner, error);
  if (name != NULL)
    canonical = canonicalise_texts (type, values, error);
  if (canonical == NULL)
    return NULL;

  return take_parts (g_steal_pointer (&name), type, ttl, canonical);
}

/**
 * lw_record_set_new_from_wire:
 * @owner: the name; made normal by [func@name_normalise]
 * @type: the record type
 * @ttl: seconds, at most %LW_TTL_MAX
 * @rdata: (element-type GBytes): the contents as a message brought them, names in them not
 *   compressed
 * @error: return location for an error as of [ctor@RecordSet.new]
 *
 * Returns: (transfer full) (nullable): the set
 */
LwRecordSet *
lw_record_set_new_from_wire (const char *owner,
                             guint16 type,
                             guint32 ttl,
                             GPtrArray *rdata,
                             GError **error)
{
  g_autofree char *name = NULL;
  GPtrArray *canonical = NULL;

  g_return_val_if_fail (owner != NULL && rdata != NULL, NULL);

  if (!check_type_and_ttl (type, ttl, error))
    return NULL;

  name = lw_name_normalise (owner, error);
  if (name != NULL)
    canonical = canonicalise_rdata (type, rdata, error);
  if (canonical == NULL)
    return NULL;

  return take_parts (g_steal_pointer (&name), type, ttl, canonical);
}

LwRecordSet *
lw_record_set_ref (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
lw_record_set_unref (LwRecordSet *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

const char *
lw_record_set_get_owner (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->owner;
}

guint16
lw_record_set_get_rr_type (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->type;
}

/* Seconds */
guint32
lw_record_set_get_ttl (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->ttl;
}

const char *const *
lw_record_set_get_values (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->values;
}

guint
lw_record_set_get_n_values (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_values;
}

gboolean
lw_record_set_has_value (LwRecordSet *self, const char *canonical_value)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_strv_contains ((const char *const *) self->values, canonical_value);
}

/* (nullable) */
const char *
lw_record_set_get_host_extra (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host_extra;
}

static LwRecordSet *
copy (LwRecordSet *self)
{
  LwRecordSet *other = g_atomic_rc_box_new0 (LwRecordSet);

  other->owner = g_strdup (self->owner);
  other->values = g_strdupv (self->values);
  other->host_extra = g_strdup (self->host_extra);
  other->ttl = self->ttl;
  other->n_values = self->n_values;
  other->type = self->type;

  return other;
}

/**
 * lw_record_set_with_host_extra:
 * @self: a set
 * @extra: (nullable): opaque text of the DNS host: ids, comments, disabled records
 *
 * Returns: (transfer full): the same set with @extra, which is not compared but has to survive a
 *   write
 */
LwRecordSet *
lw_record_set_with_host_extra (LwRecordSet *self, const char *extra)
{
  LwRecordSet *other;

  g_return_val_if_fail (self != NULL, NULL);

  other = copy (self);
  g_free (other->host_extra);
  other->host_extra = g_strdup (extra);

  return other;
}

/**
 * lw_record_set_with_ttl:
 * @self: a set
 * @ttl: seconds, at most %LW_TTL_MAX
 *
 * Returns: (transfer full): the same set with this waiting time
 */
LwRecordSet *
lw_record_set_with_ttl (LwRecordSet *self, guint32 ttl)
{
  LwRecordSet *other;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (ttl <= LW_TTL_MAX, NULL);

  other = copy (self);
  other->ttl = ttl;

  return other;
}

static gboolean
is_none (LwRecordSet *self)
{
  return self == NULL || self->n_values == 0;
}

/**
 * lw_record_set_same_values:
 * @a: (nullable): a set
 * @b: (nullable): a set
 *
 * Returns: whether both have the same contents; %NULL equals a set without values
 */
gboolean
lw_record_set_same_values (LwRecordSet *a, LwRecordSet *b)
{
  if (is_none (a) || is_none (b))
    return is_none (a) && is_none (b);

  return g_strv_equal ((const char *const *) a->values, (const char *const *) b->values);
}

/**
 * lw_record_set_equal:
 * @a: (nullable): a set
 * @b: (nullable): a set
 *
 * Returns: whether owner, type, waiting time and contents are the same; %NULL equals a set without
 *   values. Host extras are not compared
 */
gboolean
lw_record_set_equal (LwRecordSet *a, LwRecordSet *b)
{
  if (is_none (a) || is_none (b))
    return is_none (a) && is_none (b);

  return a->type == b->type && a->ttl == b->ttl && strcmp (a->owner, b->owner) == 0 &&
         lw_record_set_same_values (a, b);
}

/**
 * lw_record_set_is_null_mx:
 * @self: a set
 *
 * Returns: whether it is the “no mail for this domain” sign of RFC 7505: `0 .` alone
 */
gboolean
lw_record_set_is_null_mx (LwRecordSet *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->type == LW_RR_TYPE_MX && self->n_values == 1 && strcmp (self->values[0], "0 .") == 0;
}
