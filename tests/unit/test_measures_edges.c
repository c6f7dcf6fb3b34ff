/* The edges: zero cells, zero margins, one document, an item that is nowhere, sums beyond 2^53,
 * and how measures are chosen by a list. */
#include "measures_vectors.h"

#define ZG_TEST_LN2  0.69314718055994530942
#define ZG_TEST_LN10 2.30258509299404568402
#define LARGE        ((int64_t)1 << 60)

static zg_table2x2 make_table(int64_t o11, int64_t o12, int64_t o21, int64_t o22)
{
    zg_contingency cells = {o11, o12, o21, o22};
    zg_table2x2 t;
    assert_int_equal(zg_table2x2_init(&t, &cells, NULL, NULL), ZG_OK);
    return t;
}

static double value(const char *name, const zg_table2x2 *t)
{
    const zg_measure *measure = zg_measure_find(name);
    if (!measure || measure->needs != ZG_NEEDS_TABLE) fail_msg("no measure %s", name);
    return measure->compute.table(t);
}

static void near(double got, double wanted, double bound)
{
    if (!(fabs(got - wanted) <= bound * fabs(wanted)) && got != wanted)
        fail_msg("%.17g, wanted %.17g", got, wanted);
}

/* All of a kind, for what holds of each. */
static void each(zg_needs needs, const void *input,
                 void (*check)(const zg_measure *measure, double got))
{
    const zg_measure *measure;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++)
        if (measure->needs == needs) check(measure, measure_any(measure, input));
}

static void evidence_is_none(const zg_measure *measure, double got)
{
    bool told = zg_measure_in_group(measure, "evidence") && !strstr(measure->name, "bic");
    if (told && got != 0) fail_msg("%s of a zero margin: %g", measure->name, got);
}

static void is_a_number_or_none(const zg_measure *measure, double got)
{
    bool p = ends_with(measure->name, "neg_log10_p") || strstr(measure->name, "neg_log10_p_");
    if (p && !(got >= 0 && got < INFINITY)) fail_msg("%s: %g", measure->name, got);
}

static void test_zero_margins(void **state)
{
    (void)state;
    static const int64_t cells[][4] = {{0, 0, 5, 7}, {5, 7, 0, 0}, {0, 5, 0, 7},
                                       {5, 0, 7, 0}, {0, 0, 0, 0}, {3, 0, 0, 0}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        zg_table2x2 t = make_table(cells[i][0], cells[i][1], cells[i][2], cells[i][3]);
        assert_true(t.degenerate);
        each(ZG_NEEDS_TABLE, &t, evidence_is_none);
        each(ZG_NEEDS_TABLE, &t, is_a_number_or_none);
    }
    zg_table2x2 nothing = make_table(0, 0, 0, 0);
    assert_true(isnan(value("mi", &nothing)) && isnan(value("rel_risk", &nothing)));
    assert_true(isnan(value("odds_ratio", &nothing)) && isnan(value("phi", &nothing)));
}

static void test_zero_cells(void **state)
{
    (void)state;
    zg_table2x2 t = make_table(0, 10, 1000, 990);
    assert_true(value("mi", &t) == -INFINITY && value("log_dice", &t) == -INFINITY);
    assert_true(value("log_ratio_raw", &t) == -INFINITY && value("npmi", &t) == -1);
    assert_true(value("t_score", &t) == -INFINITY && value("log_ratio_low", &t) == -INFINITY);
    assert_true(value("log_ratio_high", &t) < 0 && value("lrc", &t) == value("log_ratio_high", &t));
    near(value("simple_ll", &t), -2 * t.e11, 1e-15);
    near(value("log_ratio", &t), log2(0.5 / 1000.5) - log2(10.5 / 1000.5), 1e-14);
    t = make_table(10, 0, 990, 1000);
    assert_true(value("log_ratio_high", &t) == INFINITY && value("rel_risk", &t) == INFINITY);
    assert_true(value("pct_diff", &t) == INFINITY && value("diff_coef", &t) == 1);
    t = make_table(0, 0, 1000, 1000);
    assert_true(value("lrc", &t) == 0 && value("local_mi", &t) == 0);
    assert_true(isnan(value("kld_keyness", &t)));
    /* f = 1 against 0 in small texts: the exact interval covers 0, Walter's does not say so */
    t = make_table(1, 0, 100, 10000);
    assert_true((value("log_ratio_low", &t) > 0) == (value("lrc", &t) > 0));
}

