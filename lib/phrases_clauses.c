/* phrases: with what probability each unit stands at each place of a clause, and a unit ends at
 * each gap. Clauses are weighed some at a time, so that what one needs of the lexicon is on its way
 * while others are looked at; and without branches, since how long the longest unit at a place is
 * cannot be foretold: where there is none, its probability is 0. */
#include <string.h>

#include "phrases_parts.h"

#define PAD ZG_UNIT_MAX

void zg_clause_room_free(zg_clause_room *r)
{
    zg_memory_free(r->clauses);
    zg_memory_free(r->items);
    zg_memory_free(r->left);
    zg_memory_free(r->active);
    zg_memory_free(r->slots);
    zg_memory_free(r->units);
    zg_memory_free(r->shares);
    zg_memory_free(r->scales);
    zg_memory_free(r->ends);
    zg_memory_free(r->counts);
    *r = (zg_clause_room){0};
}

static bool make_room(zg_clause_room *r, size_t n)
{
    return zg_memory_grow(&r->clauses, &r->clauses_capacity, r->n_clauses + (size_t)1,
                          sizeof *r->clauses) &&
           zg_memory_grow(&r->items, &r->items_capacity, n, sizeof *r->items) &&
           zg_memory_grow(&r->left, &r->left_capacity, n, sizeof *r->left) &&
           zg_memory_grow(&r->active, &r->active_capacity, n, sizeof *r->active) &&
           zg_memory_grow(&r->slots, &r->slots_capacity, n, sizeof *r->slots) &&
           zg_memory_grow(&r->units, &r->units_capacity, n, sizeof *r->units) &&
           zg_memory_grow(&r->shares, &r->shares_capacity, n, sizeof *r->shares) &&
           zg_memory_grow(&r->scales, &r->scales_capacity, n + PAD, sizeof *r->scales) &&
           zg_memory_grow(&r->ends, &r->ends_capacity, n, sizeof *r->ends);
}

bool zg_clause_add(zg_clause_room *r, const uint32_t *items, const zg_clause *clause)
{
    zg_position n = clause->n;
    if (!make_room(r, (size_t)r->n + n)) return false;
    memcpy(r->items + r->n, items + clause->begin, n * sizeof *items);
    for (zg_position i = 0; i < n; i++) r->left[r->n + i] = n - i;
    r->clauses[r->n_clauses++] = *clause;
    r->n += n;
    return true;
}

/* ---- units ---- */

/* Units of `k` + 1 tokens from those of `k`: where there is one of `k`, and a token behind it.
 * Those places are r->active, `n` of them; gives their number for the next length. */
static zg_position find_longer(const zg_lexicon *lexicon, zg_clause_room *r, uint32_t k,
                               zg_position n)
{
    const uint32_t *items = r->items;
    const zg_position *left = r->left;
    uint32_t(*units)[ZG_UNIT_MAX] = r->units;
    zg_position *active = r->active, m = 0;
    const double *shares = lexicon->shares;
    const uint64_t *counts = r->counts;
    size_t *slots = r->slots;
    for (zg_position a = 0; a < n; a++) {
        zg_position i = active[a];
        slots[a] = zg_lexicon_slot(lexicon, units[i][k - 1], items[i + k]);
        ZG_PREFETCH(&lexicon->slots[slots[a]]);
    }
    for (zg_position a = 0; a < n; a++) {
        zg_position i = active[a];
        uint32_t unit = zg_lexicon_at(lexicon, slots[a], units[i][k - 1], items[i + k]);
        units[i][k] = unit;
        ZG_PREFETCH(&shares[unit]);
        ZG_PREFETCH(&counts[unit]);
        active[m] = i;
        m += unit != 0 && left[i] > k + 1;
    }
    return m;
}

