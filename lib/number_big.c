/* number_big: see the header. A power of ten is a product of two: one of 10^(27 i), to 128 bits,
 * and one of 10^0 ... 10^26, whose 5^k fit into 64 bits. That keeps the tables small and the common
 * small powers exact. */
#include "number_big.h"

/* The first 128 bits of 10^(27 i), cut, for i from -13 to 12. */
#define STEP       27
#define STEP_FIRST (-13)
static const zg_wide steps[] = {
    {0x8049a4ac0c5811aeu, 0x205b896d777d6278u}, /* 10^-351 */
    {0xcf42894a5dce35eau, 0x52064cac828675b9u}, /* 10^-324 */
    {0xa76c582338ed2621u, 0xaf2af2b80af6f24eu}, /* 10^-297 */
    {0x873e4f75e2224e68u, 0x5a7744a6e804a291u}, /* 10^-270 */
    {0xda7f5bf590966848u, 0xaf39a475506a899eu}, /* 10^-243 */
    {0xb080392cc4349decu, 0xbd8d794d96aacfb3u}, /* 10^-216 */
    {0x8e938662882af53eu, 0x547eb47b7282ee9cu}, /* 10^-189 */
    {0xe65829b3046b0afau, 0x0cb4a5a3112a5112u}, /* 10^-162 */
    {0xba121a4650e4ddebu, 0x92f34d62616ce413u}, /* 10^-135 */
    {0x964e858c91ba2655u, 0x3a6a07f8d510f86fu}, /* 10^-108 */
    {0xf2d56790ab41c2a2u, 0xfae27299423fb9c3u}, /* 10^-81 */
    {0xc428d05aa4751e4cu, 0xaa97e14c3c26b886u}, /* 10^-54 */
    {0x9e74d1b791e07e48u, 0x775ea264cf55347du}, /* 10^-27 */
    {0x8000000000000000u, 0x0000000000000000u}, /* 10^0 */
    {0xcecb8f27f4200f3au, 0x0000000000000000u}, /* 10^27 */
    {0xa70c3c40a64e6c51u, 0x999090b65f67d924u}, /* 10^54 */
    {0x86f0ac99b4e8dafdu, 0x69a028bb3ded71a3u}, /* 10^81 */
    {0xda01ee641a708de9u, 0xe80e6f4820cc9495u}, /* 10^108 */
    {0xb01ae745b101e9e4u, 0x5ec05dcff72e7f8fu}, /* 10^135 */
    {0x8e41ade9fbebc27du, 0x14588f13be847307u}, /* 10^162 */
    {0xe5d3ef282a242e81u, 0x8f1668c8a86da5fau}, /* 10^189 */
    {0xb9a74a0637ce2ee1u, 0x6d953e2bd7173692u}, /* 10^216 */
    {0x95f83d0a1fb69cd9u, 0x4abdaf101564f98eu}, /* 10^243 */
    {0xf24a01a73cf2dccfu, 0xbc633b39673c8cecu}, /* 10^270 */
    {0xc3b8358109e84f07u, 0x0a862f80ec4700c8u}, /* 10^297 */
    {0x9e19db92b4e31ba9u, 0x6c07a2c26a8346d1u}, /* 10^324 */
};

const uint64_t zg_number_tens[ZG_TENS_LAST - ZG_TENS_FIRST + 1] = {
    0xcfb11ead453994bau, 0x81ceb32c4b43fcf4u, 0xa2425ff75e14fc31u, 0xcad2f7f5359a3b3eu,
    0xfd87b5f28300ca0du, 0x9e74d1b791e07e48u, 0xc612062576589ddau, 0xf79687aed3eec551u,
    0x9abe14cd44753b52u, 0xc16d9a0095928a27u, 0xf1c90080baf72cb1u, 0x971da05074da7beeu,
    0xbce5086492111aeau, 0xec1e4a7db69561a5u, 0x9392ee8e921d5d07u, 0xb877aa3236a4b449u,
    0xe69594bec44de15bu, 0x901d7cf73ab0acd9u, 0xb424dc35095cd80fu, 0xe12e13424bb40e13u,
    0x8cbccc096f5088cbu, 0xafebff0bcb24aafeu, 0xdbe6fecebdedd5beu, 0x89705f4136b4a597u,
    0xabcc77118461cefcu, 0xd6bf94d5e57a42bcu, 0x8637bd05af6c69b5u, 0xa7c5ac471b478423u,
    0xd1b71758e219652bu, 0x83126e978d4fdf3bu, 0xa3d70a3d70a3d70au, 0xccccccccccccccccu,
    0x8000000000000000u, 0xa000000000000000u, 0xc800000000000000u, 0xfa00000000000000u,
    0x9c40000000000000u, 0xc350000000000000u, 0xf424000000000000u, 0x9896800000000000u,
    0xbebc200000000000u, 0xee6b280000000000u, 0x9502f90000000000u, 0xba43b74000000000u,
    0xe8d4a51000000000u, 0x9184e72a00000000u, 0xb5e620f480000000u, 0xe35fa931a0000000u,
    0x8e1bc9bf04000000u, 0xb1a2bc2ec5000000u, 0xde0b6b3a76400000u, 0x8ac7230489e80000u,
    0xad78ebc5ac620000u, 0xd8d726b7177a8000u, 0x878678326eac9000u, 0xa968163f0a57b400u,
    0xd3c21bcecceda100u, 0x84595161401484a0u, 0xa56fa5b99019a5c8u, 0xcecb8f27f4200f3au,
    0x813f3978f8940984u, 0xa18f07d736b90be5u, 0xc9f2c9cd04674edeu, 0xfc6f7c4045812296u,
    0x9dc5ada82b70b59du, 0xc5371912364ce305u, 0xf684df56c3e01bc6u, 0x9a130b963a6c115cu,
    0xc097ce7bc90715b3u, 0xf0bdc21abb48db20u, 0x96769950b50d88f4u, 0xbc143fa4e250eb31u,
    0xeb194f8e1ae525fdu,
};

