/* corpus: finding strings that are kept elsewhere by number, for the parts of this module only: a
 * flat table of numbers, in memory or, under a ceiling, where a room puts it. */
#ifndef ZG_CORPUS_INDEX_H
#define ZG_CORPUS_INDEX_H

#include "room.h"

/* The string of a number, and its length. */
typedef const char *zg_index_text(const void *context, uint64_t number, size_t *length);

typedef struct zg_index {
    zg_index_text *text;
    const void *context; /* of `text` */
    zg_room room;        /* private */
    uint64_t mask;       /* private */
} zg_index;

/* For up to `n` strings. Set `text` and `context` before; zg_index_free in any case. */
ZG_MUST_USE zg_status zg_index_begin(zg_index *index, zg_run *run, uint64_t n, zg_error *error);
void zg_index_free(zg_index *index);

/* Adds the string of a number. False where it is there already: `*other` has it. */
bool zg_index_add(zg_index *index, uint64_t number, uint64_t *other);

bool zg_index_find(const zg_index *index, const char *text, size_t length, uint64_t *number);

#endif
