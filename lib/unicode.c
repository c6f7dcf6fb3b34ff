/* unicode: UTF-8 and classes of code points.
 *
 * The classes of a page of 256 code points are asked of ICU when the page is first met: a table
 * look-up a code point from then on, and nothing is paid at the start for scripts that a corpus
 * does not have. */
#include "unicode_object.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

const char *zg_icu_version(void)
{
    return U_ICU_VERSION;
}

const char *zg_unicode_version(void)
{
    return U_UNICODE_VERSION;
}

size_t zg_utf8_decode(const char *text, const char *end, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t left = (size_t)(end - text);
    if (left == 0) return 0;
    uint32_t lead = p[0];
    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) return 0;
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (left < length) return 0;
    uint32_t value = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (p[i] & 0x3Fu);
    }
    if (length == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) return 0;
    if (length == 4 && (value < 0x10000 || value > 0x10FFFF)) return 0;
    *cp = value;
    return length;
}

size_t zg_utf8_encode(char *out, uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* Han text is three-byte sequences and ASCII eight at a time; the rest goes the careful way. */
size_t zg_utf8_valid(const char *text, size_t length)
{
    const char *p = text, *end = text + length;
    while (p < end) {
        uint64_t word;
        while (end - p >= 8 && (memcpy(&word, p, 8), (word & 0x8080808080808080ull) == 0)) p += 8;
        while (end - p >= 3) {
            const unsigned char *q = (const unsigned char *)p;
            if (q[0] < 0xE1 || q[0] > 0xEF || q[0] == 0xED) break;
            if ((q[1] & 0xC0) != 0x80 || (q[2] & 0xC0) != 0x80) break;
            p += 3;
        }
        if (p == end) break;
        uint32_t cp;
        size_t step = zg_utf8_decode(p, end, &cp);
        if (step == 0) return (size_t)(p - text);
        p += step;
    }
    return length;
}

uint64_t zg_utf8_count(const char *text, size_t length)
{
    uint64_t count = 0;
    for (size_t i = 0; i < length; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static bool is_dense_script(UScriptCode script)
{
    switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_KATAKANA_OR_HIRAGANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    default: return false;
    }
}

static bool is_letter_or_number(UChar32 cp)
{
    /* Alone, the half-width voicing marks are what they are folded to: marks. */
    if (cp == 0xFF9E || cp == 0xFF9F) return false;
    uint32_t mask = U_GC_L_MASK | U_GC_N_MASK;
    return (U_GET_GC_MASK(cp) & mask) != 0;
}

/* A full-width, half-width, small or vertical form of a punctuation mark or symbol. */
static bool is_form(UChar32 cp)
{
    bool in_range = (cp >= 0xFE10 && cp <= 0xFE19) || (cp >= 0xFE50 && cp <= 0xFE6F) ||
                    (cp >= 0xFF00 && cp <= 0xFFEF);
    return in_range && (U_GET_GC_MASK(cp) & (U_GC_P_MASK | U_GC_S_MASK)) != 0;
}

/* Letters and digits of FF00 that have an ASCII form, half-width kana, and the full stop. */
static bool is_width_folded(uint32_t cp)
{
    return (cp >= 0xFF10 && cp <= 0xFF19) || (cp >= 0xFF21 && cp <= 0xFF3A) ||
           (cp >= 0xFF41 && cp <= 0xFF5A) || (cp >= 0xFF66 && cp <= 0xFF9F) || cp == 0xFF0E;
}

/* What basic cleaning takes out or changes, besides what normalization does. */
static bool needs_repair(uint32_t cp)
{
    if (cp < 0x20 || (cp >= 0x7F && cp <= 0x9F)) return true;
    if (cp == 0xAD || cp == 0x61C || cp == 0xFEFF) return true;
    if (cp >= 0x200B && cp <= 0x200F) return true;                   /* zero width, LRM, RLM */
    if (cp >= 0x202A && cp <= 0x202E) return true;                   /* embeddings */
    if (cp == 0x2060 || (cp >= 0x2066 && cp <= 0x2069)) return true; /* joiner, isolates */
    if (cp == 0x2028 || cp == 0x2029) return true;                   /* line ends */
    if (cp == 0x2500 || cp == 0x2501) return true;                   /* drawn dashes */
    return zg_unicode_radical(cp) != 0;
}

static zg_word_break word_break(const zg_unicode *unicode, UChar32 cp)
{
    if (cp == 0xFF0E) return ZG_WORD_FULL_STOP;
    if (is_form(cp)) return ZG_WORD_OTHER;
    if (cp >= 0xAC00 && cp <= 0xD7A3) return ZG_WORD_HANGUL;
    if (cp == ':') return unicode->colon_joins ? ZG_WORD_MID_LETTER : ZG_WORD_OTHER;
    if (cp == '@' && unicode->at_joins) return ZG_WORD_LETTER;
    switch ((UWordBreakValues)u_getIntPropertyValue(cp, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER: break;
    case U_WB_ALETTER: return ZG_WORD_LETTER;
    case U_WB_NUMERIC: return ZG_WORD_NUMERIC;
    case U_WB_MIDLETTER: return ZG_WORD_MID_LETTER;
    case U_WB_MIDNUM: return ZG_WORD_MID_NUM;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE: return ZG_WORD_MID_NUM_LET;
    case U_WB_EXTENDNUMLET: return ZG_WORD_EXTEND_NUM;
    case U_WB_DOUBLE_QUOTE: return ZG_WORD_OTHER; /* joins Hebrew letters only: complex there */
    default: return ZG_WORD_COMPLEX;
    }
    /* Dictionary scripts, and what may begin an emoji sequence. */
    if (u_getIntPropertyValue(cp, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return ZG_WORD_COMPLEX;
    if (u_hasBinaryProperty(cp, UCHAR_EXTENDED_PICTOGRAPHIC)) return ZG_WORD_COMPLEX;
    return ZG_WORD_OTHER;
}

/* Consonants that a virama may tie to the next (ICU follows UAX 29 there from some release on). */
static bool links_consonants(UChar32 cp)
{
    UErrorCode code = U_ZERO_ERROR;
    return u_getIntPropertyValue(cp, UCHAR_INDIC_SYLLABIC_CATEGORY) == U_INSC_CONSONANT &&
           !is_dense_script(uscript_getScript(cp, &code));
}

static uint32_t cluster_classes(UChar32 cp)
{
    switch ((UGraphemeClusterBreak)u_getIntPropertyValue(cp, UCHAR_GRAPHEME_CLUSTER_BREAK)) {
    case U_GCB_OTHER:
        if (u_hasBinaryProperty(cp, UCHAR_EXTENDED_PICTOGRAPHIC)) return ZG_CLASS_COMPLEX;
        return links_consonants(cp) ? ZG_CLASS_COMPLEX : 0;
    case U_GCB_EXTEND:
    case U_GCB_SPACING_MARK:
    case U_GCB_ZWJ: return ZG_CLASS_ATTACH;
    case U_GCB_CONTROL:
    case U_GCB_CR:
    case U_GCB_LF: return ZG_CLASS_CONTROL;
    default: return ZG_CLASS_COMPLEX;
    }
}

static uint32_t classify(const zg_unicode *unicode, UChar32 cp)
{
    uint32_t bits = cluster_classes(cp), point = (uint32_t)cp;
    UErrorCode code = U_ZERO_ERROR;
    bool letter = is_letter_or_number(cp);
    if (letter) bits |= ZG_CLASS_LETTER;
    UScriptCode script = uscript_getScript(cp, &code);
    if (point == 0x30FC || point == 0xFF70 || is_dense_script(script)) bits |= ZG_CLASS_DENSE;
    if ((bits & ZG_CLASS_ATTACH) && (script == USCRIPT_COMMON || script == USCRIPT_INHERITED)) {
        bits |= ZG_CLASS_INHERIT;
    }
    if (u_isUWhiteSpace(cp) || cp == 0x0F0B) bits |= ZG_CLASS_SPACE;
    if (u_hasBinaryProperty(cp, UCHAR_S_TERM) || cp == ';' || cp == 0xFF1B) {
        bits |= ZG_CLASS_SENTENCE;
    }
    int32_t width = u_getIntPropertyValue(cp, UCHAR_EAST_ASIAN_WIDTH);
    if (width == U_EA_WIDE || width == U_EA_FULLWIDTH) bits |= ZG_CLASS_WIDE;
    if (is_form(cp)) bits |= ZG_CLASS_FORM;
    if (is_width_folded(point)) bits |= ZG_CLASS_WIDTH;
    if (needs_repair(point)) bits |= ZG_CLASS_REPAIR;
    if (u_charType(cp) == U_DECIMAL_DIGIT_NUMBER) {
        bits |= ZG_CLASS_DIGIT;
        if (cp >= 0x80) bits |= ZG_CLASS_NATIVE;
    }
    if (script == USCRIPT_HAN) bits |= ZG_CLASS_HAN;
    if (letter && ((U_GET_GC_MASK(cp) & U_GC_L_MASK) || script == USCRIPT_HAN)) {
        bits |= ZG_CLASS_ALPHA;
    }
    if (u_hasBinaryProperty(cp, UCHAR_CHANGES_WHEN_CASEFOLDED)) bits |= ZG_CLASS_CASE;
    /* What the quick check of NFC does not answer with a plain yes, or what reorders. */
    if (u_getIntPropertyValue(cp, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
        unorm2_getCombiningClass(unicode->nfc, cp) != 0) {
        bits |= ZG_CLASS_NORMAL;
    }
    return bits | (uint32_t)word_break(unicode, cp) << ZG_CLASS_WORD_SHIFT;
}

void zg_unicode_fill(zg_unicode *unicode, uint32_t page)
{
    for (uint32_t cp = page << 8; cp < (page + 1) << 8; cp++) {
        unicode->table.classes[cp] = classify(unicode, (UChar32)cp);
    }
    unicode->table.ready[page] = 1;
}

/* Two signs that releases of ICU's root locale have treated one way or the other: asked of the one
 * at hand. */
static bool probe_signs(zg_unicode *unicode)
{
    zg_unicode_segment(unicode, ZG_SEGMENT_WORDS, "a@a", 3);
    size_t at = zg_unicode_segment_end(unicode);
    zg_unicode_segment(unicode, ZG_SEGMENT_WORDS, "a:a", 3);
    size_t colon = zg_unicode_segment_end(unicode);
    unicode->at_joins = at == 3;
    unicode->colon_joins = colon == 3;
    return at > 0 && colon > 0;
}

zg_status zg_unicode_new(zg_unicode **out, zg_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    zg_unicode *unicode = zg_memory_zeroed(1, sizeof *unicode);
    if (unicode == NULL) return zg_error_memory(error);
    unicode->table.classes = zg_memory_zeroed(0x110000, sizeof *unicode->table.classes);
    unicode->table.ready = zg_memory_zeroed(0x1100, 1);
    unicode->nfc = unorm2_getNFCInstance(&code);
    unicode->nfkc = unorm2_getNFKCInstance(&code);
    /* Reached once here, so that a page can be filled later without failing. */
    if (U_SUCCESS(code)) (void)uscript_getScript(0x4E00, &code);
    if (unicode->table.classes == NULL || unicode->table.ready == NULL || U_FAILURE(code) ||
        !probe_signs(unicode)) {
        zg_unicode_free(unicode);
        return zg_error_memory(error);
    }
    *out = unicode;
    return ZG_OK;
}

void zg_unicode_free(zg_unicode *unicode)
{
    if (unicode == NULL) return;
    for (size_t i = 0; i < 2; i++) {
        if (unicode->iterators[i] != NULL) ubrk_close(unicode->iterators[i]);
    }
    zg_unicode_fold_free(unicode);
    zg_memory_free(unicode->table.classes);
    zg_memory_free(unicode->table.ready);
    zg_memory_free(unicode->utf16);
    zg_memory_free(unicode->normal);
    zg_memory_free(unicode->utf8);
    zg_memory_free(unicode);
}
