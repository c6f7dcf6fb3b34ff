/* nodes: texts to items, and matches to places. Matches come in the order of the text; they are
 * grouped by item, stably. */
#include "nodes.h"

#include <string.h>

/* ---- items ---- */

/* Adds an exception to the forms that it holds. */
static zg_status add_except(zg_run *run, zg_items *items, const char *text, zg_error *error)
{
    bool holds = false;
    zg_status status = ZG_OK;
    uint32_t forms = zg_items_forms(items);
    for (uint32_t i = 0; i < forms && status == ZG_OK; i++) {
        zg_error refused = {0};
        status = zg_items_add_except(run, items, i, text, strlen(text), &refused);
        if (status == ZG_OK) {
            holds = true;
        } else if (status == ZG_ERROR_ARGUMENT || status == ZG_ERROR_FORMAT) {
            status = ZG_OK;
        } else if (error != NULL) {
            *error = refused;
        }
    }
    if (status != ZG_OK || holds) return status;
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--except",
                        "\"%s\" is not longer than a node that it holds", text);
}

static zg_status add_text(zg_run *run, zg_items *items, const char *text, zg_error *error)
{
    uint32_t item, form;
    zg_error refused = {0};
    zg_status status = zg_items_add(items, text, strlen(text), &item, error);
    if (status != ZG_OK) return status;
    status = zg_items_add_text(run, items, item, text, strlen(text), &form, &refused);
    if (status == ZG_ERROR_FORMAT || status == ZG_ERROR_ARGUMENT) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--node", "%s", refused.text);
    }
    if (status != ZG_OK && error != NULL) *error = refused;
    return status;
}

zg_status zg_nodes_items(zg_run *run, const zg_corpus *corpus, const zg_node_texts *texts,
                         zg_items **out, zg_error *error)
{
    zg_items *items = NULL;
    zg_status status = zg_items_new(corpus, &items, error);
    for (size_t i = 0; i < texts->n && status == ZG_OK; i++) {
        status = add_text(run, items, texts->texts[i], error);
    }
    for (size_t i = 0; i < texts->n_except && status == ZG_OK; i++) {
        status = add_except(run, items, texts->except[i], error);
    }
    if (status != ZG_OK)
        zg_items_free(items);
    else
        *out = items;
    return status;
}

/* ---- places ---- */

typedef struct place {
    zg_position position;
    uint32_t n, item;
    bool excluded;
} place;

typedef struct places {
    place *items;
    size_t n, capacity;
} places;

static zg_status collect(zg_run *run, const zg_matcher *matcher, const zg_selection *selection,
                         const zg_token_map *map, places *out, zg_error *error)
{
    zg_matching *matching = NULL;
    const zg_match *matches;
    size_t n;
    zg_status status = zg_matching_new(run, matcher, selection, &matching, error);
    if (status != ZG_OK) return status;
    while ((status = zg_matching_next(matching, &matches, &n, error)) == ZG_OK) {
        if (!zg_memory_grow(&out->items, &out->capacity, out->n + n, sizeof *out->items)) {
            status = zg_error_memory(error);
            break;
        }
        for (size_t i = 0; i < n; i++) {
            const zg_match *match = &matches[i];
            out->items[out->n++] =
                (place){.position = zg_token_position(map, match->selected, match->token),
                        .n = match->tokens,
                        .item = match->item,
                        .excluded = match->excluded};
        }
    }
    zg_matching_free(matching);
    return status == ZG_END ? ZG_OK : status;
}

/* Tokens of the shortest form of each item. */
static uint32_t *shortest_forms(const zg_items *items)
{
    uint32_t n = zg_items_size(items);
    uint32_t *orders = zg_memory_zeroed(n, sizeof *orders);
    for (uint32_t i = 0; orders != NULL && i < zg_items_forms(items); i++) {
        zg_form form = zg_items_form(items, i);
        uint32_t *order = &orders[form.item];
        if (*order == 0 || form.tokens < *order) *order = form.tokens;
    }
    for (uint32_t i = 0; orders != NULL && i < n; i++) {
        if (orders[i] == 0) orders[i] = 1;
    }
    return orders;
}

static bool take_item(const zg_items *items, uint32_t item, uint32_t order, const places *all,
                      const size_t *sorted, size_t from, size_t to, zg_inventory *out,
                      bool excluded)
{
    size_t length;
    const char *name = zg_items_name(items, item, &length);
    bool good = zg_inventory_entry(out, order, name, length);
    for (size_t i = from; i < to && good; i++) {
        const place *p = &all->items[sorted[i]];
        if (p->excluded == excluded) good = zg_inventory_place(out, p->position, p->n);
    }
    return good;
}

static zg_status group(const zg_items *items, const places *all, zg_inventory *out,
                       zg_inventory *excluded, zg_error *error)
{
    uint32_t n = zg_items_size(items);
    size_t *starts = zg_memory_zeroed((size_t)n + 2, sizeof *starts);
    size_t *sorted = zg_memory_alloc(all->n, sizeof *sorted);
    uint32_t *orders = shortest_forms(items);
    bool good = starts != NULL && sorted != NULL && orders != NULL;
    for (size_t i = 0; good && i < all->n; i++) starts[all->items[i].item + 2]++;
    for (uint32_t i = 0; good && i < n; i++) starts[i + 2] += starts[i + 1];
    for (size_t i = 0; good && i < all->n; i++) sorted[starts[all->items[i].item + 1]++] = i;
    for (uint32_t i = 0; good && i < n; i++) {
        good = take_item(items, i, orders[i], all, sorted, starts[i], starts[i + 1], out, false) &&
               (excluded == NULL || take_item(items, i, orders[i], all, sorted, starts[i],
                                              starts[i + 1], excluded, true));
    }
    zg_memory_free(starts);
    zg_memory_free(sorted);
    zg_memory_free(orders);
    return good ? ZG_OK : zg_error_memory(error);
}

zg_status zg_nodes_find(zg_run *run, const zg_sequence *sequence, const zg_selection *selection,
                        const zg_items *items, zg_within within, zg_inventory *out,
                        zg_inventory *excluded, zg_error *error)
{
    zg_token_map map = {0};
    zg_matcher *matcher = NULL;
    places all = {0};
    *out = (zg_inventory){0};
    if (excluded != NULL) *excluded = (zg_inventory){0};
    zg_status status = zg_token_map_make(sequence, &map, error);
    if (status == ZG_OK) {
        status = zg_matcher_new(run, sequence->corpus, items, within, &matcher, error);
    }
    if (status == ZG_OK) status = collect(run, matcher, selection, &map, &all, error);
    if (status == ZG_OK) status = group(items, &all, out, excluded, error);
    if (status == ZG_OK) status = zg_inventory_finish(out, sequence, error);
    if (status == ZG_OK && excluded != NULL) {
        status = zg_inventory_finish(excluded, sequence, error);
    }
    zg_memory_free(all.items);
    zg_matcher_free(matcher);
    zg_token_map_free(&map);
    if (status != ZG_OK) {
        zg_inventory_free(out);
        if (excluded != NULL) zg_inventory_free(excluded);
    }
    return status;
}
