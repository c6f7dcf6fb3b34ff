#!/usr/bin/env bash
# Judges the judge: tables written by hand, compared with what slow_ngrams prints.
#   check.sh [SLOW_NGRAMS]     without it, slow_ngrams.c is compiled into a temporary folder
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
slow=$1
if [ -z "$slow" ]; then
    slow=$tmp/slow_ngrams
    ${CC:-cc} -std=c11 -O1 -o "$slow" "$here/slow_ngrams.c" -licuuc || exit 1
fi
run=0 failed=0

# table NAME 'OPTIONS' TOKENS DOCUMENT... <<rows: one row a line, "ngram|n|freq" or
# "ngram|n|freq|docs" (else 1), in the order of the table; awk makes the two rates, so that only
# what was counted by hand is written down. A DOCUMENT may have printf's escapes.
table() {
    local name=$1 options=$2 tokens=$3 files=() text
    shift 3
    for text in "$@"; do
        files+=("$tmp/$((${#files[@]} + 1)).txt")
        printf '%b' "$text" >"${files[-1]}"
    done
    awk -F'|' -v T="$tokens" -v D="$#" '
        BEGIN { print "ngram\tn\tfreq\tper_million\tdocs\tdocs_share" }
        { d = NF > 3 ? $4 : 1
          printf "%s\t%d\t%d\t%.6g\t%d\t%.6g\n", $1, $2, $3, 1e6 * $3 / T, d, d / D }' \
        >"$tmp/expected"
    "$slow" $options --radicals "$here/radicals.tsv" "${files[@]}" >"$tmp/got" 2>&1
    run=$((run + 1))
    cmp -s "$tmp/expected" "$tmp/got" && return
    failed=$((failed + 1))
    echo "FAILED: $name"
    diff "$tmp/expected" "$tmp/got"
}

# One table in full, so that the rates and the header are written by hand at least once.
run=$((run + 1))
printf 'a b\n' >"$tmp/1.txt"
printf 'a\n' >"$tmp/2.txt"
: >"$tmp/3.txt"
printf 'ngram\tn\tfreq\tper_million\tdocs\tdocs_share\n%s\t1\t2\t666667\t2\t0.666667
%s\t2\t1\t333333\t1\t0.333333\n%s\t1\t1\t333333\t1\t0.333333\n' a 'a b' b >"$tmp/expected"
"$slow" "$tmp/1.txt" "$tmp/2.txt" "$tmp/3.txt" >"$tmp/got"
cmp "$tmp/expected" "$tmp/got" || failed=$((failed + 1))

