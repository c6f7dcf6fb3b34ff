/* corpus: values of fields. Numbers are compared as the decimals they are written as, never as
 * doubles, so that long identifiers stay apart. */
#include <string.h>

#include "corpus_fields.h"

#define EXPONENT_MAX 1000000000

/* ---- numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "e-12" at `p`, to the end; anything else is false. */
static bool parse_exponent(const char *p, const char *end, int64_t *out)
{
    bool negative = p + 1 < end && p[1] == '-';
    p += 1 + (p + 1 < end && (p[1] == '-' || p[1] == '+'));
    if (p >= end) return false;
    *out = 0;
    for (; p < end; p++) {
        if (!is_digit(*p) || *out > EXPONENT_MAX) return false;
        *out = 10 * *out + (*p - '0');
    }
    if (negative) *out = -*out;
    return true;
}

bool zg_decimal_parse(const char *text, size_t length, zg_decimal *out)
{
    const char *p = text, *end = text + length, *point = NULL;
    int64_t exponent = 0;
    size_t digits = 0;
    *out = (zg_decimal){.negative = p < end && *p == '-'};
    if (p < end && (*p == '-' || *p == '+')) p++;
    const char *mantissa = p;
    for (; p < end && (is_digit(*p) || (*p == '.' && point == NULL)); p++) {
        if (*p == '.')
            point = p;
        else
            digits++;
    }
    if (digits == 0) return false;
    const char *behind = p;
    if (p < end && (*p != 'e' && *p != 'E')) return false;
    if (p < end && !parse_exponent(p, end, &exponent)) return false;
    if (point == NULL) point = behind;
    const char *first = mantissa;
    while (first < behind && (*first == '0' || *first == '.')) first++;
    out->zero = first == behind;
    if (out->zero) out->negative = false;
    out->digits = first;
    out->end = behind;
    out->exponent = exponent + (first < point ? point - first : point - first + 1);
    return true;
}

/* The next digit of a number from `*p` on, zeros behind the last. */
static char next_digit(const char **p, const char *end)
{
    if (*p < end && **p == '.') ++*p;
    return *p < end ? *(*p)++ : '0';
}

