/* corpus: the vocabulary. A flat hash table of type numbers; single characters of the range where
 * Han, kana and Hangul live go through a table by code point instead, which is most of the tokens
 * of most corpora. */
#include <stdlib.h>
#include <string.h>

#include "corpus_object.h"

#define FIRST_SLOTS 4096
#define TYPES_MAX   (UINT32_MAX - 8)

bool zg_vocabulary_begin(zg_vocabulary *vocabulary)
{
    *vocabulary = (zg_vocabulary){.n_slots = FIRST_SLOTS};
    vocabulary->slots = zg_memory_zeroed(FIRST_SLOTS, sizeof *vocabulary->slots);
    vocabulary->direct = zg_memory_zeroed(0x10000, sizeof *vocabulary->direct);
    if (vocabulary->slots != NULL && vocabulary->direct != NULL) return true;
    zg_vocabulary_free(vocabulary);
    return false;
}

void zg_vocabulary_free(zg_vocabulary *vocabulary)
{
    zg_buffer_free(&vocabulary->bytes);
    zg_memory_free(vocabulary->words);
    zg_memory_free(vocabulary->keys);
    zg_memory_free(vocabulary->slots);
    zg_memory_free(vocabulary->direct);
    *vocabulary = (zg_vocabulary){0};
}

uint64_t zg_vocabulary_memory(const zg_vocabulary *vocabulary)
{
    size_t word = sizeof *vocabulary->words * (vocabulary->keys != NULL ? 2 : 1);
    uint64_t direct = vocabulary->direct != NULL ? 0x10000 * sizeof *vocabulary->direct : 0;
    return direct + vocabulary->bytes.capacity + vocabulary->capacity * word +
           vocabulary->n_slots * sizeof *vocabulary->slots;
}

uint64_t zg_vocabulary_hash(const char *text, size_t length)
{
    uint64_t h = 0x9E3779B97F4A7C15ull ^ length;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = (h ^ word) * 0xD6E8FEB86659FD93ull;
        h ^= h >> 32;
        text += 8;
        length -= 8;
    }
    uint64_t rest = 0;
    if (length > 0) memcpy(&rest, text, length);
    h = (h ^ rest) * 0xD6E8FEB86659FD93ull;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93ull;
    return h ^ h >> 32;
}

static const zg_vocabulary_word *key_of(const zg_vocabulary *vocabulary, size_t type)
{
    return vocabulary->keys != NULL ? &vocabulary->keys[type] : &vocabulary->words[type];
}

static bool same(const zg_vocabulary *vocabulary, uint32_t type, const char *text, uint32_t length,
                 uint32_t flags)
{
    const zg_vocabulary_word *key = key_of(vocabulary, type);
    return key->length == length && !((key->flags ^ flags) & ZG_SEGMENT_TOKEN) &&
           memcmp(vocabulary->bytes.data + key->offset, text, length) == 0;
}

static size_t find_slot(const zg_vocabulary *vocabulary, const char *text, uint32_t length,
                        uint32_t flags)
{
    size_t mask = vocabulary->n_slots - 1, slot = zg_vocabulary_hash(text, length) & mask;
    while (vocabulary->slots[slot] != 0 &&
           !same(vocabulary, vocabulary->slots[slot] - 1, text, length, flags)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void fill_slots(zg_vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary->n; i++) {
        const zg_vocabulary_word *key = key_of(vocabulary, i);
        size_t mask = vocabulary->n_slots - 1;
        size_t slot = zg_vocabulary_hash(vocabulary->bytes.data + key->offset, key->length) & mask;
        while (vocabulary->slots[slot] != 0) slot = (slot + 1) & mask;
        vocabulary->slots[slot] = (uint32_t)i + 1;
    }
}

static bool grow_slots(zg_vocabulary *vocabulary)
{
    if (vocabulary->n + 1 <= vocabulary->n_slots / 2) return true;
    if (vocabulary->n_slots > SIZE_MAX / 2) return false;
    uint32_t *slots = zg_memory_zeroed(vocabulary->n_slots * 2, sizeof *slots);
    if (slots == NULL) return false;
    zg_memory_free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->n_slots *= 2;
    fill_slots(vocabulary);
    return true;
}

/* The code point of a single three-byte character, else 0. */
static uint32_t direct_index(const char *text, uint32_t length)
{
    uint32_t cp;
    if (length != 3 || ((unsigned char)text[0] & 0xF0) != 0xE0) return 0;
    zg_utf8_next(text, &cp);
    return cp;
}

uint32_t zg_vocabulary_add(zg_vocabulary *vocabulary, const char *text, uint32_t length,
                           uint32_t flags)
{
    uint32_t direct = direct_index(text, length);
    if (direct != 0 && vocabulary->direct[direct] != 0) return vocabulary->direct[direct] - 1;
    if (!grow_slots(vocabulary) || vocabulary->n >= TYPES_MAX) return UINT32_MAX;
    size_t slot = find_slot(vocabulary, text, length, flags);
    if (vocabulary->slots[slot] != 0) return vocabulary->slots[slot] - 1;
    uint64_t offset = vocabulary->bytes.length;
    if (!zg_memory_grow(&vocabulary->words, &vocabulary->capacity, vocabulary->n + 1,
                        sizeof *vocabulary->words) ||
        !zg_buffer_append(&vocabulary->bytes, text, length)) {
        return UINT32_MAX;
    }
    uint32_t type = (uint32_t)vocabulary->n++;
    vocabulary->words[type] =
        (zg_vocabulary_word){.offset = offset, .length = length, .flags = flags};
    vocabulary->slots[slot] = type + 1;
    if (direct != 0) vocabulary->direct[direct] = type + 1;
    return type;
}

void zg_vocabulary_clear(zg_vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary->n; i++) {
        const zg_vocabulary_word *word = &vocabulary->words[i];
        uint32_t direct = direct_index(vocabulary->bytes.data + word->offset, word->length);
        vocabulary->direct[direct] = 0;
    }
    memset(vocabulary->slots, 0, vocabulary->n_slots * sizeof *vocabulary->slots);
    vocabulary->n = 0;
    vocabulary->bytes.length = 0;
}

