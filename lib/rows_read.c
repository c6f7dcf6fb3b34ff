/* rows: reading. Blocks are decoded as they come; a small automaton goes over them and keeps its
 * state between blocks, so that only the row under way is held. */
#include <string.h>

#include "rows_object.h"

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

zg_rows_kind zg_rows_kind_of(const char *path)
{
    size_t length = strlen(path);
    if (zg_bytes_named_gz(path)) length -= 3;
    if (ends_with(path, length, ".tsv")) return ZG_ROWS_TSV;
    if (ends_with(path, length, ".csv")) return ZG_ROWS_CSV;
    if (ends_with(path, length, ".jsonl") || ends_with(path, length, ".ndjson")) {
        return ZG_ROWS_JSONL;
    }
    return ZG_ROWS_AUTO;
}

const char *zg_rows_shown(const zg_rows *rows)
{
    return strcmp(rows->path, "-") == 0 ? "standard input" : rows->path;
}

void zg_rows_free(zg_rows *rows)
{
    if (rows == NULL) return;
    zg_source_free(rows->source);
    zg_decoder_free(rows->decoder);
    zg_buffer_free(&rows->block);
    zg_buffer_free(&rows->text);
    zg_buffer_free(&rows->values);
    for (size_t i = 0; i < rows->n_columns; i++) zg_memory_free(rows->columns[i]);
    zg_memory_free(rows->columns);
    zg_memory_free(rows->marks);
    zg_memory_free(rows->cells);
    zg_memory_free(rows->seen);
    zg_map_free(rows->index);
    zg_memory_free(rows->path);
    zg_memory_free(rows);
}

/* ---- columns ---- */

size_t zg_rows_columns(const zg_rows *rows)
{
    return rows->n_columns;
}

const char *zg_rows_column(const zg_rows *rows, size_t column)
{
    return rows->columns[column];
}

bool zg_rows_find(const zg_rows *rows, const char *name, size_t length, size_t *column)
{
    const uint64_t *found = zg_map_find(rows->index, name, length);
    if (found != NULL) *column = (size_t)*found;
    return found != NULL;
}

bool zg_rows_list_columns(const zg_rows *rows, zg_buffer *out)
{
    size_t begin = out->length;
    for (size_t i = 0; i < rows->n_columns; i++) {
        if (out->length - begin > 200) return zg_buffer_text(out, ", ...");
        if ((i > 0 && !zg_buffer_text(out, ", ")) || !zg_buffer_text(out, rows->columns[i])) {
            return false;
        }
    }
    return true;
}

zg_status zg_rows_add_column(zg_rows *rows, const char *name, size_t length, zg_error *error)
{
    if (memchr(name, '\0', length) != NULL) {
        return zg_rows_error(rows, error, rows->row_line, "the name of a column holds a NUL");
    }
    if (zg_map_find(rows->index, name, length) != NULL) {
        return zg_rows_error(rows, error, rows->row_line,
                             "two columns have the name \"%.100s\"; rename one", name);
    }
    if (!zg_memory_grow(&rows->columns, &rows->columns_capacity, rows->n_columns + 1,
                        sizeof *rows->columns)) {
        return zg_error_memory(error);
    }
    char *copy = zg_memory_text(name, length);
    if (copy == NULL || !zg_map_add(rows->index, name, length, rows->n_columns)) {
        zg_memory_free(copy);
        return zg_error_memory(error);
    }
    rows->columns[rows->n_columns++] = copy;
    return ZG_OK;
}

/* ---- bytes ---- */

static zg_status fill(zg_rows *rows, zg_error *error)
{
    const char *bytes = "";
    size_t length = 0;
    rows->block.length = 0;
    rows->at = 0;
    zg_status status = zg_source_next(rows->source, &bytes, &length, error);
    if (status == ZG_END) {
        rows->ended = true;
        return zg_decoder_feed(rows->decoder, "", 0, true, &rows->block, error);
    }
    if (status != ZG_OK) return status;
    return zg_decoder_feed(rows->decoder, bytes, length, false, &rows->block, error);
}

/* ---- cells ---- */

bool zg_rows_room(zg_rows *rows, size_t n)
{
    return zg_memory_grow(&rows->marks, &rows->marks_capacity, n, sizeof *rows->marks);
}

