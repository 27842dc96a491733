/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-tsig.h"

G_BEGIN_DECLS

/* What lw-tsig.c and lw-tsig-check.c share. */

#define LW_TSIG_FUDGE_SECONDS 300
#define LW_TSIG_MAC_MAX_BYTES 64 /* SHA-512 */
#define LW_TSIG_TIME_BYTES 6

typedef enum
{
  LW_TSIG_NO_ERROR = 0,
  LW_TSIG_BAD_SIGNATURE = 16,
  LW_TSIG_BAD_KEY = 17,
  LW_TSIG_BAD_TIME = 18,
  LW_TSIG_BAD_TRUNCATION = 22,
} LwTsigTrouble;

/* The fields of a TSIG record that come after the algorithm's name. */
typedef struct
{
  guint64 time_signed; /* Unix seconds, 48 bits */
  guint16 fudge;       /* seconds */
  guint16 trouble;
  guint16 original_id;
  const guint8 *other;
  guint16 other_size;
} LwTsigFields;

const char *lw_tsig_key_get_display_name (LwTsigKey *self);
GByteArray *lw_tsig_key_get_name (LwTsigKey *self);
GByteArray *lw_tsig_key_get_algorithm (LwTsigKey *self);
gsize lw_tsig_key_get_mac_size (LwTsigKey *self);
GHmac *lw_tsig_key_start_mac (LwTsigKey *self) G_GNUC_WARN_UNUSED_RESULT;
void lw_tsig_mac_add_u16 (GHmac *mac, guint16 value);
void lw_tsig_mac_add_prior (GHmac *mac, GBytes *prior);
void lw_tsig_mac_add_variables (GHmac *mac, LwTsigKey *key, const LwTsigFields *fields);
void lw_tsig_mac_add_timers (GHmac *mac, const LwTsigFields *fields);
GBytes *lw_tsig_mac_finish (GHmac *mac, LwTsigKey *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
