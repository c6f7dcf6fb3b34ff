/* report: what sets groups of texts apart: by the fields whose values make a few groups, and by
 * periods of time, or by the field that was asked for. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/keyness.h>

#include "number.h"
#include "report_keyness.h"

#define GROUPS_MAX  8
#define FIELDS_MAX  3  /* text fields that are compared */
#define ROWS        12 /* of each group in the picture */
#define ROWS_MANY   5  /* where there are more than MANY groups */
#define MANY        4
#define PERIOD_SIZE 3 /* texts that a period has on average, or none are made */
#define TOLD        3 /* phrases of each group in the summary */

/* A way to put texts into groups. */
typedef struct way {
    char *by; /* FIELD[:BIN] */
    bool is_time;
    size_t n; /* groups */
} way;

typedef struct ways {
    way items[FIELDS_MAX + 1];
    size_t n;
} ways;

static void free_ways(ways *w)
{
    for (size_t i = 0; i < w->n; i++) zg_memory_free(w->items[i].by);
}

/* How many groups FIELD[:BIN] makes, 0 where none can be made, and of how many texts. */
static zg_status count_groups(zg_report_context *r, const char *by, size_t *n, uint64_t *texts,
                              zg_error *error)
{
    zg_groups groups = {0};
    zg_status status = zg_groups_make(r->corpus, r->documents, by, &groups, error);
    *n = groups.n;
    *texts = 0;
    for (size_t i = 0; i < groups.n; i++) {
        *texts += zg_selection_documents(groups.items[i].documents);
    }
    zg_groups_free(&groups);
    if (status == ZG_ERROR_EMPTY) *n = 0;
    return status == ZG_ERROR_EMPTY ? ZG_OK : status;
}

static zg_status add_way(ways *w, const char *field, const char *bin, bool is_time, size_t n,
                         zg_error *error)
{
    zg_buffer by = {0};
    if (!zg_buffer_text(&by, field) || !zg_buffer_text(&by, bin) || !zg_buffer_byte(&by, '\0')) {
        zg_buffer_free(&by);
        return zg_error_memory(error);
    }
    w->items[w->n++] = (way){.by = by.data, .is_time = is_time, .n = n};
    return ZG_OK;
}

/* The finest periods of which there are two to eight, each of some texts. */
static zg_status add_periods(zg_report_context *r, ways *w, zg_error *error)
{
    static const char *const dates[] = {":month", ":quarter", ":year"};
    static const char *const numbers[] = {":5", ":10", ":20", ":50", ":100"};
    if (r->date_field == SIZE_MAX) return ZG_OK;
    bool is_date = zg_corpus_field_type(r->corpus, r->date_field) == ZG_FIELD_DATE;
    const char *field = zg_corpus_field_name(r->corpus, r->date_field);
    for (size_t i = 0; i < (is_date ? 3 : 5); i++) {
        const char *bin = is_date ? dates[i] : numbers[i];
        size_t n = 0, before = w->n;
        uint64_t texts = 0;
        zg_status status = add_way(w, field, bin, true, 0, error);
        if (status == ZG_OK) status = count_groups(r, w->items[before].by, &n, &texts, error);
        if (status != ZG_OK) return status;
        w->items[before].n = n;
        if (n >= 2 && n <= GROUPS_MAX && texts >= PERIOD_SIZE * n) return ZG_OK;
        zg_memory_free(w->items[--w->n].by);
    }
    return ZG_OK;
}

/* The one asked for; else text fields, the title aside, with two to eight values that most texts
 * have, fewer than these, and periods. */
static zg_status choose_ways(zg_report_context *r, ways *w, zg_error *error)
{
    size_t n = 0;
    uint64_t texts = 0;
    zg_status status = ZG_OK;
    if (r->options->by != NULL) {
        status = count_groups(r, r->options->by, &n, &texts, error);
        return status == ZG_OK ? add_way(w, r->options->by, "", false, n, error) : status;
    }
    for (size_t i = 0; i < zg_corpus_fields(r->corpus) && w->n < FIELDS_MAX; i++) {
        if (i == r->title_field || zg_corpus_field_type(r->corpus, i) != ZG_FIELD_TEXT) continue;
        const char *name = zg_corpus_field_name(r->corpus, i);
        status = count_groups(r, name, &n, &texts, error);
        if (status == ZG_OK && n >= 2 && n <= GROUPS_MAX && n < texts &&
            2 * texts > r->n_documents) {
            status = add_way(w, name, "", false, n, error);
        }
        if (status != ZG_OK) return status;
    }
    return add_periods(r, w, error);
}

