/* repeats: the array of items, what suffixes share, where a position stands. */
#include "repeats.h"

#include <string.h>

#include "repeats_parts.h"

void zg_repeats_free(zg_repeats *repeats)
{
    zg_room_free(&repeats->items_room);
    zg_memory_free(repeats->is_token);
    zg_room_free(&repeats->suffixes_room);
    zg_repeats_drop_common(repeats);
    zg_memory_free(repeats->buckets);
    zg_memory_free(repeats->freqs);
    zg_memory_free(repeats->starts);
    zg_memory_free(repeats->blanks);
    zg_memory_free(repeats->hints);
    zg_memory_free(repeats->counts);
    *repeats = (zg_repeats){0};
}

void zg_repeats_drop_common(zg_repeats *repeats)
{
    zg_room_free(&repeats->common_room);
    zg_memory_free(repeats->longer);
    repeats->common = NULL;
    repeats->longer = NULL;
    repeats->n_longer = 0;
}

/* ---- items ---- */

/* Whether an element is a barrier, by the table of contracts 3. */
static bool stops(uint32_t element, uint32_t flags, zg_within within)
{
    if (element == ZG_ELEMENT_DOCUMENT) return true;
    if (element == ZG_ELEMENT_PARAGRAPH) return within <= ZG_WITHIN_PARAGRAPH;
    if (element == ZG_ELEMENT_BLANK) return within == ZG_WITHIN_CLAUSE;
    if (flags & ZG_SEGMENT_TOKEN) return false;
    return within == ZG_WITHIN_CLAUSE ||
           ((flags & ZG_SEGMENT_SENTENCE) && within == ZG_WITHIN_SENTENCE);
}

static zg_status take_block(zg_repeats *r, const uint32_t *flags, const zg_block *block,
                            zg_within within, zg_error *error)
{
    for (size_t i = 0; i < block->n; i++) {
        uint32_t element = block->elements[i];
        bool is_type = element >= ZG_ELEMENT_FIRST;
        uint32_t item = element - ZG_ELEMENT_FIRST + ZG_ITEM_FIRST;
        if (stops(element, is_type ? flags[item] : 0, within)) {
            if (r->items[r->n - 1] != ZG_ITEM_BARRIER) r->items[r->n++] = ZG_ITEM_BARRIER;
        } else if (is_type) {
            r->items[r->n++] = item;
            r->tokens += flags[item] & ZG_SEGMENT_TOKEN;
        } else if (element == ZG_ELEMENT_BLANK) {
            if (!zg_memory_grow(&r->blanks, &r->blanks_capacity, r->n_blanks + 1,
                                sizeof *r->blanks)) {
                return zg_error_memory(error);
            }
            r->blanks[r->n_blanks++] = r->n;
        }
    }
    return ZG_OK;
}

zg_status zg_repeats_fit(uint64_t elements, uint64_t documents, uint32_t words, zg_error *error)
{
    uint64_t most = ZG_POSITION_BITS == 64 ? (uint64_t)INT64_MAX : ZG_NARROW_MAX;
    if (elements > most) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                            "%llu tokens and marks do not fit positions of %d bits",
                            (unsigned long long)elements, ZG_POSITION_BITS);
    }
    if (documents <= ZG_NARROW_MAX && words <= ZG_NARROW_MAX) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                        "phrases are found in less than 2^31 documents and distinct tokens, not in "
                        "%llu and %lu: select fewer documents (--where)",
                        (unsigned long long)documents, (unsigned long)words);
}

/* Room for all elements, a barrier in front and the end. Every document ends with an element that
 * is a barrier, so there is one between documents. */
static zg_status make_room(zg_run *run, zg_repeats *r, const zg_selection *selection,
                           zg_error *error)
{
    uint64_t documents = zg_selected_count(r->corpus, selection), elements = 0;
    for (uint64_t i = 0; i < documents; i++) {
        elements += zg_corpus_elements(r->corpus, zg_selected(r->corpus, selection, i));
    }
    r->items_room.run = run;
    zg_status status = zg_repeats_fit(elements, documents, r->n_words, error);
    if (status != ZG_OK) return status;
    status =
        zg_room_make(&r->items_room, (elements + 2 + ZG_REPEATS_PAD) * sizeof *r->items, error);
    if (status != ZG_OK) return status;
    r->items = r->items_room.data;
    r->starts = zg_memory_alloc(documents + 1, sizeof *r->starts);
    r->is_token = zg_memory_zeroed((size_t)r->n_words + ZG_ITEM_FIRST, 1);
    if (r->starts == NULL || r->is_token == NULL) return zg_error_memory(error);
    return ZG_OK;
}

