#!/bin/sh
# Files of hard bytes: each gives the clean text beside it, with the encoding it needs, or the error
# named here.
#   bytes.sh ZG_IMPORT SOURCE_ROOT      files: $ZG_DATA/bytes, else ../shared/data/bytes of the root
import=$1
data=${ZG_DATA:-$2/../shared/data}/bytes
[ -d "$data" ] || { echo "SKIPPED 9 files of hard bytes: no folder $data"; exit 0; }
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0
same()
{
    "$import" -q --encoding "$2" --text "$tmp" "$data/$1.txt" &&
        cmp "$tmp/$1.txt" "$data/$1.txt.expect.utf8" && echo "same: $1 ($2)" && return
    echo "DIFFERS: $1 ($2)"
    failed=1
}
same big5 big5
same crlf utf-8
same gb18030 gb18030
same gbk gbk
same kangxi utf-8
same utf16le_bom utf-8
same utf8_bom utf-8
same zero_width utf-8
"$import" --text "$tmp" "$data/invalid_mid.txt" 2>"$tmp/said" && failed=1
grep 'invalid_mid.txt:1: byte 13: invalid UTF-8 (0xFF)' "$tmp/said" || failed=1
exit $failed
