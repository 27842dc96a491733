/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-services.h"

G_BEGIN_DECLS

#define LW_TYPE_APPLICATION (lw_application_get_type ())

G_DECLARE_FINAL_TYPE (LwApplication, lw_application, LW, APPLICATION, AdwApplication)

/* Given by the composition root, since the window knows nothing of the room practice: starts the
 * practice world, with its key kept and its domain on the list. */
typedef void (*LwOpenPracticeFunc) (GAsyncReadyCallback callback, gpointer user_data);
typedef LwServices *(*LwOpenPracticeFinishFunc) (GAsyncResult *result, GError **error);

typedef struct
{
  LwServices *services; /* of the world that was asked for */
  gboolean practice;    /* open the window in the practice world */
  LwOpenPracticeFunc open_practice;
  LwOpenPracticeFinishFunc open_practice_finish;
} LwApplicationOptions;

/* Positional arguments that are domains are opened (HANDLES_COMMAND_LINE, one instance a world: a
 * second start raises the window at the asked domain) */
LwApplication *lw_application_new (const LwApplicationOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* The practice world's mail server took a test letter: the practice window shows its code, since
 * there is no mail program to look into. @code: "" for a letter that is no test letter. Called by
 * the composition root. */
void lw_application_show_letter (LwApplication *self, const char *to, const char *code);

G_END_DECLS
