/* measures_parts: going over the parts that hold an item. Floor 2. */
#ifndef ZG_MEASURES_PARTS_H
#define ZG_MEASURES_PARTS_H

#include <zigram/measures.h>

/* Size of the i-th listed part. */
static inline int64_t zg_listed_size(const zg_part_freqs *item, size_t i)
{
    return item->parts->sizes[item->index ? item->index[i] : i];
}

/* Observed less expected frequency of the i-th listed part, from exact products. */
double zg_listed_excess(const zg_part_freqs *item, size_t i);

/* Expected frequency of all parts that have none. */
double zg_expected_absent(const zg_part_freqs *item);

/* Sum of (x_i - mean)^2 over all parts, x = frequencies, or rates where `by_rate`; the mean goes
 * to `mean`. */
double zg_parts_squares(const zg_part_freqs *item, bool by_rate, double *mean);

#endif
