/* ngrams: frequency lists. Counts, drops, orders, and hands rows out as they are pulled. */
#include <zigram/ngrams.h>

#include <string.h>

#include "ngrams_list.h"

void zg_ngrams_options_init(zg_ngrams_options *options)
{
    *options = (zg_ngrams_options){.size = sizeof *options,
                                   .min_n = 1,
                                   .max_n = 3,
                                   .min_freq = 1,
                                   .min_docs = 1,
                                   .sort = "freq",
                                   .per = 1000000};
}

void zg_ngrams_drop(void *self)
{
    zg_ngrams_list *l = self;
    zg_ngrams_close(l);
    zg_sequence_free(&l->whole);
    zg_filter_free(l->filter);
    zg_groups_free(&l->groups);
    zg_measure_list_free(&l->measures);
    zg_memory_free(l->members);
    zg_memory_free(l->kept);
    zg_lock_free(l->lock);
    zg_memory_free(l->parts_text);
    zg_memory_free(l->fields);
    zg_buffer_free(&l->text);
    zg_memory_free(l);
}

static bool fill_row(zg_ngrams_list *l, zg_builder *builder, const zg_ngram_row *row)
{
    size_t at = 0;
    if (l->groups.n > 0) {
        const char *name = l->groups.items[l->group - 1].name;
        if (!zg_builder_text(builder, at++, name, strlen(name))) return false;
    }
    double rate = (double)l->options.per * (double)row->freq / (double)l->tokens;
    if (!zg_builder_text_end(builder, at) || !zg_builder_int64(builder, at + 1, row->n) ||
        !zg_builder_int64(builder, at + 2, (int64_t)row->freq) ||
        !zg_builder_real(builder, at + 3, rate) ||
        !zg_builder_int64(builder, at + 4, (int64_t)row->docs) ||
        !zg_builder_real(builder, at + 5, (double)row->docs / (double)l->n_documents))
        return false;
    at += 6;
    for (size_t i = 0; i < l->measures.n; i++) {
        if (!zg_builder_real(builder, at++, row->values[i])) return false;
    }
    if (l->groups.n > 0 && (!zg_builder_int64(builder, at, (int64_t)l->tokens) ||
                            !zg_builder_int64(builder, at + 1, (int64_t)l->n_documents)))
        return false;
    zg_builder_row(builder);
    return true;
}

/* Rows in their order lie anywhere in memory, and so do the items they begin at. A loop that does
 * nothing but look at the next ones waits for all of them at once. */
static void fetch_ahead(zg_ngrams_list *l)
{
    const uint32_t *items = l->groups.n > 0 ? l->slice.items : l->whole.items;
    uint64_t positions[ZG_NGRAMS_AHEAD];
    size_t n = l->n - l->next < ZG_NGRAMS_AHEAD ? l->n - l->next : ZG_NGRAMS_AHEAD;
    for (size_t i = 0; i < n; i++)
        positions[i] = zg_count_position(&l->count.rows[l->rows[l->next + i]]);
    for (size_t i = 0; i < n; i++) l->seen[i] = items[positions[i]];
}

zg_status zg_ngrams_next(zg_ngrams_list *l, zg_buffer *text, zg_ngram_row *row, zg_error *error)
{
    if (l->next == l->n) return ZG_END;
    if (l->sorter != NULL) {
        zg_sorter_row sorted;
        uint64_t counts[2];
        zg_status status = zg_sorter_next(l->sorter, &sorted, error);
        if (status != ZG_OK) return status;
        l->next++;
        memcpy(counts, sorted.rest, sizeof counts);
        if (l->measures.n > 0)
            memcpy(l->kept, (const char *)sorted.rest + sizeof counts,
                   l->measures.n * sizeof *l->kept);
        *row = (zg_ngram_row){sorted.n, counts[0], counts[1], l->kept};
        return zg_buffer_append(text, sorted.text, sorted.length) ? ZG_OK : zg_error_memory(error);
    }
    if (l->next % ZG_NGRAMS_AHEAD == 0) fetch_ahead(l);
    size_t index = l->rows[l->next++];
    const zg_count_row *counted = &l->count.rows[index];
    const zg_sequence *sequence = l->groups.n > 0 ? &l->slice : &l->whole;
    uint32_t n = zg_count_n(counted);
    *row = (zg_ngram_row){n, counted->freq, counted->docs,
                          l->measures.n > 0 ? l->count.values + index * l->measures.n : NULL};
    bool good = zg_sequence_render(sequence, zg_count_position(counted), n, text);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_ngrams_list *l = self;
    while (!zg_builder_full(builder)) {
        zg_ngram_row row = {0};
        zg_buffer *text = zg_builder_text_begin(builder, l->groups.n > 0 ? 1 : 0);
        zg_status status = zg_ngrams_next(l, text, &row, error);
        if (status == ZG_END) {
            if (l->groups.n == 0 || l->group == l->groups.n) break;
            status = zg_ngrams_open(l, error);
            if (status == ZG_OK) status = zg_ngrams_describe(l, l->table, error);
        } else if (status == ZG_OK && !fill_row(l, builder, &row)) {
            status = zg_error_memory(error);
        }
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

static zg_status check_options(const zg_ngrams_options *options, zg_error *error)
{
    if (options->min_n < 1 || options->max_n > ZG_MAX_N || options->min_n > options->max_n) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "%u-%u is not a range within 1 to %d",
                            options->min_n, options->max_n, ZG_MAX_N);
    }
    if (options->per == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--per", "0 is not a number from 1 up");
    }
    if (options->items == NULL && options->forms) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--forms", "splits items: give --items too");
    }
    if (options->items != NULL &&
        (options->match || options->containing || options->stop || options->stop_edge)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--items",
                            "the list says what is counted: --match, --containing, --stop and "
                            "--stop-edge do not go with it");
    }
    if (options->parts != NULL && options->dispersion == NULL) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--parts",
                            "are the parts of dispersion: give --dispersion too");
    }
    return ZG_OK;
}

