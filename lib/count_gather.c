/* count: windows by their first link. The positions are cut into ranges, one for each thread, and
 * how many windows of each range begin with each link is counted first: so every range knows where
 * its windows go, they lie in the order of positions for any number of ranges, and no two threads
 * write to one place. A batch's windows are found 64 positions at a time, as bits, without a branch
 * that nobody can predict. */
#include <string.h>

#include "count_parts.h"
#include "memory.h"
#include "pool.h"

#define STEP     8
#define BATCHES  255
#define NO_BATCH 255

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
    g->mark_of = zg_memory_alloc(slots, 1);
    if (g->first_of == NULL || g->next == NULL || g->mark_of == NULL) return false;
    g->first_of[ZG_BARRIER] = sequence->n_links;
    for (uint32_t link = 0; link < sequence->n_links; link++)
        g->first_of[link + 1] = sequence->links[link].bare;
    return true;
}

zg_status zg_gather_begin(zg_run *run, const zg_sequence *sequence, const zg_packing *packing,
                          uint64_t *starts, zg_gather *out, zg_error *error)
{
    *out = (zg_gather){.sequence = sequence, .packing = packing, .marks = {.run = run}};
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

/* ---- marks ---- */

static zg_status mark_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    const zg_gather *g = context;
    const uint32_t *items = g->sequence->items;
    uint8_t *marks = g->marks.data;
    uint64_t end = range_begin(g, range + 1);
    (void)worker;
    (void)error;
    for (uint64_t i = range_begin(g, range); i < end; i++)
        marks[i] = g->mark_of[g->first_of[items[i]]];
    return ZG_OK;
}

/* Marks the positions of the batches from `group` on. */
static zg_status mark(zg_run *run, zg_gather *g, size_t group, zg_error *error)
{
    uint32_t link = group == 0 ? 0 : g->ends[group - 1], n_links = g->sequence->n_links;
    zg_status status = zg_room_make(&g->marks, g->sequence->n + STEP, error);
    if (status != ZG_OK) return status;
    memset(g->mark_of, NO_BATCH, (size_t)n_links + 1);
    for (size_t i = group; i < g->n_batches && i < group + BATCHES; i++) {
        for (; link < g->ends[i]; link++) g->mark_of[link] = (uint8_t)(i - group);
    }
    memset((uint8_t *)g->marks.data + g->sequence->n, NO_BATCH, STEP);
    g->group = group;
    return zg_pool_run(run, g->n_ranges, mark_range, g, error);
}

/* ---- windows ---- */

/* The highest bit of each of eight marks that is `mark` (eight times), the first lowest. */
static uint64_t find_marks(const uint8_t *marks, uint64_t mark)
{
    uint64_t bytes, low = 0x7F7F7F7F7F7F7F7Full;
    memcpy(&bytes, marks, sizeof bytes);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    bytes ^= mark;
    return ~(((bytes & low) + low) | bytes | low);
}

static zg_status gather_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    const zg_gather *g = context;
    const uint32_t *items = g->sequence->items;
    const uint8_t *marks = g->marks.data;
    uint64_t *next = range_next(g, range), end = range_begin(g, range + 1);
    uint64_t mark = (uint64_t)(g->batch - g->group) * 0x0101010101010101ull;
    (void)worker;
    (void)error;
    for (uint64_t i = range_begin(g, range); i < end; i += STEP) {
        uint64_t bits = find_marks(marks + i, mark);
        for (; bits != 0; bits &= bits - 1) {
            uint64_t at = i + (uint64_t)__builtin_ctzll(bits) / 8;
            uint64_t place = next[g->first_of[items[at]]]++ - g->base;
            g->windows[place] =
                (zg_window){.key = zg_window_key(g->packing, at, 0), .position = at};
        }
    }
    return ZG_OK;
}

zg_status zg_gather_batch(zg_run *run, zg_gather *g, size_t batch, uint64_t base,
                          zg_window *windows, zg_error *error)
{
    if (batch % BATCHES == 0) {
        zg_status status = mark(run, g, batch, error);
        if (status != ZG_OK) return status;
    }
    g->batch = batch;
    g->base = base;
    g->windows = windows;
    return zg_pool_run(run, g->n_ranges, gather_range, g, error);
}

void zg_gather_end(zg_gather *g)
{
    zg_memory_free(g->first_of);
    zg_memory_free(g->next);
    zg_memory_free(g->mark_of);
    zg_room_free(&g->marks);
}
