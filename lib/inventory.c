/* inventory: entries one by one, all tokens, and the map from tokens to positions. */
#include "inventory.h"

#include <stdlib.h>
#include <string.h>

void zg_inventory_free(zg_inventory *inventory)
{
    zg_memory_free(inventory->orders);
    zg_memory_free(inventory->starts);
    zg_inventory_drop_places(inventory);
    zg_memory_free(inventory->ranks);
    zg_memory_free(inventory->texts);
    zg_buffer_free(&inventory->text);
    *inventory = (zg_inventory){0};
}

void zg_inventory_drop_places(zg_inventory *inventory)
{
    zg_memory_free(inventory->positions);
    zg_memory_free(inventory->lengths);
    inventory->positions = NULL;
    inventory->lengths = NULL;
    inventory->positions_capacity = inventory->lengths_capacity = 0;
}

zg_status zg_inventory_fits(const zg_sequence *sequence, zg_error *error)
{
    if (ZG_POSITION_BITS == 64 || sequence->n < UINT32_MAX - ZG_SEQUENCE_PAD) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_RANGE, NULL, "%llu tokens do not fit positions of 32 bits",
                        (unsigned long long)sequence->n);
}

const char *zg_inventory_text(const zg_inventory *inventory, uint32_t entry, size_t *length)
{
    if (inventory->tokens) {
        const zg_link *link = &inventory->sequence->links[entry];
        *length = link->length;
        return inventory->sequence->text.data + link->offset;
    }
    uint64_t end = entry + 1 < inventory->n ? inventory->texts[entry + 1] : inventory->text.length;
    *length = end - inventory->texts[entry];
    return inventory->text.data + inventory->texts[entry];
}

/* ---- by hand ---- */

static bool grow_entries(zg_inventory *inventory)
{
    size_t need = (size_t)inventory->n + 2;
    return zg_memory_grow(&inventory->orders, &inventory->orders_capacity, need,
                          sizeof *inventory->orders) &&
           zg_memory_grow(&inventory->starts, &inventory->starts_capacity, need,
                          sizeof *inventory->starts) &&
           zg_memory_grow(&inventory->texts, &inventory->texts_capacity, need,
                          sizeof *inventory->texts);
}

bool zg_inventory_entry(zg_inventory *inventory, uint32_t order, const char *text, size_t length)
{
    if (inventory->n == UINT32_MAX - 1 || !grow_entries(inventory)) return false;
    uint32_t entry = inventory->n;
    if (entry == 0) inventory->starts[0] = 0;
    inventory->orders[entry] = order;
    inventory->texts[entry] = inventory->text.length;
    inventory->starts[entry + 1] = inventory->starts[entry];
    if (!zg_buffer_append(&inventory->text, text, length)) return false;
    inventory->n++;
    return true;
}

bool zg_inventory_place(zg_inventory *inventory, uint64_t position, uint32_t n)
{
    uint32_t entry = inventory->n - 1;
    uint64_t place = inventory->starts[entry + 1];
    if (!zg_memory_grow(&inventory->positions, &inventory->positions_capacity, place + 1,
                        sizeof *inventory->positions)) {
        return false;
    }
    if (n != inventory->orders[entry] || inventory->lengths != NULL) {
        bool first = inventory->lengths == NULL;
        if (!zg_memory_grow(&inventory->lengths, &inventory->lengths_capacity, place + 1,
                            sizeof *inventory->lengths)) {
            return false;
        }
        for (uint32_t e = 0; first && e < inventory->n; e++) {
            for (uint64_t i = inventory->starts[e]; i < inventory->starts[e + 1]; i++) {
                inventory->lengths[i] = inventory->orders[e];
            }
        }
        inventory->lengths[place] = n;
    }
    inventory->positions[place] = (zg_position)position;
    inventory->starts[entry + 1]++;
    return true;
}

typedef struct named {
    const char *text;
    size_t length;
    uint32_t order, entry;
} named;

static int compare_named(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    if (order != 0) return order;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return x->entry < y->entry ? -1 : 1;
}

static zg_status make_ranks(zg_inventory *inventory, zg_error *error)
{
    named *entries = zg_memory_alloc(inventory->n, sizeof *entries);
    inventory->ranks = zg_memory_alloc(inventory->n, sizeof *inventory->ranks);
    if (entries == NULL || inventory->ranks == NULL) {
        zg_memory_free(entries);
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < inventory->n; i++) {
        entries[i] = (named){.order = inventory->orders[i], .entry = i};
        entries[i].text = zg_inventory_text(inventory, i, &entries[i].length);
    }
    if (inventory->n > 0) qsort(entries, inventory->n, sizeof *entries, compare_named);
    for (uint32_t i = 0; i < inventory->n; i++) inventory->ranks[entries[i].entry] = i;
    zg_memory_free(entries);
    return ZG_OK;
}