static void begin_cell(zg_rows *rows)
{
    rows->mark_from = rows->text.length;
    rows->mark_line = rows->line;
    rows->state = ZG_ROWS_START;
}

/* Ends the cell under way with a NUL behind it, and begins the next. */
static bool end_cell(zg_rows *rows)
{
    if (!zg_rows_room(rows, rows->n_marks + 1) || !zg_buffer_byte(&rows->text, '\0')) return false;
    rows->marks[rows->n_marks++] = (zg_rows_mark){.offset = rows->mark_from,
                                                  .length = rows->text.length - 1 - rows->mark_from,
                                                  .line = rows->mark_line};
    begin_cell(rows);
    return true;
}

static void begin_row(zg_rows *rows)
{
    rows->text.length = 0;
    rows->n_marks = 0;
    rows->quoted = false;
    rows->row_line = rows->line;
    begin_cell(rows);
}

/* Passes the end of a line: `c` is LF or CR. */
static void pass_line_end(zg_rows *rows, char c)
{
    if (!(c == '\n' && rows->after_cr)) rows->line++;
    rows->after_cr = c == '\r';
}

/* ---- TSV ---- */

static bool take_escape(zg_rows *rows, char c, bool *known)
{
    static const char letters[] = "tnr\\", values[] = "\t\n\r\\";
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    rows->state = ZG_ROWS_PLAIN;
    *known = letter != NULL;
    return zg_buffer_byte(&rows->text, letter != NULL ? values[letter - letters] : '\\');
}

/* Goes over the block to the end of the row; `*done` once it is there. */
static zg_status feed_tsv(zg_rows *rows, bool *done, zg_error *error)
{
    const char *p = rows->block.data + rows->at, *end = rows->block.data + rows->block.length;
    bool good = true;
    while (p < end && good && !*done) {
        if (rows->state == ZG_ROWS_ESCAPE) {
            bool known;
            good = take_escape(rows, *p, &known);
            p += known;
            continue;
        }
        const char *from = p;
        while (p < end && *p != '\t' && *p != '\n' && *p != '\r' && *p != '\\') p++;
        good = zg_buffer_append(&rows->text, from, (size_t)(p - from));
        if (p == end || !good) break;
        char c = *p++;
        if (c == '\\') {
            rows->state = ZG_ROWS_ESCAPE;
        } else {
            good = end_cell(rows);
            *done = c != '\t';
            if (*done) pass_line_end(rows, c);
        }
    }
    rows->at = (size_t)(p - rows->block.data);
    return good ? ZG_OK : zg_error_memory(error);
}

/* ---- CSV ---- */

/* Inside quotes, up to the next one. */
static const char *take_quoted(zg_rows *rows, const char *p, const char *end, bool *good)
{
    const char *from = p;
    for (; p < end && *p != '"'; p++) {
        if (*p == '\n' || *p == '\r')
            pass_line_end(rows, *p);
        else
            rows->after_cr = false;
    }
    *good = zg_buffer_append(&rows->text, from, (size_t)(p - from));
    if (p == end) return p;
    rows->after_cr = false;
    rows->state = ZG_ROWS_QUOTE;
    return p + 1;
}

/* Behind a cell: `c` is a comma or the end of the row. */
static bool leave_cell(zg_rows *rows, char c, bool *done)
{
    if (!end_cell(rows)) return false;
    *done = c != ',';
    if (*done) pass_line_end(rows, c);
    return true;
}

static zg_status feed_csv(zg_rows *rows, bool *done, zg_error *error)
{
    const char *p = rows->block.data + rows->at, *end = rows->block.data + rows->block.length;
    bool good = true;
    while (p < end && good && !*done) {
        const char *from = p;
        bool leaves = *p == ',' || *p == '\n' || *p == '\r';
        if (rows->state == ZG_ROWS_QUOTED) {
            p = take_quoted(rows, p, end, &good);
        } else if (rows->state == ZG_ROWS_START && *p == '"') {
            rows->state = ZG_ROWS_QUOTED;
            rows->quote_line = rows->line;
            rows->quoted |= rows->n_marks == 0;
            p++;
        } else if (rows->state == ZG_ROWS_QUOTE && *p == '"') {
            rows->state = ZG_ROWS_QUOTED;
            good = zg_buffer_byte(&rows->text, *p++);
        } else if (leaves) {
            good = leave_cell(rows, *p++, done);
        } else if (rows->state == ZG_ROWS_QUOTE) {
            return zg_rows_error(rows, error, rows->line,
                                 "a quote ends in the middle of a cell; inside quotes a quote is "
                                 "written twice");
        } else {
            rows->state = ZG_ROWS_PLAIN;
            while (p < end && *p != ',' && *p != '\n' && *p != '\r') p++;
            good = zg_buffer_append(&rows->text, from, (size_t)(p - from));
        }
    }
    rows->at = (size_t)(p - rows->block.data);
    return good ? ZG_OK : zg_error_memory(error);
}

