/* Blanks that an extractor or a typesetter put between characters of East Asian text. */
#include "layout_parts.h"

#define STRAY_CELLS 2  /* wider blanks part columns */
#define NEAR        40 /* characters looked at on each side to see what writing this is */

/* Han and kana: Thai, Lao, Khmer and Burmese are dense too but write blanks of their own. */
static bool ideographic(zg_unicode *unicode, uint32_t cp)
{
    uint32_t both = ZG_CLASS_DENSE | ZG_CLASS_WIDE;
    return (zg_unicode_class(unicode, cp) & both) == both;
}

static bool full_width_mark(zg_unicode *unicode, uint32_t cp)
{
    uint32_t classes = zg_unicode_class(unicode, cp);
    if ((classes & ZG_CLASS_ATTACH) != 0) return false; /* it would melt into what comes before */
    return (classes & ZG_CLASS_WIDE) != 0 && (classes & ZG_CLASS_LETTER) == 0 && cp >= 0x3001 &&
           cp <= 0xFFEF && !zg_layout_blank(cp) && (cp < 0x3200 || cp >= 0xFE10);
}

/* A letter or digit that stands among Han without a blank: not of a dense script, nor Hangul,
 * which parts its words by blanks. */
static bool guest(zg_unicode *unicode, uint32_t cp)
{
    uint32_t classes = zg_unicode_class(unicode, cp);
    if ((classes & ZG_CLASS_LETTER) == 0 || (classes & ZG_CLASS_DENSE) != 0) return false;
    return (classes & ZG_CLASS_WIDE) == 0 || (cp >= 0xFF10 && cp <= 0xFF5A);
}

static bool unit_sign(uint32_t cp)
{
    return cp == '%' || cp == 0xB0 || cp == 0x2030 || cp == 0x2103 || cp == 0xFF05;
}

static bool money_sign(uint32_t cp)
{
    return cp == '$' || cp == 0xA3 || cp == 0xA5 || cp == 0x20AC || cp == '+';
}

/* Code point behind or before the run of blanks; 0 at an end of the text. */
static uint32_t left_of(const char *text, size_t at)
{
    uint32_t cp = 0;
    return zg_utf8_previous(text, text + at, &cp) > 0 ? cp : 0;
}

static uint32_t right_of(const char *text, size_t length, size_t at)
{
    uint32_t cp = 0;
    if (at < length) zg_utf8_next(text + at, &cp);
    return cp;
}

/* Whether the text around holds more ideographs than words of other writing. */
static bool among_ideographs(zg_unicode *unicode, const char *text, size_t length, size_t start)
{
    size_t ideographs = 0, words = 0;
    const char *end = text + start;
    uint32_t cp;
    bool in_word = false;
    size_t n;
    for (size_t k = 0; k < NEAR && (n = zg_utf8_previous(text, end, &cp)) > 0; k++, end -= n) {
        bool letter = guest(unicode, cp);
        if (ideographic(unicode, cp)) ideographs++;
        if (letter && !in_word) words++;
        in_word = letter;
    }
    in_word = false;
    size_t at = start;
    for (size_t k = 0; k < NEAR && at < length; k++) {
        at += zg_utf8_next(text + at, &cp);
        bool letter = guest(unicode, cp);
        if (ideographic(unicode, cp)) ideographs++;
        if (letter && !in_word) words++;
        in_word = letter;
    }
    return ideographs >= words;
}

/* A single ideograph with a blank (or an end of the text) on both sides: letter-spaced type. */
static bool single_before(const char *text, size_t at)
{
    uint32_t cp;
    size_t n = zg_utf8_previous(text, text + at, &cp);
    uint32_t before = left_of(text, at - n);
    return before == 0 || zg_layout_blank(before);
}

static bool single_behind(const char *text, size_t length, size_t at)
{
    uint32_t cp;
    size_t n = zg_utf8_next(text + at, &cp);
    uint32_t behind = right_of(text, length, at + n);
    return behind == 0 || zg_layout_blank(behind);
}

/* Whether a blank between `a` and `b` is one that nobody wrote. */
static bool stray_between(zg_unicode *unicode, uint32_t a, uint32_t b)
{
    bool han_a = ideographic(unicode, a), han_b = ideographic(unicode, b);
    if (han_a && (guest(unicode, b) || money_sign(b) || unit_sign(b))) return true;
    if (han_b && (guest(unicode, a) || unit_sign(a))) return true;
    bool quote_a = a == 0x201C || a == 0x201D || a == 0x2018 || a == 0x2019;
    bool quote_b = b == 0x201C || b == 0x201D || b == 0x2018 || b == 0x2019;
    if ((quote_a && han_b) || (quote_b && han_a)) return true;
    if ((quote_a && full_width_mark(unicode, b)) || (quote_b && full_width_mark(unicode, a))) {
        return true;
    }
    /* inside quotes the mark says on which side it holds */
    if ((a == 0x201C || a == 0x2018) && guest(unicode, b)) return true;
    return (b == 0x201D || b == 0x2019) && guest(unicode, a);
}

size_t zg_layout_stray(zg_unicode *unicode, const char *text, size_t length, size_t start)
{
    size_t end = start, cells = 0;
    while (end < length) {
        uint32_t cp;
        size_t n = zg_utf8_next(text + end, &cp);
        if (cp == 0x3000 || cp == '\t') return 0;
        if (!zg_layout_blank(cp)) break;
        end += n;
        cells++;
    }
    uint32_t a = left_of(text, start), b = right_of(text, length, end);
    if (cells == 0 || a == 0 || b == 0 || zg_layout_blank(a)) return 0;
    if (cells > STRAY_CELLS) return 0;
    if (full_width_mark(unicode, a) || full_width_mark(unicode, b)) return end - start;
    if (ideographic(unicode, a) && ideographic(unicode, b)) {
        bool spaced = cells == 1 && single_before(text, start) && single_behind(text, length, end);
        return spaced ? end - start : 0;
    }
    if (!stray_between(unicode, a, b)) return 0;
    return among_ideographs(unicode, text, length, start) ? end - start : 0;
}
