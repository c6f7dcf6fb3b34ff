/* corpus: tables whose rows are documents: one column is the text, the others are fields. Rows are
 * read one after the other; fields are taken at once, the text becomes a section of a part. */
#include <string.h>

#include "corpus_builder.h"
#include "rows.h"

struct zg_table_reader {
    builder *b;
    uint32_t file;
    const zg_input *input;
    zg_rows *rows;
    bool has_text, has_id;
    size_t text, id;
    uint64_t *fields; /* by column; UINT64_MAX: none */
    size_t n_fields, capacity;
    uint64_t unnamed; /* columns without a name */
    bool shadowed;    /* a column is called document */
};

typedef zg_table_reader table;

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

/* The row as a section of the part. Line ends inside quotes of CSV are lines of the table too;
 * those that JSON or TSV spell by an escape are not. */
static zg_status take_text(const table *t, zg_part *part, const char *name, const zg_cell *cell,
                           zg_error *error)
{
    zg_section *section = &part->sections[part->n_sections++];
    *section = (zg_section){.file = t->file,
                            .opens = true,
                            .closes = true,
                            .row = true,
                            .spans = zg_rows_read_as(t->rows) == ZG_ROWS_CSV,
                            .line = cell != NULL ? cell->line : 1,
                            .begin = part->input.length,
                            .id = name != NULL ? part->ids.length : SIZE_MAX};
    bool good = (name == NULL || zg_buffer_append(&part->ids, name, strlen(name) + 1)) &&
                (cell == NULL || zg_buffer_append(&part->input, cell->text, cell->length));
    section->end = part->input.length;
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status take_row(table *t, zg_part *part, const zg_row *row, zg_error *error)
{
    builder *b = t->b;
    const char *name;
    zg_status status = learn_columns(t, error);
    if (status == ZG_OK) status = row_name(t, row, &name, error);
    if (status != ZG_OK) return status;
    uint64_t document = b->taken++;
    for (size_t i = 0; i < row->n; i++) {
        if (t->fields[i] == UINT64_MAX) continue;
        status = zg_fields_add(&b->fields, document, t->fields[i], row->cells[i].text,
                               row->cells[i].length, error);
        if (status != ZG_OK) return status;
    }
    bool has = t->has_text && t->text < row->n;
    return take_text(t, part, name, has ? &row->cells[t->text] : NULL, error);
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

/* The end of the table, as a section without a document. */
static zg_status end_table(table *t, zg_part *part, zg_error *error)
{
    zg_input *input = &t->b->corpus->inputs.items[t->file];
    zg_status status = zg_rows_columns(t->rows) > 0 ? check_columns(t, error) : ZG_OK;
    if (status != ZG_OK) return status;
    zg_section *section = &part->sections[part->n_sections++];
    *section = (zg_section){.file = t->file,
                            .closes = true,
                            .row = true,
                            .line = 1,
                            .begin = part->input.length,
                            .end = part->input.length,
                            .id = SIZE_MAX};
    zg_rows_totals(t->rows, &input->bytes, &input->crc, &section->replaced);
    status = add_notes(t, error);
    zg_build_table_free(t->b);
    return status;
}

zg_status zg_build_table_take(builder *b, zg_part *part, zg_error *error)
{
    zg_row row;
    zg_status status = zg_rows_next(b->table->rows, &row, error);
    if (status == ZG_OK) return take_row(b->table, part, &row, error);
    if (status != ZG_END) return status;
    zg_run_advance(b->run, 1);
    return end_table(b->table, part, error);
}

void zg_build_table_free(builder *b)
{
    if (b->table == NULL) return;
    zg_rows_free(b->table->rows);
    zg_memory_free(b->table->fields);
    zg_memory_free(b->table);
    b->table = NULL;
}

zg_status zg_build_table_open(builder *b, uint32_t file, zg_error *error)
{
    const zg_import_options *options = &b->corpus->options;
    const zg_input *input = &b->corpus->inputs.items[file];
    table *t = zg_memory_zeroed(1, sizeof *t);
    if (t == NULL) return zg_error_memory(error);
    *t = (table){.b = b, .file = file, .input = input};
    b->table = t;
    zg_status status = zg_rows_open(b->run, input->path, input->kind, options->encoding,
                                    options->invalid == ZG_INVALID_REPLACE, &t->rows, error);
    if (status == ZG_OK) status = learn_columns(t, error);
    if (status == ZG_OK && zg_rows_read_as(t->rows) != ZG_ROWS_JSONL) {
        status = check_columns(t, error);
    }
    return status;
}
