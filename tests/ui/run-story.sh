#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-story.sh CMD…   CMD in a fresh lab, with a display, a session bus and the accessibility bus.
set -eu
here=$(dirname "$(readlink -f "$0")")
exec "$here/../lab/run-in-lab.sh" --tap sh -c '
  unset GTK_A11Y NO_AT_BRIDGE DBUS_SESSION_BUS_ADDRESS
  export G_DEBUG=fatal-criticals
  export GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_USE_PORTAL=0 GDK_DEBUG=no-portals
  export GSETTINGS_BACKEND=memory G_ENABLE_DIAGNOSTIC=0 LIBGL_ALWAYS_SOFTWARE=1
  mkdir -p "$XDG_CONFIG_HOME/gtk-4.0"
  printf "[Settings]\ngtk-enable-animations=0\ngtk-cursor-blink=0\n" >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"
  # What the bus and who it starts have to say is no TAP.
  exec 3>&1 >&2
  exec dbus-run-session -- sh -c "exec xvfb-run -a -s \"-screen 0 1280x1600x24\" \"\$@\" >&3 3>&-" sh "$@"' sh "$@"
