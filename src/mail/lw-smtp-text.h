/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How things are written in SMTP. Private to the room; pure functions. */

char *lw_smtp_name_self (GInetAddress *address) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_smtp_path_is_safe (const char *address);
GBytes *lw_smtp_stuff (GBytes *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
