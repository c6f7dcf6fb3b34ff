/* Short windows and the others count the same rows in the same order: over alphabets of any size,
 * few documents and many, every threshold, any number of threads, items made or borrowed. The
 * others are judged by the slow counters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "count.h"
#include "pool.h"
#include "scratch.h"

static uint32_t state_of_random;
static size_t counted_short;

static uint32_t random_below(uint32_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(state_of_random >> 8) * n >> 24);
}

/* Characters of the Han block, a few common and many rare; of a hundred signs some end a clause, a
 * line, or are Latin. */
static void make_text(uint32_t seed, uint32_t alphabet, size_t length)
{
    static const char *const others[] = {"，", "。", "\n", "\n", "ab", "a", " ", "“", "3.5"};
    char *text = malloc(4 * length + 8);
    size_t at = 0;
    assert_non_null(text);
    state_of_random = seed;
    for (size_t i = 0; i < length; i++) {
        if (random_below(100) < 12) {
            const char *other = others[random_below(sizeof others / sizeof others[0])];
            memcpy(text + at, other, strlen(other));
            at += strlen(other);
            continue;
        }
        uint32_t most = 1 + random_below(alphabet);
        uint32_t code = 0x4E00 + random_below(most);
        text[at++] = (char)(0xE0 | code >> 12);
        text[at++] = (char)(0x80 | (code >> 6 & 0x3F));
        text[at++] = (char)(0x80 | (code & 0x3F));
    }
    scratch_write("text.txt", text, at);
    free(text);
}

static zg_corpus *build(zg_run *run, const char *documents)
{
    zg_corpus *corpus = NULL;
    zg_import_options options;
    zg_import_options_init(&options);
    options.documents = documents;
    const char *paths[] = {scratch_path("text.txt")};
    assert_int_equal(zg_corpus_build(run, paths, 1, &options, &corpus, NULL), ZG_OK);
    return corpus;
}

static zg_run *make_run(uint32_t threads)
{
    zg_run *run = NULL;
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = threads;
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    return run;
}

/* All that is known of the rows, in their order, as one text. */
static void describe(const zg_sequence *sequence, const zg_count *count, zg_buffer *out)
{
    zg_sequence shown = *sequence;
    if (count->spelled != NULL) shown.items = count->spelled;
    for (size_t i = 0; i < count->n; i++) {
        const zg_count_row *row = &count->rows[i];
        assert_true(zg_sequence_render(&shown, zg_count_position(row), zg_count_n(row), out));
        assert_true(zg_buffer_format(out, "\t%u\t%llu\t%llu\t%d\n", zg_count_n(row),
                                     (unsigned long long)row->freq, (unsigned long long)row->docs,
                                     zg_count_irregular(row)));
        if (count->target == NULL) continue;
        assert_true(zg_buffer_format(out, "%llu\t%llu\n", (unsigned long long)count->target[i].freq,
                                     (unsigned long long)count->target[i].docs));
    }
}

static size_t count(zg_run *run, const zg_sequence *sequence, zg_count_options options,
                    bool spelled, zg_buffer *out)
{
    zg_count rows;
    options.spelled = spelled;
    assert_int_equal(zg_count_ngrams(run, sequence, &options, &rows, NULL), ZG_OK);
    bool is_short = spelled && zg_count_is_short(sequence->n_links, sequence->n_documents,
                                                 sequence->n, options.max_n);
    assert_int_equal(rows.spelled != NULL, is_short);
    counted_short += is_short;
    describe(sequence, &rows, out);
    size_t n = rows.n;
    zg_count_free(&rows);
    return n;
}

