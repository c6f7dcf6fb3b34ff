/* report: the longer phrases that hold chief phrases, as trees: under a phrase the longer ones that
 * hold some of its occurrences, under these the ones that hold them in turn. An occurrence counts
 * for the shortest phrase that holds it, so the numbers under a phrase add up to its frequency. */
#include <stdlib.h>
#include <string.h>

#include "report_parts.h"

#define NESTS      6 /* trees */
#define DEPTH      3 /* levels under the first */
#define LABEL_MOST 420.0
#define INDENT     20.0
#define NONE       UINT32_MAX       /* in no longer phrase */
#define OTHERS     (UINT32_MAX - 1) /* in further ones that are not drawn */

/* Wholes that are drawn, by level. */
static const size_t drawn_wholes[DEPTH] = {8, 3, 2};

/* A line of a tree: `n` occurrences of `phrase` stand in `whole`. */
typedef struct branch {
    uint32_t phrase, whole;
    uint32_t depth;  /* 0: the phrase itself */
    uint64_t n;      /* of depth 0: its frequency */
    uint64_t others; /* how many phrases OTHERS are */
} branch;

typedef struct branches {
    branch *items;
    size_t n, capacity;
    double label; /* room for labels */
} branches;

static bool add(branches *b, branch line)
{
    if (!zg_memory_grow(&b->items, &b->capacity, b->n + 1, sizeof *b->items)) return false;
    b->items[b->n++] = line;
    return true;
}

/* ---- counting ---- */

/* Occurrences by the phrase that holds them: those in none first, then the largest. */
typedef struct holder {
    uint32_t phrase;
    uint64_t n;
} holder;

