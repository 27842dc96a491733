/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-finding.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *id;
  const char *word;
  const char *icon_name;
} State;

/* The order is that of LwState. */
static const State states[] = {
  { "ok", N_ ("Works"), "lw-state-ok-symbolic" },
  { "wait", N_ ("On its way"), "lw-state-wait-symbolic" },
  { "advice", N_ ("Could be better"), "lw-state-advice-symbolic" },
  { "warn", N_ ("Look at this"), "lw-state-warn-symbolic" },
  { "bad", N_ ("Broken"), "lw-state-bad-symbolic" },
  { "unknown", N_ ("Not tested"), "lw-state-unknown-symbolic" },
};

const char *
lw_state_get_id (LwState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].id;
}

const char *
lw_state_get_word (LwState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return _ (states[state].word);
}

const char *
lw_state_get_icon_name (LwState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].icon_name;
}

/**
 * lw_level_to_state:
 * @level: how bad a finding is
 *
 * Returns: the state that the finding lends to what it stands at; a finding that only informs
 *   changes no state, so it says `LW_STATE_OK`
 */
LwState
lw_level_to_state (LwLevel level)
{
  switch (level)
    {
    case LW_LEVEL_ERROR:
      return LW_STATE_BAD;
    case LW_LEVEL_WARNING:
      return LW_STATE_WARN;
    case LW_LEVEL_ADVICE:
      return LW_STATE_ADVICE;
    case LW_LEVEL_INFO:
      return LW_STATE_OK;
    case LW_LEVEL_LOCAL:
    case LW_LEVEL_NOT_TESTED:
      return LW_STATE_UNKNOWN;
    }

  g_return_val_if_reached (LW_STATE_UNKNOWN);
}

const char *
lw_level_get_id (LwLevel level)
{
  switch (level)
    {
    case LW_LEVEL_ERROR:
      return "error";
    case LW_LEVEL_WARNING:
      return "warning";
    case LW_LEVEL_ADVICE:
      return "advice";
    case LW_LEVEL_INFO:
      return "info";
    case LW_LEVEL_LOCAL:
      return "local";
    case LW_LEVEL_NOT_TESTED:
      return "not-tested";
    }

  g_return_val_if_reached (NULL);
}
