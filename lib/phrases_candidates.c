/* phrases: candidates: closed sequences whose edges could be good enough. */
#include <math.h>
#include <string.h>

#include "phrases_parts.h"
#include "pool.h"

void zg_candidates_free(zg_candidates *candidates)
{
    zg_memory_free(candidates->items);
    *candidates = (zg_candidates){0};
}

/* Length without the marks at the end. */
static zg_position without_marks(const zg_ground *ground, const uint32_t *items, zg_position length)
{
    while (length > 0 && !(ground->kinds[items[length - 1]] & ZG_KIND_TOKEN)) length--;
    return length;
}

static uint32_t count_tokens(const zg_ground *ground, const uint32_t *items, uint32_t length)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < length; i++) n += ground->kinds[items[i]] & ZG_KIND_TOKEN;
    return n;
}

/* Whether a unit ends before the item at `offset` in half of the occurrences' weight or more. */
static bool stands_behind_gap(const zg_ground *ground, const zg_repeat *repeat, zg_position offset)
{
    uint64_t sum = 0;
    for (zg_position place = repeat->low; place < repeat->high; place++) {
        sum += ground->gaps[ground->text.suffixes[place] + offset];
    }
    return sum >= (uint64_t)(repeat->high - repeat->low) * ZG_GAP_HALF;
}

/* Length without the function tokens at the end that stand behind a gap. */
static zg_position without_function(const zg_ground *ground, const zg_repeat *repeat,
                                    const uint32_t *items, zg_position length)
{
    while (length > 2 && (ground->kinds[items[length - 1]] & ZG_KIND_FUNCTION) &&
           stands_behind_gap(ground, repeat, length - 1)) {
        length = without_marks(ground, items, length - 1);
    }
    return length;
}

/* The most that the left edge can score, from running sums alone; of all occurrences, and of any
 * part of a fifth or more of them. */
static double most_of_left(const zg_repeat *repeat, bool part)
{
    double freq = (double)(repeat->high - repeat->low), runs = (double)repeat->changes + 1,
           of = freq;
    double mean = (double)repeat->weight / ZG_GAP_SURE / freq;
    if (part) {
        of = 0.2 * freq > runs ? 0.2 * freq : runs < freq ? runs : freq;
        if (of < 2) of = 2;
        mean = 5 * mean < 1 ? 5 * mean : 1;
    }
    return mean + 0.5 * log2(runs < of ? runs : of) / (1 + log2(of));
}

#define BROKEN_MOST 0.75 /* boundary of a candidate that breaks a rule: half of 1.5 */

/* An edge token that is a function token, and that clauses do not begin (end) with: a broken
 * rule. */
static bool has_function_edge(const zg_ground *ground, const uint32_t *items, uint32_t length)
{
    uint32_t first = items[0], last = items[length - 1];
    if ((ground->kinds[first] & ZG_KIND_FUNCTION) && zg_ground_begins(ground, first) <= -1 &&
        zg_ground_begins_two(ground, first, items[1]) <= -1) {
        return true;
    }
    return (ground->kinds[last] & ZG_KIND_FUNCTION) && zg_ground_ends(ground, last) <= -1 &&
           zg_ground_ends_two(ground, items[length - 2], last) <= -1;
}

static zg_status add(const zg_ground *ground, double threshold, const zg_repeat *repeat,
                     zg_position items_shared, zg_candidates *out, zg_error *error)
{
    uint32_t length = (uint32_t)items_shared;
    if (length != items_shared) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL,
                            "a passage of 2^32 tokens and more recurs: use --within sentence");
    }
    const uint32_t *items = ground->text.items + ground->text.suffixes[repeat->low];
    if (length < 2 || length <= repeat->shorter) return ZG_OK;
    zg_candidate candidate = {.low = repeat->low, .high = repeat->high, .length = length};
    if (threshold >= 0) {
        if (threshold > BROKEN_MOST && has_function_edge(ground, items, length)) return ZG_OK;
        if (most_of_left(repeat, false) < threshold) {
            if (length < 3 || most_of_left(repeat, true) < threshold) return ZG_OK;
            candidate.boundary = -1;
        }
    }
    candidate.n = count_tokens(ground, items, length);
    if (candidate.n < 2) return ZG_OK;
    if (!zg_memory_grow(&out->items, &out->capacity, out->n + 1, sizeof *out->items)) {
        return zg_error_memory(error);
    }
    out->items[out->n++] = candidate;
    return ZG_OK;
}

/* A repeat gives up to two candidates: as it is, and without function tokens at its end. */
static zg_status add_both(const zg_ground *ground, double threshold, const zg_repeat *repeat,
                          zg_candidates *out, zg_error *error)
{
    const uint32_t *items = ground->text.items + ground->text.suffixes[repeat->low];
    if (!(ground->kinds[items[0]] & ZG_KIND_TOKEN) || repeat->changes == 0) return ZG_OK;
    zg_position length = without_marks(ground, items, repeat->length);
    zg_status status = add(ground, threshold, repeat, length, out, error);
    if (status != ZG_OK || length < 3) return status;
    zg_position shorter = without_function(ground, repeat, items, length);
    return shorter < length ? add(ground, threshold, repeat, shorter, out, error) : ZG_OK;
}

/* Items that are a neighbour of their own each time they are met, as far as the item tells. */
static uint8_t *find_anew(const zg_ground *ground)
{
    size_t n = (size_t)ground->text.n_words + ZG_ITEM_FIRST;
    uint8_t *anew = zg_memory_alloc(n, 1);
    for (size_t i = 0; anew != NULL && i < n; i++) {
        anew[i] = !(ground->kinds[i] & ZG_KIND_TOKEN) || (ground->kinds[i] & ZG_KIND_FUNCTION);
    }
    return anew;
}

