/* Sizes that overflow, blocks that must outlive a failed growth, buffers. */
#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    const size_t half = SIZE_MAX / 2 + 1;
    assert_null(zg_memory_alloc(half, 2));
    assert_null(zg_memory_alloc(2, half));
    assert_null(zg_memory_alloc(SIZE_MAX, SIZE_MAX));
    assert_null(zg_memory_alloc((size_t)1 << 33, (size_t)1 << 31)); /* 2^64: zero, wrapped */
    assert_null(zg_memory_alloc((size_t)PTRDIFF_MAX + 1, 1));
    assert_null(zg_memory_zeroed(half, 2));
    assert_null(zg_memory_zeroed((size_t)1 << 33, (size_t)1 << 31));
    assert_null(zg_memory_zeroed((size_t)PTRDIFF_MAX + 1, 1));
    assert_null(zg_memory_text("x", SIZE_MAX));
    assert_null(zg_memory_text("x", (size_t)PTRDIFF_MAX));
}

static void nothing_is_a_block_too(void **state)
{
    (void)state;
    const size_t shapes[][2] = {{0, 0}, {0, 8}, {8, 0}};
    for (size_t i = 0; i < 3; i++) {
        void *plain = zg_memory_alloc(shapes[i][0], shapes[i][1]);
        void *zeroed = zg_memory_zeroed(shapes[i][0], shapes[i][1]);
        assert_non_null(plain);
        assert_non_null(zeroed);
        zg_memory_free(plain);
        zg_memory_free(zeroed);
    }
    zg_memory_free(NULL);
    unsigned char *cleared = zg_memory_zeroed(1000, 3);
    for (size_t i = 0; i < 3000; i++) assert_int_equal(cleared[i], 0);
    zg_memory_free(cleared);
    char *text = zg_memory_text("a\0b", 3);
    assert_memory_equal(text, "a\0b", 4);
    zg_memory_free(text);
    text = zg_memory_text(NULL, 0);
    assert_string_equal(text, "");
    zg_memory_free(text);
}

static void growing_keeps_what_is_there(void **state)
{
    (void)state;
    uint32_t *block = NULL;
    size_t capacity = 0, grown = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = capacity;
        assert_true(zg_memory_grow(&block, &capacity, i + 1, sizeof *block));
        assert_true(capacity > i);
        grown += capacity != before;
        block[i] = i * 2654435761u;
    }
    for (uint32_t i = 0; i < 100000; i++) assert_int_equal(block[i], i * 2654435761u);
    assert_true(grown < 30); /* by half each time, so few times */
    size_t before = capacity;
    assert_true(zg_memory_grow(&block, &capacity, 5, sizeof *block));
    assert_int_equal(capacity, before); /* never shrinks */
    zg_memory_free(block);
}

static void a_failed_growth_changes_nothing(void **state)
{
    (void)state;
    uint32_t *block = NULL;
    size_t capacity = 0;
    assert_true(zg_memory_grow(&block, &capacity, 10, sizeof *block));
    for (uint32_t i = 0; i < 10; i++) block[i] = i;
    uint32_t *const old = block;
    const size_t room = capacity;
    const size_t needs[] = {room + 1, SIZE_MAX, SIZE_MAX / 4, SIZE_MAX / 4 + 1, PTRDIFF_MAX};
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        faults_arm(i == 0 ? 1 : 0);
        assert_false(zg_memory_grow(&block, &capacity, needs[i], sizeof *block));
        faults_disarm();
        assert_int_equal(faults_count(), i == 0); /* sizes are refused before they are asked for */
        assert_ptr_equal(block, old);
        assert_int_equal(capacity, room);
    }
    for (uint32_t j = 0; j < 10; j++) assert_int_equal(block[j], j);
    assert_true(zg_memory_grow(&block, &capacity, room + 1, sizeof *block));
    for (uint32_t j = 0; j < 10; j++) assert_int_equal(block[j], j);
    zg_memory_free(block);
}

static bool fill_buffer(zg_buffer *buffer)
{
    static const char binary[] = {0, 1, (char)0xFF, '\n'};
    for (int i = 0; i < 40; i++) {
        if (!zg_buffer_text(buffer, "text ") || !zg_buffer_byte(buffer, '\0') ||
            !zg_buffer_append(buffer, binary, sizeof binary) ||
            !zg_buffer_append(buffer, NULL, 0) || !zg_buffer_format(buffer, "%s-%05d|", "字", i)) {
            return false;
        }
    }
    return true;
}

static void buffers_grow_or_stay(void **state)
{
    (void)state;
    char wanted[2048];
    size_t length = 0, k = 1;
    for (int i = 0; i < 40; i++) {
        memcpy(wanted + length, "text \0\0\1\xFF\n字-", 14);
        length += 14;
        length += (size_t)snprintf(wanted + length, 16, "%05d|", i);
    }
    do {
        zg_buffer buffer = {0};
        faults_arm(k);
        bool good = fill_buffer(&buffer);
        faults_disarm();
        assert_int_equal(good, faults_count() < k);
        assert_true(buffer.length <= length && buffer.length <= buffer.capacity);
        if (good) assert_int_equal(buffer.length, length);
        if (buffer.length > 0) assert_memory_equal(buffer.data, wanted, buffer.length);
        zg_buffer_free(&buffer);
        assert_null(buffer.data);
        assert_int_equal(buffer.capacity, 0);
        zg_buffer_free(&buffer); /* twice is fine */
    } while (faults_count() >= k++);
    assert_true(k > 4);
}

static void a_buffer_cannot_overflow(void **state)
{
    (void)state;
    zg_buffer buffer = {0};
    assert_true(zg_buffer_text(&buffer, "abc"));
    const char *data = buffer.data;
    assert_false(zg_buffer_reserve(&buffer, SIZE_MAX));
    assert_false(zg_buffer_reserve(&buffer, SIZE_MAX - 2));
    volatile size_t huge = SIZE_MAX - 3; /* so that the compiler does not see it and warn */
    assert_false(zg_buffer_append(&buffer, "x", huge));
    assert_ptr_equal(buffer.data, data);
    assert_int_equal(buffer.length, 3);
    assert_memory_equal(buffer.data, "abc", 3);
    zg_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(nothing_is_a_block_too),
        cmocka_unit_test(growing_keeps_what_is_there),
        cmocka_unit_test(a_failed_growth_changes_nothing),
        cmocka_unit_test(buffers_grow_or_stay),
        cmocka_unit_test(a_buffer_cannot_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
