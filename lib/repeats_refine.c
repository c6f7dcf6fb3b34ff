/* repeats: the positions that begin with one item, put in order by what follows.
 *
 * The next few items are packed in a number, and the numbers sorted; positions whose numbers are
 * equal are a group that is sorted again by the items behind, but only while it is large enough to
 * matter. In prose hardly a tenth of all positions needs more than one look. Where a group has
 * long passages in common they are passed over in one go; where even that takes too long (one
 * character a million times, a book that stands there twice) the bucket is given up, and the
 * caller turns to a method that is linear whatever the text. */
#include <stdlib.h>
#include <string.h>

#include "repeats_parts.h"

#define BIG       32768 /* larger groups are parted by their next item first */
#define FEW       24    /* so many are sorted by insertion */
#define AHEAD     16
#define STRIDE    1024 /* items that are passed over at once */
#define PATIENCE  48   /* looks at a position, on the average of a bucket */
#define MIN_LIMIT 65536

zg_status zg_refiner_make(const zg_repeats *repeats, const zg_order *how, zg_refiner *out,
                          zg_error *error)
{
    uint32_t names = repeats->n_words + ZG_ITEM_FIRST;
    *out = (zg_refiner){.repeats = repeats, .least = how->least, .how = how, .bits = 1};
    while (out->bits < 32 && names > 1u << out->bits) out->bits++;
    out->per_key = 64 / out->bits < ZG_REPEATS_PAD ? 64 / out->bits : ZG_REPEATS_PAD;
    out->counts = zg_memory_alloc((size_t)names + 1, sizeof *out->counts);
    return out->counts != NULL ? ZG_OK : zg_error_memory(error);
}

void zg_refiner_free(zg_refiner *refiner)
{
    zg_memory_free(refiner->entries);
    zg_memory_free(refiner->stack);
    zg_memory_free(refiner->counts);
    zg_memory_free(refiner->moved);
    zg_memory_free(refiner->longer);
    *refiner = (zg_refiner){0};
}

/* ---- what is found ---- */

static bool set_common(zg_refiner *r, zg_position place, zg_position shared)
{
    if (shared < ZG_COMMON_LONG) {
        r->repeats->common[place] = (uint8_t)shared;
        return true;
    }
    r->repeats->common[place] = ZG_COMMON_LONG;
    if (!zg_memory_grow(&r->longer, &r->longer_capacity, r->n_longer + 1, sizeof *r->longer)) {
        return false;
    }
    r->longer[r->n_longer++] = (zg_repeat_long){place, shared};
    return true;
}

/* Ends a group: all of it shares `shared` items, or is too small to be looked at further. */
static bool end_group(zg_refiner *r, zg_position low, zg_position n, zg_position shared)
{
    for (zg_position place = low + 1; place < low + n; place++) {
        if (!set_common(r, place, shared)) return false;
    }
    return true;
}

/* A group that shares `depth` items, none of them a barrier. */
static bool take_group(zg_refiner *r, zg_position low, zg_position n, zg_position depth)
{
    if (n < 2) return true;
    if (n < r->least || depth >= r->depth) return end_group(r, low, n, depth);
    if (!zg_memory_grow(&r->stack, &r->stack_capacity, r->n_stack + 1, sizeof *r->stack)) {
        return false;
    }
    r->stack[r->n_stack++] = (zg_refine_group){low, n, depth};
    return true;
}

/* ---- parting by one item ---- */

