/* table: TSV, CSV, JSON Lines and the aligned view, and the sidecar. */
#include "table.h"

#include <math.h>
#include <string.h>

#include "bytes.h"
#include "number.h"
#include "pool.h"
#include "rows.h"
#include "unicode.h"

#define FLUSH          (256u << 10)
#define WORTH_A_THREAD 4096 /* rows of a batch */

/* Where a number was printed last in a column: where rows are in the order of a frequency, the same
 * number often comes again. */
typedef struct printed {
    double value;
    size_t at, length; /* in the output; length 0: none there yet */
} printed;

typedef struct writer {
    zg_table *table;
    const zg_field *fields;
    size_t n;
    zg_format format;
    int digits;
    zg_sink *sink;
    zg_buffer out;
    printed *last;     /* by column */
    zg_buffer heads;   /* what stands in front of the cells: separators, names in JSON Lines */
    size_t *head_ends; /* by column, in `heads` */
    size_t numbers;    /* the first of the columns behind the last text */
    size_t *starts;    /* of those: where the cell begins, in `out`, ... */
    size_t *back;      /* ... and how far from the end of the line it did in the last one */
    bool goes_on;      /* the last line stands in `out`, and is of this batch */
    uint64_t rows;
} writer;

void zg_write_options_init(zg_write_options *options)
{
    *options = (zg_write_options){.size = sizeof *options, .digits = 6};
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

static zg_format format_of(const char *path)
{
    if (path == NULL) return ZG_FORMAT_TSV;
    size_t length = strlen(path);
    if (ends_with(path, length, ".gz")) length -= 3;
    if (ends_with(path, length, ".csv")) return ZG_FORMAT_CSV;
    if (ends_with(path, length, ".jsonl")) return ZG_FORMAT_JSONL;
    return ZG_FORMAT_TSV;
}

/* ---- cells ---- */

static bool is_null(const zg_column *column, int64_t row)
{
    return column->validity != NULL && !(column->validity[row >> 3] >> (row & 7) & 1);
}

static bool append_text(zg_buffer *out, zg_format format, const char *text, size_t length)
{
    switch (format) {
    case ZG_FORMAT_CSV: return zg_rows_csv(out, text, length);
    case ZG_FORMAT_JSONL: return zg_rows_json(out, text, length);
    default: return zg_rows_tsv(out, text, length);
    }
}

/* To where there is room for a number, behind what is in `out`; how long it is. It is not printed
 * elsewhere first: what was just written byte by byte is slow to be read again. */
static size_t print_real(const writer *w, size_t index, double value, char *to, const char *out)
{
    printed *last = &w->last[index];
    if (last->length > 0 && memcmp(&last->value, &value, sizeof value) == 0) {
        memcpy(to, out + last->at, last->length);
    } else {
        last->length = zg_number_print_real(to, value, w->digits);
        last->value = value;
    }
    last->at = (size_t)(to - out);
    return last->length;
}

static bool append_cell(const writer *w, zg_buffer *out, const zg_batch *batch, size_t index,
                        int64_t row)
{
    const zg_column *column = &batch->columns[index];
    if (is_null(column, row)) {
        return w->format != ZG_FORMAT_JSONL || zg_buffer_append(out, "null", 4);
    }
    if (column->type == ZG_UTF8) {
        int32_t start = column->offsets[row];
        return append_text(out, w->format, column->bytes + start,
                           (size_t)(column->offsets[row + 1] - start));
    }
    if (!zg_buffer_reserve(out, ZG_NUMBER_MAX + 2)) return false;
    char *to = out->data + out->length;
    if (column->type == ZG_INT64) {
        out->length += zg_number_print_int64(to, column->int64[row]);
        return true;
    }
    bool quote = w->format == ZG_FORMAT_JSONL && isinf(column->real[row]);
    if (quote) *to++ = '"';
    size_t length = print_real(w, index, column->real[row], to, out->data);
    if (quote) to[length] = '"';
    out->length += length + (quote ? 2 : 0);
    return true;
}

/* Whether a number, or no value, is what the row before has there. */
static bool is_repeated(const zg_column *column, int64_t row)
{
    if (column->null_count > 0 && is_null(column, row) != is_null(column, row - 1)) return false;
    return column->type == ZG_INT64
               ? column->int64[row] == column->int64[row - 1]
               : memcmp(&column->real[row], &column->real[row - 1], sizeof *column->real) == 0;
}

/* Where rows are in the order of a frequency, many end with the same numbers: they are copied. */
static bool append_row(writer *w, const zg_batch *batch, int64_t row)
{
    zg_buffer *out = &w->out;
    size_t last_end = out->length, repeated = w->n, from = 0;
    while (w->goes_on && repeated > w->numbers && is_repeated(&batch->columns[repeated - 1], row))
        repeated--;
    for (size_t i = 0; i < repeated; from = w->head_ends[i++]) {
        w->starts[i] = out->length;
        size_t head = w->head_ends[i] - from; /* of one byte mostly */
        if (!(head == 1 ? zg_buffer_byte(out, w->heads.data[from])
                        : zg_buffer_append(out, w->heads.data + from, head)) ||
            !append_cell(w, out, batch, i, row)) {
            return false;
        }
    }
    bool json = w->format == ZG_FORMAT_JSONL;
    size_t more = repeated < w->n ? w->back[repeated] : json ? 2 : 1;
    if (!zg_buffer_reserve(out, more)) return false;
    const char *rest = repeated < w->n ? out->data + last_end - more : json ? "}\n" : "\n";
    memcpy(out->data + out->length, rest, more);
    out->length += more;
    for (size_t i = w->numbers; i < repeated; i++) w->back[i] = out->length - w->starts[i];
    w->goes_on = true;
    return true;
}

static zg_status flush(writer *w, zg_error *error)
{
    zg_status status = zg_sink_write(w->sink, w->out.data, w->out.length, error);
    w->out.length = 0;
    w->goes_on = false;
    memset(w->last, 0, w->n * sizeof *w->last);
    return status;
}

/* ---- lines ---- */

static zg_status write_header(writer *w, const zg_write_options *options, zg_error *error)
{
    bool good = !options->bom || zg_buffer_append(&w->out, "\xEF\xBB\xBF", 3);
    if (w->format != ZG_FORMAT_JSONL && !options->no_header) {
        for (size_t i = 0; i < w->n && good; i++) {
            const char *name = w->fields[i].name;
            char separator = w->format == ZG_FORMAT_CSV ? ',' : '\t';
            good = (i == 0 || zg_buffer_byte(&w->out, separator)) &&
                   append_text(&w->out, w->format, name, strlen(name));
        }
        good = good && zg_buffer_byte(&w->out, '\n');
    }
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status write_batch(writer *w, const zg_batch *batch, zg_error *error)
{
    zg_status status = ZG_OK;
    w->goes_on = false;
    for (int64_t row = 0; row < batch->rows && status == ZG_OK; row++) {
        if (!append_row(w, batch, row))
            status = zg_error_memory(error);
        else if (w->out.length >= FLUSH)
            status = flush(w, error);
    }
    w->rows += (uint64_t)batch->rows;
    return status;
}

/* A batch is written while the next one is made, where there is a thread for it. */
typedef struct step {
    writer *writer;
    zg_batch *batch, *next;
    zg_status pulled; /* of `next` */
} step;

static zg_status take_step(void *context, size_t index, uint32_t worker, zg_error *error)
{
    step *s = context;
    (void)worker;
    if (index == 0) return write_batch(s->writer, s->batch, error);
    s->pulled = zg_table_next(s->writer->table, &s->next, error);
    return s->pulled == ZG_END ? ZG_OK : s->pulled;
}

static zg_status write_rows(writer *w, zg_error *error)
{
    step s = {.writer = w};
    zg_status status = zg_table_next(w->table, &s.batch, error);
    while (status == ZG_OK) {
        zg_run *run = s.batch->rows >= WORTH_A_THREAD ? zg_table_run(w->table) : NULL;
        s.next = NULL;
        status = zg_pool_run(run, 2, take_step, &s, error);
        zg_table_give_back(w->table, s.batch);
        if (status != ZG_OK) {
            zg_batch_free(s.next);
            return status;
        }
        s.batch = s.next;
        status = s.pulled;
    }
    return status == ZG_END ? ZG_OK : status;
}

/* ---- the aligned view ---- */

/* Cells of the rows shown, as text with the columns they take, row after row. */
typedef struct grid {
    zg_unicode *unicode;
    zg_buffer text;
    struct cell {
        size_t offset, length;
        uint64_t columns;
    } * cells;
    size_t n, capacity;
} grid;

static bool grid_end_cell(grid *g, size_t offset)
{
    if (!zg_memory_grow(&g->cells, &g->capacity, g->n + 1, sizeof *g->cells)) return false;
    size_t length = g->text.length - offset;
    const char *text = length > 0 ? g->text.data + offset : "";
    g->cells[g->n++] = (struct cell){.offset = offset,
                                     .length = length,
                                     .columns = zg_unicode_columns(g->unicode, text, length)};
    return true;
}

static zg_status grid_collect(writer *w, grid *g, int64_t max_rows, zg_error *error)
{
    zg_batch *batch;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < w->n; i++) {
        size_t offset = g->text.length;
        if (!zg_buffer_text(&g->text, w->fields[i].name) || !grid_end_cell(g, offset)) {
            return zg_error_memory(error);
        }
    }
    while ((max_rows == 0 || (int64_t)w->rows < max_rows) &&
           (status = zg_table_next(w->table, &batch, error)) == ZG_OK) {
        for (int64_t row = 0; row < batch->rows && status == ZG_OK; row++) {
            if (max_rows > 0 && (int64_t)w->rows == max_rows) break;
            for (size_t i = 0; i < w->n && status == ZG_OK; i++) {
                size_t offset = g->text.length;
                if (!append_cell(w, &g->text, batch, i, row) || !grid_end_cell(g, offset)) {
                    status = zg_error_memory(error);
                }
            }
            w->rows++;
        }
        zg_batch_free(batch);
        if (status != ZG_OK) return status;
    }
    return status == ZG_END ? ZG_OK : status;
}

static bool append_blanks(zg_buffer *out, uint64_t n)
{
    while (n-- > 0) {
        if (!zg_buffer_byte(out, ' ')) return false;
    }
    return true;
}

static zg_status grid_write(writer *w, const grid *g, zg_error *error)
{
    uint64_t *widths = zg_memory_zeroed(w->n, sizeof *widths);
    if (widths == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < g->n; i++) {
        if (g->cells[i].columns > widths[i % w->n]) widths[i % w->n] = g->cells[i].columns;
    }
    bool good = true;
    for (size_t i = 0; i < g->n && good; i++) {
        const struct cell *cell = &g->cells[i];
        size_t column = i % w->n;
        uint64_t pad = widths[column] - cell->columns;
        bool left = w->fields[column].type == ZG_UTF8, last = column + 1 == w->n;
        good = (left || append_blanks(&w->out, pad)) &&
               zg_buffer_append(&w->out, g->text.data + cell->offset, cell->length) &&
               (last || !left || append_blanks(&w->out, pad)) &&
               zg_buffer_text(&w->out, last ? "\n" : "  ");
    }
    zg_memory_free(widths);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status write_aligned(writer *w, int64_t max_rows, zg_error *error)
{
    grid g = {0};
    zg_status status = zg_unicode_new(&g.unicode, error);
    if (status == ZG_OK) status = grid_collect(w, &g, max_rows, error);
    if (status == ZG_OK) status = grid_write(w, &g, error);
    zg_unicode_free(g.unicode);
    zg_buffer_free(&g.text);
    zg_memory_free(g.cells);
    return status;
}

/* ---- the sidecar ---- */

static bool append_pair(zg_buffer *out, const char *name, const char *value)
{
    return zg_rows_json(out, name, strlen(name)) && zg_buffer_text(out, ": ") &&
           zg_rows_json(out, value, strlen(value));
}

/* The sidecar of a table as JSON: tool, settings, what the analysis told, columns. */
static bool make_sidecar(const zg_table *table, const zg_write_options *options, zg_buffer *out)
{
    static const char *const types[] = {"int64", "double", "utf8"};
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    const char *told = zg_table_description(table);
    bool good = zg_buffer_text(out, "{\n  ") &&
                append_pair(out, "tool", options->tool ? options->tool : "libzigram") &&
                zg_buffer_text(out, ",\n  ") && append_pair(out, "version", zg_version()) &&
                zg_buffer_text(out, ",\n  \"settings\": {");
    for (size_t i = 0; i < options->n_settings && good; i++) {
        good = zg_buffer_text(out, i > 0 ? ",\n    " : "\n    ") &&
               append_pair(out, options->settings[i].name, options->settings[i].value);
    }
    good = good && zg_buffer_text(out, options->n_settings > 0 ? "\n  }" : "}") &&
           (told[0] == '\0' || (zg_buffer_text(out, ",\n  ") && zg_buffer_text(out, told))) &&
           zg_buffer_text(out, ",\n  \"columns\": [");
    for (size_t i = 0; i < n && good; i++) {
        good = zg_buffer_text(out, i > 0 ? ",\n    {" : "\n    {") &&
               append_pair(out, "name", fields[i].name) && zg_buffer_text(out, ", ") &&
               append_pair(out, "type", types[fields[i].type]) && zg_buffer_text(out, ", ") &&
               append_pair(out, "formula", fields[i].formula ? fields[i].formula : "") &&
               zg_buffer_byte(out, '}');
    }
    return good && zg_buffer_text(out, "\n  ],\n  \"environment\": {") &&
           append_pair(out, "icu", zg_icu_version()) && zg_buffer_text(out, ", ") &&
           append_pair(out, "unicode", zg_unicode_version()) && zg_buffer_text(out, "}\n}\n");
}

static zg_status write_sidecar(const zg_table *table, const char *path,
                               const zg_write_options *options, zg_error *error)
{
    zg_buffer name = {0}, json = {0};
    zg_sink *sink = NULL;
    bool beside = options->meta == NULL;
    if (beside ? path == NULL || strcmp(path, "-") == 0 : options->meta[0] == '\0') return ZG_OK;
    zg_status status = ZG_OK;
    if (!zg_buffer_text(&name, beside ? path : options->meta) ||
        !zg_buffer_append(&name, ".meta.json", beside ? 11 : 0) || !zg_buffer_byte(&name, '\0') ||
        !make_sidecar(table, options, &json)) {
        status = zg_error_memory(error);
    }
    if (status == ZG_OK) status = zg_sink_open(zg_table_run(table), name.data, &sink, error);
    if (status == ZG_OK) status = zg_sink_write(sink, json.data, json.length, error);
    if (status == ZG_OK)
        status = zg_sink_close(sink, error);
    else
        zg_sink_abort(sink);
    zg_buffer_free(&name);
    zg_buffer_free(&json);
    return status;
}

static bool make_heads(writer *w)
{
    bool json = w->format == ZG_FORMAT_JSONL, good = zg_buffer_reserve(&w->heads, 1);
    for (size_t i = 0; i < w->n && good; i++) {
        const char *name = w->fields[i].name;
        if (json) {
            good = zg_buffer_byte(&w->heads, i == 0 ? '{' : ',') &&
                   zg_rows_json(&w->heads, name, strlen(name)) && zg_buffer_byte(&w->heads, ':');
        } else if (i > 0) {
            good = zg_buffer_byte(&w->heads, w->format == ZG_FORMAT_CSV ? ',' : '\t');
        }
        w->head_ends[i] = w->heads.length;
        if (w->fields[i].type == ZG_UTF8) w->numbers = i + 1;
    }
    return good;
}

static bool begin(writer *w)
{
    w->fields = zg_table_fields(w->table, &w->n);
    w->last = zg_memory_zeroed(w->n, sizeof *w->last);
    w->head_ends = zg_memory_alloc(w->n, sizeof *w->head_ends);
    w->starts = zg_memory_alloc(w->n, sizeof *w->starts);
    w->back = zg_memory_alloc(w->n, sizeof *w->back);
    return w->last != NULL && w->head_ends != NULL && w->starts != NULL && w->back != NULL &&
           make_heads(w);
}

static void end(writer *w)
{
    zg_buffer_free(&w->out);
    zg_buffer_free(&w->heads);
    zg_memory_free(w->last);
    zg_memory_free(w->head_ends);
    zg_memory_free(w->starts);
    zg_memory_free(w->back);
}

zg_status zg_table_write(zg_table *table, const char *path, const zg_write_options *options,
                         uint64_t *rows_written, zg_error *error)
{
    zg_write_options defaults;
    zg_write_options_init(&defaults);
    if (options == NULL) options = &defaults;
    if (options->digits < 1 || options->digits > 17) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "digits", "%d is not from 1 to 17",
                            options->digits);
    }
    writer w = {.table = table, .digits = options->digits};
    w.format = options->format == ZG_FORMAT_AUTO ? format_of(path) : options->format;
    zg_status status = begin(&w) ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = zg_sink_open(zg_table_run(table), path, &w.sink, error);
    if (status != ZG_OK) {
        end(&w);
        return status;
    }
    if (w.format == ZG_FORMAT_TEXT) {
        status = write_aligned(&w, options->max_rows, error);
    } else {
        status = write_header(&w, options, error);
        if (status == ZG_OK) status = write_rows(&w, error);
    }
    if (status == ZG_OK && w.out.length > 0) status = flush(&w, error);
    if (status == ZG_OK)
        status = zg_sink_close(w.sink, error);
    else
        zg_sink_abort(w.sink);
    end(&w);
    if (status == ZG_OK) status = write_sidecar(table, path, options, error);
    if (status == ZG_OK && rows_written != NULL) *rows_written = w.rows;
    return status;
}
