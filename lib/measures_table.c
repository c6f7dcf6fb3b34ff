/* measures_table: preparing tables, and the log ratios with their intervals. */
#include "measures_table.h"

#include <math.h>

#include "error.h"
#include "measures_law.h"
#include "measures_math.h"

/* Sums up to here leave room for +1 and doubling. */
#define LARGEST ((int64_t)1 << 62)

zg_status zg_levels_init(zg_levels *out, double confidence, double family, zg_error *error)
{
    if (!(confidence >= 0.5 && confidence < 1))
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "confidence",
                            "must be at least 0.5 and below 1");
    if (!(family >= 1 && family <= 1e18))
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "family", "must be at least 1");
    zg_levels l = {.confidence = confidence, .family = family};
    double alpha = log1p(-confidence), m = log(family);
    l.interval.log_alpha = alpha - ZG_LN2;
    l.family_interval.log_alpha = alpha - ZG_LN2 - m;
    l.family_one_sided.log_alpha = alpha - m;
    l.interval.z = zg_normal_quantile(l.interval.log_alpha);
    l.family_interval.z = zg_normal_quantile(l.family_interval.log_alpha);
    l.family_one_sided.z = zg_normal_quantile(l.family_one_sided.log_alpha);
    l.z = l.interval.z;
    *out = l;
    return ZG_OK;
}

/* What zg_levels_init gives for 0.95 and 1; a test compares. */
static const zg_levels default_levels = {
    .confidence = 0.95,
    .family = 1,
    .z = 1.9599639845400542355,
    .interval = {-3.688879454113936303, 1.9599639845400542355},
    .family_interval = {-3.688879454113936303, 1.9599639845400542355},
    .family_one_sided = {-2.9957322735539909934, 1.6448536269514722574}};

const zg_levels *zg_table_levels(const zg_table2x2 *table)
{
    return table->levels ? table->levels : &default_levels;
}

double zg_levels_z(const zg_levels *levels)
{
    return levels ? levels->z : default_levels.z;
}

static bool contingency(zg_int128 o11, zg_int128 o12, zg_int128 o21, zg_int128 o22,
                        zg_contingency *out)
{
    if (o11 < 0 || o12 < 0 || o21 < 0 || o22 < 0) return false;
    if (o11 > INT64_MAX || o12 > INT64_MAX || o21 > INT64_MAX || o22 > INT64_MAX) return false;
    *out = (zg_contingency){(int64_t)o11, (int64_t)o12, (int64_t)o21, (int64_t)o22};
    return true;
}

bool zg_contingency_keyness(int64_t freq_target, int64_t freq_reference, int64_t tokens_target,
                            int64_t tokens_reference, zg_contingency *out)
{
    return contingency(freq_target, freq_reference, (zg_int128)tokens_target - freq_target,
                       (zg_int128)tokens_reference - freq_reference, out);
}

bool zg_contingency_joint(int64_t freq_joint, int64_t freq_node, int64_t freq_collocate, int64_t n,
                          zg_contingency *out)
{
    if ((((uint64_t)freq_joint | (uint64_t)freq_node | (uint64_t)freq_collocate | (uint64_t)n) >>
         61) == 0) { /* the same, and quick */
        zg_contingency c = {freq_joint, freq_node - freq_joint, freq_collocate - freq_joint,
                            n - freq_node - freq_collocate + freq_joint};
        if ((c.o12 | c.o21 | c.o22) < 0) return false;
        *out = c;
        return true;
    }
    return contingency(freq_joint, (zg_int128)freq_node - freq_joint,
                       (zg_int128)freq_collocate - freq_joint,
                       (zg_int128)n - freq_node - freq_collocate + freq_joint, out);
}

