/* measures_law: tails and quantiles of the distributions behind p-values and intervals, on
 * logarithmic scales, so that nothing underflows. Floor 2. */
#ifndef ZG_MEASURES_LAW_H
#define ZG_MEASURES_LAW_H

/* ln P(X >= x) of chi-square with `df` degrees of freedom. */
double zg_log_chi2_upper(double x, double df);

/* ln P(|T| >= |t|) of Student's t; `df` need not be whole. */
double zg_log_student_two_sided(double t, double df);

/* ln P(X >= k) of Poisson's law with mean `mean`; `d` = k - mean, known better than by
 * subtraction; `k` whole. */
double zg_log_poisson_upper(double k, double mean, double d);

/* logit of the quantile of the beta law with both parameters >= 1 at the lower tail e^log_alpha
 * (at most 1/2), less ln(a / b); `z` is the upper normal quantile at the same tail. Relative to
 * ln(a / b) because there the callers know the ratio exactly. */
double zg_beta_quantile(double a, double b, double log_alpha, double z);

/* ln of the quantile of the gamma law with shape a >= 1, less ln a; as above. */
double zg_gamma_quantile(double a, double log_alpha, double z);

#endif
