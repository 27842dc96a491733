/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-memory.h"

#define REPLIES_MAX 4096
#define BYTES_MAX (8 * 1024 * 1024)
#define SERVERS_MAX 4096
#define SILENCES_OF_THE_DEAD 2

typedef struct
{
  guint n_silences; /* questions that neither UDP nor TCP brought an answer to */
  gboolean was_heard;
} Experience;

struct _LwDnsMemory
{
  GHashTable *replies;     /* (owned): what was asked → LwDnsReply */
  GHashTable *experiences; /* (owned): address and port → Experience */
  gsize n_bytes;
};

LwDnsMemory *
lw_dns_memory_new (void)
{
  LwDnsMemory *self = g_new0 (LwDnsMemory, 1);

  self->replies =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lw_dns_reply_free);
  self->experiences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
lw_dns_memory_free (LwDnsMemory *self)
{
  g_hash_table_unref (self->replies);
  g_hash_table_unref (self->experiences);
  g_free (self);
}

static char *
describe_server (LwServer *server)
{
  const char *address = lw_server_get_address (server);

  return g_strdup_printf ("%s %u", address != NULL ? address : lw_server_get_name (server),
                          lw_server_get_port (server));
}

static char *
describe (const LwDnsWhat *what)
{
  g_autofree char *server = describe_server (what->server);

  return g_strdup_printf ("%s %u %u %u %u %s", server, what->via, what->transport, what->flags,
                          what->type, what->owner);
}

static LwDnsReply *
copy_reply (const LwDnsReply *reply)
{
  LwDnsReply *copy = g_memdup2 (reply, sizeof *reply);

  lw_server_ref (copy->server);
  if (copy->message != NULL)
    lw_message_ref (copy->message);
  if (copy->error != NULL)
    copy->error = g_error_copy (copy->error);
  if (copy->raw != NULL)
    g_bytes_ref (copy->raw);

  return copy;
}

/* The server may stand under another name in another list. */
LwDnsReply *
lw_dns_memory_recall (LwDnsMemory *self, const LwDnsWhat *what)
{
  g_autofree char *key = describe (what);
  const LwDnsReply *kept = g_hash_table_lookup (self->replies, key);
  LwDnsReply *reply;

  if (kept == NULL)
    return NULL;

  reply = copy_reply (kept);
  lw_server_unref (reply->server);
  reply->server = lw_server_ref (what->server);

  return reply;
}

static Experience *
get_experience (LwDnsMemory *self, LwServer *server)
{
  g_autofree char *key = describe_server (server);
  Experience *experience = g_hash_table_lookup (self->experiences, key);

  if (experience != NULL || g_hash_table_size (self->experiences) >= SERVERS_MAX)
    return experience;

  experience = g_new0 (Experience, 1);
  g_hash_table_insert (self->experiences, g_steal_pointer (&key), experience);

  return experience;
}

/* A resolver that says nothing may be waiting for others; TCP alone is no trial of a server. */
static gboolean
is_trial (const LwDnsWhat *what)
{
  return what->via == LW_VIA_UDP && what->transport != LW_TRANSPORT_TCP &&
         !(what->flags & LW_QUERY_RECURSE);
}

static void
learn (LwDnsMemory *self, const LwDnsWhat *what, const LwDnsReply *reply)
{
  gboolean is_silence = g_error_matches (reply->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  Experience *experience = get_experience (self, what->server);

  if (experience == NULL)
    return;

  experience->was_heard |= !is_silence;
  experience->n_silences += is_silence && is_trial (what);
}

void
lw_dns_memory_keep (LwDnsMemory *self, const LwDnsWhat *what, const LwDnsReply *reply)
{
  gsize size = reply->raw != NULL ? g_bytes_get_size (reply->raw) : 0;

  learn (self, what, reply);
  if (g_hash_table_size (self->replies) >= REPLIES_MAX || self->n_bytes + size > BYTES_MAX)
    return;

  self->n_bytes += size;
  g_hash_table_replace (self->replies, describe (what), copy_reply (reply));
}

gboolean
lw_dns_memory_is_dead (LwDnsMemory *self, const LwDnsWhat *what)
{
  g_autofree char *key = describe_server (what->server);
  const Experience *experience = g_hash_table_lookup (self->experiences, key);

  return experience != NULL && !experience->was_heard &&
         experience->n_silences >= SILENCES_OF_THE_DEAD && what->via == LW_VIA_UDP &&
         !(what->flags & LW_QUERY_RECURSE);
}

gboolean
lw_dns_memory_has_heard (LwDnsMemory *self, LwServer *server)
{
  g_autofree char *key = describe_server (server);
  const Experience *experience = g_hash_table_lookup (self->experiences, key);

  return experience != NULL && experience->was_heard;
}
