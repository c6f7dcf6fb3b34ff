/* corpus: the clean text of a corpus tokenized anew. Text, places, documents and fields are copied;
 * elements, vocabulary and totals are made. */
#include <string.h>

#include "corpus_fields.h"
#include "corpus_part.h"
#include "corpus_store.h"
#include "pool.h"

static bool copy_text(const char **to, const char *from)
{
    *to = from != NULL ? zg_memory_text(from, strlen(from)) : NULL;
    return from == NULL || *to != NULL;
}

static bool copy_options(zg_import_options *to, const zg_import_options *from)
{
    *to = *from;
    to->encoding = to->documents = to->metadata = to->audit = NULL;
    to->text_column = to->id_column = to->order_by = NULL;
    return copy_text(&to->encoding, from->encoding) && copy_text(&to->documents, from->documents) &&
           copy_text(&to->metadata, from->metadata) &&
           copy_text(&to->text_column, from->text_column) &&
           copy_text(&to->id_column, from->id_column) && copy_text(&to->order_by, from->order_by);
}

static bool copy_inputs(zg_inputs *to, const zg_inputs *from)
{
    to->items = zg_memory_zeroed(from->n, sizeof *to->items);
    if (to->items == NULL) return false;
    to->capacity = from->n;
    for (size_t i = 0; i < from->n; i++) {
        const zg_input *input = &from->items[i];
        to->items[to->n++] = (zg_input){.path = zg_memory_text(input->path, strlen(input->path)),
                                        .name = zg_memory_text(input->name, strlen(input->name)),
                                        .given = input->given,
                                        .bytes = input->bytes,
                                        .table = input->table,
                                        .kind = input->kind,
                                        .crc = input->crc};
        if (to->items[i].path == NULL || to->items[i].name == NULL) return false;
    }
    return zg_buffer_append(&to->notes, from->notes.data, from->notes.length);
}

/* A copy of `n` records; false without memory. */
static bool copy_records(void *to, size_t *to_n, const void *from, size_t n, size_t size)
{
    void *copy = zg_memory_alloc(n, size);
    if (copy == NULL) return false;
    if (n > 0) memcpy(copy, from, n * size);
    memcpy(to, &copy, sizeof copy);
    *to_n = n;
    return true;
}

static zg_status copy_fields(zg_run *run, zg_corpus *to, const zg_corpus *from, zg_error *error)
{
    uint64_t values = (uint64_t)from->n_fields * from->n_documents + 1;
    if (from->n_fields == 0) return ZG_OK;
    if (!copy_records(&to->fields, &to->n_fields, from->fields, from->n_fields,
                      sizeof *from->fields) ||
        !zg_buffer_append(&to->field_names, from->field_names.data, from->field_names.length)) {
        return zg_error_memory(error);
    }
    zg_status status = zg_fields_make(to, run, values, from->field_text.length, error);
    if (status != ZG_OK) return status;
    memcpy(to->field_values, from->field_values, (size_t)values * sizeof *to->field_values);
    zg_fields_append(to, from->field_text.data, from->field_text.length);
    return ZG_OK;
}

static zg_status copy_corpus(zg_run *run, zg_corpus *to, const zg_corpus *from, zg_error *error)
{
    to->audit = from->audit;
    to->audit.stream = NULL;
    to->audit.file_name = NULL;
    if (!copy_options(&to->options, &from->options) || !copy_inputs(&to->inputs, &from->inputs) ||
        !zg_buffer_append(&to->notes, from->notes.data, from->notes.length)) {
        return zg_error_memory(error);
    }
    return copy_fields(run, to, from, error);
}

/* ---- tokens ---- */

#define PART  ((size_t)256 * 1024) /* bytes of text taken at once */
#define LARGE ((size_t)8 << 20)    /* of a paragraph that is worked on bit by bit */

/* A part of the work: some paragraphs. */
typedef struct piece_of_work {
    zg_part part;
    uint64_t first, last; /* paragraphs `first` to `last` - 1 */
    bool alone;           /* one large paragraph: encoded when it is given */
    zg_piece *pieces;     /* of the paragraph under way, offsets from its front */
    size_t n_pieces, capacity;
} piece_of_work;

