/* phrases: the retained set, and the closed n-grams, for all who need them. */
#include "phrases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "phrases_parts.h"

void zg_phrase_options_init(zg_phrase_options *options)
{
    *options = (zg_phrase_options){.within = ZG_WITHIN_SENTENCE, .min_boundary = -1};
}

void zg_phrase_set_free(zg_phrase_set *set)
{
    if (set == NULL) return;
#ifndef ZG_WIDE
    if (set->wide) {
        zg_wide_phrase_set_free(set);
        return;
    }
#endif
    zg_repeats_free(&set->text);
    zg_cover_free(&set->cover);
    zg_memory_free(set->phrases);
    zg_memory_free(set->ranks);
    zg_memory_free(set->elements);
    zg_memory_free(set);
}

/* ---- finishing ---- */

/* Documents of each phrase, each counted once. */
static zg_status count_documents(zg_phrase_set *set, zg_error *error)
{
    const zg_repeats *text = &set->text;
    uint32_t *last = zg_memory_zeroed((size_t)text->n_documents + 1, sizeof *last);
    if (last == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < set->n; i++) {
        zg_phrase *phrase = &set->phrases[i];
        for (zg_position k = 0; k < phrase->freq; k++) {
            uint32_t document = zg_repeats_document(text, text->suffixes[phrase->low + k]);
            phrase->docs += last[document] != i + 1;
            last[document] = (uint32_t)i + 1;
        }
        phrase->bounded *= pow((double)(phrase->freq_own * phrase->docs), 0.25);
    }
    zg_memory_free(last);
    return ZG_OK;
}

typedef struct ranked {
    double score;
    uint64_t freq;
    uint64_t low;
    uint32_t length, number;
} ranked;

static int by_rank(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    if (x->freq != y->freq) return x->freq > y->freq ? -1 : 1;
    if (x->low != y->low) return x->low < y->low ? -1 : 1;
    return x->length < y->length ? -1 : x->length > y->length;
}

/* Orders the phrases, and tells containers by their new places. */
static zg_status order_phrases(zg_phrase_set *set, zg_error *error)
{
    ranked *order = zg_memory_alloc(set->n, sizeof *order);
    zg_phrase *phrases = zg_memory_alloc(set->n, sizeof *phrases);
    set->ranks = zg_memory_alloc(set->n, sizeof *set->ranks);
    if (order == NULL || phrases == NULL || set->ranks == NULL) {
        zg_memory_free(order);
        zg_memory_free(phrases);
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < set->n; i++) {
        const zg_phrase *p = &set->phrases[i];
        order[i] = (ranked){p->score, p->freq, p->low, p->length, (uint32_t)i};
    }
    if (set->n > 1) qsort(order, set->n, sizeof *order, by_rank);
    for (size_t i = 0; i < set->n; i++) {
        phrases[i] = set->phrases[order[i].number];
        set->ranks[order[i].number] = (uint32_t)i;
    }
    for (size_t i = 0; i < set->n; i++) {
        if (phrases[i].container != UINT32_MAX) {
            phrases[i].container = set->ranks[phrases[i].container];
        }
    }
    zg_memory_free(set->phrases);
    zg_memory_free(order);
    set->phrases = phrases;
    set->capacity = set->n;
    return ZG_OK;
}

/* Elements of all phrases in a row. */
static zg_status copy_elements(zg_phrase_set *set, zg_error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) n += set->phrases[i].length;
    set->elements = zg_memory_alloc(n, sizeof *set->elements);
    if (set->elements == NULL) return zg_error_memory(error);
    n = 0;
    for (size_t i = 0; i < set->n; i++) {
        zg_phrase *phrase = &set->phrases[i];
        const uint32_t *items = set->text.items + set->text.suffixes[phrase->low];
        phrase->first = n;
        for (uint32_t k = 0; k < phrase->length; k++) {
            set->elements[n++] = zg_item_element(items[k]);
        }
    }
    return ZG_OK;
}

