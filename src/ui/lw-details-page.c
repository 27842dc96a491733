/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-details-page.h"

#include "lw-server-verdict.h"
#include "lw-state-icon.h"
#include "lw-words.h"

#include <glib/gi18n-lib.h>

/**
 * LwDetailsPage:
 *
 * What stands behind one row: the sentence, the facts, and the server's own words.
 */
struct _LwDetailsPage
{
  AdwNavigationPage parent_instance;

  /* Template children. */
  LwStateIcon *state_icon;
  GtkLabel *sentence_label;
  AdwPreferencesGroup *rows;
  AdwPreferencesGroup *text_group;
  GtkLabel *text_label;
};

G_DEFINE_FINAL_TYPE (LwDetailsPage, lw_details_page, ADW_TYPE_NAVIGATION_PAGE)

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  LwDetailsPage *self = LW_DETAILS_PAGE (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          gtk_label_get_label (self->text_label));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
lw_details_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LW_TYPE_DETAILS_PAGE);

  G_OBJECT_CLASS (lw_details_page_parent_class)->dispose (object);
}

static void
lw_details_page_class_init (LwDetailsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lw_details_page_dispose;

  g_type_ensure (LW_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/letterway/Letterway/lw-details-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LwDetailsPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LwDetailsPage, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, LwDetailsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, LwDetailsPage, text_group);
  gtk_widget_class_bind_template_child (widget_class, LwDetailsPage, text_label);

  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_action);
}

static void
lw_details_page_init (LwDetailsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
lw_details_page_new (const char *title, LwState state, const char *sentence)
{
  LwDetailsPage *self = g_object_new (LW_TYPE_DETAILS_PAGE, "title", title, NULL);

  lw_state_icon_set_state (self->state_icon, state);
  gtk_label_set_label (self->sentence_label, sentence);
  return ADW_NAVIGATION_PAGE (self);
}

void
lw_details_page_add_row (LwDetailsPage *self, const char *title, const char *value)
{
  GtkWidget *row;

  g_return_if_fail (LW_IS_DETAILS_PAGE (self));

  if (value == NULL || *value == '\0')
    return;

  row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", value, "use-markup", FALSE,
                      "subtitle-selectable", TRUE, NULL);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (self->rows, row);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), TRUE);
}

void
lw_details_page_set_text (LwDetailsPage *self, const char *title, const char *text)
{
  g_autofree char *trimmed = NULL;

  g_return_if_fail (LW_IS_DETAILS_PAGE (self));

  if (text == NULL || *text == '\0')
    return;

  adw_preferences_group_set_title (self->text_group, title);
  trimmed = g_strchomp (g_strdup (text));
  gtk_label_set_label (self->text_label, trimmed);
  gtk_widget_set_visible (GTK_WIDGET (self->text_group), TRUE);
}

static const char *
owner_words (const char *owner)
{
  static const struct
  {
    const char *owner;
    const char *words;
  } table[] = {
    { "you", N_ ("You, here") },
    { "dns-host", N_ ("Your DNS host") },
    { "mail-service", N_ ("Your mail service") },
    { "registrar", N_ ("The shop where you bought the name") },
    { "internet-provider", N_ ("Your internet provider") },
    { "nobody", N_ ("Nobody: it passes by itself") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (owner, table[i].owner) == 0)
      return _ (table[i].words);

  return NULL;
}

static char *
list_values (LwRecordSet *set)
{
  return set != NULL ? g_strjoinv ("\n", (char **) lw_record_set_get_values (set)) : NULL;
}

AdwNavigationPage *
lw_details_page_new_for_finding (LwFinding *finding)
{
  AdwNavigationPage *page =
      lw_details_page_new (_ ("What It Means"), lw_level_to_state (lw_finding_get_level (finding)),
                           lw_finding_get_result (finding));
  LwDetailsPage *self = LW_DETAILS_PAGE (page);
  g_autofree char *fix = list_values (lw_finding_get_fix (finding));

  lw_details_page_add_row (self, _ ("Why"), lw_finding_get_reason (finding));
  lw_details_page_add_row (self, _ ("What to do"), lw_finding_get_step (finding));
  lw_details_page_add_row (self, _ ("Who can mend it"),
                           owner_words (lw_finding_get_owner (finding)));
  lw_details_page_add_row (self, _ ("For experts"), lw_finding_get_id (finding));
  lw_details_page_set_text (self, _ ("How It Should Be"), fix);
  return page;
}

static void
add_answer_rows (LwDetailsPage *self, const LwAnswerFields *answer)
{
  g_autofree char *asked = lw_words_clock (answer->asked_at);
  g_autofree char *took = g_strdup_printf (_ ("%u ms"), answer->elapsed_ms);

  lw_details_page_add_row (self, _ ("Who runs it"), lw_server_get_operator (answer->server));
  lw_details_page_add_row (self, _ ("Address"), lw_server_get_address (answer->server));
  lw_details_page_add_row (self, _ ("Asked at"), asked);
  lw_details_page_add_row (self, _ ("How it was asked"), lw_via_describe (answer->via));
  if (answer->elapsed_ms > 0)
    lw_details_page_add_row (self, _ ("Answered after"), took);
  if (answer->serial != 0)
    {
      g_autofree char *serial = g_strdup_printf ("%u", answer->serial);

      lw_details_page_add_row (self, _ ("Version of the settings (serial)"), serial);
    }
  lw_details_page_add_row (self, _ ("Remark"), answer->note);
}

AdwNavigationPage *
lw_details_page_new_for_answer (LwAnswer *answer)
{
  const LwAnswerFields *fields = lw_answer_get (answer);
  g_autofree char *sentence = lw_answer_describe (answer);
  g_autofree char *values = list_values (fields->set);
  g_autofree char *name = lw_words_name (lw_server_get_name (fields->server));
  AdwNavigationPage *page =
      lw_details_page_new (_ ("Name Server"), lw_answer_status_to_state (fields->status), name);

  lw_details_page_add_row (LW_DETAILS_PAGE (page), _ ("What it says"), sentence);
  add_answer_rows (LW_DETAILS_PAGE (page), fields);
  lw_details_page_set_text (LW_DETAILS_PAGE (page), _ ("Answer"), values);
  return page;
}

AdwNavigationPage *
lw_details_page_new_for_facts (LwSmtpFacts *facts)
{
  const LwSmtpFields *fields = lw_smtp_facts_get (facts);
  g_autofree char *sentence = lw_smtp_facts_describe (facts);
  g_autofree char *host = lw_words_name (fields->host);
  AdwNavigationPage *page =
      lw_details_page_new (_ ("Mail Server"), lw_smtp_outcome_to_state (fields->outcome), host);
  LwDetailsPage *self = LW_DETAILS_PAGE (page);

  lw_details_page_add_row (self, _ ("What it does"), sentence);
  lw_details_page_add_row (self, _ ("Address"), fields->address);
  lw_details_page_add_row (self, _ ("Its last words"), fields->reply_text);
  lw_details_page_add_row (self, _ ("Encryption"), fields->tls_version);
  lw_details_page_add_row (self, _ ("About the certificate"), fields->tls_note);
  lw_details_page_add_row (self, _ ("Remark"), fields->note);
  lw_details_page_set_text (self, _ ("The Conversation"), fields->transcript);
  return page;
}
