/* What a table writes, against a printer that does one cell after another with printf: ends of
 * lines that repeat, no values, infinities, texts to escape, cells appended one by one and many at
 * once, batches that are given back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"
#include "table.h"

static const zg_field mixed[] = {{"front", ZG_INT64, NULL}, {"text", ZG_UTF8, NULL},
                                 {"n", ZG_INT64, NULL},     {"freq", ZG_INT64, NULL},
                                 {"rate", ZG_DOUBLE, NULL}, {"share", ZG_DOUBLE, NULL}};
static const zg_field numbers[] = {{"a", ZG_INT64, NULL}, {"b\"c", ZG_DOUBLE, NULL}};

typedef struct cell {
    bool none;
    int64_t whole;
    double real;
    char text[40];
} cell;

typedef struct rule {
    const zg_field *fields;
    size_t n;
    int64_t rows, next;
    int64_t run;  /* numbers stay the same for so many rows */
    bool at_once; /* columns are filled many cells at a time */
} rule;

/* A cell by rule: the last columns change slowest. */
static cell cell_of(const rule *r, size_t column, int64_t row)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "文",
                                        "字词句",
                                        "tab\there",
                                        "back\\slash",
                                        "\n",
                                        "a\"b",
                                        " edge",
                                        "comma, and more",
                                        "天下大势分久必合合久必分",
                                        "\r\n",
                                        "eight 8",
                                        "sixteen bytes 16",
                                        "\x7F\x01",
                                        "line\xE2\x80\xA8separator"};
    int64_t slow = row / (r->run * (int64_t)(column + 1));
    cell c = {.whole = slow % 7 == 3 ? -slow : slow * slow * 1009, .real = (double)slow / 7};
    if (slow % 11 == 5) c.real = slow % 2 ? INFINITY : -INFINITY;
    c.none = slow % 13 == 2;
    snprintf(c.text, sizeof c.text, "%s", texts[(size_t)row % (sizeof texts / sizeof texts[0])]);
    return c;
}

static bool add_cell(const rule *r, zg_builder *builder, size_t column, int64_t row)
{
    cell c = cell_of(r, column, row);
    if (c.none) return zg_builder_null(builder, column);
    if (r->fields[column].type == ZG_INT64) return zg_builder_int64(builder, column, c.whole);
    if (r->fields[column].type == ZG_DOUBLE) return zg_builder_real(builder, column, c.real);
    return zg_builder_text(builder, column, c.text, strlen(c.text));
}

/* The cells of some rows that all have a value. */
static bool add_cells(const rule *r, zg_builder *builder, size_t column, size_t n)
{
    zg_buffer *text = zg_builder_text_begin(builder, column);
    zg_type type = r->fields[column].type;
    int64_t *whole = type == ZG_INT64 ? zg_builder_int64s(builder, column, n) : NULL;
    double *real = type == ZG_DOUBLE ? zg_builder_reals(builder, column, n) : NULL;
    int32_t *ends = type == ZG_UTF8 ? zg_builder_texts(builder, column, n) : NULL;
    for (size_t i = 0; i < n; i++) {
        cell c = cell_of(r, column, r->next + (int64_t)i);
        if (whole != NULL) whole[i] = c.whole;
        if (real != NULL) real[i] = c.real;
        if (ends == NULL) continue;
        if (!zg_buffer_text(text, c.text)) return false;
        ends[i] = (int32_t)text->length;
    }
    return whole != NULL || real != NULL || ends != NULL;
}

static bool all_there(const rule *r, size_t column, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cell_of(r, column, r->next + (int64_t)i).none) return false;
    }
    return true;
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    rule *r = self;
    while (r->next < r->rows && !zg_builder_full(builder)) {
        size_t n = r->at_once ? 37 : 1;
        if (n > zg_builder_left(builder)) n = zg_builder_left(builder);
        if ((int64_t)n > r->rows - r->next) n = (size_t)(r->rows - r->next);
        for (size_t k = 0; k < r->n; k++) {
            bool good = true;
            if (r->at_once && all_there(r, k, n)) {
                good = add_cells(r, builder, k, n);
            } else {
                for (size_t i = 0; i < n && good; i++)
                    good = add_cell(r, builder, k, r->next + (int64_t)i);
            }
            if (!good) return zg_error_memory(error);
        }
        zg_builder_rows(builder, n);
        r->next += (int64_t)n;
    }
    return ZG_OK;
}

static void drop(void *self)
{
    (void)self;
}

/* ---- the judge ---- */

static void put(zg_buffer *out, const char *text)
{
    assert_true(zg_buffer_text(out, text));
}

