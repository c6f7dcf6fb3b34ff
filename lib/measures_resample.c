/* measures_resample: drawing documents with replacement. What is kept is how often a document was
 * drawn in a round, by document, so that an item costs the documents that have it and no more. */
#include <math.h>

#include "error.h"
#include "measures_math.h"
#include "measures_parts.h"
#include "memory.h"

struct zg_resamples {
    uint32_t rounds;
    size_t documents;
    uint32_t *times;  /* [document * rounds + round] */
    zg_int128 *sizes; /* tokens drawn in a round */
};

/* A number by its place alone: Steele, Lea & Flood's mixer (2014) over a Weyl sequence. */
static uint64_t number_at(uint64_t seed, uint64_t stream, uint64_t counter)
{
    uint64_t z = seed + UINT64_C(0x9E3779B97F4A7C15) * (counter + 1);
    z ^= stream * UINT64_C(0xD1342543DE82EF95);
    for (int i = 0; i < 2; i++) {
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        z ^= z >> 31;
    }
    return z;
}

/* From 0 to n - 1: the high half of the product. */
static size_t below(uint64_t number, size_t n)
{
    return (size_t)(((unsigned __int128)number * n) >> 64);
}

static void draw(zg_resamples *r, const zg_part_sizes *parts, uint64_t seed, uint32_t side)
{
    for (uint32_t round = 0; round < r->rounds; round++) {
        for (size_t k = 0; k < r->documents; k++) {
            uint64_t counter = (uint64_t)round * r->documents + k;
            size_t document = below(number_at(seed, (uint64_t)side + 1, counter), r->documents);
            r->times[document * r->rounds + round]++;
            r->sizes[round] += parts->sizes[document];
        }
    }
}

zg_status zg_resamples_new(const zg_part_sizes *parts, uint32_t rounds, uint64_t seed,
                           uint32_t side, zg_resamples **out, zg_error *error)
{
    if (parts->n == 0 || rounds == 0)
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "", "nothing to draw from, or no round");
    if (parts->n > UINT32_MAX || parts->n > SIZE_MAX / rounds) return zg_error_memory(error);
    zg_resamples *r = zg_memory_zeroed(1, sizeof *r);
    if (!r) return zg_error_memory(error);
    r->rounds = rounds;
    r->documents = parts->n;
    r->times = zg_memory_zeroed(parts->n * rounds, sizeof r->times[0]);
    r->sizes = zg_memory_zeroed(rounds, sizeof r->sizes[0]);
    if (!r->times || !r->sizes) {
        zg_resamples_free(r);
        return zg_error_memory(error);
    }
    draw(r, parts, seed, side);
    *out = r;
    return ZG_OK;
}

void zg_resamples_free(zg_resamples *r)
{
    if (!r) return;
    zg_memory_free(r->times);
    zg_memory_free(r->sizes);
    zg_memory_free(r);
}

/* Frequencies drawn in each round; those that would not fit stay at the largest, which no corpus
 * reaches. */
static void count_rounds(const zg_part_freqs *item, const zg_resamples *r, int64_t *out)
{
    for (uint32_t round = 0; round < r->rounds; round++) out[round] = 0;
    for (size_t i = 0; i < item->listed; i++) {
        if (item->freqs[i] == 0) continue;
        size_t document = item->index ? item->index[i] : i;
        const uint32_t *times = r->times + document * r->rounds;
        for (uint32_t round = 0; round < r->rounds; round++) {
            zg_int128 sum = (zg_int128)times[round] * item->freqs[i] + out[round];
            out[round] = sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
        }
    }
}

/* Sign of a / m - b / n for what products of 128 bits hold, and the quotient else. */
static int compare_rates(int64_t a, zg_int128 m, int64_t b, zg_int128 n)
{
    zg_int128 most = (zg_int128)1 << 62;
    if (m <= most && n <= most) {
        zg_int128 left = a * n, right = b * m;
        return (left > right) - (left < right);
    }
    double left = (double)a / (double)m, right = (double)b / (double)n;
    return (left > right) - (left < right);
}

double zg_bootstrap_neg_log10_p(const zg_part_freqs *target, const zg_resamples *target_draws,
                                const zg_part_freqs *reference, const zg_resamples *reference_draws,
                                int64_t *scratch)
{
    uint32_t rounds = target_draws->rounds;
    if (rounds != reference_draws->rounds || (target->freq == 0 && reference->freq == 0))
        return NAN;
    int64_t *other = scratch + rounds;
    count_rounds(target, target_draws, scratch);
    count_rounds(reference, reference_draws, other);
    uint64_t twice = 0; /* 2 * rounds * p1 */
    for (uint32_t round = 0; round < rounds; round++)
        twice += (uint64_t)(1 + compare_rates(scratch[round], target_draws->sizes[round],
                                              other[round], reference_draws->sizes[round]));
    double all = 2 * (double)rounds, rarer = fmin((double)twice, all - (double)twice);
    double p = (1 + rarer) / (1 + all);
    return p < 1 ? -log10(p) : 0;
}
