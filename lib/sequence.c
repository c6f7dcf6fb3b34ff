/* sequence: building the flat array. Marks between two tokens are folded into pair numbers: a run
 * of marks and the token behind it is named by hashing pairs (left, right), so a link is one
 * 32-bit number however many marks it has. In the end the links are renumbered in byte order. */
#include "sequence.h"

#include <string.h>

#include "sequence_parts.h"

void zg_sequence_free(zg_sequence *sequence)
{
    zg_room_free(&sequence->room);
    zg_run_release(sequence->room.run, sequence->reserved);
    zg_memory_free(sequence->links);
    zg_memory_free(sequence->glyphs);
    zg_buffer_free(&sequence->text);
    zg_memory_free(sequence->starts);
    zg_memory_free(sequence->hints);
    zg_memory_free(sequence->pairs);
    zg_memory_free(sequence->borrowed);
    zg_memory_free(sequence->codes);
    *sequence = (zg_sequence){0};
}

void zg_sequence_drop_items(zg_sequence *sequence)
{
    zg_room_free(&sequence->room);
    sequence->items = NULL;
    sequence->n = 0;
}

/* ---- pair numbers ---- */

typedef struct naming {
    zg_sequence *sequence;
    uint32_t words;  /* numbers below are types, from here on pairs */
    uint32_t *slots; /* pair + 1 */
    size_t n_slots;
} naming;

static size_t slot_of(const naming *names, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15ull;
    return (size_t)(h ^ h >> 29) & (names->n_slots - 1);
}

