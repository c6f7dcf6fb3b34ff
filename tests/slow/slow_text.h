/* The first half of slow_ngrams: from the bytes of a document to its elements (tokens, marks and
 * ends of paragraphs). Every function is static: slow_ngrams.c includes this and is the program. */
#ifndef SLOW_TEXT_H
#define SLOW_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

typedef enum { UNIT_CHAR, UNIT_GRAPHEME, UNIT_WORD, UNIT_SPACE } unit_kind;

/* What a thing between two tokens stops: every n-gram of its own level and of lower ones. */
typedef enum { STOPS_NOTHING, CLAUSE, SENTENCE, PARAGRAPH, DOCUMENT } level;

typedef enum { TOKEN, MARK, PARAGRAPH_END } element_kind;

typedef struct element {
    element_kind kind;
    char *text;        /* as shown, UTF-8 */
    bool dense;        /* written without blanks between words */
    bool wide;         /* a mark whose first code point is East Asian Wide or Fullwidth */
    bool blank_before; /* white space stands before it in its paragraph */
    level stops;       /* of a mark */
    char *mark;        /* of a mark: one of the run that `text` shows */
} element;

typedef struct settings {
    unit_kind unit;
    level within;
    int min_n, max_n;
    long long min_freq;
    bool summary, print_elements;
} settings;

static settings opt = {UNIT_CHAR, CLAUSE, 1, 3, 1, false, false};
static UChar32 radical_of[0x2FE0]; /* 0: not in the table */

static element *elements; /* of the document being read */
static size_t n_elements, room_elements;
static long long n_tokens; /* of all documents */

/* ---- small things ---- */

static void die(const char *what, const char *name)
{
    fprintf(stderr, "slow_ngrams: %s: %s\n", name, what);
    exit(1);
}

static void *checked(void *p)
{
    if (!p) die("no memory", "malloc");
    return p;
}

static void must(UErrorCode status, const char *what)
{
    if (U_FAILURE(status)) die(u_errorName(status), what);
}

/* Room for one more item of `size` bytes after the `used` ones. */
static void *make_room(void *items, size_t used, size_t *room, size_t size)
{
    if (used < *room) return items;
    *room = *room ? *room * 2 : 1024;
    return checked(realloc(items, *room * size));
}

static char *to_utf8(const UChar32 *text, int32_t n)
{
    uint8_t *bytes = checked(malloc((size_t)n * 4 + 1));
    int32_t length = 0;
    for (int32_t i = 0; i < n; i++) {
        uint32_t c = (uint32_t)text[i];
        U8_APPEND_UNSAFE(bytes, length, c);
    }
    bytes[length] = '\0';
    return (char *)bytes;
}

static char *joined(const char *a, size_t length, const char *b)
{
    size_t add = strlen(b);
    char *both = checked(malloc(length + add + 1));
    memcpy(both, a, length);
    memcpy(both + length, b, add + 1);
    return both;
}

/* Normalized text, yours to free. */
static UChar32 *normalized(const UNormalizer2 *form, const UChar32 *text, int32_t n, int32_t *out_n)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length;
    int32_t room = n * 20 + 20; /* one code point has 18 UTF-16 units at most after NFKC */
    UChar *source = checked(malloc(sizeof *source * ((size_t)n * 2 + 1)));
    UChar *target = checked(malloc(sizeof *target * (size_t)room));
    UChar32 *out = checked(malloc(sizeof *out * (size_t)room));
    u_strFromUTF32(source, n * 2 + 1, &length, text, n, &status);
    length = unorm2_normalize(form, source, length, target, room, &status);
    u_strToUTF32(out, room, out_n, target, length, &status);
    must(status, "normalize");
    free(source);
    free(target);
    return out;
}

static bool is_letter_or_number(UChar32 c)
{
    if (c == 0xFF9E || c == 0xFF9F) return false; /* folded, they are marks */
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}

static bool is_digit(UChar32 c)
{
    return u_charType(c) == U_DECIMAL_DIGIT_NUMBER;
}

