/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-services.h"

G_BEGIN_DECLS

typedef enum
{
  LW_LOOK_DEFAULT = 0,
  LW_LOOK_NO_MAIL = 1 << 0,  /* do not connect to mail servers */
  LW_LOOK_UNLISTED = 1 << 1, /* the domain does not come onto the person's list */
  LW_LOOK_MANY = 1 << 2,     /* one of many: registers are asked only about what is not there */
} LwLookFlags;

/* One look at a domain: fills the evidence row by row. Read-only, needs no key. */
void lw_look_async (LwServices *services,
                    LwEvidence *evidence,
                    LwLookFlags flags,
                    const char *rcpt_to,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
gboolean lw_look_finish (LwServices *services, GAsyncResult *result, GError **error);

G_END_DECLS
