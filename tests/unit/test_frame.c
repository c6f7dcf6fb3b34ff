/* Frames: cells as appended, order by several keys judged by a plain insertion sort, cutting,
 * filtering, and every allocation failing once. */
#include "frame.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

enum { TEXT, WHOLE, REAL, COLUMNS };

static const zg_field fields[COLUMNS] = {
    {"text", ZG_UTF8, "words"}, {"whole", ZG_INT64, "a number"}, {"real", ZG_DOUBLE, NULL}};

static uint32_t state_of_random = 1;

static uint32_t random_below(uint32_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)state_of_random * n >> 32);
}

static bool append_random(zg_frame *frame)
{
    static const double reals[] = {0.0, -0.0, 1.5, -2.5, INFINITY, -INFINITY, 1e-300};
    char text[12];
    size_t length = random_below(11);
    for (size_t i = 0; i < length; i++) text[i] = (char)(random_below(2) ? 0xE7 : 'a');
    bool good = random_below(6) == 0 ? zg_frame_null(frame, TEXT)
                                     : zg_frame_text(frame, TEXT, text, length);
    int64_t whole = random_below(9) == 0 ? INT64_MIN : (int64_t)random_below(5) - 2;
    good = good && (random_below(6) == 0 ? zg_frame_null(frame, WHOLE)
                                         : zg_frame_int64(frame, WHOLE, whole));
    good = good && zg_frame_real(frame, REAL, random_below(6) == 0 ? NAN : reals[random_below(7)]);
    if (good) zg_frame_row(frame);
    return good;
}

/* Below 0 where row a stands before row b by one key: straight from the words of the header. */
static int before(const zg_frame *frame, const zg_key *key, size_t a, size_t b)
{
    bool has_a = zg_frame_has(frame, a, key->column), has_b = zg_frame_has(frame, b, key->column);
    int order = 0;
    if (!has_a || !has_b) return has_a == has_b ? 0 : has_a ? -1 : 1;
    if (key->column == WHOLE) {
        int64_t x = zg_frame_get_int64(frame, a, WHOLE), y = zg_frame_get_int64(frame, b, WHOLE);
        order = x == y ? 0 : x < y ? -1 : 1;
    } else if (key->column == REAL) {
        double x = zg_frame_get_real(frame, a, REAL), y = zg_frame_get_real(frame, b, REAL);
        order = x < y ? -1 : x > y ? 1 : 0;
    } else {
        size_t n_x, n_y;
        const char *x = zg_frame_get_text(frame, a, TEXT, &n_x);
        const char *y = zg_frame_get_text(frame, b, TEXT, &n_y);
        for (size_t i = 0; order == 0 && (i < n_x || i < n_y); i++) {
            int c = i < n_x ? (unsigned char)x[i] : -1, d = i < n_y ? (unsigned char)y[i] : -1;
            order = c - d;
        }
    }
    return key->descending ? -order : order;
}

static int before_by_all(const zg_frame *frame, const zg_key *keys, size_t n, size_t a, size_t b)
{
    for (size_t i = 0; i < n; i++) {
        int order = before(frame, &keys[i], a, b);
        if (order != 0) return order;
    }
    return 0;
}

static void order_is_that_of_a_plain_sort(void **state)
{
    (void)state;
    size_t places[600];
    for (size_t round = 0; round < 300; round++) {
        zg_frame *frame = NULL;
        zg_key keys[3];
        size_t rows = random_below(600), n = random_below(4);
        assert_int_equal(zg_frame_new(fields, COLUMNS, &frame, NULL), ZG_OK);
        for (size_t i = 0; i < rows; i++) assert_true(append_random(frame));
        for (size_t i = 0; i < n; i++) {
            keys[i] = (zg_key){.column = random_below(COLUMNS), .descending = random_below(2)};
        }
        for (size_t i = 0; i < rows; i++) {
            size_t to = i;
            while (to > 0 && before_by_all(frame, keys, n, places[to - 1], i) > 0) {
                places[to] = places[to - 1];
                to--;
            }
            places[to] = i;
        }
        assert_int_equal(zg_frame_sort(NULL, frame, keys, n, NULL), ZG_OK);
        for (size_t i = 0; i < rows; i++) assert_int_equal(zg_frame_place(frame, i), places[i]);
        zg_frame_free(frame);
    }
}

static zg_frame *example(void)
{
    static const struct {
        const char *text;
        int64_t whole;
    } rows[] = {{"b", 3}, {"a", 1}, {"b", 2}, {"a", 5}, {"c", 4}, {"b", 9}};
    zg_frame *frame = NULL;
    assert_int_equal(zg_frame_new(fields, COLUMNS, &frame, NULL), ZG_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(zg_frame_text(frame, TEXT, rows[i].text, 1));
        assert_true(zg_frame_int64(frame, WHOLE, rows[i].whole));
        assert_true(zg_frame_null(frame, REAL));
        zg_frame_row(frame);
    }
    return frame;
}

