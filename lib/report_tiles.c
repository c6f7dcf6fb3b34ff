/* report: subjects by texts as tiles: a row a phrase or item, a column a text. Where there are too
 * many texts, a column is a run of neighbours; the file has all texts in any case. */
#include <math.h>
#include <string.h>

#include "report_parts.h"

#define COLUMNS_MAX 60 /* texts with a column of their own */
#define BINS        30 /* columns where there are more */
#define LABEL_MOST  250.0
#define LABEL_LEAST 50.0
#define SIDE        158.0 /* for the figures on the right */
#define HEAD_LABEL  220.0 /* longest label over a column */
#define LEGEND      34.0
#define LIGHT_ON    0.78 /* from this strength on a number is light on dark */

typedef struct tiles {
    const zg_report_subject *subjects;
    size_t rows, columns;
    uint32_t *column; /* by index in the selection */
    uint64_t *tokens; /* by column */
    uint64_t *first;  /* by column: its first document, index in r->order */
    uint64_t *freqs;  /* row after row */
} tiles;

static void tiles_free(tiles *t)
{
    zg_memory_free(t->column);
    zg_memory_free(t->tokens);
    zg_memory_free(t->first);
    zg_memory_free(t->freqs);
}

static zg_status tiles_make(zg_report_context *r, tiles *t, size_t columns, zg_error *error)
{
    t->columns = columns;
    t->column = zg_memory_zeroed(r->n_documents, sizeof *t->column);
    t->tokens = zg_memory_zeroed(columns, sizeof *t->tokens);
    t->first = zg_memory_zeroed(columns, sizeof *t->first);
    t->freqs = zg_memory_zeroed(columns, t->rows * sizeof *t->freqs);
    if (t->column == NULL || t->tokens == NULL || t->first == NULL || t->freqs == NULL) {
        return zg_error_memory(error);
    }
    for (uint64_t i = r->n_documents; i > 0; i--) {
        size_t column = (size_t)((i - 1) * columns / r->n_documents);
        t->column[zg_report_selected(r, r->order[i - 1])] = (uint32_t)column;
        t->tokens[column] += zg_corpus_document(r->corpus, r->order[i - 1]).tokens;
        t->first[column] = i - 1;
    }
    for (size_t row = 0; row < t->rows; row++) {
        const zg_report_subject *subject = &t->subjects[row];
        for (uint64_t i = 0; i < subject->freq; i++) {
            t->freqs[row * columns + t->column[subject->places[i].document]]++;
        }
    }
    return ZG_OK;
}

static double rate_at(const zg_report_context *r, const tiles *t, size_t row, size_t column)
{
    if (t->tokens[column] == 0) return 0;
    return (double)r->per * (double)t->freqs[row * t->columns + column] / (double)t->tokens[column];
}

/* ---- drawing ---- */

typedef struct plan {
    double label, top, x; /* room for labels; where tiles begin */
    double tile, width;   /* of a tile; of the picture */
    double max;           /* highest rate, above 0 */
    bool numbers;
} plan;

/* How dark a rate is: by its square root, so that low rates can be told apart. */
static double strength_of(const plan *p, double rate)
{
    return 0.12 + 0.83 * sqrt(rate / p->max);
}

/* Height of the slanted labels over the columns. */
static double head_height(const zg_report_context *r, const tiles *t)
{
    double most = 0;
    for (size_t c = 0; c < t->columns; c++) {
        size_t length;
        const char *text = zg_report_short_label(r, r->order[t->first[c]], &length);
        size_t fits = zg_svg_fit(text, length, ZG_SVG_SMALL, HEAD_LABEL);
        double width = zg_svg_width(text, fits, ZG_SVG_SMALL);
        if (width > most) most = width;
    }
    return most * 0.72 + 14;
}

static double row_height(const plan *p, const zg_report_subject *subject)
{
    return 6 + ZG_SVG_LEADING *
                   (double)zg_svg_count_lines(subject->text.data, subject->text.length, p->label);
}

