/* corpus: a table of metadata, held until the documents are known, then matched to them. */
#include <string.h>

#include "corpus_fields.h"
#include "corpus_index.h"
#include "rows.h"

/* A row: its cells are those up to the next one's. */
typedef struct meta_row {
    uint64_t first; /* of its cells */
    uint64_t line;  /* twice; 1 more once a document has used it */
} meta_row;

/* Tables are as large as corpora, so that all of a row stands where there is room for it. */
struct zg_metadata {
    char *path;
    zg_rows *rows; /* for its columns */
    size_t key;    /* column */
    zg_index keys; /* of rows */
    zg_room text;  /* cells, each ended by NUL */
    zg_room items; /* rows, and one behind the last */
    zg_room cells; /* where each begins in `text`, and one behind the last */
    uint64_t text_used, items_used, cells_used; /* bytes */
    uint64_t n;
    zg_input input;
};

static meta_row *row_at(const zg_metadata *m, uint64_t row)
{
    return (meta_row *)m->items.data + row;
}

static const char *cell_at(const zg_metadata *m, uint64_t cell, size_t *length)
{
    const uint64_t *at = (const uint64_t *)m->cells.data + cell;
    *length = (size_t)(at[1] - at[0] - 1);
    return (const char *)m->text.data + at[0];
}

static const char *key_text(const void *context, uint64_t row, size_t *length)
{
    const zg_metadata *m = context;
    return cell_at(m, row_at(m, row)->first + m->key, length);
}

void zg_metadata_free(zg_metadata *metadata)
{
    if (metadata == NULL) return;
    zg_rows_free(metadata->rows);
    zg_index_free(&metadata->keys);
    zg_room_free(&metadata->text);
    zg_room_free(&metadata->items);
    zg_room_free(&metadata->cells);
    zg_memory_free(metadata->path);
    zg_memory_free(metadata);
}

/* ---- reading ---- */

static bool is_empty(const zg_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].length > 0) return false;
    }
    return true;
}

static zg_status add_cell(zg_metadata *m, const zg_cell *cell, zg_error *error)
{
    uint64_t at = m->text_used;
    zg_status status = zg_room_append(&m->cells, &m->cells_used, &at, sizeof at, error);
    if (status == ZG_OK) {
        status = zg_room_append(&m->text, &m->text_used, cell->text, cell->length, error);
    }
    return status == ZG_OK ? zg_room_append(&m->text, &m->text_used, "", 1, error) : status;
}

static zg_status add_row(zg_metadata *m, const zg_row *row, zg_error *error)
{
    if (is_empty(row)) return ZG_OK;
    if (m->key >= row->n || row->cells[m->key].length == 0) {
        return zg_error_at(error, ZG_ERROR_FORMAT, m->path, row->line, 0,
                           "the row names no document in its column %s",
                           zg_rows_column(m->rows, m->key));
    }
    meta_row item = {.first = m->cells_used / sizeof(uint64_t), .line = 2 * row->line};
    zg_status status = zg_room_append(&m->items, &m->items_used, &item, sizeof item, error);
    m->n++;
    for (size_t i = 0; i < row->n && status == ZG_OK; i++) {
        status = add_cell(m, &row->cells[i], error);
    }
    return status;
}

/* What stands behind the last row and its last cell; then no key may be there twice. */
static zg_status end_rows(zg_metadata *m, zg_run *run, zg_error *error)
{
    meta_row item = {.first = m->cells_used / sizeof(uint64_t)};
    uint64_t at = m->text_used, other;
    zg_status status = zg_room_append(&m->items, &m->items_used, &item, sizeof item, error);
    if (status == ZG_OK) status = zg_room_append(&m->cells, &m->cells_used, &at, sizeof at, error);
    m->keys = (zg_index){.text = key_text, .context = m};
    if (status == ZG_OK) status = zg_index_begin(&m->keys, run, m->n, error);
    for (uint64_t row = 0; row < m->n && status == ZG_OK; row++) {
        size_t length;
        if (zg_index_add(&m->keys, row, &other)) continue;
        status =
            zg_error_at(error, ZG_ERROR_FORMAT, m->path, row_at(m, row)->line / 2, 0,
                        "\"%.200s\" has a row already, in line %llu", key_text(m, row, &length),
                        (unsigned long long)row_at(m, other)->line / 2);
    }
    return status;
}

