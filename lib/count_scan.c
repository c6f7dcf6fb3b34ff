/* count: the scan over the sorted windows of one first link, with the length that neighbours share.
 *
 * Documents of an n-gram of order m are counted in the same scan: a window adds one where the last
 * window of the same document lies before the start of the n-gram's group; groups of higher orders
 * start later, so the test is made from the highest order down and ends at the first that fails. */
#include <stdlib.h>
#include <string.h>

#include "count_parts.h"
#include "memory.h"
#include "room.h"

#define HELD 32768 /* rows of a slice that are kept before they are handed over */

typedef zg_counter counter;

/* The groups that are open while one first link's windows are scanned, by order. */
typedef struct scan {
    const counter *c;
    zg_count_rows *out;
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

static bool make_room(zg_count_rows *out, size_t need, const zg_count_options *options)
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
    zg_count_rows *out = s->out;
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
    zg_count_rows *out = s->out;
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

/* Cells of a window's key come in the order of documents, and most groups are of few documents. */
static void sort_cells(zg_count_cell *cells, size_t n)
{
    enum { FEW = 32 };
    if (n > FEW) {
        qsort(cells, n, sizeof *cells, by_document);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        zg_count_cell cell = cells[i];
        size_t j = i;
        for (; j > 0 && cells[j - 1].document > cell.document; j--) cells[j] = cells[j - 1];
        cells[j] = cell;
    }
}

/* Keeps the cells of the group of order n, whose windows are one run of those scanned. */
static bool add_cells(scan *s, uint32_t n)
{
    zg_count_rows *out = s->out;
    size_t first = out->n_cells;
    bool sorted = true;
    if (!zg_memory_grow(&out->cells, &out->cells_capacity, first + s->docs[n],
                        sizeof *out->cells)) {
        return false;
    }
    for (uint64_t tick = s->start[n]; tick < s->tick; tick++) {
        uint64_t position = s->windows[tick - s->begun].position;
        uint64_t document = zg_sequence_document(s->c->sequence, position);
        uint64_t *place = &s->cell_of[document];
        if (*place < first || *place >= out->n_cells || out->cells[*place].document != document) {
            sorted &= out->n_cells == first || out->cells[out->n_cells - 1].document < document;
            *place = out->n_cells;
            out->cells[out->n_cells++] = (zg_count_cell){.document = document};
        }
        out->cells[*place].freq++;
    }
    if (!sorted) sort_cells(out->cells + first, out->n_cells - first);
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

static void move_row(zg_count_rows *out, size_t to, size_t from)
{
    if (to == from) return;
    if (out->width > 0) {
        memcpy(out->values + to * out->width, out->values + from * out->width,
               out->width * sizeof *out->values);
    }
    if (out->target != NULL) out->target[to] = out->target[from];
    if (out->starts != NULL) out->starts[to] = out->starts[from];
    out->items[to] = out->items[from];
}

static void drop_rare(zg_count_rows *out, size_t from)
{
    size_t to = from;
    for (size_t i = from; i < out->n; i++) {
        if (out->items[i].freq > 0) move_row(out, to++, i);
    }
    out->n = to;
}

/* Hands over the rows that are complete, and keeps those of the groups that are open, whose values
 * and sides come when they are closed. */
static bool hand_over(scan *s)
{
    const zg_count_options *options = s->c->options;
    zg_count_rows *out = s->out;
    zg_count_row kept[ZG_SEQUENCE_PAD];
    uint32_t orders[ZG_SEQUENCE_PAD], n_kept = 0;
    for (uint32_t n = 1; n <= s->open; n++) {
        if (s->row[n] == SIZE_MAX) continue;
        orders[n_kept] = n;
        kept[n_kept++] = out->items[s->row[n]];
    }
    drop_rare(out, 0);
    if (s->status == ZG_OK && out->n > 0) {
        s->status = options->take(options->context, s->worker, out->items, out->n,
                                  s->c->sequence->items, out->values, s->error);
    }
    out->n = 0;
    for (uint32_t i = 0; i < n_kept; i++) {
        if (!add_row(s, zg_count_position(&kept[i]), orders[i])) return false;
    }
    return true;
}

/* Scratch of one task, sized for its largest first link. */
typedef struct scratch {
    zg_room windows, lcp, behind;
} scratch;

static void free_scratch(scratch *room)
{
    zg_room_free(&room->windows);
    zg_room_free(&room->lcp);
    zg_room_free(&room->behind);
}

static zg_status make_scratch(const counter *c, const zg_slice *part, scratch *room,
                              zg_error *error)
{
    uint64_t most = 0;
    for (uint32_t link = part->first; link < part->last; link++) {
        uint64_t n = c->starts[link + 1] - c->starts[link];
        if (n > most) most = n;
    }
    /* What a batch needs is reserved already; a link that is too large for one takes a file. */
    zg_run *run = most > c->most ? c->run : NULL;
    *room = (scratch){.windows = {.run = run}, .lcp = {.run = run}, .behind = {.run = run}};
    zg_status status = zg_room_make(&room->windows, most * sizeof(zg_window), error);
    if (status == ZG_OK) status = zg_room_make(&room->lcp, most, error);
    if (status == ZG_OK) status = zg_room_make(&room->behind, most, error);
    return status;
}

static zg_status count_link(counter *c, uint32_t link, scan *s, const scratch *room,
                            zg_error *error)
{
    zg_window *windows = c->windows + (c->starts[link] - c->base);
    size_t n = c->starts[link + 1] - c->starts[link], from = s->out->n;
    const uint8_t *lcp = room->lcp.data, *behind = room->behind.data;
    bool takes = c->options->take != NULL;
    if (n == 0 || n < c->options->min_freq) return ZG_OK;
    zg_windows_sort(&c->packing, windows, n, room->windows.data, room->lcp.data, room->behind.data);
    s->open = 0;
    s->windows = windows;
    s->begun = s->tick;
    s->rough = c->sequence->links[link].irregular;
    for (size_t i = 0; i < n; i++) {
        if (!take_window(s, windows[i].position, i > 0 ? lcp[i] : 0, i == 0, behind[i]))
            return zg_error_memory(error);
        if (takes && s->out->n > HELD && !hand_over(s)) return zg_error_memory(error);
        if (i % HELD == HELD - 1 && zg_run_check(c->run, error) != ZG_OK) return ZG_ERROR_CANCELLED;
    }
    if (!close_groups(s, 0)) return zg_error_memory(error);
    if (!takes) drop_rare(s->out, from);
    return s->status;
}

zg_status zg_count_slice(void *context, size_t index, uint32_t worker, zg_error *error)
{
    counter *c = context;
    zg_slice *part = &c->slices[index];
    scratch room;
    zg_status status = make_scratch(c, part, &room, error);
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
    if (status == ZG_OK && c->options->take != NULL)
        status = hand_over(&s) ? s.status : zg_error_memory(error);
    c->ticks[worker] = s.tick;
    free_scratch(&room);
    return status;
}

void zg_count_rows_free(zg_count_rows *rows)
{
    zg_memory_free(rows->items);
    zg_memory_free(rows->values);
    zg_memory_free(rows->target);
    zg_memory_free(rows->starts);
    zg_memory_free(rows->cells);
    *rows = (zg_count_rows){0};
}
