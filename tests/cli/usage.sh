try() { "$@"; echo "exit $?"; }
try zg-ngrams
try zg-ngrams --frobnicate a.txt
try zg-ngrams -n 0 a.txt
try zg-ngrams -n 3-2 a.txt
try zg-ngrams --top
try zg-ngrams --top many a.txt
try zg-ngrams --unit verse a.txt
try zg-ngrams --quiet=yes a.txt
try zg-ngrams --fold width,depth a.txt
printf '天\n' >a.txt
try zg-ngrams a.txt --sort beauty
try zg-ngrams a.txt --match '(天'
try zg-ngrams a.txt --where year=1954
try zg-ngrams a.txt --documents verse
try zg-report a.txt
true
