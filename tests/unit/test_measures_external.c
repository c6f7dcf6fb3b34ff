/* The measures against what other programs printed: UCS, the R package corpora, CQPweb. Their files
 * are not part of this tree: ZG_VECTORS names the folder with external/ (else it is looked for
 * beside ZG_DATA), ZG_DATA the one with gold/. What is absent is named and skipped. Bounds are
 * theirs: where they subtract, they lose digits. */
#include "measures_vectors.h"

#define ZG_LOG10_2 0.30102999566398119521
#define ZG_LOG10_E 0.43429448190325182765

static zg_levels levels;

static bool open_file(vectors *v, const char *variable, const char *path, const char *name,
                      const char *heading)
{
    const char *folder = getenv(variable);
    char whole[4096];
    if (!folder) return false;
    snprintf(whole, sizeof whole, "%s/%s", folder, path);
    return vectors_open_at(v, whole, name, heading);
}

static bool open_external(vectors *v, const char *path, const char *name, const char *heading)
{
    char beside[512];
    snprintf(beside, sizeof beside, "../vectors/%s", path);
    return open_file(v, "ZG_VECTORS", path, name, heading) ||
           open_file(v, "ZG_DATA", beside, name, heading);
}

static void skipped(const char *name)
{
    printf("SKIPPED: %s is not here\n", name);
}

static double value(const char *name, const zg_table2x2 *t)
{
    const zg_measure *measure = zg_measure_find(name);
    if (!measure || measure->needs != ZG_NEEDS_TABLE) fail_msg("no measure %s", name);
    return measure->compute.table(t);
}

static void set_levels(double confidence, double family)
{
    assert_int_equal(zg_levels_init(&levels, confidence, family, NULL), ZG_OK);
}

static zg_table2x2 make_table(bool made, const zg_contingency *cells)
{
    zg_table2x2 t;
    assert_true(made);
    assert_int_equal(zg_table2x2_init(&t, cells, &levels, NULL), ZG_OK);
    return t;
}

/* The larger of value and 0, or the smaller where the ratio is below 1. */
static double toward_zero(const zg_table2x2 *t, double low, double high)
{
    return t->sign >= 0 ? fmax(low, 0) : fmin(high, 0);
}

static void note(vectors *v, size_t row, const char *column, double got, double bound)
{
    double wanted = vectors_real(vectors_text(v, row, column));
    board_add(v->name, column, vectors_text_at(v, row, 0), got, wanted, bound, FLOOR);
}

/* ---- UCS: logarithms to base 10, no clamp in corrections ---- */

/* sgn(det) * N (|det| - N/2)^2 / ..., as UCS has it where |det| < N/2 too. */
static double yates_unclamped(const zg_table2x2 *t)
{
    double det = fabs(t->determinant) - (double)t->n / 2;
    double chi2 = det / (double)t->r1 * det / (double)t->r2 / (double)t->c1 / (double)t->c2;
    return t->sign * chi2 * (double)t->n;
}

