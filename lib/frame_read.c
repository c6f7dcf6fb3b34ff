/* frame: reading. Types need all rows, so the cells are kept as text first; a column is made of
 * them at the end. */
#include <string.h>

#include "frame.h"
#include "number.h"

typedef struct cell {
    uint64_t offset, length;
} cell;

/* Rows one after the other; a row of JSON Lines may have fewer cells than there are columns. */
typedef struct cells {
    zg_buffer text;
    cell *items;
    size_t n, capacity;
    size_t *rows; /* first cell of each row, and one more at the end */
    size_t n_rows, rows_capacity;
} cells;

static void free_cells(cells *c)
{
    zg_buffer_free(&c->text);
    zg_memory_free(c->items);
    zg_memory_free(c->rows);
}

static bool add_row(cells *c, const zg_row *row)
{
    if (!zg_memory_grow(&c->rows, &c->rows_capacity, c->n_rows + 2, sizeof *c->rows) ||
        !zg_memory_grow(&c->items, &c->capacity, c->n + row->n, sizeof *c->items)) {
        return false;
    }
    c->rows[c->n_rows++] = c->n;
    for (size_t i = 0; i < row->n; i++) {
        c->items[c->n++] = (cell){.offset = c->text.length, .length = row->cells[i].length};
        if (!zg_buffer_append(&c->text, row->cells[i].text, row->cells[i].length)) return false;
    }
    c->rows[c->n_rows] = c->n;
    return true;
}

static const char *cell_text(const cells *c, size_t row, size_t column, size_t *length)
{
    size_t first = c->rows[row], n = c->rows[row + 1] - first;
    *length = 0;
    if (column >= n) return "";
    const cell *found = &c->items[first + column];
    *length = (size_t)found->length;
    return *length == 0 ? "" : c->text.data + found->offset;
}

/* Whether it is printed as it is written: no sign but -, no zeros in front. */
static bool is_plain_int64(const char *text, size_t length)
{
    int64_t value;
    char printed[ZG_NUMBER_MAX];
    return length < ZG_NUMBER_MAX && zg_number_parse_int64(text, length, &value) &&
           zg_number_print_int64(printed, value) == length && memcmp(printed, text, length) == 0;
}

static bool is_nan(const char *text, size_t length)
{
    return length == 3 && (text[0] | 32) == 'n' && (text[1] | 32) == 'a' && (text[2] | 32) == 'n';
}

/* A real; a number such as 007 is none, since it would not come out as it is, nor is a whole
 * number of more digits than an int64 has. */
static bool is_real(const char *text, size_t length)
{
    double value;
    int64_t whole;
    size_t digits = 0;
    while (digits < length &&
           ((text[digits] >= '0' && text[digits] <= '9') || (digits == 0 && text[digits] == '-'))) {
        digits++;
    }
    if (digits == length && !zg_number_parse_int64(text, length, &whole)) return false;
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+');
    if (length > sign + 1 && text[sign] == '0' && text[sign + 1] >= '0' && text[sign + 1] <= '9') {
        return false;
    }
    return is_nan(text, length) || zg_number_parse_real(text, length, &value);
}

static zg_type find_type(const cells *c, size_t column)
{
    bool some = false, int64 = true, real = true;
    for (size_t row = 0; row < c->n_rows && real; row++) {
        size_t length;
        const char *text = cell_text(c, row, column, &length);
        if (length == 0) continue;
        some = some || !is_nan(text, length);
        int64 = int64 && is_plain_int64(text, length);
        real = int64 || is_real(text, length);
    }
    /* A value may have ended `int64` behind others that are no reals: there are none, for what
     * prints as it is written is a real. */
    return !some || !real ? ZG_UTF8 : int64 ? ZG_INT64 : ZG_DOUBLE;
}

static bool fill_cell(zg_frame *frame, size_t column, zg_type type, const char *text, size_t length)
{
    int64_t whole = 0;
    double real = 0;
    if (length == 0) return zg_frame_null(frame, column);
    if (type == ZG_UTF8) return zg_frame_text(frame, column, text, length);
    if (type == ZG_INT64) {
        return zg_number_parse_int64(text, length, &whole) && zg_frame_int64(frame, column, whole);
    }
    if (!zg_number_parse_real(text, length, &real)) return zg_frame_null(frame, column);
    return zg_frame_real(frame, column, real);
}

static zg_status make_frame(const zg_rows *rows, const cells *c, zg_frame **out, zg_error *error)
{
    size_t n = zg_rows_columns(rows);
    zg_frame *frame = NULL;
    zg_field *fields = zg_memory_alloc(n, sizeof *fields);
    if (fields == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < n; i++) {
        fields[i] = (zg_field){
            .name = zg_rows_column(rows, i), .type = find_type(c, i), .formula = "as received"};
    }
    zg_status status = zg_frame_new(fields, n, &frame, error);
    for (size_t row = 0; row < c->n_rows && status == ZG_OK; row++) {
        for (size_t i = 0; i < n && status == ZG_OK; i++) {
            size_t length;
            const char *text = cell_text(c, row, i, &length);
            if (!fill_cell(frame, i, fields[i].type, text, length)) status = zg_error_memory(error);
        }
        if (status == ZG_OK) zg_frame_row(frame);
    }
    zg_memory_free(fields);
    if (status == ZG_OK)
        *out = frame;
    else
        zg_frame_free(frame);
    return status;
}

zg_status zg_frame_read(zg_run *run, const char *path, zg_rows_kind kind, const char *encoding,
                        zg_frame **out, zg_error *error)
{
    zg_rows *rows = NULL;
    zg_row row;
    cells c = {0};
    zg_status status = zg_rows_open(run, path, kind, encoding, false, &rows, error);
    if (status != ZG_OK) return status;
    while ((status = zg_rows_next(rows, &row, error)) == ZG_OK) {
        if (!add_row(&c, &row)) {
            status = zg_error_memory(error);
            break;
        }
    }
    if (status == ZG_END) status = make_frame(rows, &c, out, error);
    free_cells(&c);
    zg_rows_free(rows);
    return status;
}
