/* table: batches in Arrow's layout, and the pull. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SOFT_MAX (8u << 20) /* a batch is full with so many bytes of text */

typedef struct column_builder {
    zg_type type;
    int64_t rows;
    int64_t nulls;
    uint8_t *validity; /* NULL until the first null */
    size_t validity_capacity;
    union {
        int64_t *int64;
        double *real;
        int32_t *offsets;
        void *any;
    } values;
    size_t values_capacity;
    zg_buffer text;
} column_builder;

struct zg_builder {
    zg_batch batch; /* first: what is given away */
    column_builder *columns;
    zg_column *views;
};

struct zg_table {
    const zg_field *fields;
    size_t n_fields;
    int64_t rows;
    zg_table_fill *fill;
    zg_table_drop *drop;
    void *self;
    zg_run *run;
    bool ended;
    zg_status failed; /* of `fill`: rows were lost with the batch, so there is no going on */
    zg_error error;
    zg_builder *spare; /* given back */
    char *description;
    zg_buffer notes; /* each ended by NUL */
};

/* ---- building ---- */

static size_t value_size(zg_type type)
{
    return type == ZG_INT64    ? sizeof(int64_t)
           : type == ZG_DOUBLE ? sizeof(double)
                               : sizeof(int32_t);
}

static bool column_room(column_builder *column, size_t n)
{
    size_t need = (size_t)column->rows + n + 1;
    if (need <= column->values_capacity && column->validity == NULL) return true;
    if (!zg_memory_grow(&column->values, &column->values_capacity, need,
                        value_size(column->type))) {
        return false;
    }
    if (column->validity == NULL) return true;
    return zg_memory_grow(&column->validity, &column->validity_capacity, need / 8 + 1, 1);
}

static void set_valid(column_builder *column, bool valid)
{
    if (column->validity != NULL) {
        uint8_t bit = (uint8_t)(1u << (column->rows & 7));
        uint8_t *byte = &column->validity[column->rows >> 3];
        if ((column->rows & 7) == 0) *byte = 0;
        *byte = valid ? (uint8_t)(*byte | bit) : (uint8_t)(*byte & ~bit);
    }
    column->rows++;
}

static bool begin_validity(column_builder *column)
{
    size_t bytes = ((size_t)column->rows + 2) / 8 + 1;
    if (!zg_memory_grow(&column->validity, &column->validity_capacity, bytes, 1)) return false;
    memset(column->validity, 0xFF, column->validity_capacity);
    return true;
}

bool zg_builder_int64(zg_builder *builder, size_t column, int64_t value)
{
    column_builder *c = &builder->columns[column];
    if (!column_room(c, 1)) return false;
    c->values.int64[c->rows] = value;
    set_valid(c, true);
    return true;
}

bool zg_builder_real(zg_builder *builder, size_t column, double value)
{
    column_builder *c = &builder->columns[column];
    if (isnan(value)) return zg_builder_null(builder, column);
    if (!column_room(c, 1)) return false;
    c->values.real[c->rows] = value;
    set_valid(c, true);
    return true;
}

bool zg_builder_text(zg_builder *builder, size_t column, const char *text, size_t length)
{
    column_builder *c = &builder->columns[column];
    if (length > INT32_MAX - c->text.length || !column_room(c, 1)) return false;
    if (!zg_buffer_append(&c->text, text, length)) return false;
    if (c->rows == 0) c->values.offsets[0] = 0;
    c->values.offsets[c->rows + 1] = (int32_t)c->text.length;
    set_valid(c, true);
    return true;
}

zg_buffer *zg_builder_text_begin(zg_builder *builder, size_t column)
{
    return &builder->columns[column].text;
}

bool zg_builder_text_end(zg_builder *builder, size_t column)
{
    column_builder *c = &builder->columns[column];
    if (c->text.length > INT32_MAX || !column_room(c, 1)) return false;
    if (c->rows == 0) c->values.offsets[0] = 0;
    c->values.offsets[c->rows + 1] = (int32_t)c->text.length;
    set_valid(c, true);
    return true;
}

bool zg_builder_null(zg_builder *builder, size_t column)
{
    column_builder *c = &builder->columns[column];
    if (c->validity == NULL && !begin_validity(c)) return false;
    if (!column_room(c, 1)) return false;
    if (c->type == ZG_INT64) c->values.int64[c->rows] = 0;
    if (c->type == ZG_DOUBLE) c->values.real[c->rows] = 0;
    if (c->type == ZG_UTF8) {
        if (c->rows == 0) c->values.offsets[0] = 0;
        c->values.offsets[c->rows + 1] = (int32_t)c->text.length;
    }
    c->nulls++;
    set_valid(c, false);
    return true;
}

