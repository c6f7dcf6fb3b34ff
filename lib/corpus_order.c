/* corpus: --order-by. The documents are read as they come, since a field may stand in a table or
 * belong to a part of a file, and put in order at the end: each array is copied once, document by
 * document. */
#include <stdlib.h>
#include <string.h>

#include "corpus_fields.h"
#include "corpus_store.h"

typedef struct placed {
    zg_value value;
    bool missing;
    zg_field_type type;
    uint64_t document; /* as read */
} placed;

static int compare_placed(const void *x, const void *y)
{
    const placed *a = *(placed *const *)x, *b = *(placed *const *)y;
    if (a->missing != b->missing) return a->missing ? 1 : -1;
    int order = a->missing ? 0 : zg_value_compare(a->type, &a->value, &b->value);
    if (order != 0) return order;
    return a->document < b->document ? -1 : a->document > b->document;
}

/* Where what a document has of an array begins, and where the next one's begins. */
typedef struct part {
    uint64_t begin, end;
} part;

static part elements_of(const zg_corpus *corpus, uint64_t d)
{
    bool last = d + 1 == corpus->n_documents;
    return (part){corpus->documents[d].element,
                  last ? corpus->n_elements : corpus->documents[d + 1].element};
}

static part paragraphs_of(const zg_corpus *corpus, uint64_t d)
{
    bool last = d + 1 == corpus->n_documents;
    return (part){corpus->documents[d].paragraph,
                  last ? corpus->n_paragraphs : corpus->documents[d + 1].paragraph};
}

static uint64_t text_at(const zg_corpus *corpus, uint64_t paragraph)
{
    return paragraph < corpus->n_paragraphs ? corpus->paragraphs[paragraph].text
                                            : corpus->text.length;
}

