/* windows: the frame around counting: margins, threads, the wanted places. */
#include "windows.h"

#include <string.h>

#include "pool.h"
#include "windows_parts.h"

void zg_windows_free(zg_windows *windows)
{
    for (size_t i = 0; i < windows->n_lists; i++) zg_room_free(&windows->lists[i].room);
    zg_memory_free(windows->lists);
    zg_memory_free(windows->near);
    zg_memory_free(windows->free);
    zg_room_free(&windows->places);
    *windows = (zg_windows){0};
}

/* Lists of one worker: each is as large as all before it, so that this is enough for any memory. */
#define LISTS      40
#define LEAST_ROWS 1024

zg_status zg_windows_reserve(zg_windows_worker *worker, uint64_t rows, zg_error *error)
{
    zg_joint_list *list = worker->list;
    if (list->capacity - list->n >= rows) return ZG_OK;
    if (list->capacity > 0) list = ++worker->list;
    uint64_t capacity = worker->rows > LEAST_ROWS ? worker->rows : LEAST_ROWS;
    if (rows > capacity) capacity = rows;
    zg_status status = zg_room_make(&list->room, capacity * sizeof *list->items, error);
    if (status != ZG_OK) return status;
    list->items = list->room.data;
    list->capacity = capacity;
    worker->rows += capacity;
    return ZG_OK;
}

void zg_windows_renumber(zg_windows *windows)
{
    windows->n = 0;
    for (size_t i = 0; i < windows->n_lists; i++) {
        windows->lists[i].before = windows->n;
        windows->n += windows->lists[i].n;
    }
}

/* ---- preparing ---- */

/* All runs of the selection, of each order. */
static zg_status count_runs(zg_windows_job *job, zg_error *error)
{
    const zg_sequence *sequence = job->sequence;
    if (job->collocates->tokens) return ZG_OK;
    job->runs = zg_memory_zeroed(job->out->width, sizeof *job->runs);
    if (job->runs == NULL) return zg_error_memory(error);
    uint64_t length = 0;
    for (uint64_t i = 0; i <= sequence->n; i++) {
        if (i < sequence->n && sequence->items[i] != ZG_BARRIER) {
            length++;
            continue;
        }
        for (uint32_t k = 0; k < job->out->width; k++) {
            uint64_t order = job->out->min_n + k;
            if (length >= order) job->runs[k] += length - order + 1;
        }
        length = 0;
    }
    return ZG_OK;
}

