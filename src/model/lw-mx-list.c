/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-list-private.h"

#include "lw-mx-entry-private.h"
#include "lw-mx-order.h"
#include "lw-name.h"

#include <string.h>

/**
 * LwMxList:
 *
 * The mail servers of a domain as they are edited: a list model of [class@MxEntry], sorted by
 * order, then name. An edit sorts only when it is committed, so that no row jumps while one types
 * in it.
 */

enum
{
  PROP_0,
  PROP_TTL_TEXT,
  PROP_TTL_PROBLEM_TEXT,
  PROP_NO_MAIL,
  PROP_HAS_PROBLEM,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LwMxList,
                               lw_mx_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static LwMxEntry *
get_entry (LwMxList *self, guint index)
{
  return g_ptr_array_index (self->entries, index);
}

gboolean
lw_mx_list_parse_ttl (const char *text, guint32 *ttl)
{
  g_autofree char *number = g_strstrip (g_strdup (text));
  guint64 value = 0;

  if (!g_ascii_isdigit (*number) ||
      !g_ascii_string_to_unsigned (number, 10, 0, LW_TTL_MAX, &value, NULL))
    return FALSE;

  *ttl = value;
  return TRUE;
}

static void
update_ttl_problem (LwMxList *self)
{
  guint32 ttl;
  gboolean right = lw_mx_list_parse_ttl (self->ttl_text, &ttl);

  if (right == (self->ttl_problem_text == NULL))
    return;

  g_clear_pointer (&self->ttl_problem_text, g_free);
  if (!right)
    self->ttl_problem_text =
        g_strdup_printf ("%s %s", lw_mx_list_get_ttl_why (), lw_mx_list_get_ttl_step ());
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TTL_PROBLEM_TEXT]);
}

static gboolean
find_problem (LwMxList *self)
{
  if (self->ttl_problem_text != NULL)
    return TRUE;

  for (guint i = 0; !self->no_mail && i < self->entries->len; i++)
    if (lw_mx_entry_get_blocking (get_entry (self, i)))
      return TRUE;

  return FALSE;
}

void
lw_mx_list_update (LwMxList *self)
{
  gboolean has_problem;

  self->is_updating = TRUE;
  lw_mx_order_update_neighbours (self->entries);
  lw_mx_order_update_positions (self->entries);
  update_ttl_problem (self);
  self->is_updating = FALSE;

  has_problem = find_problem (self);
  if (self->has_problem != has_problem)
    {
      self->has_problem = has_problem;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PROBLEM]);
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
lw_mx_list_touch (LwMxList *self)
{
  self->touched = TRUE;
  lw_mx_list_update (self);
}

static void
entry_edited_cb (LwMxList *self)
{
  if (!self->is_updating)
    lw_mx_list_touch (self);
}

guint
lw_mx_list_get_n_shown (LwMxList *self)
{
  return self->no_mail ? 0 : self->entries->len;
}

void
lw_mx_list_emit_items_changed (LwMxList *self, guint index, guint n_removed, guint n_added)
{
  if (!self->no_mail && n_removed + n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), index, n_removed, n_added);
}

LwMxEntry *
lw_mx_list_watch (LwMxList *self, LwMxEntry *entry)
{
  g_signal_connect_object (entry, "notify::exchange", G_CALLBACK (entry_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "notify::preference-text", G_CALLBACK (entry_edited_cb), self,
                           G_CONNECT_SWAPPED);
  return entry;
}

static void
clear_removal (Removal *removal)
{
  g_clear_object (&removal->entry);
}

void
lw_mx_list_unwatch (LwMxList *self, LwMxEntry *entry)
{
  g_signal_handlers_disconnect_by_func (entry, entry_edited_cb, self);
}

/* Tells only of the rows that really changed places, so that the others keep their focus. */
void
lw_mx_list_sort (LwMxList *self)
{
  g_autoptr (GPtrArray) before = g_ptr_array_copy (self->entries, NULL, NULL);
  guint first = 0;
  guint end = before->len;

  g_ptr_array_set_free_func (before, NULL);
  g_ptr_array_sort (self->entries, lw_mx_order_compare);

  while (first < end && before->pdata[first] == self->entries->pdata[first])
    first++;
  while (end > first && before->pdata[end - 1] == self->entries->pdata[end - 1])
    end--;
  lw_mx_list_emit_items_changed (self, first, end - first, end - first);
}

void
lw_mx_list_replace_ttl_text (LwMxList *self, const char *text)
{
  if (g_str_equal (self->ttl_text, text))
    return;

  g_free (self->ttl_text);
  self->ttl_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TTL_TEXT]);
}