static bool grow_slots(naming *names)
{
    const zg_sequence *sequence = names->sequence;
    if (sequence->n_pairs + 1 <= names->n_slots / 2) return true;
    size_t n = names->n_slots > 0 ? names->n_slots * 2 : 1024;
    uint32_t *slots = zg_memory_zeroed(n, sizeof *slots);
    if (slots == NULL) return false;
    zg_memory_free(names->slots);
    names->slots = slots;
    names->n_slots = n;
    for (size_t i = 0; i < sequence->n_pairs; i++) {
        size_t slot = slot_of(names, sequence->pairs[i]);
        while (slots[slot] != 0) slot = (slot + 1) & (n - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    return true;
}

/* The number of (left, right); UINT32_MAX without memory. */
static uint32_t pair_number(naming *names, uint32_t left, uint32_t right)
{
    zg_sequence *sequence = names->sequence;
    uint64_t key = (uint64_t)left << 32 | right;
    if (!grow_slots(names) || sequence->n_pairs >= UINT32_MAX - 8 - names->words) return UINT32_MAX;
    size_t slot = slot_of(names, key);
    while (names->slots[slot] != 0) {
        uint32_t pair = names->slots[slot] - 1;
        if (sequence->pairs[pair] == key) return names->words + pair;
        slot = (slot + 1) & (names->n_slots - 1);
    }
    if (!zg_memory_grow(&sequence->pairs, &sequence->pairs_capacity, sequence->n_pairs + 1,
                        sizeof *sequence->pairs)) {
        return UINT32_MAX;
    }
    uint32_t pair = (uint32_t)sequence->n_pairs++;
    sequence->pairs[pair] = key;
    names->slots[slot] = pair + 1;
    return names->words + pair;
}

/* ---- items ---- */

typedef struct state {
    uint32_t marks; /* number of the run of marks since the last token; UINT32_MAX: none */
    bool barrier;   /* something stops here */
} state;

/* Whether an element stops an n-gram, by the table of contracts 3. */
static bool stops(uint32_t element, uint32_t flags, zg_within within)
{
    if (element == ZG_ELEMENT_DOCUMENT) return true;
    if (element == ZG_ELEMENT_PARAGRAPH) return within <= ZG_WITHIN_PARAGRAPH;
    if (element == ZG_ELEMENT_BLANK || !(flags & ZG_SEGMENT_SENTENCE)) {
        return within == ZG_WITHIN_CLAUSE;
    }
    return within <= ZG_WITHIN_SENTENCE;
}

static zg_status take_block(naming *names, const uint32_t *flags, const zg_block *block,
                            zg_within within, zg_error *error)
{
    zg_sequence *sequence = names->sequence;
    state s = {.marks = UINT32_MAX, .barrier = true};
    for (size_t i = 0; i < block->n; i++) {
        uint32_t element = block->elements[i];
        uint32_t type = element - ZG_ELEMENT_FIRST;
        bool is_type = element >= ZG_ELEMENT_FIRST;
        if (!is_type || !(flags[type] & ZG_SEGMENT_TOKEN)) {
            if (stops(element, is_type ? flags[type] : 0, within)) {
                s.barrier = true;
            } else if (is_type && !s.barrier) {
                s.marks = s.marks == UINT32_MAX ? type : pair_number(names, s.marks, type);
                if (s.marks == UINT32_MAX) return zg_error_memory(error);
            }
            continue;
        }
        uint32_t link = type;
        if (s.barrier) {
            sequence->items[sequence->n++] = ZG_BARRIER;
        } else if (s.marks != UINT32_MAX) {
            link = pair_number(names, s.marks, type);
            if (link == UINT32_MAX) return zg_error_memory(error);
        }
        sequence->items[sequence->n++] = link + 1;
        sequence->tokens++;
        s = (state){.marks = UINT32_MAX};
    }
    return ZG_OK;
}

/* Room for every token and a barrier in front of each stretch. Never more than the elements and
 * one barrier a document: a stretch is preceded by an element that stopped the one before. */
static zg_status make_room(zg_sequence *sequence, const zg_selection *selection, zg_error *error)
{
    uint64_t documents = zg_selected_count(sequence->corpus, selection), elements = 0;
    for (uint64_t i = 0; i < documents; i++) {
        elements +=
            zg_corpus_elements(sequence->corpus, zg_selected(sequence->corpus, selection, i)) + 1;
    }
    zg_status status = zg_room_make(&sequence->room,
                                    (elements + ZG_SEQUENCE_PAD) * sizeof *sequence->items, error);
    if (status != ZG_OK) return status;
    sequence->items = sequence->room.data;
    sequence->starts = zg_memory_alloc(documents + 1, sizeof *sequence->starts);
    return sequence->starts != NULL ? ZG_OK : zg_error_memory(error);
}

zg_status zg_sequence_hint(zg_sequence *sequence, zg_error *error)
{
    uint64_t n = sequence->n / ZG_HINT + 1, document = 0;
    if (sequence->n_documents > UINT32_MAX) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "more than 2^32 documents");
    }
    sequence->hints = zg_memory_alloc(n, sizeof *sequence->hints);
    if (sequence->hints == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < n; i++) {
        while (document + 1 < sequence->n_documents &&
               sequence->starts[document + 1] <= i * ZG_HINT) {
            document++;
        }
        sequence->hints[i] = (uint32_t)document;
    }
    return ZG_OK;
}

/* Reserves what it holds beside its items with the run. */
static zg_status reserve_rest(zg_sequence *sequence, zg_error *error)
{
    uint64_t bytes = sequence->n_links * (sizeof *sequence->links + sizeof *sequence->glyphs) +
                     sequence->text.capacity +
                     (sequence->n_documents + 1) * sizeof *sequence->starts +
                     (sequence->n / ZG_HINT + 1) * sizeof *sequence->hints +
                     sequence->pairs_capacity * sizeof *sequence->pairs;
    zg_status status = zg_run_reserve(sequence->room.run, bytes, error);
    if (status == ZG_OK) sequence->reserved = bytes;
    return status;
}

static uint32_t *copy_flags(const zg_corpus *corpus)
{
    uint32_t n = zg_corpus_words(corpus);
    uint32_t *flags = zg_memory_alloc(n, sizeof *flags);
    for (uint32_t i = 0; flags != NULL && i < n; i++) flags[i] = zg_corpus_word(corpus, i).flags;
    return flags;
}

