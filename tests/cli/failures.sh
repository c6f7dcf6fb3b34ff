try() { "$@"; echo "exit $?"; }
mkdir none texts two
try zg-ngrams missing.txt
try zg-ngrams none
printf '天地\n玄\377黄\n' >bad.txt
try zg-ngrams bad.txt -n 1
try zg-ngrams bad.txt -n 1 --invalid replace --top 1 -q
printf '%%PDF-1.4\n' >a.txt
try zg-ngrams a.txt
printf '天地玄黄\n' | gzip >texts/cut.txt.gz
head -c 20 texts/cut.txt.gz >cut.txt.gz
try zg-ngrams cut.txt.gz
printf '天\n' >texts/a.txt
printf '天\n' >two/a.txt
try zg-ngrams texts two
try zg-ngrams texts/a.txt -o nowhere/out.tsv
try zg-ngrams texts/a.txt --where document=other
zg-ngrams texts/a.txt >/dev/full; echo "exit $?"
printf 'old\n' >kept.tsv
try zg-ngrams bad.txt -o kept.tsv
cat kept.tsv
ls -A
printf '坚决打赢\377\376脱贫攻坚战\n' >mixed.txt
try zg-ngrams mixed.txt
# 统筹推进新冠肺炎疫情防控和 in GBK
{
    printf '\315\263\263\357\315\306\275\370\320\302\271\332\267\316\321\327'
    printf '\322\337\307\351\267\300\277\330\272\315\n'
} >gbk.txt
try zg-ngrams gbk.txt
true
