/* measures_parts: an item in the parts of a corpus: preparing, and the measures that count and
 * vary. Parts without the item are never visited: they enter as a number of parts and a sum of
 * sizes, both exact. docs_expected and dmb alone need every part's size. */
#include "measures_parts.h"

#include <math.h>
#include <stdlib.h>

#include "error.h"
#include "measures_math.h"
#include "measures_registry.h"

zg_status zg_part_sizes_init(zg_part_sizes *out, const int64_t *sizes, size_t n, zg_error *error)
{
    zg_part_sizes p = {.sizes = sizes, .n = n, .smallest = n ? INT64_MAX : 0};
    for (size_t i = 0; i < n; i++) {
        if (sizes[i] < 1)
            return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "a part has a size below 1");
        if (sizes[i] > INT64_MAX - p.total)
            return zg_error_set(error, ZG_ERROR_RANGE, "", "the parts sum to more than 2^63");
        p.total += sizes[i];
        if (sizes[i] < p.smallest) p.smallest = sizes[i];
        p.squares += (double)sizes[i] * (double)sizes[i];
    }
    *out = p;
    return ZG_OK;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

zg_status zg_part_freqs_init(zg_part_freqs *out, const zg_part_sizes *parts, const uint32_t *index,
                             const int64_t *freqs, size_t listed, double *rates, zg_error *error)
{
    zg_part_freqs item = {
        .parts = parts, .index = index, .freqs = freqs, .listed = listed, .rates = rates};
    if (listed > parts->n)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "more frequencies than parts");
    for (size_t i = 0; i < listed; i++) {
        if (freqs[i] < 0)
            return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "a frequency is below 0");
        if (index && index[i] >= parts->n)
            return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "there is no such part");
        if (freqs[i] > INT64_MAX - item.freq)
            return zg_error_set(error, ZG_ERROR_RANGE, "", "frequencies sum to more than 2^63");
        int64_t size = zg_listed_size(&item, i);
        item.freq += freqs[i];
        if (freqs[i] > 0) {
            item.range++;
            item.size_with += size;
        }
        if (rates) rates[i] = (double)freqs[i] / (double)size;
    }
    if (rates && listed > 1) qsort(rates, listed, sizeof rates[0], ascending);
    *out = item;
    return ZG_OK;
}

double zg_docs_expected(const zg_part_sizes *parts, int64_t freq)
{
    double sum = 0, f = (double)freq;
    if (parts->n == 1) return freq > 0 ? 1 : 0;
    for (size_t i = 0; i < parts->n; i++)
        sum -= expm1(f * log1p(-(double)parts->sizes[i] / (double)parts->total));
    return sum;
}

double zg_listed_excess(const zg_part_freqs *item, size_t i)
{
    zg_int128 excess = (zg_int128)item->freqs[i] * item->parts->total -
                       (zg_int128)item->freq * zg_listed_size(item, i);
    return (double)excess / (double)item->parts->total;
}

double zg_expected_absent(const zg_part_freqs *item)
{
    return (double)item->freq * (double)(item->parts->total - item->size_with) /
           (double)item->parts->total;
}

double zg_parts_squares(const zg_part_freqs *item, bool by_rate, double *mean)
{
    double n = (double)item->parts->n, sum = 0, squares = 0;
    for (size_t i = 0; i < item->listed; i++)
        sum += (double)item->freqs[i] / (by_rate ? (double)zg_listed_size(item, i) : 1);
    *mean = sum / n;
    size_t present = 0;
    for (size_t i = 0; i < item->listed; i++) {
        if (item->freqs[i] == 0) continue;
        double x = (double)item->freqs[i] / (by_rate ? (double)zg_listed_size(item, i) : 1);
        squares += (x - *mean) * (x - *mean);
        present++;
    }
    return squares + (n - (double)present) * *mean * *mean;
}

static double range(const zg_part_freqs *item)
{
    return (double)item->range;
}

static double range_rel(const zg_part_freqs *item)
{
    return (double)item->range / (double)item->parts->n;
}

static double range_wt(const zg_part_freqs *item)
{
    return (double)item->size_with / (double)item->parts->total;
}

static double docs_expected(const zg_part_freqs *item)
{
    return zg_docs_expected(item->parts, item->freq);
}

static double idf(const zg_part_freqs *item)
{
    return item->freq > 0 ? log2((double)item->parts->n / (double)item->range) : NAN;
}

static double ridf(const zg_part_freqs *item)
{
    double rate = (double)item->freq / (double)item->parts->n;
    return idf(item) + zg_log1m_exp(-rate) / ZG_LN2;
}

static double engvall(const zg_part_freqs *item)
{
    return (double)item->freq * (double)item->range / (double)item->parts->n;
}

static double mean(const zg_part_freqs *item)
{
    return (double)item->freq / (double)item->parts->n;
}

/* Variance of the frequencies with n - less_one in the denominator; NaN without the item. */
static double variance(const zg_part_freqs *item, double less)
{
    if (item->freq == 0 || (double)item->parts->n <= less) return NAN;
    double mean_freq;
    return zg_parts_squares(item, false, &mean_freq) / ((double)item->parts->n - less);
}

static double sd_pop(const zg_part_freqs *item)
{
    return sqrt(variance(item, 0));
}

static double sd_sample(const zg_part_freqs *item)
{
    return sqrt(variance(item, 1));
}

