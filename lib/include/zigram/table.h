/* zigram/table.h: what every analysis returns: typed columns, pulled in batches.
 *
 * A batch has the memory layout of Apache Arrow (int64, double, utf8 as int32 offsets and bytes,
 * validity bits, least significant bit first), so an adapter can hand it on without copying. */
#ifndef ZIGRAM_TABLE_H
#define ZIGRAM_TABLE_H

#include <zigram/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zg_table zg_table;

typedef enum zg_type { ZG_INT64, ZG_DOUBLE, ZG_UTF8 } zg_type;

/* One column of a table. Borrowed from the table. */
typedef struct zg_field {
    const char *name;
    zg_type type;
    const char *formula; /* what the column says, in words */
} zg_field;

/* The values of one column in one batch. `validity` is NULL where every row has a value, else
 * bit i is 1 where row i has one. Of the pointers, those of the column's type are set. */
typedef struct zg_column {
    zg_type type;
    int64_t null_count;
    const uint8_t *validity;
    const int64_t *int64;   /* rows values */
    const double *real;     /* rows values; never NaN, may be infinite */
    const int32_t *offsets; /* rows + 1 values into bytes */
    const char *bytes;      /* valid UTF-8 */
} zg_column;

/* Up to ZG_BATCH_ROWS rows. Owns its buffers; lives on when the table is freed. */
#define ZG_BATCH_ROWS 65536
typedef struct zg_batch {
    int64_t rows;
    size_t n_columns;
    const zg_column *columns;
} zg_batch;

/* The columns of `table`; borrowed, `*n` of them. */
ZG_API const zg_field *zg_table_fields(const zg_table *table, size_t *n);

/* Number of rows of the whole table where that is known before pulling, else -1. */
ZG_API int64_t zg_table_rows(const zg_table *table);

/* What a person should know before reading the table, one line each; borrowed, NULL past the
 * last. */
ZG_API const char *zg_table_note(const zg_table *table, size_t index);

/* Pulls the next batch into `*out`, which is yours: zg_batch_free. ZG_END after the last. */
ZG_API ZG_MUST_USE zg_status zg_table_next(zg_table *table, zg_batch **out, zg_error *error);
ZG_API void zg_batch_free(zg_batch *batch);
ZG_API void zg_table_free(zg_table *table);

typedef enum zg_format {
    ZG_FORMAT_AUTO, /* by the suffix of the path: .tsv .csv .jsonl, each also .gz; else TSV */
    ZG_FORMAT_TSV,  /* \t \n \r \\ escaped, nothing quoted */
    ZG_FORMAT_CSV,  /* RFC 4180 */
    ZG_FORMAT_JSONL,
    ZG_FORMAT_TEXT /* aligned for a terminal */
} zg_format;

/* A name and its value, for the sidecar. */
typedef struct zg_setting {
    const char *name;
    const char *value;
} zg_setting;

typedef struct zg_write_options {
    size_t size;
    zg_format format;
    bool bom;             /* begin with U+FEFF, for spreadsheets */
    bool no_header;       /* leave out the line of column names (TSV, CSV) */
    int digits;           /* significant digits of reals, 1 to 17; default 6 */
    int64_t max_rows;     /* ZG_FORMAT_TEXT: stop after so many rows; 0: all */
    const char *meta;     /* path of the sidecar; NULL: PATH.meta.json beside a file, none for
                             standard output; "" for none */
    const char *tool;     /* name of the program, for the sidecar; NULL: "libzigram" */
    const zg_setting *settings; /* options with their values, for the sidecar */
    size_t n_settings;
} zg_write_options;

ZG_API void zg_write_options_init(zg_write_options *options);

/* Pulls what is left of `table` and writes it to `path` (NULL or "-": standard output), and the
 * sidecar. A file is written beside its place and renamed, so that a failure leaves what was
 * there. No value is an empty cell (null in JSON Lines); infinities are inf and -inf ("inf" and
 * "-inf" as strings in JSON Lines). `rows_written` (may be NULL) gets the number of rows. */
ZG_API ZG_MUST_USE zg_status zg_table_write(zg_table *table, const char *path,
                                            const zg_write_options *options,
                                            uint64_t *rows_written, zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
