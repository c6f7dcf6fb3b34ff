/* corpus: from tokens back to the text, and from text of the user's to elements. */
#include <string.h>

#include "corpus_object.h"

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

/* Byte in the paragraph where its token number `token` begins. */
static zg_status token_start(const zg_corpus *corpus, const char *text, size_t length,
                             uint64_t token, size_t *start, zg_error *error)
{
    zg_unicode *unicode = NULL;
    zg_tokenizer *tokenizer = NULL;
    const zg_segment *segments;
    size_t n;
    zg_status status = zg_unicode_new(&unicode, error);
    if (status == ZG_OK) {
        status = zg_tokenizer_new(unicode, corpus->options.unit, corpus->options.fold, &tokenizer,
                                  error);
    }
    if (status == ZG_OK) zg_tokenizer_begin(tokenizer, text, length);
    bool found = false;
    while (status == ZG_OK && !found) {
        status = zg_tokenizer_next(tokenizer, &segments, &n, error);
        for (size_t i = 0; status == ZG_OK && i < n && !found; i++) {
            if (!(segments[i].flags & ZG_SEGMENT_TOKEN)) continue;
            found = token-- == 0;
            if (found) *start = segments[i].start;
        }
    }
    zg_tokenizer_free(tokenizer);
    zg_unicode_free(unicode);
    if (status == ZG_END) {
        status = zg_error_set(error, ZG_ERROR_RANGE, NULL, "the token is not in its paragraph");
    }
    return status;
}

zg_status zg_corpus_place(const zg_corpus *corpus, uint64_t document, uint64_t token, zg_place *out,
                          zg_error *error)
{
    uint64_t paragraph, within;
    if (document >= corpus->n_documents ||
        !find_paragraph(corpus, document, token, &paragraph, &within)) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "no token %llu in document %llu",
                            (unsigned long long)token, (unsigned long long)document);
    }
    size_t length, start = 0;
    zg_kind kind;
    uint64_t index = paragraph - corpus->documents[document].paragraph;
    const char *text = zg_corpus_paragraph(corpus, document, index, &length, &kind);
    zg_status status = token_start(corpus, text, length, within, &start, error);
    if (status != ZG_OK) return status;
    const zg_piece *piece =
        zg_sourcemap_find(&corpus->map, corpus->paragraphs[paragraph].text + start);
    *out = (zg_place){
        .file = corpus->inputs.items[piece->file].path, .page = piece->page, .line = piece->line};
    return ZG_OK;
}
