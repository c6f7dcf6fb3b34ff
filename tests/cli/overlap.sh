printf '哈哈哈，哈哈！\n' | zg-ngrams - -n 1-3
