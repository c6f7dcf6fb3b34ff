/* windows: what its parts share. */
#ifndef ZG_WINDOWS_PARTS_H
#define ZG_WINDOWS_PARTS_H

#include "windows.h"

/* Counters of one collocate beside the node under way. */
typedef struct zg_cell {
    int64_t distance;
    zg_position joint, left;
    uint32_t docs, last;  /* last: document that was counted, plus one */
    zg_position touching; /* runs that share a token with the node */
    uint32_t listed;
} zg_cell;

/* The same for single tokens, as small as can be, since these are what counting waits for. */
typedef struct zg_token_cell {
    zg_position joint, left;
    int64_t distance;
} zg_token_cell;

typedef struct zg_token_docs {
    uint32_t n, last;
} zg_token_docs;

/* Where a collocate begins, for those that are not just tokens. */
typedef struct zg_place_entry {
    zg_position position;
    uint32_t collocate;
    uint32_t n;
} zg_place_entry;

#define ZG_PLACE_BLOCK 32

/* What is read of the text lies at random, and is asked for so many places ahead. */
#define ZG_AHEAD 16
#if defined(__GNUC__)
#define ZG_PREFETCH(address) __builtin_prefetch(address)
#else
#define ZG_PREFETCH(address) (void)(address)
#endif

/* Scratch of one thread; all cells are zero between nodes. */
typedef struct zg_windows_worker {
    zg_cell *cells;             /* NULL where collocates are tokens and windows are spans */
    zg_token_cell *token_cells; /* NULL elsewhere */
    uint64_t *packed;           /* beside token_cells: see windows_tokens.c */
    zg_token_docs *token_docs;  /* NULL where there is but one document */
    zg_position *listed;        /* collocates with a cell that is not zero */
    size_t n_listed;
    uint64_t document;
    zg_joint_list *list; /* the one that is being filled */
    uint64_t rows;       /* room for rows that all its lists have */
} zg_windows_worker;

/* Adjacent pairs: one side of one order of nodes. */
typedef struct zg_side {
    bool before;     /* the collocate stands before the node */
    uint32_t k;      /* tokens of the nodes */
    zg_position *c1; /* by collocate: windows with it in its place */
    uint64_t *runs;  /* by order: all windows */
} zg_side;

struct zg_windows_job;

/* Makes rows of the pairs of one node. */
typedef zg_status zg_windows_node(struct zg_windows_job *job, zg_windows_worker *worker,
                                  uint32_t node, zg_error *error);

typedef struct zg_windows_job {
    zg_run *run;
    const zg_sequence *sequence;
    const zg_inventory *nodes, *collocates;
    const zg_windows_options *options;
    zg_windows *out;
    uint64_t *runs;          /* by order - min_n: all runs of the selection */
    zg_place_entry *entries; /* by position; NULL where collocates are tokens */
    uint64_t n_entries;
    uint64_t *blocks; /* first entry at or behind position i * ZG_PLACE_BLOCK */
    zg_windows_worker *workers;
    uint32_t n_workers;
    zg_windows_node *count_node;
    const uint64_t *first_row;  /* by node, for zg_windows_places_node; UINT64_MAX: it has none */
    const zg_side *side;        /* the one under way */
    uint32_t *tasks;            /* first node of each task */
    size_t n_tasks, first_task; /* first_task: of those under way */
    /* Places of the nodes of those: the place with number i, as starts of the nodes number them, is
     * positions[i - base]. */
    const zg_position *positions;
    uint64_t base;
    zg_room places; /* room for them, where nodes are tokens */
} zg_windows_job;

/* Tokens in a row that have no token of the node: [first, last] between two node segments, as
 * far as spans reach. */
typedef struct zg_gap {
    bool joined; /* the spans of both neighbours meet: one stretch, right zone */
    zg_position right_first, right_last; /* behind the left neighbour; empty: last < first */
    zg_position left_first, left_last;   /* before the right neighbour */
} zg_gap;

#define ZG_NO_NODE ZG_POSITION_MAX

/* The zones between the last token `end` of one node and the first token `next` of the following
 * one (either may be ZG_NO_NODE). */
