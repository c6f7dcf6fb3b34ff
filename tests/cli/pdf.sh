# Two letters printed in lines of 20 Han, titles in the middle, with a head and page numbers.
page() { printf '文集\n\n%s\n\n— %s —\n\f' "$2" "$1"; }
{
    page 1 '               致园丁的信
园丁先生：
去年 3月你种下的树已经长得很高了，春天
来的时候满院都是白色的花，邻居们常常站
在门外看，说从来没有见过这样好看的树，孩
子们也喜欢在树下读书，一直读到天黑才肯
回家吃饭。
秋天的果子很甜，我们把它们分给了街上所'
    page 2 '有的人家，大家都让我写信谢谢你。今年若
有空闲，请再到我们这里来住几天，树下已
经摆好了桌子和椅子，茶也是新的，山上的泉
水还和从前一样清，你一定会喜欢。
张三
2019 年 11 月 5 日

               致邮差的信
邮差先生：
多年来你把远方的消息送到山里，不论下雨'
    page 3 '还是下雪，从来没有耽误过一天，我们都记
在心里，老人们说你的脚步声就是最好的钟
声，听见了就知道该做午饭了。
这双鞋子是村里的人一起做的，请你收下，
路还很长，愿你走得平安，也愿你有空的时
候坐下来喝一杯茶再走。
李四
2020 年 1 月 6 日'
} >letters.txt
zg-ngrams letters.txt -n 4 --match '白色的花|街上所有|远方的消'
echo "-- joined"
zg-import letters.txt --clean pdf --text clean --audit audit.tsv
cat clean/letters.txt
cut -f1 audit.tsv | sort | uniq -c | sed 's/^ *//'
echo "-- split, body only"
zg-import letters.txt --clean pdf --documents 'regex:^致.+的信$' --only body,other --text split
head -n 1 split/letters-1.txt split/letters-2.txt
echo "-- what is no text"
printf '%%PDF-1.7\n' >a.pdf
zg-ngrams a.pdf
printf 'PK\003\004' >a.docx
zg-ngrams a.docx
printf '<!DOCTYPE html>\n<p>天地</p>\n' | zg-ngrams - -n 2 --top 1
