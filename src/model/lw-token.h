/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words of zone-file text (RFC 1035 5.1). For this room only. */
typedef struct
{
  const char *at;
  const char *end;
  guint line; /* from 1; where the words read last began */
  guint next_line;
  guint zone_file : 1; /* else one value: no comments, no line breaks */
  guint indented : 1;  /* output: the line began with space: its owner is that of the one before */
} LwTokens;

void lw_tokens_init (LwTokens *self, const char *text, gsize length, gboolean zone_file);
GPtrArray *lw_tokens_read_line (LwTokens *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *lw_token_decode (const char *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_token_append_string (GString *text, const guint8 *bytes, gsize length);

G_END_DECLS
