/* windows: runs of several tokens around a node. All places of collocates lie in one list by
 * position, so that a span is a stretch of it, whatever the orders. */
#include "windows_parts.h"

#include <string.h>

/* ---- the list ---- */

static bool is_wanted(const uint64_t *wanted, zg_position position)
{
    return wanted == NULL || (wanted[position >> 6] >> (position & 63) & 1);
}

/* blocks[b + 1] counts the entries of block b, then becomes where block b + 1 begins. */
static uint64_t count_blocks(zg_windows_job *job, const uint64_t *wanted, size_t n_blocks)
{
    const zg_inventory *all = job->collocates;
    for (uint64_t i = 0; i < all->starts[all->n]; i++) {
        zg_position position = all->positions[i];
        if (is_wanted(wanted, position)) job->blocks[position / ZG_PLACE_BLOCK + 1]++;
    }
    for (size_t b = 0; b < n_blocks; b++) job->blocks[b + 1] += job->blocks[b];
    return job->blocks[n_blocks];
}

/* By position, then as the entries are numbered; blocks are short and nearly in order. */
static void sort_block(zg_place_entry *entries, uint64_t n)
{
    for (uint64_t i = 1; i < n; i++) {
        zg_place_entry entry = entries[i];
        uint64_t j = i;
        for (; j > 0 && entries[j - 1].position > entry.position; j--) entries[j] = entries[j - 1];
        entries[j] = entry;
    }
}

zg_status zg_windows_entries(zg_windows_job *job, const uint64_t *wanted, zg_error *error)
{
    const zg_inventory *all = job->collocates;
    size_t n_blocks = job->sequence->n / ZG_PLACE_BLOCK + 2;
    job->blocks = zg_memory_zeroed(n_blocks + 1, sizeof *job->blocks);
    uint64_t *next = zg_memory_alloc(n_blocks, sizeof *next);
    if (job->blocks == NULL || next == NULL) {
        zg_memory_free(next);
        return zg_error_memory(error);
    }
    job->n_entries = count_blocks(job, wanted, n_blocks);
    job->entries = zg_memory_alloc(job->n_entries, sizeof *job->entries);
    if (job->entries == NULL) {
        zg_memory_free(next);
        return zg_error_memory(error);
    }
    memcpy(next, job->blocks, n_blocks * sizeof *next);
    for (uint32_t e = 0; e < all->n; e++) {
        for (uint64_t i = all->starts[e]; i < all->starts[e + 1]; i++) {
            zg_position position = all->positions[i];
            if (!is_wanted(wanted, position)) continue;
            job->entries[next[position / ZG_PLACE_BLOCK]++] = (zg_place_entry){
                .position = position, .collocate = e, .n = zg_inventory_length(all, e, i)};
        }
    }
    zg_memory_free(next);
    for (size_t b = 0; b < n_blocks; b++) {
        sort_block(job->entries + job->blocks[b], job->blocks[b + 1] - job->blocks[b]);
    }
    return ZG_OK;
}

uint64_t zg_windows_entry(const zg_windows_job *job, zg_position position)
{
    uint64_t i = job->blocks[position / ZG_PLACE_BLOCK];
    while (i < job->n_entries && job->entries[i].position < position) i++;
    return i;
}

/* ---- counting ---- */

static zg_cell *cell_of(zg_windows_worker *worker, uint32_t collocate)
{
    zg_cell *cell = &worker->cells[collocate];
    if (cell->listed == 0) {
        cell->listed = 1;
        worker->listed[worker->n_listed++] = collocate;
    }
    return cell;
}

static void count_joint(zg_windows_worker *worker, uint32_t collocate, int64_t distance,
                        uint32_t document)
{
    zg_cell *cell = cell_of(worker, collocate);
    cell->joint++;
    cell->left += distance < 0;
    cell->distance += distance;
    cell->docs += cell->last != document;
    cell->last = document;
}

/* Runs that a stretch of so many tokens holds, of each order, added to `near`. */
static void add_runs(const zg_windows_job *job, uint64_t *near, zg_position first, zg_position last)
{
    if (last < first) return;
    uint64_t length = (uint64_t)last - first + 1;
    for (uint32_t i = 0; i < job->out->width; i++) {
        uint64_t order = job->out->min_n + i;
        if (length >= order) near[i] += length - order + 1;
    }
}

/* Runs wholly inside [first, last], which lies between the node tokens `end` and `next` (either
 * may be ZG_NO_NODE) and is reached by the span of one or both. */
