/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-arrival.h"
#include "lw-finding.h"

G_BEGIN_DECLS

#define LW_TYPE_ARRIVAL_PAGE (lw_arrival_page_get_type ())

G_DECLARE_FINAL_TYPE (LwArrivalPage, lw_arrival_page, LW, ARRIVAL_PAGE, AdwNavigationPage)

AdwNavigationPage *lw_arrival_page_new (LwArrival *arrival) G_GNUC_WARN_UNUSED_RESULT;
LwState lw_arrival_state_to_state (LwArrivalState state);

G_END_DECLS