void
lw_mx_list_replace_no_mail (LwMxList *self, gboolean no_mail)
{
  guint n_before = lw_mx_list_get_n_shown (self);
  guint n_after;

  if (self->no_mail == !!no_mail)
    return;

  self->no_mail = !!no_mail;
  n_after = lw_mx_list_get_n_shown (self);
  if (n_before + n_after > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, n_after);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NO_MAIL]);
}

/* @entries: (transfer full) */
static void
replace_entries (LwMxList *self, GPtrArray *entries)
{
  guint n_before = self->entries->len;

  for (guint i = 0; i < n_before; i++)
    lw_mx_list_unwatch (self, get_entry (self, i));
  g_ptr_array_unref (self->entries);
  g_array_set_size (self->removals, 0);

  self->entries = entries;
  for (guint i = 0; i < entries->len; i++)
    lw_mx_list_watch (self, get_entry (self, i));
  lw_mx_list_emit_items_changed (self, 0, n_before, entries->len);
}

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static void
append_value (LwMxList *self, GPtrArray *entries, const char *value)
{
  guint16 preference = 0;
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;

  if (!lw_mx_value_parse (value, &preference, &host, NULL))
    return;

  name = lw_name_display (host);
  g_ptr_array_add (entries, lw_mx_entry_new (self->domain, preference, name));
}

void
lw_mx_list_replace (LwMxList *self,
                    GPtrArray *entries,
                    gboolean no_mail,
                    const char *ttl_text,
                    gboolean touched)
{
  replace_entries (self, entries);
  lw_mx_list_replace_no_mail (self, no_mail);
  lw_mx_list_replace_ttl_text (self, ttl_text);
  self->touched = !!touched;
  lw_mx_list_update (self);
}

void
lw_mx_list_show (LwMxList *self, LwRecordSet *set, guint32 ttl, gboolean touched)
{
  GPtrArray *entries = new_entries ();
  gboolean null = set != NULL && lw_record_set_is_null_mx (set);
  g_autofree char *ttl_text = g_strdup_printf ("%u", ttl);

  for (guint i = 0; !null && set != NULL && i < lw_record_set_get_n_values (set); i++)
    append_value (self, entries, lw_record_set_get_values (set)[i]);
  g_ptr_array_sort (entries, lw_mx_order_compare);

  lw_mx_list_replace (self, entries, null, ttl_text, touched);
}

void
lw_mx_list_load (LwMxList *self, LwRecordSet *set)
{
  guint32 ttl = set != NULL ? lw_record_set_get_ttl (set) : self->default_ttl;

  lw_mx_list_show (self, set, ttl, FALSE);
}

gboolean
lw_mx_list_get_touched (LwMxList *self)
{
  return self->touched;
}

static GType
lw_mx_list_get_item_type (GListModel *model)
{
  return LW_TYPE_MX_ENTRY;
}

static guint
lw_mx_list_get_n_items (GListModel *model)
{
  return lw_mx_list_get_n_shown (LW_MX_LIST (model));
}

static gpointer
lw_mx_list_get_item (GListModel *model, guint position)
{
  LwMxList *self = LW_MX_LIST (model);

  return position < lw_mx_list_get_n_shown (self) ? g_object_ref (get_entry (self, position))
                                                  : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = lw_mx_list_get_item_type;
  iface->get_n_items = lw_mx_list_get_n_items;
  iface->get_item = lw_mx_list_get_item;
}

static void
lw_mx_list_finalize (GObject *object)
{
  LwMxList *self = LW_MX_LIST (object);

  g_free (self->domain);
  g_free (self->ttl_text);
  g_free (self->ttl_problem_text);
  g_ptr_array_unref (self->entries);
  g_array_unref (self->removals);

  G_OBJECT_CLASS (lw_mx_list_parent_class)->finalize (object);
}

