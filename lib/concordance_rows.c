/* concordance: the text around each node. A document's text is laid out once, paragraphs ended by
 * a line end, and its tokens located in it; its nodes come in the order of the text. */
#include <string.h>

#include "concordance_object.h"
#include "unicode.h"

#define KEY_DEPTH 20 /* tokens compared where the context is a sentence */

typedef struct page {
    zg_kwic *kwic;
    zg_locator *locator;
    zg_unicode *unicode;
    uint64_t document;
    zg_buffer text;  /* clean text of the document; its bytes lie in a room */
    uint64_t *bases; /* byte of `text` where each paragraph begins */
    const zg_token_span *spans;
    uint64_t n;            /* tokens */
    uint32_t *types;       /* of the tokens, in byte order of what is shown */
    zg_room rooms[3];      /* of `text`, `bases` and `types` */
    uint64_t byte, offset; /* code points in front of a byte, for the node that was last */
} page;

/* ---- a document ---- */

static zg_status lay_out(page *p, zg_error *error)
{
    uint64_t n = zg_corpus_document(p->kwic->corpus, p->document).paragraphs;
    uint64_t used = 0, bytes = 0;
    for (uint64_t i = 0; i < n; i++) {
        size_t length;
        zg_kind kind;
        (void)zg_corpus_paragraph(p->kwic->corpus, p->document, i, &length, &kind);
        bytes += length + 1;
    }
    zg_status status = zg_room_make(&p->rooms[0], bytes, error);
    if (status == ZG_OK) status = zg_room_make(&p->rooms[1], (n + 1) * sizeof *p->bases, error);
    p->bases = p->rooms[1].data;
    for (uint64_t i = 0; i < n && status == ZG_OK; i++) {
        size_t length;
        zg_kind kind;
        const char *text = zg_corpus_paragraph(p->kwic->corpus, p->document, i, &length, &kind);
        p->bases[i] = used;
        status = zg_room_append(&p->rooms[0], &used, text, length, error);
        if (status == ZG_OK) status = zg_room_append(&p->rooms[0], &used, "\n", 1, error);
    }
    p->text.data = p->rooms[0].data;
    p->text.length = (size_t)used;
    return status;
}

static zg_status take_types(page *p, zg_error *error)
{
    zg_selection *one = NULL;
    zg_cursor cursor;
    zg_block block;
    uint64_t token = 0;
    zg_status status = zg_room_grow(&p->rooms[2], (p->n + 1) * sizeof *p->types, error);
    if (status != ZG_OK) return status;
    p->types = p->rooms[2].data;
    status = zg_selection_one(p->kwic->corpus, p->document, &one, error);
    if (status != ZG_OK) return status;
    zg_cursor_begin(&cursor, p->kwic->run, p->kwic->corpus, one);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK) {
        for (size_t i = 0; i < block.n; i++) {
            if (block.elements[i] < ZG_ELEMENT_FIRST) continue;
            uint32_t type = block.elements[i] - ZG_ELEMENT_FIRST;
            bool is_token = zg_corpus_word(p->kwic->corpus, type).flags & ZG_SEGMENT_TOKEN;
            if (is_token && token < p->n) p->types[token++] = type;
        }
    }
    zg_selection_free(one);
    return status == ZG_END ? ZG_OK : status;
}

static zg_status open_document(page *p, uint64_t document, zg_error *error)
{
    p->document = document;
    p->byte = p->offset = 0;
    zg_status status = zg_locator_document(p->locator, document, &p->spans, &p->n, error);
    if (status == ZG_OK) status = lay_out(p, error);
    if (status == ZG_OK && p->kwic->options.order != ZG_KWIC_DOCUMENT) {
        status = take_types(p, error);
    }
    return status;
}

/* ---- contexts ---- */

typedef struct stretch {
    uint64_t first, last; /* bytes of the page: [first, last) */
} stretch;

static uint64_t token_start(const page *p, uint64_t token)
{
    return p->bases[p->spans[token].paragraph] + p->spans[token].start;
}