static void want(uint64_t *wanted, uint64_t first, uint64_t last)
{
    for (uint64_t i = first; i <= last; i++) wanted[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Where a collocate must begin to be near a node or to touch one. NULL in `*out` where that is
 * everywhere, near enough. */
static zg_status find_wanted(zg_windows_job *job, uint64_t **out, zg_error *error)
{
    const zg_inventory *nodes = job->nodes;
    uint64_t reach = (uint64_t)job->options->left + job->collocates->max_n;
    *out = NULL;
    if (job->options->adjacent || nodes->starts[nodes->n] > job->sequence->n / 8) return ZG_OK;
    uint64_t *wanted = zg_memory_zeroed(job->sequence->n / 64 + 1, sizeof *wanted);
    if (wanted == NULL) return zg_error_memory(error);
    for (uint32_t node = 0; node < nodes->n; node++) {
        for (uint64_t i = nodes->starts[node]; i < nodes->starts[node + 1]; i++) {
            uint64_t first = nodes->positions[i];
            uint64_t last = first + zg_inventory_length(nodes, node, i) + job->options->right;
            if (last >= job->sequence->n) last = job->sequence->n - 1;
            want(wanted, first > reach ? first - reach : 0, last);
        }
    }
    *out = wanted;
    return ZG_OK;
}

static zg_status make_entries(zg_windows_job *job, zg_error *error)
{
    uint64_t *wanted;
    if (job->collocates->tokens) return ZG_OK;
    zg_status status = find_wanted(job, &wanted, error);
    if (status == ZG_OK) status = zg_windows_entries(job, wanted, error);
    zg_memory_free(wanted);
    return status;
}

static bool make_worker(const zg_windows_job *job, zg_windows_worker *worker)
{
    uint32_t n = job->collocates->n;
    worker->listed = zg_memory_alloc(n, sizeof *worker->listed);
    if (!job->collocates->tokens || job->options->adjacent) {
        worker->cells = zg_memory_zeroed(n, sizeof *worker->cells);
        return worker->cells != NULL && worker->listed != NULL;
    }
    worker->token_cells = zg_memory_zeroed(n, sizeof *worker->token_cells);
    worker->packed = zg_memory_zeroed(n, sizeof *worker->packed);
    if (job->sequence->n_documents > 1) {
        worker->token_docs = zg_memory_zeroed(n, sizeof *worker->token_docs);
        if (worker->token_docs == NULL) return false;
    }
    return worker->token_cells != NULL && worker->packed != NULL && worker->listed != NULL;
}

static void free_workers(zg_windows_job *job)
{
    for (uint32_t i = 0; job->workers != NULL && i < job->n_workers; i++) {
        zg_memory_free(job->workers[i].cells);
        zg_memory_free(job->workers[i].token_cells);
        zg_memory_free(job->workers[i].packed);
        zg_memory_free(job->workers[i].token_docs);
        zg_memory_free(job->workers[i].listed);
    }
    zg_memory_free(job->workers);
}

static zg_status make_workers(zg_windows_job *job, zg_error *error)
{
    job->n_workers = zg_run_threads(job->run);
    job->workers = zg_memory_zeroed(job->n_workers, sizeof *job->workers);
    if (job->workers == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < job->n_workers; i++) {
        if (!make_worker(job, &job->workers[i])) return zg_error_memory(error);
    }
    size_t n = (size_t)job->n_workers * LISTS;
    job->out->lists = zg_memory_zeroed(n, sizeof *job->out->lists);
    if (job->out->lists == NULL) return zg_error_memory(error);
    job->out->n_lists = n;
    for (size_t i = 0; i < n; i++) job->out->lists[i].room.run = job->run;
    for (uint32_t i = 0; i < job->n_workers; i++) {
        job->workers[i].list = &job->out->lists[(size_t)i * LISTS];
    }
    return ZG_OK;
}

/* Cuts the nodes into tasks of about equal numbers of places. */
static zg_status cut_tasks(zg_windows_job *job, zg_error *error)
{
    enum { TASKS = 64 };
    const zg_inventory *nodes = job->nodes;
    uint64_t goal = nodes->starts[nodes->n] / TASKS + 1, from = 0;
    job->tasks = zg_memory_alloc(TASKS + 2, sizeof *job->tasks);
    if (job->tasks == NULL) return zg_error_memory(error);
    job->tasks[0] = 0;
    for (uint32_t node = 0; node < nodes->n; node++) {
        if (nodes->starts[node + 1] - from < goal && node + 1 < nodes->n) continue;
        job->tasks[++job->n_tasks] = node + 1;
        from = nodes->starts[node + 1];
    }
    return ZG_OK;
}

static zg_status do_task(void *context, size_t index, uint32_t worker, zg_error *error)
{
    zg_windows_job *job = context;
    size_t task = job->first_task + index;
    const zg_inventory *nodes = job->nodes;
    for (uint32_t node = job->tasks[task]; node < job->tasks[task + 1]; node++) {
        if (zg_inventory_freq(nodes, node) < job->options->min_node) continue;
        zg_status status = job->count_node(job, &job->workers[worker], node, error);
        if (status == ZG_OK) status = zg_run_check(job->run, error);
        if (status != ZG_OK) return status;
    }
    zg_run_advance(job->run, nodes->starts[job->tasks[task + 1]] - nodes->starts[job->tasks[task]]);
    return ZG_OK;
}

/* ---- places of tokens ---- */

/* Tasks whose places are found at once: a part of the text, and never less than so many places. */
#define BATCH_SHARE 4
#define BATCH_LEAST ((uint64_t)1 << 20)

/* The places of the nodes of some tasks, in one pass over the text: those of a block first, and
 * then each to its node, since a branch on every token would cost more than both. */
static void fill_places(zg_windows_job *job, uint32_t first, uint32_t end, zg_position *next)
{
    enum { BLOCK = 2048 };
    zg_position found[BLOCK];
    uint32_t range = end - first, low = first + 1;
    const uint16_t *narrow = job->collocates->narrow;
    const uint32_t *items = job->sequence->items;
    zg_position *places = job->places.data;
    for (uint32_t i = 0; i < range; i++) {
        next[i] = (zg_position)(job->nodes->starts[first + i] - job->base);
    }
    for (uint64_t from = 0; from < job->sequence->n; from += BLOCK) {
        uint64_t to = job->sequence->n - from > BLOCK ? from + BLOCK : job->sequence->n;
        size_t n = 0;
        /* A barrier is far above. */
        for (uint64_t i = from; i < to && narrow != NULL; i++) {
            found[n] = (zg_position)i;
            n += narrow[i] - low < range;
        }
        for (uint64_t i = from; i < to && narrow == NULL; i++) {
            found[n] = (zg_position)i;
            n += items[i] - low < range;
        }
        for (size_t i = 0; i < n; i++) {
            uint32_t item = narrow != NULL ? narrow[found[i]] : items[found[i]];
            places[next[item - low]++] = found[i];
        }
    }
}

static zg_status do_batch(zg_windows_job *job, size_t tasks, zg_position *next, zg_error *error)
{
    uint32_t first = job->tasks[job->first_task], end = job->tasks[job->first_task + tasks];
    job->base = job->nodes->starts[first];
    uint64_t bytes = (job->nodes->starts[end] - job->base) * sizeof *job->positions;
    zg_status status = zg_room_grow(&job->places, bytes, error);
    if (status != ZG_OK) return status;
    fill_places(job, first, end, next);
    job->positions = job->places.data;
    return zg_pool_run(job->run, tasks, do_task, job, error);
}

static zg_status find_and_count(zg_windows_job *job, zg_error *error)
{
    const uint64_t *starts = job->nodes->starts;
    uint64_t most = starts[job->nodes->n] / BATCH_SHARE;
    zg_position *next = zg_memory_alloc(job->nodes->n, sizeof *next);
    zg_status status = next != NULL ? ZG_OK : zg_error_memory(error);
    if (most < BATCH_LEAST) most = BATCH_LEAST;
    for (job->first_task = 0; job->first_task < job->n_tasks && status == ZG_OK;) {
        size_t end = job->first_task + 1;
        uint64_t base = starts[job->tasks[job->first_task]];
        while (end < job->n_tasks && starts[job->tasks[end + 1]] - base <= most) end++;
        status = do_batch(job, end - job->first_task, next, error);
        job->first_task = end;
    }
    job->first_task = 0;
    zg_memory_free(next);
    return status;
}

zg_status zg_windows_each(zg_windows_job *job, zg_windows_node *count_node, zg_error *error)
{
    job->count_node = count_node;
    if (job->nodes->tokens) return find_and_count(job, error);
    job->positions = job->nodes->positions;
    return zg_pool_run(job->run, job->n_tasks, do_task, job, error);
}

/* ---- the whole ---- */

/* Gives back what no row took. */
static void settle_list(zg_joint_list *list)
{
    if (list->n == 0) zg_room_free(&list->room);
    zg_room_shrink(&list->room, list->n * sizeof *list->items);
    list->items = list->room.data;
    list->capacity = list->room.capacity / sizeof *list->items;
}

static zg_status count_spans(zg_windows_job *job, zg_error *error)
{
    zg_status status = count_runs(job, error);
    if (status != ZG_OK) return status;
    zg_run_stage(job->run, "counting windows", job->nodes->starts[job->nodes->n]);
    return zg_windows_each(job, job->collocates->tokens ? zg_windows_tokens : zg_windows_runs_node,
                           error);
}

static zg_status count(zg_windows_job *job, zg_error *error)
{
    zg_windows *out = job->out;
    size_t margins = job->nodes->n * (size_t)out->width * (job->options->adjacent ? 2 : 1);
    out->near = zg_memory_zeroed(margins, sizeof *out->near);
    out->free = zg_memory_zeroed(margins, sizeof *out->free);
    if (out->near == NULL || out->free == NULL) return zg_error_memory(error);
    zg_status status = make_entries(job, error);
    if (status == ZG_OK) status = make_workers(job, error);
    if (status == ZG_OK) status = cut_tasks(job, error);
    if (status == ZG_OK) {
        status = job->options->adjacent ? zg_windows_adjacent(job, error) : count_spans(job, error);
    }
    for (size_t i = 0; i < out->n_lists; i++) settle_list(&out->lists[i]);
    if (status == ZG_OK) zg_windows_renumber(out);
    return status;
}

static zg_windows_job begin_job(zg_run *run, const zg_sequence *sequence, const zg_inventory *nodes,
                                const zg_inventory *collocates, const zg_windows_options *options,
                                zg_windows *out)
{
    return (zg_windows_job){.run = run,
                            .sequence = sequence,
                            .nodes = nodes,
                            .collocates = collocates,
                            .options = options,
                            .out = out,
                            .places = {.run = run}};
}

static void end_job(zg_windows_job *job)
{
    free_workers(job);
    zg_memory_free(job->runs);
    zg_memory_free(job->entries);
    zg_memory_free(job->blocks);
    zg_memory_free(job->tasks);
    zg_room_free(&job->places);
}

zg_status zg_windows_count(zg_run *run, const zg_sequence *sequence, const zg_inventory *nodes,
                           const zg_inventory *collocates, const zg_windows_options *options,
                           zg_windows *out, zg_error *error)
{
    *out = (zg_windows){.min_n = collocates->min_n,
                        .width = collocates->max_n - collocates->min_n + 1,
                        .adjacent = options->adjacent};
    zg_windows_job job = begin_job(run, sequence, nodes, collocates, options, out);
    zg_status status = zg_inventory_fits(sequence, error);
    if (status == ZG_OK) status = count(&job, error);
    end_job(&job);
    if (status != ZG_OK) zg_windows_free(out);
    return status;
}

/* ---- places in the span ---- */

/* By node, of the rows that stand together its first. */
static void find_first_rows(const zg_windows_job *job, uint64_t *first)
{
    for (uint32_t node = 0; node < job->nodes->n; node++) first[node] = UINT64_MAX;
    for (size_t l = 0; l < job->out->n_lists; l++) {
        const zg_joint_list *list = &job->out->lists[l];
        for (size_t i = list->n; i-- > 0;) first[list->items[i].node] = zg_windows_id(l, i);
    }
}

static zg_status make_place_workers(zg_windows_job *job, zg_error *error)
{
    job->n_workers = zg_run_threads(job->run);
    job->workers = zg_memory_zeroed(job->n_workers, sizeof *job->workers);
    if (job->workers == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < job->n_workers; i++) {
        job->workers[i].listed = zg_memory_zeroed(job->collocates->n, sizeof(zg_position));
        if (job->workers[i].listed == NULL) return zg_error_memory(error);
    }
    return ZG_OK;
}

static zg_status count_places(zg_windows_job *job, uint64_t *first, zg_error *error)
{
    zg_windows *out = job->out;
    uint64_t bytes = out->n * out->span * sizeof(zg_position);
    if (first == NULL) return zg_error_memory(error);
    zg_status status = zg_room_make(&out->places, bytes, error);
    if (status != ZG_OK) return status;
    if (bytes > 0) memset(out->places.data, 0, bytes);
    find_first_rows(job, first);
    job->first_row = first;
    status = make_entries(job, error);
    if (status == ZG_OK) status = make_place_workers(job, error);
    if (status == ZG_OK) status = cut_tasks(job, error);
    if (status == ZG_OK) status = zg_windows_each(job, zg_windows_places_node, error);
    return status;
}

zg_status zg_windows_places(zg_run *run, const zg_sequence *sequence, const zg_inventory *nodes,
                            const zg_inventory *collocates, const zg_windows_options *options,
                            zg_windows *windows, zg_error *error)
{
    zg_windows_job job = begin_job(run, sequence, nodes, collocates, options, windows);
    uint64_t *first = zg_memory_alloc(nodes->n, sizeof *first);
    windows->places.run = run;
    windows->span = options->left + options->right;
    zg_status status = count_places(&job, first, error);
    zg_memory_free(first);
    end_job(&job);
    return status;
}
