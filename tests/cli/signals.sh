zg-ngrams --help | head -n 1
yes 天地玄黄，宇宙洪荒。 | head -n 200000 >big.txt
zg-ngrams big.txt -n 1-64 --within document | head -n 1
echo "exit ${PIPESTATUS[0]}" # 141 = 128 + SIGPIPE
yes 天地玄黄，宇宙洪荒。 | zg-ngrams - -n 1-5 -o out.tsv &
sleep 0.5
kill -TERM $!
wait $!
echo "exit $?" # 143 = 128 + SIGTERM
ls -A
true
