/* rows: fields to lines of TSV, CSV and JSON Lines, and back. Floor 3. */
#ifndef ZG_ROWS_H
#define ZG_ROWS_H

#include "bytes.h"

/* Append a text as one cell; false without memory. TSV: tab, line feed, carriage return and
 * backslash are written \t \n \r \\. CSV: RFC 4180, quoted where it holds a comma, a quote, a line
 * end or a blank at an edge. JSON: a string with its quotes; controls, U+2028, U+2029 escaped. */
bool zg_rows_tsv(zg_buffer *out, const char *text, size_t length);
bool zg_rows_csv(zg_buffer *out, const char *text, size_t length);
bool zg_rows_json(zg_buffer *out, const char *text, size_t length);

/* ---- reading ----
 *
 * A pull: one row at a time, however large the file; gzip is seen by its content, encodings are
 * decoded before anything is cut.
 *
 * TSV and CSV begin with a line of column names; LF, CRLF or CR ends a row, blank lines are passed
 * over (in a table of one column they are rows without a value). A row with more or fewer cells
 * than there are columns is an error, as is a name that two columns have. TSV: \t \n \r \\ stand
 * for what they say, any other backslash for itself; quotes are text. CSV: RFC 4180; a quote
 * inside a cell that does not begin with one is text.
 *
 * JSON Lines: one object a line, blank lines passed over. A key met for the first time is a new
 * column behind those there are, so that a row has as many cells as columns are known by then.
 * Strings are unescaped, numbers, true and false as written, null is no value, an object or array
 * is the text it is written as. Refused: a key twice in one object, nesting deeper than 64, lone
 * surrogates (replaced and counted where invalid bytes are). */

typedef enum zg_rows_kind {
    ZG_ROWS_AUTO, /* by the suffix (.tsv .csv .jsonl .ndjson, each also .gz); else by the front of
                     the file: JSON Lines where it begins with '{', TSV where its first line holds
                     a tab, CSV where neither */
    ZG_ROWS_TSV,
    ZG_ROWS_CSV,
    ZG_ROWS_JSONL
} zg_rows_kind;

/* By the suffix of a path; ZG_ROWS_AUTO where it has none of those. */
zg_rows_kind zg_rows_kind_of(const char *path);

typedef struct zg_cell {
    const char *text; /* valid UTF-8, a NUL behind it (and maybe inside) */
    size_t length;    /* 0: no value */
    uint64_t line; /* of the file, 1-based, where it begins; of lines only LF, CRLF, CR end one */
} zg_cell;

typedef struct zg_row {
    const zg_cell *cells; /* borrowed until the next call */
    size_t n;
    uint64_t line; /* where the row begins */
} zg_row;

typedef struct zg_rows zg_rows;

/* Opens a table ("-": standard input) and reads its column names. `encoding` NULL: utf-8. `*out`
 * is yours. ZG_ERROR_FORMAT where there is no line of names. `run` is borrowed, may be NULL. */
ZG_MUST_USE zg_status zg_rows_open(zg_run *run, const char *path, zg_rows_kind kind,
                                   const char *encoding, bool replace, zg_rows **out,
                                   zg_error *error);
ZG_MUST_USE zg_status zg_rows_next(zg_rows *rows, zg_row *out, zg_error *error);

/* What it is read as: not ZG_ROWS_AUTO. */
zg_rows_kind zg_rows_read_as(const zg_rows *rows);

/* Columns known so far: their names, without a NUL inside. Borrowed until zg_rows_next. */
size_t zg_rows_columns(const zg_rows *rows);
const char *zg_rows_column(const zg_rows *rows, size_t column);

/* The column of that name; false where there is none (yet). */
bool zg_rows_find(const zg_rows *rows, const char *name, size_t length, size_t *column);

/* Appends the names of the columns with commas between, for messages: as many as are short. */
bool zg_rows_list_columns(const zg_rows *rows, zg_buffer *out);

/* Once ZG_END was given: size and CRC-32 of the file; invalid bytes and surrogates replaced. */
void zg_rows_totals(const zg_rows *rows, uint64_t *bytes, uint32_t *crc, uint64_t *replaced);
void zg_rows_free(zg_rows *rows);

#endif
