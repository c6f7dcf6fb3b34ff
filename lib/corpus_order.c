/* corpus: --order-by. The documents are read as they come, since a field may stand in a table or
 * belong to a part of a file, and put in order at the end: each array is copied once, document by
 * document. */
#include <stdlib.h>
#include <string.h>

#include "corpus_fields.h"

typedef struct placed {
    zg_value value;
    bool missing;
    zg_field_type type;
    uint64_t document; /* as read */
} placed;

static int compare_placed(const void *x, const void *y)
{
    const placed *a = x, *b = y;
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

/* What the corpus becomes: the same arrays, in another order. */
typedef struct copy {
    const zg_corpus *from;
    uint32_t *elements;
    zg_corpus_paragraph_record *paragraphs;
    zg_corpus_document_record *documents;
    zg_buffer text;
    zg_piece *pieces;
    uint64_t *joins;
    uint64_t *values;
    zg_buffer field_text;
    size_t n_elements, n_paragraphs, n_documents, n_pieces, n_joins;
} copy;

static bool begin_copy(copy *c)
{
    const zg_corpus *from = c->from;
    c->elements = zg_memory_alloc(from->n_elements, sizeof *c->elements);
    c->paragraphs = zg_memory_alloc(from->n_paragraphs, sizeof *c->paragraphs);
    c->documents = zg_memory_alloc(from->n_documents, sizeof *c->documents);
    c->pieces = zg_memory_alloc(from->map.n, sizeof *c->pieces);
    c->joins = zg_memory_alloc(from->n_joins, sizeof *c->joins);
    c->values = zg_memory_alloc(from->n_fields * from->n_documents + 1, sizeof *c->values);
    return c->elements != NULL && c->paragraphs != NULL && c->documents != NULL &&
           c->pieces != NULL && c->joins != NULL && c->values != NULL &&
           zg_buffer_reserve(&c->text, from->text.length + 1) &&
           zg_buffer_reserve(&c->field_text, from->field_text.length + 1);
}

static void free_copy(copy *c)
{
    zg_memory_free(c->elements);
    zg_memory_free(c->paragraphs);
    zg_memory_free(c->documents);
    zg_memory_free(c->pieces);
    zg_memory_free(c->joins);
    zg_memory_free(c->values);
    zg_buffer_free(&c->text);
    zg_buffer_free(&c->field_text);
}

static bool copy_document(copy *c, uint64_t d)
{
    const zg_corpus *from = c->from;
    part elements = elements_of(from, d), paragraphs = paragraphs_of(from, d);
    uint64_t text = text_at(from, paragraphs.begin), end = text_at(from, paragraphs.end);
    zg_corpus_document_record record = from->documents[d];
    record.element = c->n_elements;
    record.paragraph = c->n_paragraphs;
    c->documents[c->n_documents++] = record;
    for (uint64_t i = paragraphs.begin; i < paragraphs.end; i++) {
        zg_corpus_paragraph_record *to = &c->paragraphs[c->n_paragraphs++];
        *to = from->paragraphs[i];
        to->text = to->text - text + c->text.length;
        to->element = to->element - elements.begin + c->n_elements;
    }
    for (size_t i = first_piece(&from->map, text), n = first_piece(&from->map, end); i < n; i++) {
        zg_piece piece = from->map.pieces[i];
        piece.offset = piece.offset - text + c->text.length;
        c->pieces[c->n_pieces++] = piece;
    }
    for (size_t i = first_join(from, elements.begin), n = first_join(from, elements.end); i < n;
         i++) {
        uint64_t join = from->joins[i];
        uint64_t element = (join >> 1) - elements.begin + c->n_elements;
        c->joins[c->n_joins++] = element << 1 | (join & 1);
    }
    for (uint64_t i = elements.begin; i < elements.end; i++) {
        c->elements[c->n_elements++] = from->elements[i];
    }
    return text == end ||
           zg_buffer_append(&c->text, from->text.data + text, (size_t)(end - text));
}

static bool copy_fields(copy *c, const placed *order)
{
    size_t n = 0;
    for (size_t f = 0; f < c->from->n_fields; f++) {
        for (uint64_t d = 0; d < c->from->n_documents; d++) {
            size_t length;
            const char *text = zg_corpus_field_value(c->from, f, order[d].document, &length);
            c->values[n++] = c->field_text.length;
            if (!zg_buffer_append(&c->field_text, text, length)) return false;
        }
    }
    c->values[n] = c->field_text.length;
    return true;
}

/* Swaps the new arrays in; what was there is freed with the copy. */
static void swap_in(zg_corpus *corpus, copy *c)
{
    copy old = {.elements = corpus->elements,
                .paragraphs = corpus->paragraphs,
                .documents = corpus->documents,
                .text = corpus->text,
                .pieces = corpus->map.pieces,
                .joins = corpus->joins,
                .values = corpus->field_values,
                .field_text = corpus->field_text};
    corpus->elements = c->elements;
    corpus->elements_capacity = c->n_elements;
    corpus->paragraphs = c->paragraphs;
    corpus->paragraphs_capacity = c->n_paragraphs;
    corpus->documents = c->documents;
    corpus->documents_capacity = c->n_documents;
    corpus->text = c->text;
    corpus->map.pieces = c->pieces;
    corpus->map.capacity = c->n_pieces;
    corpus->joins = c->joins;
    corpus->joins_capacity = c->n_joins;
    corpus->field_values = c->values;
    corpus->field_text = c->field_text;
    *c = old;
}

static zg_status apply(zg_corpus *corpus, const placed *order, zg_error *error)
{
    copy c = {.from = corpus};
    bool good = begin_copy(&c);
    for (uint64_t d = 0; d < corpus->n_documents && good; d++) {
        good = copy_document(&c, order[d].document);
    }
    good = good && copy_fields(&c, order);
    if (good) swap_in(corpus, &c);
    free_copy(&c);
    return good ? ZG_OK : zg_error_memory(error);
}

zg_status zg_corpus_order(zg_corpus *corpus, const char *field, zg_error *error)
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
    placed *order = zg_memory_alloc(corpus->n_documents, sizeof *order);
    if (order == NULL) return zg_error_memory(error);
    for (uint64_t d = 0; d < corpus->n_documents; d++) {
        size_t length;
        order[d] = (placed){.type = zg_field_kind(corpus, index), .document = d};
        const char *text = zg_field_value(corpus, index, d, &length);
        order[d].missing =
            length == 0 || !zg_value_parse(order[d].type, text, length, &order[d].value);
    }
    if (corpus->n_documents > 0) {
        qsort(order, corpus->n_documents, sizeof *order, compare_placed);
    }
    zg_status status = apply(corpus, order, error);
    zg_memory_free(order);
    return status;
}
