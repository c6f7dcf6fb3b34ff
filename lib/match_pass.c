/* match: a pass over the documents. Candidates are gathered while forms under way may still touch
 * them, and judged together as soon as none can. */
#include <string.h>

#include "match_parts.h"

#define BATCH 4096

/* Where an element that was looked at stands. */
typedef struct place {
    uint64_t element, token;
} place;

struct zg_matching {
    zg_run *run;
    const zg_matcher *matcher;
    zg_cursor cursor;
    zg_block block;
    size_t at; /* next element of the block */
    bool open; /* a block is under way */
    uint32_t node;
    uint64_t fed;      /* elements looked at in this document */
    uint64_t elements; /* and all of them */
    uint64_t tokens;
    place *places; /* of the last ones looked at, by number */
    size_t mask;
    zg_match_cluster cluster;
    zg_match *matches;
    size_t n, capacity;
};

zg_status zg_matching_new(zg_run *run, const zg_matcher *matcher, const zg_selection *selection,
                          zg_matching **out, zg_error *error)
{
    zg_matching *m = zg_memory_zeroed(1, sizeof *m);
    size_t room = 1;
    if (m == NULL) return zg_error_memory(error);
    while (room < matcher->deepest + 1) room *= 2;
    m->run = run;
    m->matcher = matcher;
    m->mask = room - 1;
    m->places = zg_memory_alloc(room, sizeof *m->places);
    if (m->places == NULL) {
        zg_memory_free(m);
        return zg_error_memory(error);
    }
    zg_cursor_begin(&m->cursor, run, matcher->corpus, selection);
    *out = m;
    return ZG_OK;
}

void zg_matching_free(zg_matching *m)
{
    if (m == NULL) return;
    zg_memory_free(m->places);
    zg_memory_free(m->matches);
    zg_memory_free(m->cluster.candidates);
    zg_memory_free(m->cluster.exceptions);
    zg_memory_free(m->cluster.cover);
    zg_memory_free(m);
}

static zg_status decide(zg_matching *m, zg_error *error)
{
    if (m->cluster.n == 0) {
        m->cluster.n_exceptions = 0;
        return ZG_OK;
    }
    return zg_match_decide(m->matcher, &m->cluster, &m->matches, &m->n, &m->capacity, error);
}

static bool add_exception(zg_match_cluster *cluster, uint32_t form, uint64_t from, uint64_t to)
{
    if (!zg_memory_grow(&cluster->exceptions, &cluster->exceptions_capacity,
                        cluster->n_exceptions + 1, sizeof *cluster->exceptions))
        return false;
    cluster->exceptions[cluster->n_exceptions++] = (zg_match_exception){form, from, to};
    return true;
}

static bool add_candidate(zg_matching *m, uint32_t index, uint64_t from, uint64_t to)
{
    zg_match_cluster *cluster = &m->cluster;
    zg_form form = zg_items_form(m->matcher->items, index);
    const place *first = &m->places[from & m->mask], *last = &m->places[to & m->mask];
    if (!zg_memory_grow(&cluster->candidates, &cluster->capacity, cluster->n + 1,
                        sizeof *cluster->candidates))
        return false;
    cluster->candidates[cluster->n++] =
        (zg_match_candidate){.match = {.document = m->block.document,
                                       .selected = m->block.selected,
                                       .first = first->element,
                                       .last = last->element,
                                       .token = first->token,
                                       .tokens = form.tokens,
                                       .item = form.item,
                                       .form = index},
                             .from = from,
                             .to = to};
    cluster->end = to;
    return true;
}

/* All forms and exceptions that end with the element `to`. */
static bool take_hits(zg_matching *m, uint64_t to)
{
    const zg_matcher *matcher = m->matcher;
    uint32_t node = matcher->nodes[m->node].hit;
    while (node != 0) {
        const zg_match_node *here = &matcher->nodes[node];
        uint64_t from = to + 1 - here->depth;
        for (uint32_t use = here->uses; use != 0; use = matcher->uses[use - 1].next) {
            const zg_match_use *u = &matcher->uses[use - 1];
            if (!(u->except ? add_exception(&m->cluster, u->index, from, to)
                            : add_candidate(m, u->index, from, to)))
                return false;
        }
        node = matcher->nodes[here->fail].hit;
    }
    return true;
}

static zg_status feed(zg_matching *m, uint32_t element, bool token, zg_error *error)
{
    const zg_matcher *matcher = m->matcher;
    uint32_t node = m->node, next = 0;
    uint64_t to = m->fed++;
    m->places[to & m->mask] = (place){m->elements, m->tokens};
    if (token) m->tokens++;
    while (node != 0 && (next = zg_match_edge(matcher, node, element)) == 0)
        node = matcher->nodes[node].fail;
    if (node == 0) next = matcher->front[element - ZG_ELEMENT_FIRST];
    m->node = next;
    if (matcher->nodes[next].hit != 0 && !take_hits(m, to)) return zg_error_memory(error);
    if (m->cluster.n == 0 || m->cluster.end + matcher->nodes[next].depth <= to)
        return decide(m, error);
    return ZG_OK;
}

static zg_status stop(zg_matching *m, zg_error *error)
{
    m->node = 0;
    return decide(m, error);
}

/* Goes on in the block until it ends or there is a batch. */
static zg_status walk(zg_matching *m, zg_error *error)
{
    const uint8_t *kinds = m->matcher->kinds;
    zg_status status = ZG_OK;
    for (; m->at < m->block.n && m->n < BATCH && status == ZG_OK; m->at++) {
        uint32_t element = m->block.elements[m->at];
        bool stops = false;
        if (element >= ZG_ELEMENT_FIRST) {
            uint8_t kind = kinds[element - ZG_ELEMENT_FIRST];
            stops = kind == ZG_MATCH_STOP;
            if (!stops) status = feed(m, element, kind == ZG_MATCH_TOKEN, error);
        } else {
            stops = element == ZG_ELEMENT_DOCUMENT ||
                    (element == ZG_ELEMENT_BLANK ? m->matcher->blank_stops
                                                 : m->matcher->paragraph_stops);
        }
        if (stops) status = stop(m, error);
        m->elements++;
        if (element == ZG_ELEMENT_DOCUMENT) m->elements = m->tokens = m->fed = 0;
    }
    return status;
}

zg_status zg_matching_next(zg_matching *m, const zg_match **matches, size_t *n, zg_error *error)
{
    m->n = 0;
    for (;;) {
        if (!m->open) {
            zg_status status = zg_cursor_next(&m->cursor, &m->block, error);
            if (status != ZG_OK) return status;
            m->open = true;
            m->at = 0;
        }
        zg_status status = walk(m, error);
        if (status == ZG_OK) status = zg_run_check(m->run, error);
        if (status != ZG_OK) return status;
        if (m->at == m->block.n) m->open = false;
        if (m->n > 0) {
            *matches = m->matches;
            *n = m->n;
            return ZG_OK;
        }
    }
}
