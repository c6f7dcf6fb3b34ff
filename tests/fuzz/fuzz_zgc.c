/* A .zgc file of any bytes: as it is, and with its checksums made right, so that what stands
 * behind them is reached. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "bytes.h"
#include "corpus_file.h"

/* Makes the checksums right where the file is whole enough to have any. */
static void mend(uint8_t *file, size_t size)
{
    if (size < ZG_FILE_HEADER + ZG_FILE_SECTION + ZG_FILE_FOOTER) return;
    char *bytes = (char *)file, *footer = bytes + size - ZG_FILE_FOOTER;
    uint64_t crcs = zg_file_u64(footer);
    if (crcs > size - ZG_FILE_FOOTER - ZG_FILE_SECTION || crcs < ZG_FILE_HEADER) return;
    uint64_t length = size - ZG_FILE_FOOTER - ZG_FILE_SECTION - crcs;
    for (uint64_t i = 0; i * 4 + 4 <= length && i * ZG_FILE_BLOCK < crcs; i++) {
        uint64_t from = i * ZG_FILE_BLOCK, rest = crcs - from;
        uint32_t crc = zg_bytes_crc(0, bytes + from, rest < ZG_FILE_BLOCK ? rest : ZG_FILE_BLOCK);
        for (int k = 0; k < 4; k++) {
            bytes[crcs + ZG_FILE_SECTION + i * 4 + (uint64_t)k] = (char)(uint8_t)(crc >> 8 * k);
        }
    }
    uint64_t stated = zg_file_u64(bytes + crcs + 8);
    if (stated > length) return;
    uint32_t crc = zg_bytes_crc(0, bytes + crcs + ZG_FILE_SECTION, stated);
    for (int k = 0; k < 4; k++) footer[16 + k] = (char)(uint8_t)(crc >> 8 * k);
}

static void open_it(const uint8_t *data, size_t size)
{
    zg_corpus *corpus = NULL, *again = NULL;
    fuzz_input none = {NULL, 0};
    const char *path = fuzz_file("corpus.zgc", data, size);
    if (zg_corpus_open(NULL, path, &corpus, NULL) != ZG_OK) return;
    fuzz_corpus(corpus, &none);
    if (zg_corpus_retokenize(NULL, corpus, ZG_UNIT_SPACE, 0, &again, NULL) == ZG_OK) {
        zg_corpus_free(again);
    }
    zg_corpus_free(corpus);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = calloc(size + 1, 1);
    if (copy == NULL) return 0;
    if (size > 0) memcpy(copy, data, size);
    open_it(copy, size);
    mend(copy, size);
    open_it(copy, size);
    free(copy);
    return 0;
}
