/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-world.h"

G_BEGIN_DECLS

/* The zone that a domain lies in and the name servers that the zone above lists for it. Filled by
 * the walk, then not changed. Reference-counted. */
#define LW_TYPE_DELEGATION (lw_delegation_get_type ())
typedef struct _LwDelegation LwDelegation;
GType lw_delegation_get_type (void);

LwDelegation *lw_delegation_new (const char *domain,
                                 const char *zone,
                                 const char *parent_zone) G_GNUC_WARN_UNUSED_RESULT;
LwDelegation *lw_delegation_ref (LwDelegation *self);
void lw_delegation_unref (LwDelegation *self);
/* One server for each address; a name without any address is one server with address NULL */
void lw_delegation_take_server (LwDelegation *self, LwServer *server);
/* One address of a server of the zone above: who was asked last before the cut; none for the root
 */
void lw_delegation_take_parent_server (LwDelegation *self, LwServer *server);
const char *lw_delegation_get_domain (LwDelegation *self);
const char *lw_delegation_get_zone (LwDelegation *self);        /* the zone's apex */
const char *lw_delegation_get_parent_zone (LwDelegation *self); /* "example." */
GPtrArray *
lw_delegation_get_servers (LwDelegation *self); /* (transfer none) (element-type LwServer) */
GPtrArray *
lw_delegation_get_parent_servers (LwDelegation *self); /* (transfer none) (element-type LwServer) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDelegation, lw_delegation_unref)

G_END_DECLS
