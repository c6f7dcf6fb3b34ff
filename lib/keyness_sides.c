/* keyness: the two sides of a comparison: their documents, tokens, windows. */
#include <stdlib.h>
#include <string.h>

#include "keyness_parts.h"

void zg_comparison_free(zg_comparison *comparison)
{
    for (int i = 0; i < 2; i++) {
        zg_memory_free(comparison->sides[i].sizes);
        zg_memory_free(comparison->sides[i].by_size);
        zg_memory_free(comparison->sides[i].windows);
    }
    zg_memory_free(comparison->side);
    zg_memory_free(comparison->part);
    zg_memory_free(comparison->deals.bits);
    zg_memory_free(comparison->deals.tokens);
    *comparison = (zg_comparison){0};
}

typedef struct sized {
    int64_t size;
    uint32_t part;
} sized;

static int largest_first(const void *a, const void *b)
{
    const sized *x = a, *y = b;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

static zg_status order_by_size(zg_key_side *side, zg_error *error)
{
    size_t n = (size_t)side->units;
    sized *items = zg_memory_alloc(n, sizeof *items);
    side->by_size = zg_memory_alloc(n, sizeof *side->by_size);
    if (items == NULL || side->by_size == NULL) {
        zg_memory_free(items);
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < n; i++) items[i] = (sized){side->sizes[i], (uint32_t)i};
    if (n > 1) qsort(items, n, sizeof *items, largest_first);
    for (size_t i = 0; i < n; i++) side->by_size[i] = items[i].part;
    zg_memory_free(items);
    return ZG_OK;
}

/* Gives a document its unit: one of its own, or that of the first document of its side that it is a
 * copy of, which `units` has by side and original. */
static void take_document(const zg_comparing *key, zg_comparison *c, uint64_t d, uint32_t *units)
{
    int64_t tokens =
        (int64_t)zg_corpus_document(key->corpus, zg_selected(key->corpus, key->all, d)).tokens;
    c->part[d] = UINT32_MAX;
    c->whole &= c->side[d] < 2;
    if (c->side[d] > 1 || tokens == 0) return;
    zg_key_side *side = &c->sides[c->side[d]];
    uint32_t *unit = units == NULL ? NULL : &units[2 * key->copy_of[d] + c->side[d]];
    side->documents++;
    side->tokens += tokens;
    if (unit == NULL || *unit == UINT32_MAX) {
        c->part[d] = (uint32_t)side->units++;
        side->sizes[c->part[d]] = tokens;
        if (unit != NULL) *unit = c->part[d];
        return;
    }
    c->merged = true;
    c->part[d] = *unit;
    side->sizes[*unit] += tokens;
}

static zg_status list_documents(const zg_comparing *key, zg_comparison *c, zg_error *error)
{
    uint32_t *units = NULL;
    c->part = zg_memory_alloc(key->documents, sizeof *c->part);
    for (int i = 0; i < 2; i++) {
        c->sides[i].sizes = zg_memory_alloc(key->documents, sizeof *c->sides[i].sizes);
    }
    if (key->copy_of != NULL) units = zg_memory_alloc(key->documents, 2 * sizeof *units);
    if (c->part == NULL || c->sides[0].sizes == NULL || c->sides[1].sizes == NULL ||
        (key->copy_of != NULL && units == NULL)) {
        zg_memory_free(units);
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; units != NULL && i < 2 * key->documents; i++) units[i] = UINT32_MAX;
    c->whole = true;
    for (uint64_t d = 0; d < key->documents; d++) take_document(key, c, d, units);
    zg_memory_free(units);
    return ZG_OK;
}

/* ---- windows ---- */

static uint32_t longest_item(const zg_key_items *items)
{
    uint32_t longest = 1;
    for (size_t i = 0; i < items->n; i++) {
        uint32_t n = zg_key_item_n(items, i);
        if (n > longest) longest = n;
    }
    return longest;
}

/* A run of `length` tokens that nothing stops has length - n + 1 windows of n. */
static void add_run(zg_key_side *side, uint64_t length, uint32_t longest)
{
    for (uint32_t n = 1; n <= longest && n <= length; n++) {
        side->windows[n] += (int64_t)(length - n + 1);
    }
}

zg_status zg_key_windows(const zg_comparing *key, zg_comparison *c, zg_error *error)
{
    const zg_sequence *sequence = &key->items.sequence;
    uint32_t longest = longest_item(&key->items);
    for (int i = 0; i < 2; i++) {
        c->sides[i].windows = zg_memory_zeroed((size_t)longest + 1, sizeof *c->sides[i].windows);
        if (c->sides[i].windows == NULL) return zg_error_memory(error);
    }
    for (uint64_t d = 0; d < sequence->n_documents; d++) {
        uint64_t length = 0, end = sequence->starts[d + 1];
        if (c->side[d] > 1) continue;
        if (end > sequence->n) end = sequence->n;
        for (uint64_t i = sequence->starts[d]; i < end; i++) {
            if (sequence->items[i] != ZG_BARRIER) {
                length++;
                continue;
            }
            add_run(&c->sides[c->side[d]], length, longest);
            length = 0;
        }
        add_run(&c->sides[c->side[d]], length, longest);
    }
    return ZG_OK;
}

/* ---- the whole ---- */

static zg_status refuse_empty(const zg_comparison *c, int side, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_EMPTY, c->name, "the %s has no token",
                        side == 0 ? "target" : "reference");
}

