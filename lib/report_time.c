/* report: time. Texts are put into periods; the items of a list, and the phrases whose use changed
 * most, get a panel each. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <zigram/measures.h>

#include "measures_law.h"
#include "number.h"
#include "report_time.h"

#define PERIODS_MAX 60
#define PANELS      8   /* of phrases */
#define PANELS_MAX  60  /* of items */
#define CANDIDATES  400 /* chief phrases that are looked at */
#define TOLD        4   /* changes in the summary */

typedef struct track {
    uint32_t index; /* of a phrase, or of an item of the list */
    bool is_item;
    double g2; /* how much its rates differ between periods */
    int64_t freqs[PERIODS_MAX];
} track;

static void periods_free(zg_periods *p)
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
static zg_status place_periods(zg_periods *p, zg_error *error)
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
static zg_status choose_periods(zg_report_context *r, zg_periods *p, zg_error *error)
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

static zg_status periods_make(zg_report_context *r, zg_periods *p, zg_error *error)
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

static zg_status follow(const zg_periods *p, const zg_report_subject *subject, track *out,
                        zg_error *error)
{
    zg_group_freqs freqs;
    for (uint64_t i = 0; i < subject->freq; i++) {
        uint32_t period = p->period[subject->places[i].document];
        if (period != UINT32_MAX) out->freqs[period]++;
    }
    zg_status status = zg_group_freqs_init(&freqs, out->freqs, p->tokens, p->n, error);
    const zg_measure *g2 = zg_measure_find("g2_2k");
    if (status == ZG_OK && g2 != NULL) out->g2 = fabs(g2->compute.groups(&freqs));
    return status;
}

static zg_status follow_phrase(zg_report_context *r, const zg_periods *p, uint32_t phrase,
                               track *out, zg_error *error)
{
    zg_report_subject subject;
    *out = (track){.index = phrase};
    zg_status status = zg_report_subject_of(r, phrase, &subject, error);
    if (status != ZG_OK) return status;
    status = follow(p, &subject, out, error);
    zg_report_subject_free(&subject);
    return status == ZG_OK ? zg_run_check(r->run, error) : status;
}

