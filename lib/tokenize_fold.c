/* tokenize: keys. What a fold takes for the same gets the same key; the text stays. */
#include <string.h>

#include "tokenize_object.h"

zg_status zg_tokenizer_look(zg_tokenizer *t, zg_error *error)
{
    t->begun = true;
    t->is_simplified = false;
    if (!(t->fold & ZG_FOLD_TRADITIONAL)) return ZG_OK;
    t->simplified.length = 0;
    zg_status status = zg_unicode_simplify(t->unicode, t->text, (size_t)(t->end - t->text),
                                           &t->simplified, &t->is_simplified, error);
    t->simplified_p = t->simplified.data;
    t->simplified_at = t->text;
    return status;
}

bool zg_tokenizer_folds(const zg_tokenizer *t, uint32_t bits, bool token)
{
    if (t->is_simplified) return true;
    if (!token) return (t->fold & ZG_FOLD_PUNCTUATION) != 0;
    return ((t->fold & ZG_FOLD_CASE) && (bits & ZG_CLASS_CASE)) ||
           ((t->fold & ZG_FOLD_DIGITS) && (bits & ZG_CLASS_NATIVE)) ||
           ((t->fold & ZG_FOLD_NUMBERS) && !(bits & ZG_CLASS_ALPHA));
}

/* The simplified characters that stand for those from `start` to `end`. */
static void find_simplified(zg_tokenizer *t, const char **start, const char **end)
{
    uint32_t cp;
    const char *p = t->simplified_p, *at = t->simplified_at, *first;
    while (at < *start) {
        at += zg_utf8_next(at, &cp);
        p += zg_utf8_next(p, &cp);
    }
    first = p;
    while (at < *end) {
        at += zg_utf8_next(at, &cp);
        p += zg_utf8_next(p, &cp);
    }
    t->simplified_at = at;
    t->simplified_p = p;
    *start = first;
    *end = p;
}

/* Appends `text` with every 、 written as ， . */
static bool fold_commas(const char *text, size_t length, zg_buffer *out)
{
    static const char comma[] = "\xEF\xBC\x8C", listing[] = "\xE3\x80\x81";
    if (!zg_buffer_append(out, text, length)) return false;
    char *p = out->data + out->length - length;
    for (size_t i = 0; i + 3 <= length; i++) {
        if (memcmp(p + i, listing, 3) == 0) memcpy(p + i, comma, 3);
    }
    return true;
}

zg_status zg_tokenizer_key(zg_tokenizer *t, const char *start, const char *end, uint32_t bits,
                           bool token, zg_buffer *out, zg_error *error)
{
    zg_status status = ZG_OK;
    zg_buffer *folded = &t->folding[0], *other = &t->folding[1];
    if (t->is_simplified) find_simplified(t, &start, &end);
    size_t length = (size_t)(end - start);
    if (!token) {
        bool good = (t->fold & ZG_FOLD_PUNCTUATION) ? fold_commas(start, length, out)
                                                    : zg_buffer_append(out, start, length);
        return good ? ZG_OK : zg_error_memory(error);
    }
    folded->length = other->length = 0;
    if ((t->fold & ZG_FOLD_WIDTH) && (bits & ZG_CLASS_WIDTH)) {
        status = zg_unicode_fold_width(t->unicode, start, length, folded, error);
        start = folded->data;
        length = folded->length;
    }
    if (status == ZG_OK && (t->fold & ZG_FOLD_DIGITS) && (bits & ZG_CLASS_NATIVE)) {
        status = zg_unicode_fold_digits(t->unicode, start, length, other, error);
        start = other->data;
        length = other->length;
    }
    if (status != ZG_OK) return status;
    if ((t->fold & ZG_FOLD_CASE) && (bits & ZG_CLASS_CASE)) {
        return zg_unicode_fold_case(t->unicode, start, length, out, error);
    }
    return zg_buffer_append(out, start, length) ? ZG_OK : zg_error_memory(error);
}
