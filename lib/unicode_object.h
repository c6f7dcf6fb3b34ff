/* unicode: the object behind zg_unicode, for the parts of this module only. */
#ifndef ZG_UNICODE_OBJECT_H
#define ZG_UNICODE_OBJECT_H

#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/utext.h>

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
};

#endif
