/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-message.h"

G_BEGIN_DECLS

/* How lw-wire-parse.c fills a message before anyone else sees it. */
LwMessage *lw_message_new (const guint8 *bytes, gsize size) G_GNUC_WARN_UNUSED_RESULT;
void lw_message_set_extended_rcode (LwMessage *self, guint8 upper_bits);
void lw_message_take_set (LwMessage *self, LwSection section, LwRecordSet *set);

G_END_DECLS