/* ---- JSON Lines ---- */

static zg_status feed_line(zg_rows *rows, bool *done, zg_error *error)
{
    const char *p = rows->block.data + rows->at;
    size_t left = rows->block.length - rows->at;
    const char *found = memchr(p, '\n', left);
    size_t length = found == NULL ? left : (size_t)(found - p);
    if (!zg_buffer_append(&rows->text, p, length)) return zg_error_memory(error);
    rows->at += length + (found != NULL);
    rows->line += found != NULL;
    *done = found != NULL;
    return ZG_OK;
}

/* ---- rows ---- */

/* What is left at the end of the file: a row without a line end, or nothing. */
static zg_status finish_row(zg_rows *rows, bool *done, zg_error *error)
{
    if (rows->kind == ZG_ROWS_JSONL) {
        *done = rows->text.length > 0;
        return ZG_OK;
    }
    if (rows->state == ZG_ROWS_QUOTED) {
        return zg_rows_error(rows, error, rows->quote_line,
                             "a quote is opened here and never closed");
    }
    *done = rows->n_marks > 0 || rows->text.length > 0 || rows->state != ZG_ROWS_START;
    if (!*done) return ZG_OK;
    if (rows->state == ZG_ROWS_ESCAPE && !zg_buffer_byte(&rows->text, '\\')) {
        return zg_error_memory(error);
    }
    return end_cell(rows) ? ZG_OK : zg_error_memory(error);
}

/* Reads the cells of the next line into marks; for JSON Lines the line into `text`. */
static zg_status read_row(zg_rows *rows, zg_error *error)
{
    bool done = false;
    zg_status status = ZG_OK;
    while (status == ZG_OK && !done) {
        if (rows->at < rows->block.length && rows->after_cr && rows->n_marks == 0 &&
            rows->text.length == 0 && rows->state == ZG_ROWS_START) {
            rows->at += rows->block.data[rows->at] == '\n';
            rows->after_cr = false;
        }
        if (rows->at == rows->block.length) {
            if (rows->ended) {
                status = finish_row(rows, &done, error);
                if (status == ZG_OK && !done) return ZG_END;
                return status;
            }
            status = fill(rows, error);
        } else if (rows->kind == ZG_ROWS_TSV) {
            status = feed_tsv(rows, &done, error);
        } else if (rows->kind == ZG_ROWS_CSV) {
            status = feed_csv(rows, &done, error);
        } else {
            status = feed_line(rows, &done, error);
        }
    }
    return status;
}

static bool is_blank(const zg_rows *rows)
{
    if (rows->kind != ZG_ROWS_JSONL) {
        return rows->n_marks == 1 && rows->marks[0].length == 0 && !rows->quoted;
    }
    for (size_t i = 0; i < rows->text.length; i++) {
        char c = rows->text.data[i];
        if (c != ' ' && c != '\t' && c != '\r') return false;
    }
    return true;
}

/* The next line that is not blank, or that counts though it is. */
static zg_status read_full_row(zg_rows *rows, zg_error *error)
{
    zg_status status;
    do {
        begin_row(rows);
        status = zg_run_check(rows->run, error);
        if (status == ZG_OK) status = read_row(rows, error);
    } while (status == ZG_OK && is_blank(rows) &&
             (rows->n_columns != 1 || rows->kind == ZG_ROWS_JSONL));
    return status;
}

