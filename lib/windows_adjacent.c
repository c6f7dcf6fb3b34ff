/* windows: adjacent pairs. A table of its own for each side and each pair of orders (k, m): the
 * windows of k + m tokens, one at every position that has them; in its row those that begin with
 * the node, in its column those that end with the collocate (the other way round where the
 * collocate stands first). A node with forms of several orders counts with the shortest. */
#include <string.h>

#include "windows_parts.h"

/* Tokens from a position on to the right (or to the left) before the barrier, itself included. */
static uint32_t room_at(const uint32_t *items, zg_position position, bool before, uint32_t most)
{
    uint32_t n = 0;
    while (n < most && items[before ? position - n : position + n] != ZG_BARRIER) n++;
    return n;
}

/* Whether k tokens of a node fit beside the collocate at [first, first + n). */
static bool node_fits(const zg_windows_job *job, const zg_side *s, zg_position first, uint32_t n)
{
    const uint32_t *items = job->sequence->items;
    zg_position next = s->before ? first + n : first - 1;
    return room_at(items, next, !s->before, s->k) == s->k;
}

/* Items of single tokens. */
static inline uint32_t token_at(const zg_windows_job *job, uint64_t i)
{
    const uint16_t *narrow = job->collocates->narrow;
    return narrow != NULL ? narrow[i] : job->sequence->items[i];
}

/* Windows with a token in the place of the collocate, in one pass over the text. */
static void count_tokens(const zg_windows_job *job, zg_side *s)
{
    uint64_t length = 0; /* tokens in a row, up to the last one that was read */
    for (uint64_t i = 0; i < job->sequence->n; i++) {
        length = token_at(job, i) == ZG_BARRIER ? 0 : length + 1;
        if (length > s->k) s->c1[token_at(job, s->before ? i - s->k : i) - 1]++;
    }
}

static zg_status count_columns(zg_windows_job *job, zg_side *s, zg_error *error)
{
    const zg_inventory *all = job->collocates;
    const zg_sequence *sequence = job->sequence;
    s->c1 = zg_memory_zeroed(all->n, sizeof *s->c1);
    s->runs = zg_memory_zeroed(job->out->width, sizeof *s->runs);
    if (s->c1 == NULL || s->runs == NULL) return zg_error_memory(error);
    if (all->tokens) {
        count_tokens(job, s);
        for (uint32_t e = 0; e < all->n; e++) s->runs[0] += s->c1[e];
        return ZG_OK; /* every window has a token there */
    }
    for (uint32_t e = 0; e < all->n; e++) {
        for (uint64_t i = all->starts[e]; i < all->starts[e + 1]; i++) {
            s->c1[e] += node_fits(job, s, all->positions[i], zg_inventory_length(all, e, i));
        }
    }
    uint64_t length = 0;
    for (uint64_t i = 0; i <= sequence->n; i++) {
        if (i < sequence->n && token_at(job, i) != ZG_BARRIER) {
            length++;
            continue;
        }
        for (uint32_t w = 0; w < job->out->width; w++) {
            uint64_t order = (uint64_t)job->out->min_n + w + s->k;
            if (length >= order) s->runs[w] += length - order + 1;
        }
        length = 0;
    }
    return ZG_OK;
}

/* Counts a collocate that stands where it should. */
static void count_pair(zg_windows_worker *worker, uint32_t collocate, uint32_t document)
{
    zg_cell *cell = &worker->cells[collocate];
    if (cell->joint == 0) worker->listed[worker->n_listed++] = collocate;
    cell->joint++;
    cell->docs += cell->last != document;
    cell->last = document;
}

/* Collocates that begin right behind `position`, or end right before it. */
static void find_beside(zg_windows_job *job, zg_windows_worker *worker, const zg_side *s,
                        zg_position first, uint32_t n, uint32_t document)
{
    const uint32_t *items = job->sequence->items;
    if (job->collocates->tokens) {
        uint32_t item = items[s->before ? first - 1 : first + n];
        if (item != ZG_BARRIER) count_pair(worker, item - 1, document);
        return;
    }
    uint32_t reach = job->collocates->max_n;
    zg_position low = s->before ? (first > reach ? first - reach : 0) : first + n;
    zg_position high = s->before ? first - 1 : first + n;
    uint64_t i = job->blocks[low / ZG_PLACE_BLOCK];
    for (; i < job->n_entries && job->entries[i].position <= high; i++) {
        const zg_place_entry *entry = &job->entries[i];
        if (entry->position < low) continue;
        if (s->before && entry->position + entry->n != first) continue;
        count_pair(worker, entry->collocate, document);
    }
}

