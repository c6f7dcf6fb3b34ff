/* number: whole numbers and sizes. Reals are in number_real.c. */
#include "number.h"

#include <string.h>

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

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

static size_t count_digits(uint64_t value)
{
    size_t n = 1;
    for (; value >= 10000; value /= 10000) n += 4;
    return n + (value >= 10) + (value >= 100) + (value >= 1000);
}

size_t zg_number_print_uint64(char *out, uint64_t value)
{
    size_t length = count_digits(value), at = length;
    for (; value >= 100; value /= 100) memcpy(out + (at -= 2), pairs + 2 * (value % 100), 2);
    if (value >= 10)
        memcpy(out, pairs + 2 * value, 2);
    else
        out[0] = (char)('0' + value);
    return length;
}

size_t zg_number_print_int64(char *out, int64_t value)
{
    if (value >= 0) return zg_number_print_uint64(out, (uint64_t)value);
    *out = '-';
    return 1 + zg_number_print_uint64(out + 1, 0 - (uint64_t)value);
}