static uint64_t token_end(const page *p, uint64_t token)
{
    return p->bases[p->spans[token].paragraph] + p->spans[token].end;
}

/* Whether a mark closes what it stands behind: it belongs to the sentence before. */
static bool closes(uint32_t cp)
{
    static const uint32_t closing[] = {'"',    '\'',   ')',    ']',    '}',    0x00BB, 0x2019,
                                       0x201D, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015,
                                       0xFF02, 0xFF07, 0xFF09, 0xFF3D, 0xFF5D};
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++) {
        if (closing[i] == cp) return true;
    }
    return false;
}

/* The byte in [from, to), marks and blanks between two tokens or around them, where a sentence
 * ends: behind its last sentence mark and what closes; `*ends` says whether one does. */
static uint64_t sentence_end(const page *p, uint64_t from, uint64_t to, bool *ends)
{
    uint64_t end = to;
    bool closing = false;
    *ends = false;
    for (uint64_t at = from; at < to;) {
        uint32_t cp;
        size_t length = zg_utf8_next(p->text.data + at, &cp);
        bool stops = (zg_unicode_class(p->unicode, cp) & ZG_CLASS_SENTENCE) != 0;
        if (cp == '\n') {
            if (!*ends || closing) end = at;
            *ends = true;
            return end;
        }
        at += length;
        if (stops || (closing && closes(cp))) {
            *ends = closing = true;
            end = at;
        } else {
            closing = false;
        }
    }
    return end;
}

/* From the sentence's begin to its end. */
static stretch sentence_around(const page *p, const zg_hit *hit, stretch node)
{
    stretch out = {.first = 0, .last = p->text.length};
    uint64_t to = node.first;
    bool ends = false;
    for (uint64_t i = hit->token; !ends; i--) {
        uint64_t from = i > 0 ? token_end(p, i - 1) : 0;
        if (from > to) from = to;
        uint64_t end = sentence_end(p, from, to, &ends);
        out.first = ends ? end : from;
        if (i == 0) break;
        to = token_start(p, i - 1);
    }
    uint64_t from = node.last;
    ends = false;
    for (uint64_t i = hit->token + hit->tokens; !ends; i++) {
        uint64_t next = i < p->n ? token_start(p, i) : p->text.length;
        if (next < from) next = from;
        uint64_t end = sentence_end(p, from, next, &ends);
        out.last = ends ? end : next;
        if (i >= p->n) break;
        from = token_end(p, i);
    }
    while (out.first < node.first &&
           (p->text.data[out.first] == '\n' || p->text.data[out.first] == ' ')) {
        out.first++;
    }
    return out;
}

static stretch tokens_around(const page *p, const zg_hit *hit, uint64_t context)
{
    uint64_t behind = hit->token + hit->tokens;
    stretch out = {.first = 0, .last = p->text.length};
    if (hit->token > context) out.first = token_start(p, hit->token - context);
    if (p->n - behind > context) out.last = token_end(p, behind + context - 1);
    return out;
}

/* ---- rows ---- */

static bool add_keys(page *p, zg_hit *hit)
{
    zg_kwic *kwic = p->kwic;
    bool left = kwic->options.order == ZG_KWIC_LEFT;
    uint64_t depth = kwic->options.context, behind = hit->token + hit->tokens;
    if (kwic->options.order == ZG_KWIC_DOCUMENT) return true;
    if (depth == ZG_CONTEXT_SENTENCE) depth = KEY_DEPTH;
    uint64_t there = left ? hit->token : p->n - behind;
    if (depth > there) depth = there;
    hit->keys = kwic->n_keys;
    hit->n_keys = (uint32_t)depth;
    if (zg_room_grow(&kwic->rooms[1], (kwic->n_keys + depth) * sizeof *kwic->keys, NULL) != ZG_OK) {
        return false;
    }
    kwic->keys = kwic->rooms[1].data;
    for (uint64_t i = 0; i < depth; i++) {
        kwic->keys[kwic->n_keys++] = p->types[left ? hit->token - 1 - i : behind + i];
    }
    return true;
}

