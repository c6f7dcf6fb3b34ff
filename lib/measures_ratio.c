/* measures_ratio: effect sizes of a 2 x 2 table that do not ask which way it is turned. */
#include <math.h>

#include "measures_math.h"
#include "measures_registry.h"
#include "measures_table.h"

static zg_int128 product(int64_t a, int64_t b)
{
    return (zg_int128)a * b;
}

static double odds_ratio(const zg_table2x2 *t)
{
    return (double)product(t->o11, t->o22) / (double)product(t->o12, t->o21);
}

static double ln_or(const zg_table2x2 *t)
{
    return zg_log_ratio128(product(t->o11, t->o22), product(t->o12, t->o21));
}

static double ln_or_ha(const zg_table2x2 *t)
{
    zg_int128 a = 2 * (zg_int128)t->o11 + 1, b = 2 * (zg_int128)t->o12 + 1;
    zg_int128 c = 2 * (zg_int128)t->o21 + 1, d = 2 * (zg_int128)t->o22 + 1;
    return zg_log_ratio128(a * d, b * c);
}

static double ln_or_ha_se(const zg_table2x2 *t)
{
    return sqrt(1 / ((double)t->o11 + 0.5) + 1 / ((double)t->o12 + 0.5) +
                1 / ((double)t->o21 + 0.5) + 1 / ((double)t->o22 + 0.5));
}

static double ln_or_ha_low(const zg_table2x2 *t)
{
    return ln_or_ha(t) - zg_table_levels(t)->z * ln_or_ha_se(t);
}

static double ln_or_ha_high(const zg_table2x2 *t)
{
    return ln_or_ha(t) + zg_table_levels(t)->z * ln_or_ha_se(t);
}

static double ln_or_ha_z(const zg_table2x2 *t)
{
    return ln_or_ha(t) / ln_or_ha_se(t);
}

static double phi(const zg_table2x2 *t)
{
    return t->determinant / sqrt((double)t->r1 * (double)t->r2) /
           sqrt((double)t->c1 * (double)t->c2);
}

static double yule_q(const zg_table2x2 *t)
{
    return t->determinant / (double)(product(t->o11, t->o22) + product(t->o12, t->o21));
}

#define BOTH   "effect keyness association"
#define STRONG "attraction or overuse"
#define HA     "Haldane 1955"

static const zg_measure measures[] = {
    {.name = "odds_ratio",
     .groups = BOTH,
     .vector = "odds_ratio",
     .compute = {.table = odds_ratio},
     .formula = "O11 O22 / (O12 O21)",
     .high = STRONG,
     .unit = "",
     .source = ""},
    {.name = "ln_or",
     .groups = BOTH,
     .vector = "ln_or",
     .compute = {.table = ln_or},
     .formula = "ln(O11 O22 / (O12 O21))",
     .high = STRONG,
     .unit = "ln",
     .source = ""},
    {.name = "ln_or_ha",
     .groups = BOTH,
     .vector = "ln_or_ha",
     .compute = {.table = ln_or_ha},
     .formula = "ln of the odds ratio with 1/2 added to each cell",
     .high = STRONG,
     .unit = "ln",
     .source = HA},
    {.name = "ln_or_ha_se",
     .groups = BOTH,
     .vector = "ln_or_ha_se",
     .compute = {.table = ln_or_ha_se},
     .formula = "sqrt of the sum of 1/(O + 1/2)",
     .high = "less precise",
     .unit = "ln",
     .source = "Gart 1966"},
    {.name = "ln_or_ha_low",
     .groups = BOTH,
     .vector = "ln_or_ha_lo",
     .compute = {.table = ln_or_ha_low},
     .formula = "ln_or_ha - z ln_or_ha_se",
     .high = STRONG,
     .unit = "ln",
     .source = "Gart 1966"},
    {.name = "ln_or_ha_high",
     .groups = BOTH,
     .vector = "ln_or_ha_hi",
     .compute = {.table = ln_or_ha_high},
     .formula = "ln_or_ha + z ln_or_ha_se",
     .high = STRONG,
     .unit = "ln",
     .source = "Gart 1966"},
    {.name = "ln_or_ha_z",
     .groups = BOTH,
     .vector = "ln_or_ha_z",
     .compute = {.table = ln_or_ha_z},
     .formula = "ln_or_ha / ln_or_ha_se",
     .high = STRONG,
     .unit = "",
     .source = HA},
    {.name = "phi",
     .groups = BOTH,
     .vector = "phi",
     .compute = {.table = phi},
     .formula = "(O11 O22 - O12 O21) / sqrt(R1 R2 C1 C2)",
     .high = STRONG,
     .unit = "",
     .source = ""},
    {.name = "yule_q",
     .groups = BOTH,
     .vector = "yule_q",
     .compute = {.table = yule_q},
     .formula = "(O11 O22 - O12 O21) / (O11 O22 + O12 O21)",
     .high = STRONG,
     .unit = "",
     .source = ""},
};

const zg_measure_array zg_measures_ratio = ZG_MEASURE_ARRAY(measures);
