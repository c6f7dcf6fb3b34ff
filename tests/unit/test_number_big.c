/* The powers of ten behind the reals, against long multiplication and division by ten; and the
 * comparison of whole numbers of full length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "number_big.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* A number of LIMBS · 32 bits, of which POINT stand behind the point. */
enum { LIMBS = 110, POINT = 60 * 32 };

typedef struct slow {
    uint32_t limb[LIMBS]; /* lowest first */
    bool cut;             /* something was lost below the last bit */
} slow;

static slow slow_from(uint64_t m)
{
    slow number = {.limb = {0}};
    number.limb[POINT / 32] = (uint32_t)m;
    number.limb[POINT / 32 + 1] = (uint32_t)(m >> 32);
    return number;
}

static void slow_times_ten(slow *number)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)number->limb[i] * 10;
        number->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    assert_true(carry == 0);
}

/* Cutting at every step cuts the same as cutting once at the end. */
static void slow_by_ten(slow *number)
{
    uint64_t rest = 0;
    for (size_t i = LIMBS; i-- > 0;) {
        rest = rest << 32 | number->limb[i];
        number->limb[i] = (uint32_t)(rest / 10);
        rest %= 10;
    }
    if (rest) number->cut = true;
}

static bool slow_bit(const slow *number, int bit)
{
    return number->limb[bit / 32] >> bit % 32 & 1;
}

/* What the header promises of m · 10^power, which is `number`. */
static void check_scale(uint64_t m, int power, const slow *number)
{
    zg_scaled scaled = zg_number_scale(m, power);
    zg_wide high = {0, 0};
    bool rest = number->cut;
    int low = scaled.exponent + POINT, above = low + 128;
    assert_true(scaled.value.high >> 63);
    assert_true(low >= 0 && above < LIMBS * 32);
    for (int bit = 0; bit < low; bit++) rest |= slow_bit(number, bit);
    for (int bit = above + 1; bit < LIMBS * 32; bit++) assert_false(slow_bit(number, bit));
    for (int bit = above - 1; bit >= low; bit--) {
        high.high = high.high << 1 | high.low >> 63;
        high.low = high.low << 1 | slow_bit(number, bit);
    }
    /* A power of two may be known as a little less: then it has one bit more than the value. */
    assert_true(!slow_bit(number, above) || high.high == 0);
    high.high -= scaled.value.high + (high.low < scaled.value.low);
    high.low -= scaled.value.low;
    assert_true(high.high == 0);
    if (power >= 0 && power <= 26) {
        assert_true(scaled.slack == 0 && high.low == 0 && !rest);
    } else {
        assert_true(scaled.slack == ZG_SLACK && high.low < ZG_SLACK);
    }
}

static void test_scale(void **state)
{
    (void)state;
    static const uint64_t factors[] = {
        1,
        2,
        3,
        5,
        9007199254740991,
        9007199254740993,
        999999999999999999,
        6700417,
        9999999999999999999u,
        UINT64_MAX,
        UINT64_MAX - 1,
        UINT64_MAX / 3,
        (uint64_t)1 << 63,
    };
    for (size_t i = 0; i < LENGTH(factors); i++) {
        slow number = slow_from(factors[i]);
        for (int power = 0; power <= ZG_POWER_MAX; power++) {
            check_scale(factors[i], power, &number);
            slow_times_ten(&number);
        }
        number = slow_from(factors[i]);
        for (int power = 0; power >= ZG_POWER_MIN; power--) {
            check_scale(factors[i], power, &number);
            slow_by_ten(&number);
        }
    }
}

static int compare(uint64_t decimal, int power, uint64_t m, int exponent)
{
    zg_big big;
    zg_number_big_set(&big, decimal);
    return zg_number_big_compare(&big, power, m, exponent);
}

static void test_compare(void **state)
{
    (void)state;
    assert_int_equal(compare(1, 0, 1, 0), 0);
    assert_int_equal(compare(2, 0, 1, 0), 1);
    assert_int_equal(compare(1, 0, 2, 0), -1);
    assert_int_equal(compare(1, 1, 5, 1), 0);
    assert_int_equal(compare(5, -1, 1, -1), 0);
    assert_int_equal(compare(1, 20, 95367431640625, 20), 0); /* 5^20 */
    assert_int_equal(compare(1, 20, 95367431640626, 20), -1);
    assert_int_equal(compare(1, 20, 95367431640624, 20), 1);
    assert_int_equal(compare(9765625, -10, 1, -10), 0); /* 5^10 */
    assert_int_equal(compare(9765624, -10, 1, -10), -1);
    assert_int_equal(compare(UINT64_MAX, 0, UINT64_MAX, 0), 0);
    assert_int_equal(compare(UINT64_MAX, 0, UINT64_MAX - 1, 0), 1);
    assert_int_equal(compare(3, 0, 3, 40), -1);
    assert_int_equal(compare(1, 308, 0x1fffffffffffff, 971), -1); /* the largest double */
    assert_int_equal(compare(2, 308, 0x1fffffffffffff, 971), 1);
    assert_int_equal(compare(5, -324, 1, -1074), 1); /* the smallest */
    assert_int_equal(compare(4, -324, 1, -1074), -1);
}

/* 10^k pushed digit by digit is the same number as 1 with power k, and one more is more. */
static void test_push(void **state)
{
    (void)state;
    zg_big big, more;
    for (int digits = 0; digits <= 780; digits++) {
        zg_number_big_set(&big, 1);
        for (int i = 0; i < digits; i++) zg_number_big_push(&big, 10, 0);

        if (digits > 0) {
            zg_number_big_set(&more, 1);
            for (int i = 1; i < digits; i++) zg_number_big_push(&more, 10, 0);
            zg_number_big_push(&more, 10, 1);
            assert_int_equal(zg_number_big_compare(&more, -digits, 1, 0), 1);
        }
        assert_int_equal(zg_number_big_compare(&big, -digits, 1, 0), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_push),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
