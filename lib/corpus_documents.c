/* corpus: documents while they are built: begun, filled paragraph by paragraph, ended. Types are
 * numbered as they come. */
#include <string.h>

#include "corpus_builder.h"

/* ---- documents ---- */

zg_status zg_build_begin(builder *b, const char *id, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    const char *name = id != NULL ? id : corpus->inputs.items[b->file].name;
    zg_corpus_document_record document = {.name = corpus->names.length,
                                          .paragraph = corpus->n_paragraphs,
                                          .element = corpus->n_elements,
                                          .file = b->file};
    b->part++;
    bool good = zg_buffer_text(&corpus->names, name);
    if (id == NULL && (b->split != SPLIT_FILE || b->rows)) {
        good = good && zg_buffer_format(&corpus->names, "#%llu", (unsigned long long)b->part);
    }
    good = good && zg_buffer_byte(&corpus->names, '\0') &&
           zg_memory_grow(&corpus->documents, &corpus->documents_capacity, corpus->n_documents + 1,
                          sizeof document);
    if (!good) return zg_error_memory(error);
    corpus->documents[corpus->n_documents++] = document;
    b->open = true;
    return ZG_OK;
}

zg_status zg_build_end(builder *b, zg_error *error)
{
    if (!b->open) return ZG_OK;
    b->open = false;
    return zg_encoder_document(&b->encoder, error);
}

/* Takes back a document that has no token: what stands before the first match of an expression. */
static void drop_empty_document(builder *b)
{
    zg_corpus *corpus = b->corpus;
    if (!b->open || corpus->documents[corpus->n_documents - 1].tokens > 0) return;
    const zg_corpus_document_record *document = &corpus->documents[--corpus->n_documents];
    corpus->names.length = document->name;
    corpus->n_elements = document->element;
    while (corpus->n_joins > 0 && corpus->joins[corpus->n_joins - 1] >> 1 >= corpus->n_elements) {
        corpus->n_joins--;
    }
    if (document->paragraph < corpus->n_paragraphs) {
        corpus->text.length = corpus->paragraphs[document->paragraph].text;
        corpus->n_paragraphs = document->paragraph;
        while (corpus->map.n > 0 &&
               corpus->map.pieces[corpus->map.n - 1].offset >= corpus->text.length) {
            corpus->map.n--;
        }
    }
    b->part--;
    b->open = false;
}

/* ---- paragraphs ---- */

static zg_status store_paragraph(builder *b, const zg_paragraph *paragraph, zg_error *error)
{
    zg_corpus *corpus = b->corpus;
    zg_corpus_paragraph_record record = {
        .text = corpus->text.length, .element = corpus->n_elements, .kind = paragraph->kind};
    bool good = zg_memory_grow(&corpus->paragraphs, &corpus->paragraphs_capacity,
                               corpus->n_paragraphs + 1, sizeof record) &&
                zg_buffer_append(&corpus->text, paragraph->text, paragraph->length) &&
                zg_buffer_byte(&corpus->text, '\n');
    for (size_t i = 0; i < paragraph->n_pieces && good; i++) {
        zg_piece piece = paragraph->pieces[i];
        piece.offset += record.text;
        good = zg_sourcemap_add(&corpus->map, piece);
    }
    if (!good) return zg_error_memory(error);
    corpus->paragraphs[corpus->n_paragraphs++] = record;
    zg_corpus_document_record *document = &corpus->documents[corpus->n_documents - 1];
    document->characters += zg_utf8_count(paragraph->text, paragraph->length);
    return zg_encoder_paragraph(&b->encoder, paragraph, &document->tokens, error);
}

/* Whether a document begins with this paragraph, and whether the one before ends. */
static zg_status split_before(builder *b, const zg_paragraph *paragraph, bool *begins,
                              zg_error *error)
{
    *begins = !b->open;
    if (b->split == SPLIT_LINE) *begins = true;
    if (b->split != SPLIT_REGEX) return ZG_OK;
    bool found = false;
    zg_status status = zg_regex_found(b->regex, paragraph->text, paragraph->length, &found, error);
    if (status != ZG_OK || !found) return status;
    if (!b->matched) drop_empty_document(b);
    b->matched = true;
    *begins = true;
    return ZG_OK;
}

static zg_status take_paragraph(builder *b, const zg_paragraph *paragraph, zg_error *error)
{
    bool begins;
    uint32_t only = b->corpus->options.only;
    if (paragraph->length == 0) {
        zg_audit_place place = {
            .file = b->file, .page = paragraph->pieces[0].page, .line = paragraph->pieces[0].line};
        zg_audit_add(&b->corpus->audit, ZG_CHANGE_BLANK_LINE, 1, place);
        return b->split == SPLIT_BLANK ? zg_build_end(b, error) : ZG_OK;
    }
    zg_status status = split_before(b, paragraph, &begins, error);
    if (status == ZG_OK && begins) {
        status = zg_build_end(b, error);
        if (status == ZG_OK) status = zg_build_begin(b, NULL, error);
    }
    if (status != ZG_OK || (only != 0 && !(only & 1u << paragraph->kind))) return status;
    return store_paragraph(b, paragraph, error);
}

zg_status zg_build_paragraphs(builder *b, zg_error *error)
{
    zg_paragraph paragraph;
    zg_status status;
    while ((status = zg_cleaner_next(b->cleaner, &paragraph, error)) == ZG_OK) {
        status = take_paragraph(b, &paragraph, error);
        if (status != ZG_OK) return status;
    }
    return status == ZG_END ? ZG_OK : status;
}