# ---- units ----
table 'year, percent, Latin' '-n 1-2' 5 '2020年10.2%的COVID' <<'T'
10.2|1|1
2020|1|1
2020年|2|1
COVID|1|1
年|1|1
年10.2|2|1
的|1|1
的COVID|2|1
T
table 'the percent sign inside' '-n 2 --within sentence' 5 '2020年10.2%的COVID' <<'T'
10.2 %的|2|1
2020年|2|1
年10.2|2|1
的COVID|2|1
T
table 'full-width comma between numbers' '-n 1-2' 3 '2019，2020年' <<'T'
2019|1|1
2020|1|1
2020年|2|1
年|1|1
T
table 'full-width comma inside' '-n 2 --within sentence' 3 '2019，2020年' <<'T'
2019，2020|2|1
2020年|2|1
T
table 'full-width number' '-n 1-2' 1 '１１．１％' <<'T'
11.1|1|1
T
table 'full-width and ASCII are one type' '-n 1' 3 '１１．１ 11.1 ＡＢ' <<'T'
11.1|1|2
AB|1|1
T
table 'full-width stop that is no point' '-n 1-2 --within paragraph' 4 'a．b 1．c' <<'T'
1|1|1
1．c|2|1
a|1|1
a．b|2|1
b|1|1
b 1|2|1
c|1|1
T
table 'katakana, low line, Latin' '-n 1-2' 2 'ア_B' <<'T'
_B|1|1
ア|1|1
ア_B|2|1
T
table 'digit and letter, Han' '-n 1-3' 3 '3D打印' <<'T'
3D|1|1
3D打|2|1
3D打印|3|1
印|1|1
打|1|1
打印|2|1
T
table 'hyphen, number, Han' '-n 1-2' 4 'COVID-19疫情' <<'T'
19|1|1
19疫|2|1
COVID|1|1
情|1|1
疫|1|1
疫情|2|1
T
table 'hyphen inside' '-n 2 --within sentence' 4 'COVID-19疫情' <<'T'
19疫|2|1
COVID - 19|2|1
疫情|2|1
T
table 'full-width hyphen inside' '-n 2 --within sentence' 2 'ＣＯＶＩＤ－１９' <<'T'
COVID－19|2|1
T
table 'Hangul are runs' '-n 1-2' 2 '아버지가 방에' <<'T'
방에|1|1
아버지가|1|1
아버지가 방에|2|1
T
table 'apostrophes' '-n 1-2' 2 "can't can’t" <<'T'
can't|1|1
can't can’t|2|1
can’t|1|1
T
table 'numbers of UAX 29' '-n 1' 4 '1,000 3.5 1,x' <<'T'
1|1|1
1,000|1|1
3.5|1|1
x|1|1
T
table 'Thai: grapheme clusters, dense' '-n 1-2' 2 'ก็ก' <<'T'
ก|1|1
ก็|1|1
ก็ก|2|1
T
table 'Tibetan: tsheg is white space' '-n 1-2' 2 'བོད་ཡིག' <<'T'
བོད|1|1
བོད ཡིག|2|1
ཡིག|1|1
T
table 'Devanagari: runs; danda ends a sentence' '-n 1-2 --within sentence' 2 'हिन्दी।है' <<'T'
हिन्दी|1|1
है|1|1
T
table 'Bopomofo and Yi are dense' '-n 2' 4 'ㄅㄆꀀꀁ' <<'T'
ㄅㄆ|2|1
ㄆꀀ|2|1
ꀀꀁ|2|1
T
table 'Han outside the BMP, iteration mark, zero' '-n 2' 4 '𠀀𠀁々〇' <<'T'
々〇|2|1
𠀀𠀁|2|1
𠀁々|2|1
T
table 'half-width kana' '-n 1' 5 'ｶﾞガｱｰー' <<'T'
ガ|1|2
ー|1|2
ア|1|1
T
table 'a combining mark is as dense as its base' '-n 1-2' 2 'か\u309Aé' <<'T'
é|1|1
か゚|1|1
か゚é|2|1
T
table 'grapheme: every script dense' '-n 1-2 --unit grapheme' 3 'ab 中' <<'T'
a|1|1
ab|2|1
b|1|1
中|1|1
T
table 'grapheme: marks and blanks inside' '-n 2 --unit grapheme --within sentence' 3 'a-b 中' <<'T'
a-b|2|1
b中|2|1
T
table 'word: always one space' '-n 1-2 --unit word' 2 '中国人民' <<'T'
中国|1|1
中国 人民|2|1
人民|1|1
T
table 'space: runs, blanks do not stop' '-n 1-2 --unit space' 3 '我 爱 你，中' <<'T'
你，中|1|1
我|1|1
我 爱|2|1
爱|1|1
爱 你，中|2|1
T

# ---- stops and counts ----
table 'overlapping occurrences' '-n 1-3' 3 '哈哈哈' <<'T'
哈|1|3
哈哈|2|2
哈哈哈|3|1
T
table 'dots stop a clause' '-n 2' 2 '中……国' </dev/null
table 'a run of dots is one element' '-n 2 --within sentence' 2 '中……国' <<'T'
中……国|2|1
T
table 'runs of another length are another type' '-n 2 --within sentence' 4 '中—国，中——国' <<'T'
中——国|2|1
中—国|2|1
国，中|2|1
T
table 'a run goes on across white space' '-n 2 --within sentence' 4 'a—— ——b “ ”c！ ！d' <<'T'
a ———— b|2|1
b “ ” c|2|1
T
table 'quotes inside' '-n 2 --within sentence' 7 '我们“两个维护”。我' <<'T'
两个|2|1
个维|2|1
们“两|2|1
我们|2|1
维护|2|1
T
table 'quotes and sentence mark inside' '-n 2 --within paragraph' 7 '我们“两个维护”。我' <<'T'
两个|2|1
个维|2|1
们“两|2|1
我们|2|1
护”。我|2|1
维护|2|1
T
table 'quotes stop a clause' '-n 2' 7 '我们“两个维护”。我' <<'T'
两个|2|1
个维|2|1
我们|2|1
维护|2|1
T
table 'a blank between Han stops a clause' '-n 2' 4 '中国 人民' <<'T'
中国|2|1
人民|2|1
T
table 'an ideographic blank inside' '-n 2 --within sentence' 4 '中国\u3000人民' <<'T'
中国|2|1
人民|2|1
国人|2|1
T
table 'a blank beside what is not dense is nothing' '-n 2-3' 3 '中 a 国' <<'T'
a国|2|1
中a|2|1
中a国|3|1
T
table 'full stop' '-n 2 --within sentence' 3 'Mr. X, y' <<'T'
X , y|2|1
T
table 'semicolons end sentences' '-n 2 --within sentence' 5 '中；国，人;a: b' <<'T'
a : b|2|1
国，人|2|1
T
table 'semicolons inside' '-n 2 --within paragraph' 3 '中；国;a' <<'T'
中；国|2|1
国; a|2|1
T
table 'marks are never at an edge' '-n 1-2 --within document' 2 '“中”\n（国）。' <<'T'
中|1|1
中”（国|2|1
国|1|1
T
table 'every line end' '-n 2 --within paragraph' 9 \
    'a\nb\r\nc\rd\ve\ff\u0085g\u2028h\u2029i' </dev/null
