/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-network-private.h"

#include <string.h>

#define STAMP_DIGITS 14 /* "20261124150000" (RFC 4034 3.2) */

/* Words of a RRSIG (RFC 4034 3.1) */
enum
{
  WORD_COVERED = 0,
  WORD_EXPIRATION = 4,
  WORD_INCEPTION = 5,
  N_WORDS_READ
};

static int
read_digits (const char *digits, guint n_digits)
{
  int number = 0;

  for (guint i = 0; i < n_digits; i++)
    number = number * 10 + g_ascii_digit_value (digits[i]);

  return number;
}

/* FALSE for what is no moment of a calendar. */
static gboolean
read_stamp (const char *stamp, gint64 *time)
{
  g_autoptr (GDateTime) moment = NULL;

  if (strlen (stamp) != STAMP_DIGITS || strspn (stamp, "0123456789") != STAMP_DIGITS)
    return FALSE;

  moment = g_date_time_new_utc (read_digits (stamp, 4), read_digits (stamp + 4, 2),
                                read_digits (stamp + 6, 2), read_digits (stamp + 8, 2),
                                read_digits (stamp + 10, 2), read_digits (stamp + 12, 2));
  if (moment != NULL)
    *time = g_date_time_to_unix (moment);

  return moment != NULL;
}

static gboolean
measure_one (const char *signature, gint64 now, gint64 *offset)
{
  g_auto (GStrv) words = g_strsplit (signature, " ", N_WORDS_READ + 1);
  gint64 begins = 0, ends = 0;

  if (g_strv_length (words) <= N_WORDS_READ || strcmp (words[WORD_COVERED], "SOA") != 0 ||
      !read_stamp (words[WORD_INCEPTION], &begins) || !read_stamp (words[WORD_EXPIRATION], &ends))
    return FALSE;

  *offset = now < begins ? now - begins : now > ends ? now - ends : 0;
  return TRUE;
}

gboolean
lw_trial_measure_clock (LwMessage *message, gint64 now, gint64 *offset)
{
  LwRecordSet *set = lw_message_find (message, LW_SECTION_ANSWER, ".", LW_RR_TYPE_RRSIG);
  const char *const *values = set != NULL ? lw_record_set_get_values (set) : NULL;
  gboolean found = FALSE;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      gint64 one = 0;

      if (!measure_one (values[i], now, &one))
        continue;
      if (!found || ABS (one) < ABS (*offset))
        *offset = one;
      found = TRUE;
    }

  return found;
}
