/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-zone.h"

G_BEGIN_DECLS

/* A name server for tests: TCP on loopback, in the test's own main context, one key. Its MACs are
 * made by ldns, not by our own code. */
typedef struct _FakeNameServer FakeNameServer;

#define FAKE_KEY_NAME "letterway."
#define FAKE_SECRET "c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLTEyMzQ="
#define FAKE_OTHER_SECRET "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI="

typedef enum
{
  FAKE_SIGNED,     /* as it should be */
  FAKE_UNSIGNED,   /* no TSIG in the reply */
  FAKE_FORGED,     /* signed with another secret */
  FAKE_TSIG_ERROR, /* NOTAUTH with @tsig_error, not signed */
  FAKE_GARBLED,    /* the right header, then rubbish */
  FAKE_HANGS_UP,   /* reads the message, then ends the connection */
  FAKE_SILENT,     /* never answers */
} FakeManner;

typedef enum
{
  FAKE_TRANSFER_WHOLE,   /* one message */
  FAKE_TRANSFER_SPLIT,   /* one record a message, each signed */
  FAKE_TRANSFER_REFUSED, /* REFUSED, signed (BIND) */
  FAKE_TRANSFER_BAD_KEY, /* NOTAUTH, BADKEY (Knot) */
  FAKE_TRANSFER_CUT,     /* ends before the second SOA */
  FAKE_TRANSFER_UNSIGNED_END,
  FAKE_TRANSFER_FORGED_END,
  FAKE_TRANSFER_NO_SOA,   /* does not begin with the SOA */
  FAKE_TRANSFER_OUTSIDE,  /* holds a name of another zone */
  FAKE_TRANSFER_TOO_LONG, /* goes on behind the second SOA */
} FakeTransfer;

struct _FakeNameServer
{
  GSocketService *service;
  guint16 port;
  LwZone *zone; /* (owned) */
  GString *log; /* "update …" with its prerequisites and changes, "transfer", "question …" */

  FakeManner manner;
  FakeTransfer transfer;
  guint tsig_error;
  guint update_rcode;   /* of the answer to an update */
  guint good_updates;   /* so many are answered well before @update_rcode counts */
  guint question_rcode; /* of the answer to a question; 0 = as the zone says */
  gboolean lies_below;  /* answers are not authoritative */
  guint n_updates;
  guint n_questions;
  guint largest_update;           /* bytes */
  GCancellable *cancel_at_update; /* (nullable) */
  GPtrArray *open;                /* connections that wait for ever */
};

FakeNameServer *fake_name_server_new (const char *zone_text);
void fake_name_server_free (FakeNameServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeNameServer, fake_name_server_free)

G_END_DECLS