/* ---- one comparison ---- */

typedef struct comparison {
    const way *way;
    zg_frame *all;  /* rows of all comparisons, the way in front */
    zg_frame *rows; /* of this one: first all, then those of the picture */
    zg_forest_columns c;
    uint64_t family;
    bool descriptive; /* some rows are */
} comparison;

static zg_status compare(zg_report_context *r, comparison *k, zg_error *error)
{
    zg_table *table = NULL;
    zg_keyness_options options;
    zg_keyness_options_init(&options);
    options.leave_one_out = true;
    options.per = r->per;
    zg_status status = zg_keyness_by(r->run, r->corpus, r->documents, k->way->by, ZG_VERSUS_REST,
                                     &options, &table, error);
    if (status != ZG_OK) return status;
    k->family = zg_report_family(table);
    status = zg_report_collect(table, &k->rows, error);
    if (status == ZG_OK && !zg_forest_find(k->rows, &k->c)) {
        status = zg_error_set(error, ZG_ERROR_ARGUMENT, "keyness", "a column is missing");
    }
    return status;
}

static zg_status begin_all(comparison *k, zg_error *error)
{
    size_t n = zg_frame_columns(k->rows);
    zg_field *fields = zg_memory_alloc(n + 1, sizeof *fields);
    if (fields == NULL) return zg_error_memory(error);
    fields[0] = (zg_field){"by", ZG_UTF8, "field, and bin, whose values make the groups"};
    for (size_t i = 0; i < n; i++) fields[i + 1] = *zg_frame_field(k->rows, i);
    zg_status status = zg_frame_new(fields, n + 1, &k->all, error);
    zg_memory_free(fields);
    return status;
}

/* Adds the rows of this comparison to those of all. */
static zg_status keep_rows(comparison *k, zg_error *error)
{
    zg_status status = k->all == NULL ? begin_all(k, error) : ZG_OK;
    size_t n = zg_frame_columns(k->rows), length;
    for (size_t row = 0; row < zg_frame_rows(k->rows) && status == ZG_OK; row++) {
        bool good = zg_frame_text(k->all, 0, k->way->by, strlen(k->way->by));
        for (size_t i = 0; i < n && good; i++) {
            if (!zg_frame_has(k->rows, row, i)) {
                good = zg_frame_null(k->all, i + 1);
            } else if (zg_frame_field(k->rows, i)->type == ZG_INT64) {
                good = zg_frame_int64(k->all, i + 1, zg_frame_get_int64(k->rows, row, i));
            } else if (zg_frame_field(k->rows, i)->type == ZG_DOUBLE) {
                good = zg_frame_real(k->all, i + 1, zg_frame_get_real(k->rows, row, i));
            } else {
                const char *text = zg_frame_get_text(k->rows, row, i, &length);
                good = zg_frame_text(k->all, i + 1, text, length);
            }
        }
        zg_frame_row(k->all);
        if (!good) status = zg_error_memory(error);
    }
    return status;
}

/* Leaves the first rows of each group, those that are surely more frequent in it. */
static zg_status choose_rows(comparison *k, zg_error *error)
{
    size_t most = k->way->n > MANY ? ROWS_MANY : ROWS, n = 0;
    bool *keep = zg_memory_zeroed(zg_frame_rows(k->rows), sizeof *keep);
    if (keep == NULL) return zg_error_memory(error);
    for (size_t row = 0; row < zg_frame_rows(k->rows); row++) {
        bool scored = zg_frame_has(k->rows, row, k->c.lrc);
        if (zg_forest_begins(k->rows, &k->c, row)) n = 0;
        k->descriptive |= !scored;
        keep[row] = n < most && (!scored || zg_frame_get_real(k->rows, row, k->c.lrc) > 0);
        n += keep[row];
    }
    zg_frame_filter(k->rows, keep);
    zg_memory_free(keep);
    return ZG_OK;
}

