/* report: the main job. Every table goes to a TSV of its own; the page shows the tops of them. */
#include <zigram/report.h>

#include <stdio.h>
#include <string.h>

#include <zigram/ngrams.h>

#include "bytes.h"
#include "corpus.h"
#include "report_page.h"
#include "report_tables.h"
#include "rows.h"

#define DOCUMENTS_SHOWN 100 /* lists by document on the page; the TSV has all */
#define SMALL_CORPUS    100000

typedef struct report {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *documents;
    const char *folder;
    const zg_report_options *options;
    uint64_t per;
    zg_buffer page;
    zg_buffer tables; /* members of "tables" in the sidecar */
    zg_buffer path;
} report;

void zg_report_options_init(zg_report_options *options)
{
    *options = (zg_report_options){.size = sizeof *options, .max_n = 6, .top = 30, .min_freq = 2};
}

/* Borrowed until the next call; NULL without memory. */
static const char *path_of(report *r, const char *name)
{
    r->path.length = 0;
    bool good = zg_buffer_text(&r->path, r->folder) && zg_buffer_byte(&r->path, '/') &&
                zg_buffer_text(&r->path, name) && zg_buffer_byte(&r->path, '\0');
    return good ? r->path.data : NULL;
}

/* ---- tables as files ---- */

static bool describe_columns(report *r, const char *name, const zg_table *table)
{
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    bool good = zg_buffer_text(&r->tables, r->tables.length > 0 ? ",\n    " : "\n    ") &&
                zg_rows_json(&r->tables, name, strlen(name)) && zg_buffer_text(&r->tables, ": {");
    for (size_t i = 0; i < n && good; i++) {
        const char *formula = fields[i].formula ? fields[i].formula : "";
        good = (i == 0 || zg_buffer_text(&r->tables, ", ")) &&
               zg_rows_json(&r->tables, fields[i].name, strlen(fields[i].name)) &&
               zg_buffer_text(&r->tables, ": ") &&
               zg_rows_json(&r->tables, formula, strlen(formula));
    }
    return good && zg_buffer_byte(&r->tables, '}');
}

/* Writes a table and frees it. */
static zg_status write_table(report *r, const char *name, zg_table *table, zg_error *error)
{
    zg_write_options options;
    zg_write_options_init(&options);
    options.meta = "";
    zg_status status = describe_columns(r, name, table) ? ZG_OK : zg_error_memory(error);
    const char *path = path_of(r, name);
    if (path == NULL) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_table_write(table, path, &options, NULL, error);
    zg_table_free(table);
    return status;
}

static zg_status make_ngrams(report *r, uint32_t min_n, uint32_t max_n, uint64_t per, uint64_t top,
                             zg_table **table, zg_error *error)
{
    zg_ngrams_options options;
    zg_ngrams_options_init(&options);
    options.min_n = min_n;
    options.max_n = max_n;
    options.min_freq = r->options->min_freq;
    options.per = per;
    options.top = top;
    return zg_ngrams(r->run, r->corpus, r->documents, &options, table, error);
}

static zg_status write_tables(report *r, zg_error *error)
{
    zg_table *table;
    zg_status status = zg_report_overview(r->run, r->corpus, r->documents, &table, error);
    if (status == ZG_OK) status = write_table(r, "overview.tsv", table, error);
    if (status == ZG_OK) {
        status = zg_corpus_describe(r->run, r->corpus, r->documents, &table, error);
    }
    if (status == ZG_OK) status = write_table(r, "documents.tsv", table, error);
    if (status == ZG_OK) status = zg_report_audit(r->run, r->corpus, &table, error);
    if (status == ZG_OK) status = write_table(r, "cleaning.tsv", table, error);
    if (status == ZG_OK) {
        status =
            zg_report_joined(r->run, r->corpus, r->documents, r->options->max_n, &table, error);
    }
    if (status == ZG_OK) status = write_table(r, "joined.tsv", table, error);
    if (status == ZG_OK) {
        status = make_ngrams(r, 1, r->options->max_n, 1000000, 0, &table, error);
    }
    if (status == ZG_OK) status = write_table(r, "ngrams.tsv", table, error);
    if (status == ZG_OK) {
        status = zg_report_by_document(r->run, r->corpus, r->documents, r->options->max_n,
                                       r->options->top, &table, error);
    }
    if (status == ZG_OK) status = write_table(r, "ngrams_by_document.tsv", table, error);
    return status;
}

