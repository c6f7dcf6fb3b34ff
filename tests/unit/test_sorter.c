/* The sorter: the same order for any size of its block, beside qsort; failures of memory. */
#include "sorter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

enum { ROWS = 3000 };

typedef struct made {
    uint64_t keys[2];
    uint32_t length, n;
    uint64_t rest;
    char text[40];
} made;

static made rows[ROWS];

static bool descending;

static int compare(const void *a, const void *b)
{
    const made *x = a, *y = b;
    for (int i = 0; i < 2; i++) {
        if (x->keys[i] != y->keys[i]) return x->keys[i] < y->keys[i] ? -1 : 1;
    }
    if (descending) {
        const made *swap = x;
        x = y;
        y = swap;
    }
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    if (order != 0) return order;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

static uint32_t state = 1;

static uint32_t dice(uint32_t sides)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % sides;
}

static int by_text(const void *a, const void *b)
{
    made x = *(const made *)a, y = *(const made *)b;
    memset(x.keys, 0, sizeof x.keys);
    memset(y.keys, 0, sizeof y.keys);
    return compare(&x, &y);
}

static void make_rows(bool ascending)
{
    for (uint32_t i = 0; i < ROWS; i++) {
        made *row = &rows[i];
        *row = (made){.keys = {dice(4) << 30, UINT64_MAX - dice(700)}, .n = i, .rest = i * 3};
        row->length = dice(38);
        for (uint32_t k = 0; k < row->length; k++) row->text[k] = (char)(dice(3) + 'a');
    }
    if (ascending) qsort(rows, ROWS, sizeof *rows, by_text);
}

static zg_status sort(uint64_t memory, bool downward, made *out, size_t *n)
{
    zg_sorter *sorter = NULL;
    zg_sorter_row row;
    zg_sorter_options options = {sizeof(uint64_t), memory, downward};
    zg_status status = zg_sorter_new(NULL, &options, &sorter, NULL);
    for (size_t i = 0; i < ROWS && status == ZG_OK; i++) {
        zg_sorter_row one = {{rows[i].keys[0], rows[i].keys[1]},
                             rows[i].text,
                             rows[i].length,
                             rows[i].n,
                             &rows[i].rest};
        status = zg_sorter_add(sorter, &one, NULL);
    }
    *n = 0;
    while (status == ZG_OK && (status = zg_sorter_next(sorter, &row, NULL)) == ZG_OK) {
        made *to = &out[(*n)++];
        *to = (made){.keys = {row.keys[0], row.keys[1]}, .length = row.length, .n = row.n};
        memcpy(to->text, row.text, row.length);
        memcpy(&to->rest, row.rest, sizeof to->rest);
    }
    if (status == ZG_END) assert_int_equal(zg_sorter_rows(sorter), ROWS);
    zg_sorter_free(sorter);
    return status == ZG_END ? ZG_OK : status;
}

static void any_block_gives_the_same_order(void **unused)
{
    static const uint64_t sizes[] = {200, 1000, 4096, 50000, 1 << 20};
    static made expected[ROWS], got[ROWS];
    (void)unused;
    for (int kind = 0; kind < 4; kind++) {
        descending = kind & 1;
        make_rows(kind & 2);
        memcpy(expected, rows, sizeof rows);
        qsort(expected, ROWS, sizeof *expected, compare);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            size_t n;
            assert_int_equal(sort(sizes[s], descending, got, &n), ZG_OK);
            assert_int_equal(n, ROWS);
            assert_memory_equal(got, expected, sizeof expected);
        }
    }
}

static void nothing_gives_nothing_and_too_much_is_refused(void **unused)
{
    zg_sorter *sorter;
    zg_sorter_row row = {.text = "abcdefghijklmnop", .length = 16};
    zg_error error = {0};
    (void)unused;
    assert_int_equal(zg_sorter_new(NULL, &(zg_sorter_options){.memory = 1000}, &sorter, NULL),
                     ZG_OK);
    assert_int_equal(zg_sorter_next(sorter, &row, NULL), ZG_END);
    assert_int_equal(zg_sorter_next(sorter, &row, NULL), ZG_END);
    zg_sorter_free(sorter);
    row = (zg_sorter_row){.text = "abcdefghijklmnop", .length = 16};
    assert_int_equal(zg_sorter_new(NULL, &(zg_sorter_options){.memory = 64}, &sorter, NULL), ZG_OK);
    assert_int_equal(zg_sorter_add(sorter, &row, &error), ZG_ERROR_MEMORY);
    assert_non_null(strstr(error.text, "raise it"));
    zg_sorter_free(sorter);
    zg_sorter_free(NULL);
}

static void it_counts_against_the_ceiling(void **unused)
{
    zg_run_options options;
    zg_run *run;
    zg_sorter *sorter;
    (void)unused;
    zg_run_options_init(&options);
    options.memory = 1000;
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    assert_int_equal(zg_sorter_new(run, &(zg_sorter_options){.memory = 1001}, &sorter, NULL),
                     ZG_ERROR_MEMORY);
    assert_int_equal(zg_sorter_new(run, &(zg_sorter_options){.memory = 1000}, &sorter, NULL),
                     ZG_OK);
    assert_int_equal(zg_run_available(run), 0);
    zg_sorter_free(sorter);
    assert_int_equal(zg_run_available(run), 1000);
    zg_run_free(run);
}

static void every_allocation_may_fail(void **unused)
{
    static made got[ROWS];
    size_t n;
    (void)unused;
    descending = false;
    make_rows(false);
    size_t k = 1;
    do {
        faults_arm(k);
        zg_status status = sort(20000, false, got, &n);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
    } while (faults_count() >= k++);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_block_gives_the_same_order),
        cmocka_unit_test(nothing_gives_nothing_and_too_much_is_refused),
        cmocka_unit_test(it_counts_against_the_ceiling),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
