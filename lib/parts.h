/* parts: how an item is spread over the parts of a selection. Floor 6.
 *
 * A tally takes the occurrences of one item, wherever they come from (the windows of an n-gram, or
 * matches), and gives its frequencies in the parts that have it, and its positions. It holds one
 * number a part and the item's own occurrences, never items x parts. Parts without a token are
 * left out. */
#ifndef ZG_PARTS_H
#define ZG_PARTS_H

#include <zigram/measures.h>

#include "count.h"

typedef struct zg_parts {
    zg_part_sizes sizes;     /* of the parts */
    zg_part_sizes documents; /* of the documents, for docs_expected */
    uint64_t n_documents;    /* selected, empty ones too */
    uint32_t *of_document;   /* part of each selected document; UINT32_MAX: in none */
    uint64_t *offsets;       /* tokens in front of each selected document; n_documents + 1 */
    uint64_t equal;          /* number of equal stretches, where these are the parts; else 0 */
    int64_t *numbers;        /* private */
} zg_parts;

/* `how`: NULL or "document"; "equal:K", K stretches of tokens that differ by one at most; or
 * "FIELD[:BIN]", documents without a value being in no part. ZG_ERROR_ARGUMENT for anything else,
 * with source "--parts". */
ZG_MUST_USE zg_status zg_parts_make(const zg_corpus *corpus, const zg_selection *selection,
                                    const char *how, zg_parts *out, zg_error *error);
void zg_parts_free(zg_parts *parts);

/* Which token a position of a sequence is, counted over the whole sequence from 0. */
typedef struct zg_ranks {
    const zg_sequence *sequence;
    uint64_t *before; /* tokens in front of each 64th item */
} zg_ranks;
ZG_MUST_USE zg_status zg_ranks_make(const zg_sequence *sequence, zg_ranks *out, zg_error *error);
void zg_ranks_free(zg_ranks *ranks);

/* One item at a time; for one thread. */
typedef struct zg_tally {
    const zg_parts *parts;
    zg_part_freqs freqs;        /* after zg_tally_end: parts that have it, ascending */
    zg_position_list positions; /* the same: 1-based, ascending */
    int64_t *by_part;           /* the rest is private */
    uint32_t *index;
    int64_t *listed;
    double *rates;
    size_t n;
    int64_t *places;
    size_t n_places, capacity;
    uint64_t *expected_freq; /* docs_expected by frequency */
    double *expected;
} zg_tally;

/* `parts` is borrowed. `*out` is yours: zg_tally_free. */
ZG_MUST_USE zg_status zg_tally_new(const zg_parts *parts, zg_tally **out, zg_error *error);
void zg_tally_free(zg_tally *tally);

/* An occurrence: document (index in the selection) and token (counted over the selection from 0).
 * False without memory. */
ZG_MUST_USE bool zg_tally_add(zg_tally *tally, uint64_t document, uint64_t token);

/* All windows of an n-gram of a sequence over the same selection. */
ZG_MUST_USE bool zg_tally_windows(zg_tally *tally, const zg_ranks *ranks, const zg_window *windows,
                                  uint64_t n);

/* The item is complete: sets `freqs` and `positions`, good until the next zg_tally_add. */
ZG_MUST_USE zg_status zg_tally_end(zg_tally *tally, zg_error *error);

/* The measures of the item that just ended, in the order of the list; NaN: no value.
 * docs_expected is of the documents, whatever the parts are. */
void zg_tally_measure(zg_tally *tally, const zg_measure_list *list, double *values);

#endif