bool zg_vocabulary_find(const zg_vocabulary *vocabulary, const char *text, uint32_t length,
                        uint32_t flags, uint32_t *type)
{
    size_t slot = find_slot(vocabulary, text, length, flags);
    if (vocabulary->slots[slot] == 0) return false;
    *type = vocabulary->slots[slot] - 1;
    return true;
}

bool zg_vocabulary_index(zg_vocabulary *vocabulary)
{
    size_t n_slots = FIRST_SLOTS;
    while (vocabulary->n > n_slots / 2) n_slots *= 2;
    uint32_t *slots = zg_memory_zeroed(n_slots, sizeof *slots);
    if (slots == NULL) return false;
    zg_memory_free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->n_slots = n_slots;
    fill_slots(vocabulary);
    return true;
}

/* ---- byte order ---- */

typedef struct sorted_word {
    const char *text;
    const char *key;
    uint32_t length;
    uint32_t key_length;
    uint32_t token;
    uint32_t type;
} sorted_word;

static int compare_bytes(const char *x, uint32_t x_length, const char *y, uint32_t y_length)
{
    int order = memcmp(x, y, x_length < y_length ? x_length : y_length);
    if (order != 0) return order;
    return x_length < y_length ? -1 : x_length > y_length;
}

static int compare_words(const void *a, const void *b)
{
    const sorted_word *x = a, *y = b;
    int order = compare_bytes(x->text, x->length, y->text, y->length);
    if (order == 0) order = compare_bytes(x->key, x->key_length, y->key, y->key_length);
    return order != 0 ? order : (int)x->token - (int)y->token;
}

static sorted_word *sort_words(const zg_vocabulary *vocabulary)
{
    size_t n = vocabulary->n;
    sorted_word *sorted = zg_memory_alloc(n, sizeof *sorted);
    for (size_t i = 0; i < n && sorted != NULL; i++) {
        const zg_vocabulary_word *word = &vocabulary->words[i], *key = key_of(vocabulary, i);
        sorted[i] = (sorted_word){.text = vocabulary->bytes.data + word->offset,
                                  .key = vocabulary->bytes.data + key->offset,
                                  .length = word->length,
                                  .key_length = key->length,
                                  .token = word->flags & ZG_SEGMENT_TOKEN,
                                  .type = (uint32_t)i};
    }
    if (n > 0 && sorted != NULL) qsort(sorted, n, sizeof *sorted, compare_words);
    return sorted;
}

/* Puts words (or keys) in the new order, in place of `*words`. */
static bool reorder(zg_vocabulary_word **words, const sorted_word *sorted, size_t n)
{
    zg_vocabulary_word *ordered = zg_memory_alloc(n, sizeof *ordered);
    if (ordered == NULL) return false;
    for (size_t i = 0; i < n; i++) ordered[i] = (*words)[sorted[i].type];
    zg_memory_free(*words);
    *words = ordered;
    return true;
}

bool zg_vocabulary_sort(zg_vocabulary *vocabulary, uint32_t **renumbered)
{
    size_t n = vocabulary->n;
    sorted_word *sorted = sort_words(vocabulary);
    uint32_t *numbers = zg_memory_alloc(n, sizeof *numbers);
    bool good = sorted != NULL && numbers != NULL && reorder(&vocabulary->words, sorted, n) &&
                (vocabulary->keys == NULL || reorder(&vocabulary->keys, sorted, n));
    if (good) {
        for (size_t i = 0; i < n; i++) numbers[sorted[i].type] = (uint32_t)i;
        vocabulary->capacity = n;
        memset(vocabulary->slots, 0, vocabulary->n_slots * sizeof *vocabulary->slots);
        memset(vocabulary->direct, 0, 0x10000 * sizeof *vocabulary->direct);
        fill_slots(vocabulary);
        *renumbered = numbers;
    } else {
        zg_memory_free(numbers);
    }
    zg_memory_free(sorted);
    return good;
}
