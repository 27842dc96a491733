/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The frame of a DNS message, read without ldns: header, questions, where each record begins and
 * ends. Private to the room. */

#define LW_PACKET_HEADER_BYTES 12
#define LW_PACKET_MAX_BYTES 65535
#define LW_PACKET_NAME_BYTES 255

#define LW_PACKET_CLASS_IN 1
#define LW_PACKET_CLASS_NONE 254
#define LW_PACKET_CLASS_ANY 255
#define LW_PACKET_OPCODE_UPDATE 5

typedef enum
{
  LW_PACKET_QUESTION,
  LW_PACKET_ANSWER,
  LW_PACKET_AUTHORITY,
  LW_PACKET_ADDITIONAL,
} LwPacketSection;

/* Offsets count from the first byte of the message. */
typedef struct
{
  LwPacketSection section;
  gsize start;
  gsize rdata;
  gsize end;
  guint32 ttl;
  guint16 type;
  guint16 rr_class;
  guint16 rdlength;
} LwPacketRecord;

typedef struct
{
  const guint8 *bytes;
  gsize size;
  gsize offset;
  guint16 left[4]; /* records still to come in each section */
} LwPacketReader;

guint16 lw_packet_get_u16 (const guint8 *bytes);
guint32 lw_packet_get_u32 (const guint8 *bytes);
void lw_packet_append_u16 (GByteArray *array, guint16 value);
void lw_packet_append_u32 (GByteArray *array, guint32 value);
guint lw_packet_get_opcode (const guint8 *bytes);

gboolean lw_packet_reader_init (LwPacketReader *self, const guint8 *bytes, gsize size);
gboolean lw_packet_reader_has_next (LwPacketReader *self);
gboolean lw_packet_reader_next (LwPacketReader *self, LwPacketRecord *record);
gboolean lw_packet_reader_is_at_end (LwPacketReader *self);
GByteArray *lw_packet_read_name (const guint8 *bytes, gsize size, gsize offset, gsize *end)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_packet_append_name (GByteArray *array, const char *name);
char *lw_packet_print_name (GByteArray *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
