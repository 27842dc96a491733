/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-registration.h"

/**
 * LwRegistration:
 *
 * What the register of domains says about one of them, or why it could not be asked.
 */
struct _LwRegistration
{
  LwRegistrationFields fields; /* its pointers are owned */
};

/**
 * lw_registration_new:
 * @fields: what is known; copied
 *
 * Returns: (transfer full): a registration
 */
LwRegistration *
lw_registration_new (const LwRegistrationFields *fields)
{
  LwRegistration *self;

  g_return_val_if_fail (fields != NULL && fields->domain != NULL, NULL);

  self = g_atomic_rc_box_new0 (LwRegistration);
  self->fields = *fields;
  self->fields.domain = g_strdup (fields->domain);
  self->fields.status = (const char *const *) g_strdupv ((char **) fields->status);
  self->fields.registrar = g_strdup (fields->registrar);
  self->fields.source = g_strdup (fields->source);
  self->fields.note = g_strdup (fields->note);

  return self;
}

LwRegistration *
lw_registration_ref (LwRegistration *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LwRegistration *self = data;

  g_free ((char *) self->fields.domain);
  g_strfreev ((char **) self->fields.status);
  g_free ((char *) self->fields.registrar);
  g_free ((char *) self->fields.source);
  g_free ((char *) self->fields.note);
}

void
lw_registration_unref (LwRegistration *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

const LwRegistrationFields *
lw_registration_get (LwRegistration *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->fields;
}

/* The letters alone: RFC 9083 writes "client hold", RFC 5731 "clientHold". */
static char *
squeeze (const char *status)
{
  GString *letters = g_string_new (NULL);

  for (const char *c = status; *c != '\0'; c++)
    if (g_ascii_isalpha (*c))
      g_string_append_c (letters, g_ascii_tolower (*c));

  return g_string_free (letters, FALSE);
}

/**
 * lw_registration_has_status:
 * @self: a registration
 * @status: one of the status values of RFC 8056: "client hold"
 *
 * Returns: whether the register gives the domain this status
 */
gboolean
lw_registration_has_status (LwRegistration *self, const char *status)
{
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (self != NULL && status != NULL, FALSE);

  wanted = squeeze (status);
  for (guint i = 0; self->fields.status != NULL && self->fields.status[i] != NULL; i++)
    {
      g_autofree char *given = squeeze (self->fields.status[i]);

      if (g_str_equal (given, wanted))
        return TRUE;
    }

  return FALSE;
}

const char *
lw_registration_outcome_get_id (LwRegistrationOutcome outcome)
{
  switch (outcome)
    {
    case LW_REGISTRATION_FOUND:
      return "found";
    case LW_REGISTRATION_ABSENT:
      return "absent";
    case LW_REGISTRATION_NOT_TESTED:
      return "not-tested";
    }

  g_return_val_if_reached (NULL);
}
