/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A widget as the user data of an asynchronous call: the call does not keep the widget, and a
 * callback that comes after the widget is gone finds NULL. */
gpointer lw_weak_new (gpointer object) G_GNUC_WARN_UNUSED_RESULT;
/* Frees @weak. Returns: (nullable) (transfer full): the object, when it is still there */
gpointer lw_weak_take (gpointer weak) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