static void draw_row(zg_report_context *r, const tiles *t, const plan *p, size_t row, double y)
{
    const zg_report_subject *subject = &t->subjects[row];
    double height = row_height(p, subject), right = p->x + p->tile * (double)t->columns + 8;
    char number[ZG_SHOWN_MAX];
    zg_svg_lines(&r->page, p->label, y + 14, "e", subject->text.data, subject->text.length,
                 p->label);
    for (size_t c = 0; c < t->columns; c++) {
        uint64_t freq = t->freqs[row * t->columns + c];
        double x = p->x + p->tile * (double)c;
        double strength = strength_of(p, rate_at(r, t, row, c));
        zg_svg_rect(&r->page, x, y, p->tile - 1, height - 2, freq > 0 ? "t" : "b",
                    freq > 0 ? strength : 1, NULL);
        if (freq == 0 || !p->numbers) continue;
        zg_svg_whole(&r->page, x + p->tile / 2 - 0.5, y + height / 2 + 3,
                     strength > LIGHT_ON ? "s m i" : "s m o", (int64_t)freq);
    }
    zg_svg_whole(&r->page, right + 30, y + 14, "e", (int64_t)subject->freq);
    zg_svg_whole(&r->page, right + 76, y + 14, "e", (int64_t)subject->docs);
    zg_shown_real(number, zg_report_docs_expected(r, subject->freq));
    zg_svg_text(&r->page, right + 144, y + 14, "s e", number, strlen(number));
}

static void draw_head(zg_report_context *r, const tiles *t, const plan *p)
{
    static const zg_word_id names[] = {ZG_WORD_HEAD_FREQ, ZG_WORD_HEAD_DOCS, ZG_WORD_HEAD_EXPECTED};
    static const double places[] = {30, 76, 144};
    double right = p->x + p->tile * (double)t->columns + 8, last = -100;
    for (size_t c = 0; c < t->columns; c++) {
        size_t length;
        double x = p->x + p->tile * ((double)c + 0.5);
        /* A label needs some 18 pixels; where columns are narrower some go without. */
        if (x - last < 18) continue;
        last = x;
        const char *text = zg_report_short_label(r, r->order[t->first[c]], &length);
        zg_svg_slanted(&r->page, x, p->top - 6, text,
                       zg_svg_fit(text, length, ZG_SVG_SMALL, HEAD_LABEL));
    }
    for (size_t i = 0; i < 3; i++) {
        const char *name = zg_words(r->page.lang, names[i]);
        zg_svg_text(&r->page, right + places[i], p->top - 6, "s e", name, strlen(name));
    }
}

/* What the shades mean: rates that lie evenly on the scale of shades. */
static void draw_legend(zg_report_context *r, const plan *p, double y)
{
    static const double steps[] = {0, 0.0625, 0.25, 0.5625, 1};
    char number[ZG_SHOWN_MAX];
    zg_page *page = &r->page;
    for (size_t i = 0; i < 5; i++) {
        double x = p->x + 62 * (double)i;
        zg_shown_real(number, p->max * steps[i]);
        zg_svg_rect(page, x, y, 16, 12, i > 0 ? "t" : "b",
                    i > 0 ? strength_of(p, p->max * steps[i]) : 1, NULL);
        zg_svg_text(page, x + 20, y + 10, "s", number, strlen(number));
    }
    const char *name = zg_words(page->lang, ZG_WORD_AXIS_RATE);
    zg_svg_text(page, p->label, y + 10, "s e", name, strlen(name));
}

static plan plan_tiles(zg_report_context *r, const tiles *t)
{
    plan p = {.label = LABEL_LEAST, .top = head_height(r, t)};
    for (size_t row = 0; row < t->rows; row++) {
        const zg_buffer *text = &t->subjects[row].text;
        p.label = zg_svg_label_room(p.label, text->data, text->length, LABEL_MOST);
    }
    p.x = p.label + 10;
    p.tile = (ZG_REPORT_WIDTH - p.x - SIDE) / (double)t->columns;
    if (p.tile > 64) p.tile = 64;
    p.numbers = p.tile >= 17;
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double rate = rate_at(r, t, i / t->columns, i % t->columns);
        if (rate > p.max) p.max = rate;
    }
    if (!(p.max > 0)) p.max = 1;
    /* The last label leans out to the right. */
    p.width = p.x + p.tile * (double)t->columns + (p.top > SIDE ? p.top : SIDE);
    if (p.width < p.x + 310) p.width = p.x + 310;
    return p;
}

