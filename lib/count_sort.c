/* count: sorting the windows of one first link. Radix from the top of the key;
 * then equal keys are sorted by the links behind, as far as the longest n-gram reaches. */
#include <string.h>

#include "count_parts.h"

#define INSERTION 24
#define WIDEST    10 /* bits of a pass */

static void sort_few(zg_window *windows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        zg_window window = windows[i];
        size_t j = i;
        for (; j > 0 && windows[j - 1].key > window.key; j--) windows[j] = windows[j - 1];
        windows[j] = window;
    }
}

/* As many bits as make parts of a few windows each, were they spread evenly. */
static uint32_t choose_bits(size_t n)
{
    uint32_t bits = 63 - (uint32_t)__builtin_clzll(n);
    bits = bits > 2 ? bits - 2 : 1;
    return bits > WIDEST ? WIDEST : bits;
}

static void sort_many(zg_window *windows, size_t n, zg_window *other, bool back);

/* Sorts what lies in `windows`, and leaves it in `other` where `over`. */
static void sort_part(zg_window *windows, size_t n, zg_window *other, bool over)
{
    if (n > INSERTION) {
        sort_many(windows, n, other, over);
        return;
    }
    sort_few(windows, n);
    if (over) memcpy(other, windows, n * sizeof *windows);
}

/* From the top: by the highest bits of which some differ, stably, from `windows` to `other`, then
 * each part in its turn, on to and fro. Parts of language are soon few. The result is in `windows`,
 * or in `other` where `over`. */
static void sort_many(zg_window *windows, size_t n, zg_window *other, bool over)
{
    uint64_t all = UINT64_MAX, any = 0;
    uint64_t ends[1 << WIDEST];
    for (size_t i = 0; i < n; i++) {
        all &= windows[i].key;
        any |= windows[i].key;
    }
    if (all == any) {
        if (over) memcpy(other, windows, n * sizeof *windows);
        return;
    }
    uint32_t top = 64 - (uint32_t)__builtin_clzll(all ^ any), bits = choose_bits(n);
    uint32_t shift = top < bits ? 0 : top - bits;
    uint64_t total = 0;
    uint64_t mask = ((uint64_t)1 << bits) - 1;
    memset(ends, 0, sizeof *ends << bits);
    for (size_t i = 0; i < n; i++) ends[windows[i].key >> shift & mask]++;
    for (size_t b = 0; b <= mask; b++) {
        uint64_t count = ends[b];
        ends[b] = total;
        total += count;
    }
    for (size_t i = 0; i < n; i++) other[ends[windows[i].key >> shift & mask]++] = windows[i];
    for (size_t b = 0, start = 0; b <= mask; start = ends[b++]) {
        size_t more = ends[b] - start;
        if (more == 0) continue;
        if (shift > 0)
            sort_part(other + start, more, windows + start, !over);
        else if (!over)
            memcpy(windows + start, other + start, more * sizeof *windows);
    }
}

/* Links that two different keys share from the left. */
static uint32_t shared(const zg_packing *packing, uint64_t a, uint64_t b)
{
    uint32_t used = packing->bits * packing->per_key;
    uint32_t same = (uint32_t)__builtin_clzll(a ^ b) - (64 - used);
    return same / packing->bits;
}

/* Links that a key holds, up to the barrier. */
static uint32_t held(const zg_packing *packing, uint64_t key)
{
    uint32_t used = packing->bits * packing->per_key, n = 0;
    while (n < packing->per_key) {
        uint64_t link = key >> (used - packing->bits * (n + 1));
        uint64_t mask = packing->bits == 64 ? UINT64_MAX : ((uint64_t)1 << packing->bits) - 1;
        if ((link & mask) == 0) break;
        n++;
    }
    return n;
}

static uint8_t cap(const zg_packing *packing, uint32_t links)
{
    uint32_t most = packing->max_n - 1;
    return (uint8_t)(links < most ? links : most);
}

static void sort_range(const zg_packing *packing, zg_window *windows, size_t n, uint32_t depth,
                       zg_window *scratch, uint8_t *lcp, uint8_t *behind)
{
    if (n <= INSERTION)
        sort_few(windows, n);
    else
        sort_many(windows, n, scratch, false);
    for (size_t start = 0; start < n;) {
        uint64_t key = windows[start].key;
        if (start > 0) {
            lcp[start] = cap(packing, depth + shared(packing, windows[start - 1].key, key));
        }
        size_t end = start + 1;
        uint32_t same = depth + held(packing, key);
        for (; end < n && windows[end].key == key; end++) lcp[end] = cap(packing, same);
        bool full = same == depth + packing->per_key;
        bool known = !full || same + 1 >= packing->max_n;
        memset(behind + start, known ? cap(packing, same) : ZG_BEHIND_UNKNOWN, end - start);
        if (full && same + 1 < packing->max_n && end - start > 1 &&
            end - start >= packing->min_freq) {
            for (size_t i = start; i < end; i++) {
                windows[i].key = zg_window_key(packing, windows[i].position, same);
            }
            sort_range(packing, windows + start, end - start, same, scratch, lcp + start,
                       behind + start);
            windows[end - 1].key = key; /* the next group compares with it */
        }
        start = end;
    }
}

void zg_windows_sort(const zg_packing *packing, zg_window *windows, size_t n, zg_window *scratch,
                     uint8_t *lcp, uint8_t *behind)
{
    sort_range(packing, windows, n, 0, scratch, lcp, behind);
}
