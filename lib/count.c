/* count: all orders in one sort.
 *
 * Positions are gathered by their first link and sorted by the links behind, up to the longest
 * order. A prefix of a window is an n-gram, so one scan over the sorted windows with the length
 * that neighbours share gives the frequency of every order. Documents of an n-gram of order m are
 * counted in the same scan: a window adds one where the last window of the same document lies
 * before the start of the n-gram's group; groups of higher orders start later, so the test is made
 * from the highest order down and ends at the first that fails.
 *
 * Work is cut into batches of whole first links, as many positions each as stay small in memory;
 * a batch's links are independent tasks for threads. */
#include "count.h"

#include <stdlib.h>
#include <string.h>

#include "count_parts.h"
#include "memory.h"
#include "pool.h"

#define BATCH_WINDOWS (4u << 20)

typedef struct rows {
    zg_count_row *items;
    double *values; /* `width` for each row */
    size_t values_capacity;
    size_t width;
    zg_count_side *target; /* NULL without sides */
    uint64_t *starts;      /* of its cells; NULL where none are asked for */
    zg_count_cell *cells;
    size_t n, capacity, target_capacity, starts_capacity;
    size_t n_cells, cells_capacity;
} rows;

/* The links of a batch whose windows one task sorts: [first, last). */
typedef struct slice {
    uint32_t first, last;
    rows rows;
} slice;

typedef struct counter {
    const zg_sequence *sequence;
    const zg_count_options *options;
    zg_packing packing;
    uint64_t *rough;    /* a bit for each item: its link is irregular; NULL: none is */
    uint64_t *starts;   /* by first link: where its windows begin, counted over all; n_links + 1 */
    zg_window *windows; /* of the batch */
    zg_gather gather;
    uint64_t base; /* starts[first link of the batch] */
    slice *slices;
    size_t n_slices, slices_capacity;
    uint64_t **last_seen; /* by worker: by document, 1 + the last window that had it */
    uint64_t **cell_of;   /* by worker: by document, its last cell; NULL without cells */
    uint64_t *ticks;      /* by worker: windows scanned so far */
} counter;

/* The groups that are open while one first link's windows are scanned, by order. */
typedef struct scan {
    const counter *c;
    rows *out;
    uint64_t *last_seen;
    uint64_t tick;                   /* number of the window, over the worker's life, from 1 */
    uint64_t start[ZG_SEQUENCE_PAD]; /* tick at which the group began */
    uint64_t docs[ZG_SEQUENCE_PAD];
    uint64_t *cell_of;                      /* by document: its last cell; NULL without cells */
    const uint8_t *target;                  /* by document; NULL without sides */
    uint64_t target_tick;                   /* windows of the target among those scanned */
    uint64_t target_start[ZG_SEQUENCE_PAD]; /* target_tick at which the group began */
    uint64_t target_docs[ZG_SEQUENCE_PAD];
    size_t row[ZG_SEQUENCE_PAD]; /* its row in `out`; SIZE_MAX: none yet */
    uint32_t open;               /* orders 1 .. open are open */
    uint64_t position;           /* of the last window */
    const zg_window *windows;    /* of the first link */
    uint64_t begun;              /* tick of the first of them */
    bool rough;                  /* the first link is irregular */
    uint32_t worker;
    zg_status status; /* of the visits so far */
    zg_error *error;
} scan;

/* Whether one of the n - 1 items behind `position` is irregular. Bits, since items and links lie
 * too far apart in memory to be asked for every row. */
static bool rough_behind(const counter *c, uint64_t position, uint32_t n)
{
    uint64_t from = position + 1, shift = from % 64;
    uint64_t bits = c->rough[from / 64] >> shift;
    if (shift > 0) bits |= c->rough[from / 64 + 1] << (64 - shift);
    return (bits & (((uint64_t)1 << (n - 1)) - 1)) != 0;
}

static bool make_room(rows *out, size_t need, const zg_count_options *options)
{
    if (options->target != NULL &&
        !zg_memory_grow(&out->target, &out->target_capacity, need, sizeof *out->target)) {
        return false;
    }
    if (options->cells &&
        !zg_memory_grow(&out->starts, &out->starts_capacity, need, sizeof *out->starts)) {
        return false;
    }
    return zg_memory_grow(&out->items, &out->capacity, need, sizeof *out->items);
}

