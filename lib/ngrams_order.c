/* ngrams: the order of rows.
 *
 * Rows come in the byte order of link numbers, so a stable radix sort by the numeric keys leaves
 * ties as they should be wherever all links are regular. Rows that hold an irregular link are put
 * aside, sorted among their ties by the bytes they are shown with, and merged in. */
#include "ngrams_order.h"

#include <string.h>

#include "memory.h"

static zg_status refuse(const char *text, const zg_order_column *columns, size_t n, zg_error *error)
{
    zg_buffer names = {0};
    bool good = true;
    for (size_t i = 0; i < n && good; i++)
        good = (i == 0 || zg_buffer_text(&names, ", ")) && zg_buffer_text(&names, columns[i].name);
    zg_status status =
        !good ? zg_error_memory(error)
              : zg_error_set(error, ZG_ERROR_ARGUMENT, "--sort",
                             "\"%s\" is not a column of the table (%.*s), with :asc or :desc "
                             "behind it if need be",
                             text, names.length > 300 ? 300 : (int)names.length, names.data);
    zg_buffer_free(&names);
    return status;
}

zg_status zg_order_parse(const char *text, const zg_order_column *columns, size_t n, zg_order *out,
                         zg_error *error)
{
    if (text == NULL) text = "freq";
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    for (size_t i = 0; i < n; i++) {
        if (strlen(columns[i].name) != length || memcmp(columns[i].name, text, length) != 0)
            continue;
        *out = (zg_order){.key = columns[i].key,
                          .descending = columns[i].key != ZG_ORDER_NGRAM,
                          .value = columns[i].value,
                          .width = out->width};
        if (colon == NULL) return ZG_OK;
        out->descending = strcmp(colon, ":desc") == 0;
        if (out->descending || strcmp(colon, ":asc") == 0) return ZG_OK;
    }
    return refuse(text, columns, n, error);
}

/* ---- numeric keys ---- */

/* A number as bits that are ordered as it is; no value comes last in either direction. */
static uint64_t bits_of(double value, bool descending)
{
    uint64_t bits;
    if (value != value) return descending ? 0 : UINT64_MAX;
    if (value == 0) value = 0; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint64_t key_of_row(const zg_order *order, const zg_count_row *row, const double *values)
{
    switch (order->key) {
    case ZG_ORDER_N: return zg_count_n(row);
    case ZG_ORDER_DOCS: return row->docs;
    case ZG_ORDER_FREQ: return row->freq;
    case ZG_ORDER_VALUE: return bits_of(values[order->value], order->descending);
    case ZG_ORDER_NGRAM:
    case ZG_ORDER_SAME: break;
    }
    return 0;
}

static uint64_t key_of(const zg_count *count, size_t index, const zg_order *order)
{
    const double *values =
        order->key == ZG_ORDER_VALUE ? count->values + index * order->width : NULL;
    return key_of_row(order, &count->rows[index], values);
}

void zg_order_keys(const zg_order *order, const zg_count_row *row, const double *values,
                   uint64_t keys[2])
{
    keys[0] = keys[1] = 0;
    if (order->key == ZG_ORDER_NGRAM) return;
    keys[0] = key_of_row(order, row, values) ^ (order->descending ? UINT64_MAX : 0);
    keys[1] = ~row->freq;
}

/* Sorts indices by a key, stably, byte after byte; bytes that never differ cost nothing. */
static void radix(const zg_count *count, const zg_order *order, size_t *items, size_t n,
                  size_t *scratch)
{
    size_t *from = items, *to = scratch;
    uint64_t any = 0, all = UINT64_MAX, turn = order->descending ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t value = key_of(count, from[i], order);
        any |= value;
        all &= value;
    }
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if (((any ^ all) >> shift & 0xFF) == 0) continue;
        size_t starts[256] = {0}, total = 0;
        for (size_t i = 0; i < n; i++)
            starts[(key_of(count, from[i], order) ^ turn) >> shift & 0xFF]++;
        for (size_t b = 0; b < 256; b++) {
            size_t more = starts[b];
            starts[b] = total;
            total += more;
        }
        for (size_t i = 0; i < n; i++) {
            uint64_t value = key_of(count, from[i], order) ^ turn;
            to[starts[value >> shift & 0xFF]++] = from[i];
        }
        size_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != items) memcpy(items, from, n * sizeof *items);
}

