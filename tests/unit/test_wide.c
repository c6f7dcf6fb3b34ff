/* What keeps positions gives the same bytes with those of 32 and of 64 bits, whoever asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "phrases.h"
#include "position.h"
#include "run.h"
#include "scratch.h"

#define DOCUMENTS 5

/* Sentences of words that like each other, in some documents; the last two share a long passage. */
static void make_texts(bool spaced)
{
    static const char *const words[] = {"改革", "开放", "市场",   "经济", "企业", "的",      "和",
                                        "，",   "。",   "“发展”", "2020", "the ", "the one "};
    static char text[24000];
    uint32_t random = 7;
    scratch_clear();
    for (int d = 0; d < DOCUMENTS; d++) {
        char name[16];
        size_t length = 0, last = 0;
        if (d == DOCUMENTS - 1) random = 7u + DOCUMENTS - 2;
        while (length < sizeof text - 32) {
            random = random * 1664525u + 1013904223u;
            size_t next = (random >> 16) % 3 == 0 ? (random >> 20) % 13 : (last * 5 + 1) % 13;
            size_t n = strlen(words[next]);
            memcpy(text + length, words[next], n);
            length += n;
            if (spaced) text[length++] = ' ';
            last = next + ((random >> 24) & 1);
        }
        memcpy(text + length, "。\n", 4);
        snprintf(name, sizeof name, "%d.txt", d);
        scratch_write(name, text, length + 4);
    }
    static const char list[] = "item\tform\n改\t改革\n改\t开放\n经济\t经济\n";
    scratch_write("list.tsv", list, sizeof list - 1);
}

static zg_run *make_run(bool wide)
{
    zg_run_options options;
    zg_run *run = NULL;
    zg_run_options_init(&options);
    options.threads = 2;
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    assert_true(zg_run_narrow(run) == ZG_NARROW_MAX);
    if (wide) zg_run_set_narrow(run, 0);
    return run;
}

static zg_corpus *make_corpus(zg_run *run, zg_unit unit)
{
    zg_corpus *corpus = NULL;
    zg_import_options options;
    const char *paths[DOCUMENTS];
    zg_import_options_init(&options);
    options.unit = unit;
    for (int d = 0; d < DOCUMENTS; d++) {
        char name[16];
        snprintf(name, sizeof name, "%d.txt", d);
        paths[d] = scratch_path(name);
    }
    assert_int_equal(zg_corpus_build(run, paths, DOCUMENTS, &options, &corpus, NULL), ZG_OK);
    return corpus;
}

/* ---- what is made ---- */

typedef struct output {
    char *texts[8];
    size_t lengths[8], n;
} output;

static void take_file(output *out, const char *name)
{
    assert_true(out->n < 8);
    out->texts[out->n] = scratch_read(name, &out->lengths[out->n]);
    out->n++;
}

static void take_table(output *out, zg_table *table)
{
    assert_int_equal(zg_table_write(table, scratch_path("out.tsv"), NULL, NULL, NULL), ZG_OK);
    zg_table_free(table);
    take_file(out, "out.tsv");
}

typedef void job(zg_run *run, const zg_corpus *corpus, int variant, output *out);

static void list_phrases(zg_run *run, const zg_corpus *corpus, int variant, output *out)
{
    zg_phrases_options options;
    zg_table *table = NULL;
    zg_phrases_options_init(&options);
    options.min_freq = variant == 1 ? 2 : 0;
    options.nested = variant == 2;
    options.by = variant == 3 ? "document" : NULL;
    options.within = variant == 4 ? ZG_WITHIN_DOCUMENT : ZG_WITHIN_SENTENCE;
    options.occurrences = scratch_path("occurrences.tsv");
    options.reuse = scratch_path("reuse.tsv");
    options.write_items = scratch_path("items.tsv");
    assert_int_equal(zg_phrases(run, corpus, NULL, &options, &table, NULL), ZG_OK);
    take_table(out, table);
    take_file(out, "occurrences.tsv");
    take_file(out, "reuse.tsv");
    take_file(out, "items.tsv");
}

static void list_collocates(zg_run *run, const zg_corpus *corpus, int variant, output *out)
{
    static const char *const nodes[] = {"改革", "的"}, *const except[] = {"改革开放"};
    zg_collocates_options options;
    zg_table *table = NULL;
    zg_collocates_options_init(&options);
    options.nodes = nodes;
    options.n_nodes = variant < 6 ? 2 : 0;
    options.except = except;
    options.n_except = variant == 1;
    options.nested = variant == 2;
    options.positions = variant == 3 || variant == 7;
    options.collocates = variant == 4 ? "closed" : variant == 5 ? "ngrams" : NULL;
    options.adjacent = variant == 5 || variant == 8;
    if (variant == 7 || variant == 8) options.min_n = options.max_n = 1;
    if (variant == 9) {
        options.collocates = scratch_path("list.tsv");
        options.items = scratch_path("list.tsv");
        options.left = options.right = 70000;
    }
    options.contingency = true;
    assert_int_equal(zg_collocates(run, corpus, NULL, &options, &table, NULL), ZG_OK);
    take_table(out, table);
}