/* Of independence exactly, whatever the size: no rounding may look like evidence. */
static void test_independence(void **state)
{
    (void)state;
    static const int64_t scale[] = {1, 3, 1000, 1000003, (int64_t)1 << 40, (int64_t)1 << 55};
    for (size_t i = 0; i < sizeof scale / sizeof scale[0]; i++) {
        int64_t s = scale[i];
        zg_table2x2 t = make_table(2 * s, 3 * s, 4 * s, 6 * s);
        assert_int_equal(t.sign, 0);
        assert_true(value("g2", &t) == 0 && value("neg_log10_p", &t) == 0);
        assert_true(value("chi2", &t) == 0 && value("lrc", &t) == 0 && value("mi", &t) == 0);
    }
}

/* One more than independence among 2^62: double cannot hold the cells apart, the sign can. */
static void test_beyond_double(void **state)
{
    (void)state;
    zg_table2x2 t = make_table(LARGE + 1, LARGE, LARGE, LARGE - 1);
    /* det = (L + 1)(L - 1) - L^2 = -1 */
    assert_int_equal(t.sign, -1);
    assert_true(t.determinant == -1);
    near(value("chi2", &t), -ldexp(1, -182), 1e-15);
    near(value("g2", &t), -ldexp(1, -182), 1e-12);
    t = make_table(LARGE + 3, LARGE, LARGE, LARGE - 3); /* det = -9 */
    near(value("mi", &t), -9 * ldexp(1, -122) / ZG_TEST_LN2, 1e-12);
    near(value("log_ratio_raw", &t), -9 * ldexp(1, -121) / ZG_TEST_LN2, 1e-12);
    each(ZG_NEEDS_TABLE, &t, is_a_number_or_none);
    zg_contingency cells = {LARGE, LARGE, LARGE, LARGE + 1};
    assert_int_equal(zg_table2x2_init(&t, &cells, NULL, NULL), ZG_ERROR_RANGE);
    cells = (zg_contingency){-1, 5, 5, 5};
    assert_int_equal(zg_table2x2_init(&t, &cells, NULL, NULL), ZG_ERROR_ARGUMENT);
    assert_false(zg_contingency_joint(5, 4, 9, 100, &cells));
    assert_false(zg_contingency_joint(1, 60, 60, 100, &cells));
    assert_false(zg_contingency_keyness(5, 0, 4, 10, &cells));
    assert_false(zg_contingency_keyness(INT64_MIN, 0, INT64_MAX, 10, &cells));
}

/* The clause of the text: P that no double can hold is told all the same. */
static void test_tiny_p(void **state)
{
    (void)state;
    zg_table2x2 t = make_table(100000000, 10, 10, 100000000);
    double p = value("neg_log10_p", &t);
    assert_true(p > 5e7 && p < 1e9);
    near(p, value("g2", &t) / 2 / ZG_TEST_LN10, 1e-6);
    assert_true(value("fisher_two_neg_log10_p", &t) > 5e7);
}

/* ---- parts, positions, groups, texts ---- */

static void test_one_document(void **state)
{
    (void)state;
    static const int64_t size = 100, freq = 7;
    zg_part_sizes parts;
    zg_part_freqs item;
    double rate;
    assert_int_equal(zg_part_sizes_init(&parts, &size, 1, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&item, &parts, NULL, &freq, 1, &rate, NULL), ZG_OK);
    static const char *const none[] = {"dp_norm",    "dp_norm_egbert", "da",
                                       "juilland_d", "carroll_d2",     "gini_rate"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_true(isnan(zg_measure_find(none[i])->compute.parts(&item)));
    assert_true(zg_measure_find("docs_expected")->compute.parts(&item) == 1);
    assert_true(zg_measure_find("dp")->compute.parts(&item) == 0);
}

static void has_no_value(const zg_measure *measure, double got)
{
    static const char *const values[] = {"range",   "range_rel", "range_wt",
                                         "engvall", "mean",      "docs_expected"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(measure->name, values[i]) != 0) continue;
        if (got != 0) fail_msg("%s of nothing: %g", measure->name, got);
        return;
    }
    if (!isnan(got)) fail_msg("%s of nothing: %g", measure->name, got);
}

static void test_item_that_is_nowhere(void **state)
{
    (void)state;
    static const int64_t sizes[] = {10, 20, 30}, freqs[] = {0, 0, 0};
    double rates[3];
    zg_part_sizes parts;
    zg_part_freqs item;
    assert_int_equal(zg_part_sizes_init(&parts, sizes, 3, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&item, &parts, NULL, freqs, 3, rates, NULL), ZG_OK);
    each(ZG_NEEDS_PARTS, &item, has_no_value);
    assert_int_equal(zg_part_freqs_init(&item, &parts, NULL, NULL, 0, rates, NULL), ZG_OK);
    each(ZG_NEEDS_PARTS, &item, has_no_value);
    zg_position_list positions = {NULL, 0, 60};
    const zg_measure *measure;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++)
        if (measure->needs == ZG_NEEDS_POSITIONS)
            assert_false(isfinite(measure->compute.positions(&positions)) &&
                         measure->compute.positions(&positions) != 0);
}

