/* keyness: the values of a row. */
#include <math.h>
#include <string.h>

#include "keyness_parts.h"

void zg_key_row_init(zg_key_row *row, const zg_comparison *comparison, size_t item,
                     const zg_key_pair *pair)
{
    row->comparison = comparison;
    row->item = item;
    row->pair = *pair;
    row->has_table = row->has_parts = row->has_documents = row->has_groups = false;
}

static zg_status make_table(const zg_comparing *key, zg_key_row *row, zg_error *error)
{
    if (row->has_table) return ZG_OK;
    row->has_table = true;
    return zg_key_table(key, row->comparison, row->item, &row->pair, &row->table, error);
}

/* ---- small frequencies ---- */

/* Of a pair of frequencies: 0 not seen, else sign + 2; and whether its values are there. */
#define SIGN   3
#define VALUES 4

/* The place of a pair that is small; SIZE_MAX for others, and where margins differ by n. */
static size_t small_pair(zg_key_scratch *scratch, const zg_key_row *row)
{
    const int64_t *freq = row->pair.freq;
    if (scratch->known == NULL || freq[0] >= ZG_KEY_KNOWN || freq[1] >= ZG_KEY_KNOWN ||
        row->comparison->sides[0].windows != NULL) {
        return SIZE_MAX;
    }
    if (scratch->known_of != row->comparison) {
        scratch->known_of = row->comparison;
        memset(scratch->known_state, 0, ZG_KEY_KNOWN * ZG_KEY_KNOWN);
    }
    return (size_t)freq[0] * ZG_KEY_KNOWN + (size_t)freq[1];
}

zg_status zg_key_sign(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row, int *sign,
                      zg_error *error)
{
    size_t pair = small_pair(scratch, row);
    if (pair != SIZE_MAX && scratch->known_state[pair] != 0) {
        *sign = (scratch->known_state[pair] & SIGN) - 2;
        return ZG_OK;
    }
    zg_status status = make_table(key, row, error);
    if (status != ZG_OK) return status;
    *sign = row->table.sign;
    if (pair != SIZE_MAX) scratch->known_state[pair] = (uint8_t)(row->table.sign + 2);
    return ZG_OK;
}

static zg_status table_value(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                             const zg_key_column *column, double *value, zg_error *error)
{
    size_t pair = small_pair(scratch, row);
    double *known = pair == SIZE_MAX ? NULL : scratch->known + pair * key->n_known;
    if (known != NULL && (scratch->known_state[pair] & VALUES) != 0) {
        *value = known[column->place];
        return ZG_OK;
    }
    zg_status status = make_table(key, row, error);
    if (status != ZG_OK) return status;
    if (known == NULL) {
        *value = column->measure->compute.table(&row->table);
        return ZG_OK;
    }
    for (size_t i = 0; i < key->n_columns; i++) {
        const zg_key_column *c = &key->columns[i];
        if (c->known) known[c->place] = c->measure->compute.table(&row->table);
    }
    scratch->known_state[pair] = (uint8_t)((row->table.sign + 2) | VALUES);
    *value = known[column->place];
    return ZG_OK;
}

/* ---- documents and groups ---- */

static zg_status make_parts(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                            zg_error *error)
{
    if (row->has_parts || key->corpus == NULL || !key->needs_documents) return ZG_OK;
    zg_key_list_parts(key, row->comparison, row->item, scratch, row->listed);
    for (int i = 0; i < 2; i++) {
        zg_status status = zg_part_freqs_init(&row->parts[i], &row->comparison->sides[i].parts,
                                              scratch->index[i], scratch->freqs[i], row->listed[i],
                                              key->needs_rates ? scratch->rates[i] : NULL, error);
        if (status != ZG_OK) return status;
    }
    row->has_parts = true;
    if (key->needs_rank_sum) {
        zg_document_freqs_init(&row->documents, &row->parts[0], &row->parts[1], &key->levels,
                               scratch->documents);
        row->has_documents = true;
    }
    return ZG_OK;
}

static zg_status make_groups(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                             zg_error *error)
{
    if (row->has_groups || key->n_groups == 0) return ZG_OK;
    size_t n;
    const zg_count_cell *cells = zg_key_item_cells(&key->items, row->item, &n);
    memset(scratch->groups, 0, key->n_groups * sizeof *scratch->groups);
    for (size_t i = 0; i < n; i++) {
        scratch->groups[key->group_of[cells[i].document]] += (int64_t)cells[i].freq;
    }
    row->has_groups = true;
    return zg_group_freqs_init(&row->groups, scratch->groups, key->group_tokens, key->n_groups,
                               error);
}

/* A measure of more than the table. */
static zg_status wide_value(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                            const zg_key_column *column, double *value, zg_error *error)
{
    zg_status status = make_table(key, row, error);
    if (status == ZG_OK) status = make_parts(key, scratch, row, error);
    if (status == ZG_OK) status = make_groups(key, scratch, row, error);
    if (status != ZG_OK) return status;
    zg_measure_inputs inputs = {.table = &row->table,
                                .parts = row->has_parts ? &row->parts[column->side] : NULL,
                                .groups = row->has_groups ? &row->groups : NULL,
                                .documents = row->has_documents ? &row->documents : NULL};
    *value = zg_measure_value(column->measure, &inputs);
    return ZG_OK;
}

/* ---- any column ---- */

zg_status zg_key_value(const zg_comparing *key, zg_key_scratch *scratch, zg_key_row *row,
                       const zg_key_column *column, double *value, uint64_t *left_out,
                       zg_error *error)
{
    const zg_comparison *c = row->comparison;
    zg_status status = ZG_OK;
    *value = NAN;
    if (column->inferential && c->descriptive) return ZG_OK;
    switch (column->kind) {
    case ZG_KEY_RATE:
        *value = (double)key->options.per * (double)row->pair.freq[column->side] /
                 (double)c->sides[column->side].tokens;
        return ZG_OK;
    case ZG_KEY_MEASURE:
        if (column->known) return table_value(key, scratch, row, column, value, error);
        return wide_value(key, scratch, row, column, value, error);
    case ZG_KEY_PARTS: return wide_value(key, scratch, row, column, value, error);
    case ZG_KEY_ADJUSTED:
        if (!c->descriptive) *value = column->adjusted[c->first_test + row->item];
        return ZG_OK;
    case ZG_KEY_RESIDUAL:
        status = make_groups(key, scratch, row, error);
        if (status == ZG_OK) *value = zg_group_adjusted_residual(&row->groups, c->group);
        return status;
    case ZG_KEY_GROUPS_Q: *value = key->groups_q[row->item]; return ZG_OK;
    case ZG_KEY_PERMUTATION:
        status = make_parts(key, scratch, row, error);
        if (status == ZG_OK) *value = zg_key_permutation(c, scratch, row->listed, &row->pair);
        return status;
    case ZG_KEY_WITHOUT:
        if (c->descriptive) return ZG_OK;
        status = make_table(key, row, error);
        if (status == ZG_OK) status = make_parts(key, scratch, row, error);
        if (status != ZG_OK) return status;
        *value = zg_key_without(key, c, &row->table, scratch, row->listed, left_out);
        return ZG_OK;
    default: return ZG_OK;
    }
}
