#!/bin/bash
# Makes results/ anew with the command of tools/quickstart and compares byte for byte, with one
# thread and with four, from another folder.
#   results.sh SOURCE_ROOT BIN_FOLDER
set -euo pipefail
root=$1 bin=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
eval "$(sed -n '/^main_job=(/,/)$/p' "$root/tools/quickstart")"
[ "${main_job[0]}" = zg-report ]
ln -s "$root/corpus" "$tmp/corpus"
cd "$tmp"
for threads in 1 4; do
    LANG=C TZ=Asia/Tokyo "$bin/${main_job[0]}" "${main_job[@]:1}" -t "$threads"
    diff -r results "$root/results"
    rm -r results
done
echo "results are the same: $(find "$root/results" -type f | wc -l) files"
