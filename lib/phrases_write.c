/* phrases: the files beside the table: where its phrases stand, and they as an item list. */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "phrases_rows.h"
#include "rows.h"
#include "unicode.h"

/* ---- where phrases stand ---- */

typedef struct mention {
    uint64_t token;
    uint32_t document, n;
    uint32_t index; /* of the phrase */
} mention;

typedef struct mentions {
    mention *items;
    size_t n, capacity;
} mentions;

static int by_place(const void *a, const void *b)
{
    const mention *x = a, *y = b;
    if (x->document != y->document) return x->document < y->document ? -1 : 1;
    if (x->token != y->token) return x->token < y->token ? -1 : 1;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The occurrences of the rows shown; of a row of a group, those in its documents. */
static zg_status collect_mentions(zg_phrase_rows *rows, size_t shown, mentions *out,
                                  zg_error *error)
{
    for (size_t place = 0; place < shown; place++) {
        size_t row = zg_frame_place(rows->frame, place);
        uint32_t index = (uint32_t)zg_frame_get_int64(rows->frame, row, ZG_PHRASES_INDEX);
        uint32_t group = (uint32_t)zg_frame_get_int64(rows->frame, row, ZG_PHRASES_GROUP_ORDER);
        const zg_phrase *phrase = zg_phrase_set_at(rows->set, index);
        zg_occurrence *occurrences = NULL;
        zg_status status = zg_phrase_set_occurrences(rows->set, index, &occurrences, error);
        if (status != ZG_OK) return status;
        if (!zg_memory_grow(&out->items, &out->capacity, out->n + phrase->freq,
                            sizeof *out->items)) {
            zg_memory_free(occurrences);
            return zg_error_memory(error);
        }
        for (uint64_t i = 0; i < phrase->freq; i++) {
            if (rows->group_of[occurrences[i].document] != group) continue;
            out->items[out->n++] =
                (mention){occurrences[i].token, occurrences[i].document, phrase->n, index};
        }
        zg_memory_free(occurrences);
    }
    if (out->n > 1) qsort(out->items, out->n, sizeof *out->items, by_place);
    return ZG_OK;
}

/* Turns bytes of the tokens' spans into code points of the document. */
static zg_status find_offsets(const zg_corpus *corpus, uint64_t document,
                              const zg_token_span *spans, uint64_t n, zg_token_span **out,
                              zg_error *error)
{
    zg_token_span *points = zg_memory_alloc(n, sizeof *points);
    if (points == NULL) return zg_error_memory(error);
    uint64_t paragraph = 0, at = 0, start = 0;
    size_t length;
    zg_kind kind;
    const char *text = n > 0 ? zg_corpus_paragraph(corpus, document, 0, &length, &kind) : NULL;
    for (uint64_t i = 0; i < n; i++) {
        while (paragraph < spans[i].paragraph) {
            start += zg_utf8_count(text + at, length - at) + 1; /* and its line end */
            text = zg_corpus_paragraph(corpus, document, ++paragraph, &length, &kind);
            at = 0;
        }
        start += zg_utf8_count(text + at, spans[i].start - at);
        at = spans[i].start;
        points[i] =
            (zg_token_span){paragraph, start, start + zg_utf8_count(text + at, spans[i].end - at)};
    }
    *out = points;
    return ZG_OK;
}

static zg_status write_document(zg_phrase_rows *rows, const mention *items, size_t n,
                                zg_locator *locator, zg_sink *sink, zg_error *error)
{
    uint64_t document = zg_selected(rows->corpus, rows->selection, items[0].document), n_spans;
    const char *name = zg_corpus_document_name(rows->corpus, document);
    const zg_token_span *spans;
    zg_token_span *points = NULL;
    zg_status status = zg_locator_document(locator, document, &spans, &n_spans, error);
    if (status == ZG_OK) {
        status = find_offsets(rows->corpus, document, spans, n_spans, &points, error);
    }
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        const mention *m = &items[i];
        zg_buffer shown = {0};
        rows->text.length = 0;
        bool good = zg_phrase_set_render(rows->set, m->index, &shown) &&
                    zg_rows_tsv(&rows->text, name, strlen(name)) &&
                    zg_buffer_format(&rows->text, "\t%llu\t%llu\t",
                                     (unsigned long long)points[m->token].start,
                                     (unsigned long long)points[m->token + m->n - 1].end) &&
                    zg_rows_tsv(&rows->text, shown.data, shown.length) &&
                    zg_buffer_byte(&rows->text, '\n');
        status = good ? zg_sink_write(sink, rows->text.data, rows->text.length, error)
                      : zg_error_memory(error);
        zg_buffer_free(&shown);
    }
    zg_memory_free(points);
    return status;
}

