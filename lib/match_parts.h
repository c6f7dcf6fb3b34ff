/* match: what its parts share. */
#ifndef ZG_MATCH_PARTS_H
#define ZG_MATCH_PARTS_H

#include "match.h"

/* What ends at a node of the trie: a form, or an exception of one. */
typedef struct zg_match_use {
    uint32_t index; /* of the form; of an exception: of the form that it is for */
    uint32_t next;  /* use + 1 of the same node; 0: none */
    bool except;
} zg_match_use;

typedef struct zg_match_node {
    uint32_t depth;
    uint32_t fail; /* the longest proper suffix that is a node */
    uint32_t uses; /* use + 1 */
    uint32_t hit;  /* the nearest node along `fail`, itself included, that has uses; 0: none */
} zg_match_node;

/* What to do with an element. */
enum { ZG_MATCH_TOKEN, ZG_MATCH_MARK, ZG_MATCH_STOP };

struct zg_matcher {
    const zg_corpus *corpus;
    const zg_items *items;
    zg_match_node *nodes; /* node 0 is the root */
    size_t n_nodes, nodes_capacity;
    zg_match_use *uses;
    size_t n_uses, uses_capacity;
    uint64_t *edges; /* open addressing: node << 32 | element, 0 empty; and where it leads */
    uint32_t *targets;
    size_t n_slots;
    uint32_t *front; /* by type: where the root leads; 0: nowhere */
    uint8_t *kinds;  /* by type */
    bool blank_stops, paragraph_stops;
    uint32_t *forms_of; /* by item: number of forms */
    bool *has_excepts;  /* by form */
    size_t deepest;
};

/* Where `element` leads from a node other than the root: 0 where there is no edge. */
static inline uint32_t zg_match_edge(const zg_matcher *m, uint32_t node, uint32_t element)
{
    uint64_t key = (uint64_t)node << 32 | element;
    uint64_t h = key * 0x9E3779B97F4A7C15ull;
    size_t slot = (size_t)(h ^ h >> 31) & (m->n_slots - 1);
    while (m->edges[slot] != 0) {
        if (m->edges[slot] == key) return m->targets[slot];
        slot = (slot + 1) & (m->n_slots - 1);
    }
    return 0;
}

/* An occurrence that may still meet others. `from` and `to` count the elements that were looked
 * at, from the front of the document. */
typedef struct zg_match_candidate {
    zg_match match;
    uint64_t from, to;
} zg_match_candidate;

typedef struct zg_match_exception {
    uint32_t form;
    uint64_t from, to;
} zg_match_exception;

/* Occurrences that touch each other: judged together. */
typedef struct zg_match_cluster {
    zg_match_candidate *candidates;
    size_t n, capacity;
    zg_match_exception *exceptions;
    size_t n_exceptions, exceptions_capacity;
    uint64_t end;    /* the last `to` of a candidate */
    uint32_t *cover; /* by place: form + 1 of the item under way that took it */
    size_t cover_capacity;
} zg_match_cluster;

/* Decides, appends what counts or is excluded to `out`, and empties the cluster. */
ZG_MUST_USE zg_status zg_match_decide(const zg_matcher *matcher, zg_match_cluster *cluster,
                                      zg_match **out, size_t *n, size_t *capacity, zg_error *error);

#endif
