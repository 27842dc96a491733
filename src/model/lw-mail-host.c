/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-evidence.h"

/**
 * LwMailHost:
 *
 * The addresses found for one mail server's name.
 */
struct _LwMailHost
{
  gatomicrefcount ref_count;

  char *host;
  GStrv addresses; /* (owned) */
  char *alias;     /* (nullable) */
  LwAnswerStatus status;
  GPtrArray *answers; /* (owned) (element-type LwAnswer) */
};

/**
 * lw_mail_host_new:
 * @host: the absolute name
 * @addresses: (nullable) (array zero-terminated=1): literal addresses, IPv4 and IPv6
 * @alias: (nullable): the name is a CNAME to this one
 * @status: `LW_ANSWER_SET` when addresses were found, else why not
 *
 * Returns: (transfer full): the host
 */
LwMailHost *
lw_mail_host_new (const char *host,
                  const char *const *addresses,
                  const char *alias,
                  LwAnswerStatus status)
{
  return lw_mail_host_new_with_answers (host, addresses, alias, status, NULL);
}

static GPtrArray *
keep_answers (GPtrArray *answers)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);

  for (guint i = 0; answers != NULL && i < answers->len; i++)
    g_ptr_array_add (kept, lw_answer_ref (g_ptr_array_index (answers, i)));

  return kept;
}

/**
 * lw_mail_host_new_with_answers:
 * @host: the absolute name
 * @addresses: (nullable) (array zero-terminated=1): literal addresses, IPv4 and IPv6
 * @alias: (nullable): the name is a CNAME to this one
 * @status: `LW_ANSWER_SET` when addresses were found, else why not
 * @answers: (nullable) (element-type LwAnswer): what it rests on
 *
 * Returns: (transfer full): the host
 */
LwMailHost *
lw_mail_host_new_with_answers (const char *host,
                               const char *const *addresses,
                               const char *alias,
                               LwAnswerStatus status,
                               GPtrArray *answers)
{
  LwMailHost *self;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_new0 (LwMailHost, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->host = g_strdup (host);
  self->addresses = addresses != NULL ? g_strdupv ((char **) addresses) : g_new0 (char *, 1);
  self->alias = g_strdup (alias);
  self->status = status;
  self->answers = keep_answers (answers);

  return self;
}

LwMailHost *
lw_mail_host_ref (LwMailHost *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lw_mail_host_unref (LwMailHost *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_strfreev (self->addresses);
  g_free (self->alias);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

const char *
lw_mail_host_get_host (LwMailHost *self)
{
  return self->host;
}

const char *const *
lw_mail_host_get_addresses (LwMailHost *self)
{
  return (const char *const *) self->addresses;
}

const char *
lw_mail_host_get_alias (LwMailHost *self)
{
  return self->alias;
}

LwAnswerStatus
lw_mail_host_get_status (LwMailHost *self)
{
  return self->status;
}

GPtrArray *
lw_mail_host_get_answers (LwMailHost *self)
{
  return self->answers;
}
