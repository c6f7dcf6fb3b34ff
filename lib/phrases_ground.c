/* phrases: what is known of the text before a phrase is looked for: function tokens, how clauses
 * begin and end, pairs that recur. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "phrases_parts.h"

void zg_ground_free(zg_ground *ground)
{
    zg_repeats_free(&ground->text);
    zg_lexicon_free(&ground->lexicon);
    zg_room_free(&ground->gaps_room);
    zg_memory_free(ground->kinds);
    zg_memory_free(ground->partner);
    zg_memory_free(ground->openings);
    zg_memory_free(ground->closings);
    zg_memory_free(ground->alone);
    zg_memory_free(ground->begins);
    zg_memory_free(ground->ends);
    zg_memory_free(ground->twins);
    zg_room_free(&ground->pairs_room);
    zg_memory_free(ground->pair_slots);
    *ground = (zg_ground){0};
}

static uint32_t n_items(const zg_ground *ground)
{
    return ground->text.n_words + ZG_ITEM_FIRST;
}

/* Whether a clause begins with the item at a position, ends with it: at a mark, but for those that
 * stand inside a number. */
static bool begins_clause(const zg_ground *ground, zg_position position)
{
    uint8_t before = ground->kinds[ground->text.items[position - 1]];
    return !(before & (ZG_KIND_TOKEN | ZG_KIND_CLOSING)) && ground->gaps[position] != 0;
}

static bool ends_clause(const zg_ground *ground, zg_position position)
{
    uint8_t behind = ground->kinds[ground->text.items[position + 1]];
    return !(behind & (ZG_KIND_TOKEN | ZG_KIND_OPENING)) && ground->gaps[position + 1] != 0;
}

/* ---- gaps ---- */

/* Places behind `low` that share `shared` items or more with it. */
static zg_position end_of_run(const zg_repeats *text, zg_position low, uint8_t shared)
{
    zg_position high = low + 1;
    while (high < text->n_places && text->common[high] >= shared) high++;
    return high;
}

/* Blends the gap between two tokens with its mean over all places where they meet, half and half.
 * White space is not asked. */
static void blend_run(zg_ground *ground, zg_position low, zg_position high)
{
    const zg_position *suffixes = ground->text.suffixes;
    uint64_t sum = 0, n = 0;
    for (zg_position place = low; place < high; place++) {
        if (place + 16 < ground->text.n_places) ZG_PREFETCH(&ground->gaps[suffixes[place + 16]]);
        uint16_t gap = ground->gaps[suffixes[place] + 1];
        sum += gap != ZG_GAP_SURE ? gap : 0;
        n += gap != ZG_GAP_SURE;
    }
    uint32_t mean = n > 0 ? (uint32_t)((sum + n / 2) / n) : 0;
    for (zg_position place = low; place < high; place++) {
        uint16_t *gap = &ground->gaps[suffixes[place] + 1];
        if (*gap != ZG_GAP_SURE) *gap = (uint16_t)((*gap + mean) / 2);
    }
}

/* What a clause says of a gap is half of it: the other half is what the text says of the two tokens
 * beside it, wherever they meet. A word that is cut here, as 重 | 大, is whole in other places. */
static void blend_gaps(zg_ground *ground)
{
    const zg_repeats *text = &ground->text;
    for (zg_position low = 0, high; low < text->n_places; low = high) {
        high = end_of_run(text, low, 2);
        if (high - low < ground->min_freq || high - low < 2) continue;
        const uint32_t *items = text->items + text->suffixes[low];
        if (text->is_token[items[0]] && text->is_token[items[1]]) blend_run(ground, low, high);
    }
}

/* ---- function tokens ---- */

/* The most frequent neighbour of a token on one side, among tokens. */
static zg_position commonest_neighbour(const zg_ground *ground, uint32_t item, int side,
                                       zg_position *counts)
{
    const zg_repeats *text = &ground->text;
    zg_position most = 0;
    for (zg_position place = text->buckets[item]; place < text->buckets[item + 1]; place++) {
        uint32_t other = text->items[(int64_t)text->suffixes[place] + side];
        if ((ground->kinds[other] & ZG_KIND_TOKEN) && ++counts[other] > most) most = counts[other];
    }
    for (zg_position place = text->buckets[item]; place < text->buckets[item + 1]; place++) {
        counts[text->items[(int64_t)text->suffixes[place] + side]] = 0;
    }
    return most;
}

