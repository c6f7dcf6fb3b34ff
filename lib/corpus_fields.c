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

bool zg_fields_add(zg_fields_builder *builder, uint64_t document, uint64_t field, const char *text,
                   size_t length)
{
    if (length == 0) return true;
    if (!zg_memory_grow(&builder->cells, &builder->capacity, builder->n + 1,
                        sizeof *builder->cells)) {
        return false;
    }
    builder->cells[builder->n++] = (zg_field_cell){
        .document = document, .field = field, .offset = builder->text.length, .length = length};
    return zg_buffer_append(&builder->text, text, length);
}

void zg_fields_builder_free(zg_fields_builder *builder)
{
    zg_map_free(builder->names);
    zg_buffer_free(&builder->text);
    zg_memory_free(builder->cells);
    *builder = (zg_fields_builder){0};
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

/* Puts the number of its cell (plus 1) in the place of each value. */
static zg_status place_cells(zg_corpus *corpus, const zg_fields_builder *builder, zg_error *error)
{
    for (size_t i = 0; i < builder->n; i++) {
        const zg_field_cell *cell = &builder->cells[i];
        uint64_t *place = &corpus->field_values[cell->field * corpus->n_documents + cell->document];
        if (*place != 0) {
            const zg_field_cell *other = &builder->cells[*place - 1];
            if (other->length == cell->length &&
                memcmp(builder->text.data + other->offset, builder->text.data + cell->offset,
                       cell->length) == 0) {
                continue;
            }
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
    corpus->field_values = zg_memory_zeroed(n + 1, sizeof *corpus->field_values);
    if (corpus->field_values == NULL) return zg_error_memory(error);
    zg_status status = place_cells(corpus, builder, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < n; i++) {
        uint64_t cell = corpus->field_values[i];
        corpus->field_values[i] = corpus->field_text.length;
        if (cell == 0) continue;
        const zg_field_cell *from = &builder->cells[cell - 1];
        if (!zg_buffer_append(&corpus->field_text, builder->text.data + from->offset,
                              (size_t)from->length)) {
            return zg_error_memory(error);
        }
    }
    corpus->field_values[n] = corpus->field_text.length;
    for (size_t i = 0; i < corpus->n_fields; i++) corpus->fields[i].type = find_type(corpus, i);
    return ZG_OK;
}
