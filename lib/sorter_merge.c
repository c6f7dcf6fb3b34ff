/* sorter: sorting a block, and merging the runs. The heap holds the run whose row is the first on
 * top; taking a row refills its run and lets it sink. */
#include <string.h>

#include "memory.h"
#include "sorter_parts.h"

#define BUFFER ((size_t)4 << 20) /* of a run, where there is room */

/* ---- sorting a block ---- */

/* By a key, stably, byte after byte from the lowest; bytes that never differ cost nothing. */
static zg_sorter_item *radix(zg_sorter_item *from, size_t n, size_t key, zg_sorter_item *to)
{
    uint64_t any = 0, all = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        any |= from[i].keys[key];
        all &= from[i].keys[key];
    }
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if (n == 0 || ((any ^ all) >> shift & 0xFF) == 0) continue;
        size_t next[256] = {0}, total = 0;
        for (size_t i = 0; i < n; i++) next[from[i].keys[key] >> shift & 0xFF]++;
        for (size_t b = 0; b < 256; b++) {
            size_t count = next[b];
            next[b] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[next[from[i].keys[key] >> shift & 0xFF]++] = from[i];
        zg_sorter_item *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static int compare_items(const zg_sorter_block *block, const zg_sorter_item *a,
                         const zg_sorter_item *b)
{
    zg_sorter_row x, y;
    zg_packed_read(block->bytes + a->offset, block->rest, &x);
    zg_packed_read(block->bytes + b->offset, block->rest, &y);
    return zg_sorter_compare(&x, &y, block->descending);
}

static void merge_items(const zg_sorter_block *block, const zg_sorter_item *a, size_t n_a,
                        const zg_sorter_item *b, size_t n_b, zg_sorter_item *out)
{
    while (n_a > 0 && n_b > 0) {
        bool second = compare_items(block, b, a) < 0;
        *out++ = second ? *b++ : *a++;
        if (second)
            n_b--;
        else
            n_a--;
    }
    memcpy(out, a, n_a * sizeof *a);
    memcpy(out + n_a, b, n_b * sizeof *b);
}

/* Ties of both keys by their bytes. From the bottom up; what is in order costs one look. */
static void sort_ties(const zg_sorter_block *block, zg_sorter_item *items, size_t n,
                      zg_sorter_item *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start + width < n; start += 2 * width) {
            size_t middle = start + width, end = middle + width < n ? middle + width : n;
            if (compare_items(block, &items[middle - 1], &items[middle]) < 0) continue;
            memcpy(scratch, items + start, (end - start) * sizeof *items);
            merge_items(block, scratch, width, scratch + width, end - middle, items + start);
        }
    }
}

