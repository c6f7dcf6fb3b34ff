/* count: the rows of the sorted short windows of one first link.
 *
 * In sorted windows the n-gram of order n that window i spells has its `min_freq`-th occurrence
 * there if windows i and i - min_freq + 1 share its links: only then a row is made, with all it
 * has, before those of the longer n-grams that it begins. So no rare n-gram costs more than that
 * look. */
#include <string.h>

#include "count_short.h"
#include "memory.h"

/* Rows that are open, by order: those of orders up to `top` that have `min_freq` windows. */
typedef struct scan {
    const zg_short *s;
    const uint64_t *windows;
    const uint32_t *before; /* NULL: there is one document */
    uint32_t base;          /* windows that the thread has scanned before */
    uint32_t item;          /* the first link */
    uint32_t top;
    zg_short_rows *out;
    bool given; /* rows were handed over */
    size_t row[ZG_SEQUENCE_PAD];
    uint32_t start[ZG_SEQUENCE_PAD];
    uint32_t docs[ZG_SEQUENCE_PAD];
    const unsigned char *whole;             /* the windows with their documents */
    const uint8_t *target;                  /* by document; NULL without sides */
    uint32_t seen;                          /* windows of the target up to this one */
    uint32_t target_start[ZG_SEQUENCE_PAD]; /* of these, those in front of the row's first */
    uint32_t target_docs[ZG_SEQUENCE_PAD];
} scan;

static uint32_t held(const zg_short_form *form, uint64_t window)
{
    uint64_t links = window & form->links;
    return form->held_of[links != 0 ? __builtin_ctzll(links) : 64];
}

static uint32_t shared(const zg_short_form *form, uint64_t a, uint64_t b)
{
    uint64_t differ = (a ^ b) & form->links;
    return form->shared_of[differ != 0 ? __builtin_clzll(differ) : 64];
}

static void close_rows(scan *c, uint32_t keep, uint32_t end)
{
    uint32_t min_n = c->s->options->min_n;
    for (; c->top > keep; c->top--) {
        uint32_t n = c->top;
        if (n < min_n) continue;
        zg_count_row *row = &c->out->items[c->row[n]];
        row->freq = end - c->start[n];
        row->docs = c->before != NULL ? c->docs[n] : 1;
        if (c->target != NULL)
            c->out->target[c->row[n]] =
                (zg_count_side){c->seen - c->target_start[n], c->target_docs[n]};
    }
}

/* Documents among the windows start .. end. */
static uint32_t count_documents(const scan *c, uint32_t start, uint32_t end)
{
    uint32_t docs = 0;
    for (uint32_t i = start; i <= end; i++) docs += c->before[i] <= c->base + start;
    return docs;
}

/* 1 where window `at` is of the target. */
static inline uint32_t is_target(const scan *c, uint32_t at)
{
    const zg_short_form *form = &c->s->form;
    return c->target != NULL ? c->target[zg_short_document(form, c->whole + at * form->size)] : 0;
}

/* What of the windows start .. end, and of the documents among them, is of the target. */
static zg_count_side count_target(const scan *c, uint32_t start, uint32_t end)
{
    zg_count_side side = {0, 0};
    for (uint32_t i = start; i <= end; i++) {
        bool first = c->before != NULL ? c->before[i] <= c->base + start : i == start;
        uint32_t target = is_target(c, i);
        side.freq += target;
        side.docs += first ? target : 0;
    }
    return side;
}

static bool make_room(zg_short_rows *out, size_t rows, bool sides)
{
    if (sides &&
        !zg_memory_grow(&out->target, &out->target_capacity, out->n + rows, sizeof *out->target))
        return false;
    return zg_memory_grow(&out->items, &out->capacity, out->n + rows, sizeof *out->items) &&
           zg_memory_grow(&out->spelled, &out->spelled_capacity, out->n_spelled + rows,
                          sizeof *out->spelled);
}

static void drop_rows(zg_short_rows *out, size_t from, uint64_t min_docs, bool sides)
{
    size_t to = from;
    for (size_t i = from; i < out->n; i++) {
        if (out->items[i].docs < min_docs) continue;
        if (sides) out->target[to] = out->target[i];
        out->items[to++] = out->items[i];
    }
    out->n = to;
}

zg_status zg_short_give(const zg_short *s, zg_short_rows *rows, zg_error *error)
{
    size_t n = rows->n;
    if (s->options->take == NULL || n == 0) return ZG_OK;
    rows->n = rows->n_spelled = 0;
    return s->options->take(s->options->context, rows->worker, rows->items, n, rows->spelled, NULL,
                            error);
}

/* Hands over the rows that are closed; those that are not, each of which begins the next, stay. */
static zg_status give_closed(scan *c, zg_error *error)
{
    zg_short_rows *out = c->out;
    uint32_t n_open = 0, links[ZG_SEQUENCE_PAD];
    zg_count_row open[ZG_SEQUENCE_PAD];
    size_t closed = 0;
    for (uint32_t n = c->s->options->min_n; n <= c->top; n++)
        open[n_open++] = out->items[c->row[n]];
    if (n_open > 0) {
        size_t from = (size_t)zg_count_position(&open[n_open - 1]);
        memcpy(links, out->spelled + from, c->top * sizeof *links);
    }
    for (size_t i = 0; i < out->n; i++) {
        const zg_count_row row = out->items[i];
        if (row.freq > 0 && row.docs >= c->s->options->min_docs) out->items[closed++] = row;
    }
    out->n = closed;
    zg_status status = zg_short_give(c->s, out, error);
    out->n = out->n_spelled = 0;
    for (uint32_t i = 0; i < n_open; i++) {
        c->row[zg_count_n(&open[i])] = out->n;
        open[i].place &= 0xFF;
        out->items[out->n++] = open[i];
    }
    if (n_open > 0) {
        memcpy(out->spelled, links, c->top * sizeof *links);
        out->n_spelled = c->top;
    }
    c->given = true;
    return status;
}

