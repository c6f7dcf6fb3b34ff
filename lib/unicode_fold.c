/* unicode: folds of case, of digits, of traditional characters. */
#include "unicode_object.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/ustring.h>

/* A paragraph goes to ICU in pieces of this many bytes. */
#define PIECE ((size_t)1 << 20)

void zg_unicode_fold_free(zg_unicode *unicode)
{
    if (unicode->casemap != NULL) ucasemap_close(unicode->casemap);
    if (unicode->simplifier != NULL) utrans_close(unicode->simplifier);
    if (unicode->traditional != NULL) uset_close(unicode->traditional);
}

static zg_status icu_failed(UErrorCode code, const char *what, zg_error *error)
{
    if (code == U_MEMORY_ALLOCATION_ERROR) return zg_error_memory(error);
    return zg_error_set(error, ZG_ERROR_RANGE, NULL, "%s failed: %s", what, u_errorName(code));
}

/* ---- case ---- */

static zg_status fold_case_piece(zg_unicode *unicode, const char *text, size_t length,
                                 zg_buffer *out, zg_error *error)
{
    enum { GROWTH = 3 }; /* U+0390 and its like: two bytes become six */
    UErrorCode code = U_ZERO_ERROR;
    if (!zg_buffer_reserve(out, length * GROWTH + 1)) return zg_error_memory(error);
    int32_t n = ucasemap_utf8FoldCase(unicode->casemap, out->data + out->length,
                                      (int32_t)(length * GROWTH + 1), text, (int32_t)length, &code);
    if (U_FAILURE(code)) return icu_failed(code, "case folding", error);
    out->length += (size_t)n;
    return ZG_OK;
}

zg_status zg_unicode_fold_case(zg_unicode *unicode, const char *text, size_t length, zg_buffer *out,
                               zg_error *error)
{
    if (unicode->casemap == NULL) {
        UErrorCode code = U_ZERO_ERROR;
        unicode->casemap = ucasemap_open("", U_FOLD_CASE_DEFAULT, &code);
        if (U_FAILURE(code)) {
            unicode->casemap = NULL;
            return icu_failed(code, "case folding", error);
        }
    }
    /* Folding looks at one character at a time: any place between two will do for a cut. */
    while (length > 0) {
        size_t piece = length;
        if (piece > PIECE) {
            piece = PIECE;
            while (((unsigned char)text[piece] & 0xC0) == 0x80) piece--;
        }
        zg_status status = fold_case_piece(unicode, text, piece, out, error);
        if (status != ZG_OK) return status;
        text += piece;
        length -= piece;
    }
    return ZG_OK;
}

/* ---- digits ---- */

zg_status zg_unicode_fold_digits(zg_unicode *unicode, const char *text, size_t length,
                                 zg_buffer *out, zg_error *error)
{
    const char *end = text + length;
    if (!zg_buffer_reserve(out, length + 1)) return zg_error_memory(error);
    for (const char *p = text; p < end;) {
        uint32_t cp;
        size_t step = zg_utf8_next(p, &cp);
        if (zg_unicode_class(unicode, cp) & ZG_CLASS_NATIVE) {
            out->data[out->length++] = (char)('0' + u_charDigitValue((UChar32)cp));
        } else {
            memcpy(out->data + out->length, p, step);
            out->length += step;
        }
        p += step;
    }
    return ZG_OK;
}

/* ---- traditional characters ---- */

static zg_status open_simplifier(zg_unicode *unicode, zg_error *error)
{
    static const UChar id[] = u"Traditional-Simplified";
    UErrorCode code = U_ZERO_ERROR;
    if (unicode->simplifier != NULL) return ZG_OK;
    UTransliterator *simplifier = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    USet *set = U_SUCCESS(code) ? uset_openEmpty() : NULL;
    if (set != NULL) {
        utrans_getSourceSet(simplifier, false, set, &code);
        uset_freeze(set);
    } else if (U_SUCCESS(code)) {
        code = U_MEMORY_ALLOCATION_ERROR;
    }
    if (U_FAILURE(code)) {
        if (simplifier != NULL) utrans_close(simplifier);
        if (set != NULL) uset_close(set);
        return icu_failed(code, "ICU's Traditional-Simplified", error);
    }
    unicode->simplifier = simplifier;
    unicode->traditional = set;
    return ZG_OK;
}

/* The rules look at runs of Han only. */
static bool han_apart(zg_unicode *unicode, uint32_t before, uint32_t after)
{
    return !(zg_unicode_class(unicode, before) & ZG_CLASS_HAN) ||
           !(zg_unicode_class(unicode, after) & ZG_CLASS_HAN);
}

static bool may_change(const zg_unicode *unicode, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        int32_t part = length - at > PIECE ? (int32_t)PIECE : (int32_t)(length - at);
        while (at + (size_t)part < length &&
               ((unsigned char)text[at + (size_t)part] & 0xC0) == 0x80)
            part--;
        if (uset_spanUTF8(unicode->traditional, text + at, part, USET_SPAN_NOT_CONTAINED) < part) {
            return true;
        }
        at += (size_t)part;
    }
    return false;
}

static zg_status simplify_piece(zg_unicode *unicode, const char *text, size_t length,
                                zg_buffer *out, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t units, limit, bytes, room = (int32_t)length + 1;
    if (!zg_memory_grow(&unicode->utf16, &unicode->utf16_capacity, length + 1, sizeof(UChar))) {
        return zg_error_memory(error);
    }
    u_strFromUTF8(unicode->utf16, room, &units, text, (int32_t)length, &code);
    limit = units;
    if (U_SUCCESS(code)) {
        utrans_transUChars(unicode->simplifier, unicode->utf16, &units, room, 0, &limit, &code);
    }
    if (U_FAILURE(code)) return icu_failed(code, "ICU's Traditional-Simplified", error);
    if (!zg_buffer_reserve(out, (size_t)units * 3 + 1)) return zg_error_memory(error);
    size_t first = out->length;
    u_strToUTF8(out->data + first, units * 3 + 1, &bytes, unicode->utf16, units, &code);
    if (U_FAILURE(code)) return icu_failed(code, "ICU's Traditional-Simplified", error);
    out->length += (size_t)bytes;
    if (zg_utf8_count(out->data + first, (size_t)bytes) != zg_utf8_count(text, length)) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                            "ICU's Traditional-Simplified changes the number of characters here; "
                            "leave traditional out of --fold");
    }
    return ZG_OK;
}

zg_status zg_unicode_simplify(zg_unicode *unicode, const char *text, size_t length, zg_buffer *out,
                              bool *changed, zg_error *error)
{
    zg_status status = open_simplifier(unicode, error);
    if (status != ZG_OK) return status;
    *changed = may_change(unicode, text, length);
    if (!*changed) return ZG_OK;
    while (length > 0) {
        size_t piece = zg_unicode_piece(unicode, text, length, PIECE, han_apart);
        status = simplify_piece(unicode, text, piece, out, error);
        if (status != ZG_OK) return status;
        text += piece;
        length -= piece;
    }
    return ZG_OK;
}
