#!/bin/sh
# again.sh COMMAND...: runs a command, and again while it exits with 75, aborts (134, as V8 does without memory), is killed (137,
# as the kernel does) or ended (143, by SIGTERM while it reads a model); every other code is final. For what has no batch system around it, or one that cannot tell codes
# apart, such as GNU parallel's --retries.
tries=${TRIES:-5}
while :; do
  code=0
  "$@" || code=$?
  tries=$((tries - 1))
  case $code in 75 | 134 | 137 | 143) ;; *) exit "$code" ;; esac
  if [ "$tries" -le 0 ]; then exit "$code"; fi
  echo "again.sh: exit code $code, at most $tries more" >&2
  # A disk or a device is seldom back at once.
  sleep "${WAIT:-10}"
done
