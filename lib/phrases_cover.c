/* phrases: the cover of listed occurrences. What lies on top at a position is the shortest piece
 * there; below it lies, for each of its positions, what was on top before. Mostly that is one and
 * the same piece, so a piece keeps one number, and a list only where it overlaps others. */
#include <string.h>

#include "phrases_parts.h"

#define LISTED 0x80000000u

zg_status zg_cover_make(zg_run *run, uint32_t n_positions, zg_cover *out, zg_error *error)
{
    *out = (zg_cover){.pieces_room = {.run = run}, .top_room = {.run = run}};
    size_t bytes = n_positions * sizeof *out->top;
    zg_status status = zg_room_make(&out->top_room, bytes, error);
    if (status == ZG_OK && out->top_room.spill == NULL) memset(out->top_room.data, 0, bytes);
    out->top = out->top_room.data;
    return status;
}

void zg_cover_free(zg_cover *cover)
{
    zg_room_free(&cover->top_room);
    zg_room_free(&cover->pieces_room);
    zg_memory_free(cover->lists);
    *cover = (zg_cover){0};
}

static bool append(zg_cover *cover, uint32_t value)
{
    if (!zg_memory_grow(&cover->lists, &cover->lists_capacity, cover->n_lists + 1,
                        sizeof *cover->lists)) {
        return false;
    }
    cover->lists[cover->n_lists++] = value;
    return true;
}

/* Remembers what lies on top from start to end. */
static bool remember(zg_cover *cover, uint32_t start, uint32_t end, uint32_t *below)
{
    uint32_t top = cover->top[start], i = start;
    while (i < end && cover->top[i] == top) i++;
    if (i == end) {
        *below = top;
        return true;
    }
    if (cover->n_lists >= LISTED) return false;
    *below = (uint32_t)cover->n_lists | LISTED;
    if (!append(cover, start) || !append(cover, top)) return false;
    for (; i < end; i++) {
        if (cover->top[i] == top) continue;
        top = cover->top[i];
        if (!append(cover, i) || !append(cover, top)) return false;
    }
    return append(cover, UINT32_MAX);
}

zg_status zg_cover_lay(zg_cover *cover, uint32_t start, uint32_t length, uint32_t phrase,
                       zg_error *error)
{
    zg_cover_piece piece = {.start = start, .length = length, .phrase = phrase};
    if (cover->n >= LISTED - 1 || !remember(cover, start, start + length, &piece.below)) {
        return zg_error_memory(error);
    }
    if ((cover->n + 1) * sizeof *cover->pieces > cover->pieces_room.capacity) {
        zg_status status =
            zg_room_grow(&cover->pieces_room, (cover->n + 1) * sizeof *cover->pieces, error);
        if (status != ZG_OK) return status;
        cover->pieces = cover->pieces_room.data;
    }
    cover->pieces[cover->n++] = piece;
    for (uint32_t i = start; i < start + length; i++) cover->top[i] = (uint32_t)cover->n;
    return ZG_OK;
}

static uint32_t below(const zg_cover *cover, const zg_cover_piece *piece, uint32_t position)
{
    if (!(piece->below & LISTED)) return piece->below;
    const uint32_t *list = cover->lists + (piece->below & ~LISTED);
    uint32_t found = 0;
    for (; *list <= position; list += 2) found = list[1];
    return found;
}

uint32_t zg_cover_find(const zg_cover *cover, uint32_t start, uint32_t length)
{
    uint32_t number = cover->top[start];
    while (number != 0) {
        const zg_cover_piece *piece = &cover->pieces[number - 1];
        if (piece->length > length && piece->start + piece->length >= start + length) {
            return piece->phrase;
        }
        number = below(cover, piece, start);
    }
    return UINT32_MAX;
}
