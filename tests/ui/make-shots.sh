#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-shots.sh BUILD_DIR DIR [NAME…]   renders every page and dialog into DIR
set -eu
build=$1
folder=$2
shift 2
mkdir -p "$folder"
ninja -C "$build" tests/ui/lw-shots >/dev/null
"$(dirname "$0")/run-display.sh" "$build/tests/ui/lw-shots" "$folder" "$@"
echo "$(ls "$folder" | wc -l) pictures in $folder"
