/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private to the room */
GTlsCertificate *lw_practice_make_certificate (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
