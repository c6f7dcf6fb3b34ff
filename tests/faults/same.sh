#!/usr/bin/env bash
# The same input gives the same bytes, whatever the locale, the time zone, the umask, the temporary
# folder and the folder it is run in.
#
#   same.sh BIN [BIN...]     with more than one folder of tools (builds by other compilers, with
#                            other optimization): theirs are compared too
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
bins=()
for bin in "$@"; do
    bins+=("$(cd "$bin" && pwd -P)")
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p first/texts "first/数据 b/again" locales tmp
head -c 30000 "$root/corpus/texts/"*.txt 2>/dev/null | grep -v '^==>' >all.txt
split -n l/3 --additional-suffix=.txt all.txt first/texts/part-
printf 'Iıİi IŞIK ışık straße ǅ 12.5 1,5\n' >>first/texts/part-aa.txt
printf 'document\tyear\npart-aa.txt\t1954.5\npart-ab.txt\t1978\npart-ac.txt\t2012\n' \
    >first/texts/metadata.tsv
cp -r first/texts 'first/数据 b/again/texts'
printf 'item\to11\to12\to21\to22\na\t10\t990\t5\t1995\nb\t3\t7\t2\t9\n' >t.tsv
cp t.tsv first/
cp t.tsv 'first/数据 b/again/'

# run BIN: all tools in the present folder, results in `out`.
run()
{
    rm -rf out
    mkdir out
    "$1/zg-import" texts --fold width,case -o out/c.zgc --audit out/audit.tsv
    "$1/zg-import" texts --text out/plain
    "$1/zg-ngrams" texts --fold width,case --dispersion -o out/n.tsv
    "$1/zg-ngrams" out/c.zgc --by year:10 -o out/by.csv.gz
    "$1/zg-phrases" texts -o out/p.tsv
    "$1/zg-keyness" texts --by document --items ngrams -o out/k.jsonl
    "$1/zg-collocates" texts --node 的 -o out/co.tsv
    "$1/zg-concordance" texts --node 的 --order right -o out/kw.tsv
    "$1/zg-measures" t.tsv --measures all --digits 12 -o out/m.tsv
    "$1/zg-report" texts -o out/site
    "$1/zg-ngrams" texts -n 1 >out/stdout.tsv
}

wrong=0
# compare NAME: `out` here with the first.
compare()
{
    if ! diff -rq out "$folder/expected" >"$folder/diff"; then
        printf '%s:\n' "$1"
        head -n 5 "$folder/diff"
        wrong=$((wrong + 1))
    fi
    rm -rf out
}

# Locales that are not there are made, where the machine has their sources.
for name in zh_CN tr_TR de_DE; do
    locale -a 2>/dev/null | grep -qix "$name.utf-\?8" ||
        localedef -i "$name" -f UTF-8 "locales/$name.UTF-8" 2>/dev/null ||
        printf 'SKIPPED: there is no locale %s\n' "$name"
done

cd first
LC_ALL=C run "${bins[0]}" 2>"$folder/said"
mv out "$folder/expected"
for name in C zh_CN.UTF-8 tr_TR.UTF-8 de_DE.UTF-8; do
    (export LOCPATH=$folder/locales LC_ALL=$name LANG=$name; run "${bins[0]}") 2>/dev/null
    compare "LC_ALL=$name"
done
TZ=Asia/Kathmandu TMPDIR=$folder/tmp run "${bins[0]}" 2>/dev/null
compare 'time zone, TMPDIR'
(umask 0; run "${bins[0]}" 2>/dev/null)
compare 'umask'
cd '数据 b/again'
env -i "$BASH" -c "$(declare -f run); run \"\$1\"" same "${bins[0]}" 2>/dev/null
compare 'another folder, no environment'
for bin in "${bins[@]:1}"; do
    run "$bin" 2>/dev/null
    compare "$bin"
done
echo "$wrong wrong"
[ "$wrong" -eq 0 ]
