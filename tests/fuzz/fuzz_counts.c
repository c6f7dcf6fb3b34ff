/* The fast counters and the repeats against counters that look at every sequence in turn. Texts are
 * spelled from few signs, one a byte, so that much recurs. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "items.h"
#include "repeats.h"

#define MOST_SIGNS 100
#define MOST_ITEMS (4 * MOST_SIGNS + 8)
#define MOST_N     4

typedef struct gram {
    uint32_t elements[2 * MOST_SIGNS];
    uint32_t length, n;
    uint64_t document;
} gram;

typedef struct row {
    char text[6 * MOST_SIGNS + 6];
    uint64_t n, freq, docs;
} row;

static zg_corpus *build(fuzz_input *input)
{
    static const char *const signs[] = {"天", "地", "人", "，",  "。",  "\n", " ",  "“",
                                        "”",  "a",  "b",  "...", "1.5", "——", "、", "和"};
    zg_import_options options;
    zg_corpus *corpus = NULL;
    zg_buffer text = {0};
    zg_import_options_init(&options);
    options.unit = (zg_unit)fuzz_choice(input, 4);
    options.fold = fuzz_choice(input, 64);
    options.documents = fuzz_choice(input, 2) == 1 ? "line" : "file";
    unsigned few = 2 + fuzz_choice(input, 15);
    for (size_t i = 0; i < input->size && i < MOST_SIGNS; i++) {
        if (!zg_buffer_text(&text, signs[input->data[i] % few])) abort();
    }
    const char *path = fuzz_file("text.txt", (const uint8_t *)text.data, text.length);
    zg_buffer_free(&text);
    if (zg_corpus_build(NULL, &path, 1, &options, &corpus, NULL) != ZG_OK) return NULL;
    return corpus;
}

/* ---- the slow counter ---- */

/* All n-grams of a block, from each token on. */
static size_t collect(const zg_corpus *corpus, const zg_block *block, zg_within within, gram *out)
{
    size_t found = 0;
    for (size_t from = 0; from < block->n; from++) {
        gram g = {.document = block->document};
        for (size_t i = from; i < block->n && g.n < MOST_N; i++) {
            uint32_t element = block->elements[i];
            if (zg_element_stops(corpus, element, within)) break;
            if (element < ZG_ELEMENT_FIRST && i > from) continue;
            if (element < ZG_ELEMENT_FIRST) break;
            bool token =
                zg_corpus_word(corpus, element - ZG_ELEMENT_FIRST).flags & ZG_SEGMENT_TOKEN;
            if (g.length == 0 && !token) break;
            g.elements[g.length++] = element;
            g.n += token;
            if (token) out[found++] = g;
        }
    }
    return found;
}

static int by_elements(const void *a, const void *b)
{
    const gram *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    int order = memcmp(x->elements, y->elements, x->length * sizeof x->elements[0]);
    if (order != 0) return order;
    return (x->document > y->document) - (x->document < y->document);
}

static void spell(const zg_corpus *corpus, const gram *g, char *out)
{
    size_t at = 0;
    for (uint32_t i = 0; i < g->length; i++) {
        zg_word word = zg_corpus_word(corpus, g->elements[i] - ZG_ELEMENT_FIRST);
        if (i > 0) {
            zg_word last = zg_corpus_word(corpus, g->elements[i - 1] - ZG_ELEMENT_FIRST);
            if (zg_blank_between(zg_corpus_unit(corpus), last.flags, word.flags)) out[at++] = ' ';
        }
        memcpy(out + at, word.text, word.length);
        at += word.length;
    }
    out[at] = '\0';
}

static int by_text(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    if (order != 0) return order;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    if (x->freq != y->freq) return x->freq < y->freq ? -1 : 1;
    return (x->docs > y->docs) - (x->docs < y->docs);
}

static size_t slow_rows(const zg_corpus *corpus, zg_within within, row *rows)
{
    gram *grams = malloc(MOST_SIGNS * 4 * MOST_N * sizeof *grams);
    size_t n = 0, n_rows = 0;
    zg_cursor cursor;
    zg_block block;
    if (grams == NULL) abort();
    zg_cursor_begin(&cursor, NULL, corpus, NULL);
    while (zg_cursor_next(&cursor, &block, NULL) == ZG_OK) {
        n += collect(corpus, &block, within, grams + n);
    }
    if (n > 0) qsort(grams, n, sizeof *grams, by_elements);
    for (size_t i = 0; i < n; i++) {
        const gram *last = i > 0 ? &grams[i - 1] : NULL;
        bool another =
            last == NULL || last->length != grams[i].length ||
            memcmp(last->elements, grams[i].elements, last->length * sizeof last->elements[0]) != 0;
        if (another) {
            row *r = &rows[n_rows++];
            spell(corpus, &grams[i], r->text);
            r->n = grams[i].n;
            r->freq = r->docs = 0;
        }
        rows[n_rows - 1].freq++;
        rows[n_rows - 1].docs += another || last->document != grams[i].document;
    }
    free(grams);
    if (n_rows > 0) qsort(rows, n_rows, sizeof *rows, by_text);
    return n_rows;
}

