/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-check-private.h"

#include "lw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Evidence in files: letterway check --save, letterway check --evidence. */

gboolean
lw_cli_save_evidence (LwEvidence *evidence, const char *path, GError **error)
{
  g_autoptr (JsonNode) node = lw_evidence_to_json_with_raw (evidence);
  g_autofree char *text = lw_json_to_text (node);
  g_autofree char *content = NULL;

  /* What cannot be read again is not worth keeping: the messages may be left out. */
  if (strlen (text) >= LW_EVIDENCE_BYTES_MAX)
    {
      g_autoptr (JsonNode) shorter = lw_evidence_to_json (evidence);

      g_free (text);
      text = lw_json_to_text (shorter);
    }

  content = g_strconcat (text, "\n", NULL);

  return g_file_set_contents_full (path, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

LwEvidence *
lw_cli_load_evidence (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = lw_cli_read_file (g_str_equal (path, "-") ? "/dev/stdin" : path,
                                               LW_EVIDENCE_BYTES_MAX + 1, error);
  g_autoptr (JsonNode) node = NULL;
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);
  node = lw_json_parse_object (text != NULL ? text : "", length, LW_EVIDENCE_BYTES_MAX, error);

  return node != NULL ? lw_evidence_from_json (node, error) : NULL;
}
