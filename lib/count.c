/* count: all orders in one sort.
 *
 * Positions are gathered by their first link and sorted by the links behind, up to the longest
 * order. A prefix of a window is an n-gram, so one scan over the sorted windows gives the frequency
 * of every order (count_scan.c).
 *
 * Work is cut into batches of whole first links: an eighth of all positions, so that finding them
 * costs as much for each in a large corpus as in a small one; as many as the ceiling allows, where
 * there is one. A batch's links are independent tasks for threads. A single link that is more than
 * a batch may hold is sorted in a mapped file. */
#include <string.h>

#include "count_parts.h"
#include "count_short.h"
#include "memory.h"
#include "room.h"

#define BATCH_WINDOWS (2u << 20)
#define FEW_WINDOWS   (64u << 10) /* a batch has as many, whatever the ceiling */

typedef zg_counter counter;

enum { ITEMS, VALUES, TARGET, STARTS, CELLS, SPELLED };

/* ---- batches ---- */

/* Cuts the links of a batch into tasks of about equal work, enough for all threads. */
static bool cut_slices(counter *c, uint32_t first, uint32_t last)
{
    enum { SLICES = 64 };
    uint64_t total = c->starts[last] - c->starts[first], goal = total / SLICES + 1;
    c->n_slices = 0;
    while (first < last) {
        zg_slice part = {.first = first};
        while (first < last && c->starts[first] - c->starts[part.first] < goal) first++;
        part.last = first;
        if (!zg_memory_grow(&c->slices, &c->slices_capacity, c->n_slices + 1, sizeof part)) {
            return false;
        }
        c->slices[c->n_slices++] = part;
    }
    return true;
}

/* Room in `out` for so many rows, and cells, more. */
static zg_status make_room(const counter *c, size_t more, size_t cells, size_t held, zg_count *out,
                           zg_error *error)
{
    const zg_count_options *options = c->options;
    const struct {
        uint64_t bytes;
        void *to;
    } wanted[] = {
        [ITEMS] = {(out->n + more) * sizeof *out->rows, &out->rows},
        [VALUES] = {(out->n + more) * options->values * sizeof *out->values, &out->values},
        [TARGET] = {options->target != NULL ? (out->n + more) * sizeof *out->target : 0,
                    &out->target},
        [STARTS] = {options->cells ? (out->n + more) * sizeof *out->starts : 0, &out->starts},
        [CELLS] = {(held + cells) * sizeof *out->cells, &out->cells},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (wanted[i].bytes == 0) continue;
        zg_status status = zg_room_grow(&out->rooms[i], wanted[i].bytes, error);
        if (status != ZG_OK) return status;
        memcpy(wanted[i].to, &out->rooms[i].data, sizeof out->rooms[i].data);
    }
    return ZG_OK;
}

static zg_status append_rows(const counter *c, const zg_count_rows *more, size_t *n_cells,
                             zg_count *out, zg_error *error)
{
    size_t width = c->options->values;
    if (more->n == 0) return ZG_OK;
    zg_status status = make_room(c, more->n, more->n_cells, *n_cells, out, error);
    if (status != ZG_OK) return status;
    memcpy(out->rows + out->n, more->items, more->n * sizeof *out->rows);
    if (width > 0)
        memcpy(out->values + out->n * width, more->values, more->n * width * sizeof *out->values);
    if (c->options->target != NULL)
        memcpy(out->target + out->n, more->target, more->n * sizeof *out->target);
    if (c->options->cells) {
        if (more->n_cells > 0)
            memcpy(out->cells + *n_cells, more->cells, more->n_cells * sizeof *out->cells);
        for (size_t i = 0; i < more->n; i++) out->starts[out->n + i] = more->starts[i] + *n_cells;
        *n_cells += more->n_cells;
    }
    out->n += more->n;
    return ZG_OK;
}

static zg_status count_batch(zg_counter *c, size_t batch, size_t *n_cells, zg_count *out,
                             zg_error *error)
{
    uint32_t first = batch == 0 ? 0 : c->ends[batch - 1];
    c->base = c->starts[first];
    zg_status status = zg_gather_batch(c->run, &c->gather, batch, c->base, c->windows, error);
    if (status == ZG_OK && !cut_slices(c, first, c->ends[batch])) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_pool_run(c->run, c->n_slices, zg_count_slice, c, error);
    for (size_t i = 0; i < c->n_slices; i++) {
        if (status == ZG_OK && c->options->take == NULL)
            status = append_rows(c, &c->slices[i].rows, n_cells, out, error);
        zg_count_rows_free(&c->slices[i].rows);
    }
    c->n_slices = 0;
    return status;
}

