/* number: digits of whole numbers, eight at a time. Part of number; floor 1. */
#ifndef ZG_NUMBER_DIGITS_H
#define ZG_NUMBER_DIGITS_H

#include <stdint.h>
#include <string.h>

/* The digits of a number below 10^8, zeros in front, one to a byte, the first in the lowest: halves
 * of four, of these halves of two, of these ones, all side by side. Dividing is multiplying by the
 * inverse, rounded up, which is exact for numbers as small as these. */
static inline uint64_t zg_number_eight(uint64_t value)
{
    uint64_t four = value / 10000 | value % 10000 << 32;
    uint64_t hundreds = (four * 10486 >> 20) & 0x7F0000007Fu;
    uint64_t two = hundreds | (four - 100 * hundreds) << 16;
    uint64_t tens = (two * 103 >> 10) & 0x000F000F000F000Fu;
    return tens | (two - 10 * tens) << 8;
}

/* Zero bits below the lowest 1 of x, which must not be 0. */
static inline unsigned zg_number_trailing_zeros(uint64_t x)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(x);
#else
    unsigned zeros = 0;
    for (; !(x & 1); x >>= 1) zeros++;
    return zeros;
#endif
}

/* Writes eight such digits as text, the lowest byte first. */
static inline void zg_number_put_eight(char *out, uint64_t digits)
{
    digits |= 0x3030303030303030u;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(out, &digits, sizeof digits);
}

#endif
