#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-display.sh CMD…   CMD with a display, quick and repeatable: Xvfb, the cairo renderer, no bus.
set -eu
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
chmod 700 "$runtime"
export XDG_RUNTIME_DIR="$runtime" GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_A11Y="${GTK_A11Y:-test}"
export GSETTINGS_BACKEND=memory G_ENABLE_DIAGNOSTIC=0 LC_ALL=C.UTF-8 NO_AT_BRIDGE=1
export DBUS_SESSION_BUS_ADDRESS="${LW_BUS:-disabled:}" GTK_USE_PORTAL=0 GDK_DEBUG=no-portals
xvfb-run -a -s "-screen 0 1280x1400x24" "$@"
