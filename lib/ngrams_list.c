/* ngrams: one group after another is counted, filtered and ordered, when its rows are pulled. */
#include "ngrams_list.h"

#include <stdio.h>
#include <string.h>

#include "corpus.h"

zg_status zg_ngrams_fields(zg_ngrams_list *l, zg_error *error)
{
    zg_table_rate(l->options.per, l->rate_name, l->rate_formula);
    l->fields = zg_memory_alloc(ZG_NGRAMS_FIXED + l->measures.n, sizeof *l->fields);
    if (l->fields == NULL) return zg_error_memory(error);
    zg_field *f = l->fields;
    bool items = l->options.items != NULL;
    if (l->groups.n > 0) *f++ = (zg_field){"group", ZG_UTF8, "value of the field, or start of bin"};
    *f++ = (zg_field){"ngram", ZG_UTF8, items ? "name of the item" : "the n-gram as it is shown"};
    if (l->options.forms) *f++ = (zg_field){"form", ZG_UTF8, "form of the item"};
    *f++ = (zg_field){"n", ZG_INT64,
                      items ? "tokens in it; none where its forms differ; marks are not counted"
                            : "tokens in it; marks inside are not counted"};
    *f++ =
        (zg_field){"freq", ZG_INT64,
                   items ? "occurrences of its forms" : "occurrences, overlapping ones included"};
    *f++ = (zg_field){l->rate_name, ZG_DOUBLE, l->rate_formula};
    *f++ = (zg_field){"docs", ZG_INT64, "documents that have one or more"};
    *f++ = (zg_field){"docs_share", ZG_DOUBLE, "docs / documents"};
    for (size_t i = 0; i < l->measures.n; i++) {
        const zg_measure *m = l->measures.columns[i].measure;
        *f++ = (zg_field){l->measures.columns[i].name, ZG_DOUBLE, m->formula};
    }
    if (l->groups.n > 0) {
        *f++ = (zg_field){"tokens", ZG_INT64, "tokens of the group"};
        *f++ = (zg_field){"documents", ZG_INT64, "documents of the group"};
    }
    l->n_fields = (size_t)(f - l->fields);
    return ZG_OK;
}

