/* corpus: one row a document. */
#include <string.h>

#include "corpus_object.h"
#include "table.h"

typedef struct describe {
    zg_run *run;
    const zg_corpus *corpus;
    uint64_t *documents; /* indices, so that the selection may go */
    uint64_t n, next;
    uint64_t *seen; /* by type: the last document (plus 1) that had it */
} describe;

static const zg_field fields[] = {
    {"document", ZG_UTF8, "name of the document"},
    {"characters", ZG_INT64, "code points of the clean text, line ends not counted"},
    {"tokens", ZG_INT64, "tokens; punctuation is none"},
    {"types", ZG_INT64, "distinct tokens"},
    {"paragraphs", ZG_INT64, "paragraphs that hold anything"},
    {"sentences", ZG_INT64, "stretches of tokens between sentence marks or ends of paragraphs"},
};

static void drop(void *self)
{
    describe *d = self;
    zg_memory_free(d->documents);
    zg_memory_free(d->seen);
    zg_memory_free(d);
}

static void count_document(describe *d, uint64_t document, int64_t *types, int64_t *sentences)
{
    const uint32_t *element = d->corpus->elements + d->corpus->documents[document].element;
    bool in_sentence = false;
    *types = 0;
    *sentences = 0;
    for (; *element != ZG_ELEMENT_DOCUMENT; element++) {
        uint32_t flags = 0, type = 0;
        if (*element >= ZG_ELEMENT_FIRST) {
            type = *element - ZG_ELEMENT_FIRST;
            flags = d->corpus->vocabulary.words[type].flags;
        }
        if (flags & ZG_SEGMENT_TOKEN) {
            *sentences += !in_sentence;
            in_sentence = true;
            *types += d->seen[type] != document + 1;
            d->seen[type] = document + 1;
        } else if ((flags & ZG_SEGMENT_SENTENCE) || *element == ZG_ELEMENT_PARAGRAPH) {
            in_sentence = false;
        }
    }
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    describe *d = self;
    for (; d->next < d->n && !zg_builder_full(builder); d->next++) {
        uint64_t index = d->documents[d->next];
        zg_document document = zg_corpus_document(d->corpus, index);
        int64_t types, sentences;
        count_document(d, index, &types, &sentences);
        if (!zg_builder_text(builder, 0, document.name, strlen(document.name)) ||
            !zg_builder_int64(builder, 1, (int64_t)document.characters) ||
            !zg_builder_int64(builder, 2, (int64_t)document.tokens) ||
            !zg_builder_int64(builder, 3, types) ||
            !zg_builder_int64(builder, 4, (int64_t)document.paragraphs) ||
            !zg_builder_int64(builder, 5, sentences)) {
            return zg_error_memory(error);
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

zg_status zg_corpus_describe(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             zg_table **out, zg_error *error)
{
    describe *d = zg_memory_zeroed(1, sizeof *d);
    if (d == NULL) return zg_error_memory(error);
    d->run = run;
    d->corpus = corpus;
    d->n = zg_selected_count(corpus, documents);
    d->documents = zg_memory_alloc(d->n, sizeof *d->documents);
    d->seen = zg_memory_zeroed(corpus->vocabulary.n, sizeof *d->seen);
    if (d->documents == NULL || d->seen == NULL) {
        drop(d);
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < d->n; i++) d->documents[i] = zg_selected(corpus, documents, i);
    zg_table *table;
    zg_status status = zg_table_new(fields, sizeof fields / sizeof fields[0], (int64_t)d->n, fill,
                                    drop, d, run, &table, error);
    if (status != ZG_OK) return status;
    zg_buffer json = {0};
    if (!zg_corpus_describe_json(corpus, documents, &json))
        status = zg_error_memory(error);
    else
        status = zg_table_describe(table, json.data, json.length, error);
    zg_buffer_free(&json);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}