table 'every line end inside' '-n 2 --within document' 9 \
    'a\nb\r\nc\rd\ve\ff\u0085g\u2028h\u2029i' <<'T'
a b|2|1
b c|2|1
c d|2|1
d e|2|1
e f|2|1
f g|2|1
g h|2|1
h i|2|1
T
table 'documents stop all; an empty one counts' '-n 1-2 --within document' 4 '中国' '' '中中' <<'T'
中|1|3|2
中中|2|1
中国|2|1
国|1|1
T
table 'rare rows are left out' '-n 1-2 --min-freq 2' 4 '中国，中国' <<'T'
中|1|2
中国|2|2
国|1|2
T
table 'no text' '' 1 '' </dev/null
table 'n longer than the text' '-n 3-64' 2 'a b' </dev/null

# ---- cleaning ----
table 'what is removed' '-n 2' 6 '\ufeff中\u200b国\u2060人\u00ad民\u202a中\0\u200e\x1b国\u007f' <<'T'
中国|2|2
人民|2|1
国人|2|1
民中|2|1
T
table 'joiners between Han or Latin go' '-n 1-2' 3 '防\u200d控，a\u200cb' <<'T'
ab|1|1
控|1|1
防|1|1
防控|2|1
T
table 'joiners in emoji stay' '-n 2 --within sentence' 2 '中👨\u200d👩\u200d👧国' <<'T'
中👨‍👩‍👧国|2|1
T
table 'non-joiner after an Arabic letter stays' '-n 1' 2 'می\u200cخواهم میخواهم' <<'T'
میخواهم|1|1
می‌خواهم|1|1
T
table 'radicals' '-n 2' 4 '⼗⼤，⻓⾒' <<'T'
十大|2|1
长見|2|1
T
table 'box-drawing dashes' '-n 2 --within sentence' 2 '中─━国' <<'T'
中——国|2|1
T
table 'NFC, also after the width fold' '-n 1' 4 'é e\u0301 ｅ\u0301 e' <<'T'
é|1|3
e|1|1
T

# ---- rendering ----
table 'a wide mark needs no spaces, another does' '-n 2 --within sentence' 4 'a😀b♥c,d' <<'T'
a😀b|2|1
b ♥ c|2|1
c , d|2|1
T
table 'neighbours of marks' '-n 2 --within sentence' 2 'a, “b' <<'T'
a , “ b|2|1
T
table 'TSV escapes' '-n 2 --within sentence' 2 'a\\b' <<'T'
a \\ b|2|1
T
table 'ties by bytes' '-n 1' 4 'b B 𠀀 ！ ｶ' <<'T'
B|1|1
b|1|1
カ|1|1
𠀀|1|1
T

# ---- errors ----
for bytes in '\xff' 'a\xe4\xb8' '\xed\xa0\x80' '\xc0\x80'; do
    run=$((run + 1))
    printf '%b' "$bytes" >"$tmp/1.txt"
    "$slow" "$tmp/1.txt" >/dev/null 2>&1 && { echo "FAILED: took $bytes"; failed=$((failed + 1)); }
done

echo "slow_ngrams: $run checks, $failed failed"
[ "$failed" -eq 0 ]
