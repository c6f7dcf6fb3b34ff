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

/* Long passages that are taken up again and again, cut short or going on differently. */
static void make_formulas(uint32_t seed)
{
    static const char *const all[] = {"天", "地", "人", "和", "，", "。"};
    char formulas[3][40][4], text[4096];
    state_of_random = seed;
    scratch_clear();
    for (int f = 0; f < 3; f++) {
        for (int i = 0; i < 40; i++) strcpy(formulas[f][i], all[random_below(4)]);
    }
    size_t length = 0;
    while (length < 1500) {
        uint32_t f = random_below(3), begin = random_below(20), end = begin + random_below(20) + 1;
        for (uint32_t i = begin; i < end; i++) {
            memcpy(text + length, formulas[f][i], 3);
            length += 3;
        }
        memcpy(text + length, all[random_below(6)], 3);
        length += 3;
    }
    scratch_write("0.txt", text, length);
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
    uint32_t shared = shared_by(x, y), left = judged->items[x + shared],
             right = judged->items[y + shared];
    if (left != right) return left < right ? -1 : 1;
    return x < y ? -1 : x > y; /* both have come to a barrier */
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

/* What occurs often enough is told apart in an order that leaves the rest as it is. */
static void check_partial(const zg_repeats *whole, zg_repeats *part, uint32_t least)
{
    zg_order how = {.least = least, .depth = UINT32_MAX};
    zg_repeat_walk *a = NULL, *b = NULL;
    zg_repeat x, y;
    assert_int_equal(zg_repeats_order(NULL, part, &how, NULL), ZG_OK);
    assert_int_equal(zg_repeat_walk_new(whole, least, NULL, NULL, &a, NULL), ZG_OK);
    assert_int_equal(zg_repeat_walk_new(part, least, NULL, NULL, &b, NULL), ZG_OK);
    while (zg_repeat_walk_next(a, &x, NULL) == ZG_OK) {
        assert_int_equal(zg_repeat_walk_next(b, &y, NULL), ZG_OK);
        assert_true(x.low == y.low && x.high == y.high && x.length == y.length &&
                    x.shorter == y.shorter);
    }
    assert_int_equal(zg_repeat_walk_next(b, &y, NULL), ZG_END);
    zg_repeat_walk_free(a);
    zg_repeat_walk_free(b);
}

/* A part of the positions, to a depth; on three threads. */
static void check_chosen(const zg_repeats *whole, zg_repeats *part, zg_run *threads)
{
    uint64_t *chosen = calloc(whole->n / 64 + 1, sizeof *chosen);
    zg_order how = {.least = 2, .depth = 4, .chosen = chosen};
    for (uint32_t i = 0; i < whole->n; i++) {
        if (i % 3 != 0) chosen[i / 64] |= 1ull << i % 64;
    }
    assert_int_equal(zg_repeats_order(threads, part, &how, NULL), ZG_OK);
    uint32_t place = 0;
    for (uint32_t i = 0; i < whole->n; i++) place += whole->suffixes[i] % 3 != 0;
    assert_int_equal(place, part->n_places);
    for (uint32_t i = 1; i < place; i++) {
        uint32_t shared = shared_by(part->suffixes[i - 1], part->suffixes[i]);
        uint32_t common = zg_repeats_common(part, i);
        assert_true(common == shared || (common >= 4 && common < shared));
    }
    free(chosen);
}

/* The walk over pieces is the walk over all. */
static void check_pieces(const zg_repeats *r)
{
    zg_repeat_walk *whole = NULL, *piece = NULL;
    zg_repeat x, y;
    uint32_t names = r->n_words + ZG_ITEM_FIRST;
    assert_int_equal(zg_repeat_walk_new(r, 2, NULL, NULL, &whole, NULL), ZG_OK);
    for (uint32_t first = 0; first < names; first += 2) {
        assert_int_equal(zg_repeat_walk_new(r, 2, NULL, NULL, &piece, NULL), ZG_OK);
        zg_repeat_walk_items(piece, first, first + 2 < names ? first + 2 : names);
        while (zg_repeat_walk_next(piece, &y, NULL) == ZG_OK) {
            assert_int_equal(zg_repeat_walk_next(whole, &x, NULL), ZG_OK);
            assert_true(x.low == y.low && x.high == y.high && x.length == y.length &&
                        x.shorter == y.shorter && x.changes == y.changes);
        }
        zg_repeat_walk_free(piece);
    }
    assert_int_equal(zg_repeat_walk_next(whole, &x, NULL), ZG_END);
    zg_repeat_walk_free(whole);
}

static void check_others(const zg_repeats *r, const zg_corpus *corpus, zg_within within)
{
    zg_run_options options;
    zg_run *threads = NULL;
    zg_repeats part;
    zg_run_options_init(&options);
    options.threads = 3;
    assert_int_equal(zg_run_new(&options, &threads, NULL), ZG_OK);
    assert_int_equal(zg_repeats_read(NULL, corpus, NULL, within, &part, NULL), ZG_OK);
    zg_order how = {.least = 2, .depth = UINT32_MAX};
    assert_int_equal(zg_repeats_order(threads, &part, &how, NULL), ZG_OK);
    assert_memory_equal(part.suffixes, r->suffixes, r->n * sizeof *r->suffixes);
    assert_memory_equal(part.common, r->common, r->n * sizeof *r->common);
    check_partial(r, &part, 3);
    check_partial(r, &part, 7);
    check_chosen(r, &part, threads);
    check_pieces(r);
    zg_repeats_free(&part);
    zg_run_free(threads);
}

static void test_against_naive(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        if (seed % 3 == 1)
            make_formulas(seed);
        else
            make_texts(seed, 1 + seed % 10);
        zg_corpus *corpus = build();
        zg_repeats r;
        zg_within within = (zg_within)(seed % 4);
        zg_order how = {.least = 2, .depth = UINT32_MAX};
        assert_int_equal(zg_repeats_read(NULL, corpus, NULL, within, &r, NULL), ZG_OK);
        assert_int_equal(zg_repeats_order(NULL, &r, &how, NULL), ZG_OK);
        judged = &r;
        uint32_t *order = malloc(r.n * sizeof *order);
        for (uint32_t i = 0; i < r.n; i++) order[i] = i;
        qsort(order, r.n, sizeof *order, by_suffix);
        assert_memory_equal(order, r.suffixes, r.n * sizeof *order);
        for (uint32_t i = 1; i < r.n; i++) {
            assert_int_equal(zg_repeats_common(&r, i), shared_by(order[i], order[i - 1]));
        }
        check_walk(&r, order, 2);
        check_walk(&r, order, 3);
        check_places(&r, corpus);
        check_others(&r, corpus, within);
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
    zg_order how = {.least = 2, .depth = UINT32_MAX};
    assert_int_equal(zg_repeats_read(NULL, corpus, NULL, ZG_WITHIN_SENTENCE, &r, NULL), ZG_OK);
    assert_int_equal(zg_repeats_order(NULL, &r, &how, NULL), ZG_OK);
    assert_int_equal(zg_repeat_walk_new(&r, 2, NULL, NULL, &walk, NULL), ZG_OK);
    for (*n = 0; zg_repeat_walk_next(walk, &repeat, NULL) == ZG_OK;) ++*n;
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    zg_repeat_walk_free(walk);
    zg_repeats_free(&r);
    zg_corpus_free(corpus);
    return seconds;
}

/* The times are for reading: a sort that compares signs one by one would not end before the test
 * is stopped. */
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
