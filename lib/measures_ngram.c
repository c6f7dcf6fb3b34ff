/* measures_ngram: how firmly the tokens of an n-gram hold together, and how freely it stands in
 * its surroundings, from counts of it and its pieces. */
#include <math.h>

#include "measures_lexical.h"
#include "measures_math.h"
#include "measures_registry.h"

/* ---- lambda: the highest interaction of a log-linear model ---- */

static bool has_patterns(const zg_pattern_counts *g)
{
    return g->counts && g->n >= 1 && g->n <= 16;
}

static double lambda(const zg_pattern_counts *g)
{
    if (!has_patterns(g)) return NAN;
    double sum = 0;
    for (size_t b = 0; b < (size_t)1 << g->n; b++) {
        size_t absent = g->n;
        for (size_t bits = b; bits; bits >>= 1) absent -= bits & 1;
        double term = log((double)g->counts[b] + g->smoothing);
        sum += absent % 2 ? -term : term;
    }
    return sum;
}

static double sigma(const zg_pattern_counts *g)
{
    if (!has_patterns(g)) return NAN;
    double sum = 0;
    for (size_t b = 0; b < (size_t)1 << g->n; b++) sum += 1 / ((double)g->counts[b] + g->smoothing);
    return sqrt(sum);
}

static double lambda_z(const zg_pattern_counts *g)
{
    return lambda(g) / sigma(g);
}

static double lambda1(const zg_pattern_counts *g)
{
    if (!has_patterns(g)) return NAN;
    size_t all = ((size_t)1 << g->n) - 1;
    double sum = ((double)g->n - 1) * log((double)g->counts[0] + g->smoothing) +
                 log((double)g->counts[all] + g->smoothing);
    for (size_t i = 0; i < g->n; i++) sum -= log((double)g->counts[(size_t)1 << i] + g->smoothing);
    return sum;
}

static double sigma1(const zg_pattern_counts *g)
{
    if (!has_patterns(g)) return NAN;
    size_t all = ((size_t)1 << g->n) - 1;
    double others = (double)g->n - 1;
    double sum = others * others / ((double)g->counts[0] + g->smoothing) +
                 1 / ((double)g->counts[all] + g->smoothing);
    for (size_t i = 0; i < g->n; i++) sum += 1 / ((double)g->counts[(size_t)1 << i] + g->smoothing);
    return sqrt(sum);
}

static double lambda1_z(const zg_pattern_counts *g)
{
    return lambda1(g) / sigma1(g);
}

/* ---- cohesion ---- */

/* log2(f N / (f left f right)) of the split behind token i. */
static double split_mi(const zg_ngram_counts *g, size_t i)
{
    return log2((double)g->freq / (double)g->left[i] * ((double)g->tokens / (double)g->right[i]));
}

static double mi_min_split(const zg_ngram_counts *g)
{
    double least = NAN;
    for (size_t i = 0; i + 1 < g->n; i++) least = fmin(least, split_mi(g, i));
    return least;
}

static double mi_mean_split(const zg_ngram_counts *g)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < g->n; i++) sum += split_mi(g, i);
    return g->n > 1 ? sum / ((double)g->n - 1) : NAN;
}

static double pmi_n(const zg_ngram_counts *g)
{
    double tokens = (double)g->tokens, value = log2((double)g->freq / tokens);
    for (size_t i = 0; i < g->n; i++) value -= log2((double)g->single[i] / tokens);
    return value;
}

static double npmi_n(const zg_ngram_counts *g)
{
    double share = log2((double)g->freq / (double)g->tokens);
    return pmi_n(g) / (-((double)g->n - 1) * share);
}

static double scp_f(const zg_ngram_counts *g)
{
    double sum = 0, freq = (double)g->freq;
    for (size_t i = 0; i + 1 < g->n; i++) sum += (double)g->left[i] * (double)g->right[i];
    return freq * freq / (sum / ((double)g->n - 1));
}

static double gravity(const zg_ngram_counts *g)
{
    if (g->n != 2) return NAN;
    double freq = (double)g->freq;
    return log(freq * (double)g->types_after_first / (double)g->single[0]) +
           log(freq * (double)g->types_before_last / (double)g->single[1]);
}

/* ---- freedom of the edges ---- */

static double freqs_of(const zg_neighbours *side)
{
    double sum = 0;
    for (size_t i = 0; i < side->n; i++) sum += (double)side->freqs[i];
    return sum;
}

/* Each occurrence at a boundary is a neighbour of its own. */
static double edge_entropy(const zg_neighbours *side)
{
    double boundary = (double)side->boundary, total = freqs_of(side) + boundary;
    if (!(total > 0)) return 0;
    return zg_entropy(side->freqs, side->n, total) + boundary / total * log2(total);
}

static double edge_entropy_excl(const zg_neighbours *side)
{
    return side->n > 0 ? zg_entropy(side->freqs, side->n, freqs_of(side)) : 0;
}

static double left_entropy(const zg_ngram_counts *g)
{
    return edge_entropy(&g->before);
}