static void list_network(zg_run *run, const zg_corpus *corpus, int variant, output *out)
{
    zg_collocates_options options;
    zg_table *nodes = NULL, *edges = NULL;
    (void)variant;
    zg_collocates_options_init(&options);
    assert_int_equal(zg_collocates_network(run, corpus, NULL, &options, &nodes, &edges, NULL),
                     ZG_OK);
    take_table(out, nodes);
    take_table(out, edges);
}

static void list_keyness(zg_run *run, const zg_corpus *corpus, int variant, output *out)
{
    zg_keyness_options options;
    zg_table *table = NULL;
    zg_keyness_options_init(&options);
    options.items = variant == 0 ? "phrases" : "closed";
    assert_int_equal(
        zg_keyness_by(run, corpus, NULL, "document", ZG_VERSUS_REST, &options, &table, NULL),
        ZG_OK);
    take_table(out, table);
}

static void write_report(zg_run *run, const zg_corpus *corpus, int variant, output *out)
{
    zg_report_options options;
    (void)variant;
    zg_report_options_init(&options);
    assert_int_equal(zg_report(run, corpus, NULL, scratch_path("report"), &options, NULL), ZG_OK);
    take_file(out, "report/report.html");
}

/* ---- */

static size_t lines_of(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) n += *text == '\n';
    return n;
}

static void compare(job *make, zg_unit unit, int variants, size_t least)
{
    for (int variant = 0; variant < variants; variant++) {
        output outputs[2] = {{.n = 0}};
        for (int wide = 0; wide < 2; wide++) {
            zg_run *run = make_run(wide);
            zg_corpus *corpus = make_corpus(run, unit);
            assert_int_equal(zg_needs_wide(run, corpus, NULL), wide);
            make(run, corpus, variant, &outputs[wide]);
            zg_corpus_free(corpus);
            zg_run_free(run);
        }
        assert_int_equal(outputs[0].n, outputs[1].n);
        assert_true(lines_of(outputs[0].texts[0]) > least);
        for (size_t i = 0; i < outputs[0].n; i++) {
            assert_int_equal(outputs[0].lengths[i], outputs[1].lengths[i]);
            assert_memory_equal(outputs[0].texts[i], outputs[1].texts[i], outputs[0].lengths[i]);
            free(outputs[0].texts[i]);
            free(outputs[1].texts[i]);
        }
    }
}

static void test_phrases(void **state)
{
    (void)state;
    make_texts(false);
    compare(list_phrases, ZG_UNIT_CHAR, 5, 20);
    make_texts(true);
    compare(list_phrases, ZG_UNIT_SPACE, 5, 8);
}

static void test_collocates(void **state)
{
    (void)state;
    make_texts(false);
    compare(list_collocates, ZG_UNIT_CHAR, 10, 2);
    compare(list_network, ZG_UNIT_CHAR, 1, 2);
}

static void test_keyness(void **state)
{
    (void)state;
    make_texts(false);
    compare(list_keyness, ZG_UNIT_CHAR, 2, 2);
}

static void test_report(void **state)
{
    (void)state;
    make_texts(false);
    compare(write_report, ZG_UNIT_CHAR, 1, 100);
}

/* A set is told by the functions of its own width. */
static void test_set(void **state)
{
    (void)state;
    make_texts(false);
    zg_run *narrow_run = make_run(false), *wide_run = make_run(true);
    zg_corpus *corpus = make_corpus(narrow_run, ZG_UNIT_CHAR);
    zg_phrase_set *narrow = NULL, *wide = NULL;
    zg_phrase_options options;
    zg_phrase_options_init(&options);
    assert_int_equal(zg_phrase_set_make(narrow_run, corpus, NULL, &options, &narrow, NULL), ZG_OK);
    assert_int_equal(zg_phrase_set_make(wide_run, corpus, NULL, &options, &wide, NULL), ZG_OK);
    uint32_t n = zg_phrase_set_size(narrow);
    assert_true(n > 20);
    assert_int_equal(n, zg_phrase_set_size(wide));
    assert_true(zg_phrase_set_min_freq(narrow) == zg_phrase_set_min_freq(wide));
    assert_true(zg_phrase_set_min_boundary(narrow) == zg_phrase_set_min_boundary(wide));
    for (uint32_t i = 0; i < n; i++) {
        const zg_phrase *a = zg_phrase_set_at(narrow, i), *b = zg_phrase_set_at(wide, i);
        zg_occurrence *x = NULL, *y = NULL;
        assert_true(a->freq == b->freq && a->length == b->length && a->low == b->low);
        assert_memory_equal(zg_phrase_set_elements(narrow, i), zg_phrase_set_elements(wide, i),
                            a->length * sizeof(uint32_t));
        assert_int_equal(zg_phrase_set_occurrences(narrow, i, &x, NULL), ZG_OK);
        assert_int_equal(zg_phrase_set_occurrences(wide, i, &y, NULL), ZG_OK);
        assert_memory_equal(x, y, a->freq * sizeof *x);
        zg_memory_free(x);
        zg_memory_free(y);
    }
    zg_phrase_set_free(narrow);
    zg_phrase_set_free(wide);
    zg_corpus_free(corpus);
    zg_run_free(narrow_run);
    zg_run_free(wide_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases), cmocka_unit_test(test_collocates),
        cmocka_unit_test(test_keyness), cmocka_unit_test(test_report), cmocka_unit_test(test_set)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
