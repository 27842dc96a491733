/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-packet.h"

#include <string.h>

#define LABEL_BYTES 63
#define POINTER_BITS 0xc0
#define POINTERS_MAX 128 /* one before each label that a name can have, and one before its end */
#define QUESTION_TAIL_BYTES 4 /* type and class */
#define RECORD_TAIL_BYTES 10  /* type, class, TTL and length */

guint16
lw_packet_get_u16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

guint32
lw_packet_get_u32 (const guint8 *bytes)
{
  return (guint32) lw_packet_get_u16 (bytes) << 16 | lw_packet_get_u16 (bytes + 2);
}

void
lw_packet_append_u16 (GByteArray *array, guint16 value)
{
  guint8 bytes[] = { value >> 8, value & 0xff };

  g_byte_array_append (array, bytes, sizeof bytes);
}

void
lw_packet_append_u32 (GByteArray *array, guint32 value)
{
  lw_packet_append_u16 (array, value >> 16);
  lw_packet_append_u16 (array, value & 0xffff);
}

guint
lw_packet_get_opcode (const guint8 *bytes)
{
  return bytes[2] >> 3 & 0xf;
}

/* Begins at the first question. FALSE when there is no whole header or the message is too long. */
gboolean
lw_packet_reader_init (LwPacketReader *self, const guint8 *bytes, gsize size)
{
  memset (self, 0, sizeof *self);

  if (size < LW_PACKET_HEADER_BYTES || size > LW_PACKET_MAX_BYTES)
    return FALSE;

  self->bytes = bytes;
  self->size = size;
  self->offset = LW_PACKET_HEADER_BYTES;
  for (guint i = 0; i < G_N_ELEMENTS (self->left); i++)
    self->left[i] = lw_packet_get_u16 (bytes + 4 + 2 * i);

  return TRUE;
}

static LwPacketSection
get_section (LwPacketReader *self)
{
  LwPacketSection section = LW_PACKET_QUESTION;

  while (section < LW_PACKET_ADDITIONAL && self->left[section] == 0)
    section++;

  return section;
}

gboolean
lw_packet_reader_has_next (LwPacketReader *self)
{
  return self->left[get_section (self)] > 0;
}

/* Whether nothing follows the last record: what comes behind it is covered by no count. */
gboolean
lw_packet_reader_is_at_end (LwPacketReader *self)
{
  return !lw_packet_reader_has_next (self) && self->offset == self->size;
}

/* Pointers are not followed here, only stepped over. */
static gboolean
skip_name (LwPacketReader *self)
{
  gsize offset = self->offset;

  while (offset < self->size)
    {
      guint8 length = self->bytes[offset];

      if (length == 0 || (length & POINTER_BITS) == POINTER_BITS)
        {
          self->offset = offset + (length == 0 ? 1 : 2);
          return self->offset <= self->size;
        }

      if (length > LABEL_BYTES)
        return FALSE;
      offset += length + 1;
    }

  return FALSE;
}

static gboolean
read_tail (LwPacketReader *self, LwPacketRecord *record)
{
  gboolean is_question = record->section == LW_PACKET_QUESTION;
  gsize tail = is_question ? QUESTION_TAIL_BYTES : RECORD_TAIL_BYTES;
  const guint8 *bytes = self->bytes + self->offset;

  if (self->size - self->offset < tail)
    return FALSE;

  record->type = lw_packet_get_u16 (bytes);
  record->rr_class = lw_packet_get_u16 (bytes + 2);
  record->ttl = is_question ? 0 : lw_packet_get_u32 (bytes + 4);
  record->rdlength = is_question ? 0 : lw_packet_get_u16 (bytes + 8);
  record->rdata = self->offset + tail;
  record->end = record->rdata + record->rdlength;

  return record->end <= self->size;
}

/* FALSE when the next record does not lie within the message as a whole. */
gboolean
lw_packet_reader_next (LwPacketReader *self, LwPacketRecord *record)
{
  memset (record, 0, sizeof *record);

  if (!lw_packet_reader_has_next (self))
    return FALSE;

  record->section = get_section (self);
  record->start = self->offset;
  if (!skip_name (self) || !read_tail (self, record))
    return FALSE;

  self->offset = record->end;
  self->left[record->section]--;

  return TRUE;
}

/* Reads the name at @offset into its wire form, uncompressed and in lower case; pointers may only
 * lead backwards and not into the header, so a loop cannot be, and nothing is gained by a long
 * chain of them. (nullable) (transfer full); @end: (optional): the offset behind the name */
