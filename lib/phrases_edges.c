/* phrases: what stands at the edges of a sequence, and how good an edge it is.
 *
 * The score of an edge is e + n/2 + min(0, g)/10: e the mean probability that a unit ends there, n
 * the entropy of the neighbours as a share of what it can be, g how often such an edge begins or
 * ends a clause (log2, against any token). Where the neighbour is the same function token every
 * time, the phrase may go on behind it (X and ...): n counts half. All numbers are one neighbour on
 * the left: what always stands behind a number is the rest of a quantity. */
#include <math.h>
#include <string.h>

#include "phrases_parts.h"

zg_status zg_scratch_make(const zg_ground *ground, zg_scratch *out, zg_error *error)
{
    *out = (zg_scratch){0};
    out->counts =
        zg_memory_zeroed((size_t)ground->text.n_words + ZG_ITEM_FIRST, sizeof *out->counts);
    return out->counts != NULL ? ZG_OK : zg_error_memory(error);
}

void zg_scratch_free(zg_scratch *scratch)
{
    zg_memory_free(scratch->counts);
    zg_memory_free(scratch->seen);
}

/* n log2 n in fixed point, so that sums do not depend on their order. */
static int64_t log_term(zg_position n)
{
    return n < 2 ? 0 : (int64_t)((double)n * log2((double)n) * 65536.0 + 0.5);
}

/* Neighbours of one side, as they are met. */
typedef struct neighbours {
    uint32_t n_seen;
    zg_position anew;    /* each a neighbour of its own */
    uint32_t mark, next; /* the mark met every time, and the token behind it; 0: not so */
    uint32_t word;       /* the function token met every time; 0: not so */
    uint64_t gaps;
} neighbours;

static void meet(const zg_ground *ground, zg_scratch *scratch, neighbours *side, uint32_t item,
                 uint32_t further, uint16_t gap, bool first)
{
    uint8_t kind = ground->kinds[item];
    bool is_mark = item > ZG_ITEM_BARRIER && !(kind & ZG_KIND_TOKEN);
    bool same = is_mark && !(kind & ZG_KIND_JOINS) && (ground->kinds[further] & ZG_KIND_TOKEN);
    if (!first) same = same && item == side->mark && further == side->next;
    side->mark = same ? item : 0;
    side->next = same ? further : 0;
    side->gaps += gap;
    bool is_word = (kind & ZG_KIND_FUNCTION) && (first || side->word == item);
    side->word = is_word ? item : 0;
    if (!(kind & ZG_KIND_TOKEN) || ((kind & ZG_KIND_FUNCTION) && gap >= ZG_GAP_HALF)) {
        side->anew++;
    } else if (scratch->counts[item]++ == 0) {
        scratch->seen[side->n_seen++] = item;
    }
}

/* Entropy of what was met, and the rest of the edge but g. Clears the counts. */
static void sum_up(zg_scratch *scratch, const neighbours *side, zg_position n, double g,
                   zg_edge *out)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < side->n_seen; i++) {
        sum += log_term(scratch->counts[scratch->seen[i]]);
        scratch->counts[scratch->seen[i]] = 0;
    }
    bool one = side->n_seen == 1 && side->anew == 0;
    out->entropy = (double)(log_term(n) - sum) / 65536.0 / (double)n;
    if (out->entropy < 0 || one) out->entropy = 0;
    out->mean = (double)side->gaps / ZG_GAP_SURE / (double)n;
    out->closed = !one && side->mark == 0;
    double free = out->entropy / (1 + log2((double)n));
    if (side->word != 0) free /= 2;
    out->boundary = out->mean + 0.5 * free + 0.1 * (g < 0 ? g : 0);
}

bool zg_edges_of(const zg_ground *ground, zg_scratch *scratch, const zg_position *positions,
                 zg_position n, uint32_t length, zg_edges *out)
{
    const uint32_t *items = ground->text.items;
    const uint32_t *phrase = items + positions[0];
    neighbours left = {0}, right = {0};
    if (!zg_memory_grow(&scratch->seen, &scratch->seen_capacity, n, sizeof *scratch->seen)) {
        return false;
    }
    for (zg_position i = 0; i < n; i++) {
        zg_position p = positions[i];
        if (i + 8 < n) ZG_PREFETCH(&items[positions[i + 8] - 1]);
        if (i + 8 < n) ZG_PREFETCH(&ground->gaps[positions[i + 8]]);
        uint32_t item = items[p - 1], further = p > 1 ? items[p - 2] : 0;
        if (ground->kinds[item] & ZG_KIND_NUMBER) item = ground->number;
        meet(ground, scratch, &left, item, further, ground->gaps[p], i == 0);
    }
    sum_up(scratch, &left, n, zg_ground_begins_two(ground, phrase[0], phrase[1]), &out->left);
    for (zg_position i = 0; i < n; i++) {
        zg_position p = positions[i] + length;
        uint32_t further = items[p] > 0 ? items[p + 1] : 0;
        meet(ground, scratch, &right, items[p], further, ground->gaps[p], i == 0);
    }
    sum_up(scratch, &right, n, zg_ground_ends_two(ground, phrase[length - 2], phrase[length - 1]),
           &out->right);
    return true;
}
