/* phrases: where numbers are, as far as they are more than one item: 一九八○年 is five characters
 * and a mark, 20，000 two tokens and a mark. No unit ends inside a number, whatever its digits do
 * elsewhere, so the gaps there are 0; nor do clauses begin or end at a mark that is a digit. */
#include "phrases_parts.h"
#include "unicode.h"

enum {
    SIGN_DIGITS = 1,   /* a token that begins with a digit: 20 */
    SIGN_THREE = 2,    /* and is three digits, with or without a fraction: 000 */
    SIGN_NUMERAL = 4,  /* a token of Han numerals: 一, of words also 五百万 */
    SIGN_MULTIPLE = 8, /* one that stands behind digits too: 万 */
    SIGN_ZERO = 16,    /* a mark that is a digit: ○, in a run ○○ */
    SIGN_GROUPS = 32,  /* a mark between the thousands of a number */
    SIGN_POINT = 64    /* 点, between numerals: 七点五 */
};

static bool is_multiple(uint32_t cp)
{
    switch (cp) {
    case 0x5341: /* 十 */
    case 0x767E: /* 百 */
    case 0x5343: /* 千 */
    case 0x4E07: /* 万 */
    case 0x842C: /* 萬 */
    case 0x4EBF: /* 亿 */
    case 0x5104: /* 億 */
    case 0x5146: /* 兆 */ return true;
    default: return false;
    }
}

static bool is_numeral(uint32_t cp)
{
    switch (cp) {
    case 0x3007: /* 〇 */
    case 0x96F6: /* 零 */
    case 0x4E00: /* 一 */
    case 0x4E8C: /* 二 */
    case 0x4E09: /* 三 */
    case 0x56DB: /* 四 */
    case 0x4E94: /* 五 */
    case 0x516D: /* 六 */
    case 0x4E03: /* 七 */
    case 0x516B: /* 八 */
    case 0x4E5D: /* 九 */ return true;
    default: return is_multiple(cp);
    }
}

/* What all characters of a word are: numerals, or circles. */
static uint8_t sign_of_all(zg_word word)
{
    bool numerals = true, zeros = true, multiple = true;
    for (size_t at = 0; at < word.length;) {
        uint32_t cp = 0;
        if (at == 0) {
            zg_utf8_next(word.text, &cp);
            multiple = is_multiple(cp);
        }
        at += zg_utf8_next(word.text + at, &cp);
        numerals = numerals && is_numeral(cp);
        zeros = zeros && (cp == 0x25CB || cp == 0x25EF); /* ○ ◯ */
    }
    if (zeros) return SIGN_ZERO;
    return numerals ? multiple ? SIGN_NUMERAL | SIGN_MULTIPLE : SIGN_NUMERAL : 0;
}

/* Whether there are three digits and no fourth. */
static bool is_three(zg_unicode *unicode, zg_word word)
{
    uint32_t n = 0;
    for (size_t at = 0; at < word.length && n < 4; n++) {
        uint32_t cp = 0;
        at += zg_utf8_next(word.text + at, &cp);
        if (!(zg_unicode_class(unicode, cp) & ZG_CLASS_DIGIT)) return n == 3 && cp == '.';
    }
    return n == 3;
}

static uint8_t sign_of(zg_unicode *unicode, zg_word word, bool is_token)
{
    uint32_t cp = 0;
    if (word.length == 0) return 0;
    size_t length = zg_utf8_next(word.text, &cp);
    if (!is_token) {
        if (length == word.length && (cp == 0xFF0C || cp == ',')) return SIGN_GROUPS; /* ， */
        return sign_of_all(word) & SIGN_ZERO;
    }
    if (zg_unicode_class(unicode, cp) & ZG_CLASS_DIGIT) {
        return is_three(unicode, word) ? SIGN_DIGITS | SIGN_THREE : SIGN_DIGITS;
    }
    if (length == word.length && (cp == 0x70B9 || cp == 0x9EDE)) return SIGN_POINT;
    return sign_of_all(word) & (SIGN_NUMERAL | SIGN_MULTIPLE);
}

/* Goes over the text. A circle is a digit where it stands behind one; no edge is beside it then,
 * since it can be part of no phrase that ends or begins there. */
static void close_gaps(zg_ground *ground, const uint8_t *signs)
{
    const zg_repeats *text = &ground->text;
    bool in_number = false; /* the item before is part of a number that circles may follow */
    size_t blank = 0;
    for (zg_position i = 1; i + 1 < text->n; i++) {
        uint8_t before = signs[text->items[i - 1]], here = signs[text->items[i]];
        if ((before | here) == 0) continue;
        uint8_t behind = signs[text->items[i + 1]];
        while (blank < text->n_blanks && text->blanks[blank] < i) blank++;
        bool apart = blank < text->n_blanks && text->blanks[blank] == i;
        bool behind_zero = in_number && (before & SIGN_ZERO) && text->is_token[text->items[i]];
        bool inside = ((before & SIGN_DIGITS) && (here & SIGN_MULTIPLE)) ||
                      ((before & SIGN_NUMERAL) && (here & SIGN_NUMERAL));
        bool zero = (here & SIGN_ZERO) && in_number;
        if (behind_zero || ((inside || zero) && !apart)) ground->gaps[i] = 0;
        in_number = (here & SIGN_NUMERAL) || (zero && !apart);
        if (((here & SIGN_GROUPS) && (before & SIGN_DIGITS) && (behind & SIGN_THREE)) ||
            ((here & SIGN_POINT) && (before & SIGN_NUMERAL) && (behind & SIGN_NUMERAL))) {
            ground->gaps[i] = ground->gaps[i + 1] = 0;
        }
    }
}

zg_status zg_ground_numbers(zg_ground *ground, zg_error *error)
{
    size_t n = (size_t)ground->text.n_words + ZG_ITEM_FIRST;
    zg_unicode *unicode = NULL;
    uint8_t *signs = zg_memory_zeroed(n, sizeof *signs);
    zg_status status = signs != NULL ? zg_unicode_new(&unicode, error) : zg_error_memory(error);
    for (uint32_t item = ZG_ITEM_FIRST; item < n && status == ZG_OK; item++) {
        zg_word word = zg_corpus_word(ground->text.corpus, item - ZG_ITEM_FIRST);
        signs[item] = sign_of(unicode, word, ground->text.is_token[item]);
        if (signs[item] & SIGN_DIGITS) {
            ground->kinds[item] |= ZG_KIND_NUMBER;
            ground->number = item;
        }
    }
    if (status == ZG_OK) close_gaps(ground, signs);
    zg_unicode_free(unicode);
    zg_memory_free(signs);
    return status;
}
