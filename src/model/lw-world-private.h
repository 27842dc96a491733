/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-world.h"

G_BEGIN_DECLS

struct _LwWorld
{
  gatomicrefcount ref_count;

  char *id;
  char *name;
  GPtrArray *root;          /* (owned) (element-type LwServer) */
  GPtrArray *resolvers;     /* (owned) (element-type LwServer) */
  GStrv trust_anchor;       /* (owned) */
  char *system_resolver;    /* (nullable) */
  char *ca_file;            /* (nullable) */
  GPtrArray *public_ranges; /* (owned) (element-type GInetAddressMask) */
  GPtrArray *plain_http;    /* (owned) (element-type GInetAddressMask) */
  GHashTable *api_base;     /* (owned) (element-type utf8 utf8): by host id */
  char *rdap;               /* (nullable) */
  char *rdap_bootstrap;     /* (nullable) */
  char *domain_connect;     /* (nullable) */
  GPtrArray *services;      /* (owned) (element-type LwMailService) */
  int online;
  guint16 dns_port;
  guint16 smtp_port;
  gboolean only_resolver; /* this computer's own is not asked */
};

LwWorld *lw_world_new_empty (void) G_GNUC_WARN_UNUSED_RESULT;
/* Fills a world from JSON that may be hostile; LW_ERROR_FORMAT */
gboolean lw_world_read_json (LwWorld *self, const char *json, gssize length, GError **error);

G_END_DECLS