static size_t fast_rows(zg_run *run, const zg_corpus *corpus, zg_within within, uint64_t least,
                        row *rows)
{
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_batch *batch = NULL;
    size_t n = 0;
    zg_ngrams_options_init(&options);
    options.max_n = MOST_N;
    options.within = within;
    options.min_freq = least;
    fuzz_require(zg_ngrams(run, corpus, NULL, &options, &table, NULL) == ZG_OK, "n-grams");
    while (zg_table_next(table, &batch, NULL) == ZG_OK) {
        for (int64_t i = 0; i < batch->rows; i++) {
            const zg_column *text = &batch->columns[0];
            size_t length = (size_t)(text->offsets[i + 1] - text->offsets[i]);
            row *r = &rows[n++];
            fuzz_require(length < sizeof r->text, "as long as what was read");
            memcpy(r->text, text->bytes + text->offsets[i], length);
            r->text[length] = '\0';
            r->n = (uint64_t)batch->columns[1].int64[i];
            r->freq = (uint64_t)batch->columns[2].int64[i];
            r->docs = (uint64_t)batch->columns[4].int64[i];
        }
        zg_batch_free(batch);
    }
    zg_table_free(table);
    if (n > 0) qsort(rows, n, sizeof *rows, by_text);
    return n;
}

/* Those of `least` or more, to the front. */
static size_t keep_frequent(row *rows, size_t n, uint64_t least)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].freq >= least) rows[kept++] = rows[i];
    }
    return kept;
}

/* Without a ceiling short texts are counted in another way than under one. */
static void compare_ngrams(const zg_corpus *corpus, zg_within within, uint64_t least)
{
    static zg_run *little;
    zg_run_options how;
    zg_run_options_init(&how);
    how.threads = 2;
    how.memory = (uint64_t)64 << 20;
    if (little == NULL && zg_run_new(&how, &little, NULL) != ZG_OK) abort();
    row *slow = malloc(MOST_SIGNS * 4 * MOST_N * sizeof *slow);
    row *fast = malloc(MOST_SIGNS * 4 * MOST_N * sizeof *fast);
    if (slow == NULL || fast == NULL) abort();
    size_t n = slow_rows(corpus, within, slow);
    for (uint64_t of = 1; of <= least; of += least - 1) {
        n = keep_frequent(slow, n, of);
        for (int i = 0; i < 2; i++) {
            size_t m = fast_rows(i == 0 ? NULL : little, corpus, within, of, fast);
            fuzz_require(n == m, "as many n-grams as the slow counter has");
            for (size_t k = 0; k < n; k++) {
                fuzz_require(by_text(&slow[k], &fast[k]) == 0, "each n-gram as it is there");
            }
        }
    }
    free(slow);
    free(fast);
}

/* ---- repeats ---- */

/* Items that the sequences from each two positions have in common, up to a barrier. */
static uint16_t shared[MOST_ITEMS + 1][MOST_ITEMS + 1];

static void compare_positions(const zg_repeats *r)
{
    fuzz_require(r->n <= MOST_ITEMS, "no more items than signs and what stands around them");
    memset(shared, 0, sizeof shared);
    for (uint32_t a = r->n; a-- > 0;) {
        for (uint32_t b = r->n; b-- > 0;) {
            bool same = r->items[a] > ZG_ITEM_BARRIER && r->items[a] == r->items[b];
            shared[a][b] = same ? (uint16_t)(shared[a + 1][b + 1] + 1) : 0;
        }
    }
}

static uint32_t count_of(const zg_repeats *r, uint32_t position, uint32_t length)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n; i++) n += shared[position][i] >= length;
    return n;
}

/* Sequences of `least` occurrences or more that cannot be made longer to the right without loss,
 * each counted where it stands first. */
static uint32_t naive_repeats(const zg_repeats *r, uint32_t least)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        for (uint32_t length = 1; length <= shared[i][i]; length++) {
            uint32_t first = 0, freq = count_of(r, i, length);
            while (shared[first][i] < length) first++;
            if (first != i || freq < least) continue;
            n += !(length < shared[i][i] && count_of(r, i, length + 1) == freq);
        }
    }
    return n;
}

static void compare_repeats(const zg_corpus *corpus, zg_within within, uint32_t least)
{
    zg_repeats r = {0};
    zg_repeat_walk *walk = NULL;
    zg_repeat repeat;
    uint32_t n = 0;
    zg_order how = {.least = least, .depth = UINT32_MAX};
    fuzz_require(zg_repeats_read(NULL, corpus, NULL, within, &r, NULL) == ZG_OK, "items");
    fuzz_require(zg_repeats_order(NULL, &r, &how, NULL) == ZG_OK, "repeats");
    compare_positions(&r);
    fuzz_require(zg_repeat_walk_new(&r, least, NULL, NULL, &walk, NULL) == ZG_OK, "a walk");
    while (zg_repeat_walk_next(walk, &repeat, NULL) == ZG_OK) {
        uint32_t low = 0, high = 0, first = r.suffixes[repeat.low];
        fuzz_require(count_of(&r, first, repeat.length) == repeat.high - repeat.low,
                     "a repeat occurs as often as it is found");
        zg_repeats_find(&r, r.items + first, repeat.length, &low, &high);
        fuzz_require(low == repeat.low && high == repeat.high, "a repeat is found again");
        n++;
    }
    fuzz_require(n == naive_repeats(&r, least), "as many repeats as there are");
    zg_repeat_walk_free(walk);
    zg_repeats_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    zg_within within = (zg_within)fuzz_choice(&input, 4);
    uint32_t least = 2 + fuzz_choice(&input, 3);
    zg_corpus *corpus = build(&input);
    if (corpus == NULL) return 0;
    compare_ngrams(corpus, within, least);
    compare_repeats(corpus, within, least);
    zg_corpus_free(corpus);
    return 0;
}
