/* count: sorting the windows of one first link. Radix from the top of the key;
 * then equal keys are sorted by the links behind, as far as the longest n-gram reaches. */
#include <string.h>

#include "count_parts.h"

#define INSERTION 32

static void sort_few(zg_window *windows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        zg_window window = windows[i];
        size_t j = i;
        for (; j > 0 && windows[j - 1].key > window.key; j--) windows[j] = windows[j - 1];
        windows[j] = window;
    }
}

/* One stable pass by the byte at `shift`; starts[b] .. starts[b + 1] is then where byte b lies. */
static void scatter(zg_window *windows, size_t n, uint32_t shift, zg_window *scratch,
                    size_t starts[257])
{
    size_t next[256];
    memset(starts, 0, 257 * sizeof *starts);
    for (size_t i = 0; i < n; i++) starts[(windows[i].key >> shift & 0xFF) + 1]++;
    for (size_t b = 0; b < 256; b++) {
        starts[b + 1] += starts[b];
        next[b] = starts[b];
    }
    for (size_t i = 0; i < n; i++) scratch[next[windows[i].key >> shift & 0xFF]++] = windows[i];
    memcpy(windows, scratch, n * sizeof *windows);
}

/* From the top: by the eight highest bits of which some differ, then each part in its turn. Parts
 * of language are soon few. */
static void sort_many(zg_window *windows, size_t n, zg_window *scratch)
{
    uint64_t all = UINT64_MAX, any = 0;
    size_t starts[257];
    for (size_t i = 0; i < n; i++) {
        all &= windows[i].key;
        any |= windows[i].key;
    }
    if (all == any) return;
    uint32_t top = 63 - (uint32_t)__builtin_clzll(all ^ any);
    uint32_t shift = top < 8 ? 0 : top - 7;
    scatter(windows, n, shift, scratch, starts);
    for (size_t b = 0; shift > 0 && b < 256; b++) {
        size_t more = starts[b + 1] - starts[b];
        if (more > INSERTION)
            sort_many(windows + starts[b], more, scratch);
        else if (more > 1)
            sort_few(windows + starts[b], more);
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
        sort_many(windows, n, scratch);
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
