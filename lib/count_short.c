/* count: finding short windows, and the rows of all of them.
 *
 * The positions are cut into ranges, one for each thread, and how many windows of each range begin
 * with each link is counted first, so that every range knows where its windows go. Windows are made
 * from the last position of a piece to the first: the links behind one are those behind the next,
 * and one more in front. */
#include "count_short.h"

#include <string.h>

#include "memory.h"

enum {
    PIECE = 4096,
    TASKS = 256,
    WAVE = 32,
    TASKS_AT_ONCE = 4,
    ITEMS = 0,
    TARGET = 2,
    SPELLED = 5
};

/* ---- the form ---- */

static uint32_t bits_for(uint64_t values)
{
    uint32_t bits = 0;
    while (bits < 64 && values >> bits != 0) bits++;
    return bits;
}

bool zg_count_is_short(uint64_t links, uint64_t documents, uint64_t elements, uint32_t max_n)
{
    uint64_t used = (uint64_t)(max_n - 1) * bits_for(links > 0 ? links : 1);
    return elements < UINT32_MAX && documents < UINT32_MAX && used <= 64;
}

bool zg_count_may_borrow(const zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                         zg_within within, uint32_t max_n)
{
    uint64_t documents = zg_selected_count(corpus, selection), elements = 0;
    if (within != ZG_WITHIN_CLAUSE || zg_run_available(run) != UINT64_MAX) return false;
    for (uint64_t i = 0; i < documents; i++)
        elements += zg_corpus_elements(corpus, zg_selected(corpus, selection, i));
    return zg_count_is_short(zg_corpus_words(corpus), documents, elements, max_n);
}

static zg_short_form make_form(const zg_sequence *sequence, uint32_t max_n)
{
    uint32_t bits = bits_for(sequence->n_documents > 0 ? sequence->n_documents - 1 : 0);
    zg_short_form form = {.bits = bits_for(sequence->n_links > 0 ? sequence->n_links : 1),
                          .fields = max_n - 1,
                          .size = sizeof(uint64_t)};
    form.used = form.bits * form.fields;
    if (form.used + bits <= 64)
        form.documents = ((uint64_t)1 << bits) - 1;
    else
        form.size = ZG_SHORT_WINDOW;
    form.links = form.used == 0 ? 0 : UINT64_MAX << (64 - form.used);
    for (uint32_t i = 0; i < 64; i++) {
        uint32_t before = i / form.bits, behind = (63 - i) / form.bits + 1;
        form.shared_of[i] = (uint8_t)(before < form.fields ? before : form.fields);
        form.held_of[i] = (uint8_t)(behind < form.fields ? behind : form.fields);
    }
    form.shared_of[64] = (uint8_t)form.fields;
    return form;
}

/* ---- windows ---- */

typedef struct gather {
    zg_short *s;
    uint32_t *first_of; /* by item: that of its token without marks; NULL: of all the same */
    uint64_t *next;     /* by range, by item: where its next window goes */
    size_t n_ranges;
    uint64_t span; /* positions of a range */
} gather;

static uint64_t *range_next(const gather *g, size_t range)
{
    return g->next + range * ((size_t)g->s->sequence->n_links + 1);
}

/* Counts the items of a piece, of which there are `n`. */
static void count_piece(const gather *g, const uint32_t *items, size_t n, uint64_t *counts)
{
    for (size_t i = 0; i < n && g->first_of == NULL; i++) counts[items[i]]++;
    for (size_t i = 0; i < n && g->first_of != NULL; i++) counts[g->first_of[items[i]]]++;
}

static void put_window(const zg_short *s, uint64_t place, uint64_t links, uint64_t document)
{
    unsigned char *to = s->windows + place * s->form.size;
    uint32_t behind = (uint32_t)document;
    links |= document & s->form.documents;
    memcpy(to, &links, sizeof links);
    if (s->form.size > sizeof links) memcpy(to + sizeof links, &behind, sizeof behind);
}

/* Barriers go to the window that is none, without a branch that nobody can predict. */
static void gather_piece(const gather *g, const uint32_t *items, size_t n, uint64_t document,
                         uint64_t *next)
{
    const zg_short_form form = g->s->form;
    uint64_t links = 0;
    for (size_t i = n + form.fields; i-- > 0;) {
        uint32_t item = items[i];
        uint64_t real = item != ZG_BARRIER;
        if (i < n) {
            uint32_t first = g->first_of == NULL ? item : g->first_of[item];
            put_window(g->s, next[first], links, document);
            next[first] += real;
        }
        links = ((uint64_t)item << (64 - form.bits) | links >> form.bits) & (0 - real) & form.links;
    }
}

