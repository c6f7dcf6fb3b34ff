/* measures_math: the few functions that keep their digits where the textbook form loses them.
 * Floor 2. Pure functions of numbers. */
#ifndef ZG_MEASURES_MATH_H
#define ZG_MEASURES_MATH_H

#include <stddef.h>
#include <stdint.h>

#define ZG_LN2         0.69314718055994530942
#define ZG_LN10        2.30258509299404568402
#define ZG_TWO_PI      6.28318530717958647693
#define ZG_EULER_GAMMA 0.57721566490153286061
#define ZG_SQRT_HALF   0.70710678118654752440

typedef __int128 zg_int128;

/* phi(x) = (1 + x) ln(1 + x) - x for x >= -1: never below 0, phi(-1) = 1. */
double zg_phi(double x);

/* observed ln(observed / expected) - (observed - expected), from the three of which the
 * difference `d` = observed - expected is known best. Never below 0; 0 where `expected` is 0. */
double zg_deviance(double observed, double expected, double d);

/* ln(n! / (sqrt(2 pi n) (n / e)^n)), the rest of Stirling's formula (Loader 2000), n > 0 real. */
double zg_stirling_rest(double n);

/* ln(n! / (n / e)^n), n >= 0 real: the same with the square root kept, 0 at n = 0. */
double zg_factorial_rest(double n);

/* ln(a / b) of products that int64 cannot hold; IEEE at zeros. Neither may be negative. */
double zg_log_ratio128(zg_int128 a, zg_int128 b);

/* ln(observed / expected) with the difference `d`; IEEE at zeros. */
double zg_log_quotient(double observed, double expected, double d);

/* 1 + 1/2 + ... + 1/n, n >= 0 whole. */
double zg_harmonic(double n);

/* ln(1 - e^x) for x <= 0. */
double zg_log1m_exp(double x);

/* ln P(|Z| >= z) of the standard normal distribution; never -inf for a finite z. */
double zg_log_normal_two_sided(double z);

/* z with ln P(Z >= z) = log_p, for log_p <= ln(1/2). */
double zg_normal_quantile(double log_p);

/* Integral from 0 to infinity of exp(log_f(s)), where log_f is concave, 0 at 0 and falls by
 * about 1 within `width`: Gauss and Legendre's rule of 16 points, a panel a width. */
double zg_tail_integral(double (*log_f)(const void *context, double s), const void *context,
                        double width);

#endif
