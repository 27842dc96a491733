/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-host-description.h"

G_BEGIN_DECLS

#define LW_TYPE_KEY_FIELD (lw_key_field_get_type ())

G_DECLARE_FINAL_TYPE (LwKeyField, lw_key_field, LW, KEY_FIELD, AdwBin)

/* One field of a key, as field @index of @host says: entry, password or choice */
GtkWidget *lw_key_field_new (LwHostDescription *host, guint index) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_key_field_get_id (LwKeyField *self);
/* (transfer none): valid until the next edit; spaces around it are taken off */
const char *lw_key_field_get_value (LwKeyField *self);
gboolean lw_key_field_check (LwKeyField *self, GError **error);
/* @sentence: (nullable): what is wrong, shown below; NULL takes it away */
void lw_key_field_show_problem (LwKeyField *self, const char *sentence);

G_END_DECLS