/* Does `what` for each piece of a range of positions, one document after another. */
static void each_piece(const gather *g, size_t range,
                       void (*what)(const gather *, const uint32_t *, size_t, uint64_t, uint64_t *))
{
    const zg_sequence *q = g->s->sequence;
    uint64_t at = range * g->span, end = at + g->span < q->n ? at + g->span : q->n;
    uint32_t buffer[PIECE + ZG_SEQUENCE_PAD];
    uint64_t document = zg_sequence_find(q, at);
    while (at < end) {
        while (q->starts[document + 1] <= at) document++;
        uint64_t stop = q->starts[document + 1] < end ? q->starts[document + 1] : end;
        size_t n = stop - at < PIECE ? (size_t)(stop - at) : PIECE;
        const uint32_t *items = zg_sequence_piece(q, document, at, n, g->s->form.fields, buffer);
        what(g, items, n, document, range_next(g, range));
        at += n;
    }
}

static void count_one(const gather *g, const uint32_t *items, size_t n, uint64_t document,
                      uint64_t *counts)
{
    (void)document;
    count_piece(g, items, n, counts);
}

static zg_status count_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    (void)worker;
    (void)error;
    each_piece(context, range, count_one);
    return ZG_OK;
}

static zg_status gather_range(void *context, size_t range, uint32_t worker, zg_error *error)
{
    (void)worker;
    (void)error;
    each_piece(context, range, gather_piece);
    return ZG_OK;
}

static bool begin_gather(gather *g)
{
    const zg_sequence *q = g->s->sequence;
    size_t slots = (size_t)q->n_links + 1;
    /* Ranges so long that their counters are small beside them. */
    uint64_t most = q->n / slots / 8, threads = zg_run_threads(g->s->run);
    g->n_ranges = most < threads ? (size_t)most : (size_t)threads;
    if (g->n_ranges == 0) g->n_ranges = 1;
    g->span = q->n / g->n_ranges + 1;
    g->next = zg_memory_zeroed(slots * g->n_ranges, sizeof *g->next);
    if (g->next == NULL || q->codes != NULL) return g->next != NULL;
    g->first_of = zg_memory_alloc(slots, sizeof *g->first_of);
    if (g->first_of == NULL) return false;
    g->first_of[ZG_BARRIER] = ZG_BARRIER;
    for (uint32_t link = 0; link < q->n_links; link++)
        g->first_of[link + 1] = q->links[link].bare + 1;
    return true;
}

/* Where the windows of each link begin, and of each range among them. */
static void place_ranges(const gather *g)
{
    uint64_t total = 0;
    for (uint32_t item = 1; item <= g->s->sequence->n_links; item++) {
        g->s->starts[item] = total;
        for (size_t range = 0; range < g->n_ranges; range++) {
            uint64_t *next = &range_next(g, range)[item], count = *next;
            *next = total;
            total += count;
        }
    }
    g->s->starts[g->s->sequence->n_links + 1] = total;
    for (size_t range = 0; range < g->n_ranges; range++)
        range_next(g, range)[ZG_BARRIER] = total + range;
}

/* Reserves what threads need besides what stands in rooms; false where that is half of what there
 * is. */
static bool reserve_scratch(zg_short *s)
{
    const zg_sequence *q = s->sequence;
    uint64_t available = zg_run_available(s->run);
    if (available == UINT64_MAX) return true;
    uint64_t rows = 2 * (ZG_SHORT_HELD + ZG_SEQUENCE_PAD) *
                    (sizeof(zg_count_row) + s->options->max_n * sizeof(uint32_t));
    uint64_t each = q->n_documents * sizeof(uint32_t) + TASKS_AT_ONCE * rows;
    uint64_t need =
        zg_run_threads(s->run) * (each + ((uint64_t)q->n_links + 1) * sizeof(uint64_t)) +
        ((uint64_t)q->n_links + 1) * (2 * sizeof(uint64_t) + sizeof(uint32_t));
    if (need > available / 2 || zg_run_reserve(s->run, need, NULL) != ZG_OK) return false;
    s->reserved = need;
    return true;
}

