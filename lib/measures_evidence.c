/* measures_evidence: how surely a 2 x 2 table is not independence. Statistics carry the sign of
 * the determinant; p-values are -log10 and never infinite. All are the same for the transposed
 * table but g2_two_term and bic. */
#include <math.h>

#include "measures_fisher.h"
#include "measures_math.h"
#include "measures_registry.h"
#include "measures_table.h"

/* -log10 from ln, never -0. */
static double negated_log10(double log_p)
{
    return log_p < 0 ? -log_p / ZG_LN10 : 0;
}

double zg_table_signed(const zg_table2x2 *t, double value)
{
    return t->sign == 0 ? 0 : t->sign * value;
}

double zg_g2_neg_log10_p(double chi2)
{
    return negated_log10(zg_log_normal_two_sided(sqrt(chi2)));
}

static double g2(const zg_table2x2 *t)
{
    return zg_table_signed(t, zg_table_g2(t));
}

static double g2_p(const zg_table2x2 *t)
{
    return zg_g2_neg_log10_p(zg_table_g2(t));
}

static double g2_two_term(const zg_table2x2 *t)
{
    return zg_table_signed(t, zg_table_g2_two_term(t));
}

static double g2_williams(const zg_table2x2 *t)
{
    if (t->degenerate) return 0;
    double n = (double)t->n;
    double rows = n / (double)t->r1 + n / (double)t->r2 - 1;
    double columns = n / (double)t->c1 + n / (double)t->c2 - 1;
    return g2(t) / (1 + rows * columns / (6 * n));
}

/* n det^2 / (r1 r2 c1 c2) */
static double pearson(const zg_table2x2 *t, double determinant)
{
    if (t->degenerate) return 0;
    return determinant / (double)t->r1 * (determinant / (double)t->r2) / (double)t->c1 /
           (double)t->c2 * (double)t->n;
}

static double chi2(const zg_table2x2 *t)
{
    return zg_table_signed(t, pearson(t, t->determinant));
}

static double chi2_p(const zg_table2x2 *t)
{
    return zg_g2_neg_log10_p(pearson(t, t->determinant));
}

/* |det| - n / 2, not below 0: from the exact determinant. */
static double yates(const zg_table2x2 *t)
{
    zg_int128 det = (zg_int128)t->o11 * t->o22 - (zg_int128)t->o12 * t->o21;
    zg_int128 twice = 2 * (det < 0 ? -det : det) - t->n;
    return twice > 0 ? pearson(t, (double)twice / 2) : 0;
}

static double chi2_yates(const zg_table2x2 *t)
{
    return zg_table_signed(t, yates(t));
}

static double chi2_yates_p(const zg_table2x2 *t)
{
    return zg_g2_neg_log10_p(yates(t));
}

static double fisher_greater(const zg_table2x2 *t)
{
    return negated_log10(zg_fisher_tails(t).greater);
}

static double fisher_less(const zg_table2x2 *t)
{
    return negated_log10(zg_fisher_tails(t).less);
}

static double fisher_central(const zg_table2x2 *t)
{
    return negated_log10(zg_fisher_tails(t).central);
}

static double fisher_two(const zg_table2x2 *t)
{
    return negated_log10(zg_fisher_two_sided(t));
}

static double bic(const zg_table2x2 *t)
{
    return t->n > 0 ? zg_table_g2_two_term(t) - log((double)t->n) : NAN;
}

static double bic_4cell(const zg_table2x2 *t)
{
    return t->n > 0 ? zg_table_g2(t) - log((double)t->n) : NAN;
}

static double ell(const zg_table2x2 *t)
{
    return zg_table_g2_two_term(t) / ((double)t->n * log(fmin(t->e11, t->e12)));
}

#define BOTH "evidence keyness association"
#define P    "-log10 p"
#define RARE "unlikely under independence"

