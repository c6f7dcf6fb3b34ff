/* report: where phrases stand: strips of the texts, and the longer phrases that hold them. */
#include <string.h>

#include "report_parts.h"

#define STRIPS      15
#define STRIP_TEXTS 12 /* texts with a strip of the same width each */
#define LABEL_WIDTH 270.0
#define NESTS       6
#define WHOLES      8

/* ---- strips ---- */

/* Where a text lies on the strip: texts of the same width with gaps, or, where there are many,
 * one after the other by their length. */
typedef struct strip {
    double *x, *width; /* by index in r->order */
    uint64_t *tokens;  /* by index in r->order */
    uint64_t *place;   /* by index in the selection: index in r->order */
    bool apart;
} strip;

static void strip_free(strip *s)
{
    zg_memory_free(s->x);
    zg_memory_free(s->width);
    zg_memory_free(s->tokens);
    zg_memory_free(s->place);
}

static zg_status strip_make(zg_report_context *r, strip *s, zg_error *error)
{
    size_t n = (size_t)r->n_documents;
    double all = 0, at = LABEL_WIDTH + 12, room = ZG_REPORT_WIDTH - at - 8;
    s->x = zg_memory_alloc(n, sizeof *s->x);
    s->width = zg_memory_alloc(n, sizeof *s->width);
    s->tokens = zg_memory_alloc(n, sizeof *s->tokens);
    s->place = zg_memory_alloc(n, sizeof *s->place);
    if (s->x == NULL || s->width == NULL || s->tokens == NULL || s->place == NULL) {
        return zg_error_memory(error);
    }
    s->apart = n <= STRIP_TEXTS;
    for (size_t i = 0; i < n; i++) {
        s->tokens[i] = zg_corpus_document(r->corpus, r->order[i]).tokens;
        all += (double)s->tokens[i];
        s->place[zg_report_selected(r, r->order[i])] = i;
    }
    for (size_t i = 0; i < n; i++) {
        double share = s->apart ? 1 / (double)n : all > 0 ? (double)s->tokens[i] / all : 0;
        s->x[i] = at;
        s->width[i] = room * share - (s->apart ? 8 : 0);
        at += room * share;
    }
    return ZG_OK;
}

static void draw_texts(zg_report_context *r, const strip *s, double y, double height)
{
    for (uint64_t i = 0; i < r->n_documents; i++) {
        if (s->apart || i % 2 == 0) {
            zg_svg_rect(&r->page, s->x[i], y, s->width[i], height, "b", 1, NULL);
        }
    }
}

static void draw_ticks(zg_report_context *r, const strip *s, const zg_occurrence *places,
                       uint64_t n, double y, double height)
{
    zg_svg_path(&r->page, "k");
    for (uint64_t i = 0; i < n; i++) {
        uint64_t text = s->place[places[i].document];
        double x =
            s->x[text] + s->width[text] * ((double)places[i].token + 0.5) / (double)s->tokens[text];
        zg_svg_move(&r->page, x, y);
        zg_svg_to(&r->page, x, y + height);
    }
    zg_svg_path_end(&r->page);
}

static void draw_strip_heads(zg_report_context *r, const strip *s, double y)
{
    double last = -100;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        size_t length;
        const char *text = zg_report_short_label(r, r->order[i], &length);
        if (s->x[i] - last < 15) continue;
        last = s->x[i];
        zg_svg_slanted(&r->page, s->x[i] + 6, y, text, zg_svg_fit(text, length, ZG_SVG_SMALL, 220));
    }
}

static double strip_head(const zg_report_context *r)
{
    double most = 0;
    for (uint64_t i = 0; i < r->n_documents; i++) {
        size_t length;
        const char *text = zg_report_short_label(r, r->order[i], &length);
        length = zg_svg_fit(text, length, ZG_SVG_SMALL, 220);
        double width = zg_svg_width(text, length, ZG_SVG_SMALL);
        if (width > most) most = width;
    }
    return most * 0.72 + 14;
}

static const zg_field place_fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"document", ZG_UTF8, "name of the text"},
    {"token", ZG_INT64, "its first token there, counted from 1"},
    {"tokens", ZG_INT64, "tokens of the text"},
};

static bool place_row(zg_report_context *r, const strip *s, const char *text, size_t length,
                      const zg_occurrence *place, zg_frame *frame)
{
    uint64_t document = zg_selected(r->corpus, r->documents, place->document);
    const char *name = zg_corpus_document_name(r->corpus, document);
    bool good = zg_frame_text(frame, 0, text, length) &&
                zg_frame_text(frame, 1, name, strlen(name)) &&
                zg_frame_int64(frame, 2, (int64_t)place->token + 1) &&
                zg_frame_int64(frame, 3, (int64_t)s->tokens[s->place[place->document]]);
    zg_frame_row(frame);
    return good;
}

