/* table: making tables. Floor 4. An analysis fills batches when they are pulled; nothing is
 * rendered before it is asked for. */
#ifndef ZG_TABLE_H
#define ZG_TABLE_H

#include <zigram/table.h>

#include "memory.h"
#include "run.h"

/* A batch under construction: one row after the other, its cells in the order of the columns. */
typedef struct zg_builder zg_builder;

/* Append the next cell of the column; false without memory, or where a batch of text would pass
 * what int32 offsets can hold. A NaN is no value. */
bool zg_builder_int64(zg_builder *builder, size_t column, int64_t value);
bool zg_builder_real(zg_builder *builder, size_t column, double value);
bool zg_builder_text(zg_builder *builder, size_t column, const char *text, size_t length);
bool zg_builder_null(zg_builder *builder, size_t column);

/* The same for a text that the caller appends to the buffer, where it ends up, between the two. */
zg_buffer *zg_builder_text_begin(zg_builder *builder, size_t column);
bool zg_builder_text_end(zg_builder *builder, size_t column);

/* The next `n` cells of a column, all with a value, for the caller to write where this points to:
 * numbers that are no NaN; of a text how long the buffer is with it, from what it was before the
 * first. NULL without memory. */
int64_t *zg_builder_int64s(zg_builder *builder, size_t column, size_t n);
double *zg_builder_reals(zg_builder *builder, size_t column, size_t n);
int32_t *zg_builder_texts(zg_builder *builder, size_t column, size_t n);

/* Ends a row whose cells are all appended, or so many. */
void zg_builder_row(zg_builder *builder);
void zg_builder_rows(zg_builder *builder, size_t n);

/* How many rows, and how many bytes of a text column, a batch that is not full can still take: at
 * least 1; the last text may pass the latter. */
size_t zg_builder_left(const zg_builder *builder);
size_t zg_builder_text_left(const zg_builder *builder, size_t column);

/* True once the batch has as many rows, or as many bytes of text, as one should. */
bool zg_builder_full(const zg_builder *builder);

/* Fills `builder` until it is full or no row is left; leaves it empty at the end. */
typedef zg_status zg_table_fill(void *self, zg_builder *builder, zg_error *error);
typedef void zg_table_drop(void *self);

/* A table over `self`, which it owns from here on (`drop` is called also when this fails).
 * `fields` must outlive the table: give literals, or memory that `self` owns. */
ZG_MUST_USE zg_status zg_table_new(const zg_field *fields, size_t n, int64_t rows,
                                   zg_table_fill *fill, zg_table_drop *drop, void *self,
                                   zg_run *run, zg_table **out, zg_error *error);

/* Gives a batch of the table back, as zg_batch_free does; its memory serves the next one. */
void zg_table_give_back(zg_table *table, zg_batch *batch);

/* Members of the sidecar's object that the analysis knows, as JSON without the braces, a comma
 * between them ("\"tokens\": 5, \"types\": 3"). Copied. */
ZG_MUST_USE zg_status zg_table_describe(zg_table *table, const char *json, size_t length,
                                        zg_error *error);
/* Adds a line to what zg_table_note gives. Copied. */
ZG_MUST_USE zg_status zg_table_add_note(zg_table *table, const char *text, zg_error *error);
const char *zg_table_description(const zg_table *table);
zg_run *zg_table_run(const zg_table *table);

/* Name and formula of a column of rates per `per` tokens: per_million, per_10k, per_1000 ... */
#define ZG_RATE_NAME    32
#define ZG_RATE_FORMULA 64
void zg_table_rate(uint64_t per, char name[ZG_RATE_NAME], char formula[ZG_RATE_FORMULA]);

#endif