/* Takes `n` cells; where the first of them is. */
static bool take_cells(column_builder *c, size_t n, size_t *first)
{
    if (!column_room(c, n)) return false;
    *first = (size_t)c->rows;
    if (c->validity == NULL) {
        c->rows += (int64_t)n;
        return true;
    }
    for (size_t i = 0; i < n; i++) set_valid(c, true);
    return true;
}

int64_t *zg_builder_int64s(zg_builder *builder, size_t column, size_t n)
{
    column_builder *c = &builder->columns[column];
    size_t first;
    return take_cells(c, n, &first) ? c->values.int64 + first : NULL;
}

double *zg_builder_reals(zg_builder *builder, size_t column, size_t n)
{
    column_builder *c = &builder->columns[column];
    size_t first;
    return take_cells(c, n, &first) ? c->values.real + first : NULL;
}

int32_t *zg_builder_texts(zg_builder *builder, size_t column, size_t n)
{
    column_builder *c = &builder->columns[column];
    size_t first;
    if (c->text.length > INT32_MAX || !take_cells(c, n, &first)) return NULL;
    if (first == 0) c->values.offsets[0] = 0;
    return c->values.offsets + first + 1;
}

void zg_builder_row(zg_builder *builder)
{
    builder->batch.rows++;
}

void zg_builder_rows(zg_builder *builder, size_t n)
{
    builder->batch.rows += (int64_t)n;
}

size_t zg_builder_left(const zg_builder *builder)
{
    return (size_t)(ZG_BATCH_ROWS - builder->batch.rows);
}

size_t zg_builder_text_left(const zg_builder *builder, size_t column)
{
    return TEXT_SOFT_MAX - builder->columns[column].text.length;
}

bool zg_builder_full(const zg_builder *builder)
{
    if (builder->batch.rows >= ZG_BATCH_ROWS) return true;
    for (size_t i = 0; i < builder->batch.n_columns; i++) {
        if (builder->columns[i].text.length >= TEXT_SOFT_MAX) return true;
    }
    return false;
}

void zg_batch_free(zg_batch *batch)
{
    if (batch == NULL) return;
    zg_builder *builder = (zg_builder *)batch;
    for (size_t i = 0; i < builder->batch.n_columns && builder->columns != NULL; i++) {
        zg_memory_free(builder->columns[i].validity);
        zg_memory_free(builder->columns[i].values.any);
        zg_buffer_free(&builder->columns[i].text);
    }
    zg_memory_free(builder->columns);
    zg_memory_free(builder->views);
    zg_memory_free(builder);
}

static void empty_column(column_builder *c)
{
    zg_memory_free(c->validity);
    c->validity = NULL;
    c->validity_capacity = 0;
    c->rows = c->nulls = 0;
    c->text.length = 0;
}

void zg_table_give_back(zg_table *table, zg_batch *batch)
{
    if (batch == NULL) return;
    if (table->spare != NULL) zg_batch_free(&table->spare->batch);
    table->spare = (zg_builder *)batch;
    table->spare->batch.rows = 0;
    for (size_t i = 0; i < batch->n_columns; i++) empty_column(&table->spare->columns[i]);
}

static zg_builder *builder_new(zg_table *table)
{
    zg_builder *builder = table->spare;
    if (builder != NULL) {
        table->spare = NULL;
        return builder;
    }
    builder = zg_memory_zeroed(1, sizeof *builder);
    if (builder == NULL) return NULL;
    builder->batch.n_columns = table->n_fields;
    builder->columns = zg_memory_zeroed(table->n_fields, sizeof *builder->columns);
    builder->views = zg_memory_zeroed(table->n_fields, sizeof *builder->views);
    if (builder->columns == NULL || builder->views == NULL) {
        zg_batch_free(&builder->batch);
        return NULL;
    }
    for (size_t i = 0; i < table->n_fields; i++) builder->columns[i].type = table->fields[i].type;
    return builder;
}