GByteArray *
lw_packet_read_name (const guint8 *bytes, gsize size, gsize offset, gsize *end)
{
  guint8 name[LW_PACKET_NAME_BYTES];
  gsize n_bytes = 0;
  gsize limit = offset;
  gsize behind = 0;
  guint n_pointers = 0;

  while (offset < size && n_bytes < LW_PACKET_NAME_BYTES)
    {
      guint8 length = bytes[offset];

      if ((length & POINTER_BITS) == POINTER_BITS)
        {
          if (size - offset < 2 || ++n_pointers > POINTERS_MAX)
            return NULL;
          if (behind == 0)
            behind = offset + 2;
          offset = lw_packet_get_u16 (bytes + offset) & 0x3fff;
          if (offset >= limit || offset < LW_PACKET_HEADER_BYTES)
            return NULL;
          limit = offset;
          continue;
        }

      if (length > LABEL_BYTES || size - offset < (gsize) length + 1 ||
          n_bytes + length + 1 > LW_PACKET_NAME_BYTES)
        return NULL;

      name[n_bytes++] = length;
      for (guint i = 1; i <= length; i++)
        name[n_bytes++] = (guint8) g_ascii_tolower (bytes[offset + i]);
      offset += length + 1;

      if (length == 0)
        {
          if (end != NULL)
            *end = behind != 0 ? behind : offset;
          return g_byte_array_append (g_byte_array_sized_new ((guint) n_bytes), name,
                                      (guint) n_bytes);
        }
    }

  return NULL;
}

/* One byte of a name's text, escapes included (RFC 1035 5.1). -1 when it is none. */
static int
read_byte (const char **text)
{
  const char *at = *text;
  int value = (guint8) at[0];

  *text += 1;
  if (value != '\\')
    return g_ascii_isgraph (value) && strchr ("\"();", value) == NULL ? value : -1;

  if (!g_ascii_isdigit (at[1]))
    {
      *text += at[1] != '\0';
      return g_ascii_isgraph (at[1]) ? at[1] : -1;
    }

  if (!g_ascii_isdigit (at[2]) || !g_ascii_isdigit (at[3]))
    return -1;

  *text += 3;
  value = g_ascii_digit_value (at[1]) * 100 + g_ascii_digit_value (at[2]) * 10 +
          g_ascii_digit_value (at[3]);
  return value <= G_MAXUINT8 ? value : -1;
}

static gboolean
append_label (GByteArray *array, const char **text)
{
  guint start = array->len;

  g_byte_array_append (array, (const guint8 *) "", 1);
  while (**text != '\0' && **text != '.')
    {
      int value = read_byte (text);
      guint8 byte = (guint8) g_ascii_tolower ((char) value);

      if (value < 0 || array->len - start > LABEL_BYTES)
        return FALSE;
      g_byte_array_append (array, &byte, 1);
    }

  array->data[start] = (guint8) (array->len - start - 1);
  return array->data[start] > 0;
}

/* Appends the wire form, in lower case, of a name with or without its final dot; what is not ASCII
 * must stand as an escape. FALSE when it is no name; @array is then as it was. */
gboolean
lw_packet_append_name (GByteArray *array, const char *name)
{
  const char *at = strcmp (name, ".") == 0 ? "" : name;
  guint start = array->len;
  gboolean good = *name != '\0';

  while (good && *at != '\0')
    {
      good = append_label (array, &at) && array->len - start < LW_PACKET_NAME_BYTES;
      at += *at == '.';
    }

  if (good)
    g_byte_array_append (array, (const guint8 *) "", 1);
  else
    g_byte_array_set_size (array, start);

  return good;
}

/* The text of a name as lw_packet_read_name() gives it, absolute, with what is odd as escapes. */
char *
lw_packet_print_name (GByteArray *name)
{
  GString *text = g_string_sized_new (name->len + 1);

  for (guint i = 0; name->data[i] != 0; i += name->data[i] + 1)
    {
      for (guint j = 1; j <= name->data[i]; j++)
        {
          guint8 byte = name->data[i + j];

          if (g_ascii_isalnum (byte) || (byte != 0 && strchr ("-_*/+=", byte) != NULL))
            g_string_append_c (text, (char) byte);
          else
            g_string_append_printf (text, "\\%03u", byte);
        }
      g_string_append_c (text, '.');
    }

  if (text->len == 0)
    g_string_append_c (text, '.');

  return g_string_free (text, FALSE);
}
