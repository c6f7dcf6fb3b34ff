/* report: the phrases: a list at a glance, slogans by texts, what texts share and what one text
 * repeats. */
#include <string.h>

#include <zigram/measures.h>
#include <zigram/phrases.h>

#include "report_parts.h"

#define TILE_ROWS 25
#define GLANCE    10

/* ---- at a glance ---- */

static void figure(zg_report_context *r, zg_word_id name, int64_t value)
{
    zg_page_raw(&r->page, "<div><dt>");
    zg_page_word(&r->page, name);
    zg_page_raw(&r->page, "</dt><dd>");
    zg_page_whole(&r->page, value);
    zg_page_raw(&r->page, "</dd></div>\n");
}

static void show_period(zg_report_context *r)
{
    size_t first = 0, last = 0;
    if (r->date_field == SIZE_MAX || r->n_documents == 0) return;
    uint64_t a = 0, b = r->n_documents;
    const char *from = "", *to = "";
    while (a < b && first == 0) {
        from = zg_corpus_field_value(r->corpus, r->date_field, r->order[a++], &first);
    }
    while (b > 0 && last == 0) {
        to = zg_corpus_field_value(r->corpus, r->date_field, r->order[--b], &last);
    }
    if (first == 0 || last == 0) return;
    zg_page_raw(&r->page, "<div><dt>");
    zg_page_word(&r->page, ZG_WORD_PERIOD);
    zg_page_raw(&r->page, "</dt><dd>");
    zg_page_text(&r->page, from, first);
    if (first != last || memcmp(from, to, first) != 0) {
        zg_page_raw(&r->page, " – ");
        zg_page_text(&r->page, to, last);
    }
    zg_page_raw(&r->page, "</dd></div>\n");
}

static const zg_field chief_fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"n", ZG_INT64, "tokens in it"},
    {"freq", ZG_INT64, "occurrences"},
    {"docs", ZG_INT64, "documents that have one or more"},
};

typedef bool belongs(const zg_report_context *r, const zg_phrase *phrase);

/* The first `rows` chief phrases that belong; `wanted` NULL: any does. */
static zg_status chief_frame(zg_report_context *r, belongs *wanted, size_t rows, zg_frame **out,
                             zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(chief_fields, 4, &frame, error);
    for (size_t i = 0; i < r->n_chief && status == ZG_OK && zg_frame_rows(frame) < rows; i++) {
        const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[i]);
        if (wanted != NULL && !wanted(r, phrase)) continue;
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        if (!zg_frame_text(frame, 0, text, length) ||
            !zg_frame_int64(frame, 1, (int64_t)phrase->n) ||
            !zg_frame_int64(frame, 2, (int64_t)phrase->freq) ||
            !zg_frame_int64(frame, 3, (int64_t)phrase->docs)) {
            status = zg_error_memory(error);
        }
        zg_frame_row(frame);
    }
    return zg_report_give(frame, status, out);
}

zg_status zg_report_glance(zg_report_context *r, zg_error *error)
{
    uint64_t characters = 0;
    size_t rows = r->n_chief < GLANCE ? r->n_chief : GLANCE;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        characters += zg_corpus_document(r->corpus, r->order[i]).characters;
    }
    zg_page_section(&r->page, "glance", ZG_WORD_GLANCE);
    zg_page_raw(&r->page, "<dl class=\"figures\">\n");
    figure(r, ZG_WORD_DOCUMENTS, (int64_t)r->n_documents);
    figure(r, ZG_WORD_CHARACTERS, (int64_t)characters);
    figure(r, ZG_WORD_TOKENS, (int64_t)zg_selected_tokens(r->corpus, r->documents));
    figure(r, ZG_WORD_PHRASES, (int64_t)r->n_chief);
    show_period(r);
    zg_page_raw(&r->page, "</dl>\n");
    zg_page_findings_here(&r->page);
    if (rows == 0) {
        zg_page_paragraph(&r->page, ZG_WORD_NO_PHRASES, 0, NULL);
        zg_page_section_end(&r->page);
        return zg_page_status(&r->page, error);
    }
    zg_frame *frame = NULL;
    zg_status status = chief_frame(r, NULL, rows, &frame, error);
    if (status == ZG_OK) {
        char number[ZG_SHOWN_MAX];
        zg_page_figure(&r->page, ZG_WORD_FIGURE_GLANCE, 1,
                       (const char *const[]){zg_shown_whole(number, (int64_t)rows)});
        zg_report_bars(r, frame, 0, 2, rows);
        status = zg_report_figure_end(r, "glance.tsv", frame, error);
    }
    zg_page_section_end(&r->page);
    return status;
}