/* Puts the windows of all positions into `s->windows`, and sets `starts`, which makes the first. */
static zg_status gather_windows(zg_short *s, zg_room *windows, bool *fits, zg_error *error)
{
    gather g = {.s = s};
    zg_status status = begin_gather(&g) ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = zg_pool_run(s->run, g.n_ranges, count_range, &g, error);
    if (status == ZG_OK) {
        place_ranges(&g);
        *fits = reserve_scratch(s);
    }
    if (status == ZG_OK && *fits) {
        uint64_t total = s->starts[s->sequence->n_links + 1] + g.n_ranges;
        status = zg_room_make(windows, total * s->form.size, error);
        s->windows = windows->data;
    }
    if (status == ZG_OK && *fits) status = zg_pool_run(s->run, g.n_ranges, gather_range, &g, error);
    zg_memory_free(g.first_of);
    zg_memory_free(g.next);
    return status;
}

/* ---- rows ---- */

typedef struct wave {
    const zg_short *s;
    uint32_t firsts[TASKS + 2]; /* of each task: its first item */
    size_t n_tasks, begun;
    size_t most; /* tasks at once */
    zg_short_rows rows[WAVE];
    zg_short_scratch *scratch; /* by worker */
    uint64_t largest;          /* windows of a first link */
} wave;

static void cut_tasks(wave *w)
{
    const zg_short *s = w->s;
    uint32_t items = s->sequence->n_links + 1;
    uint64_t goal = s->starts[items] / TASKS + 1;
    for (uint32_t item = 1; item < items;) {
        uint32_t first = item;
        w->firsts[w->n_tasks++] = first;
        for (; item < items && s->starts[item] - s->starts[first] < goal; item++) {
            uint64_t n = s->starts[item + 1] - s->starts[item];
            if (n > w->largest) w->largest = n;
        }
    }
    w->firsts[w->n_tasks] = items;
}

static zg_status make_scratch(const wave *w, zg_short_scratch *scratch, zg_error *error)
{
    bool many = w->s->sequence->n_documents > 1;
    scratch->rooms[0].run = scratch->rooms[1].run = w->s->run;
    zg_status status = zg_room_make(&scratch->rooms[0], w->largest * w->s->form.size, error);
    if (status == ZG_OK && many)
        status = zg_room_make(&scratch->rooms[1], w->largest * sizeof *scratch->before, error);
    if (status != ZG_OK) return status;
    scratch->windows = scratch->rooms[0].data;
    if (!many) return ZG_OK;
    scratch->before = scratch->rooms[1].data;
    scratch->last = zg_memory_zeroed((size_t)w->s->sequence->n_documents, sizeof *scratch->last);
    return scratch->last != NULL ? ZG_OK : zg_error_memory(error);
}

static zg_status scan_task(void *context, size_t index, uint32_t worker, zg_error *error)
{
    wave *w = context;
    zg_short_rows *rows = &w->rows[index];
    zg_short_scratch *scratch = &w->scratch[worker];
    const uint32_t *task = &w->firsts[w->begun + index];
    rows->n = rows->n_spelled = 0;
    rows->worker = worker;
    zg_status status = scratch->windows == NULL ? make_scratch(w, scratch, error) : ZG_OK;
    for (uint32_t item = task[0]; item < task[1] && status == ZG_OK; item++) {
        status = zg_short_scan(w->s, item, scratch, rows, error);
        if (status == ZG_OK) status = zg_run_check(w->s->run, error);
    }
    return status == ZG_OK ? zg_short_give(w->s, rows, error) : status;
}

static zg_status append_rows(const zg_short_rows *more, bool sides, size_t *n_spelled,
                             zg_count *out, zg_error *error)
{
    size_t rows = out->n + more->n, spelled = *n_spelled + more->n_spelled;
    zg_status status = zg_room_grow(&out->rooms[ITEMS], rows * sizeof *out->rows, error);
    if (status == ZG_OK)
        status = zg_room_grow(&out->rooms[SPELLED], spelled * sizeof *out->spelled, error);
    if (status == ZG_OK && sides)
        status = zg_room_grow(&out->rooms[TARGET], rows * sizeof *out->target, error);
    if (status != ZG_OK) return status;
    out->rows = out->rooms[ITEMS].data;
    out->spelled = out->rooms[SPELLED].data;
    if (sides) {
        out->target = out->rooms[TARGET].data;
        if (more->n > 0) memcpy(out->target + out->n, more->target, more->n * sizeof *out->target);
    }
    for (size_t i = 0; i < more->n; i++) {
        zg_count_row row = more->items[i];
        row.place += (uint64_t)*n_spelled << 8;
        out->rows[out->n++] = row;
    }
    if (more->n_spelled > 0)
        memcpy(out->spelled + *n_spelled, more->spelled, more->n_spelled * sizeof *out->spelled);
    *n_spelled = spelled;
    return ZG_OK;
}

/* Room for as many rows as language has, so that few are moved when it grows: what is never used
 * is never touched, and gives back itself. */
