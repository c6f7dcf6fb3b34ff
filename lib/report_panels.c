/* report: pictures of time: a panel a subject, a line with its exact interval where there are
 * enough periods, dots where there are few; and what each period rests on. */
#include <math.h>
#include <string.h>

#include "report_time.h"

#define PANEL_WIDTH 430.0
#define PLOT_HEIGHT 104.0

/* ---- panels ---- */

typedef struct panel {
    double x, y, width, height, max;
    const zg_periods *time;
    size_t n;
} panel;

static double panel_x(const panel *p, size_t i)
{
    return p->x + 8 + (p->width - 16) * p->time->when[i];
}

/* Whether a line may go on from the period before. */
static bool goes_on(const panel *p, size_t i)
{
    return i > 0 && p->time->when[i] - p->time->when[i - 1] < p->time->gap;
}

static double panel_y(const panel *p, double value)
{
    return p->y + p->height * (1 - (value > p->max ? p->max : value) / p->max);
}

/* Labels of the periods, as many as have room. */
static void draw_periods(zg_report_context *r, const panel *p)
{
    double last = -1000;
    for (size_t i = 0; i < p->n; i++) {
        const char *name = p->time->groups.items[i].name;
        double width = zg_svg_width(name, strlen(name), ZG_SVG_SMALL);
        double x = panel_x(p, i);
        if (x - width / 2 < last + 6) continue;
        zg_svg_text(&r->page, x, p->y + p->height + 19, "s m", name, strlen(name));
        last = x + width / 2;
    }
}

static void draw_scale(zg_report_context *r, const panel *p, double least)
{
    double step = zg_svg_step(p->max, 3);
    if (step < least) step = least;
    for (double v = 0; v <= p->max * 1.0001; v += step) {
        zg_svg_line(&r->page, p->x, panel_y(p, v), p->x + p->width, panel_y(p, v), "r");
        zg_svg_real(&r->page, p->x - 5, panel_y(p, v) + 4, "s e", v);
    }
}

/* One stretch of periods that a line joins: its band, then its line. */
static void draw_stretch(zg_report_context *r, const panel *p, const zg_frame *frame, size_t first,
                         size_t from, size_t to)
{
    zg_page_raw(&r->page, "<g fill-opacity=\"0.18\">");
    zg_svg_path(&r->page, "a");
    zg_svg_move(&r->page, panel_x(p, from),
                panel_y(p, zg_frame_get_real(frame, first + from, ZG_TIME_LOW)));
    for (size_t i = from; i < to; i++) {
        zg_svg_to(&r->page, panel_x(p, i),
                  panel_y(p, zg_frame_get_real(frame, first + i, ZG_TIME_HIGH)));
    }
    for (size_t i = to; i > from; i--) {
        zg_svg_to(&r->page, panel_x(p, i - 1),
                  panel_y(p, zg_frame_get_real(frame, first + i - 1, ZG_TIME_LOW)));
    }
    zg_svg_path_end(&r->page);
    zg_page_raw(&r->page, "</g>\n");
    zg_svg_path(&r->page, "l");
    zg_svg_move(&r->page, panel_x(p, from),
                panel_y(p, zg_frame_get_real(frame, first + from, ZG_TIME_RATE)));
    for (size_t i = from; i < to; i++) {
        zg_svg_to(&r->page, panel_x(p, i),
                  panel_y(p, zg_frame_get_real(frame, first + i, ZG_TIME_RATE)));
    }
    zg_svg_path_end(&r->page);
}

static void draw_dots(zg_report_context *r, const panel *p, const zg_frame *frame, size_t first,
                      size_t from, size_t to);

static void draw_band(zg_report_context *r, const panel *p, const zg_frame *frame, size_t first)
{
    for (size_t from = 0, to; from < p->n; from = to) {
        for (to = from + 1; to < p->n && goes_on(p, to); to++) {
        }
        if (to == from + 1)
            draw_dots(r, p, frame, first, from, to);
        else
            draw_stretch(r, p, frame, first, from, to);
    }
}

static void draw_dots(zg_report_context *r, const panel *p, const zg_frame *frame, size_t first,
                      size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        double x = panel_x(p, i);
        zg_svg_line(&r->page, x, panel_y(p, zg_frame_get_real(frame, first + i, ZG_TIME_LOW)), x,
                    panel_y(p, zg_frame_get_real(frame, first + i, ZG_TIME_HIGH)), "q");
        zg_svg_circle(&r->page, x, panel_y(p, zg_frame_get_real(frame, first + i, ZG_TIME_RATE)),
                      3.5, "a");
    }
}

