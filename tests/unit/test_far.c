/* Corpora of more than 2^31 and 2^32 elements and bytes, without the disk for them: the arrays of a
 * small corpus are put far behind in address space that nothing stands in, so that a place cut to
 * 32 bits anywhere finds nothing. What comes out must be what the small corpus gives. The same for
 * spill files with holes, for runs, and for positions in sequences. */
#define _GNU_SOURCE /* MAP_NORESERVE, MAP_ANONYMOUS */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "corpus_object.h"
#include "count.h"
#include "count_short.h"
#include "runs.h"
#include "scratch.h"
#include "sequence.h"

/* Beyond 2^31, and beyond 2^32. */
static const uint64_t shifts[] = {((uint64_t)1 << 31) + 5, ((uint64_t)1 << 32) + 11};

static const char text[] = "天地玄黄，宇宙洪荒。日月盈昃 the cat\n"
                           "天地玄黄！天地，天地玄黄。the cat sat\n"
                           "辰宿列张，天地玄黄。日月盈昃 the cat sat\n"
                           "寒来暑往，秋收冬藏。天地玄\n";

/* ---- a corpus that lies far away ---- */

typedef struct far_array {
    void *before, *data;
    size_t bytes;
} far_array;

/* A copy whose bytes from `from` on stand `shift` further behind, with nothing between. */
static far_array move_far(void *data, uint64_t from, uint64_t end, uint64_t shift)
{
    far_array out = {.before = data, .bytes = (size_t)(end + shift + 4096)};
    out.data = mmap(NULL, out.bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(out.data != MAP_FAILED);
    memcpy(out.data, data, (size_t)from);
    memcpy((char *)out.data + from + shift, (char *)data + from, (size_t)(end - from));
    return out;
}

static zg_corpus *build(zg_run *run, zg_unit unit)
{
    zg_corpus *corpus = NULL;
    zg_import_options options;
    zg_import_options_init(&options);
    options.documents = "line";
    options.unit = unit;
    const char *paths[] = {scratch_path("text.txt")};
    assert_int_equal(zg_corpus_build(run, paths, 1, &options, &corpus, NULL), ZG_OK);
    return corpus;
}

/* All of the corpus from document 1 on goes away by `shift` elements and bytes: what it had before
 * is in `out`. The first document, whose rest is the void between, is for no one to read. */
static void shift_corpus(zg_corpus *corpus, uint64_t shift, far_array out[2])
{
    uint64_t element = corpus->documents[1].element;
    uint64_t paragraph = corpus->documents[1].paragraph, byte = corpus->paragraphs[paragraph].text;
    out[0] = move_far(corpus->elements, element * 4, corpus->n_elements * 4, shift * 4);
    out[1] = move_far(corpus->text.data, byte, corpus->text.length, shift);
    corpus->elements = out[0].data;
    corpus->n_elements += shift;
    corpus->text.data = out[1].data;
    corpus->text.length += shift;
    for (size_t d = 1; d < corpus->n_documents; d++) corpus->documents[d].element += shift;
    for (size_t p = paragraph; p < corpus->n_paragraphs; p++) {
        corpus->paragraphs[p].text += shift;
        corpus->paragraphs[p].element += shift;
    }
    for (size_t i = 0; i < corpus->map.n; i++) {
        if (corpus->map.pieces[i].offset >= byte) corpus->map.pieces[i].offset += shift;
    }
}

static void free_far(zg_corpus *corpus, far_array arrays[2])
{
    corpus->elements = arrays[0].before;
    corpus->text.data = arrays[1].before;
    for (size_t i = 0; i < 2; i++) munmap(arrays[i].data, arrays[i].bytes);
    zg_corpus_free(corpus);
}

static void same_text(const zg_corpus *a, const zg_corpus *b, uint64_t document)
{
    zg_locator *la = NULL, *lb = NULL;
    const zg_token_span *sa, *sb;
    uint64_t na, nb;
    size_t length_a, length_b;
    zg_kind kind;
    const char *ta = zg_corpus_paragraph(a, document, 0, &length_a, &kind);
    const char *tb = zg_corpus_paragraph(b, document, 0, &length_b, &kind);
    assert_int_equal(length_a, length_b);
    assert_memory_equal(ta, tb, length_a);
    assert_int_equal(zg_corpus_elements(a, document), zg_corpus_elements(b, document));
    assert_int_equal(zg_corpus_source(a, document, 0, 3).line,
                     zg_corpus_source(b, document, 0, 3).line);
    assert_int_equal(zg_corpus_source(b, document, 0, 3).line, document + 1);
    assert_int_equal(zg_locator_new(NULL, a, &la, NULL), ZG_OK);
    assert_int_equal(zg_locator_new(NULL, b, &lb, NULL), ZG_OK);
    assert_int_equal(zg_locator_document(la, document, &sa, &na, NULL), ZG_OK);
    assert_int_equal(zg_locator_document(lb, document, &sb, &nb, NULL), ZG_OK);
    assert_int_equal(na, nb);
    for (uint64_t i = 0; i < na; i++) {
        assert_int_equal(sa[i].start, sb[i].start);
        assert_int_equal(sa[i].end, sb[i].end);
    }
    zg_locator_free(la);
    zg_locator_free(lb);
}

static void same_table(zg_table *a, zg_table *b)
{
    assert_int_equal(zg_table_write(a, scratch_path("a.tsv"), NULL, NULL, NULL), ZG_OK);
    assert_int_equal(zg_table_write(b, scratch_path("b.tsv"), NULL, NULL, NULL), ZG_OK);
    size_t length;
    char *bytes = scratch_read("a.tsv", &length);
    assert_true(length > 30); /* a header at least */
    assert_true(scratch_holds("b.tsv", bytes, length));
    free(bytes);
    zg_table_free(a);
    zg_table_free(b);
}

static zg_table *list(const zg_corpus *corpus, const zg_selection *selection, zg_within within)
{
    zg_table *table = NULL;
    zg_ngrams_options options;
    zg_ngrams_options_init(&options);
    options.min_n = 1;
    options.max_n = 9;
    options.within = within;
    assert_int_equal(zg_ngrams(NULL, corpus, selection, &options, &table, NULL), ZG_OK);
    return table;
}

static zg_table *lines(const zg_corpus *corpus, const zg_selection *selection, bool regex)
{
    zg_table *table = NULL;
    const char *nodes[] = {"天地"};
    zg_concordance_options options;
    zg_concordance_options_init(&options);
    options.nodes = nodes;
    options.n_nodes = regex ? 0 : 1;
    options.regex = regex ? "天.|cat" : NULL;
    options.context = regex ? ZG_CONTEXT_SENTENCE : 3;
    assert_int_equal(zg_concordance(NULL, corpus, selection, &options, &table, NULL), ZG_OK);
    return table;
}

static void places_of_elements_and_text(void **state)
{
    const uint64_t documents[] = {1, 2, 3};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        zg_unit unit = i % 2 ? ZG_UNIT_SPACE : ZG_UNIT_CHAR;
        zg_corpus *near = build(NULL, unit), *far = build(NULL, unit);
        far_array arrays[2];
        zg_selection *a = NULL, *b = NULL;
        shift_corpus(far, shifts[i / 2], arrays);
        for (uint64_t d = 1; d < 4; d++) same_text(near, far, d);
        assert_int_equal(zg_corpus_elements(far, 0), zg_corpus_elements(near, 0) + shifts[i / 2]);
        assert_int_equal(zg_selection_list(near, documents, 3, &a, NULL), ZG_OK);
        assert_int_equal(zg_selection_list(far, documents, 3, &b, NULL), ZG_OK);
        same_table(list(near, a, ZG_WITHIN_CLAUSE), list(far, b, ZG_WITHIN_CLAUSE));
        same_table(list(near, a, ZG_WITHIN_DOCUMENT), list(far, b, ZG_WITHIN_DOCUMENT));
        same_table(lines(near, a, false), lines(far, b, false));
        same_table(lines(near, a, true), lines(far, b, true));
        zg_selection_free(a);
        zg_selection_free(b);
        zg_corpus_free(near);
        free_far(far, arrays);
    }
}

