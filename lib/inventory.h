/* inventory: sequences of tokens with all their places in a selection: what is looked for around
 * nodes, and the nodes themselves. Floor 6. Knows ids only. */
#ifndef ZG_INVENTORY_H
#define ZG_INVENTORY_H

#include "position.h"
#include "run.h"
#include "sequence.h"

/* Entries with their places: positions in the sequence, ascending. Zero it to begin one by hand:
 * zg_inventory_entry, zg_inventory_place ..., zg_inventory_finish. */
typedef struct zg_inventory {
    const zg_sequence *sequence; /* borrowed */
    uint32_t n;
    uint32_t *orders;       /* tokens of an entry; of one with several forms: of its shortest */
    uint64_t *starts;       /* n + 1: places of entry i are starts[i] .. starts[i + 1] */
    zg_position *positions; /* where a place begins; NULL where `tokens` */
    uint32_t *lengths;      /* its tokens; NULL: those of the order of its entry */
    uint32_t *ranks;       /* place of an entry in the order of shown bytes, then n; NULL: itself */
    uint32_t min_n, max_n; /* of the orders and of all lengths */
    bool tokens; /* every token is an entry, numbered as its bare link: items of the sequence are
                    bare (entry + 1) */
    const uint16_t *narrow; /* the items, in half the room; NULL: as they were */
    zg_buffer text;         /* shown forms, one after the other; unused where `tokens` */
    uint64_t *texts;        /* where each begins */
    size_t orders_capacity, starts_capacity, positions_capacity, lengths_capacity, texts_capacity;
} zg_inventory;

void zg_inventory_free(zg_inventory *inventory);

/* Frees the places; frequencies, orders and text stay. */
void zg_inventory_drop_places(zg_inventory *inventory);

/* Every token, with frequencies but no places. The items of the sequence lose their marks: it
 * serves single tokens only from here on. With `narrow` they are kept in 16 bits where that is
 * enough, in `out`, and the sequence has none. */
ZG_MUST_USE zg_status zg_inventory_tokens(zg_run *run, zg_sequence *sequence, bool narrow,
                                          zg_inventory *out, zg_error *error);

/* Every n-gram of min_n to max_n tokens that occurs `min_freq` times or more. */
ZG_MUST_USE zg_status zg_inventory_ngrams(zg_run *run, const zg_sequence *sequence, uint32_t min_n,
                                          uint32_t max_n, uint64_t min_freq, zg_inventory *out,
                                          zg_error *error);

/* By hand. False without memory. Places of an entry are added in ascending order. */
bool zg_inventory_entry(zg_inventory *inventory, uint32_t order, const char *text, size_t length);
bool zg_inventory_place(zg_inventory *inventory, uint64_t position, uint32_t n);
ZG_MUST_USE zg_status zg_inventory_finish(zg_inventory *inventory, const zg_sequence *sequence,
                                          zg_error *error);

/* ZG_ERROR_RANGE where positions do not hold the sequence: zg_needs_wide was not asked. */
ZG_MUST_USE zg_status zg_inventory_fits(const zg_sequence *sequence, zg_error *error);

/* What is shown of an entry. Borrowed. */
const char *zg_inventory_text(const zg_inventory *inventory, uint32_t entry, size_t *length);

static inline uint64_t zg_inventory_freq(const zg_inventory *inventory, uint32_t entry)
{
    return inventory->starts[entry + 1] - inventory->starts[entry];
}

static inline uint32_t zg_inventory_rank(const zg_inventory *inventory, uint32_t entry)
{
    return inventory->ranks == NULL ? entry : inventory->ranks[entry];
}

static inline uint32_t zg_inventory_length(const zg_inventory *inventory, uint32_t entry,
                                           uint64_t place)
{
    return inventory->lengths == NULL ? inventory->orders[entry] : inventory->lengths[place];
}

/* From the number of a token in its document to its position in the sequence. */
typedef struct zg_token_map {
    const zg_sequence *sequence;
    uint64_t *firsts;   /* number of the first token of each document, over the selection */
    zg_position *marks; /* position of every 64th token */
} zg_token_map;

ZG_MUST_USE zg_status zg_token_map_make(const zg_sequence *sequence, zg_token_map *out,
                                        zg_error *error);
zg_position zg_token_position(const zg_token_map *map, uint64_t document, uint64_t token);
void zg_token_map_free(zg_token_map *map);

#endif