/* The phrases that changed most, in the order of their score. */
static zg_status choose_tracks(zg_report_context *r, const zg_periods *p, track *tracks, size_t *n,
                               zg_error *error)
{
    *n = 0;
    for (size_t i = 0; i < r->n_chief && i < CANDIDATES; i++) {
        track t;
        size_t least = 0;
        zg_status status = follow_phrase(r, p, r->chief[i], &t, error);
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

/* All items of the list, in its order. */
static zg_status follow_items(zg_report_context *r, const zg_periods *p, track *tracks,
                              zg_error *error)
{
    zg_status status = ZG_OK;
    for (size_t i = 0; i < r->n_items && status == ZG_OK; i++) {
        tracks[i] = (track){.index = (uint32_t)i, .is_item = true};
        status = follow(p, &r->items[i], &tracks[i], error);
    }
    return status;
}

static const char *track_name(zg_report_context *r, const track *t, size_t *length)
{
    if (!t->is_item) return zg_report_phrase(r, t->index, length);
    *length = r->items[t->index].text.length;
    return r->items[t->index].text.data;
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

static const zg_field fields[ZG_TIME_COLUMNS] = {
    {"phrase", ZG_UTF8, "the phrase or item as it is shown"},
    {"period", ZG_UTF8, "the period, or its beginning"},
    {"freq", ZG_INT64, "occurrences in it"},
    {"tokens", ZG_INT64, "tokens of its texts"},
    {"documents", ZG_INT64, "its texts"},
    {"rate", ZG_DOUBLE, "per * freq / tokens; per stands in report.meta.json"},
    {"rate_low", ZG_DOUBLE, "lower limit, 95 % (Clopper & Pearson 1934)"},
    {"rate_high", ZG_DOUBLE, "upper limit, 95 % (Clopper & Pearson 1934)"},
};

static zg_status time_frame(zg_report_context *r, const zg_periods *p, const track *tracks,
                            size_t n, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    double per = (double)r->per;
    zg_status status = zg_frame_new(fields, ZG_TIME_COLUMNS, &frame, error);
    for (size_t i = 0; i < n * p->n && status == ZG_OK; i++) {
        const track *t = &tracks[i / p->n];
        size_t k = i % p->n, length;
        const zg_group *group = &p->groups.items[k];
        band limits = interval(t->freqs[k], p->tokens[k]);
        const char *text = track_name(r, t, &length);
        bool good =
            zg_frame_text(frame, ZG_TIME_PHRASE, text, length) &&
            zg_frame_text(frame, ZG_TIME_PERIOD, group->name, strlen(group->name)) &&
            zg_frame_int64(frame, ZG_TIME_FREQ, t->freqs[k]) &&
            zg_frame_int64(frame, ZG_TIME_TOKENS, p->tokens[k]) &&
            zg_frame_int64(frame, ZG_TIME_DOCUMENTS,
                           (int64_t)zg_selection_documents(group->documents)) &&
            zg_frame_real(frame, ZG_TIME_RATE, per * (double)t->freqs[k] / (double)p->tokens[k]) &&
            zg_frame_real(frame, ZG_TIME_LOW, per * limits.low) &&
            zg_frame_real(frame, ZG_TIME_HIGH, per * limits.high);
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    return zg_report_give(frame, status, out);
}

static zg_status show_tracks(zg_report_context *r, const zg_periods *time, const track *tracks,
                             size_t n, zg_word_id caption, const char *tsv, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = time_frame(r, time, tracks, n, &frame, error);
    if (status != ZG_OK) return status;
    zg_page_figure(&r->page, caption, 1, (const char *const[]){r->per_shown});
    zg_page_raw(&r->page, "<div class=\"panels\">\n");
    for (size_t i = 0; i < n && i < PANELS_MAX; i++) zg_report_panel(r, time, frame, i * time->n);
    zg_page_raw(&r->page, "</div>\n");
    status = zg_report_base(r, time, error);
    if (status == ZG_OK) return zg_report_figure_end(r, tsv, frame, error);
    zg_frame_free(frame);
    return status;
}

/* ---- the summary ---- */

/* The period in which a track is most frequent by rate. */
static size_t peak_of(const zg_periods *p, const track *t)
{
    size_t best = 0;
    for (size_t i = 1; i < p->n; i++) {
        if ((double)t->freqs[i] / (double)p->tokens[i] >
            (double)t->freqs[best] / (double)p->tokens[best]) {
            best = i;
        }
    }
    return best;
}

/* The tracks whose rates differ most, with the period of the highest. */
static void find_changes(zg_report_context *r, const zg_periods *p, const track *tracks, size_t n)
{
    bool told[PANELS] = {false};
    zg_page_finding(&r->page);
    zg_page_word(&r->page, ZG_WORD_FOUND_TIME);
    for (size_t k = 0; k < TOLD && k < n; k++) {
        size_t best = SIZE_MAX, length;
        for (size_t i = 0; i < n; i++) {
            if (!told[i] && (best == SIZE_MAX || tracks[i].g2 > tracks[best].g2)) best = i;
        }
        told[best] = true;
        const char *text = track_name(r, &tracks[best], &length);
        const char *name = p->groups.items[peak_of(p, &tracks[best])].name;
        if (k > 0) zg_page_word(&r->page, ZG_WORD_AND);
        zg_report_strong(r, text, length);
        zg_page_say(&r->page, ZG_WORD_IN_BRACKETS, 1, (const char *const[]){name});
    }
    zg_report_finding_end(r, "time");
}

/* ---- the section ---- */

static zg_status show_items(zg_report_context *r, const zg_periods *time, zg_error *error)
{
    if (r->n_items == 0) return ZG_OK;
    bool lines = time->n >= ZG_LINE_PERIODS;
    track *tracks = zg_memory_alloc(r->n_items, sizeof *tracks);
    zg_status status =
        tracks == NULL ? zg_error_memory(error) : follow_items(r, time, tracks, error);
    if (status == ZG_OK) {
        zg_page_heading(&r->page, ZG_WORD_ITEMS);
        if (r->n_items > PANELS_MAX) {
            char shown[ZG_SHOWN_MAX], all[ZG_SHOWN_MAX];
            zg_page_paragraph(&r->page, ZG_WORD_ITEMS_DRAWN, 2,
                              (const char *const[]){zg_shown_whole(shown, PANELS_MAX),
                                                    zg_shown_whole(all, (int64_t)r->n_items)});
        }
        status = show_tracks(r, time, tracks, r->n_items,
                             lines ? ZG_WORD_FIGURE_ITEM_TIME : ZG_WORD_FIGURE_ITEM_DOTS,
                             "items_over_time.tsv", error);
    }
    zg_memory_free(tracks);
    return status;
}

static zg_status show_phrases(zg_report_context *r, const zg_periods *time, zg_error *error)
{
    size_t n = 0;
    if (r->n_chief == 0) return ZG_OK;
    bool lines = time->n >= ZG_LINE_PERIODS;
    track *tracks = zg_memory_alloc(PANELS, sizeof *tracks);
    zg_status status =
        tracks == NULL ? zg_error_memory(error) : choose_tracks(r, time, tracks, &n, error);
    if (status == ZG_OK) {
        zg_page_paragraph(&r->page, ZG_WORD_TIME_TEXT, 0, NULL);
        status = show_tracks(r, time, tracks, n, lines ? ZG_WORD_FIGURE_TIME : ZG_WORD_FIGURE_DOTS,
                             "time.tsv", error);
        find_changes(r, time, tracks, n);
    }
    zg_memory_free(tracks);
    return status;
}

zg_status zg_report_time(zg_report_context *r, zg_error *error)
{
    zg_periods time = {0};
    if (r->date_field == SIZE_MAX || (r->n_chief == 0 && r->n_items == 0)) return ZG_OK;
    zg_status status = periods_make(r, &time, error);
    if (status == ZG_OK && time.n >= 2 && time.n <= PERIODS_MAX) {
        zg_page_section(&r->page, "time", ZG_WORD_TIME);
        status = show_items(r, &time, error);
        if (status == ZG_OK) status = show_phrases(r, &time, error);
        zg_page_section_end(&r->page);
    }
    periods_free(&time);
    return status;
}
