/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-labels.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lw-error.h"
#include "lw-excerpt.h"

#define SHOWN_CHARS 60
#define LABEL_MAX_BYTES 63

static gboolean
refuse (GError **error, const char *text, const char *reason)
{
  g_autofree char *shown = lw_excerpt (text, SHOWN_CHARS);

  lw_set_error (error, LW_ERROR_INVALID, "name", _ ("Compare it letter by letter."), "“%s”: %s",
                shown, reason);
  return FALSE;
}

/* Reads one byte of a label, escapes included; FALSE at a broken escape. */
static gboolean
read_byte (const char **at, guint8 *byte)
{
  const char *p = *at;

  if (*p != '\\')
    *byte = *p++;
  else if (g_ascii_isdigit (p[1]))
    {
      guint number;

      if (!g_ascii_isdigit (p[2]) || !g_ascii_isdigit (p[3]))
        return FALSE;
      number = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
      if (number > G_MAXUINT8)
        return FALSE;
      *byte = number;
      p += 4;
    }
  else
    {
      if (p[1] == '\0')
        return FALSE;
      *byte = p[1];
      p += 2;
    }

  *at = p;
  return TRUE;
}

static gboolean
read_label (LwLabels *self, const char **at, const char *text, GError **error)
{
  guint start = self->n_bytes++;
  guint8 byte;

  while (**at != '\0' && **at != '.')
    {
      if (!read_byte (at, &byte))
        return refuse (error, text, _ ("after a backslash comes a character or a number to 255."));
      if (self->n_bytes - start > LABEL_MAX_BYTES)
        return refuse (error, text, _ ("a part between two dots has more than 63 characters."));
      if (self->n_bytes >= LW_LABELS_MAX_BYTES - 1)
        return refuse (error, text, _ ("a name has at most 253 characters."));
      self->wire[self->n_bytes++] = byte;
    }

  if (self->n_bytes - start == 1)
    return refuse (error, text, _ ("nothing stands between two dots."));

  self->wire[start] = self->n_bytes - start - 1;
  self->starts[self->n_labels++] = start;
  return TRUE;
}

/*
 * lw_labels_parse:
 * @text: a name in presentation form (RFC 1035 5.1), with or without its final dot; bytes above
 *   127 are taken as they are
 *
 * Sets %LW_ERROR_INVALID (field `name`).
 */
gboolean
lw_labels_parse (LwLabels *self, const char *text, GError **error)
{
  const char *at = text;

  memset (self, 0, sizeof *self);

  if (*text == '\0')
    return refuse (error, text, _ ("a name is missing."));

  if (strcmp (text, ".") == 0)
    at++;

  while (*at != '\0')
    {
      if (self->n_bytes >= LW_LABELS_MAX_BYTES - 2)
        return refuse (error, text, _ ("a name has at most 253 characters."));
      if (!read_label (self, &at, text, error))
        return FALSE;
      if (*at == '.')
        at++;
    }

  self->wire[self->n_bytes++] = 0;
  return TRUE;
}

/*
 * lw_labels_read:
 * @wire: an uncompressed name as in a packet, @length bytes long
 *
 * Returns: FALSE when it is none
 */
gboolean
lw_labels_read (LwLabels *self, const guint8 *wire, gsize length)
{
  gsize at = 0;

  memset (self, 0, sizeof *self);

  if (length == 0 || length > LW_LABELS_MAX_BYTES)
    return FALSE;

  while (at < length && wire[at] != 0)
    {
      if (wire[at] > LABEL_MAX_BYTES || self->n_labels == LW_LABELS_MAX)
        return FALSE;
      self->starts[self->n_labels++] = at;
      at += 1 + wire[at];
    }

  if (at + 1 != length)
    return FALSE;

  memcpy (self->wire, wire, length);
  self->n_bytes = length;
  return TRUE;
}

/* ASCII only, as DNS compares (RFC 4343). A length byte is never a capital letter's number: those
 * begin at 65. */
void
lw_labels_lower (LwLabels *self)
{
  for (guint i = 0; i < self->n_bytes; i++)
    self->wire[i] = g_ascii_tolower (self->wire[i]);
}

static void
append_byte (GString *text, guint8 byte)
{
  if (g_ascii_isalnum (byte) || byte == '-' || byte == '_')
    g_string_append_c (text, byte);
  else if (byte == '.' || byte == '\\')
    g_string_append_printf (text, "\\%c", byte);
  else if (!g_ascii_isgraph (byte) || strchr ("\"();@$", byte) != NULL)
    g_string_append_printf (text, "\\%03u", byte);
  else
    g_string_append_c (text, byte);
}

/* One spelling for each name, which every reader of zone files understands, with its final dot. */
char *
lw_labels_to_string (const LwLabels *self)
{
  GString *text = g_string_sized_new (self->n_bytes + 1);

  if (self->n_labels == 0)
    g_string_append_c (text, '.');

  for (guint i = 0; i < self->n_labels; i++)
    {
      const guint8 *label = self->wire + self->starts[i];

      for (guint j = 1; j <= label[0]; j++)
        append_byte (text, label[j]);
      g_string_append_c (text, '.');
    }

  return g_string_free (text, FALSE);
}

/* Canonical order of RFC 4034 6.1: label by label from the right; both lower-case. */
int
lw_labels_compare (const LwLabels *a, const LwLabels *b)
{
  guint n = MIN (a->n_labels, b->n_labels);

  for (guint i = 1; i <= n; i++)
    {
      const guint8 *x = a->wire + a->starts[a->n_labels - i];
      const guint8 *y = b->wire + b->starts[b->n_labels - i];
      int order = memcmp (x + 1, y + 1, MIN (x[0], y[0]));

      if (order == 0)
        order = x[0] - y[0];
      if (order != 0)
        return order;
    }

  return (int) a->n_labels - (int) b->n_labels;
}
