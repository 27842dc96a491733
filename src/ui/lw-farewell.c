/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-farewell.h"

#include "lw-domain-item.h"

#define MAX_SECONDS 3

/* One hold of the application. Freed by whichever comes last: the answer or the time. */
typedef struct
{
  GApplication *application; /* (owned) (nullable): until it is let go */
  guint timeout_id;
} Farewell;

static void
let_go (Farewell *farewell)
{
  if (farewell->application != NULL)
    g_application_release (farewell->application);
  g_clear_object (&farewell->application);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Farewell *farewell = user_data;

  farewell->timeout_id = 0;
  let_go (farewell);
  return G_SOURCE_REMOVE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;
  g_autoptr (GError) error = NULL;

  if (!lw_session_save_draft_finish (LW_SESSION (source), result, &error))
    g_message ("The unsaved change was not kept: %s", error->message);

  g_clear_handle_id (&farewell->timeout_id, g_source_remove);
  let_go (farewell);
  g_free (farewell);
}

static void
save_draft (LwSession *session)
{
  Farewell *farewell = g_new0 (Farewell, 1);

  g_set_object (&farewell->application, g_application_get_default ());
  if (farewell->application != NULL)
    g_application_hold (farewell->application);
  farewell->timeout_id = g_timeout_add_seconds (MAX_SECONDS, timeout_cb, farewell);
  lw_session_save_draft_async (session, saved_cb, farewell);
}

void
lw_farewell_save_drafts (GListModel *items)
{
  guint n_items = g_list_model_get_n_items (items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (LwDomainItem) item = g_list_model_get_item (items, i);
      LwSession *session = lw_domain_item_peek_session (item);

      if (session != NULL && lw_session_get_draft (session) != NULL)
        save_draft (session);
    }
}
