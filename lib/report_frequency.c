/* report: frequency by order, rank and frequency, growth of the vocabulary. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/measures.h>
#include <zigram/ngrams.h>
#include <zigram/score.h>

#include "report_parts.h"

#define GROWTH_STEPS  200
#define ORDER_COLUMNS 4  /* of the lists by order on the page */
#define OPEN_ROWS     12 /* of lexical statistics that are shown in the open */

/* ---- lists ---- */

static zg_status make_list(zg_report_context *r, uint32_t min_n, uint32_t max_n, uint64_t per,
                           uint64_t min_freq, uint64_t top, zg_frame **out, zg_error *error)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_ngrams_options_init(&options);
    options.min_n = min_n;
    options.max_n = max_n;
    options.min_freq = min_freq;
    options.per = per;
    options.top = top;
    zg_status status = zg_ngrams(r->run, r->corpus, r->documents, &options, &table, error);
    return status == ZG_OK ? zg_report_collect(table, out, error) : status;
}

/* A list without what its caption says and what can be seen from the rest. */
static zg_status shorten(zg_frame *frame, zg_error *error)
{
    size_t shown[ORDER_COLUMNS], n = 0;
    for (size_t i = 0; i < zg_frame_columns(frame) && n < ORDER_COLUMNS; i++) {
        const char *name = zg_frame_field(frame, i)->name;
        if (strcmp(name, "n") != 0 && strcmp(name, "docs_share") != 0) shown[n++] = i;
    }
    return zg_frame_show(frame, shown, n, error);
}

static zg_status show_orders(zg_report_context *r, zg_error *error)
{
    char top[ZG_SHOWN_MAX], least[ZG_SHOWN_MAX];
    zg_shown_whole(top, (int64_t)r->options->top);
    zg_shown_whole(least, (int64_t)r->options->min_freq);
    zg_page_paragraph(&r->page, ZG_WORD_ORDERS_TEXT, 3,
                      (const char *const[]){top, r->per_shown, least});
    zg_page_raw(&r->page, "<div class=\"tables\">\n");
    for (uint32_t n = 1; n <= r->options->max_n; n++) {
        char caption[32];
        zg_frame *frame = NULL;
        zg_status status =
            make_list(r, n, n, r->per, r->options->min_freq, r->options->top, &frame, error);
        if (status == ZG_OK) status = shorten(frame, error);
        if (status != ZG_OK) {
            zg_frame_free(frame);
            return status;
        }
        int length = snprintf(caption, sizeof caption, "n = %u", n);
        zg_page_raw(&r->page, "<div>");
        zg_page_table(&r->page, frame, caption, (size_t)length, NULL, SIZE_MAX);
        zg_page_raw(&r->page, "</div>\n");
        zg_frame_free(frame);
    }
    zg_page_raw(&r->page, "</div>\n");
    return ZG_OK;
}

/* The whole list goes to its file as it is pulled: it may be long. */
static zg_status write_list(zg_report_context *r, zg_error *error)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_ngrams_options_init(&options);
    options.max_n = r->options->max_n;
    options.min_freq = r->options->min_freq;
    zg_status status = zg_ngrams(r->run, r->corpus, r->documents, &options, &table, error);
    return status == ZG_OK ? zg_report_write_table(r, "ngrams.tsv", table, error) : status;
}

/* ---- axes in powers of ten ---- */

typedef struct plot {
    double x, y, width, height; /* of the inside */
    double max_x, max_y;        /* as logarithms to base 10, or as values */
} plot;

static double decades(double value)
{
    double n = ceil(log10(value));
    return n < 1 ? 1 : n;
}

static double at_x(const plot *p, double value)
{
    return p->x + p->width * value / p->max_x;
}

static double at_y(const plot *p, double value)
{
    return p->y + p->height * (1 - value / p->max_y);
}

