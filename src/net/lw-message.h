/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-record-set.h"

G_BEGIN_DECLS

typedef enum
{
  LW_SECTION_ANSWER,
  LW_SECTION_AUTHORITY,
  LW_SECTION_ADDITIONAL,
} LwSection;

/* A DNS message that was received and read, without ldns types. Immutable, reference-counted. OPT
 * and TSIG are not among the records. */
typedef struct _LwMessage LwMessage;
LwMessage *lw_message_ref (LwMessage *self);
void lw_message_unref (LwMessage *self);
guint lw_message_get_rcode (LwMessage *self); /* with the extended bits of EDNS */
gboolean lw_message_get_aa (LwMessage *self);
gboolean lw_message_get_tc (LwMessage *self);
gboolean lw_message_get_ra (LwMessage *self);
gboolean lw_message_get_ad (LwMessage *self);
/* (transfer none) (element-type LwRecordSet): records of one owner and type are one set with the
 * lowest TTL; in the order of the packet */
GPtrArray *lw_message_get_sets (LwMessage *self, LwSection section);
/* (nullable) (transfer none) */
LwRecordSet *lw_message_find (LwMessage *self, LwSection section, const char *owner, guint16 type);
guint lw_message_get_size (LwMessage *self); /* bytes on the wire */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwMessage, lw_message_unref)

G_END_DECLS
