/* number: reals. Both ways the work is one product of a 64-bit integer with a power of ten, known
 * to 128 bits with a bound on its error (number_big). Only whether the part that is cut off lies
 * below, on or above one half matters; where the bound does not decide, integers of full length are
 * compared. So the result is exact always, and nearly always costs a few multiplications.
 *
 * Doubles are taken apart and put together as bits (IEEE 754 binary64): no rounding mode, no
 * extended precision and no locale has a say. */
#include "number.h"

#include <string.h>

#include "number_big.h"
#include "number_digits.h"

_Static_assert(sizeof(double) == sizeof(uint64_t), "double must be IEEE 754 binary64");

#define FRACTION_BITS 52
#define HIDDEN_BIT    (UINT64_C(1) << FRACTION_BITS)
#define SIGN_BIT      (UINT64_C(1) << 63)
#define INFINITY_BITS (UINT64_C(0x7ff) << FRACTION_BITS)
#define DIGITS_MAX    17
#define UNIT_MIN      (-1074) /* the smallest positive double is 2^-1074 */

static const uint64_t tens[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
};

/* Printing */

/* m · 2^exponent · 10^power, which must lie from 1 to below 2^62, cut to a whole number. */
static zg_split scaled_split(uint64_t m, int exponent, int power)
{
    zg_scaled scaled = zg_number_scale(m, power);
    return zg_number_split(scaled, -(scaled.exponent + exponent));
}

/* Whether split.whole, cut from m · 2^exponent · 10^power, must become one more. */
static bool rounds_up(const zg_split *split, uint64_t m, int exponent, int power)
{
    zg_half half = zg_number_half(split);
    if (half == ZG_HALF_UNKNOWN) {
        zg_big middle; /* the sign of (whole + 1/2) · 10^-power - m · 2^exponent */
        zg_number_big_set(&middle, 2 * split->whole + 1);
        int sign = zg_number_big_compare(&middle, -power, m, exponent + 1);
        half = sign < 0 ? ZG_HALF_ABOVE : sign > 0 ? ZG_HALF_BELOW : ZG_HALF_EVEN;
    }
    return half == ZG_HALF_ABOVE || (half == ZG_HALF_EVEN && split->whole % 2);
}

/* floor(k · log2(10)), for all k that there are; 2048 keeps the dividend positive. */
static int log2_of_ten(int k)
{
    return (k * 217706 + (2048 << 16)) / 65536 - 2048;
}

/* floor(top · log10(2)), true from -1074 to 1023. */
static int log10_of_two(int top)
{
    return (top * 78913 + (1024 << 18)) / (1 << 18) - 1024;
}

/* The same as `significant` in the usual case: numbers of common size, and what is cut off is not
 * next to one half. One product of 64 bits, which is less than 2 below its true value in its last
 * place: less than 1 since the power of ten is cut, and less than 1 since the product is. */
static bool significant_fast(uint64_t m, int exponent, int digits, int *magnitude, uint64_t *out)
{
    unsigned zeros = zg_number_leading_zeros(m);
    int top = exponent + 63 - (int)zeros, next = log10_of_two(top) + 1;
    if (next < ZG_TENS_FIRST || next > ZG_TENS_LAST) return false;
    m <<= zeros;
    /* The power of ten of the first digit, but where m is next to a power of ten that is cut. */
    int reached = log2_of_ten(next) == top && m >= zg_number_tens[next - ZG_TENS_FIRST];
    *magnitude = next - 1 + reached;
    int power = digits - 1 - *magnitude;
    if (power < ZG_TENS_FIRST || power > ZG_TENS_LAST) return false;
    uint64_t product = zg_number_multiply_high(m, zg_number_tens[power - ZG_TENS_FIRST]);
    int shift = 62 - top - log2_of_ten(power);
    if (shift < 2 || shift > 63) return false;
    uint64_t whole = product >> shift, half = (uint64_t)1 << (shift - 1);
    uint64_t rest = product & (2 * half - 1);
    if (rest + 1 - half < 2 || whole < tens[digits - 1]) return false;
    whole += rest > half;
    if (whole >= tens[digits]) return false;
    *out = whole;
    return true;
}

/* The first `digits` digits of m · 2^exponent, rounded, as a whole number of that many digits;
 * `*magnitude` is the power of ten of the first. */