zg_status zg_rows_next(zg_rows *rows, zg_row *out, zg_error *error)
{
    zg_status status = read_full_row(rows, error);
    if (status != ZG_OK) return status;
    rows->number++;
    const char *text = rows->text.data;
    if (rows->kind == ZG_ROWS_JSONL) {
        status = zg_rows_parse_object(rows, error);
        if (status != ZG_OK) return status;
        text = rows->values.data;
    } else if (rows->n_marks != rows->n_columns) {
        return zg_rows_error(rows, error, rows->row_line,
                             "%zu cells, but the table has %zu columns", rows->n_marks,
                             rows->n_columns);
    }
    if (!zg_memory_grow(&rows->cells, &rows->cells_capacity, rows->n_marks, sizeof *rows->cells)) {
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < rows->n_marks; i++) {
        const zg_rows_mark *mark = &rows->marks[i];
        rows->cells[i] =
            (zg_cell){.text = text + mark->offset, .length = mark->length, .line = mark->line};
    }
    *out = (zg_row){.cells = rows->cells, .n = rows->n_marks, .line = rows->row_line};
    return ZG_OK;
}

/* ---- opening ---- */

/* Reads on until there is something to go by, and settles what the table is read as. */
static zg_status settle_kind(zg_rows *rows, zg_error *error)
{
    if (rows->kind == ZG_ROWS_AUTO) rows->kind = zg_rows_kind_of(rows->path);
    zg_buffer front = {0};
    zg_status status = ZG_OK;
    const char *line = NULL;
    while (rows->kind == ZG_ROWS_AUTO && status == ZG_OK) {
        status = fill(rows, error);
        if (status == ZG_OK && !zg_buffer_append(&front, rows->block.data, rows->block.length)) {
            status = zg_error_memory(error);
        }
        if (status != ZG_OK) break;
        size_t at = 0;
        while (at < front.length && strchr(" \t\r\n", front.data[at]) != NULL) at++;
        line = at < front.length ? memchr(front.data + at, '\n', front.length - at) : NULL;
        if (at < front.length && front.data[at] == '{') {
            rows->kind = ZG_ROWS_JSONL;
        } else if (line != NULL || rows->ended) {
            size_t length = line != NULL ? (size_t)(line - front.data) : front.length;
            bool tab = length > 0 && memchr(front.data, '\t', length) != NULL;
            rows->kind = tab ? ZG_ROWS_TSV : ZG_ROWS_CSV;
        }
    }
    zg_buffer_free(&rows->block);
    rows->block = front;
    return status;
}

static zg_status read_names(zg_rows *rows, zg_error *error)
{
    zg_status status = read_full_row(rows, error);
    if (status == ZG_END) {
        return zg_error_set(error, ZG_ERROR_FORMAT, zg_rows_shown(rows),
                            "a table begins with a line of column names; this is empty");
    }
    for (size_t i = 0; i < rows->n_marks && status == ZG_OK; i++) {
        status = zg_rows_add_column(rows, rows->text.data + rows->marks[i].offset,
                                    rows->marks[i].length, error);
    }
    return status;
}

zg_status zg_rows_open(zg_run *run, const char *path, zg_rows_kind kind, const char *encoding,
                       bool replace, zg_rows **out, zg_error *error)
{
    zg_rows *rows = zg_memory_zeroed(1, sizeof *rows);
    if (rows == NULL) return zg_error_memory(error);
    rows->run = run;
    rows->kind = kind;
    rows->replace = replace;
    rows->line = 1;
    rows->path = zg_memory_text(path, strlen(path));
    rows->index = zg_map_new();
    zg_status status = ZG_OK;
    if (rows->path == NULL || rows->index == NULL || !zg_buffer_reserve(&rows->block, 1) ||
        !zg_buffer_reserve(&rows->text, 1)) {
        status = zg_error_memory(error);
    }
    if (status == ZG_OK) status = zg_source_open(run, path, &rows->source, error);
    if (status == ZG_OK) {
        status = zg_decoder_new(encoding, replace, zg_rows_shown(rows), &rows->decoder, error);
    }
    if (status == ZG_OK) status = settle_kind(rows, error);
    if (status == ZG_OK && rows->kind != ZG_ROWS_JSONL) status = read_names(rows, error);
    if (status != ZG_OK) {
        zg_rows_free(rows);
        return status;
    }
    *out = rows;
    return ZG_OK;
}

zg_rows_kind zg_rows_read_as(const zg_rows *rows)
{
    return rows->kind;
}

void zg_rows_totals(const zg_rows *rows, uint64_t *bytes, uint32_t *crc, uint64_t *replaced)
{
    *bytes = zg_source_bytes(rows->source);
    *crc = zg_source_crc(rows->source);
    *replaced = zg_decoder_replaced(rows->decoder) + rows->replaced;
}
