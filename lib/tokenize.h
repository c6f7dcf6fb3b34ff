/* tokenize: a paragraph of clean text to tokens, marks and blanks. Floor 4.
 *
 * Units and dense scripts: contracts 2 of the design. Segments come in batches of bounded size,
 * so that a paragraph may be of any length. */
#ifndef ZG_TOKENIZE_H
#define ZG_TOKENIZE_H

#include <zigram/corpus.h>

#include "unicode.h"

enum {
    ZG_SEGMENT_TOKEN = 1,        /* holds a letter or a number; else it is a mark */
    ZG_SEGMENT_DENSE = 2,        /* of a dense script */
    ZG_SEGMENT_SENTENCE = 4,     /* a mark that ends a sentence */
    ZG_SEGMENT_WIDE = 8,         /* a mark whose first character is East Asian wide */
    ZG_SEGMENT_AFTER_BLANK = 16, /* a token; it and the token right before it are dense, and
                                    nothing but white space stands between */
    ZG_SEGMENT_SCRATCH = 32,     /* private: `text` lies in the tokenizer */
    ZG_SEGMENT_KEY_SCRATCH = 64, /* private: `key` does */
    ZG_SEGMENT_NUMBER = 128,     /* with the fold `numbers`: a token that is a number */
    ZG_SEGMENT_RUN = 256         /* not one: as many tokens of three bytes as fit in `text`, each
                                    its own key (only after zg_tokenizer_runs) */
};

/* What of the flags belongs to a type, wherever it stands. */
#define ZG_SEGMENT_OF_TYPE                                                                         \
    ((uint32_t)(ZG_SEGMENT_TOKEN | ZG_SEGMENT_DENSE | ZG_SEGMENT_SENTENCE | ZG_SEGMENT_WIDE))

/* `text` is the form as it can be shown (width-folded where that is asked for), `key` what makes
 * the type: all folds applied; the same pointer where no fold but width changes it. Borrowed until
 * the next call. */
typedef struct zg_segment {
    const char *text;
    const char *key;
    size_t start;    /* byte in the paragraph where it begins */
    size_t end;      /* and where it ends */
    uint32_t length; /* bytes of `text` */
    uint32_t key_length;
    uint32_t flags;
} zg_segment;

typedef struct zg_tokenizer zg_tokenizer;

/* `unicode` is borrowed. `fold`: bits of zg_fold. A number (fold `numbers`) is a token that holds a
 * character of category N and none of category L; the Han zero counts as a letter. It is shown as
 * "#", which is its key too; a mark "#" is another type. */
ZG_MUST_USE zg_status zg_tokenizer_new(zg_unicode *unicode, zg_unit unit, uint32_t fold,
                                       zg_tokenizer **out, zg_error *error);

/* From now on characters of the block of Han that follow one another come in one segment. Its flags
 * are of each, but for ZG_SEGMENT_AFTER_BLANK, which is of the first. */
void zg_tokenizer_runs(zg_tokenizer *tokenizer);

/* Begins a paragraph; its text must stay until ZG_END. */
void zg_tokenizer_begin(zg_tokenizer *tokenizer, const char *text, size_t length);

/* The next segments, at least one; ZG_END when the paragraph is done. */
ZG_MUST_USE zg_status zg_tokenizer_next(zg_tokenizer *tokenizer, const zg_segment **segments,
                                        size_t *n, zg_error *error);
void zg_tokenizer_free(zg_tokenizer *tokenizer);

/* What stands between two neighbouring elements when they are shown: one blank or nothing. */
static inline bool zg_blank_between(zg_unit unit, uint32_t left_flags, uint32_t right_flags)
{
    if (unit == ZG_UNIT_GRAPHEME) return false;
    if (unit != ZG_UNIT_CHAR) return true;
    return !((left_flags | right_flags) & (ZG_SEGMENT_DENSE | ZG_SEGMENT_WIDE));
}

#endif
