/* sorter: the block, which fills with rows from below and with items, by which they are sorted,
 * from above; and the runs it leaves in the spill file. */
#include <string.h>

#include "memory.h"
#include "sorter_parts.h"

#define RUNS_MAX 256 /* merged into one when so many have come together */

struct zg_sorter {
    zg_run *run;
    size_t rest;
    bool descending;
    char *block;
    size_t size;
    uint64_t reserved;
    size_t filled;
    size_t n;  /* rows in the block */
    bool tied; /* their texts came in order */
    uint64_t rows;
    zg_spill *spill; /* NULL: all is in the block */
    uint64_t bounds[RUNS_MAX + 1];
    size_t n_runs;
    bool ended;
    size_t next; /* of the block, where nothing was spilled */
    zg_sorter_item *items;
    zg_merge merge;
};

size_t zg_packed_size(size_t rest, uint32_t length)
{
    return (sizeof(zg_packed_row) + rest + length + 7) & ~(size_t)7;
}

void zg_packed_read(const char *bytes, size_t rest, zg_sorter_row *out)
{
    zg_packed_row head;
    memcpy(&head, bytes, sizeof head);
    *out = (zg_sorter_row){.keys = {head.keys[0], head.keys[1]},
                           .length = head.length,
                           .n = head.n,
                           .rest = bytes + sizeof head,
                           .text = bytes + sizeof head + rest};
}

static int compare_texts(const zg_sorter_row *a, const zg_sorter_row *b)
{
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    if (order != 0) return order;
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    return a->n < b->n ? -1 : a->n > b->n;
}

int zg_sorter_compare(const zg_sorter_row *a, const zg_sorter_row *b, bool descending)
{
    if (a->keys[0] != b->keys[0]) return a->keys[0] < b->keys[0] ? -1 : 1;
    if (a->keys[1] != b->keys[1]) return a->keys[1] < b->keys[1] ? -1 : 1;
    return descending ? compare_texts(b, a) : compare_texts(a, b);
}

zg_status zg_sorter_new(zg_run *run, const zg_sorter_options *options, zg_sorter **out,
                        zg_error *error)
{
    uint64_t memory = options->memory;
    zg_status status = zg_run_reserve(run, memory, error);
    if (status != ZG_OK) return status;
    zg_sorter *sorter = zg_memory_zeroed(1, sizeof *sorter);
    if (sorter != NULL) {
        *sorter = (zg_sorter){.run = run,
                              .rest = options->rest,
                              .descending = options->descending,
                              .reserved = memory,
                              .tied = true};
        sorter->size = (size_t)memory & ~(size_t)7;
        sorter->block = zg_memory_alloc(sorter->size, 1);
    }
    if (sorter == NULL || sorter->block == NULL) {
        zg_memory_free(sorter);
        zg_run_release(run, memory);
        return zg_error_memory(error);
    }
    *out = sorter;
    return ZG_OK;
}

void zg_sorter_free(zg_sorter *sorter)
{
    if (sorter == NULL) return;
    zg_merge_end(&sorter->merge);
    zg_spill_free(sorter->spill);
    zg_memory_free(sorter->block);
    zg_run_release(sorter->run, sorter->reserved);
    zg_memory_free(sorter);
}

uint64_t zg_sorter_rows(const zg_sorter *sorter)
{
    return sorter->rows;
}

/* ---- the block ---- */

static zg_sorter_item *items_of(const zg_sorter *sorter)
{
    return (zg_sorter_item *)(void *)(sorter->block + sorter->size) - sorter->n;
}

/* Items were put down from the top: the last lies in front. */
static zg_status sort_block(zg_sorter *sorter, zg_error *error)
{
    zg_sorter_item *items = items_of(sorter);
    size_t n = sorter->n;
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        zg_sorter_item swap = items[i];
        items[i] = items[--j];
        items[j] = swap;
    }
    zg_sorter_block block = {sorter->block, sorter->rest, sorter->descending, sorter->tied};
    return zg_sorter_sort(sorter->run, &block, items, n, items - n, error);
}

static zg_status append_packed(zg_sorter *sorter, const char *bytes, zg_error *error)
{
    zg_packed_row head;
    memcpy(&head, bytes, sizeof head);
    return zg_spill_append(sorter->spill, bytes, zg_packed_size(sorter->rest, head.length), error);
}

static zg_status begin_merge(zg_sorter *sorter, zg_error *error)
{
    sorter->merge =
        (zg_merge){.spill = sorter->spill, .rest = sorter->rest, .descending = sorter->descending};
    return zg_merge_begin(&sorter->merge, sorter->bounds, sorter->n_runs, sorter->block,
                          sorter->size, error);
}

