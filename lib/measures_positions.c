/* measures_positions: dispersion from the distances between occurrences, the corpus closed to a
 * ring. Depends on the order of documents. */
#include <math.h>

#include "measures_math.h"
#include "measures_registry.h"

/* The distance before the i-th occurrence. */
static double gap(const zg_position_list *item, size_t i)
{
    if (i > 0) return (double)(item->positions[i] - item->positions[i - 1]);
    return (double)(item->positions[0] + item->tokens - item->positions[item->n - 1]);
}

static double mean_gap(const zg_position_list *item)
{
    return item->n > 0 ? (double)item->tokens / (double)item->n : NAN;
}

static double arf(const zg_position_list *item)
{
    double v = mean_gap(item), sum = 0;
    for (size_t i = 0; i < item->n; i++) sum += fmin(gap(item, i), v);
    return sum / v;
}

static double arf_over_f(const zg_position_list *item)
{
    return arf(item) / (double)item->n;
}

/* (1/N) sum of d ln d */
static double mean_log(const zg_position_list *item)
{
    double sum = 0;
    for (size_t i = 0; i < item->n; i++) sum += gap(item, i) * log(gap(item, i));
    return item->n > 0 ? sum / (double)item->tokens : NAN;
}

static double ald(const zg_position_list *item)
{
    return mean_log(item) / ZG_LN10;
}

static double f_ald(const zg_position_list *item)
{
    return (double)item->tokens * exp(-mean_log(item));
}

/* (1/N) sum of d^2 */
static double mean_square(const zg_position_list *item)
{
    double sum = 0;
    for (size_t i = 0; i < item->n; i++)
        sum += gap(item, i) * (gap(item, i) / (double)item->tokens);
    return item->n > 0 ? sum : NAN;
}

static double awt(const zg_position_list *item)
{
    return (1 + mean_square(item)) / 2;
}

static double f_awt(const zg_position_list *item)
{
    return (double)item->tokens / mean_square(item);
}

static double burstiness(const zg_position_list *item)
{
    if (item->n < 2) return NAN;
    double mean = mean_gap(item), squares = 0;
    for (size_t i = 0; i < item->n; i++) squares += (gap(item, i) - mean) * (gap(item, i) - mean);
    double sd = sqrt(squares / (double)item->n);
    return (sd - mean) / (sd + mean);
}

#define DISPERSION "dispersion positions"
#define ADJUSTED   "frequent and even"
#define SAVICKY    "Savický & Hlaváčová 2002"

static const zg_measure measures[] = {
    {.name = "arf",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "arf",
     .compute = {.positions = arf},
     .formula = "1/v sum of min(d, v), v = N/f",
     .unit = "occurrences",
     .high = ADJUSTED,
     .source = SAVICKY},
    {.name = "arf_over_f",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "arf_over_f",
     .compute = {.positions = arf_over_f},
     .formula = "arf / f",
     .unit = "",
     .high = "even",
     .source = SAVICKY},
    {.name = "ald",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "ald",
     .compute = {.positions = ald},
     .formula = "1/N sum of d log10 d",
     .unit = "log10 tokens",
     .high = "rare or uneven",
     .source = SAVICKY},
    {.name = "f_ald",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "f_ald",
     .compute = {.positions = f_ald},
     .formula = "N e^(-1/N sum of d ln d)",
     .unit = "occurrences",
     .high = ADJUSTED,
     .source = SAVICKY},
    {.name = "awt",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "awt",
     .compute = {.positions = awt},
     .formula = "1/2 (1 + 1/N sum of d^2)",
     .unit = "tokens",
     .high = "rare or uneven",
     .source = SAVICKY},
    {.name = "f_awt",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "f_awt",
     .compute = {.positions = f_awt},
     .formula = "N^2 / sum of d^2",
     .unit = "occurrences",
     .high = ADJUSTED,
     .source = SAVICKY},
    {.name = "mean_gap",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "v",
     .compute = {.positions = mean_gap},
     .formula = "v = N/f",
     .unit = "tokens",
     .high = "rare",
     .source = ""},
    {.name = "burstiness_gb_cyclic",
     .needs = ZG_NEEDS_POSITIONS,
     .groups = DISPERSION,
     .vector = "burstiness_gb_cyclic",
     .compute = {.positions = burstiness},
     .formula = "(sd - mean) / (sd + mean) of the gaps",
     .unit = "",
     .high = "uneven",
     .source = "Goh & Barabási"},
};

const zg_measure_array zg_measures_positions = ZG_MEASURE_ARRAY(measures);
