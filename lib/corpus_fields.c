/* corpus: fields of the documents: gathered value by value while texts and tables are read, laid
 * out in flat arrays at the end. */
#include "corpus_fields.h"

#include <string.h>

/* ---- looking ---- */

size_t zg_corpus_fields(const zg_corpus *corpus)
{
    return corpus->n_fields;
}

const char *zg_corpus_field_name(const zg_corpus *corpus, size_t field)
{
    return corpus->field_names.data + corpus->fields[field].name;
}

zg_field_type zg_corpus_field_type(const zg_corpus *corpus, size_t field)
{
    return (zg_field_type)corpus->fields[field].type;
}

bool zg_corpus_field_find(const zg_corpus *corpus, const char *name, size_t length, size_t *field)
{
    for (size_t i = 0; i < corpus->n_fields; i++) {
        const char *other = zg_corpus_field_name(corpus, i);
        if (strlen(other) != length || memcmp(other, name, length) != 0) continue;
        *field = i;
        return true;
    }
    return false;
}

const char *zg_corpus_field_value(const zg_corpus *corpus, size_t field, uint64_t document,
                                  size_t *length)
{
    const uint64_t *at = &corpus->field_values[field * corpus->n_documents + document];
    *length = (size_t)(at[1] - at[0]);
    return *length == 0 ? "" : corpus->field_text.data + at[0];
}

const char *zg_field_value(const zg_corpus *corpus, size_t field, uint64_t document, size_t *length)
{
    if (field != ZG_FIELD_DOCUMENT) return zg_corpus_field_value(corpus, field, document, length);
    const char *name = zg_corpus_document_name(corpus, document);
    *length = strlen(name);
    return name;
}

zg_field_type zg_field_kind(const zg_corpus *corpus, size_t field)
{
    return field == ZG_FIELD_DOCUMENT ? ZG_FIELD_TEXT : zg_corpus_field_type(corpus, field);
}

bool zg_fields_list(const zg_corpus *corpus, zg_buffer *out)
{
    size_t begin = out->length;
    if (!zg_buffer_text(out, "document")) return false;
    for (size_t i = 0; i < corpus->n_fields; i++) {
        if (out->length - begin > 300) return zg_buffer_text(out, ", ...");
        if (!zg_buffer_text(out, ", ") || !zg_buffer_text(out, zg_corpus_field_name(corpus, i))) {
            return false;
        }
    }
    return true;
}

/* Of a text field the first value that is neither number nor date; where all are one or the other,
 * the first that is no date. */
bool zg_fields_culprit(const zg_corpus *corpus, size_t field, zg_buffer *out)
{
    uint64_t found = corpus->n_documents, mixed = corpus->n_documents;
    const char *text;
    size_t length;
    if (field == ZG_FIELD_DOCUMENT) return zg_buffer_text(out, "document is text");
    for (uint64_t d = 0; d < corpus->n_documents && found == corpus->n_documents; d++) {
        zg_decimal number;
        zg_date date;
        text = zg_corpus_field_value(corpus, field, d, &length);
        if (length == 0 || zg_date_parse(text, length, &date)) continue;
        if (mixed == corpus->n_documents) mixed = d;
        if (!zg_decimal_parse(text, length, &number)) found = d;
    }
    if (found == corpus->n_documents) found = mixed;
    if (!zg_buffer_format(out, "%s is text", zg_corpus_field_name(corpus, field))) return false;
    if (found == corpus->n_documents) return true;
    text = zg_corpus_field_value(corpus, field, found, &length);
    return zg_buffer_text(out, ", since ") &&
           zg_buffer_text(out, zg_corpus_document_name(corpus, found)) &&
           zg_buffer_text(out, " has \"") && zg_value_show(out, text, length) &&
           zg_buffer_byte(out, '"');
}

/* ---- building ---- */

zg_status zg_fields_column(zg_corpus *corpus, zg_fields_builder *builder, const char *name,
                           size_t length, uint64_t *field, zg_error *error)
{
    if (builder->names == NULL) builder->names = zg_map_new();
    if (builder->names == NULL) return zg_error_memory(error);
    const uint64_t *found = zg_map_find(builder->names, name, length);
    if (found != NULL) {
        *field = *found;
        return ZG_OK;
    }
    zg_corpus_field_record record = {.name = corpus->field_names.length, .type = ZG_FIELD_TEXT};
    if (!zg_memory_grow(&corpus->fields, &corpus->fields_capacity, corpus->n_fields + 1,
                        sizeof record) ||
        !zg_buffer_append(&corpus->field_names, name, length) ||
        !zg_buffer_byte(&corpus->field_names, '\0') ||
        !zg_map_add(builder->names, name, length, corpus->n_fields)) {
        return zg_error_memory(error);
    }
    corpus->fields[corpus->n_fields] = record;
    *field = corpus->n_fields++;
    return ZG_OK;
}

zg_fields_builder zg_fields_begin(zg_run *run)
{
    return (zg_fields_builder){.text.run = run, .cells.run = run};
}

zg_status zg_fields_add(zg_fields_builder *builder, uint64_t document, uint64_t field,
                        const char *text, size_t length, zg_error *error)
{
    const zg_field_cell cell = {.document = document, .field = field, .offset = builder->text_used};
    if (length == 0) return ZG_OK;
    zg_status status =
        zg_room_append(&builder->cells, &builder->cells_used, &cell, sizeof cell, error);
    if (status != ZG_OK) return status;
    return zg_room_append(&builder->text, &builder->text_used, text, length, error);
}

