# Tables made elsewhere: what passes through, what is refused and where.
try() { "$@"; echo "exit $?"; }
printf 'w\to11\to12\to21\to22\n"x\\ty\t10\t0\t3\t31764\n\t\t1\t2\t3\n' >a.tsv
try zg-measures a.tsv --measures g2,mi
try zg-measures a.tsv --measures lrc,g2 --names vectors --format csv
printf 'O11,O12,O21,O22,"say ""hi"""\r\n1,2,3,4,"a,\nb"\r\n' >b.csv
try zg-measures b.csv --measures odds_ratio --format csv
printf '{"f":8,"f1":75,"f2":45473,"n":909768,"w":"天","x":1.50}\n' >c.jsonl
try zg-measures c.jsonl --measures mi --contingency --format jsonl
printf 'freqs\tsizes\n1, 2,3\t10,10,20\n\t1\n0,0\t5,5\n' | try zg-measures - --measures dp,range
printf 'positions\tn\n2,5\t10\n' | try zg-measures - --measures arf,mean_gap
# both p are the same: BH leaves them so; the family of 4 doubles them
printf 'o11\to12\to21\to22\n9\t1\t1\t9\n9\t1\t1\t9\n' >d.tsv
try zg-measures d.tsv --measures neg_log10_p,neg_log10_q
try zg-measures d.tsv --measures neg_log10_q --family 4 --digits 3
cat d.tsv | try zg-measures - --measures lrc
try zg-measures d.tsv --measures lrc --family 2
printf 'o11\to12\to21\to22\n' | try zg-measures - --measures g2
try zg-measures --list-measures --measures arf --format csv
# texts: 3/6, 2/6 and 1/6 make 1.45915 bits; ab ba ac ca ab (2 1 1 1 of 5) make 1.92193
printf 'a b a c. a b\n' >t.txt
printf 'x x\n' >u.txt
try zg-measures --lexical t.txt u.txt --by document \
    --measures tokens,types,hapaxes,ttr,entropy_bits,block_entropy_2,cond_entropy_2,yule_k
try zg-measures --lexical t.txt u.txt --measures tokens,types,ttr
# refused
printf 'o11\to12\to21\to22\n1\t2\t3\t4\n1\t2\t3x\t4\n' | try zg-measures -
printf 'o11\to12\to21\to22\n1\t2\t3\t-4\n' | try zg-measures -
printf 'o11\to12\to21\to22\n1\t2\t3\t99999999999999999999\n' | try zg-measures -
printf 'f\tf1\tf2\tn\n9\t8\t10\t100\n' | try zg-measures -
printf 'f_target\tf_reference\tn_target\tn_reference\n9\t8\t7\t100\n' | try zg-measures -
printf 'freqs\tsizes\n1,2\t3\n' | try zg-measures -
printf 'freqs\tsizes\n1,2\t3,0\n' | try zg-measures -
printf 'positions\tn\n5,2\t10\n' | try zg-measures -
printf 'a\tb\n1\t2\n' | try zg-measures -
printf '{"o11":1,"o12":1,"o21":1,"o22":1}\n{"o11":1,"y":2}\n' | try zg-measures - --measures g2
try zg-measures a.tsv --measures g3
try zg-measures a.tsv --measures dispersion
try zg-measures a.tsv --measures o11
try zg-measures a.tsv --confidence 2
try zg-measures a.tsv --by document
try zg-measures --lexical t.txt --measures g2
try zg-measures a.tsv d.tsv
try zg-measures
true
