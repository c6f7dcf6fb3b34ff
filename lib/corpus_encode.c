/* corpus: a text given on the command line or in a list, made as the corpus's own text was made,
 * so that it finds what it should: radicals, normalization, width, tokens. */
#include <string.h>

#include "clean.h"
#include "corpus_object.h"

static bool append_element(zg_elements *out, uint32_t element)
{
    if (!zg_memory_grow(&out->items, &out->capacity, out->n + 1, sizeof *out->items)) return false;
    out->items[out->n++] = element;
    return true;
}

/* Whether a segment is the sign by which numbers are shown, written by the user. */
static bool means_number(const zg_corpus *corpus, const zg_segment *segment)
{
    return (corpus->options.fold & ZG_FOLD_NUMBERS) && segment->length == 1 &&
           segment->text[0] == '#';
}

static zg_status encode_clean(const zg_corpus *corpus, zg_tokenizer *tokenizer, const char *text,
                              size_t length, zg_elements *out, zg_error *error)
{
    const zg_segment *segments;
    size_t n;
    zg_status status;
    zg_tokenizer_begin(tokenizer, text, length);
    while ((status = zg_tokenizer_next(tokenizer, &segments, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n; i++) {
            uint32_t type;
            uint32_t flags = segments[i].flags;
            if (means_number(corpus, &segments[i])) flags |= ZG_SEGMENT_TOKEN;
            bool known = zg_vocabulary_find(&corpus->vocabulary, segments[i].key,
                                            segments[i].key_length, flags, &type);
            uint32_t element = known                      ? ZG_ELEMENT_FIRST + type
                               : flags & ZG_SEGMENT_TOKEN ? ZG_ELEMENT_NO_TOKEN
                                                          : ZG_ELEMENT_NO_MARK;
            if (!append_element(out, element)) return zg_error_memory(error);
        }
    }
    return status == ZG_END ? ZG_OK : status;
}

struct zg_text_encoder {
    const zg_corpus *corpus;
    zg_unicode *unicode;
    zg_cleaner *cleaner;
    zg_tokenizer *tokenizer;
    zg_audit audit;
};

void zg_text_encoder_free(zg_text_encoder *encoder)
{
    if (encoder == NULL) return;
    zg_tokenizer_free(encoder->tokenizer);
    zg_cleaner_free(encoder->cleaner);
    zg_unicode_free(encoder->unicode);
    zg_memory_free(encoder);
}

zg_status zg_text_encoder_new(zg_run *run, const zg_corpus *corpus, zg_text_encoder **out,
                              zg_error *error)
{
    zg_text_encoder *e = zg_memory_zeroed(1, sizeof *e);
    zg_clean_options options = {.clean = corpus->options.clean == ZG_CLEAN_NONE ? ZG_CLEAN_NONE
                                                                                : ZG_CLEAN_BASIC,
                                .normalize = corpus->options.normalize};
    if (e == NULL) return zg_error_memory(error);
    e->corpus = corpus;
    zg_status status = zg_unicode_new(&e->unicode, error);
    if (status == ZG_OK)
        status = zg_cleaner_new(run, &options, e->unicode, &e->audit, &e->cleaner, error);
    if (status == ZG_OK) {
        status = zg_tokenizer_new(e->unicode, corpus->options.unit, corpus->options.fold,
                                  &e->tokenizer, error);
    }
    if (status == ZG_OK)
        *out = e;
    else
        zg_text_encoder_free(e);
    return status;
}

zg_status zg_text_encode(zg_text_encoder *e, const char *text, size_t length, zg_elements *out,
                         zg_error *error)
{
    zg_paragraph paragraph;
    if (zg_utf8_valid(text, length) != length) {
        return zg_error_set(error, ZG_ERROR_TEXT, NULL, "\"%.*s\" is not valid UTF-8",
                            length > 200 ? 200 : (int)length, text);
    }
    zg_cleaner_begin(e->cleaner, 0);
    zg_status status = zg_cleaner_line(e->cleaner, text, length, 1, 1, error);
    if (status == ZG_OK) status = zg_cleaner_next(e->cleaner, &paragraph, error);
    if (status == ZG_OK) {
        status =
            encode_clean(e->corpus, e->tokenizer, paragraph.text, paragraph.length, out, error);
    }
    return status;
}

zg_status zg_corpus_encode(zg_run *run, const zg_corpus *corpus, const char *text, size_t length,
                           zg_elements *out, zg_error *error)
{
    zg_text_encoder *encoder = NULL;
    zg_status status = zg_text_encoder_new(run, corpus, &encoder, error);
    if (status == ZG_OK) status = zg_text_encode(encoder, text, length, out, error);
    zg_text_encoder_free(encoder);
    return status;
}