static zg_status close_sink(zg_sink *sink, zg_status status, zg_error *error)
{
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

static zg_status write_mentions(zg_phrase_rows *rows, const mentions *all, zg_error *error)
{
    static const char header[] = "document\tstart\tend\tphrase\n";
    zg_sink *sink = NULL;
    zg_locator *locator = NULL;
    zg_status status = zg_sink_open(rows->run, rows->options->occurrences, &sink, error);
    if (status != ZG_OK) return status;
    status = zg_sink_write(sink, header, sizeof header - 1, error);
    if (status == ZG_OK) status = zg_locator_new(rows->run, rows->corpus, &locator, error);
    for (size_t i = 0, end; i < all->n && status == ZG_OK; i = end) {
        for (end = i; end < all->n && all->items[end].document == all->items[i].document;) end++;
        status = write_document(rows, all->items + i, end - i, locator, sink, error);
        if (status == ZG_OK) status = zg_run_check(rows->run, error);
    }
    zg_locator_free(locator);
    return close_sink(sink, status, error);
}

zg_status zg_phrases_write_occurrences(zg_phrase_rows *rows, size_t shown, zg_error *error)
{
    mentions all = {0};
    zg_status status = collect_mentions(rows, shown, &all, error);
    if (status == ZG_OK) status = write_mentions(rows, &all, error);
    zg_memory_free(all.items);
    return status;
}

/* ---- the item list ---- */

/* A phrase is an item with itself as its form. One that stands in several groups is one item. */
static zg_status write_item_rows(zg_phrase_rows *rows, size_t shown, bool *written, zg_sink *sink,
                                 zg_error *error)
{
    static const char header[] = "item\tform\n";
    zg_status status = zg_sink_write(sink, header, sizeof header - 1, error);
    for (size_t place = 0; place < shown && status == ZG_OK; place++) {
        size_t row = zg_frame_place(rows->frame, place), length;
        size_t index = (size_t)zg_frame_get_int64(rows->frame, row, ZG_PHRASES_INDEX);
        if (written[index]) continue;
        written[index] = true;
        const char *text = zg_frame_get_text(rows->frame, row, ZG_PHRASES_PHRASE, &length);
        rows->text.length = 0;
        bool good = zg_rows_tsv(&rows->text, text, length) && zg_buffer_byte(&rows->text, '\t') &&
                    zg_rows_tsv(&rows->text, text, length) && zg_buffer_byte(&rows->text, '\n');
        status = good ? zg_sink_write(sink, rows->text.data, rows->text.length, error)
                      : zg_error_memory(error);
    }
    return status;
}

zg_status zg_phrases_write_items(zg_phrase_rows *rows, size_t shown, zg_error *error)
{
    zg_sink *sink = NULL;
    bool *written = zg_memory_zeroed(rows->set->n, sizeof *written);
    if (written == NULL) return zg_error_memory(error);
    zg_status status = zg_sink_open(rows->run, rows->options->write_items, &sink, error);
    if (status == ZG_OK) {
        status = write_item_rows(rows, shown, written, sink, error);
        status = close_sink(sink, status, error);
    }
    zg_memory_free(written);
    return status;
}