static inline zg_gap zg_gap_find(const uint32_t *items, uint32_t left, uint32_t right,
                                 zg_position end, zg_position next)
{
    zg_gap gap = {.right_first = 1, .left_first = 1};
    bool meet = end != ZG_NO_NODE && next != ZG_NO_NODE &&
                (uint64_t)next - end <= (uint64_t)left + right + 1;
    if (meet) {
        zg_position q = end + 1;
        while (q < next && items[q] != ZG_BARRIER) q++;
        if (q == next) {
            gap.joined = true;
            gap.right_first = end + 1;
            gap.right_last = next - 1;
            return gap;
        }
    }
    if (end != ZG_NO_NODE) {
        uint64_t limit = (uint64_t)end + right;
        zg_position q = end + 1;
        while (q <= limit && items[q] != ZG_BARRIER) q++;
        gap.right_first = end + 1;
        gap.right_last = q - 1;
    }
    if (next != ZG_NO_NODE) {
        zg_position limit = next > left ? next - left : 1, q = next - 1;
        while (q >= limit && items[q] != ZG_BARRIER) q--;
        gap.left_first = q + 1;
        gap.left_last = next - 1;
    }
    return gap;
}

/* The node's own segments: places that overlap or touch are one. */
typedef struct zg_segment_walk {
    const zg_position *positions;
    const uint32_t *lengths; /* NULL where all have `order` */
    uint64_t at, end;
    uint32_t order;
} zg_segment_walk;

static inline zg_segment_walk zg_segments(const zg_windows_job *job, uint32_t node)
{
    const zg_inventory *nodes = job->nodes;
    return (zg_segment_walk){.positions = job->positions,
                             .lengths = nodes->lengths,
                             .at = nodes->starts[node] - job->base,
                             .end = nodes->starts[node + 1] - job->base,
                             .order = nodes->orders[node]};
}

static inline bool zg_segment_next(zg_segment_walk *walk, zg_position *first, zg_position *last)
{
    if (walk->at == walk->end) return false;
    const zg_position *positions = walk->positions;
    const uint32_t *lengths = walk->lengths;
    *first = positions[walk->at];
    *last = *first + (lengths == NULL ? walk->order : lengths[walk->at]) - 1;
    for (walk->at++; walk->at < walk->end && positions[walk->at] <= *last; walk->at++) {
        zg_position end =
            positions[walk->at] + (lengths == NULL ? walk->order : lengths[walk->at]) - 1;
        if (end > *last) *last = end;
    }
    return true;
}

/* The document of a position, where positions come ascending. */
static inline uint32_t zg_walk_document(const zg_windows_job *job, zg_windows_worker *worker,
                                        zg_position position)
{
    if (job->sequence->starts[worker->document + 1] <= position) {
        worker->document = zg_sequence_document(job->sequence, position);
    }
    return (uint32_t)worker->document + 1;
}

zg_windows_node zg_windows_tokens, zg_windows_runs_node, zg_windows_places_node;

/* The first entry at or behind a position. */
uint64_t zg_windows_entry(const zg_windows_job *job, zg_position position);

/* Counts all nodes, in tasks for threads. May be called again: rows come behind those there are. */
ZG_MUST_USE zg_status zg_windows_each(zg_windows_job *job, zg_windows_node *count_node,
                                      zg_error *error);

/* Adjacent pairs of all nodes. */
ZG_MUST_USE zg_status zg_windows_adjacent(zg_windows_job *job, zg_error *error);

/* The entries of `collocates` by position, those at `wanted` positions (bits; NULL: all). */
ZG_MUST_USE zg_status zg_windows_entries(zg_windows_job *job, const uint64_t *wanted,
                                         zg_error *error);

/* Room for so many rows in the list of the worker, which is another one then, if need be. */
ZG_MUST_USE zg_status zg_windows_reserve(zg_windows_worker *worker, uint64_t rows, zg_error *error);

static inline void zg_windows_keep(zg_windows_worker *worker, const zg_joint *row)
{
    worker->list->items[worker->list->n++] = *row;
}

#endif
