/* report: the phrases: a list at a glance, slogans by texts as tiles, where each stands, what
 * longer phrases hold it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/measures.h>
#include <zigram/phrases.h>

#include "report_parts.h"

#define TILE_ROWS   25
#define COLUMNS_MAX 60 /* texts with a column of their own */
#define BINS        30 /* columns where there are more */
#define LABEL_WIDTH 250.0
#define GLANCE      10

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
    if (status != ZG_OK)
        zg_frame_free(frame);
    else
        *out = frame;
    return status;
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

/* ---- tiles: slogans by texts ---- */

/* The columns of the tiles: texts, or runs of texts where there are too many. */
typedef struct tiles {
    size_t columns;
    uint32_t *column; /* by index in the selection */
    uint64_t *tokens; /* by column */
    uint64_t *first;  /* by column: its first document, index in r->order */
    uint64_t *freqs;  /* row after row */
    size_t rows;
} tiles;

static void tiles_free(tiles *t)
{
    zg_memory_free(t->column);
    zg_memory_free(t->tokens);
    zg_memory_free(t->first);
    zg_memory_free(t->freqs);
}

static zg_status tiles_make(zg_report_context *r, tiles *t, zg_error *error)
{
    t->rows = r->n_chief < TILE_ROWS ? r->n_chief : TILE_ROWS;
    t->columns = r->n_documents <= COLUMNS_MAX ? (size_t)r->n_documents : BINS;
    t->column = zg_memory_zeroed(r->n_documents, sizeof *t->column);
    t->tokens = zg_memory_zeroed(t->columns, sizeof *t->tokens);
    t->first = zg_memory_zeroed(t->columns, sizeof *t->first);
    t->freqs = zg_memory_zeroed(t->rows * t->columns, sizeof *t->freqs);
    if (t->column == NULL || t->tokens == NULL || t->first == NULL || t->freqs == NULL) {
        return zg_error_memory(error);
    }
    for (uint64_t i = r->n_documents; i > 0; i--) {
        size_t column = (size_t)((i - 1) * t->columns / r->n_documents);
        t->column[zg_report_selected(r, r->order[i - 1])] = (uint32_t)column;
        t->tokens[column] += zg_corpus_document(r->corpus, r->order[i - 1]).tokens;
        t->first[column] = i - 1;
    }
    for (size_t row = 0; row < t->rows; row++) {
        const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[row]);
        zg_occurrence *places = NULL;
        zg_status status = zg_phrase_set_occurrences(r->phrases, r->chief[row], &places, error);
        if (status != ZG_OK) return status;
        for (uint64_t i = 0; i < phrase->freq; i++) {
            t->freqs[row * t->columns + t->column[places[i].document]]++;
        }
        zg_memory_free(places);
    }
    return ZG_OK;
}

static double rate_at(const zg_report_context *r, const tiles *t, size_t row, size_t column)
{
    if (t->tokens[column] == 0) return 0;
    return (double)r->per * (double)t->freqs[row * t->columns + column] / (double)t->tokens[column];
}

/* Height of the slanted labels over the columns. */
static double head_height(const zg_report_context *r, const tiles *t)
{
    double most = 0;
    for (size_t c = 0; c < t->columns; c++) {
        size_t length;
        const char *text = zg_report_short_label(r, r->order[t->first[c]], &length);
        size_t fits = zg_svg_fit(text, length, ZG_SVG_SMALL, 220);
        double width = zg_svg_width(text, fits, ZG_SVG_SMALL);
        if (width > most) most = width;
    }
    return most * 0.72 + 14;
}

typedef struct tile_plan {
    double top, x, tile, width; /* of a tile; of the picture */
    bool numbers;
} tile_plan;

static void draw_row(zg_report_context *r, const tiles *t, const tile_plan *p, size_t row, double y,
                     double height, double max)
{
    size_t length;
    char number[ZG_SHOWN_MAX];
    const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[row]);
    const char *text = zg_report_phrase(r, r->chief[row], &length);
    zg_svg_lines(&r->page, LABEL_WIDTH, y + 14, "e", text, length, LABEL_WIDTH);
    for (size_t c = 0; c < t->columns; c++) {
        uint64_t freq = t->freqs[row * t->columns + c];
        double x = p->x + p->tile * (double)c, strength = rate_at(r, t, row, c) / max;
        zg_svg_rect(&r->page, x, y, p->tile - 1, height - 2, freq > 0 ? "a" : "b",
                    freq > 0 ? 0.12 + 0.83 * sqrt(strength) : 1, NULL);
        if (freq == 0 || !p->numbers) continue;
        zg_svg_whole(&r->page, x + p->tile / 2 - 0.5, y + height / 2 + 3,
                     0.12 + 0.83 * sqrt(strength) > 0.55 ? "s m i" : "s m", (int64_t)freq);
    }
    double right = p->x + p->tile * (double)t->columns + 8;
    zg_svg_whole(&r->page, right + 30, y + 14, "e", (int64_t)phrase->freq);
    zg_svg_whole(&r->page, right + 70, y + 14, "e", (int64_t)phrase->docs);
    zg_shown_real(number, zg_report_docs_expected(r, phrase->freq));
    zg_svg_text(&r->page, right + 128, y + 14, "s e", number, strlen(number));
}

