/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lw-answer.h"

G_BEGIN_DECLS

/* What a look found out about the network of this computer, and by which answers. Immutable,
 * reference-counted. */

typedef enum
{
  LW_LINK_UNKNOWN,
  LW_LINK_THERE,
  LW_LINK_PORTAL, /* somebody wants a sign-in first, and answers in place of everybody */
  LW_LINK_NONE,
} LwLink;

/* What becomes of questions to name servers elsewhere */
typedef enum
{
  LW_PORT53_UNKNOWN,
  LW_PORT53_OPEN,
  LW_PORT53_BLOCKED,     /* nothing comes back, while something else answers */
  LW_PORT53_INTERCEPTED, /* somebody else answers */
} LwPort53;

typedef enum
{
  LW_PRESENCE_UNKNOWN,
  LW_PRESENCE_YES,
  LW_PRESENCE_NO,
} LwPresence;

typedef enum
{
  LW_CLOCK_UNKNOWN,
  LW_CLOCK_SEALS, /* by the signatures of the root, which are in time for days */
} LwClockSource;

/* How the look asked */
typedef enum
{
  LW_WAY_PLAIN,
  LW_WAY_SECURE,   /* the world's resolvers by TLS or HTTPS, since plain questions do not get out */
  LW_WAY_RESOLVER, /* this computer's resolver alone */
  LW_WAY_NONE,     /* nobody could be asked */
} LwWay;

typedef struct
{
  LwLink connection;
  LwPort53 port53;
  LwPresence resolver;  /* whether this computer's resolver knows the internet's directory */
  const char *rewrites; /* (nullable): the address that this computer's resolver gives for a name
                           that nobody has */
  LwPresence seals;     /* whether this computer's resolver passes seals (DNSSEC) on */
  LwPresence ipv6;
  LwClockSource clock_source;
  gint64 clock_offset; /* seconds that the clock is ahead at least; negative: behind; 0: right */
  LwWay way;
  GPtrArray *answers; /* (nullable) (element-type LwAnswer): what it rests on */
} LwNetworkFields;

typedef struct _LwNetwork LwNetwork;
LwNetwork *lw_network_new (const LwNetworkFields *fields) G_GNUC_WARN_UNUSED_RESULT;
LwNetwork *lw_network_ref (LwNetwork *self);
void lw_network_unref (LwNetwork *self);
/* (transfer none): valid as long as the network */
const LwNetworkFields *lw_network_get (LwNetwork *self);
/* whether name servers elsewhere cannot be asked from here */
gboolean lw_network_hides_servers (LwNetwork *self);
/* whether whoever asks them waits in vain */
gboolean lw_network_is_silent (LwNetwork *self);
/* whether this computer's resolver says something else than the internet's */
gboolean lw_network_bends_answers (LwNetwork *self);
/* The same, but name servers elsewhere were met after all */
LwNetwork *lw_network_opened (LwNetwork *self) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lw_network_to_json (LwNetwork *self) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lw_network_to_json_with_raw (LwNetwork *self) G_GNUC_WARN_UNUSED_RESULT;
/* LW_ERROR_FORMAT */
LwNetwork *lw_network_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwNetwork, lw_network_unref)

G_END_DECLS
