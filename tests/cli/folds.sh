# What each fold takes for the same, and the form that is shown: the most frequent in the corpus.
list()
{
    zg-ngrams "$@" -n 1 --sort ngram --no-header | cut -f 1,3 | tr '\t\n' '= '
    echo
}
echo 'The the THE the Straße STRASSE' >case.txt
list case.txt --fold none
list case.txt --fold case
printf '２０２０年 2020年 2020年 ๒๕๖๓ 1,000 3D 〇\n' >numbers.txt
list numbers.txt
list numbers.txt --fold none
list numbers.txt --fold digits
list numbers.txt --fold numbers
printf '後來后来後，臺灣與台湾\n' >traditional.txt
list traditional.txt
list traditional.txt --fold traditional
list traditional.txt --fold traditional --unit word
printf '防、控，防，控\n' >commas.txt
zg-ngrams commas.txt -n 2 --within sentence --no-header | cut -f 1,3
zg-ngrams commas.txt -n 2 --within sentence --no-header --fold punctuation | cut -f 1,3
# Text of the user's passes the same folds; a mark and a number that look alike are two types.
printf '第3章 # 第12章\n' >sign.txt
list sign.txt --fold numbers,case
zg-ngrams sign.txt -n 3 --no-header --fold numbers --containing '第7' | cut -f 1,3
zg-ngrams sign.txt -n 3 --no-header --fold numbers --containing '第#章' | cut -f 1,3
zg-ngrams case.txt -n 2 --no-header --fold case --containing 'strasse THE' | cut -f 1,3
zg-ngrams case.txt -n 2 --no-header --fold case --containing 'THE STRASSE' | cut -f 1,3
