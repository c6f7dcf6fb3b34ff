/* measures_table: what measures of a 2 x 2 table share. Floor 2. */
#ifndef ZG_MEASURES_TABLE_H
#define ZG_MEASURES_TABLE_H

#include <zigram/measures.h>

/* The levels of a table, or the default ones. */
const zg_levels *zg_table_levels(const zg_table2x2 *table);

/* The normal quantile of intervals where `levels` may be NULL. */
double zg_levels_z(const zg_levels *levels);

/* G2 of 4 cells and of 2, without sign, 0 where a margin is 0. */
double zg_table_g2(const zg_table2x2 *table);
double zg_table_g2_two_term(const zg_table2x2 *table);

/* A value with the sign of the determinant. */
double zg_table_signed(const zg_table2x2 *table, double value);

/* -log10 P(chi-square with 1 df >= g2). */
double zg_g2_neg_log10_p(double g2);

/* The item against the rest seen from two sides: f1 of n1 here, f2 of n2 there. */
typedef struct zg_two_sides {
    int64_t f1, n1, f2, n2;
    int sign; /* of f1 / n1 - f2 / n2 */
    const zg_levels *levels;
} zg_two_sides;

zg_two_sides zg_sides_keyness(const zg_table2x2 *table);     /* columns */
zg_two_sides zg_sides_association(const zg_table2x2 *table); /* rows */

/* Log ratios, base 2; see the registry for each. */
double zg_log_ratio_raw(const zg_two_sides *s);
double zg_log_ratio_walter(const zg_two_sides *s);
double zg_log_ratio_walter_se(const zg_two_sides *s);
double zg_log_ratio_hardie(const zg_two_sides *s);
double zg_log_ratio_hardie_se(const zg_two_sides *s);

/* Limits of the exact interval, and the conservative estimates made of them. */
double zg_log_ratio_low(const zg_two_sides *s);
double zg_log_ratio_high(const zg_two_sides *s);
double zg_log_ratio_conservative(const zg_two_sides *s);
/* The same of a span against what is outside, from the cells alone; their sum is below 2^62. */
double zg_lrc_association(const zg_contingency *cells, const zg_levels *levels);
double zg_log_ratio_positive(const zg_two_sides *s);
double zg_log_ratio_lockword(const zg_two_sides *s);

#endif
