/* collocates: phrases that stand near a node mostly as a part of a longer phrase: 作出了重 of
 * 作出了重大贡献. What a longer phrase holds is looked up at the first of its places; each of its
 * joint runs then holds as many joint runs of what is in it. */
#include "collocates_object.h"
#include "windows_parts.h"

/* A shorter phrase inside a longer one. */
typedef struct held {
    uint32_t phrase, times;
    bool begins, ends; /* it begins, or ends, where the longer one does */
} held;

typedef struct holding {
    const zg_inventory *phrases;
    held *items;
    size_t n, capacity;
    size_t *starts;  /* by phrase, and one behind: what it holds */
    size_t *last;    /* by phrase: the item that was last made of it */
    uint64_t *taken; /* by phrase: joint runs inside the longer one that holds most of them */
} holding;

static void free_holding(holding *h)
{
    zg_memory_free(h->items);
    zg_memory_free(h->starts);
    zg_memory_free(h->last);
    zg_memory_free(h->taken);
}

/* Notes that the phrase under way, whose items begin at `from`, holds a shorter one. */
static bool hold(holding *h, size_t from, uint32_t phrase, bool begins, bool ends)
{
    size_t last = h->last[phrase];
    if (last >= from && last < h->n && h->items[last].phrase == phrase) {
        h->items[last].times++;
        h->items[last].begins = h->items[last].begins || begins;
        h->items[last].ends = h->items[last].ends || ends;
        return true;
    }
    if (!zg_memory_grow(&h->items, &h->capacity, h->n + 1, sizeof *h->items)) return false;
    h->last[phrase] = h->n;
    h->items[h->n++] = (held){.phrase = phrase, .times = 1, .begins = begins, .ends = ends};
    return true;
}

/* What one phrase holds. */
static bool look_inside(holding *h, const zg_windows_job *job, uint32_t phrase)
{
    const zg_inventory *all = h->phrases;
    size_t from = h->n;
    uint64_t place = all->starts[phrase];
    if (place == all->starts[phrase + 1]) return true;
    zg_position first = all->positions[place];
    uint32_t n = zg_inventory_length(all, phrase, place);
    for (uint64_t i = job->blocks[first / ZG_PLACE_BLOCK];
         i < job->n_entries && job->entries[i].position < first + n; i++) {
        const zg_place_entry *entry = &job->entries[i];
        zg_position end = entry->position + entry->n;
        if (entry->position < first || end > first + n || entry->n == n) continue;
        bool begins = entry->position == first, ends = end == first + n;
        if (!hold(h, from, entry->collocate, begins, ends)) return false;
    }
    return true;
}

static zg_status find_holding(zg_run *run, const zg_windows_job *job, holding *h, zg_error *error)
{
    const zg_inventory *all = h->phrases;
    h->starts = zg_memory_alloc((size_t)all->n + 1, sizeof *h->starts);
    h->last = zg_memory_zeroed(all->n, sizeof *h->last);
    h->taken = zg_memory_zeroed(all->n, sizeof *h->taken);
    bool good = h->starts != NULL && h->last != NULL && h->taken != NULL;
    zg_status status = good ? ZG_OK : zg_error_memory(error);
    for (uint32_t i = 0; i < all->n && status == ZG_OK; i++) {
        h->starts[i] = h->n;
        status = look_inside(h, job, i) ? zg_run_check(run, error) : zg_error_memory(error);
    }
    if (status == ZG_OK) h->starts[all->n] = h->n;
    return status;
}

/* How many joint runs of what it holds one joint run of a longer phrase has. */
static uint64_t times_of(const held *item, bool adjacent, const zg_joint *row)
{
    if (!adjacent) return item->times;
    return row->left > 0 ? item->ends : item->begins;
}

/* The rows of one node, from `rows` on; those that stay come to `to`. How many. */
static size_t keep_own(const holding *h, const zg_joint *rows, size_t n, bool adjacent,
                       uint64_t least, zg_joint *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) h->taken[rows[i].collocate] = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = h->starts[rows[i].collocate]; k < h->starts[rows[i].collocate + 1]; k++) {
            uint64_t taken = rows[i].joint * times_of(&h->items[k], adjacent, &rows[i]);
            uint64_t *most = &h->taken[h->items[k].phrase];
            if (taken > *most) *most = taken;
        }
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t taken = h->taken[rows[i].collocate];
        const zg_joint row = rows[i];
        if (row.joint >= taken + least) to[kept++] = row;
    }
    return kept;
}

/* Rows stand by node, and by side where pairs are adjacent. */
static void filter_list(const holding *h, zg_joint_list *list, bool adjacent, uint64_t least)
{
    size_t kept = 0;
    for (size_t from = 0, to; from < list->n; from = to) {
        const zg_joint *first = &list->items[from];
        for (to = from; to < list->n && list->items[to].node == first->node &&
                        (!adjacent || (list->items[to].left > 0) == (first->left > 0));
             to++) {
        }
        kept += keep_own(h, first, to - from, adjacent, least, list->items + kept);
    }
    list->n = kept;
}

zg_status zg_pairs_drop_nested(zg_run *run, const zg_pair_list *list, const zg_windows_job *phrases,
                               zg_pairs *part, zg_error *error)
{
    holding h = {.phrases = &part->collocates};
    zg_status status = find_holding(run, phrases, &h, error);
    for (size_t i = 0; i < part->windows.n_lists && status == ZG_OK; i++) {
        filter_list(&h, &part->windows.lists[i], list->options.adjacent, list->options.min_freq);
    }
    if (status == ZG_OK) zg_windows_renumber(&part->windows);
    free_holding(&h);
    return status;
}
