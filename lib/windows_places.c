/* windows: at which place of the span joint runs stand: a second look at the spans, once it is
 * known which pairs are rows. */
#include "windows_parts.h"

/* What the spans of one node are counted into. */
typedef struct target {
    const zg_windows_job *job;
    const zg_position *rows; /* by collocate: its row of the node under way, plus one; 0: none */
    zg_position *counters;   /* of its first row */
} target;

/* A run near the node: `right` tokens behind the one on its left, `left` before the one on its
 * right; 0: out of its span. */
static void count_run(const target *t, uint32_t collocate, uint64_t right, uint64_t left)
{
    const zg_windows_options *o = t->job->options;
    zg_position row = t->rows[collocate];
    if (row == 0) return;
    bool behind = right > 0 && (left == 0 || right <= left);
    uint64_t place = behind ? o->left + right - 1 : o->left - left;
    t->counters[(size_t)(row - 1) * (o->left + o->right) + place]++;
}

static void count_at(const target *t, zg_position first, zg_position last, uint32_t collocate,
                     zg_position end, zg_position next)
{
    uint64_t right = end == ZG_NO_NODE ? 0 : first - end,
             left = next == ZG_NO_NODE ? 0 : next - last;
    if (right > t->job->options->right) right = 0;
    if (left > t->job->options->left) left = 0;
    if (right > 0 || left > 0) count_run(t, collocate, right, left);
}

/* Runs wholly inside [first, last], which lies between the node tokens `end` and `next`. */
static void count_zone(const target *t, zg_position first, zg_position last, zg_position end,
                       zg_position next)
{
    const zg_windows_job *job = t->job;
    if (last < first) return;
    if (job->collocates->tokens) {
        for (zg_position q = first; q <= last; q++)
            count_at(t, q, q, job->sequence->items[q] - 1, end, next);
        return;
    }
    for (uint64_t i = zg_windows_entry(job, first);
         i < job->n_entries && job->entries[i].position <= last; i++) {
        const zg_place_entry *entry = &job->entries[i];
        zg_position tail = entry->position + entry->n - 1;
        if (tail <= last) count_at(t, entry->position, tail, entry->collocate, end, next);
    }
}

static void count_spans(const target *t, uint32_t node)
{
    const zg_windows_options *o = t->job->options;
    zg_segment_walk walk = zg_segments(t->job, node);
    zg_position end = ZG_NO_NODE, first, last = 0;
    for (bool more = true; more; end = last) {
        more = zg_segment_next(&walk, &first, &last);
        if (!more) first = ZG_NO_NODE;
        zg_gap gap = zg_gap_find(t->job->sequence->items, o->left, o->right, end, first);
        if (gap.joined) {
            count_zone(t, gap.right_first, gap.right_last, end, first);
        } else {
            count_zone(t, gap.right_first, gap.right_last, end, ZG_NO_NODE);
            count_zone(t, gap.left_first, gap.left_last, ZG_NO_NODE, first);
        }
    }
}

zg_status zg_windows_places_node(zg_windows_job *job, zg_windows_worker *worker, uint32_t node,
                                 zg_error *error)
{
    uint64_t id = job->first_row[node];
    (void)error;
    if (id == UINT64_MAX) return ZG_OK;
    const zg_joint_list *list = &job->out->lists[id >> ZG_ROW_BITS];
    size_t from = id & (((uint64_t)1 << ZG_ROW_BITS) - 1), to = from;
    for (; to < list->n && list->items[to].node == node; to++)
        worker->listed[list->items[to].collocate] = (zg_position)(to - from) + 1;
    zg_position *places = job->out->places.data;
    target t = {.job = job,
                .rows = worker->listed,
                .counters = places + (list->before + from) * job->out->span};
    count_spans(&t, node);
    for (size_t i = from; i < to; i++) worker->listed[list->items[i].collocate] = 0;
    return ZG_OK;
}
