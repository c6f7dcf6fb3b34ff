/* Runs: files of any bytes, as they are and with their checksums made right, two of them read
 * together; and runs of two halves of a text, which give what one count of the whole gives. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "bytes.h"
#include "runs_parts.h"

#define MOST_SIGNS 200

/* Under a ceiling, since what sorts takes much of what it may. */
static zg_run *little(void)
{
    static zg_run *run;
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = 2;
    options.memory = (uint64_t)16 << 20;
    if (run == NULL && zg_run_new(&options, &run, NULL) != ZG_OK) abort();
    return run;
}

static void put_u32(uint8_t *bytes, uint32_t value)
{
    for (size_t i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t u32(const uint8_t *bytes)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) value |= (uint32_t)bytes[i] << 8 * i;
    return value;
}

/* Makes the checksums right, and the length of a block that is longer than the file. */
static void mend(uint8_t *file, size_t size)
{
    if (size < ZG_RUNS_MAGIC_N) return;
    memcpy(file, ZG_RUNS_MAGIC, ZG_RUNS_MAGIC_N);
    uint64_t number = 0;
    for (size_t at = ZG_RUNS_MAGIC_N; size - at > ZG_RUNS_BLOCK; number++) {
        uint8_t *front = file + at;
        size_t rest = size - at - ZG_RUNS_BLOCK;
        uint32_t length = u32(front + 4);
        if (length == 0 || length > rest) put_u32(front + 4, length = (uint32_t)rest);
        put_u32(front + 8, zg_runs_crc(number, u32(front), (char *)front + ZG_RUNS_BLOCK, length));
        at += ZG_RUNS_BLOCK + length;
    }
}

static void choose_options(fuzz_input *input, zg_ngrams_options *options)
{
    static const char *const sorts[] = {NULL, NULL, "ngram", "docs:asc", "n"};
    zg_ngrams_options_init(options);
    options->min_n = fuzz_choice(input, 3);
    options->max_n = 1 + fuzz_choice(input, 4);
    options->min_freq = fuzz_choice(input, 3);
    options->min_docs = fuzz_choice(input, 3);
    options->top = fuzz_choice(input, 8);
    options->sort = sorts[fuzz_choice(input, 5)];
}

/* Runs as a table, and merged to one run and then as a table. */
static void read_both_ways(const char *const *paths, size_t n, const zg_ngrams_options *options)
{
    zg_table *at_once = NULL, *merged = NULL;
    const char *together = fuzz_path("together.zgr");
    zg_status status = zg_runs_merge(little(), paths, n, together, NULL);
    zg_status first = zg_ngrams_from_runs(little(), paths, n, options, &at_once, NULL);
    if (status != ZG_OK) {
        fuzz_require(first != ZG_OK, "what cannot be merged is no table");
        return;
    }
    zg_status second = zg_ngrams_from_runs(little(), &together, 1, options, &merged, NULL);
    fuzz_same(first, at_once, second, merged, "runs that were merged give the same table");
}

static void read_any(fuzz_input *input, const zg_ngrams_options *options)
{
    size_t size = input->size;
    uint8_t *copy = malloc(size + 1);
    if (copy == NULL) abort();
    if (size > 0) memcpy(copy, input->data, size);
    /* The second begins where the magic stands again. */
    size_t cut = 1;
    while (cut + ZG_RUNS_MAGIC_N <= size &&
           memcmp(copy + cut, ZG_RUNS_MAGIC, ZG_RUNS_MAGIC_N) != 0) {
        cut++;
    }
    bool two = cut + ZG_RUNS_MAGIC_N <= size;
    if (!two) cut = size;
    for (int mended = 0; mended < 2; mended++) {
        const char *paths[] = {fuzz_file("a.zgr", copy, cut),
                               fuzz_file("b.zgr", copy + cut, size - cut)};
        read_both_ways(paths, two ? 2 : 1, options);
        mend(copy, cut);
        mend(copy + cut, size - cut);
    }
    free(copy);
}

/* ---- texts ---- */

static zg_corpus *build(const char *const *paths, size_t n, const zg_import_options *options)
{
    zg_corpus *corpus = NULL;
    return zg_corpus_build(NULL, paths, n, options, &corpus, NULL) == ZG_OK ? corpus : NULL;
}

static const char *write_text(const char *name, const uint8_t *data, size_t size)
{
    static const char *const signs[] = {"天", "地", "，", "。", "\n", " ", "a", "b", "A", "1.5"};
    zg_buffer text = {0};
    for (size_t i = 0; i < size && i < MOST_SIGNS; i++) {
        if (!zg_buffer_text(&text, signs[data[i] % 10])) abort();
    }
    const char *path = fuzz_file(name, (const uint8_t *)text.data, text.length);
    zg_buffer_free(&text);
    return path;
}

static zg_status write_run(const zg_corpus *corpus, const zg_ngrams_options *options,
                           const char *path)
{
    zg_ngrams_options all;
    zg_ngrams_options_init(&all);
    all.min_n = options->min_n > 0 ? options->min_n : 1;
    all.max_n = options->max_n;
    all.within = options->within;
    return zg_ngrams_write_runs(little(), corpus, NULL, &all, path, NULL);
}

static void read_halves(fuzz_input *input, zg_ngrams_options *options)
{
    zg_import_options how;
    zg_table *once = NULL, *of_runs = NULL;
    zg_import_options_init(&how);
    how.unit = (zg_unit)fuzz_choice(input, 4);
    how.fold = fuzz_choice(input, 64);
    if (fuzz_choice(input, 2) == 1) how.documents = "line";
    options->within = (zg_within)fuzz_choice(input, 4);
    if (options->min_n == 0) options->min_n = 1;
    if (options->max_n < options->min_n) options->max_n = options->min_n;
    size_t half = input->size / 2;
    const char *texts[] = {write_text("1.txt", input->data, half),
                           write_text("2.txt", input->data + half, input->size - half)};
    zg_corpus *whole = build(texts, 2, &how);
    zg_corpus *left = build(texts, 1, &how), *right = build(texts + 1, 1, &how);
    const char *runs[] = {fuzz_path("left.zgr"), fuzz_path("right.zgr")};
    /* A text without tokens is no corpus, and one that folds may have no run. */
    if (whole != NULL && left != NULL && right != NULL &&
        write_run(whole, options, fuzz_path("whole.zgr")) == ZG_OK &&
        write_run(left, options, runs[0]) == ZG_OK && write_run(right, options, runs[1]) == ZG_OK) {
        zg_status first = zg_ngrams(NULL, whole, NULL, options, &once, NULL);
        zg_status second = zg_ngrams_from_runs(little(), runs, 2, options, &of_runs, NULL);
        fuzz_same(first, once, second, of_runs, "runs of two halves give what the whole gives");
        read_both_ways(runs, 2, options);
    }
    zg_corpus_free(whole);
    zg_corpus_free(left);
    zg_corpus_free(right);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    zg_ngrams_options options;
    bool texts = fuzz_choice(&input, 2) == 1;
    choose_options(&input, &options);
    if (texts)
        read_halves(&input, &options);
    else
        read_any(&input, &options);
    return 0;
}
