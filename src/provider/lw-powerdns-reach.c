/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-powerdns-reach.h"

#include <glib/gi18n-lib.h>

#include "lw-name.h"

#define NAMES_SHOWN 5

/* "a.example, b.example and others" without gluing a sentence */
static char *
list_names (char **zones)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < NAMES_SHOWN && zones[i] != NULL; i++)
    {
      g_autofree char *name = lw_name_display (zones[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (g_strv_length (zones) > NAMES_SHOWN)
    g_string_append (text, ", …");

  return g_string_free (text, FALSE);
}

static char *
describe_reach (char **zones)
{
  guint n_zones = g_strv_length (zones);
  g_autofree char *names = list_names (zones);

  if (n_zones == 0)
    return g_strdup (_ ("This key can change everything on the PowerDNS server, which holds no "
                        "domain yet."));

  /* Translators: a number, then names of domains. */
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "This key can change everything on the PowerDNS server: %u domain (%s). "
                   "PowerDNS has no smaller keys.",
                   "This key can change everything on the PowerDNS server: %u domains (%s). "
                   "PowerDNS has no smaller keys.",
                   n_zones),
      n_zones, names);
}

LwReach *
lw_powerdns_reach_new (char **zones)
{
  LwReach *reach = g_new0 (LwReach, 1);

  reach->sentence = describe_reach (zones);
  reach->zones = zones;

  return reach;
}