/* Makes the rows of orders up to `n` that are not open: they begin `min_freq` - 1 windows before
 * window `at`. */
static bool open_rows(scan *c, uint32_t n, uint32_t at)
{
    const zg_short *s = c->s;
    const zg_short_form *form = &s->form;
    zg_short_rows *out = c->out;
    uint32_t start = at + 1 - (uint32_t)s->options->min_freq, item = c->item;
    uint32_t docs = c->before != NULL ? count_documents(c, start, at) : 1;
    uint64_t place = (uint64_t)out->n_spelled << 8, window = c->windows[at];
    zg_count_side target = {0, 0};
    if (c->target != NULL) target = count_target(c, start, at);
    if (out->n + n > out->capacity || out->n_spelled + n > out->spelled_capacity) {
        if (!make_room(out, n, c->target != NULL)) return false;
    }
    for (uint32_t i = 1; i <= n; i++) {
        if (s->rough != NULL && s->rough[item]) place |= 0x80;
        out->spelled[out->n_spelled++] = item;
        if (i > c->top) {
            c->start[i] = start;
            c->docs[i] = docs;
            c->target_start[i] = c->seen - (uint32_t)target.freq;
            c->target_docs[i] = (uint32_t)target.docs;
            c->row[i] = out->n;
            if (i >= s->options->min_n) out->items[out->n++] = (zg_count_row){.place = place | i};
        }
        item = (uint32_t)(window >> (64 - form->bits));
        window = (window & form->links) << form->bits;
    }
    c->top = n;
    return true;
}

/* A window more of the rows that are open, whose documents it may add to. */
static void add_document(scan *c, uint32_t at)
{
    uint32_t before = c->before[at], target = is_target(c, at);
    for (uint32_t n = c->top; n > 0 && c->base + c->start[n] >= before; n--) {
        c->docs[n]++;
        c->target_docs[n] += target;
    }
}

static zg_status scan_windows(scan *c, size_t n, zg_error *error)
{
    const zg_short_form *form = &c->s->form;
    const uint64_t *windows = c->windows;
    size_t behind = (size_t)c->s->options->min_freq - 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = (uint32_t)i;
        if (i > 0) {
            uint32_t keep = shared(form, windows[i - 1], windows[i]) + 1;
            if (keep < c->top) close_rows(c, keep, at);
        }
        c->seen += is_target(c, at);
        if (c->before != NULL) add_document(c, at);
        if (i < behind) continue;
        uint32_t most = shared(form, windows[i - behind], windows[i]);
        if (most < c->top) continue;
        uint32_t holds = held(form, windows[i]);
        most = (most < holds ? most : holds) + 1;
        if (most > c->top && !open_rows(c, most, at)) return zg_error_memory(error);
        if (c->s->options->take != NULL && c->out->n > ZG_SHORT_HELD) {
            zg_status status = give_closed(c, error);
            if (status != ZG_OK) return status;
        }
    }
    close_rows(c, 0, (uint32_t)n);
    return ZG_OK;
}

/* 1 + the last window of the same document, for each window, and for the windows to come. */
static void look_back(const zg_short *s, const unsigned char *windows, size_t n,
                      zg_short_scratch *scratch)
{
    size_t size = s->form.size;
    for (size_t i = 0; i < n; i++) {
        uint32_t *last = &scratch->last[zg_short_document(&s->form, windows + i * size)];
        scratch->before[i] = *last;
        *last = ++scratch->scanned;
    }
}

/* The links of all windows, one behind the other: where they are, or in `out`. */
static const uint64_t *take_links(const unsigned char *windows, size_t n, size_t size, void *out)
{
    uint64_t *links = out;
    if (size == sizeof *links) return (const void *)windows;
    for (size_t i = 0; i < n; i++) memcpy(&links[i], windows + i * size, sizeof *links);
    return links;
}

zg_status zg_short_scan(const zg_short *s, uint32_t item, zg_short_scratch *scratch,
                        zg_short_rows *out, zg_error *error)
{
    unsigned char *windows = s->windows + s->starts[item] * s->form.size;
    size_t n = (size_t)(s->starts[item + 1] - s->starts[item]), from = out->n;
    bool many = scratch->last != NULL;
    if (n == 0 || n < s->options->min_freq) return ZG_OK;
    zg_short_sort(&s->form, windows, n, scratch->windows);
    scan c = {.s = s,
              .windows = take_links(windows, n, s->form.size, scratch->windows),
              .before = many ? scratch->before : NULL,
              .base = scratch->scanned,
              .item = item,
              .whole = windows,
              .target = s->options->target,
              .out = out};
    if (many) look_back(s, windows, n, scratch);
    zg_status status = scan_windows(&c, n, error);
    if (status == ZG_OK && s->options->min_docs > 1)
        drop_rows(out, c.given ? 0 : from, s->options->min_docs, c.target != NULL);
    return status;
}
