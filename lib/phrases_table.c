/* phrases: the table. A row is a phrase, or a phrase in one value of a field. */
#include <string.h>

#include "phrases_rows.h"

void zg_phrases_options_init(zg_phrases_options *options)
{
    *options = (zg_phrases_options){.size = sizeof *options,
                                    .within = ZG_WITHIN_SENTENCE,
                                    .min_boundary = -1,
                                    .min_length = 2,
                                    .min_docs = 1,
                                    .per = 1000000,
                                    .reuse_length = 20,
                                    .reuse_share = 0.8};
}

static zg_status check_options(const zg_phrases_options *options, zg_error *error)
{
    const char *sort = options->sort;
    if (options->min_freq == 1) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--min-freq",
                            "1 is not a number from 2 up: what occurs once recurs nowhere");
    }
    if (options->per == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--per", "0 is not a number from 1 up");
    }
    if (options->by == NULL && sort != NULL && strncmp(sort, "g2", 2) == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--sort", "g2 is a column with --by only");
    }
    if (options->reuse_length < 2 || options->reuse_length > UINT32_MAX) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--reuse-length",
                            "%llu is not a number from 2 up",
                            (unsigned long long)options->reuse_length);
    }
    return ZG_OK;
}

/* ---- order ---- */

static zg_status order_rows(zg_phrase_rows *rows, zg_error *error)
{
    const zg_phrases_options *options = rows->options;
    const char *sort = options->sort;
    zg_key keys[6];
    size_t n = 0;
    if (sort == NULL) sort = options->by != NULL ? "g2" : "score";
    if (options->by != NULL) keys[n++] = (zg_key){ZG_PHRASES_GROUP_ORDER, false};
    if (strcmp(sort, "bounded") == 0) {
        keys[n++] = (zg_key){ZG_PHRASES_BOUNDED, true};
    } else {
        zg_status status = zg_frame_key(rows->frame, sort, &keys[n++], error);
        if (status != ZG_OK) return status;
    }
    keys[n++] = (zg_key){ZG_PHRASES_FREQ, true};
    keys[n++] = (zg_key){ZG_PHRASES_PHRASE, false};
    keys[n++] = (zg_key){ZG_PHRASES_N, false};
    zg_status status = zg_frame_sort(rows->run, rows->frame, keys, n, error);
    if (status != ZG_OK) return status;
    return zg_frame_top(rows->frame, options->top,
                        options->by != NULL ? ZG_PHRASES_GROUP_ORDER : SIZE_MAX, error);
}

static zg_status show_columns(zg_phrase_rows *rows, zg_error *error)
{
    const zg_phrases_options *options = rows->options;
    size_t shown[ZG_PHRASES_COLUMNS], n = 0;
    for (size_t column = 0; column < ZG_PHRASES_COLUMNS; column++) {
        if (column == ZG_PHRASES_GROUP_ORDER || column == ZG_PHRASES_BOUNDED ||
            column == ZG_PHRASES_INDEX) {
            continue;
        }
        if (column == ZG_PHRASES_CONTAINER && !options->nested) continue;
        if (column == ZG_PHRASES_INDEPENDENT && options->reuse == NULL) continue;
        if ((column == ZG_PHRASES_GROUP || column == ZG_PHRASES_G2) && options->by == NULL)
            continue;
        shown[n++] = column;
    }
    return zg_frame_show(rows->frame, shown, n, error);
}

/* ---- what the sidecar says ---- */

static zg_status describe(zg_table *table, const zg_phrase_rows *rows, size_t shown,
                          zg_error *error)
{
    zg_buffer json = {0};
    char number[ZG_NUMBER_MAX + 1];
    size_t length = zg_number_print_real(number, rows->set->min_boundary, 6);
    number[length] = '\0';
    zg_status status = ZG_OK;
    if (!zg_corpus_describe_json(rows->corpus, rows->selection, &json) ||
        !zg_buffer_format(&json,
                          ",\n  \"phrases\": %llu,\n  \"min_freq_used\": %llu,\n"
                          "  \"min_boundary_used\": %s,\n  \"rows\": %llu",
                          (unsigned long long)rows->set->n, (unsigned long long)rows->set->min_freq,
                          number, (unsigned long long)shown)) {
        status = zg_error_memory(error);
    } else {
        status = zg_table_describe(table, json.data, json.length, error);
    }
    zg_buffer_free(&json);
    return status;
}

