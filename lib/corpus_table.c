/* corpus: tables whose rows are documents: one column is the text, the others are fields. One row
 * is held at a time. */
#include <string.h>

#include "corpus_builder.h"
#include "rows.h"

typedef struct table {
    builder *b;
    const zg_input *input;
    zg_rows *rows;
    bool has_text, has_id;
    size_t text, id;
    uint64_t *fields; /* by column; UINT64_MAX: none */
    size_t n_fields, capacity;
    uint64_t unnamed; /* columns without a name */
    bool shadowed;    /* a column is called document */
} table;

/* An unknown column: the call is wrong, so the columns there are are named. */
static zg_status no_column(const table *t, const char *option, const char *name, zg_error *error)
{
    zg_buffer list = {0};
    bool good = zg_rows_list_columns(t->rows, &list) && zg_buffer_byte(&list, '\0');
    zg_status status = good ? zg_error_set(error, ZG_ERROR_ARGUMENT, t->input->path,
                                           "no column is called %.100s; name one with %s: %s", name,
                                           option, list.data)
                            : zg_error_memory(error);
    zg_buffer_free(&list);
    return status;
}

static const char *text_column(const table *t)
{
    const char *name = t->b->corpus->options.text_column;
    return name != NULL ? name : "text";
}

/* Takes note of columns met for the first time. */
static zg_status learn_columns(table *t, zg_error *error)
{
    const char *text = text_column(t), *id = t->b->corpus->options.id_column;
    size_t n = zg_rows_columns(t->rows);
    if (!zg_memory_grow(&t->fields, &t->capacity, n, sizeof *t->fields)) {
        return zg_error_memory(error);
    }
    for (; t->n_fields < n; t->n_fields++) {
        size_t column = t->n_fields;
        const char *name = zg_rows_column(t->rows, column);
        t->fields[column] = UINT64_MAX;
        if (strcmp(name, text) == 0) {
            t->text = column;
            t->has_text = true;
        } else if (id != NULL && strcmp(name, id) == 0) {
            t->id = column;
            t->has_id = true;
        } else if (name[0] == '\0') {
            t->unnamed++;
        } else if (strcmp(name, "document") == 0) {
            t->shadowed = true;
        } else {
            zg_status status = zg_fields_column(t->b->corpus, &t->b->fields, name, strlen(name),
                                                &t->fields[column], error);
            if (status != ZG_OK) return status;
        }
    }
    return ZG_OK;
}

static zg_status check_columns(const table *t, zg_error *error)
{
    const char *id = t->b->corpus->options.id_column;
    if (!t->has_text) return no_column(t, "--text-column", text_column(t), error);
    if (id != NULL && !t->has_id) return no_column(t, "--id-column", id, error);
    return ZG_OK;
}

/* The name that the row gives its document; NULL where it is numbered. */
static zg_status row_name(const table *t, const zg_row *row, const char **name, zg_error *error)
{
    *name = NULL;
    if (t->b->corpus->options.id_column == NULL) return ZG_OK;
    const zg_cell *cell = t->has_id && t->id < row->n ? &row->cells[t->id] : NULL;
    if (cell == NULL || cell->length == 0) {
        return zg_error_at(error, ZG_ERROR_FORMAT, t->input->path, row->line, 0,
                           "the row has no value in its column %s, which names the document",
                           t->b->corpus->options.id_column);
    }
    if (strlen(cell->text) != cell->length) {
        return zg_error_at(error, ZG_ERROR_FORMAT, t->input->path, row->line, 0,
                           "the name of a document holds a NUL");
    }
    *name = cell->text;
    return ZG_OK;
}

/* Feeds the text by lines, as those of a file. Line ends inside quotes of CSV are lines of the
 * table too; those that JSON or TSV spell by an escape are not. */
