/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* DNS over TCP (RFC 7766): messages with their length before them, as many as come. Private to the
 * room. */
typedef struct _LwPracticeStream LwPracticeStream;

/* (transfer full) (nullable): the reply; NULL closes the connection */
typedef GBytes *(*LwPracticeStreamFunc) (GInetAddress *local,
                                         const guint8 *wire,
                                         gsize size,
                                         gpointer user_data);

LwPracticeStream *
lw_practice_stream_new (LwPracticeStreamFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_stream_free (LwPracticeStream *self);
gboolean lw_practice_stream_add_address (LwPracticeStream *self,
                                         const char *address,
                                         guint16 port,
                                         GError **error);

G_END_DECLS
