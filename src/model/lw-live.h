/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-evidence.h"

G_BEGIN_DECLS

typedef enum
{
  LW_LIVE_UNKNOWN, /* nobody can be told from anybody */
  LW_LIVE_WHOLE,   /* all servers that the zone above names have what is edited */
  LW_LIVE_PART,    /* some of them have a zone of their own: several DNS hosts share the domain */
  LW_LIVE_NOT,     /* none has it: what is edited is seen by nobody */
} LwLiveState;

/* Whether the world asks the zone that is edited. Immutable, reference-counted. */
typedef struct _LwLive LwLive;
/* What the evidence says; @edited: (nullable): the zone as the DNS host shows it */
LwLive *lw_live_new (LwEvidence *evidence, LwEdited *edited) G_GNUC_WARN_UNUSED_RESULT;
LwLive *lw_live_ref (LwLive *self);
void lw_live_unref (LwLive *self);
LwLiveState lw_live_get_state (LwLive *self);
/* (transfer none) (element-type utf8): the name servers that have another zone */
GPtrArray *lw_live_get_others (LwLive *self);

/* (nullable): a sentence for whoever connects the DNS host, NULL when there is nothing to tell */
char *lw_live_describe (LwLive *self) G_GNUC_WARN_UNUSED_RESULT;
/* "ns1.example.net, ns2.example.net": lw_live_get_others() for people */
char *lw_live_list_others (LwLive *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwLive, lw_live_unref)

G_END_DECLS
