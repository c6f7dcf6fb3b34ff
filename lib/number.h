/* number: exact parsing and printing of numbers, free of locale. Floor 1. */
#ifndef ZG_NUMBER_H
#define ZG_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses all of `text` (no blanks, no empty text) or refuses. Decimal digits, for int64 with an
 * optional '-' in front. False also where the value does not fit. */
bool zg_number_parse_uint64(const char *text, size_t length, uint64_t *out);
bool zg_number_parse_int64(const char *text, size_t length, int64_t *out);

/* A real: [+-] digits [. digits] [e|E [+-] digits], with a digit before or after the point; or
 * inf, -inf, +inf (any case). Correctly rounded to nearest even, as strtod in the C locale; what
 * is too large gives an infinity, as there. NaN, hexadecimal and anything else is refused. */
bool zg_number_parse_real(const char *text, size_t length, double *out);

/* A size in bytes: digits with an optional K, M, G or T (1024 each; also Ki, KB, KiB ..., any
 * case). False where it does not fit. */
bool zg_number_parse_size(const char *text, size_t length, uint64_t *out);

/* Print without a final NUL; return the length. Room for ZG_NUMBER_MAX bytes is always enough. */
#define ZG_NUMBER_MAX 40
size_t zg_number_print_int64(char *out, int64_t value);
size_t zg_number_print_uint64(char *out, uint64_t value);

/* As printf's "%.*g" in the C locale, byte for byte, for 1 to 17 digits; inf and -inf for
 * infinities; nan for a NaN of any sign. */
size_t zg_number_print_real(char *out, double value, int digits);

#endif