static void assert_same(const zg_buffer *a, const zg_buffer *b)
{
    assert_int_equal(a->length, b->length);
    assert_true(a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* Some documents are of a target. */
static void compare_sides(zg_run *run, const zg_sequence *made, const zg_sequence *borrowed,
                          const zg_count_options *options)
{
    zg_buffer judge = {0}, got = {0};
    zg_count_options sided = *options;
    uint8_t *target = malloc((size_t)made->n_documents + 1);
    assert_non_null(target);
    for (uint64_t i = 0; i < made->n_documents; i++) target[i] = random_below(3) == 0;
    sided.target = target;
    size_t rows = count(run, made, sided, false, &judge);
    assert_int_equal(count(run, borrowed, sided, true, &got), rows);
    assert_same(&got, &judge);
    zg_buffer_free(&judge);
    zg_buffer_free(&got);
    free(target);
}

static size_t compare(const zg_corpus *corpus, zg_within within, const zg_count_options *options)
{
    size_t rows = 0;
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        zg_run *run = make_run(threads);
        zg_sequence made, borrowed;
        zg_buffer judge = {0}, got = {0};
        assert_int_equal(zg_sequence_build(run, corpus, NULL, within, &made, NULL), ZG_OK);
        rows = count(run, &made, *options, false, &judge);
        assert_int_equal(count(run, &made, *options, true, &got), rows);
        assert_same(&got, &judge);
        if (within == ZG_WITHIN_CLAUSE) {
            got.length = 0;
            assert_int_equal(zg_sequence_borrow(run, corpus, NULL, &borrowed, NULL), ZG_OK);
            assert_int_equal(borrowed.tokens, made.tokens);
            assert_int_equal(count(run, &borrowed, *options, true, &got), rows);
            assert_same(&got, &judge);
            compare_sides(run, &made, &borrowed, options);
            zg_sequence_free(&borrowed);
        }
        zg_buffer_free(&judge);
        zg_buffer_free(&got);
        zg_sequence_free(&made);
        zg_run_free(run);
    }
    return rows;
}

/* Of eight characters a window of 12 links takes 48 bits and more, so that the document of many
 * stands behind; of 20,000 one of four takes 60. */
static void short_windows_count_the_same(void **state)
{
    static const struct {
        uint32_t alphabet, max_n;
        size_t length;
    } texts[] = {{1, 9, 1500}, {2, 15, 2000}, {8, 12, 6000}, {300, 5, 10000}, {20000, 5, 30000}};
    size_t rows = 0;
    (void)state;
    zg_run *run = make_run(1);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        make_text((uint32_t)i + 1, texts[i].alphabet, texts[i].length);
        for (int by_line = 0; by_line < 2; by_line++) {
            zg_corpus *corpus = build(run, by_line ? "line" : "file");
            for (uint32_t k = 0; k < 12; k++) {
                zg_count_options options = {.min_n = 1 + k % 3,
                                            .max_n = k % 4 == 3 ? 1 + k % 3 : texts[i].max_n,
                                            .min_freq = k % 5 == 4 ? 9 : 1 + k % 3,
                                            .min_docs = k % 2 == 0 ? 1 : 2};
                rows +=
                    compare(corpus, k % 3 == 2 ? ZG_WITHIN_SENTENCE : ZG_WITHIN_CLAUSE, &options);
            }
            zg_corpus_free(corpus);
        }
    }
    zg_run_free(run);
    printf("%zu rows, %zu times counted by short windows\n", rows, counted_short);
    assert_true(rows > 100000 && counted_short > 250);
}

/* Rows that are taken, each as a line. */
typedef struct taken {
    const zg_sequence *sequence;
    zg_lock *lock;
    char **lines;
    size_t n, capacity;
    bool spelled; /* some came in an array of their own */
} taken;

static void add_line(taken *t, const zg_sequence *shown, const zg_count_row *row)
{
    zg_buffer line = {0};
    assert_true(zg_sequence_render(shown, zg_count_position(row), zg_count_n(row), &line));
    assert_true(zg_buffer_format(&line, "\t%u\t%llu\t%llu\t%d", zg_count_n(row),
                                 (unsigned long long)row->freq, (unsigned long long)row->docs,
                                 zg_count_irregular(row)));
    if (t->n == t->capacity) {
        t->capacity = 2 * t->capacity + 1024;
        t->lines = realloc(t->lines, t->capacity * sizeof *t->lines);
        assert_non_null(t->lines);
    }
    t->lines[t->n++] = line.data;
}

