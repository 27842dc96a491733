/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

#include <string.h>

static gboolean
is_address (const char *text)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, 53);

  return address != NULL;
}

/* resolv.conf(5): a keyword, white space, an address; the first three name servers are used by the
 * system, we ask the first. */
char *
lw_resolv_conf_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *address;

      if (!g_str_has_prefix (line, "nameserver") || !g_ascii_isspace (line[10]))
        continue;

      address = g_strchug (line + 10);
      address[strcspn (address, " \t#;")] = '\0';
      if (is_address (address))
        return g_strdup (address);
    }

  return NULL;
}
