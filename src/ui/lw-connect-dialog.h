/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-session.h"

G_BEGIN_DECLS

#define LW_TYPE_CONNECT_DIALOG (lw_connect_dialog_get_type ())

G_DECLARE_FINAL_TYPE (LwConnectDialog, lw_connect_dialog, LW, CONNECT_DIALOG, AdwDialog)

/* @session: (nullable): whose DNS host is connected; without one nothing is tested (pictures) */
AdwDialog *lw_connect_dialog_new (LwSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* Goes to the page of that DNS host at once */
void lw_connect_dialog_choose_host (LwConnectDialog *self, const char *host_id);
/* Goes to the last page: what the key reaches */
void lw_connect_dialog_show_reach (LwConnectDialog *self, const char *sentence);

G_END_DECLS
