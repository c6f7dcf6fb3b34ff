/* measures_keyness: effect sizes of target against reference: columns of the table. Differences
 * are made from the determinant, so that none loses digits where the corpora hardly differ. */
#include <math.h>

#include "measures_math.h"
#include "measures_registry.h"
#include "measures_table.h"

#define ON_SIDES(name, function)                                                                   \
    static double name(const zg_table2x2 *t)                                                       \
    {                                                                                              \
        zg_two_sides s = zg_sides_keyness(t);                                                      \
        return function(&s);                                                                       \
    }

ON_SIDES(log_ratio, zg_log_ratio_walter)
ON_SIDES(log_ratio_se, zg_log_ratio_walter_se)
ON_SIDES(log_ratio_raw, zg_log_ratio_raw)
ON_SIDES(hardie, zg_log_ratio_hardie)
ON_SIDES(hardie_se, zg_log_ratio_hardie_se)
ON_SIDES(log_ratio_low, zg_log_ratio_low)
ON_SIDES(log_ratio_high, zg_log_ratio_high)
ON_SIDES(lrc, zg_log_ratio_conservative)
ON_SIDES(plrc, zg_log_ratio_positive)
ON_SIDES(lockword, zg_log_ratio_lockword)

static double walter_low(const zg_table2x2 *t)
{
    return log_ratio(t) - zg_table_levels(t)->z * log_ratio_se(t);
}

static double walter_high(const zg_table2x2 *t)
{
    return log_ratio(t) + zg_table_levels(t)->z * log_ratio_se(t);
}

static double hardie_low(const zg_table2x2 *t)
{
    return hardie(t) - zg_table_levels(t)->z * hardie_se(t);
}

static double hardie_high(const zg_table2x2 *t)
{
    return hardie(t) + zg_table_levels(t)->z * hardie_se(t);
}

static double pct_diff(const zg_table2x2 *t)
{
    return 100 * t->determinant / ((double)t->c1 * (double)t->o12);
}

static double rel_risk(const zg_table2x2 *t)
{
    return (double)t->o11 / (double)t->c1 / ((double)t->o12 / (double)t->c2);
}

static double diff_coef(const zg_table2x2 *t)
{
    return t->determinant / ((double)t->o11 * (double)t->c2 + (double)t->o12 * (double)t->c1);
}

static double delta_p(const zg_table2x2 *t)
{
    return t->determinant / (double)t->c1 / (double)t->c2;
}

static double simple_maths(const zg_table2x2 *t, double lambda)
{
    return (1e6 * ((double)t->o11 / (double)t->c1) + lambda) /
           (1e6 * ((double)t->o12 / (double)t->c2) + lambda);
}

static double simple_maths_1(const zg_table2x2 *t)
{
    return simple_maths(t, 1);
}

static double simple_maths_10(const zg_table2x2 *t)
{
    return simple_maths(t, 10);
}

static double simple_maths_100(const zg_table2x2 *t)
{
    return simple_maths(t, 100);
}

static double kld(const zg_table2x2 *t)
{
    return zg_table_g2_two_term(t) / (2 * (double)t->r1 * ZG_LN2);
}

static double kld_keyness(const zg_table2x2 *t)
{
    return t->r1 > 0 ? t->sign * kld(t) : NAN;
}

static double kld_norm_keyness(const zg_table2x2 *t)
{
    return t->r1 > 0 ? t->sign * -expm1(-kld(t)) : NAN;
}

/* 2 asin sqrt p1 - 2 asin sqrt p2 as one angle: sin and cos of the difference of the halves. */
static double cohen_h(const zg_table2x2 *t)
{
    double p1 = (double)t->o11 / (double)t->c1, q1 = (double)t->o21 / (double)t->c1;
    double p2 = (double)t->o12 / (double)t->c2, q2 = (double)t->o22 / (double)t->c2;
    double sum = sqrt(p1 * q2) + sqrt(p2 * q1);
    double sine = sum > 0 ? delta_p(t) / sum : 0;
    return 2 * atan2(sine, sqrt(p1 * p2) + sqrt(q1 * q2));
}

