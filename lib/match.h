/* match: where the forms of items stand in the documents of a selection. Floor 6. Knows ids only.
 *
 * One pass over the elements finds all forms at once (Aho & Corasick 1975), in time near linear in
 * the text however long the list. A form lies within one unit of `within`. Of one item a longer
 * form goes first (more tokens, then further left), and another form of the item that shares a
 * token with it does not count; occurrences of the same form count wherever they begin, as n-grams
 * do. An occurrence inside one of its exceptions is excluded: it is told, and takes no place.
 * Different items do not see each other. */
#ifndef ZG_MATCH_H
#define ZG_MATCH_H

#include "items.h"

typedef struct zg_match {
    uint64_t document;    /* index in the corpus */
    uint64_t selected;    /* index in the selection */
    uint64_t first, last; /* its elements, counted from the front of the document */
    uint64_t token;       /* tokens of the document in front of it */
    uint32_t tokens;      /* in it; what stands behind is token + tokens */
    uint32_t item;
    uint32_t form;
    bool excluded;
} zg_match;

typedef struct zg_matcher zg_matcher;

/* Prepares a list; `items` is borrowed and must not change. May be used from many threads, each
 * with a zg_matching of its own. `*out` is yours: zg_matcher_free. */
ZG_MUST_USE zg_status zg_matcher_new(zg_run *run, const zg_corpus *corpus, const zg_items *items,
                                     zg_within within, zg_matcher **out, zg_error *error);
void zg_matcher_free(zg_matcher *matcher);

/* A pass over the selected documents (NULL: all). `*out` is yours: zg_matching_free. */
typedef struct zg_matching zg_matching;
ZG_MUST_USE zg_status zg_matching_new(zg_run *run, const zg_matcher *matcher,
                                      const zg_selection *selection, zg_matching **out,
                                      zg_error *error);
void zg_matching_free(zg_matching *matching);

/* The next matches, at least one, all of one document; borrowed until the next call. ZG_END after
 * the last. Ordered by the first element, then the longer, then item and form. Excluded ones are
 * among them. */
ZG_MUST_USE zg_status zg_matching_next(zg_matching *matching, const zg_match **matches, size_t *n,
                                       zg_error *error);

#endif
