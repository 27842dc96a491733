/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence-private.h"

/* What evidence keeps of the DNS host, out of JSON. */

gboolean
lw_evidence_read_domain_connect (LwEvidence *self, JsonObject *row, GError **error)
{
  LwDomainConnect *connect = lw_domain_connect_from_json (row, error);

  if (connect != NULL)
    lw_evidence_take_domain_connect (self, connect);

  return connect != NULL;
}

gboolean
lw_evidence_read_edited (LwEvidence *self, JsonObject *row, GError **error)
{
  g_autoptr (LwEdited) edited = lw_edited_from_json (row, error);

  lw_evidence_set_edited (self, edited);

  return edited != NULL;
}
