/* corpus: fields while a corpus is built, and values as their types see them. For the parts of
 * this module only. */
#ifndef ZG_CORPUS_FIELDS_H
#define ZG_CORPUS_FIELDS_H

#include "corpus_object.h"
#include "map.h"

/* ---- values ---- */

/* A decimal number taken apart: 0.DIGITS * 10^exponent. Compared digit by digit, so exactly,
 * whatever its length. */
typedef struct zg_decimal {
    bool negative; /* never of zero */
    bool zero;
    int64_t exponent;
    const char *digits, *end; /* from the first that is not 0; may hold a point */
} zg_decimal;

/* [+-] digits [. digits] [e [+-] digits], a digit before or after the point; else false. */
bool zg_decimal_parse(const char *text, size_t length, zg_decimal *out);
int zg_decimal_compare(const zg_decimal *a, const zg_decimal *b);

/* Digits behind the point that it needs; `value * 10^places` where that fits an int64. */
int64_t zg_decimal_places(const zg_decimal *number);
bool zg_decimal_scaled(const zg_decimal *number, int64_t places, int64_t *out);

/* The time a date stands for, both ends in it: microseconds since the year 0 of the calendar. */
typedef struct zg_span {
    int64_t begin, end;
} zg_span;

typedef enum zg_date_unit { ZG_DATE_YEAR, ZG_DATE_MONTH, ZG_DATE_DAY } zg_date_unit;

typedef struct zg_date {
    zg_span span;
    int year, month; /* month 0: a year alone */
    zg_date_unit unit;
} zg_date;

/* 2020, 2020-03, 2020-03-10, 2020/3/10, 2020年3月10日, 20200310; behind a day a time as 12:30,
 * 12:30:05 or 12:30:05.25 with T or a blank between; a zone (Z, +08:00) is read and means
 * nothing: the date is the one that is written. */
bool zg_date_parse(const char *text, size_t length, zg_date *out);

/* A value as the type of its field has it. */
typedef struct zg_value {
    const char *text;
    size_t length;
    zg_decimal number;
    zg_date date;
} zg_value;

bool zg_value_parse(zg_field_type type, const char *text, size_t length, zg_value *out);

/* Ascending: numbers by value, dates by begin and end, text by bytes; 0 also for what is written
 * in two ways (2020-3, 2020/03). */
int zg_value_compare(zg_field_type type, const zg_value *a, const zg_value *b);

/* Appends `text` for a message: cut short, controls as blanks. */
bool zg_value_show(zg_buffer *out, const char *text, size_t length);

/* Field SIZE_MAX is `document`. */
#define ZG_FIELD_DOCUMENT SIZE_MAX
const char *zg_field_value(const zg_corpus *corpus, size_t field, uint64_t document,
                           size_t *length);
zg_field_type zg_field_kind(const zg_corpus *corpus, size_t field);

/* Appends "document, year, ..." for messages. */
bool zg_fields_list(const zg_corpus *corpus, zg_buffer *out);

/* Appends why a field is text: `"party" is text because of "none" (a.txt)`. */
bool zg_fields_culprit(const zg_corpus *corpus, size_t field, zg_buffer *out);

/* ---- counts of a document ---- */

/* characters tokens types paragraphs sentences: their names (NULL past the last) and values.
 * `seen` is zeros by type, and only for these calls. */
#define ZG_COUNTS 5
const char *zg_counts_name(size_t index);
void zg_counts_of(const zg_corpus *corpus, uint64_t document, uint64_t *seen,
                  int64_t values[ZG_COUNTS]);

/* Whether a field has the name of a count, which stands in its place in tables of documents. */
bool zg_counts_shadow(const char *name);

/* ---- building ---- */

typedef struct zg_field_cell {
    uint64_t document, field;
    uint64_t offset; /* in the text of the builder, where it goes on to the next */
} zg_field_cell;

typedef struct zg_fields_builder {
    zg_map *names; /* NULL until the first */
    zg_room text, cells;
    uint64_t text_used, cells_used; /* bytes */
} zg_fields_builder;

/* An empty one; `run` is borrowed. */
zg_fields_builder zg_fields_begin(zg_run *run);

/* The field of that name, made where it is new. */
ZG_MUST_USE zg_status zg_fields_column(zg_corpus *corpus, zg_fields_builder *builder,
                                       const char *name, size_t length, uint64_t *field,
                                       zg_error *error);

/* The value of a document; an empty one is none. */
ZG_MUST_USE zg_status zg_fields_add(zg_fields_builder *builder, uint64_t document, uint64_t field,
                                    const char *text, size_t length, zg_error *error);

/* Lays the values out in the corpus and finds the types. Two values for one field of one document
 * are ZG_ERROR_FORMAT. */
ZG_MUST_USE zg_status zg_fields_finish(zg_corpus *corpus, zg_fields_builder *builder,
                                       zg_error *error);
void zg_fields_builder_free(zg_fields_builder *builder);

/* Makes room, in memory or, under a ceiling, in files, for that many values and bytes of them, and
 * lets a corpus that has none use it; `field_text` is empty at first. */
ZG_MUST_USE zg_status zg_fields_make(zg_corpus *corpus, zg_run *run, uint64_t values, uint64_t text,
                                     zg_error *error);
void zg_fields_append(zg_corpus *corpus, const char *text, size_t length);

/* Frees the values, where they are no part of a file. */
void zg_fields_free(zg_corpus *corpus);

/* ---- a table of metadata ---- */

typedef struct zg_metadata zg_metadata;

/* Reads the table whole: a header, one key each row, no key twice. */
ZG_MUST_USE zg_status zg_metadata_read(zg_run *run, const char *path, const char *encoding,
                                       bool replace, zg_metadata **out, zg_error *error);

/* Gives the documents whose files are inputs `first` to `last` - 1 their values, and the corpus a
 * note of rows and documents that stay alone. Adds the table to the inputs. */
ZG_MUST_USE zg_status zg_metadata_apply(zg_metadata *metadata, zg_corpus *corpus, size_t first,
                                        size_t last, zg_fields_builder *builder, zg_error *error);
void zg_metadata_free(zg_metadata *metadata);

/* ---- order ---- */

/* Puts the documents in the order of a field: ascending, no value last, else as they were. */
ZG_MUST_USE zg_status zg_corpus_order(zg_run *run, zg_corpus *corpus, const char *field,
                                      zg_error *error);

/* ---- selections ---- */

ZG_MUST_USE zg_status zg_selection_new(uint64_t room, zg_selection **out, zg_error *error);
void zg_selection_add(const zg_corpus *corpus, zg_selection *selection, uint64_t document);

#endif
