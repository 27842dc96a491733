/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-rdap-bootstrap.h"

#include "lw-json.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_URL_BYTES 500

/* The list that IANA keeps: {"services": [[["com", "net"], ["https://rdap.example/"]], …]} */

/* (nullable): the list at that place of an entry */
static JsonArray *
get_list (JsonArray *entry, guint index)
{
  JsonNode *node =
      index < json_array_get_length (entry) ? json_array_get_element (entry, index) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (nullable) */
static const char *
get_text (JsonArray *list, guint index)
{
  JsonNode *node = json_array_get_element (list, index);

  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* How many labels of @domain the best of an entry's names has, -1 when none fits */
static int
count_labels (JsonArray *names, const char *domain)
{
  int most = -1;

  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      const char *text = get_text (names, i);
      g_autofree char *name = text != NULL ? lw_name_normalise (text, NULL) : NULL;
      int n_labels = 0;

      if (name == NULL || !lw_name_is_at_or_below (domain, name))
        continue;
      for (const char *c = name; *c != '\0'; c++)
        n_labels += *c == '.';
      most = MAX (most, n_labels);
    }

  return most;
}

/* (nullable): an address that cannot be overheard, else the first: whether it may be asked at all
 * the world says */
static const char *
choose_url (JsonArray *urls)
{
  const char *first = NULL;

  for (guint i = 0; i < json_array_get_length (urls); i++)
    {
      const char *url = get_text (urls, i);

      if (url == NULL || strlen (url) > MAX_URL_BYTES)
        continue;
      if (g_ascii_strncasecmp (url, "https://", strlen ("https://")) == 0)
        return url;
      if (first == NULL)
        first = url;
    }

  return first;
}

/* (nullable) (transfer full) */
static char *
find (JsonArray *entries, const char *domain)
{
  const char *best = NULL;
  int most = -1;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonArray *entry = get_list (entries, i);
      JsonArray *names = entry != NULL ? get_list (entry, 0) : NULL;
      JsonArray *urls = entry != NULL ? get_list (entry, 1) : NULL;
      int n_labels = names != NULL && urls != NULL ? count_labels (names, domain) : -1;

      if (n_labels > most)
        {
          most = n_labels;
          best = choose_url (urls);
        }
    }

  return g_strdup (best);
}

/**
 * lw_rdap_bootstrap_find:
 * @json: the list of RFC 9224, which may be hostile
 * @length: its bytes, -1 up to the zero byte
 * @domain: a name as it is used inside
 * @error: `LW_ERROR_FORMAT` with the member's name
 *
 * Returns: (transfer full) (nullable): the base address of the register that is in charge; %NULL
 *   without an error when none is listed
 */
char *
lw_rdap_bootstrap_find (const char *json, gssize length, const char *domain, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonNode *services;

  g_return_val_if_fail (json != NULL && domain != NULL, NULL);

  node = lw_json_parse_object (json, length, LW_RDAP_BOOTSTRAP_BYTES_MAX, error);
  if (node == NULL)
    return NULL;

  services = json_object_get_member (json_node_get_object (node), "services");
  if (services == NULL || !JSON_NODE_HOLDS_ARRAY (services))
    {
      lw_json_refuse (error, "services", _ ("The member “%s” must be a list."));
      return NULL;
    }

  return find (json_node_get_array (services), domain);
}

/**
 * lw_rdap_make_url:
 * @base: the base address of a register
 * @domain: a name as it is used inside
 *
 * Returns: (transfer full): where to ask about @domain
 */
char *
lw_rdap_make_url (const char *base, const char *domain)
{
  g_autofree char *bare = NULL;

  g_return_val_if_fail (base != NULL && domain != NULL, NULL);

  bare = g_strndup (domain, strlen (domain) - (g_str_has_suffix (domain, ".") ? 1 : 0));

  return g_strconcat (base, g_str_has_suffix (base, "/") ? "" : "/", "domain/", bare, NULL);
}