/* Only the parts that have the item, or all with their zeros: the same. */
static void test_sparse_parts(void **state)
{
    (void)state;
    static const int64_t sizes[] = {10, 20, 30, 7, 500}, full[] = {0, 3, 0, 7, 1};
    static const int64_t some[] = {3, 7, 1};
    static const uint32_t index[] = {1, 3, 4};
    double rates[5], few[3];
    zg_part_sizes parts;
    zg_part_freqs all, listed;
    const zg_measure *measure;
    assert_int_equal(zg_part_sizes_init(&parts, sizes, 5, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&all, &parts, NULL, full, 5, rates, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&listed, &parts, index, some, 3, few, NULL), ZG_OK);
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++)
        if (measure->needs == ZG_NEEDS_PARTS)
            near(measure->compute.parts(&listed), measure->compute.parts(&all), 1e-14);
}

/* ---- documents of two corpora ---- */

static zg_document_freqs documents(const zg_part_freqs *target, const zg_part_freqs *reference)
{
    static zg_document_rate scratch[64];
    zg_document_freqs d;
    zg_document_freqs_init(&d, target, reference, NULL, scratch);
    return d;
}

static double of_documents(const char *name, const zg_document_freqs *d)
{
    return zg_measure_find(name)->compute.documents(d);
}

/* var(ln p) by the formula, over all documents. */
static double slow_variance(const int64_t *f, const int64_t *n, size_t documents_n)
{
    double sum_f = 0, sum_n = 0, squares = 0, d = (double)documents_n;
    for (size_t i = 0; i < documents_n; i++) sum_f += (double)f[i], sum_n += (double)n[i];
    for (size_t i = 0; i < documents_n; i++) {
        double rest = (double)f[i] - sum_f / sum_n * (double)n[i];
        squares += rest * rest;
    }
    return d / (d - 1) * squares / (sum_f * sum_f);
}

static void test_cluster_interval(void **state)
{
    (void)state;
    static const int64_t f[] = {5, 0, 2, 0, 9}, n[] = {100, 200, 50, 400, 300};
    static const int64_t g[] = {1, 0, 0}, m[] = {500, 100, 900};
    static const int64_t sparse[] = {5, 2, 9};
    static const uint32_t index[] = {0, 2, 4};
    zg_part_sizes target_parts, reference_parts, single;
    zg_part_freqs target, reference, few, one;
    assert_int_equal(zg_part_sizes_init(&target_parts, n, 5, NULL), ZG_OK);
    assert_int_equal(zg_part_sizes_init(&reference_parts, m, 3, NULL), ZG_OK);
    assert_int_equal(zg_part_sizes_init(&single, m, 1, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&target, &target_parts, NULL, f, 5, NULL, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&few, &target_parts, index, sparse, 3, NULL, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&reference, &reference_parts, NULL, g, 3, NULL, NULL),
                     ZG_OK);
    assert_int_equal(zg_part_freqs_init(&one, &single, NULL, g, 1, NULL, NULL), ZG_OK);
    double se = sqrt(slow_variance(f, n, 5) + slow_variance(g, m, 3)) / ZG_TEST_LN2;
    double center = log2(16.0 / 1050 / (1.0 / 1500));
    zg_document_freqs d = documents(&target, &reference);
    near(of_documents("log_ratio_cluster_se", &d), se, 1e-14);
    near(of_documents("log_ratio_cluster_low", &d), center - 1.959963984540054 * se, 1e-13);
    near(of_documents("log_ratio_cluster_high", &d), center + 1.959963984540054 * se, 1e-13);
    d = documents(&few, &reference);
    near(of_documents("log_ratio_cluster_se", &d), se, 1e-14);
    d = documents(&target, &one);
    assert_true(isnan(of_documents("log_ratio_cluster_se", &d)));
    assert_true(isnan(of_documents("welch_t", &d)));
}

/* Drawn anew: the same for the same seed, listed sparsely or not, and near what must come out. */
static double bootstrap(const zg_part_freqs *t, const zg_part_freqs *r, uint64_t seed)
{
    enum { ROUNDS = 999 };
    static int64_t scratch[2 * ROUNDS];
    zg_resamples *draws[2];
    assert_int_equal(zg_resamples_new(t->parts, ROUNDS, seed, 0, &draws[0], NULL), ZG_OK);
    assert_int_equal(zg_resamples_new(r->parts, ROUNDS, seed, 1, &draws[1], NULL), ZG_OK);
    double p = zg_bootstrap_neg_log10_p(t, draws[0], r, draws[1], scratch);
    zg_resamples_free(draws[0]);
    zg_resamples_free(draws[1]);
    return p;
}

