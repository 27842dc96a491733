/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-message-private.h"

#include <string.h>

#define N_SECTIONS (LW_SECTION_ADDITIONAL + 1)

/* Bits of the third and fourth byte of a message (RFC 1035 4.1.1, RFC 4035 3.2) */
#define AUTHORITATIVE 0x04
#define TRUNCATED 0x02
#define RECURSION_AVAILABLE 0x80
#define AUTHENTIC 0x20
#define RCODE 0x0f

struct _LwMessage
{
  gatomicrefcount ref_count;
  GPtrArray *sets[N_SECTIONS]; /* (owned) (element-type LwRecordSet) */
  gsize size;
  guint rcode;
  guint8 flags[2];
};

/* @bytes: at least a whole header */
LwMessage *
lw_message_new (const guint8 *bytes, gsize size)
{
  LwMessage *self = g_new0 (LwMessage, 1);

  g_atomic_ref_count_init (&self->ref_count);
  for (guint i = 0; i < N_SECTIONS; i++)
    self->sets[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_record_set_unref);
  self->size = size;
  self->flags[0] = bytes[2];
  self->flags[1] = bytes[3];
  self->rcode = bytes[3] & RCODE;

  return self;
}

void
lw_message_set_extended_rcode (LwMessage *self, guint8 upper_bits)
{
  self->rcode = (self->rcode & RCODE) | (guint) upper_bits << 4;
}

void
lw_message_take_set (LwMessage *self, LwSection section, LwRecordSet *set)
{
  g_ptr_array_add (self->sets[section], set);
}

LwMessage *
lw_message_ref (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_message_unref (LwMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < N_SECTIONS; i++)
    g_ptr_array_unref (self->sets[i]);
  g_free (self);
}

guint
lw_message_get_rcode (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rcode;
}

gboolean
lw_message_get_aa (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->flags[0] & AUTHORITATIVE) != 0;
}

gboolean
lw_message_get_tc (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->flags[0] & TRUNCATED) != 0;
}

gboolean
lw_message_get_ra (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->flags[1] & RECURSION_AVAILABLE) != 0;
}

gboolean
lw_message_get_ad (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->flags[1] & AUTHENTIC) != 0;
}

GPtrArray *
lw_message_get_sets (LwMessage *self, LwSection section)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (section < N_SECTIONS, NULL);

  return self->sets[section];
}

/**
 * lw_message_find:
 * @self: a message
 * @section: where to look
 * @owner: a normal name
 * @type: the record type
 *
 * Returns: (transfer none) (nullable): the record set
 */
LwRecordSet *
lw_message_find (LwMessage *self, LwSection section, const char *owner, guint16 type)
{
  GPtrArray *sets = lw_message_get_sets (self, section);

  g_return_val_if_fail (sets != NULL && owner != NULL, NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      LwRecordSet *set = g_ptr_array_index (sets, i);

      if (lw_record_set_get_rr_type (set) == type &&
          strcmp (lw_record_set_get_owner (set), owner) == 0)
        return set;
    }

  return NULL;
}

guint
lw_message_get_size (LwMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) self->size;
}
