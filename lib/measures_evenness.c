/* measures_evenness: dispersion proper: how evenly an item lies in the parts of a corpus.
 * v frequency and s size of a part, w = s / S, t = v / f, R = v / s, r = R / sum of R. */
#include <math.h>

#include "measures_math.h"
#include "measures_parts.h"
#include "measures_registry.h"

/* What needs two parts or more, and the item. */
static bool has_none(const zg_part_freqs *item)
{
    return item->freq == 0 || item->parts->n < 2;
}

/* 1 - (sd / mean) / sqrt(n - 1); `less` 0: population, 1: sample. */
static double juilland(const zg_part_freqs *item, bool by_rate, double less)
{
    if (has_none(item)) return NAN;
    double n = (double)item->parts->n, mean;
    double squares = zg_parts_squares(item, by_rate, &mean);
    return 1 - sqrt(squares / (n - less)) / mean / sqrt(n - 1);
}

static double juilland_d(const zg_part_freqs *item)
{
    return juilland(item, true, 0);
}

static double juilland_d_eq(const zg_part_freqs *item)
{
    return juilland(item, false, 0);
}

static double juilland_d_sample(const zg_part_freqs *item)
{
    return juilland(item, true, 1);
}

static double juilland_u(const zg_part_freqs *item)
{
    return (double)item->freq * juilland_d(item);
}

/* -sum of x log2 x over shares of rates, or of frequencies. */
static double entropy(const zg_part_freqs *item, bool by_rate)
{
    if (item->freq == 0) return NAN;
    double total = 0, sum = 0;
    for (size_t i = 0; i < item->listed; i++)
        total += (double)item->freqs[i] / (by_rate ? (double)zg_listed_size(item, i) : 1);
    for (size_t i = 0; i < item->listed; i++) {
        if (item->freqs[i] == 0) continue;
        double x = (double)item->freqs[i] / (by_rate ? (double)zg_listed_size(item, i) : 1);
        sum -= x / total * log2(x / total);
    }
    return sum;
}

static double entropy_rate(const zg_part_freqs *item)
{
    return has_none(item) ? NAN : entropy(item, true);
}

static double carroll_d2(const zg_part_freqs *item)
{
    return has_none(item) ? NAN : entropy(item, true) / log2((double)item->parts->n);
}

static double carroll_d2_eq(const zg_part_freqs *item)
{
    return has_none(item) ? NAN : entropy(item, false) / log2((double)item->parts->n);
}

static double carroll_um(const zg_part_freqs *item)
{
    double d2 = carroll_d2(item), f = (double)item->freq;
    return f * d2 + (1 - d2) * f / (double)item->parts->n;
}

static double rosengren_kf(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = 0;
    for (size_t i = 0; i < item->listed; i++)
        sum += sqrt((double)item->freqs[i] * (double)zg_listed_size(item, i));
    return sum * sum / (double)item->parts->total;
}

static double rosengren_s(const zg_part_freqs *item)
{
    return rosengren_kf(item) / (double)item->freq;
}

/* (sum of sqrt v)^2 / (n f), also the distributional consistency */
static double rosengren_s_eq(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = 0;
    for (size_t i = 0; i < item->listed; i++) sum += sqrt((double)item->freqs[i]);
    return sum * sum / ((double)item->parts->n * (double)item->freq);
}

static double lyne_d3(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double mean, squares = zg_parts_squares(item, false, &mean);
    return 1 - squares / mean / (4 * (double)item->freq);
}

static double dp(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = zg_expected_absent(item);
    for (size_t i = 0; i < item->listed; i++)
        if (item->freqs[i] > 0) sum += fabs(zg_listed_excess(item, i));
    return sum / (2 * (double)item->freq);
}

/* 1 - size / S, NaN where that is 0 */
static double room_beside(const zg_part_freqs *item, int64_t size)
{
    int64_t rest = item->parts->total - size;
    return rest > 0 ? (double)rest / (double)item->parts->total : NAN;
}