static zg_status make_room(const wave *w, zg_count *out, zg_error *error)
{
    uint64_t windows = w->s->starts[w->s->sequence->n_links + 1];
    zg_status status = zg_room_make(&out->rooms[ITEMS], windows / 4 * sizeof *out->rows, error);
    if (status == ZG_OK)
        status = zg_room_make(&out->rooms[SPELLED], windows / 2 * sizeof *out->spelled, error);
    if (status == ZG_OK && w->s->options->target != NULL)
        status = zg_room_make(&out->rooms[TARGET], windows / 4 * sizeof *out->target, error);
    if (status == ZG_OK) out->spelled = out->rooms[SPELLED].data;
    return status;
}

/* Tasks of a wave are done in any order, and their rows appended in theirs. */
static zg_status scan_all(wave *w, zg_count *out, zg_error *error)
{
    size_t n_spelled = 0, threads = zg_run_threads(w->s->run);
    bool sides = w->s->options->target != NULL, taken = w->s->options->take != NULL;
    zg_status status = taken ? ZG_OK : make_room(w, out, error);
    cut_tasks(w);
    w->most = threads == 1 ? 1 : threads < WAVE / TASKS_AT_ONCE ? TASKS_AT_ONCE * threads : WAVE;
    while (w->begun < w->n_tasks && status == ZG_OK) {
        size_t n = w->n_tasks - w->begun < w->most ? w->n_tasks - w->begun : w->most;
        status = zg_pool_run(w->s->run, n, scan_task, w, error);
        for (size_t i = 0; i < n && status == ZG_OK && !taken; i++)
            status = append_rows(&w->rows[i], sides, &n_spelled, out, error);
        uint64_t done = w->s->starts[w->firsts[w->begun + n]];
        zg_run_advance(w->s->run, done - w->s->starts[w->firsts[w->begun]]);
        zg_memory_unneeded(w->s->windows, (size_t)done * w->s->form.size);
        w->begun += n;
    }
    return status;
}

static void free_wave(wave *w, uint32_t workers)
{
    for (size_t i = 0; i < WAVE; i++) {
        zg_memory_free(w->rows[i].items);
        zg_memory_free(w->rows[i].spelled);
        zg_memory_free(w->rows[i].target);
    }
    for (uint32_t i = 0; w->scratch != NULL && i < workers; i++) {
        zg_room_free(&w->scratch[i].rooms[0]);
        zg_room_free(&w->scratch[i].rooms[1]);
        zg_memory_free(w->scratch[i].last);
    }
    zg_memory_free(w->scratch);
}

/* ---- the whole ---- */

static zg_status mark_rough(const zg_sequence *sequence, bool **out, zg_error *error)
{
    bool any = false, *rough = zg_memory_alloc((size_t)sequence->n_links + 1, sizeof *rough);
    if (rough == NULL) return zg_error_memory(error);
    rough[ZG_BARRIER] = false;
    for (uint32_t link = 0; link < sequence->n_links; link++) {
        rough[link + 1] = sequence->links[link].irregular;
        any |= rough[link + 1];
    }
    if (any) {
        *out = rough;
    } else {
        zg_memory_free(rough);
    }
    return ZG_OK;
}

zg_status zg_count_short(zg_run *run, const zg_sequence *sequence, const zg_count_options *options,
                         zg_count *out, bool *fits, zg_error *error)
{
    bool *rough = NULL;
    zg_room windows = {.run = run};
    zg_short s = {.run = run,
                  .sequence = sequence,
                  .options = options,
                  .form = make_form(sequence, options->max_n),
                  .starts = zg_memory_zeroed((size_t)sequence->n_links + 2, sizeof *s.starts)};
    wave *w = zg_memory_zeroed(1, sizeof *w);
    zg_status status = s.starts != NULL && w != NULL ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) {
        w->s = &s;
        w->scratch = zg_memory_zeroed(zg_run_threads(run), sizeof *w->scratch);
        if (w->scratch == NULL) status = zg_error_memory(error);
    }
    if (status == ZG_OK) status = mark_rough(sequence, &rough, error);
    s.rough = rough;
    if (status == ZG_OK) status = gather_windows(&s, &windows, fits, error);
    if (status == ZG_OK && *fits) status = scan_all(w, out, error);
    if (w != NULL) free_wave(w, zg_run_threads(run));
    zg_memory_free(w);
    zg_memory_free(rough);
    zg_memory_free(s.starts);
    zg_room_free(&windows);
    zg_run_release(run, s.reserved);
    return status;
}
