/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the tests of several rooms: bytes written as hexadecimal digits. */

static inline GBytes *
lw_test_bytes (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *c = hex; *c != '\0'; c++)
    if (*c != ' ')
      {
        guint8 byte;

        g_assert_true (g_ascii_isxdigit (c[0]) && g_ascii_isxdigit (c[1]));
        byte = (guint8) (g_ascii_xdigit_value (c[0]) << 4 | g_ascii_xdigit_value (c[1]));
        g_byte_array_append (bytes, &byte, 1);
        c++;
      }

  return g_byte_array_free_to_bytes (bytes);
}

static inline char *
lw_test_hex (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);

  return g_string_free (hex, FALSE);
}

G_END_DECLS