/* The column of keys: `document` or `file`, else the first. For JSON Lines the first row's. */
static void find_key(zg_metadata *m)
{
    m->key = 0;
    if (!zg_rows_find(m->rows, "document", 8, &m->key)) {
        (void)zg_rows_find(m->rows, "file", 4, &m->key);
    }
}

static zg_status read_rows(zg_metadata *m, zg_run *run, zg_error *error)
{
    zg_row row;
    zg_status status;
    uint64_t replaced;
    while ((status = zg_rows_next(m->rows, &row, error)) == ZG_OK) {
        if (m->n == 0) find_key(m);
        status = add_row(m, &row, error);
        if (status != ZG_OK) return status;
    }
    if (status != ZG_END) return status;
    zg_rows_totals(m->rows, &m->input.bytes, &m->input.crc, &replaced);
    return end_rows(m, run, error);
}

zg_status zg_metadata_read(zg_run *run, const char *path, const char *encoding, bool replace,
                           zg_metadata **out, zg_error *error)
{
    zg_metadata *m = zg_memory_zeroed(1, sizeof *m);
    if (m == NULL) return zg_error_memory(error);
    zg_rows_kind kind = zg_rows_kind_of(path);
    m->path = zg_memory_text(path, strlen(path));
    m->text.run = m->items.run = m->cells.run = run;
    zg_status status = m->path == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) {
        status = zg_rows_open(run, path, kind == ZG_ROWS_AUTO ? ZG_ROWS_TSV : kind, encoding,
                              replace, &m->rows, error);
    }
    if (status == ZG_OK) {
        find_key(m);
        status = read_rows(m, run, error);
    }
    if (status == ZG_OK)
        *out = m;
    else
        zg_metadata_free(m);
    return status;
}

/* ---- matching ---- */

/* Length of a file's name without its extension. */
static size_t stem_length(const char *name, size_t length)
{
    for (size_t i = length; i > 0 && name[i - 1] != '/'; i--) {
        if (name[i - 1] == '.' && i > 1 && name[i - 2] != '/') return i - 1;
    }
    return length;
}

#define NO_ROW UINT64_MAX

/* The row of a document: its name; that without the extension; where it is a part NAME#k, the file
 * in the same two ways. */
static uint64_t find_row(const zg_metadata *m, const zg_corpus *corpus, uint64_t document)
{
    const zg_corpus_document_record *record = &corpus->documents[document];
    const char *name = corpus->names.data + record->name;
    const char *file = corpus->inputs.items[record->file].name;
    size_t length = strlen(name), file_length = strlen(file);
    bool whole = strcmp(name, file) == 0;
    bool part =
        length > file_length && memcmp(name, file, file_length) == 0 && name[file_length] == '#';
    uint64_t row;
    if (zg_index_find(&m->keys, name, length, &row) ||
        (whole && zg_index_find(&m->keys, name, stem_length(name, length), &row)) ||
        (part && (zg_index_find(&m->keys, file, file_length, &row) ||
                  zg_index_find(&m->keys, file, stem_length(file, file_length), &row)))) {
        return row;
    }
    return NO_ROW;
}

static zg_status take_row(const zg_metadata *m, const meta_row *row, const uint64_t *fields,
                          uint64_t document, zg_fields_builder *builder, zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint64_t i = 0; row[0].first + i < row[1].first && status == ZG_OK; i++) {
        size_t length;
        const char *text = cell_at(m, row->first + i, &length);
        if (fields[i] == UINT64_MAX) continue;
        status = zg_fields_add(builder, document, fields[i], text, length, error);
    }
    return status;
}

/* Up to three names, for a note. */
typedef struct names {
    uint64_t count;
    zg_buffer text;
} names;

static bool add_name(names *list, const char *name)
{
    if (list->count++ >= 3) return true;
    return (list->count == 1 || zg_buffer_text(&list->text, ", ")) &&
           zg_value_show(&list->text, name, strlen(name));
}

static bool note_names(zg_corpus *corpus, const zg_metadata *m, const names *list, const char *one,
                       const char *many)
{
    if (list->count == 0) return true;
    return zg_buffer_format(&corpus->notes, "%s: %llu %s (%.*s%s)", m->path,
                            (unsigned long long)list->count, list->count == 1 ? one : many,
                            (int)list->text.length, list->text.data,
                            list->count > 3 ? ", ..." : "") &&
           zg_buffer_byte(&corpus->notes, '\0');
}

