/* count: windows by their first link. The positions are cut into ranges, one for each thread, and
 * how many windows of each range begin with each link is counted first: so every range knows where
 * its windows go, they lie in the order of positions for any number of ranges, and no two threads
 * write to one place. A batch's windows are found 64 positions at a time, as bits, without a branch
 * that nobody can predict. */
#include <string.h>

#include "count_parts.h"
#include "memory.h"
#include "pool.h"

#define STEP 64

static uint64_t range_begin(const zg_gather *g, size_t range)
{
    uint64_t from = range * g->span;
    return from < g->sequence->n ? from : g->sequence->n;
}

static uint64_t *range_next(const zg_gather *g, size_t range)
{
    return g->next + range * ((size_t)g->sequence->n_links + 1);
}

static zg_status count_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    const zg_gather *g = context;
    const uint32_t *items = g->sequence->items;
    uint64_t *counts = range_next(g, range), end = range_begin(g, range + 1);
    (void)worker;
    (void)error;
    for (uint64_t i = range_begin(g, range); i < end; i++) counts[g->first_of[items[i]]]++;
    return ZG_OK;
}

static bool make_room(zg_gather *g, uint32_t threads)
{
    const zg_sequence *sequence = g->sequence;
    size_t slots = (size_t)sequence->n_links + 1;
    /* Ranges so long that their counters are small beside them. */
    uint64_t most = sequence->n / slots / 8;
    g->n_ranges = most < threads ? (size_t)most : threads;
    if (g->n_ranges == 0) g->n_ranges = 1;
    g->span = (sequence->n / g->n_ranges / STEP + 1) * STEP;
    g->first_of = zg_memory_alloc(slots, sizeof *g->first_of);
    g->next = zg_memory_zeroed(slots * g->n_ranges, sizeof *g->next);
    if (g->first_of == NULL || g->next == NULL) return false;
    g->first_of[ZG_BARRIER] = sequence->n_links;
    for (uint32_t link = 0; link < sequence->n_links; link++)
        g->first_of[link + 1] = sequence->links[link].bare;
    return true;
}

zg_status zg_gather_begin(zg_run *run, const zg_sequence *sequence, const zg_packing *packing,
                          uint64_t *starts, zg_gather *out, zg_error *error)
{
    *out = (zg_gather){.sequence = sequence, .packing = packing};
    if (!make_room(out, zg_run_threads(run))) return zg_error_memory(error);
    zg_status status = zg_pool_run(run, out->n_ranges, count_range, out, error);
    if (status != ZG_OK) return status;
    uint64_t total = 0;
    for (uint32_t link = 0; link < sequence->n_links; link++) {
        starts[link] = total;
        for (size_t range = 0; range < out->n_ranges; range++) {
            uint64_t *next = &range_next(out, range)[link], count = *next;
            *next = total;
            total += count;
        }
    }
    starts[sequence->n_links] = total;
    return ZG_OK;
}

/* A bit for each of `n` items, at most STEP, whose window is of the batch. */
static uint64_t wanted(const zg_gather *g, const uint32_t *items, size_t n)
{
    uint64_t bits = 0;
    uint32_t first = g->first, links = g->last - g->first;
    for (size_t i = 0; i < n; i++) {
        bits |= (uint64_t)(g->first_of[items[i]] - first < links) << i;
    }
    return bits;
}

static zg_status gather_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    const zg_gather *g = context;
    const uint32_t *items = g->sequence->items;
    uint64_t *next = range_next(g, range), end = range_begin(g, range + 1);
    (void)worker;
    (void)error;
    for (uint64_t i = range_begin(g, range); i < end; i += STEP) {
        uint64_t bits = wanted(g, items + i, end - i < STEP ? (size_t)(end - i) : STEP);
        for (; bits != 0; bits &= bits - 1) {
            uint64_t at = i + (uint64_t)__builtin_ctzll(bits);
            uint64_t place = next[g->first_of[items[at]]]++ - g->base;
            g->windows[place] =
                (zg_window){.key = zg_window_key(g->packing, at, 0), .position = at};
        }
    }
    return ZG_OK;
}

zg_status zg_gather_batch(zg_run *run, zg_gather *g, uint32_t first, uint32_t last,
                          const uint64_t *starts, zg_window *windows, zg_error *error)
{
    g->first = first;
    g->last = last;
    g->base = starts[first];
    g->windows = windows;
    return zg_pool_run(run, g->n_ranges, gather_range, g, error);
}

void zg_gather_end(zg_gather *g)
{
    zg_memory_free(g->first_of);
    zg_memory_free(g->next);
}
