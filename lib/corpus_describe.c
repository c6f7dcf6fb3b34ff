/* corpus: one row a document. */
#include <string.h>

#include "corpus_fields.h"
#include "number.h"
#include "table.h"

typedef struct describe {
    zg_run *run;
    const zg_corpus *corpus;
    uint64_t *documents; /* indices, so that the selection may go */
    uint64_t n, next;
    uint64_t *seen;    /* by type: the last document (plus 1) that had it */
    zg_field *columns; /* document, the fields, the counts */
    size_t n_columns;
    size_t *fields; /* of the corpus, for the columns behind the first */
    size_t n_fields;
} describe;

static const zg_field document_column = {"document", ZG_UTF8, "name of the document"};
static const zg_field counts[] = {
    {"characters", ZG_INT64, "code points of the clean text, line ends not counted"},
    {"tokens", ZG_INT64, "tokens; punctuation is none"},
    {"types", ZG_INT64, "distinct tokens"},
    {"paragraphs", ZG_INT64, "paragraphs that hold anything"},
    {"sentences", ZG_INT64, "stretches of tokens between sentence marks or ends of paragraphs"},
};
#define N_COUNTS (sizeof counts / sizeof counts[0])

const char *zg_counts_name(size_t index)
{
    return index < N_COUNTS ? counts[index].name : NULL;
}

bool zg_counts_shadow(const char *name)
{
    for (size_t i = 0; i < N_COUNTS; i++) {
        if (strcmp(counts[i].name, name) == 0) return true;
    }
    return false;
}

static void drop(void *self)
{
    describe *d = self;
    zg_memory_free(d->documents);
    zg_memory_free(d->seen);
    zg_memory_free(d->columns);
    zg_memory_free(d->fields);
    zg_memory_free(d);
}

void zg_counts_of(const zg_corpus *corpus, uint64_t document, uint64_t *seen,
                  int64_t values[ZG_COUNTS])
{
    zg_document record = zg_corpus_document(corpus, document);
    const uint32_t *element = corpus->elements + corpus->documents[document].element;
    int64_t types = 0, sentences = 0;
    bool in_sentence = false;
    for (; *element != ZG_ELEMENT_DOCUMENT; element++) {
        uint32_t flags = 0, type = 0;
        if (*element >= ZG_ELEMENT_FIRST) {
            type = *element - ZG_ELEMENT_FIRST;
            flags = corpus->vocabulary.words[type].flags;
        }
        if (flags & ZG_SEGMENT_TOKEN) {
            sentences += !in_sentence;
            in_sentence = true;
            types += seen[type] != document + 1;
            seen[type] = document + 1;
        } else if ((flags & ZG_SEGMENT_SENTENCE) || *element == ZG_ELEMENT_PARAGRAPH) {
            in_sentence = false;
        }
    }
    values[0] = (int64_t)record.characters;
    values[1] = (int64_t)record.tokens;
    values[2] = types;
    values[3] = (int64_t)record.paragraphs;
    values[4] = sentences;
}

static bool add_field(const describe *d, zg_builder *builder, size_t i, uint64_t document)
{
    size_t length;
    int64_t value = 0;
    const char *text = zg_corpus_field_value(d->corpus, d->fields[i], document, &length);
    if (length == 0) return zg_builder_null(builder, i + 1);
    if (d->columns[i + 1].type == ZG_UTF8) return zg_builder_text(builder, i + 1, text, length);
    return zg_number_parse_int64(text, length, &value) && zg_builder_int64(builder, i + 1, value);
}

static bool add_document(const describe *d, zg_builder *builder, uint64_t document)
{
    const char *name = zg_corpus_document_name(d->corpus, document);
    int64_t values[ZG_COUNTS];
    zg_counts_of(d->corpus, document, d->seen, values);
    bool good = zg_builder_text(builder, 0, name, strlen(name));
    for (size_t i = 0; i < d->n_fields && good; i++) good = add_field(d, builder, i, document);
    for (size_t i = 0; i < N_COUNTS && good; i++) {
        good = zg_builder_int64(builder, d->n_fields + 1 + i, values[i]);
    }
    if (good) zg_builder_row(builder);
    return good;
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    describe *d = self;
    for (; d->next < d->n && !zg_builder_full(builder); d->next++) {
        if (!add_document(d, builder, d->documents[d->next])) return zg_error_memory(error);
    }
    return ZG_OK;
}

/* Whole numbers where all values are, as they would be printed; else as received. */
static zg_type column_type(const zg_corpus *corpus, size_t field)
{
    if (zg_corpus_field_type(corpus, field) != ZG_FIELD_NUMBER) return ZG_UTF8;
    for (uint64_t d = 0; d < corpus->n_documents; d++) {
        size_t length;
        int64_t value;
        char printed[ZG_NUMBER_MAX];
        const char *text = zg_corpus_field_value(corpus, field, d, &length);
        if (length == 0) continue;
        if (length >= sizeof printed || !zg_number_parse_int64(text, length, &value) ||
            zg_number_print_int64(printed, value) != length || memcmp(printed, text, length) != 0) {
            return ZG_UTF8;
        }
    }
    return ZG_INT64;
}

static bool make_columns(describe *d)
{
    const zg_corpus *corpus = d->corpus;
    d->columns = zg_memory_alloc(corpus->n_fields + 1 + N_COUNTS, sizeof *d->columns);
    d->fields = zg_memory_alloc(corpus->n_fields, sizeof *d->fields);
    if (d->columns == NULL || d->fields == NULL) return false;
    d->columns[d->n_columns++] = document_column;
    for (size_t i = 0; i < corpus->n_fields; i++) {
        const char *name = zg_corpus_field_name(corpus, i);
        if (zg_counts_shadow(name)) continue;
        d->fields[d->n_fields++] = i;
        d->columns[d->n_columns++] = (zg_field){name, column_type(corpus, i), "field as received"};
    }
    for (size_t i = 0; i < N_COUNTS; i++) d->columns[d->n_columns++] = counts[i];
    return true;
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
    if (d->documents == NULL || d->seen == NULL || !make_columns(d)) {
        drop(d);
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < d->n; i++) d->documents[i] = zg_selected(corpus, documents, i);
    zg_table *table;
    zg_status status =
        zg_table_new(d->columns, d->n_columns, (int64_t)d->n, fill, drop, d, run, &table, error);
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
