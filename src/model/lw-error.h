/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  LW_ERROR_INVALID,      /* what a person typed is not what it should be; nothing was sent */
  LW_ERROR_FORMAT,       /* a file cannot be read as what it should be */
  LW_ERROR_AUTH,         /* the DNS host refused the key */
  LW_ERROR_FORBIDDEN,    /* the key is right but may not do this */
  LW_ERROR_NO_KEY,       /* no key is kept for this DNS host */
  LW_ERROR_NO_ZONE,      /* the account does not hold the domain */
  LW_ERROR_CONFLICT,     /* the zone changed since it was read; nothing was written */
  LW_ERROR_REFUSED,      /* the DNS host or mail server refused the content, in its own words */
  LW_ERROR_RATE_LIMITED, /* the host asked us to wait */
  LW_ERROR_PARTIAL,      /* some changes were written and some were not, or it is not known */
  LW_ERROR_PROTOCOL,     /* an answer could not be understood */
  LW_ERROR_UNSUPPORTED,  /* this host cannot do it */
  LW_ERROR_BUSY,         /* another push for this domain is running */
  LW_ERROR_UNSAFE,       /* refused for safety: special-use address, plain http, limit of letters */
  LW_ERROR_NXDOMAIN,     /* the name does not exist */
  LW_ERROR_SERVFAIL,     /* the name server gave no usable answer */
  LW_ERROR_NOT_ARRIVED,  /* not everywhere yet, or the letter was not seen yet */
  LW_ERROR_STORE,        /* the disk or the database did not take it */
} LwError;

#define LW_ERROR (lw_error_quark ())

GQuark lw_error_quark (void);

/* @field: (nullable): which input is meant ("domain", "exchange", "preference", "ttl", "address",
 * "key", "url", "file", …)
 * @step: (nullable): one sentence, what to do. Both are kept inside the GError (extended error). */
void lw_set_error (GError **error,
                   LwError code,
                   const char *field,
                   const char *step,
                   const char *format,
                   ...) G_GNUC_PRINTF (5, 6);
GError *lw_error_new (LwError code, const char *field, const char *step, const char *format, ...)
    G_GNUC_PRINTF (4, 5) G_GNUC_WARN_UNUSED_RESULT;
/* Both (nullable); NULL for errors of other domains. */
const char *lw_error_get_field (const GError *error);
const char *lw_error_get_step (const GError *error);

G_END_DECLS