/* ---- all of them ---- */

#define TASK_MIN 32768 /* places that a task has at least */

typedef struct collector {
    const zg_ground *ground;
    double threshold;
    zg_position min_freq;
    uint8_t *anew;
    zg_scratch *scratches;
    uint32_t n_scratches;
    uint32_t *tasks;      /* first item of each; one more */
    zg_candidates *found; /* by task */
    size_t n_tasks;
} collector;

/* Scores what was added from `first` on, while its occurrences are at hand, and keeps what can
 * still be listed. */
static bool score(const zg_ground *ground, zg_scratch *scratch, size_t first, zg_candidates *out)
{
    size_t n = first;
    for (size_t i = first; i < out->n; i++) {
        zg_candidate *c = &out->items[i];
        if (c->boundary >= 0) {
            zg_edges edges;
            if (!zg_edges_of(ground, scratch, ground->text.suffixes + c->low, c->high - c->low,
                             c->length, &edges)) {
                return false;
            }
            c->boundary = zg_edges_weaker(&edges);
            if (!edges.left.closed || !edges.right.closed) continue;
        }
        out->items[n++] = *c;
    }
    out->n = n;
    return true;
}

/* The candidates that begin with the items of one task. */
static zg_status collect(void *context, size_t index, uint32_t worker, zg_error *error)
{
    collector *c = context;
    const zg_ground *ground = c->ground;
    zg_candidates *out = &c->found[index];
    zg_repeat_walk *walk = NULL;
    zg_repeat repeat;
    uint64_t step = 0;
    zg_status status =
        zg_repeat_walk_new(&ground->text, c->min_freq, ground->gaps, c->anew, &walk, error);
    if (status == ZG_OK) zg_repeat_walk_items(walk, c->tasks[index], c->tasks[index + 1]);
    while (status == ZG_OK && (status = zg_repeat_walk_next(walk, &repeat, error)) == ZG_OK) {
        size_t first = out->n;
        status = add_both(ground, c->threshold, &repeat, out, error);
        if (status == ZG_OK && !score(ground, &c->scratches[worker], first, out)) {
            status = zg_error_memory(error);
        }
        if (status == ZG_OK && ++step % 65536 == 0) status = zg_run_check(ground->run, error);
    }
    zg_repeat_walk_free(walk);
    return status == ZG_END ? ZG_OK : status;
}

/* Tasks hold whole buckets of tokens: nothing begins with a mark. */
static zg_status make_tasks(collector *c, zg_error *error)
{
    const zg_position *buckets = c->ground->text.buckets;
    uint32_t names = c->ground->text.n_words + ZG_ITEM_FIRST;
    zg_position begin = 0;
    size_t capacity = 0;
    for (uint32_t item = 0; item <= names; item++) {
        bool is_mark = item < names && !(c->ground->kinds[item] & ZG_KIND_TOKEN);
        bool after_mark = item > 0 && !(c->ground->kinds[item - 1] & ZG_KIND_TOKEN);
        if (item > 0 && item < names && is_mark == after_mark && buckets[item] - begin < TASK_MIN) {
            continue;
        }
        if (!zg_memory_grow(&c->tasks, &capacity, c->n_tasks + 1, sizeof *c->tasks)) {
            return zg_error_memory(error);
        }
        c->tasks[c->n_tasks++] = item;
        begin = buckets[item];
    }
    c->n_tasks--; /* the last one is the end */
    c->found = zg_memory_zeroed(c->n_tasks, sizeof *c->found);
    return c->found != NULL ? ZG_OK : zg_error_memory(error);
}

static zg_status prepare(collector *c, zg_error *error)
{
    uint32_t threads = zg_run_threads(c->ground->run);
    c->anew = find_anew(c->ground);
    c->scratches = zg_memory_zeroed(threads, sizeof *c->scratches);
    if (c->anew == NULL || c->scratches == NULL) return zg_error_memory(error);
    while (c->n_scratches < threads) {
        zg_status status = zg_scratch_make(c->ground, &c->scratches[c->n_scratches++], error);
        if (status != ZG_OK) return status;
    }
    return make_tasks(c, error);
}

/* The lists of all tasks, one behind the other. */
static zg_status join_found(collector *c, zg_candidates *out, zg_error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_tasks; i++) n += c->found[i].n;
    out->items = zg_memory_alloc(n, sizeof *out->items);
    if (out->items == NULL) return zg_error_memory(error);
    out->capacity = n;
    for (size_t i = 0; i < c->n_tasks; i++) {
        const zg_candidates *found = &c->found[i];
        if (found->n == 0) continue;
        memcpy(out->items + out->n, found->items, found->n * sizeof *out->items);
        out->n += found->n;
        zg_candidates_free(&c->found[i]);
    }
    return ZG_OK;
}

zg_status zg_candidates_find(const zg_ground *ground, double threshold, zg_candidates *out,
                             zg_error *error)
{
    uint64_t freq = ground->min_freq < ZG_POSITION_MAX ? ground->min_freq : ZG_POSITION_MAX;
    collector c = {.ground = ground, .threshold = threshold, .min_freq = (zg_position)freq};
    *out = (zg_candidates){0};
    zg_status status = prepare(&c, error);
    if (status == ZG_OK) status = zg_pool_run(ground->run, c.n_tasks, collect, &c, error);
    if (status == ZG_OK) status = join_found(&c, out, error);
    for (size_t i = 0; c.found != NULL && i < c.n_tasks; i++) zg_candidates_free(&c.found[i]);
    for (uint32_t t = 0; t < c.n_scratches; t++) zg_scratch_free(&c.scratches[t]);
    zg_memory_free(c.scratches);
    zg_memory_free(c.found);
    zg_memory_free(c.tasks);
    zg_memory_free(c.anew);
    return status;
}