zg_status zg_inventory_finish(zg_inventory *inventory, const zg_sequence *sequence, zg_error *error)
{
    inventory->sequence = sequence;
    if (!grow_entries(inventory) || !zg_buffer_reserve(&inventory->text, 1)) {
        return zg_error_memory(error);
    }
    if (inventory->n == 0) inventory->starts[0] = 0;
    inventory->min_n = UINT32_MAX;
    inventory->max_n = 0;
    for (uint32_t i = 0; i < inventory->n; i++) {
        uint32_t order = inventory->orders[i];
        if (order < inventory->min_n) inventory->min_n = order;
        if (order > inventory->max_n) inventory->max_n = order;
    }
    for (uint64_t i = 0; inventory->lengths != NULL && i < inventory->starts[inventory->n]; i++) {
        if (inventory->lengths[i] > inventory->max_n) inventory->max_n = inventory->lengths[i];
    }
    if (inventory->n == 0) inventory->min_n = inventory->max_n = 1;
    return make_ranks(inventory, error);
}

/* ---- tokens ---- */

/* Makes every item a token without its marks, and counts it. */
static void count_bare(zg_sequence *sequence, uint64_t *counts)
{
    for (uint64_t i = 0; i < sequence->n; i++) {
        uint32_t item = sequence->items[i];
        if (item == ZG_BARRIER) continue;
        uint32_t bare = sequence->links[item - 1].bare;
        sequence->items[i] = bare + 1;
        counts[bare]++;
    }
}

/* Puts the items into the first half of their own room. */
static const uint16_t *narrow_items(zg_sequence *sequence)
{
    uint64_t n = sequence->n + ZG_SEQUENCE_PAD;
    char *to = sequence->room.data;
    for (uint64_t i = 0; i < n; i++) {
        uint16_t item = (uint16_t)sequence->items[i];
        memcpy(to + i * sizeof item, &item, sizeof item);
    }
    sequence->items = NULL;
    zg_room_shrink(&sequence->room, n * sizeof(uint16_t));
    return sequence->room.data;
}

zg_status zg_inventory_tokens(zg_run *run, zg_sequence *sequence, bool narrow, zg_inventory *out,
                              zg_error *error)
{
    *out = (zg_inventory){
        .sequence = sequence, .n = sequence->n_links, .min_n = 1, .max_n = 1, .tokens = true};
    zg_status status = zg_inventory_fits(sequence, error);
    if (status != ZG_OK) return status;
    out->orders = zg_memory_alloc(out->n, sizeof *out->orders);
    out->starts = zg_memory_zeroed((size_t)out->n + 1, sizeof *out->starts);
    if (out->orders == NULL || out->starts == NULL) {
        zg_inventory_free(out);
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < out->n; i++) out->orders[i] = 1;
    count_bare(sequence, out->starts + 1);
    for (uint32_t i = 0; i < out->n; i++) out->starts[i + 1] += out->starts[i];
    if (narrow && out->n < UINT16_MAX) out->narrow = narrow_items(sequence);
    status = zg_run_check(run, error);
    if (status != ZG_OK) zg_inventory_free(out);
    return status;
}

/* ---- from tokens to positions ---- */

#define MARK 64

void zg_token_map_free(zg_token_map *map)
{
    zg_memory_free(map->firsts);
    zg_memory_free(map->marks);
    *map = (zg_token_map){0};
}

zg_status zg_token_map_make(const zg_sequence *sequence, zg_token_map *out, zg_error *error)
{
    *out = (zg_token_map){.sequence = sequence};
    zg_status status = zg_inventory_fits(sequence, error);
    if (status != ZG_OK) return status;
    out->firsts = zg_memory_alloc(sequence->n_documents + 1, sizeof *out->firsts);
    out->marks = zg_memory_alloc(sequence->tokens / MARK + 1, sizeof *out->marks);
    if (out->firsts == NULL || out->marks == NULL) {
        zg_token_map_free(out);
        return zg_error_memory(error);
    }
    uint64_t token = 0, document = 0;
    for (uint64_t i = 0; i < sequence->n; i++) {
        while (document < sequence->n_documents && sequence->starts[document] == i) {
            out->firsts[document++] = token;
        }
        if (sequence->items[i] == ZG_BARRIER) continue;
        if (token % MARK == 0) out->marks[token / MARK] = (zg_position)i;
        token++;
    }
    while (document <= sequence->n_documents) out->firsts[document++] = token;
    return ZG_OK;
}

zg_position zg_token_position(const zg_token_map *map, uint64_t document, uint64_t token)
{
    uint64_t number = map->firsts[document] + token;
    zg_position position = map->marks[number / MARK];
    for (uint64_t left = number % MARK; left > 0; left--) {
        position++;
        while (map->sequence->items[position] == ZG_BARRIER) position++;
    }
    return position;
}
