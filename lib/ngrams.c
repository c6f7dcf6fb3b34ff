/* ngrams: frequency lists. Counts, drops, orders, and hands rows out as they are pulled. */
#include <zigram/ngrams.h>

#include <stdio.h>
#include <string.h>

#include "count.h"
#include "filter.h"
#include "ngrams_order.h"
#include "table.h"

typedef struct list {
    zg_sequence sequence;
    zg_count count;
    size_t *order; /* rows in the order asked for */
    size_t n, next;
    double per;
    uint64_t tokens, documents;
    zg_buffer shown;
    char rate_name[32];
    char rate_formula[64];
    zg_field fields[6];
} list;

static const zg_field fields[6] = {
    {"ngram", ZG_UTF8, "the n-gram as it is shown"},
    {"n", ZG_INT64, "tokens in it; marks inside are not counted"},
    {"freq", ZG_INT64, "occurrences, overlapping ones included"},
    {NULL, ZG_DOUBLE, NULL},
    {"docs", ZG_INT64, "documents that have one or more"},
    {"docs_share", ZG_DOUBLE, "docs / documents"},
};

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

static void drop(void *self)
{
    list *l = self;
    zg_sequence_free(&l->sequence);
    zg_count_free(&l->count);
    zg_memory_free(l->order);
    zg_buffer_free(&l->shown);
    zg_memory_free(l);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    list *l = self;
    for (; l->next < l->n && !zg_builder_full(builder); l->next++) {
        const zg_count_row *row = &l->count.rows[l->order[l->next]];
        uint32_t n = zg_count_n(row);
        l->shown.length = 0;
        bool good = zg_sequence_render(&l->sequence, zg_count_position(row), n, &l->shown) &&
                    zg_builder_text(builder, 0, l->shown.data, l->shown.length) &&
                    zg_builder_int64(builder, 1, n) &&
                    zg_builder_int64(builder, 2, (int64_t)row->freq) &&
                    zg_builder_real(builder, 3, l->per * (double)row->freq / (double)l->tokens) &&
                    zg_builder_int64(builder, 4, (int64_t)row->docs) &&
                    zg_builder_real(builder, 5, (double)row->docs / (double)l->documents);
        if (!good) return zg_error_memory(error);
        zg_builder_row(builder);
    }
    return ZG_OK;
}

/* per_million, per_10k, per_1000 ...: thousands and millions by their short names. */
static void name_rate(list *l, uint64_t per)
{
    const char *unit = "";
    uint64_t shown = per;
    if (per == 1000000) {
        memcpy(l->rate_name, "per_million", 12);
    } else {
        if (per % 1000000 == 0) {
            shown = per / 1000000;
            unit = "m";
        } else if (per >= 10000 && per % 1000 == 0) {
            shown = per / 1000;
            unit = "k";
        }
        snprintf(l->rate_name, sizeof l->rate_name, "per_%llu%s", (unsigned long long)shown, unit);
    }
    snprintf(l->rate_formula, sizeof l->rate_formula, "%llu * freq / tokens",
             (unsigned long long)per);
    memcpy(l->fields, fields, sizeof fields);
    l->fields[3] = (zg_field){l->rate_name, ZG_DOUBLE, l->rate_formula};
}

static zg_status filter_rows(zg_run *run, list *l, const zg_corpus *corpus,
                             const zg_ngrams_options *options, zg_error *error)
{
    zg_filter_options wanted = {.match = options->match,
                                .containing = options->containing,
                                .stop = options->stop,
                                .stop_edge = options->stop_edge};
    zg_filter *filter = NULL;
    zg_status status = zg_filter_new(run, corpus, &wanted, &filter, error);
    if (status != ZG_OK || zg_filter_is_empty(filter)) {
        zg_filter_free(filter);
        return status;
    }
    size_t kept = 0;
    for (size_t i = 0; i < l->count.n && status == ZG_OK; i++) {
        const zg_count_row row = l->count.rows[i];
        bool keeps = true;
        status = zg_filter_keeps(filter, &l->sequence, zg_count_position(&row), zg_count_n(&row),
                                 &keeps, error);
        if (keeps) l->count.rows[kept++] = row;
        if (status == ZG_OK && i % 4096 == 0) status = zg_run_check(run, error);
    }
    l->count.n = kept;
    zg_filter_free(filter);
    return status;
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
    return ZG_OK;
}

static zg_status describe(zg_table *table, const zg_corpus *corpus, const zg_selection *documents,
                          const list *l, zg_error *error)
{
    zg_buffer json = {0};
    zg_status status = ZG_OK;
    if (!zg_corpus_describe_json(corpus, documents, &json) ||
        !zg_buffer_format(&json, ",\n  \"rows\": %llu", (unsigned long long)l->n)) {
        status = zg_error_memory(error);
    } else {
        status = zg_table_describe(table, json.data, json.length, error);
    }
    zg_buffer_free(&json);
    return status;
}

static zg_status make_list(zg_run *run, list *l, const zg_corpus *corpus,
                           const zg_selection *documents, const zg_ngrams_options *options,
                           zg_error *error)
{
    zg_order order;
    zg_count_options wanted = {.min_n = options->min_n,
                               .max_n = options->max_n,
                               .min_freq = options->min_freq,
                               .min_docs = options->min_docs};
    name_rate(l, options->per);
    zg_status status = zg_order_parse(options->sort, l->rate_name, &order, error);
    if (status == ZG_OK) {
        status = zg_sequence_build(run, corpus, documents, options->within, &l->sequence, error);
    }
    if (status == ZG_OK) status = zg_count_ngrams(run, &l->sequence, &wanted, &l->count, error);
    if (status == ZG_OK) status = filter_rows(run, l, corpus, options, error);
    if (status == ZG_OK) {
        status = zg_order_rows(run, &l->sequence, &l->count, &order, &l->order, error);
    }
    l->n = l->count.n;
    if (options->top > 0 && l->n > options->top) l->n = options->top;
    l->per = (double)options->per;
    l->tokens = zg_selected_tokens(corpus, documents);
    l->documents = zg_selected_count(corpus, documents);
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
    list *l = zg_memory_zeroed(1, sizeof *l);
    if (l == NULL) return zg_error_memory(error);
    status = make_list(run, l, corpus, documents, options, error);
    if (status != ZG_OK) {
        drop(l);
        return status;
    }
    zg_table *table;
    status = zg_table_new(l->fields, 6, (int64_t)l->n, fill, drop, l, run, &table, error);
    if (status != ZG_OK) return status;
    status = describe(table, corpus, documents, l, error);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}
