#!/usr/bin/env bash
# Hostile input, full disks, files that are no files: an answer or one line, never more memory than
# said, never a hang. Prints SKIPPED for what cannot be tried here.
#
#   hostile.sh BIN [TIMES]     TIMES: lines and bombs of so many times 100 MB (default 25; 100 makes
#                              the line of 10 GB, which needs as much room in the temporary folder)
set -euo pipefail
bin=$(cd "$1" && pwd -P)
times=${2:-25}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
folder=$(mktemp -d)
mounted=
finish()
{
    [ -z "$mounted" ] || umount "$mounted" || true
    rm -rf "$folder"
}
trap finish EXIT
cd "$folder"
wrong=0

# try CODE TEXT COMMAND...: the command ends in time with CODE, and stderr holds TEXT, on one line.
try()
{
    local wanted=$1 text=$2 code=0
    shift 2
    timeout $((60 + 4 * times)) "$@" >out 2>err </dev/null || code=$?
    if [ "$code" -ne "$wanted" ] || ! grep -qF -e "$text" err || [ "$(grep -c . err)" -gt 3 ]; then
        printf 'exit %s of %s: %s\n' "$code" "$*" "$(head -c 300 err)"
        wrong=$((wrong + 1))
    fi
}

say_skipped()
{
    printf 'SKIPPED: %s\n' "$1"
}

printf '天地玄黄，宇宙洪荒。\n' >a.txt
"$bin/zg-import" -q a.txt -o a.zgc

# ---- folders hold files only ----
mkdir -p in/sub
cp a.txt in/
ln -s "$folder/a.txt" in/link.txt
ln -s "$folder" in/sub/up
ln -s .. in/sub/dots.txt
mkfifo in/pipe.txt
ln -s /dev/zero in/zero.txt
try 0 '' "$bin/zg-import" in --info
[ "$(wc -l <out)" -eq 2 ] || { echo 'more than the one file was read'; wrong=$((wrong + 1)); }
ln -s loop.txt in/loop.txt
try 1 'loop.txt' "$bin/zg-import" in --info --follow

# ---- what is no file, or cannot be read ----
mkdir is_folder.txt
try 1 'no text found' "$bin/zg-ngrams" is_folder.txt
try 1 '/proc/self/mem' "$bin/zg-ngrams" /proc/self/mem
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$folder"
    cp a.txt secret.txt
    chmod 600 secret.txt
    nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    if "${nobody[@]}" "$bin/zg-ngrams" --version >/dev/null 2>&1; then
        try 1 'ermission' "${nobody[@]}" "$bin/zg-ngrams" secret.txt
        try 1 'ermission' "${nobody[@]}" "$bin/zg-ngrams" a.txt -o "$folder/new.tsv"
        [ ! -e new.tsv ] || { echo 'a file was made'; wrong=$((wrong + 1)); }
    else
        say_skipped 'another user cannot run the tools of this tree'
    fi
elif [ "$(id -u)" -ne 0 ]; then
    chmod 000 a.zgc
    try 1 'ermission' "$bin/zg-ngrams" a.zgc
    chmod 600 a.zgc
else
    say_skipped 'root reads everything, and there is no setpriv'
fi

# ---- full disks ----
for tool in zg-ngrams zg-phrases zg-collocates; do
    code=0
    "$bin/$tool" a.txt -n 1 >/dev/full 2>err || code=$?
    [ "$tool" = zg-phrases ] || [ "$code" -eq 1 ] || { echo "$tool > /dev/full: $code"; wrong=1; }
done
try 1 'o space left' "$bin/zg-ngrams" a.txt -o /dev/full --meta ''
mkdir disk
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=64k zigram disk 2>/dev/null; then
    mounted=$folder/disk
    seq 20000 >many.txt
    printf 'old\n' >disk/old.tsv
    try 1 'o space left' "$bin/zg-ngrams" many.txt -o disk/old.tsv
    try 1 'o space left' "$bin/zg-ngrams" many.txt -o disk/new.tsv
    try 1 'o space left' "$bin/zg-import" many.txt -o disk/new.zgc
    try 1 'o space left' "$bin/zg-import" many.txt --text disk/plain
    try 1 'o space left' "$bin/zg-report" many.txt -o disk/site
    [ "$(cat disk/old.tsv)" = old ] || { echo 'the old file is gone'; wrong=$((wrong + 1)); }
    left=$(find disk -name '.zg-*' -o -name 'new.*' | wc -l)
    [ "$left" -eq 0 ] || { ls -lA disk; wrong=$((wrong + 1)); }
    umount disk
    mounted=
else
    say_skipped 'a full disk: no file system can be mounted here'
fi

# ---- expressions that explode, deep nesting ----
printf '%s!\n' "$(head -c 4000 /dev/zero | tr '\0' a)" >aaa.txt
try 1 'too many steps on the text "aaaa' \
    "$bin/zg-concordance" aaa.txt --regex '(a|a)*b' --within document
try 1 'too many steps' "$bin/zg-ngrams" aaa.txt -n 1 --match '(a*)*b'
try 1 'too many steps' "$bin/zg-ngrams" aaa.txt -n 1 --documents 'regex:(a+)+c'
printf '{"text":%s%s}\n' "$(head -c 100000 /dev/zero | tr '\0' '[')" '' >deep.jsonl
try 1 'deep.jsonl:1' "$bin/zg-ngrams" deep.jsonl

# ---- much out of little ----
if "$bin/zg-ngrams" --help | grep -q -e --memory; then
    # A line longer than memory goes into a temporary file, which is mapped: under a limit of the
    # address space it cannot be, and says so.
    head -c 100000000 /dev/zero | gzip -1 >zeros.gz
    for _ in $(seq "$times"); do cat zeros.gz; done >bomb.txt.gz
    head -c 100000000 /dev/zero | tr '\0' ' ' | gzip -1 >blanks.txt.gz
    limited=(bash -c 'ulimit -v 2000000; exec "$@"' limited)
    try 1 'cannot be mapped' "${limited[@]}" "$bin/zg-ngrams" bomb.txt.gz --memory 64M -n 1 -t 1
    "${limited[@]}" "$bin/zg-ngrams" blanks.txt.gz --memory 64M -n 1 -t 1 >/dev/null ||
        wrong=$((wrong + 1))
    # Whole files are in memory or refused; lines that have to be changed stand in files.
    try 1 'blanks.txt.gz: ' "${limited[@]}" "$bin/zg-ngrams" blanks.txt.gz --clean pdf \
        --memory 64M -t 1
    "${limited[@]}" "$bin/zg-ngrams" zeros.gz --memory 64M -n 1 -t 1 >/dev/null ||
        wrong=$((wrong + 1))
    # A line through a pipe.
    try 1 'cannot be mapped' bash -c 'ulimit -v 2000000
        head -c "$1" /dev/zero | tr "\0" a | "${@:2}"' limited "${times}00000000" \
        "$bin/zg-ngrams" - --memory 64M -n 1 -t 1
else
    say_skipped 'bombs under a ceiling: the tools have no --memory'
fi

if grep -rEn '\b(system|popen|exec[lv]p?e?) *\(' "$root/lib" "$root/tools" --include='*.[ch]'; then
    echo 'a program starts another one'
    wrong=$((wrong + 1))
fi
echo "$wrong wrong"
[ "$wrong" -eq 0 ]
