/* The measures of tables, parts, positions, groups and documents against values computed at 60
 * digits by others. Every column of every table in tests/vectors is compared, or named as not
 * compared; at the end stands the worst error of each. Texts and n-grams are in
 * test_measures_text.c, printed values in test_measures_published.c, edges in
 * test_measures_edges.c. */
#include "measures_vectors.h"

static zg_levels levels_one, levels_thousand;
static size_t degenerate_cells, degenerate_other;

/* ---- 2 x 2 tables ---- */

static zg_table2x2 table_at(vectors *v, size_t row, const zg_levels *levels)
{
    zg_contingency cells = {vectors_whole(v, row, "O11"), vectors_whole(v, row, "O12"),
                            vectors_whole(v, row, "O21"), vectors_whole(v, row, "O22")};
    zg_table2x2 table;
    assert_int_equal(zg_table2x2_init(&table, &cells, levels, NULL), ZG_OK);
    return table;
}

static void compare_margins(vectors *v, size_t row, const zg_table2x2 *t)
{
    compare(v, row, "N", (double)t->n);
    compare(v, row, "R1", (double)t->r1);
    compare(v, row, "R2", (double)t->r2);
    compare(v, row, "C1", (double)t->c1);
    compare(v, row, "C2", (double)t->c2);
    compare(v, row, "E11", t->e11);
    compare(v, row, "E12", t->e12);
    compare(v, row, "E21", t->e21);
    compare(v, row, "E22", t->e22);
    compare(v, row, "sign", t->sign);
}

/* A zero margin: evidence must be 0; effect sizes are left out, and counted. */
static void compare_degenerate(vectors *v, size_t row, const zg_table2x2 *one)
{
    for (size_t i = 0; i < v->columns; i++) {
        const char *column = vectors_heading(v, i);
        const zg_measure *measure = zg_measure_find_vector(ZG_NEEDS_TABLE, column, NULL);
        if (!measure) continue;
        double got = as_vector(measure, measure->compute.table(one));
        bool effect = strncmp(column, "a_", 2) == 0; /* the vectors count these with the effects */
        if (zg_measure_in_group(measure, "evidence") && !strstr(column, "bic") && !effect) {
            compare(v, row, column, got);
            continue;
        }
        degenerate_cells++;
        double wanted = vectors_real(vectors_text_at(v, row, i));
        bool same = (isnan(got) && isnan(wanted)) || got == wanted ||
                    fabs(got - wanted) <= 1e-9 * fabs(wanted);
        degenerate_other += !same;
        if (!same && getenv("ZG_VERBOSE"))
            printf("%s %s: %g, not %g\n", vectors_text_at(v, row, 0), column, got, wanted);
    }
}

static void test_tables(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "tables2x2");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        zg_table2x2 one = table_at(&v, row, &levels_one);
        zg_table2x2 thousand = table_at(&v, row, &levels_thousand);
        compare_margins(&v, row, &one);
        if (strcmp(vectors_text(&v, row, "class"), "degenerate_margin") == 0) {
            compare_degenerate(&v, row, &one);
            continue;
        }
        compare_row(&v, row, ZG_NEEDS_TABLE, &one, false);
        compare_row(&v, row, ZG_NEEDS_TABLE, &thousand, true);
    }
    printf("tables2x2: %zu effect sizes of degenerate_margin left out; %zu of them are another "
           "value\n",
           degenerate_cells, degenerate_other);
    close_table(&v);
}

static double by_name(const char *name, const zg_table2x2 *table)
{
    const zg_measure *measure = zg_measure_find(name);
    if (!measure || measure->needs != ZG_NEEDS_TABLE) fail_msg("no measure %s", name);
    return measure->compute.table(table);
}

static void test_surface_window(void **state)
{
    (void)state;
    static const struct {
        const char *column, *measure;
    } pairs[] = {{"mi", "mi"},
                 {"t", "t_score"},
                 {"z", "z_score"},
                 {"simple_ll", "simple_ll"},
                 {"local_mi", "local_mi"},
                 {"npmi_span", "npmi"},
                 {"log_dice_rychly", "log_dice"},
                 {"log_dice_span", "log_dice_span"},
                 {"g2_span", "g2"},
                 {"dp_c_given_n_span", "delta_p_collocate"},
                 {"log_ratio_span", "log_ratio_association"},
                 {"min_sens_rychly", "min_sens"},
                 {"mi_conf_05_span", "mi_conf_05"}};
    vectors v;
    open_table(&v, "surface_window");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        int64_t k = vectors_whole(&v, row, "span_left") + vectors_whole(&v, row, "span_right");
        int64_t node = vectors_whole(&v, row, "f_node"), other = vectors_whole(&v, row, "f_coll");
        zg_contingency cells;
        zg_table2x2 t;
        assert_true(zg_contingency_joint(vectors_whole(&v, row, "f"), k * node, other,
                                         vectors_whole(&v, row, "N"), &cells));
        assert_int_equal(zg_table2x2_init(&t, &cells, NULL, NULL), ZG_OK);
        t.freq_node = node;
        compare(&v, row, "k", (double)k);
        compare(&v, row, "R1_eff", (double)t.r1);
        compare(&v, row, "E_span", t.e11);
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
            compare(&v, row, pairs[i].column, by_name(pairs[i].measure, &t));
    }
    close_table(&v);
}

/* ---- Dispersion ---- */

