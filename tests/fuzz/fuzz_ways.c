/* Every analysis, with options of any kind, by different ways that must give the same bytes: one
 * thread and two, the corpus as built and as a file, with a memory ceiling and without. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

typedef struct way {
    zg_run *run;
    const zg_corpus *corpus;
} way;

static zg_status ngrams(const way *w, fuzz_input input, zg_table **out)
{
    static const char *const dispersion[] = {NULL, "", "dp,arf,juilland_d", "all"};
    static const char *const by[] = {NULL, NULL, "document", "year:10"};
    zg_ngrams_options options;
    zg_ngrams_options_init(&options);
    options.min_n = 1 + fuzz_choice(&input, 3);
    options.max_n = options.min_n + fuzz_choice(&input, 5);
    options.within = (zg_within)fuzz_choice(&input, 4);
    options.min_freq = fuzz_choice(&input, 3);
    options.dispersion = dispersion[fuzz_choice(&input, 4)];
    options.by = by[fuzz_choice(&input, 4)];
    options.items = fuzz_choice(&input, 4) == 3 ? "phrases" : NULL;
    options.top = fuzz_choice(&input, 8);
    return zg_ngrams(w->run, w->corpus, NULL, &options, out, NULL);
}

static zg_status phrases(const way *w, fuzz_input input, zg_table **out)
{
    zg_phrases_options options;
    zg_phrases_options_init(&options);
    options.within = (zg_within)fuzz_choice(&input, 4);
    options.min_freq = fuzz_choice(&input, 4);
    options.min_boundary = (double)fuzz_choice(&input, 4) - 1;
    options.nested = fuzz_choice(&input, 2) == 1;
    options.min_length = 1 + fuzz_choice(&input, 4);
    options.by = fuzz_choice(&input, 3) == 2 ? "document" : NULL;
    options.reuse = fuzz_choice(&input, 2) == 1 ? fuzz_path("reuse.tsv") : NULL;
    options.reuse_length = 2 + fuzz_choice(&input, 8);
    options.occurrences = fuzz_choice(&input, 2) == 1 ? fuzz_path("occurrences.tsv") : NULL;
    return zg_phrases(w->run, w->corpus, NULL, &options, out, NULL);
}

static zg_status collocates(const way *w, fuzz_input input, zg_table **out)
{
    static const char *const kinds[] = {NULL, "tokens", "closed", "ngrams", "phrases"};
    zg_collocates_options options;
    zg_collocates_options_init(&options);
    options.collocates = kinds[fuzz_choice(&input, 5)];
    options.left = fuzz_choice(&input, 5);
    options.right = 1 + fuzz_choice(&input, 5);
    options.adjacent = fuzz_choice(&input, 4) == 3;
    options.approximate = fuzz_choice(&input, 4) == 3;
    options.within = (zg_within)fuzz_choice(&input, 4);
    options.min_freq = 1 + fuzz_choice(&input, 3);
    options.measures = fuzz_choice(&input, 3) == 2 ? "all" : NULL;
    options.contingency = true;
    unsigned with_node = fuzz_choice(&input, 3);
    const char *node = fuzz_line(&input, 0);
    options.nodes = &node;
    options.n_nodes = with_node > 0;
    return zg_collocates(w->run, w->corpus, NULL, &options, out, NULL);
}

static zg_status keyness(const way *w, fuzz_input input, zg_table **out)
{
    static const char *const kinds[] = {NULL, "phrases", "ngrams", "closed"};
    static const char *const fields[] = {"document", "year", "year:10"};
    zg_keyness_options options;
    zg_keyness_options_init(&options);
    options.items = kinds[fuzz_choice(&input, 4)];
    options.min_freq = 1 + fuzz_choice(&input, 3);
    options.direction = (zg_direction)fuzz_choice(&input, 3);
    options.windows = fuzz_choice(&input, 3) == 2;
    options.measures = fuzz_choice(&input, 3) == 2 ? "all" : NULL;
    options.inferential = fuzz_choice(&input, 2) == 1;
    options.leave_one_out = fuzz_choice(&input, 3) == 2;
    options.permutations = fuzz_choice(&input, 4) == 3 ? 9 : 0;
    const char *by = fields[fuzz_choice(&input, 3)];
    zg_versus versus = (zg_versus)fuzz_choice(&input, 3);
    if (fuzz_choice(&input, 3) == 2) {
        return zg_keyness_groups(w->run, w->corpus, NULL, by, &options, out, NULL);
    }
    return zg_keyness_by(w->run, w->corpus, NULL, by, versus, &options, out, NULL);
}

static zg_status concordance(const way *w, fuzz_input input, zg_table **out)
{
    zg_concordance_options options;
    zg_concordance_options_init(&options);
    options.order = (zg_kwic_order)fuzz_choice(&input, 4);
    options.context = fuzz_choice(&input, 4) == 3 ? ZG_CONTEXT_SENTENCE : fuzz_choice(&input, 9);
    options.sample = fuzz_choice(&input, 4);
    options.seed = fuzz_choice(&input, 4);
    options.within = (int)fuzz_choice(&input, 5) - 1;
    options.fields = fuzz_choice(&input, 2) == 1;
    const char *nodes[] = {fuzz_line(&input, 0), fuzz_line(&input, 1)};
    options.nodes = nodes;
    options.n_nodes = nodes[1][0] != '\0' ? 2 : 1;
    return zg_concordance(w->run, w->corpus, NULL, &options, out, NULL);
}

static zg_status describe(const way *w, fuzz_input input, zg_table **out)
{
    (void)input;
    return zg_corpus_describe(w->run, w->corpus, NULL, out, NULL);
}

typedef zg_status analysis(const way *w, fuzz_input input, zg_table **out);
static analysis *const analyses[] = {ngrams,  phrases,     collocates, collocates,
                                     keyness, concordance, describe};

static zg_run *make_run(uint32_t threads, uint64_t memory)
{
    zg_run_options options;
    zg_run *run = NULL;
    zg_run_options_init(&options);
    options.threads = threads;
    options.memory = memory;
    if (zg_run_new(&options, &run, NULL) != ZG_OK) abort();
    return run;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static zg_run *one, *two, *little;
    fuzz_input input = {data, size};
    zg_import_options options;
    zg_corpus *corpus = NULL, *again = NULL, *opened = NULL;
    if (one == NULL) {
        one = make_run(1, 0);
        two = make_run(2, 0);
        little = make_run(2, (uint64_t)1 << 30);
    }
    analysis *run_it = analyses[fuzz_choice(&input, sizeof analyses / sizeof analyses[0])];
    fuzz_import_options(&input, &options);
    options.encoding = "utf-8";
    options.invalid = ZG_INVALID_REPLACE;
    options.documents = "file";
    fuzz_input choices = fuzz_part(&input);
    if (input.size > 3000) input.size = 3000;
    const char *path = fuzz_file("table.tsv", input.data, input.size);
    zg_status status = zg_corpus_build(one, &path, 1, &options, &corpus, NULL);
    fuzz_require(status == zg_corpus_build(two, &path, 1, &options, &again, NULL),
                 "two threads read what one does");
    if (status != ZG_OK) return 0;
    const char *file = fuzz_path("corpus.zgc"), *other = fuzz_path("again.zgc");
    fuzz_require(zg_corpus_write(one, corpus, file, NULL) == ZG_OK, "a corpus is written");
    fuzz_require(zg_corpus_write(two, again, other, NULL) == ZG_OK, "a corpus is written");
    size_t n, m;
    uint8_t *left = fuzz_read(file, &n), *right = fuzz_read(other, &m);
    fuzz_require(n == m && memcmp(left, right, n) == 0, "two threads make the corpus of one");
    free(left);
    free(right);
    fuzz_require(zg_corpus_open(little, file, &opened, NULL) == ZG_OK, "a corpus is opened");
    way ways[] = {{one, corpus}, {two, again}, {little, opened}};
    for (size_t i = 1; i < 3; i++) {
        zg_table *a = NULL, *b = NULL;
        zg_status first = run_it(&ways[0], choices, &a);
        zg_status second = run_it(&ways[i], choices, &b);
        fuzz_same(first, a, second, b,
                  i == 1 ? "two threads give what one does" : "a file gives what the texts do");
    }
    zg_corpus_free(corpus);
    zg_corpus_free(again);
    zg_corpus_free(opened);
    return 0;
}
