/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-cli-private.h"

#include "lw-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* A key comes in by a descriptor, never as an argument: those are seen by everybody on the
 * computer.
 */

#define SECRET_BYTES_MAX (64 * 1024)

static void
set_key_error (GError **error, const char *sentence)
{
  lw_set_error (error, LW_ERROR_INVALID, "key",
                _ ("Give the key as one JSON object on the standard input."), "%s", sentence);
}

/* One byte more than a key may have is read, to see that it is too long. */
static gssize
read_all (int fd, char *secret)
{
  gsize length = 0;
  gssize n_read;

  do
    {
      n_read = read (fd, secret + length, SECRET_BYTES_MAX + 1 - length);
      if (n_read > 0)
        length += n_read;
    }
  while ((n_read > 0 && length <= SECRET_BYTES_MAX) || (n_read < 0 && errno == EINTR));

  return n_read < 0 ? -1 : (gssize) length;
}

static gboolean
check_secret (const char *secret, gssize length, GError **error)
{
  g_autofree char *sentence = NULL;

  if (length < 0)
    sentence = g_strdup_printf (_ ("The key cannot be read: %s."), g_strerror (errno));
  else if (length == 0)
    sentence = g_strdup (_ ("No key came in."));
  else if (length > SECRET_BYTES_MAX)
    sentence = g_strdup (_ ("What came in is too long for a key."));
  else if (memchr (secret, '\0', length) != NULL)
    sentence = g_strdup (_ ("What came in holds a zero byte."));
  else
    return TRUE;

  set_key_error (error, sentence);

  return FALSE;
}

/* One JSON object. Wiped by lw_secret_free() */
static char *
read_secret (int fd, GError **error)
{
  char *secret = g_malloc0 (SECRET_BYTES_MAX + 2);
  gssize length = read_all (fd, secret);

  if (check_secret (secret, length, error))
    return secret;

  explicit_bzero (secret, SECRET_BYTES_MAX + 2);
  g_free (secret);

  return NULL;
}

/* What the parser calls a file is here what was typed. */
static void
take_parse_error (GError **error, GError *reason)
{
  if (g_error_matches (reason, LW_ERROR, LW_ERROR_FORMAT))
    set_key_error (error, _ ("What came in is not a JSON object."));
  else
    lw_set_error (error, LW_ERROR_INVALID, lw_error_get_field (reason),
                  lw_error_get_step (reason) != NULL
                      ? lw_error_get_step (reason)
                      : _ ("“letterway hosts” says what a key consists of."),
                  "%s", reason->message);

  g_error_free (reason);
}

/**
 * lw_cli_read_credential:
 * @host: the DNS host that the key is for
 * @name: (nullable): the person's name for the key
 * @fd: a file descriptor
 * @error: return location for a `LW_ERROR_INVALID`; no text of it holds any part of a secret
 *
 * Reads one JSON object, at most 64 KiB, to its end.
 *
 * Returns: (transfer full) (nullable): the key
 */
LwCredential *
lw_cli_read_credential (LwHostDescription *host, const char *name, int fd, GError **error)
{
  char *secret = read_secret (fd, error);
  LwCredential *credential;
  GError *reason = NULL;

  if (secret == NULL)
    return NULL;

  credential = lw_credential_parse (host, name != NULL ? name : "default", secret, -1, &reason);
  lw_secret_free (secret);
  if (credential == NULL)
    take_parse_error (error, reason);

  return credential;
}

/**
 * lw_cli_find_host:
 * @id: what was typed
 * @error: return location for a `LW_ERROR_INVALID` with field “host”
 *
 * Returns: (transfer none) (nullable): the DNS host
 */
LwHostDescription *
lw_cli_find_host (const char *id, GError **error)
{
  LwHostDescription *host = lw_host_descriptions_find (id);

  if (host == NULL)
    lw_set_error (error, LW_ERROR_INVALID, "host", _ ("“letterway hosts” lists those it knows."),
                  _ ("Letterway knows no DNS host “%s”."), id);

  return host;
}