/* ---- slogans by texts ---- */

static zg_status show_tiles(zg_report_context *r, zg_error *error)
{
    static const zg_word_id captions[] = {ZG_WORD_FIGURE_TILES, ZG_WORD_FIGURE_SHADES,
                                          ZG_WORD_FIGURE_TILE_BINS};
    zg_report_subject *subjects = NULL;
    size_t n = r->n_chief < TILE_ROWS ? r->n_chief : TILE_ROWS;
    zg_status status = zg_report_subjects(r, n, &subjects, error);
    if (status != ZG_OK) return status;
    status = zg_report_tiles(r, subjects, n, n, captions, "slogans_by_text.tsv", error);
    zg_report_subjects_free(subjects, n);
    return status;
}

/* ---- lists ---- */

static bool is_shared(const zg_report_context *r, const zg_phrase *phrase)
{
    return phrase->docs > 1 && r->n_documents > 1;
}

static bool is_repeated(const zg_report_context *r, const zg_phrase *phrase)
{
    (void)r;
    return phrase->docs == 1;
}

static zg_status show_some(zg_report_context *r, belongs *wanted, zg_word_id caption,
                           zg_error *error)
{
    zg_frame *frame = NULL;
    size_t top = r->options->top > 0 ? (size_t)r->options->top : SIZE_MAX;
    zg_status status = chief_frame(r, wanted, top, &frame, error);
    if (status != ZG_OK) return status;
    if (zg_frame_rows(frame) > 0) {
        const char *text = zg_words(r->page.lang, caption);
        zg_page_raw(&r->page, "<div>");
        zg_page_table(&r->page, frame, text, strlen(text), NULL, SIZE_MAX);
        zg_page_raw(&r->page, "</div>\n");
    }
    zg_frame_free(frame);
    return ZG_OK;
}

static zg_status write_phrases(zg_report_context *r, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status =
        zg_phrase_set_table(r->run, r->corpus, r->documents, r->phrases, &table, error);
    return status == ZG_OK ? zg_report_write_table(r, "phrases.tsv", table, error) : status;
}

zg_status zg_report_slogans(zg_report_context *r, zg_error *error)
{
    zg_page_section(&r->page, "slogans", ZG_WORD_SLOGANS);
    zg_page_paragraph(&r->page, ZG_WORD_SLOGANS_TEXT, 0, NULL);
    zg_status status = show_tiles(r, error);
    char top[ZG_SHOWN_MAX];
    if (r->n_documents > 1) zg_page_heading(&r->page, ZG_WORD_SHARED_REPEATED);
    zg_page_paragraph(&r->page, ZG_WORD_SHARED_TEXT, 1,
                      (const char *const[]){zg_shown_whole(top, (int64_t)r->options->top)});
    zg_page_raw(&r->page, "<div class=\"tables wide\">\n");
    if (status == ZG_OK) status = show_some(r, is_shared, ZG_WORD_TABLE_SHARED, error);
    if (status == ZG_OK)
        status = show_some(r, is_repeated,
                           r->n_documents > 1 ? ZG_WORD_TABLE_REPEATED : ZG_WORD_TABLE_ONE, error);
    zg_page_raw(&r->page, "</div>\n");
    if (status == ZG_OK) status = write_phrases(r, error);
    zg_page_section_end(&r->page);
    return status;
}
