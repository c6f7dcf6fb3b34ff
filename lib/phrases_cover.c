/* phrases: the cover of listed occurrences. What lies on top at a position is the shortest piece
 * there; below it lies, for each of its positions, what was on top before. Mostly that is one and
 * the same piece, so a piece keeps one number, and a list only where it overlaps others.
 *
 * Few positions are ever asked for: those where a candidate begins, and of them those that some
 * occurrence of a candidate long enough to hold another one can cover. The bits of both say which;
 * a position's number among them is its place in `top`.
 *
 * A piece that covers a position begins there or before, so it holds what begins there if it does
 * not end before it; it is the same sequence if both begin and end together. */
#include <string.h>

#include "phrases_parts.h"

#define LISTED ((zg_position)1 << (ZG_POSITION_BITS - 1))

/* Sums in pairs, fours and bytes: faster than what compilers call where they may not use the
 * instruction. */
static inline uint32_t count_bits(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555ull;
    word = (word & 0x3333333333333333ull) + (word >> 2 & 0x3333333333333333ull);
    word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Full;
    return (uint32_t)(word * 0x0101010101010101ull >> 56);
}

/* Bits before a position. */
static inline zg_position bit_of(const zg_cover *cover, zg_position position)
{
    uint64_t mask = (1ull << (position & 63)) - 1;
    return cover->before[position >> 6] + count_bits(cover->asked[position >> 6] & mask);
}

static inline bool is_asked(const zg_cover *cover, zg_position position)
{
    return (cover->asked[position >> 6] >> (position & 63) & 1) != 0;
}

static zg_status make_zeroed(zg_run *run, zg_room *room, uint64_t bytes, zg_error *error)
{
    room->run = run;
    zg_status status = zg_room_make(room, bytes, error);
    if (status == ZG_OK && room->spill == NULL) memset(room->data, 0, (size_t)bytes);
    return status;
}

/* Sets `length` bits from `start` on. */
static void set_bits(uint64_t *bits, zg_position start, zg_position length)
{
    for (zg_position i = start, end = start + length; i < end;) {
        zg_position n = 64 - (i & 63) < end - i ? 64 - (i & 63) : end - i;
        bits[i >> 6] |= (n < 64 ? (1ull << n) - 1 : ~0ull) << (i & 63);
        i += n;
    }
}

/* The positions where a candidate begins, and those that one of three items or more covers. */
static void mark_positions(const zg_ground *ground, const zg_candidates *candidates,
                           uint64_t *begins, uint64_t *covered)
{
    const zg_position *suffixes = ground->text.suffixes;
    for (size_t i = 0; i < candidates->n; i++) {
        const zg_candidate *c = &candidates->items[i];
        for (zg_position place = c->low; place < c->high; place++) {
            zg_position start = suffixes[place];
            begins[start >> 6] |= 1ull << (start & 63);
            if (c->length >= 3) set_bits(covered, start, c->length);
        }
    }
}

zg_status zg_cover_make(const zg_ground *ground, const zg_candidates *candidates, zg_cover *out,
                        zg_error *error)
{
    zg_run *run = ground->run;
    size_t n = ground->text.n / 64 + 1;
    zg_room covered = {.run = run};
    *out = (zg_cover){.pieces_room = {.run = run}};
    zg_status status = make_zeroed(run, &out->asked_room, n * sizeof *out->asked, error);
    if (status == ZG_OK) status = make_zeroed(run, &covered, n * sizeof *out->asked, error);
    if (status == ZG_OK) {
        status = make_zeroed(run, &out->before_room, n * sizeof *out->before, error);
    }
    zg_position bits = 0;
    if (status == ZG_OK) {
        const uint64_t *able = covered.data;
        out->asked = out->asked_room.data;
        out->before = out->before_room.data;
        mark_positions(ground, candidates, out->asked, covered.data);
        for (size_t i = 0; i < n; i++) {
            out->asked[i] &= able[i];
            out->before[i] = bits;
            bits += count_bits(out->asked[i]);
        }
        status = make_zeroed(run, &out->top_room, bits * sizeof *out->top, error);
        out->top = out->top_room.data;
    }
    zg_room_free(&covered);
    return status;
}

void zg_cover_free(zg_cover *cover)
{
    zg_room_free(&cover->asked_room);
    zg_room_free(&cover->before_room);
    zg_room_free(&cover->top_room);
    zg_room_free(&cover->pieces_room);
    zg_memory_free(cover->lists);
    *cover = (zg_cover){0};
}

static bool append(zg_cover *cover, zg_position value)
{
    if (!zg_memory_grow(&cover->lists, &cover->lists_capacity, cover->n_lists + 1,
                        sizeof *cover->lists)) {
        return false;
    }
    cover->lists[cover->n_lists++] = value;
    return true;
}

/* Remembers what lies on top of the bits from start to end. */
static bool remember(zg_cover *cover, zg_position start, zg_position end, zg_position *below)
{
    zg_position top = cover->top[start], i = start;
    while (i < end && cover->top[i] == top) i++;
    if (i == end) {
        *below = top;
        return true;
    }
    if (cover->n_lists >= LISTED) return false;
    *below = (zg_position)cover->n_lists | LISTED;
    if (!append(cover, start) || !append(cover, top)) return false;
    for (; i < end; i++) {
        if (cover->top[i] == top) continue;
        top = cover->top[i];
        if (!append(cover, i) || !append(cover, top)) return false;
    }
    return append(cover, ZG_POSITION_MAX);
}

zg_status zg_cover_lay(zg_cover *cover, zg_position start, uint32_t length, uint32_t phrase,
                       zg_error *error)
{
    zg_cover_piece piece = {.end = start + length, .phrase = phrase};
    zg_position first = bit_of(cover, start), end = bit_of(cover, start + length);
    if (first == end) return ZG_OK; /* nobody asks */
    if (cover->n >= LISTED - 1 || !remember(cover, first, end, &piece.below)) {
        return zg_error_memory(error);
    }
    if ((cover->n + 1) * sizeof *cover->pieces > cover->pieces_room.capacity) {
        zg_status status =
            zg_room_grow(&cover->pieces_room, (cover->n + 1) * sizeof *cover->pieces, error);
        if (status != ZG_OK) return status;
        cover->pieces = cover->pieces_room.data;
    }
    cover->pieces[cover->n++] = piece;
    for (zg_position i = first; i < end; i++) cover->top[i] = (zg_position)cover->n;
    return ZG_OK;
}

static zg_position below(const zg_cover *cover, const zg_cover_piece *piece, zg_position bit)
{
    if (!(piece->below & LISTED)) return piece->below;
    const zg_position *list = cover->lists + (piece->below & ~LISTED);
    zg_position found = 0;
    for (; *list <= bit; list += 2) found = list[1];
    return found;
}

uint32_t zg_cover_find(const zg_cover *cover, zg_position start, uint32_t length, uint32_t self)
{
    if (!is_asked(cover, start)) return UINT32_MAX;
    zg_position bit = bit_of(cover, start), number = cover->top[bit];
    while (number != 0) {
        const zg_cover_piece *piece = &cover->pieces[number - 1];
        if (piece->end >= start + length && piece->phrase != self) return piece->phrase;
        number = below(cover, piece, bit);
    }
    return UINT32_MAX;
}
