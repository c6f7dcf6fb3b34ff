/* corpus: the index of strings: open addressing, at most half full, numbers plus 1. */
#include "corpus_index.h"

#include <string.h>

#include "corpus_object.h"

zg_status zg_index_begin(zg_index *index, zg_run *run, uint64_t n, zg_error *error)
{
    uint64_t slots = 16;
    while (slots / 2 < n && slots < UINT64_MAX / 32) slots *= 2;
    index->room = (zg_room){.run = run};
    index->mask = slots - 1;
    zg_status status = zg_room_make(&index->room, slots * sizeof(uint64_t), error);
    if (status == ZG_OK) memset(index->room.data, 0, (size_t)slots * sizeof(uint64_t));
    return status;
}

void zg_index_free(zg_index *index)
{
    zg_room_free(&index->room);
}

/* The slot that has the string, or the empty one where it would be. */
static uint64_t *find_slot(const zg_index *index, const char *text, size_t length)
{
    uint64_t *slots = index->room.data;
    uint64_t at = zg_vocabulary_hash(text, length) & index->mask;
    for (; slots[at] != 0; at = (at + 1) & index->mask) {
        size_t other_length;
        const char *other = index->text(index->context, slots[at] - 1, &other_length);
        if (other_length == length && memcmp(other, text, length) == 0) break;
    }
    return &slots[at];
}

bool zg_index_add(zg_index *index, uint64_t number, uint64_t *other)
{
    size_t length;
    const char *text = index->text(index->context, number, &length);
    uint64_t *slot = find_slot(index, text, length);
    if (*slot != 0) {
        *other = *slot - 1;
        return false;
    }
    *slot = number + 1;
    return true;
}

bool zg_index_find(const zg_index *index, const char *text, size_t length, uint64_t *number)
{
    const uint64_t *slot = find_slot(index, text, length);
    if (*slot == 0) return false;
    *number = *slot - 1;
    return true;
}
