/* measures_association: how strongly a collocate keeps to its node: row 1 has the node, column 1
 * the collocate. */
#include <math.h>

#include "measures_law.h"
#include "measures_math.h"
#include "measures_registry.h"
#include "measures_table.h"

#define ON_SIDES(name, function)                                                                   \
    static double name(const zg_table2x2 *t)                                                       \
    {                                                                                              \
        zg_two_sides s = zg_sides_association(t);                                                  \
        return function(&s);                                                                       \
    }

ON_SIDES(log_ratio, zg_log_ratio_walter)
ON_SIDES(log_ratio_se, zg_log_ratio_walter_se)
ON_SIDES(log_ratio_raw, zg_log_ratio_raw)
ON_SIDES(log_ratio_low, zg_log_ratio_low)
ON_SIDES(log_ratio_high, zg_log_ratio_high)
ON_SIDES(lrc, zg_log_ratio_conservative)
ON_SIDES(plrc, zg_log_ratio_positive)

static double walter_low(const zg_table2x2 *t)
{
    return log_ratio(t) - zg_table_levels(t)->z * log_ratio_se(t);
}

static double walter_high(const zg_table2x2 *t)
{
    return log_ratio(t) + zg_table_levels(t)->z * log_ratio_se(t);
}

static double ln_o_e(const zg_table2x2 *t)
{
    return zg_log_quotient((double)t->o11, t->e11, t->d);
}

static double mi(const zg_table2x2 *t)
{
    return ln_o_e(t) / ZG_LN2;
}

static double mi2(const zg_table2x2 *t)
{
    return mi(t) + log2((double)t->o11);
}

static double mi3(const zg_table2x2 *t)
{
    return mi(t) + 2 * log2((double)t->o11);
}

static double ppmi(const zg_table2x2 *t)
{
    double value = mi(t);
    return value < 0 ? 0 : value;
}

static double npmi(const zg_table2x2 *t)
{
    if (t->n == 0) return NAN;
    if (t->o11 == 0) return t->e11 > 0 ? -1 : NAN;
    double log_share = zg_log_quotient((double)t->o11, (double)t->n, -(double)(t->n - t->o11));
    return ln_o_e(t) / -log_share;
}

static double local_mi(const zg_table2x2 *t)
{
    return t->o11 > 0 ? (double)t->o11 * mi(t) : 0;
}

static double avg_mi(const zg_table2x2 *t)
{
    return zg_table_g2(t) / (2 * (double)t->n * ZG_LN2);
}

static double t_score(const zg_table2x2 *t)
{
    return t->degenerate ? 0 : t->d / sqrt((double)t->o11);
}

static double z_score(const zg_table2x2 *t)
{
    return t->degenerate ? 0 : t->d / sqrt(t->e11);
}

static double z_yates(const zg_table2x2 *t)
{
    double d = fabs(t->d) - 0.5;
    return t->degenerate || d <= 0 ? 0 : t->sign * d / sqrt(t->e11);
}

static double simple_ll(const zg_table2x2 *t)
{
    if (t->degenerate || t->sign == 0) return 0;
    return t->sign * 2 * zg_deviance((double)t->o11, t->e11, t->d);
}

static double dice(const zg_table2x2 *t)
{
    return 2 * (double)t->o11 / ((double)t->r1 + (double)t->c1);
}

/* 14 + log2 of the Dice coefficient with these frequencies */
static double log_dice_of(int64_t joint, int64_t node, int64_t collocate)
{
    return 14 + log2(2 * (double)joint / ((double)node + (double)collocate));
}

static double log_dice(const zg_table2x2 *t)
{
    return log_dice_of(t->o11, t->freq_node, t->freq_collocate);
}

static double log_dice_span(const zg_table2x2 *t)
{
    return log_dice_of(t->o11, t->r1, t->c1);
}

static double jaccard(const zg_table2x2 *t)
{
    return (double)t->o11 / (double)(t->n - t->o22);
}