static void
lw_mx_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LwMxList *self = LW_MX_LIST (object);

  switch (prop_id)
    {
    case PROP_TTL_TEXT:
      g_value_set_string (value, self->ttl_text);
      break;

    case PROP_TTL_PROBLEM_TEXT:
      g_value_set_string (value, self->ttl_problem_text);
      break;

    case PROP_NO_MAIL:
      g_value_set_boolean (value, self->no_mail);
      break;

    case PROP_HAS_PROBLEM:
      g_value_set_boolean (value, self->has_problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lw_mx_list_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LwMxList *self = LW_MX_LIST (object);

  switch (prop_id)
    {
    case PROP_TTL_TEXT:
      lw_mx_list_set_ttl_text (self, g_value_get_string (value));
      break;

    case PROP_NO_MAIL:
      lw_mx_list_set_no_mail (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READ (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)
#define READ_WRITE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
lw_mx_list_class_init (LwMxListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lw_mx_list_finalize;
  object_class->get_property = lw_mx_list_get_property;
  object_class->set_property = lw_mx_list_set_property;

  /**
   * LwMxList:ttl-text:
   *
   * How long others may remember the answer, in seconds, as it was typed.
   */
  properties[PROP_TTL_TEXT] = g_param_spec_string ("ttl-text", NULL, NULL, NULL, READ_WRITE);

  /**
   * LwMxList:ttl-problem-text:
   *
   * What is wrong with the waiting time, in sentences; `NULL` when nothing is.
   */
  properties[PROP_TTL_PROBLEM_TEXT] =
      g_param_spec_string ("ttl-problem-text", NULL, NULL, NULL, READ);

  /**
   * LwMxList:no-mail:
   *
   * The domain takes no mail (RFC 7505). The entries are hidden and come back with `FALSE`.
   */
  properties[PROP_NO_MAIL] = g_param_spec_boolean ("no-mail", NULL, NULL, FALSE, READ_WRITE);

  /**
   * LwMxList:has-problem:
   *
   * Whether a problem stands somewhere with which nothing can be pushed.
   */
  properties[PROP_HAS_PROBLEM] = g_param_spec_boolean ("has-problem", NULL, NULL, FALSE, READ);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LwMxList::changed:
   *
   * An entry, the set of entries or the waiting time changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LW_TYPE_MX_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
lw_mx_list_init (LwMxList *self)
{
  self->entries = new_entries ();
  self->removals = g_array_new (FALSE, FALSE, sizeof (Removal));
  g_array_set_clear_func (self->removals, (GDestroyNotify) clear_removal);
  self->ttl_text = g_strdup ("");
}

/**
 * lw_mx_list_new:
 * @domain: whose mail servers they are, an absolute name
 * @set: (nullable): what is live
 * @default_ttl: in seconds, when there is no set
 *
 * Returns: (transfer full): the list
 */
LwMxList *
lw_mx_list_new (const char *domain, LwRecordSet *set, guint32 default_ttl)
{
  LwMxList *self;

  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (LW_TYPE_MX_LIST, NULL);
  self->domain = g_strdup (domain);
  self->default_ttl = default_ttl;
  lw_mx_list_load (self, set);

  return self;
}

const char *
lw_mx_list_get_ttl_text (LwMxList *self)
{
  g_return_val_if_fail (LW_IS_MX_LIST (self), NULL);

  return self->ttl_text;
}

const char *
lw_mx_list_get_ttl_problem_text (LwMxList *self)
{
  g_return_val_if_fail (LW_IS_MX_LIST (self), NULL);

  return self->ttl_problem_text;
}

gboolean
lw_mx_list_get_no_mail (LwMxList *self)
{
  g_return_val_if_fail (LW_IS_MX_LIST (self), FALSE);

  return self->no_mail;
}

gboolean
lw_mx_list_get_has_problem (LwMxList *self)
{
  g_return_val_if_fail (LW_IS_MX_LIST (self), FALSE);

  return self->has_problem;
}
