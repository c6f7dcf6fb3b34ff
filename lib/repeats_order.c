/* repeats: suffixes in order. Positions are dealt out by their first item, and each of these
 * buckets is ordered on its own (repeats_refine.c), on any number of threads. A text that is too
 * hard for that is ordered as a whole by a method that does not care (repeats_sort.c). */
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "repeats_parts.h"

#define AHEAD    16
#define TASK_MIN 32768  /* places that a task has at least */
#define DEAL_MIN 262144 /* positions that a thread deals out at least */

typedef struct ordering {
    zg_repeats *repeats;
    const zg_order *how;
    zg_position *counts; /* by part of the text and item */
    uint32_t parts;
    uint32_t *tasks; /* first item of each */
    size_t n_tasks;
    zg_refiner *refiners;
    uint32_t n_refiners;
} ordering;

static uint32_t names_of(const zg_repeats *r)
{
    return r->n_words + ZG_ITEM_FIRST;
}

/* ---- dealing out ---- */

static zg_position part_begin(const ordering *o, size_t part)
{
    return (zg_position)((uint64_t)o->repeats->n * part / o->parts);
}

static bool is_chosen(const uint64_t *chosen, zg_position position)
{
    return chosen == NULL || (chosen[position >> 6] >> (position & 63) & 1) != 0;
}

static zg_status count_part(void *context, size_t part, uint32_t worker, zg_error *error)
{
    (void)worker, (void)error;
    ordering *o = context;
    zg_position *counts = o->counts + part * names_of(o->repeats), end = part_begin(o, part + 1);
    const uint32_t *items = o->repeats->items;
    for (zg_position i = part_begin(o, part); i < end; i++) {
        if (is_chosen(o->how->chosen, i)) counts[items[i]]++;
    }
    return ZG_OK;
}

static zg_status deal_part(void *context, size_t part, uint32_t worker, zg_error *error)
{
    (void)worker, (void)error;
    ordering *o = context;
    zg_position *places = o->counts + part * names_of(o->repeats), end = part_begin(o, part + 1);
    const uint32_t *items = o->repeats->items;
    for (zg_position i = part_begin(o, part); i < end; i++) {
        if (is_chosen(o->how->chosen, i)) o->repeats->suffixes[places[items[i]]++] = i;
    }
    return ZG_OK;
}

/* Positions by first item, each item's in the order of the text. */
static zg_status deal(zg_run *run, ordering *o, zg_error *error)
{
    zg_repeats *r = o->repeats;
    size_t names = names_of(r);
    o->parts = zg_run_threads(run);
    if (o->parts > r->n / DEAL_MIN + 1) o->parts = (uint32_t)(r->n / DEAL_MIN + 1);
    o->counts = zg_memory_zeroed(o->parts * names, sizeof *o->counts);
    r->buckets = zg_memory_alloc(names + 1, sizeof *r->buckets);
    r->freqs = zg_memory_alloc(names, sizeof *r->freqs);
    if (o->counts == NULL || r->buckets == NULL || r->freqs == NULL) return zg_error_memory(error);
    zg_status status = zg_pool_run(run, o->parts, count_part, o, error);
    if (status != ZG_OK) return status;
    zg_position sum = 0;
    for (size_t item = 0; item < names; item++) {
        r->buckets[item] = sum;
        for (uint32_t part = 0; part < o->parts; part++) {
            zg_position count = o->counts[part * names + item];
            o->counts[part * names + item] = sum;
            sum += count;
        }
        r->freqs[item] = sum - r->buckets[item];
    }
    r->buckets[names] = r->n_places = sum;
    r->suffixes_room.run = r->common_room.run = run;
    status = zg_room_make(&r->suffixes_room, (uint64_t)sum * sizeof *r->suffixes, error);
    if (status == ZG_OK) {
        status = zg_room_make(&r->common_room, sum, error);
    }
    if (status != ZG_OK) return status;
    r->suffixes = r->suffixes_room.data;
    r->common = r->common_room.data;
    status = zg_pool_run(run, o->parts, deal_part, o, error);
    zg_memory_free(o->counts);
    o->counts = NULL;
    return status;
}

/* ---- buckets ---- */