static uint64_t batch_windows(const zg_counter *c, size_t batch)
{
    return c->starts[c->ends[batch]] - c->starts[batch == 0 ? 0 : c->ends[batch - 1]];
}

/* Batches of whole links, each as large as may be. */
static zg_status plan_batches(zg_counter *c, zg_error *error)
{
    uint32_t n_links = c->sequence->n_links;
    for (uint32_t first = 0; first < n_links;) {
        uint32_t last = first + 1;
        while (last < n_links && c->starts[last + 1] - c->starts[first] <= c->most) last++;
        if (!zg_memory_grow(&c->ends, &c->ends_capacity, c->n_batches + 1, sizeof *c->ends))
            return zg_error_memory(error);
        c->ends[c->n_batches++] = first = last;
    }
    c->gather.ends = c->ends;
    c->gather.n_batches = c->n_batches;
    return ZG_OK;
}

static zg_status count_large(zg_counter *c, size_t batch, zg_window *usual, size_t *n_cells,
                             zg_count *out, zg_error *error)
{
    zg_room room = {.run = c->run};
    zg_status status = zg_room_make(&room, batch_windows(c, batch) * sizeof *c->windows, error);
    c->windows = room.data;
    if (status == ZG_OK) status = count_batch(c, batch, n_cells, out, error);
    c->windows = usual;
    zg_room_free(&room);
    return status;
}

static zg_status count_batches(zg_counter *c, zg_count *out, zg_error *error)
{
    uint64_t most = 0;
    size_t n_cells = 0;
    zg_status status = plan_batches(c, error);
    for (size_t i = 0; i < c->n_batches; i++) {
        uint64_t n = batch_windows(c, i);
        if (n > most && n <= c->most) most = n;
    }
    zg_window *windows = zg_memory_alloc(most, sizeof *c->windows);
    if (windows == NULL && status == ZG_OK) status = zg_error_memory(error);
    c->windows = windows;
    zg_run_stage(c->run, "counting", c->sequence->tokens);
    for (size_t i = 0; i < c->n_batches && status == ZG_OK; i++) {
        status = batch_windows(c, i) > c->most ? count_large(c, i, windows, &n_cells, out, error)
                                               : count_batch(c, i, &n_cells, out, error);
        zg_run_advance(c->run, batch_windows(c, i));
    }
    zg_memory_free(windows);
    return status;
}

/* ---- the whole ---- */

static zg_status mark_rough(counter *c, zg_error *error)
{
    const zg_sequence *sequence = c->sequence;
    c->rough = zg_memory_zeroed(sequence->n / 64 + 3, sizeof *c->rough);
    if (c->rough == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < sequence->n; i++) {
        uint32_t item = sequence->items[i];
        if (item != ZG_BARRIER && sequence->links[item - 1].irregular)
            c->rough[i / 64] |= (uint64_t)1 << i % 64;
    }
    return ZG_OK;
}

static zg_status count_first_links(counter *c, zg_error *error)
{
    const zg_sequence *sequence = c->sequence;
    bool rough = false;
    c->starts = zg_memory_alloc((size_t)sequence->n_links + 1, sizeof *c->starts);
    if (c->starts == NULL) return zg_error_memory(error);
    zg_status status = zg_gather_begin(c->run, sequence, &c->packing, c->starts, &c->gather, error);
    for (uint32_t link = 0; link < sequence->n_links; link++)
        rough |= sequence->links[link].irregular;
    return status == ZG_OK && rough ? mark_rough(c, error) : status;
}

static zg_status make_workers(counter *c, uint32_t workers, zg_error *error)
{
    c->last_seen = zg_memory_zeroed(workers, sizeof *c->last_seen);
    c->ticks = zg_memory_zeroed(workers, sizeof *c->ticks);
    if (c->options->cells) c->cell_of = zg_memory_zeroed(workers, sizeof *c->cell_of);
    if (c->last_seen == NULL || c->ticks == NULL || (c->options->cells && c->cell_of == NULL)) {
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < workers; i++) {
        c->last_seen[i] = zg_memory_zeroed(c->sequence->n_documents, sizeof **c->last_seen);
        if (c->last_seen[i] == NULL) return zg_error_memory(error);
        if (!c->options->cells) continue;
        c->cell_of[i] = zg_memory_zeroed(c->sequence->n_documents, sizeof **c->cell_of);
        if (c->cell_of[i] == NULL) return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < workers; i++) {
        c->ticks[i] = 1;
    }
    return ZG_OK;
}

/* How many windows a batch may have, and what that takes. Rows that are kept come from it too: no
 * more than one a window for every order. */
