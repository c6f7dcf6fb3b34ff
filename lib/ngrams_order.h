/* ngrams: the order of rows. Part of the module. */
#ifndef ZG_NGRAMS_ORDER_H
#define ZG_NGRAMS_ORDER_H

#include "count.h"

typedef enum zg_order_key { ZG_ORDER_NGRAM, ZG_ORDER_N, ZG_ORDER_FREQ, ZG_ORDER_DOCS } zg_order_key;

typedef struct zg_order {
    zg_order_key key;
    bool descending;
} zg_order;

/* Reads "COL", "COL:asc" or "COL:desc"; numbers descend and text ascends where nothing is said. */
ZG_MUST_USE zg_status zg_order_parse(const char *text, const char *rate_name, zg_order *out,
                                     zg_error *error);

/* Indices of the rows in order: the key, then freq descending, then the bytes shown, then n.
 * `*out` is yours (zg_memory_free). */
ZG_MUST_USE zg_status zg_order_rows(zg_run *run, const zg_sequence *sequence, const zg_count *count,
                                    const zg_order *order, size_t **out, zg_error *error);

#endif
