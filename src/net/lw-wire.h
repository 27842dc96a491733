/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lw-change.h"
#include "lw-message.h"

G_BEGIN_DECLS

/* The one place where DNS messages are built and read: total functions that never wait. The frame
 * is read by our own bounded reader; ldns is asked only for the wire form of a value that is
 * written. */

typedef enum
{
  LW_QUERY_NONE = 0,
  LW_QUERY_RECURSE = 1 << 0,      /* RD: for resolvers */
  LW_QUERY_DNSSEC = 1 << 1,       /* DO */
  LW_QUERY_CHECKING_OFF = 1 << 2, /* CD */
  LW_QUERY_NO_EDNS = 1 << 3,
  LW_QUERY_BIG = 1 << 4,   /* has room for LW_WIRE_BIG_SIZE, which comes in fragments */
  LW_QUERY_SMALL = 1 << 5, /* for no more than before EDNS */
} LwQueryFlags;

#define LW_WIRE_UDP_SIZE 1232 /* DNS flag day 2020 */
#define LW_WIRE_BIG_SIZE 4096
#define LW_WIRE_SMALL_SIZE 512

/* LW_ERROR_INVALID field "domain". The ID is random (getrandom). */
GBytes *lw_wire_build_query (const char *name, guint16 type, LwQueryFlags flags, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same question, with the same ID, as before EDNS; a message that was not built here without
 * signature is returned as it is */
GBytes *lw_wire_strip_edns (GBytes *query) G_GNUC_WARN_UNUSED_RESULT;
/* The same question, filled up so that its length tells nothing (RFC 8467); for TLS only */
GBytes *lw_wire_pad (GBytes *query) G_GNUC_WARN_UNUSED_RESULT;
/* Anti-spoofing checks before anything is parsed: ID, QR, opcode, one question that is ours
 * (case-insensitive). FORMERR and NOTIMP may come without the question: such a server has not
 * understood it. */
gboolean lw_wire_answers (GBytes *query, const guint8 *reply, gsize size);
/* The same for one of many messages of a zone transfer, which need not repeat the question */
gboolean lw_wire_continues (GBytes *query, GBytes *message);
gboolean lw_wire_is_truncated (const guint8 *reply, gsize size);
/* LW_ERROR_PROTOCOL. rd_count is tested before any accessor; records that cannot be read as a value
 * make the whole message LW_ERROR_PROTOCOL. At most 65535 bytes. Of a reply to an update only the
 * header is read. */
LwMessage *lw_wire_parse (GBytes *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A DNS UPDATE (RFC 2136) for @zone with RD clear: for each change the prerequisite that the old
 * set is exactly as it was (value dependent, 2.4.2; or "does not exist", 2.4.3), then delete of the
 * whole set and add of the new values; all deletes before all adds. The NS set at the apex, which a
 * server does not delete as a whole, is added to first and then deleted from record by record.
 * LW_ERROR_UNSUPPORTED when it does not fit into one message. @changes: (element-type LwChange).
 * TTLs are not covered by prerequisites. */
GBytes *lw_wire_build_update (const char *zone,
                              GPtrArray *changes,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The prerequisites alone, nothing to write: proves key and clock (journey h) */
GBytes *lw_wire_build_probe (const char *zone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "NOTAUTH", "NXRRSET", "RCODE23" */
char *lw_rcode_to_string (guint rcode) G_GNUC_WARN_UNUSED_RESULT;

enum
{
  LW_RCODE_NOERROR = 0,
  LW_RCODE_FORMERR = 1,
  LW_RCODE_SERVFAIL = 2,
  LW_RCODE_NXDOMAIN = 3,
  LW_RCODE_NOTIMP = 4,
  LW_RCODE_REFUSED = 5,
  LW_RCODE_YXDOMAIN = 6,
  LW_RCODE_YXRRSET = 7,
  LW_RCODE_NXRRSET = 8,
  LW_RCODE_NOTAUTH = 9,
  LW_RCODE_NOTZONE = 10,
};

G_END_DECLS