static zg_status limit_batches(counter *c, uint32_t workers, zg_error *error)
{
    const zg_count_options *o = c->options;
    uint64_t available = zg_run_available(c->run), documents = c->sequence->n_documents;
    c->most = c->sequence->tokens / 8;
    if (c->most < BATCH_WINDOWS) c->most = BATCH_WINDOWS;
    if (available == UINT64_MAX) return ZG_OK;
    uint64_t fixed =
        workers * documents * sizeof **c->last_seen * (o->cells ? 2 : 1) +
        ((uint64_t)c->sequence->n_links + 1) * (8 + 8 * c->gather.n_ranges + 4 + 4 + 1) +
        (c->rough != NULL ? c->sequence->n / 8 : 0);
    uint64_t each = sizeof(zg_window) + workers * (sizeof(zg_window) + 2);
    if (o->take == NULL) {
        uint64_t orders = o->max_n - o->min_n + 1;
        each += (o->min_freq > 1 ? (orders + 1) / 2 : orders) *
                (sizeof(zg_count_row) + o->values * sizeof(double) + (o->cells ? 24u : 0) +
                 (o->target != NULL ? sizeof(zg_count_side) : 0));
    }
    uint64_t space = available > fixed ? (available - fixed) / 4 * 3 : 0;
    if (c->most > space / each) c->most = space / each;
    if (c->most < FEW_WINDOWS) c->most = FEW_WINDOWS;
    if (c->most > c->sequence->tokens) c->most = c->sequence->tokens;
    zg_status status = zg_run_reserve(c->run, fixed + c->most * each, error);
    if (status == ZG_OK) c->reserved = fixed + c->most * each;
    return status;
}

static zg_packing make_packing(const zg_sequence *sequence, const zg_count_options *options)
{
    uint32_t bits = 1;
    while (bits < 32 && sequence->n_links >> bits != 0) bits++;
    uint32_t per_key = 64 / bits, wanted = options->max_n > 1 ? options->max_n - 1 : 1;
    if (per_key > wanted) per_key = wanted;
    return (zg_packing){.items = sequence->items,
                        .bits = bits,
                        .per_key = per_key,
                        .max_n = options->max_n,
                        .min_freq = options->min_freq};
}

void zg_count_free(zg_count *count)
{
    for (size_t i = 0; i < sizeof count->rooms / sizeof *count->rooms; i++)
        zg_room_free(&count->rooms[i]);
    *count = (zg_count){0};
}

static void free_counter(counter *c, uint32_t workers)
{
    for (uint32_t i = 0; c->last_seen != NULL && i < workers; i++) zg_memory_free(c->last_seen[i]);
    for (uint32_t i = 0; c->cell_of != NULL && i < workers; i++) zg_memory_free(c->cell_of[i]);
    zg_memory_free(c->cell_of);
    zg_memory_free(c->last_seen);
    zg_memory_free(c->ticks);
    zg_memory_free(c->starts);
    zg_memory_free(c->ends);
    zg_memory_free(c->rough);
    zg_gather_end(&c->gather);
    zg_memory_free(c->slices);
    zg_run_release(c->run, c->reserved);
}

static zg_status count_windows(zg_run *run, const zg_sequence *sequence,
                               const zg_count_options *options, zg_count *out, zg_error *error)
{
    uint32_t workers = zg_run_threads(run);
    counter c = {.run = run,
                 .sequence = sequence,
                 .options = options,
                 .packing = make_packing(sequence, options)};
    zg_status status = count_first_links(&c, error);
    if (status == ZG_OK) status = limit_batches(&c, workers, error);
    if (status == ZG_OK) status = make_workers(&c, workers, error);
    if (status == ZG_OK) status = count_batches(&c, out, error);
    free_counter(&c, workers);
    return status;
}

zg_status zg_count_ngrams(zg_run *run, const zg_sequence *sequence, const zg_count_options *asked,
                          zg_count *out, zg_error *error)
{
    zg_count count = {0};
    zg_count_options settled = *asked, *options = &settled;
    if (settled.min_freq == 0) settled.min_freq = 1; /* what does not occur has no row */
    bool limited = zg_run_available(run) != UINT64_MAX;
    bool is_short =
        options->spelled && (!limited || options->take != NULL) &&
        zg_count_is_short(sequence->n_links, sequence->n_documents, sequence->n, options->max_n);
    for (size_t i = 0; i < sizeof count.rooms / sizeof *count.rooms; i++) count.rooms[i].run = run;
    zg_status status = ZG_OK;
    if (is_short) status = zg_count_short(run, sequence, options, &count, &is_short, error);
    if (status == ZG_OK && !is_short) status = count_windows(run, sequence, options, &count, error);
    if (status != ZG_OK)
        zg_count_free(&count);
    else
        *out = count;
    return status;
}
