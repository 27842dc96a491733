#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-in-lab.sh CMD… - runs CMD in a fresh private lab (variables LWLAB_*), with
# folders of its own for data, settings and keys.  Exit code of CMD; 77 = cannot.
# LWLAB_OPTIONS: more options of the lab, such as "--bulk 1000".
# With --tap CMD answers in TAP, and so does this when it cannot.
here=$(dirname "$(readlink -f "$0")")
if [ "$1" = --tap ]; then
  shift
  LWLAB_TAP=1 "$0" "$@" && exit
  code=$?
  [ $code = 77 ] || exit $code
  echo "1..0 # SKIP this machine has no lab (the lines above say why)"
  exit 0
fi
# shellcheck disable=SC2086  # they are several words
exec "$here/lab" run $LWLAB_OPTIONS -- sh -c '
  export HOME="$LWLAB_DIR/home" TMPDIR="$LWLAB_DIR/tmp"
  export XDG_DATA_HOME="$HOME/data" XDG_CONFIG_HOME="$HOME/config" XDG_CACHE_HOME="$HOME/cache"
  export XDG_STATE_HOME="$HOME/state" XDG_RUNTIME_DIR="$LWLAB_DIR/runtime"
  mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$TMPDIR"
  mkdir -p -m 700 "$XDG_RUNTIME_DIR"
  # Keys without a Secret Service: libsecret keeps them in a file of the lab.
  export SECRET_BACKEND=file SECRET_FILE_TEST_PATH="$HOME/keyring" SECRET_FILE_TEST_PASSWORD=lab
  export LETTERWAY_WORLD="$LWLAB_WORLD" LC_ALL=C.UTF-8 no_proxy="*"
  unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
  exec "$@"' sh "$@"
