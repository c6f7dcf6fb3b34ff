/* sequence: some of its documents as a sequence of their own, with the links that they have
 * numbered anew in the same order, so that its cost is that of the documents, not that of the
 * vocabulary. */
#include <stdlib.h>
#include <string.h>

#include "sequence_parts.h"

void zg_sequence_slice_free(zg_sequence *slice)
{
    slice->text = (zg_buffer){0};
    slice->pairs = NULL;
    zg_sequence_free(slice);
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t number_of(const uint32_t *links, uint32_t n, uint32_t link)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (links[middle] < link)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t unique(uint32_t *links, size_t n)
{
    size_t kept = 0;
    if (n > 1) qsort(links, n, sizeof *links, compare);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || links[kept - 1] != links[i]) links[kept++] = links[i];
    }
    return kept;
}

/* Gathers links in the front of `found`, which is full at twice the number of links that there
 * are, so that it is small beside the items. */
static size_t find_links(const zg_sequence *slice, uint32_t *found, size_t room)
{
    size_t held = 0;
    for (uint64_t i = 0; i < slice->n; i++) {
        if (slice->items[i] == ZG_BARRIER) continue;
        if (held == room) held = unique(found, held);
        found[held++] = slice->items[i] - 1;
    }
    return unique(found, held);
}

/* Links of the items, and of the bare tokens of those, by number. */
static zg_status take_links(const zg_sequence *whole, zg_sequence *slice, zg_error *error)
{
    size_t room = 2 * (slice->tokens < whole->n_links ? (size_t)slice->tokens : whole->n_links);
    uint32_t *found = zg_memory_alloc(room, sizeof *found);
    if (found == NULL) return zg_error_memory(error);
    size_t n = find_links(slice, found, room);
    for (size_t i = 0, had = n; i < had; i++) found[n++] = whole->links[found[i]].bare;
    slice->n_links = (uint32_t)unique(found, n);
    slice->links = zg_memory_alloc(slice->n_links, sizeof *slice->links);
    if (slice->links == NULL) {
        zg_memory_free(found);
        return zg_error_memory(error);
    }
    for (uint32_t i = 0; i < slice->n_links; i++) {
        slice->links[i] = whole->links[found[i]];
        slice->links[i].bare = number_of(found, slice->n_links, slice->links[i].bare);
    }
    for (uint64_t i = 0; i < slice->n; i++) {
        if (slice->items[i] != ZG_BARRIER)
            slice->items[i] = number_of(found, slice->n_links, slice->items[i] - 1) + 1;
    }
    zg_memory_free(found);
    return ZG_OK;
}

/* Where the items of a document end: starts[i + 1], but for the last, which is one too far. */
static uint64_t end_of(const zg_sequence *sequence, uint64_t document)
{
    return document + 1 == sequence->n_documents ? sequence->n : sequence->starts[document + 1];
}

zg_status zg_sequence_slice(const zg_sequence *whole, const uint64_t *documents, uint64_t n,
                            zg_sequence *out, zg_error *error)
{
    zg_sequence slice = {.corpus = whole->corpus,
                         .text = whole->text,
                         .pairs = whole->pairs,
                         .n_pairs = whole->n_pairs,
                         .room = {.run = whole->room.run}};
    uint64_t total = 0;
    for (uint64_t i = 0; i < n; i++)
        total += end_of(whole, documents[i]) - whole->starts[documents[i]];
    zg_status status =
        zg_room_make(&slice.room, (total + ZG_SEQUENCE_PAD) * sizeof *slice.items, error);
    slice.items = slice.room.data;
    slice.starts = zg_memory_alloc(n + 1, sizeof *slice.starts);
    if (status == ZG_OK && slice.starts == NULL) status = zg_error_memory(error);
    for (uint64_t i = 0; status == ZG_OK && i < n; i++) {
        uint64_t from = whole->starts[documents[i]], to = end_of(whole, documents[i]);
        slice.starts[slice.n_documents++] = slice.n;
        for (; from < to; from++) {
            slice.items[slice.n++] = whole->items[from];
            slice.tokens += whole->items[from] != ZG_BARRIER;
        }
    }
    if (status == ZG_OK) {
        slice.starts[slice.n_documents] = slice.n + 1;
        memset(slice.items + slice.n, 0, ZG_SEQUENCE_PAD * sizeof *slice.items);
        status = zg_sequence_hint(&slice, error);
    }
    if (status == ZG_OK) status = take_links(whole, &slice, error);
    if (status == ZG_OK) status = zg_sequence_glyphs(&slice, error);
    if (status == ZG_OK)
        *out = slice;
    else
        zg_sequence_slice_free(&slice);
    return status;
}
