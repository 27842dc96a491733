/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-answers-group.h"

#include "lw-server-verdict.h"
#include "lw-rr-type.h"
#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwAnswersGroup:
 *
 * What every name server and every resolver answered when asked where the mail goes.
 */
struct _LwAnswersGroup
{
  AdwBin parent_instance;

  /* Template children. */
  AdwExpanderRow *authorities;
  AdwExpanderRow *resolvers;
  LwStateIcon *authorities_icon;
  LwStateIcon *resolvers_icon;

  GPtrArray *answers; /* (owned) (element-type LwAnswer): those that have a row */
  GPtrArray *rows;    /* (owned) (element-type GtkWidget): not owned by the array */
};

enum
{
  SIGNAL_DETAILS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwAnswersGroup, lw_answers_group, ADW_TYPE_BIN)

typedef struct
{
  guint n_asked;
  guint n_same; /* as the mail servers that most authorities give */
  guint n_silent;
} Count;

static void
row_activated_cb (AdwActionRow *row, LwAnswersGroup *self)
{
  guint index;

  if (g_ptr_array_find (self->rows, row, &index))
    g_signal_emit (self, signals[SIGNAL_DETAILS], 0, g_ptr_array_index (self->answers, index));
}

static GtkWidget *
create_row (LwAnswersGroup *self, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  g_autofree char *name = lw_words_name (lw_server_get_name (fields->server));
  g_autofree char *words = lw_answer_describe (answer);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", name, "subtitle", words,
                                 "use-markup", FALSE, "activatable", TRUE, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lw_state_icon_new (lw_answer_status_to_state (fields->status)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("lw-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  return row;
}

static void
add_row (LwAnswersGroup *self, AdwExpanderRow *parent, LwAnswer *answer)
{
  GtkWidget *row = create_row (self, answer);

  adw_expander_row_add_row (parent, row);
  g_ptr_array_add (self->answers, lw_answer_ref (answer));
  g_ptr_array_add (self->rows, row);
}

static void
count (Count *sum, LwAnswer *answer, LwRecordSet *wanted)
{
  sum->n_asked++;
  if (!lw_answer_is_usable (answer))
    sum->n_silent++;
  else if (lw_record_set_same_values (lw_answer_get (answer)->set, wanted))
    sum->n_same++;
}

static LwState
judge (const Count *sum)
{
  if (sum->n_asked == 0 || sum->n_silent == sum->n_asked)
    return LW_STATE_UNKNOWN;
  if (sum->n_same + sum->n_silent < sum->n_asked)
    return LW_STATE_WARN;

  return sum->n_silent == 0 ? LW_STATE_OK : LW_STATE_ADVICE;
}

static void
show_count (AdwExpanderRow *row, LwStateIcon *icon, const Count *sum)
{
  g_autofree char *words = NULL;

  if (sum->n_asked == 0)
    words = g_strdup (_ ("Not asked yet"));
  else
    words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u says the same",
                                          "%u of %u say the same", sum->n_asked),
                             sum->n_same, sum->n_asked);

  adw_expander_row_set_subtitle (row, words);
  lw_state_icon_set_state (icon, judge (sum));
}

static void
clear (LwAnswersGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      GtkWidget *parent = gtk_widget_get_ancestor (row, ADW_TYPE_EXPANDER_ROW);

      adw_expander_row_remove (ADW_EXPANDER_ROW (parent), row);
    }
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->answers, 0);
}

static gboolean
is_about_mail (LwEvidence *evidence, LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);

  return fields->type == LW_RR_TYPE_MX &&
         g_strcmp0 (fields->owner, lw_evidence_get_domain (evidence)) == 0;
}

static void
take_answer (LwAnswersGroup *self, LwAnswer *answer, LwRecordSet *mx, Count *own, Count *others)
{
  switch (lw_answer_get (answer)->role)
    {
    case LW_ROLE_PARENT:
      break;

    case LW_ROLE_AUTHORITY:
      add_row (self, self->authorities, answer);
      count (own, answer, mx);
      break;

    case LW_ROLE_RESOLVER:
    case LW_ROLE_SYSTEM:
      add_row (self, self->resolvers, answer);
      count (others, answer, mx);
      break;
    }
}

static void
lw_answers_group_dispose (GObject *object)
{
  LwAnswersGroup *self = LW_ANSWERS_GROUP (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LW_TYPE_ANSWERS_GROUP);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (lw_answers_group_parent_class)->dispose (object);
}

static void
lw_answers_group_class_init (LwAnswersGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_answers_group_dispose;

  /**
   * LwAnswersGroup::details:
   * @answer: (type gpointer): the `LwAnswer`
   *
   * The person wants to see the answer itself.
   */
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/letterway/Letterway/lw-answers-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LwAnswersGroup, authorities);
  gtk_widget_class_bind_template_child (widget_class, LwAnswersGroup, resolvers);
  gtk_widget_class_bind_template_child (widget_class, LwAnswersGroup, authorities_icon);
  gtk_widget_class_bind_template_child (widget_class, LwAnswersGroup, resolvers_icon);
}

static void
lw_answers_group_init (LwAnswersGroup *self)
{
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lw_answer_unref);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lw_answers_group_set_evidence (self, NULL);
}

GtkWidget *
lw_answers_group_new (void)
{
  return g_object_new (LW_TYPE_ANSWERS_GROUP, NULL);
}

void
lw_answers_group_set_evidence (LwAnswersGroup *self, LwEvidence *evidence)
{
  GPtrArray *answers;
  LwRecordSet *mx;
  Count own = { 0 };
  Count others = { 0 };

  g_return_if_fail (LW_IS_ANSWERS_GROUP (self));

  clear (self);
  if (evidence != NULL)
    {
      answers = lw_evidence_get_answers (evidence);
      mx = lw_evidence_get_mx (evidence);
      for (guint i = 0; i < answers->len; i++)
        if (is_about_mail (evidence, g_ptr_array_index (answers, i)))
          take_answer (self, g_ptr_array_index (answers, i), mx, &own, &others);
    }

  show_count (self->authorities, self->authorities_icon, &own);
  show_count (self->resolvers, self->resolvers_icon, &others);
}
