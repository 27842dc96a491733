/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The window closes: saves the unsaved drafts of @items (of LwDomainItem). The application stays
 * until they are on disk, at most three seconds; nothing blocks. */
void lw_farewell_save_drafts (GListModel *items);

G_END_DECLS
