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
    size_t row[ZG_SEQUENCE_PAD];
    uint32_t start[ZG_SEQUENCE_PAD];
    uint32_t docs[ZG_SEQUENCE_PAD];
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
    }
}

/* Documents among the windows start .. end. */
static uint32_t count_documents(const scan *c, uint32_t start, uint32_t end)
{
    uint32_t docs = 0;
    for (uint32_t i = start; i <= end; i++) docs += c->before[i] <= c->base + start;
    return docs;
}

static bool make_room(zg_short_rows *out, size_t rows)
{
    return zg_memory_grow(&out->items, &out->capacity, out->n + rows, sizeof *out->items) &&
           zg_memory_grow(&out->spelled, &out->spelled_capacity, out->n_spelled + rows,
                          sizeof *out->spelled);
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
    if (out->n + n > out->capacity || out->n_spelled + n > out->spelled_capacity) {
        if (!make_room(out, n)) return false;
    }
    for (uint32_t i = 1; i <= n; i++) {
        if (s->rough != NULL && s->rough[item]) place |= 0x80;
        out->spelled[out->n_spelled++] = item;
        if (i > c->top) {
            c->start[i] = start;
            c->docs[i] = docs;
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
    uint32_t before = c->before[at];
    for (uint32_t n = c->top; n > 0 && c->base + c->start[n] >= before; n--) c->docs[n]++;
}

static bool scan_windows(scan *c, size_t n)
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
        if (c->before != NULL) add_document(c, at);
        if (i < behind) continue;
        uint32_t most = shared(form, windows[i - behind], windows[i]);
        if (most < c->top) continue;
        uint32_t holds = held(form, windows[i]);
        most = (most < holds ? most : holds) + 1;
        if (most > c->top && !open_rows(c, most, at)) return false;
    }
    close_rows(c, 0, (uint32_t)n);
    return true;
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

static void drop_rows(zg_short_rows *out, size_t from, uint64_t min_docs)
{
    size_t to = from;
    for (size_t i = from; i < out->n; i++) {
        if (out->items[i].docs >= min_docs) out->items[to++] = out->items[i];
    }
    out->n = to;
}

bool zg_short_scan(const zg_short *s, uint32_t item, zg_short_scratch *scratch, zg_short_rows *out)
{
    unsigned char *windows = s->windows + s->starts[item] * s->form.size;
    size_t n = (size_t)(s->starts[item + 1] - s->starts[item]), from = out->n;
    bool many = scratch->last != NULL;
    if (n == 0 || n < s->options->min_freq) return true;
    zg_short_sort(&s->form, windows, n, scratch->windows);
    scan c = {.s = s,
              .windows = take_links(windows, n, s->form.size, scratch->windows),
              .before = many ? scratch->before : NULL,
              .base = scratch->scanned,
              .item = item,
              .out = out};
    if (many) look_back(s, windows, n, scratch);
    if (!scan_windows(&c, n)) return false;
    if (s->options->min_docs > 1) drop_rows(out, from, s->options->min_docs);
    return true;
}
