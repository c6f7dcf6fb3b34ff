/* fuzz: what the targets share. */
#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

#define MOST_PATHS 32

static char paths[MOST_PATHS][300];
static size_t n_paths;

static void remove_folder(void)
{
    for (size_t i = 0; i < n_paths; i++) unlink(paths[i]);
    rmdir(folder);
}

const char *fuzz_path(const char *name)
{
    if (folder[0] == '\0') {
        struct stat found;
        bool memory = stat("/dev/shm", &found) == 0 && S_ISDIR(found.st_mode);
        snprintf(folder, sizeof folder, "%s/zigram-fuzz-%ld", memory ? "/dev/shm" : "/tmp",
                 (long)getpid());
        if (mkdir(folder, 0700) != 0) abort();
        atexit(remove_folder);
    }
    size_t length = strlen(folder) + 1;
    for (size_t i = 0; i < n_paths; i++) {
        if (strcmp(paths[i] + length, name) == 0) return paths[i];
    }
    if (n_paths == MOST_PATHS) abort();
    snprintf(paths[n_paths], sizeof paths[0], "%s/%.40s", folder, name);
    return paths[n_paths++];
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    const char *path = fuzz_path(name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) abort();
    if (size > 0 && fwrite(data, 1, size, file) != size) abort();
    if (fclose(file) != 0) abort();
    return path;
}

uint8_t *fuzz_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) abort();
    size_t capacity = 1 << 16;
    uint8_t *data = malloc(capacity);
    *size = 0;
    for (size_t n; data != NULL && (n = fread(data + *size, 1, capacity - *size, file)) > 0;) {
        *size += n;
        if (*size == capacity) data = realloc(data, capacity *= 2);
    }
    if (data == NULL || ferror(file)) abort();
    fclose(file);
    return data;
}