static zg_wide multiply(uint64_t a, uint64_t b)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 uint128;
    uint128 product = (uint128)a * b;
    return (zg_wide){(uint64_t)(product >> 64), (uint64_t)product};
#else
    uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
    uint64_t low = a0 * b0;
    uint64_t middle = a1 * b0 + (low >> 32);
    uint64_t other = a0 * b1 + (middle & UINT32_MAX);
    return (zg_wide){a1 * b1 + (middle >> 32) + (other >> 32), other << 32 | (low & UINT32_MAX)};
#endif
}

/* The high 128 bits of the 192 of wide · m. */
static zg_wide multiply_wide(zg_wide wide, uint64_t m)
{
    zg_wide high = multiply(wide.high, m);
    zg_wide low = multiply(wide.low, m);
    high.low += low.high;
    high.high += high.low < low.high;
    return high;
}

/* Shifts the top bit into place; at most by one, as both factors had theirs there. */
static zg_wide raise_top(zg_wide wide, int *exponent)
{
    if (wide.high >> 63) return wide;
    --*exponent;
    return (zg_wide){wide.high << 1 | wide.low >> 63, wide.low << 1};
}

/* The slack, in units of the last of 128 bits. A step is less than 1 below its true value; times a
 * number below 2^64 and cut to 128 bits: less than 1 + 1; shifted by one: 4. The same once more
 * with m: 4 + 1, shifted: 10. With step 10^0 there are at most 128 bits, and nothing is lost. */
zg_scaled zg_number_scale(uint64_t m, int power)
{
    unsigned place = (unsigned)(power - STEP_FIRST * STEP);
    unsigned step = place / STEP;
    /* floor(power · log2(10)), for all powers of the range; 2048 keeps the dividend positive. */
    int log2 = (power * 217706 + (2048 << 16)) / 65536 - 2048;
    unsigned shift = zg_number_leading_zeros(m);
    zg_scaled result = {.exponent = 64 + log2 - 127 - (int)shift};
    int unused = 0;
    m <<= shift;
    if (step == (unsigned)-STEP_FIRST) {
        result.value = multiply(m, zg_number_tens[(int)(place % STEP) - ZG_TENS_FIRST]);
    } else {
        zg_wide ten = raise_top(
            multiply_wide(steps[step], zg_number_tens[(int)(place % STEP) - ZG_TENS_FIRST]),
            &unused);
        result.value = multiply_wide(ten, m);
        result.slack = ZG_SLACK;
    }
    result.value = raise_top(result.value, &result.exponent);
    return result;
}

void zg_number_big_set(zg_big *big, uint64_t value)
{
    big->count = 0;
    for (; value; value >>= 32) big->limb[big->count++] = (uint32_t)value;
}

void zg_number_big_push(zg_big *big, uint32_t factor, uint32_t more)
{
    uint64_t carry = more;
    for (size_t i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) big->limb[big->count++] = (uint32_t)carry;
}

static void push_fives(zg_big *big, int power)
{
    for (; power >= 13; power -= 13) zg_number_big_push(big, 1220703125, 0); /* 5^13 */
    uint32_t rest = 1;
    for (; power > 0; power--) rest *= 5;
    zg_number_big_push(big, rest, 0);
}

static void shift_left(zg_big *big, int bits)
{
    size_t limbs = (size_t)bits / 32;
    if (big->count == 0) return;
    zg_number_big_push(big, (uint32_t)1 << bits % 32, 0);
    for (size_t i = big->count; i-- > 0;) big->limb[i + limbs] = big->limb[i];
    for (size_t i = 0; i < limbs; i++) big->limb[i] = 0;
    big->count += limbs;
}

int zg_number_big_compare(zg_big *big, int power, uint64_t m, int exponent)
{
    zg_big other;
    int shift = power - exponent; /* of `big`, the twos of the tens included */
    zg_number_big_set(&other, m);
    push_fives(power > 0 ? big : &other, power > 0 ? power : -power);
    shift_left(shift > 0 ? big : &other, shift > 0 ? shift : -shift);
    if (big->count != other.count) return big->count < other.count ? -1 : 1;
    for (size_t i = big->count; i-- > 0;) {
        if (big->limb[i] != other.limb[i]) return big->limb[i] < other.limb[i] ? -1 : 1;
    }
    return 0;
}
