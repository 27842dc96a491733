/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LW_LABELS_MAX_BYTES 255 /* RFC 1035 2.3.4, with the root's length byte */
#define LW_LABELS_MAX 127

/* A domain name as bytes. For this room only. */
typedef struct
{
  guint8 wire[LW_LABELS_MAX_BYTES]; /* length byte and bytes of each label, then a 0 */
  guint8 starts[LW_LABELS_MAX];     /* where the length byte of each label stands */
  guint n_labels;                   /* without the root */
  guint n_bytes;                    /* of @wire */
} LwLabels;

gboolean lw_labels_parse (LwLabels *self, const char *text, GError **error);
gboolean lw_labels_read (LwLabels *self, const guint8 *wire, gsize length);
void lw_labels_lower (LwLabels *self);
char *lw_labels_to_string (const LwLabels *self) G_GNUC_WARN_UNUSED_RESULT;
int lw_labels_compare (const LwLabels *a, const LwLabels *b);

G_END_DECLS
