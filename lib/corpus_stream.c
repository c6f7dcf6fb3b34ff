/* corpus: from paragraphs to the stream of elements. Types are numbered as they come and
 * renumbered at the end, in one pass over the elements. */
#include <string.h>

#include "corpus_encoder.h"

zg_status zg_encoder_begin(zg_encoder *encoder, zg_corpus *corpus, zg_unicode *unicode,
                           zg_error *error)
{
    uint32_t fold = corpus->options.fold;
    encoder->corpus = corpus;
    encoder->counts_forms = (fold & ~(uint32_t)ZG_FOLD_WIDTH) != 0;
    if (!zg_vocabulary_begin(&corpus->vocabulary) ||
        (encoder->counts_forms && !zg_forms_begin(&encoder->forms))) {
        return zg_error_memory(error);
    }
    return zg_tokenizer_new(unicode, corpus->options.unit, fold, &encoder->tokenizer, error);
}

void zg_encoder_free(zg_encoder *encoder)
{
    zg_tokenizer_free(encoder->tokenizer);
    zg_forms_free(&encoder->forms);
}

static bool append_element(zg_corpus *corpus, uint32_t element)
{
    if (!zg_memory_grow(&corpus->elements, &corpus->elements_capacity, corpus->n_elements + 1,
                        sizeof *corpus->elements)) {
        return false;
    }
    corpus->elements[corpus->n_elements++] = element;
    return true;
}

zg_status zg_encoder_document(zg_encoder *encoder, zg_error *error)
{
    return append_element(encoder->corpus, ZG_ELEMENT_DOCUMENT) ? ZG_OK : zg_error_memory(error);
}

/* Line ends that were taken out between the last token and the end of this one, of which the next
 * is `*piece`. At most one join is kept for a token: inside it, or before it. */
static bool note_join(zg_corpus *corpus, const zg_paragraph *paragraph, const zg_segment *token,
                      size_t token_end, uint64_t element, size_t *piece)
{
    bool before = false, inside = false;
    while (*piece < paragraph->n_pieces && paragraph->pieces[*piece].offset < token_end) {
        if (paragraph->pieces[*piece].offset > token->start)
            inside = true;
        else
            before = true;
        ++*piece;
    }
    if (!before && !inside) return true;
    if (!zg_memory_grow(&corpus->joins, &corpus->joins_capacity, corpus->n_joins + 1,
                        sizeof *corpus->joins)) {
        return false;
    }
    corpus->joins[corpus->n_joins++] = element << 1 | inside;
    return true;
}

/* The type of a segment, added if it is new; UINT32_MAX without memory. */
static inline uint32_t type_of(zg_encoder *encoder, const zg_segment *segment)
{
    zg_vocabulary *vocabulary = &encoder->corpus->vocabulary;
    uint32_t direct = zg_vocabulary_direct(vocabulary, segment->key, segment->key_length);
    if (direct == 0) {
        direct = zg_vocabulary_add(vocabulary, segment->key, segment->key_length,
                                   segment->flags & ZG_SEGMENT_OF_TYPE) +
                 1;
        if (direct == 0) return UINT32_MAX;
    }
    if (encoder->counts_forms &&
        !zg_forms_count(&encoder->forms, vocabulary, direct - 1, segment)) {
        return UINT32_MAX;
    }
    return direct - 1;
}

static bool take_segments(zg_encoder *encoder, const zg_paragraph *paragraph,
                          const zg_segment *segments, size_t n, uint64_t *tokens, size_t *piece)
{
    zg_corpus *corpus = encoder->corpus;
    if (!zg_memory_grow(&corpus->elements, &corpus->elements_capacity, corpus->n_elements + 2 * n,
                        sizeof *corpus->elements)) {
        return false;
    }
    uint32_t *to = corpus->elements + corpus->n_elements;
    for (size_t i = 0; i < n; i++) {
        const zg_segment *segment = &segments[i];
        uint32_t type = type_of(encoder, segment);
        if (type == UINT32_MAX) return false;
        if (segment->flags & ZG_SEGMENT_AFTER_BLANK) *to++ = ZG_ELEMENT_BLANK;
        *to++ = ZG_ELEMENT_FIRST + type;
        if (!(segment->flags & ZG_SEGMENT_TOKEN)) continue;
        ++*tokens;
        if (*piece < paragraph->n_pieces &&
            !note_join(corpus, paragraph, segment, segment->end,
                       (uint64_t)(to - 1 - corpus->elements), piece)) {
            return false;
        }
    }
    corpus->n_elements = (size_t)(to - corpus->elements);
    return true;
}

zg_status zg_encoder_paragraph(zg_encoder *encoder, const zg_paragraph *paragraph, uint64_t *tokens,
                               zg_error *error)
{
    const zg_segment *segments;
    size_t n, piece = 1;
    zg_status status;
    zg_tokenizer_begin(encoder->tokenizer, paragraph->text, paragraph->length);
    while ((status = zg_tokenizer_next(encoder->tokenizer, &segments, &n, error)) == ZG_OK) {
        if (!take_segments(encoder, paragraph, segments, n, tokens, &piece)) {
            return zg_error_memory(error);
        }
    }
    if (status != ZG_END) return status;
    return append_element(encoder->corpus, ZG_ELEMENT_PARAGRAPH) ? ZG_OK : zg_error_memory(error);
}

zg_status zg_encoder_end(zg_encoder *encoder, zg_error *error)
{
    zg_corpus *corpus = encoder->corpus;
    uint32_t *numbers = NULL;
    if (encoder->counts_forms && !zg_forms_choose(&encoder->forms, &corpus->vocabulary)) {
        return zg_error_memory(error);
    }
    if (!zg_vocabulary_sort(&corpus->vocabulary, &numbers)) return zg_error_memory(error);
    for (size_t i = 0; i < corpus->n_elements; i++) {
        uint32_t element = corpus->elements[i];
        if (element < ZG_ELEMENT_FIRST) continue;
        corpus->elements[i] = ZG_ELEMENT_FIRST + numbers[element - ZG_ELEMENT_FIRST];
    }
    zg_memory_free(numbers);
    for (size_t i = 0; i < corpus->vocabulary.n; i++) {
        corpus->types += corpus->vocabulary.words[i].flags & ZG_SEGMENT_TOKEN;
    }
    for (size_t i = 0; i < corpus->n_documents; i++) corpus->tokens += corpus->documents[i].tokens;
    return ZG_OK;
}