static void draw_head(zg_report_context *r, const tiles *t, const tile_plan *p)
{
    double right = p->x + p->tile * (double)t->columns + 8;
    double last = -100;
    for (size_t c = 0; c < t->columns; c++) {
        size_t length;
        double x = p->x + p->tile * ((double)c + 0.5);
        /* A label needs some 15 pixels; where columns are narrower some go without. */
        if (x - last < 15) continue;
        last = x;
        const char *text = zg_report_short_label(r, r->order[t->first[c]], &length);
        zg_svg_slanted(&r->page, x, p->top - 6, text, zg_svg_fit(text, length, ZG_SVG_SMALL, 220));
    }
    const zg_word_id names[] = {ZG_WORD_HEAD_FREQ, ZG_WORD_HEAD_DOCS, ZG_WORD_HEAD_EXPECTED};
    const double places[] = {30, 70, 128};
    for (size_t i = 0; i < 3; i++) {
        const char *name = zg_words(r->page.lang, names[i]);
        zg_svg_text(&r->page, right + places[i], p->top - 6, "s e", name, strlen(name));
    }
}

static void draw_tiles(zg_report_context *r, const tiles *t)
{
    double max = 0, y;
    tile_plan p = {.x = LABEL_WIDTH + 10, .top = head_height(r, t)};
    double room = ZG_REPORT_WIDTH - p.x - 142, slack = 0;
    p.tile = room / (double)t->columns;
    if (p.tile > 64) p.tile = 64;
    p.numbers = p.tile >= 17;
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double rate = rate_at(r, t, i / t->columns, i % t->columns);
        if (rate > max) max = rate;
    }
    double height = p.top;
    for (size_t row = 0; row < t->rows; row++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[row], &length);
        height += 6 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, LABEL_WIDTH);
    }
    slack = p.top; /* the last label leans out to the right */
    p.width = p.x + p.tile * (double)t->columns + (slack > 142 ? slack : 142);
    zg_svg_begin(&r->page, p.width, height + 4);
    draw_head(r, t, &p);
    y = p.top;
    for (size_t row = 0; row < t->rows; row++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[row], &length);
        double row_height =
            6 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, LABEL_WIDTH);
        draw_row(r, t, &p, row, y, row_height, max > 0 ? max : 1);
        y += row_height;
    }
    zg_svg_end(&r->page);
}

static const zg_field tile_fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"document", ZG_UTF8, "text, or first of the texts of a column"},
    {"documents", ZG_INT64, "texts in the column"},
    {"freq", ZG_INT64, "occurrences there"},
    {"tokens", ZG_INT64, "tokens there"},
    {"rate", ZG_DOUBLE, "per * freq / tokens; per is told on the page"},
    {"docs", ZG_INT64, "documents of the corpus that have the phrase"},
    {"docs_expected", ZG_DOUBLE,
     "documents that it would reach by chance: sum of 1 - (1 - share of tokens)^freq"},
};

static bool tile_row(zg_report_context *r, const tiles *t, size_t row, size_t c, zg_frame *frame)
{
    size_t length;
    const zg_phrase *phrase = zg_phrase_set_at(r->phrases, r->chief[row]);
    const char *text = zg_report_phrase(r, r->chief[row], &length);
    uint64_t next = c + 1 < t->columns ? t->first[c + 1] : r->n_documents;
    const char *name = zg_corpus_document_name(r->corpus, r->order[t->first[c]]);
    bool good = zg_frame_text(frame, 0, text, length) &&
                zg_frame_text(frame, 1, name, strlen(name)) &&
                zg_frame_int64(frame, 2, (int64_t)(next - t->first[c])) &&
                zg_frame_int64(frame, 3, (int64_t)t->freqs[row * t->columns + c]) &&
                zg_frame_int64(frame, 4, (int64_t)t->tokens[c]) &&
                zg_frame_real(frame, 5, rate_at(r, t, row, c)) &&
                zg_frame_int64(frame, 6, (int64_t)phrase->docs) &&
                zg_frame_real(frame, 7, zg_report_docs_expected(r, phrase->freq));
    zg_frame_row(frame);
    return good;
}

static zg_status tiles_frame(zg_report_context *r, const tiles *t, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status =
        zg_frame_new(tile_fields, sizeof tile_fields / sizeof tile_fields[0], &frame, error);
    for (size_t i = 0; i < t->rows * t->columns && status == ZG_OK; i++) {
        if (!tile_row(r, t, i / t->columns, i % t->columns, frame)) status = zg_error_memory(error);
    }
    if (status != ZG_OK)
        zg_frame_free(frame);
    else
        *out = frame;
    return status;
}

static zg_status show_tiles(zg_report_context *r, zg_error *error)
{
    tiles t = {0};
    zg_frame *frame = NULL;
    zg_status status = tiles_make(r, &t, error);
    if (status == ZG_OK) status = tiles_frame(r, &t, &frame, error);
    if (status == ZG_OK) {
        char rows[ZG_SHOWN_MAX];
        zg_page_figure(
            &r->page,
            r->n_documents <= COLUMNS_MAX ? ZG_WORD_FIGURE_TILES : ZG_WORD_FIGURE_TILE_BINS, 2,
            (const char *const[]){zg_shown_whole(rows, (int64_t)t.rows), r->per_shown});
        draw_tiles(r, &t);
        status = zg_report_figure_end(r, "slogans_by_text.tsv", frame, error);
    }
    tiles_free(&t);
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
    zg_page_heading(&r->page, ZG_WORD_SHARED_REPEATED);
    zg_page_paragraph(&r->page, ZG_WORD_SHARED_TEXT, 1,
                      (const char *const[]){zg_shown_whole(top, (int64_t)r->options->top)});
    zg_page_raw(&r->page, "<div class=\"tables\">\n");
    if (status == ZG_OK) status = show_some(r, is_shared, ZG_WORD_TABLE_SHARED, error);
    if (status == ZG_OK) status = show_some(r, is_repeated, ZG_WORD_TABLE_REPEATED, error);
    zg_page_raw(&r->page, "</div>\n");
    if (status == ZG_OK) status = write_phrases(r, error);
    zg_page_section_end(&r->page);
    return status;
}
