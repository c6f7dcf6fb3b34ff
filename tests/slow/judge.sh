#!/bin/sh
# Has the fast counter counted right? Runs it and the slow one with the same options on the same
# files and compares the tables byte for byte.
#   judge.sh ZG_NGRAMS SLOW_NGRAMS [OPTION...] -- FILE...
# Options that both know: --unit, --within, -n, --min-freq. Exit 0: equal; 1: not; 2: usage.
[ $# -ge 4 ] || { echo "usage: judge.sh ZG_NGRAMS SLOW_NGRAMS [OPTION...] -- FILE..." >&2; exit 2; }
fast=$1 slow=$2
shift 2
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
"$slow" --radicals "$(dirname "$0")/radicals.tsv" "$@" >"$tmp/slow"
slow_exit=$?
"$fast" --sort freq -q "$@" >"$tmp/fast"
fast_exit=$?
if [ $slow_exit -ne 0 ] || [ $fast_exit -ne 0 ]; then
    echo "DIFFER: exit codes: fast $fast_exit, slow $slow_exit: $*"
    exit 1
fi
if ! cmp -s "$tmp/fast" "$tmp/slow"; then
    echo "DIFFER: $(wc -l <"$tmp/fast") lines of the fast, $(wc -l <"$tmp/slow") of the slow: $*"
    diff "$tmp/fast" "$tmp/slow" | grep '^[<>]' | head -20 # < the fast one, > the slow one
    exit 1
fi
echo "same: $(($(wc -l <"$tmp/slow") - 1)) rows: $*"
