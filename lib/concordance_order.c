/* concordance: the order of lines. Types are numbered in the byte order of what is shown, so that
 * comparing numbers compares texts. */
#include <string.h>

#include "concordance_object.h"

/* Byte order of the contexts, a shorter one first; then as the text goes. */
static int compare(const zg_kwic *kwic, size_t a, size_t b)
{
    const zg_hit *x = &kwic->hits[a], *y = &kwic->hits[b];
    uint32_t n = x->n_keys < y->n_keys ? x->n_keys : y->n_keys;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t left = kwic->keys[x->keys + i], right = kwic->keys[y->keys + i];
        if (left != right) return left < right ? -1 : 1;
    }
    if (x->n_keys != y->n_keys) return x->n_keys < y->n_keys ? -1 : 1;
    return a < b ? -1 : 1;
}

static void sort_by_context(const zg_kwic *kwic, size_t *items, size_t n, size_t *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start + width < n; start += 2 * width) {
            size_t middle = start + width, end = middle + width < n ? middle + width : n;
            size_t a = start, b = middle, to = start;
            if (compare(kwic, items[middle - 1], items[middle]) < 0) continue;
            memcpy(scratch + start, items + start, (end - start) * sizeof *items);
            while (a < middle && b < end) {
                items[to++] =
                    compare(kwic, scratch[a], scratch[b]) < 0 ? scratch[a++] : scratch[b++];
            }
            while (a < middle) items[to++] = scratch[a++];
            while (b < end) items[to++] = scratch[b++];
        }
    }
}

/* Lines in context order that share their first `depth` tokens. */
typedef struct group {
    size_t first, n;
} group;

static uint64_t token_at(const zg_kwic *kwic, size_t hit, uint32_t depth)
{
    const zg_hit *h = &kwic->hits[hit];
    return depth < h->n_keys ? kwic->keys[h->keys + depth] : UINT64_MAX;
}

/* Larger groups first, equal ones as they are. */
static void sort_groups(group *groups, size_t n, group *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start + width < n; start += 2 * width) {
            size_t middle = start + width, end = middle + width < n ? middle + width : n;
            size_t a = start, b = middle, to = start;
            memcpy(scratch + start, groups + start, (end - start) * sizeof *groups);
            while (a < middle && b < end) {
                groups[to++] = scratch[b].n > scratch[a].n ? scratch[b++] : scratch[a++];
            }
            while (a < middle) groups[to++] = scratch[a++];
            while (b < end) groups[to++] = scratch[b++];
        }
    }
}

/* Puts n lines, which share `depth` tokens, in order of the frequency of the next one. */
static void order_level(const zg_kwic *kwic, size_t *items, size_t n, uint32_t depth,
                        size_t *scratch, group *groups, group *more)
{
    size_t n_groups = 0, to = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        uint64_t token = token_at(kwic, items[i], depth);
        while (end < n && token_at(kwic, items[end], depth) == token) end++;
        groups[n_groups++] = (group){.first = i, .n = end - i};
        i = end;
    }
    sort_groups(groups, n_groups, more);
    memcpy(scratch, items, n * sizeof *items);
    for (size_t g = 0; g < n_groups; g++) {
        memcpy(items + to, scratch + groups[g].first, groups[g].n * sizeof *items);
        to += groups[g].n;
    }
}

static bool shares(const zg_kwic *kwic, size_t a, size_t b, uint32_t depth)
{
    for (uint32_t i = 0; i < depth; i++) {
        if (token_at(kwic, a, i) != token_at(kwic, b, i)) return false;
    }
    return true;
}

/* Level after level, so that no recursion is as deep as a context is long. */
static void order_by_frequency(const zg_kwic *kwic, size_t *items, size_t *scratch, group *groups,
                               group *more)
{
    bool any = true;
    for (uint32_t depth = 0; any; depth++) {
        any = false;
        for (size_t i = 0; i < kwic->n;) {
            size_t end = i + 1;
            while (end < kwic->n && shares(kwic, items[i], items[end], depth)) end++;
            bool open = depth == 0 || token_at(kwic, items[i], depth - 1) != UINT64_MAX;
            if (end - i > 1 && open) {
                any = true;
                order_level(kwic, items + i, end - i, depth, scratch, groups, more);
            }
            i = end;
        }
    }
}

zg_status zg_kwic_order_hits(const zg_kwic *kwic, size_t **out, zg_error *error)
{
    bool frequency = kwic->options.order == ZG_KWIC_RIGHT_FREQUENCY;
    size_t *items = zg_memory_alloc(kwic->n, sizeof *items);
    size_t *scratch = zg_memory_alloc(kwic->n, sizeof *scratch);
    group *groups = zg_memory_alloc(frequency ? kwic->n : 0, sizeof *groups);
    group *more = zg_memory_alloc(frequency ? kwic->n : 0, sizeof *more);
    zg_status status = ZG_OK;
    if (items == NULL || scratch == NULL || groups == NULL || more == NULL) {
        status = zg_error_memory(error);
    } else {
        for (size_t i = 0; i < kwic->n; i++) items[i] = i;
        if (kwic->options.order != ZG_KWIC_DOCUMENT) {
            sort_by_context(kwic, items, kwic->n, scratch);
        }
        if (frequency) order_by_frequency(kwic, items, scratch, groups, more);
    }
    zg_memory_free(scratch);
    zg_memory_free(groups);
    zg_memory_free(more);
    if (status != ZG_OK)
        zg_memory_free(items);
    else
        *out = items;
    return status;
}