static double dp_norm(const zg_part_freqs *item)
{
    return dp(item) / room_beside(item, item->parts->smallest);
}

static double dp_norm_egbert(const zg_part_freqs *item)
{
    int64_t smallest = INT64_MAX;
    for (size_t i = 0; i < item->listed; i++)
        if (item->freqs[i] > 0 && zg_listed_size(item, i) < smallest)
            smallest = zg_listed_size(item, i);
    return smallest == INT64_MAX ? NAN : dp(item) / room_beside(item, smallest);
}

/* Wilcox's short cut: the rates in falling order, and those of 0 add nothing. */
static double da(const zg_part_freqs *item)
{
    if (has_none(item) || !item->rates) return NAN;
    double sum = 0, total = 0;
    for (size_t i = 0; i < item->listed; i++) {
        sum += (double)(item->listed - i) * item->rates[i];
        total += item->rates[i];
    }
    return 2 * (sum / total - 1) / ((double)item->parts->n - 1);
}

static double gini_rate(const zg_part_freqs *item)
{
    if (has_none(item) || !item->rates) return NAN;
    double n = (double)item->parts->n, sum = 0, total = 0;
    for (size_t i = 0; i < item->listed; i++) {
        double rank = n - (double)(item->listed - i) + 1;
        sum += (2 * rank - n - 1) * item->rates[i];
        total += item->rates[i];
    }
    return sum / (n * total);
}

/* sum of t log2(t / w), as a sum of terms that are never below 0 */
static double kld(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = zg_expected_absent(item), f = (double)item->freq;
    for (size_t i = 0; i < item->listed; i++) {
        if (item->freqs[i] == 0) continue;
        double expected = f * (double)zg_listed_size(item, i) / (double)item->parts->total;
        sum += zg_deviance((double)item->freqs[i], expected, zg_listed_excess(item, i));
    }
    return sum / f / ZG_LN2;
}

static double kld_norm_e(const zg_part_freqs *item)
{
    return -expm1(-kld(item));
}

static double kld_norm_2(const zg_part_freqs *item)
{
    return -expm1(-kld(item) * ZG_LN2);
}

static double kld_norm_o2p(const zg_part_freqs *item)
{
    double value = kld(item);
    return value / (1 + value);
}

#define DISPERSION "dispersion"
#define EVEN       "even"
#define UNEVEN     "uneven"

