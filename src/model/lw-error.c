/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-error.h"

/**
 * LwError:
 *
 * Every failure that this program can explain to a person. Failures of the transport keep their
 * own domains (`G_IO_ERROR`, `G_TLS_ERROR`); being cancelled before anything was written is
 * `G_IO_ERROR_CANCELLED`. An error of this domain also carries which input it is about
 * ([func@error_get_field]) and what to do ([func@error_get_step]).
 */

typedef struct
{
  char *field; /* (nullable) (owned) */
  char *step;  /* (nullable) (owned) */
} LwErrorPrivate;

static void
lw_error_private_init (LwErrorPrivate *private)
{
}

static void
lw_error_private_copy (const LwErrorPrivate *from, LwErrorPrivate *to)
{
  to->field = g_strdup (from->field);
  to->step = g_strdup (from->step);
}

static void
lw_error_private_clear (LwErrorPrivate *private)
{
  g_clear_pointer (&private->field, g_free);
  g_clear_pointer (&private->step, g_free);
}

G_DEFINE_EXTENDED_ERROR (LwError, lw_error)

static GError *new_valist (LwError code,
                           const char *field,
                           const char *step,
                           const char *format,
                           va_list arguments) G_GNUC_PRINTF (4, 0);

static GError *
new_valist (LwError code,
            const char *field,
            const char *step,
            const char *format,
            va_list arguments)
{
  GError *error = g_error_new_valist (LW_ERROR, code, format, arguments);
  LwErrorPrivate *private = lw_error_get_private (error);

  private->field = g_strdup (field);
  private->step = g_strdup (step);

  return error;
}

/**
 * lw_set_error:
 * @error: (out) (optional) (nullable): where to put it
 * @code: what kind of failure it is
 * @field: (nullable): which input is meant: `domain`, `exchange`, `preference`, `ttl`, `address`,
 *   `key`, `url`, `file` …
 * @step: (nullable): one sentence that says what to do
 * @format: a sentence for people, as for `printf()`
 * @...: its values
 *
 * Sets an error of [enum@Error]; nothing happens when @error is %NULL.
 */
void
lw_set_error (GError **error,
              LwError code,
              const char *field,
              const char *step,
              const char *format,
              ...)
{
  va_list arguments;

  if (error == NULL)
    return;

  g_return_if_fail (*error == NULL);

  va_start (arguments, format);
  *error = new_valist (code, field, step, format, arguments);
  va_end (arguments);
}

/**
 * lw_error_new:
 * @code: what kind of failure it is
 * @field: (nullable): which input is meant
 * @step: (nullable): one sentence that says what to do
 * @format: a sentence for people, as for `printf()`
 * @...: its values
 *
 * Returns: (transfer full): a new error
 */
GError *
lw_error_new (LwError code, const char *field, const char *step, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = new_valist (code, field, step, format, arguments);
  va_end (arguments);

  return error;
}

/**
 * lw_error_get_field:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the input that the error is about; %NULL for errors of
 *   other domains
 */
const char *
lw_error_get_field (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == LW_ERROR ? lw_error_get_private (error)->field : NULL;
}

/**
 * lw_error_get_step:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): what to do, one sentence; %NULL for errors of other domains
 */
const char *
lw_error_get_step (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == LW_ERROR ? lw_error_get_private (error)->step : NULL;
}
