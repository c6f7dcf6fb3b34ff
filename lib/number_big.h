/* number_big: the integer arithmetic that number stands on: powers of ten to 128 bits with a known
 * error, and an exact comparison for the rare case that these do not decide. Part of number;
 * floor 1. No floating point, so that no rounding mode and no extended register matters. */
#ifndef ZG_NUMBER_BIG_H
#define ZG_NUMBER_BIG_H

#include <stddef.h>
#include <stdint.h>

/* A number of 128 bits, or a fraction high·2^-64 + low·2^-128. */
typedef struct zg_wide {
    uint64_t high;
    uint64_t low;
} zg_wide;

/* The first 64 bits of 10^k, the top one set: exact for k from 0 to 27, else cut. */
#define ZG_TENS_FIRST (-32)
#define ZG_TENS_LAST  40
extern const uint64_t zg_number_tens[ZG_TENS_LAST - ZG_TENS_FIRST + 1];

/* What a real x is known to be: value·2^exponent <= x < (value + slack)·2^exponent, or, with
 * slack 0, value·2^exponent exactly. The top bit of `value` is set. */
typedef struct zg_scaled {
    zg_wide value;
    int exponent;
    unsigned slack;
} zg_scaled;

/* Zero bits above the highest 1 of x, which must not be 0. */
static inline unsigned zg_number_leading_zeros(uint64_t x)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_clzll(x);
#else
    unsigned zeros = 0;
    for (; !(x >> 63); x <<= 1) zeros++;
    return zeros;
#endif
}

/* The high 64 bits of the 128 of a · b. */
static inline uint64_t zg_number_multiply_high(uint64_t a, uint64_t b)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 uint128;
    return (uint64_t)((uint128)a * b >> 64);
#else
    uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    uint64_t other = a0 * b1 + (middle & UINT32_MAX);
    return a1 * b1 + (middle >> 32) + (other >> 32);
#endif
}

/* m · 10^power, for m > 0 and ZG_POWER_MIN <= power <= ZG_POWER_MAX. Exact for powers 0 to 26;
 * elsewhere the slack is ZG_SLACK. */
#define ZG_POWER_MIN (-351)
#define ZG_POWER_MAX 350
#define ZG_SLACK     10
zg_scaled zg_number_scale(uint64_t m, int power);

/* A scaled value as a whole number and the bits behind it. */
typedef struct zg_split {
    uint64_t whole;
    zg_wide fraction;
    zg_wide slack; /* how much larger the fraction may be (exclusive) */
} zg_split;

/* Drops `drop` bits, 65 to 128, from the value. */
static inline zg_split zg_number_split(zg_scaled scaled, int drop)
{
    zg_wide value = scaled.value;
    unsigned down = (unsigned)drop - 64, up = 64 - down;
    if (up == 0) return (zg_split){0, value, {0, scaled.slack}};
    /* The slack is below 2^4 and up at most 63, so it may reach into the high half. */
    return (zg_split){value.high >> down,
                      {value.high << up | value.low >> down, value.low << up},
                      {(uint64_t)scaled.slack >> down, (uint64_t)scaled.slack << up}};
}

/* Where a fraction lies: below one half, on it, above it, or not known from these bits. */
typedef enum zg_half { ZG_HALF_BELOW, ZG_HALF_EVEN, ZG_HALF_ABOVE, ZG_HALF_UNKNOWN } zg_half;
static inline zg_half zg_number_half(const zg_split *split)
{
    const uint64_t half = UINT64_C(1) << 63;
    zg_wide fraction = split->fraction, slack = split->slack;
    if (fraction.high > half || (fraction.high == half && fraction.low)) return ZG_HALF_ABOVE;
    if (fraction.high == half) return slack.high | slack.low ? ZG_HALF_UNKNOWN : ZG_HALF_EVEN;
    fraction.low += slack.low;
    fraction.high += slack.high + (fraction.low < slack.low);
    return fraction.high < half ? ZG_HALF_BELOW : ZG_HALF_UNKNOWN;
}

/* A whole number with room for every comparison that a double can ask for: the longest side is
 * 781 digits (2,595 bits), or 55 bits times 5^1105 (2,621 bits), shifted to at most the length of
 * the other side and one bit. */
#define ZG_BIG_LIMBS 96
typedef struct zg_big {
    uint32_t limb[ZG_BIG_LIMBS]; /* lowest first */
    size_t count;                /* the highest of these is not 0 */
} zg_big;

void zg_number_big_set(zg_big *big, uint64_t value);

/* big = big · factor + more. */
void zg_number_big_push(zg_big *big, uint32_t factor, uint32_t more);

/* The sign (-1, 0, 1) of big · 10^power - m · 2^exponent. The two sides must be of similar size,
 * within what ZG_BIG_LIMBS says. `big` is used up. */
int zg_number_big_compare(zg_big *big, int power, uint64_t m, int exponent);

#endif
