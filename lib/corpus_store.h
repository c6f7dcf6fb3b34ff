/* corpus: the arrays of a corpus while it is made, for the parts of this module only. They only
 * grow: in memory, or, where the run has a ceiling or they are asked for so, in spill files, which
 * are mapped at the end. */
#ifndef ZG_CORPUS_STORE_H
#define ZG_CORPUS_STORE_H

#include "corpus_object.h"

typedef struct zg_store {
    size_t width; /* bytes of a record */
    uint64_t n;
    char *data; /* in memory: room for `capacity` records */
    size_t capacity;
    zg_spill *spill; /* NULL: in memory */
    bool counted;    /* nowhere: only how many there are is kept */
} zg_store;

/* Of a store that was just begun: records are only counted. The array is there, and has nothing. */
void zg_store_count(zg_store *store);
ZG_MUST_USE zg_status zg_store_add(zg_store *store, const void *records, size_t n, zg_error *error);

/* Takes back all but the first `n`. */
ZG_MUST_USE zg_status zg_store_cut(zg_store *store, uint64_t n, zg_error *error);

/* The large arrays of a corpus. */
typedef struct zg_stores {
    zg_store text, pieces, paragraphs, elements, joins, documents, names;
} zg_stores;

ZG_MUST_USE zg_status zg_stores_begin(zg_stores *stores, zg_run *run, bool spilled,
                                      zg_error *error);
void zg_stores_free(zg_stores *stores);

/* Gives the arrays to the corpus, in place of those it has. Arrays in spill files are for reading
 * only. */
ZG_MUST_USE zg_status zg_stores_settle(zg_stores *stores, zg_corpus *corpus, zg_error *error);

/* Takes from a corpus what is mapped from spill files, and lets go of them. */
void zg_stores_release(zg_corpus *corpus);

#endif
