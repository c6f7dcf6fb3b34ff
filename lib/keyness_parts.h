/* keyness: what its parts share. */
#ifndef ZG_KEYNESS_PARTS_H
#define ZG_KEYNESS_PARTS_H

#include <zigram/keyness.h>
#include <zigram/measures.h>

#include "count.h"
#include "filter.h"
#include "frame.h"
#include "items.h"
#include "phrases.h"

/* Frequencies and documents of an item: [0] in the target, [1] in the reference. */
typedef struct zg_key_pair {
    int64_t freq[2];
    int64_t docs[2];
} zg_key_pair;

/* ---- items ---- */

/* What is compared, counted once over the documents of all sides. One of three sources: n-grams
 * (count), phrases or closed n-grams (set), lists (pairs). */
typedef struct zg_key_items {
    size_t n;
    zg_sequence sequence; /* also for windows, where they are asked for */
    zg_count count;
    zg_phrase_set *set;
    zg_items *list; /* of a file */
    zg_count_cell
        *cells; /* of a set or a file: documents as in the selection; `docs` from starts[i] on */
    uint64_t *starts;
    zg_key_pair *pairs; /* of lists */
    zg_buffer text;     /* of lists: items one behind the other, ends[i] behind item i */
    uint64_t *ends;
    int64_t *orders; /* of lists: n of an item, 0 where it is not known */
} zg_key_items;

/* Counts the items of the selection; n-grams, of which there are many more than are shown, that
 * occur `least` times. `target`: by document of it, 1 where it is of the target, for
 * two sides whose documents need not be told apart; NULL: what each document has is kept. */
ZG_MUST_USE zg_status zg_key_items_make(zg_run *run, const zg_corpus *corpus,
                                        const zg_selection *selection,
                                        const zg_keyness_options *options, uint64_t least,
                                        const uint8_t *target, zg_key_items *out, zg_error *error);
void zg_key_items_free(zg_key_items *items);

uint32_t zg_key_item_n(const zg_key_items *items, size_t item);
bool zg_key_item_render(const zg_key_items *items, size_t item, zg_buffer *out);
const zg_count_cell *zg_key_item_cells(const zg_key_items *items, size_t item, size_t *n);

/* ---- sides ---- */

typedef struct zg_key_side {
    int64_t tokens;
    int64_t documents; /* with a token */
    int64_t units;     /* of those, near-copies of each other counted once */
    int64_t *sizes;    /* of units, in tokens */
    zg_part_sizes parts;
    uint32_t *by_size; /* parts, the largest first; for leaving one out */
    int64_t *windows;  /* by n, up to the longest item; NULL where tokens are the margin */
} zg_key_side;

/* All ways, or many random ones, to deal the documents of both sides out again. */
typedef struct zg_key_deals {
    uint64_t n;
    bool all;        /* every way there is */
    size_t words;    /* of 64 bits, of a document */
    uint64_t *bits;  /* by document (target, then reference): bit b where deal b puts it into the
                       target */
    int64_t *tokens; /* by deal: of its target */
} zg_key_deals;

typedef struct zg_comparison {
    size_t group; /* number; its rows come in this order */
    const char *name;
    uint8_t *side; /* by document of the selection: 0 target, 1 reference, 2 neither; NULL: lists */
    uint32_t *part; /* by document: its unit on its side */
    bool merged;    /* a unit may be several documents */
    zg_key_side sides[2];
    bool whole; /* no document is on neither side */
    bool descriptive;
    size_t first_test; /* of its rows, in zg_comparing.tests */
    zg_key_deals deals;
} zg_comparison;

/* ---- columns ---- */

typedef enum zg_key_kind {
    ZG_KEY_GROUP,
    ZG_KEY_ITEM,
    ZG_KEY_N,
    ZG_KEY_FREQ, /* of a side, as docs, rate and parts */
    ZG_KEY_RATE,
    ZG_KEY_DOCS,
    ZG_KEY_MEASURE, /* of the table, the documents, the groups */
    ZG_KEY_PARTS,
    ZG_KEY_ADJUSTED, /* filled in when all rows are there */
    ZG_KEY_RESIDUAL,
    ZG_KEY_GROUPS_Q,
    ZG_KEY_PERMUTATION,
    ZG_KEY_WITHOUT,
    ZG_KEY_WITHOUT_DOCUMENT,
    ZG_KEY_INDEPENDENT, /* of a side */
    ZG_KEY_CELL
} zg_key_kind;

