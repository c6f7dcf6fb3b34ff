/* Tables as documents, metadata beside them, conditions and orders over their fields. */
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"table.csv", "table.tsv", "table.jsonl"};
    fuzz_input input = {data, size};
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_selection *selection = NULL;
    zg_table *table = NULL;
    fuzz_import_options(&input, &options);
    options.documents = "file";
    const char *name = names[fuzz_choice(&input, 3)];
    const char *where = fuzz_line(&input, 0);
    options.text_column = fuzz_line(&input, 1);
    options.id_column = fuzz_line(&input, 2);
    if (options.id_column[0] == '\0') options.id_column = NULL;
    options.order_by = fuzz_line(&input, 3);
    if (options.order_by[0] == '\0') options.order_by = NULL;
    fuzz_input metadata = fuzz_part(&input);
    if (metadata.size > 0) {
        options.metadata = fuzz_file("metadata.tsv", metadata.data, metadata.size);
    }
    const char *path = fuzz_file(name, input.data, input.size);
    if (zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL) != ZG_OK) return 0;
    if (zg_corpus_select(corpus, &where, 1, &selection, NULL) == ZG_OK) {
        fuzz_require(zg_selection_documents(selection) > 0, "a selection has documents");
        fuzz_require(zg_selection_tokens(selection) <= zg_corpus_tokens(corpus),
                     "no more tokens than the corpus");
        if (zg_corpus_describe(NULL, corpus, selection, &table, NULL) == ZG_OK) fuzz_pull(table);
    }
    fuzz_corpus(corpus, &input);
    zg_selection_free(selection);
    zg_corpus_free(corpus);
    return 0;
}
