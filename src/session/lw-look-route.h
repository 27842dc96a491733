/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lw-dns.h"
#include "lw-evidence.h"

G_BEGIN_DECLS

/* What a look goes on with, once the name servers have spoken. */

/* (nullable): where senders would go; NULL when that is not known */
LwRecordSet *lw_look_find_route (LwEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;
/* Whether resolvers may be asked: nothing is there yet that they would remember as missing */
GPtrArray *lw_look_list_exchanges (LwRecordSet *mx) G_GNUC_WARN_UNUSED_RESULT;
gboolean lw_look_is_published (LwEvidence *evidence);
/* (element-type LwDnsTarget): the domain's name servers, or all others */
GPtrArray *lw_look_choose_targets (LwDns *dns,
                                   LwDelegation *delegation,
                                   gboolean authorities) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type utf8): where an MX may stand by mistake, and the control name; empty when the right
 * name has one */
GPtrArray *lw_look_list_doubled (LwEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;

/* Cancels @inner when @outer is, until the id is disconnected. @outer: (nullable): then it is 0 */
gulong lw_look_chain (GCancellable *outer, GCancellable *inner);

G_END_DECLS
