/* collocates: how rows are shown: some at a time, one column after the other, so that what many
 * rows need stays in cache, and what two measures need is computed once. */
#include <math.h>
#include <string.h>

#include "collocates_object.h"
#include "measures_table.h"

#define ROWS 64

/* Rows that are shown together. */
typedef struct block {
    const zg_pair_list *list;
    const zg_pairs *part;
    const zg_ordered *places;
    size_t n;
    const zg_joint *rows[ROWS];
    zg_pair_counts counts[ROWS];
    double g2[ROWS]; /* without sign */
    bool has_g2;
} block;

/* ---- text and counts ---- */

/* Takes as many rows as text can be held of, one at least; false without memory. */
static bool show_texts(block *b, zg_builder *builder)
{
    const zg_inventory *nodes = zg_pairs_nodes(b->part), *collocates = &b->part->collocates;
    size_t at = b->list->base, i = 0;
    for (; i < b->n && (i == 0 || !zg_builder_full(builder)); i++) {
        size_t node_length, length;
        const char *node = zg_inventory_text(nodes, b->rows[i]->node, &node_length);
        const char *text = zg_inventory_text(collocates, b->rows[i]->collocate, &length);
        if ((at > 0 && !zg_builder_text(builder, 0, b->part->group, strlen(b->part->group))) ||
            !zg_builder_text(builder, at, node, node_length) ||
            !zg_builder_text(builder, at + 1, text, length)) {
            return false;
        }
    }
    b->n = i;
    return true;
}

/* Cells of a column of reals; where one has no value, one by one. */
static bool show_reals(zg_builder *builder, size_t column, const double *values, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) all = all && !isnan(values[i]);
    if (all) {
        double *to = zg_builder_reals(builder, column, n);
        if (to != NULL) memcpy(to, values, n * sizeof *values);
        return to != NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (!zg_builder_real(builder, column, values[i])) return false;
    }
    return true;
}

static bool show_counts(const block *b, zg_builder *builder)
{
    static const size_t whole[] = {2, 3, 4, 5, 7, 8, 10}; /* columns */
    enum { WHOLE = sizeof whole / sizeof whole[0] };
    double expected[ROWS], distance[ROWS];
    int64_t *to[WHOLE];
    size_t at = b->list->base;
    for (size_t k = 0; k < WHOLE; k++) {
        to[k] = zg_builder_int64s(builder, at + whole[k], b->n);
        if (to[k] == NULL) return false;
    }
    for (size_t i = 0; i < b->n; i++) {
        const zg_joint *row = b->rows[i];
        const zg_pair_counts *c = &b->counts[i];
        to[0][i] = c->order;
        to[1][i] = c->freq_node;
        to[2][i] = c->freq_collocate;
        to[3][i] = (int64_t)row->joint;
        to[4][i] = (int64_t)row->left;
        to[5][i] = (int64_t)(row->joint - row->left);
        to[6][i] = row->docs;
        expected[i] = zg_pair_expected(c);
        distance[i] = (double)row->distance / (double)row->joint;
    }
    return show_reals(builder, at + 6, expected, b->n) &&
           show_reals(builder, at + 9, distance, b->n);
}

/* ---- measures ---- */

/* The two that are made of g2; false for any other. */
static bool compute_from_g2(block *b, const zg_measure *measure, double *values)
{
    bool evidence = measure == b->list->evidence;
    if (!evidence && measure != b->list->g2) return false;
    for (size_t i = 0; i < b->n; i++) {
        const zg_pair_counts *c = &b->counts[i];
        values[i] = NAN;
        if (!c->has_table) continue;
        if (!b->has_g2) b->g2[i] = zg_table_g2(&c->table);
        values[i] = evidence ? zg_g2_neg_log10_p(b->g2[i]) : zg_table_signed(&c->table, b->g2[i]);
    }
    b->has_g2 = true;
    return true;
}

