/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-check-private.h"

#include "lw-cli-lines.h"
#include "lw-error.h"
#include "lw-excerpt.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* letterway check --file: many domains at the same time, each printed when it is done and then
 * forgotten. Whatever is on a line, the run goes on to the end of the list. */

#define WINDOW 32 /* domains that are looked at together */
#define PROGRESS_USEC (G_USEC_PER_SEC / 10)
#define INPUT_CHARS 80

typedef struct
{
  LwCliCall *call;               /* (not owned) */
  const LwCheckOptions *options; /* (not owned) */
  LwCliLines *lines;             /* (owned) */
  GError *error;                 /* (owned) (nullable): why the list could not be read on */
  guint64 n_done;
  guint n_running;
  int code;
  gint64 shown_usec;
  gboolean feeding;
  gboolean ended; /* no other line is to be begun */
} Batch;

/* One line of the list */
typedef struct
{
  Batch *batch;       /* (not owned) */
  LwSession *session; /* (owned) */
  LwCliPatience patience;
  guint64 line;
} Row;

static void go_on (Batch *batch);

static void
show_progress (Batch *batch, gboolean now)
{
  gint64 usec = g_get_monotonic_time ();

  if (batch->options->quiet || !isatty (STDERR_FILENO) ||
      (!now && usec - batch->shown_usec < PROGRESS_USEC))
    return;

  batch->shown_usec = usec;
  g_printerr ("\r");
  g_printerr (ngettext ("%" G_GUINT64_FORMAT " domain checked",
                        "%" G_GUINT64_FORMAT " domains checked", batch->n_done),
              batch->n_done);
  if (now)
    g_printerr ("\n");
}

/* Takes @node. When nobody reads on, nothing more is begun. */
static void
print_row (Batch *batch, JsonNode *node)
{
  if (!batch->options->quiet)
    lw_cli_print_json (node);
  json_node_unref (node);

  if (ferror (stdout))
    batch->ended = TRUE;
}

static void
print_error (Batch *batch, guint64 line, const char *input, const GError *error)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *shown = lw_excerpt (input, INPUT_CHARS);

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "line", line);
  json_object_set_string_member (object, "input", shown);
  json_object_set_object_member (object, "error", lw_cli_error_to_json (error));
  json_node_take_object (node, object);

  print_row (batch, node);
  batch->code = lw_cli_check_worse (batch->code, lw_cli_exit_code (error));
}

static void
end_row (Row *row)
{
  Batch *batch = row->batch;

  g_object_unref (row->session);
  g_free (row);

  batch->n_running--;
  batch->n_done++;
  show_progress (batch, FALSE);
  go_on (batch);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Row *row = user_data;
  Batch *batch = row->batch;
  GError *error = NULL;
  gboolean looked = lw_session_look_finish (row->session, result, &error);

  if (looked)
    {
      print_row (batch, lw_cli_check_to_json (row->session, row->line));
      batch->code = lw_cli_check_worse (
          batch->code, lw_cli_check_get_code (row->session, batch->options->strict));
    }
  else if (!g_cancellable_is_cancelled (batch->call->cancellable))
    {
      error = lw_cli_patience_explain (&row->patience, error);
      print_error (batch, row->line, lw_session_get_domain (row->session), error);
    }

  g_clear_error (&error);
  lw_cli_patience_end (&row->patience);
  end_row (row);
}

static void
begin_row (Batch *batch, guint64 line, const char *name)
{
  Row *row = g_new0 (Row, 1);

  row->batch = batch;
  row->line = line;
  row->session = lw_session_new (batch->call->services, name);
  lw_session_set_parts (row->session, batch->options->parts);
  lw_cli_patience_begin (&row->patience, batch->call->cancellable, batch->options->timeout_seconds);

  batch->n_running++;
  lw_session_look_async (row->session,
                         lw_cli_check_get_flags (batch->options) | LW_LOOK_UNLISTED | LW_LOOK_MANY,
                         NULL, row->patience.cancellable, looked_cb, row);
}

static char *
read_domain (const char *text, GError **error)
{
  if (g_utf8_validate (text, -1, NULL))
    return lw_name_from_input (text, error);

  lw_set_error (error, LW_ERROR_INVALID, "domain", _ ("Write the list in UTF-8."),
                _ ("The line is not text in UTF-8."));
  return NULL;
}

static void
read_line (Batch *batch, guint64 line, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = read_domain (text, &error);

  if (name != NULL)
    begin_row (batch, line, name);
  else
    print_error (batch, line, text, error);
}

static void
fed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch *batch = user_data;

  batch->feeding = FALSE;
  if (!lw_cli_lines_feed_finish (batch->lines, result, &batch->error))
    batch->ended = TRUE;

  go_on (batch);
}

/* Begins as many lines as may run together. */
static void
go_on (Batch *batch)
{
  GCancellable *cancellable = batch->call->cancellable;

  while (!batch->ended && !batch->feeding && batch->n_running < WINDOW &&
         !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree char *text = NULL;
      guint64 line = 0;

      switch (lw_cli_lines_take (batch->lines, &text, &line))
        {
        case LW_LINES_TAKEN:
          read_line (batch, line, text);
          break;

        case LW_LINES_HUNGRY:
          batch->feeding = TRUE;
          lw_cli_lines_feed_async (batch->lines, cancellable, fed_cb, batch);
          break;

        case LW_LINES_ENDED:
          batch->ended = TRUE;
          break;
        }
    }
}

static gboolean
is_over (const Batch *batch)
{
  return batch->n_running == 0 && !batch->feeding &&
         (batch->ended || g_cancellable_is_cancelled (batch->call->cancellable));
}

static int
end_batch (Batch *batch)
{
  show_progress (batch, TRUE);

  if (g_cancellable_is_cancelled (batch->call->cancellable))
    {
      g_printerr ("letterway: %s\n", _ ("Stopped."));
      return LW_EXIT_INTERRUPTED;
    }

  return batch->error != NULL ? lw_cli_fail (batch->error) : batch->code;
}

int
lw_cli_check_list (LwCliCall *call, const LwCheckOptions *options)
{
  Batch batch = { .call = call, .options = options, .code = LW_EXIT_WORKS };
  g_autoptr (LwCliLines) lines = NULL;
  g_autoptr (GError) error = NULL;
  int code;

  lines = lw_cli_lines_open (options->list, &error);
  if (lines == NULL)
    return lw_cli_fail (error);

  batch.lines = lines;
  go_on (&batch);
  while (!is_over (&batch))
    g_main_context_iteration (NULL, TRUE);

  code = end_batch (&batch);
  g_clear_error (&batch.error);

  return code;
}
