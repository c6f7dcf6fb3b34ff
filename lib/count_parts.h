/* count: what its parts share. */
#ifndef ZG_COUNT_PARTS_H
#define ZG_COUNT_PARTS_H

#include "count.h"
#include "pool.h"

/* How the next links behind the first of a window are packed into its key: `bits` each, `per_key`
 * of them. */
typedef struct zg_packing {
    const uint32_t *items;
    uint32_t bits;
    uint32_t per_key;
    uint32_t max_n;
    uint64_t min_freq;
} zg_packing;

/* The key of the links `depth` .. `depth` + per_key - 1 behind the first of the window; what lies
 * behind a barrier is zero. */
static inline uint64_t zg_window_key(const zg_packing *packing, uint64_t position, uint32_t depth)
{
    const uint32_t *item = packing->items + position + 1 + depth;
    uint64_t key = 0, before = UINT64_MAX; /* all ones up to the barrier */
    for (uint32_t i = 0; i < packing->per_key; i++) {
        before &= 0 - (uint64_t)(item[i] != ZG_BARRIER);
        key = key << packing->bits | (item[i] & before);
    }
    return key;
}

/* Sorts the windows of one first link (keys of depth 0 are there) by what follows, stably, and
 * sets lcp[i] for i >= 1 to the links behind the first that window i shares with window i - 1, up
 * to max_n - 1. Groups smaller than min_freq are not looked at further than their keys told, since
 * nothing in them can be frequent enough. behind[i]: the links behind the first of window i, up to
 * max_n - 1, or ZG_BEHIND_UNKNOWN where only the items tell (and the keys held no barrier).
 * `scratch` has room for `n` windows. */
#define ZG_BEHIND_UNKNOWN 0xFF
void zg_windows_sort(const zg_packing *packing, zg_window *windows, size_t n, zg_window *scratch,
                     uint8_t *lcp, uint8_t *behind);

/* Finds the windows of batches. */
typedef struct zg_gather {
    const zg_sequence *sequence;
    const zg_packing *packing;
    uint32_t *first_of; /* by item: the link of its token without marks; n_links for a barrier */
    uint64_t *next;     /* by range of positions, by first link: where its next window goes */
    size_t n_ranges;
    uint64_t span;        /* positions of a range */
    const uint32_t *ends; /* of each batch: its last link, plus one; borrowed */
    size_t n_batches;
    size_t group;     /* marks are of batches from here on */
    uint8_t *mark_of; /* by link (and for a barrier) */
    zg_room marks;    /* by position: the batch of the window there, less `group`, or NO_BATCH */
    size_t batch;
    uint64_t base;
    zg_window *windows;
} zg_gather;

/* Counts first links: starts[link] is where the windows of a link begin, counted over all, n_links
 * + 1 of them. End it also after a failure. */
ZG_MUST_USE zg_status zg_gather_begin(zg_run *run, const zg_sequence *sequence,
                                      const zg_packing *packing, uint64_t *starts, zg_gather *out,
                                      zg_error *error);

/* Puts the windows of a batch, whose first link begins at `base`, into `windows`, by first link and
 * then by position. Each batch once, in their order. */
ZG_MUST_USE zg_status zg_gather_batch(zg_run *run, zg_gather *gather, size_t batch, uint64_t base,
                                      zg_window *windows, zg_error *error);
void zg_gather_end(zg_gather *gather);

/* Rows of a slice. */
typedef struct zg_count_rows {
    zg_count_row *items;
    double *values; /* `width` for each row */
    size_t width;
    zg_count_side *target; /* NULL without sides */
    uint64_t *starts;      /* of its cells; NULL where none are asked for */
    zg_count_cell *cells;
    size_t n, n_cells;
    size_t capacity, values_capacity, target_capacity, starts_capacity, cells_capacity;
} zg_count_rows;

/* The links of a batch whose windows one task sorts: [first, last). */
typedef struct zg_slice {
    uint32_t first, last;
    zg_count_rows rows;
} zg_slice;

typedef struct zg_counter {
    zg_run *run;
    const zg_sequence *sequence;
    const zg_count_options *options;
    zg_packing packing;
    uint64_t *rough;  /* a bit for each item: its link is irregular; NULL: none is */
    uint64_t *starts; /* by first link: where its windows begin, counted over all; n_links + 1 */
    uint32_t *ends;   /* of batches: the last link of each, plus one */
    size_t n_batches, ends_capacity;
    zg_window *windows; /* of the batch */
    zg_gather gather;
    uint64_t base; /* starts[first link of the batch] */
    zg_slice *slices;
    size_t n_slices, slices_capacity;
    uint64_t **last_seen; /* by worker: by document, 1 + the last window that had it */
    uint64_t **cell_of;   /* by worker: by document, its last cell; NULL without cells */
    uint64_t *ticks;      /* by worker: windows scanned so far */
    uint64_t most;        /* windows of a batch; a link that has more is a batch of its own */
    uint64_t reserved;
} zg_counter;

/* Sorts and scans the windows of a slice of the batch: a task of zg_pool_run over c->slices. */
ZG_MUST_USE zg_status zg_count_slice(void *counter, size_t index, uint32_t worker, zg_error *error);
void zg_count_rows_free(zg_count_rows *rows);

#endif