static zg_status finish(zg_phrase_set *set, zg_error *error)
{
    zg_status status = count_documents(set, error);
    if (status == ZG_OK) status = order_phrases(set, error);
    if (status == ZG_OK) status = copy_elements(set, error);
    return status;
}

/* ---- making ---- */

static zg_status find_phrases(zg_ground *ground, const zg_phrase_options *options,
                              zg_phrase_set *set, zg_error *error)
{
    zg_candidates candidates = {0};
    double threshold = options->min_boundary;
    if (!(threshold >= 0)) threshold = ground->learned ? 0.9 : 1.2;
    set->min_boundary = threshold;
    zg_status status = zg_candidates_find(ground, threshold, &candidates, error);
    if (status != ZG_OK) return status;
    zg_repeats_drop_common(&ground->text);
    status = zg_phrases_select(ground, &candidates, threshold, options->nested, set, error);
    zg_candidates_free(&candidates);
    return status;
}

zg_status zg_phrase_set_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                             const zg_phrase_options *options, zg_phrase_set **out, zg_error *error)
{
#ifndef ZG_WIDE
    if (zg_needs_wide(run, corpus, selection)) {
        return zg_wide_phrase_set_make(run, corpus, selection, options, out, error);
    }
#endif
    zg_ground ground = {0};
    zg_phrase_set *set = zg_memory_zeroed(1, sizeof *set);
    if (set == NULL) return zg_error_memory(error);
    zg_status status =
        zg_ground_make(run, corpus, selection, options->within, options->min_freq, &ground, error);
    if (status == ZG_OK) status = find_phrases(&ground, options, set, error);
    set->wide = ZG_POSITION_BITS == 64;
    set->corpus = corpus;
    set->min_freq = ground.min_freq;
    set->text = ground.text;
    ground.text = (zg_repeats){0};
    zg_ground_free(&ground);
    if (status == ZG_OK) status = finish(set, error);
    if (status != ZG_OK)
        zg_phrase_set_free(set);
    else
        *out = set;
    return status;
}

static zg_status take_closed(const zg_candidates *candidates, uint32_t min_n, uint32_t max_n,
                             zg_phrase_set *set, zg_error *error)
{
    for (size_t i = 0; i < candidates->n; i++) {
        const zg_candidate *c = &candidates->items[i];
        if (c->n < min_n || c->n > max_n) continue;
        if (!zg_memory_grow(&set->phrases, &set->capacity, set->n + 1, sizeof *set->phrases)) {
            return zg_error_memory(error);
        }
        uint64_t freq = c->high - c->low;
        set->phrases[set->n++] = (zg_phrase){.n = c->n,
                                             .length = c->length,
                                             .freq = freq,
                                             .freq_own = freq,
                                             .freq_consolidated = freq,
                                             .container = UINT32_MAX,
                                             .low = c->low};
    }
    return ZG_OK;
}

zg_status zg_closed_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                         zg_within within, uint32_t min_n, uint32_t max_n, uint64_t min_freq,
                         zg_phrase_set **out, zg_error *error)
{
#ifndef ZG_WIDE
    if (zg_needs_wide(run, corpus, selection)) {
        return zg_wide_closed_make(run, corpus, selection, within, min_n, max_n, min_freq, out,
                                   error);
    }
#endif
    zg_ground ground = {0};
    zg_candidates candidates = {0};
    zg_phrase_set *set = zg_memory_zeroed(1, sizeof *set);
    if (set == NULL) return zg_error_memory(error);
    if (min_freq < 2) min_freq = 2;
    zg_status status = zg_ground_make(run, corpus, selection, within, min_freq, &ground, error);
    if (status == ZG_OK) status = zg_candidates_find(&ground, -1, &candidates, error);
    if (status == ZG_OK) status = take_closed(&candidates, min_n, max_n, set, error);
    zg_candidates_free(&candidates);
    zg_repeats_drop_common(&ground.text);
    set->wide = ZG_POSITION_BITS == 64;
    set->corpus = corpus;
    set->min_freq = min_freq;
    set->text = ground.text;
    ground.text = (zg_repeats){0};
    zg_ground_free(&ground);
    if (status == ZG_OK) status = finish(set, error);
    if (status != ZG_OK)
        zg_phrase_set_free(set);
    else
        *out = set;
    return status;
}

