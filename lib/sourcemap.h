/* sourcemap: from a place in the clean text back to file, page and line as received. Floor 3.
 *
 * Clean text is made of pieces, each from one line of one file. Pieces are added in the order of
 * the text; a look-up is a binary search. */
#ifndef ZG_SOURCEMAP_H
#define ZG_SOURCEMAP_H

#include "error.h"

typedef struct zg_piece {
    uint64_t offset; /* byte of the clean text where it begins */
    uint64_t line;   /* 1-based */
    uint32_t page;   /* 1-based */
    uint32_t file;   /* index of the input */
} zg_piece;

/* Pieces in the order of their offsets. */
typedef struct zg_sourcemap {
    zg_piece *pieces;
    size_t n;
} zg_sourcemap;

/* The piece that holds byte `offset`; NULL before the first. Borrowed. */
const zg_piece *zg_sourcemap_find(const zg_sourcemap *map, uint64_t offset);
void zg_sourcemap_free(zg_sourcemap *map);

#endif