static const zg_measure measures[] = {
    {.name = "dp",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "dp",
     .compute = {.parts = dp},
     .formula = "1/2 sum of |t - w|",
     .unit = "",
     .high = UNEVEN,
     .source = "Gries 2008"},
    {.name = "dp_norm",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "dp_norm",
     .compute = {.parts = dp_norm},
     .formula = "dp / (1 - min w)",
     .unit = "",
     .high = UNEVEN,
     .source = "Lijffijt & Gries 2012"},
    {.name = "dp_norm_egbert",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "dp_norm_egbert",
     .compute = {.parts = dp_norm_egbert},
     .formula = "dp / (1 - min w of parts with v > 0)",
     .unit = "",
     .high = UNEVEN,
     .source = "Egbert, Burch & Biber 2020",
     .check = "they print 1 less this"},
    {.name = "da",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "da",
     .compute = {.parts = da},
     .formula = "1 - sum over i < j of |r_i - r_j| / (n - 1)",
     .unit = "",
     .high = EVEN,
     .source = "Burch, Egbert & Biber 2017"},
    {.name = "kld",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "kld",
     .compute = {.parts = kld},
     .formula = "sum of t log2(t / w)",
     .unit = "bits",
     .high = UNEVEN,
     .source = "Gries 2021"},
    {.name = "kld_norm_e",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "kld_norm_e",
     .compute = {.parts = kld_norm_e},
     .formula = "1 - e^-kld",
     .unit = "",
     .high = UNEVEN,
     .source = "Gries 2021"},
    {.name = "kld_norm_2",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "kld_norm_2",
     .compute = {.parts = kld_norm_2},
     .formula = "1 - 2^-kld",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "kld_norm_o2p",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "kld_norm_o2p",
     .compute = {.parts = kld_norm_o2p},
     .formula = "kld / (1 + kld)",
     .unit = "",
     .high = UNEVEN,
     .source = "Gries 2024"},
    {.name = "juilland_d",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "juilland_d",
     .compute = {.parts = juilland_d},
     .formula = "1 - (sd_pop(R) / mean(R)) / sqrt(n - 1)",
     .unit = "",
     .high = EVEN,
     .source = "Juilland & Chang-Rodríguez 1964",
     .check = "nears 1 with many parts, whatever the item"},
    {.name = "juilland_d_eq",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "juilland_d_eq",
     .compute = {.parts = juilland_d_eq},
     .formula = "juilland_d with v for R",
     .unit = "",
     .high = EVEN,
     .source = "Juilland & Chang-Rodríguez 1964"},
    {.name = "juilland_d_sample",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "juilland_d_sample",
     .compute = {.parts = juilland_d_sample},
     .formula = "juilland_d with the sample sd",
     .unit = "",
     .high = EVEN,
     .source = "Juilland & Chang-Rodríguez 1964"},
    {.name = "juilland_u",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "juilland_u",
     .compute = {.parts = juilland_u},
     .formula = "f juilland_d",
     .unit = "occurrences",
     .high = "frequent and even",
     .source = "Juilland & Chang-Rodríguez 1964"},
    {.name = "carroll_d2",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "carroll_d2",
     .compute = {.parts = carroll_d2},
     .formula = "-sum of r log2 r / log2 n",
     .unit = "",
     .high = EVEN,
     .source = "Carroll 1970"},
    {.name = "carroll_d2_eq",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "carroll_d2_eq",
     .compute = {.parts = carroll_d2_eq},
     .formula = "carroll_d2 with t for r",
     .unit = "",
     .high = EVEN,
     .source = "Carroll 1970"},
    {.name = "carroll_um",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "carroll_um",
     .compute = {.parts = carroll_um},
     .formula = "f D2 + (1 - D2) f / n",
     .unit = "occurrences",
     .high = "frequent and even",
     .source = "Carroll 1970"},
    {.name = "rosengren_s",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "rosengren_s",
     .compute = {.parts = rosengren_s},
     .formula = "(sum of sqrt(w v))^2 / f",
     .unit = "",
     .high = EVEN,
     .source = "Rosengren 1971"},
    {.name = "rosengren_s_eq",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "rosengren_s_eq",
     .compute = {.parts = rosengren_s_eq},
     .formula = "(sum of sqrt v)^2 / (n f)",
     .unit = "",
     .high = EVEN,
     .source = "Rosengren 1971"},
    {.name = "rosengren_kf",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "rosengren_kf",
     .compute = {.parts = rosengren_kf},
     .formula = "(sum of sqrt(w v))^2",
     .unit = "occurrences",
     .high = "frequent and even",
     .source = "Rosengren 1971"},
    {.name = "lyne_d3",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "lyne_d3",
     .compute = {.parts = lyne_d3},
     .formula = "1 - sum of (v - f/n)^2 / (f/n) / (4 f)",
     .unit = "",
     .high = EVEN,
     .source = "Lyne 1985"},
    {.name = "distr_consistency",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "distr_consistency",
     .compute = {.parts = rosengren_s_eq},
     .formula = "(sum of sqrt v / n)^2 / (f/n)",
     .unit = "",
     .high = EVEN,
     .source = "Zhang et al. 2004"},
    {.name = "gini_rate",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "gini_rate",
     .compute = {.parts = gini_rate},
     .formula = "Gini coefficient of R",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "entropy_rate_bits",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "entropy_rate_bits",
     .compute = {.parts = entropy_rate},
     .formula = "-sum of r log2 r",
     .unit = "bits",
     .high = EVEN,
     .source = ""},
};

const zg_measure_array zg_measures_evenness = ZG_MEASURE_ARRAY(measures);
