/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-answers-group.h"
#include "lw-domain-page.h"
#include "lw-mx-group.h"
#include "lw-state-icon.h"
#include "lw-todo-group.h"

G_BEGIN_DECLS

/* What waits for a connection to the DNS host */
typedef enum
{
  LW_PENDING_NONE,
  LW_PENDING_REVIEW, /* of the draft */
  LW_PENDING_UNDO,   /* put push `pending_push` back */
  LW_PENDING_FINISH, /* what is left of push `pending_push` */
} LwPending;

/* What the files of LwDomainPage share. */
struct _LwDomainPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  AdwWindowTitle *window_title;
  AdwBanner *practice_banner;
  AdwBanner *unfinished_banner;
  LwStateIcon *state_icon;
  GtkLabel *sentence_label;
  GtkLabel *who_label;
  GtkLabel *checked_label;
  GtkWidget *check_button;
  GtkWidget *spinner;
  GtkWidget *waiting_group;
  AdwActionRow *waiting_row;
  LwTodoGroup *todo_group;
  LwMxGroup *mx_group;
  AdwActionRow *host_row;
  LwStateIcon *host_icon;
  GtkWidget *connect_button;
  LwAnswersGroup *answers_group;
  GtkRevealer *changes_revealer;
  GtkLabel *changes_label;

  LwSession *session;        /* (owned) */
  GCancellable *cancellable; /* (owned): ends with the page */
  GCancellable *waiting;     /* (owned) (nullable): of the wait for the last change */
  LwDraft *draft;            /* (owned) (nullable): the one that is watched */
  LwArrival *arrival;        /* (owned) (nullable): the same */
  guint refresh_id;
  guint save_id;
  guint spinner_id;
  guint clock_id;
  LwPending pending;
  gint64 pending_push;
  gboolean begun;
  gboolean asked_unfinished;
};

void lw_domain_page_install_actions (GtkWidgetClass *widget_class);
/* Runs @pending, after connecting when that is needed */
void lw_domain_page_run (LwDomainPage *self, LwPending pending, gint64 push);
void lw_domain_page_ask_unfinished (LwDomainPage *self);
void lw_domain_page_push (LwDomainPage *self, AdwNavigationPage *page);
void lw_domain_page_toast (LwDomainPage *self, AdwToast *toast);
/* A sentence for a moment, spoken too */
void lw_domain_page_say (LwDomainPage *self, const char *sentence);
void lw_domain_page_say_error (LwDomainPage *self, const GError *error);

G_END_DECLS
