# Counts on the text as received are what grep -o counts, where a string cannot overlap itself.
raw=$(ls "$(dirname "$0")"/../../corpus/raw/*.txt)
for word in 疫情 疫情防控 脱贫攻坚 人民 新冠肺炎 湖北和武汉 贫困 工作 习近平 医务人员 社会 坚持; do
    n=$(printf %s "$word" | LC_ALL=C.UTF-8 wc -m)
    ours=$(zg-ngrams "$raw" -q -n "$n" --no-header --containing "$word" | cut -f 3)
    theirs=$(LC_ALL=C.UTF-8 grep -o "$word" "$raw" | wc -l)
    [ "$ours" = "$theirs" ] && [ "$ours" -gt 0 ] && echo "$word same"
done
