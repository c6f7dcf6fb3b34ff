/* Whole numbers and sizes at their edges; reals printed against snprintf, ten million of them or as
 * many as ZG_NUMBER_TRIALS says. Parsing reals is in test_number_parse.c. */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "number.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static uint64_t random_state = 20200123;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t random_bits(void)
{
    uint64_t x = random_state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static unsigned random_below(unsigned bound)
{
    return (unsigned)((random_bits() >> 32) * bound >> 32);
}

/* A whole number of any length in bits, small ones as likely as large ones. */
static uint64_t random_whole(void)
{
    return random_bits() >> random_below(64);
}

static uint64_t trials(void)
{
    const char *text = getenv("ZG_NUMBER_TRIALS");
    return text && *text ? strtoull(text, NULL, 10) : 10000000;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A power of ten or of two as strtod and ldexp have it. */
static double power_of_ten(int power)
{
    char text[16];
    snprintf(text, sizeof text, "1e%d", power);
    return strtod(text, NULL);
}

/* Whole numbers */

static void test_uint64_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {
        {"0", 0},
        {"7", 7},
        {"007", 7},
        {"18446744073709551615", UINT64_MAX},
        {"18446744073709551609", UINT64_MAX - 6},
        {"00000000000000000000000000000018446744073709551615", UINT64_MAX},
    };
    static const char *const bad[] = {
        "",
        "-",
        "+",
        "+5",
        "-0",
        "-1",
        " 5",
        "5 ",
        "5\n",
        "1.0",
        "1e3",
        "0x10",
        "1,000",
        "\xd9\xa3", /* an Arabic-Indic digit */
        "18446744073709551616",
        "18446744073709551620",
        "28446744073709551615",
        "99999999999999999999",
        "184467440737095516150",
    };
    uint64_t value;
    for (size_t i = 0; i < LENGTH(good); i++) {
        assert_true(zg_number_parse_uint64(good[i].text, strlen(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < LENGTH(bad); i++) {
        value = 42;
        if (zg_number_parse_uint64(bad[i], strlen(bad[i]), &value)) fail_msg("took \"%s\"", bad[i]);
        assert_true(value == 42);
    }
    assert_false(zg_number_parse_uint64("5\0", 2, &value));
    assert_true(zg_number_parse_uint64("12345", 2, &value)); /* no NUL is needed */
    assert_true(value == 12);
}

static void test_int64_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"-1", -1},
        {"-007", -7},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775807", -INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
    };
    static const char *const bad[] = {
        "",
        "-",
        "+",
        "+5",
        "--5",
        "- 5",
        " 5",
        "5 ",
        "-5-",
        "1.0",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "-18446744073709551616",
    };
    int64_t value;
    for (size_t i = 0; i < LENGTH(good); i++) {
        assert_true(zg_number_parse_int64(good[i].text, strlen(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < LENGTH(bad); i++) {
        value = 42;
        if (zg_number_parse_int64(bad[i], strlen(bad[i]), &value)) fail_msg("took \"%s\"", bad[i]);
        assert_true(value == 42);
    }
}

static void test_size_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {
        {"0", 0},
        {"0T", 0},
        {"1000", 1000},
        {"1K", 1024},
        {"1k", 1024},
        {"1Ki", 1024},
        {"1KB", 1024},
        {"1kb", 1024},
        {"1KiB", 1024},
        {"1kIb", 1024},
        {"512M", 536870912},
        {"2g", 2147483648},
        {"3TiB", UINT64_C(3298534883328)},
        {"16777215T", UINT64_MAX - 1099511627775},
        {"18014398509481983K", UINT64_MAX - 1023},
        {"18446744073709551615", UINT64_MAX},
    };
    static const char *const bad[] = {
        "",
        "K",
        "-1K",
        "+1K",
        " 1K",
        "1 K",
        "1K ",
        "1KK",
        "1i",
        "1B",
        "1iB",
        "1KBi",
        "1KiBs",
        "1P",
        "1.5G",
        "16777216T",
        "17179869184G",
        "17592186044416M",
        "18014398509481984K",
        "18446744073709551616",
        "18446744073709551615T",
    };
    uint64_t value;
    for (size_t i = 0; i < LENGTH(good); i++) {
        assert_true(zg_number_parse_size(good[i].text, strlen(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < LENGTH(bad); i++) {
        value = 42;
        if (zg_number_parse_size(bad[i], strlen(bad[i]), &value)) fail_msg("took \"%s\"", bad[i]);
        assert_true(value == 42);
    }
}

static void check_whole_print(uint64_t value)
{
    char expected[ZG_NUMBER_MAX + 1], got[ZG_NUMBER_MAX];
    int length = snprintf(expected, sizeof expected, "%llu", (unsigned long long)value);
    assert_int_equal(zg_number_print_uint64(got, value), length);
    assert_memory_equal(got, expected, (size_t)length);
    int64_t number = value > INT64_MAX ? -1 - (int64_t)(UINT64_MAX - value) : (int64_t)value;
    length = snprintf(expected, sizeof expected, "%lld", (long long)number);
    assert_int_equal(zg_number_print_int64(got, number), length);
    assert_memory_equal(got, expected, (size_t)length);
    int64_t back;
    assert_true(zg_number_parse_int64(got, (size_t)length, &back));
    assert_true(back == number);
}

static void test_whole_print(void **state)
{
    (void)state;
    uint64_t power = 1;
    for (int i = 0; i < 20; i++, power *= 10) {
        check_whole_print(power - 1);
        check_whole_print(power);
        check_whole_print(0 - power);
    }
    check_whole_print(0);
    check_whole_print(INT64_MAX);
    check_whole_print((uint64_t)INT64_MAX + 1);
    check_whole_print(UINT64_MAX);
    for (int i = 0; i < 100000; i++) check_whole_print(random_whole());
}

/* Printing reals */

static void check_print(double value, int digits)
{
    char expected[64], got[ZG_NUMBER_MAX];
    size_t length = (size_t)snprintf(expected, sizeof expected, "%.*g", digits, value);
    size_t printed = zg_number_print_real(got, value, digits);
    if (printed != length || memcmp(got, expected, length) != 0) {
        fail_msg("%a with %d digits: expected %s, got %.*s", value, digits, expected,
                 printed < sizeof got ? (int)printed : 0, got);
    }
}

static void test_print_examples(void **state)
{
    (void)state;
    static const double values[] = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.1,
        0.5,
        1.5,
        2.5,
        9.5,
        99.5,
        999999.5,
        9999995.0,
        1e5,
        1e6,
        1e-4,
        1e-5,
        0.00095,
        0.000099,
        0.0000999995,
        123456.5,
        123457.5,
        1234565,
        12345650,
        1e15,
        1e16,
        1e17,
        1e22,
        1e23,
        1e100,
        1e-100,
        0x1p53,
        0x1p63,
        0x1p64,
        0x1p-1074,
        0x3p-1074,
        0x1p-1022,
        DBL_MAX,
        -DBL_MAX,
        DBL_EPSILON,
        4.35,
        0.3,
        2.0 / 3.0,
        9007199254740993.0,
        5e-324,
        8.5e22,
        8.5e21,
        4.5e20,
        INFINITY,
        -INFINITY,
        0x1.fffffffffffffp-1023,
    };
    for (size_t i = 0; i < LENGTH(values); i++) {
        for (int digits = 1; digits <= 17; digits++) check_print(values[i], digits);
    }
    char got[ZG_NUMBER_MAX];
    for (int i = 0; i < 4; i++) { /* quiet and signalling, of both signs */
        static const uint64_t nans[] = {0x7ff8000000000000, 0xfff8000000000000, 0x7ff0000000000001,
                                        0xffffffffffffffff};
        assert_int_equal(zg_number_print_real(got, double_of(nans[i]), 6), 3);
        assert_memory_equal(got, "nan", 3);
    }
    /* Digits outside of 1 to 17 are taken as the nearest of these. */
    assert_int_equal(zg_number_print_real(got, 0.25, 0), 3);
    assert_memory_equal(got, "0.2", 3);
    assert_int_equal(zg_number_print_real(got, 0.1, 99), 19);
    assert_memory_equal(got, "0.10000000000000001", 19);
}

static void check_print_around(double value)
{
    for (int digits = 1; digits <= 17; digits++) {
        check_print(double_of(bits_of(value) - 1), digits);
        check_print(value, digits);
        check_print(double_of(bits_of(value) + 1), digits);
    }
}

/* Every power of two and ten, and its neighbours. */
static void test_print_powers(void **state)
{
    (void)state;
    for (int power = -1074; power <= 1023; power++) check_print_around(ldexp(1.0, power));
    for (int power = -323; power <= 308; power++) check_print_around(power_of_ten(power));
}

/* A number in the middle between two of 1 to 17 digits, if it is a double. */
static double random_tie(void)
{
    double tie = (double)(2 * (random_bits() >> (12 + random_below(52))) + 1);
    switch (random_below(3)) {
    case 0: return ldexp(tie, -(int)random_below(26));
    case 1: return 5 * tie * power_of_ten((int)random_below(19));
    default: return tie * pow(5, random_below(23)) * ldexp(1.0, (int)random_below(30));
    }
}

enum { PRINT_KINDS = 10 };

static double random_double(unsigned kind)
{
    uint64_t bits = random_bits();
    switch (kind) {
    case 0: /* any bits but infinities and NaNs */
        while ((bits >> 52 & 0x7ff) == 0x7ff) bits = random_bits();
        return double_of(bits);
    case 1: return (double)(bits >> 11) * 0x1p-53;
    case 2: return (double)(1 + (bits >> 44 >> random_below(20))) / 9876543 * 1e6;
    case 3: return (double)(1 + (bits & 0xfffff)) / (double)(1 + random_whole()) * 1e6;
    case 4: return (double)random_whole();
    case 5: return (double)(random_whole() >> 20) / power_of_ten((int)random_below(12));
    case 6: return double_of(bits_of(ldexp(1.0, (int)(bits % 2094) - 1071)) + bits % 7 - 3);
    case 7: return double_of(bits_of(power_of_ten((int)(bits % 630) - 322)) + bits % 7 - 3);
    case 8: return random_tie();
    default: return double_of((bits & UINT64_C(0xfffffffffffff)) >> random_below(52));
    }
}

static void test_print_random(void **state)
{
    (void)state;
    uint64_t count = trials();
    for (uint64_t i = 0; i < count; i++) {
        double value = random_double((unsigned)(i % PRINT_KINDS));
        check_print(value, 1 + (int)(i / PRINT_KINDS % 17));
    }
    print_message("number: %llu random doubles printed as snprintf prints them\n",
                  (unsigned long long)count);
}

/* The rounding mode of the processor has no say. */
static void test_print_rounding_mode(void **state)
{
    (void)state;
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    char got[ZG_NUMBER_MAX];
    for (size_t i = 0; i < LENGTH(modes); i++) {
        assert_int_equal(fesetround(modes[i]), 0);
        size_t length = zg_number_print_real(got, 2.0 / 3, 3);
        size_t tie = zg_number_print_real(got + length, 0.375, 2);
        assert_int_equal(fesetround(FE_TONEAREST), 0);
        assert_int_equal(length + tie, 9);
        assert_memory_equal(got, "0.6670.38", 9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uint64_parse),        cmocka_unit_test(test_int64_parse),
        cmocka_unit_test(test_size_parse),          cmocka_unit_test(test_whole_print),
        cmocka_unit_test(test_print_examples),      cmocka_unit_test(test_print_powers),
        cmocka_unit_test(test_print_rounding_mode), cmocka_unit_test(test_print_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