/* ---- positions in a sequence ---- */

static void positions_of_a_long_sequence(void **state)
{
    enum { DOCUMENTS = 5 };
    const uint64_t two32 = (uint64_t)1 << 32;
    uint64_t starts[DOCUMENTS + 1] = {0,         two32 / 2 + 3, two32 - 1,
                                      two32 + 1, two32 + 1,     two32 + 99};
    const uint32_t elements[] = {3, 4, 5, 0}, *borrowed[DOCUMENTS] = {0};
    uint32_t codes[] = {0, 0, 0, 7, 8, 9}, buffer[8];
    (void)state;
    starts[3] = starts[4] = two32 + 90;
    starts[5] = two32 + 94;
    borrowed[4] = elements;
    zg_sequence sequence = {.starts = starts, .n_documents = DOCUMENTS, .n = two32 + 94};
    sequence.borrowed = borrowed;
    sequence.codes = codes;
    assert_int_equal(zg_sequence_find(&sequence, 0), 0);
    assert_int_equal(zg_sequence_find(&sequence, two32 / 2 + 2), 0);
    assert_int_equal(zg_sequence_find(&sequence, two32 / 2 + 3), 1);
    assert_int_equal(zg_sequence_find(&sequence, two32 - 2), 1);
    assert_int_equal(zg_sequence_find(&sequence, two32 - 1), 2);
    assert_int_equal(zg_sequence_find(&sequence, two32), 2);
    assert_int_equal(zg_sequence_find(&sequence, two32 + 93), 4);
    const uint32_t *items = zg_sequence_piece(&sequence, 4, two32 + 91, 2, 4, buffer);
    assert_int_equal(items[0], 8);
    assert_int_equal(items[1], 9);
    assert_int_equal(items[2], ZG_BARRIER);
    assert_int_equal(items[5], ZG_BARRIER);
    zg_count_row row = {.place = (two32 + 91) << 8 | 0x80 | 64};
    assert_int_equal(zg_count_position(&row), two32 + 91);
    assert_int_equal(zg_count_n(&row), 64);
    assert_true(zg_count_irregular(&row));
    /* What keeps positions in 32 bits is not used where they do not fit. */
    assert_true(zg_count_is_short(3000, 10, two32 - 2, 3));
    assert_false(zg_count_is_short(3000, 10, two32 - 1, 3));
    assert_false(zg_count_is_short(3000, 10, two32 + 5, 3));
}

