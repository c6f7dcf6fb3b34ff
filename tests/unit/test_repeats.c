/* Repeats against a naive sort of suffixes and a naive count of every sequence; texts that are
 * hard for sorting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "repeats.h"
#include "scratch.h"

static uint32_t state_of_random;

static uint32_t random_below(uint32_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(state_of_random >> 8) * n >> 24);
}

static zg_corpus *build(void)
{
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    const char *paths[] = {scratch_path("")};
    assert_int_equal(zg_corpus_build(NULL, paths, 1, NULL, &corpus, &error), ZG_OK);
    return corpus;
}

/* Three files of few signs, so that long sequences recur. */
static void make_texts(uint32_t seed, uint32_t signs)
{
    static const char *const all[] = {"天", "地", "，", "。", "人", "\n", "“", "”", " ", "和"};
    state_of_random = seed;
    scratch_clear();
    for (int file = 0; file < 3; file++) {
        char name[16], text[2048];
        size_t length = 0, end = 60 + random_below(500);
        while (length < end) {
            const char *sign = all[random_below(signs)];
            memcpy(text + length, sign, strlen(sign));
            length += strlen(sign);
        }
        snprintf(name, sizeof name, "%d.txt", file);
        scratch_write(name, text, length);
    }
}

/* ---- the naive side ---- */

static const zg_repeats *judged;

static uint32_t shared_by(uint32_t a, uint32_t b)
{
    uint32_t n = 0;
    while (judged->items[a + n] > ZG_ITEM_BARRIER && judged->items[a + n] == judged->items[b + n]) {
        n++;
    }
    return n;
}

static int by_suffix(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (x == y) return 0;
    while (judged->items[x] == judged->items[y]) x++, y++;
    return judged->items[x] < judged->items[y] ? -1 : 1;
}

static uint32_t count_of(uint32_t position, uint32_t length)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < judged->n; i++) n += shared_by(position, i) >= length;
    return n;
}

/* The number of right-closed repeats of two items or more, by looking at every sequence. */
static uint32_t naive_repeats(const uint32_t *order, uint32_t min_freq)
{
    uint32_t n = 0;
    for (uint32_t place = 0; place < judged->n; place++) {
        uint32_t position = order[place];
        uint32_t before = place > 0 ? shared_by(position, order[place - 1]) : 0;
        for (uint32_t length = before + 1; judged->items[position + length - 1] > ZG_ITEM_BARRIER;
             length++) {
            uint32_t freq = count_of(position, length);
            bool longer = judged->items[position + length] > ZG_ITEM_BARRIER;
            n += freq >= min_freq && !(longer && count_of(position, length + 1) == freq);
        }
    }
    return n;
}

static uint32_t changes_of(const zg_repeat *repeat)
{
    uint32_t n = 0;
    for (uint32_t place = repeat->low + 1; place < repeat->high; place++) {
        uint32_t left = judged->items[judged->suffixes[place] - 1];
        n += left == ZG_ITEM_BARRIER || left != judged->items[judged->suffixes[place - 1] - 1];
    }
    return n;
}

static void check_walk(const zg_repeats *r, const uint32_t *order, uint32_t min_freq)
{
    uint16_t *weights = malloc(r->n * sizeof *weights);
    zg_repeat_walk *walk = NULL;
    zg_repeat repeat;
    uint32_t n = 0, low, high;
    for (uint32_t i = 0; i < r->n; i++) weights[i] = (uint16_t)(i * 31);
    assert_int_equal(zg_repeat_walk_new(r, min_freq, weights, NULL, &walk, NULL), ZG_OK);
    while (zg_repeat_walk_next(walk, &repeat, NULL) == ZG_OK) {
        const uint32_t *first = r->items + r->suffixes[repeat.low];
        uint64_t weight = 0;
        for (uint32_t i = repeat.low; i < repeat.high; i++) {
            assert_true(shared_by(r->suffixes[i], r->suffixes[repeat.low]) >= repeat.length);
            weight += weights[r->suffixes[i]];
        }
        assert_int_equal(repeat.weight, weight);
        assert_int_equal(repeat.changes, changes_of(&repeat));
        assert_int_equal(count_of(r->suffixes[repeat.low], repeat.length),
                         repeat.high - repeat.low);
        assert_true(repeat.shorter < repeat.length);
        if (repeat.shorter > 0) {
            assert_true(count_of(r->suffixes[repeat.low], repeat.shorter) >
                        repeat.high - repeat.low);
        }
        low = high = 0;
        zg_repeats_find(r, first, repeat.length, &low, &high);
        assert_int_equal(low, repeat.low);
        assert_int_equal(high, repeat.high);
        n++;
    }
    assert_int_equal(n, naive_repeats(order, min_freq));
    zg_repeat_walk_free(walk);
    free(weights);
}