/* Rows that are left after cutting: of each group the first ones. */
static zg_status count_shown(const zg_phrase_rows *rows, size_t *shown, zg_error *error)
{
    size_t n = zg_frame_rows(rows->frame);
    uint64_t *counts = zg_memory_zeroed(rows->n_lists, sizeof *counts);
    if (counts == NULL) return zg_error_memory(error);
    *shown = 0;
    for (size_t row = 0; row < n; row++) {
        size_t group = (size_t)zg_frame_get_int64(rows->frame, row, ZG_PHRASES_GROUP_ORDER);
        *shown += rows->options->top == 0 || counts[group]++ < rows->options->top;
    }
    zg_memory_free(counts);
    return ZG_OK;
}

/* ---- all of it ---- */

static zg_status write_files(zg_phrase_rows *rows, size_t shown, zg_error *error)
{
    zg_status status = ZG_OK;
    if (rows->options->occurrences != NULL) {
        status = zg_phrases_write_occurrences(rows, shown, error);
    }
    if (status == ZG_OK && rows->options->write_items != NULL) {
        status = zg_phrases_write_items(rows, shown, error);
    }
    return status;
}

static zg_status make(zg_phrase_rows *rows, zg_table **out, zg_error *error)
{
    const zg_phrases_options *options = rows->options;
    zg_phrase_options wanted;
    zg_phrase_options_init(&wanted);
    wanted.within = options->within;
    wanted.min_freq = options->min_freq;
    wanted.min_boundary = options->min_boundary;
    wanted.nested = options->nested;
    zg_status status = zg_phrase_rows_begin(rows, error);
    if (status == ZG_OK && options->reuse != NULL) status = zg_phrases_reuse(rows, error);
    if (status == ZG_OK && rows->set == NULL) {
        status = zg_phrase_set_make(rows->run, rows->corpus, rows->selection, &wanted, &rows->set,
                                    error);
    }
    if (status == ZG_OK) status = zg_phrase_rows_fill(rows, error);
    if (status == ZG_OK) status = show_columns(rows, error);
    if (status == ZG_OK) status = order_rows(rows, error);
    if (status != ZG_OK) return status;
    size_t shown = 0;
    status = count_shown(rows, &shown, error);
    if (status == ZG_OK) status = write_files(rows, shown, error);
    if (status != ZG_OK) return status;
    zg_table *table = NULL;
    zg_frame *frame = rows->frame;
    rows->frame = NULL;
    status = zg_frame_table(rows->run, frame, &table, error);
    if (status == ZG_OK) status = describe(table, rows, shown, error);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}

zg_status zg_phrases(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                     const zg_phrases_options *options, zg_table **out, zg_error *error)
{
#ifndef ZG_WIDE
    if (zg_needs_wide(run, corpus, documents)) {
        return zg_wide_phrases(run, corpus, documents, options, out, error);
    }
#endif
    zg_phrases_options defaults;
    zg_phrases_options_init(&defaults);
    if (options == NULL) options = &defaults;
    zg_status status = check_options(options, error);
    if (status != ZG_OK) return status;
    zg_phrase_rows rows = {
        .run = run, .corpus = corpus, .selection = documents, .options = options};
    status = make(&rows, out, error);
    zg_phrase_rows_free(&rows);
    return status;
}

zg_status zg_phrase_set_table(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                              zg_phrase_set *set, zg_table **out, zg_error *error)
{
    ZG_PHRASES_TWIN(set, zg_wide_phrase_set_table(run, corpus, documents, set, out, error));
    zg_phrases_options options;
    zg_phrases_options_init(&options);
    zg_phrase_rows rows = {
        .run = run, .corpus = corpus, .selection = documents, .options = &options, .set = set};
    zg_status status = make(&rows, out, error);
    rows.set = NULL; /* the caller's */
    zg_phrase_rows_free(&rows);
    return status;
}