static uint64_t significant(uint64_t m, int exponent, int digits, int *magnitude)
{
    uint64_t whole;
    if (significant_fast(m, exponent, digits, magnitude, &whole)) return whole;
    int top = exponent + 63 - (int)zg_number_leading_zeros(m);
    *magnitude = log10_of_two(top); /* or one less */
    zg_split split = scaled_split(m, exponent, digits - 1 - *magnitude);
    if (split.whole >= tens[digits]) {
        ++*magnitude;
        split = scaled_split(m, exponent, digits - 1 - *magnitude);
    }
    /* Where the slack hides that 10^digits was reached, what is cut off is almost 1, and rounding
     * gives the same number either way. */
    whole = split.whole;
    whole += rounds_up(&split, m, exponent, digits - 1 - *magnitude);
    if (whole == tens[digits]) {
        ++*magnitude;
        whole = tens[digits - 1];
    }
    return whole;
}

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* Writes `whole`, a number of `count` digits; returns how many are left without the zeros at the
 * end. */
static int write_digits(char *out, uint64_t whole, int count)
{
    int at = count;
    if (count <= 8) {
        uint64_t digits = zg_number_eight(whole) >> 8 * (8 - count);
        zg_number_put_eight(out, digits);
        return 8 - (int)zg_number_leading_zeros(digits) / 8;
    }
    for (; at >= 2; whole /= 100) {
        at -= 2;
        memcpy(out + at, pairs + 2 * (whole % 100), 2);
    }
    if (at) out[0] = (char)('0' + whole);
    while (count > 1 && out[count - 1] == '0') count--;
    return count;
}

/* The text of a number is put together from copies of DIGITS_ROOM bytes, since copies of a known
 * length are a few instructions: what is too much is written over or lies behind the end, where
 * `out` has room (ZG_NUMBER_MAX). `digits` has zeros behind it. */
#define DIGITS_ROOM 17

/* d.dddde-XX: at least two digits of exponent, as printf. */
static char *lay_out_scientific(char *out, const char *digits, int count, int magnitude)
{
    out[0] = digits[0];
    out[1] = '.';
    memcpy(out + 2, digits + 1, DIGITS_ROOM);
    out += count > 1 ? count + 1 : 1;
    *out++ = 'e';
    *out++ = magnitude < 0 ? '-' : '+';
    unsigned power = (unsigned)(magnitude < 0 ? -magnitude : magnitude);
    if (power >= 100) *out++ = (char)('0' + power / 100);
    memcpy(out, pairs + 2 * (power % 100), 2);
    return out + 2;
}

static char *lay_out_fixed(char *out, const char *digits, int count, int magnitude)
{
    int before = magnitude + 1; /* digits before the point */
    if (before <= 0) {
        memcpy(out, "0.000", 5);
        memcpy(out + 2 - before, digits, DIGITS_ROOM);
        return out + 2 - before + count;
    }
    memcpy(out, digits, DIGITS_ROOM);
    if (before >= count) return out + before;
    out[before] = '.';
    memcpy(out + before + 1, digits + before, DIGITS_ROOM);
    return out + count + 1;
}

static size_t print_text(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length);
    return length;
}

size_t zg_number_print_real(char *out, double value, int digits)
{
    char text[2 * DIGITS_ROOM];
    char *end = out;
    uint64_t bits;
    int magnitude = 0, count = 1, power;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & ~SIGN_BIT) > INFINITY_BITS) return print_text(out, "nan");
    if (bits & SIGN_BIT) *end++ = '-';
    bits &= ~SIGN_BIT;
    if (bits == INFINITY_BITS) return (size_t)(end - out) + print_text(end, "inf");
    digits = digits < 1 ? 1 : digits > DIGITS_MAX ? DIGITS_MAX : digits;

    uint64_t m = bits % HIDDEN_BIT;
    power = (int)(bits >> FRACTION_BITS);
    if (power > 0)
        m |= HIDDEN_BIT;
    else
        power = 1; /* subnormal */
    memset(text, '0', sizeof text);
    if (m != 0) {
        uint64_t whole = significant(m, power - 1 + UNIT_MIN, digits, &magnitude);
        count = write_digits(text, whole, digits);
    }
    bool fixed = magnitude >= -4 && magnitude < digits;
    end = fixed ? lay_out_fixed(end, text, count, magnitude)
                : lay_out_scientific(end, text, count, magnitude);
    return (size_t)(end - out);
}

/* Parsing */

/* Digits that are read at once, so that they fit into 64 bits; and those that the exact path looks
 * at. The middle between two doubles has at most 768 digits, so that of the rest it only matters
 * whether there is one that is not 0. */
#define LEADING_MAX 19
#define EXACT_MAX   780

/* The exponent of ten stops growing here; no text is so long that its digits could make up. */
#define EXPONENT_STOP INT64_C(100000000000000000)

/* 0.DIGITS · 10^scale */
typedef struct decimal {
    const char *digits; /* from the first that is not 0; NULL: there is none */
    const char *end;    /* behind the last; a point may stand between */
    uint64_t leading;   /* the first `count` of them as a whole number */
    int count;          /* at most LEADING_MAX */
    bool more;          /* behind these is one that is not 0 */
    int64_t scale;
} decimal;

