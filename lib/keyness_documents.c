/* keyness: documents as the units: leaving one out, and dealing them out again.
 *
 * What is left out weakens a row most where it holds much of the item in few tokens on the side
 * that has more, or little of it in many tokens on the other; lrc rises with the one and falls
 * with the other. So only documents that no other of their side beats in both need be tried, and
 * the result is that of trying all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "keyness_parts.h"

/* Where copies are one part, what they have is added up. */
static size_t place_of(zg_key_scratch *scratch, uint8_t side, uint32_t part, size_t *listed)
{
    uint32_t *slot = &scratch->slots[side][part];
    if (*slot != 0) return *slot - 1;
    *slot = (uint32_t)++ * listed;
    scratch->freqs[side][*slot - 1] = 0;
    return *slot - 1;
}

void zg_key_list_parts(const zg_comparing *key, const zg_comparison *comparison, size_t item,
                       zg_key_scratch *scratch, size_t listed[2])
{
    size_t n;
    const zg_count_cell *cells = zg_key_item_cells(&key->items, item, &n);
    listed[0] = listed[1] = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t side = comparison->side[cells[i].document];
        if (side > 1) continue;
        uint32_t part = comparison->part[cells[i].document];
        size_t at = listed[side];
        if (comparison->merged)
            at = place_of(scratch, side, part, &listed[side]);
        else
            scratch->freqs[side][listed[side]++] = 0;
        scratch->index[side][at] = part;
        scratch->freqs[side][at] += (int64_t)cells[i].freq;
    }
    for (int side = 0; side < 2 && comparison->merged; side++) {
        for (size_t i = 0; i < listed[side]; i++) {
            scratch->slots[side][scratch->index[side][i]] = 0;
        }
    }
}

/* ---- leaving one out ---- */

typedef zg_key_candidate candidate;

/* Most of the item first, in the fewest tokens. */
static int most_first(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->freq != y->freq) return x->freq > y->freq ? -1 : 1;
    if (x->size != y->size) return x->size < y->size ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

/* Least of the item first, in the most tokens. */
static int least_first(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->freq != y->freq) return x->freq < y->freq ? -1 : 1;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

typedef struct weakest {
    const zg_comparing *key;
    const zg_table2x2 *table;
    int more;   /* the side that has more of the item */
    double lrc; /* turned, so that the side is the target */
    double low; /* decides where lrc is the same */
    uint32_t part;
    int side;
    bool found;
} weakest;

static void try_without(weakest *w, int side, const candidate *c)
{
    static const char *const names[2] = {"lrc", "log_ratio_low"};
    const zg_table2x2 *t = w->table;
    zg_contingency cells = {t->o11, t->o12, t->o21, t->o22};
    if (w->more == 1) cells = (zg_contingency){t->o12, t->o11, t->o22, t->o21};
    if (side == w->more) {
        cells.o11 -= c->freq;
        cells.o21 -= c->size - c->freq;
    } else {
        cells.o12 -= c->freq;
        cells.o22 -= c->size - c->freq;
    }
    zg_table2x2 left;
    if (zg_table2x2_init(&left, &cells, t->levels, NULL) != ZG_OK) return;
    double lrc = zg_measure_find(names[0])->compute.table(&left);
    double low = zg_measure_find(names[1])->compute.table(&left);
    if (w->found && !(lrc < w->lrc || (lrc == w->lrc && low < w->low))) return;
    *w = (weakest){w->key, t, w->more, lrc, low, c->part, side, true};
}

static void try_side(weakest *w, const zg_comparison *comparison, int side, candidate *items,
                     size_t n)
{
    bool more = side == w->more;
    if (comparison->sides[side].parts.n < 2) return;
    if (n > 1) qsort(items, n, sizeof *items, more ? most_first : least_first);
    int64_t best = more ? INT64_MAX : -1;
    for (size_t i = 0; i < n; i++) {
        if (more ? items[i].size >= best : items[i].size <= best) continue;
        best = items[i].size;
        try_without(w, side, &items[i]);
    }
}

