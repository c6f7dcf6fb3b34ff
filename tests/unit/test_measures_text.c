/* The measures of texts and n-grams against values computed at 60 digits by others; the counts
 * under those of n-grams come from the slow counter. */
#include "measures_vectors.h"
#include "slow_ngrams.h"

/* ---- Texts ---- */

static void test_lexical(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "lexical");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        size_t n;
        uint32_t *ids = number_tokens(vectors_text(&v, row, "tokens"), &n);
        zg_lexical *text;
        assert_int_equal(zg_lexical_new(ids, n, 4, &text, NULL), ZG_OK);
        compare_row(&v, row, ZG_NEEDS_TOKENS, text, false);
        zg_lexical_free(text);
        free(ids);
    }
    close_table(&v);
}

/* ---- n-grams ---- */

static void test_patterns(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "lambda_ngram");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        size_t n_counts;
        int64_t *counts = vectors_wholes(vectors_text(&v, row, "counts_by_bitmask"), &n_counts);
        zg_pattern_counts g = {counts, (size_t)vectors_whole(&v, row, "n"), 0.5};
        assert_int_equal(n_counts, (size_t)1 << g.n);
        compare_row(&v, row, ZG_NEEDS_PATTERNS, &g, false);
        g.smoothing = 1;
        compare_row(&v, row, ZG_NEEDS_PATTERNS, &g, true);
        free(counts);
    }
    close_table(&v);
}

static slow_corpus corpus;
static slow_side before, after;

static void read_corpus(void)
{
    char *text = vectors_slurp(ZG_ROOT "/tests/vectors/ngrams_corpus.txt");
    assert_non_null(text);
    slow_read(&corpus, text);
    free(text);
}

/* Room for what zg_ngram_counts borrows. */
typedef struct pieces {
    int64_t left[16], right[16], single[16], symbol_freqs[16], symbol_inside[16];
} pieces;

static zg_ngram_counts count_pieces(const slow_gram *g, pieces *p)
{
    zg_ngram_counts c = {.n = g->n,
                         .freq = slow_freq(&corpus, g),
                         .tokens = corpus.tokens,
                         .left = p->left,
                         .right = p->right,
                         .single = p->single,
                         .symbol_freqs = p->symbol_freqs,
                         .symbol_inside = p->symbol_inside,
                         .freq_apart = slow_freq_apart(&corpus, g)};
    for (size_t i = 0; i < g->n; i++) {
        p->single[i] = slow_freq_of(&corpus, g->text + i, 1);
        p->left[i] = slow_freq_of(&corpus, g->text, i + 1);
        p->right[i] = slow_freq_of(&corpus, g->text + i + 1, g->n - i - 1);
        size_t first = 0;
        while (g->text[first] != g->text[i]) first++;
        if (first < i) continue;
        p->symbol_freqs[c.symbols] = p->single[i];
        p->symbol_inside[c.symbols] = 0;
        for (size_t k = i; k < g->n; k++) p->symbol_inside[c.symbols] += g->text[k] == g->text[i];
        c.symbols++;
    }
    slow_neighbours(&corpus, g, -1, &before);
    slow_neighbours(&corpus, g, (long)g->n, &after);
    c.before = (zg_neighbours){before.freqs, before.n, before.boundary};
    c.after = (zg_neighbours){after.freqs, after.n, after.boundary};
    slow_holders(&corpus, g, &c.holders, &c.freq_holders);
    return c;
}

static double glue(const uint32_t *text, size_t n)
{
    slow_gram g = slow_piece(text, n);
    pieces p;
    zg_ngram_counts c = {.n = n, .freq = slow_freq(&corpus, &g), .left = p.left, .right = p.right};
    for (size_t i = 0; i + 1 < n; i++) {
        p.left[i] = slow_freq_of(&corpus, text, i + 1);
        p.right[i] = slow_freq_of(&corpus, text + i + 1, n - i - 1);
    }
    return zg_measure_find("scp_f")->compute.ngram(&c);
}

static bool is_local_maximum(const slow_gram *g)
{
    double around[256], within[2];
    size_t n_around = 0;
    for (size_t i = 0; i < corpus.length; i++) {
        if (!slow_at(&corpus, i, g)) continue;
        assert_true(n_around + 2 <= 256);
        if (corpus.text[i - 1] != SLOW_END)
            around[n_around++] = glue(corpus.text + i - 1, g->n + 1);
        if (corpus.text[i + g->n] != SLOW_END) around[n_around++] = glue(corpus.text + i, g->n + 1);
    }
    if (g->n > 2) {
        within[0] = glue(g->text, g->n - 1);
        within[1] = glue(g->text + 1, g->n - 1);
    }
    return zg_local_maximum(glue(g->text, g->n), around, n_around, within, g->n > 2 ? 2 : 0);
}

static void test_ngrams(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "ngrams_zh");
    read_corpus();
    for (size_t row = 0; row < v.rows; row++) {
        slow_gram g = {.n = 0};
        pieces p;
        g.n = slow_decode(vectors_text(&v, row, "id"), g.text, 16);
        zg_ngram_counts c = count_pieces(&g, &p);
        compare(&v, row, "n", (double)c.n);
        compare(&v, row, "f", (double)c.freq);
        compare(&v, row, "f_nonoverlap", (double)c.freq_apart);
        compare(&v, row, "localmaxs_scp", is_local_maximum(&g));
        compare_row(&v, row, ZG_NEEDS_NGRAM, &c, false);
    }
    close_table(&v);
}

static void test_gravity(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "gravity_zh");
    read_corpus();
    for (size_t row = 0; row < v.rows; row++) {
        slow_gram g = {.n = 0};
        pieces p;
        g.n = slow_decode(vectors_text(&v, row, "id"), g.text, 16);
        zg_ngram_counts c = count_pieces(&g, &p);
        slow_gram x = slow_piece(g.text, 1), y = slow_piece(g.text + 1, 1);
        slow_neighbours(&corpus, &x, 1, &after);
        slow_neighbours(&corpus, &y, -1, &before);
        c.types_after_first = (int64_t)after.n;
        c.types_before_last = (int64_t)before.n;
        compare(&v, row, "f_xy", (double)c.freq);
        compare(&v, row, "f_x", (double)c.single[0]);
        compare(&v, row, "f_y", (double)c.single[1]);
        compare(&v, row, "n_right_types_x", (double)c.types_after_first);
        compare(&v, row, "n_left_types_y", (double)c.types_before_last);
        compare_row(&v, row, ZG_NEEDS_NGRAM, &c, false);
    }
    close_table(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lexical), cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_ngrams),  cmocka_unit_test(test_gravity),
        cmocka_unit_test(test_board),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