static void log_axes(zg_page *page, const plot *p, zg_word_id x_name, zg_word_id y_name)
{
    const char *name = zg_words(page->lang, x_name);
    for (int i = 0; i <= (int)p->max_x; i++) {
        zg_svg_line(page, at_x(p, i), p->y, at_x(p, i), p->y + p->height, "r");
        zg_svg_whole(page, at_x(p, i), p->y + p->height + 16, "s m", (int64_t)pow(10, i));
    }
    for (int i = 0; i <= (int)p->max_y; i++) {
        zg_svg_line(page, p->x, at_y(p, i), p->x + p->width, at_y(p, i), "r");
        zg_svg_whole(page, p->x - 6, at_y(p, i) + 4, "s e", (int64_t)pow(10, i));
    }
    zg_svg_text(page, p->x + p->width, p->y + p->height + 34, "e", name, strlen(name));
    name = zg_words(page->lang, y_name);
    zg_svg_text(page, p->x, p->y - 10, "", name, strlen(name));
}

/* ---- rank and frequency ---- */

static const zg_field zipf_fields[] = {
    {"rank", ZG_INT64, "place in the list by frequency"},
    {"freq", ZG_INT64, "occurrences"},
    {"freq_fitted", ZG_DOUBLE, "tokens * rank^-s / sum of all rank^-s, s by maximum likelihood"},
};

static zg_status zipf_frame(const zg_frame *list, double s, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    size_t n = zg_frame_rows(list);
    double sum = 0, tokens = 0;
    zg_status status = zg_frame_new(zipf_fields, 3, &frame, error);
    if (status != ZG_OK) return status;
    for (size_t i = n; i > 0; i--) sum += pow((double)i, -s);
    for (size_t i = 0; i < n; i++) tokens += (double)zg_frame_get_int64(list, i, 2);
    for (size_t i = 0; i < n; i++) {
        if (!zg_frame_int64(frame, 0, (int64_t)i + 1) ||
            !zg_frame_int64(frame, 1, zg_frame_get_int64(list, i, 2)) ||
            !zg_frame_real(frame, 2, tokens * pow((double)i + 1, -s) / sum)) {
            zg_frame_free(frame);
            return zg_error_memory(error);
        }
        zg_frame_row(frame);
    }
    *out = frame;
    return ZG_OK;
}

/* The next rank to draw: all of the first, then some forty a decade. */
static size_t next_rank(size_t i)
{
    size_t step = (size_t)((double)i * 0.06);
    return i + (step < 1 ? 1 : step);
}

static void draw_zipf(zg_report_context *r, const zg_frame *frame)
{
    size_t n = zg_frame_rows(frame);
    plot p = {.x = 70, .y = 34, .width = 420, .height = 300};
    p.max_x = decades((double)n);
    p.max_y = decades((double)zg_frame_get_int64(frame, 0, 1));
    zg_svg_begin(&r->page, 520, 390);
    log_axes(&r->page, &p, ZG_WORD_AXIS_RANK, ZG_WORD_AXIS_FREQ);
    for (size_t i = 1; i <= n; i = next_rank(i)) {
        double freq = (double)zg_frame_get_int64(frame, i - 1, 1);
        zg_svg_circle(&r->page, at_x(&p, log10((double)i)), at_y(&p, log10(freq)), 2.2, "a");
    }
    zg_svg_path(&r->page, "q");
    bool begun = false;
    for (size_t i = 1; i <= n; i = next_rank(i)) {
        double y = log10(zg_frame_get_real(frame, i - 1, 2));
        if (y < 0 || y > p.max_y) continue;
        if (begun)
            zg_svg_to(&r->page, at_x(&p, log10((double)i)), at_y(&p, y));
        else
            zg_svg_move(&r->page, at_x(&p, log10((double)i)), at_y(&p, y));
        begun = true;
    }
    zg_svg_path_end(&r->page);
    zg_svg_end(&r->page);
}

/* ---- growth ---- */

static const zg_field growth_fields[] = {
    {"tokens", ZG_INT64, "tokens read so far, in the order of the corpus"},
    {"types", ZG_INT64, "distinct tokens among them"},
    {"types_fitted", ZG_DOUBLE, "k * tokens^beta (Heaps), by least squares of logarithms"},
};

