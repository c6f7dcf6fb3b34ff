/* measures_groups: one item in k corpora at once. */
#include <math.h>

#include "error.h"
#include "measures_law.h"
#include "measures_math.h"
#include "measures_registry.h"

zg_status zg_group_freqs_init(zg_group_freqs *out, const int64_t *freqs, const int64_t *sizes,
                              size_t k, zg_error *error)
{
    zg_group_freqs g = {.freqs = freqs, .sizes = sizes, .k = k};
    if (k == 0) return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "there is no group");
    for (size_t j = 0; j < k; j++) {
        if (sizes[j] < 1 || freqs[j] < 0 || freqs[j] > sizes[j])
            return zg_error_set(error, ZG_ERROR_ARGUMENT, "",
                                "a frequency is not from 0 to the size of its group");
        if (sizes[j] > INT64_MAX - g.total)
            return zg_error_set(error, ZG_ERROR_RANGE, "", "the groups sum to more than 2^63");
        g.freq += freqs[j];
        g.total += sizes[j];
    }
    *out = g;
    return ZG_OK;
}

/* f - F n / N, from exact products. */
static double excess(const zg_group_freqs *g, size_t j)
{
    zg_int128 d = (zg_int128)g->freqs[j] * g->total - (zg_int128)g->freq * g->sizes[j];
    return (double)d / (double)g->total;
}

static double expected(const zg_group_freqs *g, size_t j, int64_t freq)
{
    return (double)freq * (double)g->sizes[j] / (double)g->total;
}

double zg_group_residual(const zg_group_freqs *g, size_t j)
{
    return excess(g, j) / sqrt(expected(g, j, g->freq));
}

double zg_group_adjusted_residual(const zg_group_freqs *g, size_t j)
{
    double total = (double)g->total;
    double rest = (double)(g->total - g->freq) / total * ((double)(g->total - g->sizes[j]) / total);
    return zg_group_residual(g, j) / sqrt(rest);
}

static double g2_kcell(const zg_group_freqs *g)
{
    double sum = 0;
    for (size_t j = 0; j < g->k; j++)
        sum += zg_deviance((double)g->freqs[j], expected(g, j, g->freq), excess(g, j));
    return 2 * sum;
}

static double g2_2k(const zg_group_freqs *g)
{
    double sum = 0;
    for (size_t j = 0; j < g->k; j++)
        sum += zg_deviance((double)(g->sizes[j] - g->freqs[j]), expected(g, j, g->total - g->freq),
                           -excess(g, j));
    return g2_kcell(g) + 2 * sum;
}

static double chi2(const zg_group_freqs *g)
{
    if (g->freq == 0 || g->freq == g->total) return 0;
    double sum = 0;
    for (size_t j = 0; j < g->k; j++) {
        double d = excess(g, j);
        sum += d * d / expected(g, j, g->freq) + d * d / expected(g, j, g->total - g->freq);
    }
    return sum;
}

static double p_of(const zg_group_freqs *g, double statistic)
{
    if (g->k < 2) return 0;
    double log_p = zg_log_chi2_upper(statistic, (double)g->k - 1);
    return log_p < 0 ? -log_p / ZG_LN10 : 0;
}

static double g2_kcell_p(const zg_group_freqs *g)
{
    return p_of(g, g2_kcell(g));
}

static double g2_2k_p(const zg_group_freqs *g)
{
    return p_of(g, g2_2k(g));
}

static double chi2_p(const zg_group_freqs *g)
{
    return p_of(g, chi2(g));
}

static double cramers_v(const zg_group_freqs *g)
{
    return sqrt(chi2(g) / (double)g->total);
}

static double bic(const zg_group_freqs *g)
{
    return g2_kcell(g) - ((double)g->k - 1) * log((double)g->total);
}

static double bic_2k(const zg_group_freqs *g)
{
    return g2_2k(g) - ((double)g->k - 1) * log((double)g->total);
}

static double kld_bits(const zg_group_freqs *g)
{
    return g->freq > 0 ? g2_kcell(g) / (2 * (double)g->freq * ZG_LN2) : NAN;
}

static double df(const zg_group_freqs *g)
{
    return (double)g->k - 1;
}

#define GROUPS "evidence groups"
#define DIFFER "the groups differ"
#define P      "-log10 p"

static const zg_measure measures[] = {
    {.name = "df",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "df",
     .whole = true,
     .compute = {.groups = df},
     .formula = "k - 1",
     .unit = "",
     .high = "",
     .source = ""},
    {.name = "g2_kcell",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "g2_kcell",
     .compute = {.groups = g2_kcell},
     .formula = "2 sum of f ln(f/E), E = F n/N",
     .unit = "",
     .high = DIFFER,
     .source = "Rayson & Garside 2000",
     .check = "chi-square only nearly"},
    {.name = "g2_kcell_neg_log10_p",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "g2_kcell_log10p",
     .negated = true,
     .compute = {.groups = g2_kcell_p},
     .formula = "-log10 P(chi-square with k - 1 df >= g2_kcell)",
     .unit = P,
     .high = DIFFER,
     .source = "Rayson & Garside 2000"},
    {.name = "g2_2k",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "g2_2k",
     .compute = {.groups = g2_2k},
     .formula = "2 sum of O ln(O/E) over the item and all other tokens",
     .unit = "",
     .high = DIFFER,
     .source = "Dunning 1993"},
    {.name = "g2_2k_neg_log10_p",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "g2_2k_log10p",
     .negated = true,
     .compute = {.groups = g2_2k_p},
     .formula = "-log10 P(chi-square with k - 1 df >= g2_2k)",
     .unit = P,
     .high = DIFFER,
     .source = "Dunning 1993"},
    {.name = "chi2_groups",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "chi2",
     .compute = {.groups = chi2},
     .formula = "sum of (O - E)^2/E over the 2 k cells",
     .unit = "",
     .high = DIFFER,
     .source = "Pearson"},
    {.name = "chi2_groups_neg_log10_p",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "chi2_log10p",
     .negated = true,
     .compute = {.groups = chi2_p},
     .formula = "-log10 P(chi-square with k - 1 df >= chi2_groups)",
     .unit = P,
     .high = DIFFER,
     .source = "Pearson"},
    {.name = "cramers_v",
     .needs = ZG_NEEDS_GROUPS,
     .groups = "effect groups",
     .vector = "cramers_v",
     .compute = {.groups = cramers_v},
     .formula = "sqrt(chi2_groups / N)",
     .unit = "",
     .high = DIFFER,
     .source = ""},
    {.name = "bic_groups",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "bic",
     .compute = {.groups = bic},
     .formula = "g2_kcell - (k - 1) ln N",
     .unit = "",
     .high = DIFFER,
     .source = "Wilson 2013"},
    {.name = "bic_2k",
     .needs = ZG_NEEDS_GROUPS,
     .groups = GROUPS,
     .vector = "bic_2k",
     .compute = {.groups = bic_2k},
     .formula = "g2_2k - (k - 1) ln N",
     .unit = "",
     .high = DIFFER,
     .source = "Wilson 2013"},
    {.name = "kld_bits",
     .needs = ZG_NEEDS_GROUPS,
     .groups = "effect groups",
     .vector = "kld_bits",
     .compute = {.groups = kld_bits},
     .formula = "sum of (f/F) log2((f/F) / (n/N))",
     .unit = "bits",
     .high = DIFFER,
     .source = ""},
};

const zg_measure_array zg_measures_groups = ZG_MEASURE_ARRAY(measures);
