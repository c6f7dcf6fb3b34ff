/* The report: the same bytes for any number of threads, options that are wrong, and the k-th
 * allocation failing, for every k, with all sections there. */
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
    "要实事求是，要改革开放。改革开放是好事，要实事求是！",
    "改革开放。坚持改革开放，发展经济，坚持发展经济。",
    "发展经济、改善生活。坚持发展经济、改善生活。",
    "实事求是，改善生活；坚持实事求是，改善生活。",
};
static const char metadata[] = "document\tdate\tkind\n"
                               "0.txt\t2020-01-05\t甲\n1.txt\t2020-02-05\t乙\n"
                               "2.txt\t2020-03-05\t甲\n3.txt\t2020-03-09\t乙\n";
static const char items[] = "item\tform\n改革\t改革开放\n没有\t没有\n";

static void write_texts(void)
{
    char name[32];
    scratch_clear();
    assert_int_equal(mkdir(scratch_path("texts"), 0777), 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        snprintf(name, sizeof name, "texts/%zu.txt", i);
        scratch_write(name, texts[i], strlen(texts[i]));
    }
    scratch_write("texts/metadata.tsv", metadata, sizeof metadata - 1);
    scratch_write("items.tsv", items, sizeof items - 1);
}

typedef struct job {
    const char *folder, *items, *by;
    uint64_t min_length;
    uint32_t threads;
} job;

static zg_status make(const job *j, zg_error *error)
{
    char folder[600], list[600];
    zg_run *run = NULL;
    zg_corpus *corpus = NULL;
    zg_run_options run_options;
    zg_report_options options;
    zg_run_options_init(&run_options);
    zg_report_options_init(&options);
    run_options.threads = j->threads;
    snprintf(folder, sizeof folder, "%s", scratch_path(j->folder));
    options.max_n = 2;
    options.top = 3;
    options.min_length = j->min_length;
    options.by = j->by;
    if (j->items != NULL) {
        snprintf(list, sizeof list, "%s", scratch_path(j->items));
        options.items = list;
    }
    const char *paths[] = {scratch_path("texts")};
    zg_status status = zg_run_new(&run_options, &run, error);
    if (status == ZG_OK) status = zg_corpus_build(run, paths, 1, NULL, &corpus, error);
    if (status == ZG_OK) status = zg_report(run, corpus, NULL, folder, &options, error);
    zg_corpus_free(corpus);
    zg_run_free(run);
    return status;
}

static void all_tables_are_there(void **state)
{
    (void)state;
    zg_error error = {0};
    const job j = {.folder = "out", .items = "items.tsv", .min_length = 2, .threads = 1};
    write_texts();
    assert_int_equal(make(&j, &error), ZG_OK);
    assert_string_equal(
        scratch_list("out"),
        "cleaning.tsv collocates.tsv documents.tsv formulaicity.tsv glance.tsv growth.tsv "
        "items.tsv items_by_text.tsv items_over_time.tsv keyness.tsv lengths.tsv lexical.tsv "
        "lines.tsv nesting.tsv network.tsv ngrams.tsv overview.tsv phrases.tsv "
        "rank_frequency.tsv report.html report.meta.json slogans_by_text.tsv strips.tsv "
        "time.tsv ");
}

static void threads_change_nothing(void **state)
{
    (void)state;
    zg_error error = {0};
    job j = {.folder = "one", .items = "items.tsv", .min_length = 2, .threads = 1};
    write_texts();
    assert_int_equal(make(&j, &error), ZG_OK);
    j.folder = "four";
    j.threads = 4;
    assert_int_equal(make(&j, &error), ZG_OK);
    char names[2000], path[100];
    snprintf(names, sizeof names, "%s", scratch_list("one"));
    assert_string_equal(names, scratch_list("four"));
    for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " ")) {
        size_t length;
        snprintf(path, sizeof path, "one/%s", name);
        char *bytes = scratch_read(path, &length);
        snprintf(path, sizeof path, "four/%s", name);
        assert_true(scratch_holds(path, bytes, length));
        free(bytes);
    }
}

static void wrong_options_are_told(void **state)
{
    (void)state;
    zg_error error = {0};
    job j = {.folder = "out", .by = "nothing", .min_length = 2, .threads = 1};
    write_texts();
    assert_int_equal(make(&j, &error), ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "nothing"));
    j = (job){.folder = "out", .items = "none.tsv", .min_length = 2, .threads = 1};
    assert_int_equal(make(&j, &error), ZG_ERROR_IO);
    assert_non_null(strstr(error.source, "none.tsv"));
    j = (job){.folder = "out", .by = "date:month", .min_length = 2, .threads = 1};
    assert_int_equal(make(&j, &error), ZG_OK);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    zg_error error = {0};
    const job j = {.folder = "out", .items = "items.tsv", .min_length = 2, .threads = 1};
    size_t failed = 0, k = 1;
    write_texts();
    assert_int_equal(make(&j, &error), ZG_OK);
    /* All of the first, then every nineteenth: what follows is more of the same kinds. */
    for (;; k += k < 300 ? 1 : 19) {
        memset(&error, 0, sizeof error);
        faults_arm(k);
        zg_status status = make(&j, &error);
        bool reached = faults_count() >= k;
        faults_disarm();
        if (!reached) break;
        if (status == ZG_OK) continue; /* one that can be done without, inside libc or ICU */
        failed++;
        assert_int_equal(status, ZG_ERROR_MEMORY);
        assert_true(error.text[0] != '\0');
    }
    assert_true(failed > 100);
    assert_int_equal(make(&j, &error), ZG_OK);
    printf("allocations up to the %zuth made to fail, %zu seen as errors\n", k - 1, failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_tables_are_there),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(wrong_options_are_told),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
