/* The k-th allocation fails, for every k, from reading a folder to the tables written: an error,
 * nothing lost that was there, nothing leaked (the sanitizers look), and the next try works. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "faults.h"
#include "scratch.h"

static const char first[] = "天地玄黄，宇宙洪荒。“日月”盈昃、辰宿列张！\n"
                            "Cafe\xCC\x81 noir, １２．５％ of ｶﾞ\xE2\x80\x8B; 天地\n\n── ⼤\n";
static const char second[] = "天地玄黄，宇宙\n洪荒。\n  日月盈昃\n";

typedef struct job {
    char texts[600], list[600], out[600], report[600];
    zg_clean clean;
} job;

static zg_status ngrams(zg_run *run, const zg_corpus *corpus, const job *j, zg_error *error)
{
    zg_ngrams_options options;
    zg_write_options write;
    zg_table *table = NULL;
    zg_ngrams_options_init(&options);
    zg_write_options_init(&write);
    options.max_n = 5;
    options.within = ZG_WITHIN_SENTENCE;
    options.match = "天|a|日";
    options.stop = j->list;
    options.stop_edge = j->list;
    zg_status status = zg_ngrams(run, corpus, NULL, &options, &table, error);
    if (status == ZG_OK) status = zg_table_write(table, j->out, &write, NULL, error);
    zg_table_free(table);
    return status;
}

static zg_status whole(const job *j, zg_error *error)
{
    zg_run *run = NULL;
    zg_corpus *corpus = NULL;
    zg_table *table = NULL;
    zg_place place;
    zg_run_options run_options;
    zg_import_options options;
    zg_run_options_init(&run_options);
    run_options.threads = 1;
    zg_import_options_init(&options);
    options.clean = j->clean;
    const char *paths[] = {j->texts};
    zg_status status = zg_run_new(&run_options, &run, error);
    if (status == ZG_OK) status = zg_corpus_build(run, paths, 1, &options, &corpus, error);
    if (status == ZG_OK) status = zg_corpus_place(corpus, 0, 3, &place, error);
    if (status == ZG_OK) status = ngrams(run, corpus, j, error);
    if (status == ZG_OK) status = zg_corpus_describe(run, corpus, NULL, &table, error);
    zg_report_options report;
    zg_report_options_init(&report);
    report.max_n = 2;
    report.top = 3;
    if (status == ZG_OK) status = zg_report(run, corpus, NULL, j->report, &report, error);
    zg_table_free(table);
    zg_corpus_free(corpus);
    zg_run_free(run);
    return status;
}

static void every_allocation_may_fail(job *j)
{
    zg_error error = {0};
    assert_int_equal(whole(j, &error), ZG_OK);
    size_t failed = 0, k = 1;
    for (;; k++) {
        memset(&error, 0, sizeof error);
        faults_arm(k);
        zg_status status = whole(j, &error);
        bool reached = faults_count() >= k;
        faults_disarm();
        if (!reached) break;
        if (status == ZG_OK) continue; /* one that can be done without, inside libc or ICU */
        failed++;
        assert_true(status == ZG_ERROR_MEMORY || status == ZG_ERROR_IO);
        assert_int_equal(error.status, status);
        assert_true(error.text[0] != '\0');
    }
    assert_true(failed > 100);
    assert_int_equal(whole(j, &error), ZG_OK);
    printf("%zu allocations made to fail, %zu seen as errors\n", k - 1, failed);
}

static void run_with(zg_clean clean)
{
    job j = {.clean = clean};
    scratch_clear();
    snprintf(j.texts, sizeof j.texts, "%s", scratch_path("texts"));
    snprintf(j.list, sizeof j.list, "%s", scratch_path("list"));
    snprintf(j.out, sizeof j.out, "%s", scratch_path("out.tsv"));
    snprintf(j.report, sizeof j.report, "%s", scratch_path("report"));
    assert_int_equal(mkdir(j.texts, 0777), 0);
    scratch_write("texts/a.txt", first, sizeof first - 1);
    scratch_write("texts/b.txt", second, sizeof second - 1);
    scratch_write("list", "地\n玄黄\n", strlen("地\n玄黄\n"));
    every_allocation_may_fail(&j);
}

static void test_basic(void **state)
{
    (void)state;
    run_with(ZG_CLEAN_BASIC);
}

static void test_pdf(void **state)
{
    (void)state;
    run_with(ZG_CLEAN_PDF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_basic), cmocka_unit_test(test_pdf)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
