/* repeats: what its parts share. */
#ifndef ZG_REPEATS_PARTS_H
#define ZG_REPEATS_PARTS_H

#include "repeats.h"

/* Orders the suffixes of `items`, `n` numbers below `n_names`, the last of them 0 and no other.
 * `suffixes` has room for n. */
ZG_MUST_USE zg_status zg_repeats_sort(zg_run *run, const uint32_t *items, zg_position n,
                                      uint32_t n_names, zg_position *suffixes, zg_error *error);

/* Whether positions and types can be told in 31 bits; ZG_ERROR_RANGE where not. */
ZG_MUST_USE zg_status zg_repeats_fit(uint64_t elements, uint64_t documents, uint32_t words,
                                     zg_error *error);

/* ---- one bucket after another: positions that begin with the same item ---- */

typedef struct zg_refine_entry {
    uint64_t key; /* the next items, packed */
    zg_position position;
} zg_refine_entry;

typedef struct zg_refine_group {
    zg_position low, n, depth;
} zg_refine_group;

/* One thread's room. */
typedef struct zg_refiner {
    const zg_repeats *repeats;
    const zg_order *how;
    zg_position least, depth; /* see zg_order */
    uint32_t bits, per_key;
    zg_refine_entry *entries; /* two times ZG_REFINE_MAX */
    zg_refine_group *stack;
    size_t n_stack, stack_capacity;
    zg_position *counts; /* by item */
    zg_position *moved;
    size_t moved_capacity, entries_capacity;
    zg_repeat_long *longer; /* of the buckets seen so far, in any order */
    size_t n_longer, longer_capacity;
    uint64_t work, limit;
} zg_refiner;

ZG_MUST_USE zg_status zg_refiner_make(const zg_repeats *repeats, const zg_order *how,
                                      zg_refiner *out, zg_error *error);
void zg_refiner_free(zg_refiner *refiner);

/* Orders the places low .. high, which share one item. ZG_END: there is much more to it than to
 * prose, and it was given up. */
ZG_MUST_USE zg_status zg_refine_bucket(zg_refiner *refiner, zg_position low, zg_position high,
                                       zg_error *error);

#endif
