/* report: the main job. Sections write their part of the page and their tables; a table is a file
 * of its own beside the page, and each picture shows one. */
#include <zigram/report.h>

#include <stdio.h>
#include <string.h>

#include <zigram/ngrams.h>

#include "bytes.h"
#include "number.h"
#include "report_parts.h"
#include "rows.h"

#define SMALL_CORPUS 100000

void zg_report_options_init(zg_report_options *options)
{
    *options = (zg_report_options){.size = sizeof *options, .max_n = 6, .top = 30, .min_freq = 2};
}

/* ---- what the sections build on ---- */

/* The field that orders the texts: the first that holds dates, else a number called year. */
static void find_fields(zg_report_context *r)
{
    r->date_field = r->title_field = SIZE_MAX;
    for (size_t i = zg_corpus_fields(r->corpus); i > 0; i--) {
        if (zg_corpus_field_type(r->corpus, i - 1) == ZG_FIELD_DATE) r->date_field = i - 1;
    }
    size_t field;
    if (r->date_field == SIZE_MAX && zg_corpus_field_find(r->corpus, "year", 4, &field) &&
        zg_corpus_field_type(r->corpus, field) == ZG_FIELD_NUMBER) {
        r->date_field = field;
    }
    if (zg_corpus_field_find(r->corpus, "title", 5, &field)) r->title_field = field;
}

/* Texts by the field, those without a value last; in the order of the corpus without a field. */
static zg_status order_documents(zg_report_context *r, zg_error *error)
{
    zg_groups groups = {0};
    uint64_t n = 0;
    r->n_documents = zg_selected_count(r->corpus, r->documents);
    r->order = zg_memory_alloc(r->n_documents, sizeof *r->order);
    bool *taken = zg_memory_zeroed(r->n_documents, sizeof *taken);
    zg_status status = r->order != NULL && taken != NULL ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK && r->date_field != SIZE_MAX) {
        const char *name = zg_corpus_field_name(r->corpus, r->date_field);
        status = zg_groups_make(r->corpus, r->documents, name, &groups, error);
        if (status == ZG_ERROR_EMPTY) {
            status = ZG_OK;
            r->date_field = SIZE_MAX;
        }
    }
    for (size_t g = 0; g < groups.n && status == ZG_OK; g++) {
        const zg_selection *group = groups.items[g].documents;
        for (uint64_t i = 0; i < zg_selection_documents(group); i++) {
            r->order[n] = zg_selected(r->corpus, group, i);
            taken[zg_report_selected(r, r->order[n++])] = true;
        }
    }
    for (uint64_t i = 0; i < r->n_documents && status == ZG_OK; i++) {
        if (!taken[i]) r->order[n++] = zg_selected(r->corpus, r->documents, i);
    }
    zg_groups_free(&groups);
    zg_memory_free(taken);
    return status;
}

static zg_status measure_sizes(zg_report_context *r, zg_error *error)
{
    size_t n = 0;
    uint64_t token = 0;
    r->sizes = zg_memory_alloc(r->n_documents, sizeof *r->sizes);
    r->first_token = zg_memory_alloc(r->n_documents + 1, sizeof *r->first_token);
    if (r->sizes == NULL || r->first_token == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < r->n_documents; i++) {
        r->first_token[i] = token;
        token += zg_corpus_document(r->corpus, zg_selected(r->corpus, r->documents, i)).tokens;
    }
    r->first_token[r->n_documents] = token;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        int64_t tokens = (int64_t)zg_corpus_document(r->corpus, r->order[i]).tokens;
        if (tokens > 0) r->sizes[n++] = tokens;
    }
    if (n == 0) return ZG_OK;
    return zg_part_sizes_init(&r->parts, r->sizes, n, error);
}