static void put_text(zg_buffer *out, zg_format format, const char *text)
{
    size_t length = strlen(text);
    bool quote = format == ZG_FORMAT_CSV && (strpbrk(text, ",\"\r\n") != NULL || text[0] == ' ' ||
                                             (length > 0 && text[length - 1] == ' '));
    if (format == ZG_FORMAT_JSONL || quote) put(out, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        bool tsv = format == ZG_FORMAT_TSV, json = format == ZG_FORMAT_JSONL;
        if ((tsv || json) && strchr("\t\n\r\\", *c) != NULL) {
            char escape[] = {'\\',
                             *c == '\t'   ? 't'
                             : *c == '\n' ? 'n'
                             : *c == '\r' ? 'r'
                                          : '\\',
                             0};
            put(out, escape);
        } else if (json && strncmp(c, "\xE2\x80\xA8", 3) == 0) {
            put(out, "\\u2028");
            c += 2;
        } else if (json && ((unsigned char)*c < 0x20 || *c == 0x7F)) {
            assert_true(zg_buffer_format(out, "\\u%04x", (unsigned)*c));
        } else {
            if (json && *c == '"') put(out, "\\");
            if (quote && *c == '"') put(out, "\"");
            assert_true(zg_buffer_append(out, c, 1));
        }
    }
    if (format == ZG_FORMAT_JSONL || quote) put(out, "\"");
}

static void put_cell(zg_buffer *out, const rule *r, zg_format format, size_t column, int64_t row)
{
    cell c = cell_of(r, column, row);
    bool json = format == ZG_FORMAT_JSONL;
    if (c.none) {
        if (json) put(out, "null");
    } else if (r->fields[column].type == ZG_UTF8) {
        put_text(out, format, c.text);
    } else if (r->fields[column].type == ZG_INT64) {
        assert_true(zg_buffer_format(out, "%lld", (long long)c.whole));
    } else {
        const char *quote = json && isinf(c.real) ? "\"" : "";
        assert_true(zg_buffer_format(out, "%s%.6g%s", quote, c.real, quote));
    }
}

static void judge(const rule *r, zg_format format, zg_buffer *out)
{
    const char *between = format == ZG_FORMAT_TSV ? "\t" : ",";
    for (size_t i = 0; i < r->n && format != ZG_FORMAT_JSONL; i++) {
        put(out, i > 0 ? between : "");
        put_text(out, format, r->fields[i].name);
    }
    if (format != ZG_FORMAT_JSONL) put(out, "\n");
    for (int64_t row = 0; row < r->rows; row++) {
        for (size_t i = 0; i < r->n; i++) {
            if (i > 0) put(out, between);
            if (format == ZG_FORMAT_JSONL) {
                if (i == 0) put(out, "{");
                put_text(out, format, r->fields[i].name);
                put(out, ":");
            }
            put_cell(out, r, format, i, row);
        }
        put(out, format == ZG_FORMAT_JSONL ? "}\n" : "\n");
    }
}

/* ---- both ---- */

static void write_and_compare(rule r, zg_format format)
{
    zg_table *table;
    zg_buffer want = {0};
    uint64_t rows;
    zg_write_options options;
    zg_write_options_init(&options);
    options.format = format;
    assert_int_equal(zg_table_new(r.fields, r.n, r.rows, fill, drop, &r, NULL, &table, NULL),
                     ZG_OK);
    assert_int_equal(zg_table_write(table, scratch_path("out"), &options, &rows, NULL), ZG_OK);
    zg_table_free(table);
    assert_int_equal(rows, r.rows);
    judge(&r, format, &want);
    FILE *file = fopen(scratch_path("out"), "rb");
    assert_non_null(file);
    char *got = malloc(want.length + 1);
    assert_non_null(got);
    assert_int_equal(fread(got, 1, want.length + 1, file), want.length);
    assert_memory_equal(got, want.data, want.length);
    fclose(file);
    free(got);
    zg_buffer_free(&want);
}

static void tables_are_written_cell_by_cell(void **state)
{
    static const int64_t rows[] = {0, 1, 3000, ZG_BATCH_ROWS + 5000};
    static const int64_t runs[] = {1, 3, 500};
    (void)state;
    for (int format = ZG_FORMAT_TSV; format <= ZG_FORMAT_JSONL; format++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            for (size_t k = 0; k < sizeof runs / sizeof runs[0]; k++) {
                rule r = {mixed, 6, rows[i], 0, runs[k], (i + k) % 2 == 0};
                write_and_compare(r, (zg_format)format);
                rule few = {numbers, 2, rows[i], 0, runs[k], (i + k) % 2 == 1};
                write_and_compare(few, (zg_format)format);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tables_are_written_cell_by_cell)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
