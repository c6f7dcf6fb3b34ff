#!/usr/bin/env bash
# Installs into an empty folder, moves it, and builds a small program against what lies there:
# through pkg-config and through find_package(zigram).
#
# usage: install.sh BUILD-FOLDER VERSION C-COMPILER CMAKE-GENERATOR
set -euo pipefail

build=$1 version=$2 compiler=$3 generator=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail()
{
    printf '%s\n' "$1" >&2
    exit 1
}

# expect NAME WANTED COMMAND...: the command must print WANTED and nothing else.
expect()
{
    local name=$1 wanted=$2 got
    shift 2
    got=$("$@") || fail "$name: ended with $?"
    [ "$got" = "$wanted" ] || fail "$name: printed \"$got\", not \"$wanted\""
}

# Four runs of two characters: 天地 地天 天地 地人.
printf '天地天地人\n' >"$folder/text.txt"
counted="$version 天地 2"

cmake --install "$build" --prefix "$folder/first" >/dev/null
mv "$folder/first" "$folder/moved"
prefix=$folder/moved

pc=$(find "$prefix" -name zigram.pc)
[ -n "$pc" ] || fail 'no zigram.pc was installed'
libraries=$(cd "$(dirname "$pc")/.." && pwd -P)
[ -f "$prefix/include/zigram/zigram.h" ] || fail 'no headers were installed'

if command -v pkg-config >/dev/null; then
    export PKG_CONFIG_PATH=${pc%/*}
    expect 'pkg-config --modversion' "$version" pkg-config --modversion zigram
    read -ra cflags <<<"$(pkg-config --cflags zigram)"
    read -ra libs <<<"$(pkg-config --libs zigram)"
    "$compiler" -std=c11 -Wall -Wextra -Werror "${cflags[@]}" -o "$folder/program" \
        "$here/consumer/program.c" "${libs[@]}"
    expect 'program built with pkg-config' "$counted" \
        env LD_LIBRARY_PATH="$libraries" "$folder/program" "$folder/text.txt"
else
    printf 'SKIPPED 1 program: pkg-config is not here\n'
fi

cmake -S "$here/consumer" -B "$folder/consumer" -G "$generator" \
    -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$compiler" \
    -DWANTED="$version" >"$folder/log" 2>&1 ||
    fail "$(cat "$folder/log")"
cmake --build "$folder/consumer" >"$folder/log" 2>&1 || fail "$(cat "$folder/log")"
expect 'program built with find_package' "$counted" "$folder/consumer/program" \
    "$folder/text.txt"

# Tools find the library from where they lie, without a variable.
tools=0
for tool in "$build"/bin/zg-*; do
    [ -x "$tool" ] || continue
    name=${tool##*/}
    "$prefix/bin/$name" --help >/dev/null || fail "$name --help: ended with $?"
    [ -f "$prefix/share/man/man1/$name.1" ] || fail "$name.1 was not installed"
    tools=$((tools + 1))
done

# DESTDIR, as packagers use it: nothing may land outside.
DESTDIR=$folder/package cmake --install "$build" --prefix /usr >/dev/null
[ -f "$folder/package/usr/include/zigram/zigram.h" ] || fail 'DESTDIR was not followed'
printf 'installed, moved, built against; %d tools\n' "$tools"