static void compare_ucs(vectors *v, size_t row, const zg_table2x2 *t)
{
    static const struct {
        const char *column, *measure;
        double scale, bound;
    } pairs[] = {{"am.Dice", "dice", 1, 1e-13},
                 {"am.Fisher.pv", "fisher_greater_neg_log10_p", 1, 1e-12},
                 {"am.Jaccard", "jaccard", 1, 1e-13},
                 {"am.MS", "min_sens", 1, 1e-13},
                 {"am.MI", "mi", ZG_LOG10_2, 1e-12},
                 {"am.local.MI", "local_mi", ZG_LOG10_2, 1e-12},
                 {"am.Poisson.Stirling", "poisson_stirling", ZG_LOG10_E, 1e-12},
                 {"am.Poisson.pv", "poisson_neg_log10_p", 1, 1e-12},
                 {"am.chi.squared", "chi2", 1, 1e-12},
                 {"am.gmean", "gmean", 1, 1e-13},
                 {"am.log.likelihood", "g2", 1, 1e-7},
                 {"am.odds.ratio.disc", "ln_or_ha", ZG_LOG10_E, 1e-12},
                 {"am.simple.ll", "simple_ll", 1, 1e-11},
                 {"am.t.score", "t_score", 1, 1e-12},
                 {"am.z.score", "z_score", 1, 1e-12}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        note(v, row, pairs[i].column, value(pairs[i].measure, t) * pairs[i].scale, pairs[i].bound);
    double n = (double)t->n, o = log10((double)t->o11);
    note(v, row, "am.MI2", value("mi", t) * ZG_LOG10_2 + o, 1e-12);
    note(v, row, "am.MI3", value("mi", t) * ZG_LOG10_2 + 2 * o, 1e-12);
    note(v, row, "am.average.MI", value("avg_mi", t) * ZG_LOG10_2 * n, 1e-7);
    note(v, row, "am.chi.squared.corr", yates_unclamped(t), 1e-12);
    note(v, row, "am.z.score.corr", t->sign * (fabs(t->d) - 0.5) / sqrt(t->e11), 1e-12);
    if (t->o12 > 0 && t->o21 > 0)
        note(v, row, "am.odds.ratio", value("ln_or", t) * ZG_LOG10_E, 1e-12);
    if (t->o12 > 0) note(v, row, "am.relative.risk", log10(value("rel_risk", t)), 1e-12);
    note(v, row, "am.frequency", (double)t->o11, 1e-15);
}

static void check_ucs(vectors *v)
{
    for (size_t row = 0; row < v->rows; row++) {
        zg_contingency cells;
        bool made =
            zg_contingency_joint(vectors_whole(v, row, "f"), vectors_whole(v, row, "f1"),
                                 vectors_whole(v, row, "f2"), vectors_whole(v, row, "N"), &cells);
        zg_table2x2 t = make_table(made, &cells);
        compare_ucs(v, row, &t);
    }
    take(v, "id");
    take(v, "l1");
    take(v, "l2");
    take(v, "am.random");
    take(v, "am.odds.ratio");
    take(v, "am.relative.risk");
    close_table(v);
}

static void test_ucs(void **state)
{
    (void)state;
    vectors v;
    set_levels(0.95, 1);
    if (open_external(&v, "external/ucs_gold_circular_economy.tsv", "ucs", "id\t"))
        check_ucs(&v);
    else
        skipped("external/ucs_gold_circular_economy.tsv");
    if (open_file(&v, "ZG_DATA", "gold/association/ucs-gold-100.ds", "ucs gold", "id\t"))
        check_ucs(&v);
    else
        skipped("gold/association/ucs-gold-100.ds");
}

/* ---- Evert's log ratios of CQPweb's collocations ---- */

/* Conservative estimate of the normal approximation, with Hardie's 1/2. */
static double hardie_toward_zero(const zg_contingency *cells, double confidence)
{
    zg_table2x2 t;
    set_levels(confidence, 1);
    t = make_table(true, cells);
    return toward_zero(&t, value("lr_hardie_low", &t), value("lr_hardie_high", &t));
}

static void check_log_ratio(vectors *v)
{
    for (size_t row = 0; row < v->rows; row++) {
        int64_t f = vectors_whole(v, row, "f"), f1 = vectors_whole(v, row, "f1");
        int64_t f2 = vectors_whole(v, row, "f2"), n = vectors_whole(v, row, "N");
        zg_contingency cells, sides;
        double m = (double)v->rows;
        set_levels(0.95, m);
        zg_table2x2 t = make_table(zg_contingency_joint(f, f1, f2, n, &cells), &cells);
        note(v, row, "lrc", value("lrc_association", &t), 1e-9);
        note(v, row, "lrc.positive", value("plrc_association", &t), 1e-9);
        assert_true(zg_contingency_keyness(f, f2 - f, f1, n - f1, &sides));
        t = make_table(true, &sides);
        note(v, row, "lr", value("log_ratio_hardie", &t), 1e-12);
        note(v, row, "clr", hardie_toward_zero(&sides, 1 - 0.01 / m), 1e-9);
        note(v, row, "lrc.normal", hardie_toward_zero(&sides, 1 - 0.05 / m), 1e-9);
    }
    take(v, "lemma");
    close_table(v);
}

static void test_log_ratio(void **state)
{
    (void)state;
    vectors v;
    if (open_external(&v, "external/cqpweb_evert_logratio.tsv", "evert", "lemma\t"))
        check_log_ratio(&v);
    else
        skipped("external/cqpweb_evert_logratio.tsv");
    if (open_file(&v, "ZG_DATA", "gold/association/log-ratio-gold.tsv", "evert gold", "lemma\t"))
        check_log_ratio(&v);
    else
        skipped("gold/association/log-ratio-gold.tsv");
}

/* What CQPweb itself prints, to 3 decimals. It gives no margins; they are those that Evert found
 * for this query, and the family is the number it names in the head of the file. */
static void test_cqpweb(void **state)
{
    (void)state;
    vectors v;
    size_t near = 0;
    set_levels(0.95, 1);
    if (!open_file(&v, "ZG_DATA", "gold/association/cqpweb-gold-lr.tsv", "cqpweb", "No.\t")) {
        skipped("gold/association/cqpweb-gold-lr.tsv");
        return;
    }
    for (size_t row = 0; row < v.rows; row++) {
        int64_t f = vectors_whole(&v, row, "Observed collocate frequency");
        int64_t f2 = vectors_whole(&v, row, "Total no. in whole corpus");
        zg_contingency cells;
        assert_true(zg_contingency_keyness(f, f2 - f, 168329, 19720567 - 168329, &cells));
        zg_table2x2 t = make_table(true, &cells);
        double wanted = vectors_real(vectors_text(&v, row, "Log Ratio (filtered) value"));
        near += fabs(value("log_ratio_hardie", &t) - wanted) < 0.0015;
    }
    printf("cqpweb: %zu of %zu printed log ratios met within 0.0015\n", near, v.rows);
    assert_true(v.rows > 0);
    assert_int_equal(near, v.rows);
    vectors_close(&v);
}

/* ---- Evert 2022: keywords by the R package corpora ---- */

static void test_keywords(void **state)
{
    (void)state;
    vectors v;
    if (!open_external(&v, "external/evert2022_mrsa_keyness.tsv", "mrsa", "lemma\t")) {
        skipped("external/evert2022_mrsa_keyness.tsv");
        return;
    }
    for (size_t row = 0; row < v.rows; row++) {
        zg_contingency cells;
        double m = (double)vectors_whole(&v, row, "m");
        set_levels(0.95, m);
        bool made = zg_contingency_keyness(
            vectors_whole(&v, row, "f1"), vectors_whole(&v, row, "f2"),
            vectors_whole(&v, row, "n1"), vectors_whole(&v, row, "n2"), &cells);
        zg_table2x2 t = make_table(made, &cells);
        bool sure = value("neg_log10_p", &t) > -log10(0.05 / m);
        note(&v, row, "G2", value("g2", &t), 1e-10);
        note(&v, row, "LogRatio", value("log_ratio", &t), 1e-12);
        note(&v, row, "LogRatio.G2", sure ? value("log_ratio", &t) : 0, 1e-12);
        note(&v, row, "SM", value("simple_maths_100", &t), 1e-12);
        note(&v, row, "LRC", value("lrc", &t), 1e-9);
        note(&v, row, "LRC.positive", value("plrc", &t), 1e-9);
    }
    take(&v, "lemma");
    close_table(&v);
}

/* ---- Two forms of the same bigrams: signatures, and tables ---- */

static void test_brown(void **state)
{
    (void)state;
    vectors v;
    if (!open_file(&v, "ZG_DATA", "gold/corpora_R/BrownBigrams.tsv", "brown", "id\t")) {
        skipped("gold/corpora_R/BrownBigrams.tsv");
        return;
    }
    set_levels(0.95, (double)v.rows);
    size_t wrong = 0;
    for (size_t row = 0; row < v.rows; row++) {
        zg_contingency o = {vectors_whole(&v, row, "O11"), vectors_whole(&v, row, "O12"),
                            vectors_whole(&v, row, "O21"), vectors_whole(&v, row, "O22")};
        zg_contingency flipped = {o.o11, o.o21, o.o12, o.o22};
        zg_table2x2 t = make_table(true, &o), u = make_table(true, &flipped);
        /* what must not change when the table is transposed, and what must follow */
        wrong += fabs(value("g2", &t) - value("g2", &u)) > 1e-14 * fabs(value("g2", &t));
        wrong += fabs(value("lrc", &t) - value("lrc_association", &u)) > 1e-12;
        wrong += fabs(value("delta_p_node", &t) - value("delta_p_collocate", &u)) > 1e-15;
        wrong += value("lrc", &t) != 0 && (value("lrc", &t) > 0) != (t.sign > 0);
        wrong += fabs(value("log_ratio_raw", &t)) < fabs(value("lrc", &t));
    }
    printf("brown: %zu tables of 5 things each, %zu wrong\n", v.rows, wrong);
    assert_true(v.rows > 0);
    assert_int_equal(wrong, 0);
    vectors_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ucs),    cmocka_unit_test(test_log_ratio),
        cmocka_unit_test(test_cqpweb), cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_brown),  cmocka_unit_test(test_board),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
