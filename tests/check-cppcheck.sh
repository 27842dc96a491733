#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-cppcheck.sh ROOT: cppcheck over the sources, with what it misunderstands left out.
set -eu
cd "$1"
# It knows neither that GLib ends the program when memory is out, nor that a hash table takes what
# it is given, nor all of GLib's macros.
exec cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --language=c --library=gtk \
  --enable=warning,performance,portability --check-level=normal -j 2 \
  --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownMacro \
  --suppress=nullPointerRedundantCheck --suppress=normalCheckLevelMaxBranches \
  --suppress=preprocessorErrorDirective --suppress=nullPointerOutOfMemory --suppress=leakNoVarFunctionCall \
  --suppress=leakReturnValNotUsed \
  src
