/* report: what the corpus is: figures at a glance, documents, cleaning, joined lines. */
#include <string.h>

#include <zigram/corpus.h>

#include "report_parts.h"
#include "report_tables.h"

#define BARS_MAX  80 /* documents with a bar of their own */
#define OPEN_ROWS 12 /* documents that are listed in the open */

/* ---- documents ---- */

static const zg_field length_fields[] = {
    {"document", ZG_UTF8, "name of the document"},
    {"title", ZG_UTF8, "its title, or its name where it has none"},
    {"date", ZG_UTF8, "its date as received"},
    {"tokens", ZG_INT64, "tokens in it"},
};

static zg_status documents_frame(const zg_report_context *r, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(length_fields, 4, &frame, error);
    if (status != ZG_OK) return status;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        zg_document document = zg_corpus_document(r->corpus, r->order[i]);
        size_t length, date_length = 0;
        const char *label = zg_report_label(r, r->order[i], &length), *date = "";
        if (r->date_field != SIZE_MAX) {
            date = zg_corpus_field_value(r->corpus, r->date_field, r->order[i], &date_length);
        }
        bool good = zg_frame_text(frame, 0, document.name, strlen(document.name)) &&
                    zg_frame_text(frame, 1, label, length) &&
                    (date_length > 0 ? zg_frame_text(frame, 2, date, date_length)
                                     : zg_frame_null(frame, 2)) &&
                    zg_frame_int64(frame, 3, (int64_t)document.tokens);
        if (!good) {
            zg_frame_free(frame);
            return zg_error_memory(error);
        }
        zg_frame_row(frame);
    }
    *out = frame;
    return ZG_OK;
}

static const zg_field bin_fields[] = {
    {"tokens_from", ZG_UTF8, "documents of so many tokens and up, below the next row's"},
    {"documents", ZG_INT64, "how many there are"},
};

/* Lengths of many documents as a histogram: bins of doubling width. */
static zg_status lengths_frame(const zg_report_context *r, zg_frame **out, zg_error *error)
{
    uint64_t counts[65] = {0};
    int last = 0;
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(bin_fields, 2, &frame, error);
    if (status != ZG_OK) return status;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        uint64_t tokens = zg_corpus_document(r->corpus, r->order[i]).tokens;
        int bin = 0;
        while (tokens >> bin > 0) bin++;
        counts[bin]++;
        if (bin > last) last = bin;
    }
    for (int bin = 0; bin <= last; bin++) {
        char shown[ZG_SHOWN_MAX];
        zg_shown_whole(shown, bin == 0 ? 0 : (int64_t)1 << (bin - 1));
        if (!zg_frame_text(frame, 0, shown, strlen(shown)) ||
            !zg_frame_int64(frame, 1, (int64_t)counts[bin])) {
            zg_frame_free(frame);
            return zg_error_memory(error);
        }
        zg_frame_row(frame);
    }
    *out = frame;
    return ZG_OK;
}

static zg_status show_lengths(zg_report_context *r, zg_error *error)
{
    zg_frame *frame = NULL;
    if (r->n_documents <= BARS_MAX) {
        zg_status status = documents_frame(r, &frame, error);
        if (status != ZG_OK) return status;
        zg_page_figure(&r->page, ZG_WORD_FIGURE_LENGTHS, 0, NULL);
        zg_report_bars(r, frame, 1, 3, zg_frame_rows(frame));
        return zg_report_figure_end(r, "lengths.tsv", frame, error);
    }
    zg_status status = lengths_frame(r, &frame, error);
    if (status != ZG_OK) return status;
    zg_page_figure(&r->page, ZG_WORD_FIGURE_LENGTH_BINS, 0, NULL);
    zg_report_bars(r, frame, 0, 1, zg_frame_rows(frame));
    return zg_report_figure_end(r, "lengths.tsv", frame, error);
}

/* ---- tables ---- */

/* Collects a table that was made with `status`, shows it and writes it. */
static zg_status show(zg_report_context *r, zg_status status, zg_table *table, const char *name,
                      zg_word_id caption, zg_error *error)
{
    zg_frame *frame = NULL;
    if (status == ZG_OK) status = zg_report_collect(table, &frame, error);
    if (status == ZG_OK) status = zg_report_table(r, name, caption, SIZE_MAX, frame, error);
    return status;
}

static void show_notes(zg_report_context *r)
{
    const char *note;
    for (size_t i = 0; (note = zg_corpus_note(r->corpus, i)) != NULL; i++) {
        zg_page_raw(&r->page, "<p class=\"note\" lang=\"en\">");
        zg_page_text(&r->page, note, strlen(note));
        zg_page_raw(&r->page, "</p>\n");
    }
}

static zg_status show_cleaning(zg_report_context *r, zg_error *error)
{
    zg_table *table = NULL;
    zg_frame *frame = NULL;
    zg_status status = zg_report_audit(r->run, r->corpus, &table, error);
    if (status == ZG_OK) status = zg_report_collect(table, &frame, error);
    if (status != ZG_OK) return status;
    if (zg_frame_rows(frame) == 0) {
        zg_page_paragraph(&r->page, ZG_WORD_CLEANING_NONE, 0, NULL);
        return zg_report_write(r, "cleaning.tsv", frame, error);
    }
    zg_page_paragraph(&r->page, ZG_WORD_CLEANING_TEXT, 0, NULL);
    return zg_report_table(r, "cleaning.tsv", ZG_WORD_TABLE_CLEANING, SIZE_MAX, frame, error);
}

zg_status zg_report_corpus(zg_report_context *r, zg_error *error)
{
    zg_table *table = NULL;
    zg_page_section(&r->page, "corpus", ZG_WORD_CORPUS);
    zg_status status = show_lengths(r, error);
    if (status == ZG_OK) {
        bool folds = r->n_documents > OPEN_ROWS;
        const char *summary = zg_words(r->page.lang, ZG_WORD_ALL_DOCUMENTS);
        status = zg_corpus_describe(r->run, r->corpus, r->documents, &table, error);
        if (folds) zg_page_fold(&r->page, summary, strlen(summary));
        status = show(r, status, table, "documents.tsv", ZG_WORD_TABLE_DOCUMENTS, error);
        if (folds) zg_page_fold_end(&r->page);
    }
    if (status == ZG_OK) {
        status = zg_report_overview(r->run, r->corpus, r->documents, &table, error);
        status = show(r, status, table, "overview.tsv", ZG_WORD_TABLE_OVERVIEW, error);
    }
    if (status == ZG_OK) {
        show_notes(r);
        zg_page_heading(&r->page, ZG_WORD_CLEANING);
        status = show_cleaning(r, error);
    }
    if (status == ZG_OK && zg_corpus_options(r->corpus)->clean == ZG_CLEAN_PDF) {
        status =
            zg_report_joined(r->run, r->corpus, r->documents, r->options->max_n, &table, error);
        status = show(r, status, table, "joined.tsv", ZG_WORD_TABLE_JOINED, error);
        if (status == ZG_OK && r->n_chief > 0) status = zg_report_joined_phrases(r, error);
    }
    zg_page_section_end(&r->page);
    return status;
}
