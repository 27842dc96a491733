/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-record-set.h"

G_BEGIN_DECLS

/* What PowerDNS keeps beside the values of a set, in the form in which our PowerDNS provider keeps
 * it too: {"comments":[…],"disabled":["20 old.example."]}. Private to the room. */
typedef struct
{
  JsonArray *comments; /* (owned), of objects */
  JsonArray *disabled; /* (owned), of strings */
} LwPracticeExtra;

void lw_practice_extra_read (LwPracticeExtra *self, LwRecordSet *set);
void lw_practice_extra_clear (LwPracticeExtra *self);
LwRecordSet *
lw_practice_extra_apply (LwPracticeExtra *self, LwRecordSet *set) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LwPracticeExtra, lw_practice_extra_clear)

G_END_DECLS
