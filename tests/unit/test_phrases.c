/* Phrases: the k-th allocation fails, for every k: an error and nothing held, or the same bytes as
 * ever. The same bytes with threads, and under a ceiling that puts the arrays into files. */
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
#include "phrases.h"
#include "repeats_parts.h"
#include "room.h"
#include "new_run.h"
#include "scratch.h"

static uint32_t state_of_random = 1;

static uint32_t random_below(uint32_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(state_of_random >> 8) * n >> 24);
}

/* Prose of a kind: words of a few characters, some much more frequent than others, formulas. */
static void write_prose(const char *name, size_t length)
{
    static const char *const formulas[] = {"全面建成小康社会", "不忘初心、牢记使命", "的", "和",
                                           "在"};
    char *text = malloc(length + 100);
    size_t n = 0;
    while (n < length) {
        if (random_below(4) == 0) {
            const char *formula = formulas[random_below(5)];
            memcpy(text + n, formula, strlen(formula));
            n += strlen(formula);
        } else {
            uint32_t word = random_below(40) * random_below(40);
            for (uint32_t i = 0; i < 1 + word % 3; i++) {
                uint32_t cp = 0x4E00 + (word * 7 + i * 131) % 1900;
                text[n++] = (char)(0xE0 | cp >> 12);
                text[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
                text[n++] = (char)(0x80 | (cp & 0x3F));
            }
        }
        const char *mark = random_below(12) == 0 ? "。" : random_below(9) == 0 ? "，" : "";
        memcpy(text + n, mark, strlen(mark));
        n += strlen(mark);
    }
    scratch_write(name, text, n);
    free(text);
}

static zg_corpus *build(void)
{
    zg_corpus *corpus = NULL;
    zg_error error = {0};
    char path[600];
    snprintf(path, sizeof path, "%s", scratch_path("texts"));
    const char *paths[] = {path};
    assert_int_equal(zg_corpus_build(NULL, paths, 1, NULL, &corpus, &error), ZG_OK);
    return corpus;
}

/* The table with all that goes with it, into NAME, NAME.where, NAME.items, NAME.reuse. */
static zg_status phrases(zg_run *run, const zg_corpus *corpus, const char *name, zg_error *error)
{
    char paths[4][600];
    static const char *const suffixes[] = {"", ".where", ".items", ".reuse"};
    for (int i = 0; i < 4; i++) {
        snprintf(paths[i], sizeof paths[i], "%s%s", scratch_path(name), suffixes[i]);
    }
    zg_phrases_options options;
    zg_write_options write;
    zg_table *table = NULL;
    zg_phrases_options_init(&options);
    zg_write_options_init(&write);
    options.nested = true;
    options.occurrences = paths[1];
    options.write_items = paths[2];
    options.reuse = paths[3];
    zg_status status = zg_phrases(run, corpus, NULL, &options, &table, error);
    if (status == ZG_OK) status = zg_table_write(table, paths[0], &write, NULL, error);
    zg_table_free(table);
    return status;
}

static zg_status closed(zg_run *run, const zg_corpus *corpus, uint32_t *n, zg_error *error)
{
    zg_phrase_set *set = NULL;
    zg_status status =
        zg_closed_make(run, corpus, NULL, ZG_WITHIN_CLAUSE, 2, UINT32_MAX, 2, &set, error);
    if (status == ZG_OK) *n = zg_phrase_set_size(set);
    zg_phrase_set_free(set);
    return status;
}

static void same_files(const char *a, const char *b)
{
    static const char *const suffixes[] = {"", ".where", ".items", ".reuse"};
    for (int i = 0; i < 4; i++) {
        char name[100];
        size_t length;
        snprintf(name, sizeof name, "%s%s", a, suffixes[i]);
        char *bytes = scratch_read(name, &length);
        snprintf(name, sizeof name, "%s%s", b, suffixes[i]);
        assert_true(length > 0 && scratch_holds(name, bytes, length));
        free(bytes);
    }
}

/* Holds too where a thread that finds no memory is one helper less, or a hint is not taken. */
static void test_faults(void **state)
{
    (void)state;
    scratch_clear();
    assert_int_equal(mkdir(scratch_path("texts"), 0777), 0);
    write_prose("texts/a.txt", 1500);
    write_prose("texts/b.txt", 1200);
    zg_corpus *corpus = build();
    for (uint32_t threads = 1; threads <= 2; threads++) {
        zg_run *run = new_run(threads, 0);
        size_t failed = 0, k = 1;
        uint32_t all = 0, n = 0;
        assert_int_equal(phrases(run, corpus, "whole", NULL), ZG_OK);
        assert_int_equal(closed(run, corpus, &all, NULL), ZG_OK);
        assert_true(all > 20);
        for (bool reached = true; reached; k++) {
            zg_error error = {0};
            faults_arm(k);
            zg_status status = phrases(run, corpus, "again", &error);
            if (status == ZG_OK) status = closed(run, corpus, &n, &error);
            reached = faults_count() >= k;
            faults_disarm();
            failed += status != ZG_OK;
            if (status == ZG_OK) {
                same_files("whole", "again");
                assert_int_equal(n, all);
            } else {
                assert_true(status == ZG_ERROR_MEMORY || status == ZG_ERROR_IO);
                assert_int_equal(error.status, status);
            }
        }
        assert_true(failed > 100);
        printf("%u threads: %zu allocations made to fail, %zu seen as errors\n", threads, k - 2,
               failed);
        zg_run_free(run);
    }
    zg_corpus_free(corpus);
}

static void test_same_bytes(void **state)
{
    (void)state;
    scratch_clear();
    assert_int_equal(mkdir(scratch_path("texts"), 0777), 0);
    write_prose("texts/a.txt", 900000);
    write_prose("texts/b.txt", 300000);
    zg_corpus *corpus = build();
    const struct {
        uint32_t threads;
        uint64_t memory;
    } ways[] = {{1, 0}, {3, 0}, {1, 6000000}, {2, 6000000}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        zg_run *run = new_run(ways[i].threads, ways[i].memory);
        zg_error error = {0};
        zg_status status = phrases(run, corpus, i == 0 ? "one" : "other", &error);
        if (status != ZG_OK) print_message("%s\n", error.text);
        assert_int_equal(status, ZG_OK);
        if (i > 0) same_files("one", "other");
        if (ways[i].memory > 0) assert_int_equal(zg_run_available(run), ways[i].memory);
        zg_run_free(run);
    }
    zg_corpus_free(corpus);
}

static void test_range(void **state)
{
    (void)state;
    zg_error error = {0};
    assert_int_equal(zg_repeats_fit(0x7FFFFFC0u, 1, 1, &error), ZG_OK);
    assert_int_equal(zg_repeats_fit(0x7FFFFFC1u, 1, 1, &error), ZG_ERROR_RANGE);
    assert_non_null(strstr(error.text, "2147483585"));
    assert_int_equal(zg_repeats_fit(1ull << 32, 1, 1, &error), ZG_ERROR_RANGE);
    assert_int_equal(zg_repeats_fit(UINT64_MAX, 1, 1, &error), ZG_ERROR_RANGE);
    assert_int_equal(zg_repeats_fit(1, 1ull << 31, 1, &error), ZG_ERROR_RANGE);
    assert_int_equal(zg_repeats_fit(1, 1, 1u << 31, &error), ZG_ERROR_RANGE);
}

/* What is in a room stays when it grows, from memory into a file too. */
static void test_room(void **state)
{
    (void)state;
    zg_run *run = new_run(1, 4000000);
    zg_room room = {.run = run}, other = {.run = run};
    size_t n = 0;
    for (size_t count = 100; count < 2000000; count *= 3) {
        assert_int_equal(zg_room_grow(&room, count * sizeof(uint32_t), NULL), ZG_OK);
        uint32_t *items = room.data;
        for (size_t i = 0; i < n; i++) assert_int_equal(items[i], i * 7);
        for (; n < count; n++) items[n] = (uint32_t)n * 7;
    }
    assert_non_null(room.spill);
    assert_int_equal(zg_run_available(run), 4000000);
    assert_int_equal(zg_room_make(&other, 500000, NULL), ZG_OK);
    assert_null(other.spill);
    assert_int_equal(zg_run_available(run), 3500000);
    zg_room_shrink(&other, 1000);
    assert_int_equal(zg_run_available(run), 3999000);
    zg_room_free(&other);
    zg_room_free(&room);
    assert_int_equal(zg_run_available(run), 4000000);
    zg_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
