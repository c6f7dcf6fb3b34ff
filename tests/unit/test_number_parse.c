/* Reals read against strtod, a million texts of many shapes or a tenth of what ZG_NUMBER_TRIALS
 * says; which texts are reals, against a regular expression. */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <regex.h>
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
#define TEXT_MAX      2048

static uint64_t random_state = 20200310;

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

static uint64_t trials(void)
{
    const char *text = getenv("ZG_NUMBER_TRIALS");
    return (text && *text ? strtoull(text, NULL, 10) : 10000000) / 10;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double random_finite(void)
{
    uint64_t bits;
    double value;
    do bits = random_bits();
    while ((bits >> 52 & 0x7ff) == 0x7ff);
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The text stands at the very end of its block, so that a sanitizer sees a byte read too far. */
static bool parse_at_end(const char *text, size_t length, double *out)
{
    char *block = malloc(length + 1);
    assert_non_null(block);
    char *exact = realloc(block, length ? length : 1);
    assert_non_null(exact);
    memcpy(exact, text, length);
    bool good = zg_number_parse_real(exact, length, out);
    free(exact);
    return good;
}

static void check_parse(const char *text)
{
    char *end;
    double got = 0, expected = strtod(text, &end);
    size_t length = strlen(text);
    if (*end) fail_msg("strtod stops in \"%s\"", text);
    if (!parse_at_end(text, length, &got)) fail_msg("refused \"%s\"", text);
    if (bits_of(got) != bits_of(expected)) {
        fail_msg("%s: expected %a, got %a", text, expected, got);
    }
}

static void check_refused(const char *text, size_t length)
{
    double value = 42;
    if (parse_at_end(text, length, &value)) fail_msg("took \"%.*s\"", (int)length, text);
    assert_true(value == 42);
}

static void test_parse_examples(void **state)
{
    (void)state;
    static const char *const good[] = {
        "0",
        "-0",
        "+0",
        "0.0",
        "-0.0e5",
        "5.",
        ".5",
        "-.5e-3",
        "+1.5E+3",
        "007.50",
        "1e0",
        "1e00000000000000000005",
        "1e999999999999",
        "-1e999999999999",
        "1e-999999999999",
        "-1e-999999999999",
        "0e99999999999",
        "-0e99999999999",
        "0e-99999999999999999999999999999999",
        "1e18446744073709551617",
        "1e-18446744073709551617",
        "1e9223372036854775808",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017"
        "977"
        "587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854"
        "845"
        "817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711"
        "559"
        "699508093042880177904174497791",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017"
        "977"
        "587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854"
        "845"
        "817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711"
        "559"
        "699508093042880177904174497792",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "2.2250738585072012e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.5e-324",
        "2e-324",
        "7.4e-324",
        "7.5e-324",
        "1e-323",
        "1e-324",
        "1e-325",
        "9e-326",
        "1e308",
        "1e309",
        "1e310",
        "1e311",
        "9007199254740993",
        "9007199254740992.999999999999999",
        "9007199254740993.0000000000000000000000000000000001",
        "4503599627370497.5",
        "4503599627370496.5",
        "1e22",
        "1e23",
        "8.5e22",
        "6.02214076e23",
        "0.1",
        "0.3",
        "123456789012345678",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999",
        "0.000001",
        "inf",
        "-inf",
        "+inf",
        "INF",
        "iNf",
        "-Inf",
    };
    static const char *const bad[] = {
        "",    "-",    "+",    ".",     "-.",    "e5",       ".e5",          "1e",
        "1e+", "1e-",  "1e5.", "1e5e5", "1..5",  "1.5.2",    "--1",          "+-1",
        " 1",  "1 ",   "1\n",  "1,5",   "1_000", "0x10",     "0x1p3",        "1f",
        "1d5", "nan",  "NaN",  "-nan",  "nan()", "infinity", "-infinity",    "in",
        "i",   "inff", "inf1", "1inf",  "e",     "1e 5",     "\357\274\221", "\342\210\2221",
    };
    for (size_t i = 0; i < LENGTH(good); i++) check_parse(good[i]);
    for (size_t i = 0; i < LENGTH(bad); i++) check_refused(bad[i], strlen(bad[i]));
    check_refused("1\0", 2);
    check_refused("1\0002", 3);
    double value;
    assert_true(zg_number_parse_real("12345", 2, &value)); /* no NUL is needed */
    assert_true(value == 12);
}

/* Texts of a million digits: zeros before, behind, around, and exponents that make up for them. */
static void test_parse_long(void **state)
{
    (void)state;
    enum { ZEROS = 1000000, ROOM = ZEROS + 100 };
    static const struct {
        const char *before, *behind;
    } shapes[] = {
        {"", ""},
        {"", "1"},
        {"1", ""},
        {"1", "e-1000000"},
        {"0.", "1"},
        {"0.", "1e1000000"},
        {"0.", "1e1000001"},
        {"-0.", "25e1000000"},
        {"1.", "1"},
        {"0.5", "1"},
        {"9007199254740993.", ""},
        {"9007199254740993.", "1"},
        {"9007199254740991.5", "1"},
        {"9007199254740993", "e-1000000"},
        {"9007199254740993", "1e-1000001"},
        {"1e", "5"},
        {"1e-", "5"},
        {"0.", "e1000000"},
        {"", ".5"},
        {"0.", "17e1000309"},
        {"0.", "18e1000310"},
        {"0.", "3e999677"},
        {"0.", "2e999677"},
    };
    char *text = malloc(ROOM);
    assert_non_null(text);
    for (size_t i = 0; i < LENGTH(shapes); i++) {
        size_t before = strlen(shapes[i].before);
        memcpy(text, shapes[i].before, before);
        memset(text + before, '0', ZEROS);
        snprintf(text + before + ZEROS, ROOM - before - ZEROS, "%s", shapes[i].behind);
        check_parse(text);
    }
    memset(text, '9', ZEROS);
    memcpy(text + ZEROS, "e-999990", 9);
    check_parse(text);
    free(text);
}

static void test_parse_rounding_mode(void **state)
{
    (void)state;
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    static const char *const texts[] = {"0.1",  "0.3", "1e23", "1e-310", "9007199254740993",
                                        "1e400"};
    for (size_t i = 0; i < LENGTH(modes) * LENGTH(texts); i++) {
        const char *text = texts[i % LENGTH(texts)];
        double got = 0, expected = strtod(text, NULL);
        assert_int_equal(fesetround(modes[i / LENGTH(texts)]), 0);
        bool good = zg_number_parse_real(text, strlen(text), &got);
        assert_int_equal(fesetround(FE_TONEAREST), 0);
        assert_true(good);
        assert_true(bits_of(got) == bits_of(expected));
    }
}

/* Which texts are reals at all: bytes at random from those that make one up. */
static void test_parse_grammar(void **state)
{
    (void)state;
    static const char bytes[] = "0123456789.eE+-.0e1infINF x";
    regex_t grammar;
    uint64_t taken = 0, count = trials();
    assert_int_equal(regcomp(&grammar,
                             "^[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|[iI][nN][fF])$",
                             REG_EXTENDED | REG_NOSUB),
                     0);
    for (uint64_t i = 0; i < count; i++) {
        char text[12];
        size_t length = random_below(sizeof text);
        for (size_t j = 0; j < length; j++) text[j] = bytes[random_below(sizeof bytes - 1)];
        text[length] = '\0';
        if (regexec(&grammar, text, 0, NULL, 0) == 0) {
            check_parse(text);
            taken++;
        } else {
            check_refused(text, length);
        }
    }
    regfree(&grammar);
    print_message("number: %llu texts judged by the grammar, %llu of them reals\n",
                  (unsigned long long)count, (unsigned long long)taken);
}

static size_t put_digits(char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) text[i] = (char)('0' + random_below(10));
    return count;
}

/* [digits].[digits][e digits], of up to `digits` digits. */
static void make_digits(char *text, unsigned digits, unsigned exponents)
{
    size_t at = put_digits(text, 1 + random_below(digits));
    if (random_below(2)) text[random_below((unsigned)at)] = '.';
    if (at == 1 && text[0] == '.') text[0] = '7';
    if (exponents == 0)
        text[at] = '\0';
    else
        snprintf(text + at, 20, "e%d", (int)random_below(exponents) - (int)(exponents / 2));
}

/* Moves the digits of d.ddde-XX one step of the last place up or down. */
static void step_digits(char *text, bool up)
{
    char *at = strchr(text, 'e');
    while (at-- > text) {
        if (*at < '0' || *at > '9') continue;
        if (*at == (up ? '9' : '0')) {
            *at = up ? '0' : '9';
        } else {
            *at = (char)(up ? *at + 1 : *at - 1);
            break;
        }
    }
}

#if LDBL_MANT_DIG >= 64
#define HAS_MIDDLES 1
/* The middle between two doubles, all its digits, or a little beside it. */
static void make_middle(char *text)
{
    double value = fabs(random_finite());
    if (random_below(4) == 0) value = fmod(value, DBL_MIN); /* subnormal */
    if (random_below(50) == 0) value = DBL_MAX;
    int exponent;
    frexp(value, &exponent);
    int unit = exponent - 53 < -1074 ? -1074 : exponent - 53;
    long double middle = (long double)value + ldexpl(1, unit - 1);
    /* 767 digits behind the first are always all of them. */
    int places = random_below(3) ? 770 : 15 + (int)random_below(760);
    snprintf(text, TEXT_MAX / 2, "%.*Le", places, middle);
    unsigned change = random_below(4);
    if (change == 1 || change == 2) step_digits(text, change == 1);
    if (change == 3) { /* zeros, and a 1 at the very end */
        char exponent_text[16];
        char *at = strchr(text, 'e');
        unsigned zeros = random_below(100);
        snprintf(exponent_text, sizeof exponent_text, "%s", at);
        memset(at, '0', zeros);
        snprintf(at + zeros, 20, "%u%s", random_below(2), exponent_text);
    }
}
#else
#define HAS_MIDDLES 0
static void make_middle(char *text)
{
    snprintf(text, TEXT_MAX / 2, "%.17g", random_finite());
}
#endif

/* Digits around the edges of the range: 1e-324 and 1.8e308. */
static void make_edge(char *text)
{
    size_t at = put_digits(text, 1);
    text[at++] = '.';
    at += put_digits(text + at, 1 + random_below(30));
    int exponent = random_below(2) ? 305 + (int)random_below(6) : -327 + (int)random_below(20);
    snprintf(text + at, 20, "e%d", exponent);
}

/* Zeros in front of digits that an exponent takes back. */
static void make_zeros(char *text)
{
    unsigned zeros = random_below(400);
    text[0] = '0';
    text[1] = '.';
    memset(text + 2, '0', zeros);
    size_t at = 2 + zeros + put_digits(text + 2 + zeros, 1 + random_below(40));
    snprintf(text + at, 20, "e%d", (int)random_below(800) - 100);
}

static void make_text(char *text, unsigned kind)
{
    switch (kind) {
    case 0: snprintf(text, TEXT_MAX / 2, "%.17g", random_finite()); break;
    case 1: snprintf(text, TEXT_MAX / 2, "%.*e", (int)random_below(25), random_finite()); break;
    case 2: make_digits(text, 19, 60); break;
    case 3: make_digits(text, 25, 700); break;
    case 4: make_digits(text, 17, 0); break;
    case 5: make_digits(text, 1000, random_below(2) ? 0 : 700); break;
    case 6: make_edge(text); break;
    case 7: make_zeros(text); break;
    case 8:
        snprintf(text, TEXT_MAX / 2, "%.*g", 1 + (int)random_below(8),
                 (double)(random_bits() >> random_below(64)) / 9876543 * 1e6);
        break;
    default: make_middle(text);
    }
}

static void test_parse_random(void **state)
{
    (void)state;
    char text[TEXT_MAX];
    uint64_t count = trials();
    for (uint64_t i = 0; i < count; i++) {
        text[0] = '-';
        make_text(text + 1, (unsigned)(i % 10));
        check_parse(text + (text[1] == '-' || i & 16));
    }
    print_message("number: %llu random texts read as strtod reads them\n",
                  (unsigned long long)count);
    if (!HAS_MIDDLES) {
        print_message("SKIPPED: %llu middles of two doubles: long double is too short here\n",
                      (unsigned long long)count / 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_examples),      cmocka_unit_test(test_parse_long),
        cmocka_unit_test(test_parse_rounding_mode), cmocka_unit_test(test_parse_grammar),
        cmocka_unit_test(test_parse_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
