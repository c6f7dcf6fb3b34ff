/* Expressions of the user's, of any kind and over any text: to filter, to divide documents, and to
 * find. A node of a concordance is whole tokens, and the text around it is what stands there. */
#include <string.h>

#include "fuzz.h"

static zg_corpus *build(const char *documents, const char *path)
{
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_import_options_init(&options);
    options.documents = documents;
    options.invalid = ZG_INVALID_REPLACE;
    if (zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL) != ZG_OK) return NULL;
    return corpus;
}

static void find(const zg_corpus *corpus, const char *regex, zg_within within, unsigned order)
{
    zg_concordance_options options;
    zg_table *table = NULL;
    zg_concordance_options_init(&options);
    options.regex = regex;
    options.within = (int)within;
    options.order = (zg_kwic_order)order;
    if (zg_concordance(NULL, corpus, NULL, &options, &table, NULL) == ZG_OK) fuzz_pull(table);
}

static void filter(const zg_corpus *corpus, const char *regex, zg_within within)
{
    zg_ngrams_options options;
    zg_table *table = NULL, *all = NULL;
    zg_ngrams_options_init(&options);
    options.within = within;
    if (zg_ngrams(NULL, corpus, NULL, &options, &all, NULL) != ZG_OK) return;
    options.match = regex;
    uint64_t rows = fuzz_pull(all);
    if (zg_ngrams(NULL, corpus, NULL, &options, &table, NULL) == ZG_OK) {
        fuzz_require(fuzz_pull(table) <= rows, "a filter adds no rows");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    char documents[300] = "regex:";
    zg_within within = (zg_within)fuzz_choice(&input, 4);
    unsigned order = fuzz_choice(&input, 4);
    const char *regex = fuzz_line(&input, 0);
    strcat(documents, fuzz_line(&input, 1));
    if (input.size > 2000) input.size = 2000;
    const char *path = fuzz_file("text.txt", input.data, input.size);
    zg_corpus *corpus = build("file", path);
    if (corpus != NULL) {
        find(corpus, regex, within, order);
        filter(corpus, regex, within);
    }
    zg_corpus_free(corpus);
    zg_corpus_free(build(documents, path));
    return 0;
}