static zg_status match(zg_metadata *m, zg_corpus *corpus, size_t first, size_t last,
                       const uint64_t *fields, zg_fields_builder *builder, names *alone,
                       zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint64_t d = 0; d < corpus->n_documents && status == ZG_OK; d++) {
        if (corpus->documents[d].file < first || corpus->documents[d].file >= last) continue;
        uint64_t row = find_row(m, corpus, d);
        if (row == NO_ROW) {
            if (!add_name(alone, zg_corpus_document_name(corpus, d))) {
                status = zg_error_memory(error);
            }
        } else {
            row_at(m, row)->line |= 1;
            status = take_row(m, row_at(m, row), fields, d, builder, error);
        }
    }
    return status;
}

/* The field of each column; UINT64_MAX for the key and for a column without a name. */
static zg_status make_fields(const zg_metadata *m, zg_corpus *corpus, zg_fields_builder *builder,
                             uint64_t *fields, zg_error *error)
{
    zg_status status = ZG_OK;
    for (size_t i = 0; i < zg_rows_columns(m->rows) && status == ZG_OK; i++) {
        const char *name = zg_rows_column(m->rows, i);
        fields[i] = UINT64_MAX;
        if (i == m->key || name[0] == '\0') continue;
        status = zg_fields_column(corpus, builder, name, strlen(name), &fields[i], error);
    }
    return status;
}

static zg_status note_rest(const zg_metadata *m, zg_corpus *corpus, const names *alone,
                           zg_error *error)
{
    names unused = {0}, unnamed = {0};
    bool good = true;
    for (uint64_t i = 0; i < m->n && good; i++) {
        size_t length;
        if (row_at(m, i)->line & 1) continue;
        good = add_name(&unused, key_text(m, i, &length));
    }
    for (size_t i = 0; i < zg_rows_columns(m->rows) && good; i++) {
        if (i != m->key && zg_rows_column(m->rows, i)[0] == '\0') good = add_name(&unnamed, "");
    }
    good = good && note_names(corpus, m, &unused, "row has no document", "rows have no document") &&
           note_names(corpus, m, alone, "document has no row", "documents have no row");
    if (good && unnamed.count > 0) {
        good = zg_buffer_format(&corpus->notes, "%s: %llu columns without a name are left out",
                                m->path, (unsigned long long)unnamed.count) &&
               zg_buffer_byte(&corpus->notes, '\0');
    }
    zg_buffer_free(&unused.text);
    zg_buffer_free(&unnamed.text);
    return good ? ZG_OK : zg_error_memory(error);
}

/* The table is an input like the texts: the sidecar names it. */
static zg_status add_input(const zg_metadata *m, zg_corpus *corpus, zg_error *error)
{
    const char *slash = strrchr(m->path, '/'), *name = slash == NULL ? m->path : slash + 1;
    zg_inputs *inputs = &corpus->inputs;
    if (!zg_memory_grow(&inputs->items, &inputs->capacity, inputs->n + 1, sizeof *inputs->items)) {
        return zg_error_memory(error);
    }
    zg_input input = m->input;
    input.path = zg_memory_text(m->path, strlen(m->path));
    input.name = zg_memory_text(name, strlen(name));
    if (input.path == NULL || input.name == NULL) {
        zg_memory_free(input.path);
        zg_memory_free(input.name);
        return zg_error_memory(error);
    }
    inputs->items[inputs->n++] = input;
    return ZG_OK;
}

zg_status zg_metadata_apply(zg_metadata *m, zg_corpus *corpus, size_t first, size_t last,
                            zg_fields_builder *builder, zg_error *error)
{
    names alone = {0};
    uint64_t *fields = zg_memory_alloc(zg_rows_columns(m->rows), sizeof *fields);
    zg_status status = fields == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) status = make_fields(m, corpus, builder, fields, error);
    if (status == ZG_OK) status = match(m, corpus, first, last, fields, builder, &alone, error);
    if (status == ZG_OK) status = note_rest(m, corpus, &alone, error);
    if (status == ZG_OK) status = add_input(m, corpus, error);
    zg_memory_free(fields);
    zg_buffer_free(&alone.text);
    return status;
}
