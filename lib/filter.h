/* filter: which n-grams of a list are kept. Floor 6. Filters remove rows, never tokens. */
#ifndef ZG_FILTER_H
#define ZG_FILTER_H

#include "sequence.h"

typedef struct zg_filter_options {
    const char *match;      /* regular expression, found anywhere in what is shown; NULL: none */
    const char *containing; /* text held as a run of elements; NULL: none */
    const char *stop;       /* path of a list: rows equal to an entry go; NULL: none */
    const char *stop_edge;  /* path of a list: rows that begin or end with one go; NULL: none */
} zg_filter_options;

typedef struct zg_filter zg_filter;

ZG_MUST_USE zg_status zg_filter_new(zg_run *run, const zg_corpus *corpus,
                                    const zg_filter_options *options, zg_filter **out,
                                    zg_error *error);
bool zg_filter_is_empty(const zg_filter *filter);
ZG_MUST_USE zg_status zg_filter_keeps(zg_filter *filter, const zg_sequence *sequence,
                                      uint64_t position, uint32_t n, bool *keeps, zg_error *error);
/* The same for an item given by its elements (ZG_ELEMENT_FIRST + type) and what is shown. */
ZG_MUST_USE zg_status zg_filter_keeps_item(zg_filter *filter, const zg_elements *elements,
                                           const char *shown, size_t length, bool *keeps,
                                           zg_error *error);
void zg_filter_free(zg_filter *filter);

#endif