static zg_status take_lines(void *context, uint32_t worker, const zg_count_row *rows, size_t n,
                            const uint32_t *items, const double *values, zg_error *error)
{
    taken *t = context;
    zg_sequence shown = *t->sequence;
    (void)worker, (void)values, (void)error;
    shown.items = (uint32_t *)items;
    zg_lock_take(t->lock);
    t->spelled = t->spelled || items != t->sequence->items;
    for (size_t i = 0; i < n; i++) add_line(t, &shown, &rows[i]);
    zg_lock_give(t->lock);
    return ZG_OK;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_lines(taken *t)
{
    for (size_t i = 0; i < t->n; i++) free(t->lines[i]);
    free(t->lines);
}

/* Rows taken by short windows are those kept by the others, with a ceiling and without, also where
 * one first link has more than a thread holds at once. */
static void rows_are_taken(void **state)
{
    static const uint64_t ceilings[] = {0, 256u << 20, 8u << 20};
    size_t most = 0, short_ones = 0;
    (void)state;
    make_text(7, 3, 40000);
    for (size_t i = 0; i < 18; i++) {
        zg_run *run = NULL;
        zg_run_options limits;
        zg_count rows;
        zg_sequence sequence;
        taken kept = {.sequence = &sequence}, got = {.sequence = &sequence};
        zg_count_options options = {.min_n = 1 + (uint32_t)i % 2,
                                    .max_n = i % 3 == 2 ? 3 : 15,
                                    .min_freq = 1 + i % 3,
                                    .min_docs = i % 4 == 0 ? 2 : 1};
        zg_run_options_init(&limits);
        limits.threads = 1 + (uint32_t)(i / 2) % 3;
        limits.memory = ceilings[i / 6];
        assert_int_equal(zg_run_new(&limits, &run, NULL), ZG_OK);
        zg_corpus *corpus = build(run, i % 2 == 0 ? "line" : "file");
        assert_int_equal(zg_sequence_build(run, corpus, NULL, ZG_WITHIN_CLAUSE, &sequence, NULL),
                         ZG_OK);
        assert_int_equal(zg_count_ngrams(NULL, &sequence, &options, &rows, NULL), ZG_OK);
        for (size_t k = 0; k < rows.n; k++) add_line(&kept, &sequence, &rows.rows[k]);
        zg_count_free(&rows);
        options.spelled = true;
        options.take = take_lines;
        options.context = &got;
        assert_int_equal(zg_lock_new(&got.lock, NULL), ZG_OK);
        assert_int_equal(zg_count_ngrams(run, &sequence, &options, &rows, NULL), ZG_OK);
        assert_int_equal(rows.n, 0);
        zg_count_free(&rows);
        assert_int_equal(got.n, kept.n);
        if (got.n > 0) qsort(got.lines, got.n, sizeof *got.lines, compare_lines);
        if (kept.n > 0) qsort(kept.lines, kept.n, sizeof *kept.lines, compare_lines);
        for (size_t k = 0; k < got.n; k++) assert_string_equal(got.lines[k], kept.lines[k]);
        if (got.n > most) most = got.n;
        short_ones += got.spelled;
        zg_lock_free(got.lock);
        free_lines(&got);
        free_lines(&kept);
        zg_sequence_free(&sequence);
        zg_corpus_free(corpus);
        zg_run_free(run);
    }
    printf("%zu rows at most, %zu of 18 by short windows\n", most, short_ones);
    assert_true(most > 100000 && short_ones >= 8 && short_ones < 18);
}

static void nothing_has_no_rows(void **state)
{
    (void)state;
    zg_run *run = make_run(1);
    scratch_write("text.txt", "。\n", 4);
    zg_corpus *corpus = build(run, "file");
    zg_count_options options = {.min_n = 1, .max_n = 5, .min_freq = 1, .min_docs = 1};
    assert_int_equal(compare(corpus, ZG_WITHIN_CLAUSE, &options), 0);
    zg_corpus_free(corpus);
    zg_run_free(run);
}

static zg_buffer count_all(zg_run *run, const zg_corpus *corpus)
{
    zg_sequence sequence;
    zg_buffer out = {0};
    zg_count_options options = {.min_n = 1, .max_n = 3, .min_freq = 2, .min_docs = 1};
    assert_int_equal(zg_sequence_build(run, corpus, NULL, ZG_WITHIN_SENTENCE, &sequence, NULL),
                     ZG_OK);
    assert_true(count(run, &sequence, options, false, &out) > 100);
    zg_sequence_free(&sequence);
    return out;
}

/* Whoever asks for the text that was not kept is told so. */
static void a_corpus_without_text_counts_the_same(void **state)
{
    zg_import_options options;
    zg_error error = {0};
    zg_corpus *bare = NULL, *other = NULL;
    (void)state;
    zg_run *run = make_run(2);
    make_text(7, 300, 30000);
    const char *paths[] = {scratch_path("text.txt")};
    for (int by_line = 0; by_line < 2; by_line++) {
        zg_import_options_init(&options);
        options.documents = by_line ? "line" : "file";
        options.order_by = by_line ? "document" : NULL;
        options.without_text = true;
        assert_int_equal(zg_corpus_build(run, paths, 1, &options, &bare, NULL), ZG_OK);
        options.without_text = false;
        assert_int_equal(zg_corpus_build(run, paths, 1, &options, &other, NULL), ZG_OK);
        zg_buffer got = count_all(run, bare), want = count_all(run, other);
        assert_same(&got, &want);
        assert_int_equal(zg_corpus_document(bare, 0).characters,
                         zg_corpus_document(other, 0).characters);
        zg_buffer_free(&got);
        zg_buffer_free(&want);
        zg_corpus_free(other);
        assert_int_equal(zg_corpus_write(run, bare, scratch_path("bare.zgc"), &error),
                         ZG_ERROR_ARGUMENT);
        assert_int_equal(zg_corpus_write_text(run, bare, NULL, scratch_path("bare"), NULL),
                         ZG_ERROR_ARGUMENT);
        assert_int_equal(zg_corpus_retokenize(run, bare, ZG_UNIT_SPACE, 0, &other, NULL),
                         ZG_ERROR_ARGUMENT);
        assert_int_equal(zg_corpus_join(run, bare, bare, &other, NULL), ZG_ERROR_ARGUMENT);
        zg_corpus_free(bare);
    }
    zg_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_windows_count_the_same),
                                       cmocka_unit_test(rows_are_taken),
                                       cmocka_unit_test(nothing_has_no_rows),
                                       cmocka_unit_test(a_corpus_without_text_counts_the_same)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
