/* phrases: rules that a phrase keeps whatever its edges score. */
#include <math.h>

#include "phrases_parts.h"

static bool is_token(const zg_ground *ground, uint32_t item)
{
    return (ground->kinds[item] & ZG_KIND_TOKEN) != 0;
}

/* Whether the gap at `offset` of a candidate is a unit's end on average, with this probability. */
static bool gap_is_open(const zg_ground *ground, const zg_candidate *c, uint32_t offset,
                        uint32_t least)
{
    uint64_t sum = 0;
    for (zg_position place = c->low; place < c->high; place++) {
        sum += ground->gaps[ground->text.suffixes[place] + offset];
    }
    return sum >= (uint64_t)(c->high - c->low) * least;
}

/* Whether the token at `offset` of a candidate is a unit by itself on average. */
static bool stands_alone(const zg_ground *ground, const zg_candidate *c, uint32_t offset)
{
    uint64_t sum = 0;
    for (zg_position place = c->low; place < c->high; place++) {
        const uint16_t *gaps = ground->gaps + ground->text.suffixes[place] + offset;
        sum += (uint64_t)gaps[0] * gaps[1] / ZG_GAP_SURE;
    }
    return sum >= (uint64_t)(c->high - c->low) * ZG_GAP_HALF;
}

/* A function token that opens what a token by itself closes, as 在 and 下: what is between them and
 * the second stands hardly anywhere without the first. */
static bool is_frame(const zg_ground *ground, const zg_candidate *c, const uint32_t *items)
{
    zg_position freq = c->high - c->low;
    uint32_t skip = 1;
    while (!is_token(ground, items[skip])) skip++;
    return c->length > skip + 1 && stands_alone(ground, c, c->length - 1) &&
           5 * (uint64_t)freq >=
               4 * (uint64_t)zg_ground_freq(ground, items + skip, c->length - skip);
}

/* A function token at an edge that clauses do not begin (end) with; or, where units are
 * learned, one that clauses like to begin with and that is no part of the unit behind it: what
 * follows is the phrase. */
static bool has_function_edge(const zg_ground *ground, const zg_candidate *c, const uint32_t *items)
{
    uint32_t first = items[0], last = items[c->length - 1];
    if (ground->learned && (ground->kinds[first] & ZG_KIND_FUNCTION) &&
        zg_ground_begins(ground, first) >= 0 && gap_is_open(ground, c, 1, ZG_GAP_NEARLY) &&
        !is_frame(ground, c, items)) {
        return true;
    }
    if ((ground->kinds[first] & ZG_KIND_FUNCTION) && zg_ground_begins(ground, first) <= -1 &&
        (gap_is_open(ground, c, 1, ZG_GAP_HALF) ||
         zg_ground_begins_two(ground, first, items[1]) <= -1)) {
        return true;
    }
    return (ground->kinds[last] & ZG_KIND_FUNCTION) && zg_ground_ends(ground, last) <= -1 &&
           (gap_is_open(ground, c, c->length - 1, ZG_GAP_HALF) ||
            zg_ground_ends_two(ground, items[c->length - 2], last) <= -1);
}

/* A token that is common as a unit by itself, as 中, 等, 为 or 使, stands beside phrases of all
 * kinds: it is part of one where it has that place far more often than it has any. */
static bool passes_by(const zg_ground *ground, const zg_candidate *c, uint32_t offset, double share)
{
    uint32_t token = ground->text.items[ground->text.suffixes[c->low] + offset];
    double chance = (double)ground->alone[token] / (ground->n_units * ZG_GAP_SURE);
    return ground->learned && c->n > 2 && chance >= 0.001 && share < 32 * chance &&
           stands_alone(ground, c, offset);
}

/* How much more often the token stands at this edge than behind (before) any gap. */
static bool attaches(const zg_ground *ground, uint32_t token, double share, double chance)
{
    double least = ground->kinds[token] & ZG_KIND_FUNCTION ? 3 : 1;
    return log2(share / chance) >= least;
}

static bool edges_attach(const zg_ground *ground, const zg_candidate *c, const uint32_t *items)
{
    double freq = (double)(c->high - c->low), units = ground->n_units * ZG_GAP_SURE;
    uint32_t length = c->length - 1, first = items[0], last = items[length];
    while (!is_token(ground, items[length - 1])) length--;
    double share = freq / (double)zg_ground_freq(ground, items, length);
    if (!attaches(ground, last, share, ((double)ground->openings[last] + 1) / units)) return false;
    if (passes_by(ground, c, c->length - 1, share)) return false;
    uint32_t skip = 1;
    while (!is_token(ground, items[skip])) skip++;
    share = freq / (double)zg_ground_freq(ground, items + skip, c->length - skip);
    if (passes_by(ground, c, 0, share)) return false;
    return attaches(ground, first, share, ((double)ground->closings[first] + 1) / units);
}

/* log2 of the probability of the items as a row of units, the whole as one unit left out: forward,
 * the last four sums kept in one scale. */
