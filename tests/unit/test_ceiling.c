/* Lists under a ceiling that is too low for them, and runs: the same bytes as without one, every
 * allocation failing once, and numbers that 32 bits do not hold. */
#include <zigram/zigram.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "count.h"
#include "faults.h"
#include "ngrams_order.h"
#include "scratch.h"

enum { TOKENS = 900 };

static zg_corpus *corpus;
static zg_ngrams_options options;

/* Han, Latin words and marks, in an order that a small generator gives. */
static int make_corpus(void **state)
{
    static const char *const parts[] = {"天",           "地", "人", "的", "中国", "a b",
                                        "cafe\xCC\x81", "，", "。", "ab", "3"};
    static char text[TOKENS * 16];
    uint32_t dice = 7;
    if (scratch_setup(state) != 0) return -1;
    text[0] = '\0';
    for (int i = 0; i < TOKENS; i++) {
        dice = dice * 1664525u + 1013904223u;
        strcat(text, parts[(dice >> 10) % (sizeof parts / sizeof *parts)]);
        if (i % 50 == 49) strcat(text, "\n");
    }
    scratch_write("a.txt", text, strlen(text));
    const char *const paths[] = {scratch_path("a.txt")};
    zg_import_options import;
    zg_import_options_init(&import);
    import.documents = "line";
    import.fold = ZG_FOLD_NONE;
    zg_ngrams_options_init(&options);
    options.max_n = 6;
    options.within = ZG_WITHIN_SENTENCE;
    return zg_corpus_build(NULL, paths, 1, &import, &corpus, NULL) == ZG_OK ? 0 : -1;
}

static int drop_corpus(void **state)
{
    zg_corpus_free(corpus);
    return scratch_teardown(state);
}

static zg_status write_list(uint64_t memory, uint32_t threads, const char *name, zg_error *error)
{
    zg_run *run = NULL;
    zg_table *table = NULL;
    zg_run_options run_options;
    zg_run_options_init(&run_options);
    run_options.memory = memory;
    run_options.threads = threads;
    zg_status status = zg_run_new(&run_options, &run, error);
    if (status == ZG_OK) status = zg_ngrams(run, corpus, NULL, &options, &table, error);
    if (status == ZG_OK) status = zg_table_write(table, scratch_path(name), NULL, NULL, error);
    zg_table_free(table);
    zg_run_free(run);
    return status;
}

static zg_status write_of_runs(const char *name, zg_error *error)
{
    zg_table *table = NULL;
    const char *const paths[] = {scratch_path("whole.zgr")};
    zg_status status = zg_ngrams_write_runs(NULL, corpus, NULL, &options, paths[0], error);
    if (status == ZG_OK) status = zg_ngrams_from_runs(NULL, paths, 1, &options, &table, error);
    if (status == ZG_OK) status = zg_table_write(table, scratch_path(name), NULL, NULL, error);
    zg_table_free(table);
    return status;
}

static void assert_same(const char *a, const char *b)
{
    size_t length;
    char *bytes = scratch_read(a, &length);
    assert_true(length > 1000);
    assert_true(scratch_holds(b, bytes, length));
    free(bytes);
}

static void a_ceiling_gives_the_same_bytes(void **unused)
{
    static const char *const sorts[] = {"freq", "ngram:desc", "n:asc", "docs", "dp_norm:asc"};
    (void)unused;
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        options.sort = sorts[i];
        options.dispersion = i == 4 ? "dp_norm" : NULL;
        assert_int_equal(write_list(0, 1, "free.tsv", NULL), ZG_OK);
        for (uint32_t threads = 1; threads <= 3; threads += 2) {
            assert_int_equal(write_list(600000, threads, "low.tsv", NULL), ZG_OK);
            assert_same("free.tsv", "low.tsv");
        }
    }
    options.sort = "freq";
    options.dispersion = NULL;
}