/* The first phrases of each group that more than one text carries. */
static void find_groups(zg_report_context *r, const comparison *k)
{
    size_t told = 0, groups = 0, length;
    zg_page_finding(&r->page);
    zg_page_say(&r->page, k->way->is_time ? ZG_WORD_FOUND_PERIODS : ZG_WORD_FOUND_GROUPS, 1,
                (const char *const[]){k->way->by});
    zg_report_to(r, "keyness");
    zg_page_raw(&r->page, "\n<ul>\n");
    for (size_t row = 0; row < zg_frame_rows(k->rows); row++) {
        if (zg_forest_begins(k->rows, &k->c, row)) told = 0;
        if (told == TOLD || zg_forest_hangs(k->rows, &k->c, row)) continue;
        if (told == 0) {
            const char *group = zg_frame_get_text(k->rows, row, k->c.group, &length);
            zg_page_raw(&r->page, groups++ > 0 ? "</li>\n<li>" : "<li>");
            zg_page_text(&r->page, group, length);
            zg_page_word(&r->page, ZG_WORD_COLON);
        } else {
            zg_page_word(&r->page, ZG_WORD_AND);
        }
        const char *text = zg_frame_get_text(k->rows, row, k->c.item, &length);
        zg_report_strong(r, text, length);
        told++;
    }
    zg_page_raw(&r->page, groups > 0 ? "</li>\n</ul>" : "</ul>");
    zg_page_finding_end(&r->page);
}

/* Whether the summary has something to tell of it. */
static bool tells(const comparison *k)
{
    for (size_t row = 0; row < zg_frame_rows(k->rows); row++) {
        if (!zg_forest_hangs(k->rows, &k->c, row)) return true;
    }
    return false;
}

static void show_comparison(zg_report_context *r, comparison *k)
{
    char family[ZG_SHOWN_MAX];
    zg_page_paragraph(&r->page, k->way->is_time ? ZG_WORD_KEYNESS_TIME : ZG_WORD_KEYNESS_TEXT, 1,
                      (const char *const[]){k->way->by});
    zg_shown_whole(family, (int64_t)k->family);
    if (k->descriptive) zg_page_paragraph(&r->page, ZG_WORD_DESCRIPTIVE, 0, NULL);
    if (zg_frame_rows(k->rows) == 0) {
        zg_page_paragraph(&r->page, ZG_WORD_KEYNESS_NONE, 1, (const char *const[]){family});
        return;
    }
    zg_page_figure(&r->page, k->family > 0 ? ZG_WORD_FIGURE_FOREST : ZG_WORD_FIGURE_FOREST_FEW, 1,
                   (const char *const[]){family});
    zg_report_forest(r, k->rows, &k->c);
    zg_page_figure_end(&r->page, k->rows, "keyness.tsv");
    if (tells(k)) find_groups(r, k);
}

zg_status zg_report_keyness(zg_report_context *r, zg_error *error)
{
    ways w = {0};
    zg_frame *all = NULL;
    zg_status status = choose_ways(r, &w, error);
    if (status == ZG_OK && w.n > 0) zg_page_section(&r->page, "keyness", ZG_WORD_KEYNESS);
    for (size_t i = 0; i < w.n && status == ZG_OK; i++) {
        comparison k = {.way = &w.items[i], .all = all};
        status = compare(r, &k, error);
        if (status == ZG_OK) status = keep_rows(&k, error);
        if (status == ZG_OK) status = choose_rows(&k, error);
        if (status == ZG_OK) show_comparison(r, &k);
        if (status == ZG_OK)
            status = zg_report_note_family(r, "keyness.tsv", k.way->by, k.family, error);
        all = k.all;
        zg_frame_free(k.rows);
    }
    if (w.n > 0) zg_page_section_end(&r->page);
    free_ways(&w);
    if (status == ZG_OK && all != NULL) return zg_report_write(r, "keyness.tsv", all, error);
    zg_frame_free(all);
    return status;
}