static void test_bootstrap(void **state)
{
    (void)state;
    int64_t sizes[30], high[30], low[30], sparse[10], none[30] = {0};
    uint32_t index[10];
    zg_part_sizes parts;
    zg_part_freqs a, b, few, full, nothing;
    for (int i = 0; i < 30; i++) sizes[i] = 100 + i, high[i] = 8 + i % 3, low[i] = 1 + i % 2;
    assert_int_equal(zg_part_sizes_init(&parts, sizes, 30, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&a, &parts, NULL, high, 30, NULL, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&b, &parts, NULL, low, 30, NULL, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&nothing, &parts, NULL, none, 30, NULL, NULL), ZG_OK);
    for (int i = 0; i < 10; i++) sparse[i] = none[i * 3] = i % 4, index[i] = (uint32_t)(i * 3);
    assert_int_equal(zg_part_freqs_init(&full, &parts, NULL, none, 30, NULL, NULL), ZG_OK);
    assert_int_equal(zg_part_freqs_init(&few, &parts, index, sparse, 10, NULL, NULL), ZG_OK);
    /* no round can have the low side above: p = 1 / (1 + 2 * 999) */
    near(bootstrap(&a, &b, 1), log10(1999), 1e-14);
    near(bootstrap(&b, &a, 1), log10(1999), 1e-14);
    assert_true(bootstrap(&a, &a, 7) < 1.3); /* the same side twice is no difference */
    assert_true(bootstrap(&few, &b, 5) == bootstrap(&full, &b, 5));
    assert_true(bootstrap(&full, &b, 5) == bootstrap(&full, &b, 5));
    assert_true(isnan(bootstrap(&nothing, &nothing, 1)));
}

/* ---- choosing ---- */

static void test_choice(void **state)
{
    (void)state;
    zg_measure_list list = {0};
    zg_error error = {0};
    uint32_t table = ZG_HAS(ZG_NEEDS_TABLE);
    assert_int_equal(zg_measure_list_add(&list, "g2,lrc,g2", table, ZG_READ_KEYNESS, NULL), ZG_OK);
    assert_int_equal(list.n, 2);
    assert_string_equal(list.columns[1].measure->name, "lrc");
    assert_int_equal(zg_measure_list_add(&list, "g3", table, ZG_READ_KEYNESS, &error),
                     ZG_ERROR_ARGUMENT);
    assert_string_equal(error.source, "--measures");
    assert_non_null(strstr(error.text, "did you mean g2?"));
    assert_int_equal(list.n, 2);
    assert_int_equal(zg_measure_list_add(&list, "mi", table, ZG_READ_KEYNESS, &error),
                     ZG_ERROR_ARGUMENT);
    assert_int_equal(zg_measure_list_add(&list, "dp", table, ZG_READ_ANY, &error),
                     ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "frequencies and sizes of parts"));
    assert_int_equal(zg_measure_list_add(&list, "dispersion", table, ZG_READ_ANY, &error),
                     ZG_ERROR_ARGUMENT);
    assert_int_equal(zg_measure_list_add(&list, "g2,", table, ZG_READ_ANY, &error),
                     ZG_ERROR_ARGUMENT);
    zg_measure_list_free(&list);
    assert_int_equal(zg_measure_list_add(&list, "lrc,mi", table, ZG_READ_COLLOCATES, NULL), ZG_OK);
    assert_string_equal(list.columns[0].measure->name, "lrc_association");
    assert_string_equal(list.columns[0].name, "lrc");
    zg_measure_list_free(&list);
    assert_int_equal(zg_measure_list_add(&list, "lrc", table, ZG_READ_ASSOCIATION, &error),
                     ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "lrc_association"));
    assert_int_equal(zg_measure_list_add(&list, "all", table, ZG_READ_ANY, NULL), ZG_OK);
    assert_true(list.n > 80 && zg_measure_list_has(&list, "neg_log10_q"));
    zg_measure_list_free(&list);
}

/* Names are unique, and everything that the manual prints is there. */
static void test_registry(void **state)
{
    (void)state;
    const zg_measure *measure;
    for (size_t i = 0; (measure = zg_measure_at(i)) != NULL; i++) {
        assert_ptr_equal(zg_measure_find(measure->name), measure);
        assert_true(measure->groups && *measure->groups && measure->formula && *measure->formula);
        assert_non_null(measure->unit);
        assert_non_null(measure->high);
        assert_non_null(measure->source);
        for (const char *c = measure->name; *c; c++)
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_margins),
        cmocka_unit_test(test_zero_cells),
        cmocka_unit_test(test_independence),
        cmocka_unit_test(test_beyond_double),
        cmocka_unit_test(test_tiny_p),
        cmocka_unit_test(test_one_document),
        cmocka_unit_test(test_item_that_is_nowhere),
        cmocka_unit_test(test_sparse_parts),
        cmocka_unit_test(test_cluster_interval),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_bootstrap),
        cmocka_unit_test(test_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