static zg_status make_tasks(ordering *o, zg_error *error)
{
    const zg_position *buckets = o->repeats->buckets, names = names_of(o->repeats);
    size_t capacity = 0;
    zg_position begin = 0;
    for (uint32_t item = 0; item <= names; item++) {
        if (item > 0 && item < names && buckets[item] - begin < TASK_MIN) continue;
        if (!zg_memory_grow(&o->tasks, &capacity, o->n_tasks + 1, sizeof *o->tasks)) {
            return zg_error_memory(error);
        }
        o->tasks[o->n_tasks++] = item;
        begin = buckets[item];
    }
    o->n_tasks--; /* the last one is the end */
    return ZG_OK;
}

static zg_status refine_task(void *context, size_t index, uint32_t worker, zg_error *error)
{
    ordering *o = context;
    const zg_position *buckets = o->repeats->buckets;
    zg_status status = ZG_OK;
    for (uint32_t item = o->tasks[index]; item < o->tasks[index + 1] && status == ZG_OK; item++) {
        status = zg_refine_bucket(&o->refiners[worker], buckets[item], buckets[item + 1], error);
    }
    return status;
}

static int by_place(const void *a, const void *b)
{
    const zg_repeat_long *x = a, *y = b;
    return x->place < y->place ? -1 : x->place > y->place;
}

static zg_status gather_longer(ordering *o, zg_error *error)
{
    zg_repeats *r = o->repeats;
    size_t n = 0;
    for (uint32_t w = 0; w < o->n_refiners; w++) n += o->refiners[w].n_longer;
    r->longer = zg_memory_alloc(n, sizeof *r->longer);
    if (r->longer == NULL) return zg_error_memory(error);
    for (uint32_t w = 0; w < o->n_refiners; w++) {
        const zg_refiner *refiner = &o->refiners[w];
        if (refiner->n_longer == 0) continue;
        memcpy(r->longer + r->n_longer, refiner->longer, refiner->n_longer * sizeof *r->longer);
        r->n_longer += refiner->n_longer;
    }
    if (n > 1) qsort(r->longer, n, sizeof *r->longer, by_place);
    return ZG_OK;
}

static zg_status refine_all(zg_run *run, ordering *o, zg_error *error)
{
    zg_status status = make_tasks(o, error);
    o->n_refiners = zg_run_threads(run);
    o->refiners = zg_memory_zeroed(o->n_refiners, sizeof *o->refiners);
    if (o->refiners == NULL) return zg_error_memory(error);
    for (uint32_t w = 0; w < o->n_refiners && status == ZG_OK; w++) {
        status = zg_refiner_make(o->repeats, o->how, &o->refiners[w], error);
    }
    if (status == ZG_OK) status = zg_pool_run(run, o->n_tasks, refine_task, o, error);
    return status == ZG_OK ? gather_longer(o, error) : status;
}

/* ---- hard texts ---- */

/* What neighbouring suffixes share, by position, in the order of the text (Kärkkäinen, Manzini and
 * Puglisi, "Permuted longest-common-prefix array", 2009): of one position on, at most one item is
 * lost. `common` first holds the position that stands before in the order. */
static void find_common(const zg_repeats *r, zg_position *common)
{
    common[r->suffixes[0]] = 0;
    for (zg_position i = 1; i < r->n; i++) {
        if (i + AHEAD < r->n) ZG_PREFETCH(&common[r->suffixes[i + AHEAD]]);
        common[r->suffixes[i]] = r->suffixes[i - 1];
    }
    zg_position shared = 0, first = r->suffixes[0];
    for (zg_position i = 0; i < r->n; i++) {
        if (i + AHEAD < r->n) ZG_PREFETCH(&r->items[common[i + AHEAD]]);
        zg_position other = common[i];
        if (i == first || r->items[i] <= ZG_ITEM_BARRIER) {
            shared = 0;
        } else {
            while (r->items[i + shared] == r->items[other + shared] &&
                   r->items[i + shared] > ZG_ITEM_BARRIER) {
                shared++;
            }
        }
        common[i] = shared;
        if (shared > 0) shared--;
    }
}