#define KEYNESS "effect keyness"
#define OVER    "overuse: more in the target"

static const zg_measure measures[] = {
    {.name = "log_ratio",
     .groups = KEYNESS,
     .vector = "k_log_ratio",
     .compute = {.table = log_ratio},
     .formula = "log2((f1 + 1/2)/(n1 + 1/2)) - log2((f2 + 1/2)/(n2 + 1/2))",
     .high = OVER,
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_low",
     .groups = KEYNESS,
     .vector = "k_lr_exact_lo",
     .compute = {.table = log_ratio_low},
     .formula = "log2(n2/n1 t/(1 - t)), t the lower Clopper-Pearson limit of f1 in f1 + f2",
     .high = OVER,
     .unit = "log2",
     .source = "Fay 2010"},
    {.name = "log_ratio_high",
     .groups = KEYNESS,
     .vector = "k_lr_exact_hi",
     .compute = {.table = log_ratio_high},
     .formula = "log2(n2/n1 t/(1 - t)), t the upper Clopper-Pearson limit of f1 in f1 + f2",
     .high = OVER,
     .unit = "log2",
     .source = "Fay 2010"},
    {.name = "lrc",
     .groups = KEYNESS,
     .vector = "k_lrc",
     .vector_variant = "k_lrc_m1000",
     .compute = {.table = lrc},
     .formula = "the limit nearest 0 of the exact interval of log_ratio at (1 - confidence) / m, "
                "0 where it covers 0",
     .high = "overuse, surely: a conservative estimate",
     .unit = "log2",
     .source = "Evert 2022"},
    {.name = "plrc",
     .groups = KEYNESS,
     .vector = "k_plrc",
     .compute = {.table = plrc},
     .formula = "one-sided lower limit of log_ratio at (1 - confidence) / m",
     .high = "overuse, surely",
     .unit = "log2",
     .source = "Evert 2022"},
    {.name = "lockword",
     .groups = KEYNESS,
     .compute = {.table = lockword},
     .formula = "-max(|low|, |high|) of the exact interval of log_ratio at (1 - confidence) / m",
     .high = "equally frequent on both sides, surely",
     .unit = "log2",
     .source = "",
     .check = "own definition; the term is Hardie's (2014)"},
    {.name = "log_ratio_se",
     .groups = KEYNESS,
     .vector = "k_log_ratio_se",
     .compute = {.table = log_ratio_se},
     .formula = "sqrt(1/(f1 + 1/2) - 1/(n1 + 1/2) + 1/(f2 + 1/2) - 1/(n2 + 1/2)) / ln 2",
     .high = "less precise",
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_walter_low",
     .groups = KEYNESS,
     .vector = "k_log_ratio_lo",
     .compute = {.table = walter_low},
     .formula = "log_ratio - z log_ratio_se",
     .high = OVER,
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_walter_high",
     .groups = KEYNESS,
     .vector = "k_log_ratio_hi",
     .compute = {.table = walter_high},
     .formula = "log_ratio + z log_ratio_se",
     .high = OVER,
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_raw",
     .groups = KEYNESS,
     .vector = "k_log_ratio_raw",
     .compute = {.table = log_ratio_raw},
     .formula = "log2((f1/n1) / (f2/n2))",
     .high = OVER,
     .unit = "log2",
     .source = "Hardie 2014"},
    {.name = "log_ratio_hardie",
     .groups = KEYNESS,
     .vector = "k_log_ratio_hardie",
     .compute = {.table = hardie},
     .formula = "log_ratio_raw with 1/2 for a frequency of 0",
     .high = OVER,
     .unit = "log2",
     .source = "Hardie 2014"},
    {.name = "lr_hardie_low",
     .groups = KEYNESS,
     .vector = "k_lr_hardie_lo",
     .compute = {.table = hardie_low},
     .formula = "log_ratio_hardie - z sqrt(1/f1 + 1/f2 - 1/n1 - 1/n2) / ln 2",
     .high = OVER,
     .unit = "log2",
     .source = "Hardie 2014"},
    {.name = "lr_hardie_high",
     .groups = KEYNESS,
     .vector = "k_lr_hardie_hi",
     .compute = {.table = hardie_high},
     .formula = "log_ratio_hardie + z sqrt(1/f1 + 1/f2 - 1/n1 - 1/n2) / ln 2",
     .high = OVER,
     .unit = "log2",
     .source = "Hardie 2014"},
    {.name = "pct_diff",
     .groups = KEYNESS,
     .vector = "k_pct_diff",
     .compute = {.table = pct_diff},
     .formula = "100 (p1 - p2) / p2",
     .high = OVER,
     .unit = "percent",
     .source = "Gabrielatos & Marchi 2011"},
    {.name = "rel_risk",
     .groups = KEYNESS,
     .vector = "k_rel_risk",
     .compute = {.table = rel_risk},
     .formula = "p1 / p2, p = frequency / tokens",
     .high = OVER,
     .unit = "",
     .source = ""},
    {.name = "diff_coef",
     .groups = KEYNESS,
     .vector = "k_diff_coef",
     .compute = {.table = diff_coef},
     .formula = "(p1 - p2) / (p1 + p2)",
     .high = OVER,
     .unit = "",
     .source = "Hofland & Johansson 1982"},
    {.name = "delta_p_corpus",
     .groups = KEYNESS,
     .vector = "k_dp",
     .compute = {.table = delta_p},
     .formula = "p1 - p2",
     .high = OVER,
     .unit = "",
     .source = ""},
    {.name = "cohen_h",
     .groups = KEYNESS,
     .vector = "k_cohen_h",
     .compute = {.table = cohen_h},
     .formula = "2 asin sqrt(p1) - 2 asin sqrt(p2)",
     .high = OVER,
     .unit = "radians",
     .source = "Cohen"},
    {.name = "simple_maths_1",
     .groups = KEYNESS,
     .vector = "k_simple_maths_1",
     .compute = {.table = simple_maths_1},
     .formula = "(10^6 p1 + 1) / (10^6 p2 + 1)",
     .high = OVER,
     .unit = "",
     .source = "Kilgarriff 2009"},
    {.name = "simple_maths_10",
     .groups = KEYNESS,
     .vector = "k_simple_maths_10",
     .compute = {.table = simple_maths_10},
     .formula = "(10^6 p1 + 10) / (10^6 p2 + 10)",
     .high = OVER,
     .unit = "",
     .source = "Kilgarriff 2009"},
    {.name = "simple_maths_100",
     .groups = KEYNESS,
     .vector = "k_simple_maths_100",
     .compute = {.table = simple_maths_100},
     .formula = "(10^6 p1 + 100) / (10^6 p2 + 100)",
     .high = OVER,
     .unit = "",
     .source = "Kilgarriff 2009"},
    {.name = "kld_keyness",
     .groups = KEYNESS,
     .vector = "k_kld",
     .compute = {.table = kld_keyness},
     .formula = "sign * sum over j of (O1j/R1) log2((O1j/R1) / (Cj/N))",
     .high = OVER,
     .unit = "bits",
     .source = "",
     .check = "after an idea of Gries (2021); this formula is a reconstruction"},
    {.name = "kld_norm_keyness",
     .groups = KEYNESS,
     .vector = "k_kld_norm",
     .compute = {.table = kld_norm_keyness},
     .formula = "sign * (1 - e^-|kld_keyness|)",
     .high = OVER,
     .unit = "",
     .source = "",
     .check = "after an idea of Gries (2021); this formula is a reconstruction"},
};

const zg_measure_array zg_measures_keyness = ZG_MEASURE_ARRAY(measures);