/* The largest part of the side that has none of the item, added behind the listed ones. */
static size_t add_absent(const zg_key_side *side, zg_key_scratch *scratch, const uint32_t *index,
                         size_t n, candidate *items)
{
    for (size_t i = 0; i < n; i++) scratch->listed[index[i]] = 1;
    size_t total = n;
    for (size_t i = 0; i < side->parts.n; i++) {
        uint32_t part = side->by_size[i];
        if (scratch->listed[part]) continue;
        items[total++] = (candidate){0, side->sizes[part], part};
        break;
    }
    for (size_t i = 0; i < n; i++) scratch->listed[index[i]] = 0;
    return total;
}

double zg_key_without(const zg_comparing *key, const zg_comparison *comparison,
                      const zg_table2x2 *table, zg_key_scratch *scratch, const size_t listed[2],
                      uint64_t *document)
{
    weakest w = {.key = key, .table = table, .more = table->sign < 0};
    *document = UINT64_MAX;
    for (int i = 0; i < 2; i++) {
        int side = i == 0 ? w.more : 1 - w.more;
        candidate *items = scratch->candidates;
        size_t n = listed[side];
        for (size_t k = 0; k < n; k++) {
            uint32_t part = scratch->index[side][k];
            items[k] =
                (candidate){scratch->freqs[side][k], comparison->sides[side].sizes[part], part};
        }
        if (i == 1) {
            n = add_absent(&comparison->sides[side], scratch, scratch->index[side], n, items);
        }
        try_side(&w, comparison, side, items, n);
    }
    if (!w.found) return NAN;
    for (uint64_t d = key->documents; d-- > 0;) {
        if (comparison->side[d] == w.side && comparison->part[d] == w.part) *document = d;
    }
    return w.more == 1 ? 0 - w.lrc : w.lrc;
}

/* ---- dealing out again ----
 *
 * Deal b gives document i the number mix(key(seed, b) + i gamma) (SplitMix64, Steele, Lea & Flood
 * 2014), different for every i, and the lowest of them make the target. It depends on nothing but
 * seed, b and i. */

#define GAMMA 0x9E3779B97F4A7C15ull

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ x >> 27) * 0x94D049BB133111EBull;
    return x ^ x >> 31;
}