static UScriptCode script_of(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    must(status, "script");
    return script;
}

/* ---- cleaning a line ---- */

static bool is_removed(UChar32 c)
{
    if (c == '\t') return false;
    return u_charType(c) == U_CONTROL_CHAR || c == 0xFEFF || c == 0x200B || c == 0x2060 ||
           c == 0x00AD || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
}

static bool is_joining_or_indic_letter(UChar32 c)
{
    static const UScriptCode joining[] = {
        USCRIPT_ARABIC,         USCRIPT_SYRIAC,     USCRIPT_NKO,        USCRIPT_MANDAIC,
        USCRIPT_MONGOLIAN,      USCRIPT_MANICHAEAN, USCRIPT_PHAGS_PA,   USCRIPT_ADLAM,
        USCRIPT_SOGDIAN,        USCRIPT_CHORASMIAN, USCRIPT_OLD_UYGHUR, USCRIPT_HANIFI_ROHINGYA,
        USCRIPT_PSALTER_PAHLAVI};
    if (!(U_GET_GC_MASK(c) & U_GC_L_MASK)) return false;
    for (size_t i = 0; i < sizeof joining / sizeof *joining; i++)
        if (script_of(c) == joining[i]) return true;
    /* Unicode gives this property to the letters of the scripts that descend from Brahmi. */
    return u_getIntPropertyValue(c, UCHAR_INDIC_SYLLABIC_CATEGORY) != U_INSC_OTHER;
}

/* May the joiner `c` stay after what was kept so far and before `next` (0: nothing)? */
static bool joiner_stays(UChar32 c, const UChar32 *kept, int32_t n, UChar32 next)
{
    int32_t letter = n - 1, emoji = n - 1;
    while (letter >= 0 && (U_GET_GC_MASK(kept[letter]) & U_GC_M_MASK)) letter--;
    if (letter >= 0 && is_joining_or_indic_letter(kept[letter])) return true;
    if (c != 0x200D) return false;
    while (emoji >= 0 &&
           u_getIntPropertyValue(kept[emoji], UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_EXTEND)
        emoji--;
    return emoji >= 0 && u_hasBinaryProperty(kept[emoji], UCHAR_EXTENDED_PICTOGRAPHIC) &&
           next != 0 && u_hasBinaryProperty(next, UCHAR_EXTENDED_PICTOGRAPHIC);
}

static bool is_blank(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) || c == 0x0F0B;
}

/* The clean text of a line, yours to free; the line itself is spoilt. */
static UChar32 *clean(UChar32 *line, int32_t n, int32_t *out_n)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t left = 0, kept = 0;
    for (int32_t i = 0; i < n; i++)
        if (!is_removed(line[i])) line[left++] = line[i];
    for (int32_t i = 0; i < left; i++) {
        UChar32 c = line[i];
        UChar32 next = i + 1 < left ? line[i + 1] : 0;
        if ((c == 0x200C || c == 0x200D) && !joiner_stays(c, line, kept, next)) continue;
        if (c < 0x2FE0 && radical_of[c]) c = radical_of[c];
        if (c == 0x2500 || c == 0x2501) c = 0x2014;
        line[kept++] = c;
    }
    while (kept > 0 && is_blank(line[kept - 1])) kept--;
    return normalized(unorm2_getNFCInstance(&status), line, kept, out_n);
}

/* ---- cutting a paragraph into segments ---- */

typedef enum { BLANK, DENSE, LOOSE, FORM } stretch_kind;

static bool is_dense_script(UChar32 c)
{
    switch (script_of(c)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    default: return c == 0x30FC || c == 0xFF70 || c == 0x3005 || c == 0x3007;
    }
}

/* Combining, and of no script of its own: it belongs to what it stands on. */
static bool follows_its_base(UChar32 c)
{
    int32_t gcb = u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    UScriptCode script = script_of(c);
    return (gcb == U_GCB_EXTEND || gcb == U_GCB_SPACING_MARK || gcb == U_GCB_ZWJ) &&
           (script == USCRIPT_COMMON || script == USCRIPT_INHERITED);
}