/* Stands alone mostly: mean of the product of both gaps, in fixed point. */
static bool stands_alone(const zg_ground *ground, uint32_t item)
{
    const zg_repeats *text = &ground->text;
    uint64_t sum = 0, freq = text->freqs[item];
    for (zg_position place = text->buckets[item]; place < text->buckets[item + 1]; place++) {
        zg_position i = text->suffixes[place];
        sum += (uint64_t)ground->gaps[i] * ground->gaps[i + 1];
    }
    return (double)sum >= 0.4 * (double)freq * ZG_GAP_SURE * ZG_GAP_SURE;
}

static bool is_function(const zg_ground *ground, uint32_t item, zg_position *counts)
{
    if (!stands_alone(ground, item)) return false;
    if (!ground->learned) return true;
    zg_position limit = ground->text.freqs[item] / 4;
    return commonest_neighbour(ground, item, -1, counts) <= limit &&
           commonest_neighbour(ground, item, 1, counts) <= limit;
}

typedef struct common_item {
    zg_position freq;
    uint32_t item;
} common_item;

static int by_freq(const void *a, const void *b)
{
    const common_item *x = a, *y = b;
    if (x->freq != y->freq) return x->freq > y->freq ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* The most frequent types, until they cover a part of the tokens: 25 % of characters, 40 % of
 * words. Of those, the ones that stand alone. */
static zg_status find_function_tokens(zg_ground *ground, zg_error *error)
{
    const zg_repeats *text = &ground->text;
    uint32_t n = 0;
    common_item *common = zg_memory_alloc(n_items(ground), sizeof *common);
    zg_position *counts = zg_memory_zeroed(n_items(ground), sizeof *counts);
    if (common == NULL || counts == NULL) {
        zg_memory_free(common);
        zg_memory_free(counts);
        return zg_error_memory(error);
    }
    for (uint32_t item = ZG_ITEM_FIRST; item < n_items(ground); item++) {
        zg_position freq = text->freqs[item];
        if (freq > 0 && text->is_token[item]) common[n++] = (common_item){freq, item};
    }
    qsort(common, n, sizeof *common, by_freq);
    double left = (ground->learned ? 0.25 : 0.4) * (double)text->tokens;
    for (uint32_t i = 0; i < n && left > 0; i++) {
        left -= (double)common[i].freq;
        if (is_function(ground, common[i].item, counts)) {
            ground->kinds[common[i].item] |= ZG_KIND_FUNCTION;
        }
    }
    zg_memory_free(common);
    zg_memory_free(counts);
    return ZG_OK;
}

/* ---- clauses ---- */

static zg_status count_clauses(zg_ground *ground, zg_error *error)
{
    const zg_repeats *text = &ground->text;
    uint64_t begins = 0, ends = 0, units = 0;
    ground->openings = zg_memory_zeroed(n_items(ground), sizeof *ground->openings);
    ground->closings = zg_memory_zeroed(n_items(ground), sizeof *ground->closings);
    ground->alone = zg_memory_zeroed(n_items(ground), sizeof *ground->alone);
    ground->begins = zg_memory_zeroed(n_items(ground), sizeof *ground->begins);
    ground->ends = zg_memory_zeroed(n_items(ground), sizeof *ground->ends);
    if (ground->openings == NULL || ground->closings == NULL || ground->alone == NULL ||
        ground->begins == NULL || ground->ends == NULL) {
        return zg_error_memory(error);
    }
    for (zg_position i = 1; i + 1 < text->n; i++) {
        uint32_t item = text->items[i];
        if (!text->is_token[item]) continue;
        bool begin = begins_clause(ground, i);
        bool end = ends_clause(ground, i);
        ground->begins[item] += begin;
        ground->ends[item] += end;
        begins += begin;
        ends += end;
        units += ground->gaps[i];
        ground->openings[item] += ground->gaps[i];
        ground->closings[item] += ground->gaps[i + 1];
        ground->alone[item] += (uint64_t)ground->gaps[i] * ground->gaps[i + 1] / ZG_GAP_SURE;
    }
    double tokens = text->tokens > 0 ? (double)text->tokens : 1;
    ground->begin_share = (begins > 0 ? (double)begins : 1) / tokens;
    ground->end_share = (ends > 0 ? (double)ends : 1) / tokens;
    ground->n_units = units > 0 ? (double)units / ZG_GAP_SURE : 1;
    return ZG_OK;
}

static double smoothed(double hits, double all, double expected)
{
    return (hits + 6 * expected) / (all + 6);
}

static double count_of(const zg_ground *ground, uint32_t item)
{
    return (double)ground->text.freqs[item];
}

static double begin_share(const zg_ground *ground, uint32_t first)
{
    double begins = (double)ground->begins[first], count = count_of(ground, first);
    uint32_t twin = ground->twins[first];
    if (twin != 0) {
        begins += (double)ground->begins[twin];
        count += count_of(ground, twin);
    }
    return smoothed(begins, count, ground->begin_share);
}

static double end_share(const zg_ground *ground, uint32_t last)
{
    return smoothed((double)ground->ends[last], count_of(ground, last), ground->end_share);
}

double zg_ground_begins(const zg_ground *ground, uint32_t first)
{
    return log2(begin_share(ground, first) / ground->begin_share);
}

double zg_ground_ends(const zg_ground *ground, uint32_t last)
{
    return log2(end_share(ground, last) / ground->end_share);
}

double zg_ground_begins_two(const zg_ground *ground, uint32_t first, uint32_t second)
{
    const zg_pair *pair = zg_ground_pair(ground, first, second);
    uint32_t twin = ground->twins[first];
    const zg_pair *other = twin != 0 ? zg_ground_pair(ground, twin, second) : NULL;
    double share = begin_share(ground, first), begins = 0, freq = 0;
    if (pair != NULL) begins = (double)pair->begins, freq = (double)pair->freq;
    if (other != NULL) begins += (double)other->begins, freq += (double)other->freq;
    if (freq > 0) share = smoothed(begins, freq, share);
    return log2(share / ground->begin_share);
}

double zg_ground_ends_two(const zg_ground *ground, uint32_t second, uint32_t last)
{
    const zg_pair *pair = zg_ground_pair(ground, second, last);
    double share = end_share(ground, last);
    if (pair != NULL) share = smoothed((double)pair->ends, (double)pair->freq, share);
    return log2(share / ground->end_share);
}

/* ---- pairs ---- */

/* A table of numbers keeps the pairs themselves in a row. */
static zg_position *find_slot(const zg_ground *ground, zg_position left, zg_position right)
{
    uint64_t key = (uint64_t)left << 32 | right, h = key * 0x9E3779B97F4A7C15ull;
    size_t slot = (size_t)(h ^ h >> 32) & ground->pair_mask;
    while (ground->pair_slots[slot] != 0 &&
           ground->pairs[ground->pair_slots[slot] - 1].key != key) {
        slot = (slot + 1) & ground->pair_mask;
    }
    return &ground->pair_slots[slot];
}

static zg_pair *find_pair(const zg_ground *ground, uint32_t left, uint32_t right)
{
    zg_position number = *find_slot(ground, left, right);
    return number > 0 ? &ground->pairs[number - 1] : NULL;
}

const zg_pair *zg_ground_pair(const zg_ground *ground, uint32_t left, uint32_t right)
{
    return find_pair(ground, left, right);
}

/* Goes over the runs of suffixes that share two items: counts them, or adds them. */
static zg_position scan_pairs(zg_ground *ground, bool add)
{
    const zg_repeats *text = &ground->text;
    zg_position n = 0;
    for (zg_position low = 0, high; low < text->n_places; low = high) {
        high = end_of_run(text, low, 2);
        if (high - low < ground->min_freq || high - low < 2) continue;
        if (add) {
            const uint32_t *items = text->items + text->suffixes[low];
            ground->pairs[n] =
                (zg_pair){.key = (uint64_t)items[0] << 32 | items[1], .freq = high - low};
            *find_slot(ground, items[0], items[1]) = n + 1;
        }
        n++;
    }
    return n;
}

/* Forgets the places that are in no pair of a token, and tells the others where theirs are. */
static void place_pairs(zg_ground *ground)
{
    const zg_repeats *text = &ground->text;
    zg_repeats_keep(&ground->text, ground->min_freq < ZG_POSITION_MAX
                                       ? (zg_position)ground->min_freq
                                       : ZG_POSITION_MAX);
    for (zg_position low = 0; low < text->n_places;) {
        const uint32_t *items = text->items + text->suffixes[low];
        zg_pair *pair = find_pair(ground, items[0], items[1]);
        pair->low = low;
        low += pair->freq;
    }
}

/* How often they begin and end clauses, in the order of the text. */
static void count_edges(zg_ground *ground)
{
    const zg_repeats *text = &ground->text;
    const uint32_t *items = text->items;
    for (zg_position i = 1; i + 1 < text->n; i++) {
        if (items[i] <= ZG_ITEM_BARRIER) continue;
        if (begins_clause(ground, i) && items[i + 1] > ZG_ITEM_BARRIER) {
            zg_pair *pair = find_pair(ground, items[i], items[i + 1]);
            if (pair != NULL) pair->begins++;
        }
        if (ends_clause(ground, i) && items[i - 1] > ZG_ITEM_BARRIER) {
            zg_pair *pair = find_pair(ground, items[i - 1], items[i]);
            if (pair != NULL) pair->ends++;
        }
    }
}

zg_status zg_ground_pairs(zg_ground *ground, zg_error *error)
{
    size_t n = scan_pairs(ground, false), size = 16;
    while (size < 2 * n) size *= 2;
    ground->pairs_room.run = ground->run;
    zg_status status =
        zg_room_make(&ground->pairs_room, (uint64_t)n * sizeof *ground->pairs, error);
    if (status != ZG_OK) return status;
    ground->pairs = ground->pairs_room.data;
    ground->pair_slots = zg_memory_zeroed(size, sizeof *ground->pair_slots);
    if (ground->pair_slots == NULL) return zg_error_memory(error);
    ground->pair_mask = size - 1;
    scan_pairs(ground, true);
    place_pairs(ground);
    count_edges(ground);
    return ZG_OK;
}

zg_position zg_ground_freq(const zg_ground *ground, const uint32_t *items, uint32_t length)
{
    zg_position low = 0, high = 0;
    if (length == 1) return ground->text.freqs[items[0]];
    const zg_pair *pair = zg_ground_pair(ground, items[0], items[1]);
    if (pair != NULL) {
        low = pair->low;
        high = low + pair->freq;
        if (length == 2) return pair->freq;
    }
    zg_repeats_find(&ground->text, items, length, &low, &high);
    return high - low;
}

/* ---- all of it ---- */

static uint64_t default_freq(uint64_t tokens)
{
    double freq = floor(0.12 * pow((double)tokens, 0.27) + 0.5);
    return freq > 2 ? (uint64_t)freq : 2;
}

zg_status zg_ground_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                         zg_within within, uint64_t min_freq, zg_ground *out, zg_error *error)
{
    zg_unit unit = zg_corpus_unit(corpus);
    *out = (zg_ground){.run = run, .learned = unit == ZG_UNIT_CHAR || unit == ZG_UNIT_GRAPHEME};
    zg_status status = zg_repeats_read(run, corpus, selection, within, &out->text, error);
    if (status != ZG_OK) return status;
    out->min_freq = min_freq > 0 ? min_freq : default_freq(out->text.tokens);
    zg_order order = {.least = 2, .depth = ZG_POSITION_MAX, .depth_marks = 2};
    if (out->min_freq > 2)
        order.least =
            out->min_freq < ZG_POSITION_MAX ? (zg_position)out->min_freq : ZG_POSITION_MAX;
    status = zg_ground_marks(out, error);
    if (status == ZG_OK) status = zg_ground_learn(out, error);
    if (status == ZG_OK) status = zg_repeats_order(run, &out->text, &order, error);
    if (status == ZG_OK && out->learned) blend_gaps(out);
    if (status == ZG_OK) status = zg_ground_numbers(out, error);
    if (status == ZG_OK) status = find_function_tokens(out, error);
    if (status == ZG_OK) status = count_clauses(out, error);
    if (status == ZG_OK) status = zg_ground_pairs(out, error);
    if (status == ZG_OK) status = zg_ground_words(out, error);
    if (status != ZG_OK) zg_ground_free(out);
    return status;
}
