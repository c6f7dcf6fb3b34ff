/* measures_fisher: Loader's (2000) saddle-point form of the hypergeometric law. Written for the
 * four cells at once it reads
 *
 *     ln h = [sum over margins] L - L(N) - [sum over cells] L - G2 / 2,
 *     L(n) = ln(n! / (n / e)^n),
 *
 * where G2 comes from the exact determinant. A tail is the sum of the ratios of neighbours from
 * its cut outwards; where that would take thousands of terms, Euler and Maclaurin's formula turns
 * it into an integral, which is as exact there since neighbours hardly differ. */
#include "measures_fisher.h"

#include <math.h>

#include "measures_math.h"

/* More terms than this: integrate. */
#define MAX_TERMS 5000.0

typedef struct law {
    const zg_table2x2 *table;
    double margins; /* the part of ln h that is the same for all x */
    double at_cut;  /* ln h where a tail begins, and which way it goes, for the integral */
    double cut, way;
} law;

/* ln h at o11 + shift; shift need not be whole. */
static double log_h(const law *l, double shift)
{
    const zg_table2x2 *t = l->table;
    double d = t->d + shift;
    double o11 = (double)t->o11 + shift, o12 = (double)t->o12 - shift;
    double o21 = (double)t->o21 - shift, o22 = (double)t->o22 + shift;
    double half_g2 = zg_deviance(o11, t->e11, d) + zg_deviance(o12, t->e12, -d) +
                     zg_deviance(o21, t->e21, -d) + zg_deviance(o22, t->e22, d);
    return l->margins - zg_factorial_rest(o11) - zg_factorial_rest(o12) - zg_factorial_rest(o21) -
           zg_factorial_rest(o22) - half_g2;
}

static double log_h_from_cut(const void *context, double s)
{
    const law *l = context;
    return log_h(l, l->cut + l->way * s) - l->at_cut;
}

/* Sum over j >= 0 of h(cut + way j) / h(cut), where h falls that way. */
static double tail_sum(law *l, double cut, int way)
{
    const zg_table2x2 *t = l->table;
    double a = (double)t->o11 + cut, b = (double)t->o12 - cut;
    double c = (double)t->o21 - cut, d = (double)t->o22 + cut;
    if (way < 0) { /* the same walk with the columns changed over */
        double swap = a;
        a = b, b = swap;
        swap = c;
        c = d, d = swap;
    }
    double least = fmin(fmin(a, b), fmin(c, d));
    double fall = least > 100 ? log(a * d / (b * c)) + 0.5 * (1 / a - 1 / b - 1 / c + 1 / d) : 1;
    double bend = least > 100 ? 1 / a + 1 / b + 1 / c + 1 / d : 1;
    if (fmin(40 / fabs(fall), 10 / sqrt(bend)) > MAX_TERMS) {
        l->cut = cut;
        l->way = way;
        l->at_cut = log_h(l, cut);
        double integral = zg_tail_integral(log_h_from_cut, l, 1 / (fabs(fall) + sqrt(bend)));
        return integral + 0.5 + fall / 12 - (fall * fall - 3 * bend) * fall / 720;
    }
    double sum = 1, term = 1;
    while (b > 0 && c > 0 && term > 1e-17 * sum) {
        a += 1;
        d += 1;
        term *= b * c / (a * d);
        b -= 1;
        c -= 1;
        sum += term;
    }
    return sum;
}

static law law_of(const zg_table2x2 *t)
{
    law l = {.table = t};
    l.margins = zg_factorial_rest((double)t->r1) + zg_factorial_rest((double)t->r2) +
                zg_factorial_rest((double)t->c1) + zg_factorial_rest((double)t->c2) -
                zg_factorial_rest((double)t->n);
    return l;
}

/* Bounds of x - o11, and the mode. */
static int64_t lowest(const zg_table2x2 *t)
{
    return -(t->o11 < t->o22 ? t->o11 : t->o22);
}

static int64_t highest(const zg_table2x2 *t)
{
    return t->o12 < t->o21 ? t->o12 : t->o21;
}

static int64_t mode(const zg_table2x2 *t)
{
    zg_int128 top = ((zg_int128)t->r1 + 1) * ((zg_int128)t->c1 + 1);
    return (int64_t)(top / ((zg_int128)t->n + 2)) - t->o11;
}

/* ln P of all from `cut` on that way, -inf where there is none. `cut` is not on the near side of
 * the mode. */
static double log_tail(law *l, int64_t cut, int way)
{
    if (cut > highest(l->table) || cut < lowest(l->table)) return -INFINITY;
    double tail = log_h(l, (double)cut) + log(tail_sum(l, (double)cut, way));
    return tail < 0 ? tail : 0;
}

zg_fisher zg_fisher_tails(const zg_table2x2 *table)
{
    zg_fisher result = {0, 0, 0};
    if (table->degenerate) return result;
    law l = law_of(table);
    if (mode(table) <= 0) {
        result.greater = log_tail(&l, 0, 1);
        result.less = zg_log1m_exp(log_tail(&l, 1, 1));
    } else {
        result.less = log_tail(&l, 0, -1);
        result.greater = zg_log1m_exp(log_tail(&l, -1, -1));
    }
    result.central = fmin(0, ZG_LN2 + fmin(result.greater, result.less));
    return result;
}

/* Of the x from `common` (above the limit) towards `rare` (not above it), the first not above. */
static int64_t first_rare(const law *l, double limit, int64_t common, int64_t rare)
{
    while (common - rare > 1 || rare - common > 1) {
        int64_t between = common + (rare - common) / 2;
        if (log_h(l, (double)between) <= limit)
            rare = between;
        else
            common = between;
    }
    return rare;
}

double zg_fisher_two_sided(const zg_table2x2 *table)
{
    if (table->degenerate) return 0;
    law l = law_of(table);
    int64_t middle = mode(table);
    int way = middle <= 0 ? 1 : -1; /* where the tail of o11 lies */
    double limit = log_h(&l, 0) + 1e-7;
    if (log_h(&l, (double)middle) <= limit) return 0;
    int64_t beyond = way > 0 ? lowest(table) - 1 : highest(table) + 1;
    double near = log_tail(&l, first_rare(&l, limit, middle, 0), way);
    double far = log_tail(&l, first_rare(&l, limit, middle, beyond), -way);
    return fmin(0, near + log1p(exp(far - near)));
}