/* The first piece of the source map, or join, that is not below a place. */
static size_t first_piece(const zg_sourcemap *map, uint64_t offset)
{
    size_t low = 0, high = map->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->pieces[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t first_join(const zg_corpus *corpus, uint64_t element)
{
    size_t low = 0, high = corpus->n_joins;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (corpus->joins[middle] >> 1 < element)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- the arrays in their new order ---- */

typedef struct copy {
    const zg_corpus *from;
    zg_stores to;
    zg_corpus fields; /* only its values of fields */
} copy;

static zg_status copy_paragraphs(copy *c, part paragraphs, uint64_t text, uint64_t element,
                                 zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint64_t i = paragraphs.begin; i < paragraphs.end && status == ZG_OK; i++) {
        zg_corpus_paragraph_record record = c->from->paragraphs[i];
        record.text = record.text - text + c->to.text.n;
        record.element = record.element - element + c->to.elements.n;
        status = zg_store_add(&c->to.paragraphs, &record, 1, error);
    }
    return status;
}

static zg_status copy_pieces(copy *c, uint64_t text, uint64_t end, zg_error *error)
{
    const zg_sourcemap *map = &c->from->map;
    zg_status status = ZG_OK;
    size_t n = first_piece(map, end);
    for (size_t i = first_piece(map, text); i < n && status == ZG_OK; i++) {
        zg_piece piece = map->pieces[i];
        piece.offset = piece.offset - text + c->to.text.n;
        status = zg_store_add(&c->to.pieces, &piece, 1, error);
    }
    return status;
}

static zg_status copy_joins(copy *c, part elements, zg_error *error)
{
    zg_status status = ZG_OK;
    size_t n = first_join(c->from, elements.end);
    for (size_t i = first_join(c->from, elements.begin); i < n && status == ZG_OK; i++) {
        uint64_t join = c->from->joins[i];
        uint64_t moved = ((join >> 1) - elements.begin + c->to.elements.n) << 1 | (join & 1);
        status = zg_store_add(&c->to.joins, &moved, 1, error);
    }
    return status;
}

static zg_status copy_document(copy *c, uint64_t d, zg_error *error)
{
    const zg_corpus *from = c->from;
    part elements = elements_of(from, d), paragraphs = paragraphs_of(from, d);
    uint64_t text = text_at(from, paragraphs.begin), end = text_at(from, paragraphs.end);
    zg_corpus_document_record record = from->documents[d];
    record.element = c->to.elements.n;
    record.paragraph = c->to.paragraphs.n;
    zg_status status = zg_store_add(&c->to.documents, &record, 1, error);
    if (status == ZG_OK) status = copy_paragraphs(c, paragraphs, text, elements.begin, error);
    if (status == ZG_OK) status = copy_pieces(c, text, end, error);
    if (status == ZG_OK) status = copy_joins(c, elements, error);
    if (status == ZG_OK) {
        status = zg_store_add(&c->to.elements, from->elements + elements.begin,
                              (size_t)(elements.end - elements.begin), error);
    }
    if (status != ZG_OK) return status;
    const char *bytes = from->options.without_text ? from->text.data : from->text.data + text;
    return zg_store_add(&c->to.text, bytes, (size_t)(end - text), error);
}

static zg_status copy_fields(copy *c, zg_run *run, placed *const *order, zg_error *error)
{
    size_t n = 0;
    zg_corpus *to = &c->fields;
    zg_status status =
        zg_fields_make(to, run, (uint64_t)c->from->n_fields * c->from->n_documents + 1,
                       c->from->field_text.length, error);
    if (status != ZG_OK) return status;
    for (size_t f = 0; f < c->from->n_fields; f++) {
        for (uint64_t d = 0; d < c->from->n_documents; d++) {
            size_t length;
            const char *text = zg_corpus_field_value(c->from, f, order[d]->document, &length);
            to->field_values[n++] = to->field_text.length;
            zg_fields_append(to, text, length);
        }
    }
    to->field_values[n] = to->field_text.length;
    return ZG_OK;
}

/* Swaps the new arrays in; those of fields that were there are freed with the copy. */
static zg_status swap_in(zg_corpus *corpus, copy *c, zg_error *error)
{
    zg_status status = zg_stores_settle(&c->to, corpus, error);
    if (status != ZG_OK) return status;
    zg_field_rooms before = corpus->field_rooms;
    corpus->field_values = c->fields.field_values;
    corpus->field_text = c->fields.field_text;
    corpus->field_rooms = c->fields.field_rooms;
    c->fields.field_rooms = before;
    return ZG_OK;
}

static zg_status apply(zg_run *run, zg_corpus *corpus, placed *const *order, zg_error *error)
{
    copy c = {.from = corpus};
    zg_status status = zg_stores_begin(&c.to, run, corpus->options.lean, error);
    if (corpus->options.without_text) zg_store_count(&c.to.text);
    if (status == ZG_OK) {
        status = zg_store_add(&c.to.names, corpus->names.data, corpus->names.length, error);
    }
    for (uint64_t d = 0; d < corpus->n_documents && status == ZG_OK; d++) {
        status = copy_document(&c, order[d]->document, error);
    }
    if (status == ZG_OK) status = copy_fields(&c, run, order, error);
    if (status == ZG_OK) status = swap_in(corpus, &c, error);
    zg_stores_free(&c.to);
    zg_fields_free(&c.fields);
    if (c.fields.run != NULL) zg_run_free(c.fields.run);
    return status;
}

/* Puts the documents in order. What a document is placed by is where there is room for it; what is
 * sorted, and what sorting takes, is in memory. */
static zg_status place(zg_run *run, zg_corpus *corpus, size_t field, zg_room *room, placed **order,
                       zg_error *error)
{
    zg_status status = zg_room_make(room, corpus->n_documents * sizeof **order, error);
    if (status != ZG_OK) return status;
    for (uint64_t d = 0; d < corpus->n_documents; d++) {
        size_t length;
        placed *p = (placed *)room->data + d;
        *p = (placed){.type = zg_field_kind(corpus, field), .document = d};
        const char *text = zg_field_value(corpus, field, d, &length);
        p->missing = length == 0 || !zg_value_parse(p->type, text, length, &p->value);
        order[d] = p;
    }
    if (corpus->n_documents > 0) qsort(order, corpus->n_documents, sizeof *order, compare_placed);
    return apply(run, corpus, order, error);
}

zg_status zg_corpus_order(zg_run *run, zg_corpus *corpus, const char *field, zg_error *error)
{
    size_t index = ZG_FIELD_DOCUMENT;
    if (strcmp(field, "document") != 0 &&
        !zg_corpus_field_find(corpus, field, strlen(field), &index)) {
        zg_buffer list = {0};
        bool good = zg_fields_list(corpus, &list) && zg_buffer_byte(&list, '\0');
        zg_status status =
            good ? zg_error_set(error, ZG_ERROR_ARGUMENT, "--order-by",
                                "no field is called %.100s; there is %s", field, list.data)
                 : zg_error_memory(error);
        zg_buffer_free(&list);
        return status;
    }
    uint64_t bytes = 2 * corpus->n_documents * sizeof(placed *);
    zg_status status = zg_run_reserve(run, bytes, NULL);
    if (status != ZG_OK) {
        return zg_error_set(error, status, "--order-by",
                            "sorting %llu documents needs %llu bytes, more than the memory ceiling "
                            "leaves; raise --memory",
                            (unsigned long long)corpus->n_documents, (unsigned long long)bytes);
    }
    zg_room room = {.run = run};
    placed **order = zg_memory_alloc(corpus->n_documents, sizeof *order);
    status =
        order == NULL ? zg_error_memory(error) : place(run, corpus, index, &room, order, error);
    zg_memory_free(order);
    zg_room_free(&room);
    zg_run_release(run, bytes);
    return status;
}
