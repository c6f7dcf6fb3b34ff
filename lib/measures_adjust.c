/* measures_adjust: p-values of many tests, as -log10 throughout, so that none underflows. */
#include <math.h>
#include <stdlib.h>

#include "measures_math.h"
#include "measures_registry.h"

static void swap(zg_ranked *a, zg_ranked *b)
{
    zg_ranked kept = *a;
    *a = *b;
    *b = kept;
}

static double middle_of(double a, double b, double c)
{
    if (a > b) return b > c ? b : a > c ? c : a;
    return a > c ? a : b > c ? c : b;
}

static int rarest_first(const void *a, const void *b)
{
    const zg_ranked *x = a, *y = b;
    return x->value != y->value ? x->value < y->value ? 1 : -1 : 0;
}

/* Rarest first. Most rows of a list share their value with many others, so they are parted in
 * three; equal values are adjusted alike, whatever their order. `depth` guards against an order
 * that the choice of the middle cannot part. */
static void rank(zg_ranked *rows, size_t n, int depth)
{
    while (n > 1) {
        if (depth-- == 0) {
            qsort(rows, n, sizeof *rows, rarest_first);
            return;
        }
        double middle = middle_of(rows[0].value, rows[n / 2].value, rows[n - 1].value);
        size_t above = 0, below = n;
        for (size_t i = 0; i < below;) {
            if (rows[i].value > middle)
                swap(&rows[above++], &rows[i++]);
            else if (rows[i].value < middle)
                swap(&rows[--below], &rows[i]);
            else
                i++;
        }
        rank(rows, above, depth);
        rows += below;
        n -= below;
    }
}

/* ln(1 - (1 - p)^m); where m p is tiny that is ln(m p). */
static double sidak(double neg_log10_p, double family)
{
    double log_p = -neg_log10_p * ZG_LN10, log_product = log_p + log(family);
    if (log_product < -40) return -log_product / ZG_LN10;
    return -zg_log1m_exp(family * zg_log1m_exp(log_p)) / ZG_LN10;
}

static double least(double value)
{
    return value > 0 ? value : 0;
}

static void adjust_single(zg_adjustment method, double family, zg_ranked *rows, size_t n,
                          double *out)
{
    for (size_t i = 0; i < n; i++) {
        double p = rows[i].value;
        double q = method == ZG_ADJUST_SIDAK ? sidak(p, family) : p - log10(family);
        out[rows[i].index] = least(q);
    }
}

static void adjust_stepwise(zg_adjustment method, double family, zg_ranked *rows, size_t n,
                            double *out)
{
    if (method == ZG_ADJUST_HOLM) {
        double running = INFINITY;
        for (size_t i = 0; i < n; i++) {
            running = fmin(running, rows[i].value - log10(family - (double)i));
            out[rows[i].index] = least(running);
        }
        return;
    }
    double factor = method == ZG_ADJUST_BY ? family * zg_harmonic(family) : family;
    double running = 0;
    for (size_t i = n; i-- > 0;) {
        running = fmax(running, rows[i].value - log10(factor / ((double)i + 1)));
        out[rows[i].index] = least(running);
    }
}

void zg_adjust(zg_adjustment method, const double *neg_log10_p, size_t n, double family,
               zg_ranked *scratch, double *out)
{
    size_t tests = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(neg_log10_p[i]))
            out[i] = NAN;
        else
            scratch[tests++] = (zg_ranked){neg_log10_p[i], i};
    }
    if (method == ZG_ADJUST_BONFERRONI || method == ZG_ADJUST_SIDAK) {
        adjust_single(method, family, scratch, tests, out);
        return;
    }
    rank(scratch, tests, 64);
    adjust_stepwise(method, family, scratch, tests, out);
}

#define ROWS  .needs = ZG_NEEDS_ROWS, .groups = "adjusted", .unit = "-log10 q"
#define WORTH "unlikely to be a false find among all rows"

static const zg_measure measures[] = {
    {ROWS, .name = "neg_log10_q", .compute = {.rows = ZG_ADJUST_BH},
     .formula = "-log10 of the least false discovery rate: step-up min of p m / i", .high = WORTH,
     .source = "Benjamini & Hochberg 1995"},
    {ROWS, .name = "neg_log10_q_by", .compute = {.rows = ZG_ADJUST_BY},
     .formula = "the same with m (1 + 1/2 + ... + 1/m), for tests that hang together",
     .high = WORTH, .source = "Benjamini & Yekutieli"},
    {ROWS, .name = "neg_log10_q_holm", .compute = {.rows = ZG_ADJUST_HOLM},
     .formula = "-log10 of the step-down max of p (m + 1 - i)", .high = WORTH, .source = "Holm"},
    {ROWS, .name = "neg_log10_q_bonferroni", .compute = {.rows = ZG_ADJUST_BONFERRONI},
     .formula = "-log10 min(1, m p)", .high = WORTH, .source = "Bonferroni"},
    {ROWS, .name = "neg_log10_q_sidak", .compute = {.rows = ZG_ADJUST_SIDAK},
     .formula = "-log10(1 - (1 - p)^m)", .high = WORTH, .source = "Šidák"},
};

const zg_measure_array zg_measures_adjust = ZG_MEASURE_ARRAY(measures);