static zg_status growth_frame(const uint32_t *ids, size_t n, uint32_t words, double k, double beta,
                              zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    bool *seen = zg_memory_zeroed(words, sizeof *seen);
    zg_status status =
        seen == NULL ? zg_error_memory(error) : zg_frame_new(growth_fields, 3, &frame, error);
    size_t types = 0, next = 1;
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        types += !seen[ids[i]];
        seen[ids[i]] = true;
        if ((i + 1) * GROWTH_STEPS < next * n && i + 1 < n) continue;
        next = (i + 1) * GROWTH_STEPS / n + 1;
        if (!zg_frame_int64(frame, 0, (int64_t)i + 1) ||
            !zg_frame_int64(frame, 1, (int64_t)types) ||
            !zg_frame_real(frame, 2, k * pow((double)i + 1, beta))) {
            status = zg_error_memory(error);
        }
        zg_frame_row(frame);
    }
    zg_memory_free(seen);
    return zg_report_give(frame, status, out);
}

static void linear_axes(zg_page *page, const plot *p, zg_word_id x_name, zg_word_id y_name)
{
    double step = zg_svg_step(p->max_x, 5);
    const char *name = zg_words(page->lang, x_name);
    for (double v = 0; v <= p->max_x * 1.0001; v += step) {
        zg_svg_line(page, at_x(p, v), p->y, at_x(p, v), p->y + p->height, "r");
        zg_svg_real(page, at_x(p, v), p->y + p->height + 16, "s m", v);
    }
    step = zg_svg_step(p->max_y, 5);
    for (double v = 0; v <= p->max_y * 1.0001; v += step) {
        zg_svg_line(page, p->x, at_y(p, v), p->x + p->width, at_y(p, v), "r");
        zg_svg_real(page, p->x - 6, at_y(p, v) + 4, "s e", v);
    }
    zg_svg_text(page, p->x + p->width, p->y + p->height + 34, "e", name, strlen(name));
    name = zg_words(page->lang, y_name);
    zg_svg_text(page, p->x, p->y - 10, "", name, strlen(name));
}

static void draw_curve(zg_page *page, const plot *p, const zg_frame *frame, size_t column,
                       const char *classes)
{
    zg_svg_path(page, classes);
    for (size_t i = 0; i < zg_frame_rows(frame); i++) {
        double x = at_x(p, (double)zg_frame_get_int64(frame, i, 0));
        double value = column == 1 ? (double)zg_frame_get_int64(frame, i, 1)
                                   : zg_frame_get_real(frame, i, column);
        if (isnan(value) || value > p->max_y) continue;
        if (i == 0)
            zg_svg_move(page, x, at_y(p, value));
        else
            zg_svg_to(page, x, at_y(p, value));
    }
    zg_svg_path_end(page);
}

static void draw_growth(zg_report_context *r, const zg_frame *frame)
{
    size_t last = zg_frame_rows(frame) - 1;
    plot p = {.x = 70, .y = 34, .width = 420, .height = 300};
    p.max_x = (double)zg_frame_get_int64(frame, last, 0);
    p.max_y = (double)zg_frame_get_int64(frame, last, 1) * 1.08;
    zg_svg_begin(&r->page, 530, 390);
    linear_axes(&r->page, &p, ZG_WORD_AXIS_TOKENS, ZG_WORD_AXIS_TYPES);
    draw_curve(&r->page, &p, frame, 2, "q");
    draw_curve(&r->page, &p, frame, 1, "l");
    zg_svg_end(&r->page);
}

/* ---- the section ---- */

/* Ids of all tokens of the documents, in the order of the corpus. */
static zg_status collect_tokens(zg_report_context *r, uint32_t **ids, size_t *n, zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    size_t room = zg_selected_tokens(r->corpus, r->documents), used = 0;
    uint32_t *out = zg_memory_alloc(room, sizeof *out);
    if (out == NULL) return zg_error_memory(error);
    zg_cursor_begin(&cursor, r->run, r->corpus, r->documents);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        for (size_t i = 0; i < block.n; i++) {
            if (block.elements[i] < ZG_ELEMENT_FIRST) continue;
            uint32_t type = block.elements[i] - ZG_ELEMENT_FIRST;
            if (zg_corpus_word(r->corpus, type).flags & ZG_SEGMENT_TOKEN) out[used++] = type;
        }
    }
    if (status != ZG_END) {
        zg_memory_free(out);
        return status;
    }
    *ids = out;
    *n = used;
    return ZG_OK;
}