typedef struct zg_key_column {
    zg_key_kind kind;
    int side; /* or which cell */
    const zg_measure *measure;
    bool inferential; /* no value where the comparison is descriptive */
    bool known;       /* of a measure of the table: it is kept for small frequencies, */
    size_t place;     /* here */
    double *adjusted; /* by test */
    zg_type type;
    char name[64];
    char formula[200];
} zg_key_column;

#define ZG_KEY_COLUMNS 256

/* Frequencies below which the measures of a 2 x 2 table are made once for each pair of them. Most
 * items are rare, so most rows need no formula. */
#define ZG_KEY_KNOWN 64

/* ---- the whole ---- */

/* A document that may be left out. */
typedef struct zg_key_candidate {
    int64_t freq, size;
    uint32_t part;
} zg_key_candidate;

/* Room of one thread. */
typedef struct zg_key_scratch {
    uint32_t *index[2];
    int64_t *freqs[2];
    double *rates[2];
    zg_document_rate *documents;
    int64_t *groups;
    int64_t *dealt;
    uint8_t *listed;
    uint32_t *slots[2]; /* by part of a side: place in `index` + 1, 0 between items */
    zg_key_candidate *candidates;
    const zg_comparison *known_of; /* what `known` is of */
    uint8_t *known_state;          /* by pair of frequencies */
    double *known;                 /* by pair and place */
} zg_key_scratch;

typedef struct zg_comparing {
    zg_run *run;
    const zg_corpus *corpus; /* NULL: lists */
    zg_keyness_options options;
    zg_selection *all; /* the documents of all sides */
    uint64_t documents;
    uint32_t *group_of; /* by document of it */
    size_t n_groups;    /* of --groups, whose measures need the frequencies in all; else 0 */
    int64_t *group_tokens;
    bool by;          /* there is a column group */
    zg_groups groups; /* of by */
    zg_key_items items;
    zg_comparison *comparisons;
    size_t n_comparisons;
    zg_key_column *columns;
    size_t n_columns;
    bool needs_documents; /* of items: what each document has */
    bool needs_rank_sum;  /* zg_document_freqs */
    bool needs_rates;     /* of zg_part_freqs */
    uint32_t *copy_of;    /* by document of `all`: the first of those it is a near-copy of, maybe
                             itself; NULL where that is not known */
    size_t n_known;       /* columns that are known */
    uint32_t p_column, low_column, high_column;
    uint32_t lrc_column, ratio_column; /* what rows are ordered by where nothing is said */
    double *tests;                     /* neg_log10_p of all rows tested, NaN where there is none */
    size_t n_tests;
    double family;
    zg_levels levels;
    double *groups_p, *groups_q; /* by item */
    zg_filter *filter;
    zg_key_scratch *scratch; /* by worker */
    uint32_t workers;
    zg_field *fields; /* of the table */
    zg_frame *keys;   /* by row: what it is ordered by, and which item of which comparison it is */
    size_t rows;      /* of the table */
    size_t next;      /* row to give out */
    size_t piece;     /* rows that are scored ahead, `given` of them given out */
    size_t given;
    zg_key_pair *pairs; /* of the piece, by row */
    double *values;     /* by row and column */
    uint64_t *left_out; /* by row: the document of without_document */
    zg_buffer notes;    /* each ended by NUL */
    zg_buffer json;     /* for the sidecar, before what is added at the end */
} zg_comparing;

/* The columns that the options ask for. */
ZG_MUST_USE zg_status zg_key_columns_make(zg_comparing *key, zg_error *error);

/* Reads which documents are near-copies of each other, where there is a list of them. */
ZG_MUST_USE zg_status zg_key_copies(zg_comparing *key, zg_error *error);

/* Makes the sides of a comparison whose `side` is set: parts, sizes, deals. */
ZG_MUST_USE zg_status zg_key_sides_make(zg_comparing *key, zg_comparison *comparison,
                                        zg_error *error);

/* Counts the windows of both sides, once the items are there. */
ZG_MUST_USE zg_status zg_key_windows(const zg_comparing *key, zg_comparison *comparison,
                                     zg_error *error);
void zg_comparison_free(zg_comparison *comparison);

zg_key_pair zg_key_pair_of(const zg_comparing *key, const zg_comparison *comparison, size_t item);

/* The least frequency, both sides together, of what may be shown, once the sides are there. */
uint64_t zg_key_least(const zg_comparing *key);

