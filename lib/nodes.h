/* nodes: items with their places in a sequence: what is looked around, and what is looked for
 * there. Floor 6. */
#ifndef ZG_NODES_H
#define ZG_NODES_H

#include "inventory.h"
#include "items.h"
#include "match.h"

/* Each text is an item with one form. An occurrence inside one of `except` does not count; each of
 * them must hold one of the texts. ZG_ERROR_ARGUMENT where a text holds no token. */
typedef struct zg_node_texts {
    const char *const *texts;
    size_t n;
    const char *const *except;
    size_t n_except;
} zg_node_texts;

ZG_MUST_USE zg_status zg_nodes_items(zg_run *run, const zg_corpus *corpus,
                                     const zg_node_texts *texts, zg_items **out, zg_error *error);

/* Finds all items, an entry for each, in their order. `excluded` (may be NULL) gets the places
 * that do not count. `sequence` is of the same selection and level. Both inventories are yours. */
ZG_MUST_USE zg_status zg_nodes_find(zg_run *run, const zg_sequence *sequence,
                                    const zg_selection *selection, const zg_items *items,
                                    zg_within within, zg_inventory *out, zg_inventory *excluded,
                                    zg_error *error);

#endif
