/* collocates: phrases that the edge of a longer phrase with the node in it cuts in two: 深化企业 of
 * 深化企业改革, around 改革. Is that [深化 [企业 改革]] or [[深化 企业] 改革]? What is outside of the
 * longer phrase, 深化, goes with the node or with what it stands beside, 企业, as words of a
 * compound do (Lauer 1995, the dependency model): where it does not stand beside 企业 at least
 * COMES times as often as at any place near the node, freq(深化企业) / freq(企业) against
 * joint(深化, node) / r1, it is the node that brings it, and 深化企业 is no expression. Where the
 * phrase stands right beside the node (全面深化改革), one edge of it is the node's own, and less is
 * asked of the other part. What is seen apart from the node in two of five places or more speaks
 * for itself. */
#include <stdlib.h>
#include <string.h>

#include "collocates_object.h"
#include "windows_parts.h"

#define COMES        24
#define COMES_BESIDE 12
#define BESIDE       2 /* tokens: the mean distance is less */
#define NOT_OUTER    UINT32_MAX

/* A phrase cut behind its first `at` tokens by a phrase that holds a place of the node. */
typedef struct cut {
    uint32_t node, collocate, at;
    bool left;             /* it stands left of the node, so its first part is outside */
    uint32_t outer, inner; /* runs: the part outside, and the other one */
} cut;

/* Tokens in a row, as they stand at a place; marks before the first are no part of them. */
typedef struct part_run {
    zg_position position;
    uint32_t n;
} part_run;

typedef struct part_hit {
    zg_position position;
    uint32_t run;
} part_hit;

typedef struct cutting {
    const zg_sequence *sequence;
    const zg_inventory *phrases;
    cut *cuts; /* by node, collocate, side, place */
    size_t n_cuts, cuts_capacity;
    part_run *runs; /* each once */
    uint32_t n_runs, longest;
    uint32_t *slots; /* of a hash table of them: run + 1; 0: free */
    size_t n_slots;
    uint64_t
        *lengths;   /* by link: bit n, which runs of n tokens begin with it; 63: of that and up */
    part_hit *hits; /* by position */
    size_t n_hits, hits_capacity;
    uint64_t *ends;         /* by run: where its hits end, when they stand by run */
    uint32_t *entries;      /* by run: its number in `inventory`; NOT_OUTER: it has none */
    zg_inventory inventory; /* of the runs that are outside of a cut */
    zg_windows windows;     /* of nodes and these */
    uint64_t *joint;        /* by entry: with the node under way */
} cutting;

static void free_cutting(cutting *c)
{
    zg_memory_free(c->cuts);
    zg_memory_free(c->runs);
    zg_memory_free(c->slots);
    zg_memory_free(c->lengths);
    zg_memory_free(c->hits);
    zg_memory_free(c->ends);
    zg_memory_free(c->entries);
    zg_memory_free(c->joint);
    zg_inventory_free(&c->inventory);
    zg_windows_free(&c->windows);
}

/* ---- cuts ---- */

