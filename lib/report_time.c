/* report: time. Texts are put into periods; the phrases whose use changed most get a panel each,
 * a line with its exact interval where there are enough periods, dots where there are few. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/measures.h>

#include "measures_law.h"
#include "number.h"
#include "report_parts.h"

#define PERIODS_MAX  60
#define LINE_PERIODS 8 /* from so many on a line is drawn */
#define PANELS       8
#define CANDIDATES   400 /* chief phrases that are looked at */
#define PANEL_WIDTH  430.0
#define PANEL_HEIGHT 174.0

typedef struct periods {
    zg_groups groups;
    uint32_t *period; /* by index in the selection; UINT32_MAX: none */
    int64_t *tokens;  /* by period, at least 1 */
    double *when;     /* by period: where it lies between the first (0) and the last (1) */
    double gap;       /* from here on two neighbours are not joined by a line */
    size_t n;
} periods;

typedef struct track {
    uint32_t phrase;
    double g2;
    int64_t freqs[PERIODS_MAX];
} track;

static void periods_free(periods *p)
{
    zg_groups_free(&p->groups);
    zg_memory_free(p->period);
    zg_memory_free(p->tokens);
    zg_memory_free(p->when);
}

/* A period's name as a number of years: 1954, 2020-03, 2020-03-10, 2020-Q3. False for others. */
static bool years_of(const char *name, double *out)
{
    size_t length = strlen(name), dash = name[0] == '-' ? 1 : 0;
    while (dash < length && name[dash] != '-') dash++;
    double year, part = 0;
    uint64_t value;
    if (!zg_number_parse_real(name, dash, &year)) return false;
    if (dash == length) {
        *out = year;
        return true;
    }
    const char *rest = name + dash + 1;
    if (rest[0] == 'Q' && zg_number_parse_uint64(rest + 1, strlen(rest + 1), &value)) {
        part = ((double)value - 1) / 4;
    } else if (strlen(rest) >= 2 && zg_number_parse_uint64(rest, 2, &value)) {
        part = ((double)value - 1) / 12;
        if (strlen(rest) == 5 && zg_number_parse_uint64(rest + 3, 2, &value)) {
            part += ((double)value - 1) / 372;
        }
    } else {
        return false;
    }
    *out = year + part;
    return true;
}

/* Periods lie where their time is; in even steps where their names tell no time. */
static zg_status place_periods(periods *p, zg_error *error)
{
    bool timed = true;
    double least = INFINITY;
    p->when = zg_memory_alloc(p->n, sizeof *p->when);
    if (p->when == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < p->n; i++) {
        timed = timed && years_of(p->groups.items[i].name, &p->when[i]) &&
                (i == 0 || p->when[i] > p->when[i - 1]);
    }
    for (size_t i = 0; i < p->n && !timed; i++) p->when[i] = (double)i;
    double first = p->when[0], whole = p->when[p->n - 1] - first;
    for (size_t i = 0; i < p->n; i++) {
        p->when[i] = whole > 0 ? (p->when[i] - first) / whole : 0;
        if (i > 0 && p->when[i] - p->when[i - 1] < least) least = p->when[i] - p->when[i - 1];
    }
    p->gap = 3.5 * least;
    return ZG_OK;
}

/* The finest periods of which there are not too many. */
static zg_status choose_periods(zg_report_context *r, periods *p, zg_error *error)
{
    static const char *const dates[] = {"", ":month", ":quarter", ":year"};
    static const char *const numbers[] = {"", ":5", ":10", ":20", ":50", ":100"};
    bool is_date = zg_corpus_field_type(r->corpus, r->date_field) == ZG_FIELD_DATE;
    size_t n = is_date ? 4 : 6;
    const char *const *bins = is_date ? dates : numbers;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < n; i++) {
        char by[600];
        snprintf(by, sizeof by, "%s%s", zg_corpus_field_name(r->corpus, r->date_field), bins[i]);
        zg_groups_free(&p->groups);
        p->groups = (zg_groups){0};
        status = zg_groups_make(r->corpus, r->documents, by, &p->groups, error);
        if (status != ZG_OK || p->groups.n <= PERIODS_MAX) return status;
    }
    return status;
}

