/* Collocates and concordance: the k-th allocation fails, for every k: an error and nothing held, or
 * the same table as ever. The same with threads, which a tree that watches for races runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "faults.h"
#include "scratch.h"

static const char *const texts[] = {
    "深化改革，推进改革开放。改革开放是国策，深化改革要推进。\n天地玄黄，宇宙洪荒。\n",
    "推进改革开放，深化改革。天地玄黄！改革、改革\n改革开放\n", "天地\n改革\n"};
static const char pair_of_tokens[] = "春雨。花月。\n";

typedef struct context {
    zg_run *run;
    zg_corpus *corpus;
} context;

typedef zg_status job(const context *c, zg_error *error);

static zg_status write_table(const char *name, zg_table *table, zg_error *error)
{
    zg_write_options options;
    zg_write_options_init(&options);
    options.meta = "";
    return zg_table_write(table, scratch_path(name), &options, NULL, error);
}

static zg_status pairs(const context *c, const zg_collocates_options *options, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status = zg_collocates(c->run, c->corpus, NULL, options, &table, error);
    if (status == ZG_OK) status = write_table("out.tsv", table, error);
    zg_table_free(table);
    return status;
}

static zg_collocates_options around(const char *const *nodes, size_t n)
{
    zg_collocates_options options;
    zg_collocates_options_init(&options);
    options.nodes = nodes;
    options.n_nodes = n;
    options.min_freq = 1;
    return options;
}

static zg_status around_nodes(const context *c, zg_error *error)
{
    static const char *const nodes[] = {"改革", "天地"}, *const excepts[] = {"改革开放"};
    zg_collocates_options options = around(nodes, 2);
    options.except = excepts;
    options.n_except = 1;
    options.by = "document";
    options.collocates = "closed";
    options.measures = "lrc,mi,neg_log10_q";
    options.contingency = true;
    options.stop = scratch_path("list");
    return pairs(c, &options, error);
}

static zg_status around_items(const context *c, zg_error *error)
{
    zg_collocates_options options = around(NULL, 0);
    options.items = scratch_path("list");
    options.collocates = "phrases";
    options.sort = "mean_distance:asc";
    options.match = "地|推";
    return pairs(c, &options, error);
}

static zg_status of_items(const context *c, zg_error *error)
{
    static const char *const nodes[] = {"改革"};
    zg_collocates_options options = around(nodes, 1);
    options.collocates = scratch_path("list");
    options.approximate = true;
    return pairs(c, &options, error);
}

static zg_status all_pairs(const context *c, zg_error *error)
{
    zg_collocates_options options = around(NULL, 0);
    options.min_n = options.max_n = 1;
    options.sort = "neg_log10_p";
    return pairs(c, &options, error);
}

static zg_status adjacent_pairs(const context *c, zg_error *error)
{
    zg_collocates_options options = around(NULL, 0);
    options.min_n = 1;
    options.max_n = 2;
    options.collocates = "ngrams";
    options.adjacent = true;
    return pairs(c, &options, error);
}

static zg_status network(const context *c, zg_error *error)
{
    zg_collocates_options options = around(NULL, 0);
    zg_table *nodes = NULL, *edges = NULL;
    options.min_n = options.max_n = 1;
    zg_status status =
        zg_collocates_network(c->run, c->corpus, NULL, &options, &nodes, &edges, error);
    if (status == ZG_OK) status = write_table("nodes.tsv", nodes, error);
    if (status == ZG_OK) status = write_table("out.tsv", edges, error);
    zg_table_free(nodes);
    zg_table_free(edges);
    return status;
}

static zg_status lines(const context *c, zg_concordance_options *options, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status = zg_concordance(c->run, c->corpus, NULL, options, &table, error);
    if (status == ZG_OK) status = write_table("out.tsv", table, error);
    zg_table_free(table);
    return status;
}

static zg_status lines_of_items(const context *c, zg_error *error)
{
    zg_concordance_options options;
    zg_concordance_options_init(&options);
    options.items = scratch_path("list");
    options.order = ZG_KWIC_RIGHT_FREQUENCY;
    options.sample = 5;
    options.fields = true;
    return lines(c, &options, error);
}

static zg_status lines_of_regex(const context *c, zg_error *error)
{
    zg_concordance_options options;
    zg_concordance_options_init(&options);
    options.regex = "改革|天.";
    options.order = ZG_KWIC_LEFT;
    options.context = ZG_CONTEXT_SENTENCE;
    return lines(c, &options, error);
}

static zg_status aligned_lines(const context *c, zg_error *error)
{
    static const char *const nodes[] = {"改革"}, *const excepts[] = {"改革开放"};
    zg_concordance_options options;
    zg_align_options align;
    zg_table *table = NULL;
    zg_concordance_options_init(&options);
    zg_align_options_init(&align);
    options.nodes = nodes;
    options.n_nodes = 1;
    options.except = excepts;
    options.n_except = 1;
    align.width = 40;
    align.bold = true;
    zg_status status = zg_concordance(c->run, c->corpus, NULL, &options, &table, error);
    if (status == ZG_OK) {
        status = zg_concordance_align(c->run, table, scratch_path("out.tsv"), &align, NULL, error);
    }
    zg_table_free(table);
    return status;
}

static job *const jobs[] = {around_nodes,   around_items,   of_items,
                            all_pairs,      adjacent_pairs, network,
                            lines_of_items, lines_of_regex, aligned_lines};
enum { N_JOBS = sizeof jobs / sizeof jobs[0] };

static void open_corpus(context *c, uint32_t threads)
{
    static char folder[600];
    const char *paths[] = {folder};
    zg_run_options run;
    zg_import_options import;
    snprintf(folder, sizeof folder, "%s", scratch_path("texts"));
    zg_run_options_init(&run);
    run.threads = threads;
    zg_import_options_init(&import);
    assert_int_equal(zg_run_new(&run, &c->run, NULL), ZG_OK);
    assert_int_equal(zg_corpus_build(c->run, paths, 1, &import, &c->corpus, NULL), ZG_OK);
}

static void close_corpus(context *c)
{
    zg_corpus_free(c->corpus);
    zg_run_free(c->run);
}

/* Where threads are watched a run takes much longer, and every eighth place to fail has to do. */
#if defined(__SANITIZE_THREAD__)
#define WATCHED true
#define STEP    8
#else
#define WATCHED false
#define STEP    1
#endif

