/* More elements than 31 and 32 bits count, without the room for them: pages that nobody writes to
 * are there only once. What stands behind 2^31 and 2^32 elements of a corpus gives the same tables
 * as in front; a count sees every token of a sequence of more than 2^32 items; what works with
 * smaller numbers says so. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "corpus_object.h"
#include "count.h"
#include "inventory.h"
#include "repeats_parts.h"
#include "new_run.h"
#include "scratch.h"

/* Of 64 bits. */
zg_status zg_wide_inventory_fits(const zg_sequence *sequence, zg_error *error);
zg_status zg_wide_repeats_fit(uint64_t elements, uint64_t documents, uint32_t words,
                              zg_error *error);

#define BILLION31 ((uint64_t)1 << 31)
#define BILLION32 ((uint64_t)1 << 32)

/* Zeros, of which only those take memory that are written to. */
static void *sparse(uint64_t n, size_t width)
{
    void *data = mmap(NULL, n * width, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(data != MAP_FAILED);
    madvise(data, n * width, MADV_HUGEPAGE); /* fewer faults where it is only read */
    return data;
}

/* ---- a corpus ---- */

static void write_texts(void)
{
    static const char *const said[] = {"天地玄黄，宇宙洪荒。", "日月盈昃，辰宿列张。",
                                       "寒来暑往，秋收冬藏。", "天地玄黄，云腾致雨。",
                                       "the end of 2020.",     "“日月”盈昃！"};
    char text[4000];
    uint32_t seed = 7;
    for (char name = 'a'; name <= 'd'; name++) {
        char file[] = {name, '.', 't', 'x', 't', '\0'};
        size_t n = 0;
        for (int line = 0; line < 60; line++) {
            seed = seed * 1664525u + 1013904223u;
            n += (size_t)sprintf(text + n, "%s%s", said[seed >> 8 & 3], said[seed >> 12 & 3]);
            if (line % 3 == 2) n += (size_t)sprintf(text + n, "%s\n", said[4 + (seed >> 16 & 1)]);
        }
        scratch_write(file, text, n);
    }
}

static zg_corpus *build(zg_run *run)
{
    static const char *const names[] = {"a.txt", "b.txt", "c.txt", "d.txt"};
    const char *paths[4];
    zg_corpus *corpus = NULL;
    zg_import_options options;
    zg_import_options_init(&options);
    for (size_t i = 0; i < 4; i++) paths[i] = scratch_path(names[i]);
    assert_int_equal(zg_corpus_build(run, paths, 4, &options, &corpus, NULL), ZG_OK);
    assert_int_equal(corpus->n_documents, 4);
    return corpus;
}

/* Moves all but the first document `by` elements on. */
static void move(zg_corpus *corpus, uint64_t by)
{
    uint64_t first = corpus->documents[1].element, n = corpus->n_elements;
    uint32_t *far = sparse(n + by, sizeof *far);
    memcpy(far, corpus->elements, first * sizeof *far);
    memcpy(far + first + by, corpus->elements + first, (n - first) * sizeof *far);
    for (size_t i = 0; i < corpus->n_paragraphs; i++) {
        if (corpus->paragraphs[i].element >= first) corpus->paragraphs[i].element += by;
    }
    for (size_t i = 1; i < corpus->n_documents; i++) corpus->documents[i].element += by;
    for (size_t i = 0; i < corpus->n_joins; i++) {
        if (corpus->joins[i] >> 1 >= first) corpus->joins[i] += by << 1;
    }
    free(corpus->elements);
    corpus->elements = far;
    corpus->n_elements = n + by;
}

static void end(zg_corpus *corpus)
{
    munmap(corpus->elements, corpus->n_elements * sizeof *corpus->elements);
    corpus->elements = NULL;
    corpus->n_elements = 0;
    zg_corpus_free(corpus);
}

static void write_table(zg_table *table, const char *name, const char *prefix)
{
    char file[64];
    zg_write_options options;
    zg_error error = {0};
    zg_write_options_init(&options);
    snprintf(file, sizeof file, "%s-%s.tsv", prefix, name);
    if (zg_table_write(table, scratch_path(file), &options, NULL, &error) != ZG_OK)
        fail_msg("%s: %s", file, error.text);
    zg_table_free(table);
}

static void fine(zg_status status, const zg_error *error)
{
    if (status != ZG_OK) fail_msg("%s", error->text);
}

static void make_lists(zg_run *run, const zg_corpus *corpus, const zg_selection *all,
                       const char *prefix)
{
    zg_table *table = NULL;
    zg_error error = {0};
    zg_ngrams_options ngrams;
    zg_phrases_options phrases;
    zg_ngrams_options_init(&ngrams);
    ngrams.min_n = 1;
    ngrams.max_n = 5;
    ngrams.dispersion = "";
    fine(zg_ngrams(run, corpus, all, &ngrams, &table, &error), &error);
    write_table(table, "clause", prefix);
    ngrams.within = ZG_WITHIN_DOCUMENT;
    ngrams.dispersion = NULL;
    ngrams.by = "document";
    fine(zg_ngrams(run, corpus, all, &ngrams, &table, &error), &error);
    write_table(table, "document", prefix);
    zg_phrases_options_init(&phrases);
    fine(zg_phrases(run, corpus, all, &phrases, &table, &error), &error);
    write_table(table, "phrases", prefix);
}

static void make_pairs(zg_run *run, const zg_corpus *corpus, const zg_selection *all,
                       const char *prefix)
{
    static const char *const node = "日月";
    zg_table *table = NULL;
    zg_error error = {0};
    zg_collocates_options pairs;
    zg_concordance_options kwic;
    zg_collocates_options_init(&pairs);
    pairs.min_n = pairs.max_n = 1;
    pairs.left = pairs.right = 5;
    fine(zg_collocates(run, corpus, all, &pairs, &table, &error), &error);
    write_table(table, "pairs", prefix);
    zg_concordance_options_init(&kwic);
    kwic.nodes = &node;
    kwic.n_nodes = 1;
    fine(zg_concordance(run, corpus, all, &kwic, &table, &error), &error);
    write_table(table, "kwic", prefix);
    kwic.nodes = NULL;
    kwic.n_nodes = 0;
    kwic.regex = "盈昃.";
    fine(zg_concordance(run, corpus, all, &kwic, &table, &error), &error);
    write_table(table, "regex", prefix);
}

static void make_keyness(zg_run *run, const zg_corpus *corpus, const char *prefix)
{
    static const char *const one[] = {"document=b.txt"}, *const other[] = {"document=c.txt,d.txt"};
    zg_selection *target = NULL, *reference = NULL;
    zg_table *table = NULL;
    zg_error error = {0};
    zg_keyness_options options;
    zg_keyness_options_init(&options);
    options.items = "ngrams";
    options.min_n = 1;
    options.max_n = 3;
    options.inferential = true;
    fine(zg_corpus_select(corpus, one, 1, &target, &error), &error);
    fine(zg_corpus_select(corpus, other, 1, &reference, &error), &error);
    fine(zg_keyness(run, corpus, target, reference, &options, &table, &error), &error);
    write_table(table, "keyness", prefix);
    zg_selection_free(target);
    zg_selection_free(reference);
}

static void make_tables(uint64_t by, uint32_t threads, uint64_t memory, const char *prefix)
{
    static const char *const where[] = {"document!=a.txt"};
    zg_run *free_run = new_run(1, 0), *run = new_run(threads, memory);
    zg_corpus *corpus = build(free_run);
    zg_selection *all = NULL;
    if (by > 0) move(corpus, by);
    assert_int_equal(zg_corpus_select(corpus, where, 1, &all, NULL), ZG_OK);
    make_lists(run, corpus, all, prefix);
    make_pairs(run, corpus, all, prefix);
    make_keyness(run, corpus, prefix);
    zg_selection_free(all);
    if (by > 0)
        end(corpus);
    else
        zg_corpus_free(corpus);
    zg_run_free(run);
    zg_run_free(free_run);
}

static void what_stands_far_behind_is_the_same(void **unused)
{
    static const char *const names[] = {"clause", "document", "phrases", "pairs",
                                        "kwic",   "regex",    "keyness"};
    (void)unused;
    write_texts();
    make_tables(0, 1, 0, "near");
    size_t rows = 0;
    for (uint32_t kind = 0; kind < 6; kind++) {
        /* The limit falls into a document that is counted. */
        uint64_t by = (kind % 2 == 0 ? BILLION31 : BILLION32) - 600;
        make_tables(by, kind < 4 ? 1 + kind / 2 : 2, kind < 4 ? 0 : (uint64_t)64 << 20, "far");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            char near[64], far[64];
            size_t length;
            snprintf(near, sizeof near, "near-%s.tsv", names[i]);
            snprintf(far, sizeof far, "far-%s.tsv", names[i]);
            char *bytes = scratch_read(near, &length);
            if (!scratch_holds(far, bytes, length)) fail_msg("%s, %u", names[i], kind);
            for (size_t k = 0; k < length; k++) rows += bytes[k] == '\n';
            free(bytes);
        }
    }
    assert_true(rows > 1000);
}

