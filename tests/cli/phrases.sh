# Two copies of a slogan with a comma, its parts, and the files beside the table.
mkdir t
printf '我们不忘初心、牢记使命。他们不忘初心、牢记使命！\n' >t/a.txt
printf '大家不忘初心、牢记使命。“一带一路”好，“一带一路”快，“一带一路”长。\n' >t/b.txt
zg-phrases t --min-freq 3 --occurrences o.tsv --write-items i.tsv --reuse r.tsv \
    --reuse-length 8 -q | cut -f 1-3,5,6,8,9,17
cat o.tsv i.tsv r.tsv
zg-phrases t --min-freq 3 --by document --no-header -q | cut -f 1,2,4
zg-phrases t --min-freq 1
echo "exit $?"
zg-phrases t --min-boundary 3
echo "exit $?"
zg-phrases t --sort g2
echo "exit $?"