#define SMALL 65536

/* Where a row is counted: by its frequency, nearly always a small one; irregular ones apart. */
static size_t slot_of(const zg_count_row *row)
{
    size_t slot = row->freq < SMALL ? (size_t)row->freq : SMALL;
    return zg_count_irregular(row) ? SMALL + 1 + slot : slot;
}

/* Sorts all rows by frequency: one pass by all of it, and then the few that are large. Irregular
 * ones lie behind the others; how many others is returned, SIZE_MAX without memory. */
static size_t by_frequency(const zg_count *count, bool descending, size_t *to, size_t *scratch)
{
    const zg_order order = {.key = ZG_ORDER_FREQ, .descending = descending};
    size_t *next = zg_memory_zeroed(2 * (SMALL + 1), sizeof *next), total = 0, regular = 0;
    if (next == NULL) return SIZE_MAX;
    for (size_t i = 0; i < count->n; i++) next[slot_of(&count->rows[i])]++;
    size_t large[2] = {next[SMALL], next[SMALL + 1 + SMALL]};
    for (size_t part = 0; part < 2; part++) {
        for (size_t b = 0; b <= SMALL; b++) {
            size_t *at = &next[part * (SMALL + 1) + (descending ? SMALL - b : b)], n = *at;
            *at = total;
            total += n;
        }
        if (part == 0) regular = total;
    }
    size_t first[2] = {next[SMALL], next[SMALL + 1 + SMALL]};
    for (size_t i = 0; i < count->n; i++) to[next[slot_of(&count->rows[i])]++] = i;
    zg_memory_free(next);
    for (size_t part = 0; part < 2; part++)
        radix(count, &order, to + first[part], large[part], scratch);
    return regular;
}

/* Rows as they come, irregular ones behind the others; how many others is returned. */
static size_t by_place(const zg_count *count, size_t *to)
{
    size_t regular = 0, irregular = 0;
    for (size_t i = 0; i < count->n; i++) irregular += zg_count_irregular(&count->rows[i]);
    size_t at = count->n - irregular;
    for (size_t i = 0; i < count->n; i++)
        to[zg_count_irregular(&count->rows[i]) ? at++ : regular++] = i;
    return regular;
}

/* ---- ties ---- */

typedef struct ties {
    const zg_sequence *sequence;
    const zg_count *count;
    const zg_count_row *rows;
    const zg_order *order;
} ties;

static uint64_t *keys_of(const ties *t, size_t index, uint64_t keys[2])
{
    const double *values =
        t->order->key == ZG_ORDER_VALUE ? t->count->values + index * t->order->width : NULL;
    zg_order_keys(t->order, &t->rows[index], values, keys);
    return keys;
}

static int compare(const ties *t, size_t a, size_t b)
{
    const zg_count_row *x = &t->rows[a], *y = &t->rows[b];
    uint64_t p[2], q[2];
    keys_of(t, a, p);
    keys_of(t, b, q);
    for (size_t i = 0; i < 2; i++) {
        if (p[i] != q[i]) return p[i] < q[i] ? -1 : 1;
    }
    int order = zg_sequence_compare(t->sequence, zg_count_position(x), zg_count_n(x),
                                    zg_count_position(y), zg_count_n(y));
    if (order != 0) return order;
    return zg_count_n(x) < zg_count_n(y) ? -1 : 1;
}