void zg_fields_builder_free(zg_fields_builder *builder)
{
    zg_map_free(builder->names);
    zg_room_free(&builder->text);
    zg_room_free(&builder->cells);
    *builder = zg_fields_begin(builder->text.run);
}

zg_status zg_fields_make(zg_corpus *corpus, zg_run *run, uint64_t values, uint64_t text,
                         zg_error *error)
{
    zg_field_rooms *rooms = &corpus->field_rooms;
    if (values > UINT64_MAX / sizeof *corpus->field_values) return zg_error_memory(error);
    zg_status status = zg_corpus_reserve(corpus, run, 0, "the fields", error); /* holds the run */
    rooms->values.run = rooms->text.run = run;
    if (status == ZG_OK) {
        status = zg_room_make(&rooms->values, values * sizeof *corpus->field_values, error);
    }
    if (status == ZG_OK) status = zg_room_make(&rooms->text, text, error);
    if (status != ZG_OK) return status;
    corpus->field_values = rooms->values.data;
    corpus->field_text = (zg_buffer){.data = rooms->text.data, .capacity = rooms->text.capacity};
    return ZG_OK;
}

void zg_fields_append(zg_corpus *corpus, const char *text, size_t length)
{
    if (length > 0) memcpy(corpus->field_text.data + corpus->field_text.length, text, length);
    corpus->field_text.length += length;
}

void zg_fields_free(zg_corpus *corpus)
{
    zg_room_free(&corpus->field_rooms.values);
    zg_room_free(&corpus->field_rooms.text);
    corpus->field_values = NULL;
    corpus->field_text = (zg_buffer){0};
}

static zg_field_type find_type(const zg_corpus *corpus, size_t field)
{
    bool numbers = true, dates = true, some = false;
    for (uint64_t d = 0; d < corpus->n_documents && (numbers || dates); d++) {
        size_t length;
        zg_decimal number;
        zg_date date;
        const char *text = zg_corpus_field_value(corpus, field, d, &length);
        if (length == 0) continue;
        some = true;
        numbers = numbers && zg_decimal_parse(text, length, &number);
        dates = dates && zg_date_parse(text, length, &date);
    }
    if (!some) return ZG_FIELD_TEXT;
    return numbers ? ZG_FIELD_NUMBER : dates ? ZG_FIELD_DATE : ZG_FIELD_TEXT;
}

/* A value as it was added. */
static const char *cell_text(const zg_fields_builder *builder, uint64_t index,
                             const zg_field_cell **cell, size_t *length)
{
    const zg_field_cell *cells = builder->cells.data;
    uint64_t n = builder->cells_used / sizeof *cells;
    uint64_t end = index + 1 < n ? cells[index + 1].offset : builder->text_used;
    *cell = &cells[index];
    *length = (size_t)(end - cells[index].offset);
    return (const char *)builder->text.data + cells[index].offset;
}

/* Puts the number of its cell (plus 1) in the place of each value. */
static zg_status place_cells(zg_corpus *corpus, const zg_fields_builder *builder, zg_error *error)
{
    uint64_t n = builder->cells_used / sizeof(zg_field_cell);
    for (uint64_t i = 0; i < n; i++) {
        const zg_field_cell *cell, *other;
        size_t length, other_length;
        const char *text = cell_text(builder, i, &cell, &length);
        uint64_t *place = &corpus->field_values[cell->field * corpus->n_documents + cell->document];
        if (*place != 0) {
            const char *other_text = cell_text(builder, *place - 1, &other, &other_length);
            if (other_length == length && memcmp(other_text, text, length) == 0) continue;
            return zg_error_set(error, ZG_ERROR_FORMAT,
                                zg_corpus_document_name(corpus, cell->document),
                                "the field %s has one value in the table of texts and another in "
                                "the metadata; rename one of the columns",
                                zg_corpus_field_name(corpus, cell->field));
        }
        *place = i + 1;
    }
    return ZG_OK;
}

zg_status zg_fields_finish(zg_corpus *corpus, zg_fields_builder *builder, zg_error *error)
{
    if (corpus->n_documents > 0 && corpus->n_fields > (SIZE_MAX / 16) / corpus->n_documents) {
        return zg_error_memory(error);
    }
    size_t n = corpus->n_fields * corpus->n_documents;
    zg_status status =
        zg_fields_make(corpus, builder->text.run, (uint64_t)n + 1, builder->text_used, error);
    if (status != ZG_OK) return status;
    memset(corpus->field_values, 0, n * sizeof *corpus->field_values);
    status = place_cells(corpus, builder, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < n; i++) {
        uint64_t number = corpus->field_values[i];
        const zg_field_cell *cell;
        size_t length;
        corpus->field_values[i] = corpus->field_text.length;
        if (number == 0) continue;
        const char *text = cell_text(builder, number - 1, &cell, &length);
        zg_fields_append(corpus, text, length);
    }
    corpus->field_values[n] = corpus->field_text.length;
    for (size_t i = 0; i < corpus->n_fields; i++) corpus->fields[i].type = find_type(corpus, i);
    return ZG_OK;
}