static zg_status take_text(const table *t, const zg_cell *cell, zg_error *error)
{
    builder *b = t->b;
    const char *p = cell->text, *end = p + cell->length;
    bool spans = zg_rows_read_as(t->rows) == ZG_ROWS_CSV;
    uint64_t line = cell->line, page = 1;
    zg_status status = ZG_OK;
    zg_cleaner_begin(b->cleaner, b->file);
    while (p < end && status == ZG_OK) {
        const char *from = p;
        size_t length = 0;
        while (p < end && (length = zg_line_end(p, end, true)) == 0) p++;
        status = zg_cleaner_line(b->cleaner, from, (size_t)(p - from), line, page, error);
        if (status == ZG_OK) status = zg_build_paragraphs(b, error);
        if (length == 0) break;
        page += *p == '\f';
        line += spans && (*p == '\n' || *p == '\r');
        p += length;
    }
    if (status == ZG_OK) status = zg_cleaner_end(b->cleaner, error);
    if (status == ZG_OK) status = zg_build_paragraphs(b, error);
    zg_build_signs(b);
    return status;
}

static zg_status take_row(table *t, const zg_row *row, zg_error *error)
{
    builder *b = t->b;
    const char *name;
    zg_status status = learn_columns(t, error);
    if (status == ZG_OK) status = row_name(t, row, &name, error);
    if (status == ZG_OK) status = zg_build_begin(b, name, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < row->n; i++) {
        if (t->fields[i] == UINT64_MAX) continue;
        if (!zg_fields_add(&b->fields, b->corpus->n_documents - 1, t->fields[i], row->cells[i].text,
                           row->cells[i].length)) {
            return zg_error_memory(error);
        }
    }
    if (t->has_text && t->text < row->n) status = take_text(t, &row->cells[t->text], error);
    return status == ZG_OK ? zg_build_end(b, error) : status;
}

static zg_status add_notes(const table *t, zg_error *error)
{
    zg_buffer *notes = &t->b->corpus->notes;
    bool good = true;
    if (t->unnamed > 0) {
        good = zg_buffer_format(notes, "%s: %llu %s without a name left out", t->input->path,
                                (unsigned long long)t->unnamed,
                                t->unnamed == 1 ? "column" : "columns") &&
               zg_buffer_byte(notes, '\0');
    }
    if (good && t->shadowed) {
        good = zg_buffer_format(notes,
                                "%s: the column document is left out, since it is what every "
                                "corpus calls the names of its documents; --id-column document "
                                "takes the names from it",
                                t->input->path) &&
               zg_buffer_byte(notes, '\0');
    }
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status read_rows(table *t, zg_error *error)
{
    zg_row row;
    bool lines = zg_rows_read_as(t->rows) == ZG_ROWS_JSONL;
    zg_status status = learn_columns(t, error);
    if (status == ZG_OK && !lines) status = check_columns(t, error);
    if (status != ZG_OK) return status;
    while ((status = zg_rows_next(t->rows, &row, error)) == ZG_OK) {
        status = take_row(t, &row, error);
        if (status != ZG_OK) return status;
    }
    if (status != ZG_END) return status;
    return zg_rows_columns(t->rows) > 0 ? check_columns(t, error) : ZG_OK;
}

zg_status zg_build_table(builder *b, uint32_t file, zg_error *error)
{
    zg_input *input = &b->corpus->inputs.items[file];
    const zg_import_options *options = &b->corpus->options;
    table t = {.b = b, .input = input};
    uint64_t replaced = 0;
    b->rows = true;
    zg_status status = zg_rows_open(b->run, input->path, input->kind, options->encoding,
                                    options->invalid == ZG_INVALID_REPLACE, &t.rows, error);
    if (status == ZG_OK) status = read_rows(&t, error);
    if (status == ZG_OK) {
        zg_rows_totals(t.rows, &input->bytes, &input->crc, &replaced);
        zg_audit_add(&b->corpus->audit, ZG_CHANGE_INVALID, replaced,
                     (zg_audit_place){.file = b->file});
        status = add_notes(&t, error);
    }
    zg_rows_free(t.rows);
    zg_memory_free(t.fields);
    b->rows = false;
    return status;
}
