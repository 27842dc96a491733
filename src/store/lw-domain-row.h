/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is remembered of one domain */
typedef struct
{
  char *domain;
  char *host_id;    /* (nullable): the DNS host whose key was chosen */
  char *key_name;   /* (nullable) */
  char *draft;      /* (nullable): JSON of an unsaved draft */
  gint64 added_at;  /* Unix seconds */
  gint64 looked_at; /* 0 = never */
  char *state;      /* (nullable): state id of the last look */
  char *sentence;   /* (nullable): its headline */
} LwDomainRow;

void lw_domain_row_free (LwDomainRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwDomainRow, lw_domain_row_free)

G_END_DECLS
