/* corpus: the clean text of a corpus tokenized anew. Text, places, documents and fields are copied;
 * elements, vocabulary and totals are made. */
#include <string.h>

#include "corpus_encoder.h"

static bool copy_text(const char **to, const char *from)
{
    *to = from != NULL ? zg_memory_text(from, strlen(from)) : NULL;
    return from == NULL || *to != NULL;
}

static bool copy_options(zg_import_options *to, const zg_import_options *from)
{
    *to = *from;
    to->encoding = to->documents = to->metadata = to->audit = NULL;
    to->text_column = to->id_column = to->order_by = NULL;
    return copy_text(&to->encoding, from->encoding) && copy_text(&to->documents, from->documents) &&
           copy_text(&to->metadata, from->metadata) &&
           copy_text(&to->text_column, from->text_column) &&
           copy_text(&to->id_column, from->id_column) && copy_text(&to->order_by, from->order_by);
}

static bool copy_inputs(zg_inputs *to, const zg_inputs *from)
{
    to->items = zg_memory_zeroed(from->n, sizeof *to->items);
    if (to->items == NULL) return false;
    to->capacity = from->n;
    for (size_t i = 0; i < from->n; i++) {
        const zg_input *input = &from->items[i];
        to->items[to->n++] = (zg_input){.path = zg_memory_text(input->path, strlen(input->path)),
                                        .name = zg_memory_text(input->name, strlen(input->name)),
                                        .given = input->given,
                                        .bytes = input->bytes,
                                        .table = input->table,
                                        .kind = input->kind,
                                        .crc = input->crc};
        if (to->items[i].path == NULL || to->items[i].name == NULL) return false;
    }
    return zg_buffer_append(&to->notes, from->notes.data, from->notes.length);
}

/* A copy of `n` records; false without memory. */
static bool copy_records(void *to, size_t *to_n, const void *from, size_t n, size_t size)
{
    void *copy = zg_memory_alloc(n, size);
    if (copy == NULL) return false;
    if (n > 0) memcpy(copy, from, n * size);
    memcpy(to, &copy, sizeof copy);
    *to_n = n;
    return true;
}

static bool copy_fields(zg_corpus *to, const zg_corpus *from)
{
    size_t values;
    if (from->n_fields == 0) return true;
    return copy_records(&to->fields, &to->n_fields, from->fields, from->n_fields,
                        sizeof *from->fields) &&
           copy_records(&to->field_values, &values, from->field_values,
                        from->n_fields * from->n_documents + 1, sizeof *from->field_values) &&
           zg_buffer_append(&to->field_names, from->field_names.data, from->field_names.length) &&
           zg_buffer_append(&to->field_text, from->field_text.data, from->field_text.length);
}

static bool copy_corpus(zg_corpus *to, const zg_corpus *from)
{
    to->audit = from->audit;
    to->audit.stream = NULL;
    to->audit.file_name = NULL;
    return copy_options(&to->options, &from->options) && copy_inputs(&to->inputs, &from->inputs) &&
           zg_buffer_append(&to->notes, from->notes.data, from->notes.length) &&
           zg_buffer_append(&to->text, from->text.data, from->text.length) &&
           zg_buffer_append(&to->names, from->names.data, from->names.length) &&
           copy_records(&to->map.pieces, &to->map.n, from->map.pieces, from->map.n,
                        sizeof *from->map.pieces) &&
           copy_records(&to->paragraphs, &to->n_paragraphs, from->paragraphs, from->n_paragraphs,
                        sizeof *from->paragraphs) &&
           copy_records(&to->documents, &to->n_documents, from->documents, from->n_documents,
                        sizeof *from->documents) &&
           copy_fields(to, from);
}

/* ---- tokens ---- */

typedef struct retokenizing {
    zg_corpus *corpus;
    zg_encoder encoder;
    zg_piece *pieces; /* of the paragraph under way, offsets from its front */
    size_t n_pieces, capacity;
    size_t next_piece; /* in the map */
} retokenizing;

static bool take_pieces(retokenizing *r, uint64_t start, uint64_t end)
{
    const zg_sourcemap *map = &r->corpus->map;
    r->n_pieces = 0;
    for (; r->next_piece < map->n && map->pieces[r->next_piece].offset < end; r->next_piece++) {
        if (!zg_memory_grow(&r->pieces, &r->capacity, r->n_pieces + 1, sizeof *r->pieces)) {
            return false;
        }
        zg_piece *piece = &r->pieces[r->n_pieces++];
        *piece = map->pieces[r->next_piece];
        piece->offset -= start;
    }
    return true;
}

static zg_status take_document(retokenizing *r, uint64_t index, zg_error *error)
{
    zg_corpus *corpus = r->corpus;
    zg_corpus_document_record *document = &corpus->documents[index];
    uint64_t n = zg_corpus_document(corpus, index).paragraphs;
    document->element = corpus->n_elements;
    document->tokens = 0;
    for (uint64_t i = 0; i < n; i++) {
        zg_paragraph paragraph = {0};
        zg_corpus_paragraph_record *record = &corpus->paragraphs[document->paragraph + i];
        paragraph.text = zg_corpus_paragraph(corpus, index, i, &paragraph.length, &paragraph.kind);
        if (!take_pieces(r, record->text, record->text + paragraph.length + 1)) {
            return zg_error_memory(error);
        }
        paragraph.pieces = r->pieces;
        paragraph.n_pieces = r->n_pieces;
        record->element = corpus->n_elements;
        zg_status status = zg_encoder_paragraph(&r->encoder, &paragraph, &document->tokens, error);
        if (status != ZG_OK) return status;
    }
    return zg_encoder_document(&r->encoder, error);
}

static zg_status take_documents(zg_run *run, retokenizing *r, zg_unicode *unicode, zg_error *error)
{
    zg_status status = zg_encoder_begin(&r->encoder, r->corpus, unicode, error);
    zg_run_stage(run, "tokenizing", r->corpus->n_documents);
    for (uint64_t i = 0; i < r->corpus->n_documents && status == ZG_OK; i++) {
        status = take_document(r, i, error);
        if (status == ZG_OK) status = zg_run_check(run, error);
        zg_run_advance(run, 1);
    }
    return status == ZG_OK ? zg_encoder_end(&r->encoder, error) : status;
}

zg_status zg_corpus_retokenize(zg_run *run, const zg_corpus *corpus, zg_unit unit, uint32_t fold,
                               zg_corpus **out, zg_error *error)
{
    retokenizing r = {.corpus = zg_memory_zeroed(1, sizeof *r.corpus)};
    zg_unicode *unicode = NULL;
    if (r.corpus == NULL) return zg_error_memory(error);
    zg_status status = copy_corpus(r.corpus, corpus) ? ZG_OK : zg_error_memory(error);
    r.corpus->options.unit = unit;
    r.corpus->options.fold = fold;
    if (status == ZG_OK) status = zg_unicode_new(&unicode, error);
    if (status == ZG_OK) status = take_documents(run, &r, unicode, error);
    zg_encoder_free(&r.encoder);
    zg_unicode_free(unicode);
    zg_memory_free(r.pieces);
    if (status != ZG_OK)
        zg_corpus_free(r.corpus);
    else
        *out = r.corpus;
    return status;
}
