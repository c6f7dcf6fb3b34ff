/* sequence: the tokens of a selection in one flat array, as one level of `--within` sees them.
 * Floor 6.
 *
 * An item is a link (a token, with the marks between it and the token before) or a barrier that
 * no n-gram crosses. Links are numbered in the byte order of what is shown. Within a clause there
 * are no marks inside, and a link is just a token. */
#ifndef ZG_SEQUENCE_H
#define ZG_SEQUENCE_H

#include "corpus.h"
#include "room.h"

#define ZG_BARRIER 0u /* item; any other item is link + 1 */

typedef struct zg_link {
    uint64_t offset; /* of its text in zg_sequence.text: marks and token as shown */
    uint32_t length;
    uint32_t token; /* bytes of `text` in front of the token itself: 0 without marks */
    uint32_t bare;  /* the link of the same token without marks */
    uint16_t first; /* flags (ZG_SEGMENT_...) of its first and of its last element */
    uint16_t last;
    uint32_t pair;  /* private: how its elements are found */
    bool irregular; /* the order of link numbers may not be the byte order of n-grams here */
} zg_link;

/* What most links are, close together for showing many n-grams. */
#define ZG_GLYPH 11 /* bytes of its text; one behind: it is longer, or has marks in front */
typedef struct zg_glyph {
    char text[ZG_GLYPH];
    uint8_t length;
    uint16_t first, last; /* as of the link */
} zg_glyph;

typedef struct zg_sequence {
    const zg_corpus *corpus;
    uint32_t *items; /* ZG_SEQUENCE_PAD barriers behind the last; in `room`; NULL: see below */
    uint64_t n;
    const uint32_t **borrowed; /* without items: by document, its elements, as many of them, ... */
    uint32_t *codes;           /* ... and the item that each element is */
    uint64_t tokens;
    zg_link *links;
    zg_glyph *glyphs; /* of the links */
    uint32_t n_links;
    zg_buffer text;
    uint64_t *starts; /* first item of each selected document; n_documents + 1 */
    uint64_t n_documents;
    uint32_t *hints; /* document of every ZG_HINT-th item */
    uint64_t *pairs; /* private: left << 32 | right, by pair number */
    size_t n_pairs, pairs_capacity;
    zg_room room;
    uint64_t reserved; /* with the run, for the rest */
} zg_sequence;

#define ZG_SEQUENCE_PAD 80
#define ZG_HINT         256

ZG_MUST_USE zg_status zg_sequence_build(zg_run *run, const zg_corpus *corpus,
                                        const zg_selection *selection, zg_within within,
                                        zg_sequence *out, zg_error *error);
void zg_sequence_free(zg_sequence *sequence);

/* The same within clauses, where a link is a type and no item needs to be made: the sequence has
 * none, and only zg_sequence_piece shows them. */
ZG_MUST_USE zg_status zg_sequence_borrow(zg_run *run, const zg_corpus *corpus,
                                         const zg_selection *selection, zg_sequence *out,
                                         zg_error *error);

/* The `n` items from `at` on, which are of `document`, and `more` behind these: of the document, or
 * in front of its end barriers, but nothing that an n-gram could go on with. In `buffer`, which has
 * room for them, or where they are. */
const uint32_t *zg_sequence_piece(const zg_sequence *sequence, uint64_t document, uint64_t at,
                                  size_t n, size_t more, uint32_t *buffer);

/* Index (in the selection) of the document that holds an item, by halving. */
uint64_t zg_sequence_find(const zg_sequence *sequence, uint64_t position);

/* Gives back the items; links and their text stay. */
void zg_sequence_drop_items(zg_sequence *sequence);

/* Some of the documents (indices in the selection, ascending) as a sequence of their own, in time
 * near linear in their length. It borrows from `whole`; free it with zg_sequence_slice_free. */
ZG_MUST_USE zg_status zg_sequence_slice(const zg_sequence *whole, const uint64_t *documents,
                                        uint64_t n, zg_sequence *out, zg_error *error);
void zg_sequence_slice_free(zg_sequence *slice);

/* Index (in the selection) of the document that holds an item. */
static inline uint64_t zg_sequence_document(const zg_sequence *sequence, uint64_t position)
{
    uint64_t document = sequence->hints[position / ZG_HINT];
    while (sequence->starts[document + 1] <= position) document++;
    return document;
}

/* Appends the `n`-gram that begins at an item, as it is shown. False without memory. */
bool zg_sequence_render(const zg_sequence *sequence, uint64_t position, uint32_t n, zg_buffer *out);

/* Appends its elements (ZG_ELEMENT_FIRST + type), marks included. */
bool zg_sequence_elements(const zg_sequence *sequence, uint64_t position, uint32_t n,
                          zg_elements *out);

/* Order of two n-grams by the bytes they are shown with: below 0, 0, above 0. */
int zg_sequence_compare(const zg_sequence *sequence, uint64_t a, uint32_t a_n, uint64_t b,
                        uint32_t b_n);

#endif
