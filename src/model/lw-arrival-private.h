/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-arrival.h"

G_BEGIN_DECLS

/* For the files of LwArrival only. @n_rows: without those that gave no usable answer */
void lw_arrival_count (LwArrival *self, LwRole role, guint *n_new, guint *n_rows);

G_END_DECLS
