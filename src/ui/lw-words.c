/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-words.h"

#include "lw-error.h"
#include "lw-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_ISOLATE "\u2069"
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

char *
lw_words_isolate (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return g_strconcat (FIRST_STRONG_ISOLATE, text, POP_ISOLATE, NULL);
}

char *
lw_words_name (const char *name)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  shown = lw_name_display (name);
  return lw_words_isolate (shown);
}

char *
lw_words_checked (gint64 then, gint64 now)
{
  gint64 age = now - then;
  g_autofree char *moment = NULL;

  if (then == 0)
    return g_strdup (_ ("Not checked yet"));
  if (age < MINUTE)
    return g_strdup (_ ("Checked just now"));
  if (age < HOUR)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Checked %u minute ago",
                                         "Checked %u minutes ago", (gulong) (age / MINUTE)),
                            (guint) (age / MINUTE));

  moment = lw_words_moment (then, now);
  /* Translators: %s is a moment such as "Today 14:10" */
  return g_strdup_printf (_ ("Checked: %s"), moment);
}

static int
days_between (GDateTime *then, GDateTime *now)
{
  g_autoptr (GDateTime) midnight =
      g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), 0, 0, 0);
  gint64 span = g_date_time_to_unix (midnight) - g_date_time_to_unix (then);

  return span <= 0 ? 0 : (int) ((span + DAY - 1) / DAY);
}

char *
lw_words_moment (gint64 then, gint64 now)
{
  g_autoptr (GDateTime) then_time = g_date_time_new_from_unix_local (then);
  g_autoptr (GDateTime) now_time = g_date_time_new_from_unix_local (now);

  if (then_time == NULL || now_time == NULL)
    return g_strdup (_ ("At an unknown time"));

  switch (days_between (then_time, now_time))
    {
    case 0:
      /* Translators: a time today, see strftime(3) */
      return g_date_time_format (then_time, _ ("Today %H:%M"));

    case 1:
      /* Translators: a time yesterday, see strftime(3) */
      return g_date_time_format (then_time, _ ("Yesterday %H:%M"));

    default:
      /* Translators: a day and time, see strftime(3) */
      return g_date_time_format (then_time, _ ("%-d %B %Y, %H:%M"));
    }
}

char *
lw_words_clock (gint64 then)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (then);

  return time != NULL ? g_date_time_format (time, "%H:%M:%S") : g_strdup ("");
}

char *
lw_words_ordinal (guint number)
{
  switch (number)
    {
    case 1:
      return g_strdup (C_ ("order", "1st"));

    case 2:
      return g_strdup (C_ ("order", "2nd"));

    case 3:
      return g_strdup (C_ ("order", "3rd"));

    default:
      /* Translators: the fourth and later of a list */
      return g_strdup_printf (C_ ("order", "%uth"), number);
    }
}

static const char *
transport_sentence (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return _ ("There was no answer in time.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return _ ("The server is there, but nothing answers at this port.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return _ ("There is no way to this server from here.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _ ("It was stopped.");
  if (error->domain == G_RESOLVER_ERROR)
    return _ ("No address was found for this name.");
  if (error->domain == G_TLS_ERROR)
    return _ ("The connection could not be made safe, so nothing was sent.");

  return NULL;
}

char *
lw_words_error (const GError *error)
{
  const char *sentence;

  g_return_val_if_fail (error != NULL, NULL);

  sentence = error->domain == LW_ERROR ? NULL : transport_sentence (error);
  return g_strdup (sentence != NULL ? sentence : error->message);
}

static gboolean
ends_with_stop (const char *sentence)
{
  return g_str_has_suffix (sentence, ".") || g_str_has_suffix (sentence, "?") ||
         g_str_has_suffix (sentence, "…");
}

char *
lw_words_error_and_step (const GError *error)
{
  g_autofree char *sentence = lw_words_error (error);
  const char *step = lw_error_get_step (error);

  if (step == NULL)
    return g_steal_pointer (&sentence);

  /* Two whole sentences, each translated by itself; a host's own words may lack the full stop. */
  return g_strconcat (sentence, ends_with_stop (sentence) ? " " : ". ", step, NULL);
}