static int by_phrase(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
    const holder *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    return (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

static zg_status count_holders(zg_report_context *r, uint32_t phrase, holder **out, size_t *n,
                               zg_error *error)
{
    uint64_t freq = zg_phrase_set_at(r->phrases, phrase)->freq;
    zg_occurrence *places = NULL;
    uint32_t *in = zg_memory_alloc(freq, sizeof *in);
    holder *holders = zg_memory_alloc(freq + 1, sizeof *holders);
    zg_status status = in == NULL || holders == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) status = zg_phrase_set_occurrences(r->phrases, phrase, &places, error);
    if (status == ZG_OK) {
        for (uint64_t i = 0; i < freq; i++) in[i] = places[i].container;
        qsort(in, freq, sizeof *in, by_phrase);
        *n = 1;
        holders[0] = (holder){NONE, 0};
        for (uint64_t i = 0; i < freq; i++) {
            if (in[i] == NONE) {
                holders[0].n++;
                continue;
            }
            if (i == 0 || in[i] != in[i - 1]) holders[(*n)++] = (holder){in[i], 0};
            holders[*n - 1].n++;
        }
        qsort(holders + 1, *n - 1, sizeof *holders, by_size);
        *out = holders;
        holders = NULL;
    }
    zg_memory_free(places);
    zg_memory_free(holders);
    zg_memory_free(in);
    return status;
}

static bool is_held(zg_report_context *r, uint32_t phrase)
{
    const zg_phrase *p = zg_phrase_set_at(r->phrases, phrase);
    return p->freq_consolidated < p->freq;
}

static zg_status grow_tree(zg_report_context *r, uint32_t phrase, uint32_t depth, branches *b,
                           zg_error *error)
{
    holder *holders = NULL;
    size_t n = 0;
    uint64_t rest = 0;
    zg_status status = count_holders(r, phrase, &holders, &n, error);
    if (status != ZG_OK) return status;
    size_t shown = n - 1 < drawn_wholes[depth] ? n : drawn_wholes[depth] + 1;
    for (size_t i = 0; i < shown && status == ZG_OK; i++) {
        if (i == 0 && holders[0].n == 0) continue;
        branch line = {
            .phrase = phrase, .whole = holders[i].phrase, .depth = depth + 1, .n = holders[i].n};
        if (!add(b, line)) status = zg_error_memory(error);
        if (status == ZG_OK && i > 0 && depth + 1 < DEPTH && is_held(r, holders[i].phrase)) {
            status = grow_tree(r, holders[i].phrase, depth + 1, b, error);
        }
    }
    for (size_t i = shown; i < n; i++) rest += holders[i].n;
    branch last = {
        .phrase = phrase, .whole = OTHERS, .depth = depth + 1, .n = rest, .others = n - shown};
    if (status == ZG_OK && rest > 0 && !add(b, last)) status = zg_error_memory(error);
    zg_memory_free(holders);
    return status;
}

/* ---- drawing ---- */

static const char *label_of(zg_report_context *r, const branch *line, char *shown, size_t room,
                            size_t *length)
{
    char number[ZG_SHOWN_MAX];
    if (line->depth == 0) return zg_report_phrase(r, line->phrase, length);
    if (line->whole != NONE && line->whole != OTHERS)
        return zg_report_phrase(r, line->whole, length);
    const char *text =
        zg_words(r->page.lang, line->whole == NONE ? ZG_WORD_ALONE : ZG_WORD_IN_OTHERS);
    const char *gap = strstr(text, "{0}");
    if (gap == NULL) {
        *length = strlen(text);
        return text;
    }
    zg_shown_whole(number, (int64_t)line->others);
    size_t before = (size_t)(gap - text), digits = strlen(number), after = strlen(gap + 3);
    if (before + digits + after >= room) return *length = 0, "";
    memcpy(shown, text, before);
    memcpy(shown + before, number, digits);
    memcpy(shown + before + digits, gap + 3, after);
    *length = before + digits + after;
    return shown;
}

static void draw_branch(zg_report_context *r, const branch *line, double label, double freq,
                        double y, const char *text, size_t length)
{
    const double bar_x = label + 12, room = ZG_REPORT_WIDTH - bar_x - 60;
    bool whole = line->whole != NONE && line->whole != OTHERS;
    double x = INDENT * line->depth, width = room * (double)line->n / freq;
    if (width > room) width = room;
    if (line->depth == 0) {
        zg_svg_lines(&r->page, 0, y + 13, "f", text, length, label);
        zg_svg_rect(&r->page, bar_x, y + 2, room, 12, "b", 1, NULL);
        zg_svg_whole(&r->page, bar_x + room + 6, y + 13, "", (int64_t)line->n);
        return;
    }
    zg_svg_lines(&r->page, x, y + 13, whole ? "" : "s", text, length, label - x);
    zg_svg_rect(&r->page, bar_x, y + 3, width, 11, whole ? "a" : "g",
                line->depth == 1   ? 1
                : line->depth == 2 ? 0.65
                                   : 0.4,
                NULL);
    zg_svg_whole(&r->page, bar_x + width + 6, y + 13, "s", (int64_t)line->n);
}

/* Room for the labels; those in bold are wider. */
static void measure_labels(zg_report_context *r, branches *b)
{
    char shown[200];
    b->label = 60;
    for (size_t i = 0; i < b->n; i++) {
        const branch *line = &b->items[i];
        size_t length;
        const char *text = label_of(r, line, shown, sizeof shown, &length);
        double indent = line->depth == 0 ? 16 : INDENT * line->depth;
        b->label = indent + zg_svg_label_room(b->label - indent, text, length, LABEL_MOST - indent);
    }
}

/* Draws the tree whose lines begin at `first`, with elbows from a phrase to what holds it; gives
 * the height. */
static double draw_tree(zg_report_context *r, const branches *b, size_t first, bool draw)
{
    double y = 4, freq = (double)b->items[first].n, above[DEPTH + 2] = {0};
    char shown[200];
    for (size_t i = first; i < b->n && (i == first || b->items[i].depth > 0); i++) {
        const branch *line = &b->items[i];
        size_t length;
        const char *text = label_of(r, line, shown, sizeof shown, &length);
        double x = INDENT * line->depth;
        if (line->depth > 0 && draw) {
            double elbow = x - INDENT + 6;
            zg_svg_line(&r->page, elbow, above[line->depth], elbow, y + 9, "r");
            zg_svg_line(&r->page, elbow, y + 9, x - 4, y + 9, "r");
        }
        if (draw) draw_branch(r, line, b->label, freq, y, text, length);
        double height = 3 + ZG_SVG_LEADING * (double)zg_svg_count_lines(text, length, b->label - x);
        above[line->depth] = y + 9;
        above[line->depth + 1] = y + height;
        y += height;
    }
    return y;
}

/* ---- the tables ---- */

static const zg_field fields[] = {
    {"phrase", ZG_UTF8, "the phrase as it is shown"},
    {"freq", ZG_INT64, "its occurrences"},
    {"whole", ZG_UTF8, "a longer phrase of the list that holds some; empty: none holds them"},
    {"inside", ZG_INT64, "occurrences that stand in it and in no shorter one"},
};

static bool put_row(zg_report_context *r, uint32_t phrase, uint32_t whole, uint64_t n,
                    zg_frame *frame)
{
    size_t length;
    const char *text = zg_report_phrase(r, phrase, &length);
    bool good = zg_frame_text(frame, 0, text, length) &&
                zg_frame_int64(frame, 1, (int64_t)zg_phrase_set_at(r->phrases, phrase)->freq);
    if (good && whole == NONE) {
        good = zg_frame_null(frame, 2);
    } else if (good) {
        text = zg_report_phrase(r, whole, &length);
        good = zg_frame_text(frame, 2, text, length);
    }
    good = good && zg_frame_int64(frame, 3, (int64_t)n);
    zg_frame_row(frame);
    return good;
}

/* What is drawn, as a table. */
static zg_status drawn_frame(zg_report_context *r, const branches *b, zg_frame **out,
                             zg_error *error)
{
    zg_status status = zg_frame_new(fields, 4, out, error);
    for (size_t i = 0; i < b->n && status == ZG_OK; i++) {
        const branch *line = &b->items[i];
        if (line->depth == 0 || line->whole == OTHERS) continue;
        if (!put_row(r, line->phrase, line->whole, line->n, *out)) status = zg_error_memory(error);
    }
    return status;
}

/* All chief phrases that longer ones hold, with all of these. */
static zg_status write_all(zg_report_context *r, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = zg_frame_new(fields, 4, &frame, error);
    for (size_t i = 0; i < r->n_chief && status == ZG_OK; i++) {
        holder *holders = NULL;
        size_t n = 0;
        if (!is_held(r, r->chief[i])) continue;
        status = count_holders(r, r->chief[i], &holders, &n, error);
        for (size_t k = 0; k < n && status == ZG_OK; k++) {
            if (!put_row(r, r->chief[i], holders[k].phrase, holders[k].n, frame)) {
                status = zg_error_memory(error);
            }
        }
        zg_memory_free(holders);
        if (status == ZG_OK) status = zg_run_check(r->run, error);
    }
    if (status == ZG_OK) return zg_report_write(r, "nesting.tsv", frame, error);
    zg_frame_free(frame);
    return status;
}

static zg_status show_trees(zg_report_context *r, const branches *b, zg_error *error)
{
    zg_frame *frame = NULL;
    zg_status status = drawn_frame(r, b, &frame, error);
    if (status == ZG_OK) {
        zg_page_section(&r->page, "nesting", ZG_WORD_NESTING);
        zg_page_figure(&r->page, ZG_WORD_FIGURE_NESTING, 0, NULL);
        zg_page_raw(&r->page, "<div class=\"pieces\">\n");
        for (size_t i = 0; i < b->n; i++) {
            size_t length;
            if (b->items[i].depth > 0) continue;
            const char *text = zg_report_phrase(r, b->items[i].phrase, &length);
            zg_svg_begin_as(&r->page, ZG_REPORT_WIDTH, draw_tree(r, b, i, false) + 12, text,
                            length);
            draw_tree(r, b, i, true);
            zg_svg_end(&r->page);
        }
        zg_page_raw(&r->page, "</div>\n");
        zg_page_figure_end(&r->page, frame, "nesting.tsv");
        zg_page_section_end(&r->page);
    }
    zg_frame_free(frame);
    return status == ZG_OK ? write_all(r, error) : status;
}

zg_status zg_report_nesting(zg_report_context *r, zg_error *error)
{
    branches b = {0};
    size_t trees = 0;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < r->n_chief && trees < NESTS && status == ZG_OK; i++) {
        uint32_t phrase = r->chief[i];
        if (!is_held(r, phrase)) continue;
        trees++;
        branch root = {
            .phrase = phrase, .whole = NONE, .n = zg_phrase_set_at(r->phrases, phrase)->freq};
        status = add(&b, root) ? grow_tree(r, phrase, 0, &b, error) : zg_error_memory(error);
    }
    measure_labels(r, &b);
    if (status == ZG_OK && trees > 0) status = show_trees(r, &b, error);
    zg_memory_free(b.items);
    return status;
}