static bool add_row(scan *s, uint64_t position, uint32_t n)
{
    rows *out = s->out;
    if (!make_room(out, out->n + 1, s->c->options)) return false;
    if (out->width > 0) {
        if (!zg_memory_grow(&out->values, &out->values_capacity, (out->n + 1) * out->width,
                            sizeof *out->values)) {
            return false;
        }
        for (size_t i = 0; i < out->width; i++) out->values[out->n * out->width + i] = 0;
    }
    bool irregular = s->c->rough != NULL && (s->rough || rough_behind(s->c, position, n));
    s->row[n] = out->n;
    out->items[out->n++] = (zg_count_row){.place = position << 8 | (irregular ? 0x80u : 0u) | n};
    return true;
}

static void visit(scan *s, uint32_t n)
{
    const zg_count_options *options = s->c->options;
    rows *out = s->out;
    double *values = out->width > 0 ? out->values + s->row[n] * out->width : NULL;
    if (s->status != ZG_OK) return;
    s->status = options->visit(options->context, s->worker, &out->items[s->row[n]],
                               s->windows + (s->start[n] - s->begun), values, s->error);
}

static int by_document(const void *a, const void *b)
{
    const zg_count_cell *x = a, *y = b;
    return x->document < y->document ? -1 : x->document > y->document;
}

/* Keeps the cells of the group of order n, whose windows are one run of those scanned. */
static bool add_cells(scan *s, uint32_t n)
{
    rows *out = s->out;
    size_t first = out->n_cells;
    if (!zg_memory_grow(&out->cells, &out->cells_capacity, first + s->docs[n],
                        sizeof *out->cells)) {
        return false;
    }
    for (uint64_t tick = s->start[n]; tick < s->tick; tick++) {
        uint64_t position = s->windows[tick - s->begun].position;
        uint64_t document = zg_sequence_document(s->c->sequence, position);
        uint64_t *place = &s->cell_of[document];
        if (*place < first || *place >= out->n_cells || out->cells[*place].document != document) {
            *place = out->n_cells;
            out->cells[out->n_cells++] = (zg_count_cell){.document = document};
        }
        out->cells[*place].freq++;
    }
    qsort(out->cells + first, out->n_cells - first, sizeof *out->cells, by_document);
    out->starts[s->row[n]] = first;
    return true;
}

/* Closes the groups above order `keep`: their windows are all seen. A row that is too rare stays
 * with frequency 0 and is dropped when the slice is done, so that rows keep their order. */
static bool close_groups(scan *s, uint32_t keep)
{
    const zg_count_options *options = s->c->options;
    for (; s->open > keep; s->open--) {
        uint32_t n = s->open;
        uint64_t freq = s->tick - s->start[n];
        if (s->row[n] == SIZE_MAX || freq < options->min_freq || s->docs[n] < options->min_docs) {
            continue;
        }
        zg_count_row *row = &s->out->items[s->row[n]];
        row->freq = freq;
        row->docs = s->docs[n];
        if (options->visit != NULL) visit(s, n);
        if (s->target != NULL) {
            s->out->target[s->row[n]] =
                (zg_count_side){s->target_tick - s->target_start[n], s->target_docs[n]};
        }
        if (options->cells && !add_cells(s, n)) return false;
    }
    return true;
}

/* Rows are made when a group opens, or, where one occurrence is too rare, when it gets its second:
 * in both cases before the rows of the longer n-grams that it begins. */
static bool take_window(scan *s, uint64_t position, uint32_t shared, bool first, uint8_t behind)
{
    const zg_count_options *options = s->c->options;
    const uint32_t *items = s->c->sequence->items;
    uint32_t keep = first ? 0 : shared + 1;
    if (!close_groups(s, keep)) return false;
    if (options->min_freq > 1) {
        for (uint32_t n = options->min_n; n <= s->open; n++) {
            if (s->row[n] == SIZE_MAX && !add_row(s, s->position, n)) return false;
        }
    }
    while (s->open < options->max_n &&
           (behind != ZG_BEHIND_UNKNOWN ? s->open <= behind
                                        : items[position + s->open] != ZG_BARRIER)) {
        uint32_t n = ++s->open;
        s->start[n] = s->tick;
        s->docs[n] = 0;
        s->target_start[n] = s->target_tick;
        s->target_docs[n] = 0;
        s->row[n] = SIZE_MAX;
        if (options->min_freq <= 1 && n >= options->min_n && !add_row(s, position, n)) return false;
    }
    uint64_t document = zg_sequence_document(s->c->sequence, position);
    uint64_t seen = s->last_seen[document];
    uint64_t target = s->target != NULL ? s->target[document] : 0;
    for (uint32_t n = s->open; n > 0 && s->start[n] >= seen; n--) {
        s->docs[n]++;
        s->target_docs[n] += target;
    }
    s->last_seen[document] = s->tick + 1;
    s->tick++;
    s->target_tick += target;
    s->position = position;
    return true;
}

