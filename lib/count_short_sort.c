/* count: sorting short windows. Radix from the top; parts of language are soon few. */
#include <string.h>

#include "count_short.h"

#define FEW    20
#define WIDEST 12 /* bits of a pass */

/* What follows is made twice, for windows of either size, so that a copy is an instruction or two.
 */
#define FOR_A_SIZE static inline __attribute__((always_inline))

FOR_A_SIZE uint64_t links_at(const unsigned char *windows, size_t i, size_t size)
{
    uint64_t links;
    memcpy(&links, windows + i * size, sizeof links);
    return links;
}

/* Sorts from `windows` to `out`, which may be the same, by counting how many come before each: no
 * branch depends on the windows. */
FOR_A_SIZE void sort_few(const unsigned char *windows, size_t n, unsigned char *out, size_t size)
{
    unsigned char held[FEW * ZG_SHORT_WINDOW];
    uint64_t links[FEW];
    uint32_t ranks[FEW];
    for (uint32_t i = 0; i < n; i++) {
        uint64_t window = links_at(windows, i, size);
        uint32_t rank = i;
        for (uint32_t j = 0; j < i; j++) {
            uint32_t before = window < links[j];
            ranks[j] += before;
            rank -= before;
        }
        links[i] = window;
        ranks[i] = rank;
        memcpy(held + i * size, windows + i * size, size);
    }
    for (uint32_t i = 0; i < n; i++) memcpy(out + ranks[i] * size, held + i * size, size);
}

/* As many bits as make parts of a few windows each, were they spread evenly. */
static uint32_t choose_bits(size_t n)
{
    uint32_t bits = 63 - (uint32_t)__builtin_clzll(n);
    bits = bits > 2 ? bits - 2 : 1;
    return bits > WIDEST ? WIDEST : bits;
}

/* The bits that are not the same in all. */
FOR_A_SIZE uint64_t find_differences(const unsigned char *windows, size_t n, size_t size)
{
    uint64_t all = UINT64_MAX, any = 0;
    for (size_t i = 0; i < n; i++) {
        all &= links_at(windows, i, size);
        any |= links_at(windows, i, size);
    }
    return all ^ any;
}

/* Moves windows to `other`, by `bits` of their bits from `shift` on; where each part ends. */
FOR_A_SIZE void scatter(const unsigned char *windows, size_t n, uint32_t shift, uint32_t bits,
                        unsigned char *other, uint32_t *ends, size_t size)
{
    uint64_t parts = (uint64_t)1 << bits;
    uint32_t total = 0;
    memset(ends, 0, sizeof *ends << bits);
    for (size_t i = 0; i < n; i++) ends[links_at(windows, i, size) >> shift & (parts - 1)]++;
    for (size_t b = 0; b < parts; b++) {
        uint32_t count = ends[b];
        ends[b] = total;
        total += count;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t *to = &ends[links_at(windows, i, size) >> shift & (parts - 1)];
        memcpy(other + (*to)++ * size, windows + i * size, size);
    }
}

static void sort_many(const zg_short_form *form, unsigned char *windows, size_t n,
                      unsigned char *other, bool over);

/* From the top: by the highest of the links' bits in which some differ, from `windows` to `other`,
 * then each part in its turn, on to and fro. The result is in `windows`, or in `other` where
 * `over`. */
FOR_A_SIZE void sort_parts(const zg_short_form *form, unsigned char *windows, size_t n,
                           unsigned char *other, bool over, size_t size)
{
    uint32_t ends[1 << WIDEST];
    uint64_t differ = find_differences(windows, n, size) & form->links;
    if (differ == 0) {
        if (over) memcpy(other, windows, n * size);
        return;
    }
    uint32_t top = 64 - (uint32_t)__builtin_clzll(differ), bits = choose_bits(n);
    scatter(windows, n, top < bits ? 0 : top - bits, bits, other, ends, size);
    for (size_t b = 0, start = 0; b < (size_t)1 << bits; start = ends[b++]) {
        size_t more = ends[b] - start, at = start * size;
        if (more > FEW)
            sort_many(form, other + at, more, windows + at, !over);
        else
            sort_few(other + at, more, (over ? other : windows) + at, size);
    }
}

static void sort_many(const zg_short_form *form, unsigned char *windows, size_t n,
                      unsigned char *other, bool over)
{
    if (form->size == sizeof(uint64_t))
        sort_parts(form, windows, n, other, over, sizeof(uint64_t));
    else
        sort_parts(form, windows, n, other, over, ZG_SHORT_WINDOW);
}

void zg_short_sort(const zg_short_form *form, unsigned char *windows, size_t n,
                   unsigned char *scratch)
{
    if (n > FEW)
        sort_many(form, windows, n, scratch, false);
    else if (form->size == sizeof(uint64_t))
        sort_few(windows, n, windows, sizeof(uint64_t));
    else
        sort_few(windows, n, windows, ZG_SHORT_WINDOW);
}