static bool part_group(zg_refiner *r, const zg_refine_group *g)
{
    const uint32_t *items = r->repeats->items + g->depth;
    zg_position *places = r->repeats->suffixes + g->low, *counts = r->counts, sum = 0;
    uint32_t names = r->repeats->n_words + ZG_ITEM_FIRST;
    if (!zg_memory_grow(&r->moved, &r->moved_capacity, g->n, sizeof *r->moved)) return false;
    memset(counts, 0, ((size_t)names + 1) * sizeof *counts);
    for (zg_position i = 0; i < g->n; i++) {
        if (i + AHEAD < g->n) ZG_PREFETCH(&items[places[i + AHEAD]]);
        counts[items[places[i]] + 1]++;
    }
    for (uint32_t item = 0; item < names; item++) counts[item + 1] += counts[item];
    memcpy(r->moved, places, g->n * sizeof *places);
    for (zg_position i = 0; i < g->n; i++) {
        if (i + AHEAD < g->n) ZG_PREFETCH(&items[r->moved[i + AHEAD]]);
        places[counts[items[r->moved[i]]]++] = r->moved[i];
    }
    for (uint32_t item = 0; item < names; item++) { /* counts[item]: behind its last place */
        zg_position begin = sum;
        sum = counts[item];
        if (sum == begin) continue;
        if (begin > 0 && !set_common(r, g->low + begin, g->depth)) return false;
        if (item <= ZG_ITEM_BARRIER ? !end_group(r, g->low + begin, sum - begin, g->depth)
                                    : !take_group(r, g->low + begin, sum - begin, g->depth + 1)) {
            return false;
        }
    }
    return true;
}

/* ---- sorting by several ---- */

/* The next items of a position; behind a barrier nothing counts. */
static inline uint64_t key_of(const uint32_t *items, uint32_t bits, uint32_t n)
{
    uint64_t key = 0;
    uint32_t alive = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        key = key << bits | (items[i] & alive);
        alive &= 0u - (uint32_t)(items[i] > ZG_ITEM_BARRIER);
    }
    return key;
}

static void load_keys(const zg_refiner *r, const zg_refine_group *g, zg_refine_entry *entries)
{
    const uint32_t *items = r->repeats->items + g->depth;
    const zg_position *places = r->repeats->suffixes + g->low;
    for (zg_position i = 0; i < g->n; i++) {
        if (i + AHEAD < g->n) ZG_PREFETCH(&items[places[i + AHEAD]]);
        entries[i].key = key_of(items + places[i], r->bits, r->per_key);
        entries[i].position = places[i];
    }
}

static void sort_few(zg_refine_entry *entries, zg_position n)
{
    for (zg_position i = 1; i < n; i++) {
        zg_refine_entry entry = entries[i];
        zg_position k = i;
        for (; k > 0 && entries[k - 1].key > entry.key; k--) entries[k] = entries[k - 1];
        entries[k] = entry;
    }
}

/* Stable, byte by byte from the last; bytes that are the same everywhere are passed over. Gives
 * where the result lies: `from` or `to`. */