static void check_places(const zg_repeats *r, const zg_corpus *corpus)
{
    uint32_t tokens = 0, document = 0;
    for (uint32_t i = 0; i < r->n - 1; i++) {
        while (i >= r->starts[document + 1]) document++, tokens = 0;
        assert_int_equal(zg_repeats_document(r, i), document);
        assert_int_equal(zg_repeats_token(r, i, document), tokens);
        tokens += r->is_token[r->items[i]];
    }
    assert_int_equal(r->tokens, zg_corpus_tokens(corpus));
}

static void test_against_naive(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        make_texts(seed, 1 + seed % 10);
        zg_corpus *corpus = build();
        zg_repeats r;
        zg_within within = (zg_within)(seed % 4);
        assert_int_equal(zg_repeats_build(NULL, corpus, NULL, within, &r, NULL), ZG_OK);
        judged = &r;
        uint32_t *order = malloc(r.n * sizeof *order);
        for (uint32_t i = 0; i < r.n; i++) order[i] = i;
        qsort(order, r.n, sizeof *order, by_suffix);
        assert_memory_equal(order, r.suffixes, r.n * sizeof *order);
        for (uint32_t i = 1; i < r.n; i++) {
            assert_int_equal(r.common[order[i]], shared_by(order[i], order[i - 1]));
        }
        check_walk(&r, order, 2);
        check_walk(&r, order, 3);
        check_places(&r, corpus);
        free(order);
        zg_repeats_free(&r);
        zg_corpus_free(corpus);
    }
}

/* Seconds to order the suffixes of a file and to walk over all repeats; how many there are. */
static double time_of(uint32_t *n)
{
    zg_corpus *corpus = build();
    zg_repeats r;
    zg_repeat repeat;
    zg_repeat_walk *walk = NULL;
    clock_t start = clock();
    assert_int_equal(zg_repeats_build(NULL, corpus, NULL, ZG_WITHIN_SENTENCE, &r, NULL), ZG_OK);
    assert_int_equal(zg_repeat_walk_new(&r, 2, NULL, NULL, &walk, NULL), ZG_OK);
    for (*n = 0; zg_repeat_walk_next(walk, &repeat, NULL) == ZG_OK;) ++*n;
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    zg_repeat_walk_free(walk);
    zg_repeats_free(&r);
    zg_corpus_free(corpus);
    return seconds;
}

static void test_hard_texts(void **state)
{
    (void)state;
    enum { SIGNS = 1000000 };
    char *text = malloc(3 * SIGNS);
    uint32_t n;
    scratch_clear();
    for (size_t i = 0; i < SIGNS; i++) memcpy(text + 3 * i, "哈", 3);
    scratch_write("a.txt", text, 3 * SIGNS);
    double same = time_of(&n);
    assert_int_equal(n, SIGNS - 1);
    state_of_random = 1;
    for (size_t i = 0; i < SIGNS; i++) {
        uint32_t cp = 0x4E00 + random_below(3000);
        const char sign[] = {(char)(0xE0 | cp >> 12), (char)(0x80 | (cp >> 6 & 0x3F)),
                             (char)(0x80 | (cp & 0x3F))};
        memcpy(text + 3 * i, sign, 3);
    }
    scratch_write("a.txt", text, 3 * SIGNS);
    double prose = time_of(&n);
    scratch_write("a.txt", text, 3 * SIGNS / 2);
    scratch_write("b.txt", text, 3 * SIGNS / 2);
    double twice = time_of(&n);
    assert_true(n > SIGNS / 2 - 1);
    printf("one sign %.2f s, a document twice %.2f s, all different %.2f s\n", same, twice, prose);
    assert_true(same < 10 * prose + 1 && twice < 10 * prose + 1);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_naive),
        cmocka_unit_test(test_hard_texts),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
