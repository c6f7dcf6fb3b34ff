/* unicode: the object behind zg_unicode, for the parts of this module only. */
#ifndef ZG_UNICODE_OBJECT_H
#define ZG_UNICODE_OBJECT_H

#include <unicode/ubrk.h>
#include <unicode/ucasemap.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>
#include <unicode/utext.h>
#include <unicode/utrans.h>

#include "unicode.h"

struct zg_unicode {
    zg_class_table table; /* first: see zg_unicode_class */
    const UNormalizer2 *nfc;
    const UNormalizer2 *nfkc;
    bool at_joins, colon_joins; /* in words, by this release of ICU */
    UBreakIterator *iterators[2]; /* by zg_segmentation, opened when first needed */
    zg_segmentation kind;         /* of the stretch under way */
    const char *text;
    size_t length;
    size_t window; /* where the part that the iterator sees begins, and how long it is */
    size_t window_length;
    size_t end;   /* of the last segment given */
    UChar *utf16; /* scratch of normalization */
    size_t utf16_capacity;
    UChar *normal;
    size_t normal_capacity;
    char *utf8;
    size_t utf8_capacity;
    UCaseMap *casemap;           /* opened when first needed, as are the next two */
    UTransliterator *simplifier; /* Traditional-Simplified */
    USet *traditional;           /* what it may change */
};

void zg_unicode_fold_free(zg_unicode *unicode);

/* How much of `text` can be handed to ICU at once with the same result as the whole: all of it, or
 * about `limit` bytes up to a place where `apart` holds for the characters on both sides. Where
 * there is none, more and more, and at last up to any character. */
typedef bool zg_unicode_apart(zg_unicode *unicode, uint32_t before, uint32_t after);
size_t zg_unicode_piece(zg_unicode *unicode, const char *text, size_t length, size_t limit,
                        zg_unicode_apart *apart);

#endif