static double right_entropy(const zg_ngram_counts *g)
{
    return edge_entropy(&g->after);
}

static double left_entropy_excl(const zg_ngram_counts *g)
{
    return edge_entropy_excl(&g->before);
}

static double right_entropy_excl(const zg_ngram_counts *g)
{
    return edge_entropy_excl(&g->after);
}

static double be_min(const zg_ngram_counts *g)
{
    return fmin(left_entropy(g), right_entropy(g));
}

static double lav_excl(const zg_ngram_counts *g)
{
    return (double)g->before.n;
}

static double rav_excl(const zg_ngram_counts *g)
{
    return (double)g->after.n;
}

static double lav(const zg_ngram_counts *g)
{
    return (double)g->before.n + (double)g->before.boundary;
}

static double rav(const zg_ngram_counts *g)
{
    return (double)g->after.n + (double)g->after.boundary;
}

static double av(const zg_ngram_counts *g)
{
    return fmin(lav(g), rav(g));
}

/* ---- worth as a unit ---- */

static double c_value(const zg_ngram_counts *g)
{
    double freq = (double)g->freq;
    if (g->holders > 0) freq -= (double)g->freq_holders / (double)g->holders;
    return log2((double)g->n) * freq;
}

static double x_log_x(double x)
{
    return x > 0 ? x * log2(x) : 0;
}

/* L(X) = -sum of c log2(c / |X|), before less after; only what changes is looked at. */
static double dlg(const zg_ngram_counts *g)
{
    double c = (double)g->freq_apart, n = (double)g->n, size = (double)g->tokens;
    double after = size - c * n + c + n + 1;
    double gain = x_log_x(size) - x_log_x(after) + x_log_x(c);
    for (size_t i = 0; i < g->symbols; i++) {
        double freq = (double)g->symbol_freqs[i], inside = (double)g->symbol_inside[i];
        gain += x_log_x(freq - c * inside + inside) - x_log_x(freq);
    }
    return gain;
}

static double dlg_avg(const zg_ngram_counts *g)
{
    return dlg(g) / (double)g->freq_apart;
}

bool zg_local_maximum(double glue, const double *around, size_t n_around, const double *within,
                      size_t n_within)
{
    for (size_t i = 0; i < n_around; i++)
        if (!(glue > around[i])) return false;
    for (size_t i = 0; i < n_within; i++)
        if (!(glue >= within[i])) return false;
    return true;
}

int64_t zg_consolidated_freq(int64_t freq, const int64_t *consolidated, const int64_t *times,
                             size_t n)
{
    for (size_t i = 0; i < n; i++) freq -= consolidated[i] * times[i];
    return freq;
}

double zg_nc_value(double c, const int64_t *freqs, const double *weights, size_t n)
{
    double context = 0;
    for (size_t i = 0; i < n; i++) context += (double)freqs[i] * weights[i];
    return 0.8 * c + 0.2 * context;
}

#define LAMBDA   .needs = ZG_NEEDS_PATTERNS, .groups = "association patterns"
#define NGRAM    .needs = ZG_NEEDS_NGRAM, .groups = "ngram"
#define COHESIVE "cohesive"
#define FREE     "free at its edges"
#define JIN      "Jin & Tanaka-Ishii 2006"
#define FENG     "Feng et al. 2004"
#define BLAHETA  "Blaheta & Johnson 2001"

