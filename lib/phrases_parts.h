/* phrases: what its parts share. */
#ifndef ZG_PHRASES_PARTS_H
#define ZG_PHRASES_PARTS_H

#include "phrases.h"
#include "repeats.h"

/* ---- units: short pieces that the text is made of, learned from it ---- */

#define ZG_UNIT_MAX 4 /* tokens of the longest unit */

/* A trie in one hash table: a unit of k tokens is found by the unit of its first k - 1 and the
 * last one. Units of one token are their item, all others are numbered behind the items. */
typedef struct zg_unit_slot {
    uint64_t key; /* first part << 32 | item; 0: empty */
    uint32_t unit;
} zg_unit_slot;

typedef struct zg_lexicon {
    zg_unit_slot *slots;
    size_t mask;
    uint32_t n; /* units, items included */
    uint32_t n_items;
    uint64_t *freqs; /* by unit, in what was learned from */
    uint8_t *lengths;
    double *shares; /* by unit: probability */
} zg_lexicon;

void zg_lexicon_free(zg_lexicon *lexicon);

static inline size_t zg_lexicon_slot(const zg_lexicon *lexicon, uint32_t unit, uint32_t item)
{
    uint64_t h = ((uint64_t)unit << 32 | item) * 0x9E3779B97F4A7C15ull;
    return (size_t)(h ^ h >> 32) & lexicon->mask;
}

/* The unit of `unit` and one more token; 0: none. `slot`: of zg_lexicon_slot. */
static inline uint32_t zg_lexicon_at(const zg_lexicon *lexicon, size_t slot, uint32_t unit,
                                     uint32_t item)
{
    uint64_t key = (uint64_t)unit << 32 | item;
    while (lexicon->slots[slot].key != 0) {
        if (lexicon->slots[slot].key == key) return lexicon->slots[slot].unit;
        slot = (slot + 1) & lexicon->mask;
    }
    return 0;
}

static inline uint32_t zg_lexicon_longer(const zg_lexicon *lexicon, uint32_t unit, uint32_t item)
{
    return zg_lexicon_at(lexicon, zg_lexicon_slot(lexicon, unit, item), unit, item);
}

/* A run of tokens that no mark, barrier or white space parts. */
typedef struct zg_clause {
    zg_position begin, n; /* position, tokens */
} zg_clause;

#define ZG_CLAUSE_FIXED 4294967296.0 /* one occurrence in zg_clause_room.counts */

/* One thread's room for clauses that are weighed together. */
typedef struct zg_clause_room {
    zg_clause *clauses;
    zg_position n_clauses, n; /* and their tokens, all in a row */
    uint32_t *items;
    zg_position *left;   /* by token: how many there are up to the end of its clause */
    zg_position *active; /* private, as is the next */
    size_t *slots;
    uint32_t (*units)[ZG_UNIT_MAX]; /* that begin at a token, by length */
    double (*shares)[ZG_UNIT_MAX];  /* their probabilities */
    double *scales, *ends;          /* of weighing: see there */
    size_t clauses_capacity, items_capacity, left_capacity, active_capacity, slots_capacity,
        units_capacity, shares_capacity, scales_capacity, ends_capacity;
    uint64_t *counts; /* by unit, fixed point */
} zg_clause_room;

void zg_clause_room_free(zg_clause_room *room);

/* Takes in a clause of `items`. False without memory. */
bool zg_clause_add(zg_clause_room *room, const uint32_t *items, const zg_clause *clause);

/* Weighs what is in the room and empties it: adds to its counts (by unit; needed in any case), or
 * writes the gaps inside the clauses where `gaps` is given. */
void zg_clauses_weigh(const zg_lexicon *lexicon, zg_clause_room *room, uint16_t *gaps);

/* ---- the ground: what is known of the text before a phrase is looked for ---- */

enum {
    ZG_KIND_TOKEN = 1,
    ZG_KIND_FUNCTION = 2, /* a frequent token that stands alone: 的, of */
    ZG_KIND_OPENING = 4,  /* quotes and brackets */
    ZG_KIND_CLOSING = 8,
    ZG_KIND_EITHER = 16, /* a quote that opens and closes */
    ZG_KIND_JOINS = 32,  /* a mark that stands between clauses */
    ZG_KIND_NUMBER = 64  /* a token in digits */
};

