/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-push-lock.h"

#include "lw-error.h"
#include "lw-name.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define FILE_MODE 0600
#define FOLDER_MODE 0700

struct _LwPushLock
{
  GHashTable *held; /* (owned) (nullable): of an in-memory store */
  char *domain;     /* (owned) */
  int fd;           /* -1 for an in-memory store */
};

static void
set_busy (const char *domain, GError **error)
{
  g_autofree char *name = lw_name_display (domain);

  lw_set_error (error, LW_ERROR_BUSY, "domain", _ ("Wait until it is done, then try again."),
                _ ("Another change for %s is being made just now."), name);
}

static LwPushLock *
take (const char *domain, int fd)
{
  LwPushLock *self = g_new0 (LwPushLock, 1);

  self->domain = g_strdup (domain);
  self->fd = fd;

  return self;
}

/**
 * lw_push_lock_take_in_memory:
 * @held: (element-type utf8 utf8): the domains that are locked in this process
 * @domain: a domain
 * @error: return location for a `LW_ERROR_BUSY`
 *
 * Locks a domain of a store that no other process can see.
 *
 * Returns: (transfer full): the lock
 */
LwPushLock *
lw_push_lock_take_in_memory (GHashTable *held, const char *domain, GError **error)
{
  LwPushLock *self;

  if (!g_hash_table_add (held, g_strdup (domain)))
    {
      set_busy (domain, error);
      return NULL;
    }

  self = take (domain, -1);
  self->held = g_hash_table_ref (held);

  return self;
}

/* A name may be longer than a file's may be, so the file is named after its hash. */
static char *
make_path (const char *folder, const char *domain)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, domain, -1);
  g_autofree char *file = g_strconcat (hash, ".lock", NULL);

  return g_build_filename (folder, file, NULL);
}

/**
 * lw_push_lock_take_file:
 * @folder: where the lock files lie; it is made
 * @domain: a domain
 * @error: return location for a `LW_ERROR_BUSY` or `LW_ERROR_STORE`
 *
 * Locks a domain across processes with flock(2), which the kernel gives back when the process dies.
 *
 * Returns: (transfer full): the lock
 */
LwPushLock *
lw_push_lock_take_file (const char *folder, const char *domain, GError **error)
{
  g_autofree char *path = make_path (folder, domain);
  int fd, code;

  g_mkdir_with_parents (folder, FOLDER_MODE);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return take (domain, fd);

  code = errno;
  if (fd >= 0)
    close (fd);

  if (code == EWOULDBLOCK)
    set_busy (domain, error);
  else
    lw_set_error (error, LW_ERROR_STORE, "store",
                  _ ("Check that the folder can be written to, then try again."),
                  _ ("Letterway cannot write to %s: %s"), folder, g_strerror (code));

  return NULL;
}

/**
 * lw_push_lock_free:
 * @self: a lock
 *
 * Lets the domain go.
 */
void
lw_push_lock_free (LwPushLock *self)
{
  g_return_if_fail (self != NULL);

  if (self->held != NULL)
    g_hash_table_remove (self->held, self->domain);
  g_clear_pointer (&self->held, g_hash_table_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->domain);
  g_free (self);
}
