/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-trust-context.h"

#include "lw-seal.h"
#include "lw-special-use.h"

#define DNS_PORT 53
#define ADDRESSES_MAX 16

static char *
format_server (LwServer *server)
{
  return g_strdup_printf ("%s@%u", lw_server_get_address (server), lw_server_get_port (server));
}

/* The root servers of the world, who say themselves who the others are. */
static int
add_root (struct ub_ctx *ctx, LwWorld *world)
{
  GPtrArray *root = lw_world_get_root (world);
  int error = 0;

  for (guint i = 0; i < root->len && i < ADDRESSES_MAX && error == 0; i++)
    {
      g_autofree char *address = format_server (g_ptr_array_index (root, i));

      error = ub_ctx_set_stub (ctx, ".", address, TRUE);
    }

  return error;
}

/* What they say is checked all the same, so by TLS nobody has to prove a name; not every libunbound
 * could look at it. */
static int
add_forwarders (struct ub_ctx *ctx, GPtrArray *resolvers, gboolean secure)
{
  int error = ub_ctx_set_tls (ctx, secure);

  for (guint i = 0; i < resolvers->len && i < ADDRESSES_MAX && error == 0; i++)
    {
      LwServer *server = g_ptr_array_index (resolvers, i);
      guint port = secure ? lw_server_get_ways (server)->tls_port : lw_server_get_port (server);
      g_autofree char *address = g_strdup_printf ("%s@%u", lw_server_get_address (server), port);

      if (lw_server_can (server, secure ? LW_VIA_TLS : LW_VIA_UDP))
        error = ub_ctx_set_fwd (ctx, address);
    }

  return error;
}

static int
add_anchors (struct ub_ctx *ctx, LwWorld *world)
{
  const char *const *anchors = lw_world_get_trust_anchor (world);
  int error = 0;

  for (guint i = 0; anchors[i] != NULL && error == 0; i++)
    error = ub_ctx_add_ta (ctx, anchors[i]);

  return error;
}

/* A range is open when the world calls any of it public: the world's other addresses there are its
 * own as well. */
static gboolean
holds_any (const char *range, GPtrArray *servers)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (range, NULL);

  for (guint i = 0; mask != NULL && i < servers->len; i++)
    {
      LwServer *server = g_ptr_array_index (servers, i);
      g_autoptr (GInetAddress) address =
          g_inet_address_new_from_string (lw_server_get_address (server));

      if (address != NULL && g_inet_address_mask_matches (mask, address))
        return TRUE;
    }

  return FALSE;
}

/* Carriers are no strangers: often this computer's resolver is the router beside it. */
static gboolean
is_open (LwWorld *world, GPtrArray *carriers, const char *range)
{
  return holds_any (range, lw_world_get_root (world)) ||
         (carriers != NULL && holds_any (range, carriers));
}

static int
close_ranges (struct ub_ctx *ctx, LwWorld *world, GPtrArray *carriers)
{
  g_autoptr (GPtrArray) ranges = lw_special_use_list_ranges ();
  int error = ub_ctx_set_option (
      ctx, "do-not-query-localhost:", is_open (world, carriers, "127.0.0.0/8") ? "no" : "yes");

  for (guint i = 0; i < ranges->len && error == 0; i++)
    if (!is_open (world, carriers, ranges->pdata[i]))
      error = ub_ctx_set_option (ctx, "do-not-query-address:", ranges->pdata[i]);

  return error;
}

/* Whom to ask. Delegations lead to port 53: where the world has another one, its resolvers have to
 * carry the questions too. */
static int
add_servers (struct ub_ctx *ctx, LwWorld *world, GPtrArray *carriers, gboolean secure)
{
  if (carriers != NULL)
    return add_forwarders (ctx, carriers, secure);

  return lw_world_get_dns_port (world) == DNS_PORT
             ? add_root (ctx, world)
             : add_forwarders (ctx, lw_world_get_resolvers (world), FALSE);
}

/* Nothing of this computer's own: no hosts file, no configuration, no log. */
static int
configure (struct ub_ctx *ctx, LwWorld *world, GPtrArray *carriers, gboolean secure)
{
  int error = ub_ctx_async (ctx, TRUE); /* a thread; else it would fork the program */

  /* A zone's keys are asked for as soon as it is known to have some, not when the answer is there.
   */
  if (error == 0)
    error = ub_ctx_set_option (ctx, "prefetch-key:", "yes");
  if (error == 0)
    error = ub_ctx_set_option (ctx, "val-sig-skew-min:", "0");
  /* Others forgive a tenth of a signature's life, up to a day: many do not. */
  if (error == 0)
    error = ub_ctx_set_option (ctx, "val-sig-skew-max:", G_STRINGIFY (LW_SEAL_SKEW_SECONDS));
  if (error == 0)
    error = close_ranges (ctx, world, carriers);
  if (error == 0)
    error = add_anchors (ctx, world);
  if (error == 0)
    error = add_servers (ctx, world, carriers, secure);
  /* In worlds of our own "test." is a name like any other. This ends the configuration. */
  if (error == 0 && !lw_world_is_real (world))
    error = ub_ctx_zone_add (ctx, "test.", "nodefault");

  return error;
}

int
lw_trust_context_new (LwWorld *world, GPtrArray *carriers, gboolean secure, struct ub_ctx **ctx)
{
  *ctx = ub_ctx_create ();

  return *ctx != NULL ? configure (*ctx, world, carriers, secure) : UB_NOMEM;
}