/* A full-width, half-width, small or vertical form of a punctuation mark or symbol. */
static bool is_form(UChar32 c)
{
    bool in_range = (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0xFE10 && c <= 0xFE19) ||
                    (c >= 0xFE50 && c <= 0xFE6F);
    return in_range && (U_GET_GC_MASK(c) & (U_GC_P_MASK | U_GC_S_MASK)) != 0;
}

/* ． is a decimal point and no full-width form. */
static bool is_full_width_point(const UChar32 *text, int32_t n, int32_t i)
{
    return text[i] == 0xFF0E && i > 0 && i + 1 < n && is_digit(text[i - 1]) &&
           is_digit(text[i + 1]);
}

static stretch_kind kind_at(const UChar32 *text, int32_t n, int32_t i, stretch_kind before)
{
    UChar32 c = text[i];
    if (is_blank(c)) return BLANK;
    if (opt.unit == UNIT_GRAPHEME) return DENSE;
    if (opt.unit == UNIT_SPACE) return LOOSE;
    if (is_full_width_point(text, n, i)) return LOOSE;
    if (is_form(c)) return FORM;
    if (is_dense_script(c)) return DENSE;
    return before == DENSE && follows_its_base(c) ? DENSE : LOOSE;
}

/* ends[k] = end of segment k of the text by ICU's root rules; returns how many. */
static int32_t cut(const UChar32 *text, int32_t n, UBreakIteratorType type, int32_t *ends)
{
    static UBreakIterator *iterators[2]; /* opened once: it is what costs most */
    UBreakIterator **it = &iterators[type == UBRK_WORD];
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = checked(malloc(sizeof *units * ((size_t)n * 2 + 1)));
    int32_t length, count = 0, point = 0, unit = 0;
    u_strFromUTF32(units, n * 2 + 1, &length, text, n, &status);
    if (!*it) *it = ubrk_open(type, "root", NULL, 0, &status);
    ubrk_setText(*it, units, length, &status);
    must(status, "break iterator");
    for (int32_t end = ubrk_next(*it); end != UBRK_DONE; end = ubrk_next(*it)) {
        while (unit < end) unit += U16_LENGTH(text[point++]);
        ends[count++] = point;
    }
    free(units);
    return count;
}

/* ---- elements ---- */

/* The width fold of one token: half-width kana by their compatibility mappings, one by one, and
 * full-width letters, digits and points between digits to ASCII. */
