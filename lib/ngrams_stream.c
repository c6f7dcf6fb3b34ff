/* ngrams: a list under a ceiling. Rows are shown as soon as they are counted, while what they are
 * made of is near, and go through the sorter, so that neither rows nor their order stand in memory
 * whole. */
#include <string.h>

#include "ngrams_list.h"

#define SORTER_LEAST (256u << 10)

typedef struct stream {
    zg_ngrams_list *list;
    const zg_sequence *sequence;
    uint64_t *rest; /* of a row: freq, docs, and the measures */
    size_t width;   /* measures */
} stream;

static zg_status take_row(stream *s, const zg_sequence *sequence, const zg_count_row *row,
                          const double *values, zg_error *error)
{
    zg_ngrams_list *l = s->list;
    uint64_t position = zg_count_position(row);
    uint32_t n = zg_count_n(row);
    zg_sorter_row shown = {.n = n, .rest = s->rest};
    bool keeps = true;
    zg_status status = ZG_OK;
    if (l->filter != NULL)
        status = zg_filter_keeps(l->filter, sequence, position, n, &keeps, error);
    if (status != ZG_OK || !keeps) return status;
    l->text.length = 0;
    if (!zg_sequence_render(sequence, position, n, &l->text)) return zg_error_memory(error);
    if (l->text.length > UINT32_MAX)
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "an n-gram of more than 4 GiB");
    shown.text = l->text.data;
    shown.length = (uint32_t)l->text.length;
    s->rest[0] = row->freq;
    s->rest[1] = row->docs;
    if (s->width > 0) memcpy(s->rest + 2, values, s->width * sizeof *values);
    zg_order_keys(&l->order, row, values, shown.keys);
    return zg_sorter_add(l->sorter, &shown, error);
}

static zg_status take_rows(void *context, uint32_t worker, const zg_count_row *rows, size_t n,
                           const uint32_t *items, const double *values, zg_error *error)
{
    stream *s = context;
    zg_status status = ZG_OK;
    zg_sequence shown = *s->sequence;
    (void)worker;
    shown.items = (uint32_t *)items; /* only read */
    zg_lock_take(s->list->lock);
    s->list->family += n;
    for (size_t i = 0; i < n && status == ZG_OK; i++)
        status = take_row(s, &shown, &rows[i], s->width > 0 ? values + i * s->width : NULL, error);
    zg_lock_give(s->list->lock);
    return status;
}

/* Measures are asked of the list, whatever the context of the rows is. */
static zg_status visit(void *context, uint32_t worker, const zg_count_row *row,
                       const zg_window *windows, double *values, zg_error *error)
{
    stream *s = context;
    return zg_ngrams_measure(s->list, worker, row, windows, values, error);
}

static zg_status make_sorter(zg_ngrams_list *l, zg_error *error)
{
    uint64_t memory = l->memory > 0 ? l->memory : zg_run_available(l->run) / 5 * 2;
    zg_sorter_options options = {.rest = (2 + l->measures.n) * sizeof(uint64_t),
                                 .memory = memory > SORTER_LEAST ? memory : SORTER_LEAST,
                                 .descending =
                                     l->order.key == ZG_ORDER_NGRAM && l->order.descending};
    zg_status status = zg_sorter_new(l->run, &options, &l->sorter, error);
    if (status == ZG_OK && l->lock == NULL) status = zg_lock_new(&l->lock, error);
    if (status == ZG_OK && l->kept == NULL) {
        l->kept = zg_memory_alloc(l->measures.n, sizeof *l->kept);
        if (l->kept == NULL) status = zg_error_memory(error);
    }
    return status;
}

zg_status zg_ngrams_stream(zg_ngrams_list *l, zg_run *run, const zg_sequence *sequence,
                           zg_count_options *wanted, zg_error *error)
{
    stream s = {.list = l, .sequence = sequence, .width = l->measures.n};
    zg_count none;
    zg_status status = make_sorter(l, error);
    if (status != ZG_OK) return status;
    s.rest = zg_memory_alloc(2 + s.width, sizeof *s.rest);
    if (s.rest == NULL) return zg_error_memory(error);
    wanted->take = take_rows;
    if (wanted->visit != NULL) wanted->visit = visit;
    wanted->context = &s;
    status = zg_count_ngrams(run, sequence, wanted, &none, error);
    if (status == ZG_OK) zg_count_free(&none);
    zg_memory_free(s.rest);
    l->n = (size_t)zg_sorter_rows(l->sorter);
    return status;
}
