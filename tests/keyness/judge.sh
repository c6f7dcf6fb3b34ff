#!/bin/bash
# zg-keyness on real reports against slow_keyness; lists against texts; threads.
#   judge.sh BIN_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
reports=${ZG_DATA:-}/zh_gov_work_reports
[ -d "$reports" ] || { echo "SKIPPED: ZG_DATA has no zh_gov_work_reports"; exit 0; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 "$here/han.py" "$reports" "$tmp/han"
cd "$tmp"
sides=(--target-where 'year<1978' --items ngrams)
all=(--direction both --digits 17)
"$bin/zg-keyness" -q han "${sides[@]}" -n 7 "${all[@]}" --leave-one-out --contingency -o seven.tsv
python3 -B "$here/judge.py" han 1977 7 7 60 seven.tsv

# Ready-made lists of both sides have the same scores, but for dispersion.
"$bin/zg-ngrams" han --where 'year<1978' -n 1-2 -o a.tsv
"$bin/zg-ngrams" han --where 'year>=1978' -n 1-2 -o b.csv
"$bin/zg-keyness" -q han "${sides[@]}" -n 1-2 "${all[@]}" | cut -f 1-15 >texts.tsv
"$bin/zg-keyness" -q --frequencies a.tsv b.csv "${all[@]}" | cut -f 1-15 >lists.tsv
cmp texts.tsv lists.tsv

# Two corpus files, of which each knows only its own types.
before=(han/19[0-6]*.txt han/197[0-7].txt)
after=(han/197[89].txt han/19[89]*.txt han/2*.txt)
"$bin/zg-import" -q "${before[@]}" -o before.zgc
"$bin/zg-import" -q "${after[@]}" -o after.zgc
"$bin/zg-keyness" -q before.zgc --reference after.zgc --items ngrams -n 1-2 "${all[@]}" >files.tsv
"$bin/zg-keyness" -q han "${sides[@]}" -n 1-2 "${all[@]}" | cmp - files.tsv
for t in 1 3; do
    "$bin/zg-keyness" -q han "${sides[@]}" -n 1-2 --permutations 199 --leave-one-out --top 300 \
        --measures rank_sum_neg_log10_p,tdk_lrc,da -t "$t" >"threads$t.tsv"
done
cmp threads1.tsv threads3.tsv
echo "lists and threads agree"
