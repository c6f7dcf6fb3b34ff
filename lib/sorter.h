/* sorter: rows put in order that may be more than fit in memory. Floor 3.
 *
 * Rows are kept in one block of memory; when it is full they are sorted and appended to a spill
 * file, and in the end the sorted runs are merged while they are read. The order is total (two
 * numbers, then bytes, then a number), so it is the same for any size of the block. */
#ifndef ZG_SORTER_H
#define ZG_SORTER_H

#include "bytes.h"

typedef struct zg_sorter_row {
    uint64_t keys[2]; /* ascending, the first before the second */
    const char *text; /* then by these bytes */
    uint32_t length;
    uint32_t n;       /* then by this */
    const void *rest; /* as many bytes as the sorter was made for; carried along */
} zg_sorter_row;

typedef struct zg_sorter zg_sorter;

typedef struct zg_sorter_options {
    size_t rest;     /* bytes carried with each row */
    uint64_t memory; /* of the block; reserved with the run until the sorter is freed */
    bool descending; /* the bytes, and the number behind them; the keys ascend always */
} zg_sorter_options;

/* `run` is borrowed and may be NULL. `*out` is yours: zg_sorter_free. */
ZG_MUST_USE zg_status zg_sorter_new(zg_run *run, const zg_sorter_options *options, zg_sorter **out,
                                    zg_error *error);
void zg_sorter_free(zg_sorter *sorter);

/* Copies a row. Two rows must not be equal in all that the order looks at. */
ZG_MUST_USE zg_status zg_sorter_add(zg_sorter *sorter, const zg_sorter_row *row, zg_error *error);
uint64_t zg_sorter_rows(const zg_sorter *sorter);

/* After the last row was added: the rows in order, one a call, borrowed until the next; ZG_END
 * after the last. */
ZG_MUST_USE zg_status zg_sorter_next(zg_sorter *sorter, zg_sorter_row *out, zg_error *error);

#endif
