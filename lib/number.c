/* number: whole numbers and sizes. Reals are in number_real.c. */
#include "number.h"

#include "number_digits.h"

bool zg_number_parse_uint64(const char *text, size_t length, uint64_t *out)
{
    uint64_t value = 0;
    if (length == 0) return false;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9) return false;
        if (value > (UINT64_MAX - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool zg_number_parse_int64(const char *text, size_t length, int64_t *out)
{
    bool negative = length > 0 && text[0] == '-';
    uint64_t value;
    if (!zg_number_parse_uint64(text + negative, length - negative, &value)) return false;
    if (value > (uint64_t)INT64_MAX + negative) return false;
    if (!negative)
        *out = (int64_t)value;
    else
        *out = value == 0 ? 0 : -1 - (int64_t)(value - 1); /* INT64_MIN has no positive twin */
    return true;
}

/* The power of 1024 that a letter stands for; 0 for any other. */
static unsigned size_power(char letter)
{
    switch (letter) {
    case 'K':
    case 'k': return 1;
    case 'M':
    case 'm': return 2;
    case 'G':
    case 'g': return 3;
    case 'T':
    case 't': return 4;
    default: return 0;
    }
}

bool zg_number_parse_size(const char *text, size_t length, uint64_t *out)
{
    size_t digits = 0;
    unsigned power = 0;
    uint64_t value;
    while (digits < length && text[digits] >= '0' && text[digits] <= '9') digits++;
    if (!zg_number_parse_uint64(text, digits, &value)) return false;
    if (digits < length) {
        size_t at = digits + 1;
        power = size_power(text[digits]);
        if (power == 0) return false;
        if (at < length && (text[at] == 'i' || text[at] == 'I')) at++;
        if (at < length && (text[at] == 'b' || text[at] == 'B')) at++;
        if (at != length) return false;
    }
    if (value > UINT64_MAX >> (10 * power)) return false;
    *out = value << (10 * power);
    return true;
}

/* Without the zeros in front; eight bytes are written. */
static size_t print_small(char *out, uint64_t value)
{
    uint64_t digits = zg_number_eight(value);
    unsigned zeros = zg_number_trailing_zeros(digits | (uint64_t)1 << 56) / 8;
    zg_number_put_eight(out, digits >> 8 * zeros);
    return 8 - zeros;
}

size_t zg_number_print_uint64(char *out, uint64_t value)
{
    const uint64_t eight = 100000000;
    if (value < eight) return print_small(out, value);
    size_t length = zg_number_print_uint64(out, value / eight);
    zg_number_put_eight(out + length, zg_number_eight(value % eight));
    return length + 8;
}

size_t zg_number_print_int64(char *out, int64_t value)
{
    if (value >= 0) return zg_number_print_uint64(out, (uint64_t)value);
    *out = '-';
    return 1 + zg_number_print_uint64(out + 1, 0 - (uint64_t)value);
}