static void test_parts(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "dispersion_parts");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        size_t n, n_sizes;
        int64_t *freqs = vectors_wholes(vectors_text(&v, row, "freqs"), &n);
        int64_t *sizes = vectors_wholes(vectors_text(&v, row, "sizes"), &n_sizes);
        double *rates = calloc(n + 1, sizeof rates[0]);
        zg_part_sizes parts;
        zg_part_freqs item;
        assert_int_equal(n, n_sizes);
        assert_int_equal(zg_part_sizes_init(&parts, sizes, n, NULL), ZG_OK);
        assert_int_equal(zg_part_freqs_init(&item, &parts, NULL, freqs, n, rates, NULL), ZG_OK);
        compare(&v, row, "n_parts", (double)parts.n);
        compare(&v, row, "f", (double)item.freq);
        compare_row(&v, row, ZG_NEEDS_PARTS, &item, false);
        free(rates);
        free(sizes);
        free(freqs);
    }
    close_table(&v);
}

static void test_positions(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "dispersion_positions");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        zg_position_list item = {.tokens = vectors_whole(&v, row, "N")};
        int64_t *positions = vectors_wholes(vectors_text(&v, row, "positions_1based"), &item.n);
        item.positions = positions;
        compare(&v, row, "f", (double)item.n);
        compare_row(&v, row, ZG_NEEDS_POSITIONS, &item, false);
        free(positions);
    }
    close_table(&v);
}

/* ---- Documents, groups, many tests ---- */

typedef struct side {
    int64_t *freqs, *sizes;
    size_t n;
    zg_part_sizes parts;
    zg_part_freqs item;
} side;

static void side_open(side *s, vectors *v, size_t row, const char *freqs, const char *sizes)
{
    size_t n_sizes;
    s->freqs = vectors_wholes(vectors_text(v, row, freqs), &s->n);
    s->sizes = vectors_wholes(vectors_text(v, row, sizes), &n_sizes);
    assert_int_equal(s->n, n_sizes);
    assert_int_equal(zg_part_sizes_init(&s->parts, s->sizes, s->n, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&s->item, &s->parts, NULL, s->freqs, s->n, NULL, NULL),
                     ZG_OK);
}

static void side_close(side *s)
{
    free(s->freqs);
    free(s->sizes);
}

static void test_documents(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "doc_tests");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        side target, reference;
        side_open(&target, &v, row, "counts_target", "sizes_target");
        side_open(&reference, &v, row, "counts_ref", "sizes_ref");
        zg_document_rate *scratch = calloc(target.n + reference.n, sizeof scratch[0]);
        zg_document_freqs d;
        zg_document_freqs_init(&d, &target.item, &reference.item, NULL, scratch);
        compare_row(&v, row, ZG_NEEDS_DOCUMENTS, &d, false);
        free(scratch);
        side_close(&target);
        side_close(&reference);
    }
    close_table(&v);
}

static void test_groups(void **state)
{
    (void)state;
    vectors v;
    open_table(&v, "multi_corpora");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        size_t k, n_sizes;
        int64_t *freqs = vectors_wholes(vectors_text(&v, row, "freqs"), &k);
        int64_t *sizes = vectors_wholes(vectors_text(&v, row, "sizes"), &n_sizes);
        double plain[64], adjusted[64];
        zg_group_freqs g;
        assert_true(k <= 64);
        assert_int_equal(zg_group_freqs_init(&g, freqs, sizes, k, NULL), ZG_OK);
        compare(&v, row, "k", (double)g.k);
        compare_row(&v, row, ZG_NEEDS_GROUPS, &g, false);
        for (size_t j = 0; j < k; j++) {
            plain[j] = zg_group_residual(&g, j);
            adjusted[j] = zg_group_adjusted_residual(&g, j);
        }
        compare_list(&v, row, "std_resid", plain, k);
        compare_list(&v, row, "adj_resid", adjusted, k);
        free(sizes);
        free(freqs);
    }
    close_table(&v);
}

static void test_adjust(void **state)
{
    (void)state;
    static const struct {
        const char *column;
        zg_adjustment method;
    } methods[] = {{"bonferroni", ZG_ADJUST_BONFERRONI},
                   {"sidak", ZG_ADJUST_SIDAK},
                   {"holm", ZG_ADJUST_HOLM},
                   {"bh", ZG_ADJUST_BH},
                   {"by", ZG_ADJUST_BY}};
    vectors v;
    open_table(&v, "p_adjust");
    take(&v, "id");
    for (size_t row = 0; row < v.rows; row++) {
        size_t n;
        double *p = vectors_reals(vectors_text(&v, row, "p"), &n), got[64];
        zg_ranked scratch[64];
        assert_true(n <= 64);
        assert_int_equal(n, vectors_whole(&v, row, "m"));
        for (size_t i = 0; i < n; i++) p[i] = -log10(p[i]);
        for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
            zg_adjust(methods[k].method, p, n, (double)n, scratch, got);
            for (size_t i = 0; i < n; i++) got[i] = pow(10, -got[i]);
            compare_list(&v, row, methods[k].column, got, n);
        }
        free(p);
    }
    close_table(&v);
}

static int make_levels(void **state)
{
    (void)state;
    return zg_levels_init(&levels_one, 0.95, 1, NULL) != ZG_OK ||
           zg_levels_init(&levels_thousand, 0.95, 1000, NULL) != ZG_OK;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),    cmocka_unit_test(test_surface_window),
        cmocka_unit_test(test_parts),     cmocka_unit_test(test_positions),
        cmocka_unit_test(test_documents), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_adjust),    cmocka_unit_test(test_board),
    };
    return cmocka_run_group_tests(tests, make_levels, NULL);
}
