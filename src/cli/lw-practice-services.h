/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice.h"
#include "lw-services.h"

G_BEGIN_DECLS

/* The services of the practice world, with its key in memory and its domain on the list. */
void lw_practice_services_open_async (LwPractice *practice,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
LwServices *lw_practice_services_open_finish (LwPractice *practice,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
