/* corpus: what an opened file says of itself, looked at before it is used: every offset in bounds
 * and in order, every text whole characters, every element a type, every count what is there. */
#include <string.h>

#include "corpus_file.h"

static bool check_words(const zg_vocabulary *vocabulary, const zg_vocabulary_word *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const zg_vocabulary_word *word = &words[i];
        if (word->length == 0 || word->offset > vocabulary->bytes.length ||
            word->length > vocabulary->bytes.length - word->offset ||
            (word->flags & ~ZG_SEGMENT_OF_TYPE) != 0 ||
            zg_utf8_valid(vocabulary->bytes.data + word->offset, word->length) != word->length) {
            return false;
        }
    }
    return true;
}

static bool check_vocabulary(const zg_corpus *corpus, size_t keys)
{
    const zg_vocabulary *vocabulary = &corpus->vocabulary;
    uint64_t types = 0;
    if (vocabulary->n > UINT32_MAX - 8 ||
        !check_words(vocabulary, vocabulary->words, vocabulary->n))
        return false;
    for (size_t i = 0; i < vocabulary->n; i++)
        types += vocabulary->words[i].flags & ZG_SEGMENT_TOKEN;
    if (types != corpus->types) return false;
    if (vocabulary->keys == NULL) return true;
    if (keys != vocabulary->n || !check_words(vocabulary, vocabulary->keys, keys)) return false;
    for (size_t i = 0; i < keys; i++) {
        if ((vocabulary->keys[i].flags ^ vocabulary->words[i].flags) & ZG_SEGMENT_TOKEN)
            return false;
    }
    return true;
}

/* Texts that are each ended by NUL. */
static bool check_lines(const zg_buffer *lines)
{
    return lines->length == 0 || (lines->data[lines->length - 1] == '\0' &&
                                  zg_utf8_valid(lines->data, lines->length) == lines->length);
}

/* Paragraphs lie one behind the other, each ended by a line end. */
static bool check_paragraphs(const zg_corpus *corpus)
{
    const zg_buffer *text = &corpus->text;
    if (zg_utf8_valid(text->data, text->length) != text->length) return false;
    if (corpus->n_paragraphs == 0) return text->length == 0;
    if (text->length == 0 || text->data[text->length - 1] != '\n') return false;
    for (size_t i = 0; i < corpus->n_paragraphs; i++) {
        const zg_corpus_paragraph_record *paragraph = &corpus->paragraphs[i];
        uint64_t least = i == 0 ? 0 : paragraph[-1].text + 1;
        if (paragraph->kind > ZG_KIND_OTHER || paragraph->text < least ||
            paragraph->text >= text->length || (i == 0 && paragraph->text != 0) ||
            (i > 0 && text->data[paragraph->text - 1] != '\n')) {
            return false;
        }
    }
    return true;
}

static bool check_pieces(const zg_corpus *corpus)
{
    const zg_sourcemap *map = &corpus->map;
    if (corpus->n_paragraphs > 0 && (map->n == 0 || map->pieces[0].offset != 0)) return false;
    for (size_t i = 0; i < map->n; i++) {
        const zg_piece *piece = &map->pieces[i];
        if (piece->file >= corpus->inputs.n || piece->offset > corpus->text.length ||
            (i > 0 && piece->offset < piece[-1].offset)) {
            return false;
        }
    }
    return true;
}

static bool check_joins(const zg_corpus *corpus)
{
    for (size_t i = 0; i < corpus->n_joins; i++) {
        if (corpus->joins[i] >> 1 >= corpus->n_elements ||
            (i > 0 && corpus->joins[i] >> 1 <= corpus->joins[i - 1] >> 1)) {
            return false;
        }
    }
    return true;
}

/* ---- fields ---- */

static bool check_values(const zg_corpus *corpus, size_t values)
{
    const zg_buffer *text = &corpus->field_text;
    if (corpus->n_fields > (SIZE_MAX - 1) / corpus->n_documents ||
        values != corpus->n_fields * corpus->n_documents + 1) {
        return false;
    }
    for (size_t i = 0; i < values; i++) {
        uint64_t start = corpus->field_values[i];
        uint64_t end = i + 1 < values ? corpus->field_values[i + 1] : text->length;
        if (start > end || end > text->length ||
            zg_utf8_valid(text->data + start, end - start) != end - start) {
            return false;
        }
    }
    return true;
}