static zg_status choose_measures(zg_ngrams_list *l, const char *text, zg_error *error)
{
    if (text == NULL) return ZG_OK;
    if (text[0] == '\0') text = ZG_NGRAMS_DISPERSION;
    zg_status status =
        zg_measure_list_add(&l->measures, text, ZG_HAS(ZG_NEEDS_PARTS) | ZG_HAS(ZG_NEEDS_POSITIONS),
                            ZG_READ_ANY, error);
    if (status == ZG_ERROR_ARGUMENT && error != NULL)
        memcpy(error->source, "--dispersion", sizeof "--dispersion");
    return status;
}

static zg_status make_filter(zg_ngrams_list *l, const zg_ngrams_options *options, zg_error *error)
{
    zg_filter_options wanted = {.match = options->match,
                                .containing = options->containing,
                                .stop = options->stop,
                                .stop_edge = options->stop_edge};
    zg_status status = zg_filter_new(l->run, l->corpus, &wanted, &l->filter, error);
    if (status == ZG_OK && zg_filter_is_empty(l->filter)) {
        zg_filter_free(l->filter);
        l->filter = NULL;
    }
    return status;
}

zg_status zg_ngrams_parse_order(zg_ngrams_list *l, const char *sort, zg_error *error)
{
    static const struct {
        const char *name;
        zg_order_key key;
    } keys[] = {{"ngram", ZG_ORDER_NGRAM},
                {"n", ZG_ORDER_N},
                {"freq", ZG_ORDER_FREQ},
                {"docs", ZG_ORDER_DOCS},
                {"docs_share", ZG_ORDER_DOCS}};
    zg_order_column *columns = zg_memory_alloc(l->n_fields, sizeof *columns);
    if (columns == NULL) return zg_error_memory(error);
    size_t first = l->groups.n > 0 ? 7 : 6;
    for (size_t i = 0; i < l->n_fields; i++) {
        zg_order_column *c = &columns[i];
        *c = (zg_order_column){.name = l->fields[i].name, .key = ZG_ORDER_SAME};
        if (i >= first && i < first + l->measures.n) {
            c->key = ZG_ORDER_VALUE;
            c->value = i - first;
        } else if (l->fields[i].name == l->rate_name) {
            c->key = ZG_ORDER_FREQ;
        }
        for (size_t k = 0; i < first && k < sizeof keys / sizeof keys[0]; k++) {
            if (strcmp(keys[k].name, c->name) == 0) c->key = keys[k].key;
        }
    }
    l->order.width = l->measures.n;
    zg_status status = zg_order_parse(sort, columns, l->n_fields, &l->order, error);
    zg_memory_free(columns);
    return status;
}

/* All that can be said before anything is counted. */
static zg_status prepare(zg_ngrams_list *l, const zg_ngrams_options *options, zg_error *error)
{
    zg_status status = choose_measures(l, options->dispersion, error);
    if (status == ZG_OK && options->by != NULL)
        status = zg_groups_make(l->corpus, l->documents, options->by, &l->groups, error);
    if (status == ZG_OK) status = zg_ngrams_fields(l, error);
    if (status == ZG_OK && options->parts != NULL) {
        l->parts_text = zg_memory_text(options->parts, strlen(options->parts));
        if (l->parts_text == NULL) status = zg_error_memory(error);
    }
    return status;
}

static zg_status prepare_list(zg_ngrams_list *l, const zg_ngrams_options *options, zg_error *error)
{
    zg_status status = zg_ngrams_parse_order(l, options->sort, error);
    if (status == ZG_OK) status = make_filter(l, options, error);
    if (status == ZG_OK) {
        status =
            zg_sequence_build(l->run, l->corpus, l->documents, options->within, &l->whole, error);
    }
    if (status == ZG_OK) status = zg_ngrams_open(l, error);
    return status;
}

zg_status zg_ngrams_table(zg_ngrams_list *l, int64_t rows, zg_table **out, zg_error *error)
{
    zg_status status =
        zg_table_new(l->fields, l->n_fields, rows, fill, zg_ngrams_drop, l, l->run, out, error);
    if (status == ZG_OK) l->table = *out;
    return status;
}

zg_status zg_ngrams(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                    const zg_ngrams_options *options, zg_table **out, zg_error *error)
{
    zg_ngrams_options defaults;
    zg_ngrams_options_init(&defaults);
    if (options == NULL) options = &defaults;
    zg_status status = check_options(options, error);
    if (status != ZG_OK) return status;
    zg_ngrams_list *l = zg_memory_zeroed(1, sizeof *l);
    if (l == NULL) return zg_error_memory(error);
    *l =
        (zg_ngrams_list){.run = run, .corpus = corpus, .documents = documents, .options = *options};
    status = prepare(l, options, error);
    if (status == ZG_OK && options->items != NULL) {
        status = zg_ngrams_items(l, options->items, options->sort, out, error);
        zg_ngrams_drop(l);
        return status;
    }
    if (status == ZG_OK) status = prepare_list(l, options, error);
    if (status != ZG_OK) {
        zg_ngrams_drop(l);
        return status;
    }
    zg_table *table;
    int64_t rows = l->groups.n > 0 ? -1 : (int64_t)l->n;
    status = zg_ngrams_table(l, rows, &table, error);
    if (status != ZG_OK) return status;
    status = zg_ngrams_describe(l, table, error);
    if (status == ZG_OK) status = zg_ngrams_notes(l, options->by, table, error);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}