static double min_sens(const zg_table2x2 *t)
{
    int64_t larger = t->freq_node > t->freq_collocate ? t->freq_node : t->freq_collocate;
    return (double)t->o11 / (double)larger;
}

static double gmean(const zg_table2x2 *t)
{
    return (double)t->o11 / sqrt((double)t->r1 * (double)t->c1);
}

static double delta_p_collocate(const zg_table2x2 *t)
{
    return t->determinant / (double)t->r1 / (double)t->r2;
}

static double delta_p_node(const zg_table2x2 *t)
{
    return t->determinant / (double)t->c1 / (double)t->c2;
}

static double poisson_stirling(const zg_table2x2 *t)
{
    return t->o11 > 0 ? (double)t->o11 * (ln_o_e(t) - 1) : 0;
}

static double poisson_p(const zg_table2x2 *t)
{
    if (t->degenerate) return 0;
    double log_p = zg_log_poisson_upper((double)t->o11, t->e11, t->d);
    return log_p < 0 ? -log_p / ZG_LN10 : 0;
}

/* log2 of the lower Poisson limit of O11 over E11; the limit is O11 e^q. */
static double mi_conf(const zg_table2x2 *t, double log_alpha, double z)
{
    if (t->o11 == 0) return t->e11 > 0 ? -INFINITY : NAN;
    return (ln_o_e(t) + zg_gamma_quantile((double)t->o11, log_alpha, z)) / ZG_LN2;
}

static double mi_conf_05(const zg_table2x2 *t)
{
    return mi_conf(t, -2.9957322735539909934, 1.6448536269514722574);
}

static double mi_conf_01(const zg_table2x2 *t)
{
    return mi_conf(t, -4.6051701859880913680, 2.3263478740408411009);
}

static double mi_conf_001(const zg_table2x2 *t)
{
    return mi_conf(t, -6.9077552789821370521, 3.0902323061678135415);
}

#define ASSOCIATION "effect association"
#define STRONG      "attraction"

