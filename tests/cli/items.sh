# Item lists: forms, exceptions, zero rows, groups, dispersion, what is told.
mkdir t
printf '中国人民。中国，发展中国家。\n新冠肺炎和新型冠状病毒肺炎。\n' >t/a.txt
printf '发展中国家、中国。说，做。\n' >t/b.txt
printf '中国中国\n' >t/c.txt
printf 'document\tyear\na.txt\t2019\nb.txt\t2020\nc.txt\t\n' >t/metadata.tsv
printf 'item\tform\texcept\n中国\t中国\t发展中国家\n' >items.tsv
printf '新冠肺炎\t\t\n新冠肺炎\t新型冠状病毒肺炎\t\n月亮\t\t\n' >>items.tsv
echo '== a row an item, those that do not occur too'
zg-ngrams t --items items.tsv
echo '== only those that occur'
zg-ngrams t --items items.tsv --min-freq 1 --sort ngram | cut -f 1-3
echo '== forms'
zg-ngrams t --items items.tsv --forms | cut -f 1-4
echo '== groups; c.txt is in none'
zg-ngrams t --items items.tsv --by year | cut -f 1-4,6,8-
echo '== silent'
zg-ngrams -q t --items items.tsv --by year --top 1 | cut -f 1-4
echo '== dispersion'
zg-ngrams t --items items.tsv --dispersion=range,dp,docs_expected,arf --top 1 | cut -f 1,3,7-
zg-ngrams t --items items.tsv --dispersion=range,dp --parts equal:2 --top 1 | cut -f 1,3,7-
echo '== parts of a field; c.txt is in none'
zg-ngrams t --items items.tsv --dispersion=range,dp --parts year --top 1 | cut -f 1,3,7-
echo '== marks at edges are not looked at, marks inside are'
printf '“中国”\n《人民》\n说，做\n中国。中国\n' >plain.txt
zg-ngrams t --items plain.txt | cut -f 1-3
zg-ngrams t --items plain.txt --within sentence | cut -f 1-3
echo '== refused'
printf 'item\tform\n中国\t，\n' >mark.tsv
zg-ngrams t --items mark.tsv; echo $?
printf 'item\texcept\n中国\t中国\n' >same.tsv
zg-ngrams t --items same.tsv; echo $?
printf 'a\tb\n1\t2\n' >none.tsv
zg-ngrams t --items none.tsv; echo $?
zg-ngrams t --forms; echo $?
zg-ngrams t --items items.tsv -n 2; echo $?
zg-ngrams t --items items.tsv --match 中; echo $?
zg-ngrams t --items nothing.tsv; echo $?
zg-ngrams t --parts year; echo $?
echo '== the same is told by others'
zg-concordance t --items plain.txt --within clause | cut -f 1,6
zg-keyness t --by year --items plain.txt --inferential --top 1 | cut -f 1-4
echo '== a list in another encoding'
printf '\324\302\301\301\n\326\320\271\372\n' >gb.txt
zg-ngrams t --items gb.txt; echo $?
zg-ngrams t --stop gb.txt; echo $?
