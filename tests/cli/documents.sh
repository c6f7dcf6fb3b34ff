mkdir texts texts/sub
printf '天地\n' >texts/b.txt
printf '天地天\n' | gzip >texts/sub/a.txt.gz
printf '天' >texts/.hidden.txt
printf 'x\n' >texts/notes.md
: >texts/empty.txt
zg-ngrams texts -n 2
zg-ngrams texts -n 2 -q --format csv --min-docs 2
zg-import texts -q
