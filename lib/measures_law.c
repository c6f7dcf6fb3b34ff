/* measures_law: the beta and gamma laws in the variable t = logit x - ln(a / b), or ln x - ln a
 * for gamma (which is beta with b = infinity). There
 *
 *     density g(t) = sqrt(ab / (2 pi n)) exp(stirling rests - K(t)),   n = a + b,
 *     K(t) = nx phi(b/n (e^-t - 1)) + n(1 - x) phi(a/n (e^t - 1)) >= 0  (Loader 2000),
 *
 * lose no digit to cancellation, and the continued fraction of the incomplete beta function
 * (DiDonato & Morris 1992) is just the hazard h = g / F, the slope of ln F. So one evaluation
 * gives ln F, its slope h and its curvature h (a - nx - h), and a step solved from these three
 * converges cubically; two or three evaluations do. ln F is concave, so the plain Newton step
 * stays left of the root and is the way out where the parabola has none. */
#include "measures_law.h"

#include <math.h>

#include "measures_math.h"

typedef struct law {
    double a, b, n;          /* b and n are infinite for gamma */
    double share_a, share_b; /* a / n, b / n */
    double log_scale;        /* ln g + K */
} law;

typedef struct point {
    const law *of;
    double t;
    double k; /* K(t) */
} point;

static law law_beta(double a, double b)
{
    double n = a + b;
    law l = {.a = a, .b = b, .n = n, .share_a = a / n, .share_b = b / n};
    l.log_scale = 0.5 * log(a * l.share_b / ZG_TWO_PI) + zg_stirling_rest(n) - zg_stirling_rest(a) -
                  zg_stirling_rest(b);
    return l;
}

static law law_gamma(double a)
{
    law l = {.a = a, .b = INFINITY, .n = INFINITY, .share_a = 0, .share_b = 1};
    l.log_scale = 0.5 * log(a / ZG_TWO_PI) - zg_stirling_rest(a);
    return l;
}

/* 1 + a/n (e^t - 1), as a sum of what is positive. */
static double swell(const law *l, double t)
{
    return l->share_b + l->share_a * exp(t);
}

/* K(t). Beyond 1 the plain form keeps its digits, and does not overflow; there all terms must be
 * of the order of the smaller of a and b, since ln F is too. */
static double exponent(const law *l, double t)
{
    if (isinf(l->b)) {
        if (fabs(t) > 1) return l->a * (expm1(t) - t);
        return l->a * exp(t) * zg_phi(expm1(-t));
    }
    if (fabs(t) > 1 && l->a <= l->b) return l->n * log1p(l->share_a * expm1(t)) - l->a * t;
    if (fabs(t) > 1) return l->n * log1p(l->share_b * expm1(-t)) + l->b * t;
    /* nx = a e^t / swell, n(1 - x) = b / swell */
    double up = l->share_a * expm1(t);
    double rest = l->a * exp(t) * zg_phi(l->share_b * expm1(-t)) + l->b * zg_phi(up);
    return rest / swell(l, t);
}

/* a - nx: the slope of ln g. */
static double slope(const law *l, double t)
{
    return -l->a * l->share_b * expm1(t) / swell(l, t);
}

static double log_density_left(const void *context, double s)
{
    const point *p = context;
    return p->k - exponent(p->of, p->t - s);
}

static double log_density_right(const void *context, double s)
{
    const point *p = context;
    return p->k - exponent(p->of, p->t + s);
}

/* Above this the fractions take thousands of steps, and the integral is as exact and quicker. */
#define LARGE 20000.0

/* Values b0 + a1/(b1 + a2/(b2 + ...)) by the forward recurrence, rescaled each step. */
typedef struct fraction {
    double p0, q0, p1, q1;
} fraction;

static double fraction_step(fraction *f, double a, double b)
{
    double p = b * f->p1 + a * f->p0, q = b * f->q1 + a * f->q0;
    f->p0 = f->p1 / q;
    f->q0 = f->q1 / q;
    f->p1 = p / q;
    f->q1 = 1;
    return f->p1;
}

static double hazard_beta(const law *l, double t)
{
    double a = l->a, b = l->b;
    double e = exp(t) * l->share_a;
    double x = e / (e + l->share_b), tilt = slope(l, t);
    fraction f = {.p0 = 1, .q0 = 0, .p1 = a * (tilt + 1) / (a + 1), .q1 = 1};
    double value = f.p1;
    for (double m = 1; m < 1e7; m++) {
        double low = a + 2 * m - 1, gain = m * (b - m) * x / low;
        double numerator = gain * x * ((a + m - 1) / low) * (a + b + m - 1);
        double denominator = m + gain + (a + m) * (tilt + 1 + m * (2 - x)) / (low + 2);
        double next = fraction_step(&f, numerator, denominator);
        if (fabs(next - value) <= 1e-16 * fabs(next)) return next;
        value = next;
    }
    return value;
}

/* The lower tail of gamma by its series, all terms positive. */
static double hazard_gamma(double a, double t)
{
    double x = a * exp(t), term = 1 / a, sum = term;
    for (double k = a + 1; term > 1e-17 * sum; k++) {
        term *= x / k;
        sum += term;
    }
    return 1 / sum;
}