#define ZG_GAP_SURE   65535u /* a gap where a unit ends for sure */
#define ZG_GAP_HALF   32768u
#define ZG_GAP_NEARLY 58982u /* 0.9 */

/* Two items in a row that recur. */
typedef struct zg_pair {
    uint64_t key; /* left << 32 | right */
    zg_position freq, begins, ends;
    zg_position low; /* place of the first suffix that begins with it; of a mark: 0 */
} zg_pair;

typedef struct zg_ground {
    zg_run *run;
    zg_repeats text;
    bool learned; /* units are learned; else every token is one */
    uint64_t min_freq;
    uint16_t *gaps; /* by position: probability that a unit ends before it; 0 inside a number */
    zg_room gaps_room;
    zg_lexicon lexicon;
    uint8_t *kinds;    /* by item */
    uint32_t *partner; /* by item: the mark that closes (opens) what it opens (closes) */
    uint32_t number;   /* one of the numbers, for all of them; 0: none */
    double n_units;    /* expected number of units in the text */
    uint64_t *openings, *closings; /* by item: sum of the gaps before it, behind it */
    uint64_t *alone;               /* by item: sum of the product of both: a unit by itself */
    zg_position *begins, *ends;    /* by item: clauses that begin and end with it */
    uint32_t *twins; /* by item: the same word in another case, if case makes types; 0: none */
    double begin_share, end_share; /* of all tokens */
    zg_pair *pairs;
    zg_position *pair_slots; /* number of a pair + 1; 0: none */
    size_t pair_mask;
    zg_room pairs_room;
} zg_ground;

/* Sorts the text, learns its units, looks at its clauses. `min_freq` 0: by the size. */
ZG_MUST_USE zg_status zg_ground_make(zg_run *run, const zg_corpus *corpus,
                                     const zg_selection *selection, zg_within within,
                                     uint64_t min_freq, zg_ground *out, zg_error *error);
void zg_ground_free(zg_ground *ground);

/* The lexicon, and the gaps of the whole text. Part of making the ground. */
ZG_MUST_USE zg_status zg_ground_learn(zg_ground *ground, zg_error *error);

/* Kinds of marks, and what closes what. */
ZG_MUST_USE zg_status zg_ground_marks(zg_ground *ground, zg_error *error);

/* Numbers: none has an edge inside. Part of making the ground, once the gaps are known. */
ZG_MUST_USE zg_status zg_ground_numbers(zg_ground *ground, zg_error *error);

/* Words that differ in case only (none where units are learned). */
ZG_MUST_USE zg_status zg_ground_words(zg_ground *ground, zg_error *error);

/* Pairs that recur `min_freq` times; NULL where it is rarer. */
ZG_MUST_USE zg_status zg_ground_pairs(zg_ground *ground, zg_error *error);
const zg_pair *zg_ground_pair(const zg_ground *ground, uint32_t left, uint32_t right);

/* log2 of how much more often such an edge begins (ends) a clause than any token does: of the
 * token at the edge, and of the two. */
double zg_ground_begins(const zg_ground *ground, uint32_t first);
double zg_ground_ends(const zg_ground *ground, uint32_t last);
double zg_ground_begins_two(const zg_ground *ground, uint32_t first, uint32_t second);
double zg_ground_ends_two(const zg_ground *ground, uint32_t second, uint32_t last);

/* How often a sequence occurs. */
zg_position zg_ground_freq(const zg_ground *ground, const uint32_t *items, uint32_t length);

/* ---- candidates ---- */

typedef struct zg_candidate {
    zg_position low, high;
    uint32_t length;
    uint32_t n;      /* tokens */
    double boundary; /* of all occurrences; below 0: not known, and surely below the threshold */
} zg_candidate;

typedef struct zg_candidates {
    zg_candidate *items;
    size_t n, capacity;
} zg_candidates;

/* Scratch memory of one thread. */
typedef struct zg_scratch {
    zg_position *counts; /* by item, all 0 between uses */
    uint32_t *seen;
    size_t seen_capacity;
    double *log_terms; /* private */
} zg_scratch;

ZG_MUST_USE zg_status zg_scratch_make(const zg_ground *ground, zg_scratch *out, zg_error *error);
void zg_scratch_free(zg_scratch *scratch);