static zg_status take_pairs(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                            zg_error *error)
{
    const zg_side *s = job->side;
    zg_status status = zg_windows_reserve(worker, worker->n_listed, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < worker->n_listed; i++) {
        uint32_t collocate = (uint32_t)worker->listed[i];
        zg_cell *cell = &worker->cells[collocate];
        if (cell->joint >= job->options->min_joint) {
            zg_joint row = {.node = node,
                            .collocate = collocate,
                            .joint = cell->joint,
                            .left = s->before ? cell->joint : 0,
                            .docs = cell->docs,
                            .c1 = s->c1[collocate],
                            .distance = s->before ? -(int64_t)cell->joint : (int64_t)cell->joint};
            zg_windows_keep(worker, &row);
        }
        *cell = (zg_cell){0};
    }
    worker->n_listed = 0;
    return ZG_OK;
}

/* Single tokens beside single tokens. */
static void count_neighbours(zg_windows_job *job, zg_windows_worker *worker, uint32_t node)
{
    const zg_inventory *nodes = job->nodes;
    const zg_position *positions = job->positions;
    const uint16_t *narrow = job->collocates->narrow;
    bool before = job->side->before;
    uint64_t *near = job->out->near + (size_t)node * 2 + before;
    uint64_t i = nodes->starts[node] - job->base, end = nodes->starts[node + 1] - job->base;
    for (; i < end; i++) {
        zg_position ahead = positions[i + ZG_AHEAD < end ? i + ZG_AHEAD : i];
        if (narrow != NULL)
            ZG_PREFETCH(narrow + ahead);
        else
            ZG_PREFETCH(job->sequence->items + ahead);
        uint32_t item = token_at(job, before ? positions[i] - 1 : positions[i] + 1);
        if (item == ZG_BARRIER) continue;
        ++*near;
        count_pair(worker, item - 1, zg_walk_document(job, worker, positions[i]));
    }
}

static zg_status count_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                            zg_error *error)
{
    const zg_inventory *nodes = job->nodes;
    const zg_side *s = job->side;
    uint32_t width = job->out->width, most = job->out->min_n + width - 1;
    size_t base = (size_t)node * 2 * width + (s->before ? width : 0);
    if (nodes->orders[node] != s->k) return ZG_OK;
    worker->document = 0;
    memcpy(job->out->free + base, s->runs, width * sizeof *s->runs);
    if (nodes->tokens && job->collocates->tokens) {
        count_neighbours(job, worker, node);
        return take_pairs(job, worker, node, error);
    }
    for (uint64_t i = nodes->starts[node]; i < nodes->starts[node + 1]; i++) {
        zg_position first = job->positions[i - job->base];
        uint32_t n = zg_inventory_length(nodes, node, i);
        zg_position next = s->before ? first - 1 : first + n;
        uint32_t room = room_at(job->sequence->items, next, s->before, most);
        for (uint32_t w = 0; w < width && job->out->min_n + w <= room; w++) {
            job->out->near[base + w]++;
        }
        find_beside(job, worker, s, first, n, zg_walk_document(job, worker, first));
    }
    return take_pairs(job, worker, node, error);
}

static zg_status count_side(zg_windows_job *job, uint32_t k, bool before, zg_error *error)
{
    zg_side s = {.before = before, .k = k};
    zg_status status = count_columns(job, &s, error);
    job->side = &s;
    if (status == ZG_OK) status = zg_windows_each(job, count_node, error);
    job->side = NULL;
    zg_memory_free(s.c1);
    zg_memory_free(s.runs);
    return status;
}

zg_status zg_windows_adjacent(zg_windows_job *job, zg_error *error)
{
    zg_status status = ZG_OK;
    zg_run_stage(job->run, "counting pairs", 0);
    for (uint32_t k = job->nodes->min_n; k <= job->nodes->max_n && status == ZG_OK; k++) {
        bool any = false;
        for (uint32_t node = 0; node < job->nodes->n && !any; node++) {
            any = job->nodes->orders[node] == k;
        }
        if (!any) continue;
        if (job->options->right > 0) status = count_side(job, k, false, error);
        if (status == ZG_OK && job->options->left > 0) status = count_side(job, k, true, error);
    }
    return status;
}
