/* unicode: what the modules above need to know of Unicode: strict UTF-8, classes of code points,
 * normalization, repairs, width fold, regular expressions, display width. Floor 2. ICU lives here
 * (and in tokenize, for word dictionaries). Never pass bytes to isalpha and friends. */
#ifndef ZG_UNICODE_H
#define ZG_UNICODE_H

#include "error.h"
#include "memory.h"

/* ---- UTF-8 ---- */

/* Length of the valid sequence at `text` (1 to 4), 0 where it is not valid (RFC 3629: no
 * overlong form, no surrogate, nothing above U+10FFFF) or cut by `end`. `*cp` on success. */
size_t zg_utf8_decode(const char *text, const char *end, uint32_t *cp);

/* The same for text known to be valid; for speed. */
static inline size_t zg_utf8_next(const char *text, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }
    if (p[0] < 0xE0) {
        *cp = (uint32_t)(p[0] & 0x1F) << 6 | (uint32_t)(p[1] & 0x3F);
        return 2;
    }
    if (p[0] < 0xF0) {
        *cp =
            (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (uint32_t)(p[2] & 0x3F);
        return 3;
    }
    *cp = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
          (uint32_t)(p[2] & 0x3F) << 6 | (uint32_t)(p[3] & 0x3F);
    return 4;
}

/* Length of the last sequence that ends at `end` in valid text from `text`; 0 if it is empty. */
static inline size_t zg_utf8_previous(const char *text, const char *end, uint32_t *cp)
{
    const char *p = end;
    if (p == text) return 0;
    do p--;
    while (p > text && ((unsigned char)*p & 0xC0) == 0x80);
    return zg_utf8_next(p, cp);
}

/* Whether valid text of three bytes or more begins with a character of the block of Han from U+4E00
 * to U+9FFF. These are most of most dense texts, and nothing has to be looked up for them: letters,
 * dense, normal in every form, changed by no repair and by no fold but that of traditional. */
static inline bool zg_utf8_is_han(const char *p)
{
    unsigned char lead = (unsigned char)p[0];
    return lead > 0xE4 ? lead <= 0xE9 : lead == 0xE4 && (unsigned char)p[1] >= 0xB8;
}

/* The end of the run of such characters that valid text begins with. */
static inline const char *zg_utf8_skip_han(const char *p, const char *end)
{
    while (end - p >= 3 && zg_utf8_is_han(p)) p += 3;
    return p;
}

/* Writes the 1 to 4 bytes of a code point. */
size_t zg_utf8_encode(char *out, uint32_t cp);

/* Number of bytes from the front that are valid UTF-8; `length` if all are. */
size_t zg_utf8_valid(const char *text, size_t length);

/* Number of code points in valid text. */
uint64_t zg_utf8_count(const char *text, size_t length);

/* ---- classes ---- */

enum {
    ZG_CLASS_DENSE = 1 << 0,    /* a dense script (contracts 2): no blanks between words */
    ZG_CLASS_LETTER = 1 << 1,   /* general category L or N: makes a segment a token */
    ZG_CLASS_SPACE = 1 << 2,    /* White_Space, and the Tibetan tsheg */
    ZG_CLASS_SENTENCE = 1 << 3, /* Sentence_Terminal, and the semicolons */
    ZG_CLASS_WIDE = 1 << 4,     /* East_Asian_Width W or F */
    ZG_CLASS_FORM = 1 << 5,     /* punctuation of FF00, FE10-FE19, FE50-FE6F: stands alone */
    ZG_CLASS_ATTACH = 1 << 6,   /* Grapheme_Cluster_Break Extend, SpacingMark or ZWJ */
    ZG_CLASS_COMPLEX = 1 << 7,  /* clusters around it need the full rules of UAX 29 */
    ZG_CLASS_WIDTH = 1 << 8,    /* the width fold changes it */
    ZG_CLASS_REPAIR = 1 << 9,   /* basic cleaning must look: control, mark, radical, blank ... */
    ZG_CLASS_DIGIT = 1 << 10,   /* Nd */
    ZG_CLASS_NORMAL = 1 << 11,  /* may change or combine under NFC */
    ZG_CLASS_INHERIT =
        1 << 12, /* ATTACH of script Common or Inherited: as dense as what stands before */
    ZG_CLASS_CONTROL = 1 << 13, /* Grapheme_Cluster_Break Control: nothing attaches to it */
    ZG_CLASS_WORD_SHIFT = 16,   /* four bits: zg_word_break */
    ZG_CLASS_WORD_MASK = 15,
    ZG_CLASS_CASE = 1 << 20,   /* case folding changes it */
    ZG_CLASS_ALPHA = 1 << 21,  /* category L, and the numerals of Han script: no number */
    ZG_CLASS_NATIVE = 1 << 22, /* Nd, but not ASCII */
    ZG_CLASS_HAN = 1 << 23     /* script Han */
};

