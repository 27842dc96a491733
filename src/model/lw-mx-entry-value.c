/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-entry-private.h"

#include "lw-error.h"
#include "lw-name.h"
#include "lw-record-set.h"

/* What comes of an entry: a value, an error, or what was suggested. */

/**
 * lw_mx_entry_take_suggestion:
 * @self: an entry
 *
 * Follows the suggestion; an order that was pasted with the name goes into its own field. Does
 * nothing when there is none.
 */
void
lw_mx_entry_take_suggestion (LwMxEntry *self)
{
  g_autofree char *exchange = NULL;
  g_autofree char *preference = NULL;

  g_return_if_fail (LW_IS_MX_ENTRY (self));

  if (self->verdict.suggestion == NULL)
    return;

  exchange = g_strdup (self->verdict.suggestion);
  preference = g_strdup (self->verdict.preference);
  lw_mx_entry_set_exchange (self, exchange);
  if (preference != NULL)
    lw_mx_entry_set_preference_text (self, preference);
}

void
lw_mx_entry_commit (LwMxEntry *self)
{
  g_autofree char *host = lw_mx_entry_dup_host (self);
  g_autofree char *name = host != NULL ? lw_name_display (host) : g_strdup (self->exchange);
  g_autofree char *number = g_strdup (self->preference_text);

  lw_mx_entry_set_exchange (self, g_strstrip (name));
  if (self->verdict.number_is_right)
    lw_mx_entry_set_preference (self, self->preference);
  else
    lw_mx_entry_set_preference_text (self, g_strstrip (number));
}

void
lw_mx_entry_set_error (LwMxEntry *self, GError **error)
{
  lw_set_error (error, LW_ERROR_INVALID, lw_mx_entry_get_problem_field (self), self->verdict.step,
                "%s", self->verdict.why);
}

char *
lw_mx_entry_dup_value (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return lw_mx_entry_get_blocking (self)
             ? NULL
             : lw_mx_value_format (self->preference, self->verdict.host);
}

char *
lw_mx_entry_dup_host (LwMxEntry *self)
{
  g_return_val_if_fail (LW_IS_MX_ENTRY (self), NULL);

  return g_strdup (self->verdict.host);
}
