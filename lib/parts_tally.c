/* parts: the occurrences of one item. A number a part is kept from item to item and cleared by the
 * parts that were touched, so an item costs as many steps as it has occurrences. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"

#define CACHE 4096 /* frequencies whose docs_expected is kept; a power of two */

/* ---- ranks ---- */

zg_status zg_ranks_make(const zg_sequence *sequence, zg_ranks *out, zg_error *error)
{
    uint64_t n = sequence->n / 64 + 1, tokens = 0;
    uint64_t *before = zg_memory_alloc(n, sizeof *before);
    if (before == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < sequence->n; i++) {
        if (i % 64 == 0) before[i / 64] = tokens;
        tokens += sequence->items[i] != ZG_BARRIER;
    }
    *out = (zg_ranks){.sequence = sequence, .before = before};
    return ZG_OK;
}

void zg_ranks_free(zg_ranks *ranks)
{
    zg_memory_free(ranks->before);
    *ranks = (zg_ranks){0};
}

static uint64_t rank_of(const zg_ranks *ranks, uint64_t position)
{
    uint64_t rank = ranks->before[position / 64];
    for (uint64_t i = position / 64 * 64; i < position; i++)
        rank += ranks->sequence->items[i] != ZG_BARRIER;
    return rank;
}

/* ---- the tally ---- */

zg_status zg_tally_new(const zg_parts *parts, zg_tally **out, zg_error *error)
{
    zg_tally *tally = zg_memory_zeroed(1, sizeof *tally);
    if (tally == NULL) return zg_error_memory(error);
    size_t n = parts->sizes.n;
    tally->parts = parts;
    tally->by_part = zg_memory_zeroed(n, sizeof *tally->by_part);
    tally->index = zg_memory_alloc(n, sizeof *tally->index);
    tally->listed = zg_memory_alloc(n, sizeof *tally->listed);
    tally->rates = zg_memory_alloc(n, sizeof *tally->rates);
    tally->expected_freq = zg_memory_zeroed(CACHE, sizeof *tally->expected_freq);
    tally->expected = zg_memory_alloc(CACHE, sizeof *tally->expected);
    if (tally->by_part == NULL || tally->index == NULL || tally->listed == NULL ||
        tally->rates == NULL || tally->expected_freq == NULL || tally->expected == NULL) {
        zg_tally_free(tally);
        return zg_error_memory(error);
    }
    *out = tally;
    return ZG_OK;
}

void zg_tally_free(zg_tally *tally)
{
    if (tally == NULL) return;
    zg_memory_free(tally->by_part);
    zg_memory_free(tally->index);
    zg_memory_free(tally->listed);
    zg_memory_free(tally->rates);
    zg_memory_free(tally->places);
    zg_memory_free(tally->expected_freq);
    zg_memory_free(tally->expected);
    zg_memory_free(tally);
}

/* Stretch i of k begins at token floor(i * tokens / k). */
static uint32_t equal_part(const zg_parts *parts, uint64_t token)
{
    uint64_t tokens = parts->offsets[parts->n_documents];
    uint64_t part = token * parts->equal / tokens;
    while (part + 1 < parts->equal && (part + 1) * tokens / parts->equal <= token) part++;
    return (uint32_t)part;
}

bool zg_tally_add(zg_tally *tally, uint64_t document, uint64_t token)
{
    const zg_parts *parts = tally->parts;
    if (!zg_memory_grow(&tally->places, &tally->capacity, tally->n_places + 1,
                        sizeof *tally->places))
        return false;
    tally->places[tally->n_places++] = (int64_t)token + 1;
    uint32_t part = parts->equal > 0 ? equal_part(parts, token) : parts->of_document[document];
    if (part == UINT32_MAX) return true;
    if (tally->by_part[part]++ == 0) tally->index[tally->n++] = part;
    return true;
}

bool zg_tally_windows(zg_tally *tally, const zg_ranks *ranks, const zg_window *windows, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        uint64_t position = windows[i].position;
        if (!zg_tally_add(tally, zg_sequence_document(ranks->sequence, position),
                          rank_of(ranks, position)))
            return false;
    }
    return true;
}

static int compare_parts(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_places(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

zg_status zg_tally_end(zg_tally *tally, zg_error *error)
{
    const zg_parts *parts = tally->parts;
    if (tally->n > 1) qsort(tally->index, tally->n, sizeof *tally->index, compare_parts);
    if (tally->n_places > 1)
        qsort(tally->places, tally->n_places, sizeof *tally->places, compare_places);
    for (size_t i = 0; i < tally->n; i++) {
        tally->listed[i] = tally->by_part[tally->index[i]];
        tally->by_part[tally->index[i]] = 0;
    }
    tally->positions = (zg_position_list){.positions = tally->places,
                                          .n = tally->n_places,
                                          .tokens = (int64_t)parts->offsets[parts->n_documents]};
    zg_status status = zg_part_freqs_init(&tally->freqs, &parts->sizes, tally->index, tally->listed,
                                          tally->n, tally->rates, error);
    tally->n = tally->n_places = 0;
    return status;
}

static double docs_expected(zg_tally *tally, uint64_t freq)
{
    size_t slot = freq & (CACHE - 1);
    if (freq == 0) return 0;
    if (tally->expected_freq[slot] != freq) {
        tally->expected_freq[slot] = freq;
        tally->expected[slot] = zg_docs_expected(&tally->parts->documents, (int64_t)freq);
    }
    return tally->expected[slot];
}

void zg_tally_measure(zg_tally *tally, const zg_measure_list *list, double *values)
{
    zg_measure_inputs inputs = {.parts = &tally->freqs, .positions = &tally->positions};
    for (size_t i = 0; i < list->n; i++) {
        const zg_measure *measure = list->columns[i].measure;
        values[i] = strcmp(measure->name, "docs_expected") == 0
                        ? docs_expected(tally, tally->positions.n)
                        : zg_measure_value(measure, &inputs);
    }
}
