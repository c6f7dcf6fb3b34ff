/* What must hold for any text: an n-gram that is shown, tokenized again, gives its tokens back;
 * frequencies add up to windows, windows of one token to tokens; documents never outnumber
 * occurrences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "corpus.h"
#include "scratch.h"

static uint32_t state_of_random;

static uint32_t random_below(uint32_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(state_of_random >> 8) * n >> 24);
}

/* Texts of signs that meet each other in every order. */
static void make_texts(uint32_t seed)
{
    static const char *const signs[] = {
        "天",   "地", "玄",  "黄",    "哈",        "々",   "ア",  "ｶﾞ",   "か", "กำ",
        "한국", "а",  "the", "can't", "e\xCC\x81", "2020", "3.5", "１２", "．", "，",
        "。",   "、", "“",   "”",     "…",         "—",    ".",   "-",    "_",  "@",
        ":",    " ",  " ",   "\n",    "\t",        "𠀀",   "😀",   "the ", "of "};
    state_of_random = seed;
    for (int file = 0; file < 3; file++) {
        char name[16], text[8192];
        size_t length = 0;
        while (length < 6000) {
            const char *sign = signs[random_below(sizeof signs / sizeof signs[0])];
            memcpy(text + length, sign, strlen(sign));
            length += strlen(sign);
        }
        snprintf(name, sizeof name, "%d.txt", file);
        scratch_write(name, text, length);
    }
}

static zg_corpus *build(zg_run *run, zg_unit unit)
{
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    zg_import_options options;
    zg_import_options_init(&options);
    options.unit = unit;
    const char *paths[] = {scratch_path("")};
    assert_int_equal(zg_corpus_build(run, paths, 1, &options, &corpus, &error), ZG_OK);
    return corpus;
}

static uint64_t count_tokens(const zg_corpus *corpus, const zg_elements *elements)
{
    uint64_t n = 0;
    for (size_t i = 0; i < elements->n; i++) {
        if (elements->items[i] == UINT32_MAX) return UINT64_MAX;
        zg_word word = zg_corpus_word(corpus, elements->items[i] - ZG_ELEMENT_FIRST);
        n += word.flags & ZG_SEGMENT_TOKEN;
    }
    return n;
}

/* Looks at every row; adds frequencies up by order. */
static uint64_t check_rows(zg_run *run, const zg_corpus *corpus, zg_within within, uint32_t max_n,
                           uint64_t *freqs)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_batch *batch;
    uint64_t rows = 0;
    zg_ngrams_options_init(&options);
    options.max_n = max_n;
    options.within = within;
    memset(freqs, 0, (max_n + 1) * sizeof *freqs);
    assert_int_equal(zg_ngrams(run, corpus, NULL, &options, &table, NULL), ZG_OK);
    while (zg_table_next(table, &batch, NULL) == ZG_OK) {
        for (int64_t row = 0; row < batch->rows; row++, rows++) {
            const zg_column *shown = &batch->columns[0];
            int32_t start = shown->offsets[row];
            uint64_t n = (uint64_t)batch->columns[1].int64[row];
            zg_elements elements = {0};
            assert_int_equal(zg_corpus_encode(run, corpus, shown->bytes + start,
                                              (size_t)(shown->offsets[row + 1] - start), &elements,
                                              NULL),
                             ZG_OK);
            assert_int_equal(count_tokens(corpus, &elements), n);
            free(elements.items);
            freqs[n] += (uint64_t)batch->columns[2].int64[row];
            assert_true(batch->columns[4].int64[row] <= batch->columns[2].int64[row]);
            assert_true(batch->columns[4].int64[row] >= 1);
        }
        zg_batch_free(batch);
    }
    zg_table_free(table);
    return rows;
}

static void test_rendering_and_sums(void **state)
{
    (void)state;
    enum { MAX_N = 4 };
    uint64_t rows = 0;
    zg_run *run = NULL;
    assert_int_equal(zg_run_new(NULL, &run, NULL), ZG_OK);
    for (uint32_t seed = 1; seed <= 3; seed++) {
        for (int unit = ZG_UNIT_CHAR; unit <= ZG_UNIT_SPACE; unit++) {
            if (unit == ZG_UNIT_WORD) continue; /* dictionary words depend on what is around */
            make_texts(seed);
            zg_corpus *corpus = build(run, (zg_unit)unit);
            uint64_t freqs[MAX_N + 1], windows[MAX_N + 1], joined[MAX_N + 1];
            rows += check_rows(run, corpus, ZG_WITHIN_DOCUMENT, MAX_N, freqs);
            rows += check_rows(run, corpus, ZG_WITHIN_CLAUSE, MAX_N, freqs);
            assert_int_equal(zg_corpus_joined(run, corpus, NULL, MAX_N, windows, joined, NULL),
                             ZG_OK);
            assert_int_equal(windows[1], zg_corpus_tokens(corpus));
            for (uint32_t n = 1; n <= MAX_N; n++) assert_int_equal(freqs[n], windows[n]);
            zg_corpus_free(corpus);
        }
    }
    zg_run_free(run);
    printf("%llu n-grams tokenized again\n", (unsigned long long)rows);
    assert_true(rows > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rendering_and_sums)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
