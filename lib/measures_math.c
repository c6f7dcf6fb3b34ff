/* measures_math: see the header. The numbers behind "where" are where the two forms of a function
 * meet with the least error. */
#include "measures_math.h"

#include <math.h>

/* The series x^2/2 - x^3/6 + x^4/12 - ...; 16 terms reach 1e-17 at 0.1, 6 at 1e-3. */
static double phi_series(double x)
{
    static const double c[] = {1.0 / 2,   -1.0 / 6,   1.0 / 12,  -1.0 / 20,  1.0 / 30,  -1.0 / 42,
                               1.0 / 56,  -1.0 / 72,  1.0 / 90,  -1.0 / 110, 1.0 / 132, -1.0 / 156,
                               1.0 / 182, -1.0 / 210, 1.0 / 240, -1.0 / 272};
    int k = fabs(x) < 1e-3 ? 5 : 15;
    double sum = c[k];
    while (k-- > 0) sum = sum * x + c[k];
    return sum * x * x;
}

double zg_phi(double x)
{
    if (fabs(x) < 0.1) return phi_series(x);
    if (x <= -1) return 1;
    return (1 + x) * log1p(x) - x;
}

double zg_deviance(double observed, double expected, double d)
{
    if (!(expected > 0)) return expected == 0 ? 0 : NAN;
    double x = d / expected;
    if (fabs(x) < 0.5) return expected * zg_phi(x);
    if (observed <= 0) return expected;
    return observed * log(observed / expected) - d;
}

/* Stirling's rest at 0, 1/2, 1 ... 15; 40 digits were used to make it. */
static const double stirling_halves[31] = {0.0, /* infinite in truth; never asked for */
                                           0.15342640972002734529,
                                           0.08106146679532725822,
                                           0.054814121051917653896,
                                           0.041340695955409294094,
                                           0.033162873519936287485,
                                           0.027677925684998339149,
                                           0.023746163656297495971,
                                           0.020790672103765093112,
                                           0.018488450532673185231,
                                           0.016644691189821192163,
                                           0.015134973221917378874,
                                           0.013876128823070747999,
                                           0.012810465242920226924,
                                           0.011896709945891770095,
                                           0.011104559758206917327,
                                           0.010411265261972096497,
                                           0.0097994161261588032984,
                                           0.0092554621827127329177,
                                           0.008768700134139385463,
                                           0.0083305634333628712565,
                                           0.0079341145643140205472,
                                           0.007573675487951840795,
                                           0.0072445543013203831795,
                                           0.0069428401072095298657,
                                           0.0066652470327076824424,
                                           0.0064089941880042070684,
                                           0.0061717122630394576475,
                                           0.0059513701127588477356,
                                           0.005746216513010115682,
                                           0.005554733551962801371};

double zg_stirling_rest(double n)
{
    if (n <= 15) {
        double twice = n + n;
        if (twice == floor(twice)) return stirling_halves[(int)twice];
    }
    double rest = 0;
    while (n < 15) {
        rest += (n + 0.5) * log1p(1 / n) - 1;
        n += 1;
    }
    double s = 1 / (n * n);
    if (n > 1e4) return rest + (1.0 / 12 - s * (1.0 / 360)) / n;
    return rest +
           (1.0 / 12 -
            s * (1.0 / 360 -
                 s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * (691.0 / 360360)))))) /
               n;
}

double zg_factorial_rest(double n)
{
    if (n <= 0) return 0;
    return zg_stirling_rest(n) + 0.5 * log(ZG_TWO_PI * n);
}

double zg_log_ratio128(zg_int128 a, zg_int128 b)
{
    if (((a | b) >> 62) == 0) { /* the same, and quick */
        int64_t x = (int64_t)a, y = (int64_t)b;
        if (x > 0 && y > 0 && x / 2 <= y && y / 2 <= x) return log1p((double)(x - y) / (double)y);
        return log((double)x / (double)y);
    }
    if (a > 0 && b > 0 && a / 2 <= b && b / 2 <= a) return log1p((double)(a - b) / (double)b);
    return log((double)a / (double)b);
}

double zg_log_quotient(double observed, double expected, double d)
{
    double x = d / expected;
    return fabs(x) < 0.5 ? log1p(x) : log(observed / expected);
}

double zg_harmonic(double n)
{
    if (n < 32) {
        double sum = 0;
        for (double i = n; i >= 1; i--) sum += 1 / i;
        return sum;
    }
    double s = 1 / (n * n);
    return log(n) + ZG_EULER_GAMMA + 0.5 / n -
           s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240))));
}

double zg_log1m_exp(double x)
{
    return x > -ZG_LN2 ? log(-expm1(x)) : log1p(-exp(x));
}

double zg_log_normal_two_sided(double z)
{
    double x = z * z;
    z = fabs(z) * ZG_SQRT_HALF;
    if (z < 0.5) return log1p(-erf(z));
    if (x < 1300) return log(erfc(z));
    /* erfc will underflow; its asymptotic series in 1/x */
    double y = 1 / x;
    return -x / 2 - 0.5 * log(x * (ZG_TWO_PI / 4)) +
           log1p(-y * (1 - y * (3 - y * (15 - y * (105 - y * 945)))));
}

double zg_normal_quantile(double log_p)
{
    /* Abramowitz & Stegun 26.2.23, then Newton on the logarithm of the tail */
    double q = sqrt(-2 * log_p);
    double z = q - (2.515517 + q * (0.802853 + q * 0.010328)) /
                       (1 + q * (1.432788 + q * (0.189269 + q * 0.001308)));
    for (int i = 0; i < 4; i++) {
        double tail = zg_log_normal_two_sided(z) - ZG_LN2;
        if (z < 0) tail = log1p(-exp(tail));
        double hazard = exp(-z * z / 2 - tail) / sqrt(ZG_TWO_PI);
        z += (tail - log_p) / hazard;
    }
    return z;
}

double zg_tail_integral(double (*log_f)(const void *context, double s), const void *context,
                        double width)
{
    static const double node[8] = {0.095012509837637440185, 0.28160355077925891323,
                                   0.45801677765722738634,  0.61787624440264374845,
                                   0.7554044083550030339,   0.86563120238783174388,
                                   0.94457502307323257608,  0.9894009349916499326};
    static const double weight[8] = {0.18945061045506849629,  0.18260341504492358887,
                                     0.16915651939500253819,  0.14959598881657673208,
                                     0.12462897125553387205,  0.09515851168249278481,
                                     0.062253523938647892863, 0.027152459411754094852};
    double sum = 0, half = width / 2;
    for (int panel = 0; panel < 60; panel++) {
        double middle = width * (panel + 0.5), part = 0;
        for (int i = 0; i < 8; i++) {
            double s = half * node[i];
            part += weight[i] * (exp(log_f(context, middle - s)) + exp(log_f(context, middle + s)));
        }
        sum += part;
        if (part < 1e-18 * sum) break;
    }
    return sum * half;
}