/* Its frequency on both sides together. */
uint64_t zg_key_freq(const zg_comparing *key, const zg_comparison *comparison, size_t item);

/* The 2 x 2 table of an item. */
ZG_MUST_USE zg_status zg_key_table(const zg_comparing *key, const zg_comparison *comparison,
                                   size_t item, const zg_key_pair *pair, zg_table2x2 *out,
                                   zg_error *error);

/* Begins; then counted items and comparisons are filled in; then the table is made of them. */
ZG_MUST_USE zg_status zg_key_new(zg_run *run, const zg_corpus *corpus,
                                 const zg_keyness_options *options, zg_comparing **out,
                                 zg_error *error);

/* Makes the table, which owns `key`; on failure it is freed too. */
ZG_MUST_USE zg_status zg_key_compare(zg_comparing *key, zg_table **out, zg_error *error);
void zg_key_free(zg_comparing *key);

/* ---- values ---- */

/* An item in a comparison, and what is made of it only where a measure asks. */
typedef struct zg_key_row {
    const zg_comparison *comparison;
    size_t item;
    zg_key_pair pair;
    zg_table2x2 table;
    zg_part_freqs parts[2];
    zg_document_freqs documents;
    zg_group_freqs groups;
    size_t listed[2];
    bool has_table, has_parts, has_documents, has_groups;
} zg_key_row;

void zg_key_row_init(zg_key_row *row, const zg_comparison *comparison, size_t item,
                     const zg_key_pair *pair);

/* 1 where the target has more of it, -1 where the reference has. */
ZG_MUST_USE zg_status zg_key_sign(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                                  int *sign, zg_error *error);

/* The value of a column of reals. `left_out`: see zg_key_without. */
ZG_MUST_USE zg_status zg_key_value(const zg_comparing *key, zg_key_scratch *scratch,
                                   zg_key_row *row, const zg_key_column *column, double *value,
                                   uint64_t *left_out, zg_error *error);

/* The value of a column of whole numbers, and whether it has one. */
ZG_MUST_USE zg_status zg_key_whole(const zg_comparing *key, const zg_key_row *row,
                                   const zg_key_column *column, int64_t *value, bool *has,
                                   zg_error *error);

/* The value of a column of names, group or without_document; NULL: none. Borrowed. */
const char *zg_key_name(const zg_comparing *key, const zg_key_row *row, const zg_key_column *column,
                        uint64_t left_out);

/* ---- rows ---- */

/* Columns of zg_comparing.keys. */
enum { ZG_BY_KEY, ZG_BY_COMPARISON, ZG_BY_FREQ, ZG_BY_ITEM, ZG_BY_N, ZG_BY_NUMBER, ZG_BY_COLUMNS };

/* Tests the items of every comparison, adjusts, and orders what is kept: `keys`. */
ZG_MUST_USE zg_status zg_key_rank(zg_comparing *key, zg_error *error);

/* Makes the table of `rows` rows, which owns `key` from here on, also when this fails. */
ZG_MUST_USE zg_status zg_key_table_make(zg_comparing *key, zg_table **out, zg_error *error);

/* Appends what a reader has to be told of the comparisons, each note ended by NUL. */
ZG_MUST_USE zg_status zg_key_notes(const zg_comparing *key, zg_buffer *out, zg_error *error);

/* ---- documents ---- */

/* Frequencies of an item in the parts of both sides, into the scratch: how many are listed. */
void zg_key_list_parts(const zg_comparing *key, const zg_comparison *comparison, size_t item,
                       zg_key_scratch *scratch, size_t listed[2]);

/* The weakest lrc when one document is left out, and the document (of the selection; UINT64_MAX
 * where none can be left out, and NaN is given). Parts are listed. */
double zg_key_without(const zg_comparing *key, const zg_comparison *comparison,
                      const zg_table2x2 *table, zg_key_scratch *scratch, const size_t listed[2],
                      uint64_t *document);

ZG_MUST_USE zg_status zg_key_deals_make(zg_run *run, const zg_comparison *comparison, uint64_t n,
                                        uint64_t seed, zg_key_deals *out, zg_error *error);

/* -log10 of the share of deals whose rates differ as much as those of the sides. */
double zg_key_permutation(const zg_comparison *comparison, zg_key_scratch *scratch,
                          const size_t listed[2], const zg_key_pair *pair);

#endif
