/* measures_zipf: laws fitted to a text. */
#include <math.h>

#include "measures_lexical.h"
#include "measures_registry.h"

/* A least-squares line y = slope x + intercept, gathered in two passes: sums, then squares about
 * the means, so that a long text loses no digits. */
typedef struct line {
    double n, mean_x, mean_y, xx, xy, yy;
} line;

static double slope(const line *l)
{
    return l->xy / l->xx;
}

static double intercept(const line *l)
{
    return l->mean_y - slope(l) * l->mean_x;
}

static double fit(const line *l)
{
    return l->xy * l->xy / (l->xx * l->yy);
}

static void add_mean(line *l, double x, double y)
{
    l->n++;
    l->mean_x += x;
    l->mean_y += y;
}

static void add_square(line *l, double x, double y)
{
    x -= l->mean_x;
    y -= l->mean_y;
    l->xx += x * x;
    l->xy += x * y;
    l->yy += y * y;
}

/* log10 frequency on log10 rank. */
static line rank_line(const zg_lexical *text)
{
    line l = {0};
    for (size_t r = 0; r < text->types; r++)
        add_mean(&l, log10((double)r + 1), log10((double)text->freqs[r]));
    l.mean_x /= l.n;
    l.mean_y /= l.n;
    for (size_t r = 0; r < text->types; r++)
        add_square(&l, log10((double)r + 1), log10((double)text->freqs[r]));
    return l;
}

/* ln types on ln tokens, over all beginnings of the text. */
static line growth_line(const zg_lexical *text)
{
    line l = {0};
    for (int pass = 0; pass < 2; pass++) {
        size_t types = 0;
        for (size_t i = 0; i < text->n; i++) {
            types += text->marks[text->ids[i]] == 0;
            text->marks[text->ids[i]] = 1;
            double x = log((double)i + 1), y = log((double)types);
            if (pass == 0)
                add_mean(&l, x, y);
            else
                add_square(&l, x, y);
        }
        for (size_t i = 0; i < text->n; i++) text->marks[text->ids[i]] = 0;
        if (pass > 0) break;
        l.mean_x /= l.n;
        l.mean_y /= l.n;
    }
    return l;
}

static double zipf_ols_alpha(const zg_lexical *text)
{
    line l = rank_line(text);
    return l.xx > 0 ? -slope(&l) : NAN;
}

static double zipf_ols_log10c(const zg_lexical *text)
{
    line l = rank_line(text);
    return l.xx > 0 ? intercept(&l) : NAN;
}

static double zipf_ols_r2(const zg_lexical *text)
{
    line l = rank_line(text);
    return fit(&l);
}

static double heaps_beta(const zg_lexical *text)
{
    line l = growth_line(text);
    return l.xx > 0 ? slope(&l) : NAN;
}

static double heaps_k(const zg_lexical *text)
{
    line l = growth_line(text);
    return l.xx > 0 ? exp(intercept(&l)) : NAN;
}

static double heaps_r2(const zg_lexical *text)
{
    line l = growth_line(text);
    return fit(&l);
}

/* s with which the mean ln rank under p(r) ~ r^-s, r = 1 ... V, is that of the text: Newton; the
 * slope is less the variance of ln rank. */
static double zipf_mle_s(const zg_lexical *text)
{
    if (text->types < 2) return NAN;
    double wanted = 0, s = 1;
    for (size_t r = 0; r < text->types; r++)
        wanted += (double)text->freqs[r] / (double)text->n * log((double)r + 1);
    for (int i = 0; i < 100; i++) {
        double sum = 0, first = 0, second = 0;
        for (size_t r = 0; r < text->types; r++) {
            double log_rank = log((double)r + 1), weight = exp(-s * log_rank);
            sum += weight;
            first += weight * log_rank;
            second += weight * log_rank * log_rank;
        }
        double mean = first / sum, step = (mean - wanted) / (second / sum - mean * mean);
        s += fmax(-1, fmin(1, step));
        if (fabs(step) < 1e-14 * (1 + fabs(s))) break;
    }
    return s;
}

#define LEXICAL "lexical"
#define UNIT    ""

static const zg_measure measures[] = {
    {.name = "zipf_mle_s",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "zipf_mle_s",
     .compute = {.tokens = zipf_mle_s},
     .formula = "maximum likelihood s of p(rank) ~ rank^-s, rank from 1 to V",
     .unit = UNIT,
     .high = "few types hold much of the text",
     .source = ""},
    {.name = "zipf_ols_alpha",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "zipf_ols_alpha",
     .compute = {.tokens = zipf_ols_alpha},
     .formula = "-slope of log10 f on log10 rank",
     .unit = UNIT,
     .high = "few types hold much of the text",
     .source = "",
     .check = "descriptive only: biased as an estimate"},
    {.name = "zipf_ols_log10c",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "zipf_ols_log10c",
     .compute = {.tokens = zipf_ols_log10c},
     .formula = "intercept of the same line",
     .unit = "log10",
     .high = "",
     .source = "",
     .check = "descriptive only"},
    {.name = "zipf_ols_r2",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "zipf_ols_r2",
     .compute = {.tokens = zipf_ols_r2},
     .formula = "squared correlation of the same",
     .unit = UNIT,
     .high = "near a line",
     .source = "",
     .check = "descriptive only"},
    {.name = "heaps_beta",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "heaps_beta",
     .compute = {.tokens = heaps_beta},
     .formula = "slope of ln V(n) on ln n, n = 1 ... N",
     .unit = UNIT,
     .high = "types keep coming",
     .source = "Heaps"},
    {.name = "heaps_k",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "heaps_k",
     .compute = {.tokens = heaps_k},
     .formula = "e^intercept of the same line",
     .unit = UNIT,
     .high = "",
     .source = "Heaps"},
    {.name = "heaps_r2",
     .needs = ZG_NEEDS_TOKENS,
     .groups = LEXICAL,
     .vector = "heaps_r2",
     .compute = {.tokens = heaps_r2},
     .formula = "squared correlation of the same",
     .unit = UNIT,
     .high = "near a line",
     .source = "Heaps"},
};

const zg_measure_array zg_measures_zipf = ZG_MEASURE_ARRAY(measures);