/* ---- looking ---- */

uint32_t zg_phrase_set_size(const zg_phrase_set *set)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_size(set));
    return (uint32_t)set->n;
}

const zg_phrase *zg_phrase_set_at(const zg_phrase_set *set, uint32_t index)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_at(set, index));
    return &set->phrases[index];
}

const uint32_t *zg_phrase_set_elements(const zg_phrase_set *set, uint32_t index)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_elements(set, index));
    return set->elements + set->phrases[index].first;
}

uint64_t zg_phrase_set_min_freq(const zg_phrase_set *set)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_min_freq(set));
    return set->min_freq;
}

double zg_phrase_set_min_boundary(const zg_phrase_set *set)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_min_boundary(set));
    return set->min_boundary;
}

static bool show(const zg_phrase_set *set, uint32_t element, uint32_t *flags, zg_buffer *out)
{
    zg_word word = zg_corpus_word(set->corpus, element - ZG_ELEMENT_FIRST);
    if (*flags != UINT32_MAX && zg_blank_between(zg_corpus_unit(set->corpus), *flags, word.flags) &&
        !zg_buffer_byte(out, ' ')) {
        return false;
    }
    *flags = word.flags;
    return zg_buffer_append(out, word.text, word.length);
}

bool zg_phrase_set_render(const zg_phrase_set *set, uint32_t index, zg_buffer *out)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_render(set, index, out));
    const zg_phrase *phrase = &set->phrases[index];
    const uint32_t *elements = zg_phrase_set_elements(set, index);
    uint32_t flags = UINT32_MAX;
    if (phrase->before != 0 && !show(set, phrase->before, &flags, out)) return false;
    for (uint32_t i = 0; i < phrase->length; i++) {
        if (!show(set, elements[i], &flags, out)) return false;
    }
    return phrase->after == 0 || show(set, phrase->after, &flags, out);
}

static int by_position(const void *a, const void *b)
{
    zg_position x = *(const zg_position *)a, y = *(const zg_position *)b;
    return x < y ? -1 : x > y;
}

zg_status zg_phrase_set_occurrences(const zg_phrase_set *set, uint32_t index, zg_occurrence **out,
                                    zg_error *error)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_occurrences(set, index, out, error));
    const zg_phrase *phrase = &set->phrases[index];
    const zg_repeats *text = &set->text;
    size_t n = phrase->freq;
    zg_position *positions = zg_memory_alloc(n, sizeof *positions);
    zg_occurrence *occurrences = zg_memory_alloc(n, sizeof *occurrences);
    if (positions == NULL || occurrences == NULL) {
        zg_memory_free(positions);
        zg_memory_free(occurrences);
        return zg_error_memory(error);
    }
    memcpy(positions, text->suffixes + phrase->low, n * sizeof *positions);
    qsort(positions, n, sizeof *positions, by_position);
    for (size_t i = 0; i < n; i++) {
        uint32_t document = zg_repeats_document(text, positions[i]), container = UINT32_MAX;
        if (set->covered) {
            container = zg_cover_find(&set->cover, positions[i], phrase->length, phrase->number);
        }
        if (container != UINT32_MAX) container = set->ranks[container];
        occurrences[i] =
            (zg_occurrence){zg_repeats_token(text, positions[i], document), document, container};
    }
    zg_memory_free(positions);
    *out = occurrences;
    return ZG_OK;
}