void fuzz_require(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

/* ---- taking the input apart ---- */

unsigned fuzz_choice(fuzz_input *input, unsigned n)
{
    if (input->size == 0) return 0;
    input->size--;
    return *input->data++ % n;
}

const char *fuzz_line(fuzz_input *input, unsigned slot)
{
    static char lines[4][251];
    size_t n = 0;
    while (n < input->size && input->data[n] != '\n') n++;
    size_t kept = n < 250 ? n : 250;
    if (kept > 0) memcpy(lines[slot], input->data, kept);
    lines[slot][kept] = '\0';
    n += n < input->size;
    input->data += n;
    input->size -= n;
    return lines[slot];
}

fuzz_input fuzz_part(fuzz_input *input)
{
    size_t n = 0;
    while (n < input->size && input->data[n] != '\f') n++;
    fuzz_input part = {input->data, n};
    n += n < input->size;
    input->data += n;
    input->size -= n;
    return part;
}

void fuzz_import_options(fuzz_input *input, zg_import_options *options)
{
    static const char *const encodings[] = {"utf-8",  "utf-8",      "utf-16", "gb18030",
                                            "big5",   "shift_jis",  "euc-kr", "windows-1252",
                                            "utf-32", "iso-2022-jp"};
    static const char *const documents[] = {"file", "line", "blank", "regex:^.{1,8}$",
                                            "regex:[0-9]+(a|b)*$"};
    zg_import_options_init(options);
    options->encoding = encodings[fuzz_choice(input, 10)];
    options->invalid = (zg_invalid)fuzz_choice(input, 2);
    options->clean = (zg_clean)fuzz_choice(input, 3);
    options->normalize = (zg_normalize)fuzz_choice(input, 3);
    options->fold = fuzz_choice(input, 64);
    options->unit = (zg_unit)fuzz_choice(input, 4);
    options->only = fuzz_choice(input, 8);
    options->documents = documents[fuzz_choice(input, 5)];
}

/* ---- looking at what came out ---- */

static void look_at(const zg_column *column, int64_t rows)
{
    int64_t nulls = 0;
    for (int64_t i = 0; i < rows; i++) {
        bool valid = column->validity == NULL || (column->validity[i >> 3] >> (i & 7) & 1);
        nulls += !valid;
        if (column->type == ZG_DOUBLE) fuzz_require(!isnan(column->real[i]), "no cell is NaN");
        if (column->type == ZG_UTF8) {
            fuzz_require(column->offsets[i] <= column->offsets[i + 1], "offsets ascend");
        }
    }
    fuzz_require(nulls == column->null_count, "nulls are counted");
}

uint64_t fuzz_pull(zg_table *table)
{
    uint64_t rows = 0;
    zg_batch *batch = NULL;
    zg_status status;
    while ((status = zg_table_next(table, &batch, NULL)) == ZG_OK) {
        fuzz_require(batch->rows > 0, "a batch has rows");
        for (size_t i = 0; i < batch->n_columns; i++) look_at(&batch->columns[i], batch->rows);
        rows += (uint64_t)batch->rows;
        zg_batch_free(batch);
    }
    if (status == ZG_END && zg_table_rows(table) >= 0) {
        fuzz_require(rows == (uint64_t)zg_table_rows(table), "as many rows as were told");
    }
    zg_table_free(table);
    return rows;
}

/* Sum of the column freq, and the number of rows. */
static uint64_t sum_of_freq(zg_table *table, uint64_t *rows)
{
    uint64_t sum = 0;
    zg_batch *batch = NULL;
    *rows = 0;
    while (zg_table_next(table, &batch, NULL) == ZG_OK) {
        for (int64_t i = 0; i < batch->rows; i++) sum += (uint64_t)batch->columns[2].int64[i];
        *rows += (uint64_t)batch->rows;
        zg_batch_free(batch);
    }
    zg_table_free(table);
    return sum;
}

static zg_status write_plain(zg_table *table, const char *path)
{
    zg_write_options options;
    zg_write_options_init(&options);
    options.meta = "";
    options.digits = 17;
    return zg_table_write(table, path, &options, NULL, NULL);
}

void fuzz_same(zg_status one, zg_table *a, zg_status two, zg_table *b, const char *what)
{
    fuzz_require(one == two, what);
    if (one == ZG_OK) {
        const char *path = fuzz_path("a.tsv"), *other = fuzz_path("b.tsv");
        size_t n, m;
        fuzz_require(write_plain(a, path) == ZG_OK && write_plain(b, other) == ZG_OK, what);
        uint8_t *left = fuzz_read(path, &n), *right = fuzz_read(other, &m);
        fuzz_require(n == m && memcmp(left, right, n) == 0, what);
        free(left);
        free(right);
    }
    zg_table_free(a);
    zg_table_free(b);
}

void fuzz_corpus(const zg_corpus *corpus, fuzz_input *input)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_place place;
    uint64_t rows = 0;
    zg_ngrams_options_init(&options);
    options.max_n = 1;
    if (zg_ngrams(NULL, corpus, NULL, &options, &table, NULL) == ZG_OK) {
        fuzz_require(sum_of_freq(table, &rows) == zg_corpus_tokens(corpus),
                     "frequencies of single tokens add up to the tokens");
        fuzz_require(rows == zg_corpus_types(corpus), "as many rows as types");
    }
    options.max_n = 1 + fuzz_choice(input, 5);
    options.within = (zg_within)fuzz_choice(input, 4);
    if (zg_ngrams(NULL, corpus, NULL, &options, &table, NULL) == ZG_OK) fuzz_pull(table);
    if (zg_corpus_describe(NULL, corpus, NULL, &table, NULL) == ZG_OK) {
        fuzz_require(fuzz_pull(table) == zg_corpus_documents(corpus), "a row a document");
    }
    for (uint64_t d = 0; d < zg_corpus_documents(corpus) && d < 4; d++) {
        for (uint64_t t = 0; t < 3; t++) {
            if (zg_corpus_place(corpus, d, t, &place, NULL) != ZG_OK) break;
            fuzz_require(place.line > 0 && place.page > 0, "a place has a line and a page");
        }
    }
}
