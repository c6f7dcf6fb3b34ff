/* repeats: suffixes in order by induced sorting (SA-IS: Nong, Zhang and Chan, "Two efficient
 * algorithms for linear time suffix array construction", 2011). Linear whatever the text: one
 * character a million times, or a document that stands there twice, costs no more than prose.
 *
 * A position is S where its suffix is smaller than the next one, else L; the leftmost S of a run
 * (LMS) are sorted first, by naming the pieces between them and sorting the names in the same
 * way; the order of all others follows from theirs in two sweeps. The shorter problem lives in
 * the unused part of the array of suffixes, so that only buckets and one bit a position are
 * needed besides. */
#include <string.h>

#include "repeats_parts.h"

#define NONE  ZG_POSITION_MAX
#define AHEAD 24 /* how far sweeps ask for memory in advance */

typedef struct level {
#ifdef ZG_WIDE
    const uint32_t *text; /* of the text itself; NULL: the items are names of pieces */
#endif
    const zg_position *items;
    zg_position n;
    zg_position n_names;
    zg_position *suffixes;
    uint64_t *types;      /* bit: S */
    zg_position *buckets; /* counts, then first or last places */
    zg_position *counts;
} level;

#ifdef ZG_WIDE
static inline zg_position item_at(const level *l, zg_position i)
{
    return l->text != NULL ? l->text[i] : l->items[i];
}
#else
static inline zg_position item_at(const level *l, zg_position i)
{
    return l->items[i];
}
#endif

static inline void ask_for(const level *l, zg_position i)
{
#ifdef ZG_WIDE
    if (l->text != NULL)
        ZG_PREFETCH(&l->text[i]);
    else
#endif
        ZG_PREFETCH(&l->items[i]);
    ZG_PREFETCH(&l->types[i >> 6]);
}

static inline bool is_s(const level *l, zg_position i)
{
    return (l->types[i >> 6] >> (i & 63) & 1) != 0;
}

static inline bool is_lms(const level *l, zg_position i)
{
    return i > 0 && is_s(l, i) && !is_s(l, i - 1);
}

static void find_types(level *l)
{
    bool s = true; /* the end */
    uint64_t word = 0;
    for (zg_position i = l->n; i-- > 0;) {
        if (i + 1 < l->n) {
            zg_position here = item_at(l, i), next = item_at(l, i + 1);
            s = here < next || (here == next && s);
        }
        word |= (uint64_t)s << (i & 63);
        if ((i & 63) == 0) {
            l->types[i >> 6] = word;
            word = 0;
        }
    }
}

static void count_items(level *l)
{
    memset(l->counts, 0, l->n_names * sizeof *l->counts);
    for (zg_position i = 0; i < l->n; i++) l->counts[item_at(l, i)]++;
}

static void set_buckets(level *l, bool ends)
{
    zg_position sum = 0;
    for (zg_position c = 0; c < l->n_names; c++) {
        zg_position count = l->counts[c];
        l->buckets[c] = ends ? sum + count : sum;
        sum += count;
    }
}

static void sweep_l(level *l)
{
    set_buckets(l, false);
    zg_position *suffixes = l->suffixes;
    for (zg_position i = 0; i < l->n; i++) {
        if (i + AHEAD < l->n) {
            zg_position later = suffixes[i + AHEAD];
            if (later != NONE && later > 0) ask_for(l, later - 1);
        }
        zg_position j = suffixes[i];
        if (j == NONE || j == 0 || is_s(l, j - 1)) continue;
        suffixes[l->buckets[item_at(l, j - 1)]++] = j - 1;
    }
}

static void sweep_s(level *l)
{
    set_buckets(l, true);
    zg_position *suffixes = l->suffixes;
    for (zg_position i = l->n; i-- > 0;) {
        if (i >= AHEAD) {
            zg_position later = suffixes[i - AHEAD];
            if (later != NONE && later > 0) ask_for(l, later - 1);
        }
        zg_position j = suffixes[i];
        if (j == NONE || j == 0 || !is_s(l, j - 1)) continue;
        suffixes[--l->buckets[item_at(l, j - 1)]] = j - 1;
    }
}

