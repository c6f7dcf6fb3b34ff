# What stands near what: counts that can be made by hand.
printf '山水山。水山，云水。\n' >a.txt
zg-collocates a.txt --node 水 -n 1 --window 1,1 --min-freq 1 --measures mi --contingency
zg-collocates a.txt --node 水 -n 1 --window 1,1 --min-freq 1 --measures mi \
    --within document --no-header
# Adjacent pairs: a collocate before the node has a row of its own.
zg-collocates a.txt --node 水 -n 1 --adjacent --min-freq 1 --measures mi --contingency --no-header
# 改革, but not in 改革开放.
printf '改革开放。深化改革。改革开放\n' >b.txt
zg-collocates b.txt --node 改革 --except 改革开放 -n 1 --measures mi --min-freq 1 --no-header |
    cut -f 1-6
# An estimated table: r1 is span times node, n all tokens.
zg-collocates a.txt --node 水 -n 1 --window 1,1 --measures mi --contingency --table approximate \
    --no-header
# Node forms of a list.
printf 'item\tform\n水流\t水\n水流\t云\n' >items.tsv
zg-collocates a.txt --items items.tsv -n 1 --window 1,1 --min-freq 1 --measures mi --no-header
zg-collocates a.txt --node 。
echo "exit $?"
zg-collocates a.txt --node 水 --window 3
echo "exit $?"
zg-collocates a.txt --node 水 -n 1 --sort nothing
echo "exit $?"
# A network: each pair once, if both attract the other.
for i in 1 2 3 4 5 6 7 8; do printf '春雨。花月。山水。云石。风雪。\n'; done >c.txt
zg-collocates c.txt -n 1 --window 1,1 --network net
cut -f 1-3,5- net.edges.tsv
cat net.nodes.tsv
# What is left out is told.
printf 'document\tyear\na.txt\t2020\n' >years.tsv
printf '山。水山\n' >stopped.txt
zg-collocates a.txt stopped.txt --metadata years.tsv --by year --node 山。水 --node 水 -n 1 \
    --window 1,1 --measures mi --no-header
# Where they stand: of 山, at -1, 1 and 1, the mean is 1/3 and the variance 8/9.
printf '山水山。水山，云水。\n' >places.txt
zg-collocates places.txt --node 水 -n 1 --window 2,2 --min-freq 1 --positions | cut -f 2,6,19-
zg-collocates places.txt --node 水 --positions --adjacent
echo "exit $?"
zg-collocates places.txt --node 水 --positions --window 101,1
echo "exit $?"
zg-collocates places.txt --network net --positions
echo "exit $?"
# A node that does not occur is told, but not for each group.
zg-collocates a.txt --node 火 -n 1 --no-header
zg-collocates a.txt --node 水 --node 火 --node 土 -n 1 --window 1,1 --measures mi --no-header
zg-collocates a.txt stopped.txt --metadata years.tsv --by document --node 云 -n 1 \
    --measures mi --no-header
