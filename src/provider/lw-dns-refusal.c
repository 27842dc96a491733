/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-refusal.h"

#include <glib/gi18n-lib.h>

#include "lw-change.h"
#include "lw-error.h"
#include "lw-name.h"
#include "lw-wire.h"

static gboolean
is_distrusted_for (LwSignedReply *reply, const char *field)
{
  return reply->distrust != NULL && g_strcmp0 (lw_error_get_field (reply->distrust), field) == 0;
}

static gboolean
copy_distrust (LwSignedReply *reply, GError **error)
{
  g_propagate_error (error, g_error_copy (reply->distrust));
  return FALSE;
}

gboolean
lw_dns_refusal_set_no_zone (LwSignedReply *reply, const char *zone, GError **error)
{
  g_autofree char *name = lw_name_display (zone);
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_NO_ZONE, "server",
                _ ("Compare the server with the one on which the domain is edited."),
                /* Translators: a domain, then the server's own word, such as NOTAUTH. */
                _ ("This name server does not hold the domain “%s”: %s"), name, code);
  return FALSE;
}

static gboolean
set_takes_no_changes (LwSignedReply *reply, const char *zone, GError **error)
{
  g_autofree char *name = lw_name_display (zone);
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_FORBIDDEN, NULL,
                _ ("Let the key change the domain in the server’s settings: “update-policy” at "
                   "BIND, “acl” at Knot."),
                /* Translators: a domain, then the server's own word, such as REFUSED. */
                _ ("The name server does not let this key change the domain “%s”: %s"), name, code);
  return FALSE;
}

static gboolean
set_unsupported (LwSignedReply *reply, GError **error)
{
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_UNSUPPORTED, "server", NULL,
                _ ("This name server takes no changes by DNS (RFC 2136): %s"), code);
  return FALSE;
}

static gboolean
set_in_trouble (LwSignedReply *reply, GError **error)
{
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_SERVFAIL, NULL, _ ("The server’s own log says why."),
                _ ("The name server could not do it: %s"), code);
  return FALSE;
}

static gboolean
set_not_understood (LwSignedReply *reply, GError **error)
{
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_PROTOCOL, NULL, NULL,
                _ ("The name server gave an answer that does not fit: %s"), code);
  return FALSE;
}

/* What every question and every update has in common, once a code says no. A code in an unsigned
 * reply may be forged, but it only ever leads to nothing being done. */
static gboolean
explain_code (LwSignedReply *reply, const char *zone, GError **error)
{
  switch (reply->rcode)
    {
    case LW_RCODE_NOTAUTH:
    case LW_RCODE_NOTZONE:
      return lw_dns_refusal_set_no_zone (reply, zone, error);

    case LW_RCODE_REFUSED:
      return set_takes_no_changes (reply, zone, error);

    case LW_RCODE_FORMERR:
    case LW_RCODE_NOTIMP:
      return set_unsupported (reply, error);

    case LW_RCODE_SERVFAIL:
      return set_in_trouble (reply, error);

    default:
      return reply->distrust != NULL ? copy_distrust (reply, error)
                                     : set_not_understood (reply, error);
    }
}

static gboolean
is_about_key (LwSignedReply *reply)
{
  return is_distrusted_for (reply, "secret") || is_distrusted_for (reply, "key_name") ||
         is_distrusted_for (reply, "clock");
}

gboolean
lw_dns_refusal_check_key (LwSignedReply *reply, const char *zone, GError **error)
{
  if (reply->distrust == NULL && reply->rcode == LW_RCODE_NOERROR)
    return TRUE;
  if (is_about_key (reply))
    return copy_distrust (reply, error);

  return explain_code (reply, zone, error);
}

gboolean
lw_dns_refusal_check_answer (LwSignedReply *reply, const char *zone, GError **error)
{
  /* To a question about a zone that it does not hold a server says just that. */
  if (reply->rcode == LW_RCODE_REFUSED && !is_about_key (reply))
    return lw_dns_refusal_set_no_zone (reply, zone, error);

  return lw_dns_refusal_check_key (reply, zone, error);
}

/* "MX, TXT": what the plan writes, each once */
static char *
list_types (GPtrArray *changes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < changes->len; i++)
    {
      char *name = lw_rr_type_to_string (lw_change_get_rr_type (g_ptr_array_index (changes, i)));

      if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_free (name);
      else
        g_ptr_array_add (names, name);
    }

  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gboolean
set_has_values (LwRecordSet *set)
{
  return set != NULL && lw_record_set_get_n_values (set) > 0;
}

/* What the zone would hold after the update; @known: (nullable) */
static gboolean
will_hold (GPtrArray *changes, LwZone *known, const char *owner, guint16 type)
{
  for (guint i = 0; i < changes->len; i++)
    {
      LwChange *change = g_ptr_array_index (changes, i);

      if (lw_change_get_rr_type (change) == type &&
          g_str_equal (lw_change_get_owner (change), owner))
        return set_has_values (lw_change_get_new (change));
    }

  return known != NULL && set_has_values (lw_zone_get_set (known, owner, type));
}