static zg_status take_documents(zg_run *run, zg_repeats *r, const zg_selection *selection,
                                zg_within within, zg_error *error)
{
    uint32_t *flags = zg_memory_zeroed((size_t)r->n_words + ZG_ITEM_FIRST, sizeof *flags);
    if (flags == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < r->n_words; i++) {
        flags[i + ZG_ITEM_FIRST] = zg_corpus_word(r->corpus, i).flags;
        r->is_token[i + ZG_ITEM_FIRST] = flags[i + ZG_ITEM_FIRST] & ZG_SEGMENT_TOKEN;
    }
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    r->items[r->n++] = ZG_ITEM_BARRIER;
    zg_cursor_begin(&cursor, run, r->corpus, selection);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        r->starts[r->n_documents++] = r->n;
        status = take_block(r, flags, &block, within, error);
        if (status != ZG_OK) break;
    }
    zg_memory_free(flags);
    if (status != ZG_END) return status;
    r->starts[r->n_documents] = r->n;
    memset(r->items + r->n, 0, (1 + ZG_REPEATS_PAD) * sizeof *r->items);
    r->n++;
    return ZG_OK;
}

/* ---- places ---- */

static zg_status make_hints(zg_repeats *r, zg_error *error)
{
    size_t n = r->n / ZG_REPEATS_HINT + 1;
    r->hints = zg_memory_alloc(n, sizeof *r->hints);
    r->counts = zg_memory_alloc(n, sizeof *r->counts);
    if (r->hints == NULL || r->counts == NULL) return zg_error_memory(error);
    uint32_t document = 0;
    zg_position tokens = 0;
    for (zg_position i = 0; i < r->n; i++) {
        while (document + 1 < r->n_documents && r->starts[document + 1] <= i) {
            document++;
            tokens = 0;
        }
        if (i % ZG_REPEATS_HINT == 0) {
            r->hints[i / ZG_REPEATS_HINT] = document;
            r->counts[i / ZG_REPEATS_HINT] = tokens;
        }
        tokens += r->is_token[r->items[i]];
    }
    return ZG_OK;
}

uint32_t zg_repeats_document(const zg_repeats *repeats, zg_position position)
{
    uint32_t document = repeats->hints[position / ZG_REPEATS_HINT];
    while (repeats->starts[document + 1] <= position) document++;
    return document;
}

zg_position zg_repeats_token(const zg_repeats *repeats, zg_position position, uint32_t document)
{
    zg_position hint = position / ZG_REPEATS_HINT, from = hint * ZG_REPEATS_HINT;
    zg_position tokens = repeats->counts[hint];
    if (repeats->starts[document] > from) {
        from = repeats->starts[document];
        tokens = 0;
    }
    for (zg_position i = from; i < position; i++) tokens += repeats->is_token[repeats->items[i]];
    return tokens;
}

zg_status zg_repeats_read(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                          zg_within within, zg_repeats *out, zg_error *error)
{
    *out = (zg_repeats){.corpus = corpus, .n_words = zg_corpus_words(corpus)};
    zg_status status = make_room(run, out, selection, error);
    if (status == ZG_OK) status = take_documents(run, out, selection, within, error);
    if (status == ZG_OK) status = make_hints(out, error);
    if (status != ZG_OK) zg_repeats_free(out);
    return status;
}

/* ---- finding ---- */

zg_position zg_repeats_common(const zg_repeats *repeats, zg_position place)
{
    size_t low = 0, high = repeats->n_longer;
    if (repeats->common[place] < ZG_COMMON_LONG) return repeats->common[place];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (repeats->longer[middle].place <= place)
            low = middle;
        else
            high = middle;
    }
    return repeats->longer[low].shared;
}

/* Order of a suffix and a sequence, looking at `length` items. The first `skip` are equal. */
static int compare(const zg_repeats *r, zg_position place, const uint32_t *items,
                   zg_position length, zg_position skip)
{
    const uint32_t *suffix = r->items + r->suffixes[place];
    for (zg_position i = skip; i < length; i++) {
        if (suffix[i] != items[i]) return suffix[i] < items[i] ? -1 : 1;
    }
    return 0;
}

/* The first place from `low` up to `high` whose suffix is not below the sequence, or (`above`) is
 * above it. */
static zg_position bound(const zg_repeats *r, const uint32_t *items, zg_position length,
                         zg_position low, zg_position high, bool above)
{
    while (low < high) {
        zg_position middle = low + (high - low) / 2;
        int order = compare(r, middle, items, length, 1);
        if (order < 0 || (above && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void zg_repeats_find(const zg_repeats *repeats, const uint32_t *items, zg_position length,
                     zg_position *low, zg_position *high)
{
    if (*high <= *low) {
        *low = repeats->buckets[items[0]];
        *high = repeats->buckets[items[0] + 1];
    }
    if (length == 1) return;
    *low = bound(repeats, items, length, *low, *high, false);
    *high = bound(repeats, items, length, *low, *high, true);
}
