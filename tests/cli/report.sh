# The report: items by text and over time, groups that are asked for, titles, what is refused.
mkdir t
printf '中国人民。中国，发展中国家。\n新冠肺炎和新型冠状病毒肺炎。\n' >t/a.txt
printf '发展中国家、中国。说，做。\n' >t/b.txt
printf '中国中国\n' >t/c.txt
printf 'document\tyear\na.txt\t2019\nb.txt\t2020\nc.txt\t2020\n' >t/metadata.tsv
printf 'item\tform\texcept\n中国\t中国\t发展中国家\n' >items.tsv
printf '新冠肺炎\t\t\n新冠肺炎\t新型冠状病毒肺炎\t\n月亮\t\t\n' >>items.tsv
zg-report t --items items.tsv -o r
echo '== items'
cut -f 1,2,4 r/items.tsv
echo '== by text'
cut -f 1,2,4,5,7 r/items_by_text.tsv
echo '== over time'
cut -f 1-5 r/items_over_time.tsv
echo '== title and section'
grep -o '<title>[^<]*' r/report.html
grep -c '<section id="items">' r/report.html
echo '== without items'
zg-report t -o s --title 'A & B'
ls s | grep items
grep -o '<title>[^<]*' s/report.html
echo '== refused'
zg-report t --items none.tsv -o u
echo "exit $?"
zg-report t --by nothing -o u
echo "exit $?"
zg-report t
echo "exit $?"
printf 'x' >file
zg-report t -o file
echo "exit $?"
zg-report t --items items.tsv -n 65 -o u