static void drop_rare(rows *out, size_t from)
{
    size_t to = from;
    for (size_t i = from; i < out->n; i++) {
        if (out->items[i].freq == 0) continue;
        if (out->width > 0 && to < i) {
            memcpy(out->values + to * out->width, out->values + i * out->width,
                   out->width * sizeof *out->values);
        }
        if (out->target != NULL) out->target[to] = out->target[i];
        if (out->starts != NULL) out->starts[to] = out->starts[i];
        out->items[to++] = out->items[i];
    }
    out->n = to;
}

/* Scratch of one task, sized for its largest first link. */
typedef struct scratch {
    zg_window *windows;
    uint8_t *lcp, *behind;
} scratch;

static zg_status count_link(counter *c, uint32_t link, scan *s, const scratch *room,
                            zg_error *error)
{
    zg_window *windows = c->windows + (c->starts[link] - c->base);
    size_t n = c->starts[link + 1] - c->starts[link], from = s->out->n;
    if (n == 0 || n < c->options->min_freq) return ZG_OK;
    zg_windows_sort(&c->packing, windows, n, room->windows, room->lcp, room->behind);
    s->open = 0;
    s->windows = windows;
    s->begun = s->tick;
    s->rough = c->sequence->links[link].irregular;
    for (size_t i = 0; i < n; i++) {
        if (!take_window(s, windows[i].position, i > 0 ? room->lcp[i] : 0, i == 0,
                         room->behind[i])) {
            return zg_error_memory(error);
        }
    }
    if (!close_groups(s, 0)) return zg_error_memory(error);
    drop_rare(s->out, from);
    return s->status;
}

static zg_status count_slice(void *context, size_t index, uint32_t worker, zg_error *error)
{
    counter *c = context;
    slice *part = &c->slices[index];
    uint64_t most = 0;
    for (uint32_t link = part->first; link < part->last; link++) {
        uint64_t n = c->starts[link + 1] - c->starts[link];
        if (n > most) most = n;
    }
    scratch room = {.windows = zg_memory_alloc(most, sizeof *room.windows),
                    .lcp = zg_memory_alloc(most, 1),
                    .behind = zg_memory_alloc(most, 1)};
    zg_status status = ZG_OK;
    if (room.windows == NULL || room.lcp == NULL || room.behind == NULL)
        status = zg_error_memory(error);
    part->rows.width = c->options->values;
    scan s = {.c = c,
              .out = &part->rows,
              .target = c->options->target,
              .cell_of = c->cell_of != NULL ? c->cell_of[worker] : NULL,
              .last_seen = c->last_seen[worker],
              .tick = c->ticks[worker],
              .worker = worker,
              .error = error};
    for (uint32_t link = part->first; link < part->last && status == ZG_OK; link++) {
        status = count_link(c, link, &s, &room, error);
    }
    c->ticks[worker] = s.tick;
    zg_memory_free(room.windows);
    zg_memory_free(room.lcp);
    zg_memory_free(room.behind);
    return status;
}

/* ---- batches ---- */

/* Cuts the links of a batch into tasks of about equal work, enough for all threads. */
static bool cut_slices(counter *c, uint32_t first, uint32_t last)
{
    enum { SLICES = 64 };
    uint64_t total = c->starts[last] - c->starts[first], goal = total / SLICES + 1;
    c->n_slices = 0;
    while (first < last) {
        slice part = {.first = first};
        while (first < last && c->starts[first] - c->starts[part.first] < goal) first++;
        part.last = first;
        if (!zg_memory_grow(&c->slices, &c->slices_capacity, c->n_slices + 1, sizeof part)) {
            return false;
        }
        c->slices[c->n_slices++] = part;
    }
    return true;
}

static bool append_rows(rows *all, const rows *more, const zg_count_options *options)
{
    if (more->n == 0) return true;
    if (!make_room(all, all->n + more->n, options)) return false;
    memcpy(all->items + all->n, more->items, more->n * sizeof *all->items);
    if (options->target != NULL) {
        memcpy(all->target + all->n, more->target, more->n * sizeof *all->target);
    }
    if (options->cells) {
        if (!zg_memory_grow(&all->cells, &all->cells_capacity, all->n_cells + more->n_cells,
                            sizeof *all->cells)) {
            return false;
        }
        memcpy(all->cells + all->n_cells, more->cells, more->n_cells * sizeof *all->cells);
        for (size_t i = 0; i < more->n; i++) {
            all->starts[all->n + i] = more->starts[i] + all->n_cells;
        }
        all->n_cells += more->n_cells;
    }
    size_t width = all->width;
    if (width > 0 && more->n > 0) {
        if (!zg_memory_grow(&all->values, &all->values_capacity, (all->n + more->n) * width,
                            sizeof *all->values)) {
            return false;
        }
        memcpy(all->values + all->n * width, more->values, more->n * width * sizeof *all->values);
    }
    all->n += more->n;
    return true;
}

