/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-check-groups.h"

#include "lw-name.h"

#include <glib/gi18n-lib.h>

/* An international name belongs into DNS in its xn-- form; some editors store it as it was typed,
 * and then nobody finds it. */

static gboolean
is_escape (const char *text)
{
  return text[0] == '\\' && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2]) &&
         g_ascii_isdigit (text[3]);
}

/* (nullable): the name with its bytes in place of their escapes, when they spell foreign letters */
static char *
read_raw (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean foreign = FALSE;

  for (const char *p = name; *p != '\0'; p++)
    {
      guint64 byte = 0;

      if (!is_escape (p))
        {
          g_string_append_c (text, *p);
          continue;
        }
      byte = g_ascii_digit_value (p[1]) * 100 + g_ascii_digit_value (p[2]) * 10 +
             g_ascii_digit_value (p[3]);
      if (byte < 0x80 || byte > 0xff)
        return NULL;
      foreign = TRUE;
      g_string_append_c (text, (char) byte);
      p += 3;
    }

  return foreign && g_utf8_validate (text->str, (gssize) text->len, NULL) ? g_strdup (text->str)
                                                                          : NULL;
}

/* (nullable): the name as it belongs into DNS */
static char *
encode (LwJudgement *self, const char *name)
{
  g_autofree char *raw = read_raw (name);

  return raw != NULL ? lw_name_normalise (raw, NULL) : NULL;
}

static gboolean
is_raw (LwJudgement *self, const char *name)
{
  g_autofree char *right = encode (self, name);

  return right != NULL;
}

static void
add (LwJudgement *self, const LwCheck *check, LwLevel level, const char *name, LwRecordSet *fix)
{
  g_autofree char *raw = read_raw (name);
  g_autofree char *right = encode (self, name);
  g_autofree char *reason =
      g_strdup_printf (_ ("The name “%s” is stored as it was typed, so nobody finds it."), raw);
  g_autofree char *step = g_strdup_printf (_ ("Write it as “%s”."), right);

  lw_judgement_add (self, check, level, "you", fix,
                    level == LW_LEVEL_ERROR
                        ? _ ("Mail does not arrive: the mail server's name is written wrongly.")
                        : _ ("Mail may go astray: a name is written wrongly in your settings."),
                    reason, step);
}

/* (nullable): a raw name that one of the domain's own servers gives */
static const char *
find_raw (LwJudgement *self)
{
  GPtrArray *answers = lw_evidence_get_answers (self->evidence);

  for (guint i = 0; i < answers->len; i++)
    {
      const LwAnswerFields *row = lw_judgement_get_row (self, i, LW_ROLE_AUTHORITY, NULL, 0);
      const char *const *values = row != NULL && row->set != NULL && row->type == LW_RR_TYPE_NS
                                      ? lw_record_set_get_values (row->set)
                                      : NULL;

      if (row != NULL && row->alias != NULL && is_raw (self, row->alias))
        return row->alias;
      for (guint j = 0; values != NULL && values[j] != NULL; j++)
        if (is_raw (self, values[j]))
          return values[j];
    }

  return NULL;
}

void
lw_judge_raw_utf8 (LwJudgement *self, const LwCheck *check)
{
  g_autoptr (GPtrArray) hosts = lw_judgement_blame (self, is_raw);
  const char *name = hosts->len == 0 ? find_raw (self) : NULL;
  g_autoptr (LwRecordSet) fix = NULL;

  if (hosts->len > 0)
    {
      fix = lw_judgement_mend (self, hosts, encode);
      add (self, check, lw_judgement_get_level (self), hosts->pdata[0], fix);
    }
  else if (name != NULL)
    add (self, check, LW_LEVEL_WARNING, name, NULL);
}
