/* keyness: the table: rows in their order, scored when they are pulled. */
#include <math.h>
#include <string.h>

#include "keyness_parts.h"
#include "pool.h"

#define PIECE 16384 /* rows scored at a time */
#define BLOCK 256

zg_status zg_key_whole(const zg_comparing *key, const zg_key_row *row, const zg_key_column *column,
                       int64_t *value, bool *has, zg_error *error)
{
    *has = true;
    switch (column->kind) {
    case ZG_KEY_N:
        *value = zg_key_item_n(&key->items, row->item);
        *has = *value > 0;
        return ZG_OK;
    case ZG_KEY_FREQ: *value = row->pair.freq[column->side]; return ZG_OK;
    case ZG_KEY_DOCS:
        *value = row->pair.docs[column->side];
        *has = *value >= 0;
        return ZG_OK;
    case ZG_KEY_INDEPENDENT: {
        size_t listed[2];
        zg_key_list_parts(key, row->comparison, row->item, &key->scratch[0], listed);
        *value = (int64_t)listed[column->side];
        return ZG_OK;
    }
    default: break;
    }
    zg_table2x2 table;
    zg_status status = zg_key_table(key, row->comparison, row->item, &row->pair, &table, error);
    if (status != ZG_OK) return status;
    const int64_t cells[4] = {table.o11, table.o12, table.o21, table.o22};
    *value = cells[column->side];
    return ZG_OK;
}

const char *zg_key_name(const zg_comparing *key, const zg_key_row *row, const zg_key_column *column,
                        uint64_t left_out)
{
    if (column->kind == ZG_KEY_GROUP) return row->comparison->name;
    if (column->kind != ZG_KEY_WITHOUT_DOCUMENT || left_out == UINT64_MAX) return NULL;
    return zg_corpus_document_name(key->corpus, zg_selected(key->corpus, key->all, left_out));
}

/* ---- a piece ---- */

/* The row at place `at` of the piece that begins at row `first`. `fresh`: its pair is not there. */
static void find_row(zg_comparing *key, size_t first, size_t at, bool fresh, zg_key_row *row)
{
    size_t place = zg_frame_place(key->keys, first + at);
    const zg_comparison *c =
        &key->comparisons[zg_frame_get_int64(key->keys, place, ZG_BY_COMPARISON)];
    size_t item = (size_t)zg_frame_get_int64(key->keys, place, ZG_BY_NUMBER);
    if (fresh) key->pairs[at] = zg_key_pair_of(key, c, item);
    zg_key_row_init(row, c, item, &key->pairs[at]);
}

static zg_status score_row(zg_comparing *key, size_t at, uint32_t worker, zg_error *error)
{
    zg_key_row row;
    double *values = key->values + at * key->n_columns;
    zg_status status = ZG_OK;
    find_row(key, key->next, at, true, &row);
    key->left_out[at] = UINT64_MAX;
    for (size_t i = 0; i < key->n_columns && status == ZG_OK; i++) {
        if (key->columns[i].type != ZG_DOUBLE) continue;
        status = zg_key_value(key, &key->scratch[worker], &row, &key->columns[i], &values[i],
                              &key->left_out[at], error);
    }
    return status;
}

static zg_status score_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    zg_comparing *key = context;
    size_t from = index * BLOCK, to = from + BLOCK < key->piece ? from + BLOCK : key->piece;
    zg_status status = ZG_OK;
    for (size_t at = from; at < to && status == ZG_OK; at++) {
        status = score_row(key, at, worker, error);
    }
    return status;
}

/* ---- cells ---- */

static zg_status append_cell(const zg_comparing *key, zg_builder *builder, size_t at, size_t column,
                             const zg_key_row *row, zg_error *error)
{
    const zg_key_column *how = &key->columns[column];
    bool has = true, good;
    if (how->kind == ZG_KEY_ITEM) {
        size_t length, place = zg_frame_place(key->keys, key->next);
        const char *item = zg_frame_get_text(key->keys, place, ZG_BY_ITEM, &length);
        good = zg_builder_text(builder, column, item, length);
    } else if (how->type == ZG_DOUBLE) {
        good = zg_builder_real(builder, column, key->values[at * key->n_columns + column]);
    } else if (how->type == ZG_INT64) {
        int64_t value;
        zg_status status = zg_key_whole(key, row, how, &value, &has, error);
        if (status != ZG_OK) return status;
        good = has ? zg_builder_int64(builder, column, value) : zg_builder_null(builder, column);
    } else {
        const char *name = zg_key_name(key, row, how, key->left_out[at]);
        good = name != NULL ? zg_builder_text(builder, column, name, strlen(name))
                            : zg_builder_null(builder, column);
    }
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_comparing *key = self;
    zg_status status = ZG_OK;
    while (!zg_builder_full(builder) && key->next < key->rows) {
        if (key->given == key->piece) {
            key->given = 0;
            key->piece = key->rows - key->next < PIECE ? key->rows - key->next : PIECE;
            status =
                zg_pool_run(key->run, (key->piece + BLOCK - 1) / BLOCK, score_block, key, error);
            if (status != ZG_OK) return status;
        }
        zg_key_row row;
        find_row(key, key->next - key->given, key->given, false, &row);
        for (size_t i = 0; i < key->n_columns && status == ZG_OK; i++) {
            status = append_cell(key, builder, key->given, i, &row, error);
        }
        if (status != ZG_OK) return status;
        zg_builder_row(builder);
        key->next++;
        key->given++;
    }
    return ZG_OK;
}

static void drop(void *self)
{
    zg_key_free(self);
}

zg_status zg_key_table_make(zg_comparing *key, zg_table **out, zg_error *error)
{
    size_t room = key->rows < PIECE ? key->rows : PIECE;
    key->values = zg_memory_alloc(room * key->n_columns, sizeof *key->values);
    key->left_out = zg_memory_alloc(room, sizeof *key->left_out);
    key->pairs = zg_memory_alloc(room, sizeof *key->pairs);
    if (key->pairs == NULL || key->values == NULL || key->left_out == NULL) {
        zg_key_free(key);
        return zg_error_memory(error);
    }
    return zg_table_new(key->fields, key->n_columns, (int64_t)key->rows, fill, drop, key, key->run,
                        out, error);
}