static zg_status count_batch(zg_run *run, counter *c, uint32_t first, uint32_t last, rows *all,
                             zg_error *error)
{
    c->base = c->starts[first];
    zg_status status = zg_gather_batch(run, &c->gather, first, last, c->starts, c->windows, error);
    if (status == ZG_OK && !cut_slices(c, first, last)) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_pool_run(run, c->n_slices, count_slice, c, error);
    for (size_t i = 0; i < c->n_slices; i++) {
        if (status == ZG_OK && !append_rows(all, &c->slices[i].rows, c->options)) {
            status = zg_error_memory(error);
        }
        zg_memory_free(c->slices[i].rows.items);
        zg_memory_free(c->slices[i].rows.values);
        zg_memory_free(c->slices[i].rows.target);
        zg_memory_free(c->slices[i].rows.starts);
        zg_memory_free(c->slices[i].rows.cells);
    }
    c->n_slices = 0;
    return status;
}

/* The last link of the batch that begins with `first`, plus one. */
static uint32_t batch_end(const counter *c, uint32_t first)
{
    uint32_t last = first + 1;
    while (last < c->sequence->n_links && c->starts[last + 1] - c->starts[first] <= BATCH_WINDOWS) {
        last++;
    }
    return last;
}

static zg_status count_batches(zg_run *run, counter *c, rows *all, zg_error *error)
{
    uint32_t n_links = c->sequence->n_links;
    uint64_t most = 0;
    for (uint32_t first = 0; first < n_links; first = batch_end(c, first)) {
        uint64_t n = c->starts[batch_end(c, first)] - c->starts[first];
        if (n > most) most = n;
    }
    c->windows = zg_memory_alloc(most, sizeof *c->windows);
    if (c->windows == NULL) return zg_error_memory(error);
    zg_run_stage(run, "counting", c->sequence->tokens);
    for (uint32_t first = 0; first < n_links;) {
        uint32_t last = batch_end(c, first);
        zg_status status = count_batch(run, c, first, last, all, error);
        if (status != ZG_OK) return status;
        zg_run_advance(run, c->starts[last] - c->starts[first]);
        first = last;
    }
    return ZG_OK;
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

static zg_status count_first_links(zg_run *run, counter *c, zg_error *error)
{
    const zg_sequence *sequence = c->sequence;
    bool rough = false;
    c->starts = zg_memory_alloc((size_t)sequence->n_links + 1, sizeof *c->starts);
    if (c->starts == NULL) return zg_error_memory(error);
    zg_status status = zg_gather_begin(run, sequence, &c->packing, c->starts, &c->gather, error);
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
    zg_memory_free(count->rows);
    zg_memory_free(count->values);
    zg_memory_free(count->target);
    zg_memory_free(count->cells);
    zg_memory_free(count->starts);
    *count = (zg_count){0};
}

zg_status zg_count_ngrams(zg_run *run, const zg_sequence *sequence, const zg_count_options *options,
                          zg_count *out, zg_error *error)
{
    uint32_t workers = zg_run_threads(run);
    rows all = {.width = options->values};
    counter c = {
        .sequence = sequence, .options = options, .packing = make_packing(sequence, options)};
    zg_status status = count_first_links(run, &c, error);
    if (status == ZG_OK) status = make_workers(&c, workers, error);
    if (status == ZG_OK) status = count_batches(run, &c, &all, error);
    for (uint32_t i = 0; c.last_seen != NULL && i < workers; i++) zg_memory_free(c.last_seen[i]);
    for (uint32_t i = 0; c.cell_of != NULL && i < workers; i++) zg_memory_free(c.cell_of[i]);
    zg_memory_free(c.cell_of);
    zg_memory_free(c.last_seen);
    zg_memory_free(c.ticks);
    zg_memory_free(c.starts);
    zg_memory_free(c.rough);
    zg_memory_free(c.windows);
    zg_gather_end(&c.gather);
    zg_memory_free(c.slices);
    if (status != ZG_OK) {
        zg_memory_free(all.items);
        zg_memory_free(all.values);
        zg_memory_free(all.target);
        zg_memory_free(all.starts);
        zg_memory_free(all.cells);
        return status;
    }
    *out = (zg_count){.rows = all.items,
                      .target = all.target,
                      .n = all.n,
                      .values = all.values,
                      .cells = all.cells,
                      .starts = all.starts};
    return ZG_OK;
}