static void rows_are_cut_by_group(void **state)
{
    (void)state;
    static const int64_t wanted[] = {5, 1, 9, 3, 4};
    zg_frame *frame = example();
    zg_key keys[] = {{TEXT, false}, {WHOLE, true}};
    zg_table *table = NULL;
    zg_batch *batch = NULL;
    const size_t show[] = {WHOLE, TEXT};
    size_t n;
    zg_frame_set_real(frame, 3, REAL, 2.5);
    assert_true(zg_frame_get_real(frame, 3, REAL) == 2.5);
    zg_frame_set_real(frame, 4, REAL, 1);
    zg_frame_set_real(frame, 4, REAL, NAN);
    assert_false(zg_frame_has(frame, 4, REAL));
    assert_true(isnan(zg_frame_get_real(frame, 2, REAL)));
    assert_int_equal(zg_frame_sort(NULL, frame, keys, 2, NULL), ZG_OK);
    assert_int_equal(zg_frame_top(frame, 2, TEXT, NULL), ZG_OK);
    assert_int_equal(zg_frame_show(frame, show, 2, NULL), ZG_OK);
    assert_int_equal(zg_frame_table(NULL, frame, &table, NULL), ZG_OK);
    assert_int_equal(zg_table_rows(table), 5);
    assert_string_equal(zg_table_fields(table, &n)[0].name, "whole");
    assert_int_equal(n, 2);
    assert_int_equal(zg_table_next(table, &batch, NULL), ZG_OK);
    assert_int_equal(batch->rows, 5);
    for (size_t i = 0; i < 5; i++) assert_int_equal(batch->columns[0].int64[i], wanted[i]);
    assert_memory_equal(batch->columns[1].bytes, "aabbc", 5);
    zg_batch_free(batch);
    zg_table_free(table);
}

static void rows_are_left_out(void **state)
{
    (void)state;
    const bool keep[] = {false, true, true, false, true, false};
    zg_frame *frame = example();
    size_t length;
    zg_frame_filter(frame, keep);
    assert_int_equal(zg_frame_rows(frame), 3);
    assert_int_equal(zg_frame_get_int64(frame, 0, WHOLE), 1);
    assert_int_equal(zg_frame_get_int64(frame, 2, WHOLE), 4);
    assert_memory_equal(zg_frame_get_text(frame, 1, TEXT, &length), "b", 1);
    assert_memory_equal(zg_frame_get_text(frame, 2, TEXT, &length), "c", 1);
    assert_int_equal(length, 1);
    assert_false(zg_frame_has(frame, 1, REAL));
    assert_true(append_random(frame));
    assert_int_equal(zg_frame_rows(frame), 4);
    zg_frame_free(frame);
}

static void keys_are_read(void **state)
{
    (void)state;
    zg_frame *frame = example();
    zg_key key;
    zg_error error = {0};
    assert_int_equal(zg_frame_key(frame, "whole", &key, &error), ZG_OK);
    assert_true(key.column == WHOLE && key.descending);
    assert_int_equal(zg_frame_key(frame, "text", &key, &error), ZG_OK);
    assert_true(key.column == TEXT && !key.descending);
    assert_int_equal(zg_frame_key(frame, "text:desc", &key, &error), ZG_OK);
    assert_true(key.descending);
    assert_int_equal(zg_frame_key(frame, "real:asc", &key, &error), ZG_OK);
    assert_false(key.descending);
    assert_int_equal(zg_frame_key(frame, "real:up", &key, &error), ZG_ERROR_ARGUMENT);
    assert_int_equal(zg_frame_key(frame, "rea", &key, &error), ZG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.text, "text, whole, real"));
    zg_frame_free(frame);
}

static zg_status all_of_it(void)
{
    zg_frame *frame = NULL;
    zg_table *table = NULL;
    zg_key keys[] = {{TEXT, false}, {REAL, true}};
    zg_status status = zg_frame_new(fields, COLUMNS, &frame, NULL);
    if (status != ZG_OK) return status;
    state_of_random = 7;
    for (size_t i = 0; i < 40 && status == ZG_OK; i++) {
        if (!append_random(frame)) status = ZG_ERROR_MEMORY;
    }
    if (status == ZG_OK) status = zg_frame_sort(NULL, frame, keys, 2, NULL);
    if (status == ZG_OK) status = zg_frame_top(frame, 5, SIZE_MAX, NULL);
    if (status == ZG_OK) status = zg_frame_show(frame, (const size_t[]){REAL}, 1, NULL);
    if (status == ZG_OK)
        return zg_frame_table(NULL, frame, &table, NULL) == ZG_OK ? (zg_table_free(table), ZG_OK)
                                                                  : ZG_ERROR_MEMORY;
    zg_frame_free(frame);
    return status;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    size_t k = 1;
    do {
        faults_arm(k);
        zg_status status = all_of_it();
        faults_disarm();
        assert_int_equal(status, k <= faults_count() ? ZG_ERROR_MEMORY : ZG_OK);
    } while (faults_count() >= k++);
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_that_of_a_plain_sort),
        cmocka_unit_test(rows_are_cut_by_group),
        cmocka_unit_test(rows_are_left_out),
        cmocka_unit_test(keys_are_read),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
