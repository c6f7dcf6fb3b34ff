/* report: how much of each text lies inside recurring phrases, and the text itself, shaded where
 * it does. */
#include <string.h>

#include "report_parts.h"

#define HEAT_TOKENS 20000 /* of text that is shown on the page */
#define HEAT_STEPS  5
#define OPEN_TOKENS 3000 /* of the one text that is shown without a click */

/* By token of the selection: the freq of the most frequent phrase of the list that covers it. */
static zg_status make_cover(zg_report_context *r, uint32_t **out, zg_error *error)
{
    uint32_t *cover = zg_memory_zeroed(zg_selected_tokens(r->corpus, r->documents), sizeof *cover);
    *out = cover;
    if (cover == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < r->n_chief; i++) {
        const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[i]);
        uint32_t freq = phrase->freq > UINT32_MAX ? UINT32_MAX : (uint32_t)phrase->freq;
        zg_occurrence *places = NULL;
        zg_status status = zg_phrase_set_occurrences(r->phrases, r->chief[i], &places, error);
        if (status != ZG_OK) return status;
        for (uint64_t k = 0; k < phrase->freq; k++) {
            uint64_t at = r->first_token[places[k].document] + places[k].token;
            for (uint64_t t = at; t < at + phrase->n; t++) {
                if (cover[t] < freq) cover[t] = freq;
            }
        }
        zg_memory_free(places);
        status = zg_run_check(r->run, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

/* ---- shares ---- */

static const zg_field share_fields[] = {
    {"title", ZG_UTF8, "title of the text, or its name"},
    {"share", ZG_DOUBLE, "percent of its tokens that lie inside phrases of the list"},
    {"tokens_inside", ZG_INT64, "how many that is"},
    {"tokens", ZG_INT64, "tokens of the text"},
    {"document", ZG_UTF8, "name of the text"},
};

static zg_status share_frame(zg_report_context *r, const uint32_t *cover, zg_frame **out,
                             zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(share_fields, 5, &frame, error);
    for (uint64_t i = 0; i < r->n_documents && status == ZG_OK; i++) {
        uint64_t at = zg_report_selected(r, r->order[i]), inside = 0;
        for (uint64_t t = r->first_token[at]; t < r->first_token[at + 1]; t++)
            inside += cover[t] > 0;
        uint64_t tokens = r->first_token[at + 1] - r->first_token[at];
        size_t length;
        const char *label = zg_report_label(r, r->order[i], &length);
        const char *name = zg_corpus_document_name(r->corpus, r->order[i]);
        bool good = zg_frame_text(frame, 0, label, length) &&
                    (tokens > 0 ? zg_frame_real(frame, 1, 100 * (double)inside / (double)tokens)
                                : zg_frame_null(frame, 1)) &&
                    zg_frame_int64(frame, 2, (int64_t)inside) &&
                    zg_frame_int64(frame, 3, (int64_t)tokens) &&
                    zg_frame_text(frame, 4, name, strlen(name));
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    return zg_report_give(frame, status, out);
}

#define SHARES_MAX 80

/* How formulaic the texts are together, and which are most and least so. */
static void find_shares(zg_report_context *r, const zg_frame *frame)
{
    int64_t inside = 0, tokens = 0;
    size_t most = SIZE_MAX, least = SIZE_MAX, length;
    char all[ZG_SHOWN_MAX], high[ZG_SHOWN_MAX], low[ZG_SHOWN_MAX];
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        if (!zg_frame_has(frame, row, 1)) continue;
        double share = zg_frame_get_real(frame, row, 1);
        inside += zg_frame_get_int64(frame, row, 2);
        tokens += zg_frame_get_int64(frame, row, 3);
        if (most == SIZE_MAX || share > zg_frame_get_real(frame, most, 1)) most = row;
        if (least == SIZE_MAX || share < zg_frame_get_real(frame, least, 1)) least = row;
    }
    if (most == SIZE_MAX) return;
    zg_shown_real(all, 100 * (double)inside / (double)tokens);
    zg_shown_real(high, zg_frame_get_real(frame, most, 1));
    zg_shown_real(low, zg_frame_get_real(frame, least, 1));
    const char *text = zg_frame_get_text(frame, most, 0, &length);
    char *first = zg_memory_text(text, length);
    text = zg_frame_get_text(frame, least, 0, &length);
    char *last = zg_memory_text(text, length);
    if (first == NULL || last == NULL) r->page.failed = true;
    zg_page_finding(&r->page);
    zg_page_say(&r->page, most == least ? ZG_WORD_FOUND_SHARES_ONE : ZG_WORD_FOUND_SHARES, 5,
                (const char *const[]){all, first ? first : "", high, last ? last : "", low});
    zg_report_finding_end(r, "formulas");
    zg_memory_free(first);
    zg_memory_free(last);
}

static zg_status show_shares(zg_report_context *r, const uint32_t *cover, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = share_frame(r, cover, &frame, error);
    if (status != ZG_OK) return status;
    size_t rows = zg_frame_rows(frame);
    char shown[ZG_SHOWN_MAX];
    find_shares(r, frame);
    if (rows > SHARES_MAX) {
        /* The most formulaic and nothing else: the table has all. */
        const zg_key keys[] = {{1, true}, {4, false}};
        status = zg_frame_sort(r->run, frame, keys, 2, error);
        if (status != ZG_OK) {
            zg_frame_free(frame);
            return status;
        }
        rows = SHARES_MAX;
    }
    zg_page_figure(&r->page,
                   zg_frame_rows(frame) > SHARES_MAX ? ZG_WORD_FIGURE_SHARES_MANY
                                                     : ZG_WORD_FIGURE_SHARES,
                   1, (const char *const[]){zg_shown_whole(shown, (int64_t)rows)});
    zg_report_bars(r, frame, 0, 1, rows);
    return zg_report_figure_end(r, "formulaicity.tsv", frame, error);
}

/* ---- the text as a heat map ---- */

/* Steps of shade by freq, each of twice the frequency: 0 none, then 2, 4, 8, 16, 32 and up. */
static int step_of(uint32_t freq)
{
    int step = 0;
    while (freq > 1 && step < HEAT_STEPS) {
        freq /= 2;
        step++;
    }
    return step;
}

static void mark_begin(zg_page *page, int step)
{
    static const char *const classes[] = {"", "h1", "h2", "h3", "h4", "h5"};
    zg_page_raw(page, "<mark class=\"");
    zg_page_raw(page, classes[step]);
    zg_page_raw(page, "\">");
}

/* A paragraph: runs of tokens of one shade; what stands between two of them has it too. */
static void show_paragraph(zg_report_context *r, uint64_t document, uint64_t paragraph,
                           const zg_token_span *spans, const uint32_t *freq, uint64_t n)
{
    size_t length;
    zg_kind kind;
    uint64_t at = 0;
    const char *text = zg_corpus_paragraph(r->corpus, document, paragraph, &length, &kind);
    zg_page_raw(&r->page, "<p dir=\"auto\">");
    for (uint64_t i = 0; i < n;) {
        int step = step_of(freq[i]);
        uint64_t last = i;
        while (last + 1 < n && step_of(freq[last + 1]) == step) last++;
        if (step > 0) {
            zg_page_text(&r->page, text + at, spans[i].start - at);
            mark_begin(&r->page, step);
            zg_page_text(&r->page, text + spans[i].start, spans[last].end - spans[i].start);
            zg_page_raw(&r->page, "</mark>");
            at = spans[last].end;
        }
        i = last + 1;
    }
    zg_page_text(&r->page, text + at, length - at);
    zg_page_raw(&r->page, "</p>\n");
}

/* Paragraphs of one text until `room` tokens are used up; whole paragraphs. */
static zg_status show_heat(zg_report_context *r, zg_locator *locator, const uint32_t *cover,
                           uint64_t document, uint64_t *room, bool *cut, bool *opened,
                           zg_error *error)
{
    const zg_token_span *spans;
    uint64_t n, i = 0;
    size_t length;
    zg_status status = zg_locator_document(locator, document, &spans, &n, error);
    if (status != ZG_OK) return status;
    const uint32_t *freq = cover + r->first_token[zg_report_selected(r, document)];
    const char *label = zg_report_label(r, document, &length);
    uint64_t paragraphs = zg_corpus_document(r->corpus, document).paragraphs;
    bool opens = n <= OPEN_TOKENS && !*opened;
    *opened |= opens;
    zg_page_raw(&r->page,
                opens ? "<details open><summary dir=\"auto\">" : "<details><summary dir=\"auto\">");
    zg_page_text(&r->page, label, length);
    zg_page_raw(&r->page, "</summary>\n<div class=\"heat\">\n");
    for (uint64_t p = 0; p < paragraphs; p++) {
        uint64_t last = i;
        while (last < n && spans[last].paragraph == p) last++;
        if (last - i > *room) {
            *cut = true;
            break;
        }
        show_paragraph(r, document, p, spans + i, freq + i, last - i);
        *room -= last - i;
        i = last;
    }
    zg_page_raw(&r->page, "</div>\n</details>\n");
    return ZG_OK;
}

zg_status zg_report_text(zg_report_context *r, zg_error *error)
{
    uint32_t *cover = NULL;
    zg_locator *locator = NULL;
    uint64_t room = HEAT_TOKENS, shown = 0;
    bool cut = false, opened = false;
    zg_page_section(&r->page, "formulas", ZG_WORD_FORMULAS);
    zg_status status = make_cover(r, &cover, error);
    if (status == ZG_OK) status = show_shares(r, cover, error);
    if (status == ZG_OK) status = zg_locator_new(r->run, r->corpus, &locator, error);
    if (status == ZG_OK) {
        zg_page_raw(&r->page, "<div class=\"heats\">\n");
        zg_page_heading(&r->page, ZG_WORD_HEAT);
        zg_page_paragraph(&r->page, ZG_WORD_HEAT_TEXT, 0, NULL);
    }
    while (status == ZG_OK && shown < r->n_documents && !cut) {
        status = show_heat(r, locator, cover, r->order[shown++], &room, &cut, &opened, error);
    }
    if (status == ZG_OK && (cut || shown < r->n_documents)) {
        char limit[ZG_SHOWN_MAX];
        zg_page_paragraph(&r->page, ZG_WORD_HEAT_CUT, 1,
                          (const char *const[]){zg_shown_whole(limit, HEAT_TOKENS)});
    }
    if (locator != NULL) zg_page_raw(&r->page, "</div>\n");
    zg_locator_free(locator);
    zg_memory_free(cover);
    zg_page_section_end(&r->page);
    return status;
}
