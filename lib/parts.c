/* parts: what the parts of a selection are. */
#include "parts.h"

#include <string.h>

void zg_parts_free(zg_parts *parts)
{
    zg_memory_free(parts->of_document);
    zg_memory_free(parts->offsets);
    zg_memory_free(parts->numbers);
    *parts = (zg_parts){0};
}

/* Sizes of the documents with a token behind one another; of_document numbers them. */
static size_t take_documents(zg_parts *parts, const zg_corpus *corpus,
                             const zg_selection *selection)
{
    size_t n = 0;
    uint64_t before = 0;
    for (uint64_t i = 0; i < parts->n_documents; i++) {
        uint64_t tokens = zg_corpus_document(corpus, zg_selected(corpus, selection, i)).tokens;
        parts->offsets[i] = before;
        parts->of_document[i] = tokens > 0 ? (uint32_t)n : UINT32_MAX;
        if (tokens > 0) parts->numbers[n++] = (int64_t)tokens;
        before += tokens;
    }
    parts->offsets[parts->n_documents] = before;
    return n;
}

static zg_status make_equal(zg_parts *parts, const char *text, zg_error *error)
{
    uint64_t k = 0, tokens = parts->offsets[parts->n_documents];
    for (const char *p = text; *p >= '0' && *p <= '9' && k < UINT32_MAX; p++) {
        k = 10 * k + (uint64_t)(*p - '0');
        if (p[1] != '\0') continue;
        if (k == 0 || k >= UINT32_MAX) break;
        if (k > tokens && tokens > 0) k = tokens; /* the others would be empty */
        size_t n = parts->documents.n;
        if (tokens == 0) k = 0;
        int64_t *grown = zg_memory_alloc(n + k, sizeof *grown);
        if (grown == NULL) return zg_error_memory(error);
        if (n > 0) memcpy(grown, parts->numbers, n * sizeof *grown);
        zg_memory_free(parts->numbers);
        parts->numbers = grown;
        parts->documents.sizes = grown;
        for (uint64_t i = 0; i < k; i++)
            grown[n + i] = (int64_t)((i + 1) * tokens / k - i * tokens / k);
        parts->equal = k;
        return zg_part_sizes_init(&parts->sizes, grown + n, k, error);
    }
    return zg_error_set(error, ZG_ERROR_ARGUMENT, "--parts",
                        "\"equal:%s\" is not a number of parts from 1 up", text);
}

/* Documents of one value are a part. The groups' documents are in corpus order, as those of the
 * selection are. */
static zg_status make_fields(zg_parts *parts, const zg_corpus *corpus,
                             const zg_selection *selection, const char *how, zg_error *error)
{
    zg_groups groups = {0};
    zg_status status = zg_groups_make(corpus, selection, how, &groups, error);
    if (status == ZG_ERROR_EMPTY) status = ZG_OK;
    if (status != ZG_OK) {
        if (error != NULL && strcmp(error->source, "--by") == 0)
            memcpy(error->source, "--parts", sizeof "--parts");
        return status;
    }
    size_t n = parts->documents.n, k = 0;
    int64_t *numbers = zg_memory_alloc(n + groups.n, sizeof *numbers);
    uint32_t *part_of = zg_memory_alloc(parts->n_documents, sizeof *part_of);
    if (numbers == NULL || part_of == NULL) {
        zg_memory_free(numbers);
        zg_memory_free(part_of);
        zg_groups_free(&groups);
        return zg_error_memory(error);
    }
    if (n > 0) memcpy(numbers, parts->numbers, n * sizeof *numbers);
    memset(part_of, 0xFF, parts->n_documents * sizeof *part_of);
    for (size_t g = 0; g < groups.n; g++) {
        const zg_selection *members = groups.items[g].documents;
        if (zg_selection_tokens(members) == 0) continue;
        uint64_t low = 0;
        for (uint64_t i = 0; i < zg_selection_documents(members); i++) {
            uint64_t document = zg_selected(corpus, members, i), high = parts->n_documents;
            while (low < high) {
                uint64_t middle = low + (high - low) / 2;
                if (zg_selected(corpus, selection, middle) < document)
                    low = middle + 1;
                else
                    high = middle;
            }
            part_of[low] = (uint32_t)k;
        }
        numbers[n + k++] = (int64_t)zg_selection_tokens(members);
    }
    zg_groups_free(&groups);
    zg_memory_free(parts->numbers);
    zg_memory_free(parts->of_document);
    parts->numbers = numbers;
    parts->of_document = part_of;
    parts->documents.sizes = numbers;
    return zg_part_sizes_init(&parts->sizes, numbers + n, k, error);
}

zg_status zg_parts_make(const zg_corpus *corpus, const zg_selection *selection, const char *how,
                        zg_parts *out, zg_error *error)
{
    zg_parts parts = {.n_documents = zg_selected_count(corpus, selection)};
    parts.of_document = zg_memory_alloc(parts.n_documents, sizeof *parts.of_document);
    parts.offsets = zg_memory_alloc(parts.n_documents + 1, sizeof *parts.offsets);
    parts.numbers = zg_memory_alloc(parts.n_documents, sizeof *parts.numbers);
    zg_status status = ZG_OK;
    if (parts.of_document == NULL || parts.offsets == NULL || parts.numbers == NULL)
        status = zg_error_memory(error);
    if (status == ZG_OK && parts.n_documents >= UINT32_MAX)
        status = zg_error_set(error, ZG_ERROR_RANGE, NULL, "more than 2^32 documents");
    if (status == ZG_OK) {
        size_t n = take_documents(&parts, corpus, selection);
        status = zg_part_sizes_init(&parts.documents, parts.numbers, n, error);
        parts.sizes = parts.documents;
    }
    if (status == ZG_OK && how != NULL && strncmp(how, "equal:", 6) == 0)
        status = make_equal(&parts, how + 6, error);
    else if (status == ZG_OK && how != NULL && strcmp(how, "document") != 0)
        status = make_fields(&parts, corpus, selection, how, error);
    if (status == ZG_OK)
        *out = parts;
    else
        zg_parts_free(&parts);
    return status;
}
