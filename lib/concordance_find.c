/* concordance: finding the nodes: items by their elements, expressions over the clean text. */
#include <string.h>

#include "concordance_object.h"
#include "items.h"
#include "match.h"
#include "nodes.h"

/* ---- items ---- */

static zg_status take_matches(zg_kwic *kwic, const zg_matcher *matcher, zg_error *error)
{
    zg_matching *matching = NULL;
    const zg_match *matches;
    size_t n;
    zg_status status = zg_matching_new(kwic->run, matcher, kwic->selection, &matching, error);
    if (status != ZG_OK) return status;
    while ((status = zg_matching_next(matching, &matches, &n, error)) == ZG_OK) {
        for (size_t i = 0; i < n && status == ZG_OK; i++) {
            if (matches[i].excluded != kwic->options.excluded) continue;
            zg_hit hit = {.document = matches[i].document,
                          .token = matches[i].token,
                          .tokens = matches[i].tokens};
            status = zg_kwic_add(kwic, &hit, error);
        }
        if (status != ZG_OK) break;
    }
    zg_matching_free(matching);
    return status == ZG_END ? ZG_OK : status;
}

static zg_within level_of(const zg_kwic *kwic, const zg_items *items)
{
    if (kwic->options.within != ZG_KWIC_WITHIN_DEFAULT) return (zg_within)kwic->options.within;
    for (uint32_t i = 0; i < zg_items_forms(items); i++) {
        if (zg_items_form(items, i).marks) return ZG_WITHIN_SENTENCE;
    }
    return ZG_WITHIN_CLAUSE;
}

static zg_status find_items(zg_kwic *kwic, zg_error *error)
{
    const zg_concordance_options *o = &kwic->options;
    zg_node_texts texts = {
        .texts = o->nodes, .n = o->n_nodes, .except = o->except, .n_except = o->n_except};
    zg_items *items = NULL;
    zg_matcher *matcher = NULL;
    zg_status status = o->items != NULL
                           ? zg_items_read(kwic->run, kwic->corpus, o->items, &items, error)
                           : zg_nodes_items(kwic->run, kwic->corpus, &texts, &items, error);
    if (status == ZG_OK) {
        kwic->within = level_of(kwic, items);
        if (!zg_items_note_stopped(items, kwic->within, &kwic->note)) {
            status = zg_error_memory(error);
        }
    }
    if (status == ZG_OK) {
        status = zg_matcher_new(kwic->run, kwic->corpus, items, kwic->within, &matcher, error);
    }
    if (status == ZG_OK) status = take_matches(kwic, matcher, error);
    zg_matcher_free(matcher);
    zg_items_free(items);
    return status;
}

/* ---- expressions ---- */

/* A document under way: its tokens, and which of them begin a unit. */
typedef struct units {
    const zg_token_span *spans;
    uint64_t n;
    bool *begins;
    zg_room room; /* of `begins` */
} units;

static zg_status cut_units(const zg_kwic *kwic, const zg_block *block, units *u, zg_error *error)
{
    uint64_t token = 0;
    bool begins = true;
    zg_status status = zg_room_grow(&u->room, (u->n + 1) * sizeof *u->begins, error);
    if (status != ZG_OK) return status;
    u->begins = u->room.data;
    for (size_t i = 0; i < block->n; i++) {
        uint32_t element = block->elements[i];
        bool is_token =
            element >= ZG_ELEMENT_FIRST &&
            (zg_corpus_word(kwic->corpus, element - ZG_ELEMENT_FIRST).flags & ZG_SEGMENT_TOKEN);
        if (is_token && token < u->n) {
            u->begins[token++] = begins;
            begins = false;
        } else if (element == ZG_ELEMENT_PARAGRAPH ||
                   zg_element_stops(kwic->corpus, element, kwic->within)) {
            begins = true; /* an expression does not look over a paragraph's end */
        }
    }
    return ZG_OK;
}

/* Widens a match to the tokens from `from` to `to` (exclusive) that it touches. */
static zg_hit widen(const units *u, uint64_t document, uint64_t paragraph, uint64_t from,
                    uint64_t to, size_t start, size_t end)
{
    while (from < to && u->spans[from].end <= start) from++;
    while (to > from && u->spans[to - 1].start >= end) to--;
    zg_hit hit = {.document = document,
                  .token = from,
                  .tokens = to - from,
                  .paragraph = paragraph,
                  .start = start,
                  .end = end};
    if (hit.tokens > 0 && u->spans[from].start < hit.start) hit.start = u->spans[from].start;
    if (hit.tokens > 0 && u->spans[to - 1].end > hit.end) hit.end = u->spans[to - 1].end;
    return hit;
}

