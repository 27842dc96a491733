/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Domain names. Inside the program every name is absolute, lower-case, A-labels, with its final
 * dot. */

/* What a person typed or pasted: "Anna@Bücher.example", "https://www.berg.example/x",
 * "berg.example.", spaces. A leading "www." is kept for URLs of hosts; LW_ERROR_INVALID field
 * "domain". IDNA 2008 / UTS 46 non-transitional by libidn2. */
char *lw_name_from_input (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Strict: a host or record owner as found in files and answers ("MX.Berg.example." ,
 * "_dmarc.berg.example", "*.x.example"); no URL handling. */
char *lw_name_normalise (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For people: Unicode, without the final dot, bidi isolated only by the UI; "." stays ".". */
char *lw_name_display (const char *name) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_name_is_at_or_below (const char *name, const char *ancestor);
/* (nullable): NULL for the root */
char *lw_name_parent (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* "@" for the zone itself, "mail" for "mail.zone.", the absolute name when outside */
char *lw_name_relative (const char *name, const char *zone) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the registrable domain by the public suffix list, NULL when @name is itself a public
 * suffix */
char *lw_name_registrable (const char *name) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_name_is_public_suffix (const char *name);
/* whether a registry keeps the names directly below ("com.", "co.uk.", not "github.io.") */
gboolean lw_name_is_registry (const char *name);
/* (nullable): the same as lw_name_registrable() where a registry keeps the names ("berg.co.uk."),
 * NULL where somebody gives away names below an own one ("anna.github.io.") */
char *lw_name_registered (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a registry gives out names directly below @name ("co.uk.", not "github.io.") */
gboolean lw_name_is_registry_suffix (const char *name);
/* Canonical order of RFC 4034 6.1 */
int lw_name_compare (const char *a, const char *b);
/* A host name in the sense of RFC 1123 (letters, digits, hyphens), which an MX must name */
gboolean lw_name_is_host (const char *name);

G_END_DECLS
