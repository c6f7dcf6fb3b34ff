/* concordance: what its parts share. */
#ifndef ZG_CONCORDANCE_OBJECT_H
#define ZG_CONCORDANCE_OBJECT_H

#include <zigram/concordance.h>

#include "corpus.h"
#include "frame.h"
#include "room.h"

/* An occurrence. `start` and `end` are bytes of the paragraph, for those of an expression only. */
typedef struct zg_hit {
    uint64_t document; /* index in the corpus */
    uint64_t token;    /* first token, counted within the document; none: the one behind */
    uint64_t tokens;
    uint64_t paragraph, start, end;
    size_t keys; /* first of the token types that it is ordered by */
    uint32_t n_keys;
} zg_hit;

typedef struct zg_kwic {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *selection;
    zg_concordance_options options;
    zg_within within; /* the level that was used */
    zg_hit *hits;
    size_t n;
    uint32_t *keys;
    size_t n_keys;
    zg_room rooms[2]; /* of `hits` and `keys` */
    zg_buffer note;   /* forms that occur nowhere; empty: none */
    zg_frame *frame;
    size_t first_field; /* column of the first metadata field */
    size_t place;       /* column of the place in the order */
} zg_kwic;

ZG_MUST_USE zg_status zg_kwic_add(zg_kwic *kwic, const zg_hit *hit, zg_error *error);

/* Finds the occurrences, in the order of the text. */
ZG_MUST_USE zg_status zg_kwic_find(zg_kwic *kwic, zg_error *error);

/* Appends a row for each, and its keys of the order. */
ZG_MUST_USE zg_status zg_kwic_rows(zg_kwic *kwic, zg_error *error);

/* The hits in the order asked for. `*out` is yours (zg_memory_free). */
ZG_MUST_USE zg_status zg_kwic_order_hits(const zg_kwic *kwic, size_t **out, zg_error *error);

#endif