zg_status zg_key_sides_make(zg_comparing *key, zg_comparison *c, zg_error *error)
{
    zg_status status = list_documents(key, c, error);
    for (int i = 0; i < 2 && status == ZG_OK; i++) {
        zg_key_side *side = &c->sides[i];
        if (side->tokens == 0) status = refuse_empty(c, i, error);
        if (status == ZG_OK) {
            status = zg_part_sizes_init(&side->parts, side->sizes, (size_t)side->units, error);
        }
        if (status == ZG_OK) status = order_by_size(side, error);
        if (side->units < ZG_KEYNESS_DOCUMENTS) c->descriptive = !key->options.inferential;
    }
    if (status == ZG_OK && key->options.permutations > 0 && !c->descriptive) {
        status = zg_key_deals_make(key->run, c, key->options.permutations, key->options.seed,
                                   &c->deals, error);
    }
    return status;
}

static zg_key_pair pair_of_row(const zg_key_items *items, size_t item)
{
    const zg_count_row *row = &items->count.rows[item];
    const zg_count_side *target = &items->count.target[item];
    return (zg_key_pair){{(int64_t)target->freq, (int64_t)(row->freq - target->freq)},
                         {(int64_t)target->docs, (int64_t)(row->docs - target->docs)}};
}

zg_key_pair zg_key_pair_of(const zg_comparing *key, const zg_comparison *comparison, size_t item)
{
    const zg_key_items *items = &key->items;
    if (items->pairs != NULL) return items->pairs[item];
    if (items->count.target != NULL) return pair_of_row(items, item);
    zg_key_pair pair = {{0, 0}, {0, 0}};
    size_t n;
    const zg_count_cell *cells = zg_key_item_cells(items, item, &n);
    for (size_t i = 0; i < n; i++) {
        uint8_t side = comparison->side[cells[i].document];
        if (side > 1) continue;
        pair.freq[side] += (int64_t)cells[i].freq;
        pair.docs[side]++;
    }
    return pair;
}

uint64_t zg_key_least(const zg_comparing *key)
{
    uint64_t least = key->options.min_freq;
    bool shown = key->n_groups > 0; /* rarer ones too, or counted among the tests */
    for (size_t i = 0; i < key->n_comparisons; i++) shown |= !key->comparisons[i].descriptive;
    return shown || least > ZG_KEYNESS_FREQ ? least : ZG_KEYNESS_FREQ;
}

uint64_t zg_key_freq(const zg_comparing *key, const zg_comparison *comparison, size_t item)
{
    if (comparison->whole && key->items.count.rows != NULL) return key->items.count.rows[item].freq;
    zg_key_pair pair = zg_key_pair_of(key, comparison, item);
    return (uint64_t)(pair.freq[0] + pair.freq[1]);
}

zg_status zg_key_table(const zg_comparing *key, const zg_comparison *c, size_t item,
                       const zg_key_pair *pair, zg_table2x2 *out, zg_error *error)
{
    int64_t n[2] = {c->sides[0].tokens, c->sides[1].tokens};
    zg_contingency cells;
    for (int i = 0; i < 2 && c->sides[i].windows != NULL; i++) {
        n[i] = c->sides[i].windows[zg_key_item_n(&key->items, item)];
    }
    if (!zg_contingency_keyness(pair->freq[0], pair->freq[1], n[0], n[1], &cells)) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                            "an item of frequency %lld and %lld is more frequent than the %lld and "
                            "%lld tokens of its sides allow",
                            (long long)pair->freq[0], (long long)pair->freq[1], (long long)n[0],
                            (long long)n[1]);
    }
    return zg_table2x2_init(out, &cells, &key->levels, error);
}