static void count_zone(zg_windows_job *job, zg_windows_worker *worker, zg_position first,
                       zg_position last, zg_position end, zg_position next, uint32_t document)
{
    if (last < first) return;
    for (uint64_t i = zg_windows_entry(job, first);
         i < job->n_entries && job->entries[i].position <= last; i++) {
        const zg_place_entry *entry = &job->entries[i];
        zg_position tail = entry->position + entry->n - 1;
        if (tail > last) continue;
        int64_t right = end == ZG_NO_NODE ? INT64_MAX : (int64_t)(entry->position - end);
        int64_t left = next == ZG_NO_NODE ? INT64_MAX : (int64_t)(next - tail);
        if (right > job->options->right) right = INT64_MAX;
        if (left > job->options->left) left = INT64_MAX;
        count_joint(worker, entry->collocate, right <= left ? right : -left, document);
    }
}

/* Runs that share a token with the node segment [first, last] and with none before it: those
 * begin behind `end`. Entries are runs, so no barrier is inside. */
static void count_touching(zg_windows_job *job, zg_windows_worker *worker, zg_position end,
                           zg_position first, zg_position last)
{
    uint32_t reach = job->collocates->max_n - 1;
    zg_position low = first > reach ? first - reach : 0;
    if (end != ZG_NO_NODE && low <= end) low = end + 1;
    for (uint64_t i = zg_windows_entry(job, low);
         i < job->n_entries && job->entries[i].position <= last; i++) {
        const zg_place_entry *entry = &job->entries[i];
        if (entry->position + entry->n - 1 >= first) {
            cell_of(worker, entry->collocate)->touching++;
        }
    }
}

/* How many runs of each order touch that segment, taken from `free`. */
static void subtract_touching(const zg_windows_job *job, uint64_t *free, zg_position end,
                              zg_position first, zg_position last)
{
    const uint32_t *items = job->sequence->items;
    uint32_t most = job->out->min_n + job->out->width - 1, before = 0, behind = 0;
    while (before + 1 < most && first > before + 1 && items[first - before - 1] != ZG_BARRIER &&
           (end == ZG_NO_NODE || first - before - 1 > end)) {
        before++;
    }
    while (behind + 1 < most && items[last + behind + 1] != ZG_BARRIER) behind++;
    for (uint32_t i = 0; i < job->out->width; i++) {
        int64_t order = job->out->min_n + i;
        int64_t low = (int64_t)first - (order - 1 < before ? order - 1 : before);
        int64_t high = (int64_t)last + (order - 1 < behind ? order - 1 : behind) - order + 1;
        if (high >= low) free[i] -= (uint64_t)(high - low + 1);
    }
}

static void count_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node)
{
    const zg_windows_options *options = job->options;
    uint64_t *near = job->out->near + (size_t)node * job->out->width;
    uint64_t *free = job->out->free + (size_t)node * job->out->width;
    zg_segment_walk walk = zg_segments(job, node);
    zg_position end = ZG_NO_NODE, first, last = 0;
    uint32_t document = 1;
    memcpy(free, job->runs, job->out->width * sizeof *free);
    for (bool more = true; more; end = last) {
        more = zg_segment_next(&walk, &first, &last);
        if (!more) first = ZG_NO_NODE;
        if (!more && end == ZG_NO_NODE) return;
        zg_gap gap = zg_gap_find(job->sequence->items, options->left, options->right, end, first);
        if (gap.joined) {
            count_zone(job, worker, gap.right_first, gap.right_last, end, first, document);
            add_runs(job, near, gap.right_first, gap.right_last);
        } else if (end != ZG_NO_NODE) {
            count_zone(job, worker, gap.right_first, gap.right_last, end, ZG_NO_NODE, document);
            add_runs(job, near, gap.right_first, gap.right_last);
        }
        if (!more) return;
        document = zg_walk_document(job, worker, first);
        if (!gap.joined) {
            count_zone(job, worker, gap.left_first, gap.left_last, ZG_NO_NODE, first, document);
            add_runs(job, near, gap.left_first, gap.left_last);
        }
        count_touching(job, worker, end, first, last);
        subtract_touching(job, free, end, first, last);
    }
}

zg_status zg_windows_runs_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                               zg_error *error)
{
    worker->n_listed = 0;
    worker->document = 0;
    count_node(job, worker, node);
    zg_status status = zg_windows_reserve(worker, worker->n_listed, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < worker->n_listed; i++) {
        uint32_t collocate = (uint32_t)worker->listed[i];
        zg_cell *cell = &worker->cells[collocate];
        if (cell->joint >= job->options->min_joint) {
            zg_joint row = {.node = node,
                            .collocate = collocate,
                            .joint = cell->joint,
                            .left = cell->left,
                            .docs = cell->docs,
                            .c1 = (zg_position)zg_inventory_freq(job->collocates, collocate) -
                                  cell->touching,
                            .distance = cell->distance};
            zg_windows_keep(worker, &row);
        }
        *cell = (zg_cell){0};
    }
    return ZG_OK;
}
