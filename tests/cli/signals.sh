zg-ngrams --help | head -n 1
seq 100000 | zg-ngrams - -n 1 | head -n 1
echo "exit ${PIPESTATUS[1]}" # 141 = 128 + SIGPIPE: the table is far larger than a pipe holds
yes 天地玄黄，宇宙洪荒。 | zg-ngrams - -n 1-5 -o out.tsv &
sleep 0.5
kill -TERM $!
wait $!
echo "exit $?" # 143 = 128 + SIGTERM
sleep 3 | zg-ngrams - 2>said &
sleep 0.5
kill -BUS $!
wait $!
echo "exit $?" # as when a mapped corpus file gets shorter
cat said && rm said
ls -A
true