/* Word_Break of UAX 29 as ICU's root locale has it, for the simple cases; every code point for
 * which more is needed is ZG_WORD_COMPLEX. Full-width, small and vertical punctuation is OTHER,
 * since it stands alone, but for U+FF0E. */
typedef enum zg_word_break {
    ZG_WORD_OTHER,
    ZG_WORD_LETTER,
    ZG_WORD_NUMERIC,
    ZG_WORD_MID_LETTER,
    ZG_WORD_MID_NUM,
    ZG_WORD_MID_NUM_LET, /* and the single quote */
    ZG_WORD_EXTEND_NUM,
    ZG_WORD_FULL_STOP, /* U+FF0E: joins digits only */
    ZG_WORD_HANGUL,    /* a syllable: ICU joins it to its like only */
    ZG_WORD_COMPLEX
} zg_word_break;

typedef struct zg_unicode zg_unicode;

/* Tables and ICU services. One thread at a time may use an object: it fills its pages when they
 * are first asked for. */
ZG_MUST_USE zg_status zg_unicode_new(zg_unicode **out, zg_error *error);
void zg_unicode_free(zg_unicode *unicode);

/* First member of zg_unicode, so that a look-up can be inlined. */
typedef struct zg_class_table {
    uint32_t *classes; /* 0x110000 entries, filled by pages of 256 */
    uint8_t *ready;    /* 0x1100 entries */
} zg_class_table;

void zg_unicode_fill(zg_unicode *unicode, uint32_t page);

/* Classes of a code point (below 0x110000). */
static inline uint32_t zg_unicode_class(zg_unicode *unicode, uint32_t cp)
{
    const zg_class_table *table = (const zg_class_table *)(const void *)unicode;
    if (!table->ready[cp >> 8]) zg_unicode_fill(unicode, cp >> 8);
    return table->classes[cp];
}

/* The classes of all code points of a text together. */
uint32_t zg_unicode_classes(zg_unicode *unicode, const char *text, size_t length);

/* ---- repairs, folds, normalization ---- */

/* The unified ideograph of a Kangxi or CJK radical; 0 for any other code point. From Unicode's
 * EquivalentUnifiedIdeograph.txt. */
uint32_t zg_unicode_radical(uint32_t cp);

/* Whether the ZWJ or ZWNJ at `at` means something: the `length` bytes of clean text before it end
 * in a letter of a joining or Indic script (marks between aside), or a ZWJ ties two emoji. The
 * line goes on to `end`. */
bool zg_unicode_joiner_means(const char *before, size_t length, const char *at, const char *end);

/* True where `text` is surely in NFC (or NFKC) already. */
bool zg_unicode_is_normal(zg_unicode *unicode, bool compatibility, const char *text, size_t length);

/* Of a long text: how much of it may be normalized by itself. */
size_t zg_unicode_normal_piece(zg_unicode *unicode, bool compatibility, const char *text,
                               size_t length);

/* Appends the NFC (or NFKC) form of `text`. */
ZG_MUST_USE zg_status zg_unicode_normalize(zg_unicode *unicode, bool compatibility,
                                           const char *text, size_t length, zg_buffer *out,
                                           zg_error *error);

/* Appends `text` width-folded: full-width letters and digits to ASCII, half-width kana to full,
 * U+FF0E between digits to '.'; nothing else changes, but that the result is in NFC. */
ZG_MUST_USE zg_status zg_unicode_fold_width(zg_unicode *unicode, const char *text, size_t length,
                                            zg_buffer *out, zg_error *error);

