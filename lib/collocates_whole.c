/* collocates: which phrases around a node are whole expressions. Three rules leave rows out: see
 * collocates_cut.c, collocates_nested.c, and the one of this file, about edges that are none.
 * 激发市场, around 改革, ends inside 激发市场活力 or 市场主体 wherever it occurs. What counts are phrases
 * without the node, since 户籍制度 is whole, though it stands in 户籍制度改革. A word may stand inside
 * longer terms almost always (现代化 in 现代化建设); but it is seen alone, too, and its edge is inside
 * those that hold it only, not of one that begins in its midst. */
#include <stdlib.h>

#include "collocates_object.h"
#include "windows_parts.h"

#define CLEAR 3 /* places where an edge is inside no other phrase: with so many it is an edge */

enum { LEFT_INSIDE = 1, RIGHT_INSIDE = 2, LEFT_CROSSED = 4, RIGHT_CROSSED = 8 };

/* At one place of a phrase its edge is inside another phrase. */
typedef struct cover {
    uint64_t place, over; /* entries: of it, and of the other one */
    uint32_t edge;        /* 2 * collocate, + 1: right */
    bool crossing;        /* the other one does not hold it all */
} cover;

typedef struct covering {
    zg_run *run;
    const zg_windows_job *phrases, *nodes;
    uint8_t *flags; /* by entry of `phrases` */
    bool *doubtful; /* by edge: its covers are wanted */
    cover *covers;  /* by edge, then place */
    size_t n, capacity;
    size_t *starts; /* by edge, and one behind */
} covering;

static zg_position end_of(const zg_place_entry *entry)
{
    return entry->position + entry->n;
}

/* What is done where the left or right edge of `place` is inside `over`. */
typedef bool on_cover(covering *c, uint64_t place, uint64_t over, bool right, bool crossing);

static bool note_flag(covering *c, uint64_t place, uint64_t over, bool right, bool crossing)
{
    (void)over;
    c->flags[place] |= right ? RIGHT_INSIDE : LEFT_INSIDE;
    if (crossing) c->flags[place] |= right ? RIGHT_CROSSED : LEFT_CROSSED;
    return true;
}

static bool note_cover(covering *c, uint64_t place, uint64_t over, bool right, bool crossing)
{
    uint32_t edge = 2 * c->phrases->entries[place].collocate + right;
    if (!c->doubtful[edge]) return true;
    if (!zg_memory_grow(&c->covers, &c->capacity, c->n + 1, sizeof *c->covers)) return false;
    c->covers[c->n++] = (cover){.place = place, .over = over, .edge = edge, .crossing = crossing};
    return true;
}

/* A mark is the edge of what stands beside it, whatever phrase it is inside of. */
static bool has_mark(const covering *c, zg_position position)
{
    const zg_sequence *sequence = c->phrases->sequence;
    uint32_t item = sequence->items[position];
    return item != ZG_BARRIER && sequence->links[item - 1].bare + 1 != item;
}

/* Of two places, `first` not behind `second`: edges of one that are inside the other. */
static bool compare_places(covering *c, on_cover *note, uint64_t first, uint64_t second)
{
    const zg_place_entry *a = &c->phrases->entries[first], *b = &c->phrases->entries[second];
    bool behind = b->position > a->position, crossing = behind && end_of(b) > end_of(a);
    if (behind && !has_mark(c, b->position) && !note(c, second, first, false, crossing)) {
        return false;
    }
    if (end_of(b) == end_of(a)) return true;
    bool longer = end_of(b) > end_of(a);
    zg_position end = longer ? end_of(a) : end_of(b);
    if (has_mark(c, end)) return true;
    return longer ? note(c, first, second, true, crossing) : note(c, second, first, true, false);
}

static zg_status find_covers(covering *c, on_cover *note, zg_error *error)
{
    const zg_windows_job *job = c->phrases;
    for (uint64_t i = 0; i < job->n_entries; i++) {
        zg_position end = end_of(&job->entries[i]);
        if (i % 65536 == 0) {
            zg_status status = zg_run_check(c->run, error);
            if (status != ZG_OK) return status;
        }
        for (uint64_t k = i + 1; k < job->n_entries && job->entries[k].position < end; k++) {
            if (!compare_places(c, note, i, k)) return zg_error_memory(error);
        }
    }
    return ZG_OK;
}

/* What so many clear places and covered ones say of an edge. */
static bool is_none(uint64_t freq, uint64_t inside, bool crossed)
{
    return crossed && 5 * inside >= 4 * freq && freq - inside < CLEAR;
}

