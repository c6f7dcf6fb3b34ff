/* collocates: rows: their tables and measures, their order, and how they are shown.
 *
 * The order is that of a stable radix sort by one component after the other, the last first: rank
 * of the collocate, rank of the node, joint frequency, the column asked for. */
#include <math.h>
#include <string.h>

#include "collocates_object.h"

/* ---- counts and tables ---- */

void zg_pair_counts_of(const zg_pair_list *list, const zg_pairs *part, const zg_joint *row,
                       zg_pair_counts *out)
{
    const zg_collocates_options *o = &list->options;
    const zg_inventory *nodes = zg_pairs_nodes(part);
    out->order = part->collocates.orders[row->collocate];
    out->freq_node = (int64_t)zg_inventory_freq(nodes, row->node);
    out->freq_collocate = (int64_t)zg_inventory_freq(&part->collocates, row->collocate);
    if (o->approximate) {
        out->r1 = ((int64_t)o->left + o->right) * out->freq_node;
        out->c1 = out->freq_collocate;
        out->n = (int64_t)part->sequence.tokens;
    } else {
        out->r1 = (int64_t)zg_windows_near(&part->windows, row, out->order);
        out->c1 = row->c1;
        out->n = (int64_t)zg_windows_runs(&part->windows, row, out->order);
    }
    out->has_table = zg_contingency_joint(row->joint, out->r1, out->c1, out->n, &out->cells) &&
                     zg_table2x2_init(&out->table, &out->cells, &list->levels, NULL) == ZG_OK;
    out->table.freq_node = out->freq_node;
    out->table.freq_collocate = out->freq_collocate;
}

static double value_of(const zg_pair_counts *counts, const zg_measure *measure)
{
    return counts->has_table ? measure->compute.table(&counts->table) : NAN;
}

/* ---- adjusted p-values ---- */

static bool wants_adjusted(const zg_pair_list *list, const zg_measure **measure)
{
    for (size_t i = 0; i < list->measures.n; i++) {
        *measure = list->measures.columns[i].measure;
        if ((*measure)->needs == ZG_NEEDS_ROWS) return true;
    }
    return false;
}

/* One after the other: p of all rows of all parts, adjusted, handed out again. */
static void adjust(zg_pair_list *list, const zg_measure *measure, double *all, zg_ranked *scratch)
{
    const zg_measure *evidence = zg_measure_find("neg_log10_p");
    size_t n = 0;
    for (size_t p = 0; p < list->n_parts; p++) {
        for (size_t i = 0; i < list->parts[p].windows.n; i++) {
            zg_pair_counts counts;
            zg_pair_counts_of(list, &list->parts[p], &list->parts[p].windows.rows[i], &counts);
            all[n++] = value_of(&counts, evidence);
        }
    }
    zg_adjust(measure->compute.rows, all, n, (double)n, scratch, all);
    for (size_t p = 0, from = 0; p < list->n_parts; from += list->parts[p++].windows.n) {
        size_t rows = list->parts[p].windows.n;
        if (rows > 0) memcpy(list->parts[p].adjusted, all + from, rows * sizeof *all);
    }
}

zg_status zg_pair_list_adjust(zg_pair_list *list, zg_error *error)
{
    const zg_measure *measure;
    if (!wants_adjusted(list, &measure)) return ZG_OK;
    double *all = zg_memory_alloc(list->family, sizeof *all);
    zg_ranked *scratch = zg_memory_alloc(list->family, sizeof *scratch);
    bool good = all != NULL && scratch != NULL;
    for (size_t p = 0; p < list->n_parts && good; p++) {
        list->parts[p].adjusted = zg_memory_alloc(list->parts[p].windows.n, sizeof *all);
        good = list->parts[p].adjusted != NULL;
    }
    if (good) adjust(list, measure, all, scratch);
    zg_memory_free(all);
    zg_memory_free(scratch);
    return good ? ZG_OK : zg_error_memory(error);
}

/* ---- columns ---- */

static const zg_field before[] = {
    {"node", ZG_UTF8, "what is looked around"},
    {"collocate", ZG_UTF8, "what stands near it"},
    {"n", ZG_INT64, "tokens of the collocate; marks inside are not counted"},
    {"freq_node", ZG_INT64, "occurrences of the node"},
    {"freq_collocate", ZG_INT64, "occurrences of the collocate, near the node or not"},
    {"freq_joint", ZG_INT64, "occurrences of the collocate in the spans of the node: o11"},
    {"freq_expected", ZG_DOUBLE, "(o11 + o12) (o11 + o21) / (o11 + o12 + o21 + o22)"},
    {"freq_left", ZG_INT64, "joint occurrences left of the nearest node"},
    {"freq_right", ZG_INT64, "joint occurrences right of the nearest node"},
    {"mean_distance", ZG_DOUBLE,
     "mean over joint occurrences of the tokens from the nearest node "
     "to their nearest token, left negative"},
    {"docs", ZG_INT64, "documents that have a joint occurrence"},
};
static const zg_field behind[] = {
    {"o11", ZG_INT64, "joint occurrences"},
    {"o12", ZG_INT64, "other runs in the spans"},
    {"o21", ZG_INT64, "occurrences of the collocate outside"},
    {"o22", ZG_INT64, "other runs outside"},
};
enum { N_BEFORE = sizeof before / sizeof before[0], N_BEHIND = sizeof behind / sizeof behind[0] };