static int compare_cuts(const void *x, const void *y)
{
    const cut *a = x, *b = y;
    if (a->node != b->node) return a->node < b->node ? -1 : 1;
    if (a->collocate != b->collocate) return a->collocate < b->collocate ? -1 : 1;
    if (a->left != b->left) return a->left ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void unite_cuts(cutting *c)
{
    size_t kept = 0;
    if (c->n_cuts > 0) qsort(c->cuts, c->n_cuts, sizeof *c->cuts, compare_cuts);
    for (size_t i = 0; i < c->n_cuts; i++) {
        if (kept > 0 && compare_cuts(&c->cuts[kept - 1], &c->cuts[i]) == 0) continue;
        c->cuts[kept++] = c->cuts[i];
    }
    c->n_cuts = kept;
}

/* A cut for each node that has a place in [first, end). The same ones come again and again, and are
 * united before more room is taken. */
static bool add_cuts(cutting *c, const zg_windows_job *nodes, zg_position first, zg_position end,
                     cut found)
{
    if (nodes->n_entries == 0 || first >= end) return true;
    for (uint64_t i = zg_windows_entry(nodes, first); i < nodes->n_entries; i++) {
        const zg_place_entry *node = &nodes->entries[i];
        if (node->position >= end) break;
        if (node->position + node->n > end) continue;
        if (c->n_cuts == c->cuts_capacity) {
            unite_cuts(c);
            if (2 * c->n_cuts >= c->cuts_capacity &&
                !zg_memory_grow(&c->cuts, &c->cuts_capacity, c->n_cuts + 1, sizeof *c->cuts)) {
                return false;
            }
        }
        found.node = node->collocate;
        c->cuts[c->n_cuts++] = found;
    }
    return true;
}

/* All places where a phrase begins inside another one and ends behind it. */
static zg_status find_cuts(zg_run *run, cutting *c, const zg_windows_job *phrases,
                           const zg_windows_job *nodes, zg_error *error)
{
    for (uint64_t i = 0; i < phrases->n_entries; i++) {
        const zg_place_entry *a = &phrases->entries[i];
        zg_position end = a->position + a->n;
        if (i % 65536 == 0) {
            zg_status status = zg_run_check(run, error);
            if (status != ZG_OK) return status;
        }
        for (uint64_t k = i + 1; k < phrases->n_entries; k++) {
            const zg_place_entry *b = &phrases->entries[k];
            if (b->position >= end) break;
            if (b->position == a->position || b->position + b->n <= end) continue;
            cut first = {.collocate = a->collocate,
                         .at = (uint32_t)(b->position - a->position),
                         .left = true};
            cut second = {
                .collocate = b->collocate, .at = (uint32_t)(end - b->position), .left = false};
            if (!add_cuts(c, nodes, end, b->position + b->n, first) ||
                !add_cuts(c, nodes, a->position, b->position, second)) {
                return zg_error_memory(error);
            }
        }
    }
    unite_cuts(c);
    return ZG_OK;
}

/* ---- runs: what is cut off, and what is left ---- */

static uint32_t bare_item(const zg_sequence *sequence, zg_position position)
{
    return sequence->links[sequence->items[position] - 1].bare + 1;
}

static uint64_t mix(uint64_t hash, uint32_t item)
{
    hash = (hash ^ item) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static bool same_run(const zg_sequence *sequence, const part_run *run, zg_position position,
                     uint32_t n)
{
    if (run->n != n || bare_item(sequence, run->position) != bare_item(sequence, position)) {
        return false;
    }
    return memcmp(sequence->items + run->position + 1, sequence->items + position + 1,
                  (n - 1) * sizeof *sequence->items) == 0;
}

/* The slot of a run, or the free one where it would be. */
static uint32_t *find_slot(const cutting *c, uint64_t hash, zg_position position, uint32_t n)
{
    size_t i = hash & (c->n_slots - 1);
    while (c->slots[i] != 0 && !same_run(c->sequence, &c->runs[c->slots[i] - 1], position, n)) {
        i = (i + 1) & (c->n_slots - 1);
    }
    return &c->slots[i];
}

static uint32_t add_run(cutting *c, zg_position position, uint32_t n)
{
    uint32_t first = bare_item(c->sequence, position);
    uint64_t hash = mix(0, first);
    for (uint32_t k = 1; k < n; k++) hash = mix(hash, c->sequence->items[position + k]);
    uint32_t *slot = find_slot(c, hash, position, n);
    if (*slot == 0) {
        c->runs[c->n_runs] = (part_run){.position = position, .n = n};
        *slot = ++c->n_runs;
        c->lengths[first - 1] |= (uint64_t)1 << (n < 63 ? n : 63);
        if (n > c->longest) c->longest = n;
    }
    return *slot - 1;
}

static zg_status find_runs(cutting *c, zg_error *error)
{
    const zg_inventory *all = c->phrases;
    c->n_slots = 16;
    while (c->n_slots < 4 * c->n_cuts) c->n_slots *= 2;
    c->runs = zg_memory_alloc(2 * c->n_cuts, sizeof *c->runs);
    c->slots = zg_memory_zeroed(c->n_slots, sizeof *c->slots);
    c->lengths = zg_memory_zeroed(c->sequence->n_links, sizeof *c->lengths);
    if (c->runs == NULL || c->slots == NULL || c->lengths == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < c->n_cuts; i++) {
        cut *one = &c->cuts[i];
        uint64_t place = all->starts[one->collocate];
        zg_position position = all->positions[place];
        uint32_t n = zg_inventory_length(all, one->collocate, place);
        uint32_t before = add_run(c, position, one->at);
        uint32_t behind = add_run(c, position + one->at, n - one->at);
        one->outer = one->left ? before : behind;
        one->inner = one->left ? behind : before;
    }
    return ZG_OK;
}

/* The runs that begin at a position. */
static bool find_hits(cutting *c, zg_position position)
{
    const uint32_t *items = c->sequence->items;
    uint32_t first = bare_item(c->sequence, position);
    uint64_t lengths = c->lengths[first - 1], hash = mix(0, first);
    for (uint32_t n = 1; lengths >> (n < 63 ? n : 63) != 0 && n <= c->longest; n++) {
        if (n > 1 && items[position + n - 1] == ZG_BARRIER) break;
        if (n > 1) hash = mix(hash, items[position + n - 1]);
        if ((lengths >> (n < 63 ? n : 63) & 1) == 0) continue;
        uint32_t slot = *find_slot(c, hash, position, n);
        if (slot == 0) continue;
        if (!zg_memory_grow(&c->hits, &c->hits_capacity, c->n_hits + 1, sizeof *c->hits)) {
            return false;
        }
        c->hits[c->n_hits++] = (part_hit){.run = slot - 1, .position = position};
    }
    return true;
}

/* All places of all runs, by run. */
static zg_status find_places(zg_run *run, cutting *c, zg_position **positions, zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint64_t i = 0; i < c->sequence->n && status == ZG_OK; i++) {
        if (i % 65536 == 0) status = zg_run_check(run, error);
        if (c->sequence->items[i] == ZG_BARRIER || status != ZG_OK) continue;
        if (!find_hits(c, (zg_position)i)) status = zg_error_memory(error);
    }
    if (status != ZG_OK) return status;
    c->ends = zg_memory_zeroed((size_t)c->n_runs + 1, sizeof *c->ends);
    *positions = zg_memory_alloc(c->n_hits, sizeof **positions);
    if (c->ends == NULL || *positions == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < c->n_hits; i++) c->ends[c->hits[i].run + 1]++;
    for (uint32_t r = 0; r < c->n_runs; r++) c->ends[r + 1] += c->ends[r];
    for (size_t i = 0; i < c->n_hits; i++) {
        (*positions)[c->ends[c->hits[i].run]++] = c->hits[i].position;
    }
    zg_memory_free(c->hits);
    c->hits = NULL;
    return ZG_OK;
}

static uint64_t begin_of(const cutting *c, uint32_t run)
{
    return run == 0 ? 0 : c->ends[run - 1];
}

/* Those that are outside of a cut are looked for around the nodes. */
static bool add_outer(cutting *c, uint32_t run, const zg_position *positions)
{
    if (c->entries[run] != NOT_OUTER) return true;
    c->entries[run] = c->inventory.n;
    bool good = zg_inventory_entry(&c->inventory, c->runs[run].n, "", 0);
    for (uint64_t i = begin_of(c, run); i < c->ends[run] && good; i++) {
        good = zg_inventory_place(&c->inventory, positions[i], c->runs[run].n);
    }
    return good;
}

static zg_status make_inventory(zg_run *run, cutting *c, zg_error *error)
{
    zg_position *positions = NULL;
    zg_status status = find_places(run, c, &positions, error);
    if (status == ZG_OK) {
        c->entries = zg_memory_alloc(c->n_runs, sizeof *c->entries);
        if (c->entries == NULL) status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        for (uint32_t r = 0; r < c->n_runs; r++) c->entries[r] = NOT_OUTER;
    }
    for (size_t i = 0; i < c->n_cuts && status == ZG_OK; i++) {
        if (!add_outer(c, c->cuts[i].outer, positions)) status = zg_error_memory(error);
    }
    zg_memory_free(positions);
    return status == ZG_OK ? zg_inventory_finish(&c->inventory, c->sequence, error) : status;
}

/* ---- judging ---- */

/* The end of the rows of one node from `from` on, and of one side where pairs are adjacent. */
static size_t end_of_node(const zg_windows *windows, const zg_joint_list *list, size_t from)
{
    const zg_joint *first = &list->items[from];
    size_t to = from + 1;
    while (to < list->n && list->items[to].node == first->node &&
           (!windows->adjacent || (list->items[to].left > 0) == (first->left > 0))) {
        to++;
    }
    return to;
}

/* The first cut of a collocate of a node, or behind it. */
static size_t first_cut(const cutting *c, uint32_t node, uint32_t collocate)
{
    size_t low = 0, high = c->n_cuts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const cut *one = &c->cuts[middle];
        bool before = one->node != node ? one->node < node : one->collocate < collocate;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether the node brings what is outside of the cut; `runs` is any row of the node and a run. */
static bool is_brought(const cutting *c, const cut *one, const zg_joint *row, const zg_joint *runs)
{
    uint64_t left = row->left, right = row->joint - row->left;
    if (one->left ? left < right : right < left) return false;
    double freq = (double)zg_inventory_freq(c->phrases, row->collocate);
    double inner = (double)(c->ends[one->inner] - begin_of(c, one->inner));
    double near = (double)zg_windows_near(&c->windows, runs, c->runs[one->outer].n);
    double outer = (double)c->joint[c->entries[one->outer]];
    int64_t distance = row->distance < 0 ? -row->distance : row->distance;
    double comes = distance < BESIDE * (int64_t)row->joint ? COMES_BESIDE : COMES;
    return 5 * (double)row->joint > 3 * freq && freq * near < comes * inner * outer;
}

static bool is_cut(const cutting *c, const zg_joint *row, const zg_joint *runs)
{
    for (size_t i = first_cut(c, row->node, row->collocate); i < c->n_cuts; i++) {
        const cut *one = &c->cuts[i];
        if (one->node != row->node || one->collocate != row->collocate) return false;
        if (is_brought(c, one, row, runs)) return true;
    }
    return false;
}

/* The rows of a node, and the rows of the same node and of its runs (none: n_runs is 0). Those that
 * stay come to `to`. How many. */
static size_t keep_whole(const cutting *c, const zg_joint *rows, size_t n, const zg_joint *runs,
                         size_t n_runs, zg_joint *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < n_runs; i++) c->joint[runs[i].collocate] = runs[i].joint;
    for (size_t i = 0; i < n; i++) {
        const zg_joint row = rows[i];
        if (n_runs == 0 || !is_cut(c, &row, runs)) to[kept++] = row;
    }
    for (size_t i = 0; i < n_runs; i++) c->joint[runs[i].collocate] = 0;
    return kept;
}

/* Where the rows of runs of a node begin, of one side where pairs are adjacent. */
typedef struct group {
    const zg_joint *rows;
    size_t n;
} group;

static size_t group_of(const zg_windows *windows, const zg_joint *row)
{
    return windows->adjacent ? 2 * (size_t)row->node + (row->left > 0) : row->node;
}

static zg_status drop_rows(cutting *c, zg_windows *windows, uint32_t n_nodes, zg_error *error)
{
    size_t kept, to;
    group *groups = zg_memory_zeroed((size_t)n_nodes * 2, sizeof *groups);
    c->joint = zg_memory_zeroed(c->inventory.n, sizeof *c->joint);
    if (groups == NULL || c->joint == NULL) {
        zg_memory_free(groups);
        return zg_error_memory(error);
    }
    for (size_t l = 0; l < c->windows.n_lists; l++) {
        const zg_joint_list *list = &c->windows.lists[l];
        for (size_t from = 0; from < list->n; from = to) {
            to = end_of_node(&c->windows, list, from);
            groups[group_of(&c->windows, &list->items[from])] =
                (group){.rows = &list->items[from], .n = to - from};
        }
    }
    for (size_t l = 0; l < windows->n_lists; l++) {
        zg_joint_list *list = &windows->lists[l];
        kept = 0;
        for (size_t from = 0; from < list->n; from = to) {
            to = end_of_node(windows, list, from);
            const group *its = &groups[group_of(windows, &list->items[from])];
            kept +=
                keep_whole(c, list->items + from, to - from, its->rows, its->n, list->items + kept);
        }
        list->n = kept;
    }
    zg_memory_free(groups);
    zg_windows_renumber(windows);
    return ZG_OK;
}

zg_status zg_pairs_drop_cut(zg_run *run, const zg_windows_options *options,
                            const zg_windows_job *phrases, const zg_windows_job *nodes,
                            zg_pairs *part, zg_error *error)
{
    zg_windows_options all = *options;
    cutting c = {.sequence = &part->sequence, .phrases = &part->collocates};
    all.min_joint = 1;
    zg_status status = find_cuts(run, &c, phrases, nodes, error);
    if (status == ZG_OK && c.n_cuts > 0) {
        status = find_runs(&c, error);
        if (status == ZG_OK) status = make_inventory(run, &c, error);
        if (status == ZG_OK) {
            status = zg_windows_count(run, c.sequence, zg_pairs_nodes(part), &c.inventory, &all,
                                      &c.windows, error);
        }
        if (status == ZG_OK) status = drop_rows(&c, &part->windows, zg_pairs_nodes(part)->n, error);
    }
    free_cutting(&c);
    return status;
}
