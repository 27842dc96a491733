/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns.h"
#include "lw-fake-dns.h"

G_BEGIN_DECLS

/* A small internet on loopback for the tests of this room: what each server says is a table. */

#define HASTY_MS 10
#define PATIENT_MS 2000

#define AUTHORITY 0x8400
#define REFERRAL 0x8000
#define RESOLVER 0x8180

#define N_RECORDS 12

/* What a server says to a question. The first rule that fits counts; without one: REFUSED. */
typedef struct
{
  const char *address;  /* the last two numbers of 127.77.x.y */
  const char *question; /* "name TYPE"; "*" for any */
  guint16 flags;        /* second and third byte of the answer; 0: silence */
  const char *records[N_RECORDS];
} LwFakeRule;

#define LAST_RULE           \
  {                         \
    NULL, NULL, 0, { NULL } \
  }

typedef struct
{
  LwFakeDns *fake;
  LwExchange *exchange;
  LwWorld *world;
  LwDns *dns;
  const LwFakeRule *rules; /* (nullable): before the base rules */
  GString *log;            /* "x.y name TYPE; " for each question */
} LwFakeInternet;

void
lw_fake_internet_set_up_with (LwFakeInternet *f, const LwFakeRule *rules, guint first_timeout_ms);
/* With the base rules alone */
void lw_fake_internet_set_up (LwFakeInternet *f, gconstpointer unused);
/* Nothing but a root server that says what @func says */
void lw_fake_internet_set_up_root_only (LwFakeInternet *f, LwFakeFunc func);
void lw_fake_internet_tear_down (LwFakeInternet *f, gconstpointer unused);
/* @user_data: a GAsyncResult ** */
void lw_fake_internet_store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS
