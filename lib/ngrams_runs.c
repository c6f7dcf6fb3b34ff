/* ngrams: runs. Written, n-grams go through the sorter by their bytes; read, they come in that
 * order from all files together and go through the sorter by the column asked for, so that none of
 * the two needs memory for all rows. */
#include <stdlib.h>
#include <string.h>

#include "ngrams_list.h"
#include "runs.h"
#include "unicode.h"

#define SORTER_MEMORY (256u << 20)

static uint64_t sorter_memory(const zg_run *run)
{
    uint64_t available = zg_run_available(run);
    return available / 5 * 2 < SORTER_MEMORY ? available / 5 * 2 : SORTER_MEMORY;
}

static zg_status refuse(const char *option, const char *why, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_ARGUMENT, option, "%s", why);
}

/* ---- writing ---- */

static bool append_names(zg_buffer *out, const char *const *names, size_t n, uint32_t bits)
{
    bool good = true, any = false;
    for (size_t i = 0; i < n && good; i++) {
        if (!(bits >> i & 1)) continue;
        good = (!any || zg_buffer_byte(out, ',')) && zg_buffer_text(out, names[i]);
        any = true;
    }
    return good && (any || zg_buffer_text(out, "none"));
}

/* What decides which n-grams a text has, and how they are shown. */
static bool describe_settings(const zg_corpus *corpus, zg_within within, zg_buffer *out)
{
    static const char *const units[] = {"char", "grapheme", "word", "space"};
    static const char *const withins[] = {"clause", "sentence", "paragraph", "document"};
    static const char *const cleans[] = {"basic", "pdf", "none"};
    static const char *const normals[] = {"nfc", "nfkc", "none"};
    static const char *const folds[] = {"width",   "case",        "digits",
                                        "numbers", "traditional", "punctuation"};
    static const char *const kinds[] = {"body", "heading", "other"};
    const zg_import_options *o = zg_corpus_options(corpus);
    return zg_buffer_format(out, "unit=%s within=%s clean=%s normalize=%s fold=", units[o->unit],
                            withins[within], cleans[o->clean], normals[o->normalize]) &&
           append_names(out, folds, sizeof folds / sizeof *folds, o->fold) &&
           zg_buffer_text(out, " only=") &&
           append_names(out, kinds, sizeof kinds / sizeof *kinds, o->only == 0 ? 7 : o->only) &&
           zg_buffer_format(out, " icu=%s unicode=%s", zg_icu_version(), zg_unicode_version()) &&
           zg_buffer_byte(out, '\0');
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static zg_status write_documents(const zg_corpus *corpus, const zg_selection *selection,
                                 zg_runs_writer *writer, zg_error *error)
{
    uint64_t n = zg_selected_count(corpus, selection);
    const char **names = zg_memory_alloc(n, sizeof *names);
    if (names == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < n; i++)
        names[i] = zg_corpus_document(corpus, zg_selected(corpus, selection, i)).name;
    if (n > 0) qsort(names, n, sizeof *names, compare_names);
    zg_status status = ZG_OK;
    for (uint64_t i = 0; i < n && status == ZG_OK; i++)
        status = zg_runs_add_document(writer, names[i], strlen(names[i]), error);
    zg_memory_free(names);
    return status;
}

static zg_status write_rows(zg_ngrams_list *l, zg_runs_writer *writer, zg_error *error)
{
    zg_ngram_row row;
    zg_status status;
    l->text.length = 0;
    while ((status = zg_ngrams_next(l, &l->text, &row, error)) == ZG_OK) {
        zg_runs_row out = {l->text.data, l->text.length, row.n, row.freq, row.docs};
        status = zg_runs_add_row(writer, &out, error);
        if (status != ZG_OK) break;
        l->text.length = 0;
    }
    return status == ZG_END ? ZG_OK : status;
}

static zg_status write_all(zg_ngrams_list *l, const char *path, zg_error *error)
{
    zg_buffer settings = {0};
    zg_runs_writer *writer = NULL;
    zg_status status = ZG_OK;
    if (!describe_settings(l->corpus, l->options.within, &settings))
        status = zg_error_memory(error);
    zg_runs_head head = {.min_n = l->options.min_n,
                         .max_n = l->options.max_n,
                         .tokens = l->whole.tokens,
                         .documents = zg_selected_count(l->corpus, l->documents),
                         .settings = settings.data};
    if (status == ZG_OK) status = zg_runs_create(l->run, path, &head, &writer, error);
    if (status == ZG_OK) status = write_documents(l->corpus, l->documents, writer, error);
    if (status == ZG_OK) status = write_rows(l, writer, error);
    if (status == ZG_OK)
        status = zg_runs_close(writer, error);
    else
        zg_runs_abort(writer);
    zg_buffer_free(&settings);
    return status;
}

/* A type is shown as it is written most often in all texts, which a run of some cannot know. */
static zg_status check_forms(const zg_corpus *corpus, zg_error *error)
{
    zg_word key, form;
    if (!zg_corpus_varies(corpus, &key, &form)) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--runs",
                        "the texts write %.*s also as %.*s, and which of the two is shown depends "
                        "on all texts; fold nothing (--fold none), or write them alike",
                        (int)(key.length < 60 ? key.length : 60), key.text,
                        (int)(form.length < 60 ? form.length : 60), form.text);
}

static zg_status check_writing(const zg_ngrams_options *o, zg_error *error)
{
    if (o->min_n < 1 || o->max_n > ZG_MAX_N || o->min_n > o->max_n)
        return refuse("-n", "is not a range within 1 to 64", error);
    if (o->min_freq > 1 || o->min_docs > 1)
        return refuse("--runs",
                      "a run has every n-gram, for what is rare here may not be rare "
                      "together: give --min-freq and --min-docs where runs are read",
                      error);
    if (o->items || o->by || o->dispersion || o->parts || o->forms)
        return refuse("--runs",
                      "items, groups and dispersion need the texts and cannot be made "
                      "from runs",
                      error);
    if (o->match || o->containing || o->stop || o->stop_edge || o->top > 0)
        return refuse("--runs", "a run has every n-gram: leave rows out where runs are read",
                      error);
    return ZG_OK;
}

zg_status zg_ngrams_write_runs(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                               const zg_ngrams_options *options, const char *path, zg_error *error)
{
    zg_status status = check_writing(options, error);
    if (status == ZG_OK) status = check_forms(corpus, error);
    if (status != ZG_OK) return status;
    zg_ngrams_list l = {.run = run,
                        .corpus = corpus,
                        .documents = documents,
                        .options = *options,
                        .order = {.key = ZG_ORDER_NGRAM}};
    zg_count_options wanted = {
        .min_n = options->min_n, .max_n = options->max_n, .min_freq = 1, .min_docs = 1};
    status = zg_sequence_build(run, corpus, documents, options->within, &l.whole, error);
    if (status == ZG_OK) {
        l.memory = sorter_memory(run);
        status = zg_ngrams_stream(&l, run, &l.whole, &wanted, error);
    }
    if (status == ZG_OK) status = write_all(&l, path, error);
    zg_ngrams_close(&l);
    zg_sequence_free(&l.whole);
    zg_memory_free(l.kept);
    zg_lock_free(l.lock);
    zg_buffer_free(&l.text);
    return status;
}

/* ---- merging ---- */

bool zg_runs_is_file(const char *path)
{
    return zg_runs_begin_so(path);
}

static zg_status copy_runs(zg_runs *runs, zg_runs_writer *writer, zg_error *error)
{
    const char *name;
    size_t length;
    zg_runs_row row;
    zg_status status;
    while ((status = zg_runs_document(runs, &name, &length, error)) == ZG_OK) {
        status = zg_runs_add_document(writer, name, length, error);
        if (status != ZG_OK) return status;
    }
    if (status != ZG_END) return status;
    while ((status = zg_runs_next(runs, &row, error)) == ZG_OK) {
        status = zg_runs_add_row(writer, &row, error);
        if (status != ZG_OK) return status;
    }
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_runs_merge(zg_run *run, const char *const *paths, size_t n, const char *path,
                        zg_error *error)
{
    zg_runs *runs = NULL;
    zg_runs_writer *writer = NULL;
    zg_status status = zg_runs_open(run, paths, n, &runs, error);
    if (status != ZG_OK) return status;
    status = zg_runs_create(run, path, zg_runs_together(runs), &writer, error);
    if (status == ZG_OK) status = copy_runs(runs, writer, error);
    if (status == ZG_OK)
        status = zg_runs_close(writer, error);
    else
        zg_runs_abort(writer);
    zg_runs_free(runs);
    return status;
}

/* ---- a table of runs ---- */

static zg_status check_reading(const zg_ngrams_options *o, const zg_runs_head *head,
                               zg_error *error)
{
    if (o->items || o->by || o->dispersion || o->parts || o->forms)
        return refuse("--runs",
                      "items, groups and dispersion need the texts and cannot be made "
                      "from runs",
                      error);
    if (o->containing || o->stop || o->stop_edge)
        return refuse("--runs",
                      "--containing, --stop and --stop-edge need the texts; with runs "
                      "--match leaves rows out",
                      error);
    if (o->per == 0) return refuse("--per", "0 is not a number from 1 up", error);
    if (o->min_n != 0 && (o->min_n < head->min_n || o->max_n > head->max_n || o->min_n > o->max_n))
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "%u-%u: the runs have orders %u to %u",
                            o->min_n, o->max_n, head->min_n, head->max_n);
    return ZG_OK;
}

static zg_status add_row(zg_ngrams_list *l, zg_regex *match, const zg_runs_row *row,
                         zg_error *error)
{
    const zg_ngrams_options *o = &l->options;
    bool keeps = true;
    if (row->n < o->min_n || row->n > o->max_n) return ZG_OK;
    if (row->freq < o->min_freq || row->docs < o->min_docs) return ZG_OK;
    l->family++;
    if (match != NULL) {
        zg_status status = zg_regex_found(match, row->text, row->length, &keeps, error);
        if (status != ZG_OK || !keeps) return status;
    }
    uint64_t rest[2] = {row->freq, row->docs};
    zg_count_row counted = {.place = row->n, .freq = row->freq, .docs = row->docs};
    zg_sorter_row sorted = {
        .text = row->text, .length = (uint32_t)row->length, .n = row->n, .rest = rest};
    zg_order_keys(&l->order, &counted, NULL, sorted.keys);
    return zg_sorter_add(l->sorter, &sorted, error);
}

static zg_status take_runs(zg_ngrams_list *l, zg_runs *runs, zg_error *error)
{
    const char *name;
    size_t length;
    zg_runs_row row;
    zg_regex *match = NULL;
    zg_status status = ZG_OK;
    if (l->options.match != NULL) status = zg_regex_new("--match", l->options.match, &match, error);
    while (status == ZG_OK) status = zg_runs_document(runs, &name, &length, error);
    if (status == ZG_END) status = ZG_OK;
    while (status == ZG_OK && (status = zg_runs_next(runs, &row, error)) == ZG_OK)
        status = add_row(l, match, &row, error);
    zg_regex_free(match);
    if (status != ZG_END) return status;
    l->n = (size_t)zg_sorter_rows(l->sorter);
    if (l->options.top > 0 && l->n > l->options.top) l->n = l->options.top;
    l->shown = l->n;
    return ZG_OK;
}

static zg_status describe(const zg_ngrams_list *l, const zg_runs *runs, zg_table *table,
                          zg_error *error)
{
    zg_buffer json = {0};
    bool good = zg_runs_describe(runs, &json) &&
                zg_buffer_format(&json, ",\n  \"family\": %llu,\n  \"rows\": %llu",
                                 (unsigned long long)l->family, (unsigned long long)l->shown);
    zg_status status =
        good ? zg_table_describe(table, json.data, json.length, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

static zg_status prepare(zg_ngrams_list *l, const zg_runs *runs, zg_error *error)
{
    const zg_runs_head *head = zg_runs_together(runs);
    zg_status status = check_reading(&l->options, head, error);
    if (status != ZG_OK) return status;
    if (l->options.min_n == 0) {
        l->options.min_n = head->min_n;
        l->options.max_n = head->max_n;
    }
    l->tokens = head->tokens;
    l->n_documents = head->documents;
    status = zg_ngrams_fields(l, error);
    if (status == ZG_OK) status = zg_ngrams_parse_order(l, l->options.sort, error);
    if (status != ZG_OK) return status;
    zg_sorter_options wanted = {.rest = 2 * sizeof(uint64_t),
                                .memory = sorter_memory(l->run),
                                .descending =
                                    l->order.key == ZG_ORDER_NGRAM && l->order.descending};
    return zg_sorter_new(l->run, &wanted, &l->sorter, error);
}

zg_status zg_ngrams_from_runs(zg_run *run, const char *const *paths, size_t n,
                              const zg_ngrams_options *options, zg_table **out, zg_error *error)
{
    zg_runs *runs = NULL;
    zg_table *table = NULL;
    zg_ngrams_list *l = zg_memory_zeroed(1, sizeof *l);
    if (l == NULL) return zg_error_memory(error);
    *l = (zg_ngrams_list){.run = run, .options = *options};
    zg_status status = zg_runs_open(run, paths, n, &runs, error);
    if (status == ZG_OK) status = prepare(l, runs, error);
    if (status == ZG_OK) status = take_runs(l, runs, error);
    if (status == ZG_OK)
        status = zg_ngrams_table(l, (int64_t)l->n, &table, error);
    else
        zg_ngrams_drop(l);
    if (status == ZG_OK) {
        status = describe(l, runs, table, error);
        if (status == ZG_OK)
            *out = table;
        else
            zg_table_free(table);
    }
    zg_runs_free(runs);
    return status;
}