/* How many of the items come before `key`: steps that double, then halves between the last two. */
static size_t count_before(const ties *t, const size_t *items, size_t n, size_t key)
{
    size_t low = 0, step = 1; /* those below `low` come before, those from `high` on do not */
    while (low + step <= n && compare(t, items[low + step - 1], key) < 0) {
        low += step;
        step *= 2;
    }
    size_t high = low + step <= n ? low + step - 1 : n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(t, items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void merge(const ties *t, const size_t *a, size_t n_a, const size_t *b, size_t n_b,
                  size_t *out)
{
    for (; n_b > 0; b++, n_b--) {
        size_t before = count_before(t, a, n_a, *b);
        memcpy(out, a, before * sizeof *a);
        a += before;
        n_a -= before;
        out += before;
        *out++ = *b;
    }
    memcpy(out, a, n_a * sizeof *a);
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

/* How many of the items come after `key`, the same from the end. */
static size_t count_after(const ties *t, const size_t *items, size_t n, size_t key)
{
    size_t low = 0, step = 1; /* of the last ones */
    while (low + step <= n && compare(t, items[n - low - step], key) > 0) {
        low += step;
        step *= 2;
    }
    size_t high = low + step <= n ? low + step - 1 : n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(t, items[n - 1 - middle], key) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Merges the irregular ones, which lie behind the others, into these, from the end. */
static zg_status merge_in(zg_run *run, const ties *t, size_t *items, size_t regular, size_t n,
                          size_t *scratch, zg_error *error)
{
    size_t left = n - regular;
    zg_status status = ZG_OK;
    if (left > 0) memcpy(scratch, items + regular, left * sizeof *items);
    for (; left > 0 && status == ZG_OK; left--) {
        size_t after = count_after(t, items, regular, scratch[left - 1]);
        regular -= after;
        memmove(items + regular + left, items + regular, after * sizeof *items);
        items[regular + left - 1] = scratch[left - 1];
        if (left % 4096 == 0) status = zg_run_check(run, error);
    }
    return status;
}

static bool is_tie(const ties *t, size_t a, size_t b)
{
    if (t->order->key == ZG_ORDER_NGRAM) return true;
    return key_of(t->count, a, t->order) == key_of(t->count, b, t->order) &&
           t->rows[a].freq == t->rows[b].freq;
}

static zg_status order_ties(zg_run *run, const ties *t, size_t *items, size_t n, size_t *scratch,
                            zg_error *error)
{
    for (size_t start = 0; start < n;) {
        size_t end = start + 1;
        while (end < n && is_tie(t, items[start], items[end])) end++;
        sort_by_bytes(t, items + start, end - start, scratch);
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
    size_t regular = SIZE_MAX;
    if (items != NULL && scratch != NULL) {
        zg_memory_large_pages(items, count->n * sizeof *items);
        regular = order->key == ZG_ORDER_NGRAM
                      ? by_place(count, items)
                      : by_frequency(count, order->key != ZG_ORDER_FREQ || order->descending, items,
                                     scratch);
    }
    zg_status status = regular != SIZE_MAX ? ZG_OK : zg_error_memory(error);
    ties t = {.sequence = sequence, .count = count, .rows = count->rows, .order = order};
    if (status == ZG_OK) {
        size_t irregular = count->n - regular;
        if (order->key != ZG_ORDER_NGRAM && order->key != ZG_ORDER_FREQ) {
            radix(count, order, items, regular, scratch);
            radix(count, order, items + regular, irregular, scratch);
        }
        status = order_ties(run, &t, items + regular, irregular, scratch, error);
    }
    if (status == ZG_OK) status = merge_in(run, &t, items, regular, count->n, scratch, error);
    if (status == ZG_OK && order->key == ZG_ORDER_NGRAM && order->descending)
        reverse(items, count->n);
    zg_memory_free(scratch);
    if (status != ZG_OK)
        zg_memory_free(items);
    else
        *out = items;
    return status;
}