zg_status zg_ngrams_describe(const zg_ngrams_list *l, zg_table *table, zg_error *error)
{
    zg_buffer json = {0};
    zg_status status = ZG_OK;
    bool good = zg_corpus_describe_json(l->corpus, l->documents, &json) &&
                zg_buffer_format(&json, ",\n  \"family\": %llu,\n  \"rows\": %llu",
                                 (unsigned long long)l->family, (unsigned long long)l->shown);
    if (good && l->groups.n > 0) {
        good = zg_buffer_format(&json, ",\n  \"groups\": %llu,\n  \"documents_in_no_group\": %llu",
                                (unsigned long long)l->groups.n,
                                (unsigned long long)l->groups.without);
    }
    status =
        good ? zg_table_describe(table, json.data, json.length, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

void zg_ngrams_close(zg_ngrams_list *l)
{
    for (uint32_t i = 0; i < l->n_tallies; i++) zg_tally_free(l->tallies[i]);
    zg_memory_free(l->tallies);
    l->tallies = NULL;
    l->n_tallies = 0;
    zg_ranks_free(&l->ranks);
    zg_parts_free(&l->parts);
    zg_count_free(&l->count);
    zg_memory_free(l->rows);
    l->rows = NULL;
    zg_sorter_free(l->sorter);
    l->sorter = NULL;
    zg_sequence_slice_free(&l->slice);
    l->n = l->next = 0;
}

/* ---- dispersion ---- */

zg_status zg_ngrams_measure(void *context, uint32_t worker, const zg_count_row *row,
                            const zg_window *windows, double *values, zg_error *error)
{
    zg_ngrams_list *l = context;
    zg_tally *tally = l->tallies[worker];
    if (!zg_tally_windows(tally, &l->ranks, windows, row->freq)) return zg_error_memory(error);
    zg_status status = zg_tally_end(tally, error);
    if (status == ZG_OK) zg_tally_measure(tally, &l->measures, values);
    return status;
}

static zg_status prepare_tallies(zg_ngrams_list *l, zg_run *run, const zg_selection *documents,
                                 const zg_sequence *sequence, zg_error *error)
{
    zg_status status = zg_parts_make(l->corpus, documents, l->parts_text, &l->parts, error);
    if (status == ZG_OK) status = zg_ranks_make(sequence, &l->ranks, error);
    if (status != ZG_OK) return status;
    uint32_t n = zg_run_threads(run);
    l->tallies = zg_memory_zeroed(n, sizeof *l->tallies);
    if (l->tallies == NULL) return zg_error_memory(error);
    for (; l->n_tallies < n && status == ZG_OK; l->n_tallies++)
        status = zg_tally_new(&l->parts, &l->tallies[l->n_tallies], error);
    return status;
}

/* ---- one group ---- */

static zg_status filter_rows(zg_ngrams_list *l, const zg_sequence *sequence, zg_error *error)
{
    zg_status status = ZG_OK;
    size_t kept = 0, width = l->measures.n;
    if (l->filter == NULL) return ZG_OK;
    for (size_t i = 0; i < l->count.n && status == ZG_OK; i++) {
        const zg_count_row row = l->count.rows[i];
        bool keeps = true;
        status = zg_filter_keeps(l->filter, sequence, zg_count_position(&row), zg_count_n(&row),
                                 &keeps, error);
        if (keeps && width > 0 && kept < i) {
            memcpy(l->count.values + kept * width, l->count.values + i * width,
                   width * sizeof *l->count.values);
        }
        if (keeps) l->count.rows[kept++] = row;
        if (status == ZG_OK && i % 4096 == 0) status = zg_run_check(l->run, error);
    }
    l->count.n = kept;
    return status;
}

/* All rows in memory, and their order. */
static zg_status keep_rows(zg_ngrams_list *l, zg_run *run, const zg_sequence *sequence,
                           const zg_count_options *wanted, zg_error *error)
{
    zg_status status = zg_count_ngrams(run, sequence, wanted, &l->count, error);
    l->family += l->count.n;
    l->spelled = *sequence;
    if (l->count.spelled != NULL) l->spelled.items = l->count.spelled;
    if (status == ZG_OK) status = filter_rows(l, &l->spelled, error);
    if (status == ZG_OK)
        status = zg_order_rows(l->run, &l->spelled, &l->count, &l->order, &l->rows, error);
    l->n = l->count.n;
    return status;
}

static zg_status count_rows(zg_ngrams_list *l, const zg_selection *documents,
                            const zg_sequence *sequence, zg_error *error)
{
    /* A short text is not worth starting threads for. */
    zg_run *run = sequence->tokens < 65536 && l->groups.n > 0 ? NULL : l->run;
    bool limited = zg_run_available(l->run) != UINT64_MAX;
    zg_count_options wanted = {.min_n = l->options.min_n,
                               .max_n = l->options.max_n,
                               .min_freq = l->options.min_freq,
                               .min_docs = l->options.min_docs,
                               .spelled = l->measures.n == 0};
    zg_status status = ZG_OK;
    if (l->measures.n > 0) {
        wanted.visit = zg_ngrams_measure;
        wanted.context = l;
        wanted.values = l->measures.n;
        status = prepare_tallies(l, run, documents, sequence, error);
    }
    if (status == ZG_OK) {
        status = limited ? zg_ngrams_stream(l, run, sequence, &wanted, error)
                         : keep_rows(l, run, sequence, &wanted, error);
    }
    if (l->options.top > 0 && l->n > l->options.top) l->n = l->options.top;
    l->shown += l->n;
    l->tokens = sequence->tokens;
    l->n_documents = sequence->n_documents;
    return status;
}

/* The index among the selected documents of each document of a group: both in one order. */
static zg_status find_members(zg_ngrams_list *l, const zg_selection *group, zg_error *error)
{
    uint64_t n = zg_selection_documents(group), low = 0;
    uint64_t all = zg_selected_count(l->corpus, l->documents);
    zg_memory_free(l->members);
    l->members = zg_memory_alloc(n, sizeof *l->members);
    if (l->members == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t document = zg_selected(l->corpus, group, i), high = all;
        while (low < high) {
            uint64_t middle = low + (high - low) / 2;
            if (zg_selected(l->corpus, l->documents, middle) < document)
                low = middle + 1;
            else
                high = middle;
        }
        l->members[i] = low;
    }
    return ZG_OK;
}

zg_status zg_ngrams_open(zg_ngrams_list *l, zg_error *error)
{
    zg_status status = zg_run_check(l->run, error);
    if (status != ZG_OK) return status;
    zg_ngrams_close(l);
    if (l->groups.n == 0) {
        if (l->group++ > 0) return ZG_END;
        return count_rows(l, l->documents, &l->whole, error);
    }
    if (l->group == l->groups.n) return ZG_END;
    const zg_selection *documents = l->groups.items[l->group++].documents;
    status = find_members(l, documents, error);
    if (status == ZG_OK) {
        status = zg_sequence_slice(&l->whole, l->members, zg_selection_documents(documents),
                                   &l->slice, error);
    }
    if (status == ZG_OK) status = count_rows(l, documents, &l->slice, error);
    return status;
}
