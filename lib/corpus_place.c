/* corpus: from tokens back to the text. Elements do not keep where they came from; a document, or
 * one paragraph of it, is tokenized again. */
#include <string.h>

#include "corpus_object.h"

struct zg_locator {
    const zg_corpus *corpus;
    zg_unicode *unicode;
    zg_tokenizer *tokenizer;
    zg_token_span *spans;
    size_t n;
    zg_room room; /* of them */
};

zg_status zg_locator_new(zg_run *run, const zg_corpus *corpus, zg_locator **out, zg_error *error)
{
    zg_locator *locator = zg_memory_zeroed(1, sizeof *locator);
    if (locator == NULL) return zg_error_memory(error);
    locator->room.run = run;
    locator->corpus = corpus;
    zg_status status = zg_corpus_need_text(corpus, error);
    if (status == ZG_OK) status = zg_unicode_new(&locator->unicode, error);
    if (status == ZG_OK) {
        status = zg_tokenizer_new(locator->unicode, corpus->options.unit, corpus->options.fold,
                                  &locator->tokenizer, error);
    }
    if (status != ZG_OK)
        zg_locator_free(locator);
    else
        *out = locator;
    return status;
}

void zg_locator_free(zg_locator *locator)
{
    if (locator == NULL) return;
    zg_tokenizer_free(locator->tokenizer);
    zg_unicode_free(locator->unicode);
    zg_room_free(&locator->room);
    zg_memory_free(locator);
}

/* Appends the spans of one paragraph's tokens. */
static zg_status add_paragraph(zg_locator *locator, uint64_t document, uint64_t index,
                               zg_error *error)
{
    size_t length, n;
    zg_kind kind;
    const zg_segment *segments;
    zg_status status;
    const char *text = zg_corpus_paragraph(locator->corpus, document, index, &length, &kind);
    zg_tokenizer_begin(locator->tokenizer, text, length);
    while ((status = zg_tokenizer_next(locator->tokenizer, &segments, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n; i++) {
            if (!(segments[i].flags & ZG_SEGMENT_TOKEN)) continue;
            status = zg_room_grow(&locator->room, (locator->n + 1) * sizeof *locator->spans, error);
            if (status != ZG_OK) return status;
            locator->spans = locator->room.data;
            locator->spans[locator->n++] = (zg_token_span){
                .paragraph = index, .start = segments[i].start, .end = segments[i].end};
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_locator_document(zg_locator *locator, uint64_t document, const zg_token_span **spans,
                              uint64_t *n, zg_error *error)
{
    zg_document record = zg_corpus_document(locator->corpus, document);
    locator->n = 0;
    zg_status status = zg_room_make(&locator->room, record.tokens * sizeof *locator->spans, error);
    for (uint64_t i = 0; i < record.paragraphs && status == ZG_OK; i++) {
        status = add_paragraph(locator, document, i, error);
    }
    if (status != ZG_OK) return status;
    if (locator->n != record.tokens) {
        return zg_error_set(error, ZG_ERROR_FORMAT, record.name,
                            "the text has other tokens than the corpus; import it again");
    }
    *spans = locator->spans;
    *n = locator->n;
    return ZG_OK;
}

zg_place zg_corpus_source(const zg_corpus *corpus, uint64_t document, uint64_t paragraph,
                          uint64_t byte)
{
    uint64_t at = corpus->documents[document].paragraph + paragraph;
    const zg_piece *piece = zg_sourcemap_find(&corpus->map, corpus->paragraphs[at].text + byte);
    return (zg_place){
        .file = corpus->inputs.items[piece->file].path, .page = piece->page, .line = piece->line};
}

/* Finds the paragraph of a token, and the token's number within it. */
static bool find_paragraph(const zg_corpus *corpus, uint64_t document, uint64_t token,
                           uint64_t *paragraph, uint64_t *within)
{
    const zg_corpus_document_record *record = &corpus->documents[document];
    uint64_t at = record->paragraph, seen = 0;
    if (token >= record->tokens) return false;
    for (uint64_t i = record->element;; i++) {
        uint32_t element = corpus->elements[i];
        if (element == ZG_ELEMENT_PARAGRAPH) {
            at++;
            token -= seen;
            seen = 0;
        } else if (element >= ZG_ELEMENT_FIRST) {
            const struct zg_vocabulary_word *word =
                &corpus->vocabulary.words[element - ZG_ELEMENT_FIRST];
            if (!(word->flags & ZG_SEGMENT_TOKEN)) continue;
            if (seen == token) {
                *paragraph = at;
                *within = seen;
                return true;
            }
            seen++;
        }
    }
}

zg_status zg_corpus_place(const zg_corpus *corpus, uint64_t document, uint64_t token, zg_place *out,
                          zg_error *error)
{
    uint64_t paragraph, within;
    zg_locator *locator = NULL;
    if (document >= corpus->n_documents ||
        !find_paragraph(corpus, document, token, &paragraph, &within)) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "no token %llu in document %llu",
                            (unsigned long long)token, (unsigned long long)document);
    }
    uint64_t index = paragraph - corpus->documents[document].paragraph;
    zg_status status = zg_locator_new(NULL, corpus, &locator, error);
    if (status == ZG_OK) status = add_paragraph(locator, document, index, error);
    if (status == ZG_OK && within >= locator->n) {
        status = zg_error_set(error, ZG_ERROR_RANGE, NULL, "the token is not in its paragraph");
    }
    if (status == ZG_OK) {
        *out = zg_corpus_source(corpus, document, index, locator->spans[within].start);
    }
    zg_locator_free(locator);
    return status;
}
