#!/bin/sh
# lev jepa hook send, version @VERSION@, through @CLIENT@
# Hands its standard input to the sidecar: send ROUTE SECONDS. Prints the answer, and nothing where there is none.
# With a third word it waits for nothing and prints nothing. It starts nothing, always succeeds, and ends soon
# after the seconds that it was given, whoever hangs: who calls it, or the sidecar.
socket=@SOCKET@
longest=$((1 + ${2%%.*}))
bounded() { @TIMEOUT@ "$longest" "$@" 2>/dev/null; }
given() { bounded head -c @MOST@; }
exchange() {
@EXCHANGE@
}
if ! { [ -S "$socket" ] && [ -O "$socket" ]; }; then
  bounded cat >/dev/null
  exit 0
fi
if [ $# -gt 2 ]; then
  exec 3<&0
  (exchange "$1" "$2" <&3 3<&-) >/dev/null 2>&1 &
else
  exchange "$1" "$2"
fi
exit 0