typedef struct retokenizing {
    zg_run *run;
    const zg_corpus *from;
    zg_corpus *corpus;
    zg_hand *hands;
    uint32_t n_hands;
    piece_of_work *works;
    size_t n_works;
    uint64_t next; /* paragraph to take */
    zg_stores stores;
    zg_forms forms;
    uint64_t document; /* under way */
    zg_corpus_document_record record;
    uint64_t reserved; /* for the vocabulary */
} retokenizing;

static uint64_t text_end(const zg_corpus *from, uint64_t paragraph)
{
    return paragraph + 1 < from->n_paragraphs ? from->paragraphs[paragraph + 1].text
                                              : from->text.length;
}

static zg_status take(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    retokenizing *r = context;
    piece_of_work *w = &r->works[slot];
    uint64_t n = r->from->n_paragraphs, bytes = 0;
    (void)worker;
    (void)error;
    if (r->next == n) return ZG_END;
    zg_part_clear(&w->part);
    w->first = w->last = r->next;
    while (w->last < n && bytes < PART) {
        uint64_t length = text_end(r->from, w->last) - r->from->paragraphs[w->last].text;
        if (length > LARGE && w->last > w->first) break;
        bytes += length;
        w->last++;
    }
    w->alone = w->last == w->first + 1 && bytes > LARGE;
    r->next = w->last;
    return ZG_OK;
}

/* The paragraph as the tokenizer takes it. */
static bool make_paragraph(const zg_corpus *from, piece_of_work *w, uint64_t index,
                           zg_paragraph *out)
{
    uint64_t start = from->paragraphs[index].text, end = text_end(from, index);
    const zg_piece *piece = zg_sourcemap_find(&from->map, start);
    w->n_pieces = 0;
    while (piece != NULL && piece > from->map.pieces && piece[-1].offset == start) piece--;
    for (; piece != NULL && piece < from->map.pieces + from->map.n && piece->offset < end;
         piece++) {
        if (!zg_memory_grow(&w->pieces, &w->capacity, w->n_pieces + 1, sizeof *w->pieces)) {
            return false;
        }
        w->pieces[w->n_pieces] = *piece;
        w->pieces[w->n_pieces++].offset -= start;
    }
    *out = (zg_paragraph){.text = from->text.data + start,
                          .length = (size_t)(end - start) - 1,
                          .kind = (zg_kind)from->paragraphs[index].kind,
                          .pieces = w->pieces,
                          .n_pieces = w->n_pieces};
    return true;
}

static zg_status work(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    const retokenizing *r = context;
    piece_of_work *w = &r->works[slot];
    zg_part *part = &w->part;
    if (w->alone) return ZG_OK;
    for (uint64_t i = w->first; i < w->last; i++) {
        zg_paragraph paragraph;
        zg_part_paragraph record = {.element = part->n_elements, .join = part->n_joins};
        if (!make_paragraph(r->from, w, i, &paragraph)) return zg_error_memory(error);
        zg_status status =
            zg_part_encode(part, &r->hands[worker], &paragraph, &record.tokens, error);
        if (status != ZG_OK) return status;
        if (!zg_memory_grow(&part->paragraphs, &part->paragraphs_capacity, part->n_paragraphs + 1,
                            sizeof record)) {
            return zg_error_memory(error);
        }
        part->paragraphs[part->n_paragraphs++] = record;
    }
    return ZG_OK;
}

/* ---- documents ---- */

static uint64_t paragraph_end(const zg_corpus *from, uint64_t document)
{
    return document + 1 < from->n_documents ? from->documents[document + 1].paragraph
                                            : from->n_paragraphs;
}

static void begin_document(retokenizing *r)
{
    if (r->document == r->from->n_documents) return;
    r->record = r->from->documents[r->document];
    r->record.element = r->stores.elements.n;
    r->record.tokens = 0;
}