zg_status zg_pair_list_fields(zg_pair_list *list, zg_error *error)
{
    size_t n = 0;
    list->fields =
        zg_memory_alloc(1 + N_BEFORE + list->measures.n + N_BEHIND, sizeof *list->fields);
    if (list->fields == NULL) return zg_error_memory(error);
    if (list->options.by != NULL) {
        list->fields[n++] = (zg_field){"group", ZG_UTF8, "value of the field, or start of its bin"};
    }
    list->base = n;
    memcpy(list->fields + n, before, sizeof before);
    n += N_BEFORE;
    for (size_t i = 0; i < list->measures.n; i++) {
        const zg_measure_column *column = &list->measures.columns[i];
        list->fields[n++] = (zg_field){column->name, ZG_DOUBLE, column->measure->formula};
    }
    if (list->options.contingency) {
        memcpy(list->fields + n, behind, sizeof behind);
        n += N_BEHIND;
    }
    list->n_fields = n;
    return ZG_OK;
}

/* ---- order ---- */

typedef struct sort_key {
    const zg_measure *measure; /* NULL: one of the counts */
    size_t column;             /* of `before`; SIZE_MAX: none */
    bool descending;
} sort_key;

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

static zg_status parse_sort(const zg_pair_list *list, sort_key *out, zg_error *error)
{
    const char *text = list->options.sort == NULL ? "lrc" : list->options.sort;
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    *out = (sort_key){.column = SIZE_MAX};
    for (size_t i = 0; i < N_BEFORE; i++) {
        if (strlen(before[i].name) == length && memcmp(before[i].name, text, length) == 0) {
            out->column = i;
        }
    }
    if (out->column == SIZE_MAX) out->measure = find_measure(list, text, length);
    out->descending = out->column > 1;
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

/* Numbers in their order; no value comes last. */
static uint64_t key_of_real(double value, bool descending)
{
    uint64_t bits;
    if (isnan(value)) return UINT64_MAX;
    if (value == 0) value = 0; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    return descending ? ~bits - 1 : bits;
}

static uint64_t key_of_row(const zg_pair_list *list, const zg_pairs *part, uint64_t index,
                           const sort_key *key)
{
    const zg_joint *row = &part->windows.rows[index];
    const zg_inventory *nodes = zg_pairs_nodes(part);
    zg_pair_counts counts;
    double value;
    if (key->column == 0 || key->column == 1) {
        uint64_t rank = key->column == 0 ? zg_inventory_rank(nodes, row->node)
                                         : zg_inventory_rank(&part->collocates, row->collocate);
        return key->descending ? ~rank : rank;
    }
    if (key->measure != NULL && key->measure->needs == ZG_NEEDS_ROWS) {
        return key_of_real(part->adjusted[index], key->descending);
    }
    zg_pair_counts_of(list, part, row, &counts);
    if (key->measure != NULL) return key_of_real(value_of(&counts, key->measure), key->descending);
    switch (key->column) {
    case 2: value = counts.order; break;
    case 3: value = (double)counts.freq_node; break;
    case 4: value = (double)counts.freq_collocate; break;
    case 5: value = row->joint; break;
    case 6: value = (double)counts.r1 * (double)counts.c1 / (double)counts.n; break;
    case 7: value = row->left; break;
    case 8: value = row->joint - row->left; break;
    case 9: value = (double)row->distance / row->joint; break;
    default: value = row->docs; break;
    }
    return key_of_real(value, key->descending);
}

typedef struct keyed {
    uint64_t key, row;
} keyed;

/* Sorts by key, stably, byte after byte; bytes that never differ cost nothing. */
static keyed *radix(keyed *from, keyed *to, size_t n)
{
    uint64_t any = 0, all = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        any |= from[i].key;
        all &= from[i].key;
    }
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        size_t starts[256] = {0}, total = 0;
        if (((any ^ all) >> shift & 0xFF) == 0) continue;
        for (size_t i = 0; i < n; i++) starts[from[i].key >> shift & 0xFF]++;
        for (size_t b = 0; b < 256; b++) {
            size_t count = starts[b];
            starts[b] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[starts[from[i].key >> shift & 0xFF]++] = from[i];
        keyed *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static void sort_rows(const zg_pair_list *list, const zg_pairs *part, const sort_key *key,
                      keyed **items, keyed **scratch)
{
    const sort_key components[] = {
        {.column = 1}, {.column = 0}, {.column = 5, .descending = true}, *key};
    for (size_t c = 0; c < 4; c++) {
        for (size_t i = 0; i < part->windows.n; i++) {
            keyed *item = &(*items)[i];
            item->key = key_of_row(list, part, item->row, &components[c]);
        }
        keyed *sorted = radix(*items, *scratch, part->windows.n);
        if (sorted != *items) {
            *scratch = *items;
            *items = sorted;
        }
    }
}

zg_status zg_pairs_order(zg_run *run, const zg_pair_list *list, zg_pairs *part, zg_error *error)
{
    sort_key key;
    size_t n = part->windows.n;
    zg_status status = parse_sort(list, &key, error);
    if (status != ZG_OK) return status;
    zg_run_stage(run, "sorting", 0);
    keyed *items = zg_memory_alloc(n, sizeof *items), *scratch = zg_memory_alloc(n, sizeof *items);
    part->n = list->options.top > 0 && n > list->options.top ? list->options.top : n;
    part->order = zg_memory_alloc(part->n, sizeof *part->order);
    if (items == NULL || scratch == NULL || part->order == NULL) {
        status = zg_error_memory(error);
    } else {
        for (size_t i = 0; i < n; i++) items[i].row = i;
        sort_rows(list, part, &key, &items, &scratch);
        for (size_t i = 0; i < part->n; i++) part->order[i] = items[i].row;
        status = zg_run_check(run, error);
    }
    zg_memory_free(items);
    zg_memory_free(scratch);
    return status;
}

/* ---- showing ---- */

static bool fill_measures(const zg_pair_list *list, const zg_pairs *part, uint64_t row,
                          const zg_pair_counts *counts, zg_builder *builder, size_t at)
{
    bool good = true;
    for (size_t i = 0; i < list->measures.n && good; i++) {
        const zg_measure *measure = list->measures.columns[i].measure;
        double value =
            measure->needs == ZG_NEEDS_ROWS ? part->adjusted[row] : value_of(counts, measure);
        good = zg_builder_real(builder, at + i, value);
    }
    at += list->measures.n;
    if (!good || !list->options.contingency) return good;
    const int64_t cells[] = {counts->cells.o11, counts->cells.o12, counts->cells.o21,
                             counts->cells.o22};
    for (size_t i = 0; i < 4 && good; i++) {
        good = counts->has_table ? zg_builder_int64(builder, at + i, cells[i])
                                 : zg_builder_null(builder, at + i);
    }
    return good;
}

static bool fill_row(const zg_pair_list *list, const zg_pairs *part, uint64_t index,
                     zg_builder *builder)
{
    const zg_joint *row = &part->windows.rows[index];
    zg_pair_counts c;
    size_t node_length, length, at = list->base;
    zg_pair_counts_of(list, part, row, &c);
    const char *node = zg_inventory_text(zg_pairs_nodes(part), row->node, &node_length);
    const char *text = zg_inventory_text(&part->collocates, row->collocate, &length);
    double expected = (double)c.r1 * (double)c.c1 / (double)c.n;
    return (at == 0 || zg_builder_text(builder, 0, part->group, strlen(part->group))) &&
           zg_builder_text(builder, at, node, node_length) &&
           zg_builder_text(builder, at + 1, text, length) &&
           zg_builder_int64(builder, at + 2, c.order) &&
           zg_builder_int64(builder, at + 3, c.freq_node) &&
           zg_builder_int64(builder, at + 4, c.freq_collocate) &&
           zg_builder_int64(builder, at + 5, row->joint) &&
           zg_builder_real(builder, at + 6, expected) &&
           zg_builder_int64(builder, at + 7, row->left) &&
           zg_builder_int64(builder, at + 8, (int64_t)row->joint - row->left) &&
           zg_builder_real(builder, at + 9, (double)row->distance / row->joint) &&
           zg_builder_int64(builder, at + 10, row->docs) &&
           fill_measures(list, part, index, &c, builder, at + N_BEFORE);
}

zg_status zg_pair_list_fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_pair_list *list = self;
    for (; list->part < list->n_parts; list->part++, list->next = 0) {
        const zg_pairs *part = &list->parts[list->part];
        for (; list->next < part->n; list->next++) {
            if (zg_builder_full(builder)) return ZG_OK;
            if (!fill_row(list, part, part->order[list->next], builder)) {
                return zg_error_memory(error);
            }
            zg_builder_row(builder);
        }
    }
    return ZG_OK;
}

bool zg_pair_list_json(const zg_pair_list *list, zg_buffer *out)
{
    const zg_collocates_options *o = &list->options;
    unsigned long long rows = 0;
    for (size_t i = 0; i < list->n_parts; i++) rows += list->parts[i].n;
    return zg_buffer_format(out,
                            ",\n  \"rows\": %llu,\n  \"family\": %llu,\n  \"confidence\": 0.95,\n"
                            "  \"window\": \"%u,%u\",\n  \"collocates\": \"%s\",\n"
                            "  \"table\": \"%s\"",
                            rows, (unsigned long long)list->family, o->left, o->right,
                            o->collocates,
                            o->adjacent      ? "adjacent"
                            : o->approximate ? "approximate"
                                             : "exact");
}