zg_status zg_sorter_sort(zg_run *run, const zg_sorter_block *block, zg_sorter_item *items, size_t n,
                         zg_sorter_item *scratch, zg_error *error)
{
    zg_sorter_item *sorted = radix(items, n, 1, scratch);
    sorted = radix(sorted, n, 0, sorted == items ? scratch : items);
    if (sorted != items) memcpy(items, scratch, n * sizeof *items);
    for (size_t start = 0; start < n && !block->tied;) {
        size_t end = start + 1;
        while (end < n && items[end].keys[0] == items[start].keys[0] &&
               items[end].keys[1] == items[start].keys[1]) {
            end++;
        }
        sort_ties(block, items + start, end - start, scratch);
        start = end;
        zg_status status = zg_run_check(run, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

/* ---- reading a run ---- */

/* Has `need` bytes of the run in its buffer at least. A longer row gets a buffer of its own. */
static zg_status want(const zg_merge *merge, zg_sorted_run *run, size_t need, zg_error *error)
{
    size_t left = run->filled - run->used;
    if (left >= need) return ZG_OK;
    if (need > run->room) {
        char *buffer = zg_memory_alloc(need, 1);
        if (buffer == NULL) return zg_error_memory(error);
        memcpy(buffer, run->buffer + run->used, left);
        if (run->own) zg_memory_free(run->buffer);
        run->buffer = buffer;
        run->room = need;
        run->own = true;
    } else {
        memmove(run->buffer, run->buffer + run->used, left);
    }
    run->used = 0;
    run->filled = left;
    size_t more = run->room - left;
    if (more > run->end - run->next) more = (size_t)(run->end - run->next);
    zg_status status = zg_spill_read(merge->spill, run->next, run->buffer + left, more, error);
    if (status != ZG_OK) return status;
    run->next += more;
    run->filled += more;
    return ZG_OK;
}

/* The next row of a run; ZG_END behind the last. */
static zg_status advance(const zg_merge *merge, zg_sorted_run *run, zg_error *error)
{
    zg_packed_row head;
    if (run->next == run->end && run->filled == run->used) return ZG_END;
    zg_status status = want(merge, run, sizeof head, error);
    if (status != ZG_OK) return status;
    memcpy(&head, run->buffer + run->used, sizeof head);
    size_t size = zg_packed_size(merge->rest, head.length);
    status = want(merge, run, size, error);
    if (status != ZG_OK) return status;
    zg_packed_read(run->buffer + run->used, merge->rest, &run->row);
    run->used += size;
    return ZG_OK;
}

/* ---- the heap ---- */

static bool comes_before(const zg_merge *merge, size_t a, size_t b)
{
    return zg_sorter_compare(&merge->runs[a].row, &merge->runs[b].row, merge->descending) < 0;
}

static void sink(zg_merge *merge, size_t at)
{
    size_t run = merge->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= merge->n_heap) break;
        if (child + 1 < merge->n_heap &&
            comes_before(merge, merge->heap[child + 1], merge->heap[child])) {
            child++;
        }
        if (!comes_before(merge, merge->heap[child], run)) break;
        merge->heap[at] = merge->heap[child];
        at = child;
    }
    merge->heap[at] = run;
}

zg_status zg_merge_begin(zg_merge *merge, const uint64_t *bounds, size_t n, char *block,
                         size_t size, zg_error *error)
{
    merge->runs = zg_memory_zeroed(n, sizeof *merge->runs);
    merge->heap = zg_memory_alloc(n, sizeof *merge->heap);
    if (merge->runs == NULL || merge->heap == NULL) return zg_error_memory(error);
    size_t room = size / n & ~(size_t)7;
    if (room > BUFFER) room = BUFFER;
    for (; merge->n < n; merge->n++) {
        zg_sorted_run *run = &merge->runs[merge->n];
        *run = (zg_sorted_run){.next = bounds[merge->n],
                               .end = bounds[merge->n + 1],
                               .buffer = block + merge->n * room,
                               .room = room};
        zg_status status = advance(merge, run, error);
        if (status == ZG_OK) merge->heap[merge->n_heap++] = merge->n;
        if (status != ZG_OK && status != ZG_END) {
            merge->n++; /* it may have a buffer of its own */
            return status;
        }
    }
    for (size_t i = merge->n_heap / 2; i-- > 0;) sink(merge, i);
    return ZG_OK;
}

zg_status zg_merge_next(zg_merge *merge, zg_sorter_row *out, zg_error *error)
{
    if (merge->begun && merge->n_heap > 0) {
        zg_status status = advance(merge, &merge->runs[merge->heap[0]], error);
        if (status == ZG_END)
            merge->heap[0] = merge->heap[--merge->n_heap];
        else if (status != ZG_OK)
            return status;
        if (merge->n_heap > 0) sink(merge, 0);
    }
    merge->begun = true;
    if (merge->n_heap == 0) return ZG_END;
    *out = merge->runs[merge->heap[0]].row;
    return ZG_OK;
}

void zg_merge_end(zg_merge *merge)
{
    for (size_t i = 0; i < merge->n; i++) {
        if (merge->runs[i].own) zg_memory_free(merge->runs[i].buffer);
    }
    zg_memory_free(merge->runs);
    zg_memory_free(merge->heap);
    *merge = (zg_merge){0};
}
