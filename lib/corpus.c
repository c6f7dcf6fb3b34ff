/* corpus: looking at a corpus, selections, the cursor. */
#include <string.h>

#include "corpus_fields.h"
#include "corpus_file.h"
#include "corpus_store.h"
#include "rows.h"

void zg_corpus_free(zg_corpus *corpus)
{
    if (corpus == NULL) return;
    zg_file_release(corpus);
    zg_stores_release(corpus);
    zg_fields_free(corpus);
    if (corpus->run != NULL) {
        zg_run_release(corpus->run, corpus->reserved);
        zg_run_free(corpus->run);
    }
    zg_memory_free((void *)(uintptr_t)corpus->options.encoding);
    zg_memory_free((void *)(uintptr_t)corpus->options.documents);
    zg_memory_free((void *)(uintptr_t)corpus->options.metadata);
    zg_memory_free((void *)(uintptr_t)corpus->options.text_column);
    zg_memory_free((void *)(uintptr_t)corpus->options.id_column);
    zg_memory_free((void *)(uintptr_t)corpus->options.order_by);
    zg_inputs_free(&corpus->inputs);
    zg_buffer_free(&corpus->notes);
    zg_buffer_free(&corpus->version_note);
    zg_buffer_free(&corpus->text);
    zg_sourcemap_free(&corpus->map);
    zg_vocabulary_free(&corpus->vocabulary);
    zg_memory_free(corpus->elements);
    zg_memory_free(corpus->paragraphs);
    zg_memory_free(corpus->documents);
    zg_memory_free(corpus->joins);
    zg_buffer_free(&corpus->names);
    zg_memory_free(corpus->fields);
    zg_buffer_free(&corpus->field_names);
    zg_memory_free(corpus);
}

zg_status zg_corpus_reserve(zg_corpus *corpus, zg_run *run, uint64_t bytes, const char *what,
                            zg_error *error)
{
    zg_status status = zg_run_reserve(run, bytes, NULL);
    if (status != ZG_OK) {
        return zg_error_set(error, status, NULL,
                            "%s needs %llu bytes of memory, %llu more than now, and the ceiling "
                            "leaves %llu; raise --memory",
                            what, (unsigned long long)(corpus->reserved + bytes),
                            (unsigned long long)bytes, (unsigned long long)zg_run_available(run));
    }
    if (corpus->run == NULL) {
        zg_run_hold(run);
        corpus->run = run;
    }
    corpus->reserved += bytes;
    return ZG_OK;
}

uint64_t zg_corpus_documents(const zg_corpus *corpus)
{
    return corpus->n_documents;
}

uint64_t zg_corpus_tokens(const zg_corpus *corpus)
{
    return corpus->tokens;
}

uint64_t zg_corpus_types(const zg_corpus *corpus)
{
    return corpus->types;
}

const char *zg_corpus_document_name(const zg_corpus *corpus, uint64_t index)
{
    if (index >= corpus->n_documents) return NULL;
    return corpus->names.data + corpus->documents[index].name;
}

const char *zg_corpus_note(const zg_corpus *corpus, size_t index)
{
    size_t at = 0;
    while (at < corpus->notes.length && index > 0) {
        at += strlen(corpus->notes.data + at) + 1;
        index--;
    }
    if (at < corpus->notes.length) return corpus->notes.data + at;
    return index == 0 && corpus->version_note.length > 0 ? corpus->version_note.data : NULL;
}

uint32_t zg_corpus_words(const zg_corpus *corpus)
{
    return (uint32_t)corpus->vocabulary.n;
}

zg_word zg_corpus_word(const zg_corpus *corpus, uint32_t type)
{
    const struct zg_vocabulary_word *word = &corpus->vocabulary.words[type];
    return (zg_word){.text = corpus->vocabulary.bytes.data + word->offset,
                     .length = word->length,
                     .flags = word->flags};
}