/* Sorts the pieces between LMS positions; gives their number. They stand in front, in order. */
static zg_position sort_pieces(level *l)
{
    zg_position n_lms = 0;
    memset(l->suffixes, 0xFF, l->n * sizeof *l->suffixes);
    set_buckets(l, true);
    for (zg_position i = 1; i < l->n; i++) {
        if (is_lms(l, i)) l->suffixes[--l->buckets[item_at(l, i)]] = i;
    }
    sweep_l(l);
    sweep_s(l);
    for (zg_position i = 0; i < l->n; i++) {
        if (is_lms(l, l->suffixes[i])) l->suffixes[n_lms++] = l->suffixes[i];
    }
    memset(l->suffixes + n_lms, 0xFF, (l->n - n_lms) * sizeof *l->suffixes);
    return n_lms;
}

static bool same_piece(const level *l, zg_position a, zg_position b)
{
    for (zg_position d = 0;; d++) {
        if (a + d >= l->n || b + d >= l->n) return false;
        if (item_at(l, a + d) != item_at(l, b + d) || is_s(l, a + d) != is_s(l, b + d))
            return false;
        if (d > 0 && (is_lms(l, a + d) || is_lms(l, b + d))) {
            return is_lms(l, a + d) && is_lms(l, b + d);
        }
    }
}

/* Names the pieces by their order; the names end up, in the order of the text, in the last n_lms
 * places. Gives the number of names. */
static zg_position name_pieces(level *l, zg_position n_lms)
{
    zg_position names = 0, previous = NONE, *suffixes = l->suffixes;
    for (zg_position i = 0; i < n_lms; i++) {
        zg_position position = suffixes[i];
        if (previous == NONE || !same_piece(l, position, previous)) names++;
        previous = position;
        suffixes[n_lms + position / 2] = names - 1;
    }
    for (zg_position i = l->n, j = l->n; i-- > n_lms;) {
        if (suffixes[i] != NONE) suffixes[--j] = suffixes[i];
    }
    return names;
}

/* From the order of the LMS suffixes, in front as numbers in the order of the text, that of all. */
static void induce(level *l, zg_position n_lms)
{
    zg_position *suffixes = l->suffixes, *places = suffixes + l->n - n_lms;
    for (zg_position i = 1, j = 0; i < l->n; i++) {
        if (is_lms(l, i)) places[j++] = i;
    }
    for (zg_position i = 0; i < n_lms; i++) suffixes[i] = places[suffixes[i]];
    memset(suffixes + n_lms, 0xFF, (l->n - n_lms) * sizeof *suffixes);
    set_buckets(l, true);
    for (zg_position i = n_lms; i-- > 0;) {
        zg_position j = suffixes[i];
        suffixes[i] = NONE;
        suffixes[--l->buckets[item_at(l, j)]] = j;
    }
    sweep_l(l);
    sweep_s(l);
}

static zg_status sort_level(zg_run *run, level *l, zg_error *error);

static zg_status sort_shorter(zg_run *run, const level *l, zg_position n_lms, zg_position names,
                              zg_error *error)
{
    zg_position *shorter = l->suffixes + l->n - n_lms;
    if (names == n_lms) {
        for (zg_position i = 0; i < n_lms; i++) l->suffixes[shorter[i]] = i;
        return ZG_OK;
    }
    level below = {.items = shorter, .n = n_lms, .n_names = names, .suffixes = l->suffixes};
    return sort_level(run, &below, error);
}

/* The depth is at most log2 of the length: each level is at most half as long. */
static zg_status sort_level(zg_run *run, level *l, zg_error *error)
{
    zg_status status = zg_run_check(run, error);
    l->types = zg_memory_alloc(l->n / 64 + 1, sizeof *l->types);
    l->buckets = zg_memory_alloc(l->n_names, sizeof *l->buckets);
    l->counts = zg_memory_alloc(l->n_names, sizeof *l->counts);
    if (status == ZG_OK && (l->types == NULL || l->buckets == NULL || l->counts == NULL)) {
        status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        find_types(l);
        count_items(l);
        zg_position n_lms = sort_pieces(l);
        zg_position names = name_pieces(l, n_lms);
        status = sort_shorter(run, l, n_lms, names, error);
        if (status == ZG_OK) induce(l, n_lms);
    }
    zg_memory_free(l->types);
    zg_memory_free(l->buckets);
    zg_memory_free(l->counts);
    return status;
}

zg_status zg_repeats_sort(zg_run *run, const uint32_t *items, zg_position n, uint32_t n_names,
                          zg_position *suffixes, zg_error *error)
{
    level top = {.n = n, .n_names = n_names, .suffixes = suffixes};
#ifdef ZG_WIDE
    top.text = items;
#else
    top.items = items;
#endif
    if (n == 1) {
        suffixes[0] = 0;
        return ZG_OK;
    }
    return sort_level(run, &top, error);
}