static zg_status find_phrases(zg_report_context *r, zg_error *error)
{
    zg_phrase_options options;
    zg_phrase_options_init(&options);
    zg_status status =
        zg_phrase_set_make(r->run, r->corpus, r->documents, &options, &r->phrases, error);
    if (status != ZG_OK) return status;
    uint32_t n = zg_phrase_set_size(r->phrases);
    r->chief = zg_memory_alloc(n, sizeof *r->chief);
    if (r->chief == NULL) return zg_error_memory(error);
    for (uint32_t i = 0; i < n; i++) {
        const zg_phrase *phrase = zg_phrase_set_at(r->phrases, i);
        if (!phrase->nested && phrase->n >= r->min_length) r->chief[r->n_chief++] = i;
    }
    return ZG_OK;
}

/* ---- the page ---- */

static void show_head(zg_report_context *r)
{
    char documents[ZG_SHOWN_MAX], tokens[ZG_SHOWN_MAX];
    const char *title = r->options->title ? r->options->title : "zigram";
    zg_shown_whole(documents, (int64_t)r->n_documents);
    zg_shown_whole(tokens, (int64_t)zg_selected_tokens(r->corpus, r->documents));
    zg_page_begin(&r->page, title, strlen(title), 3,
                  (const char *const[]){documents, tokens, zg_version()});
}

typedef zg_status section(zg_report_context *r, zg_error *error);

static zg_status make_page(zg_report_context *r, zg_error *error)
{
    /* Those that need phrases are left out where there are none. */
    static const struct {
        section *make;
        bool of_phrases;
    } sections[] = {
        {zg_report_glance, false}, {zg_report_findings, false}, {zg_report_slogans, true},
        {zg_report_strips, true},  {zg_report_nesting, true},   {zg_report_items, false},
        {zg_report_time, false},   {zg_report_keyness, true},   {zg_report_company, true},
        {zg_report_lines, true},   {zg_report_text, true},      {zg_report_frequency, false},
        {zg_report_corpus, false},
    };
    zg_status status = ZG_OK;
    show_head(r);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0] && status == ZG_OK; i++) {
        if (!sections[i].of_phrases || r->n_chief > 0) status = sections[i].make(r, error);
    }
    if (status != ZG_OK) return status;
    zg_report_methods(r);
    zg_page_end(&r->page);
    return zg_page_status(&r->page, error);
}

/* ---- files ---- */