static void fail_each(const context *c, job *run)
{
    zg_error error = {0};
    size_t length, failed = 0, k = 1;
    assert_int_equal(run(c, &error), ZG_OK);
    char *expected = scratch_read("out.tsv", &length);
    assert_true(length > 60);
    for (;; k += STEP) {
        memset(&error, 0, sizeof error);
        faults_arm(k);
        zg_status status = run(c, &error);
        bool reached = faults_count() >= k;
        faults_disarm();
        if (status == ZG_OK) assert_true(scratch_holds("out.tsv", expected, length));
        if (!reached) break;
        if (status == ZG_OK) continue;
        failed++;
        assert_true(status == ZG_ERROR_MEMORY || status == ZG_ERROR_IO);
        assert_int_equal(error.status, status);
        assert_true(error.text[0] != '\0');
    }
    assert_true(failed > 10 / STEP);
    free(expected);
}

static void test_allocations(void **state)
{
    context c = {0};
    (void)state;
    if (WATCHED) return; /* there is but one thread */
    open_corpus(&c, 1);
    for (size_t i = 0; i < N_JOBS; i++) fail_each(&c, jobs[i]);
    close_corpus(&c);
}

/* A failure among threads; which allocation it is may differ, not that it is seen. */
static void test_allocations_of_threads(void **state)
{
    context c = {0};
    (void)state;
    open_corpus(&c, 3);
    for (size_t i = 0; i < N_JOBS; i++) fail_each(&c, jobs[i]);
    close_corpus(&c);
}

static void test_threads(void **state)
{
    context one = {0}, four = {0};
    (void)state;
    open_corpus(&one, 1);
    open_corpus(&four, 4);
    for (size_t i = 0; i < N_JOBS; i++) {
        size_t length;
        assert_int_equal(jobs[i](&one, NULL), ZG_OK);
        char *expected = scratch_read("out.tsv", &length);
        assert_int_equal(jobs[i](&four, NULL), ZG_OK);
        assert_true(scratch_holds("out.tsv", expected, length));
        free(expected);
    }
    close_corpus(&one);
    close_corpus(&four);
}

/* Steps are counted, not seconds: the same error each time, and the same text found below it. */
static void test_steps(void **state)
{
    context c = {0};
    zg_error first = {0}, second = {0};
    zg_concordance_options options;
    (void)state;
    zg_concordance_options_init(&options);
    char long_line[4000];
    memset(long_line, 'a', sizeof long_line);
    scratch_write("texts/c.txt", long_line, sizeof long_line);
    open_corpus(&c, 1);
    options.regex = "(a+)+b";
    assert_int_equal(lines(&c, &options, &first), ZG_ERROR_RANGE);
    assert_int_equal(lines(&c, &options, &second), ZG_ERROR_RANGE);
    assert_memory_equal(&first, &second, sizeof first);
    options.regex = "a+";
    assert_int_equal(lines(&c, &options, NULL), ZG_OK);
    close_corpus(&c);
}

static int set_up(void **state)
{
    int failed = scratch_setup(state);
    if (failed != 0 || mkdir(scratch_path("texts"), 0777) != 0) return 1;
    scratch_write("list", "改革\n天地\n", strlen("改革\n天地\n"));
    scratch_write("texts/a.txt", texts[0], strlen(texts[0]));
    scratch_write("texts/b.txt", texts[1], strlen(texts[1]));
    scratch_write("texts/c.txt", texts[2], strlen(texts[2]));
    char many[20 * sizeof pair_of_tokens] = "";
    for (int i = 0; i < 20; i++) strcat(many, pair_of_tokens);
    scratch_write("texts/d.txt", many, strlen(many));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocations), cmocka_unit_test(test_allocations_of_threads),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_steps)};
    return cmocka_run_group_tests(tests, set_up, scratch_teardown);
}
