/* collocates: rows: their counts, tables and measures, and the columns there are. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "collocates_object.h"
#include "measures_table.h"

/* ---- counts and tables ---- */

void zg_pair_counts_of(const zg_pair_list *list, const zg_pairs *part, const zg_joint *row,
                       zg_pair_counts *out)
{
    const zg_collocates_options *o = &list->options;
    const zg_inventory *nodes = zg_pairs_nodes(part);
    out->order = part->collocates.orders[row->collocate];
    out->freq_node = (int64_t)zg_inventory_freq(nodes, row->node);
    out->freq_collocate = (int64_t)zg_inventory_freq(&part->collocates, row->collocate);
    if (o->approximate || o->unspanned) {
        out->r1 = (o->unspanned ? 1 : (int64_t)o->left + o->right) * out->freq_node;
        out->c1 = out->freq_collocate;
        out->n = (int64_t)part->sequence.tokens;
    } else {
        out->r1 = (int64_t)zg_windows_near(&part->windows, row, out->order);
        out->c1 = (int64_t)row->c1;
        out->n = (int64_t)zg_windows_runs(&part->windows, row, out->order);
    }
    out->has_table =
        zg_contingency_joint((int64_t)row->joint, out->r1, out->c1, out->n, &out->cells);
}

void zg_pair_table_of(const zg_pair_list *list, zg_pair_counts *counts)
{
    counts->has_table = counts->has_table && zg_table2x2_init(&counts->table, &counts->cells,
                                                              &list->levels, NULL) == ZG_OK;
    counts->table.freq_node = counts->freq_node;
    counts->table.freq_collocate = counts->freq_collocate;
}

double zg_pair_value(const zg_pair_counts *counts, const zg_measure *measure)
{
    return counts->has_table ? measure->compute.table(&counts->table) : NAN;
}

double zg_pair_lrc(const zg_pair_list *list, const zg_pair_counts *counts)
{
    return counts->has_table ? zg_lrc_association(&counts->cells, &list->levels) : NAN;
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
        const zg_windows *windows = &list->parts[p].windows;
        for (size_t l = 0; l < windows->n_lists; l++) {
            for (size_t i = 0; i < windows->lists[l].n; i++) {
                zg_pair_counts counts;
                zg_pair_counts_of(list, &list->parts[p], &windows->lists[l].items[i], &counts);
                zg_pair_table_of(list, &counts);
                all[n++] = zg_pair_value(&counts, evidence);
            }
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
_Static_assert((int)N_BEFORE == (int)ZG_PAIR_MEASURES, "columns before the measures");
_Static_assert((int)N_BEFORE + (int)N_BEHIND == (int)ZG_PAIR_SPREAD, "columns before the places");

/* spread, and a column for each place of the span; how many. */
static size_t add_places(zg_pair_list *list, zg_field *fields)
{
    uint32_t left = list->options.left, span = left + list->options.right;
    fields[0] = (zg_field){"spread", ZG_DOUBLE,
                           "standard deviation of the distance, over the joint occurrences: "
                           "sqrt(sum (distance - mean_distance)^2 / freq_joint)"};
    for (uint32_t i = 0; i < span; i++) {
        char *name = list->place_names[i];
        bool before_node = i < left;
        snprintf(name, sizeof list->place_names[i], "%s_%u", before_node ? "left" : "right",
                 before_node ? left - i : i - left + 1);
        fields[1 + i] =
            (zg_field){name, ZG_INT64,
                       before_node ? "joint occurrences that end so many tokens left of the node"
                                   : "joint occurrences that begin so many tokens right of it"};
    }
    return 1 + span;
}

zg_status zg_pair_list_fields(zg_pair_list *list, zg_error *error)
{
    const zg_collocates_options *o = &list->options;
    size_t n = 0, span = o->positions ? (size_t)o->left + o->right : 0;
    list->fields = zg_memory_alloc(1 + N_BEFORE + list->measures.n + N_BEHIND + 1 + span,
                                   sizeof *list->fields);
    if (span > 0) list->place_names = zg_memory_alloc(span, sizeof *list->place_names);
    if (list->fields == NULL || (span > 0 && list->place_names == NULL)) {
        return zg_error_memory(error);
    }
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
    if (span > 0) n += add_places(list, list->fields + n);
    list->n_fields = n;
    return zg_pair_sort_parse(list, error);
}

static const char *column_name(const zg_pair_list *list, size_t column)
{
    if (column < N_BEFORE) return before[column].name;
    if (column < ZG_PAIR_SPREAD) return behind[column - N_BEFORE].name;
    return column == ZG_PAIR_SPREAD ? "spread" : list->place_names[column - ZG_PAIR_SPREAD - 1];
}

size_t zg_pair_column(const zg_pair_list *list, const char *name, size_t length)
{
    const zg_collocates_options *o = &list->options;
    size_t n = ZG_PAIR_SPREAD + (o->positions ? 1 + (size_t)o->left + o->right : 0);
    for (size_t i = 0; i < n; i++) {
        const char *known = column_name(list, i);
        if (strlen(known) == length && memcmp(known, name, length) == 0) return i;
    }
    return SIZE_MAX;
}

double zg_pair_spread(const zg_pair_list *list, const zg_position *places, const zg_joint *row)
{
    uint32_t left = list->options.left, span = left + list->options.right;
    double squares = 0, mean = (double)row->distance / (double)row->joint;
    for (uint32_t i = 0; i < span; i++) {
        double distance = i < left ? -(double)(left - i) : (double)(i - left + 1);
        squares += (double)places[i] * (distance - mean) * (distance - mean);
    }
    return sqrt(squares / (double)row->joint);
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
                            : o->unspanned   ? "unspanned"
                            : o->approximate ? "approximate"
                                             : "exact");
}
