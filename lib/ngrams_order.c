/* ngrams: the order of rows.
 *
 * Rows come in the byte order of link numbers, so a stable radix sort by the numeric keys leaves
 * ties as they should be wherever all links are regular. Rows that hold an irregular link are
 * sorted among their ties by the bytes they are shown with, and merged in. */
#include "ngrams_order.h"

#include <string.h>

#include "memory.h"

zg_status zg_order_parse(const char *text, const char *rate_name, zg_order *out, zg_error *error)
{
    const struct {
        const char *name;
        zg_order_key key;
    } columns[] = {{"ngram", ZG_ORDER_NGRAM}, {"n", ZG_ORDER_N},
                   {"freq", ZG_ORDER_FREQ},   {rate_name, ZG_ORDER_FREQ},
                   {"docs", ZG_ORDER_DOCS},   {"docs_share", ZG_ORDER_DOCS}};
    if (text == NULL) text = "freq";
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (strlen(columns[i].name) != length || memcmp(columns[i].name, text, length) != 0)
            continue;
        *out = (zg_order){.key = columns[i].key, .descending = columns[i].key != ZG_ORDER_NGRAM};
        if (colon == NULL) return ZG_OK;
        out->descending = strcmp(colon, ":desc") == 0;
        if (out->descending || strcmp(colon, ":asc") == 0) return ZG_OK;
    }
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--sort",
                        "\"%s\" is not a column of the table (ngram, n, freq, %s, docs, "
                        "docs_share), with :asc or :desc behind it if need be",
                        text, rate_name);
}

/* ---- numeric keys ---- */

static uint64_t key_of(const zg_count_row *row, zg_order_key key)
{
    switch (key) {
    case ZG_ORDER_N: return zg_count_n(row);
    case ZG_ORDER_DOCS: return row->docs;
    case ZG_ORDER_FREQ: return row->freq;
    case ZG_ORDER_NGRAM: break;
    }
    return 0;
}

/* Sorts indices by a key, stably, byte after byte; bytes that never differ cost nothing. */
static size_t *radix(const zg_count *count, zg_order_key key, bool descending, size_t *from,
                     size_t *to)
{
    uint64_t any = 0, all = UINT64_MAX, turn = descending ? UINT64_MAX : 0;
    for (size_t i = 0; i < count->n; i++) {
        uint64_t value = key_of(&count->rows[i], key);
        any |= value;
        all &= value;
    }
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if (((any ^ all) >> shift & 0xFF) == 0) continue;
        size_t starts[256] = {0}, total = 0;
        for (size_t i = 0; i < count->n; i++) {
            starts[(key_of(&count->rows[i], key) ^ turn) >> shift & 0xFF]++;
        }
        for (size_t b = 0; b < 256; b++) {
            size_t n = starts[b];
            starts[b] = total;
            total += n;
        }
        for (size_t i = 0; i < count->n; i++) {
            uint64_t value = key_of(&count->rows[from[i]], key) ^ turn;
            to[starts[value >> shift & 0xFF]++] = from[i];
        }
        size_t *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

/* ---- ties ---- */

typedef struct ties {
    const zg_sequence *sequence;
    const zg_count_row *rows;
} ties;

static int compare(const ties *t, size_t a, size_t b)
{
    const zg_count_row *x = &t->rows[a], *y = &t->rows[b];
    int order = zg_sequence_compare(t->sequence, zg_count_position(x), zg_count_n(x),
                                    zg_count_position(y), zg_count_n(y));
    if (order != 0) return order;
    return zg_count_n(x) < zg_count_n(y) ? -1 : 1;
}

static void merge(const ties *t, const size_t *a, size_t n_a, const size_t *b, size_t n_b,
                  size_t *out)
{
    while (n_a > 0 && n_b > 0) {
        if (compare(t, *a, *b) < 0) {
            *out++ = *a++;
            n_a--;
        } else {
            *out++ = *b++;
            n_b--;
        }
    }
    memcpy(out, a, n_a * sizeof *a);
    memcpy(out + n_a, b, n_b * sizeof *b);
}

/* Merge sort from the bottom up: runs that are in order already, as most are, cost one look. */
static void sort_by_bytes(const ties *t, size_t *items, size_t n, size_t *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start + width < n; start += 2 * width) {
            size_t middle = start + width;
            size_t end = middle + width < n ? middle + width : n;
            if (compare(t, items[middle - 1], items[middle]) < 0) continue;
            memcpy(scratch, items + start, (end - start) * sizeof *items);
            merge(t, scratch, width, scratch + width, end - middle, items + start);
        }
    }
}

/* Puts a group of ties in order: regular rows are, the others are sorted and merged in. */
static void order_group(const ties *t, size_t *items, size_t n, size_t *scratch)
{
    size_t regular = 0, irregular = 0;
    for (size_t i = 0; i < n; i++) {
        if (zg_count_irregular(&t->rows[items[i]]))
            scratch[irregular++] = items[i];
        else
            items[regular++] = items[i];
    }
    if (irregular == 0) return;
    memcpy(items + regular, scratch, irregular * sizeof *items);
    sort_by_bytes(t, items + regular, irregular, scratch);
    memcpy(scratch, items, n * sizeof *items);
    merge(t, scratch, regular, scratch + regular, irregular, items);
}

static bool is_tie(const zg_count_row *a, const zg_count_row *b, zg_order_key key)
{
    if (key == ZG_ORDER_NGRAM) return true;
    return key_of(a, key) == key_of(b, key) && a->freq == b->freq;
}

static zg_status order_ties(zg_run *run, const ties *t, zg_order_key key, size_t *items, size_t n,
                            size_t *scratch, zg_error *error)
{
    for (size_t start = 0; start < n;) {
        size_t end = start + 1;
        while (end < n && is_tie(&t->rows[items[start]], &t->rows[items[end]], key)) end++;
        order_group(t, items + start, end - start, scratch);
        start = end;
        zg_status status = zg_run_check(run, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

static void reverse(size_t *items, size_t n)
{
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        size_t swap = items[i];
        items[i] = items[--j];
        items[j] = swap;
    }
}

zg_status zg_order_rows(zg_run *run, const zg_sequence *sequence, const zg_count *count,
                        const zg_order *order, size_t **out, zg_error *error)
{
    size_t *items = zg_memory_alloc(count->n, sizeof *items);
    size_t *scratch = zg_memory_alloc(count->n, sizeof *scratch);
    if (items == NULL || scratch == NULL) {
        zg_memory_free(items);
        zg_memory_free(scratch);
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < count->n; i++) items[i] = i;
    size_t *sorted = items;
    if (order->key != ZG_ORDER_NGRAM) {
        bool by_freq = order->key == ZG_ORDER_FREQ;
        sorted = radix(count, ZG_ORDER_FREQ, !by_freq || order->descending, items, scratch);
        size_t *other = sorted == items ? scratch : items;
        if (!by_freq) sorted = radix(count, order->key, order->descending, sorted, other);
    }
    size_t *other = sorted == items ? scratch : items;
    ties t = {.sequence = sequence, .rows = count->rows};
    zg_status status = order_ties(run, &t, order->key, sorted, count->n, other, error);
    if (order->key == ZG_ORDER_NGRAM && order->descending) reverse(sorted, count->n);
    zg_memory_free(other);
    if (status != ZG_OK)
        zg_memory_free(sorted);
    else
        *out = sorted;
    return status;
}
