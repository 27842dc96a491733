/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-packet.h"
#include "lw-wire.h"

G_BEGIN_DECLS

/* What the files of LwWire share: writing a message. */
GByteArray *lw_wire_begin (guint8 flags, guint8 more_flags) G_GNUC_WARN_UNUSED_RESULT;
void lw_wire_set_count (GByteArray *message, LwPacketSection section, guint count);
gboolean
lw_wire_append_question (GByteArray *message, const char *name, guint16 type, GError **error);

G_END_DECLS
