/* measures_rank: documents in the order of their rates. Rates are compared by cross-multiplying,
 * so that 1/3 and 2/6 are a tie. Documents without the item form the lowest tie and are only
 * counted. Up to 20 documents all assignments are counted by the shift algorithm (Streitberg &
 * Röhmel 1986) on doubled mid-ranks, which are whole. */
#include "measures_rank.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "measures_math.h"
#include "measures_parts.h"

#define EXACT      20
#define EXACT_SUMS (EXACT * (EXACT + 1) + 1)

static int by_rate(const void *a, const void *b)
{
    const zg_document_rate *x = a, *y = b;
    zg_int128 left = (zg_int128)x->freq * y->size, right = (zg_int128)y->freq * x->size;
    return (left > right) - (left < right);
}

static size_t list_side(const zg_part_freqs *side, bool in_target, zg_document_rate *out)
{
    size_t n = 0;
    for (size_t i = 0; i < side->listed; i++)
        if (side->freqs[i] > 0)
            out[n++] = (zg_document_rate){side->freqs[i], zg_listed_size(side, i), in_target};
    return n;
}

/* Ties being built up from below. */
typedef struct ranking {
    int64_t below; /* documents ranked so far */
    int64_t twice; /* doubled rank sum of the target */
    double tie_sum;
    int scores[EXACT]; /* doubled mid-ranks, while there are few */
} ranking;

static void rank_tie(ranking *r, int64_t target, int64_t all)
{
    int64_t score = 2 * r->below + all + 1; /* twice the mean of below + 1 ... below + all */
    double t = (double)all;
    r->tie_sum += t * t * t - t;
    r->twice += target * score;
    for (int64_t i = r->below; i < r->below + all && i < EXACT; i++) r->scores[i] = (int)score;
    r->below += all;
}

/* Of all ways to choose m of the scores: the share as far from the middle as `twice`, and the
 * share at the farthest. */
static void count_assignments(const int *scores, int all, int m, int64_t twice, double *p,
                              double *least)
{
    static_assert(EXACT <= 20, "counts fit 32 bits");
    uint32_t ways[EXACT + 1][EXACT_SUMS] = {{0}};
    ways[0][0] = 1;
    for (int k = 0; k < all; k++)
        for (int chosen = k + 1 < m ? k + 1 : m; chosen > 0; chosen--)
            for (int sum = all * (all + 1); sum >= scores[k]; sum--)
                ways[chosen][sum] += ways[chosen - 1][sum - scores[k]];
    int64_t middle = (int64_t)m * (all + 1);
    int64_t far = twice > middle ? twice - middle : middle - twice, farthest = 0;
    double total = 0, beyond = 0, last = 0;
    for (int sum = 0; sum <= all * (all + 1); sum++) {
        if (ways[m][sum] == 0) continue;
        int64_t distance = sum > middle ? sum - middle : middle - sum;
        total += ways[m][sum];
        if (distance >= far) beyond += ways[m][sum];
        if (distance > farthest) farthest = distance, last = 0;
        if (distance == farthest) last += ways[m][sum];
    }
    *p = beyond / total;
    *least = last / total;
}

void zg_rank_sum(zg_document_freqs *out, zg_document_rate *scratch)
{
    size_t m = out->target->parts->n, n = out->reference->parts->n;
    size_t present = list_side(out->target, true, scratch);
    present += list_side(out->reference, false, scratch + present);
    if (present > 1) qsort(scratch, present, sizeof scratch[0], by_rate);
    ranking r = {0};
    rank_tie(&r, (int64_t)(m - out->target->range), (int64_t)(m + n - present));
    for (size_t begin = 0, end; begin < present; begin = end) {
        int64_t target = 0;
        for (end = begin; end < present && by_rate(&scratch[begin], &scratch[end]) == 0; end++)
            target += scratch[end].in_target;
        rank_tie(&r, target, (int64_t)(end - begin));
    }
    int64_t lowest = (int64_t)m * ((int64_t)m + 1);
    out->u = (double)(r.twice - lowest) / 2;
    out->tie_sum = r.tie_sum;
    out->exact_p = out->least_p = NAN;
    if (m > 0 && n > 0 && m + n <= EXACT)
        count_assignments(r.scores, (int)(m + n), (int)m, r.twice, &out->exact_p, &out->least_p);
}

double zg_rank_sum_z(const zg_document_freqs *d, bool correct)
{
    double m = (double)d->target->parts->n, n = (double)d->reference->parts->n, all = m + n;
    double ties = all > 1 ? d->tie_sum / (all * (all - 1)) : 0;
    double variance = m * n / 12 * (all + 1 - ties);
    if (!(variance > 0)) return NAN;
    double distance = d->u - m * n / 2;
    if (correct && distance != 0) distance -= distance > 0 ? 0.5 : -0.5;
    return distance / sqrt(variance);
}
