/* unicode: normalization, width fold, display width, and ICU's segmentation of short stretches. */
#include "unicode_object.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/ustring.h>

uint32_t zg_unicode_classes(zg_unicode *unicode, const char *text, size_t length)
{
    const char *p = text, *end = text + length;
    uint32_t bits = 0, cp;
    /* Han is not passed over: where its runs end no processor can guess, and guessing wrong takes
     * longer than looking all of it up. */
    while (p < end) {
        p += zg_utf8_next(p, &cp);
        bits |= zg_unicode_class(unicode, cp);
    }
    return bits;
}

bool zg_unicode_is_normal(zg_unicode *unicode, bool compatibility, const char *text, size_t length)
{
    const char *p = text, *end = text + length;
    while (p < end) {
        uint32_t cp;
        p += zg_utf8_next(p, &cp);
        if (cp < 0x80) continue;
        if (zg_unicode_class(unicode, cp) & ZG_CLASS_NORMAL) return false;
        if (compatibility &&
            u_getIntPropertyValue((UChar32)cp, UCHAR_NFKC_QUICK_CHECK) != UNORM_YES) {
            return false;
        }
    }
    return true;
}

static zg_status icu_failed(UErrorCode code, const char *what, zg_error *error)
{
    if (code == U_MEMORY_ALLOCATION_ERROR) return zg_error_memory(error);
    return zg_error_set(error, ZG_ERROR_RANGE, NULL, "%s failed: %s", what, u_errorName(code));
}

/* Normalizes a piece whose length fits ICU's int32 with room to spare. */
static zg_status normalize_piece(zg_unicode *unicode, const UNormalizer2 *form, const char *text,
                                 size_t length, zg_buffer *out, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t units = 0, normal = 0, bytes = 0;
    if (!zg_memory_grow(&unicode->utf16, &unicode->utf16_capacity, length + 1, sizeof(UChar))) {
        return zg_error_memory(error);
    }
    u_strFromUTF8(unicode->utf16, (int32_t)unicode->utf16_capacity, &units, text, (int32_t)length,
                  &code);
    if (U_FAILURE(code)) return icu_failed(code, "normalization", error);
    do {
        code = U_ZERO_ERROR;
        normal = unorm2_normalize(form, unicode->utf16, units, unicode->normal,
                                  (int32_t)unicode->normal_capacity, &code);
        if (code != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(code)) {
            return icu_failed(code, "normalization", error);
        }
        if (code == U_BUFFER_OVERFLOW_ERROR &&
            !zg_memory_grow(&unicode->normal, &unicode->normal_capacity, (size_t)normal + 1,
                            sizeof(UChar))) {
            return zg_error_memory(error);
        }
    } while (code == U_BUFFER_OVERFLOW_ERROR);
    if (!zg_buffer_reserve(out, (size_t)normal * 3 + 1)) return zg_error_memory(error);
    code = U_ZERO_ERROR;
    u_strToUTF8(out->data + out->length, normal * 3 + 1, &bytes, unicode->normal, normal, &code);
    if (U_FAILURE(code)) return icu_failed(code, "normalization", error);
    out->length += (size_t)bytes;
    return ZG_OK;
}

/* A place near the end of a long piece where no character combines with the one before: ASCII, or
 * anything with a normalization boundary in front. The whole piece if there is none. */
static size_t piece_end(const UNormalizer2 *form, const char *text, size_t length, size_t limit)
{
    size_t at = limit;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    for (size_t tries = 0; at > 0 && tries < limit / 2; tries++) {
        uint32_t cp;
        zg_utf8_next(text + at, &cp);
        if (unorm2_hasBoundaryBefore(form, (UChar32)cp)) return at;
        at -= zg_utf8_previous(text, text + at, &cp);
    }
    return length;
}

size_t zg_unicode_normal_piece(zg_unicode *unicode, bool compatibility, const char *text,
                               size_t length)
{
    enum { PIECE = 1 << 20 };
    if (length <= PIECE) return length;
    return piece_end(compatibility ? unicode->nfkc : unicode->nfc, text, length, PIECE);
}

zg_status zg_unicode_normalize(zg_unicode *unicode, bool compatibility, const char *text,
                               size_t length, zg_buffer *out, zg_error *error)
{
    const UNormalizer2 *form = compatibility ? unicode->nfkc : unicode->nfc;
    while (length > 0) {
        size_t piece = zg_unicode_normal_piece(unicode, compatibility, text, length);
        if (piece > (1u << 28)) {
            return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                                "a run of more than 256 MiB of combining marks");
        }
        zg_status status = normalize_piece(unicode, form, text, piece, out, error);
        if (status != ZG_OK) return status;
        text += piece;
        length -= piece;
    }
    return ZG_OK;
}