static zg_status take_documents(zg_run *run, naming *names, const zg_selection *selection,
                                zg_within within, zg_error *error)
{
    zg_sequence *sequence = names->sequence;
    zg_cursor cursor;
    zg_block block;
    uint32_t *flags = copy_flags(sequence->corpus);
    if (flags == NULL) return zg_error_memory(error);
    zg_cursor_begin(&cursor, run, sequence->corpus, selection);
    zg_status status;
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        sequence->starts[sequence->n_documents++] = sequence->n;
        status = take_block(names, flags, &block, within, error);
        if (status != ZG_OK) break;
    }
    zg_memory_free(flags);
    if (status != ZG_END) return status;
    sequence->starts[sequence->n_documents] = sequence->n + 1;
    memset(sequence->items + sequence->n, 0, ZG_SEQUENCE_PAD * sizeof *sequence->items);
    return ZG_OK;
}

zg_status zg_sequence_build(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                            zg_within within, zg_sequence *out, zg_error *error)
{
    *out = (zg_sequence){.corpus = corpus, .room = {.run = run}};
    naming names = {.sequence = out, .words = zg_corpus_words(corpus)};
    zg_status status = make_room(out, selection, error);
    if (status == ZG_OK) status = take_documents(run, &names, selection, within, error);
    zg_memory_free(names.slots);
    zg_corpus_settle(corpus);
    if (status == ZG_OK) status = zg_sequence_hint(out, error);
    if (status == ZG_OK) status = zg_sequence_link(out, error);
    if (status == ZG_OK) status = reserve_rest(out, error);
    if (status != ZG_OK) zg_sequence_free(out);
    return status;
}

/* ---- without items ---- */

static zg_status borrow_documents(zg_run *run, const zg_selection *selection, uint8_t *seen,
                                  zg_sequence *out, zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    zg_cursor_begin(&cursor, run, out->corpus, selection);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        out->borrowed[out->n_documents] = block.elements;
        out->starts[out->n_documents++] = out->n;
        out->n += block.n;
        for (size_t i = 0; i < block.n; i++) seen[block.elements[i]] = 1;
    }
    out->starts[out->n_documents] = out->n;
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_sequence_borrow(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                             zg_sequence *out, zg_error *error)
{
    uint64_t documents = zg_selected_count(corpus, selection);
    size_t elements = (size_t)zg_corpus_words(corpus) + ZG_ELEMENT_FIRST;
    uint8_t *seen = zg_memory_zeroed(elements, 1);
    *out = (zg_sequence){.corpus = corpus, .room = {.run = run}};
    out->borrowed = zg_memory_alloc(documents, sizeof *out->borrowed);
    out->starts = zg_memory_alloc(documents + 1, sizeof *out->starts);
    out->codes = zg_memory_zeroed(elements, sizeof *out->codes);
    bool good = seen != NULL && out->borrowed != NULL && out->starts != NULL && out->codes != NULL;
    zg_status status = good ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = borrow_documents(run, selection, seen, out, error);
    for (size_t i = ZG_ELEMENT_FIRST; status == ZG_OK && i < elements; i++) {
        zg_word word = zg_corpus_word(corpus, (uint32_t)i - ZG_ELEMENT_FIRST);
        out->codes[i] = seen[i] && (word.flags & ZG_SEGMENT_TOKEN);
    }
    zg_memory_free(seen);
    if (status == ZG_OK) status = zg_sequence_name(out, out->codes + ZG_ELEMENT_FIRST, error);
    out->tokens = zg_selected_tokens(corpus, selection);
    if (status == ZG_OK) status = reserve_rest(out, error);
    if (status != ZG_OK) zg_sequence_free(out);
    return status;
}

const uint32_t *zg_sequence_piece(const zg_sequence *sequence, uint64_t document, uint64_t at,
                                  size_t n, size_t more, uint32_t *buffer)
{
    if (sequence->items != NULL) return sequence->items + at;
    const uint32_t *elements = sequence->borrowed[document] + (at - sequence->starts[document]);
    uint64_t left = sequence->starts[document + 1] - at;
    size_t known = left < n + more ? (size_t)left : n + more;
    for (size_t i = 0; i < known; i++) buffer[i] = sequence->codes[elements[i]];
    for (size_t i = known; i < n + more; i++) buffer[i] = ZG_BARRIER;
    return buffer;
}

uint64_t zg_sequence_find(const zg_sequence *sequence, uint64_t position)
{
    uint64_t low = 0, high = sequence->n_documents; /* starts[low] <= position < starts[high] */
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (sequence->starts[middle] <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}
