/* A paragraph of any text in every unit and fold: segments go from front to end, and what a type
 * is shown as is the same type again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "tokenize.h"

typedef struct pass {
    zg_buffer shown; /* forms one behind the other, each with a NUL behind */
    uint64_t tokens, marks;
} pass;

static pass tokenize(zg_tokenizer *tokenizer, const char *text, size_t length)
{
    pass out = {0};
    const zg_segment *segments;
    size_t n, at = 0;
    zg_status status;
    zg_tokenizer_begin(tokenizer, text, length);
    while ((status = zg_tokenizer_next(tokenizer, &segments, &n, NULL)) == ZG_OK) {
        fuzz_require(n > 0, "a batch has segments");
        for (size_t i = 0; i < n; i++) {
            const zg_segment *s = &segments[i];
            fuzz_require(s->start >= at && s->end > s->start && s->end <= length,
                         "segments follow one another");
            fuzz_require(s->length > 0 && s->key_length > 0, "a segment has a form and a key");
            fuzz_require(zg_utf8_valid(s->text, s->length) == s->length &&
                             zg_utf8_valid(s->key, s->key_length) == s->key_length,
                         "forms and keys are valid");
            at = s->end;
            if ((s->flags & ZG_SEGMENT_TOKEN) != 0)
                out.tokens++;
            else
                out.marks++;
            if (!zg_buffer_append(&out.shown, s->text, s->length) ||
                !zg_buffer_byte(&out.shown, '\0')) {
                abort();
            }
        }
    }
    fuzz_require(status == ZG_END, "a paragraph ends");
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static zg_unicode *unicode;
    fuzz_input input = {data, size};
    zg_decoder *decoder = NULL;
    zg_tokenizer *tokenizer = NULL;
    zg_buffer text = {0}, clean = {0};
    zg_unit unit = (zg_unit)fuzz_choice(&input, 4);
    uint32_t fold = fuzz_choice(&input, 64);
    if (unicode == NULL && zg_unicode_new(&unicode, NULL) != ZG_OK) abort();
    if (zg_decoder_new("utf-8", true, "bytes", &decoder, NULL) != ZG_OK) abort();
    if (zg_decoder_feed(decoder, (const char *)input.data, input.size, true, &text, NULL) != ZG_OK)
        abort();
    if (!zg_buffer_reserve(&text, 1) || !zg_buffer_reserve(&clean, 1)) abort(); /* never NULL */
    if (zg_unicode_normalize(unicode, false, text.data, text.length, &clean, NULL) != ZG_OK)
        abort();
    if (zg_tokenizer_new(unicode, unit, fold, &tokenizer, NULL) != ZG_OK) abort();
    pass once = tokenize(tokenizer, clean.data, clean.length);
    pass again = tokenize(tokenizer, clean.data, clean.length);
    fuzz_require(once.tokens == again.tokens && once.marks == again.marks &&
                     once.shown.length == again.shown.length &&
                     (once.shown.length == 0 ||
                      memcmp(once.shown.data, again.shown.data, once.shown.length) == 0),
                 "the same again");
    zg_buffer_free(&once.shown);
    zg_buffer_free(&again.shown);
    zg_tokenizer_free(tokenizer);
    zg_decoder_free(decoder);
    zg_buffer_free(&text);
    zg_buffer_free(&clean);
    return 0;
}
