/* measures_adjust: p-values of many tests, as -log10 throughout, so that none underflows. */
#include <math.h>
#include <stdlib.h>

#include "measures_math.h"
#include "measures_registry.h"

/* Rarest first; equal ones as they came. */
static int rarest_first(const void *a, const void *b)
{
    const zg_ranked *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
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
    if (tests > 1) qsort(scratch, tests, sizeof scratch[0], rarest_first);
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