static bool add_text(const page *p, size_t column, uint64_t first, uint64_t last)
{
    if (last == p->text.length && last > first) last--; /* the line end behind all */
    return zg_frame_text(p->kwic->frame, column, p->text.data + first, last - first);
}

static bool add_fields(const page *p)
{
    const zg_kwic *kwic = p->kwic;
    for (size_t column = kwic->first_field; column < kwic->place; column++) {
        size_t length;
        const char *value =
            zg_corpus_field_value(kwic->corpus, column - kwic->first_field, p->document, &length);
        bool good = length == 0 ? zg_frame_null(kwic->frame, column)
                                : zg_frame_text(kwic->frame, column, value, length);
        if (!good) return false;
    }
    return zg_frame_int64(kwic->frame, kwic->place, 0);
}

static stretch node_of(const page *p, zg_hit *hit)
{
    if (p->kwic->options.regex != NULL) {
        uint64_t base = p->bases[hit->paragraph];
        return (stretch){.first = base + hit->start, .last = base + hit->end};
    }
    hit->paragraph = p->spans[hit->token].paragraph;
    hit->start = p->spans[hit->token].start;
    return (stretch){.first = token_start(p, hit->token),
                     .last = token_end(p, hit->token + hit->tokens - 1)};
}

static bool add_row(page *p, zg_hit *hit)
{
    zg_frame *frame = p->kwic->frame;
    const zg_corpus *corpus = p->kwic->corpus;
    stretch node = node_of(p, hit);
    stretch around = p->kwic->options.context == ZG_CONTEXT_SENTENCE
                         ? sentence_around(p, hit, node)
                         : tokens_around(p, hit, p->kwic->options.context);
    if (node.first < p->byte) p->byte = p->offset = 0; /* nodes may share tokens */
    p->offset += zg_utf8_count(p->text.data + p->byte, node.first - p->byte);
    p->byte = node.first;
    zg_place place = zg_corpus_source(corpus, p->document, hit->paragraph, hit->start);
    const char *name = zg_corpus_document_name(corpus, p->document);
    if (around.first > node.first) around.first = node.first;
    if (around.last < node.last) around.last = node.last;
    bool good = zg_frame_text(frame, 0, name, strlen(name)) &&
                zg_frame_int64(frame, 1, (int64_t)place.page) &&
                zg_frame_int64(frame, 2, (int64_t)place.line) &&
                zg_frame_int64(frame, 3, (int64_t)p->offset) &&
                add_text(p, 4, around.first, node.first) &&
                zg_frame_text(frame, 5, p->text.data + node.first, node.last - node.first) &&
                add_text(p, 6, node.last, around.last) && add_fields(p) && add_keys(p, hit);
    if (good) zg_frame_row(frame);
    return good;
}

zg_status zg_kwic_rows(zg_kwic *kwic, zg_error *error)
{
    zg_run *run = kwic->run;
    page p = {
        .kwic = kwic, .document = UINT64_MAX, .rooms = {{.run = run}, {.run = run}, {.run = run}}};
    zg_status status = zg_locator_new(kwic->run, kwic->corpus, &p.locator, error);
    if (status == ZG_OK) status = zg_unicode_new(&p.unicode, error);
    zg_run_stage(kwic->run, "reading contexts", kwic->n);
    for (size_t i = 0; i < kwic->n && status == ZG_OK; i++) {
        if (kwic->hits[i].document != p.document) {
            status = open_document(&p, kwic->hits[i].document, error);
            if (status == ZG_OK) status = zg_run_check(kwic->run, error);
        }
        if (status == ZG_OK && !add_row(&p, &kwic->hits[i])) status = zg_error_memory(error);
        zg_run_advance(kwic->run, 1);
    }
    zg_locator_free(p.locator);
    zg_unicode_free(p.unicode);
    for (size_t i = 0; i < 3; i++) zg_room_free(&p.rooms[i]);
    return status;
}
