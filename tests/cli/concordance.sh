# Lines by hand: places, offsets, contexts, orders, what is excluded.
printf '他说：“去吧。”于是走了。\n\n改革开放，深化改革。\n' >a.txt
zg-concordance a.txt --node 去吧 --context sentence
zg-concordance a.txt --node 改革 --context 2
zg-concordance a.txt --node 改革 --except 改革开放 --context 1 --no-header
zg-concordance a.txt --node 改革 --except 改革开放 --context 1 --no-header --excluded
zg-concordance a.txt --regex '[深改].' --context 1 --no-header
zg-concordance a.txt --regex '吧.*于' --context 1 --no-header
zg-concordance a.txt --regex '吧.*于' --context 1 --no-header --within paragraph
# A node of Latin letters is widened to whole tokens.
printf 'the cat sat\non the mat\n' >b.txt
zg-concordance b.txt --regex 'a' --context 1 --no-header
printf '甲乙。甲丙。甲丙。丁甲\n' >c.txt
zg-concordance c.txt --node 甲 --context 1 --order right --no-header | cut -f 4-
zg-concordance c.txt --node 甲 --context 1 --order right-frequency --no-header | cut -f 4-
zg-concordance c.txt --node 甲 --context 1 --order left --no-header | cut -f 4-
printf '山wood甲\n一二三甲四\n' >d.txt
zg-concordance d.txt --node 甲 --align --context 3
zg-concordance a.txt
echo "exit $?"
zg-concordance a.txt --regex '('
echo "exit $?"
zg-concordance a.txt --node 改革 --context x
echo "exit $?"