/* Matches in one unit: tokens [from, to), bytes [start, end) of the paragraph. */
static zg_status search_unit(zg_kwic *kwic, zg_regex *regex, const units *u, zg_hit *last,
                             uint64_t from, uint64_t to, size_t start, size_t end, zg_error *error)
{
    zg_status status = zg_regex_within(regex, start, end, error);
    while (status == ZG_OK) {
        bool found;
        size_t a, b;
        status = zg_regex_next(regex, &found, &a, &b, error);
        if (status != ZG_OK || !found) break;
        if (a == b) continue;
        zg_hit hit = widen(u, last->document, last->paragraph, from, to, a, b);
        if (hit.start < last->end) continue; /* marks that two units share, tokens met before */
        *last = hit;
        status = zg_kwic_add(kwic, &hit, error);
    }
    return status;
}

/* Units of a paragraph, whose tokens are [from, to). A unit reaches to the tokens of the units
 * around it, so that it has its marks. */
static zg_status search_paragraph(zg_kwic *kwic, zg_regex *regex, const units *u, uint64_t document,
                                  uint64_t paragraph, uint64_t from, uint64_t to, zg_error *error)
{
    size_t length;
    zg_kind kind;
    const char *text = zg_corpus_paragraph(kwic->corpus, document, paragraph, &length, &kind);
    zg_hit last = {.document = document, .paragraph = paragraph};
    zg_status status = zg_regex_begin(regex, text, length, error);
    uint64_t first = from;
    do {
        uint64_t next = first + 1;
        while (next < to && !u->begins[next]) next++;
        if (next > to) next = to;
        size_t start = first > from ? u->spans[first - 1].end : 0;
        size_t end = next < to ? u->spans[next].start : length;
        if (status == ZG_OK) {
            status = search_unit(kwic, regex, u, &last, first, next, start, end, error);
        }
        first = next;
    } while (first < to && status == ZG_OK);
    return status;
}

static zg_status search_document(zg_kwic *kwic, zg_regex *regex, zg_locator *locator, units *u,
                                 const zg_block *block, zg_error *error)
{
    zg_status status = zg_locator_document(locator, block->document, &u->spans, &u->n, error);
    if (status == ZG_OK) status = cut_units(kwic, block, u, error);
    uint64_t paragraphs = zg_corpus_document(kwic->corpus, block->document).paragraphs;
    uint64_t from = 0;
    for (uint64_t p = 0; p < paragraphs && status == ZG_OK; p++) {
        uint64_t to = from;
        while (to < u->n && u->spans[to].paragraph == p) to++;
        status = search_paragraph(kwic, regex, u, block->document, p, from, to, error);
        from = to;
    }
    return status;
}

static zg_status find_regex(zg_kwic *kwic, zg_error *error)
{
    zg_regex *regex = NULL;
    zg_locator *locator = NULL;
    units u = {.room = {.run = kwic->run}};
    zg_cursor cursor;
    zg_block block;
    kwic->within = kwic->options.within == ZG_KWIC_WITHIN_DEFAULT ? ZG_WITHIN_SENTENCE
                                                                  : (zg_within)kwic->options.within;
    zg_status status = zg_regex_new("--regex", kwic->options.regex, &regex, error);
    if (status == ZG_OK) status = zg_locator_new(kwic->run, kwic->corpus, &locator, error);
    zg_cursor_begin(&cursor, kwic->run, kwic->corpus, kwic->selection);
    while (status == ZG_OK) {
        status = zg_cursor_next(&cursor, &block, error);
        if (status != ZG_OK) break;
        status = search_document(kwic, regex, locator, &u, &block, error);
    }
    zg_room_free(&u.room);
    zg_locator_free(locator);
    zg_regex_free(regex);
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_kwic_find(zg_kwic *kwic, zg_error *error)
{
    zg_run_stage(kwic->run, "searching", 0);
    return kwic->options.regex != NULL ? find_regex(kwic, error) : find_items(kwic, error);
}