static int compare_sizes(const zg_decimal *a, const zg_decimal *b)
{
    if (a->zero || b->zero) return (int)b->zero - (int)a->zero;
    if (a->exponent != b->exponent) return a->exponent < b->exponent ? -1 : 1;
    const char *p = a->digits, *q = b->digits;
    while (p < a->end || q < b->end) {
        char x = next_digit(&p, a->end), y = next_digit(&q, b->end);
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

int zg_decimal_compare(const zg_decimal *a, const zg_decimal *b)
{
    if (a->negative != b->negative) return a->negative ? -1 : 1;
    int order = compare_sizes(a, b);
    return a->negative ? -order : order;
}

/* Digits from the first that is not 0 to the last that is not 0. */
static int64_t significant(const zg_decimal *number)
{
    const char *p = number->digits;
    int64_t n = 0, last = 0;
    while (p < number->end) {
        char digit = next_digit(&p, number->end);
        n++;
        if (digit != '0') last = n;
    }
    return last;
}

int64_t zg_decimal_places(const zg_decimal *number)
{
    if (number->zero) return 0;
    int64_t places = significant(number) - number->exponent;
    return places > 0 ? places : 0;
}

bool zg_decimal_scaled(const zg_decimal *number, int64_t places, int64_t *out)
{
    const char *p = number->digits;
    *out = 0;
    if (number->zero) return true;
    int64_t n = number->exponent + places; /* digits of the result */
    if (n > 18 || significant(number) > n) return false;
    for (int64_t i = 0; i < n; i++) *out = 10 * *out + (next_digit(&p, number->end) - '0');
    if (number->negative) *out = -*out;
    return true;
}

/* ---- dates ---- */

/* Days from the first of March of the year 0, of the Gregorian calendar. */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

typedef struct scanner {
    const char *p, *end;
} scanner;

/* `low` to `high` digits. */
static bool scan_number(scanner *s, int low, int high, int *out)
{
    int n = 0;
    *out = 0;
    while (n < high && s->p < s->end && is_digit(*s->p)) {
        *out = 10 * *out + (*s->p++ - '0');
        n++;
    }
    return n >= low;
}

static bool scan_text(scanner *s, const char *text)
{
    size_t length = strlen(text);
    if ((size_t)(s->end - s->p) < length || memcmp(s->p, text, length) != 0) return false;
    s->p += length;
    return true;
}

/* `low` to 2 digits that are not 0. */
static bool scan_part(scanner *s, int low, int *out)
{
    return scan_number(s, low, 2, out) && *out > 0;
}

/* What is behind the year: month and day, 0 where there is none. */
static bool scan_month_day(scanner *s, int *month, int *day)
{
    *month = *day = 0;
    if (s->p == s->end) return true;
    if (s->end - s->p == 4 && is_digit(*s->p)) {
        return scan_part(s, 2, month) && scan_part(s, 2, day);
    }
    if (scan_text(s, "年")) {
        if (s->p == s->end) return true;
        if (!scan_part(s, 1, month) || !scan_text(s, "月")) return false;
        if (s->p == s->end) return true;
        return scan_part(s, 1, day) && scan_text(s, "日");
    }
    char between[2] = {*s->p, '\0'};
    if (between[0] != '-' && between[0] != '/') return false;
    s->p++;
    if (!scan_part(s, 1, month)) return false;
    if (s->p == s->end) return true;
    return scan_text(s, between) && scan_part(s, 1, day);
}

static bool scan_zone(scanner *s)
{
    int hours, minutes;
    if (s->p == s->end || scan_text(s, "Z")) return true;
    if (*s->p != '+' && *s->p != '-') return false;
    s->p++;
    if (!scan_number(s, 2, 2, &hours) || hours > 18) return false;
    if (s->p == s->end) return true;
    (void)scan_text(s, ":");
    return scan_number(s, 2, 2, &minutes) && minutes < 60;
}

/* A time of the day, to the end of the text; `*span` is the day and becomes the time. */
static bool scan_time(scanner *s, zg_span *span)
{
    int hour, minute, second = 0, digit;
    int64_t unit = 60000000;
    if (!scan_text(s, "T") && !scan_text(s, " ")) return false;
    if (!scan_number(s, 1, 2, &hour) || hour > 23 || !scan_text(s, ":")) return false;
    if (!scan_number(s, 2, 2, &minute) || minute > 59) return false;
    if (scan_text(s, ":")) {
        if (!scan_number(s, 2, 2, &second) || second > 59) return false;
        unit = 1000000;
    }
    span->begin += ((int64_t)(hour * 60 + minute) * 60 + second) * 1000000;
    if (unit == 1000000 && scan_text(s, ".")) {
        if (s->p == s->end || !is_digit(*s->p)) return false;
        while (unit > 1 && scan_number(s, 1, 1, &digit)) {
            unit /= 10;
            span->begin += unit * digit;
        }
    }
    span->end = span->begin + unit - 1;
    return scan_zone(s) && s->p == s->end;
}

bool zg_date_parse(const char *text, size_t length, zg_date *out)
{
    const int64_t day_length = INT64_C(86400) * 1000000;
    scanner s = {.p = text, .end = text + length};
    int year, month, day;
    const char *behind = memchr(text, ':', length);
    if (behind != NULL) { /* the date ends where the time begins */
        behind = text;
        while (behind < s.end && *behind != 'T' && *behind != ' ') behind++;
        s.end = behind;
    }
    if (!scan_number(&s, 4, 4, &year) || !scan_month_day(&s, &month, &day) || s.p != s.end) {
        return false;
    }
    if (month > 12 || (day > 0 && day > month_days(year, month))) return false;
    *out = (zg_date){.year = year, .month = month};
    out->unit = day > 0 ? ZG_DATE_DAY : month > 0 ? ZG_DATE_MONTH : ZG_DATE_YEAR;
    int last = month > 0 ? month : 12;
    out->span.begin = day_number(year, month > 0 ? month : 1, day > 0 ? day : 1) * day_length;
    out->span.end =
        (day_number(year, last, day > 0 ? day : month_days(year, last)) + 1) * day_length - 1;
    if (behind == NULL) return true;
    s.end = text + length;
    return out->unit == ZG_DATE_DAY && scan_time(&s, &out->span);
}

/* ---- both ---- */

bool zg_value_parse(zg_field_type type, const char *text, size_t length, zg_value *out)
{
    *out = (zg_value){.text = text, .length = length};
    if (type == ZG_FIELD_NUMBER) return zg_decimal_parse(text, length, &out->number);
    if (type == ZG_FIELD_DATE) return zg_date_parse(text, length, &out->date);
    return true;
}

int zg_value_compare(zg_field_type type, const zg_value *a, const zg_value *b)
{
    if (type == ZG_FIELD_NUMBER) return zg_decimal_compare(&a->number, &b->number);
    if (type == ZG_FIELD_DATE) {
        const zg_span *x = &a->date.span, *y = &b->date.span;
        if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
        return x->end < y->end ? -1 : x->end > y->end;
    }
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = shorter == 0 ? 0 : memcmp(a->text, b->text, shorter);
    if (order != 0) return order < 0 ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

bool zg_value_show(zg_buffer *out, const char *text, size_t length)
{
    size_t kept = length < 60 ? length : 60;
    while (kept < length && kept > 0 && ((unsigned char)text[kept] & 0xC0) == 0x80) kept--;
    for (size_t i = 0; i < kept; i++) {
        if (!zg_buffer_byte(out, (unsigned char)text[i] < 0x20 ? ' ' : text[i])) return false;
    }
    return kept == length || zg_buffer_text(out, "...");
}
