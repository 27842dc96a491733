/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns.h"
#include "lw-message.h"
#include "lw-secure.h"
#include "lw-wire.h"

G_BEGIN_DECLS

/* What the files of LwDns share. */

/* What all runs have in common. Counted by references. */
typedef struct
{
  LwSecure *secure; /* (owned) (nullable): once it is needed */
  LwRoute route;
  LwNetwork *network;      /* (owned) (nullable): as it was last found, */
  gint64 network_usec;     /* at this monotonic time */
  gint64 arrived_usec;     /* when a walk last came to the domain's name servers, */
  gint64 denied_usec;      /* and when one was told that there is no such name */
  LwVia secure_via;        /* by which way resolvers were met, where that is needed */
  gboolean is_intercepted; /* for certain: somebody answers in place of the root servers */
} LwDnsShared;

struct _LwDns
{
  GObject parent_instance;

  LwWorld *world;              /* (owned) */
  LwExchange *exchange;        /* (owned) */
  LwServer *system;            /* (owned) (nullable): what this computer uses */
  GPtrArray *resolvers;        /* (owned) (element-type LwServer): in the order of a lookup */
  LwDnsShared *shared;         /* (owned) */
  struct _LwDnsMemory *memory; /* (owned) (nullable): of one run */
};

/* A cancellable of our own that also ends when the caller's does, or when time is up. */
typedef struct
{
  GCancellable *inner; /* (owned) */
  GCancellable *outer; /* (owned) (nullable) */
  GSource *timer;      /* (owned) (nullable) */
  gulong cancelled_id;
  gboolean timed_out : 1;
} LwDnsScope;

void lw_dns_scope_init (LwDnsScope *self, GCancellable *outer, guint timeout_ms);
/* May be called twice; cancels what still runs inside. */
void lw_dns_scope_end (LwDnsScope *self);
void lw_dns_scope_clear (LwDnsScope *self);

/* What came back from one server: a message or an error, never both. */
typedef struct
{
  LwServer *server;   /* (owned) */
  LwMessage *message; /* (owned) (nullable) */
  GError *error;      /* (owned) (nullable) */
  GBytes *raw;        /* (owned) (nullable): the message as it came, also when it has no sense */
  gint64 asked_at;    /* Unix seconds */
  guint elapsed_ms;
  guint udp_size; /* 0: the usual */
  LwVia via;
  gboolean was_cut : 1;      /* by UDP */
  gboolean without_edns : 1; /* it did not understand the question with EDNS */
} LwDnsReply;

void lw_dns_reply_free (LwDnsReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDnsReply, lw_dns_reply_free)

/* How long what runs over a connection may take in all, in first time-outs of UDP */
#define LW_DNS_STREAM_TIMES 12

LwSecure *lw_dns_get_secure (LwDns *self); /* (transfer none) */

/* One question, without EDNS a second time where the server does not know it. Fails by cancelling
 * only. */
void lw_dns_query_async (LwDns *self,
                         LwServer *server,
                         const char *owner,
                         guint16 type,
                         LwQueryFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* The same by a given way: LW_VIA_UDP (and what follows from it), LW_VIA_TLS, LW_VIA_HTTPS. */
void lw_dns_query_via_async (LwDns *self,
                             LwServer *server,
                             LwVia via,
                             const char *owner,
                             guint16 type,
                             LwQueryFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same by TCP alone. */
void lw_dns_query_by_tcp_async (LwDns *self,
                                LwServer *server,
                                const char *owner,
                                guint16 type,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LwDnsReply *
lw_dns_query_finish (LwDns *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the reply says about the records; judges the server, not the domain. */
LwAnswer *lw_dns_read_reply (LwDnsReply *reply, LwRole role, const char *owner, guint16 type)
    G_GNUC_WARN_UNUSED_RESULT;

/* That a walk came to its end shows that true name servers are met. @has_arrived: at the domain;
 * else at a server that says that there is no such name, as one in their place may do too */
void lw_dns_note_walk (LwDns *self, gboolean has_arrived);
/* Whether the network here lets only encrypted questions out */
gboolean lw_dns_asks_securely (LwDns *self);
/* (transfer full) (element-type LwServer): whom a lookup asks, in that order, as the network is */
GPtrArray *lw_dns_list_lookup_servers (LwDns *self) G_GNUC_WARN_UNUSED_RESULT;

/* Resolvers were named by the world or by this computer; name servers by a stranger's records. */
gboolean lw_dns_may_ask (LwDns *self, LwServer *server, LwRole role);

/* The same question to one server after the other, the next one when one gives nothing or is slow,
 * until a reply is accepted. */
typedef gboolean (*LwDnsAcceptFunc) (LwDnsReply *reply, gpointer user_data);
typedef struct
{
  GPtrArray *replies;   /* (owned) (element-type LwDnsReply): as they came */
  LwDnsReply *accepted; /* (nullable): one of them */
} LwDnsRace;

void lw_dns_race_free (LwDnsRace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDnsRace, lw_dns_race_free)

/* @accept_data must live until the callback. */
void lw_dns_race_async (LwDns *self,
                        GPtrArray *servers,
                        const char *owner,
                        guint16 type,
                        LwQueryFlags flags,
                        LwDnsAcceptFunc accept,
                        gpointer accept_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
LwDnsRace *
lw_dns_race_finish (LwDns *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (out) (transfer full) (element-type utf8): the name servers that anybody in @answers lists,
 * within the zone and elsewhere */
void lw_probe_list_name_servers (GPtrArray *answers,
                                 LwDelegation *delegation,
                                 GPtrArray **inside,
                                 GPtrArray **outside);
/* (transfer full) (element-type utf8): names with the zone behind them twice that are worth a
 * question, because the right ones have no text, and then the control name too */
GPtrArray *
lw_probe_list_doubled (GPtrArray *answers, LwDelegation *delegation) G_GNUC_WARN_UNUSED_RESULT;

/* Entries about mail, beside the MX set, that the domain's own servers have: (transfer full)
 * (element-type utf8) */
GPtrArray *
lw_probe_list_published (GPtrArray *answers, LwDelegation *delegation) G_GNUC_WARN_UNUSED_RESULT;

/* A question that is worth putting again, with another size of answers */
typedef struct
{
  LwServer *server;  /* (transfer none) */
  const char *owner; /* (transfer none) */
  guint16 type;
  LwQueryFlags flags;
} LwProbeAgain;

/* (transfer full) (element-type LwProbeAgain): at most one for each server; nothing in it outlives
 * @answers */
GArray *lw_probe_list_again (GPtrArray *answers) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): the first name server that a resolv.conf names */
char *lw_resolv_conf_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* One step of the walk: what a reply to “name, NS” from a server of @zone means. */
typedef enum
{
  LW_STEP_USELESS,  /* lame, refused, broken … */
  LW_STEP_CUT,      /* another zone begins at step.cut */
  LW_STEP_DEEPER,   /* the same servers hold a zone of their own at step.cut */
  LW_STEP_INSIDE,   /* the name lies within the zone */
  LW_STEP_NXDOMAIN, /* there is no such name */
} LwStepKind;

typedef struct
{
  LwStepKind kind;
  LwRecordSet *name_servers; /* (nullable) (transfer none): for a cut */
  const char *cut;           /* (nullable) (transfer none) */
} LwStep;

LwStep lw_step_read (LwDnsReply *reply, const char *zone, const char *name);
/* (transfer full) (element-type utf8): the addresses in @message for a name server; only names at
 * or below @bailiwick are believed */
GPtrArray *lw_step_find_glue (LwMessage *message,
                              const char *name_server,
                              const char *bailiwick) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