static zg_status periods_make(zg_report_context *r, periods *p, zg_error *error)
{
    zg_status status = choose_periods(r, p, error);
    if (status != ZG_OK) return status;
    p->period = zg_memory_alloc(r->n_documents, sizeof *p->period);
    p->tokens = zg_memory_zeroed(p->groups.n, sizeof *p->tokens);
    if (p->period == NULL || p->tokens == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < r->n_documents; i++) p->period[i] = UINT32_MAX;
    if (p->groups.n > PERIODS_MAX) return ZG_OK;
    for (size_t g = 0; g < p->groups.n; g++) {
        const zg_selection *group = p->groups.items[g].documents;
        int64_t tokens = (int64_t)zg_selection_tokens(group);
        /* A period without a token has no rate. */
        if (tokens == 0) continue;
        for (uint64_t i = 0; i < zg_selection_documents(group); i++) {
            uint64_t document = zg_selected(r->corpus, group, i);
            p->period[zg_report_selected(r, document)] = (uint32_t)p->n;
        }
        zg_group swap = p->groups.items[p->n];
        p->groups.items[p->n] = p->groups.items[g];
        p->groups.items[g] = swap;
        p->tokens[p->n++] = tokens;
    }
    return p->n > 0 ? place_periods(p, error) : ZG_OK;
}

/* ---- what to track ---- */

static zg_status follow(zg_report_context *r, const periods *p, uint32_t phrase, track *out,
                        zg_error *error)
{
    zg_occurrence *places = NULL;
    zg_group_freqs freqs;
    *out = (track){.phrase = phrase};
    zg_status status = zg_phrase_set_occurrences(r->phrases, phrase, &places, error);
    if (status != ZG_OK) return status;
    for (uint64_t i = 0; i < zg_phrase_set_at(r->phrases, phrase)->freq; i++) {
        uint32_t period = p->period[places[i].document];
        if (period != UINT32_MAX) out->freqs[period]++;
    }
    zg_memory_free(places);
    status = zg_group_freqs_init(&freqs, out->freqs, p->tokens, p->n, error);
    const zg_measure *g2 = zg_measure_find("g2_2k");
    if (status == ZG_OK && g2 != NULL) out->g2 = fabs(g2->compute.groups(&freqs));
    return status;
}

/* The phrases that changed most, in the order of their score. */
static zg_status choose_tracks(zg_report_context *r, const periods *p, track *tracks, size_t *n,
                               zg_error *error)
{
    *n = 0;
    for (size_t i = 0; i < r->n_chief && i < CANDIDATES; i++) {
        track t;
        size_t least = 0;
        zg_status status = follow(r, p, r->chief[i], &t, error);
        if (status == ZG_OK) status = zg_run_check(r->run, error);
        if (status != ZG_OK) return status;
        if (*n < PANELS) {
            tracks[(*n)++] = t;
            continue;
        }
        for (size_t k = 1; k < *n; k++) {
            if (tracks[k].g2 < tracks[least].g2) least = k;
        }
        if (t.g2 <= tracks[least].g2) continue;
        memmove(tracks + least, tracks + least + 1, (*n - least - 1) * sizeof *tracks);
        tracks[*n - 1] = t;
    }
    return ZG_OK;
}

/* ---- rates with their intervals ---- */

typedef struct band {
    double low, high;
} band;

/* Exact limits of a share (Clopper & Pearson 1934): quantiles of the beta law, the upper one by
 * symmetry. */
static band interval(int64_t freq, int64_t tokens)
{
    const double log_alpha = log(0.025), z = 1.959963984540054;
    double f = (double)freq, rest = (double)(tokens - freq);
    band out = {0, 1};
    if (freq > 0) {
        double logit = zg_beta_quantile(f, rest + 1, log_alpha, z) + log(f / (rest + 1));
        out.low = 1 / (1 + exp(-logit));
    }
    if (rest > 0) {
        double logit = zg_beta_quantile(rest, f + 1, log_alpha, z) + log(rest / (f + 1));
        out.high = 1 / (1 + exp(logit));
    }
    return out;
}