static void compute(block *b, const zg_measure *measure, double *values)
{
    bool sorted = measure == b->list->sort.measure;
    if (measure->needs == ZG_NEEDS_ROWS) {
        for (size_t i = 0; i < b->n; i++) {
            uint64_t number = zg_windows_number(&b->part->windows, b->places[i].row);
            values[i] = b->part->adjusted[number];
        }
        return;
    }
    if (!sorted && compute_from_g2(b, measure, values)) return;
    for (size_t i = 0; i < b->n; i++) {
        if (!sorted || !zg_ordered_value(&b->places[i], &b->list->sort, &values[i])) {
            values[i] = zg_pair_value(&b->counts[i], measure);
        }
    }
}

static bool show_measures(block *b, zg_builder *builder)
{
    size_t at = b->list->base + ZG_PAIR_MEASURES;
    double values[ROWS];
    for (size_t k = 0; k < b->list->measures.n; k++, at++) {
        compute(b, b->list->measures.columns[k].measure, values);
        if (!show_reals(builder, at, values, b->n)) return false;
    }
    bool good = true;
    for (size_t i = 0; i < b->n && b->list->options.contingency && good; i++) {
        const zg_contingency *c = &b->counts[i].cells;
        const int64_t cells[] = {c->o11, c->o12, c->o21, c->o22};
        for (size_t k = 0; k < 4 && good; k++) {
            good = b->counts[i].has_table ? zg_builder_int64(builder, at + k, cells[k])
                                          : zg_builder_null(builder, at + k);
        }
    }
    return good;
}

/* ---- places ---- */

static bool show_places(const block *b, zg_builder *builder)
{
    const zg_windows *windows = &b->part->windows;
    size_t at = b->list->n_fields - windows->span - 1;
    if (windows->span == 0) return true;
    for (size_t i = 0; i < b->n; i++) {
        uint64_t number = zg_windows_number(windows, b->places[i].row);
        const zg_position *places = zg_windows_places_of(windows, number);
        double spread = zg_pair_spread(b->list, places, b->rows[i]);
        if (!zg_builder_real(builder, at, spread)) return false;
        for (uint32_t k = 0; k < windows->span; k++) {
            if (!zg_builder_int64(builder, at + 1 + k, (int64_t)places[k])) return false;
        }
    }
    return true;
}

/* ---- the pull ---- */

/* Shows the rows that come next, up to ROWS of them; how many in `*shown`. */
static bool show(const zg_pair_list *list, const zg_pairs *part, zg_builder *builder, size_t *shown)
{
    block b = {.list = list, .part = part, .places = part->order + list->next};
    size_t left = part->n - list->next, room = zg_builder_left(builder);
    b.n = left < room ? left : room;
    if (b.n > ROWS) b.n = ROWS;
    for (size_t i = 0; i < b.n; i++) {
        ZG_PAIRS_ASK_FOR(part, b.places, i, ROWS, left);
        b.rows[i] = zg_windows_row(&part->windows, b.places[i].row);
    }
    if (!show_texts(&b, builder)) return false;
    for (size_t i = 0; i < b.n; i++) {
        zg_pair_counts_of(list, part, b.rows[i], &b.counts[i]);
        zg_pair_table_of(list, &b.counts[i]);
    }
    if (!show_counts(&b, builder) || !show_measures(&b, builder) || !show_places(&b, builder)) {
        return false;
    }
    zg_builder_rows(builder, b.n);
    *shown = b.n;
    return true;
}

zg_status zg_pair_list_fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_pair_list *list = self;
    for (; list->part < list->n_parts; list->part++, list->next = 0) {
        const zg_pairs *part = &list->parts[list->part];
        while (list->next < part->n) {
            size_t shown;
            if (zg_builder_full(builder)) return ZG_OK;
            if (!show(list, part, builder, &shown)) return zg_error_memory(error);
            list->next += shown;
        }
    }
    return ZG_OK;
}
