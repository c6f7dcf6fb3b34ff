/* Lists and expressions of the user's: item lists, stop lists, --match, --containing. */
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char text[] = "我们要实事求是，实事求是。The United States of America\n改革开放、"
                               "改革。发展中国家的中国\n";
    fuzz_input input = {data, size};
    zg_import_options options;
    zg_ngrams_options ngrams;
    zg_corpus *corpus = NULL;
    zg_table *table = NULL;
    fuzz_import_options(&input, &options);
    options.encoding = "utf-8";
    options.only = 0;
    options.documents = "file";
    zg_ngrams_options_init(&ngrams);
    unsigned kind = fuzz_choice(&input, 4);
    ngrams.within = (zg_within)fuzz_choice(&input, 4);
    const char *match = fuzz_line(&input, 0), *containing = fuzz_line(&input, 1);
    const char *list = fuzz_file("list.tsv", input.data, input.size);
    if (kind < 3 && match[0] != '\0') ngrams.match = match;
    if (kind < 3 && containing[0] != '\0') ngrams.containing = containing;
    if (kind == 1) ngrams.stop = list;
    if (kind == 2) ngrams.stop_edge = list;
    if (kind == 3) {
        ngrams.items = list;
        ngrams.min_freq = ngrams.min_docs = 0;
        ngrams.forms = match[0] != '\0';
        if (containing[0] != '\0') ngrams.dispersion = "";
    }
    const char *path = fuzz_file("text.txt", (const uint8_t *)text, sizeof text - 1);
    if (zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL) != ZG_OK) return 0;
    if (zg_ngrams(NULL, corpus, NULL, &ngrams, &table, NULL) == ZG_OK) fuzz_pull(table);
    zg_corpus_free(corpus);
    return 0;
}