static char *fold(const UChar32 *token, int32_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar32 *out = checked(malloc(sizeof *out * ((size_t)n * 20 + 20)));
    int32_t length = 0, full_n;
    for (int32_t i = 0; i < n; i++) {
        UChar32 c = token[i];
        bool folds = (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
                     (c >= 0xFF41 && c <= 0xFF5A) || is_full_width_point(token, n, i);
        if (c >= 0xFF66 && c <= 0xFF9F) {
            UChar32 *full = normalized(unorm2_getNFKCInstance(&status), &c, 1, &full_n);
            for (int32_t k = 0; k < full_n; k++) out[length++] = full[k];
            free(full);
        } else {
            out[length++] = folds ? c - 0xFF00 + 0x20 : c;
        }
    }
    /* A full-width letter with an accent, a kana with its voicing mark compose only now. */
    UChar32 *composed = normalized(unorm2_getNFCInstance(&status), out, length, &length);
    char *text = to_utf8(composed, length);
    free(composed);
    free(out);
    return text;
}

static void add_element(element e)
{
    elements = make_room(elements, n_elements, &room_elements, sizeof *elements);
    elements[n_elements++] = e;
}

static void add_segment(const UChar32 *text, int32_t n, bool dense, bool blank_before)
{
    element e = {MARK, NULL, dense, false, blank_before, CLAUSE, NULL};
    for (int32_t i = 0; i < n; i++) {
        if (is_letter_or_number(text[i])) e.kind = TOKEN;
        if (u_hasBinaryProperty(text[i], UCHAR_S_TERM) || text[i] == ';' || text[i] == 0xFF1B)
            e.stops = SENTENCE;
    }
    if (e.kind == TOKEN) {
        e.text = fold(text, n);
        add_element(e);
        n_tokens++;
        return;
    }
    int32_t width = u_getIntPropertyValue(text[0], UCHAR_EAST_ASIAN_WIDTH);
    e.wide = width == U_EA_WIDE || width == U_EA_FULLWIDTH;
    e.text = e.mark = to_utf8(text, n);
    element *last = n_elements > 0 ? &elements[n_elements - 1] : NULL;
    if (last && last->kind == MARK && strcmp(last->mark, e.mark) == 0) {
        last->text = joined(last->text, strlen(last->text), e.text); /* the run grows */
        return;
    }
    add_element(e);
}

static void add_paragraph(const UChar32 *text, int32_t n)
{
    stretch_kind *kind = checked(malloc(sizeof *kind * (size_t)(n + 1)));
    int32_t *ends = checked(malloc(sizeof *ends * (size_t)(n + 1)));
    bool blank = false;
    for (int32_t i = 0; i < n; i++) kind[i] = kind_at(text, n, i, i > 0 ? kind[i - 1] : BLANK);
    for (int32_t from = 0, to; from < n; from = to) {
        to = from + 1;
        if (kind[from] == BLANK) {
            blank = true;
            continue;
        }
        while (kind[from] != FORM && to < n && kind[to] == kind[from]) to++;
        int32_t count = 1;
        bool dense = kind[from] == DENSE;
        if (kind[from] == FORM || opt.unit == UNIT_SPACE)
            ends[0] = to - from;
        else if (dense && opt.unit != UNIT_WORD)
            count = cut(text + from, to - from, UBRK_CHARACTER, ends);
        else
            count = cut(text + from, to - from, UBRK_WORD, ends);
        for (int32_t k = 0, start = 0; k < count; start = ends[k++]) {
            add_segment(text + from + start, ends[k] - start, dense, blank);
            blank = false;
        }
    }
    add_element((element){PARAGRAPH_END, NULL, false, false, false, PARAGRAPH, NULL});
    free(kind);
    free(ends);
}

/* ---- documents ---- */

static UChar32 *read_document(const char *name, int32_t *n)
{
    FILE *file = fopen(name, "rb");
    if (!file) die("cannot open", name);
    size_t room = 0, size = 0;
    uint8_t *bytes = NULL;
    for (int c; (c = getc(file)) != EOF;) {
        bytes = make_room(bytes, size, &room, 1);
        bytes[size++] = (uint8_t)c;
    }
    if (ferror(file)) die("cannot read", name);
    fclose(file);
    if (size > 100000000) die("too large for this program", name);
    UChar32 *text = checked(malloc(sizeof *text * (size + 1)));
    *n = 0;
    for (int32_t i = 0; i < (int32_t)size;) {
        UChar32 c;
        U8_NEXT(bytes, i, (int32_t)size, c);
        if (c < 0) die("invalid UTF-8", name);
        text[(*n)++] = c;
    }
    free(bytes);
    return text;
}

static bool is_line_end(UChar32 c)
{
    return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* CRLF needs no care: the empty line between the two has no elements, and two paragraph ends
 * stop what one stops. */
static void read_elements(const char *name)
{
    int32_t n, clean_n;
    UChar32 *text = read_document(name, &n);
    n_elements = 0;
    for (int32_t from = 0, i = 0; i <= n; i++) {
        if (i < n && !is_line_end(text[i])) continue;
        UChar32 *line = clean(text + from, i - from, &clean_n);
        add_paragraph(line, clean_n);
        free(line);
        from = i + 1;
    }
    free(text);
}

#endif