static bool check_fields(const zg_corpus *corpus, size_t values)
{
    if (corpus->n_fields == 0) return true;
    if (!check_lines(&corpus->field_names) || corpus->n_documents == 0) return false;
    for (size_t i = 0; i < corpus->n_fields; i++) {
        if (corpus->fields[i].name >= corpus->field_names.length ||
            corpus->fields[i].type > ZG_FIELD_DATE) {
            return false;
        }
    }
    return check_values(corpus, values);
}

/* ---- elements ---- */

/* The elements of a document from `first` up to `end`, and its paragraphs from `paragraph` on. */
static bool check_elements(const zg_corpus *corpus, uint64_t first, uint64_t end,
                           uint64_t paragraph, uint64_t paragraph_end, uint64_t tokens)
{
    const zg_vocabulary_word *words = corpus->vocabulary.words;
    bool begins = true;
    uint64_t seen = 0;
    if (end <= first || corpus->elements[end - 1] != ZG_ELEMENT_DOCUMENT) return false;
    for (uint64_t i = first; i + 1 < end; i++) {
        uint32_t element = corpus->elements[i];
        if (begins) {
            if (paragraph >= paragraph_end || corpus->paragraphs[paragraph].element != i)
                return false;
            begins = false;
        }
        if (element >= ZG_ELEMENT_FIRST) {
            uint32_t type = element - ZG_ELEMENT_FIRST;
            if (type >= corpus->vocabulary.n) return false;
            seen += words[type].flags & ZG_SEGMENT_TOKEN;
        } else if (element == ZG_ELEMENT_PARAGRAPH) {
            paragraph++;
            begins = true;
        } else if (element == ZG_ELEMENT_DOCUMENT) {
            return false;
        }
    }
    return begins && paragraph == paragraph_end && seen == tokens;
}

static zg_status check_documents(zg_run *run, const zg_corpus *corpus, bool *good, zg_error *error)
{
    uint64_t tokens = 0;
    *good = false;
    if (corpus->n_documents == 0 || corpus->documents[0].element != 0 ||
        corpus->documents[0].paragraph != 0) {
        return ZG_OK;
    }
    for (size_t i = 0; i < corpus->n_documents; i++) {
        const zg_corpus_document_record *document = &corpus->documents[i];
        bool last = i + 1 == corpus->n_documents;
        uint64_t end = last ? corpus->n_elements : document[1].element;
        uint64_t paragraph_end = last ? corpus->n_paragraphs : document[1].paragraph;
        if (document->name >= corpus->names.length || document->file >= corpus->inputs.n ||
            end > corpus->n_elements || paragraph_end > corpus->n_paragraphs ||
            paragraph_end < document->paragraph ||
            !check_elements(corpus, document->element, end, document->paragraph, paragraph_end,
                            document->tokens)) {
            return ZG_OK;
        }
        tokens += document->tokens;
        if (i % 4096 == 0) {
            zg_status status = zg_run_check(run, error);
            if (status != ZG_OK) return status;
        }
    }
    *good = tokens == corpus->tokens;
    return ZG_OK;
}

zg_status zg_file_check(zg_run *run, const zg_corpus *corpus, zg_file_counts counts,
                        const char *path, zg_error *error)
{
    bool good;
    if (!check_vocabulary(corpus, counts.keys))
        return zg_file_damaged(path, "its vocabulary", error);
    if (!check_lines(&corpus->names) || !check_lines(&corpus->notes)) {
        return zg_file_damaged(path, "its names", error);
    }
    if (!check_paragraphs(corpus) || !check_pieces(corpus) || !check_joins(corpus)) {
        return zg_file_damaged(path, "its text", error);
    }
    if (!check_fields(corpus, counts.values)) return zg_file_damaged(path, "its fields", error);
    zg_status status = check_documents(run, corpus, &good, error);
    if (status != ZG_OK || good) return status;
    return zg_file_damaged(path, "its documents", error);
}
