/* fuzz: what the targets share. A target is one file: LLVMFuzzerTestOneInput gets bytes of any
 * kind and must come back with an error or a right answer, holding nothing. With clang's libFuzzer
 * the targets search by themselves; with driver.c they run their seeds and changed copies of them,
 * the same ones each time. */
#ifndef ZG_FUZZ_H
#define ZG_FUZZ_H

#include <zigram/zigram.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A stretch of the input that is still to be used. */
typedef struct fuzz_input {
    const uint8_t *data;
    size_t size;
} fuzz_input;

/* The next byte, below `n`; 0 at the end. */
unsigned fuzz_choice(fuzz_input *input, unsigned n);

/* The next line as a text (NUL-terminated, at most 250 bytes); borrowed until the next call with
 * the same `slot` (0 to 3). */
const char *fuzz_line(fuzz_input *input, unsigned slot);

/* Cuts off what stands in front of the next form feed and takes it; all where there is none. */
fuzz_input fuzz_part(fuzz_input *input);

/* Writes a file into a folder of this process; returns its path, valid until the end. Each name
 * has one path, written anew each time. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* A path in that folder, and what is there; NULL where there is nothing. */
const char *fuzz_path(const char *name);

/* All bytes of a file; free them. */
uint8_t *fuzz_read(const char *path, size_t *size);

/* Two ways to one table: the same status and, where it is ZG_OK, the same bytes when written. Frees
 * both (NULL where there is none). */
void fuzz_same(zg_status one, zg_table *a, zg_status two, zg_table *b, const char *what);

/* Pulls all of a table and looks at its batches; frees it. Returns the number of rows. */
uint64_t fuzz_pull(zg_table *table);

/* Ends the process where something does not hold. */
void fuzz_require(bool holds, const char *what);

/* Import options chosen by bytes of the input. Texts point into it or into literals. */
void fuzz_import_options(fuzz_input *input, zg_import_options *options);

/* Counts, descriptions, places: each must hold together with the others. */
void fuzz_corpus(const zg_corpus *corpus, fuzz_input *input);

#endif
