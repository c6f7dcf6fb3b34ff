# The examples by which units are defined: one text a line, its tokens in order of the table.
tokens()
{
    printf '%s\n' "$1" | zg-ngrams - -n 1 --sort ngram --no-header | cut -f 1 | tr '\n' ' '
    echo
}
tokens '2020年10.2%的COVID'
tokens '2019，2020年'
tokens '１１．１％'
tokens 'ア_B'
tokens '3D打印'
tokens 'COVID-19疫情'
tokens '아버지가 방에'
tokens "can't"
# Blanks between Han stop a clause, and mean nothing in a sentence; a run of a mark is one.
printf '中 国\n' | zg-ngrams - -n 2 --no-header | cut -f 1
printf '中 国\n' | zg-ngrams - -n 2 --no-header --within sentence | cut -f 1
printf '天……地，“人”和；山\n水' | zg-ngrams - -n 4-6 --no-header --within sentence | cut -f 1-2
printf '天。地\n人' | zg-ngrams - -n 3 --no-header --within document | cut -f 1
printf '天。地\n人' | zg-ngrams - -n 2 --no-header --within paragraph | cut -f 1
