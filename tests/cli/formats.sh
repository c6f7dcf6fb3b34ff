printf 'a,"b" c\td\n' >a.txt
zg-ngrams a.txt --unit space -n 1 --format csv
zg-ngrams a.txt --unit space -n 2 --format jsonl --digits 3
zg-ngrams a.txt --unit space -n 3 --no-header --per 10000
zg-ngrams a.txt -n 1 -o out.csv.gz --top 1 && zcat out.csv.gz
python3 -m json.tool out.csv.gz.meta.json | grep -c '"name"'
grep -c "$PWD" out.csv.gz.meta.json
zg-ngrams a.txt -n 1 --sort ngram:desc --no-header | cut -f 1