static unsigned digit_of(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

/* digits [. digits]; NULL where there is no digit. Returns what follows. */
static const char *read_digits(const char *at, const char *end, decimal *read)
{
    bool any = false, point = false;
    for (; at < end; at++) {
        unsigned digit = digit_of(*at);
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (digit > 9) break;
        any = true;
        if (digit == 0 && !read->digits) {
            read->scale -= point;
            continue;
        }
        if (!read->digits) read->digits = at;
        read->scale += !point;
        if (read->count < LEADING_MAX) {
            read->leading = read->leading * 10 + digit;
            read->count++;
        } else if (digit) {
            read->more = true;
        }
    }
    read->end = at;
    return any ? at : NULL;
}

/* [+-] digits, all up to `end`. */
static bool read_exponent(const char *at, const char *end, int64_t *out)
{
    int64_t value = 0;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (at == end) return false;
    for (; at < end; at++) {
        unsigned digit = digit_of(*at);
        if (digit > 9) return false;
        if (value < EXPONENT_STOP) value = value * 10 + digit;
    }
    *out = negative ? -value : value;
    return true;
}

/* The sign of all digits - m · 2^exponent. */
static int compare_digits(const decimal *read, uint64_t m, int exponent)
{
    zg_big big;
    int count = 0;
    bool rest = false;
    zg_number_big_set(&big, 0);
    for (const char *at = read->digits; at < read->end; at++) {
        if (*at == '.') continue;
        if (count < EXACT_MAX) {
            zg_number_big_push(&big, 10, digit_of(*at));
            count++;
        } else if (*at != '0') {
            rest = true;
            break;
        }
    }
    if (rest) {
        zg_number_big_push(&big, 10, 1);
        count++;
    }
    return zg_number_big_compare(&big, (int)read->scale - count, m, exponent);
}

/* The bits of the nearest double. */
static uint64_t round_decimal(const decimal *read)
{
    /* Below 10^-325, or at least 10^310. */
    if (!read->digits || read->scale < -325) return 0;
    if (read->scale > 310) return INFINITY_BITS;
    zg_scaled scaled = zg_number_scale(read->leading, (int)read->scale - read->count);
    int top = scaled.exponent + 127;
    if (top > 1023) return INFINITY_BITS;
    if (top < UNIT_MIN - 2) return 0;

    /* The value in units of the last bit of a double of its size. */
    int unit = top - FRACTION_BITS > UNIT_MIN ? top - FRACTION_BITS : UNIT_MIN;
    int drop = unit - scaled.exponent;
    uint64_t whole = 0;
    zg_half half = ZG_HALF_UNKNOWN;
    if (drop <= 128) {
        zg_split split = zg_number_split(scaled, drop);
        /* Digits not read make less than 1 behind 19 others: less than 2^4 where these have their
         * top bit in place, so a little over 2^(4 + 64) of the 128 bits, and twice that if these
         * were shifted. */
        if (read->more) split.slack.high += (uint64_t)33 << (128 - drop);
        whole = split.whole;
        half = zg_number_half(&split);
    }
    if (half == ZG_HALF_UNKNOWN) {
        int sign = compare_digits(read, 2 * whole + 1, unit - 1);
        half = sign < 0 ? ZG_HALF_BELOW : sign > 0 ? ZG_HALF_ABOVE : ZG_HALF_EVEN;
    }
    whole += half == ZG_HALF_ABOVE || (half == ZG_HALF_EVEN && whole % 2);
    /* The hidden bit of a normal number adds the 1 that its exponent is short of here; a carry out
     * of the fraction does the same, up to infinity. */
    return ((uint64_t)(unit - UNIT_MIN) << FRACTION_BITS) + whole;
}

static bool is_inf(const char *text, size_t length)
{
    return length == 3 && (text[0] | 32) == 'i' && (text[1] | 32) == 'n' && (text[2] | 32) == 'f';
}

bool zg_number_parse_real(const char *text, size_t length, double *out)
{
    if (length == 0) return false;
    const char *at = text, *end = text + length;
    uint64_t bits, sign = *at == '-' ? SIGN_BIT : 0;
    if (*at == '-' || *at == '+') at++;
    if (is_inf(at, (size_t)(end - at))) {
        bits = INFINITY_BITS;
    } else {
        decimal read = {0};
        int64_t exponent = 0;
        at = read_digits(at, end, &read);
        if (!at) return false;
        if (at < end && ((*at | 32) != 'e' || !read_exponent(at + 1, end, &exponent))) return false;
        read.scale += exponent;
        bits = round_decimal(&read);
    }
    bits |= sign;
    memcpy(out, &bits, sizeof bits);
    return true;
}