static const zg_measure measures[] = {
    {.name = "g2",
     .groups = BOTH,
     .vector = "g2",
     .compute = {.table = g2},
     .formula = "sign * 2 * sum over 4 cells of O ln(O/E); sign of O11 O22 - O12 O21",
     .high = "attraction or overuse",
     .unit = "",
     .source = "Dunning 1993"},
    {.name = "neg_log10_p",
     .groups = BOTH,
     .compute = {.table = g2_p},
     .formula = "-log10 P(chi-square with 1 df >= |g2|)",
     .high = RARE,
     .unit = P,
     .source = "Dunning 1993"},
    {.name = "g2_neg_log10_p",
     .groups = BOTH,
     .vector = "g2_log10p",
     .negated = true,
     .compute = {.table = g2_p},
     .formula = "the same as neg_log10_p",
     .high = RARE,
     .unit = P,
     .source = "Dunning 1993"},
    {.name = "g2_two_term",
     .groups = "evidence keyness",
     .vector = "k_g2_2cell",
     .compute = {.table = g2_two_term},
     .formula = "sign * 2 * (O11 ln(O11/E11) + O12 ln(O12/E12))",
     .high = "overuse",
     .unit = "",
     .source = "Rayson & Garside 2000",
     .check = "chi-square only nearly"},
    {.name = "g2_williams",
     .groups = BOTH,
     .vector = "g2_williams",
     .compute = {.table = g2_williams},
     .formula = "g2 / q, q = 1 + (N/R1 + N/R2 - 1)(N/C1 + N/C2 - 1) / (6 N)",
     .high = "attraction or overuse",
     .unit = "",
     .source = "Williams"},
    {.name = "chi2",
     .groups = BOTH,
     .vector = "chi2",
     .compute = {.table = chi2},
     .formula = "sign * N (O11 O22 - O12 O21)^2 / (R1 R2 C1 C2)",
     .high = "attraction or overuse",
     .unit = "",
     .source = "Pearson"},
    {.name = "chi2_neg_log10_p",
     .groups = BOTH,
     .vector = "chi2_log10p",
     .negated = true,
     .compute = {.table = chi2_p},
     .formula = "-log10 P(chi-square with 1 df >= |chi2|)",
     .high = RARE,
     .unit = P,
     .source = "Pearson"},
    {.name = "chi2_yates",
     .groups = BOTH,
     .vector = "chi2_yates",
     .compute = {.table = chi2_yates},
     .formula = "chi2 with |O11 O22 - O12 O21| - N/2, not below 0",
     .high = "attraction or overuse",
     .unit = "",
     .source = "Yates 1934"},
    {.name = "chi2_yates_neg_log10_p",
     .groups = BOTH,
     .vector = "chi2_yates_log10p",
     .negated = true,
     .compute = {.table = chi2_yates_p},
     .formula = "-log10 P(chi-square with 1 df >= |chi2_yates|)",
     .high = RARE,
     .unit = P,
     .source = "Yates 1934"},
    {.name = "fisher_greater_neg_log10_p",
     .groups = BOTH,
     .vector = "fisher_greater_log10p",
     .negated = true,
     .compute = {.table = fisher_greater},
     .formula = "-log10 P(X >= O11), X hypergeometric with the table's margins",
     .high = "attraction or overuse, surely",
     .unit = P,
     .source = "Fisher"},
    {.name = "fisher_less_neg_log10_p",
     .groups = BOTH,
     .vector = "fisher_less_log10p",
     .negated = true,
     .compute = {.table = fisher_less},
     .formula = "-log10 P(X <= O11)",
     .high = "repulsion or underuse, surely",
     .unit = P,
     .source = "Fisher"},
    {.name = "fisher_two_neg_log10_p",
     .groups = BOTH,
     .vector = "fisher_two_log10p",
     .negated = true,
     .compute = {.table = fisher_two},
     .formula = "-log10 of the sum of all P(x) <= P(O11) (1 + 1e-7)",
     .high = RARE,
     .unit = P,
     .source = "Fisher"},
    {.name = "fisher_central_neg_log10_p",
     .groups = BOTH,
     .vector = "fisher_central_log10p",
     .negated = true,
     .compute = {.table = fisher_central},
     .formula = "-log10 min(1, 2 min(P(X >= O11), P(X <= O11)))",
     .high = RARE,
     .unit = P,
     .source = "Fisher"},
    {.name = "bic",
     .groups = "evidence keyness",
     .vector = "k_bic",
     .compute = {.table = bic},
     .formula = "|g2_two_term| - ln N",
     .high = "evidence against independence: 2 positive, 6 strong, 10 very strong",
     .unit = "",
     .source = "Wilson 2013"},
    {.name = "bic_4cell",
     .groups = BOTH,
     .vector = "k_bic_4cell",
     .compute = {.table = bic_4cell},
     .formula = "|g2| - ln N",
     .high = "evidence against independence: 2 positive, 6 strong, 10 very strong",
     .unit = "",
     .source = "Wilson 2013"},
    {.name = "ell",
     .groups = "keyness",
     .vector = "k_ell",
     .compute = {.table = ell},
     .formula = "|g2_two_term| / (N ln min(E11, E12))",
     .high = "a larger effect",
     .unit = "",
     .source = "Johnston, Berry & Mielke 2006",
     .check = "means nothing where min(E11, E12) <= 1; expected frequency, not proportion"},
};

const zg_measure_array zg_measures_evidence = ZG_MEASURE_ARRAY(measures);