/* The units that begin at each token, and their probabilities. */
static void find_units(const zg_lexicon *lexicon, zg_clause_room *r)
{
    zg_position n = 0;
    for (zg_position i = 0; i < r->n; i++) {
        r->units[i][0] = r->items[i];
        for (uint32_t k = 1; k < ZG_UNIT_MAX; k++) r->units[i][k] = 0;
        r->active[n] = i;
        n += r->left[i] > 1;
    }
    for (uint32_t k = 1; k < ZG_UNIT_MAX; k++) n = find_longer(lexicon, r, k, n);
    const double *shares = lexicon->shares; /* that of 0, which is no unit, is 0 */
    for (zg_position i = 0; i < r->n; i++) {
        for (uint32_t k = 0; k < ZG_UNIT_MAX; k++) r->shares[i][k] = shares[r->units[i][k]];
    }
}

/* ---- probabilities ---- */

/* Goes over a clause of `n` tokens backward and forward. Let b(i) be the probability of the text
 * from token i on; scales[i] = b(i + 1) / b(i), so that nothing grows small however long a clause
 * is. A unit u of k tokens at i has the posterior ends[i] share(u) b(i + k) / b(i), and a gap that
 * of all units that end there. */
static void weigh_clause(const zg_clause_room *r, zg_position first, zg_position n)
{
    const double(*shares)[ZG_UNIT_MAX] = (const double(*)[ZG_UNIT_MAX])r->shares;
    double *scales = r->scales, one = 0, two = 0, three = 0;
    for (zg_position i = first + n; i-- > first;) {
        double sum = shares[i][0], scale = one;
        sum += shares[i][1] * scale;
        scale *= two;
        sum += shares[i][2] * scale;
        scale *= three;
        sum += shares[i][3] * scale;
        three = two;
        two = one;
        one = scales[i] = 1 / sum;
    }
}

/* Adds the posterior to the counts, unless there are none. */
static inline double count(uint64_t *counts, uint32_t unit, double here, double share)
{
    double posterior = here * share;
    if (counts != NULL) counts[unit] += (uint64_t)(int64_t)(posterior * ZG_CLAUSE_FIXED + 0.5);
    return posterior;
}

/* The posterior of every unit, to `counts`, and of every gap. */
static void count_clause(const zg_clause_room *r, zg_position first, zg_position n,
                         uint64_t *counts)
{
    const double(*shares)[ZG_UNIT_MAX] = (const double(*)[ZG_UNIT_MAX])r->shares;
    const uint32_t(*units)[ZG_UNIT_MAX] = (const uint32_t(*)[ZG_UNIT_MAX])r->units;
    const double *scales = r->scales;
    double *ends = r->ends, one = 0, two = 0, three = 0, here = 1; /* ends so far, from here on */
    for (zg_position i = first; i < first + n; i++) {
        ends[i] = here;
        here *= scales[i];
        one += count(counts, units[i][0], here, shares[i][0]);
        here *= scales[i + 1];
        two += count(counts, units[i][1], here, shares[i][1]);
        here *= scales[i + 2];
        three += count(counts, units[i][2], here, shares[i][2]);
        here *= scales[i + 3];
        double four = count(counts, units[i][3], here, shares[i][3]);
        here = one;
        one = two;
        two = three;
        three = four;
    }
}

/* Writes the gaps inside a clause; that in front of it is sure, and marked already. */
static void write_gaps(uint16_t *gaps, const double *ends, zg_position n)
{
    for (zg_position i = 1; i < n; i++) {
        double p = ends[i] < 1 ? ends[i] : 1;
        gaps[i] = (uint16_t)(p * (ZG_GAP_SURE - 1) + 0.5);
    }
}

void zg_clauses_weigh(const zg_lexicon *lexicon, zg_clause_room *r, uint16_t *gaps)
{
    find_units(lexicon, r);
    for (zg_position i = 0, first = 0; i < r->n_clauses; first += r->clauses[i++].n) {
        const zg_clause *c = &r->clauses[i];
        weigh_clause(r, first, c->n);
    }
    for (uint32_t i = 0; r->n > 0 && i < PAD; i++) r->scales[r->n + i] = 0;
    for (zg_position i = 0, first = 0; i < r->n_clauses; first += r->clauses[i++].n) {
        const zg_clause *c = &r->clauses[i];
        count_clause(r, first, c->n, gaps == NULL ? r->counts : NULL);
        if (gaps != NULL) write_gaps(gaps + c->begin, r->ends + first, c->n);
    }
    r->n = r->n_clauses = 0;
}