/* Ends the documents that have no paragraph from `paragraph` on. */
static zg_status end_documents(retokenizing *r, uint64_t paragraph, zg_error *error)
{
    const uint32_t end = ZG_ELEMENT_DOCUMENT;
    while (r->document < r->from->n_documents && paragraph_end(r->from, r->document) == paragraph) {
        zg_status status = zg_store_add(&r->stores.documents, &r->record, 1, error);
        if (status == ZG_OK) status = zg_store_add(&r->stores.elements, &end, 1, error);
        if (status != ZG_OK) return status;
        r->document++;
        begin_document(r);
    }
    return ZG_OK;
}

/* Elements and joins of a part from one place to another. */
static zg_status add_elements(retokenizing *r, zg_part *part, size_t element, size_t join,
                              size_t element_end, size_t join_end, zg_error *error)
{
    for (size_t i = join; i < join_end; i++) {
        uint64_t at = (part->joins[i] >> 1) - element + r->stores.elements.n;
        part->joins[i] = at << 1 | (part->joins[i] & 1);
    }
    zg_status status = ZG_OK;
    if (join_end > join)
        status = zg_store_add(&r->stores.joins, part->joins + join, join_end - join, error);
    if (status != ZG_OK || element_end == element) return status;
    return zg_store_add(&r->stores.elements, part->elements + element, element_end - element,
                        error);
}

static zg_status add_paragraph(retokenizing *r, uint64_t index, zg_error *error)
{
    zg_corpus_paragraph_record record = r->from->paragraphs[index];
    record.element = r->stores.elements.n;
    return zg_store_add(&r->stores.paragraphs, &record, 1, error);
}

static zg_status take_types(retokenizing *r, zg_part *part, zg_error *error)
{
    zg_vocabulary *vocabulary = &r->corpus->vocabulary;
    bool counts = r->hands[0].counts_forms;
    if (counts && !zg_part_forms(part, vocabulary, &r->forms)) return zg_error_memory(error);
    zg_part_forget(part);
    uint64_t needs = zg_vocabulary_memory(vocabulary) + (counts ? zg_forms_memory(&r->forms) : 0);
    if (needs <= r->reserved) return ZG_OK;
    uint64_t more = needs - r->reserved;
    r->reserved = needs;
    return zg_corpus_reserve(r->corpus, r->run, more, "the vocabulary", error);
}

static zg_status give_alone(retokenizing *r, piece_of_work *w, zg_hand *hand, zg_error *error)
{
    zg_part *part = &w->part;
    zg_paragraph paragraph;
    size_t piece = 1;
    if (!make_paragraph(r->from, w, w->first, &paragraph)) return zg_error_memory(error);
    zg_status status = end_documents(r, w->first, error);
    if (status == ZG_OK) status = add_paragraph(r, w->first, error);
    if (status != ZG_OK) return status;
    zg_part_encode_begin(hand, &paragraph);
    do {
        part->n_elements = part->n_joins = 0;
        status = zg_part_encode_next(part, hand, &paragraph, &r->record.tokens, &piece, error);
        if (status != ZG_OK && status != ZG_END) return status;
        if (!zg_part_number(part, &r->corpus->vocabulary)) return zg_error_memory(error);
        zg_status added = add_elements(r, part, 0, 0, part->n_elements, part->n_joins, error);
        if (added == ZG_OK) added = take_types(r, part, error);
        if (added == ZG_OK) added = zg_run_check(r->run, error);
        if (added != ZG_OK) return added;
    } while (status == ZG_OK);
    return ZG_OK;
}

static zg_status give(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    retokenizing *r = context;
    piece_of_work *w = &r->works[slot];
    zg_part *part = &w->part;
    zg_run_advance(r->run, w->last - w->first);
    if (w->alone) return give_alone(r, w, &r->hands[worker], error);
    if (!zg_part_number(part, &r->corpus->vocabulary)) return zg_error_memory(error);
    for (size_t i = 0; i < part->n_paragraphs; i++) {
        const zg_part_paragraph *at = &part->paragraphs[i];
        bool last = i + 1 == part->n_paragraphs;
        zg_status status = end_documents(r, w->first + i, error);
        if (status == ZG_OK) status = add_paragraph(r, w->first + i, error);
        if (status == ZG_OK) {
            status = add_elements(r, part, at->element, at->join,
                                  last ? part->n_elements : at[1].element,
                                  last ? part->n_joins : at[1].join, error);
        }
        if (status != ZG_OK) return status;
        r->record.tokens += at->tokens;
    }
    return take_types(r, part, error);
}