/* g / F at t, for t to the left of the middle. */
static double hazard(const law *l, double t)
{
    if (l->a > LARGE && l->b > LARGE) {
        point p = {l, t, exponent(l, t)};
        double width = 1 / (sqrt(1 / (1 / l->a + 1 / l->b)) + fabs(slope(l, t)));
        return 1 / zg_tail_integral(log_density_left, &p, width);
    }
    return isinf(l->b) ? hazard_gamma(l->a, t) : hazard_beta(l, t);
}

static double quantile(const law *l, double log_alpha, double t)
{
    for (int i = 0; i < 60; i++) {
        double h = hazard(l, t);
        double left = log_alpha - (l->log_scale - exponent(l, t) - log(h));
        double step = left / h;
        double bend = 1 + 2 * step * (slope(l, t) - h);
        if (bend > 0) step *= 2 / (1 + sqrt(bend));
        t += step;
        if (fabs(step * h) < 2e-5 || fabs(step) < 1e-15 * fabs(t)) break;
    }
    return t;
}

/* Where the first term alone, x^a / (a B), reaches alpha: always left of the root. With the
 * density g ~ e^(at) at the far left: ln F = log_scale - ln a + a t - K(-inf). */
static double start(const law *l, double log_alpha, double guess)
{
    double far = isinf(l->b)    ? -l->a
                 : l->a <= l->b ? l->n * log1p(-l->share_a)
                                : l->n * log(l->share_b);
    double bound = (log_alpha - l->log_scale + log(l->a) + far) / l->a;
    return guess > bound ? guess : bound;
}

double zg_beta_quantile(double a, double b, double log_alpha, double z)
{
    law l = law_beta(a, b);
    /* Abramowitz & Stegun 26.5.22 */
    double p = 1 / (2 * a - 1), q = 1 / (2 * b - 1), h = 2 / (p + q), y = (z * z - 3) / 6;
    double w = z * sqrt(h + y) / h - (q - p) * (y + 5.0 / 6 - 2 / (3 * h));
    return quantile(&l, log_alpha, start(&l, log_alpha, h + y > 0 ? -2 * w : -INFINITY));
}

double zg_gamma_quantile(double a, double log_alpha, double z)
{
    law l = law_gamma(a);
    /* Wilson & Hilferty's cube */
    double root = 1 - 1 / (9 * a) - z / (3 * sqrt(a));
    return quantile(&l, log_alpha, start(&l, log_alpha, root > 0 ? 3 * log(root) : -INFINITY));
}

/* ln P(X > x) of the gamma law; x >= a, any a > 0. `t` = ln(x / a), `k` = K(t). */
static double log_gamma_right(const law *l, double x, double t, double k)
{
    double log_g = l->log_scale - k;
    if (l->a > LARGE) {
        point p = {l, t, k};
        double width = 1 / (sqrt(l->a) + fabs(slope(l, t)));
        return log_g + log(zg_tail_integral(log_density_right, &p, width));
    }
    double a = l->a, b = x + 1 - a;
    fraction f = {.p0 = 1, .q0 = 0, .p1 = b, .q1 = 1};
    double value = b;
    for (double i = 1; i < 1e6; i++) {
        b += 2;
        double next = fraction_step(&f, i * (a - i), b);
        if (fabs(next - value) <= 1e-16 * fabs(next)) break;
        value = next;
    }
    return log_g - log(f.p1);
}

double zg_log_chi2_upper(double x, double df)
{
    if (!(x > 0)) return x <= 0 ? 0 : NAN;
    if (isinf(x)) return -INFINITY;
    if (df == 1) return zg_log_normal_two_sided(sqrt(x));
    law l = law_gamma(df / 2);
    double d = l.a - x / 2, t = -zg_log_quotient(l.a, x / 2, d);
    double k = zg_deviance(l.a, x / 2, d);
    if (t > 0 && (l.a > LARGE || x > df + 2)) return log_gamma_right(&l, x / 2, t, k);
    return zg_log1m_exp(fmin(0, l.log_scale - k - log(hazard(&l, t))));
}

double zg_log_poisson_upper(double k, double mean, double d)
{
    if (k <= 0) return 0;
    if (!(mean > 0)) return -INFINITY;
    law l = law_gamma(k);
    double t = -zg_log_quotient(k, mean, d), exponent_here = zg_deviance(k, mean, d);
    if (d >= 0) return fmin(0, l.log_scale - exponent_here - log(hazard(&l, t)));
    if (k > LARGE || mean > k + 1)
        return zg_log1m_exp(fmin(0, log_gamma_right(&l, mean, t, exponent_here)));
    return fmin(0, l.log_scale - exponent_here - log(hazard_gamma(k, t)));
}

/* ln of the lower tail of beta at t, where t is not right of the middle; any a, b > 0. */
static double log_beta_left(double a, double b, double t)
{
    law l = law_beta(a, b);
    return l.log_scale - exponent(&l, t) - log(hazard(&l, t));
}

double zg_log_student_two_sided(double t, double df)
{
    if (isnan(t) || !(df > 0)) return NAN;
    if (t == 0) return 0;
    if (isinf(t)) return -INFINITY;
    /* P = I_x(df / 2, 1 / 2) with x / (1 - x) = df / t^2; a / b = df, so t^2 > 1 is the left */
    double side = 2 * log(fabs(t));
    if (side > 0) return fmin(0, log_beta_left(df / 2, 0.5, -side));
    return zg_log1m_exp(fmin(0, log_beta_left(0.5, df / 2, side)));
}
