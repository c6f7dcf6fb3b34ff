# A corpus in a file gives what the texts give, sidecars too; what is settled in it cannot be said
# otherwise; zg-import makes another of it.
mkdir texts
printf 'The cat saw the Cat.\n天地玄黄，宇宙\n' >texts/a.txt
printf '天地 玄黄\n\nＴｈｅ cat\n' >texts/b.txt
zg-import texts -o c.zgc
zg-import texts --unit word --fold width,case -o w.zgc
zg-import c.zgc --unit word --fold width,case -o again.zgc
cmp w.zgc again.zgc && echo 'tokenized anew: the same file'
for unit in char word; do
    case $unit in char) file=c.zgc fold=width ;; word) file=w.zgc fold=width,case ;; esac
    zg-ngrams texts --unit $unit --fold $fold -n 1-3 --within sentence -o texts.tsv
    zg-ngrams $file -n 1-3 --within sentence -o file.tsv
    cmp texts.tsv file.tsv && cmp texts.tsv.meta.json file.tsv.meta.json && echo "$unit: the same"
done
zg-import texts --info --no-header
zg-import c.zgc --info --no-header
zg-import texts -o d.zgc --info --no-header | cut -f 1 && cmp c.zgc d.zgc
zg-import c.zgc --text out && cat out/a.txt
cp c.zgc named_otherwise
zg-ngrams named_otherwise -n 1 --top 1 --no-header --clean basic --unit char
# Fields are kept.
mkdir dated
cp texts/a.txt texts/b.txt dated
printf 'document\tyear\na.txt\t1999\nb.txt\t2020\n' >dated/metadata.tsv
zg-import dated -o dated.zgc --order-by year
zg-ngrams dated -n 1 --order-by year --where 'year>=2000' -o texts.tsv
zg-ngrams dated.zgc -n 1 --where 'year>=2000' -o file.tsv
cmp texts.tsv file.tsv && cmp texts.tsv.meta.json file.tsv.meta.json && wc -l <file.tsv
zg-ngrams dated.zgc --order-by document
echo $?
# What cannot be.
zg-ngrams c.zgc --unit word
echo $?
zg-ngrams c.zgc --clean pdf
echo $?
zg-import c.zgc --clean pdf
echo $?
zg-import c.zgc --encoding gbk
echo $?
zg-ngrams c.zgc texts
echo $?
zg-import texts --where document=a.txt -o e.zgc
echo $?
zg-import c.zgc --audit changes.tsv
echo $?
echo 'no corpus' >n.zgc
zg-ngrams n.zgc
echo $?
head -c 3000 c.zgc >cut.zgc
zg-ngrams cut.zgc
echo $?
zg-ngrams missing.zgc
echo $?
zg-ngrams texts -o list.zgc
echo $?
zg-import texts -o /dev/full
echo $?
ls