/* Puts what lies in `out` from `first` on into NFC. */
static zg_status renormalize(zg_unicode *unicode, zg_buffer *out, size_t first, zg_error *error)
{
    size_t length = out->length - first;
    if (zg_unicode_is_normal(unicode, false, out->data + first, length)) return ZG_OK;
    zg_buffer copy = {0};
    if (!zg_buffer_append(&copy, out->data + first, length)) return zg_error_memory(error);
    out->length = first;
    zg_status status = zg_unicode_normalize(unicode, false, copy.data, length, out, error);
    zg_buffer_free(&copy);
    return status;
}

zg_status zg_unicode_fold_width(zg_unicode *unicode, const char *text, size_t length,
                                zg_buffer *out, zg_error *error)
{
    const char *p = text, *end = text + length;
    bool after_digit = false;
    size_t first = out->length;
    while (p < end) {
        uint32_t cp, next;
        char bytes[4];
        const char *start = p;
        p += zg_utf8_next(p, &cp);
        bool kana = false;
        if (cp >= 0xFF66 && cp <= 0xFF9F) {
            /* With the voicing mark behind it, which joins: the NFKC of the run. */
            while (p < end && zg_utf8_next(p, &next) == 3 && next >= 0xFF66 && next <= 0xFF9F)
                p += 3;
            kana = true;
        } else if (cp == 0xFF0E && after_digit && p < end && zg_utf8_next(p, &next) > 0 &&
                   (zg_unicode_class(unicode, next) & ZG_CLASS_DIGIT)) {
            cp = '.';
        } else if (cp != 0xFF0E && cp >= 0xFF10 && cp <= 0xFF5A &&
                   (zg_unicode_class(unicode, cp) & ZG_CLASS_WIDTH)) {
            cp -= 0xFEE0;
        }
        after_digit = (zg_unicode_class(unicode, cp) & ZG_CLASS_DIGIT) != 0;
        if (kana) {
            zg_status status =
                zg_unicode_normalize(unicode, true, start, (size_t)(p - start), out, error);
            if (status != ZG_OK) return status;
        } else if (!zg_buffer_append(out, bytes, zg_utf8_encode(bytes, cp))) {
            return zg_error_memory(error);
        }
    }
    /* Accents on letters that were full-width, and voicing marks, compose only now. */
    return renormalize(unicode, out, first, error);
}

uint64_t zg_unicode_columns(zg_unicode *unicode, const char *text, size_t length)
{
    const char *p = text, *end = text + length;
    uint64_t columns = 0;
    while (p < end) {
        uint32_t cp;
        p += zg_utf8_next(p, &cp);
        uint32_t bits = zg_unicode_class(unicode, cp);
        if (bits & ZG_CLASS_WIDE)
            columns += 2;
        else if (bits & ZG_CLASS_ATTACH)
            columns += u_charType((UChar32)cp) == U_COMBINING_SPACING_MARK;
        else
            columns += cp >= 0x20 && cp != 0x7F;
    }
    return columns;
}

/* ZWJ and ZWNJ mean something behind a letter of a joining or Indic script, marks between aside. */
static bool joiner_after_letter(const char *text, const char *at)
{
    uint32_t cp;
    size_t step;
    while ((step = zg_utf8_previous(text, at, &cp)) > 0) {
        at -= step;
        uint32_t category = U_GET_GC_MASK((UChar32)cp);
        if (category & U_GC_M_MASK) continue;
        if (!(category & U_GC_L_MASK)) return false;
        if (u_getIntPropertyValue((UChar32)cp, UCHAR_INDIC_SYLLABIC_CATEGORY) != U_INSC_OTHER) {
            return true;
        }
        int32_t joining = u_getIntPropertyValue((UChar32)cp, UCHAR_JOINING_TYPE);
        return joining == U_JT_DUAL_JOINING || joining == U_JT_RIGHT_JOINING ||
               joining == U_JT_LEFT_JOINING;
    }
    return false;
}

/* A ZWJ that ties an emoji to the one behind it. */
static bool joiner_in_emoji(const char *text, const char *at, const char *next, const char *end)
{
    uint32_t cp;
    size_t step;
    if (next >= end) return false;
    zg_utf8_next(next, &cp);
    if (!u_hasBinaryProperty((UChar32)cp, UCHAR_EXTENDED_PICTOGRAPHIC)) return false;
    while ((step = zg_utf8_previous(text, at, &cp)) > 0) {
        at -= step;
        if (u_hasBinaryProperty((UChar32)cp, UCHAR_EXTENDED_PICTOGRAPHIC)) return true;
        if (!u_hasBinaryProperty((UChar32)cp, UCHAR_GRAPHEME_EXTEND) &&
            !u_hasBinaryProperty((UChar32)cp, UCHAR_EMOJI_MODIFIER)) {
            return false;
        }
    }
    return false;
}