/* (nullable): the first mail server inside the zone that has no address there; @any: whether any
 * mail server of the update lies inside the zone */
static char *
find_homeless (GPtrArray *changes, LwZone *known, const char *zone, gboolean *any)
{
  for (guint i = 0; i < changes->len; i++)
    {
      LwRecordSet *set = lw_change_get_new (g_ptr_array_index (changes, i));
      const char *const *values;

      if (set == NULL || lw_record_set_get_rr_type (set) != LW_RR_TYPE_MX)
        continue;

      values = lw_record_set_get_values (set);
      for (guint j = 0; values[j] != NULL; j++)
        {
          g_autofree char *host = NULL;

          if (!lw_mx_value_parse (values[j], NULL, &host, NULL) || g_str_equal (host, ".") ||
              !lw_name_is_at_or_below (host, zone))
            continue;

          *any = TRUE;
          if (!will_hold (changes, known, host, LW_RR_TYPE_A) &&
              !will_hold (changes, known, host, LW_RR_TYPE_AAAA))
            return g_steal_pointer (&host);
        }
    }

  return NULL;
}

/* BIND says REFUSED both for a type that the key may not write and for a mail server inside the
 * zone without an address ("has no address records" stands only in its log). */
static gboolean
explain_refused (const char *zone, GPtrArray *changes, LwZone *known, GError **error)
{
  gboolean any_inside = FALSE;
  g_autofree char *homeless = find_homeless (changes, known, zone, &any_inside);
  g_autofree char *types = list_types (changes);
  g_autofree char *host = homeless != NULL ? lw_name_display (homeless) : NULL;
  const char *grant = _ ("Let the key change these types in the server’s settings "
                         "(“update-policy” at BIND).");

  if (host != NULL)
    lw_set_error (error, LW_ERROR_REFUSED, "exchange",
                  _ ("Give the mail server an address first, or name another one."),
                  /* Translators: a mail server, then record types such as “MX, TXT”. */
                  _ ("The name server did not take the change: REFUSED. Most likely the mail "
                     "server “%s” has no address in this domain; or this key may not change the "
                     "types %s."),
                  host, types);
  else if (any_inside)
    lw_set_error (error, LW_ERROR_FORBIDDEN, NULL, grant,
                  _ ("The name server did not take the change: REFUSED. Most likely this key may "
                     "not change the types %s; or a mail server inside the domain has no address."),
                  types);
  else
    lw_set_error (error, LW_ERROR_FORBIDDEN, NULL, grant,
                  _ ("The name server did not take the change: REFUSED. This key may not change "
                     "the types %s."),
                  types);

  return FALSE;
}

/* Knot's way to say the same (from 3.4 on without signature and without BADKEY); the key itself was
 * good when the zone was read. */
static gboolean
explain_bad_key (GPtrArray *changes, GError **error)
{
  g_autofree char *types = list_types (changes);

  lw_set_error (error, LW_ERROR_FORBIDDEN, "key_name",
                _ ("Let the key change these types in the server’s settings (“update-type” at "
                   "Knot)."),
                _ ("The name server did not take the change: NOTAUTH. Most likely this "
                   "key may not change the types %s; or the server does not know the key any "
                   "more."),
                types);
  return FALSE;
}

static gboolean
set_conflict (LwSignedReply *reply, GError **error)
{
  g_autofree char *code = lw_rcode_to_string (reply->rcode);

  lw_set_error (error, LW_ERROR_CONFLICT, NULL,
                _ ("Look again, then decide whether your change still fits."),
                _ ("Somebody else changed the domain meanwhile; nothing was written: %s"), code);
  return FALSE;
}

static gboolean
set_unknown (LwSignedReply *reply, GError **error)
{
  lw_set_error (error, LW_ERROR_PARTIAL, NULL, _ ("Look again to see what is there now."),
                _ ("It is not known whether the name server made the change: %s"),
                reply->distrust->message);
  return FALSE;
}

gboolean
lw_dns_refusal_check_update (LwSignedReply *reply,
                             const char *zone,
                             GPtrArray *changes,
                             LwZone *known,
                             GError **error)
{
  /* A yes that is not to be believed, for whatever reason, is no proof of a no. */
  if (reply->rcode == LW_RCODE_NOERROR)
    return reply->distrust == NULL || set_unknown (reply, error);
  if (is_distrusted_for (reply, "key_name") ||
      (reply->distrust != NULL && reply->rcode == LW_RCODE_NOTAUTH && !is_about_key (reply)))
    return explain_bad_key (changes, error);
  if (is_about_key (reply))
    return copy_distrust (reply, error);
  if (reply->distrust != NULL)
    return explain_code (reply, zone, error);

  switch (reply->rcode)
    {
    case LW_RCODE_NXDOMAIN:
    case LW_RCODE_YXDOMAIN:
    case LW_RCODE_NXRRSET:
    case LW_RCODE_YXRRSET:
      return set_conflict (reply, error);

    case LW_RCODE_REFUSED:
      return explain_refused (zone, changes, known, error);

    default:
      return explain_code (reply, zone, error);
    }
}
