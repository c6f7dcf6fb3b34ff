/* windows: surface co-occurrence, counted exactly (Evert 2008). Floor 6. Knows ids only.
 *
 * The span of a node is `left` tokens before its first and `right` tokens behind its last token,
 * cut where the sequence has a barrier. A run is so many tokens in a row, without a barrier and
 * without a token of the node. A joint run lies wholly inside the union of all spans of a node; it
 * is counted once, and belongs to the nearest node whose span reaches it (a tie goes to the node
 * on its left). Runs of each order make a table of their own:
 *   o11 joint runs that spell the collocate, r1 all joint runs,
 *   c1 runs of the selection that spell it, n all runs of the selection. */
#ifndef ZG_WINDOWS_H
#define ZG_WINDOWS_H

#include "inventory.h"
#include "room.h"
#include "run.h"
#include "sequence.h"

typedef struct zg_windows_options {
    uint32_t left, right; /* span in tokens */
    bool adjacent;        /* pairs that stand next to each other instead: windows by position of
                             k + m tokens, the first k the node (left > 0: a collocate before it
                             makes a row of its own). r1, c1: windows with the node, with the
                             collocate in its place */
    uint64_t min_joint;   /* 1 and up */
    uint64_t min_node;    /* rarer nodes are left out */
} zg_windows_options;

/* A node and a collocate that share `min_joint` runs or more. Indices into the inventories. */
typedef struct zg_joint {
    uint32_t node, collocate;
    zg_position joint;
    zg_position left; /* of them, left of the node */
    uint32_t docs;    /* documents with a joint run */
    zg_position c1;
    int64_t distance; /* summed over joint runs: tokens to the nearest token, left negative */
} zg_joint;

/* Rows that stand together in memory, those of a node never in two lists. */
typedef struct zg_joint_list {
    zg_joint *items; /* in `room` */
    size_t n, capacity;
    uint64_t before; /* rows of the lists before this one */
    zg_room room;
} zg_joint_list;

typedef struct zg_windows {
    zg_joint_list *lists; /* rows stay where they were counted, so that none is ever moved */
    size_t n_lists;
    uint64_t n;            /* rows of all lists */
    uint32_t min_n, width; /* orders min_n .. min_n + width - 1 have margins */
    uint64_t *near, *free; /* private: see zg_windows_near, zg_windows_runs */
    bool adjacent;
    uint32_t span;  /* places of a span, 0 unless they were asked for */
    zg_room places; /* zg_position: `span` counters of each row, by its number */
} zg_windows;

/* Counts all pairs of the two inventories (which may be the same). If `collocates` are tokens,
 * the counting needs one dense row of counters for each thread, else a list of places. Where nodes
 * are tokens, their places are found here, those of some nodes at a time. */
ZG_MUST_USE zg_status zg_windows_count(zg_run *run, const zg_sequence *sequence,
                                       const zg_inventory *nodes, const zg_inventory *collocates,
                                       const zg_windows_options *options, zg_windows *out,
                                       zg_error *error);
void zg_windows_free(zg_windows *windows);

/* Counts at which places of the span the joint runs of each row stand, that is their tokens nearest
 * to the node: `left` counters from the farthest on, then `right` counters. The inventories still
 * have their places, the sequence its items; pairs are not adjacent. */
ZG_MUST_USE zg_status zg_windows_places(zg_run *run, const zg_sequence *sequence,
                                        const zg_inventory *nodes, const zg_inventory *collocates,
                                        const zg_windows_options *options, zg_windows *windows,
                                        zg_error *error);

/* A row is named by its list and its place there. */
#define ZG_ROW_BITS 40
static inline uint64_t zg_windows_id(size_t list, size_t place)
{
    return (uint64_t)list << ZG_ROW_BITS | place;
}

static inline const zg_joint *zg_windows_row(const zg_windows *windows, uint64_t id)
{
    return &windows->lists[id >> ZG_ROW_BITS].items[id & (((uint64_t)1 << ZG_ROW_BITS) - 1)];
}

/* Its number among all rows. */
static inline uint64_t zg_windows_number(const zg_windows *windows, uint64_t id)
{
    return windows->lists[id >> ZG_ROW_BITS].before + (id & (((uint64_t)1 << ZG_ROW_BITS) - 1));
}

/* The counters of places of the row with this number. */
static inline zg_position *zg_windows_places_of(const zg_windows *windows, uint64_t number)
{
    return (zg_position *)windows->places.data + number * windows->span;
}

/* Counts the rows of all lists again, after some were taken out. */
void zg_windows_renumber(zg_windows *windows);

/* r1 and n of a row whose collocate has `order` tokens. */
static inline size_t zg_windows_margin(const zg_windows *windows, const zg_joint *row,
                                       uint32_t order)
{
    size_t side = windows->adjacent && row->left > 0 ? windows->width : 0;
    size_t wide = windows->adjacent ? 2 * (size_t)windows->width : windows->width;
    return row->node * wide + side + (order - windows->min_n);
}

static inline uint64_t zg_windows_near(const zg_windows *windows, const zg_joint *row,
                                       uint32_t order)
{
    return windows->near[zg_windows_margin(windows, row, order)];
}

static inline uint64_t zg_windows_runs(const zg_windows *windows, const zg_joint *row,
                                       uint32_t order)
{
    return windows->free[zg_windows_margin(windows, row, order)];
}

#endif
