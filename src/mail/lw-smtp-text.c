/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-smtp-text.h"

#define PATH_MAX_CHARS 254 /* RFC 5321 4.5.3.1.3, without the brackets */

/**
 * lw_smtp_name_self:
 * @address: the local end of the connection
 *
 * A home computer has no name that resolves, so it greets with its address (RFC 5321 4.1.4).
 *
 * Returns: (transfer full): "[192.0.2.1]" or "[IPv6:2001:db8::1]"
 */
char *
lw_smtp_name_self (GInetAddress *address)
{
  g_autofree char *text = g_inet_address_to_string (address);
  gboolean six = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf (six ? "[IPv6:%s]" : "[%s]", text);
}

/**
 * lw_smtp_path_is_safe:
 * @address: a mail address, or "" for the empty sender
 *
 * The last look before an address is put into a command: nothing may end the path or the line.
 *
 * Returns: whether it may be put between angle brackets
 */
gboolean
lw_smtp_path_is_safe (const char *address)
{
  gsize length = 0;

  for (const char *p = address; *p != '\0'; p++, length++)
    if (!g_ascii_isgraph (*p) || *p == '<' || *p == '>')
      return FALSE;

  return length <= PATH_MAX_CHARS;
}

/**
 * lw_smtp_stuff:
 * @message: a message, lines ending with CRLF or LF
 *
 * Makes the message fit for DATA: every line ends with CRLF, a dot at the start of a line is
 * doubled (RFC 5321 4.5.2), and a dot alone ends it.
 *
 * Returns: (transfer full): what goes over the wire
 */
GBytes *
lw_smtp_stuff (GBytes *message)
{
  gsize size;
  const char *bytes = g_bytes_get_data (message, &size);
  GByteArray *wire = g_byte_array_sized_new (size + 64);
  gboolean line_start = TRUE;

  for (gsize i = 0; i < size; i++)
    {
      if (bytes[i] == '\r')
        continue;
      if (line_start && bytes[i] == '.')
        g_byte_array_append (wire, (const guint8 *) ".", 1);
      line_start = bytes[i] == '\n';
      g_byte_array_append (wire, (const guint8 *) (line_start ? "\r\n" : bytes + i),
                           line_start ? 2 : 1);
    }

  if (!line_start)
    g_byte_array_append (wire, (const guint8 *) "\r\n", 2);
  g_byte_array_append (wire, (const guint8 *) ".\r\n", 3);
  return g_byte_array_free_to_bytes (wire);
}
