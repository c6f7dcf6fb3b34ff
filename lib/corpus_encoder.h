/* corpus: the encoder that turns paragraphs into elements, for the parts of this module only. */
#ifndef ZG_CORPUS_ENCODER_H
#define ZG_CORPUS_ENCODER_H

#include "clean.h"
#include "corpus_object.h"

typedef struct zg_encoder {
    zg_corpus *corpus;
    zg_tokenizer *tokenizer;
    bool counts_forms; /* a fold is on that may change what a type looks like */
    zg_forms forms;
} zg_encoder;

/* Begins the elements and the vocabulary of a corpus, by its options. Zero the encoder before;
 * zg_encoder_free in any case. */
ZG_MUST_USE zg_status zg_encoder_begin(zg_encoder *encoder, zg_corpus *corpus, zg_unicode *unicode,
                                       zg_error *error);

/* Appends the elements of a paragraph and its end; `*tokens` grows by its tokens. */
ZG_MUST_USE zg_status zg_encoder_paragraph(zg_encoder *encoder, const zg_paragraph *paragraph,
                                           uint64_t *tokens, zg_error *error);

/* Appends the end of a document. */
ZG_MUST_USE zg_status zg_encoder_document(zg_encoder *encoder, zg_error *error);

/* Numbers the types in their order, and sets the totals of the corpus. */
ZG_MUST_USE zg_status zg_encoder_end(zg_encoder *encoder, zg_error *error);
void zg_encoder_free(zg_encoder *encoder);

#endif
