/* phrases: the rows of the table while it is made. Part of the module. */
#ifndef ZG_PHRASES_ROWS_H
#define ZG_PHRASES_ROWS_H

#include <zigram/measures.h>

#include "frame.h"
#include "number.h"
#include "phrases_parts.h"

enum {
    ZG_PHRASES_GROUP,
    ZG_PHRASES_PHRASE,
    ZG_PHRASES_N,
    ZG_PHRASES_FREQ,
    ZG_PHRASES_RATE,
    ZG_PHRASES_DOCS,
    ZG_PHRASES_INDEPENDENT,
    ZG_PHRASES_EXPECTED,
    ZG_PHRASES_OWN,
    ZG_PHRASES_CONSOLIDATED,
    ZG_PHRASES_SCORE,
    ZG_PHRASES_BOUNDARY,
    ZG_PHRASES_COHESION,
    ZG_PHRASES_LEFT,
    ZG_PHRASES_RIGHT,
    ZG_PHRASES_DP_NORM,
    ZG_PHRASES_FIRST,
    ZG_PHRASES_LAST,
    ZG_PHRASES_CONTAINER,
    ZG_PHRASES_G2,
    ZG_PHRASES_GROUP_ORDER, /* never shown, as the next ones */
    ZG_PHRASES_BOUNDED,
    ZG_PHRASES_INDEX,
    ZG_PHRASES_COLUMNS
};

/* One list: all selected documents, or those of one value. */
typedef struct zg_phrase_group {
    const char *name;
    int64_t *sizes; /* tokens of its documents that have any, in the order of the selection */
    size_t n, tokens;
    zg_part_sizes parts;
    double *expected; /* docs_expected by frequency, below n_expected; NaN: not known yet */
    size_t n_expected;
} zg_phrase_group;

/* What a phrase has in one document. */
typedef struct zg_phrase_share {
    uint32_t group, document;   /* index in the selection */
    int64_t freq, held, inside; /* held: in the phrase that holds most; inside: in any */
} zg_phrase_share;

typedef struct zg_phrase_rows {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *selection;
    const zg_phrases_options *options;
    zg_phrase_set *set;
    zg_frame *frame;
    zg_groups groups;
    zg_phrase_group *lists;
    size_t n_lists;
    uint32_t *group_of; /* by document of the selection; UINT32_MAX: in none */
    uint32_t *part_of;  /* its number among the parts of its group */
    uint32_t *copies;   /* by document: the first one that it is a near-copy of; NULL: not asked */
    uint32_t *stamps;   /* by document, for counting those apart */
    uint32_t stamp;
    zg_position *tally; /* by document, all 0 between uses */
    zg_phrase_share *shares;
    size_t shares_capacity;
    int64_t *freqs;
    uint32_t *index;
    size_t freqs_capacity, index_capacity;
    zg_buffer text;
    char rate_name[ZG_RATE_NAME], rate_formula[ZG_RATE_FORMULA];
} zg_phrase_rows;

ZG_MUST_USE zg_status zg_phrase_rows_begin(zg_phrase_rows *rows, zg_error *error);
ZG_MUST_USE zg_status zg_phrase_rows_fill(zg_phrase_rows *rows, zg_error *error);
void zg_phrase_rows_free(zg_phrase_rows *rows);

/* Writes `options->occurrences` and `options->write_items` for the rows shown. */
ZG_MUST_USE zg_status zg_phrases_write_occurrences(zg_phrase_rows *rows, size_t shown,
                                                   zg_error *error);
ZG_MUST_USE zg_status zg_phrases_write_items(zg_phrase_rows *rows, size_t shown, zg_error *error);

/* Writes `options->reuse`, and fills `copies`. */
ZG_MUST_USE zg_status zg_phrases_reuse(zg_phrase_rows *rows, zg_error *error);

#endif