static bool builder_finish(zg_builder *builder)
{
    for (size_t i = 0; i < builder->batch.n_columns; i++) {
        column_builder *c = &builder->columns[i];
        /* An empty text column still has its buffer, so that nobody meets NULL. */
        if (c->type == ZG_UTF8 && !zg_buffer_reserve(&c->text, 1)) return false;
        builder->views[i] = (zg_column){
            .type = c->type,
            .null_count = c->nulls,
            .validity = c->validity,
            .int64 = c->type == ZG_INT64 ? c->values.int64 : NULL,
            .real = c->type == ZG_DOUBLE ? c->values.real : NULL,
            .offsets = c->type == ZG_UTF8 ? c->values.offsets : NULL,
            .bytes = c->type == ZG_UTF8 ? c->text.data : NULL,
        };
    }
    builder->batch.columns = builder->views;
    return true;
}

/* ---- the table ---- */

zg_status zg_table_new(const zg_field *fields, size_t n, int64_t rows, zg_table_fill *fill,
                       zg_table_drop *drop, void *self, zg_run *run, zg_table **out,
                       zg_error *error)
{
    zg_table *table = zg_memory_zeroed(1, sizeof *table);
    if (table == NULL) {
        drop(self);
        return zg_error_memory(error);
    }
    *table = (zg_table){.fields = fields,
                        .n_fields = n,
                        .rows = rows,
                        .fill = fill,
                        .drop = drop,
                        .self = self,
                        .run = run};
    *out = table;
    return ZG_OK;
}

const zg_field *zg_table_fields(const zg_table *table, size_t *n)
{
    *n = table->n_fields;
    return table->fields;
}

int64_t zg_table_rows(const zg_table *table)
{
    return table->rows;
}

zg_status zg_table_describe(zg_table *table, const char *json, size_t length, zg_error *error)
{
    char *copy = zg_memory_text(json, length);
    if (copy == NULL) return zg_error_memory(error);
    zg_memory_free(table->description);
    table->description = copy;
    return ZG_OK;
}

zg_status zg_table_add_note(zg_table *table, const char *text, zg_error *error)
{
    if (!zg_buffer_append(&table->notes, text, strlen(text) + 1)) return zg_error_memory(error);
    return ZG_OK;
}

const char *zg_table_note(const zg_table *table, size_t index)
{
    size_t at = 0;
    while (at < table->notes.length && index > 0) {
        at += strlen(table->notes.data + at) + 1;
        index--;
    }
    return at < table->notes.length ? table->notes.data + at : NULL;
}

const char *zg_table_description(const zg_table *table)
{
    return table->description == NULL ? "" : table->description;
}

zg_run *zg_table_run(const zg_table *table)
{
    return table->run;
}

zg_status zg_table_next(zg_table *table, zg_batch **out, zg_error *error)
{
    zg_status status = zg_run_check(table->run, error);
    if (status != ZG_OK) return status;
    if (table->ended) return ZG_END;
    if (table->failed != ZG_OK) {
        if (error != NULL) *error = table->error;
        return table->failed;
    }
    zg_builder *builder = builder_new(table);
    if (builder == NULL) return zg_error_memory(error);
    status = table->fill(table->self, builder, &table->error);
    if (status == ZG_OK && builder->batch.rows > 0 && !builder_finish(builder)) {
        status = zg_error_memory(&table->error);
    }
    if (status != ZG_OK) {
        table->failed = status;
        if (error != NULL) *error = table->error;
    } else if (builder->batch.rows == 0) {
        table->ended = true;
        status = ZG_END;
    }
    if (status != ZG_OK) {
        zg_batch_free(&builder->batch);
        return status;
    }
    *out = &builder->batch;
    return ZG_OK;
}

void zg_table_free(zg_table *table)
{
    if (table == NULL) return;
    table->drop(table->self);
    if (table->spare != NULL) zg_batch_free(&table->spare->batch);
    zg_buffer_free(&table->notes);
    zg_memory_free(table->description);
    zg_memory_free(table);
}

void zg_table_rate(uint64_t per, char name[ZG_RATE_NAME], char formula[ZG_RATE_FORMULA])
{
    unsigned long long whole = per, shown = per;
    const char *unit = "";
    if (per % 1000000 == 0) {
        shown = per / 1000000;
        unit = "m";
    } else if (per >= 10000 && per % 1000 == 0) {
        shown = per / 1000;
        unit = "k";
    }
    snprintf(name, ZG_RATE_NAME, "per_%llu%s", shown, unit);
    if (per == 1000000) memcpy(name, "per_million", 12);
    snprintf(formula, ZG_RATE_FORMULA, "%llu * freq / tokens", whole);
}
