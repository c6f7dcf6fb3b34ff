/* A text of any bytes through every encoding, cleaning, unit and fold; also as gzip. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    zg_import_options options;
    zg_corpus *corpus = NULL;
    fuzz_import_options(&input, &options);
    const char *path = fuzz_file("text.txt", input.data, input.size);
    if (zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL) == ZG_OK) {
        fuzz_corpus(corpus, &input);
        zg_corpus_free(corpus);
    }
    return 0;
}
