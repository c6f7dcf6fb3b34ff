/* collocates: the order of rows: a stable radix sort by one component after the other, the last
 * first: node and collocate, joint frequency, the column asked for. The key of a row is the value
 * of that column, so that what the order needed is not computed again to be shown. */
#include <math.h>
#include <string.h>

#include "collocates_object.h"
#include "pool.h"

/* ---- what to sort by ---- */

/* A measure, under the name that its column has here. */
static const zg_measure *find_measure(const zg_pair_list *list, const char *name, size_t length)
{
    zg_measure_list all = {0};
    const zg_measure *found = NULL;
    for (size_t i = 0; i < list->measures.n; i++) {
        const zg_measure_column *column = &list->measures.columns[i];
        if (strlen(column->name) == length && memcmp(column->name, name, length) == 0) {
            return column->measure;
        }
    }
    char text[64];
    if (length >= sizeof text) return NULL;
    memcpy(text, name, length);
    text[length] = '\0';
    if (zg_measure_list_add(&all, text, ZG_HAS(ZG_NEEDS_TABLE), ZG_READ_COLLOCATES, NULL) ==
        ZG_OK) {
        if (all.n == 1) found = all.columns[0].measure;
        zg_measure_list_free(&all);
    }
    return found;
}

zg_status zg_pair_sort_parse(zg_pair_list *list, zg_error *error)
{
    const char *text = list->options.sort == NULL ? "lrc" : list->options.sort;
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    zg_pair_sort *out = &list->sort;
    *out = (zg_pair_sort){.column = zg_pair_column(list, text, length)};
    if (out->column == SIZE_MAX) out->measure = find_measure(list, text, length);
    out->descending = out->column > ZG_PAIR_COLLOCATE;
    bool known = out->column != SIZE_MAX || out->measure != NULL;
    if (known && colon != NULL) {
        out->descending = strcmp(colon, ":desc") == 0;
        known = out->descending || strcmp(colon, ":asc") == 0;
    }
    if (known) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--sort",
                        "\"%s\" is not a column of the table, with :asc or :desc behind it if "
                        "need be",
                        text);
}

/* ---- keys ---- */

#define NO_VALUE UINT64_MAX

/* Numbers in their order; no value comes last. */
static uint64_t key_of_real(double value, bool descending)
{
    uint64_t bits;
    if (isnan(value)) return NO_VALUE;
    if (value == 0) value = 0; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    return descending ? ~bits - 1 : bits;
}

bool zg_ordered_value(const zg_ordered *place, const zg_pair_sort *sort, double *value)
{
    uint64_t bits = sort->descending ? ~(place->key + 1) : place->key;
    if (place->key == NO_VALUE) {
        *value = NAN;
        return true;
    }
    bits = bits >> 63 ? bits & ~((uint64_t)1 << 63) : ~bits;
    memcpy(value, &bits, sizeof bits);
    return *value != 0; /* -0 would be lost */
}

static double count_of(const zg_joint *row, const zg_pair_counts *counts, size_t column)
{
    const zg_contingency *cells = &counts->cells;
    switch (column) {
    case 2: return counts->order;
    case 3: return (double)counts->freq_node;
    case 4: return (double)counts->freq_collocate;
    case 5: return (double)row->joint;
    case 6: return zg_pair_expected(counts);
    case 7: return (double)row->left;
    case 8: return (double)(row->joint - row->left);
    case 9: return (double)row->distance / (double)row->joint;
    case 10: return row->docs;
    default: break;
    }
    if (!counts->has_table) return NAN;
    return (double)(column == 11   ? cells->o11
                    : column == 12 ? cells->o12
                    : column == 13 ? cells->o21
                                   : cells->o22);
}

/* spread, or joint occurrences at a place. */
static double place_of(const zg_pair_list *list, const zg_pairs *part, uint64_t index)
{
    const zg_windows *windows = &part->windows;
    const zg_position *places = zg_windows_places_of(windows, zg_windows_number(windows, index));
    size_t column = list->sort.column;
    return column == ZG_PAIR_SPREAD ? zg_pair_spread(list, places, zg_windows_row(windows, index))
                                    : (double)places[column - ZG_PAIR_SPREAD - 1];
}