/* Draws one phrase and adds its places to the table. */
static zg_status strip_row(zg_report_context *r, const strip *s, uint32_t index, double *y,
                           zg_frame *frame, zg_error *error)
{
    size_t length;
    uint64_t freq = zg_phrase_set_at(r->phrases, index)->freq;
    zg_occurrence *places = NULL;
    zg_status status = zg_phrase_set_occurrences(r->phrases, index, &places, error);
    if (status != ZG_OK) return status;
    const char *text = zg_report_phrase(r, index, &length);
    double height = ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, LABEL_WIDTH);
    zg_svg_lines(&r->page, LABEL_WIDTH, *y + 13, "e", text, length, LABEL_WIDTH);
    draw_texts(r, s, *y, height);
    draw_ticks(r, s, places, freq, *y, height);
    for (uint64_t i = 0; i < freq && status == ZG_OK; i++) {
        if (!place_row(r, s, text, length, &places[i], frame)) status = zg_error_memory(error);
    }
    zg_memory_free(places);
    *y += height + 7;
    return status;
}

static double strips_height(zg_report_context *r, size_t rows)
{
    double height = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        height += 7 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, LABEL_WIDTH);
    }
    return height;
}

zg_status zg_report_strips(zg_report_context *r, zg_error *error)
{
    strip s = {0};
    zg_frame *frame = NULL;
    size_t rows = r->n_chief < STRIPS ? r->n_chief : STRIPS;
    char shown[ZG_SHOWN_MAX];
    zg_page_section(&r->page, "strips", ZG_WORD_STRIPS);
    zg_status status = strip_make(r, &s, error);
    if (status == ZG_OK) status = zg_frame_new(place_fields, 4, &frame, error);
    if (status == ZG_OK) {
        double head = strip_head(r), y = head;
        zg_page_figure(&r->page, s.apart ? ZG_WORD_FIGURE_STRIPS : ZG_WORD_FIGURE_STRIPS_MANY, 1,
                       (const char *const[]){zg_shown_whole(shown, (int64_t)rows)});
        zg_svg_begin(&r->page, ZG_REPORT_WIDTH + head, head + strips_height(r, rows) + 4);
        draw_strip_heads(r, &s, head - 6);
        for (size_t i = 0; i < rows && status == ZG_OK; i++) {
            status = strip_row(r, &s, r->chief[i], &y, frame, error);
        }
        zg_svg_end(&r->page);
    }
    if (status == ZG_OK)
        status = zg_report_figure_end(r, "strips.tsv", frame, error);
    else
        zg_frame_free(frame);
    strip_free(&s);
    zg_page_section_end(&r->page);
    return status;
}

/* ---- nesting ---- */

static const zg_field nest_fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"freq", ZG_INT64, "its occurrences"},
    {"whole", ZG_UTF8, "a longer phrase of the list that holds some; empty: none holds them"},
    {"inside", ZG_INT64, "occurrences that stand in it and in no shorter one"},
};

/* How many of a phrase's occurrences stand in each longer phrase, most first. */
typedef struct holder {
    uint32_t phrase; /* UINT32_MAX: none */
    uint64_t n;
} holder;

static zg_status count_holders(zg_report_context *r, uint32_t index, holder *out, size_t *n,
                               zg_error *error)
{
    uint64_t freq = zg_phrase_set_at(r->phrases, index)->freq;
    uint32_t size = zg_phrase_set_size(r->phrases);
    zg_occurrence *places = NULL;
    uint64_t *counts = zg_memory_zeroed((size_t)size + 1, sizeof *counts);
    if (counts == NULL) return zg_error_memory(error);
    zg_status status = zg_phrase_set_occurrences(r->phrases, index, &places, error);
    for (uint64_t i = 0; i < freq && status == ZG_OK; i++) {
        counts[places[i].container == UINT32_MAX ? size : places[i].container]++;
    }
    *n = 0;
    /* The largest WHOLES, by selection: there are few. What no phrase holds comes first. */
    out[(*n)++] = (holder){UINT32_MAX, counts[size]};
    while (status == ZG_OK && *n <= WHOLES) {
        uint32_t best = UINT32_MAX;
        for (uint32_t i = 0; i < size; i++) {
            if (counts[i] > 0 && (best == UINT32_MAX || counts[i] > counts[best])) best = i;
        }
        if (best == UINT32_MAX) break;
        out[(*n)++] = (holder){best, counts[best]};
        counts[best] = 0;
    }
    zg_memory_free(places);
    zg_memory_free(counts);
    return status;
}

