#!/bin/sh
# again.sh COMMAND...: runs a command, and again while it exits with 75; every other code is final. For what has no batch
# system around it, or one that cannot tell codes apart, such as GNU parallel's --retries.
tries=${TRIES:-5}
while :; do
  code=0
  "$@" || code=$?
  tries=$((tries - 1))
  if [ "$code" -ne 75 ] || [ "$tries" -le 0 ]; then exit "$code"; fi
  echo "again.sh: exit code 75, at most $tries more" >&2
  # A disk or a device is seldom back at once.
  sleep "${WAIT:-10}"
done