/* The highest point that the panel must show: limits of a rare period may be far off, so rates
 * decide, and limits are cut at twice the highest rate. */
static double highest(const zg_frame *frame, size_t first, size_t n)
{
    double rate = 0, limit = 0;
    for (size_t i = first; i < first + n; i++) {
        if (zg_frame_get_real(frame, i, ZG_TIME_RATE) > rate)
            rate = zg_frame_get_real(frame, i, ZG_TIME_RATE);
        if (zg_frame_get_real(frame, i, ZG_TIME_HIGH) > limit)
            limit = zg_frame_get_real(frame, i, ZG_TIME_HIGH);
    }
    if (rate > 0 && limit > 2 * rate) limit = 2 * rate;
    return limit > 0 ? limit : 1;
}

void zg_report_panel(zg_report_context *r, const zg_periods *time, const zg_frame *frame,
                     size_t first)
{
    size_t length;
    const char *text = zg_frame_get_text(frame, first, ZG_TIME_PHRASE, &length);
    double title = ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, PANEL_WIDTH - 20);
    panel p = {.x = 44, .y = title + 18, .width = PANEL_WIDTH - 84, .height = PLOT_HEIGHT};
    p.time = time;
    p.n = time->n;
    p.max = highest(frame, first, p.n);
    zg_svg_begin_as(&r->page, PANEL_WIDTH, p.y + p.height + 26, text, length);
    zg_svg_lines(&r->page, 4, 14, "", text, length, PANEL_WIDTH - 20);
    draw_scale(r, &p, 0);
    if (p.n >= ZG_LINE_PERIODS)
        draw_band(r, &p, frame, first);
    else
        draw_dots(r, &p, frame, first, 0, p.n);
    draw_periods(r, &p);
    zg_svg_end(&r->page);
}

/* One row of bars: a number for each period. */
static void draw_bars(zg_report_context *r, panel *p, const int64_t *values, const int64_t *over)
{
    double room = p->width / (double)p->n, bar = room > 40 ? 30 : room * 0.6;
    for (size_t i = 0; i < p->n; i++) {
        if ((double)values[i] > p->max) p->max = (double)values[i];
    }
    draw_scale(r, p, 1);
    for (size_t i = 0; i < p->n; i++) {
        double top = panel_y(p, (double)values[i]);
        zg_svg_rect(&r->page, panel_x(p, i) - bar / 2, top, bar, p->y + p->height - top, "g", 1,
                    NULL);
        if (over != NULL) zg_svg_whole(&r->page, panel_x(p, i), top - 3, "s m", over[i]);
    }
}

/* Texts stand over the bars of tokens, or, where bars are too narrow, as bars of their own. */
zg_status zg_report_base(zg_report_context *r, const zg_periods *time, zg_error *error)
{
    panel p = {.x = 70, .y = 32, .width = ZG_REPORT_WIDTH - 120, .height = 60, .n = time->n};
    bool over = p.width / (double)p.n >= 18;
    const char *name = zg_words(r->page.lang, over ? ZG_WORD_TIME_BASE : ZG_WORD_TIME_TOKENS);
    int64_t *texts = zg_memory_alloc(p.n, sizeof *texts);
    if (texts == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < p.n; i++) {
        texts[i] = (int64_t)zg_selection_documents(time->groups.items[i].documents);
    }
    p.time = time;
    zg_svg_begin_as(&r->page, ZG_REPORT_WIDTH, over ? 122 : 196, name, strlen(name));
    zg_svg_text(&r->page, 4, 14, "s", name, strlen(name));
    draw_bars(r, &p, time->tokens, over ? texts : NULL);
    if (!over) {
        name = zg_words(r->page.lang, ZG_WORD_TIME_TEXTS);
        zg_svg_text(&r->page, 4, p.y + p.height + 24, "s", name, strlen(name));
        p.y += p.height + 42;
        p.height = 34;
        p.max = 0;
        draw_bars(r, &p, texts, NULL);
    }
    draw_periods(r, &p);
    zg_svg_end(&r->page);
    zg_memory_free(texts);
    return ZG_OK;
}