static bool holds_some(zg_report_context *r, uint32_t index)
{
    const zg_phrase *phrase = zg_phrase_set_at(r->phrases, index);
    return phrase->freq_consolidated < phrase->freq;
}

static zg_status nest_rows(zg_report_context *r, uint32_t index, zg_frame *frame, zg_error *error)
{
    holder holders[WHOLES + 2];
    size_t n = 0, length;
    zg_buffer name = {0};
    zg_status status = count_holders(r, index, holders, &n, error);
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        name.length = 0;
        bool good = holders[i].phrase == UINT32_MAX ||
                    zg_phrase_set_render(r->phrases, holders[i].phrase, &name);
        const char *text = zg_report_phrase(r, index, &length);
        good =
            good && zg_frame_text(frame, 0, text, length) &&
            zg_frame_int64(frame, 1, (int64_t)zg_phrase_set_at(r->phrases, index)->freq) &&
            (holders[i].phrase == UINT32_MAX ? zg_frame_null(frame, 2)
                                             : zg_frame_text(frame, 2, name.data, name.length)) &&
            zg_frame_int64(frame, 3, (int64_t)holders[i].n);
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    zg_buffer_free(&name);
    return status;
}

/* One bar a row: what no longer phrase holds, then the wholes, under the phrase as a heading. */
static double draw_nests(zg_report_context *r, const zg_frame *frame, bool draw)
{
    const double label = 420, bar_x = 432, width = ZG_REPORT_WIDTH - bar_x - 60;
    const char *alone = zg_words(r->page.lang, ZG_WORD_ALONE);
    double y = 4;
    size_t length, before_length = 0;
    const char *before = NULL;
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        const char *text = zg_frame_get_text(frame, row, 0, &length);
        double freq = (double)zg_frame_get_int64(frame, row, 1);
        if (before == NULL || length != before_length || memcmp(text, before, length) != 0) {
            y += before == NULL ? 0 : 12;
            if (draw) {
                zg_svg_lines(&r->page, 0, y + 13, "", text, length, label);
                zg_svg_rect(&r->page, bar_x, y + 2, width, 12, "b", 1, NULL);
                zg_svg_whole(&r->page, bar_x + width + 6, y + 13, "", (int64_t)freq);
            }
            y += 4 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, label);
        }
        before = text;
        before_length = length;
        size_t whole_length;
        const char *whole = zg_frame_get_text(frame, row, 2, &whole_length);
        bool held = zg_frame_has(frame, row, 2);
        int64_t inside = zg_frame_get_int64(frame, row, 3);
        if (!held) {
            whole = alone;
            whole_length = strlen(alone);
        }
        size_t lines = zg_svg_count_lines(whole, whole_length, label - 24);
        if (draw) {
            zg_svg_lines(&r->page, label, y + 13, held ? "e" : "e s", whole, whole_length,
                         label - 24);
            zg_svg_rect(&r->page, bar_x, y + 3, width * (double)inside / freq, 11, held ? "a" : "g",
                        1, NULL);
            zg_svg_whole(&r->page, bar_x + width * (double)inside / freq + 6, y + 13, "s", inside);
        }
        y += 3 + ZG_SVG_LEADING * (double)lines;
    }
    return y;
}

zg_status zg_report_nesting(zg_report_context *r, zg_error *error)
{
    zg_frame *frame = NULL;
    size_t shown = 0;
    zg_status status = zg_frame_new(nest_fields, 4, &frame, error);
    for (size_t i = 0; i < r->n_chief && shown < NESTS && status == ZG_OK; i++) {
        if (!holds_some(r, r->chief[i])) continue;
        shown++;
        status = nest_rows(r, r->chief[i], frame, error);
    }
    if (status != ZG_OK || shown == 0) {
        zg_frame_free(frame);
        return status;
    }
    zg_page_section(&r->page, "nesting", ZG_WORD_NESTING);
    zg_page_figure(&r->page, ZG_WORD_FIGURE_NESTING, 0, NULL);
    zg_svg_begin(&r->page, ZG_REPORT_WIDTH, draw_nests(r, frame, false) + 6);
    draw_nests(r, frame, true);
    zg_svg_end(&r->page);
    status = zg_report_figure_end(r, "nesting.tsv", frame, error);
    zg_page_section_end(&r->page);
    return status;
}
