/* ngrams: the order of rows. Part of the module. */
#ifndef ZG_NGRAMS_ORDER_H
#define ZG_NGRAMS_ORDER_H

#include "count.h"

typedef enum zg_order_key {
    ZG_ORDER_NGRAM,
    ZG_ORDER_N,
    ZG_ORDER_FREQ,
    ZG_ORDER_DOCS,
    ZG_ORDER_VALUE, /* one of the numbers kept for each row */
    ZG_ORDER_SAME   /* a column that has one value in a list */
} zg_order_key;

typedef struct zg_order {
    zg_order_key key;
    bool descending;
    size_t value, width; /* which of how many numbers a row */
} zg_order;

typedef struct zg_order_column {
    const char *name;
    zg_order_key key;
    size_t value;
} zg_order_column;

/* Reads "COL", "COL:asc" or "COL:desc"; numbers descend and text ascends where nothing is said. */
ZG_MUST_USE zg_status zg_order_parse(const char *text, const zg_order_column *columns, size_t n,
                                     zg_order *out, zg_error *error);

/* The numbers that decide before the bytes shown: ascending, first to last. `values` are those of
 * the row. Where the order is by the n-gram, both are 0. */
void zg_order_keys(const zg_order *order, const zg_count_row *row, const double *values,
                   uint64_t keys[2]);

/* Indices of the rows in order: the key, then freq descending, then the bytes shown, then n.
 * `*out` is yours (zg_memory_free). */
ZG_MUST_USE zg_status zg_order_rows(zg_run *run, const zg_sequence *sequence, const zg_count *count,
                                    const zg_order *order, size_t **out, zg_error *error);

#endif
