/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice.h"

#include "lw-json.h"
#include "lw-practice-api.h"
#include "lw-practice-dns.h"
#include "lw-practice-mail.h"
#include "lw-practice-zones.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 16
#define CODE_HEADER "\r\nX-Letterway-Test: "
#define USUAL_LAG_MS 1000

/**
 * LwPractice:
 *
 * A small internet inside the process, on loopback only. It works in the thread-default main
 * context of who starts it: name servers and resolvers (`lw-practice-dns.c`), a PowerDNS API
 * (`lw-practice-api.c`) and a mail server (`lw-practice-mail.c`) share the zones
 * (`lw-practice-zones.c`).
 */
struct _LwPractice
{
  GObject parent_instance;

  LwPracticeZones *zones; /* (owned) */
  LwPracticeDns *dns;     /* (owned) (nullable): NULL once it was stopped, like the next two */
  LwPracticeApi *api;     /* (owned) (nullable) */
  LwPracticeMail *mail;   /* (owned) (nullable) */
  LwWorld *world;         /* (owned) */
  char *key;              /* (owned) */
  char *url;              /* (owned) */

  GPtrArray *letters; /* (owned) (element-type GBytes) */
  char *log;          /* (owned) (nullable): of the API, once it was stopped */
  guint n_connections_to_mail;
};

enum
{
  LETTER_ARRIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LwPractice, lw_practice, G_TYPE_OBJECT)

/* The key opens nothing but this process's own zones, yet other programs may listen on loopback. */
static char *
make_key (void)
{
  guint8 bytes[KEY_BYTES];
  GString *key = g_string_new (NULL);
  gssize size;

  do
    size = getrandom (bytes, sizeof bytes, 0);
  while (size < 0 && errno == EINTR);
  if (size != sizeof bytes)
    g_error ("The kernel gives no random bytes: %s", g_strerror (errno));

  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (key, "%02x", bytes[i]);
  return g_string_free (key, FALSE);
}

static void
add_resolver (JsonBuilder *builder, const char *name, const char *address)
{
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "name", name);
  lw_json_add_string (builder, "operator", _ ("Practice"));
  lw_json_add_string (builder, "address", address);
  json_builder_end_object (builder);
}

static void
add_servers (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "root");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "name", "a.root.example.");
  lw_json_add_string (builder, "address", LW_PRACTICE_ROOT_ADDRESS);
  json_builder_end_object (builder);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "resolvers");
  json_builder_begin_array (builder);
  add_resolver (builder, _ ("First practice resolver"), LW_PRACTICE_RESOLVER_ADDRESS);
  add_resolver (builder, _ ("Second practice resolver"), LW_PRACTICE_RESOLVER2_ADDRESS);
  json_builder_end_array (builder);
  lw_json_add_string (builder, "system_resolver", LW_PRACTICE_SYSTEM_ADDRESS);
}

static char *
write_world (LwPractice *self)
{
  static const char *const ranges[] = { "127.86.0.0/16", NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  lw_json_add_number (builder, "schema", 1);
  lw_json_add_string (builder, "id", "practice");
  lw_json_add_string (builder, "name", _ ("Practice world"));
  add_servers (builder);
  lw_json_add_number (builder, "dns_port", lw_practice_dns_get_port (self->dns));
  lw_json_add_number (builder, "smtp_port", lw_practice_mail_get_port (self->mail));
  lw_json_add_strings (builder, "public_ranges", ranges);
  lw_json_add_strings (builder, "plain_http", ranges);
  json_builder_set_member_name (builder, "api_base");
  json_builder_begin_object (builder);
  lw_json_add_string (builder, "powerdns", self->url);
  json_builder_end_object (builder);
  lw_json_add_boolean (builder, "online", TRUE);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return lw_json_to_text (root);
}

/* (transfer full): what stands behind the header, or "" */
static char *
find_code (GBytes *letter)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (letter, NULL), g_bytes_get_size (letter));
  char *end_of_headers = strstr (text, "\r\n\r\n");
  const char *header;

  if (end_of_headers != NULL)
    end_of_headers[2] = '\0';
  header = strstr (text, CODE_HEADER);
  if (header == NULL)
    return g_strdup ("");

  header += strlen (CODE_HEADER);
  return g_strndup (header, strcspn (header, "\r\n"));
}

static void
letter_arrived_cb (const char *to, GBytes *letter, gpointer user_data)
{
  g_autoptr (LwPractice) self = g_object_ref (user_data);
  g_autofree char *code = find_code (letter);

  g_ptr_array_add (self->letters, g_bytes_ref (letter));
  g_signal_emit (self, signals[LETTER_ARRIVED], 0, to, code);
}

static void
lw_practice_dispose (GObject *object)
{
  lw_practice_stop (LW_PRACTICE (object));

  G_OBJECT_CLASS (lw_practice_parent_class)->dispose (object);
}

static void
lw_practice_finalize (GObject *object)
{
  LwPractice *self = LW_PRACTICE (object);

  g_clear_pointer (&self->world, lw_world_unref);
  lw_practice_zones_free (self->zones);
  g_ptr_array_unref (self->letters);
  g_free (self->key);
  g_free (self->url);
  g_free (self->log);

  G_OBJECT_CLASS (lw_practice_parent_class)->finalize (object);
}

