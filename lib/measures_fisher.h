/* measures_fisher: tails of the hypergeometric law of a table with fixed margins. Floor 2. */
#ifndef ZG_MEASURES_FISHER_H
#define ZG_MEASURES_FISHER_H

#include <zigram/measures.h>

/* Natural logarithms of the p-values of Fisher's exact test, 0 where a margin is 0. */
typedef struct zg_fisher {
    double greater; /* P(X >= o11) */
    double less;    /* P(X <= o11) */
    double central; /* min(1, 2 min(greater, less)) */
} zg_fisher;

zg_fisher zg_fisher_tails(const zg_table2x2 *table);

/* ln of the sum of all P(x) <= P(o11) (1 + 1e-7), as R's fisher.test. */
double zg_fisher_two_sided(const zg_table2x2 *table);

#endif
