#!/bin/sh
# Random texts in many scripts, every unit and every level of --within: the fast counter against the
# slow one. ICU's words (--unit word) are judged on Chinese text only.
#   random.sh ZG_NGRAMS SLOW_NGRAMS
here=$(dirname "$0")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
total=0 failed=0
judge()
{
    total=$((total + 1))
    "$here/judge.sh" "$fast" "$slow" "$@" >"$tmp/said" || {
        failed=$((failed + 1))
        cat "$tmp/said"
    }
}
fast=$1 slow=$2
for mode in han mixed hostile; do
    for seed in 1 2 3; do
        rm -rf "$tmp/texts"
        python3 "$here/random_text.py" --mode $mode --seed $seed --files 3 --bytes 5000 \
            --out "$tmp/texts" >/dev/null
        for unit in char grapheme space word; do
            [ $unit = word ] && [ $mode != han ] && continue
            for within in clause sentence paragraph document; do
                judge --unit $unit --within $within -n 1-8 -- "$tmp"/texts/*.txt
            done
        done
        judge -n 3-3 --min-freq 2 -- "$tmp"/texts/*.txt
        judge -n 1-5 --min-freq 3 --within document -- "$tmp"/texts/*.txt
    done
done
echo "$total comparisons, $failed differ"
[ $failed -eq 0 ]