static zg_status write_file(zg_report_context *r, const char *name, const zg_buffer *content,
                            zg_error *error)
{
    zg_sink *sink;
    r->path.length = 0;
    if (!zg_buffer_text(&r->path, r->folder) || !zg_buffer_byte(&r->path, '/') ||
        !zg_buffer_text(&r->path, name) || !zg_buffer_byte(&r->path, '\0')) {
        return zg_error_memory(error);
    }
    zg_status status = zg_sink_open(r->run, r->path.data, &sink, error);
    if (status != ZG_OK) return status;
    status = zg_sink_write(sink, content->data, content->length, error);
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

static bool pair(zg_buffer *out, const char *name, const char *value)
{
    return zg_rows_json(out, name, strlen(name)) && zg_buffer_text(out, ": ") &&
           zg_rows_json(out, value, strlen(value));
}

static zg_status write_sidecar(zg_report_context *r, zg_error *error)
{
    const zg_report_options *options = r->options;
    zg_buffer json = {0};
    char boundary[ZG_NUMBER_MAX + 1];
    boundary[zg_number_print_real(boundary, zg_phrase_set_min_boundary(r->phrases), 6)] = '\0';
    bool good = zg_buffer_text(&json, "{\n  ") &&
                pair(&json, "tool", options->tool ? options->tool : "libzigram") &&
                zg_buffer_text(&json, ",\n  ") && pair(&json, "version", zg_version()) &&
                zg_buffer_text(&json, ",\n  \"settings\": {");
    for (size_t i = 0; i < options->n_settings && good; i++) {
        good = zg_buffer_text(&json, i > 0 ? ",\n    " : "\n    ") &&
               pair(&json, options->settings[i].name, options->settings[i].value);
    }
    good = good && zg_buffer_text(&json, "\n  },\n  ") &&
           zg_corpus_describe_json(r->corpus, r->documents, &json) &&
           zg_buffer_format(&json,
                            ",\n  \"per\": %llu,\n  \"phrases\": %u,\n  \"phrases_shown\": %zu,\n  "
                            "\"phrases_min_freq\": %llu,\n  \"phrases_min_boundary\": %s,\n  "
                            "\"phrases_min_length\": %llu",
                            (unsigned long long)r->per, zg_phrase_set_size(r->phrases), r->n_chief,
                            (unsigned long long)zg_phrase_set_min_freq(r->phrases), boundary,
                            (unsigned long long)r->min_length) &&
           zg_buffer_text(&json, ",\n  \"families\": [") &&
           zg_buffer_append(&json, r->families.data, r->families.length) &&
           zg_buffer_text(&json, "\n  ],\n  \"tables\": {") &&
           zg_buffer_append(&json, r->tables.data, r->tables.length) &&
           zg_buffer_text(&json, "\n  },\n  \"environment\": {") &&
           pair(&json, "icu", zg_icu_version()) && zg_buffer_text(&json, ", ") &&
           pair(&json, "unicode", zg_unicode_version()) && zg_buffer_text(&json, "}\n}\n");
    zg_status status =
        good ? write_file(r, "report.meta.json", &json, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

static zg_status check_options(const zg_report_options *options, zg_error *error)
{
    if (options->max_n < 1 || options->max_n > ZG_MAX_N) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "%u is not a number from 1 to %d",
                            options->max_n, ZG_MAX_N);
    }
    return ZG_OK;
}

/* What is wrong with the groups asked for is told also where there is nothing to compare. */
static zg_status check_groups(const zg_report_context *r, zg_error *error)
{
    zg_groups groups = {0};
    if (r->options->by == NULL) return ZG_OK;
    zg_status status = zg_groups_make(r->corpus, r->documents, r->options->by, &groups, error);
    zg_groups_free(&groups);
    return status == ZG_ERROR_EMPTY ? ZG_OK : status;
}

static void begin(zg_report_context *r, const zg_report_options *options)
{
    r->page.lang = options->lang;
    r->per = zg_selected_tokens(r->corpus, r->documents) < SMALL_CORPUS ? 10000 : 1000000;
    zg_shown_whole(r->per_shown, (int64_t)r->per);
    r->min_length = options->min_length;
    if (r->min_length == 0) r->min_length = zg_corpus_unit(r->corpus) == ZG_UNIT_CHAR ? 4 : 2;
    find_fields(r);
}

static void end(zg_report_context *r)
{
    zg_phrase_set_free(r->phrases);
    zg_report_subjects_free(r->items, r->n_items);
    zg_buffer_free(&r->items_note);
    zg_memory_free(r->chief);
    zg_memory_free(r->order);
    zg_memory_free(r->sizes);
    zg_memory_free(r->first_token);
    zg_page_free(&r->page);
    zg_buffer_free(&r->tables);
    zg_buffer_free(&r->families);
    zg_buffer_free(&r->families_said);
    zg_buffer_free(&r->path);
    zg_buffer_free(&r->phrase);
}

zg_status zg_report(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                    const char *folder, const zg_report_options *options, zg_error *error)
{
    zg_report_options defaults;
    zg_report_options_init(&defaults);
    if (options == NULL) options = &defaults;
    zg_report_context r = {
        .run = run, .corpus = corpus, .documents = documents, .folder = folder, .options = options};
    zg_status status = check_options(options, error);
    begin(&r, options);
    if (status == ZG_OK) status = check_groups(&r, error);
    if (status == ZG_OK) status = order_documents(&r, error);
    if (status == ZG_OK) status = measure_sizes(&r, error);
    if (status == ZG_OK) status = find_phrases(&r, error);
    if (status == ZG_OK) status = zg_report_find_items(&r, error);
    if (status == ZG_OK) status = zg_bytes_folder(folder, error);
    if (status == ZG_OK) status = make_page(&r, error);
    if (status == ZG_OK) status = write_file(&r, "report.html", &r.page.html, error);
    if (status == ZG_OK) status = write_sidecar(&r, error);
    end(&r);
    return status;
}
