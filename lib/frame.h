/* frame: a table that is made whole before it is shown: rows in memory that can be looked at,
 * scored, ordered and cut. Floor 4, above table.
 *
 * An analysis appends rows cell by cell, fills in what needs all rows first (adjusted p-values),
 * orders them by the rules of contracts 4, and hands the frame over as a table. Columns may be
 * left unshown: keys of the order, counts that a score was made from. */
#ifndef ZG_FRAME_H
#define ZG_FRAME_H

#include "rows.h"
#include "table.h"

typedef struct zg_frame zg_frame;

/* Names and formulas are copied. `*out` is yours: zg_frame_free, or zg_frame_table. */
ZG_MUST_USE zg_status zg_frame_new(const zg_field *fields, size_t n, zg_frame **out,
                                   zg_error *error);
void zg_frame_free(zg_frame *frame);

/* Before the first row: rows stand where the ceiling of the run has room. */
void zg_frame_limit(zg_frame *frame, zg_run *run);

/* Append the next cell of a column; zg_frame_row ends a row whose cells are all there. False
 * without memory. A NaN is no value. */
ZG_MUST_USE bool zg_frame_int64(zg_frame *frame, size_t column, int64_t value);
ZG_MUST_USE bool zg_frame_real(zg_frame *frame, size_t column, double value);
ZG_MUST_USE bool zg_frame_text(zg_frame *frame, size_t column, const char *text, size_t length);
ZG_MUST_USE bool zg_frame_null(zg_frame *frame, size_t column);
void zg_frame_row(zg_frame *frame);

/* Looking at and changing cells. Rows and columns as appended, whatever the order. */
size_t zg_frame_rows(const zg_frame *frame);
size_t zg_frame_columns(const zg_frame *frame);
const zg_field *zg_frame_field(const zg_frame *frame, size_t column);

/* The column of that name; false where there is none. */
bool zg_frame_find(const zg_frame *frame, const char *name, size_t length, size_t *column);
bool zg_frame_has(const zg_frame *frame, size_t row, size_t column);
int64_t zg_frame_get_int64(const zg_frame *frame, size_t row, size_t column);
double zg_frame_get_real(const zg_frame *frame, size_t row, size_t column); /* NaN: no value */
const char *zg_frame_get_text(const zg_frame *frame, size_t row, size_t column, size_t *length);
void zg_frame_set_int64(zg_frame *frame, size_t row, size_t column, int64_t value);
void zg_frame_set_real(zg_frame *frame, size_t row, size_t column, double value);

/* Leaves only the rows for which keep[row] is true. Before ordering. */
void zg_frame_filter(zg_frame *frame, const bool *keep);

typedef struct zg_key {
    size_t column;
    bool descending;
} zg_key;

/* Reads "COL", "COL:asc" or "COL:desc" for --sort: numbers descend and text ascends where nothing
 * is said. Only columns that are shown can be named. */
ZG_MUST_USE zg_status zg_frame_key(const zg_frame *frame, const char *text, zg_key *out,
                                   zg_error *error);

/* Orders the rows by the keys, first to last; no value comes last either way; text by its bytes.
 * Rows that are equal in all keys stay as appended, so give keys that leave no tie. */
ZG_MUST_USE zg_status zg_frame_sort(zg_run *run, zg_frame *frame, const zg_key *keys, size_t n,
                                    zg_error *error);

/* How many rows are shown after ordering and cutting. */
size_t zg_frame_places(const zg_frame *frame);

/* The row that is shown at `place` (0-based) after ordering and cutting. */
size_t zg_frame_place(const zg_frame *frame, size_t place);

/* Keeps the first `n` rows in the order (0: all). With `group`, not SIZE_MAX, the first `n` of
 * each value of that column. */
ZG_MUST_USE zg_status zg_frame_top(zg_frame *frame, uint64_t n, size_t group, zg_error *error);

/* Columns to show, in that order; all in their own order where this is not called. */
ZG_MUST_USE zg_status zg_frame_show(zg_frame *frame, const size_t *columns, size_t n,
                                    zg_error *error);

/* The columns shown: how many, and which one is shown at place `i`. */
size_t zg_frame_shown_columns(const zg_frame *frame);
size_t zg_frame_shown_column(const zg_frame *frame, size_t i);

/* Hands the frame over as a table that owns it; on failure it is freed too. */
ZG_MUST_USE zg_status zg_frame_table(zg_run *run, zg_frame *frame, zg_table **out, zg_error *error);

/* Reads a table file (TSV, CSV, JSON Lines, each also gzip; "-": standard input; `kind` may be
 * ZG_ROWS_AUTO, `encoding` NULL for utf-8). A column is int64 where every value is a whole number
 * as this library prints it, else double where every value is a real (inf and -inf are, nan is no
 * value, 007 is text), else utf8; one without any value is utf8. An empty cell is no value.
 * `*out` is yours. */
ZG_MUST_USE zg_status zg_frame_read(zg_run *run, const char *path, zg_rows_kind kind,
                                    const char *encoding, zg_frame **out, zg_error *error);

#endif
