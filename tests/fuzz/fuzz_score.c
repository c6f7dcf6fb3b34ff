/* Tables made elsewhere, scored: every reader of cells and every measure. */
#include <zigram/score.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"table.csv", "table.tsv", "table.jsonl"};
    fuzz_input input = {data, size};
    zg_score_options options;
    zg_table *table = NULL;
    zg_score_options_init(&options);
    const char *name = names[fuzz_choice(&input, 3)];
    options.vectors = fuzz_choice(&input, 2) == 1;
    options.contingency = fuzz_choice(&input, 2) == 1;
    options.measures = fuzz_choice(&input, 2) == 1 ? "all" : NULL;
    const char *path = fuzz_file(name, input.data, input.size);
    if (zg_score(NULL, path, &options, &table, NULL) == ZG_OK) fuzz_pull(table);
    return 0;
}