/* From positions to places; of the suffixes those that are chosen. */
static zg_status keep_common(ordering *o, const zg_position *common, zg_error *error)
{
    zg_repeats *r = o->repeats;
    size_t capacity = 0;
    zg_position n = 0, least = ZG_POSITION_MAX;
    for (zg_position i = 0; i < r->n; i++) {
        if (i + AHEAD < r->n) ZG_PREFETCH(&common[r->suffixes[i + AHEAD]]);
        zg_position position = r->suffixes[i], shared = common[position];
        if (shared < least) least = shared;
        if (!is_chosen(o->how->chosen, position)) continue;
        r->suffixes[n] = position;
        r->common[n] = (uint8_t)(least < ZG_COMMON_LONG ? least : ZG_COMMON_LONG);
        if (least >= ZG_COMMON_LONG) {
            if (!zg_memory_grow(&r->longer, &capacity, r->n_longer + 1, sizeof *r->longer)) {
                return zg_error_memory(error);
            }
            r->longer[r->n_longer++] = (zg_repeat_long){n, least};
        }
        n++;
        least = ZG_POSITION_MAX;
    }
    r->n_places = n;
    return ZG_OK;
}

static zg_status order_whole(zg_run *run, ordering *o, zg_error *error)
{
    zg_repeats *r = o->repeats;
    zg_room shared = {.run = run};
    zg_room_free(&r->suffixes_room);
    zg_status status = zg_room_make(&r->suffixes_room, (uint64_t)r->n * sizeof *r->suffixes, error);
    r->suffixes = r->suffixes_room.data;
    if (status == ZG_OK)
        status = zg_repeats_sort(run, r->items, r->n, names_of(r), r->suffixes, error);
    if (status == ZG_OK)
        status = zg_room_make(&shared, (uint64_t)r->n * sizeof(zg_position), error);
    if (status != ZG_OK) return status;
    find_common(r, shared.data);
    status = zg_run_check(run, error);
    if (status == ZG_OK) status = keep_common(o, shared.data, error);
    zg_room_free(&shared);
    return status;
}

static void forget_order(zg_repeats *r)
{
    zg_repeats_drop_common(r);
    zg_room_free(&r->suffixes_room);
    zg_memory_free(r->buckets);
    zg_memory_free(r->freqs);
    r->suffixes = r->buckets = r->freqs = NULL;
    r->n_places = 0;
}

static void free_ordering(ordering *o)
{
    for (uint32_t w = 0; o->refiners != NULL && w < o->n_refiners; w++) {
        zg_refiner_free(&o->refiners[w]);
    }
    zg_memory_free(o->refiners);
    zg_memory_free(o->tasks);
    zg_memory_free(o->counts);
    *o = (ordering){0};
}

zg_status zg_repeats_order(zg_run *run, zg_repeats *repeats, const zg_order *how, zg_error *error)
{
    ordering o = {.repeats = repeats, .how = how};
    forget_order(repeats);
    zg_status status = deal(run, &o, error);
    if (status == ZG_OK) status = refine_all(run, &o, error);
    bool hard = status == ZG_END;
    free_ordering(&o);
    if (!hard) return status;
    o = (ordering){.repeats = repeats, .how = how};
    return order_whole(run, &o, error);
}

/* ---- what is not needed any more ---- */

/* Moves places from `low` up to `high` down to `to`. */
static void move_places(zg_repeats *r, zg_position low, zg_position high, zg_position to,
                        size_t *longer, size_t *kept)
{
    memmove(r->suffixes + to, r->suffixes + low, (high - low) * sizeof *r->suffixes);
    memmove(r->common + to, r->common + low, high - low);
    while (*longer < r->n_longer && r->longer[*longer].place < high) {
        zg_repeat_long l = r->longer[(*longer)++];
        if (l.place < low) continue;
        l.place -= low - to;
        r->longer[(*kept)++] = l;
    }
}

void zg_repeats_keep(zg_repeats *repeats, zg_position least)
{
    zg_repeats *r = repeats;
    zg_position names = names_of(r), n = 0;
    size_t longer = 0, kept = 0;
    for (uint32_t item = 0; item < names; item++) {
        zg_position begin = r->buckets[item], end = r->buckets[item + 1], high;
        r->buckets[item] = n;
        for (zg_position low = begin; r->is_token[item] && low < end; low = high) {
            for (high = low + 1; high < end && r->common[high] >= 2;) high++;
            if (high - low < least) continue;
            move_places(r, low, high, n, &longer, &kept);
            if (n == r->buckets[item]) r->common[n] = 0;
            n += high - low;
        }
    }
    r->buckets[names] = r->n_places = n;
    r->n_longer = kept;
    zg_room_shrink(&r->suffixes_room, n * sizeof *r->suffixes);
    zg_room_shrink(&r->common_room, n);
    r->suffixes = r->suffixes_room.data;
    r->common = r->common_room.data;
}
