/* windows: single tokens around a node, the path of all pairs. Positions are grouped by node, so
 * that one row of counters, which fits in cache, is all that is written to; what is read of the
 * text lies at random, and is asked for some places ahead. */
#include "windows_parts.h"

/* A macro: gcc holds a function that does nothing but ask for pure, and drops the call. */
#define ASK_FOR(job, place, end)                                                                   \
    do {                                                                                           \
        if ((place) + ZG_AHEAD < (end)) {                                                          \
            uint32_t ahead = (job)->nodes->positions[(place) + ZG_AHEAD];                          \
            const uint32_t *there = (job)->sequence->items + ahead;                                \
            ZG_PREFETCH(there - ((job)->options->left < ahead ? (job)->options->left : ahead));    \
            ZG_PREFETCH(there + (job)->options->right);                                            \
        }                                                                                          \
    } while (0)

/* One token near the node. `docs` is NULL where there is only one document. */
static inline void count_one(zg_token_cell *cell, zg_token_docs *docs, uint64_t step,
                             int64_t distance, uint32_t document)
{
    cell->counts += step;
    cell->distance += distance;
    if (docs == NULL) return;
    docs->n += docs->last != document;
    docs->last = document;
}

#define RIGHT ((uint64_t)1)
#define LEFT  ((uint64_t)1 << 32 | 1)

/* Up to `most` tokens behind `end`, as far as nothing stops; how many there were. */
static inline uint32_t count_right(const zg_windows_worker *worker, const uint32_t *items,
                                   uint32_t end, uint64_t most, uint32_t document, bool docs)
{
    uint32_t n = 0;
    for (uint32_t item; n < most && (item = items[end + 1 + n]) != ZG_BARRIER; n++) {
        count_one(&worker->token_cells[item - 1], docs ? &worker->token_docs[item - 1] : NULL,
                  RIGHT, (int64_t)n + 1, document);
    }
    return n;
}

static inline uint32_t count_left(const zg_windows_worker *worker, const uint32_t *items,
                                  uint32_t next, uint64_t most, uint32_t document, bool docs)
{
    uint32_t n = 0;
    if (most > next) most = next;
    for (uint32_t item; n < most && (item = items[next - 1 - n]) != ZG_BARRIER; n++) {
        count_one(&worker->token_cells[item - 1], docs ? &worker->token_docs[item - 1] : NULL, LEFT,
                  -(int64_t)n - 1, document);
    }
    return n;
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

/* Whether spans meet between two tokens of the node, without a barrier. */
static inline bool spans_meet(const uint32_t *items, const zg_windows_options *options,
                              uint32_t end, uint32_t next)
{
    if ((uint64_t)next - end > (uint64_t)options->left + options->right + 1) return false;
    uint32_t q = end + 1;
    while (q < next && items[q] != ZG_BARRIER) q++;
    return q == next;
}

/* Counts one node; the number of its joint runs and of its own tokens. */
static inline void count_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                              bool docs, uint64_t *near, uint64_t *own)
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
        uint64_t at = walk.at, right = options->right, left = options->left;
        more = zg_segment_next(&walk, &first, &last);
        if (more) ASK_FOR(job, at, walk.end);
        if (more && end != ZG_NO_NODE && spans_meet(items, options, end, first)) {
            uint32_t cut = cut_of(options, end, first);
            right = cut - end;
            left = first - 1 - cut;
        }
        if (end != ZG_NO_NODE) *near += count_right(worker, items, end, right, document, docs);
        if (!more) return;
        if (docs) document = zg_walk_document(job, worker, first);
        *near += count_left(worker, items, first, left, document, docs);
        *own += last - first + 1;
    }
}

/* Makes a row of a token's counts, if it is near often enough, and forgets them. */
static inline bool take_token(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                              uint32_t token, zg_joint_list *list)
{
    zg_token_cell *cell = &worker->token_cells[token];
    uint32_t joint = (uint32_t)cell->counts, docs = 1;
    bool good = true;
    if (worker->token_docs != NULL) {
        docs = worker->token_docs[token].n;
        worker->token_docs[token] = (zg_token_docs){0};
    }
    if (joint >= job->options->min_joint) {
        zg_joint row = {.node = node,
                        .collocate = token,
                        .joint = joint,
                        .left = (uint32_t)(cell->counts >> 32),
                        .docs = docs,
                        .c1 = (uint32_t)zg_inventory_freq(job->collocates, token),
                        .distance = cell->distance};
        good = zg_windows_keep(list, &row);
    }
    *cell = (zg_token_cell){0};
    return good;
}

/* By collocate, which differ. Shell's sort: the lists of rare nodes are short. */
static void sort_rows(zg_joint *rows, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            zg_joint row = rows[i];
            size_t j = i;
            for (; j >= gap && rows[j - gap].collocate > row.collocate; j -= gap) {
                rows[j] = rows[j - gap];
            }
            rows[j] = row;
        }
    }
}

/* Takes the tokens near the node, going over its spans once more: for rare nodes that is less than
 * going over all tokens. */
static bool take_spans(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                       zg_joint_list *list)
{
    const uint32_t *items = job->sequence->items;
    size_t from = list->n;
    bool good = true;
    for (uint64_t i = job->nodes->starts[node]; i < job->nodes->starts[node + 1]; i++) {
        uint32_t first = job->nodes->positions[i];
        uint32_t last = first + zg_inventory_length(job->nodes, node, i) - 1;
        uint32_t low = first > job->options->left ? first - job->options->left : 0;
        uint64_t high = (uint64_t)last + job->options->right;
        if (high >= job->sequence->n) high = job->sequence->n - 1;
        for (uint32_t q = low; q <= high; q++) {
            if (items[q] == ZG_BARRIER || worker->token_cells[items[q] - 1].counts == 0) continue;
            if (!take_token(job, worker, node, items[q] - 1, list)) good = false;
        }
    }
    if (list->n > from) sort_rows(list->items + from, list->n - from);
    return good;
}

static bool take_all(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                     zg_joint_list *list)
{
    bool good = true;
    for (uint32_t token = 0; token < job->collocates->n; token++) {
        if (worker->token_cells[token].counts == 0) continue;
        if (!take_token(job, worker, node, token, list)) good = false;
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
    if (worker->token_docs == NULL)
        count_node(job, worker, node, false, &near, &own);
    else
        count_node(job, worker, node, true, &near, &own);
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
