/* Any number of threads gives the same rows. Run by a build that watches for data races, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zigram/zigram.h>

#include "pool.h"
#include "scratch.h"

/* Sentences over few signs, so that everything recurs. */
static void make_text(void)
{
    static const char *const signs[] = {"天", "地", "玄", "黄", "宇", "，", "。", "the ", "2020"};
    static char text[120000];
    uint32_t random = 1;
    size_t length = 0;
    while (length < sizeof text - 16) {
        random = random * 1664525u + 1013904223u;
        const char *sign = signs[(random >> 16) % 9];
        memcpy(text + length, sign, strlen(sign));
        length += strlen(sign);
    }
    scratch_write("text.txt", text, length);
}

static char *table_text(uint32_t threads, size_t *length)
{
    zg_run_options run_options;
    zg_run *run = NULL;
    zg_ngrams_options options;
    zg_table *table = NULL;
    zg_run_options_init(&run_options);
    run_options.threads = threads;
    zg_ngrams_options_init(&options);
    options.max_n = 6;
    options.within = ZG_WITHIN_SENTENCE;
    assert_int_equal(zg_run_new(&run_options, &run, NULL), ZG_OK);
    scratch_clear();
    make_text();
    zg_corpus *corpus = NULL;
    const char *paths[] = {scratch_path("text.txt")};
    assert_int_equal(zg_corpus_build(run, paths, 1, NULL, &corpus, NULL), ZG_OK);
    assert_int_equal(zg_ngrams(run, corpus, NULL, &options, &table, NULL), ZG_OK);
    assert_int_equal(zg_table_write(table, scratch_path("out.tsv"), NULL, NULL, NULL), ZG_OK);
    zg_table_free(table);
    zg_corpus_free(corpus);
    zg_run_free(run);
    return scratch_read("out.tsv", length);
}

static void test_threads(void **state)
{
    (void)state;
    size_t one_length, length;
    char *one = table_text(1, &one_length);
    for (uint32_t threads = 2; threads <= 8; threads *= 2) {
        char *other = table_text(threads, &length);
        assert_int_equal(length, one_length);
        assert_memory_equal(other, one, length);
        free(other);
    }
    free(one);
}

static zg_status fail_at_some(void *context, size_t index, uint32_t worker, zg_error *error)
{
    (void)context;
    (void)worker;
    if (index % 7 != 5) return ZG_OK;
    return zg_error_at(error, ZG_ERROR_FORMAT, "task", index, 0, "failed");
}

static void test_first_error_wins(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 8; threads *= 2) {
        zg_run_options options;
        zg_run *run = NULL;
        zg_error error = {0};
        zg_run_options_init(&options);
        options.threads = threads;
        assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
        assert_int_equal(zg_pool_run(run, 100, fail_at_some, NULL, &error), ZG_ERROR_FORMAT);
        assert_int_equal(error.line, 5);
        zg_run_cancel(run);
        assert_int_equal(zg_pool_run(run, 100, fail_at_some, NULL, &error), ZG_ERROR_CANCELLED);
        zg_run_free(run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_threads),
                                       cmocka_unit_test(test_first_error_wins)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