bool zg_corpus_find_word(const zg_corpus *corpus, const char *key, size_t length, uint32_t *type)
{
    const zg_vocabulary *vocabulary = &corpus->vocabulary;
    if (length > UINT32_MAX) return false;
    return zg_vocabulary_find(vocabulary, key, (uint32_t)length, ZG_SEGMENT_TOKEN, type) ||
           zg_vocabulary_find(vocabulary, key, (uint32_t)length, 0, type);
}

bool zg_corpus_varies(const zg_corpus *corpus, zg_word *key, zg_word *shown)
{
    const zg_vocabulary *v = &corpus->vocabulary;
    if (v->keys == NULL || v->n == 0) return false;
    size_t type = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (v->keys[i].offset != v->words[i].offset) type = i;
    }
    *key = (zg_word){v->bytes.data + v->keys[type].offset, v->keys[type].length, 0};
    *shown = (zg_word){v->bytes.data + v->words[type].offset, v->words[type].length, 0};
    return true;
}

void zg_corpus_settle(const zg_corpus *corpus)
{
    zg_bytes_settle(&corpus->file);
}

zg_status zg_corpus_need_text(const zg_corpus *corpus, zg_error *error)
{
    if (!corpus->options.without_text) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "without_text",
                        "the corpus was made without its clean text, which is needed here");
}

zg_unit zg_corpus_unit(const zg_corpus *corpus)
{
    return corpus->options.unit;
}

const zg_import_options *zg_corpus_options(const zg_corpus *corpus)
{
    return &corpus->options;
}

const zg_audit *zg_corpus_audit(const zg_corpus *corpus)
{
    return &corpus->audit;
}

zg_document zg_corpus_document(const zg_corpus *corpus, uint64_t index)
{
    const zg_corpus_document_record *document = &corpus->documents[index];
    uint64_t next = index + 1 < corpus->n_documents ? document[1].paragraph : corpus->n_paragraphs;
    return (zg_document){.name = corpus->names.data + document->name,
                         .file = corpus->inputs.items[document->file].path,
                         .tokens = document->tokens,
                         .characters = document->characters,
                         .paragraphs = next - document->paragraph};
}

static uint64_t first_element(const zg_corpus *corpus, uint64_t document)
{
    return document < corpus->n_documents ? corpus->documents[document].element
                                          : corpus->n_elements;
}

uint64_t zg_corpus_elements(const zg_corpus *corpus, uint64_t document)
{
    return first_element(corpus, document + 1) - first_element(corpus, document);
}

/* Where the text of paragraph `index` of the whole corpus ends, its line end left out. */
static uint64_t paragraph_end(const zg_corpus *corpus, uint64_t index)
{
    uint64_t end =
        index + 1 < corpus->n_paragraphs ? corpus->paragraphs[index + 1].text : corpus->text.length;
    return end - 1;
}

const char *zg_corpus_paragraph(const zg_corpus *corpus, uint64_t document, uint64_t index,
                                size_t *length, zg_kind *kind)
{
    uint64_t at = corpus->documents[document].paragraph + index;
    const zg_corpus_paragraph_record *paragraph = &corpus->paragraphs[at];
    *length = 0;
    *kind = (zg_kind)paragraph->kind;
    if (corpus->options.without_text) return "";
    *length = paragraph_end(corpus, at) - paragraph->text;
    return corpus->text.data + paragraph->text;
}

/* ---- selections ---- */

uint64_t zg_selected_count(const zg_corpus *corpus, const zg_selection *selection)
{
    return selection == NULL ? corpus->n_documents : selection->n;
}

uint64_t zg_selected(const zg_corpus *corpus, const zg_selection *selection, uint64_t i)
{
    (void)corpus;
    return selection == NULL ? i : selection->documents[i];
}

uint64_t zg_selected_tokens(const zg_corpus *corpus, const zg_selection *selection)
{
    return selection == NULL ? corpus->tokens : selection->tokens;
}