/* ---- the whole ---- */

static zg_status begin(retokenizing *r, zg_error *error)
{
    uint32_t threads = zg_run_threads(r->run);
    size_t works = threads == 1 ? 1 : (size_t)threads + 2;
    r->hands = zg_memory_zeroed(threads, sizeof *r->hands);
    r->works = zg_memory_zeroed(works, sizeof *r->works);
    if (r->hands == NULL || r->works == NULL || !zg_vocabulary_begin(&r->corpus->vocabulary) ||
        !zg_forms_begin(&r->forms)) {
        return zg_error_memory(error);
    }
    zg_status status = zg_stores_begin(&r->stores, r->run, false, error);
    while (status == ZG_OK && r->n_hands < threads) {
        status = zg_hand_begin(&r->hands[r->n_hands++], &r->corpus->options, error);
    }
    while (status == ZG_OK && r->n_works < works) {
        status = zg_part_begin(&r->works[r->n_works++].part, r->hands[0].counts_forms, error);
    }
    begin_document(r);
    return status;
}

static zg_status copy_stores(retokenizing *r, zg_error *error)
{
    const zg_corpus *from = r->from;
    zg_stores *s = &r->stores;
    zg_status status = zg_store_add(&s->text, from->text.data, from->text.length, error);
    if (status == ZG_OK) status = zg_store_add(&s->pieces, from->map.pieces, from->map.n, error);
    if (status != ZG_OK) return status;
    return zg_store_add(&s->names, from->names.data, from->names.length, error);
}

static zg_status take_documents(retokenizing *r, zg_error *error)
{
    static const zg_pipe pipe = {take, work, give};
    zg_status status = begin(r, error);
    if (status == ZG_OK) status = copy_stores(r, error);
    zg_run_stage(r->run, "tokenizing", r->from->n_paragraphs);
    if (status == ZG_OK) status = zg_pool_pipe(r->run, &pipe, r->n_works, r, error);
    if (status == ZG_OK) status = end_documents(r, r->from->n_paragraphs, error);
    if (status == ZG_OK) status = zg_stores_settle(&r->stores, r->corpus, error);
    if (status != ZG_OK) return status;
    return zg_corpus_number(r->run, r->corpus, r->hands[0].counts_forms ? &r->forms : NULL, error);
}

static void free_all(retokenizing *r)
{
    for (uint32_t i = 0; i < r->n_hands; i++) zg_hand_free(&r->hands[i]);
    for (size_t i = 0; i < r->n_works; i++) {
        zg_part_free(&r->works[i].part);
        zg_memory_free(r->works[i].pieces);
    }
    zg_memory_free(r->hands);
    zg_memory_free(r->works);
    zg_stores_free(&r->stores);
    zg_forms_free(&r->forms);
}

zg_status zg_corpus_retokenize(zg_run *run, const zg_corpus *corpus, zg_unit unit, uint32_t fold,
                               zg_corpus **out, zg_error *error)
{
    retokenizing r = {.run = run, .from = corpus, .corpus = zg_memory_zeroed(1, sizeof *r.corpus)};
    if (r.corpus == NULL) return zg_error_memory(error);
    zg_status status = zg_corpus_need_text(corpus, error);
    if (status == ZG_OK) status = copy_corpus(run, r.corpus, corpus, error);
    r.corpus->options.unit = unit;
    r.corpus->options.fold = fold;
    if (status == ZG_OK) status = take_documents(&r, error);
    free_all(&r);
    if (status != ZG_OK)
        zg_corpus_free(r.corpus);
    else
        *out = r.corpus;
    return status;
}