static double measure(const zg_lexical *lexical, const char *name)
{
    const zg_measure *found = zg_measure_find(name);
    return found == NULL ? NAN : found->compute.tokens(lexical);
}

static zg_status show_zipf(zg_report_context *r, const zg_lexical *lexical, zg_error *error)
{
    zg_frame *list = NULL, *frame = NULL;
    char shown[ZG_SHOWN_MAX];
    double s = measure(lexical, "zipf_mle_s");
    zg_status status = make_list(r, 1, 1, 1000000, 1, 0, &list, error);
    if (status == ZG_OK) status = zipf_frame(list, s, &frame, error);
    zg_frame_free(list);
    if (status != ZG_OK) return status;
    zg_page_figure(&r->page, ZG_WORD_FIGURE_ZIPF, 1,
                   (const char *const[]){zg_shown_real(shown, s)});
    draw_zipf(r, frame);
    return zg_report_figure_end(r, "rank_frequency.tsv", frame, error);
}

static zg_status show_growth(zg_report_context *r, const zg_lexical *lexical, const uint32_t *ids,
                             size_t n, zg_error *error)
{
    zg_frame *frame = NULL;
    char shown_k[ZG_SHOWN_MAX], shown_beta[ZG_SHOWN_MAX];
    double k = measure(lexical, "heaps_k"), beta = measure(lexical, "heaps_beta");
    zg_status status = growth_frame(ids, n, zg_corpus_words(r->corpus), k, beta, &frame, error);
    if (status != ZG_OK) return status;
    zg_page_figure(
        &r->page, ZG_WORD_FIGURE_GROWTH, 2,
        (const char *const[]){zg_shown_real(shown_k, k), zg_shown_real(shown_beta, beta)});
    draw_growth(r, frame);
    return zg_report_figure_end(r, "growth.tsv", frame, error);
}

#define LEXICAL_TEXTS 200 /* with a row each; where there are more, one row for all */

static zg_status show_lexical(zg_report_context *r, zg_error *error)
{
    zg_lexical_options options;
    zg_table *table = NULL;
    zg_frame *frame = NULL;
    zg_lexical_options_init(&options);
    if (r->n_documents > 1 && r->n_documents <= LEXICAL_TEXTS) options.by = "document";
    zg_status status = zg_lexical_table(r->run, r->corpus, r->documents, &options, &table, error);
    if (status == ZG_OK) status = zg_report_collect(table, &frame, error);
    if (status != ZG_OK) return status;
    bool folds = zg_frame_rows(frame) > OPEN_ROWS;
    const char *summary = zg_words(r->page.lang, ZG_WORD_TABLE_LEXICAL);
    if (folds) zg_page_fold(&r->page, summary, strlen(summary));
    status = zg_report_table(r, "lexical.tsv", ZG_WORD_TABLE_LEXICAL, SIZE_MAX, frame, error);
    if (folds) zg_page_fold_end(&r->page);
    return status;
}

zg_status zg_report_frequency(zg_report_context *r, zg_error *error)
{
    uint32_t *ids = NULL;
    size_t n = 0;
    zg_lexical *lexical = NULL;
    zg_page_section(&r->page, "frequency", ZG_WORD_FREQUENCY);
    zg_status status = show_orders(r, error);
    if (status == ZG_OK) status = write_list(r, error);
    if (status == ZG_OK) status = collect_tokens(r, &ids, &n, error);
    if (status == ZG_OK && n >= 2) {
        status = zg_lexical_new(ids, n, 0, &lexical, error);
        if (status == ZG_OK) status = show_zipf(r, lexical, error);
        if (status == ZG_OK) status = show_growth(r, lexical, ids, n, error);
        if (status == ZG_OK) status = show_lexical(r, error);
    }
    zg_lexical_free(lexical);
    zg_memory_free(ids);
    zg_page_section_end(&r->page);
    return status;
}