uint64_t zg_selection_documents(const zg_selection *selection)
{
    return selection->n;
}

uint64_t zg_selection_tokens(const zg_selection *selection)
{
    return selection->tokens;
}

void zg_selection_free(zg_selection *selection)
{
    if (selection == NULL) return;
    zg_memory_free(selection->documents);
    zg_memory_free(selection);
}

zg_status zg_selection_new(uint64_t room, zg_selection **out, zg_error *error)
{
    zg_selection *selection = zg_memory_zeroed(1, sizeof *selection);
    if (selection == NULL) return zg_error_memory(error);
    selection->documents = zg_memory_alloc(room, sizeof *selection->documents);
    if (selection->documents == NULL) {
        zg_memory_free(selection);
        return zg_error_memory(error);
    }
    *out = selection;
    return ZG_OK;
}

void zg_selection_add(const zg_corpus *corpus, zg_selection *selection, uint64_t document)
{
    selection->documents[selection->n++] = document;
    selection->tokens += corpus->documents[document].tokens;
}

zg_status zg_selection_one(const zg_corpus *corpus, uint64_t document, zg_selection **out,
                           zg_error *error)
{
    zg_status status = zg_selection_new(1, out, error);
    if (status == ZG_OK) zg_selection_add(corpus, *out, document);
    return status;
}

/* ---- the cursor ---- */

void zg_cursor_begin(zg_cursor *cursor, zg_run *run, const zg_corpus *corpus,
                     const zg_selection *selection)
{
    *cursor = (zg_cursor){.run = run, .corpus = corpus, .selection = selection};
}

zg_status zg_cursor_next(zg_cursor *cursor, zg_block *block, zg_error *error)
{
    if (cursor->next >= zg_selected_count(cursor->corpus, cursor->selection)) return ZG_END;
    zg_status status = zg_run_check(cursor->run, error);
    if (status != ZG_OK) return status;
    uint64_t document = zg_selected(cursor->corpus, cursor->selection, cursor->next);
    *block =
        (zg_block){.elements = cursor->corpus->elements + first_element(cursor->corpus, document),
                   .n = zg_corpus_elements(cursor->corpus, document),
                   .document = document,
                   .selected = cursor->next};
    cursor->next++;
    return ZG_OK;
}

/* ---- the sidecar ---- */

bool zg_corpus_describe_json(const zg_corpus *corpus, const zg_selection *selection, zg_buffer *out)
{
    bool good = zg_buffer_text(out, "\"inputs\": [");
    for (size_t i = 0; i < corpus->inputs.n && good; i++) {
        const zg_input *input = &corpus->inputs.items[i];
        good = zg_buffer_text(out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ") &&
               zg_rows_json(out, input->name, strlen(input->name)) &&
               zg_buffer_format(out, ", \"bytes\": %llu, \"crc32\": \"%08x\"}",
                                (unsigned long long)input->bytes, (unsigned)input->crc);
    }
    good = good && zg_buffer_text(out, "\n  ],\n  \"fields\": [");
    for (size_t i = 0; i < corpus->n_fields && good; i++) {
        static const char *const types[] = {"text", "number", "date"};
        const char *name = zg_corpus_field_name(corpus, i);
        good = zg_buffer_text(out, i > 0 ? ", {\"name\": " : "{\"name\": ") &&
               zg_rows_json(out, name, strlen(name)) &&
               zg_buffer_format(out, ", \"type\": \"%s\"}", types[corpus->fields[i].type]);
    }
    return good && zg_buffer_format(
                       out, "],\n  \"documents\": %llu,\n  \"tokens\": %llu,\n  \"types\": %llu",
                       (unsigned long long)zg_selected_count(corpus, selection),
                       (unsigned long long)zg_selected_tokens(corpus, selection),
                       (unsigned long long)corpus->types);
}