static double chance_of(const zg_ground *ground, const uint32_t *items, uint32_t length)
{
    const zg_lexicon *lexicon = &ground->lexicon;
    double sums[ZG_UNIT_MAX + 1] = {1}, scale = 0; /* sums[k]: of what ends k items on */
    for (uint32_t i = 0; i < length; i++) {
        double here = sums[0];
        for (uint32_t k = 0; k < ZG_UNIT_MAX; k++) sums[k] = sums[k + 1];
        sums[ZG_UNIT_MAX] = 0;
        if (!ground->learned || !is_token(ground, items[i])) {
            sums[0] += here * (double)ground->text.freqs[items[i]] / ground->n_units;
        } else {
            uint32_t unit = items[i];
            for (uint32_t k = 0; unit != 0; k++) {
                if (k + 1 < length) sums[k] += here * lexicon->shares[unit];
                if (k + 1 == ZG_UNIT_MAX || i + k + 1 >= length) break;
                if (!is_token(ground, items[i + k + 1])) break;
                unit = zg_lexicon_longer(lexicon, unit, items[i + k + 1]);
            }
        }
        if (sums[0] > 0 && sums[0] < 1e-100) {
            for (uint32_t k = 0; k <= ZG_UNIT_MAX; k++) sums[k] *= 1e100;
            scale -= 100 * log2(10);
        }
    }
    return log2(sums[0]) + scale;
}

/* Parts that stand between marks which join clauses, each at most twice as frequent as all. */
static bool clauses_belong(const zg_ground *ground, const uint32_t *items, uint32_t length,
                           zg_position freq)
{
    uint32_t begin = 0, joints = 0;
    for (uint32_t i = 0; i <= length; i++) {
        if (i < length && !(ground->kinds[items[i]] & ZG_KIND_JOINS)) continue;
        joints += i < length;
        if (i == length && joints == 0) return true;
        if (freq < 3) return false; /* twice may be one text quoting the other */
        uint32_t from = begin, to = i;
        while (from < to && !is_token(ground, items[from])) from++;
        while (from < to && !is_token(ground, items[to - 1])) to--;
        if (from < to && zg_ground_freq(ground, items + from, to - from) > 2 * (uint64_t)freq) {
            return false;
        }
        begin = i + 1;
    }
    return true;
}

/* Whether the mark stands right outside every occurrence. */
static bool always_outside(const zg_ground *ground, const zg_candidate *c, bool before,
                           uint32_t mark)
{
    for (zg_position place = c->low; place < c->high; place++) {
        zg_position start = ground->text.suffixes[place];
        if (ground->text.items[before ? start - 1 : start + c->length] != mark) return false;
    }
    return true;
}

/* Quotes and brackets inside: balanced, but for one that closes or opens at the outside. */
static bool wrap_inside(const zg_ground *ground, const zg_candidate *c, const uint32_t *items,
                        zg_wrap *wrap)
{
    uint32_t open[32], depth = 0, either = 0;
    for (uint32_t i = 0; i < c->length; i++) {
        uint8_t kind = ground->kinds[items[i]];
        if (kind & ZG_KIND_EITHER) either++;
        if (kind & ZG_KIND_OPENING) {
            if (depth == 32) return false;
            open[depth++] = items[i];
        } else if (kind & ZG_KIND_CLOSING) {
            if (depth > 0) {
                if (ground->partner[open[--depth]] != items[i]) return false;
            } else if (wrap->before != 0) {
                return false;
            } else {
                wrap->before = ground->partner[items[i]];
            }
        }
    }
    if (depth > 1 || either % 2 != 0) return false;
    if (depth == 1) wrap->after = ground->partner[open[0]];
    return true;
}

static bool quotes_close(const zg_ground *ground, const zg_candidate *c, const uint32_t *items,
                         zg_wrap *wrap)
{
    *wrap = (zg_wrap){0};
    if (!wrap_inside(ground, c, items, wrap)) return false;
    if (wrap->before != 0 && !always_outside(ground, c, true, wrap->before)) return false;
    if (wrap->after != 0 && !always_outside(ground, c, false, wrap->after)) return false;
    if (wrap->before != 0 || wrap->after != 0) return true;
    uint32_t left = ground->text.items[ground->text.suffixes[c->low] - 1];
    if ((ground->kinds[left] & ZG_KIND_OPENING) && always_outside(ground, c, true, left) &&
        always_outside(ground, c, false, ground->partner[left])) {
        *wrap = (zg_wrap){left, ground->partner[left]};
    }
    return true;
}

zg_verdict zg_rules_judge(const zg_ground *ground, const zg_candidate *candidate, bool forgiving,
                          double *cohesion, zg_wrap *wrap)
{
    const uint32_t *items = ground->text.items + ground->text.suffixes[candidate->low];
    zg_position freq = candidate->high - candidate->low;
    bool kept = !has_function_edge(ground, candidate, items);
    if (!kept && !forgiving) return ZG_RULES_BROKEN;
    *cohesion = log2((double)freq / ground->n_units) - chance_of(ground, items, candidate->length);
    kept = kept && *cohesion >= 3;
    if (!kept && !forgiving) return ZG_RULES_BROKEN;
    if (!quotes_close(ground, candidate, items, wrap)) return ZG_RULES_OUT;
    kept = kept && clauses_belong(ground, items, candidate->length, freq) &&
           edges_attach(ground, candidate, items);
    return kept ? ZG_RULES_KEPT : ZG_RULES_BROKEN;
}
