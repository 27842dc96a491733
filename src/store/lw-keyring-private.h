/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-keyring.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What the two halves of LwKeyring share. */
struct _LwKeyring
{
  GObject parent_instance;

  char *world_id;          /* (owned) */
  GPtrArray *session_keys; /* (owned) (element-type LwCredential): forgotten at quit */
  guint persistent : 1;
};

extern const SecretSchema lw_keyring_schema;

gboolean lw_keyring_is_in_memory (LwKeyring *self);
gboolean lw_keyring_is_answer (const GError *error);
GError *
lw_keyring_make_no_key_error (const char *host_id, const char *name) G_GNUC_WARN_UNUSED_RESULT;
gboolean
lw_keyring_find_session_key (LwKeyring *self, const char *host_id, const char *name, guint *index);
gboolean lw_keyring_forget_session_key (LwKeyring *self, const char *host_id, const char *name);
void lw_keyring_keep_for_session (LwKeyring *self, LwCredential *credential);

G_END_DECLS
