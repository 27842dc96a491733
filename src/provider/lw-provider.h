/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-credential.h"
#include "lw-exchange.h"
#include "lw-http.h"
#include "lw-plan.h"

G_BEGIN_DECLS

/* What a key may reach, in the host's own terms. */
typedef struct
{
  char **zones;     /* (array zero-terminated=1): origins, absolute; empty when the host cannot list
                       them */
  gboolean partial; /* the host cannot list all that the key reaches */
  char *sentence;   /* "This key can change DNS of 2 domains: …" */
} LwReach;
void lw_reach_free (LwReach *self);

#define LW_TYPE_PROVIDER (lw_provider_get_type ())

G_DECLARE_INTERFACE (LwProvider, lw_provider, LW, PROVIDER, GObject)

/* After each request that the DNS host confirmed: @n_done changes of the plan (in its order) are
 * made. The provider sends the next request only when the receiver returns the task
 * (g_task_return_boolean TRUE); an error there ends the push. (transfer full) @then */
typedef void (*LwConfirmFunc) (guint n_done, GTask *then, gpointer user_data);

/* What a DNS host must know how to do. All are required, none may block. */
struct _LwProviderInterface
{
  GTypeInterface parent_iface;

  LwHostDescription *(*get_description) (LwProvider *self);
  /* Proves the key without writing. @zone: (nullable) the zone it is wanted for */
  void (*test_async) (LwProvider *self,
                      const char *zone,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  LwReach *(*test_finish) (LwProvider *self, GAsyncResult *result, GError **error);
  /* The whole zone; every type, host extras kept. LW_ERROR_NO_ZONE when the account does not hold
   * it. */
  void (*read_async) (LwProvider *self,
                      const char *zone,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  LwZone *(*read_finish) (LwProvider *self, GAsyncResult *result, GError **error);
  /* Writes the plan, which was rebased on what read just gave, with the strongest means of the host
   * (batch, compare-and-swap). Cancelling stops before the next request; a request that was sent is
   * heard to its end. Errors before anything was written: the host's. After something was written,
   * or when it is not known whether a request took effect: LW_ERROR_PARTIAL. CONFLICT when
   * compare-and-swap failed and nothing was written. */
  void (*apply_async) (LwProvider *self,
                       LwPlan *plan,
                       LwConfirmFunc confirm,
                       gpointer confirm_data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*apply_finish) (LwProvider *self, GAsyncResult *result, GError **error);
};

LwHostDescription *lw_provider_get_description (LwProvider *self); /* (transfer none) */
void lw_provider_test_async (LwProvider *self,
                             const char *zone,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LwReach *lw_provider_test_finish (LwProvider *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_provider_read_async (LwProvider *self,
                             const char *zone,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LwZone *lw_provider_read_finish (LwProvider *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lw_provider_apply_async (LwProvider *self,
                              LwPlan *plan,
                              LwConfirmFunc confirm,
                              gpointer confirm_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lw_provider_apply_finish (LwProvider *self, GAsyncResult *result, GError **error);

/* The registry: by the description's kind. LW_ERROR_UNSUPPORTED for an unknown host,
 * LW_ERROR_INVALID with the field for a credential that cannot work. */
LwProvider *lw_provider_new (LwCredential *credential,
                             LwWorld *world,
                             LwHttp *http,
                             LwExchange *exchange,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LwReach, lw_reach_free)

G_END_DECLS