static uint64_t key_of_row(const zg_pair_list *list, const zg_pairs *part, uint64_t index)
{
    const zg_pair_sort *sort = &list->sort;
    const zg_joint *row = zg_windows_row(&part->windows, index);
    zg_pair_counts counts;
    if (sort->column <= ZG_PAIR_COLLOCATE) {
        uint64_t rank = sort->column == ZG_PAIR_COLLOCATE
                            ? zg_inventory_rank(&part->collocates, row->collocate)
                            : zg_inventory_rank(zg_pairs_nodes(part), row->node);
        return sort->descending ? ~rank : rank;
    }
    if (sort->measure == NULL && sort->column >= ZG_PAIR_SPREAD) {
        return key_of_real(place_of(list, part, index), sort->descending);
    }
    if (sort->measure != NULL && sort->measure->needs == ZG_NEEDS_ROWS) {
        return key_of_real(part->adjusted[zg_windows_number(&part->windows, index)],
                           sort->descending);
    }
    zg_pair_counts_of(list, part, row, &counts);
    if (sort->measure == list->lrc && sort->measure != NULL) {
        return key_of_real(zg_pair_lrc(list, &counts), sort->descending);
    }
    zg_pair_table_of(list, &counts);
    double value = sort->measure != NULL ? zg_pair_value(&counts, sort->measure)
                                         : count_of(row, &counts, sort->column);
    return key_of_real(value, sort->descending);
}

/* ---- sorting ---- */

#define CHUNK ((size_t)1 << 14)

typedef struct scoring {
    const zg_pair_list *list;
    const zg_pairs *part;
    zg_ordered *items;
    size_t n;
} scoring;

static zg_status score(void *context, size_t index, uint32_t worker, zg_error *error)
{
    const scoring *s = context;
    size_t from = index * CHUNK, to = s->n - from > CHUNK ? from + CHUNK : s->n;
    (void)worker, (void)error;
    for (size_t i = from; i < to; i++) {
        ZG_PAIRS_ASK_FOR(s->part, s->items, i, 16, s->n);
        s->items[i].key = key_of_row(s->list, s->part, s->items[i].row);
    }
    return ZG_OK;
}

/* Sorts by key, stably, byte after byte; bytes that never differ cost nothing. */
static void radix(zg_ordered **items, zg_ordered **scratch, size_t n)
{
    size_t starts[8][256] = {{0}};
    zg_ordered *from = *items, *to = *scratch;
    bool sorted = true;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = from[i].key;
        sorted = sorted && (i == 0 || from[i - 1].key <= key);
        for (size_t b = 0; b < 8; b++) starts[b][key >> 8 * b & 0xFF]++;
    }
    for (size_t b = 0; b < 8 && !sorted; b++) {
        size_t total = 0, *next = starts[b];
        if (next[from[0].key >> 8 * b & 0xFF] == n) continue;
        for (size_t i = 0; i < 256; i++) {
            size_t count = next[i];
            next[i] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[next[from[i].key >> 8 * b & 0xFF]++] = from[i];
        zg_ordered *swap = from;
        from = to;
        to = swap;
    }
    *items = from;
    *scratch = to;
}

/* All rows, by node and collocate. */
static void number_rows(const zg_pairs *part, zg_ordered *items)
{
    const zg_inventory *nodes = zg_pairs_nodes(part);
    for (size_t l = 0; l < part->windows.n_lists; l++) {
        const zg_joint_list *list = &part->windows.lists[l];
        for (size_t i = 0; i < list->n; i++) {
            const zg_joint *row = &list->items[i];
            *items++ = (zg_ordered){.key = (uint64_t)zg_inventory_rank(nodes, row->node) << 32 |
                                           zg_inventory_rank(&part->collocates, row->collocate),
                                    .row = zg_windows_id(l, i)};
        }
    }
}

static zg_status sort_rows(zg_run *run, const zg_pair_list *list, const zg_pairs *part,
                           zg_ordered **items, zg_ordered **scratch, zg_error *error)
{
    const zg_windows *windows = &part->windows;
    size_t n = windows->n;
    number_rows(part, *items);
    radix(items, scratch, n);
    for (size_t i = 0; i < n; i++) {
        ZG_PAIRS_ASK_FOR(part, *items, i, 48, n);
        (*items)[i].key = ~(uint64_t)zg_windows_row(windows, (*items)[i].row)->joint;
    }
    radix(items, scratch, n);
    scoring s = {.list = list, .part = part, .items = *items, .n = n};
    zg_status status = zg_pool_run(run, (n + CHUNK - 1) / CHUNK, score, &s, error);
    if (status == ZG_OK) radix(items, scratch, n);
    return status;
}

zg_status zg_pairs_order(zg_run *run, const zg_pair_list *list, zg_pairs *part, zg_error *error)
{
    size_t n = part->windows.n;
    zg_room room = {.run = run}, other = {.run = run};
    zg_run_stage(run, "sorting", 0);
    zg_status status = zg_room_make(&room, n * sizeof(zg_ordered), error);
    if (status == ZG_OK) status = zg_room_make(&other, n * sizeof(zg_ordered), error);
    zg_ordered *items = room.data, *scratch = other.data;
    if (status == ZG_OK) status = sort_rows(run, list, part, &items, &scratch, error);
    bool swapped = items != room.data;
    part->room = swapped ? other : room;
    part->order = items;
    zg_room_free(swapped ? &room : &other);
    part->n = list->options.top > 0 && n > list->options.top ? list->options.top : n;
    return status;
}
