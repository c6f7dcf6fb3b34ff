/* The map against arrays: many keys, keys of any bytes, and no memory at any moment. */
#include "map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

static void many_keys(void **state)
{
    (void)state;
    enum { KEYS = 200000 };
    char key[32];
    zg_map *map = zg_map_new();
    assert_non_null(map);
    assert_int_equal(zg_map_size(map), 0);
    assert_null(zg_map_find(map, "0", 1));
    for (uint64_t i = 0; i < KEYS; i++) {
        size_t length = (size_t)snprintf(key, sizeof key, "%llu", (unsigned long long)i);
        assert_true(zg_map_add(map, key, length, i * i));
    }
    assert_int_equal(zg_map_size(map), KEYS);
    for (uint64_t i = 0; i < KEYS; i++) {
        size_t length = (size_t)snprintf(key, sizeof key, "%llu", (unsigned long long)i);
        uint64_t *value = zg_map_find(map, key, length);
        assert_non_null(value);
        assert_int_equal(*value, i * i);
        *value = i; /* in place */
        key[length] = 'x';
        assert_null(zg_map_find(map, key, length + 1));
    }
    assert_int_equal(*zg_map_find(map, "12345", 5), 12345);
    assert_null(zg_map_find(map, "200000", 6));
    zg_map_free(map);
    zg_map_free(NULL);
}

/* Every string of up to four of these bytes is another key. */
static const unsigned char alphabet[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, '\n'};

static size_t nth_key(uint64_t n, char *key)
{
    size_t length = 0;
    uint64_t count = 1;
    while (n >= count) {
        n -= count;
        count *= sizeof alphabet;
        length++;
    }
    for (size_t i = 0; i < length; i++, n /= sizeof alphabet) {
        key[i] = (char)alphabet[n % sizeof alphabet];
    }
    return length;
}

static void keys_are_bytes(void **state)
{
    (void)state;
    const uint64_t keys = 1 + 6 + 36 + 216 + 1296; /* the empty key is one */
    char key[8];
    zg_map *map = zg_map_new();
    for (uint64_t i = 0; i < keys; i++) {
        size_t length = nth_key(i, key);
        assert_null(zg_map_find(map, key, length));
        assert_true(zg_map_add(map, key, length, ~i));
    }
    assert_int_equal(zg_map_size(map), keys);
    for (uint64_t i = 0; i < keys; i++) {
        size_t length = nth_key(i, key);
        assert_int_equal(*zg_map_find(map, key, length), ~i);
    }
    zg_map_free(map);
}

static void keys_are_copied(void **state)
{
    (void)state;
    char key[] = "first";
    zg_map *map = zg_map_new();
    assert_true(zg_map_add(map, key, 5, 1));
    memcpy(key, "other", 5);
    assert_null(zg_map_find(map, "other", 5));
    assert_int_equal(*zg_map_find(map, "first", 5), 1);
    static char longest[70000];
    memset(longest, 'k', sizeof longest);
    assert_true(zg_map_add(map, longest, sizeof longest, 2));
    assert_int_equal(*zg_map_find(map, longest, sizeof longest), 2);
    assert_null(zg_map_find(map, longest, sizeof longest - 1));
    assert_false(zg_map_add(map, longest, (size_t)UINT32_MAX + 1, 3));
    assert_null(zg_map_find(map, longest, (size_t)UINT32_MAX + 1));
    zg_map_free(map);
}

/* Keys that go in one by one while the k-th allocation fails: that key is missing, the others are
 * there, it can be added then, and all is there in the end. */
static size_t add_with_fault(size_t k, uint64_t keys)
{
    char key[8];
    size_t refused = 0;
    uint64_t missing = 0;
    faults_arm(k);
    zg_map *map = zg_map_new();
    if (map == NULL) {
        faults_disarm();
        return 1;
    }
    for (uint64_t i = 0; i < keys; i++) {
        size_t length = nth_key(i, key);
        if (!zg_map_add(map, key, length, i)) {
            refused++;
            missing = i;
            assert_null(zg_map_find(map, key, length));
        }
        assert_int_equal(zg_map_size(map), i + 1 - refused);
    }
    faults_disarm();
    for (uint64_t i = 0; i < keys; i++) {
        size_t length = nth_key(i, key);
        uint64_t *value = zg_map_find(map, key, length);
        assert_int_equal(value == NULL, refused > 0 && i == missing);
        if (value != NULL) assert_int_equal(*value, i);
    }
    if (refused > 0) {
        size_t length = nth_key(missing, key);
        assert_true(zg_map_add(map, key, length, missing));
        assert_int_equal(*zg_map_find(map, key, length), missing);
    }
    assert_int_equal(zg_map_size(map), keys);
    zg_map_free(map);
    return refused;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    size_t k = 1, refused = 0;
    do {
        refused += add_with_fault(k, 1500);
    } while (faults_count() >= k++);
    /* A key each, the map, its tables; a table that cannot grow refuses the key. */
    print_message("%zu allocations, each failed once\n", k - 2);
    assert_int_equal(refused, k - 2);
    assert_true(refused > 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_keys),
        cmocka_unit_test(keys_are_bytes),
        cmocka_unit_test(keys_are_copied),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
