/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-look-route.h"

/* (nullable) (transfer full): where senders would go */
LwRecordSet *
lw_look_find_route (LwEvidence *evidence)
{
  LwRecordSet *mx = lw_evidence_get_mx (evidence);

  if (mx != NULL)
    return lw_record_set_ref (mx);

  return lw_evidence_knows_mx (evidence)
             ? lw_record_set_new_implicit_mx (lw_evidence_get_domain (evidence))
             : NULL;
}

/* (transfer full) (element-type utf8): none where there is no mail server; @mx: (nullable) */
GPtrArray *
lw_look_list_exchanges (LwRecordSet *mx)
{
  return mx != NULL && !lw_record_set_is_null_mx (mx) ? lw_record_set_list_exchanges (mx)
                                                      : g_ptr_array_new ();
}

/* A resolver is asked only about what is there. */
gboolean
lw_look_is_published (LwEvidence *evidence)
{
  LwAnswerStatus trouble;
  const char *note;

  if (lw_evidence_knows_mx (evidence))
    return lw_evidence_get_mx (evidence) != NULL;

  return !lw_evidence_get_delegation_trouble (evidence, &trouble, &note) ||
         trouble != LW_ANSWER_NXDOMAIN;
}

/* (transfer full) (element-type LwDnsTarget) */
GPtrArray *
lw_look_choose_targets (LwDns *dns, LwDelegation *delegation, gboolean authorities)
{
  g_autoptr (GPtrArray) all = lw_dns_make_targets (dns, delegation);
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_dns_target_free);

  for (guint i = 0; i < all->len; i++)
    {
      LwDnsTarget *target = g_ptr_array_index (all, i);

      if ((target->role == LW_ROLE_AUTHORITY) == authorities)
        g_ptr_array_add (chosen, lw_dns_target_new (target->server, target->role));
    }

  return chosen;
}

/* An editor may have added the domain to a name that was whole already. Only the domain's own
 * servers are asked; the control name shows whether a wildcard answers. */
GPtrArray *
lw_look_list_doubled (LwEvidence *evidence)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  LwDelegation *delegation = lw_evidence_get_delegation (evidence);
  const char *zone;
  char *name;

  if (delegation == NULL || !lw_evidence_knows_mx (evidence) ||
      lw_evidence_get_mx (evidence) != NULL)
    return names;

  zone = lw_delegation_get_zone (delegation);
  name = lw_dns_double_name (lw_evidence_get_domain (evidence), zone);
  if (name != NULL)
    {
      g_ptr_array_add (names, name);
      g_ptr_array_add (names, g_strconcat (LW_CONTROL_LABEL, zone, NULL));
    }

  return names;
}

static void
cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

gulong
lw_look_chain (GCancellable *outer, GCancellable *inner)
{
  return outer != NULL ? g_cancellable_connect (outer, G_CALLBACK (cancelled_cb),
                                                g_object_ref (inner), g_object_unref)
                       : 0;
}
