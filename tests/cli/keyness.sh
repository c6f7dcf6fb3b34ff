# The sides, edges of what they may be, and what is told.
mkdir a b
printf '山水山水。\n' >a/1.txt
printf '山水花。\n' >a/2.txt
printf '花鸟花鸟花鸟。\n' >b/1.txt
printf '鸟\n' >b/2.txt
q="zg-keyness -q --inferential --items ngrams"
echo '== items of one side only, names on both sides'
$q a --reference b -n 1 --direction both | cut -f 1-8
echo '== two sides by documents'
$q a/1.txt b/2.txt --target-where document=1.txt -n 2 --min-freq 1 --contingency | cut -f 1-8,18-21
echo '== a side is itself'
$q a --reference a -n 1-2 --direction both | cut -f 1,3,4,9,12,13
echo '== described'
zg-keyness a --reference b --items ngrams | cut -f 1-4
echo '== one document a side: nobody can be left out, nothing is dispersed'
$q a/1.txt --reference b/1.txt -n 1 --leave-one-out --top 1 | cut -f 1,3,4,16-
echo '== an item list'
printf 'item\tform\n山水\t\n鸟\t花鸟\n' >items.tsv
zg-keyness -q --inferential a --reference b --items items.tsv --direction both | cut -f 1-8
echo '== beyond 2^53'
printf 'ngram\tfreq\n大\t9007199254740\n小\t9\n' >big.tsv
printf 'ngram\tfreq\n大\t9007199254741\n' >bigger.tsv
zg-keyness --frequencies big.tsv bigger.tsv --tokens 9007199254740993,18014398509481987 \
    --contingency --digits 9 | cut -f 1,3,4,9,10,11,13,18-
echo '== copies are one document'
mkdir copies
for i in 1 2 3 4 5; do
    printf '山水山水花。\n' >copies/a$i.txt
    printf '花鸟鸟山花。\n' >copies/b$i.txt
done
printf 'document\tdocument_other\tshare\tshare_other\n' >pairs.tsv
printf 'a1.txt\ta2.txt\t1\t0.5\nb1.txt\tb2.txt\t0.7\t0.7\nb1.txt\ta2.txt\t1\t1\n' >>pairs.tsv
side=document=a1.txt,a2.txt,a3.txt,a4.txt,a5.txt
zg-keyness copies --target-where "$side" -n 1 --reuse pairs.tsv --permutations 200 --leave-one-out |
    cut -f 1,3,4,7,8,12,18-
zg-keyness copies --target-where "$side" -n 1 --inferential \
    --reuse pairs.tsv --reuse-share 0.6 --permutations 200 --leave-one-out | cut -f 1,3,4,7,8,12,18-
echo '== told: ways of writing, lengths, rows that are not key'
mkdir told
for i in 1 2 3 4 5; do
    printf '国家学习，国家人民。国家和学习和人民和国家人民。\n' >told/a$i.txt
    printf '人民和，人民。\n' >told/b$i.txt
done
printf '國家學習，國家人民。國家和學習和人民和國家人民。\n' >told/a3.txt
printf 'document\tside\n' >told/metadata.tsv
for i in 1 2 3 4 5; do printf 'a%d\ta\nb%d\tb\n' $i $i >>told/metadata.tsv; done
zg-keyness told --target-where side=a -n 1 --top 4 | cut -f 1,3,4,12
zg-keyness told --by side -n 1 --top 2 --fold traditional | cut -f 1,2,4,5,13
echo '== two corpus files, a file and texts, two units'
zg-import -q a -o a.zgc && zg-import -q b -o b.zgc && zg-import -q b -o w.zgc --unit word
$q a --reference b -n 1-2 >texts.tsv
$q a.zgc --reference b.zgc -n 1-2 | cmp - texts.tsv
$q a --reference b.zgc -n 1-2 | cmp - texts.tsv
$q a.zgc --reference b -n 1-2 | cmp - texts.tsv
$q a.zgc --reference w.zgc -n 1; echo $?
$q a.zgc a --reference b.zgc -n 1; echo $?
echo '== groups: documents without a value are in none'
printf 'document\tside\n' >sides.tsv
for i in 2 3 4 5; do printf 'a%d\ta\nb%d\tb\n' $i $i >>sides.tsv; done
printf 'b1\t\n' >>sides.tsv
zg-keyness copies --metadata sides.tsv --groups side -n 1 --inferential --contingency |
    cut -f 1,2,4,5,8,9,19,20,23-
echo '== frequency lists of the texts have their scores'
zg-ngrams -q a -n 1-2 -o a.tsv && zg-ngrams -q b -n 1-2 -o b.csv
$q a --reference b -n 1-2 --direction both | cut -f 1-15 >texts.tsv
zg-keyness -q --frequencies a.tsv b.csv --inferential --direction both |
    cut -f 1-15 | cmp - texts.tsv
echo '== one document against one is described'
for i in 1 2 3 4 5 6 7 8; do cat copies/a1.txt >>one.txt && cat copies/b1.txt >>two.txt; done
zg-keyness one.txt --reference two.txt -n 1-2 --measures lockword,tdk_lrc | cut -f 1,3,4,9,10,12-
echo '== refused'
zg-keyness -q copies --target-where document=a1.txt -n 1 --reuse items.tsv; echo $?
zg-keyness -q --frequencies big.tsv bigger.tsv --tokens 5,6 --reuse pairs.tsv; echo $?
: >empty.txt
zg-keyness -q a --reference empty.txt --items ngrams; echo $?
zg-keyness -q empty.txt --reference a --items ngrams; echo $?
zg-keyness -q copies --metadata sides.tsv --target-where side=c -n 1; echo $?
zg-keyness -q a --target-where document=1.txt --reference-where document=1.txt,2.txt; echo $?
zg-keyness -q a; echo $?
zg-keyness -q --frequencies big.tsv bigger.tsv; echo $?
zg-keyness -q --frequencies big.tsv bigger.tsv --tokens 5,6; echo $?
zg-keyness -q a --reference b -n 1 --sort nothing; echo $?
zg-keyness -q a --by nothing; echo $?
