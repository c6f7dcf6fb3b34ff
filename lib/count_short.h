/* count: windows that hold all there is to know, the links behind the first in 64 bits and the
 * document, so that no position is carried along and nothing is looked up while sorting. */
#ifndef ZG_COUNT_SHORT_H
#define ZG_COUNT_SHORT_H

#include <string.h>

#include "count.h"
#include "pool.h"

#define ZG_SHORT_HELD 16384 /* rows that a thread has of those that are taken */

/* 64 bits: from the top `fields` links as items of `bits` bits each, what lies behind a barrier
 * zero; at the bottom the document, if it has its place there. Else it stands behind, in 32 bits
 * more. Windows of this size are not aligned. */
#define ZG_SHORT_WINDOW 12

typedef struct zg_short_form {
    uint32_t bits;
    uint32_t fields;
    uint32_t used;         /* bits of all links */
    uint64_t links;        /* mask of these */
    uint64_t documents;    /* mask of the document; 0: there is one, or it stands behind */
    size_t size;           /* bytes of a window: 8, or ZG_SHORT_WINDOW */
    uint8_t shared_of[65]; /* links that two windows share, by the leading zeros of what differs */
    uint8_t held_of[65];   /* links that a window holds, by the trailing zeros of these */
} zg_short_form;

static inline uint64_t zg_short_document(const zg_short_form *form, const unsigned char *window)
{
    uint64_t links;
    uint32_t behind;
    if (form->size == sizeof links) {
        memcpy(&links, window, sizeof links);
        return links & form->documents;
    }
    memcpy(&behind, window + sizeof links, sizeof behind);
    return behind;
}

/* Rows of a slice; what they spell is in `spelled`, where their places are. */
typedef struct zg_short_rows {
    zg_count_row *items;
    uint32_t *spelled;
    zg_count_side *target; /* NULL without sides */
    size_t n, n_spelled;
    size_t capacity, spelled_capacity, target_capacity;
    uint32_t worker; /* of the thread that makes them */
} zg_short_rows;

/* What one thread sorts and scans with. */
typedef struct zg_short_scratch {
    zg_room rooms[2]; /* where these two stand: */
    void *windows;    /* as many as the largest first link has */
    uint32_t *before; /* the same: 1 + the last window of the same document in front */
    uint32_t *last;   /* by document: 1 + its last window, as this thread counts them; NULL, and
                         no `before`: there is one document */
    uint32_t scanned; /* windows, where there are more documents */
} zg_short_scratch;

typedef struct zg_short {
    zg_run *run;
    const zg_sequence *sequence;
    const zg_count_options *options;
    zg_short_form form;
    const bool *rough;      /* by item: the link is irregular; NULL: none is */
    uint64_t *starts;       /* by item: where the windows of this first link begin; n_links + 2 */
    unsigned char *windows; /* of all, and one that is no window for each range */
    uint64_t reserved;      /* with the run, besides these */
} zg_short;

/* Sorts windows by their links; those that have the same are in no useful order. `scratch` has room
 * for as many. */
void zg_short_sort(const zg_short_form *form, unsigned char *windows, size_t n,
                   unsigned char *scratch);

/* Sorts the windows of one first link and appends its rows. Where they are taken, `out` never has
 * many. */
ZG_MUST_USE zg_status zg_short_scan(const zg_short *s, uint32_t item, zg_short_scratch *scratch,
                                    zg_short_rows *out, zg_error *error);

/* Hands over the rows, where they are taken. */
ZG_MUST_USE zg_status zg_short_give(const zg_short *s, zg_short_rows *rows, zg_error *error);

/* Counts so; the sequence may have no items. Under a ceiling that has no room for what this needs
 * besides the windows, which may stand in a file, `*fits` is false and nothing was done. */
ZG_MUST_USE zg_status zg_count_short(zg_run *run, const zg_sequence *sequence,
                                     const zg_count_options *options, zg_count *out, bool *fits,
                                     zg_error *error);

#endif