bool zg_unicode_joiner_means(const char *before, size_t length, const char *at, const char *end)
{
    uint32_t cp;
    zg_utf8_next(at, &cp);
    if (joiner_after_letter(before, before + length)) return true;
    return cp == 0x200D && joiner_in_emoji(before, before + length, at + 3, end);
}

#define WINDOW    ((size_t)1 << 20)
#define PIECE_MAX ((size_t)64 << 20)

size_t zg_unicode_piece(zg_unicode *unicode, const char *text, size_t length, size_t limit,
                        zg_unicode_apart *apart)
{
    size_t below = 0; /* nothing found in front of this */
    while (limit < length) {
        size_t at = limit;
        while (((unsigned char)text[at] & 0xC0) == 0x80) at--;
        size_t first = at;
        while (at > below) {
            uint32_t before = 0, after;
            zg_utf8_next(text + at, &after);
            size_t step = zg_utf8_previous(text, text + at, &before);
            if (apart(unicode, before, after)) return at;
            at -= step;
        }
        if (limit >= PIECE_MAX) return first;
        below = first;
        limit *= 2;
    }
    return length;
}

/* A boundary of words that no rule can take away: an ordinary mark before anything that stands on
 * its own. */
static bool words_apart(zg_unicode *unicode, uint32_t before, uint32_t after)
{
    uint32_t left = zg_unicode_class(unicode, before), right = zg_unicode_class(unicode, after);
    uint32_t left_word = left >> ZG_CLASS_WORD_SHIFT & ZG_CLASS_WORD_MASK;
    uint32_t right_word = right >> ZG_CLASS_WORD_SHIFT & ZG_CLASS_WORD_MASK;
    return left_word == ZG_WORD_OTHER && right_word != ZG_WORD_COMPLEX &&
           !(left & (ZG_CLASS_LETTER | ZG_CLASS_ATTACH | ZG_CLASS_COMPLEX | ZG_CLASS_FORM |
                     ZG_CLASS_SPACE)) &&
           !(right & (ZG_CLASS_ATTACH | ZG_CLASS_COMPLEX | ZG_CLASS_CONTROL));
}

static bool clusters_apart(zg_unicode *unicode, uint32_t before, uint32_t after)
{
    uint32_t left = zg_unicode_class(unicode, before), right = zg_unicode_class(unicode, after);
    return !((left | right) & ZG_CLASS_COMPLEX) && !(right & ZG_CLASS_ATTACH);
}

static bool open_window(zg_unicode *unicode)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator **iterator = &unicode->iterators[unicode->kind];
    UBreakIteratorType type = unicode->kind == ZG_SEGMENT_WORDS ? UBRK_WORD : UBRK_CHARACTER;
    if (*iterator == NULL) *iterator = ubrk_open(type, "root", NULL, 0, &code);
    if (U_FAILURE(code)) {
        *iterator = NULL;
        return false;
    }
    unicode->window = unicode->end;
    unicode->window_length = zg_unicode_piece(
        unicode, unicode->text + unicode->window, unicode->length - unicode->window, WINDOW,
        unicode->kind == ZG_SEGMENT_WORDS ? words_apart : clusters_apart);
    UText utext = UTEXT_INITIALIZER;
    utext_openUTF8(&utext, unicode->text + unicode->window, (int64_t)unicode->window_length, &code);
    ubrk_setUText(*iterator, &utext, &code);
    utext_close(&utext);
    if (U_SUCCESS(code)) (void)ubrk_first(*iterator);
    return U_SUCCESS(code) != 0;
}

void zg_unicode_segment(zg_unicode *unicode, zg_segmentation kind, const char *text, size_t length)
{
    unicode->kind = kind;
    unicode->text = text;
    unicode->length = length;
    unicode->window = 0;
    unicode->window_length = 0;
    unicode->end = 0;
}

size_t zg_unicode_segment_end(zg_unicode *unicode)
{
    if (unicode->end >= unicode->length) return unicode->length;
    size_t window_end = unicode->window + unicode->window_length;
    if (unicode->end == window_end && !open_window(unicode)) return 0;
    size_t start = unicode->end;
    int32_t next = ubrk_next(unicode->iterators[unicode->kind]);
    if (next == UBRK_DONE) next = (int32_t)unicode->window_length;
    unicode->end = unicode->window + (size_t)next;
    window_end = unicode->window + unicode->window_length;
    /* The last segment of a window may go on behind it: look at it again from its start. */
    if (unicode->end == window_end && window_end < unicode->length && start > unicode->window) {
        unicode->end = start;
        if (!open_window(unicode)) return 0;
        return zg_unicode_segment_end(unicode);
    }
    return unicode->end;
}