static void
lw_practice_class_init (LwPracticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lw_practice_dispose;
  object_class->finalize = lw_practice_finalize;

  /**
   * LwPractice::letter-arrived:
   * @to: whom it is for
   * @code: the test letter's code, "" when it is another letter
   *
   * The mail server took a letter.
   */
  signals[LETTER_ARRIVED] =
      g_signal_new ("letter-arrived", LW_TYPE_PRACTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
lw_practice_init (LwPractice *self)
{
  self->zones = lw_practice_zones_new ();
  lw_practice_zones_set_lag (self->zones, USUAL_LAG_MS);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->key = make_key ();
}

static gboolean
bind_all (LwPractice *self, GError **error)
{
  self->dns = lw_practice_dns_new (self->zones, error);
  if (self->dns == NULL)
    return FALSE;
  self->api = lw_practice_api_new (self->zones, self->key, error);
  if (self->api == NULL)
    return FALSE;
  self->mail = lw_practice_mail_new (letter_arrived_cb, self, error);
  return self->mail != NULL;
}

/**
 * lw_practice_start:
 * @error: `G_IO_ERROR` when an address cannot be bound
 *
 * Starts everything in the thread-default main context. All addresses lie in 127.86.0.0/16, so
 * nothing can be reached from another computer.
 *
 * Returns: (transfer full) (nullable): the practice world
 */
LwPractice *
lw_practice_start (GError **error)
{
  g_autoptr (LwPractice) self = g_object_new (LW_TYPE_PRACTICE, NULL);
  g_autofree char *json = NULL;

  if (!bind_all (self, error))
    return NULL;

  self->url = lw_practice_api_dup_url (self->api);
  json = write_world (self);
  self->world = lw_world_new_practice (json, error);
  return self->world != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * lw_practice_stop:
 * @self: a practice world
 *
 * Closes every socket. What was seen so far stays; may be called again.
 */
void
lw_practice_stop (LwPractice *self)
{
  g_return_if_fail (LW_IS_PRACTICE (self));

  if (self->api != NULL)
    {
      g_free (self->log);
      self->log = g_strdup (lw_practice_api_get_log (self->api));
    }
  if (self->mail != NULL)
    self->n_connections_to_mail = lw_practice_mail_get_n_connections (self->mail);

  g_clear_pointer (&self->mail, lw_practice_mail_free);
  g_clear_pointer (&self->api, lw_practice_api_free);
  g_clear_pointer (&self->dns, lw_practice_dns_free);
}

/**
 * lw_practice_get_world:
 * @self: a practice world
 *
 * Returns: (transfer none): how it is found
 */
LwWorld *
lw_practice_get_world (LwPractice *self)
{
  g_return_val_if_fail (LW_IS_PRACTICE (self), NULL);

  return self->world;
}

/**
 * lw_practice_make_credential:
 * @self: a practice world
 *
 * Returns: (transfer full): the key that opens its API
 */
LwCredential *
lw_practice_make_credential (LwPractice *self)
{
  LwCredential *credential;

  g_return_val_if_fail (LW_IS_PRACTICE (self), NULL);

  credential = lw_credential_new ("powerdns", "practice");
  lw_credential_set_field (credential, "url", self->url);
  lw_credential_set_field (credential, "key", self->key);
  return credential;
}

/**
 * lw_practice_dup_zone:
 * @self: a practice world
 * @origin: the apex
 *
 * Returns: (transfer full) (nullable): a copy of what the API holds now
 */
LwZone *
lw_practice_dup_zone (LwPractice *self, const char *origin)
{
  LwZone *zone;

  g_return_val_if_fail (LW_IS_PRACTICE (self), NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  zone = lw_practice_zones_get (self->zones, origin);
  return zone != NULL ? lw_zone_copy (zone) : NULL;
}

/**
 * lw_practice_put_zone:
 * @self: a practice world
 * @zone: a zone below "example."
 * @error: `LW_ERROR_INVALID`
 *
 * Puts a zone in place of the one that is there, or beside it, at once at every name server; the
 * resolvers forget everything.
 *
 * Returns: whether it was taken
 */
gboolean
lw_practice_put_zone (LwPractice *self, LwZone *zone, GError **error)
{
  g_return_val_if_fail (LW_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (zone != NULL, FALSE);

  if (!lw_practice_zones_put (self->zones, zone, error))
    return FALSE;
  if (self->dns != NULL)
    lw_practice_dns_forget (self->dns);

  return TRUE;
}

/**
 * lw_practice_get_letters:
 * @self: a practice world
 *
 * Returns: (transfer none) (element-type GBytes): the letters that came, newest last
 */
GPtrArray *
lw_practice_get_letters (LwPractice *self)
{
  g_return_val_if_fail (LW_IS_PRACTICE (self), NULL);

  return self->letters;
}

/**
 * lw_practice_set_faults:
 * @self: a practice world that runs
 * @faults: all of them: what is 0 works well from now on
 *
 * Makes things go wrong. Requests are counted from now.
 */
void
lw_practice_set_faults (LwPractice *self, const LwPracticeFaults *faults)
{
  g_return_if_fail (LW_IS_PRACTICE (self) && self->dns != NULL);

  lw_practice_zones_set_lag (self->zones, faults->secondary_lag_ms);
  lw_practice_dns_set_faults (self->dns, faults);
  lw_practice_api_set_faults (self->api, faults);
  lw_practice_mail_set_faults (self->mail, faults);
}

/**
 * lw_practice_get_request_log:
 * @self: a practice world
 *
 * Returns: methods and paths of the API requests so far, one a line
 */
const char *
lw_practice_get_request_log (LwPractice *self)
{
  g_return_val_if_fail (LW_IS_PRACTICE (self), NULL);

  return self->api != NULL ? lw_practice_api_get_log (self->api) : self->log;
}

/**
 * lw_practice_get_n_connections_to_mail:
 * @self: a practice world
 *
 * Returns: how many connections the mail server had so far
 */
guint
lw_practice_get_n_connections_to_mail (LwPractice *self)
{
  g_return_val_if_fail (LW_IS_PRACTICE (self), 0);

  return self->mail != NULL ? lw_practice_mail_get_n_connections (self->mail)
                            : self->n_connections_to_mail;
}