static const zg_measure measures[] = {
    {.name = "mi",
     .groups = ASSOCIATION,
     .vector = "a_mi",
     .compute = {.table = mi},
     .formula = "log2(O11/E11)",
     .high = STRONG,
     .unit = "bits",
     .source = "Church & Hanks 1990"},
    {.name = "mi2",
     .groups = ASSOCIATION,
     .vector = "a_mi2",
     .compute = {.table = mi2},
     .formula = "log2(O11^2/E11)",
     .high = STRONG,
     .unit = "bits",
     .source = "Daille 1994"},
    {.name = "mi3",
     .groups = ASSOCIATION,
     .vector = "a_mi3",
     .compute = {.table = mi3},
     .formula = "log2(O11^3/E11)",
     .high = STRONG,
     .unit = "bits",
     .source = "Daille 1994"},
    {.name = "local_mi",
     .groups = ASSOCIATION,
     .vector = "a_local_mi",
     .compute = {.table = local_mi},
     .formula = "O11 log2(O11/E11)",
     .high = STRONG,
     .unit = "bits",
     .source = "Evert 2004"},
    {.name = "ppmi",
     .groups = ASSOCIATION,
     .vector = "a_ppmi",
     .compute = {.table = ppmi},
     .formula = "max(0, mi)",
     .high = STRONG,
     .unit = "bits",
     .source = "Niwa & Nitta 1994"},
    {.name = "npmi",
     .groups = ASSOCIATION,
     .vector = "a_npmi",
     .compute = {.table = npmi},
     .formula = "mi / -log2(O11/N)",
     .high = STRONG,
     .unit = "",
     .source = "Bouma 2009"},
    {.name = "avg_mi",
     .groups = ASSOCIATION,
     .vector = "a_avg_mi",
     .compute = {.table = avg_mi},
     .formula = "|g2| / (2 N ln 2)",
     .high = "dependence",
     .unit = "bits",
     .source = ""},
    {.name = "t_score",
     .groups = "evidence association",
     .vector = "a_t",
     .compute = {.table = t_score},
     .formula = "(O11 - E11) / sqrt(O11)",
     .high = STRONG,
     .unit = "",
     .source = "Church et al. 1991"},
    {.name = "z_score",
     .groups = "evidence association",
     .vector = "a_z",
     .compute = {.table = z_score},
     .formula = "(O11 - E11) / sqrt(E11)",
     .high = STRONG,
     .unit = "",
     .source = "Dennis 1965"},
    {.name = "z_yates",
     .groups = "evidence association",
     .vector = "a_z_yates",
     .compute = {.table = z_yates},
     .formula = "sign * max(0, |O11 - E11| - 1/2) / sqrt(E11)",
     .high = STRONG,
     .unit = "",
     .source = ""},
    {.name = "simple_ll",
     .groups = "evidence association",
     .vector = "a_simple_ll",
     .compute = {.table = simple_ll},
     .formula = "sign * 2 (O11 ln(O11/E11) - (O11 - E11))",
     .high = STRONG,
     .unit = "",
     .source = "Evert 2008"},
    {.name = "dice",
     .groups = ASSOCIATION,
     .vector = "a_dice",
     .compute = {.table = dice},
     .formula = "2 O11 / (R1 + C1)",
     .high = STRONG,
     .unit = "",
     .source = "Dice 1945"},
    {.name = "log_dice",
     .groups = ASSOCIATION,
     .vector = "a_log_dice",
     .compute = {.table = log_dice},
     .formula = "14 + log2(2 O11 / (freq_node + freq_collocate))",
     .high = STRONG,
     .unit = "log2",
     .source = "Rychlý 2008"},
    {.name = "log_dice_span",
     .groups = ASSOCIATION,
     .compute = {.table = log_dice_span},
     .formula = "14 + log2(2 O11 / (R1 + C1)): log_dice with the node counted as its span",
     .high = STRONG,
     .unit = "log2",
     .source = ""},
    {.name = "jaccard",
     .groups = ASSOCIATION,
     .vector = "a_jaccard",
     .compute = {.table = jaccard},
     .formula = "O11 / (O11 + O12 + O21)",
     .high = STRONG,
     .unit = "",
     .source = ""},
    {.name = "min_sens",
     .groups = ASSOCIATION,
     .vector = "a_min_sens",
     .compute = {.table = min_sens},
     .formula = "min(O11/freq_node, O11/freq_collocate)",
     .high = STRONG,
     .unit = "",
     .source = "Pedersen 1998"},
    {.name = "gmean",
     .groups = ASSOCIATION,
     .vector = "a_gmean",
     .compute = {.table = gmean},
     .formula = "O11 / sqrt(R1 C1)",
     .high = STRONG,
     .unit = "",
     .source = ""},
    {.name = "delta_p_collocate",
     .groups = ASSOCIATION,
     .vector = "a_dp_c_given_n",
     .compute = {.table = delta_p_collocate},
     .formula = "O11/R1 - O21/R2",
     .high = "the node predicts the collocate",
     .unit = "",
     .source = "Gries 2013"},
    {.name = "delta_p_node",
     .groups = ASSOCIATION,
     .vector = "a_dp_n_given_c",
     .compute = {.table = delta_p_node},
     .formula = "O11/C1 - O12/C2",
     .high = "the collocate predicts the node",
     .unit = "",
     .source = "Gries 2013"},
    {.name = "poisson_stirling",
     .groups = ASSOCIATION,
     .vector = "a_poisson_stirling",
     .compute = {.table = poisson_stirling},
     .formula = "O11 (ln O11 - ln E11 - 1)",
     .high = STRONG,
     .unit = "ln",
     .source = "Quasthoff & Wolff 2002"},
    {.name = "poisson_neg_log10_p",
     .groups = "evidence association",
     .vector = "a_poisson_log10p",
     .negated = true,
     .compute = {.table = poisson_p},
     .formula = "-log10 P(X >= O11), X Poisson with mean E11",
     .high = "attraction, surely",
     .unit = "-log10 p",
     .source = "Quasthoff & Wolff 2002"},
    {.name = "mi_conf_05",
     .groups = ASSOCIATION,
     .vector = "a_mi_conf_05",
     .compute = {.table = mi_conf_05},
     .formula = "log2(mu/E11), mu the lower one-sided Poisson limit of O11 at 0.05",
     .high = "attraction, surely",
     .unit = "bits",
     .source = "Johnson 2001"},
    {.name = "mi_conf_01",
     .groups = ASSOCIATION,
     .vector = "a_mi_conf_01",
     .compute = {.table = mi_conf_01},
     .formula = "the same at 0.01",
     .high = "attraction, surely",
     .unit = "bits",
     .source = "Johnson 2001"},
    {.name = "mi_conf_001",
     .groups = ASSOCIATION,
     .vector = "a_mi_conf_001",
     .compute = {.table = mi_conf_001},
     .formula = "the same at 0.001",
     .high = "attraction, surely",
     .unit = "bits",
     .source = "Johnson 2001"},
    {.name = "log_ratio_association",
     .groups = ASSOCIATION,
     .vector = "a_log_ratio",
     .compute = {.table = log_ratio},
     .formula = "log_ratio with f1 = O11, n1 = R1 (span), f2 = O21, n2 = R2 (outside)",
     .high = STRONG,
     .unit = "log2",
     .source = "Hardie 2014"},
    {.name = "log_ratio_low_association",
     .groups = ASSOCIATION,
     .vector = "a_lr_exact_lo",
     .compute = {.table = log_ratio_low},
     .formula = "log_ratio_low, span against outside",
     .high = STRONG,
     .unit = "log2",
     .source = "Fay 2010"},
    {.name = "log_ratio_high_association",
     .groups = ASSOCIATION,
     .vector = "a_lr_exact_hi",
     .compute = {.table = log_ratio_high},
     .formula = "log_ratio_high, span against outside",
     .high = STRONG,
     .unit = "log2",
     .source = "Fay 2010"},
    {.name = "lrc_association",
     .groups = ASSOCIATION,
     .vector = "a_lrc",
     .vector_variant = "a_lrc_m1000",
     .compute = {.table = lrc},
     .formula = "lrc, span against outside",
     .high = "attraction, surely",
     .unit = "log2",
     .source = "Evert 2022"},
    {.name = "plrc_association",
     .groups = ASSOCIATION,
     .vector = "a_plrc",
     .compute = {.table = plrc},
     .formula = "plrc, span against outside",
     .high = "attraction, surely",
     .unit = "log2",
     .source = "Evert 2022"},
    {.name = "log_ratio_se_association",
     .groups = ASSOCIATION,
     .vector = "a_log_ratio_se",
     .compute = {.table = log_ratio_se},
     .formula = "log_ratio_se, span against outside",
     .high = "less precise",
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_walter_low_association",
     .groups = ASSOCIATION,
     .vector = "a_log_ratio_lo",
     .compute = {.table = walter_low},
     .formula = "log_ratio_walter_low, span against outside",
     .high = STRONG,
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_walter_high_association",
     .groups = ASSOCIATION,
     .vector = "a_log_ratio_hi",
     .compute = {.table = walter_high},
     .formula = "log_ratio_walter_high, span against outside",
     .high = STRONG,
     .unit = "log2",
     .source = "Walter 1975"},
    {.name = "log_ratio_raw_association",
     .groups = ASSOCIATION,
     .vector = "a_log_ratio_raw",
     .compute = {.table = log_ratio_raw},
     .formula = "log2((O11/R1) / (O21/R2))",
     .high = STRONG,
     .unit = "log2",
     .source = "Hardie 2014"},
};

const zg_measure_array zg_measures_association = ZG_MEASURE_ARRAY(measures);
