/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-judge.h"
#include "lw-json.h"

/* A file of evidence that somebody else wrote: refused, or judged like our own. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

#define NOW 1760000000

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
      lw_json_parse_object ((const char *) bytes, (gssize) size, LW_EVIDENCE_BYTES_MAX, &error);
  g_autoptr (LwEvidence) evidence = node != NULL ? lw_evidence_from_json (node, &error) : NULL;

  g_assert_true ((evidence == NULL) == (error != NULL));
  if (evidence != NULL)
    fuzz_judge (evidence, NOW);

  return 0;
}