static int ascending(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static int64_t size_of(const zg_comparison *comparison, size_t document)
{
    size_t m = comparison->sides[0].parts.n;
    return document < m ? comparison->sides[0].sizes[document]
                        : comparison->sides[1].sizes[document - m];
}

static void put(const zg_comparison *comparison, zg_key_deals *deals, uint64_t deal,
                size_t document)
{
    deals->bits[document * deals->words + deal / 64] |= (uint64_t)1 << deal % 64;
    deals->tokens[deal] += size_of(comparison, document);
}

static zg_status deal_randomly(zg_run *run, const zg_comparison *comparison, uint64_t seed,
                               zg_key_deals *deals, zg_error *error)
{
    size_t m = comparison->sides[0].parts.n, all = m + comparison->sides[1].parts.n;
    uint64_t *numbers = zg_memory_alloc(all, sizeof *numbers);
    if (numbers == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    for (uint64_t b = 0; b < deals->n && status == ZG_OK; b++) {
        uint64_t start = mix(seed + mix(b + 1));
        for (size_t i = 0; i < all; i++) numbers[i] = mix(start + (i + 1) * GAMMA);
        qsort(numbers, all, sizeof *numbers, ascending);
        uint64_t highest = numbers[m - 1];
        for (size_t i = 0; i < all; i++) {
            if (mix(start + (i + 1) * GAMMA) <= highest) put(comparison, deals, b, i);
        }
        status = zg_run_check(run, error);
    }
    zg_memory_free(numbers);
    return status;
}

/* All ways to choose m of the documents, in lexicographic order. */
static zg_status deal_all(const zg_comparison *comparison, zg_key_deals *deals, zg_error *error)
{
    size_t m = comparison->sides[0].parts.n, all = m + comparison->sides[1].parts.n;
    size_t *chosen = zg_memory_alloc(m, sizeof *chosen);
    if (chosen == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < m; i++) chosen[i] = i;
    for (uint64_t b = 0; b < deals->n; b++) {
        for (size_t i = 0; i < m; i++) put(comparison, deals, b, chosen[i]);
        size_t i = m;
        while (i > 0 && chosen[i - 1] == all - m + i - 1) i--;
        if (i == 0) break;
        chosen[i - 1]++;
        for (; i < m; i++) chosen[i] = chosen[i - 1] + 1;
    }
    zg_memory_free(chosen);
    return ZG_OK;
}

/* Ways to choose m of all, or `most` + 1 where there are more. */
static uint64_t ways(size_t all, size_t m, uint64_t most)
{
    uint64_t n = 1;
    for (size_t i = 1; i <= m && n <= most; i++) {
        if (n > UINT64_MAX / (all - m + i)) return most + 1;
        n = n * (all - m + i) / i;
    }
    return n;
}

zg_status zg_key_deals_make(zg_run *run, const zg_comparison *comparison, uint64_t n, uint64_t seed,
                            zg_key_deals *out, zg_error *error)
{
    size_t m = comparison->sides[0].parts.n, all = m + comparison->sides[1].parts.n;
    size_t fewer = m < all - m ? m : all - m;
    uint64_t possible = ways(all, fewer, n);
    *out = (zg_key_deals){.n = possible <= n ? possible : n, .all = possible <= n};
    out->words = (size_t)(out->n / 64 + 1);
    out->bits =
        all > SIZE_MAX / out->words ? NULL : zg_memory_zeroed(all * out->words, sizeof *out->bits);
    out->tokens = zg_memory_zeroed(out->n, sizeof *out->tokens);
    if (out->bits == NULL || out->tokens == NULL) return zg_error_memory(error);
    if (out->all) return deal_all(comparison, out, error);
    return deal_randomly(run, comparison, seed, out, error);
}

static void add_dealt(const zg_key_deals *deals, size_t document, int64_t freq, int64_t *dealt)
{
    const uint64_t *bits = deals->bits + document * deals->words;
    for (uint64_t b = 0; b < deals->n; b++) {
        if (bits[b / 64] >> b % 64 & 1) dealt[b] += freq;
    }
}

/* Rates are compared with a little room, so that deals that differ in rounding only are equal. */
double zg_key_permutation(const zg_comparison *comparison, zg_key_scratch *scratch,
                          const size_t listed[2], const zg_key_pair *pair)
{
    const zg_key_deals *deals = &comparison->deals;
    size_t m = comparison->sides[0].parts.n;
    double n1 = (double)comparison->sides[0].tokens, n2 = (double)comparison->sides[1].tokens;
    int64_t freq = pair->freq[0] + pair->freq[1], *dealt = scratch->dealt;
    memset(dealt, 0, deals->n * sizeof *dealt);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < listed[side]; i++) {
            size_t document = scratch->index[side][i] + (side == 1 ? m : 0);
            add_dealt(deals, document, scratch->freqs[side][i], dealt);
        }
    }
    double seen = fabs((double)pair->freq[0] / n1 - (double)pair->freq[1] / n2) * (1 - 1e-12);
    uint64_t as_far = 0;
    for (uint64_t b = 0; b < deals->n; b++) {
        double tokens = (double)deals->tokens[b], rest = n1 + n2 - tokens;
        double apart = fabs((double)dealt[b] / tokens - (double)(freq - dealt[b]) / rest);
        as_far += apart >= seen;
    }
    double p = deals->all ? (double)as_far / (double)deals->n
                          : (double)(1 + as_far) / (double)(1 + deals->n);
    return 0 - log10(p);
}