/* Makes one run of all. */
static zg_status merge_runs(zg_sorter *sorter, zg_error *error)
{
    zg_sorter_row row;
    uint64_t from = zg_spill_bytes(sorter->spill);
    zg_status status = zg_spill_flush(sorter->spill, error);
    if (status == ZG_OK) status = begin_merge(sorter, error);
    while (status == ZG_OK && (status = zg_merge_next(&sorter->merge, &row, error)) == ZG_OK) {
        status = append_packed(sorter, (const char *)row.rest - sizeof(zg_packed_row), error);
    }
    zg_merge_end(&sorter->merge);
    if (status != ZG_END) return status;
    sorter->bounds[0] = from;
    sorter->bounds[1] = zg_spill_bytes(sorter->spill);
    sorter->n_runs = 1;
    return ZG_OK;
}

static zg_status spill_block(zg_sorter *sorter, zg_error *error)
{
    zg_status status = sort_block(sorter, error);
    if (status == ZG_OK && sorter->spill == NULL)
        status = zg_spill_open(sorter->run, &sorter->spill, error);
    const zg_sorter_item *items = items_of(sorter);
    for (size_t i = 0; i < sorter->n && status == ZG_OK; i++)
        status = append_packed(sorter, sorter->block + items[i].offset, error);
    if (status != ZG_OK) return status;
    sorter->n = sorter->filled = 0;
    sorter->tied = true;
    sorter->bounds[++sorter->n_runs] = zg_spill_bytes(sorter->spill);
    return sorter->n_runs == RUNS_MAX ? merge_runs(sorter, error) : ZG_OK;
}

static zg_status refuse_row(const zg_sorter *sorter, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_MEMORY, NULL,
                        "a row does not fit in the %zu bytes that the memory ceiling leaves for "
                        "sorting; raise it",
                        sorter->size);
}

zg_status zg_sorter_add(zg_sorter *sorter, const zg_sorter_row *row, zg_error *error)
{
    size_t size = zg_packed_size(sorter->rest, row->length);
    if (size > sorter->size || sorter->size - size < 2 * sizeof(zg_sorter_item))
        return refuse_row(sorter, error);
    size_t room = sorter->size - size;
    if (sorter->filled > room ||
        (room - sorter->filled) / (2 * sizeof(zg_sorter_item)) < sorter->n + 1) {
        zg_status status = spill_block(sorter, error);
        if (status != ZG_OK) return status;
    }
    if (sorter->tied && sorter->n > 0) {
        zg_sorter_row last;
        zg_packed_read(sorter->block + items_of(sorter)->offset, sorter->rest, &last);
        sorter->tied = (compare_texts(&last, row) < 0) != sorter->descending;
    }
    zg_packed_row head = {{row->keys[0], row->keys[1]}, row->length, row->n};
    char *to = sorter->block + sorter->filled;
    memcpy(to, &head, sizeof head);
    if (sorter->rest > 0) memcpy(to + sizeof head, row->rest, sorter->rest);
    if (row->length > 0) memcpy(to + sizeof head + sorter->rest, row->text, row->length);
    size_t end = sizeof head + sorter->rest + row->length;
    memset(to + end, 0, size - end);
    sorter->n++;
    *items_of(sorter) = (zg_sorter_item){{head.keys[0], head.keys[1]}, sorter->filled};
    sorter->filled += size;
    sorter->rows++;
    return ZG_OK;
}

/* ---- reading ---- */

static zg_status end_adding(zg_sorter *sorter, zg_error *error)
{
    zg_status status;
    sorter->ended = true;
    if (sorter->spill == NULL) {
        status = sort_block(sorter, error);
        sorter->items = items_of(sorter);
        return status;
    }
    status = sorter->n > 0 ? spill_block(sorter, error) : ZG_OK;
    if (status == ZG_OK) status = zg_spill_flush(sorter->spill, error);
    if (status == ZG_OK) status = begin_merge(sorter, error);
    return status;
}

zg_status zg_sorter_next(zg_sorter *sorter, zg_sorter_row *out, zg_error *error)
{
    if (!sorter->ended) {
        zg_status status = end_adding(sorter, error);
        if (status != ZG_OK) return status;
    }
    if (sorter->spill != NULL) return zg_merge_next(&sorter->merge, out, error);
    if (sorter->next == sorter->n) return ZG_END;
    zg_packed_read(sorter->block + sorter->items[sorter->next++].offset, sorter->rest, out);
    return ZG_OK;
}
