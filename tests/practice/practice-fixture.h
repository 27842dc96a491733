/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ldns/ldns.h>
#include <libsoup/soup.h>

#include "lw-practice.h"

G_BEGIN_DECLS

/* A practice world, and the means to knock at it from outside. */
typedef struct
{
  LwPractice *practice;
  LwWorld *world;
  char *url;
  char *key;
  SoupSession *session;
} Fixture;

void fixture_set_up (Fixture *f, gconstpointer user_data);
void fixture_tear_down (Fixture *f, gconstpointer user_data);

/* (nullable): NULL when nothing comes within @timeout_ms */
ldns_pkt *fixture_ask (Fixture *f,
                       const char *address,
                       const char *name,
                       guint16 type,
                       gboolean recurse,
                       gboolean over_tcp,
                       guint timeout_ms);
/* "NOERROR AA | practice.example. 4 MX 10 mx… | authority | additional": the reply of a server in
 * words */
char *fixture_ask_text (Fixture *f, const char *address, const char *name, guint16 type);
/* The first value of the answer, "" when there is none */
char *fixture_ask_value (Fixture *f, const char *address, const char *name, guint16 type);
/* Sends bytes as they are, by UDP; (nullable) */
GBytes *fixture_exchange (Fixture *f,
                          const char *address,
                          GBytes *query,
                          gboolean over_tcp,
                          guint timeout_ms);

/* @key: (nullable): the right one. Returns the status, 0 when the connection was cut */
guint fixture_request (Fixture *f,
                       const char *method,
                       const char *path,
                       const char *body,
                       const char *key,
                       char **reply);
void fixture_wait_ms (guint ms);

G_END_DECLS