zg_status zg_table2x2_init(zg_table2x2 *out, const zg_contingency *cells, const zg_levels *levels,
                           zg_error *error)
{
    int64_t o11 = cells->o11, o12 = cells->o12, o21 = cells->o21, o22 = cells->o22;
    if ((o11 | o12 | o21 | o22) < 0)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "a cell of a 2 x 2 table is below 0");
    if ((zg_int128)o11 + o12 + o21 + o22 > LARGEST)
        return zg_error_set(error, ZG_ERROR_RANGE, "", "a 2 x 2 table sums to more than 2^62");
    int64_t r1 = o11 + o12, r2 = o21 + o22, c1 = o11 + o21, c2 = o12 + o22;
    double n = (double)(r1 + r2);
    *out = (zg_table2x2){.o11 = o11,
                         .o12 = o12,
                         .o21 = o21,
                         .o22 = o22,
                         .r1 = r1,
                         .r2 = r2,
                         .c1 = c1,
                         .c2 = c2,
                         .n = r1 + r2,
                         .e11 = (double)r1 * (double)c1 / n,
                         .e12 = (double)r1 * (double)c2 / n,
                         .e21 = (double)r2 * (double)c1 / n,
                         .e22 = (double)r2 * (double)c2 / n,
                         .degenerate = r1 == 0 || r2 == 0 || c1 == 0 || c2 == 0,
                         .freq_node = r1,
                         .freq_collocate = c1,
                         .levels = levels};
    if (out->n < (int64_t)1 << 31) { /* the same, and quick */
        int64_t determinant = o11 * o22 - o12 * o21;
        out->determinant = (double)determinant;
        out->sign = (determinant > 0) - (determinant < 0);
    } else {
        zg_int128 determinant = (zg_int128)o11 * o22 - (zg_int128)o12 * o21;
        out->determinant = (double)determinant;
        out->sign = (determinant > 0) - (determinant < 0);
    }
    out->d = out->determinant / n;
    return ZG_OK;
}

double zg_table_g2_two_term(const zg_table2x2 *t)
{
    if (t->degenerate) return 0;
    return 2 *
           (zg_deviance((double)t->o11, t->e11, t->d) + zg_deviance((double)t->o12, t->e12, -t->d));
}

double zg_table_g2(const zg_table2x2 *t)
{
    if (t->degenerate) return 0;
    return 2 *
           (zg_deviance((double)t->o11, t->e11, t->d) + zg_deviance((double)t->o12, t->e12, -t->d) +
            zg_deviance((double)t->o21, t->e21, -t->d) + zg_deviance((double)t->o22, t->e22, t->d));
}

zg_two_sides zg_sides_keyness(const zg_table2x2 *t)
{
    return (zg_two_sides){t->o11, t->c1, t->o12, t->c2, t->sign, zg_table_levels(t)};
}

zg_two_sides zg_sides_association(const zg_table2x2 *t)
{
    return (zg_two_sides){t->o11, t->r1, t->o21, t->r2, t->sign, zg_table_levels(t)};
}

double zg_log_ratio_raw(const zg_two_sides *s)
{
    return zg_log_ratio128((zg_int128)s->f1 * s->n2, (zg_int128)s->f2 * s->n1) / ZG_LN2;
}

double zg_log_ratio_walter(const zg_two_sides *s)
{
    zg_int128 one = 1;
    return zg_log_ratio128((2 * one * s->f1 + 1) * (2 * one * s->n2 + 1),
                           (2 * one * s->f2 + 1) * (2 * one * s->n1 + 1)) /
           ZG_LN2;
}

/* 1 / (f + add) - 1 / (n + add), without subtracting. */
static double spread(int64_t f, int64_t n, double add)
{
    return (double)(n - f) / (((double)f + add) * ((double)n + add));
}

double zg_log_ratio_walter_se(const zg_two_sides *s)
{
    return sqrt(spread(s->f1, s->n1, 0.5) + spread(s->f2, s->n2, 0.5)) / ZG_LN2;
}

double zg_log_ratio_hardie(const zg_two_sides *s)
{
    zg_int128 f1 = s->f1 > 0 ? 2 * (zg_int128)s->f1 : 1, f2 = s->f2 > 0 ? 2 * (zg_int128)s->f2 : 1;
    return zg_log_ratio128(f1 * s->n2, f2 * s->n1) / ZG_LN2;
}

double zg_log_ratio_hardie_se(const zg_two_sides *s)
{
    double one = s->f1 > 0 ? spread(s->f1, s->n1, 0) : 2 - 1 / (double)s->n1;
    double two = s->f2 > 0 ? spread(s->f2, s->n2, 0) : 2 - 1 / (double)s->n2;
    return sqrt(one + two) / ZG_LN2;
}