static void draw_tiles(zg_report_context *r, const tiles *t, const plan *p)
{
    double height = p->top + LEGEND, y = p->top;
    for (size_t row = 0; row < t->rows; row++) height += row_height(p, &t->subjects[row]);
    zg_svg_begin(&r->page, p->width, height);
    draw_head(r, t, p);
    for (size_t row = 0; row < t->rows; row++) {
        draw_row(r, t, p, row, y);
        y += row_height(p, &t->subjects[row]);
    }
    draw_legend(r, p, y + 12);
    zg_svg_end(&r->page);
}

/* ---- the table ---- */

static const zg_field fields[] = {
    {"phrase", ZG_UTF8, "the phrase or item as it is shown"},
    {"document", ZG_UTF8, "text, or first of the texts of a column"},
    {"documents", ZG_INT64, "texts in the column"},
    {"freq", ZG_INT64, "occurrences there"},
    {"tokens", ZG_INT64, "tokens there"},
    {"rate", ZG_DOUBLE, "per * freq / tokens; per stands in report.meta.json"},
    {"docs", ZG_INT64, "documents of the corpus that have it"},
    {"docs_expected", ZG_DOUBLE,
     "documents that it would reach by chance: sum of 1 - (1 - share of tokens)^freq"},
};

static bool put_row(zg_report_context *r, const tiles *t, size_t row, size_t c, zg_frame *frame)
{
    const zg_report_subject *subject = &t->subjects[row];
    uint64_t next = c + 1 < t->columns ? t->first[c + 1] : r->n_documents;
    const char *name = zg_corpus_document_name(r->corpus, r->order[t->first[c]]);
    bool good = zg_frame_text(frame, 0, subject->text.data, subject->text.length) &&
                zg_frame_text(frame, 1, name, strlen(name)) &&
                zg_frame_int64(frame, 2, (int64_t)(next - t->first[c])) &&
                zg_frame_int64(frame, 3, (int64_t)t->freqs[row * t->columns + c]) &&
                zg_frame_int64(frame, 4, (int64_t)t->tokens[c]) &&
                zg_frame_real(frame, 5, rate_at(r, t, row, c)) &&
                zg_frame_int64(frame, 6, (int64_t)subject->docs) &&
                zg_frame_real(frame, 7, zg_report_docs_expected(r, subject->freq));
    zg_frame_row(frame);
    return good;
}

static zg_status tiles_frame(zg_report_context *r, const tiles *t, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(fields, sizeof fields / sizeof fields[0], &frame, error);
    for (size_t i = 0; i < t->rows; i++) {
        for (size_t k = 0; k < t->columns && status == ZG_OK; k++) {
            if (!put_row(r, t, i, k, frame)) status = zg_error_memory(error);
        }
    }
    return zg_report_give(frame, status, out);
}

/* All texts and subjects, where the picture has put some together or left some out. */
static zg_status write_all(zg_report_context *r, const zg_report_subject *subjects, size_t n,
                           const char *tsv, zg_error *error)
{
    tiles t = {.subjects = subjects, .rows = n};
    zg_frame *frame = NULL;
    zg_status status = tiles_make(r, &t, (size_t)r->n_documents, error);
    if (status == ZG_OK) status = tiles_frame(r, &t, &frame, error);
    tiles_free(&t);
    return status == ZG_OK ? zg_report_write(r, tsv, frame, error) : status;
}

zg_status zg_report_tiles(zg_report_context *r, const zg_report_subject *subjects, size_t n,
                          size_t shown, const zg_word_id captions[3], const char *tsv,
                          zg_error *error)
{
    tiles t = {.subjects = subjects, .rows = shown};
    zg_frame *frame = NULL;
    bool whole = r->n_documents <= COLUMNS_MAX;
    zg_status status = tiles_make(r, &t, whole ? (size_t)r->n_documents : BINS, error);
    if (status == ZG_OK) status = tiles_frame(r, &t, &frame, error);
    if (status == ZG_OK) {
        char rows[ZG_SHOWN_MAX];
        plan p = plan_tiles(r, &t);
        zg_page_figure(&r->page, captions[!whole ? 2 : !p.numbers], 2,
                       (const char *const[]){zg_shown_whole(rows, (int64_t)t.rows), r->per_shown});
        draw_tiles(r, &t, &p);
        zg_page_figure_end(&r->page, frame, tsv);
        if (whole && shown == n) {
            status = zg_report_write(r, tsv, frame, error);
        } else {
            zg_frame_free(frame);
            status = write_all(r, subjects, n, tsv, error);
        }
    }
    tiles_free(&t);
    return status;
}