static zg_refine_entry *sort_many(zg_refine_entry *from, zg_refine_entry *to, zg_position n)
{
    zg_position counts[8][256] = {{0}};
    for (zg_position i = 0; i < n; i++) {
        uint64_t key = from[i].key;
        for (int digit = 0; digit < 8; digit++, key >>= 8) counts[digit][key & 255]++;
    }
    for (int digit = 0; digit < 8; digit++) {
        zg_position *count = counts[digit], sum = 0;
        if (count[from[0].key >> 8 * digit & 255] == n) continue;
        for (int i = 0; i < 256; i++) {
            zg_position here = count[i];
            count[i] = sum;
            sum += here;
        }
        for (zg_position i = 0; i < n; i++) to[count[from[i].key >> 8 * digit & 255]++] = from[i];
        zg_refine_entry *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

/* Items that two different keys begin with, both. */
static uint32_t shared_items(const zg_refiner *r, uint64_t a, uint64_t b)
{
    uint32_t first = (uint32_t)__builtin_clzll(a ^ b) - (64 - r->bits * r->per_key);
    return first / r->bits;
}

/* Items of a key in front of its barrier; all where it has none. */
static uint32_t items_of(const zg_refiner *r, uint64_t key)
{
    uint64_t mask = r->bits < 64 ? ((uint64_t)1 << r->bits) - 1 : UINT64_MAX;
    uint32_t n = r->per_key;
    while (n > 0 && (key & mask) <= ZG_ITEM_BARRIER) {
        key >>= r->bits;
        n--;
    }
    return n;
}

static bool sort_group(zg_refiner *r, const zg_refine_group *g)
{
    if (!zg_memory_grow(&r->entries, &r->entries_capacity, 2 * (size_t)g->n, sizeof *r->entries)) {
        return false;
    }
    zg_refine_entry *sorted = r->entries;
    load_keys(r, g, sorted);
    if (g->n <= FEW)
        sort_few(sorted, g->n);
    else
        sorted = sort_many(sorted, sorted + g->n, g->n);
    for (zg_position begin = 0, end; begin < g->n; begin = end) {
        uint64_t key = sorted[begin].key;
        for (end = begin; end < g->n && sorted[end].key == key; end++) {
            r->repeats->suffixes[g->low + end] = sorted[end].position;
        }
        if (begin > 0 && !set_common(r, g->low + begin,
                                     g->depth + shared_items(r, sorted[begin - 1].key, key))) {
            return false;
        }
        if (end - begin < 2) continue;
        zg_position shared = items_of(r, key);
        if (shared < r->per_key ? !end_group(r, g->low + begin, end - begin, g->depth + shared)
                                : !take_group(r, g->low + begin, end - begin, g->depth + shared)) {
            return false;
        }
    }
    return true;
}

/* ---- passages in common ---- */

/* Passes over what all of a group shares. True where the group has come to its end. */
static bool pass_over(zg_refiner *r, zg_refine_group *g)
{
    const uint32_t *items = r->repeats->items + g->depth;
    const zg_position *places = r->repeats->suffixes + g->low;
    const uint32_t *first = items + places[0];
    zg_position shared = 0;
    while (shared < STRIDE && first[shared] > ZG_ITEM_BARRIER) shared++;
    bool ends = shared < STRIDE;
    zg_position most = shared;
    for (zg_position i = 1; i < g->n && (shared > 0 || ends); i++) {
        const uint32_t *other = items + places[i];
        zg_position n = 0;
        while (n < shared && first[n] == other[n]) n++;
        ends = ends && n == most && other[n] == first[n];
        r->work += n / 16;
        shared = n;
    }
    g->depth += shared;
    return ends;
}

static zg_status look_at(zg_refiner *r, zg_refine_group g, zg_error *error)
{
    r->work += g.n;
    if (r->work > r->limit) return ZG_END;
    bool good;
    if (g.depth > r->per_key && pass_over(r, &g))
        good = end_group(r, g.low, g.n, g.depth);
    else if (g.n > BIG && g.n > (r->repeats->n_words + ZG_ITEM_FIRST) / 4)
        good = part_group(r, &g);
    else
        good = sort_group(r, &g);
    return good ? ZG_OK : zg_error_memory(error);
}

zg_status zg_refine_bucket(zg_refiner *refiner, zg_position low, zg_position high, zg_error *error)
{
    const zg_repeats *repeats = refiner->repeats;
    zg_status status = ZG_OK;
    if (low == high) return ZG_OK;
    repeats->common[low] = 0;
    refiner->work = 0;
    refiner->limit = (uint64_t)(high - low) * PATIENCE + MIN_LIMIT;
    refiner->n_stack = 0;
    uint32_t item = repeats->items[repeats->suffixes[low]];
    bool mark = !repeats->is_token[item] && refiner->how->depth_marks > 0;
    refiner->depth = mark ? refiner->how->depth_marks : refiner->how->depth;
    bool good = item <= ZG_ITEM_BARRIER ? end_group(refiner, low, high - low, 0)
                                        : take_group(refiner, low, high - low, 1);
    if (!good) return zg_error_memory(error);
    while (refiner->n_stack > 0 && status == ZG_OK) {
        status = look_at(refiner, refiner->stack[--refiner->n_stack], error);
    }
    return status;
}
