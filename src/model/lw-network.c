/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-network.h"

/**
 * LwNetwork:
 *
 * What a look found out about the network of this computer. None of it is the domain's fault.
 */
struct _LwNetwork
{
  gatomicrefcount ref_count;

  LwNetworkFields fields; /* address and answers are owned here */
};

static GPtrArray *
copy_answers (GPtrArray *answers)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);

  for (guint i = 0; answers != NULL && i < answers->len; i++)
    g_ptr_array_add (copies, lw_answer_ref (g_ptr_array_index (answers, i)));

  return copies;
}

/**
 * lw_network_new:
 * @fields: what was found; is copied
 *
 * Returns: (transfer full): it as a value
 */
LwNetwork *
lw_network_new (const LwNetworkFields *fields)
{
  LwNetwork *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_new0 (LwNetwork, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fields = *fields;
  self->fields.rewrites = g_strdup (fields->rewrites);
  self->fields.answers = copy_answers (fields->answers);

  return self;
}

LwNetwork *
lw_network_ref (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_network_unref (LwNetwork *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free ((char *) self->fields.rewrites);
  g_ptr_array_unref (self->fields.answers);
  g_free (self);
}

const LwNetworkFields *
lw_network_get (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

gboolean
lw_network_hides_servers (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fields.port53 == LW_PORT53_BLOCKED || self->fields.port53 == LW_PORT53_INTERCEPTED;
}

gboolean
lw_network_is_silent (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fields.port53 == LW_PORT53_BLOCKED || self->fields.connection == LW_LINK_NONE;
}

gboolean
lw_network_bends_answers (LwNetwork *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fields.rewrites != NULL || self->fields.connection == LW_LINK_PORTAL;
}

LwNetwork *
lw_network_opened (LwNetwork *self)
{
  LwNetworkFields fields;

  g_return_val_if_fail (self != NULL, NULL);

  fields = self->fields;
  fields.connection = LW_LINK_THERE;
  fields.port53 = LW_PORT53_OPEN;
  fields.way = LW_WAY_PLAIN;

  return lw_network_new (&fields);
}
