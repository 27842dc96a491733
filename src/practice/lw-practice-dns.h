/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice-zones.h"
#include "lw-practice.h"

G_BEGIN_DECLS

/* The name servers and resolvers of the practice world on their loopback addresses, UDP and TCP,
 * all on one port. Private to the room. */
typedef struct _LwPracticeDns LwPracticeDns;

LwPracticeDns *
lw_practice_dns_new (LwPracticeZones *zones, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_dns_free (LwPracticeDns *self);
guint16 lw_practice_dns_get_port (LwPracticeDns *self);
void lw_practice_dns_forget (LwPracticeDns *self);
void lw_practice_dns_set_faults (LwPracticeDns *self, const LwPracticeFaults *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPracticeDns, lw_practice_dns_free)

G_END_DECLS
