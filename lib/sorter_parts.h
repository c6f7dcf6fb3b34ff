/* sorter: what its parts share. */
#ifndef ZG_SORTER_PARTS_H
#define ZG_SORTER_PARTS_H

#include "sorter.h"

/* A row in the block and in the spill file: this, `rest` bytes, the text, up to a multiple of 8. */
typedef struct zg_packed_row {
    uint64_t keys[2];
    uint32_t length, n;
} zg_packed_row;

/* A row as it is sorted: where it lies in the block. */
typedef struct zg_sorter_item {
    uint64_t keys[2];
    uint64_t offset;
} zg_sorter_item;

size_t zg_packed_size(size_t rest, uint32_t length);
void zg_packed_read(const char *bytes, size_t rest, zg_sorter_row *out);
int zg_sorter_compare(const zg_sorter_row *a, const zg_sorter_row *b, bool descending);

/* The rows of a block. `tied`: they come in the order of their texts, so that ties stay as they
 * are. */
typedef struct zg_sorter_block {
    const char *bytes;
    size_t rest;
    bool descending, tied;
} zg_sorter_block;

/* Puts the items in order. `scratch` has room for as many. */
ZG_MUST_USE zg_status zg_sorter_sort(zg_run *run, const zg_sorter_block *block,
                                     zg_sorter_item *items, size_t n, zg_sorter_item *scratch,
                                     zg_error *error);

/* Sorted runs in a spill file that are read together. */
typedef struct zg_sorted_run {
    uint64_t next, end; /* bytes not read yet */
    char *buffer;       /* `filled` bytes of them were read, `used` are done with */
    size_t room, filled, used;
    bool own; /* the buffer is not a part of the block */
    zg_sorter_row row;
} zg_sorted_run;

typedef struct zg_merge {
    const zg_spill *spill;
    size_t rest;
    bool descending;
    zg_sorted_run *runs;
    size_t n;
    size_t *heap; /* numbers of runs with a row, the first in order on top */
    size_t n_heap;
    bool begun;
} zg_merge;

/* `spill` (flushed), `rest` and `descending` are set. `bounds`: n + 1 places in the spill file.
 * Buffers are parts of `block`. End it also after a failure. */
ZG_MUST_USE zg_status zg_merge_begin(zg_merge *merge, const uint64_t *bounds, size_t n, char *block,
                                     size_t size, zg_error *error);
ZG_MUST_USE zg_status zg_merge_next(zg_merge *merge, zg_sorter_row *out, zg_error *error);
void zg_merge_end(zg_merge *merge);

#endif