/* ---- a sequence ---- */

enum { LINKS = 3, PLANTED = 5 };

/* Items are barriers but for "1 2 3 1 2" at each of these places. */
static const uint64_t places[] = {
    0, 1000, BILLION31 - 3, BILLION31 + 77, BILLION32 - 2, BILLION32 + 10, BILLION32 + 100};
#define N_PLACES (sizeof places / sizeof *places)
#define LENGTH   (BILLION32 + 200)

/* MB of memory that could be had now. */
static long available(void)
{
    char line[200];
    long kilobytes = 0;
    FILE *file = fopen("/proc/meminfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "MemAvailable: %ld", &kilobytes) == 1) break;
    }
    if (file != NULL) fclose(file);
    return kilobytes / 1024;
}

/* The count has a byte for every item. */
static void a_count_of_more_than_2_32_items_sees_all(void **unused)
{
    static const uint32_t planted[PLANTED] = {1, 2, 3, 1, 2};
    static zg_link links[LINKS];
    static uint64_t starts[] = {0, BILLION31, BILLION32 + 5, LENGTH};
    /* Of each n-gram of 1, 2, 3: its items, and how often it is planted. */
    static const struct {
        uint32_t n, items[3], freq;
    } expected[] = {{1, {1}, 2}, {2, {1, 2}, 2}, {3, {1, 2, 3}, 1},
                    {1, {2}, 2}, {2, {2, 3}, 1}, {3, {2, 3, 1}, 1},
                    {1, {3}, 1}, {2, {3, 1}, 1}, {3, {3, 1, 2}, 1}};
    zg_run *run = new_run(2, 0);
    zg_sequence sequence = {.n = LENGTH,
                            .tokens = PLANTED * N_PLACES,
                            .links = links,
                            .n_links = LINKS,
                            .starts = starts,
                            .n_documents = 3};
    zg_count count;
    zg_count_options options = {.min_n = 1, .max_n = 3, .min_freq = 1};
    (void)unused;
    if (available() < 6000) {
        printf("SKIPPED: less than 6 GB of memory are free\n");
        zg_run_free(run);
        skip();
    }
    for (uint32_t i = 0; i < LINKS; i++) links[i].bare = i;
    sequence.items = sparse(LENGTH + ZG_SEQUENCE_PAD, sizeof *sequence.items);
    sequence.hints = sparse(LENGTH / ZG_HINT + 2, sizeof *sequence.hints);
    for (uint64_t i = 0, at = 0; i * ZG_HINT < LENGTH; i++) {
        while (starts[at + 1] <= i * ZG_HINT) at++;
        if (at > 0) sequence.hints[i] = (uint32_t)at;
    }
    for (size_t i = 0; i < N_PLACES; i++)
        memcpy(sequence.items + places[i], planted, sizeof planted);
    assert_int_equal(zg_count_ngrams(run, &sequence, &options, &count, NULL), ZG_OK);
    assert_int_equal(count.n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count.n; i++) {
        const zg_count_row *row = &count.rows[i];
        assert_int_equal(zg_count_n(row), expected[i].n);
        assert_int_equal(row->freq, expected[i].freq * N_PLACES);
        assert_int_equal(row->docs, 3);
        assert_memory_equal(sequence.items + zg_count_position(row), expected[i].items,
                            expected[i].n * sizeof *expected[i].items);
    }
    zg_count_free(&count);
    munmap(sequence.items, (LENGTH + ZG_SEQUENCE_PAD) * sizeof *sequence.items);
    munmap(sequence.hints, (LENGTH / ZG_HINT + 2) * sizeof *sequence.hints);
    zg_run_free(run);
}