static const zg_field fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"period", ZG_UTF8, "the period, or its beginning"},
    {"freq", ZG_INT64, "occurrences in it"},
    {"tokens", ZG_INT64, "tokens of its texts"},
    {"documents", ZG_INT64, "its texts"},
    {"rate", ZG_DOUBLE, "per * freq / tokens; per is told on the page"},
    {"rate_low", ZG_DOUBLE, "lower limit, 95 % (Clopper & Pearson 1934)"},
    {"rate_high", ZG_DOUBLE, "upper limit, 95 % (Clopper & Pearson 1934)"},
};

static zg_status time_frame(zg_report_context *r, const periods *p, const track *tracks, size_t n,
                            zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    double per = (double)r->per;
    zg_status status = zg_frame_new(fields, sizeof fields / sizeof fields[0], &frame, error);
    for (size_t i = 0; i < n * p->n && status == ZG_OK; i++) {
        const track *t = &tracks[i / p->n];
        size_t k = i % p->n, length;
        const zg_group *group = &p->groups.items[k];
        band limits = interval(t->freqs[k], p->tokens[k]);
        const char *text = zg_report_phrase(r, t->phrase, &length);
        bool good =
            zg_frame_text(frame, 0, text, length) &&
            zg_frame_text(frame, 1, group->name, strlen(group->name)) &&
            zg_frame_int64(frame, 2, t->freqs[k]) && zg_frame_int64(frame, 3, p->tokens[k]) &&
            zg_frame_int64(frame, 4, (int64_t)zg_selection_documents(group->documents)) &&
            zg_frame_real(frame, 5, per * (double)t->freqs[k] / (double)p->tokens[k]) &&
            zg_frame_real(frame, 6, per * limits.low) && zg_frame_real(frame, 7, per * limits.high);
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    if (status != ZG_OK)
        zg_frame_free(frame);
    else
        *out = frame;
    return status;
}

/* ---- panels ---- */

typedef struct panel {
    double x, y, width, height, max;
    const periods *time;
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

static void draw_scale(zg_report_context *r, const panel *p)
{
    double step = zg_svg_step(p->max, 3);
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
    zg_svg_move(&r->page, panel_x(p, from), panel_y(p, zg_frame_get_real(frame, first + from, 6)));
    for (size_t i = from; i < to; i++) {
        zg_svg_to(&r->page, panel_x(p, i), panel_y(p, zg_frame_get_real(frame, first + i, 7)));
    }
    for (size_t i = to; i > from; i--) {
        zg_svg_to(&r->page, panel_x(p, i - 1),
                  panel_y(p, zg_frame_get_real(frame, first + i - 1, 6)));
    }
    zg_svg_path_end(&r->page);
    zg_page_raw(&r->page, "</g>\n");
    zg_svg_path(&r->page, "l");
    zg_svg_move(&r->page, panel_x(p, from), panel_y(p, zg_frame_get_real(frame, first + from, 5)));
    for (size_t i = from; i < to; i++) {
        zg_svg_to(&r->page, panel_x(p, i), panel_y(p, zg_frame_get_real(frame, first + i, 5)));
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
        zg_svg_line(&r->page, x, panel_y(p, zg_frame_get_real(frame, first + i, 6)), x,
                    panel_y(p, zg_frame_get_real(frame, first + i, 7)), "q");
        zg_svg_circle(&r->page, x, panel_y(p, zg_frame_get_real(frame, first + i, 5)), 3.5, "a");
    }
}

/* The highest point that the panel must show: limits of a rare period may be far off, so rates
 * decide, and limits are cut at twice the highest rate. */
static double highest(const zg_frame *frame, size_t first, size_t n)
{
    double rate = 0, limit = 0;
    for (size_t i = first; i < first + n; i++) {
        if (zg_frame_get_real(frame, i, 5) > rate) rate = zg_frame_get_real(frame, i, 5);
        if (zg_frame_get_real(frame, i, 7) > limit) limit = zg_frame_get_real(frame, i, 7);
    }
    if (rate > 0 && limit > 2 * rate) limit = 2 * rate;
    return limit > 0 ? limit : 1;
}

static void draw_panel(zg_report_context *r, const periods *time, const zg_frame *frame,
                       size_t first, double x, double y)
{
    size_t length;
    const char *text = zg_frame_get_text(frame, first, 0, &length);
    panel p = {.x = x + 44, .y = y + 42, .width = PANEL_WIDTH - 60, .height = PANEL_HEIGHT - 70};
    p.time = time;
    p.n = time->n;
    p.max = highest(frame, first, p.n);
    zg_svg_lines(&r->page, x + 4, y + 16, "", text, length, PANEL_WIDTH - 20);
    draw_scale(r, &p);
    if (p.n >= LINE_PERIODS)
        draw_band(r, &p, frame, first);
    else
        draw_dots(r, &p, frame, first, 0, p.n);
    draw_periods(r, &p);
}

/* Tokens and texts of each period, under the panels. */
static void draw_base(zg_report_context *r, const periods *time, double y)
{
    panel p = {.x = 70, .y = y + 30, .width = ZG_REPORT_WIDTH - 90, .height = 60, .n = time->n};
    p.time = time;
    const char *name = zg_words(r->page.lang, ZG_WORD_TIME_BASE);
    for (size_t i = 0; i < p.n; i++) {
        if ((double)time->tokens[i] > p.max) p.max = (double)time->tokens[i];
    }
    zg_svg_text(&r->page, 4, y + 16, "s", name, strlen(name));
    draw_scale(r, &p);
    double width = p.width / (double)p.n;
    for (size_t i = 0; i < p.n; i++) {
        double top = panel_y(&p, (double)time->tokens[i]);
        double bar = width > 40 ? 30 : width * 0.6;
        zg_svg_rect(&r->page, panel_x(&p, i) - bar / 2, top, bar, p.y + p.height - top, "g", 1,
                    NULL);
        if (width < 14) continue;
        zg_svg_whole(&r->page, panel_x(&p, i), top - 3, "s m",
                     (int64_t)zg_selection_documents(time->groups.items[i].documents));
    }
    draw_periods(r, &p);
}

static zg_status show_time(zg_report_context *r, const periods *time, const track *tracks, size_t n,
                           zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = time_frame(r, time, tracks, n, &frame, error);
    if (status != ZG_OK) return status;
    double rows = (double)((n + 1) / 2), height = rows * PANEL_HEIGHT;
    zg_page_figure(&r->page, time->n >= LINE_PERIODS ? ZG_WORD_FIGURE_TIME : ZG_WORD_FIGURE_DOTS, 1,
                   (const char *const[]){r->per_shown});
    zg_svg_begin(&r->page, ZG_REPORT_WIDTH, height + 120);
    for (size_t i = 0; i < n; i++) {
        double x = i % 2 == 0 ? 0 : ZG_REPORT_WIDTH / 2;
        draw_panel(r, time, frame, i * time->n, x, PANEL_HEIGHT * (double)(i / 2));
    }
    draw_base(r, time, height);
    zg_svg_end(&r->page);
    return zg_report_figure_end(r, "time.tsv", frame, error);
}

zg_status zg_report_time(zg_report_context *r, zg_error *error)
{
    periods time = {0};
    size_t n = 0;
    if (r->date_field == SIZE_MAX) return ZG_OK;
    track *tracks = zg_memory_alloc(PANELS, sizeof *tracks);
    zg_status status = tracks == NULL ? zg_error_memory(error) : periods_make(r, &time, error);
    if (status == ZG_OK && time.n >= 2) {
        status = choose_tracks(r, &time, tracks, &n, error);
        if (status == ZG_OK) {
            zg_page_section(&r->page, "time", ZG_WORD_TIME);
            zg_page_paragraph(&r->page, ZG_WORD_TIME_TEXT, 0, NULL);
            status = show_time(r, &time, tracks, n, error);
            zg_page_section_end(&r->page);
        }
    }
    periods_free(&time);
    zg_memory_free(tracks);
    return status;
}
