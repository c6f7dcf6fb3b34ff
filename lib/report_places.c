/* report: where phrases stand, as strips of the texts. */
#include <string.h>

#include "report_parts.h"

#define STRIPS        15
#define STRIP_TEXTS   12  /* texts with a strip of the same width each */
#define STRIPS_SHADED 200 /* texts that can be told apart by shading every other one */
#define LABEL_MOST    270.0

/* Where a text lies on the strip: texts of the same width with gaps, or, where there are many,
 * one after the other by their length. */
typedef struct strip {
    double *x, *width; /* by index in r->order */
    uint64_t *tokens;  /* by index in r->order */
    uint64_t *place;   /* by index in the selection: index in r->order */
    bool apart;
    double label; /* room for labels */
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
    for (size_t i = 0; i < r->n_chief && i < STRIPS; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        s->label = zg_svg_label_room(s->label, text, length, LABEL_MOST);
    }
    double all = 0, at = s->label + 12, room = ZG_REPORT_WIDTH - at - 8;
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
    if (r->n_documents > STRIPS_SHADED) {
        const uint64_t last = r->n_documents - 1;
        zg_svg_rect(&r->page, s->x[0], y, s->x[last] + s->width[last] - s->x[0], height, "b", 1,
                    NULL);
        return;
    }
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
        if (s->x[i] - last < (s->apart ? 15 : 22)) continue;
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
    double height = ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, s->label);
    zg_svg_lines(&r->page, s->label, *y + 13, "e", text, length, s->label);
    draw_texts(r, s, *y, height);
    draw_ticks(r, s, places, freq, *y, height);
    for (uint64_t i = 0; i < freq && status == ZG_OK; i++) {
        if (!place_row(r, s, text, length, &places[i], frame)) status = zg_error_memory(error);
    }
    zg_memory_free(places);
    *y += height + 7;
    return status;
}

static double strips_height(zg_report_context *r, const strip *s, size_t rows)
{
    double height = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        height += 7 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, s->label);
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
        zg_page_figure(&r->page,
                       s.apart                          ? ZG_WORD_FIGURE_STRIPS
                       : r->n_documents > STRIPS_SHADED ? ZG_WORD_FIGURE_STRIPS_ALL
                                                        : ZG_WORD_FIGURE_STRIPS_MANY,
                       1, (const char *const[]){zg_shown_whole(shown, (int64_t)rows)});
        zg_svg_begin(&r->page, ZG_REPORT_WIDTH + head, head + strips_height(r, &s, rows) + 4);
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
