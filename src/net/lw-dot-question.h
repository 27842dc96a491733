/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A question over TLS that has no answer yet, with its limits. Private to the room. */
typedef struct _LwDotQuestion LwDotQuestion;

/* Time is up, or the caller wants no more: the question is to be ended. @error: (transfer full) */
typedef void (*LwDotGiveUpFunc) (LwDotQuestion *question, GError *error, gpointer user_data);

struct _LwDotQuestion
{
  GTask *task;        /* (owned) */
  GBytes *query;      /* (owned) */
  GSource *timer;     /* (owned) */
  GSource *cancelled; /* (owned) (nullable) */
  LwDotGiveUpFunc give_up;
  gpointer user_data;
  gboolean sent : 1;
  gboolean repeated : 1;
};

LwDotQuestion *lw_dot_question_new (GTask *task,
                                    GBytes *query,
                                    guint timeout_ms,
                                    LwDotGiveUpFunc give_up,
                                    gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void lw_dot_question_free (LwDotQuestion *self);
GTask *lw_dot_question_steal_task (LwDotQuestion *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
