/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lw-finding.h"

G_BEGIN_DECLS

#define LW_TYPE_TODO_GROUP (lw_todo_group_get_type ())

G_DECLARE_FINAL_TYPE (LwTodoGroup, lw_todo_group, LW, TODO_GROUP, AdwBin)

GtkWidget *lw_todo_group_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @findings: (element-type LwFinding): worst first. @known: whether a look has ended: without one,
 * an empty list says nothing. */
void lw_todo_group_set_findings (LwTodoGroup *self, GPtrArray *findings, gboolean known);

G_END_DECLS
