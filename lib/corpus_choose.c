/* corpus: selections made of others. */
#include "corpus_object.h"

zg_status zg_selection_list(const zg_corpus *corpus, const uint64_t *documents, uint64_t n,
                            zg_selection **out, zg_error *error)
{
    zg_selection *selection = zg_memory_zeroed(1, sizeof *selection);
    if (selection == NULL) return zg_error_memory(error);
    selection->documents = zg_memory_alloc(n, sizeof *selection->documents);
    if (selection->documents == NULL) {
        zg_memory_free(selection);
        return zg_error_memory(error);
    }
    for (uint64_t i = 0; i < n; i++) {
        selection->documents[i] = documents[i];
        selection->tokens += zg_corpus_document(corpus, documents[i]).tokens;
    }
    selection->n = n;
    *out = selection;
    return ZG_OK;
}

bool zg_needs_wide(const zg_run *run, const zg_corpus *corpus, const zg_selection *selection)
{
    uint64_t n = zg_selected_count(corpus, selection), elements = 0;
    for (uint64_t i = 0; i < n && elements <= zg_run_narrow(run); i++) {
        elements += zg_corpus_elements(corpus, zg_selected(corpus, selection, i));
    }
    return elements > zg_run_narrow(run);
}

/* Which documents of a selection stay: all that `leave` does not mark. */
static zg_status choose(const zg_corpus *corpus, const zg_selection *from, const uint8_t *leave,
                        const char *what, zg_selection **out, zg_error *error)
{
    uint64_t n = zg_selected_count(corpus, from), kept = 0;
    uint64_t *documents = zg_memory_alloc(n, sizeof *documents);
    if (documents == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t document = zg_selected(corpus, from, i);
        if (!leave[document]) documents[kept++] = document;
    }
    zg_status status;
    if (kept > 0)
        status = zg_selection_list(corpus, documents, kept, out, error);
    else
        status = zg_error_set(error, ZG_ERROR_EMPTY, NULL, "%s", what);
    zg_memory_free(documents);
    return status;
}

zg_status zg_selection_rest(const zg_corpus *corpus, const zg_selection *from,
                            const zg_selection *without, zg_selection **out, zg_error *error)
{
    uint8_t *leave = zg_memory_zeroed(zg_corpus_documents(corpus), 1);
    if (leave == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < zg_selected_count(corpus, without); i++) {
        leave[zg_selected(corpus, without, i)] = 1;
    }
    zg_status status =
        choose(corpus, from, leave, "no document is left for the reference", out, error);
    zg_memory_free(leave);
    return status;
}

zg_status zg_selection_inputs(const zg_corpus *corpus, const zg_selection *from, size_t first,
                              size_t n, zg_selection **out, zg_error *error)
{
    uint64_t documents = zg_corpus_documents(corpus);
    uint8_t *leave = zg_memory_zeroed(documents, 1);
    if (leave == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < documents; i++) {
        size_t given = corpus->inputs.items[corpus->documents[i].file].given;
        leave[i] = given < first || given - first >= n;
    }
    zg_status status =
        choose(corpus, from, leave, "no document of these inputs is selected", out, error);
    zg_memory_free(leave);
    return status;
}
