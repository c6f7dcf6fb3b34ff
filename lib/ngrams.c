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

static double rate_of(const zg_ngrams_list *l, uint64_t freq)
{
    return (double)l->options.per * (double)freq / (double)l->tokens;
}

static double share_of(const zg_ngrams_list *l, uint64_t docs)
{
    return (double)docs / (double)l->n_documents;
}

static bool fill_row(zg_ngrams_list *l, zg_builder *builder, const zg_ngram_row *row)
{
    size_t at = 0;
    if (l->groups.n > 0) {
        const char *name = l->groups.items[l->group - 1].name;
        if (!zg_builder_text(builder, at++, name, strlen(name))) return false;
    }
    if (!zg_builder_text_end(builder, at) || !zg_builder_int64(builder, at + 1, row->n) ||
        !zg_builder_int64(builder, at + 2, (int64_t)row->freq) ||
        !zg_builder_real(builder, at + 3, rate_of(l, row->freq)) ||
        !zg_builder_int64(builder, at + 4, (int64_t)row->docs) ||
        !zg_builder_real(builder, at + 5, share_of(l, row->docs)))
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

/* ---- rows in memory ---- */

/* Rows in their order lie anywhere in memory, and so do the items they begin at. Loops that do
 * nothing but look at the next ones wait for all of them at once. */
static size_t fetch_ahead(zg_ngrams_list *l, size_t most, zg_count_row *rows)
{
    const uint32_t *items = l->spelled.items;
    size_t n = l->n - l->next < ZG_NGRAMS_AHEAD ? l->n - l->next : ZG_NGRAMS_AHEAD;
    if (n > most) n = most;
    for (size_t i = 0; i < n; i++) rows[i] = l->count.rows[l->rows[l->next + i]];
    for (size_t i = 0; i < n; i++) l->seen[i] = items[zg_count_position(&rows[i])];
    return n;
}

/* Shows up to `n` rows, until the batch is full of text; SIZE_MAX without memory. */
static size_t show_rows(const zg_ngrams_list *l, zg_builder *builder, size_t column,
                        const zg_count_row *rows, size_t n)
{
    zg_buffer *text = zg_builder_text_begin(builder, column);
    size_t full = text->length + zg_builder_text_left(builder, column), shown = 0;
    int32_t ends[ZG_NGRAMS_AHEAD];
    while (shown < n && text->length < full) {
        const zg_count_row *row = &rows[shown];
        if (!zg_sequence_render(&l->spelled, zg_count_position(row), zg_count_n(row), text) ||
            text->length > INT32_MAX)
            return SIZE_MAX;
        ends[shown++] = (int32_t)text->length;
    }
    int32_t *to = zg_builder_texts(builder, column, shown);
    if (to == NULL) return SIZE_MAX;
    memcpy(to, ends, shown * sizeof *to);
    return shown;
}

static bool fill_counts(const zg_ngrams_list *l, zg_builder *builder, size_t column,
                        const zg_count_row *rows, size_t n)
{
    int64_t *ns = zg_builder_int64s(builder, column, n);
    int64_t *freqs = zg_builder_int64s(builder, column + 1, n);
    double *rates = zg_builder_reals(builder, column + 2, n);
    int64_t *docs = zg_builder_int64s(builder, column + 3, n);
    double *shares = zg_builder_reals(builder, column + 4, n);
    if (ns == NULL || freqs == NULL || rates == NULL || docs == NULL || shares == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        ns[i] = zg_count_n(&rows[i]);
        freqs[i] = (int64_t)rows[i].freq;
        rates[i] = rate_of(l, rows[i].freq);
        docs[i] = (int64_t)rows[i].docs;
        shares[i] = share_of(l, rows[i].docs);
    }
    return true;
}

/* What only some tables have: the group in front, measures and totals behind. */
static bool fill_rest(const zg_ngrams_list *l, zg_builder *builder, size_t column, size_t n)
{
    const char *group = l->groups.n > 0 ? l->groups.items[l->group - 1].name : NULL;
    for (size_t i = 0; i < n; i++) {
        size_t at = column, first = l->rows[l->next + i] * l->measures.n;
        if (group != NULL && !zg_builder_text(builder, 0, group, strlen(group))) return false;
        for (size_t k = 0; k < l->measures.n; k++) {
            if (!zg_builder_real(builder, at++, l->count.values[first + k])) return false;
        }
        if (group != NULL && (!zg_builder_int64(builder, at, (int64_t)l->tokens) ||
                              !zg_builder_int64(builder, at + 1, (int64_t)l->n_documents)))
            return false;
    }
    return true;
}

/* The next rows, column by column. */
static bool fill_rows(zg_ngrams_list *l, zg_builder *builder)
{
    zg_count_row rows[ZG_NGRAMS_AHEAD];
    size_t first = l->groups.n > 0 ? 1 : 0;
    size_t n = fetch_ahead(l, zg_builder_left(builder), rows);
    n = show_rows(l, builder, first, rows, n);
    if (n == SIZE_MAX || !fill_counts(l, builder, first + 1, rows, n)) return false;
    if ((first > 0 || l->measures.n > 0) && !fill_rest(l, builder, first + 6, n)) return false;
    zg_builder_rows(builder, n);
    l->next += n;
    return true;
}

/* ---- rows of the sorter, and all ---- */

zg_status zg_ngrams_next(zg_ngrams_list *l, zg_buffer *text, zg_ngram_row *row, zg_error *error)
{
    zg_sorter_row sorted;
    uint64_t counts[2];
    if (l->next == l->n) return ZG_END;
    zg_status status = zg_sorter_next(l->sorter, &sorted, error);
    if (status != ZG_OK) return status;
    l->next++;
    memcpy(counts, sorted.rest, sizeof counts);
    if (l->measures.n > 0)
        memcpy(l->kept, (const char *)sorted.rest + sizeof counts, l->measures.n * sizeof *l->kept);
    *row = (zg_ngram_row){sorted.n, counts[0], counts[1], l->kept};
    return zg_buffer_append(text, sorted.text, sorted.length) ? ZG_OK : zg_error_memory(error);
}

static zg_status fill_sorted(zg_ngrams_list *l, zg_builder *builder, zg_error *error)
{
    zg_ngram_row row = {0};
    zg_buffer *text = zg_builder_text_begin(builder, l->groups.n > 0 ? 1 : 0);
    zg_status status = zg_ngrams_next(l, text, &row, error);
    return status != ZG_OK || fill_row(l, builder, &row) ? status : zg_error_memory(error);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_ngrams_list *l = self;
    while (!zg_builder_full(builder)) {
        zg_status status = ZG_OK;
        if (l->next == l->n) {
            if (l->groups.n == 0 || l->group == l->groups.n) break;
            status = zg_ngrams_open(l, error);
            if (status == ZG_OK) status = zg_ngrams_describe(l, l->table, error);
        } else if (l->sorter != NULL) {
            status = fill_sorted(l, builder, error);
        } else if (!fill_rows(l, builder)) {
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

/* Whether rows can be counted without a sequence of items. */
static bool needs_no_items(const zg_ngrams_list *l)
{
    return l->groups.n == 0 && l->measures.n == 0 &&
           zg_count_may_borrow(l->run, l->corpus, l->documents, l->options.within,
                               l->options.max_n);
}

static zg_status prepare_list(zg_ngrams_list *l, const zg_ngrams_options *options, zg_error *error)
{
    zg_status status = zg_ngrams_parse_order(l, options->sort, error);
    if (status == ZG_OK) status = make_filter(l, options, error);
    if (status == ZG_OK)
        status = needs_no_items(l)
                     ? zg_sequence_borrow(l->run, l->corpus, l->documents, &l->whole, error)
                     : zg_sequence_build(l->run, l->corpus, l->documents, options->within,
                                         &l->whole, error);
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
