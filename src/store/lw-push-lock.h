/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One push for a domain at a time across window, command line and watcher. The kernel lets a lock
 * go when its process dies. */
typedef struct _LwPushLock LwPushLock;

LwPushLock *lw_push_lock_take_in_memory (GHashTable *held,
                                         const char *domain,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
LwPushLock *lw_push_lock_take_file (const char *folder,
                                    const char *domain,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_push_lock_free (LwPushLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwPushLock, lw_push_lock_free)

G_END_DECLS