/* ---- limits ---- */

static void what_is_too_much_is_said(void **unused)
{
    zg_error error = {0};
    zg_sequence sequence = {.n = BILLION32 - ZG_SEQUENCE_PAD - 2};
    (void)unused;
    assert_int_equal(zg_inventory_fits(&sequence, &error), ZG_OK);
    sequence.n = BILLION32;
    assert_int_equal(zg_inventory_fits(&sequence, &error), ZG_ERROR_RANGE);
    assert_int_equal(zg_wide_inventory_fits(&sequence, &error), ZG_OK);
    assert_int_equal(zg_repeats_fit(BILLION31 - 100, 5, 5, &error), ZG_OK);
    assert_int_equal(zg_repeats_fit(BILLION31, 5, 5, &error), ZG_ERROR_RANGE);
    assert_int_equal(zg_wide_repeats_fit(BILLION31, 5, 5, &error), ZG_OK);
    assert_int_equal(zg_wide_repeats_fit(BILLION32 << 20, 5, 5, &error), ZG_OK);
    assert_int_equal(zg_wide_repeats_fit(BILLION31, BILLION31, 5, &error), ZG_ERROR_RANGE);
    assert_non_null(strstr(error.text, "--where"));
    assert_false(zg_count_is_short(100, 1, BILLION32, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_far_behind_is_the_same),
        cmocka_unit_test(a_count_of_more_than_2_32_items_sees_all),
        cmocka_unit_test(what_is_too_much_is_said),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