static void runs_give_the_same_bytes(void **unused)
{
    (void)unused;
    assert_int_equal(write_list(0, 1, "free.tsv", NULL), ZG_OK);
    assert_int_equal(write_of_runs("runs.tsv", NULL), ZG_OK);
    assert_same("free.tsv", "runs.tsv");
}

static void what_does_not_fit_is_refused(void **unused)
{
    zg_error error = {0};
    (void)unused;
    assert_int_equal(write_list(1000, 1, "low.tsv", &error), ZG_ERROR_MEMORY);
    assert_non_null(strstr(error.text, "raise it"));
}

static void every_allocation_may_fail(void **unused)
{
    (void)unused;
    assert_int_equal(write_list(0, 1, "free.tsv", NULL), ZG_OK);
    size_t k = 1;
    do {
        faults_arm(k);
        zg_status status = write_list(600000, 1, "low.tsv", NULL);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
    } while (faults_count() >= k++);
    assert_same("free.tsv", "low.tsv");
    k = 1;
    do {
        faults_arm(k);
        zg_status status = write_of_runs("runs.tsv", NULL);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
    } while (faults_count() >= k++);
    assert_same("free.tsv", "runs.tsv");
}

/* Positions, frequencies and keys of corpora that no test has room for. */
static void numbers_beyond_32_bits_are_kept(void **unused)
{
    static const uint64_t large[] = {INT32_MAX, UINT32_MAX, (uint64_t)UINT32_MAX + 1,
                                     (uint64_t)1 << 40, ((uint64_t)1 << 56) - 1};
    (void)unused;
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        zg_count_row row = {.place = large[i] << 8 | 0x80 | 64, .freq = large[i], .docs = large[i]};
        assert_true(zg_count_position(&row) == large[i]);
        assert_int_equal(zg_count_n(&row), 64);
        assert_true(zg_count_irregular(&row));
        zg_order order = {.key = ZG_ORDER_FREQ, .descending = true};
        uint64_t keys[2], next[2];
        zg_order_keys(&order, &row, NULL, keys);
        row.freq++;
        zg_order_keys(&order, &row, NULL, next);
        assert_true(next[0] < keys[0]);
    }
}

/* Rows of such frequencies in order, among small ones. */
static void large_frequencies_are_ordered(void **unused)
{
    enum { ROWS = 40 };
    zg_count_row rows[ROWS];
    uint32_t items[ROWS + ZG_SEQUENCE_PAD] = {0};
    zg_link links[ROWS] = {{0}};
    zg_sequence sequence = {.items = items, .links = links, .n_links = ROWS};
    zg_count count = {.rows = rows, .n = ROWS};
    (void)unused;
    for (uint32_t i = 0; i < ROWS; i++) {
        items[i] = i + 1;
        uint64_t freq = i % 3 == 0 ? (uint64_t)1 << (i + 5) : i % 3 == 1 ? 65535 + i % 2 : i;
        rows[i] = (zg_count_row){.place = (uint64_t)i << 8 | 1, .freq = freq, .docs = i};
    }
    for (int descending = 0; descending < 2; descending++) {
        zg_order order = {.key = ZG_ORDER_FREQ, .descending = descending};
        size_t *sorted;
        assert_int_equal(zg_order_rows(NULL, &sequence, &count, &order, &sorted, NULL), ZG_OK);
        for (size_t i = 1; i < ROWS; i++) {
            uint64_t a = rows[sorted[i - 1]].freq, b = rows[sorted[i]].freq;
            assert_true(descending ? a >= b : a <= b);
            if (a == b) assert_true(sorted[i - 1] < sorted[i]);
        }
        free(sorted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ceiling_gives_the_same_bytes),
        cmocka_unit_test(runs_give_the_same_bytes),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(numbers_beyond_32_bits_are_kept),
        cmocka_unit_test(large_frequencies_are_ordered),
    };
    return cmocka_run_group_tests(tests, make_corpus, drop_corpus);
}
