/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence-private.h"

/* What is known beside what servers said of the domain: its registration, its DNS host, the network
 * here, and what this program did itself. */

/**
 * lw_evidence_take_registration:
 * @self: evidence
 * @registration: (transfer full): what the register of domains says
 */
void
lw_evidence_take_registration (LwEvidence *self, LwRegistration *registration)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && registration != NULL);

  g_clear_pointer (&self->registration, lw_registration_unref);
  self->registration = registration;
  lw_evidence_emit_added (self);
}

LwRegistration *
lw_evidence_get_registration (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->registration;
}

/**
 * lw_evidence_take_domain_connect:
 * @self: evidence
 * @connect: (transfer full): what the DNS host says of itself
 */
void
lw_evidence_take_domain_connect (LwEvidence *self, LwDomainConnect *connect)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && connect != NULL);

  g_clear_pointer (&self->connect, lw_domain_connect_unref);
  self->connect = connect;
  lw_evidence_emit_added (self);
}

LwDomainConnect *
lw_evidence_get_domain_connect (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->connect;
}

/**
 * lw_evidence_set_edited:
 * @self: evidence
 * @edited: (nullable): the zone as the connected DNS host shows it
 */
void
lw_evidence_set_edited (LwEvidence *self, LwEdited *edited)
{
  LwEdited *kept = edited != NULL ? lw_edited_ref (edited) : NULL;

  g_return_if_fail (LW_IS_EVIDENCE (self));

  g_clear_pointer (&self->edited, lw_edited_unref);
  self->edited = kept;
}

/**
 * lw_evidence_get_edited:
 * @self: evidence
 *
 * Returns: (transfer none) (nullable): the zone as the connected DNS host shows it
 */
LwEdited *
lw_evidence_get_edited (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->edited;
}

/**
 * lw_evidence_set_pushed:
 * @self: evidence
 * @change: (nullable): the last change that was made from here
 * @pushed_at: when, Unix seconds
 */
void
lw_evidence_set_pushed (LwEvidence *self, LwChange *change, gint64 pushed_at)
{
  g_return_if_fail (LW_IS_EVIDENCE (self));

  if (change != NULL)
    lw_change_ref (change);
  g_clear_pointer (&self->pushed, lw_change_unref);
  self->pushed = change;
  self->pushed_at = pushed_at;
}

/**
 * lw_evidence_get_pushed:
 * @self: evidence
 * @pushed_at: (out): when, Unix seconds
 *
 * Returns: (transfer none) (nullable): the last change that was made from here
 */
LwChange *
lw_evidence_get_pushed (LwEvidence *self, gint64 *pushed_at)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  *pushed_at = self->pushed_at;

  return self->pushed;
}

void
lw_evidence_set_services (LwEvidence *self, GPtrArray *services)
{
  g_return_if_fail (LW_IS_EVIDENCE (self));

  if (services != NULL)
    g_ptr_array_ref (services);
  g_clear_pointer (&self->services, g_ptr_array_unref);
  self->services = services;
}

GPtrArray *
lw_evidence_get_services (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->services;
}

/**
 * lw_evidence_take_network:
 * @self: evidence
 * @network: (transfer full): what is known of the network of this computer
 */
void
lw_evidence_take_network (LwEvidence *self, LwNetwork *network)
{
  g_return_if_fail (LW_IS_EVIDENCE (self) && network != NULL);

  g_clear_pointer (&self->network, lw_network_unref);
  self->network = network;
  lw_evidence_emit_added (self);
}

LwNetwork *
lw_evidence_get_network (LwEvidence *self)
{
  g_return_val_if_fail (LW_IS_EVIDENCE (self), NULL);

  return self->network;
}
