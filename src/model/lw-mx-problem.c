/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-mx-verdict.h"

#include "lw-mx-name.h"
#include "lw-name.h"

#include <glib/gi18n-lib.h>

G_DEFINE_ENUM_TYPE (LwMxProblem,
                    lw_mx_problem,
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_DOUBLED_DOMAIN, "doubled-domain"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_WEB_ADDRESS, "web-address"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_MAIL_ADDRESS, "mail-address"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_NUMBER_IN_NAME, "number-in-name"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_IP_ADDRESS, "ip-address"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_NOT_A_HOST_NAME, "not-a-host-name"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_ONE_LABEL, "one-label"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_NULL_WITH_OTHERS, "null-with-others"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_PREFERENCE, "preference"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_DUPLICATE, "duplicate"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_ALIAS, "alias"),
                    G_DEFINE_ENUM_VALUE (LW_MX_PROBLEM_UNKNOWN_HOST, "unknown-host"))

G_DEFINE_ENUM_TYPE (LwHostState,
                    lw_host_state,
                    G_DEFINE_ENUM_VALUE (LW_HOST_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (LW_HOST_STATE_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (LW_HOST_STATE_FOUND, "found"),
                    G_DEFINE_ENUM_VALUE (LW_HOST_STATE_ALIAS, "alias"),
                    G_DEFINE_ENUM_VALUE (LW_HOST_STATE_NO_ADDRESS, "no-address"))

/**
 * lw_mx_verdict_judge_neighbours:
 * @self: a verdict without a problem
 * @repeats: a server before it has the same name
 * @beside_null: one of both says that the domain takes no mail
 */
void
lw_mx_verdict_judge_neighbours (LwMxVerdict *self, gboolean repeats, gboolean beside_null)
{
  if (beside_null)
    lw_mx_verdict_set (self, LW_MX_PROBLEM_NULL_WITH_OTHERS,
                       _ ("One entry says that the domain takes no mail, another names a server."),
                       _ ("Remove the entry that is only a dot, or all others."));
  else if (repeats)
    lw_mx_verdict_set (self, LW_MX_PROBLEM_DUPLICATE,
                       _ ("This mail server stands in the list twice; it is no reserve."),
                       _ ("Remove one of the two."));
}

static void
judge_unknown_host (LwMxVerdict *self, const char *domain)
{
  g_autofree char *shorter = lw_mx_without_domain (self->host, domain);

  lw_mx_verdict_set (self, LW_MX_PROBLEM_UNKNOWN_HOST,
                     _ ("Mail would not arrive: no computer is known by this name."),
                     _ ("Compare it with what your mail service wrote."));
  if (shorter != NULL)
    self->suggestion = lw_name_display (shorter);
}

/**
 * lw_mx_verdict_judge_host_state:
 * @self: a verdict without a problem
 * @domain: whose mail servers they are
 * @state: what DNS says
 */
void
lw_mx_verdict_judge_host_state (LwMxVerdict *self, const char *domain, LwHostState state)
{
  switch (state)
    {
    case LW_HOST_STATE_UNKNOWN:
    case LW_HOST_STATE_ASKING:
    case LW_HOST_STATE_FOUND:
      break;

    case LW_HOST_STATE_ALIAS:
      lw_mx_verdict_set (self, LW_MX_PROBLEM_ALIAS,
                         _ ("Some senders will not deliver: this name is only an alias."),
                         _ ("Use the name that it leads to."));
      break;

    case LW_HOST_STATE_NO_ADDRESS:
      judge_unknown_host (self, domain);
      break;
    }
}
