/* inventory: all n-grams with their places. An n-gram is named by the pair (name of its first
 * n - 1 tokens, last link), order after order; what is too rare gets no name, since nothing longer
 * that it begins can be frequent enough. */
#include "inventory.h"

#include <string.h>

typedef struct name_key {
    zg_position shorter; /* name of the first n - 1 tokens; 0: n is 1. At last: the new name */
    uint32_t last;       /* link + 1 */
} name_key;

typedef struct naming {
    const zg_sequence *sequence;
    zg_position *names; /* of the order under way, by position; 0: none */
    name_key *keys;     /* by name - 1 */
    zg_position *freqs;
    zg_position n;
    size_t keys_capacity, freqs_capacity;
    zg_position *slots;
    size_t n_slots;
} naming;

static void naming_free(naming *names)
{
    zg_memory_free(names->names);
    zg_memory_free(names->keys);
    zg_memory_free(names->freqs);
    zg_memory_free(names->slots);
}

static size_t slot_of(const naming *names, name_key key)
{
    uint64_t h = (key.shorter * 0xD6E8FEB86659FD93ull + key.last) * 0x9E3779B97F4A7C15ull;
    return (size_t)(h ^ h >> 32) & (names->n_slots - 1);
}

static bool grow_slots(naming *names)
{
    if (names->n + 1 <= names->n_slots / 2) return true;
    size_t n = names->n_slots > 0 ? names->n_slots * 2 : 4096;
    zg_position *slots = zg_memory_zeroed(n, sizeof *slots);
    if (slots == NULL) return false;
    zg_memory_free(names->slots);
    names->slots = slots;
    names->n_slots = n;
    for (zg_position i = 0; i < names->n; i++) {
        size_t slot = slot_of(names, names->keys[i]);
        while (slots[slot] != 0) slot = (slot + 1) & (n - 1);
        slots[slot] = i + 1;
    }
    return true;
}

/* The name of a key, counted; 0 without memory. */
static zg_position name_of(naming *names, name_key key)
{
    if (!grow_slots(names)) return 0;
    size_t slot = slot_of(names, key);
    while (names->slots[slot] != 0) {
        zg_position name = names->slots[slot];
        const name_key *known = &names->keys[name - 1];
        if (known->shorter == key.shorter && known->last == key.last) {
            names->freqs[name - 1]++;
            return name;
        }
        slot = (slot + 1) & (names->n_slots - 1);
    }
    if (!zg_memory_grow(&names->keys, &names->keys_capacity, (size_t)names->n + 1,
                        sizeof *names->keys) ||
        !zg_memory_grow(&names->freqs, &names->freqs_capacity, (size_t)names->n + 1,
                        sizeof *names->freqs)) {
        return 0;
    }
    names->keys[names->n] = key;
    names->freqs[names->n] = 1;
    names->slots[slot] = ++names->n;
    return names->n;
}

/* Names of order n from those of order n - 1 (n = 1: from the tokens). */
static bool name_order(naming *names, uint32_t n)
{
    const zg_sequence *sequence = names->sequence;
    names->n = 0;
    if (names->slots != NULL) memset(names->slots, 0, names->n_slots * sizeof *names->slots);
    for (uint64_t i = 0; i < sequence->n; i++) {
        if (sequence->items[i] == ZG_BARRIER) continue;
        name_key key = {.last = sequence->links[sequence->items[i] - 1].bare + 1};
        if (n > 1) {
            uint32_t last = sequence->items[i + n - 1];
            if (names->names[i] == 0) continue;
            if (last == ZG_BARRIER || names->names[i + 1] == 0) {
                names->names[i] = 0;
                continue;
            }
            key = (name_key){names->names[i], last};
        }
        names->names[i] = name_of(names, key);
        if (names->names[i] == 0) return false;
    }
    return true;
}

/* Drops the rare ones and numbers the rest from 1, as they first occur. */
static void keep_frequent(naming *names, uint64_t min_freq)
{
    zg_position kept = 0;
    for (zg_position i = 0; i < names->n; i++) {
        bool keeps = names->freqs[i] >= min_freq;
        names->keys[i].shorter = keeps ? ++kept : 0;
        if (keeps) names->freqs[kept - 1] = names->freqs[i];
    }
    for (uint64_t i = 0; i < names->sequence->n; i++) {
        if (names->names[i] != 0) names->names[i] = names->keys[names->names[i] - 1].shorter;
    }
    names->n = kept;
}

/* Appends the n-grams that have names as entries, with their places. */
static bool take_entries(const naming *names, uint32_t order, zg_inventory *out)
{
    uint32_t first = out->n;
    uint64_t places = first > 0 ? out->starts[first] : 0;
    zg_buffer shown = {0};
    bool good = true;
    for (uint64_t i = 0, seen = 0; i < names->sequence->n && seen < names->n && good; i++) {
        if (names->names[i] != seen + 1) continue;
        shown.length = 0;
        good = zg_sequence_render(names->sequence, i, order, &shown) &&
               zg_inventory_entry(out, order, shown.data, shown.length);
        seen++;
    }
    zg_buffer_free(&shown);
    for (zg_position i = 0; i < names->n; i++) places += names->freqs[i];
    if (!good || names->n == 0) return good;
    if (!zg_memory_grow(&out->positions, &out->positions_capacity, places,
                        sizeof *out->positions)) {
        return false;
    }
    for (uint32_t i = first; i < out->n; i++) {
        out->starts[i + 1] = out->starts[i] + names->freqs[i - first];
    }
    uint64_t *next = zg_memory_alloc(names->n, sizeof *next);
    if (next == NULL) return false;
    memcpy(next, out->starts + first, names->n * sizeof *next);
    for (uint64_t i = 0; i < names->sequence->n; i++) {
        if (names->names[i] != 0) out->positions[next[names->names[i] - 1]++] = (zg_position)i;
    }
    zg_memory_free(next);
    return true;
}

zg_status zg_inventory_ngrams(zg_run *run, const zg_sequence *sequence, uint32_t min_n,
                              uint32_t max_n, uint64_t min_freq, zg_inventory *out, zg_error *error)
{
    *out = (zg_inventory){0};
    naming names = {.sequence = sequence};
    zg_status status = zg_inventory_fits(sequence, error);
    if (status != ZG_OK) return status;
    names.names = zg_memory_zeroed(sequence->n + 1, sizeof *names.names);
    if (names.names == NULL) status = zg_error_memory(error);
    for (uint32_t n = 1; n <= max_n && status == ZG_OK; n++) {
        if (!name_order(&names, n)) {
            status = zg_error_memory(error);
            break;
        }
        keep_frequent(&names, min_freq);
        if (n >= min_n && !take_entries(&names, n, out)) status = zg_error_memory(error);
        if (names.n == 0) break;
        if (status == ZG_OK) status = zg_run_check(run, error);
    }
    naming_free(&names);
    if (status == ZG_OK) status = zg_inventory_finish(out, sequence, error);
    if (status != ZG_OK) zg_inventory_free(out);
    return status;
}
