/* windows: single tokens around a node, the path of all pairs. Positions are grouped by node, so
 * that one row of counters, which fits in cache, is all that is written to; what is read of the
 * text lies at random, and is asked for some places ahead. */
#include "windows_parts.h"

#define AHEAD 12

static inline void ask_for(const zg_windows_job *job, uint64_t place, uint64_t end)
{
#if defined(__GNUC__)
    if (place + AHEAD >= end) return;
    const uint32_t *item = job->sequence->items + job->nodes->positions[place + AHEAD];
    uint32_t position = job->nodes->positions[place + AHEAD];
    uint32_t left = job->options->left < position ? job->options->left : position;
    __builtin_prefetch(item - left);
    __builtin_prefetch(item + job->options->right);
#else
    (void)job, (void)place, (void)end;
#endif
}

static inline void count_one(zg_cell *cell, uint32_t side, int64_t distance, uint32_t document)
{
    cell->joint++;
    cell->left += side;
    cell->distance += distance;
    cell->docs += cell->last != document;
    cell->last = document;
}

/* Tokens of [first, last]: `near` is the node's last token on their left. */
static inline void count_right(zg_cell *cells, const uint32_t *items, uint32_t first, uint32_t last,
                               uint32_t near, uint32_t document)
{
    for (uint32_t q = first; q <= last; q++) {
        count_one(&cells[items[q] - 1], 0, (int64_t)q - near, document);
    }
}

static inline void count_left(zg_cell *cells, const uint32_t *items, uint32_t first, uint32_t last,
                              uint32_t near, uint32_t document)
{
    for (uint32_t q = first; q <= last; q++) {
        count_one(&cells[items[q] - 1], 1, (int64_t)q - near, document);
    }
}

/* The last token of a joined stretch that belongs to the node on its left. */
static inline uint32_t cut_of(const zg_windows_options *options, uint32_t end, uint32_t next)
{
    uint64_t cut = ((uint64_t)end + next) / 2, high = (uint64_t)end + options->right;
    uint64_t low = next > options->left ? next - options->left - 1 : 0;
    if (cut < low) cut = low;
    if (cut > high) cut = high;
    if (cut < end) cut = end;
    if (cut > next - 1) cut = next - 1;
    return (uint32_t)cut;
}

/* Counts one node; the number of its joint runs and of its own tokens. */
static void count_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                       uint64_t *near, uint64_t *own)
{
    const uint32_t *items = job->sequence->items;
    const zg_windows_options *options = job->options;
    zg_segment_walk walk = {.nodes = job->nodes,
                            .at = job->nodes->starts[node],
                            .end = job->nodes->starts[node + 1],
                            .order = job->nodes->orders[node]};
    uint32_t end = ZG_NO_NODE, first, last, document = 1;
    *near = *own = 0;
    for (bool more = true; more; end = last) {
        uint64_t at = walk.at;
        more = zg_segment_next(&walk, &first, &last);
        if (!more) first = ZG_NO_NODE;
        if (!more && end == ZG_NO_NODE) return;
        ask_for(job, at, walk.end);
        zg_gap gap = zg_gap_find(items, options->left, options->right, end, first);
        uint32_t right_last = gap.right_last, left_first = gap.left_first;
        uint32_t left_last = gap.left_last;
        if (gap.joined) {
            right_last = cut_of(options, end, first);
            left_first = right_last + 1;
            left_last = first - 1;
        }
        if (end != ZG_NO_NODE) {
            count_right(worker->cells, items, gap.right_first, right_last, end, document);
            if (right_last >= gap.right_first) *near += right_last - gap.right_first + 1;
        }
        if (!more) return;
        document = zg_walk_document(job, worker, first);
        count_left(worker->cells, items, left_first, left_last, first, document);
        if (left_last >= left_first) *near += left_last - left_first + 1;
        *own += last - first + 1;
    }
}

static zg_joint make_row(const zg_windows_job *job, uint32_t node, uint32_t token,
                         const zg_cell *cell)
{
    return (zg_joint){.node = node,
                      .collocate = token,
                      .joint = cell->joint,
                      .left = cell->left,
                      .docs = cell->docs,
                      .c1 = (uint32_t)zg_inventory_freq(job->collocates, token),
                      .distance = cell->distance};
}

/* Takes the cells of every token near the node, going over its spans once more: for rare nodes
 * that is less than going over all cells. */
static bool take_spans(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                       zg_joint_list *list)
{
    const uint32_t *items = job->sequence->items;
    bool good = true;
    for (uint64_t i = job->nodes->starts[node]; i < job->nodes->starts[node + 1]; i++) {
        uint32_t first = job->nodes->positions[i];
        uint32_t last = first + zg_inventory_length(job->nodes, node, i) - 1;
        uint32_t low = first > job->options->left ? first - job->options->left : 0;
        uint64_t high = (uint64_t)last + job->options->right;
        if (high >= job->sequence->n) high = job->sequence->n - 1;
        for (uint32_t q = low; q <= high; q++) {
            if (items[q] == ZG_BARRIER) continue;
            zg_cell *cell = &worker->cells[items[q] - 1];
            if (cell->joint >= job->options->min_joint && good) {
                zg_joint row = make_row(job, node, items[q] - 1, cell);
                good = zg_windows_keep(job, list, &row);
            }
            *cell = (zg_cell){0};
        }
    }
    return good;
}

static bool take_all(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                     zg_joint_list *list)
{
    bool good = true;
    for (uint32_t token = 0; token < job->collocates->n; token++) {
        zg_cell *cell = &worker->cells[token];
        if (cell->joint == 0) continue;
        if (cell->joint >= job->options->min_joint && good) {
            zg_joint row = make_row(job, node, token, cell);
            good = zg_windows_keep(job, list, &row);
        }
        *cell = (zg_cell){0};
    }
    return good;
}

/* Tokens inside the node are no runs of its own table. */
static void leave_out_own(zg_windows_job *job, uint32_t node, zg_joint_list *list, size_t from,
                          uint32_t *own)
{
    const uint32_t *items = job->sequence->items;
    zg_segment_walk walk = {.nodes = job->nodes,
                            .at = job->nodes->starts[node],
                            .end = job->nodes->starts[node + 1],
                            .order = job->nodes->orders[node]};
    uint32_t first, last;
    for (size_t i = from; i < list->n; i++) own[list->items[i].collocate] = 0;
    while (zg_segment_next(&walk, &first, &last)) {
        for (uint32_t q = first; q <= last; q++) own[items[q] - 1]++;
    }
    for (size_t i = from; i < list->n; i++) {
        list->items[i].c1 -= own[list->items[i].collocate];
    }
}

zg_status zg_windows_tokens(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                            zg_joint_list *list, zg_error *error)
{
    uint64_t freq = zg_inventory_freq(job->nodes, node), near, own;
    uint64_t width = (uint64_t)job->options->left + job->options->right;
    size_t from = list->n;
    worker->document = 0;
    count_node(job, worker, node, &near, &own);
    job->out->near[node] = near;
    job->out->free[node] = job->sequence->tokens - own;
    bool good = freq * (width + job->nodes->orders[node]) < job->collocates->n &&
                        job->nodes->lengths == NULL
                    ? take_spans(job, worker, node, list)
                    : take_all(job, worker, node, list);
    if (!good) return zg_error_memory(error);
    /* Where nodes are tokens, a token of the node is never a collocate. */
    if (!job->nodes->tokens) leave_out_own(job, node, list, from, worker->listed);
    return ZG_OK;
}