/* ---- the page ---- */

/* Shows a table and frees it. */
static zg_status show_table(report *r, zg_table *table, const char *caption, zg_error *error)
{
    zg_status status = zg_page_table(&r->page, table, caption, error);
    zg_table_free(table);
    return status;
}

static zg_status show_corpus(report *r, zg_error *error)
{
    zg_table *table;
    const char *note;
    if (!zg_page_heading(&r->page, 2, "corpus", "Corpus")) return zg_error_memory(error);
    zg_status status = zg_report_overview(r->run, r->corpus, r->documents, &table, error);
    if (status == ZG_OK) status = show_table(r, table, "Overview", error);
    for (size_t i = 0; status == ZG_OK && (note = zg_corpus_note(r->corpus, i)) != NULL; i++) {
        if (!zg_page_paragraph(&r->page, note)) status = zg_error_memory(error);
    }
    if (status == ZG_OK) {
        status = zg_corpus_describe(r->run, r->corpus, r->documents, &table, error);
    }
    if (status == ZG_OK) status = show_table(r, table, "Documents", error);
    if (status == ZG_OK) status = zg_report_audit(r->run, r->corpus, &table, error);
    if (status == ZG_OK) status = show_table(r, table, "What cleaning changed", error);
    if (status == ZG_OK && zg_corpus_options(r->corpus)->clean == ZG_CLEAN_PDF) {
        status =
            zg_report_joined(r->run, r->corpus, r->documents, r->options->max_n, &table, error);
        if (status == ZG_OK) {
            status =
                show_table(r, table, "N-grams that exist only because lines were joined", error);
        }
    }
    return status;
}

static zg_status show_orders(report *r, zg_error *error)
{
    char text[256];
    snprintf(text, sizeof text,
             "The %llu most frequent of each order; rates per %llu tokens. N-grams "
             "do not cross punctuation. All with frequency %llu and up: ngrams.tsv.",
             (unsigned long long)r->options->top, (unsigned long long)r->per,
             (unsigned long long)r->options->min_freq);
    if (!zg_page_heading(&r->page, 2, "ngrams", "N-grams") || !zg_page_paragraph(&r->page, text) ||
        !zg_buffer_text(&r->page, "<div class=\"tables\">\n")) {
        return zg_error_memory(error);
    }
    for (uint32_t n = 1; n <= r->options->max_n; n++) {
        zg_table *table;
        snprintf(text, sizeof text, "n = %u", n);
        zg_status status = make_ngrams(r, n, n, r->per, r->options->top, &table, error);
        if (status == ZG_OK) status = show_table(r, table, text, error);
        if (status != ZG_OK) return status;
    }
    return zg_buffer_text(&r->page, "</div>\n") ? ZG_OK : zg_error_memory(error);
}

static zg_status show_document(report *r, uint64_t document, zg_error *error)
{
    zg_selection *selection = NULL;
    const char *name = zg_corpus_document_name(r->corpus, document);
    zg_status status = zg_selection_one(r->corpus, document, &selection, error);
    if (status == ZG_OK && (!zg_page_heading(&r->page, 3, NULL, name) ||
                            !zg_buffer_text(&r->page, "<div class=\"tables\">\n"))) {
        status = zg_error_memory(error);
    }
    for (uint32_t n = 2; n <= 4 && n <= r->options->max_n && status == ZG_OK; n++) {
        zg_ngrams_options options;
        zg_table *table;
        char text[16];
        snprintf(text, sizeof text, "n = %u", n);
        zg_ngrams_options_init(&options);
        options.min_n = options.max_n = n;
        options.min_freq = 2;
        options.top = 10;
        options.per = 10000;
        status = zg_ngrams(r->run, r->corpus, selection, &options, &table, error);
        if (status == ZG_OK) status = show_table(r, table, text, error);
    }
    zg_selection_free(selection);
    if (status == ZG_OK && !zg_buffer_text(&r->page, "</div>\n")) status = zg_error_memory(error);
    return status;
}

