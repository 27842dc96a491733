/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long our own code holds the default main context: from where poll() comes back to where it is
 * entered again. That is what a frame of the window would have to wait for. */
void lw_bench_hold_begin (void);
/* (transfer full): a JSON object: "n", and "p50", "p99" and "max" in microseconds, "cpu_p99" and
 * "cpu_max" without what other programs took of the CPU meanwhile */
char *lw_bench_hold_end (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
