/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define LW_TYPE_MX_ENTRY (lw_mx_entry_get_type ())

G_DECLARE_FINAL_TYPE (LwMxEntry, lw_mx_entry, LW, MX_ENTRY, GObject)

/* What is wrong with an entry as it is typed; GEnum type with nicks ("doubled-domain" …). */
typedef enum
{
  LW_MX_PROBLEM_NONE,
  LW_MX_PROBLEM_EMPTY,
  LW_MX_PROBLEM_DOUBLED_DOMAIN, /* mx.berg.example.berg.example */
  LW_MX_PROBLEM_WEB_ADDRESS,    /* https://… */
  LW_MX_PROBLEM_MAIL_ADDRESS,   /* anna@berg.example */
  LW_MX_PROBLEM_NUMBER_IN_NAME, /* "10 mx.example.net": the order was pasted with it */
  LW_MX_PROBLEM_IP_ADDRESS,
  LW_MX_PROBLEM_NOT_A_HOST_NAME,
  LW_MX_PROBLEM_ONE_LABEL,        /* "mail": a name without a dot */
  LW_MX_PROBLEM_NULL_WITH_OTHERS, /* "." beside others, or with an order other than 0 */
  LW_MX_PROBLEM_PREFERENCE,       /* no whole number of 0 to 65535 */
  LW_MX_PROBLEM_DUPLICATE,        /* the same server twice */
  LW_MX_PROBLEM_ALIAS,            /* known by DNS: the name is a CNAME */
  LW_MX_PROBLEM_UNKNOWN_HOST,     /* known by DNS: no address */
} LwMxProblem;
#define LW_TYPE_MX_PROBLEM (lw_mx_problem_get_type ())
GType lw_mx_problem_get_type (void);

/* What DNS says about the exchange; set by the session */
typedef enum
{
  LW_HOST_STATE_UNKNOWN,
  LW_HOST_STATE_ASKING,
  LW_HOST_STATE_FOUND,
  LW_HOST_STATE_ALIAS,
  LW_HOST_STATE_NO_ADDRESS,
} LwHostState;
#define LW_TYPE_HOST_STATE (lw_host_state_get_type ())
GType lw_host_state_get_type (void);

/* Properties (all notify):
 *   exchange        (string, rw)  as the person typed it; a trailing dot and spaces are taken off
 * when committed preference-text (string, rw)  as the person typed it problem         (LwMxProblem,
 * r) problem-text    (string, nullable, r)  a sentence: result, reason, step problem-field (string,
 * nullable, r)  "exchange" or "preference" blocking        (boolean, r)  the problem makes the
 * entry unfit to be pushed (ALIAS and UNKNOWN_HOST only warn) suggestion      (string, nullable, r)
 * what exchange should probably be ("Correct It") host-state      (LwHostState, rw) position (uint,
 * rw)    1 for the server that is tried first; equal preferences share a number; kept by LwMxList
 */
LwMxEntry *lw_mx_entry_new (const char *domain,
                            guint16 preference,
                            const char *exchange) G_GNUC_WARN_UNUSED_RESULT;
const char *lw_mx_entry_get_exchange (LwMxEntry *self);
void lw_mx_entry_set_exchange (LwMxEntry *self, const char *exchange);
const char *lw_mx_entry_get_preference_text (LwMxEntry *self);
void lw_mx_entry_set_preference_text (LwMxEntry *self, const char *text);
/* the last number that was in range */
guint16 lw_mx_entry_get_preference (LwMxEntry *self);
void lw_mx_entry_set_preference (LwMxEntry *self, guint16 preference);
LwMxProblem lw_mx_entry_get_problem (LwMxEntry *self);
const char *lw_mx_entry_get_problem_text (LwMxEntry *self);
const char *lw_mx_entry_get_problem_field (LwMxEntry *self);
gboolean lw_mx_entry_get_blocking (LwMxEntry *self);
const char *lw_mx_entry_get_suggestion (LwMxEntry *self);
void lw_mx_entry_take_suggestion (LwMxEntry *self);
LwHostState lw_mx_entry_get_host_state (LwMxEntry *self);
void lw_mx_entry_set_host_state (LwMxEntry *self, LwHostState state);
guint lw_mx_entry_get_position (LwMxEntry *self);
/* (nullable): the canonical record value "10 mx.example.", NULL while a blocking problem stands */
char *lw_mx_entry_dup_value (LwMxEntry *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the normalised exchange "mx.example.", NULL while it is no name */
char *lw_mx_entry_dup_host (LwMxEntry *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