static double vc_pop(const zg_part_freqs *item)
{
    return sd_pop(item) / mean(item);
}

static double vc_sample(const zg_part_freqs *item)
{
    return sd_sample(item) / mean(item);
}

static double vmr(const zg_part_freqs *item)
{
    return variance(item, 1) / mean(item);
}

static double chi2_parts(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = zg_expected_absent(item), total = (double)item->parts->total;
    for (size_t i = 0; i < item->listed; i++) {
        if (item->freqs[i] == 0) continue;
        double expected = (double)item->freq * (double)zg_listed_size(item, i) / total;
        double excess = zg_listed_excess(item, i);
        sum += excess * excess / expected;
    }
    return sum;
}

static double kromer_ur(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double sum = 0;
    for (size_t i = 0; i < item->listed; i++) sum += zg_harmonic((double)item->freqs[i]);
    return sum;
}

static double burstiness(const zg_part_freqs *item)
{
    return (double)item->freq / (double)item->range;
}

static double dmb(const zg_part_freqs *item)
{
    if (item->freq == 0) return NAN;
    double n = (double)item->parts->n, expected = 0;
    double rate = (double)item->freq / (double)item->parts->total;
    for (size_t i = 0; i < item->parts->n; i++)
        expected += exp(-rate * (double)item->parts->sizes[i]);
    expected /= n;
    double observed = (n - (double)item->range) / n;
    return observed <= expected ? 1 : 1 - (observed - expected) / (1 - expected);
}

#define DISPERSION "dispersion"
#define EVEN       "even"
#define UNEVEN     "uneven"

static const zg_measure measures[] = {
    {.name = "range",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "range",
     .whole = true,
     .compute = {.parts = range},
     .formula = "parts with v > 0",
     .unit = "parts",
     .high = "in many parts",
     .source = "Keniston 1920"},
    {.name = "range_rel",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "range_rel",
     .compute = {.parts = range_rel},
     .formula = "range / n",
     .unit = "",
     .high = "in many parts",
     .source = "Keniston 1920"},
    {.name = "range_wt",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "range_wt",
     .compute = {.parts = range_wt},
     .formula = "sum of w over parts with v > 0",
     .unit = "",
     .high = "in much of the corpus",
     .source = ""},
    {.name = "docs_expected",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .compute = {.parts = docs_expected},
     .formula = "sum of 1 - (1 - w)^f",
     .unit = "parts",
     .high = "",
     .source = ""},
    {.name = "idf_log2",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "idf_log2",
     .compute = {.parts = idf},
     .formula = "log2(n / range)",
     .unit = "bits",
     .high = UNEVEN,
     .source = "Spärck Jones 1972"},
    {.name = "ridf",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "ridf",
     .compute = {.parts = ridf},
     .formula = "log2(n / range) + log2(1 - e^(-f/n))",
     .unit = "bits",
     .high = UNEVEN,
     .source = "Church & Gale 1995"},
    {.name = "engvall",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "engvall",
     .compute = {.parts = engvall},
     .formula = "f range / n",
     .unit = "occurrences",
     .high = "frequent and even",
     .source = "Engvall 1974"},
    {.name = "mean",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "mean",
     .compute = {.parts = mean},
     .formula = "f / n",
     .unit = "occurrences a part",
     .high = "",
     .source = ""},
    {.name = "sd_pop",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "sd_pop",
     .compute = {.parts = sd_pop},
     .formula = "sqrt(sum of (v - f/n)^2 / n)",
     .unit = "occurrences",
     .high = UNEVEN,
     .source = ""},
    {.name = "sd_sample",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "sd_sample",
     .compute = {.parts = sd_sample},
     .formula = "sqrt(sum of (v - f/n)^2 / (n - 1))",
     .unit = "occurrences",
     .high = UNEVEN,
     .source = ""},
    {.name = "vc_pop",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "vc_pop",
     .compute = {.parts = vc_pop},
     .formula = "sd_pop / mean",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "vc_sample",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "vc_sample",
     .compute = {.parts = vc_sample},
     .formula = "sd_sample / mean",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "vmr",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "vmr",
     .compute = {.parts = vmr},
     .formula = "sd_sample^2 / mean",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "chi2_parts",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "chi2",
     .compute = {.parts = chi2_parts},
     .formula = "sum of (v - f w)^2 / (f w)",
     .unit = "",
     .high = UNEVEN,
     .source = ""},
    {.name = "kromer_ur",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "kromer_ur",
     .compute = {.parts = kromer_ur},
     .formula = "sum of 1 + 1/2 + ... + 1/v",
     .unit = "occurrences",
     .high = "frequent and even",
     .source = "Kromer 2003"},
    {.name = "burstiness_f_df",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "burstiness_f_df",
     .compute = {.parts = burstiness},
     .formula = "f / range",
     .unit = "occurrences a part",
     .high = UNEVEN,
     .source = "Katz 1996"},
    {.name = "dmb",
     .needs = ZG_NEEDS_PARTS,
     .groups = DISPERSION,
     .vector = "dmb",
     .compute = {.parts = dmb},
     .formula = "1 - (o - e) / (1 - e), o = share of parts without it, e = mean of e^(-f w); "
                "1 where o <= e",
     .unit = "",
     .high = EVEN,
     .source = "Nelson 2025",
     .check = "generalized to unequal parts as tlda does"},
};

const zg_measure_array zg_measures_parts = ZG_MEASURE_ARRAY(measures);