/* What stands at one edge of a set of occurrences. */
typedef struct zg_edge {
    double mean;     /* of the gap */
    double entropy;  /* of the neighbours, bits */
    double boundary; /* the score */
    bool closed;     /* not always the same ordinary neighbour */
} zg_edge;

typedef struct zg_edges {
    zg_edge left, right;
} zg_edges;

/* Edges of a sequence of `length` items that stands at the `n` positions. False without memory. */
bool zg_edges_of(const zg_ground *ground, zg_scratch *scratch, const zg_position *positions,
                 zg_position n, uint32_t length, zg_edges *out);

static inline double zg_edges_weaker(const zg_edges *edges)
{
    return edges->left.boundary < edges->right.boundary ? edges->left.boundary
                                                        : edges->right.boundary;
}

/* All closed sequences that could be listed under a threshold; with `threshold` below 0 all of
 * them, without looking at edges' scores. */
ZG_MUST_USE zg_status zg_candidates_find(const zg_ground *ground, double threshold,
                                         zg_candidates *out, zg_error *error);
void zg_candidates_free(zg_candidates *candidates);

/* ---- rules ---- */

/* Marks that a sequence is shown with, as items; 0: none. */
typedef struct zg_wrap {
    uint32_t before, after;
} zg_wrap;

typedef enum zg_verdict { ZG_RULES_OUT, ZG_RULES_BROKEN, ZG_RULES_KEPT } zg_verdict;

/* What holds of a phrase whatever its edges score: no function token at an edge, no edge token that
 * just happens to be there, more than its units, clauses that belong together. Out is only what
 * opens a quote or a bracket and does not close it. `*cohesion` in bits. Unless `forgiving`, one
 * broken rule is enough, and the outputs are not written then. */
zg_verdict zg_rules_judge(const zg_ground *ground, const zg_candidate *candidate, bool forgiving,
                          double *cohesion, zg_wrap *wrap);

/* ---- cover: which listed occurrence holds which ---- */

typedef struct zg_cover_piece {
    zg_position end; /* position behind it */
    uint32_t phrase;
    zg_position below; /* what lay on top before; with the highest bit: a list of it */
} zg_cover_piece;

/* By position the piece laid last; pieces are laid longest first, so it is the shortest. Only of
 * positions that can be asked for: where a candidate begins, and may stand inside another one. */
typedef struct zg_cover {
    uint64_t *asked;     /* bit by position */
    zg_position *before; /* bits before each 64 positions */
    zg_position *top;    /* by bit: piece + 1; 0: none */
    zg_cover_piece *pieces;
    size_t n;
    zg_room asked_room, before_room, top_room, pieces_room;
    zg_position *lists; /* runs of (from bit, piece + 1), ended by ZG_POSITION_MAX */
    size_t n_lists, lists_capacity;
} zg_cover;

/* A cover for occurrences of these candidates. */
ZG_MUST_USE zg_status zg_cover_make(const zg_ground *ground, const zg_candidates *candidates,
                                    zg_cover *out, zg_error *error);
void zg_cover_free(zg_cover *cover);

/* Lays an occurrence. Of the same length, those that begin later first. */
ZG_MUST_USE zg_status zg_cover_lay(zg_cover *cover, zg_position start, uint32_t length,
                                   uint32_t phrase, zg_error *error);

/* The phrase of the shortest piece, but for those of `self`, that holds start .. start + length (of
 * two such, the one that begins first); UINT32_MAX: none. A candidate occurs there: `self` once it
 * is laid, UINT32_MAX before. */
uint32_t zg_cover_find(const zg_cover *cover, zg_position start, uint32_t length, uint32_t self);

/* ---- selection ---- */

struct zg_phrase_set {
    bool wide; /* the first: told by those of either width */
    const zg_corpus *corpus;
    zg_repeats text;
    zg_cover cover;
    bool covered; /* a set of phrases; else of closed n-grams */
    zg_phrase *phrases;
    size_t n, capacity;
    uint32_t *elements;
    uint32_t *ranks; /* by number when laid: the index after ordering; NULL before */
    uint64_t min_freq;
    double min_boundary;
};

/* Chooses among the candidates, longest first. */
ZG_MUST_USE zg_status zg_phrases_select(zg_ground *ground, zg_candidates *candidates,
                                        double threshold, bool nested, zg_phrase_set *set,
                                        zg_error *error);

#endif
