/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-practice.h"

G_BEGIN_DECLS

/* What a mail server answers to each line, without sockets: command by command to the letter's
 * end. Private to the room. */
typedef enum
{
  LW_PRACTICE_THEN_LISTEN,
  LW_PRACTICE_THEN_ENCRYPT,
  LW_PRACTICE_THEN_CLOSE,
} LwPracticeThen;

/* What all connections of the mail server share */
typedef struct
{
  gboolean refuses;
  gboolean greylists; /* until the first RCPT */
} LwPracticeMood;

typedef struct _LwPracticeEnvelope LwPracticeEnvelope;

LwPracticeEnvelope *lw_practice_envelope_new (LwPracticeMood *mood) G_GNUC_WARN_UNUSED_RESULT;
void lw_practice_envelope_free (LwPracticeEnvelope *self);
void lw_practice_envelope_set_encrypted (LwPracticeEnvelope *self);
LwPracticeThen
lw_practice_envelope_take_line (LwPracticeEnvelope *self, const char *line, const char **reply);
GBytes *lw_practice_envelope_take_letter (LwPracticeEnvelope *self, char **to);

G_END_DECLS
