/* count: what its parts share. */
#ifndef ZG_COUNT_PARTS_H
#define ZG_COUNT_PARTS_H

#include "count.h"

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
    uint64_t key = 0;
    uint32_t i = 0;
    while (i < packing->per_key && item[i] != ZG_BARRIER) {
        key = key << packing->bits | item[i];
        i++;
    }
    uint32_t rest = packing->bits * (packing->per_key - i);
    return rest >= 64 ? 0 : key << rest;
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

#endif