/* Edges that may be none, whatever the node. */
static zg_status find_doubtful(covering *c, zg_error *error)
{
    const zg_inventory *all = c->phrases->collocates;
    uint64_t *inside = zg_memory_zeroed(2 * (size_t)all->n, sizeof *inside);
    bool *crossed = zg_memory_zeroed(2 * (size_t)all->n, sizeof *crossed);
    c->flags = zg_memory_zeroed(c->phrases->n_entries, sizeof *c->flags);
    c->doubtful = zg_memory_zeroed(2 * (size_t)all->n, sizeof *c->doubtful);
    bool good = inside != NULL && crossed != NULL && c->flags != NULL && c->doubtful != NULL;
    zg_status status = good ? find_covers(c, note_flag, error) : zg_error_memory(error);
    if (status == ZG_OK) {
        for (uint64_t i = 0; i < c->phrases->n_entries; i++) {
            size_t edge = 2 * (size_t)c->phrases->entries[i].collocate;
            inside[edge] += (c->flags[i] & LEFT_INSIDE) != 0;
            inside[edge + 1] += (c->flags[i] & RIGHT_INSIDE) != 0;
            crossed[edge] = crossed[edge] || (c->flags[i] & LEFT_CROSSED) != 0;
            crossed[edge + 1] = crossed[edge + 1] || (c->flags[i] & RIGHT_CROSSED) != 0;
        }
        for (uint32_t e = 0; e < 2 * all->n; e++) {
            c->doubtful[e] = is_none(zg_inventory_freq(all, e / 2), inside[e], crossed[e]);
        }
    }
    zg_memory_free(inside);
    zg_memory_free(crossed);
    return status;
}

static int compare_covers(const void *x, const void *y)
{
    const cover *a = x, *b = y;
    if (a->edge != b->edge) return a->edge < b->edge ? -1 : 1;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return a->over < b->over ? -1 : a->over > b->over;
}

static zg_status sort_covers(covering *c, zg_error *error)
{
    size_t n_edges = 2 * (size_t)c->phrases->collocates->n;
    c->starts = zg_memory_zeroed(n_edges + 1, sizeof *c->starts);
    if (c->starts == NULL) return zg_error_memory(error);
    if (c->n > 0) qsort(c->covers, c->n, sizeof *c->covers, compare_covers);
    for (size_t i = 0; i < c->n; i++) c->starts[c->covers[i].edge + 1]++;
    for (size_t e = 0; e < n_edges; e++) c->starts[e + 1] += c->starts[e];
    return ZG_OK;
}

/* ---- judging ---- */

static bool holds_node(const covering *c, const zg_place_entry *phrase, uint32_t node)
{
    const zg_windows_job *nodes = c->nodes;
    if (nodes->n_entries == 0) return false;
    for (uint64_t i = zg_windows_entry(nodes, phrase->position);
         i < nodes->n_entries && nodes->entries[i].position < end_of(phrase); i++) {
        const zg_place_entry *entry = &nodes->entries[i];
        if (entry->collocate == node && end_of(entry) <= end_of(phrase)) return true;
    }
    return false;
}

static bool is_no_edge(const covering *c, uint32_t edge, uint32_t node)
{
    uint64_t inside = 0, last = UINT64_MAX;
    bool crossed = false;
    if (!c->doubtful[edge]) return false;
    for (size_t i = c->starts[edge]; i < c->starts[edge + 1]; i++) {
        const cover *one = &c->covers[i];
        if (one->place == last && (crossed || !one->crossing)) continue;
        if (holds_node(c, &c->phrases->entries[one->over], node)) continue;
        crossed = crossed || one->crossing;
        inside += one->place != last;
        last = one->place;
    }
    return is_none(zg_inventory_freq(c->phrases->collocates, edge / 2), inside, crossed);
}

static void drop_rows(const covering *c, zg_windows *windows)
{
    for (size_t l = 0; l < windows->n_lists; l++) {
        zg_joint_list *list = &windows->lists[l];
        size_t kept = 0;
        for (size_t i = 0; i < list->n; i++) {
            const zg_joint row = list->items[i];
            uint32_t left = 2 * row.collocate;
            if (!is_no_edge(c, left, row.node) && !is_no_edge(c, left + 1, row.node)) {
                list->items[kept++] = row;
            }
        }
        list->n = kept;
    }
    zg_windows_renumber(windows);
}

static zg_status drop_edgeless(zg_run *run, const zg_windows_job *phrases,
                               const zg_windows_job *nodes, zg_pairs *part, zg_error *error)
{
    covering c = {.run = run, .phrases = phrases, .nodes = nodes};
    zg_status status = find_doubtful(&c, error);
    if (status == ZG_OK) status = find_covers(&c, note_cover, error);
    if (status == ZG_OK) status = sort_covers(&c, error);
    if (status == ZG_OK) drop_rows(&c, &part->windows);
    zg_memory_free(c.flags);
    zg_memory_free(c.doubtful);
    zg_memory_free(c.covers);
    zg_memory_free(c.starts);
    return status;
}

zg_status zg_pairs_keep_whole(zg_run *run, const zg_pair_list *list,
                              const zg_windows_options *options, zg_pairs *part, zg_error *error)
{
    zg_windows_job phrases = {.sequence = &part->sequence, .collocates = &part->collocates};
    zg_windows_job own = {.sequence = &part->sequence, .collocates = &part->nodes};
    const zg_windows_job *nodes = part->same ? &phrases : &own;
    zg_status status = zg_windows_entries(&phrases, NULL, error);
    if (status == ZG_OK && !part->same) status = zg_windows_entries(&own, NULL, error);
    if (status == ZG_OK) status = zg_pairs_drop_cut(run, options, &phrases, nodes, part, error);
    if (status == ZG_OK) status = drop_edgeless(run, &phrases, nodes, part, error);
    if (status == ZG_OK) status = zg_pairs_drop_nested(run, list, &phrases, part, error);
    zg_memory_free(phrases.entries);
    zg_memory_free(phrases.blocks);
    zg_memory_free(own.entries);
    zg_memory_free(own.blocks);
    return status;
}