/* ---- files ---- */

static void spill_files_with_holes(void **state)
{
    const uint64_t places[] = {0, (uint64_t)1 << 31, ((uint64_t)1 << 32) + 3, (uint64_t)1 << 40};
    zg_spill *spill = NULL;
    (void)state;
    assert_int_equal(zg_spill_open(NULL, &spill, NULL), ZG_OK);
    for (uint64_t i = 0; i < 4; i++)
        assert_int_equal(zg_spill_write(spill, places[i], &places[i], 8, NULL), ZG_OK);
    for (uint64_t i = 0; i < 4; i++) {
        uint64_t found = 1;
        assert_int_equal(zg_spill_read(spill, places[i], &found, 8, NULL), ZG_OK);
        assert_int_equal(found, places[i]);
    }
    /* It goes on behind. */
    assert_int_equal(zg_spill_cut(spill, places[2] + 8, NULL), ZG_OK);
    assert_int_equal(zg_spill_append(spill, "next", 4, NULL), ZG_OK);
    assert_int_equal(zg_spill_bytes(spill), places[2] + 12);
    const void *data;
    assert_int_equal(zg_spill_map(spill, &data, NULL), ZG_OK);
    assert_memory_equal((const char *)data + places[2] + 8, "next", 4);
    assert_memory_equal((const char *)data + places[1], &places[1], 8);
    zg_spill_free(spill);
}

static void write_run(const char *name, const char *document, uint64_t freq)
{
    zg_runs_writer *writer = NULL;
    zg_runs_head head = {
        .min_n = 1, .max_n = 1, .tokens = freq, .documents = 1, .settings = "unit=char"};
    zg_runs_row row = {.text = "天", .length = 3, .n = 1, .freq = freq, .docs = 1};
    assert_int_equal(zg_runs_create(NULL, scratch_path(name), &head, &writer, NULL), ZG_OK);
    assert_int_equal(zg_runs_add_document(writer, document, strlen(document), NULL), ZG_OK);
    assert_int_equal(zg_runs_add_row(writer, &row, NULL), ZG_OK);
    assert_int_equal(zg_runs_close(writer, NULL), ZG_OK);
}

/* Opens both and reads to the end. */
static zg_status add_runs(const char *a, const char *b, uint64_t *freq)
{
    char first[300], second[300];
    snprintf(first, sizeof first, "%s", scratch_path(a));
    snprintf(second, sizeof second, "%s", scratch_path(b));
    const char *paths[] = {first, second}, *name;
    zg_runs *runs = NULL;
    zg_runs_row row;
    size_t length;
    zg_status status = zg_runs_open(NULL, paths, 2, &runs, NULL);
    while (status == ZG_OK) status = zg_runs_document(runs, &name, &length, NULL);
    if (status == ZG_END) status = ZG_OK;
    while (status == ZG_OK && (status = zg_runs_next(runs, &row, NULL)) == ZG_OK) *freq = row.freq;
    zg_runs_free(runs);
    return status;
}

static void frequencies_of_runs(void **state)
{
    const uint64_t two32 = (uint64_t)1 << 32;
    uint64_t freq = 0;
    (void)state;
    write_run("a.zgr", "a", two32 - 1);
    write_run("b.zgr", "b", two32 + 5);
    assert_int_equal(add_runs("a.zgr", "b.zgr", &freq), ZG_END);
    assert_int_equal(freq, 2 * two32 + 4);
    write_run("a.zgr", "a", two32 << 29);
    assert_int_equal(add_runs("a.zgr", "b.zgr", &freq), ZG_END);
    assert_int_equal(freq, (two32 << 29) + two32 + 5);
}

static int setup(void **state)
{
    int status = scratch_setup(state);
    scratch_write("text.txt", text, sizeof text - 1);
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_of_elements_and_text),
        cmocka_unit_test(positions_of_a_long_sequence),
        cmocka_unit_test(spill_files_with_holes),
        cmocka_unit_test(frequencies_of_runs),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}