static zg_status show_documents(report *r, zg_error *error)
{
    char text[256];
    uint64_t n = zg_selected_count(r->corpus, r->documents);
    uint64_t shown = n < DOCUMENTS_SHOWN ? n : DOCUMENTS_SHOWN;
    snprintf(text, sizeof text,
             "The ten most frequent n-grams of two, three and four tokens in %llu "
             "of %llu documents; longer lists of all: ngrams_by_document.tsv.",
             (unsigned long long)shown, (unsigned long long)n);
    if (!zg_page_heading(&r->page, 2, "documents", "N-grams by document") ||
        !zg_page_paragraph(&r->page, text)) {
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < shown; i++) {
        zg_status status = show_document(r, zg_selected(r->corpus, r->documents, i), error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

static const char method[] =
    "A token is a character of a dense script (Han, kana, Thai ...) or a word of any other; "
    "punctuation is no token. freq counts every occurrence, overlapping ones included; docs counts "
    "documents that have one or more; rates have the tokens of the texts as their base, for every "
    "order. report.meta.json has every setting.";

static zg_status make_page(report *r, zg_error *error)
{
    const char *title = r->options->title ? r->options->title : "Frequency report";
    bool good = zg_page_begin(&r->page, title) &&
                zg_buffer_text(&r->page, "<nav><a href=\"#corpus\">Corpus</a><a href=\"#ngrams\">"
                                         "N-grams</a><a href=\"#documents\">By document</a>"
                                         "<a href=\"#methods\">Methods</a></nav>\n");
    zg_status status = good ? show_corpus(r, error) : zg_error_memory(error);
    if (status == ZG_OK) status = show_orders(r, error);
    if (status == ZG_OK) status = show_documents(r, error);
    if (status == ZG_OK && (!zg_page_heading(&r->page, 2, "methods", "Methods") ||
                            !zg_page_paragraph(&r->page, method) || !zg_page_end(&r->page))) {
        status = zg_error_memory(error);
    }
    return status;
}

/* ---- files ---- */

static zg_status write_file(report *r, const char *name, const zg_buffer *content, zg_error *error)
{
    zg_sink *sink;
    const char *path = path_of(r, name);
    if (path == NULL) return zg_error_memory(error);
    zg_status status = zg_sink_open(r->run, path, &sink, error);
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

static zg_status write_sidecar(report *r, zg_error *error)
{
    const zg_report_options *options = r->options;
    zg_buffer json = {0};
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
           zg_buffer_text(&json, ",\n  \"tables\": {") &&
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

zg_status zg_report(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                    const char *folder, const zg_report_options *options, zg_error *error)
{
    zg_report_options defaults;
    zg_report_options_init(&defaults);
    if (options == NULL) options = &defaults;
    report r = {.run = run,
                .corpus = corpus,
                .documents = documents,
                .folder = folder,
                .options = options,
                .per = zg_selected_tokens(corpus, documents) < SMALL_CORPUS ? 10000 : 1000000};
    zg_status status = check_options(options, error);
    if (status == ZG_OK) status = zg_bytes_folder(folder, error);
    if (status == ZG_OK) status = write_tables(&r, error);
    if (status == ZG_OK) status = make_page(&r, error);
    if (status == ZG_OK) status = write_file(&r, "report.html", &r.page, error);
    if (status == ZG_OK) status = write_sidecar(&r, error);
    zg_buffer_free(&r.page);
    zg_buffer_free(&r.tables);
    zg_buffer_free(&r.path);
    return status;
}
