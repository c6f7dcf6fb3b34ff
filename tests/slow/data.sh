#!/bin/sh
# Real texts in several scripts, n = 1 to 8, every level of --within: the fast counter against the
# slow one. Long texts are cut to their first lines, since the slow one is slow.
#   data.sh ZG_NGRAMS SLOW_NGRAMS SOURCE_ROOT      texts: $ZG_DATA, else ../shared/data of the root
here=$(dirname "$0")
fast=$1 slow=$2 root=$3
data=${ZG_DATA:-$root/../shared/data}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
total=0 failed=0
judge()
{
    for within in clause sentence paragraph document; do
        total=$((total + 1))
        "$here/judge.sh" "$fast" "$slow" --within $within "$@" >"$tmp/said" || {
            failed=$((failed + 1))
            head -5 "$tmp/said"
        }
    done
}
judge -n 1-8 -- "$root"/corpus/raw/*.txt
judge -n 1-8 --unit grapheme -- "$root"/corpus/raw/*.txt
if [ -d "$data/ja" ]; then
    mkdir "$tmp/cut"
    for file in "$data"/zh_four_novels/*.txt "$data"/ja/*.txt "$data"/ar/*.txt; do
        head -n 300 "$file" | head -c 60000 | iconv -c -f utf-8 -t utf-8 \
            >"$tmp/cut/$(basename "$file")"
    done
    judge -n 1-8 -- "$tmp"/cut/*.txt
    judge -n 1-8 -- "$data"/zh_gov_work_reports/195[4-7].txt
    judge -n 1-8 -- "$data"/zh_gov_work_reports/202[0-3].txt
    judge -n 1-8 -- "$data"/ko/*.txt
    judge -n 1-8 -- "$data"/th_thaigov/*_1[0-9].txt
    judge -n 1-8 -- "$data"/en_inaugural/19*.txt
else
    echo "SKIPPED 6 groups of real texts (24 comparisons): no folder $data"
fi
echo "$total comparisons, $failed differ"
[ $failed -eq 0 ]
