#!/bin/bash
# Makes corpus/texts anew with the command that README.md shows, and results/ with the one of
# tools/quickstart, and compares byte for byte: with one thread and with four, from another folder.
# What the texts hold, white space aside, is what the raw file holds.
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
make_texts=$(grep '^zg-import corpus/raw .* --text corpus/texts$' "$root/README.md")
rm corpus
mkdir corpus
ln -s "$root/corpus/raw" corpus/raw
PATH="$bin:$PATH" LC_ALL=C bash -c "$make_texts -q"
diff -r corpus/texts "$root/corpus/texts"
bare() {
    cat "$@" | tr -d ' \n' | sed 's/\xE2\x94\x80/\xE2\x80\x94/g'
}
cmp <(bare corpus/raw/*.txt) <(bare corpus/texts/*.txt)
[ "$(cat corpus/texts/*.txt | grep -o 疫情防控 | wc -l)" -eq 55 ]
[ "$(cat corpus/texts/*.txt | grep -o 脱贫攻坚 | wc -l)" -eq 53 ]
echo "texts are the same: $(find corpus/texts -type f | wc -l) files"
echo "results are the same: $(find "$root/results" -type f | wc -l) files"
