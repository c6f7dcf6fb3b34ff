#!/bin/bash
# Runs every case of tests/cli: NAME.sh in a folder of its own; NAME.out has what it must print and
# NAME.err, where it is there, what it must say on stderr; the last line of NAME.out is "exit N".
# The expected files were written by hand.
#   run.sh BIN_FOLDER
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
total=0 failed=0
for case in "$here"/*.sh; do
    name=$(basename "$case" .sh)
    [ "$name" = run ] && continue
    total=$((total + 1))
    tmp=$(mktemp -d)
    (cd "$tmp" && PATH="$bin:$PATH" LC_ALL=C bash "$case" >"$tmp/.out" 2>"$tmp/.err"
     echo "exit $?" >>"$tmp/.out")
    good=yes
    diff -u "$here/$name.out" "$tmp/.out" || good=no
    if [ -f "$here/$name.err" ]; then diff -u "$here/$name.err" "$tmp/.err" || good=no; fi
    [ $good = yes ] || { failed=$((failed + 1)); echo "FAILED: $name"; cat "$tmp/.err"; }
    rm -rf "$tmp"
done
echo "$total cases, $failed failed"
[ $failed -eq 0 ]
