#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-tool.sh TOOL ARGS…: runs a validator; a test without its validator is skipped and seen to be.
set -eu
tool=$1

if [ "$tool" = man-without-warnings ]; then
  tool=man
fi
if ! command -v "$tool" >/dev/null; then
  echo "the program $tool is not on this computer"
  exit 77
fi
if [ "$1" = man-without-warnings ]; then
  # man ends with 0 whatever groff complains of
  said=$(MANWIDTH=80 man --warnings -E UTF-8 -Tutf8 -Z -l "$2" 2>&1 >/dev/null)
  [ -z "$said" ] || { echo "$said"; exit 1; }
  exit 0
fi
exec "$@"
