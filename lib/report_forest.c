/* report: a forest of log ratios with their exact intervals. */
#include <math.h>
#include <string.h>

#include "report_keyness.h"

#define LABEL_MOST 300.0

/* ---- the forest ---- */

bool zg_forest_find(const zg_frame *frame, zg_forest_columns *c)
{
    const struct {
        const char *name;
        size_t *column;
    } wanted[] = {
        {"group", &c->group},
        {"item", &c->item},
        {"freq_target", &c->freq_target},
        {"freq_reference", &c->freq_reference},
        {"docs_target", &c->docs_target},
        {"log_ratio", &c->ratio},
        {"log_ratio_low", &c->low},
        {"log_ratio_high", &c->high},
        {"lrc", &c->lrc},
        {"lrc_without_one", &c->without},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!zg_frame_find(frame, wanted[i].name, strlen(wanted[i].name), wanted[i].column)) {
            return false;
        }
    }
    return true;
}

/* One text alone carries the row: nobody else has it, or without that text nothing is left. */
bool zg_forest_hangs(const zg_frame *frame, const zg_forest_columns *c, size_t row)
{
    if (zg_frame_get_int64(frame, row, c->docs_target) <= 1) return true;
    double lrc = zg_frame_get_real(frame, row, c->lrc);
    double without = zg_frame_get_real(frame, row, c->without);
    return !isnan(lrc) && !isnan(without) && lrc > 0 && without <= 0;
}

/* Largest finite end of the intervals: what is infinite reaches the edge. */
static double reach(const zg_frame *frame, const zg_forest_columns *c)
{
    double most = 1;
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        const double ends[] = {zg_frame_get_real(frame, row, c->ratio),
                               zg_frame_get_real(frame, row, c->low),
                               zg_frame_get_real(frame, row, c->high)};
        for (size_t i = 0; i < 3; i++) {
            if (!isnan(ends[i]) && !isinf(ends[i]) && fabs(ends[i]) > most) most = fabs(ends[i]);
        }
    }
    return most < 10 ? most * 1.05 : 10.5;
}

typedef struct forest {
    double label;          /* room for labels */
    double x, width, most; /* of the plot; the ratio at its right edge, least at its left */
    double least;
} forest;

static double forest_x(const forest *f, double ratio)
{
    if (ratio > f->most) ratio = f->most;
    if (ratio < f->least) ratio = f->least;
    return f->x + f->width * (ratio - f->least) / (f->most - f->least);
}

static void draw_axis(zg_report_context *r, const forest *f, double y, double height)
{
    double step = zg_svg_step(f->most - f->least, 10);
    const char *name = zg_words(r->page.lang, ZG_WORD_AXIS_RATIO);
    if (step < 1) step = 1;
    for (double v = ceil(f->least / step) * step; v <= f->most; v += step) {
        zg_svg_line(&r->page, forest_x(f, v), y, forest_x(f, v), y + height, v == 0 ? "x" : "r");
        zg_svg_real(&r->page, forest_x(f, v), y - 5, "s m", v + 0.0);
    }
    zg_svg_text(&r->page, f->x + f->width, y - 20, "s e", name, strlen(name));
}

static void draw_row(zg_report_context *r, const forest *f, const zg_frame *frame,
                     const zg_forest_columns *c, size_t row, double y)
{
    double ratio = zg_frame_get_real(frame, row, c->ratio);
    double low = zg_frame_get_real(frame, row, c->low);
    double high = zg_frame_get_real(frame, row, c->high);
    bool grey = zg_forest_hangs(frame, c, row);
    size_t length;
    const char *text = zg_frame_get_text(frame, row, c->item, &length);
    zg_svg_lines(&r->page, f->label, y + 13, "e", text, length, f->label);
    if (!isnan(low) && !isnan(high)) {
        zg_svg_line(&r->page, forest_x(f, low), y + 9, forest_x(f, high), y + 9, grey ? "q" : "l");
    }
    if (!isnan(ratio)) {
        zg_svg_circle(&r->page, forest_x(f, ratio), y + 9, 4.5, grey ? "h" : "a");
    }
    double right = f->x + f->width + 12;
    zg_svg_whole(&r->page, right + 36, y + 13, "s e",
                 zg_frame_get_int64(frame, row, c->freq_target));
    zg_svg_whole(&r->page, right + 104, y + 13, "s e",
                 zg_frame_get_int64(frame, row, c->freq_reference));
    zg_svg_whole(&r->page, right + 146, y + 13, "s e",
                 zg_frame_get_int64(frame, row, c->docs_target));
}

bool zg_forest_begins(const zg_frame *frame, const zg_forest_columns *c, size_t place)
{
    size_t a_length, b_length;
    if (place == 0) return true;
    const char *a = zg_frame_get_text(frame, zg_frame_place(frame, place), c->group, &a_length);
    const char *b = zg_frame_get_text(frame, zg_frame_place(frame, place - 1), c->group, &b_length);
    return a_length != b_length || memcmp(a, b, a_length) != 0;
}

/* Height when `draw` is false; both times the same. */
static double draw_rows(zg_report_context *r, const forest *f, const zg_frame *frame,
                        const zg_forest_columns *c, bool draw)
{
    double y = 54;
    for (size_t place = 0; place < zg_frame_rows(frame); place++) {
        size_t row = zg_frame_place(frame, place), length;
        if (zg_forest_begins(frame, c, place)) {
            const char *name = zg_frame_get_text(frame, row, c->group, &length);
            y += 10;
            if (draw) {
                zg_svg_lines(&r->page, 0, y + 13, "f", name, length, LABEL_MOST);
            }
            y += 4 + ZG_SVG_LEADING * (double)zg_svg_count_lines(name, length, LABEL_MOST);
        }
        const char *text = zg_frame_get_text(frame, row, c->item, &length);
        if (draw) draw_row(r, f, frame, c, row, y);
        y += 4 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, f->label);
    }
    return y;
}

void zg_report_forest(zg_report_context *r, const zg_frame *frame, const zg_forest_columns *c)
{
    forest f = {.label = 40};
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        size_t length;
        const char *text = zg_frame_get_text(frame, row, c->item, &length);
        f.label = zg_svg_label_room(f.label, text, length, LABEL_MOST);
    }
    f.x = f.label + 16;
    f.width = ZG_REPORT_WIDTH - f.x - 166;
    f.most = reach(frame, c);
    f.least = -1;
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        double low = zg_frame_get_real(frame, row, c->low);
        if (low < f.least) f.least = low < -f.most ? -f.most : low;
    }
    double height = draw_rows(r, &f, frame, c, false);
    zg_svg_begin(&r->page, ZG_REPORT_WIDTH, height + 6);
    const zg_word_id names[] = {ZG_WORD_HEAD_HERE, ZG_WORD_HEAD_ELSE, ZG_WORD_HEAD_DOCS};
    const double places[] = {36, 104, 146};
    for (size_t i = 0; i < 3; i++) {
        const char *name = zg_words(r->page.lang, names[i]);
        zg_svg_text(&r->page, f.x + f.width + 12 + places[i], 42, "s e", name, strlen(name));
    }
    draw_axis(r, &f, 48, height - 48);
    draw_rows(r, &f, frame, c, true);
    zg_svg_end(&r->page);
}