/* True only where the limit below is not above 0: a quick test without a quantile. It is above 0 if
 * and only if F, the beta law with a = f1 and b = f2 + 1, has less than alpha at n1 / (n1 + n2). In
 * the variable of measures_law.c ln F is concave with a slope of at most a, so F is at least g / a,
 * and g is known but for its exponent K, which is at most chi-square. */
static bool limit_is_low(int64_t f1, int64_t n1, int64_t f2, int64_t n2, double log_alpha)
{
    double a = (double)f1, b = (double)f2 + 1, share = (double)n1 / ((double)n1 + (double)n2);
    double n = a + b, rest = 1 - share, expected = n * share, d = a - expected;
    double least = log_alpha + 1e-6 * (1 - log_alpha) + 0.5 * log(ZG_TWO_PI * a * n / b) +
                   (1 / a + 1 / b) / 12;
    if (-d * d / (expected * rest) > least) return true;
    return -(zg_deviance(a, expected, d) + zg_deviance(b, n * rest, -d)) > least;
}

/* The lower limit with log_alpha in the tail: Clopper & Pearson's limit of the share of f1 in
 * f1 + f2, turned into a ratio of rates. */
static double limit(int64_t f1, int64_t n1, int64_t f2, int64_t n2, double log_alpha, double z)
{
    if (f1 == 0) return -INFINITY;
    double t = zg_beta_quantile((double)f1, (double)f2 + 1, log_alpha, z);
    zg_int128 a = (zg_int128)n2 * f1, b = (zg_int128)n1 * ((zg_int128)f2 + 1);
    return (zg_log_ratio128(a, b) + t) / ZG_LN2;
}

double zg_log_ratio_low(const zg_two_sides *s)
{
    return limit(s->f1, s->n1, s->f2, s->n2, s->levels->interval.log_alpha, s->levels->interval.z);
}

double zg_log_ratio_high(const zg_two_sides *s)
{
    return -limit(s->f2, s->n2, s->f1, s->n1, s->levels->interval.log_alpha, s->levels->interval.z);
}

static double family_low(const zg_two_sides *s)
{
    return limit(s->f1, s->n1, s->f2, s->n2, s->levels->family_interval.log_alpha,
                 s->levels->family_interval.z);
}

static double family_high(const zg_two_sides *s)
{
    return -limit(s->f2, s->n2, s->f1, s->n1, s->levels->family_interval.log_alpha,
                  s->levels->family_interval.z);
}

double zg_log_ratio_conservative(const zg_two_sides *s)
{
    if (s->f1 == 0 && s->f2 == 0) return 0;
    double log_alpha = s->levels->family_interval.log_alpha;
    if (s->sign >= 0 ? limit_is_low(s->f1, s->n1, s->f2, s->n2, log_alpha)
                     : limit_is_low(s->f2, s->n2, s->f1, s->n1, log_alpha)) {
        return 0;
    }
    double bound = s->sign >= 0 ? family_low(s) : family_high(s);
    return (s->sign >= 0 ? bound > 0 : bound < 0) ? bound : 0;
}

double zg_lrc_association(const zg_contingency *cells, const zg_levels *levels)
{
    zg_int128 cross = (zg_int128)cells->o11 * cells->o22 - (zg_int128)cells->o12 * cells->o21;
    zg_two_sides s = {.f1 = cells->o11,
                      .n1 = cells->o11 + cells->o12,
                      .f2 = cells->o21,
                      .n2 = cells->o21 + cells->o22,
                      .sign = (cross > 0) - (cross < 0),
                      .levels = levels};
    return zg_log_ratio_conservative(&s);
}

double zg_log_ratio_positive(const zg_two_sides *s)
{
    return limit(s->f1, s->n1, s->f2, s->n2, s->levels->family_one_sided.log_alpha,
                 s->levels->family_one_sided.z);
}

double zg_log_ratio_lockword(const zg_two_sides *s)
{
    return -fmax(fabs(family_low(s)), fabs(family_high(s)));
}
