/* repeats: the elements of a selection in one flat array, marks and all, their suffixes in order,
 * and with them every sequence that recurs, of any length. Floor 6. Knows ids only.
 *
 * An item is a token or a mark, or a barrier that nothing crosses. Barriers end every comparison:
 * two sequences that reach one share what stands before it, and nothing more. */
#ifndef ZG_REPEATS_H
#define ZG_REPEATS_H

#include "corpus.h"
#include "position.h"
#include "room.h"

/* Items: 0 ends the array, 1 is a barrier, from 2 on types. */
#define ZG_ITEM_BARRIER 1u
#define ZG_ITEM_FIRST   2u /* type t is ZG_ITEM_FIRST + t */

static inline uint32_t zg_item_element(uint32_t item)
{
    return item - ZG_ITEM_FIRST + ZG_ELEMENT_FIRST;
}

/* Asks for memory that will be read soon. */
#if defined(__GNUC__)
#define ZG_PREFETCH(address) __builtin_prefetch(address)
#else
#define ZG_PREFETCH(address) ((void)0)
#endif

/* A place that shares ZG_COMMON_LONG items or more with the one before. */
typedef struct zg_repeat_long {
    zg_position place, shared;
} zg_repeat_long;

#define ZG_COMMON_LONG 255
#define ZG_REPEATS_PAD 8 /* ends behind the last item */

typedef struct zg_repeats {
    const zg_corpus *corpus;
    uint32_t *items;  /* one barrier before, between and after stretches; then the end */
    zg_position n;    /* the end included */
    uint32_t n_words; /* types of the corpus: items are below n_words + ZG_ITEM_FIRST */
    uint64_t tokens;
    uint8_t *is_token; /* by item */
    zg_position n_places;
    zg_position *suffixes; /* by place: positions, ordered by what begins there */
    uint8_t *common; /* by place: items shared with the place before; ZG_COMMON_LONG: see below */
    zg_position *buckets;   /* by item: first place of the suffixes that begin with it; one more */
    zg_position *freqs;     /* by item: occurrences, of the positions that were ordered */
    zg_repeat_long *longer; /* the places that share more, ascending */
    size_t n_longer;
    zg_position *starts; /* first position of each selected document; n_documents + 1 */
    uint32_t n_documents;
    zg_position *blanks; /* positions behind white space that would stop a clause, ascending */
    size_t n_blanks, blanks_capacity;
    uint32_t *hints;     /* document of every ZG_REPEATS_HINT-th position */
    zg_position *counts; /* tokens of that document before it */
    zg_room items_room, suffixes_room, common_room; /* private: where they lie */
} zg_repeats;

#define ZG_REPEATS_HINT 64

/* Fills the array of items: all but the order of suffixes. ZG_ERROR_RANGE where positions do not
 * hold them: see zg_needs_wide. */
ZG_MUST_USE zg_status zg_repeats_read(zg_run *run, const zg_corpus *corpus,
                                      const zg_selection *selection, zg_within within,
                                      zg_repeats *out, zg_error *error);
void zg_repeats_free(zg_repeats *repeats);

/* What of the order is wanted. */
typedef struct zg_order {
    zg_position least; /* suffixes whose common beginning occurs less often need not be told apart:
                       they follow each other, and `common` may tell less than they share */
    zg_position depth; /* nor those that share so many items; ZG_POSITION_MAX: no limit */
    zg_position depth_marks; /* the same of those that begin with a mark; 0: as others */
    const uint64_t *chosen;  /* bit by position: those that are ordered; NULL: all. Borrowed. */
} zg_order;

/* Orders the suffixes, in time near linear in their number whatever the text. What was ordered
 * before is forgotten. The order is the same one for any number of threads. */
ZG_MUST_USE zg_status zg_repeats_order(zg_run *run, zg_repeats *repeats, const zg_order *how,
                                       zg_error *error);

/* Forgets all places but those of tokens that, with the item behind, recur `least` times. `freqs`
 * stays what it is. */
void zg_repeats_keep(zg_repeats *repeats, zg_position least);

/* Items that the suffix at a place shares with the one before. */
zg_position zg_repeats_common(const zg_repeats *repeats, zg_position place);

/* Takes `common` out, for its memory; walks need it. */
void zg_repeats_drop_common(zg_repeats *repeats);

/* Index (in the selection) of the document that holds a position, and the number of its tokens
 * before it. */
uint32_t zg_repeats_document(const zg_repeats *repeats, zg_position position);
zg_position zg_repeats_token(const zg_repeats *repeats, zg_position position, uint32_t document);

/* The places of the suffixes that begin with `length` items: from *low up to *high. Empty where
 * there are none. With *high above *low on entry, looks only there. */
void zg_repeats_find(const zg_repeats *repeats, const uint32_t *items, zg_position length,
                     zg_position *low, zg_position *high);

/* A sequence that recurs and cannot be made longer to the right without losing an occurrence. */
typedef struct zg_repeat {
    zg_position low, high; /* places of its occurrences in `suffixes`: high - low of them */
    zg_position length;    /* items */
    zg_position shorter;   /* length of the longest repeat that begins it and occurs more often; 0:
                           none */
    zg_position changes;   /* between places that follow each other: where the item on the left is
                           another one, or one that counts anew each time */
    uint64_t weight;       /* sum of `weights` over its occurrences */
} zg_repeat;

/* A walk over all repeats: those inside an interval of places before the interval itself. It needs
 * an order that told apart what occurs `min_freq` times. */
typedef struct zg_repeat_walk zg_repeat_walk;

/* `weights`: by position, for zg_repeat.weight; NULL: 0. `anew`: by item, those that are a
 * neighbour of its own each time (barriers always are); NULL: none. Borrowed. */
ZG_MUST_USE zg_status zg_repeat_walk_new(const zg_repeats *repeats, zg_position min_freq,
                                         const uint16_t *weights, const uint8_t *anew,
                                         zg_repeat_walk **out, zg_error *error);

/* The next repeat of `min_freq` occurrences or more; ZG_END after the last. */
ZG_MUST_USE zg_status zg_repeat_walk_next(zg_repeat_walk *walk, zg_repeat *out, zg_error *error);

/* Restricts the walk, before its first step, to the items from `first` up to `end`: to repeats that
 * begin with one of them. Several walks, one behind the other, are one over all. */
void zg_repeat_walk_items(zg_repeat_walk *walk, uint32_t first, uint32_t end);
void zg_repeat_walk_free(zg_repeat_walk *walk);

#endif