static const zg_measure measures[] = {
    {LAMBDA, .name = "lambda", .vector = "lambda_s05", .vector_variant = "lambda_s1",
     .compute = {.patterns = lambda},
     .formula = "sum over patterns b of (-1)^(n - bits of b) ln(n_b + s)", .unit = "ln",
     .high = COHESIVE, .source = BLAHETA},
    {LAMBDA, .name = "lambda_sigma", .vector = "sigma_s05", .vector_variant = "sigma_s1",
     .compute = {.patterns = sigma}, .formula = "sqrt(sum of 1/(n_b + s))", .unit = "ln",
     .high = "less precise", .source = BLAHETA},
    {LAMBDA, .name = "lambda_z", .vector = "z_s05", .vector_variant = "z_s1",
     .compute = {.patterns = lambda_z}, .formula = "lambda / lambda_sigma", .unit = "",
     .high = COHESIVE, .source = BLAHETA},
    {LAMBDA, .name = "lambda1", .vector = "lambda1_s05", .vector_variant = "lambda1_s1",
     .compute = {.patterns = lambda1},
     .formula = "(n - 1) ln n_none - sum of ln n_single + ln n_all, each n + s", .unit = "ln",
     .high = COHESIVE, .source = BLAHETA},
    {LAMBDA, .name = "lambda1_sigma", .vector = "sigma1_s05", .vector_variant = "sigma1_s1",
     .compute = {.patterns = sigma1},
     .formula = "sqrt((n - 1)^2/n_none + sum of 1/n_single + 1/n_all)", .unit = "ln",
     .high = "less precise", .source = BLAHETA},
    {LAMBDA, .name = "lambda1_z", .vector = "z1_s05", .vector_variant = "z1_s1",
     .compute = {.patterns = lambda1_z}, .formula = "lambda1 / lambda1_sigma", .unit = "",
     .high = COHESIVE, .source = BLAHETA},
    {NGRAM, .name = "mi_min_split", .vector = "mi_min_split", .compute = {.ngram = mi_min_split},
     .formula = "least over splits of log2(f N / (f_left f_right))", .unit = "bits",
     .high = COHESIVE, .source = "Matrix67 2012"},
    {NGRAM, .name = "mi_mean_split", .vector = "mi_mean_split", .compute = {.ngram = mi_mean_split},
     .formula = "mean over splits of the same", .unit = "bits", .high = COHESIVE, .source = ""},
    {NGRAM, .name = "pmi_n", .vector = "pmi_n", .compute = {.ngram = pmi_n},
     .formula = "log2(p / product of p of its tokens)", .unit = "bits", .high = COHESIVE,
     .source = ""},
    {NGRAM, .name = "npmi_n", .vector = "npmi_n", .compute = {.ngram = npmi_n},
     .formula = "pmi_n / (-(n - 1) log2 p)", .unit = "", .high = COHESIVE, .source = ""},
    {NGRAM, .name = "scp_f", .vector = "scp_f", .compute = {.ngram = scp_f},
     .formula = "f^2 / mean over splits of f_left f_right", .unit = "", .high = COHESIVE,
     .source = "Silva & Lopes 1999"},
    {NGRAM, .name = "gravity_ln", .vector = "gravity_ln", .compute = {.ngram = gravity},
     .formula = "ln(f types right of x / f_x) + ln(f types left of y / f_y)", .unit = "ln",
     .high = COHESIVE, .source = "Daudaravičius & Marcinkevičienė 2004",
     .check = "base of the logarithm not stated there"},
    {NGRAM, .name = "left_entropy", .vector = "left_entropy", .compute = {.ngram = left_entropy},
     .formula = "-sum of p log2 p of left neighbours, each at a boundary its own", .unit = "bits",
     .high = FREE, .source = JIN},
    {NGRAM, .name = "right_entropy", .vector = "right_entropy", .compute = {.ngram = right_entropy},
     .formula = "the same on the right", .unit = "bits", .high = FREE, .source = JIN},
    {NGRAM, .name = "left_entropy_excl", .vector = "left_entropy_excl",
     .compute = {.ngram = left_entropy_excl}, .formula = "left_entropy without boundaries",
     .unit = "bits", .high = FREE, .source = JIN},
    {NGRAM, .name = "right_entropy_excl", .vector = "right_entropy_excl",
     .compute = {.ngram = right_entropy_excl}, .formula = "right_entropy without boundaries",
     .unit = "bits", .high = FREE, .source = JIN},
    {NGRAM, .name = "be_min", .vector = "be_min", .compute = {.ngram = be_min},
     .formula = "min(left_entropy, right_entropy)", .unit = "bits", .high = FREE, .source = JIN},
    {NGRAM, .name = "lav", .vector = "lav", .whole = true, .compute = {.ngram = lav},
     .formula = "distinct left neighbours, each at a boundary its own", .unit = "types",
     .high = FREE, .source = FENG},
    {NGRAM, .name = "rav", .vector = "rav", .whole = true, .compute = {.ngram = rav},
     .formula = "the same on the right", .unit = "types", .high = FREE, .source = FENG},
    {NGRAM, .name = "av", .vector = "av", .whole = true, .compute = {.ngram = av},
     .formula = "min(lav, rav)", .unit = "types", .high = FREE, .source = FENG},
    {NGRAM, .name = "lav_excl_boundary", .vector = "lav_excl_boundary", .whole = true,
     .compute = {.ngram = lav_excl}, .formula = "distinct left neighbours", .unit = "types",
     .high = FREE, .source = FENG},
    {NGRAM, .name = "rav_excl_boundary", .vector = "rav_excl_boundary", .whole = true,
     .compute = {.ngram = rav_excl}, .formula = "distinct right neighbours", .unit = "types",
     .high = FREE, .source = FENG},
    {NGRAM, .name = "c_value", .vector = "c_value", .compute = {.ngram = c_value},
     .formula = "log2 n (f - mean f of the candidates that hold it)", .unit = "", .high = "a term",
     .source = "Frantzi, Ananiadou & Mima 2000", .check = "0 for single tokens"},
    {NGRAM, .name = "dlg", .vector = "dlg", .compute = {.ngram = dlg},
     .formula = "bits saved by writing the n-gram as one new symbol", .unit = "bits",
     .high = "worth a symbol", .source = "Kit & Wilks 1999"},
    {NGRAM, .name = "dlg_avg", .vector = "dlg_avg", .compute = {.ngram = dlg_avg},
     .formula = "dlg / occurrences that do not overlap", .unit = "bits", .high = "worth a symbol",
     .source = "Kit & Wilks 1999"},
};

const zg_measure_array zg_measures_ngram = ZG_MEASURE_ARRAY(measures);