/* Appends `text` case-folded (full folding, not that of Turkic languages). */
ZG_MUST_USE zg_status zg_unicode_fold_case(zg_unicode *unicode, const char *text, size_t length,
                                           zg_buffer *out, zg_error *error);

/* Appends `text` with every decimal digit (Nd) as ASCII. */
ZG_MUST_USE zg_status zg_unicode_fold_digits(zg_unicode *unicode, const char *text, size_t length,
                                             zg_buffer *out, zg_error *error);

/* Appends `text`, a whole paragraph, with traditional characters simplified as ICU's
 * Traditional-Simplified does; it has as many code points as `text`. `*changed` false: nothing to
 * simplify, and nothing is appended. */
ZG_MUST_USE zg_status zg_unicode_simplify(zg_unicode *unicode, const char *text, size_t length,
                                          zg_buffer *out, bool *changed, zg_error *error);

/* Cells that `text` takes on a terminal. */
uint64_t zg_unicode_columns(zg_unicode *unicode, const char *text, size_t length);

/* ICU's segmentation of a stretch of text: extended grapheme clusters or words (dictionaries and
 * all), root locale. Begin, then ask for the end of each segment in turn; 0 when memory ran out.
 * `text` must stay until the last end, which is `length`. ICU is fed in pieces, cut where the
 * result is as of the whole; only a run of 64 MiB without a blank or a mark is cut inside. */
typedef enum zg_segmentation { ZG_SEGMENT_CLUSTERS, ZG_SEGMENT_WORDS } zg_segmentation;

void zg_unicode_segment(zg_unicode *unicode, zg_segmentation kind, const char *text, size_t length);
size_t zg_unicode_segment_end(zg_unicode *unicode);

/* ---- regular expressions ---- */

typedef struct zg_regex zg_regex;

/* Compiles an ICU expression; a bad one is ZG_ERROR_ARGUMENT naming `option` and the column. */
ZG_MUST_USE zg_status zg_regex_new(const char *option, const char *pattern, zg_regex **out,
                                   zg_error *error);

/* Whether the expression is found anywhere in `text`. An expression that needs more steps than a
 * fixed number is ZG_ERROR_RANGE: the result never depends on the clock. */
ZG_MUST_USE zg_status zg_regex_found(zg_regex *regex, const char *text, size_t length, bool *found,
                                     zg_error *error);

/* Goes from match to match in `text`, which must stay until the last. zg_regex_within sets the
 * bytes [from, to) that the next matches lie in; what is around is seen by look-behind, anchors
 * and word boundaries. zg_regex_next gives the next match there, from left to right. */
ZG_MUST_USE zg_status zg_regex_begin(zg_regex *regex, const char *text, size_t length,
                                     zg_error *error);
ZG_MUST_USE zg_status zg_regex_within(zg_regex *regex, size_t from, size_t to, zg_error *error);
ZG_MUST_USE zg_status zg_regex_next(zg_regex *regex, bool *found, size_t *start, size_t *end,
                                    zg_error *error);
void zg_regex_free(zg_regex *regex);

/* ---- encodings ---- */

typedef struct zg_decoder zg_decoder;

/* A decoder of bytes to valid UTF-8, for one source. A BOM (UTF-8, UTF-16, UTF-32) overrides
 * `encoding`. `replace`: invalid bytes become U+FFFD and are counted; else they are
 * ZG_ERROR_TEXT, with line, byte and a likely encoding. `encoding` NULL: UTF-8, and nobody can ask
 * for another, which the error says. `source` is copied, for messages. */
ZG_MUST_USE zg_status zg_decoder_new(const char *encoding, bool replace, const char *source,
                                     zg_decoder **out, zg_error *error);

/* Decodes `bytes` (`last`: no more will come) and appends to `out`. What may be the beginning of
 * a character is kept for the next call. */
ZG_MUST_USE zg_status zg_decoder_feed(zg_decoder *decoder, const char *bytes, size_t length,
                                      bool last, zg_buffer *out, zg_error *error);
uint64_t zg_decoder_replaced(const zg_decoder *decoder);
void zg_decoder_free(zg_decoder *decoder);

#endif
