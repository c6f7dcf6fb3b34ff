/* Numbers that stand at the edge of a line: numbering of headings and items, page numbers,
 * captions. A line is read into a short row of folded code points first, so that full-width
 * forms, capitals and blanks make no difference. */
#include "layout_parts.h"

#include <string.h>

#define MOST 48 /* a page number is shorter, and a longer beginning says nothing of numbering */

typedef struct folded {
    uint32_t cp[MOST + 1]; /* 0 behind the last */
    size_t n;
    bool cut; /* the line is longer */
} folded;

static folded fold(const char *text, size_t length, bool blanks)
{
    folded out = {.n = 0};
    size_t at = 0;
    while (at < length) {
        uint32_t cp;
        at += zg_utf8_next(text + at, &cp);
        if (zg_layout_blank(cp)) {
            if (!blanks || out.n == 0 || out.cp[out.n - 1] == ' ') continue;
            cp = ' ';
        }
        if (out.n == MOST) {
            out.cut = true;
            break;
        }
        if (cp >= 0xFF01 && cp <= 0xFF5E) cp -= 0xFEE0;
        out.cp[out.n++] = blanks ? cp : zg_layout_lower(cp);
    }
    if (out.n > 0 && out.cp[out.n - 1] == ' ') out.n--;
    out.cp[out.n] = 0;
    return out;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static size_t digits(const uint32_t *p)
{
    size_t n = 0;
    while (is_digit(p[n])) n++;
    return n;
}

/* Length of a run of Chinese numerals without digits. */
static size_t numerals(const uint32_t *p)
{
    size_t n = 0;
    while (p[n] >= 0x80 && zg_layout_numeral(p[n]) >= 0) n++;
    return n;
}

static int roman_value(uint32_t cp)
{
    switch (zg_layout_lower(cp)) {
    case 'i': return 1;
    case 'v': return 5;
    case 'x': return 10;
    case 'l': return 50;
    case 'c': return 100;
    case 'd': return 500;
    case 'm': return 1000;
    default: return 0;
    }
}

/* Value of `n` code points as a roman number below 4000 in its usual form, 0 where they are none:
 * written again from the value, it must come out the same. */
static uint32_t roman(const uint32_t *p, size_t n)
{
    static const char *const forms[] = {"m",  "cm", "d",  "cd", "c",  "xc", "l",
                                        "xl", "x",  "ix", "v",  "iv", "i"};
    static const uint32_t values[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    if (n == 0 || n > 15) return 0;
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int value = roman_value(p[i]);
        if (value == 0) return 0;
        sum += i + 1 < n && roman_value(p[i + 1]) > value ? -value : value;
    }
    if (sum <= 0 || sum >= 4000) return 0;
    uint32_t left = (uint32_t)sum;
    size_t at = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        for (; left >= values[i]; left -= values[i]) {
            for (const char *c = forms[i]; *c != '\0'; c++, at++) {
                if (at >= n || zg_layout_lower(p[at]) != (uint32_t)(unsigned char)*c) return 0;
            }
        }
    }
    return at == n ? (uint32_t)sum : 0;
}

static size_t starts(const uint32_t *p, const char *word)
{
    size_t n = 0;
    for (; word[n] != '\0'; n++) {
        if (zg_layout_lower(p[n]) != (uint32_t)(unsigned char)word[n]) return 0;
    }
    return n;
}

static bool bullet(const uint32_t *p)
{
    static const uint32_t list[] = {0x2022, 0x25CF, 0x25CB, 0x25A0, 0x25A1, 0x25C6,
                                    0x25C7, 0x2605, 0x2606, 0x27A2, 0x25AA, 0x2023,
                                    0x25B6, 0x25B2, 0x2756, 0x2714, 0xF0B7, 0x25E6};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        if (p[0] == list[i]) return true;
    }
    return (p[0] == '-' || p[0] == '*' || p[0] == 0xB7 || p[0] == 0x2013) && p[1] == ' ';
}

/* "Chapter 1", "Article IV": the word, a blank, a number. */
static bool chapter(const uint32_t *p)
{
    static const char *const words[] = {"chapter",  "section", "part", "article",
                                        "appendix", "annex",   "book"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = starts(p, words[i]);
        if (n == 0 || p[n] != ' ' || zg_layout_case(p[0]) < 0) continue;
        p += n + 1;
        size_t number = digits(p);
        if (number == 0) {
            while (zg_layout_case(p[number]) != 0) number++;
            if (number != 1 && roman(p, number) == 0) return false;
        }
        return p[number] == 0 || p[number] == ' ' || p[number] == '.' || p[number] == ':';
    }
    return false;
}

/* The ordinal, a numeral, then a word for a division of a text (Chinese, Japanese, Korean). */
static bool division(const uint32_t *p)
{
    static const uint32_t units[] = {0x7AE0, 0x7BC0, 0x8282, 0x6761, 0x689D, 0x7F16,
                                     0x7DE8, 0x90E8, 0x7BC7, 0x56DE, 0x5377, 0x8BB2,
                                     0xC7A5, 0xC808, 0xC870, 0xD3B8};
    if (p[0] != 0x7B2C && p[0] != 0xC81C) return false;
    p++;
    while (*p == ' ') p++;
    size_t n = digits(p);
    if (n == 0) n = numerals(p);
    if (n == 0) return false;
    p += n;
    while (*p == ' ') p++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (p[0] == units[i]) return true;
    }
    return false;
}

/* 第一， and 一是: ordinals of speech. */
static bool ordinal(const uint32_t *p)
{
    size_t n = p[0] == 0x7B2C ? 1 : 0;
    size_t more = numerals(p + n);
    if (more == 0 || more > 3) return false;
    uint32_t mark = p[n + more];
    if (n == 0) return mark == 0x662F;
    return mark == ',' || mark == 0x3001 || mark == ':';
}

static layout_numbering bracketed(const uint32_t *p)
{
    if (p[0] != '(' && p[0] != 0x3014 && p[0] != '[') return LAYOUT_NUMBER_NONE;
    size_t n = numerals(p + 1);
    bool section = n > 0;
    if (n == 0) n = digits(p + 1);
    if (n == 0 && zg_layout_case(p[1]) != 0) n = 1;
    if (n == 0 || n > 4) return LAYOUT_NUMBER_NONE;
    uint32_t close = p[n + 1];
    if (close != ')' && close != 0x3015 && close != ']') return LAYOUT_NUMBER_NONE;
    return section ? LAYOUT_NUMBER_SECTION : LAYOUT_NUMBER_ITEM;
}

/* 1. 1) 1.2 and their like. A decimal number in a sentence must not be taken for one: behind a
 * full stop a blank or an East Asian letter has to follow, behind 1.2 a blank and no small
 * letter. */
static layout_numbering decimal(zg_unicode *unicode, const uint32_t *p)
{
    size_t n = digits(p);
    if (n == 0 || n > 3) return LAYOUT_NUMBER_NONE;
    size_t levels = 1;
    while (p[n] == '.' && is_digit(p[n + 1])) {
        size_t more = digits(p + n + 1);
        if (more > 3) return LAYOUT_NUMBER_NONE;
        n += 1 + more;
        levels++;
    }
    uint32_t mark = p[n], next = mark == 0 ? 0 : p[n + 1];
    bool dense = next != 0 && (zg_unicode_class(unicode, next) & ZG_CLASS_DENSE) != 0;
    if (levels > 1) {
        if (mark == '.') mark = next, next = mark == 0 ? 0 : p[n + 2];
        bool upper = zg_layout_case(next) > 0;
        if (mark == ' ' && (levels > 2 || upper)) return LAYOUT_NUMBER_SECTION;
        return LAYOUT_NUMBER_NONE;
    }
    if (mark == 0x3001 || mark == ')') return LAYOUT_NUMBER_ITEM;
    if (mark == '.' && (next == ' ' || dense || zg_layout_case(next) > 0)) {
        return LAYOUT_NUMBER_ITEM;
    }
    return LAYOUT_NUMBER_NONE;
}

layout_numbering zg_layout_numbering(zg_unicode *unicode, const char *text, size_t length)
{
    folded line = fold(text, length, true);
    const uint32_t *p = line.cp;
    if (line.n == 0) return LAYOUT_NUMBER_NONE;
    if (bullet(p)) return LAYOUT_NUMBER_BULLET;
    if ((p[0] >= 0x2460 && p[0] <= 0x249B) || (p[0] >= 0x2776 && p[0] <= 0x2793)) {
        return LAYOUT_NUMBER_ITEM;
    }
    if (division(p) || chapter(p)) return LAYOUT_NUMBER_SECTION;
    if (ordinal(p)) return LAYOUT_NUMBER_ORDINAL;
    layout_numbering kind = bracketed(p);
    if (kind != LAYOUT_NUMBER_NONE) return kind;
    size_t n = numerals(p);
    if (n > 0 && n <= 4 && (p[n] == 0x3001 || p[n] == '.' || p[n] == 0xFF0E)) {
        return LAYOUT_NUMBER_SECTION;
    }
    n = 0;
    while (zg_layout_case(p[n]) > 0) n++;
    if (n > 0 && p[n] == '.' && p[n + 1] == ' ' && roman(p, n) > 0) return LAYOUT_NUMBER_SECTION;
    if (zg_layout_case(p[0]) != 0 && p[1] == ')') return LAYOUT_NUMBER_ITEM;
    return decimal(unicode, p);
}

bool zg_layout_caption(zg_unicode *unicode, const char *text, size_t length)
{
    static const char *const words[] = {"table ", "figure ", "fig. ", "chart ", "plate "};
    (void)unicode;
    folded line = fold(text, length, true);
    const uint32_t *p = line.cp;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = starts(p, words[i]);
        if (n > 0 && is_digit(p[n])) return zg_layout_case(p[0]) > 0;
    }
    if (p[0] == 0x9644) p++;                                              /* attached */
    if (p[0] != 0x8868 && p[0] != 0x56FE && p[0] != 0x5716) return false; /* table, figure */
    p++;
    while (*p == ' ') p++;
    return is_digit(*p) || (numerals(p) > 0 && p[numerals(p)] == ' ');
}

/* ---- page numbers ---- */

/* Reads digits, Chinese numerals or a roman number; 0 where there is none. */
static size_t read_number(const uint32_t *p, layout_page_number *out)
{
    size_t n = digits(p);
    if (n > 0) {
        if (n > 5) return 0;
        out->value = 0;
        for (size_t i = 0; i < n; i++) out->value = out->value * 10 + (p[i] - '0');
        return n;
    }
    n = numerals(p);
    if (n > 0) {
        uint32_t sum = 0, digit = 0;
        for (size_t i = 0; i < n && i < 8; i++) {
            uint32_t value = (uint32_t)zg_layout_numeral(p[i]);
            if (value < 10) {
                digit = digit * 10 + value;
            } else {
                sum += (digit == 0 ? 1 : digit) * value;
                digit = 0;
            }
        }
        out->value = sum + digit;
        return n;
    }
    while (roman_value(p[n]) > 0) n++;
    out->value = roman(p, n);
    out->roman = out->value > 0;
    return out->value > 0 ? n : 0;
}

static bool ornament(uint32_t cp)
{
    return cp == '-' || cp == '~' || cp == '|' || cp == 0xB7 || cp == 0x2022 || cp == '[' ||
           cp == ']' || cp == '(' || cp == ')' || cp == '<' || cp == '>' || cp == 0x3014 ||
           cp == 0x3015 || cp == 0x2212 || cp == '*' || cp == '=' || cp == 0x2010 || cp == 0x2011 ||
           zg_layout_dash(cp);
}

/* "/ 49", "of 49": the number of pages behind the page's own. */
static size_t read_total(const uint32_t *p, uint32_t value)
{
    layout_page_number total = {0};
    size_t n = 0;
    if (p[0] == '/') n = 1;
    if (n == 0) n = starts(p, "of");
    if (n == 0) return 0;
    size_t more = digits(p + n) == 0 ? 0 : read_number(p + n, &total);
    return more > 0 && total.value >= value ? n + more : 0;
}

/* The forms with words: 第3页, 共9页, Page 3 of 9; blanks are gone by now. */
static size_t read_worded(const uint32_t *p, layout_page_number *out)
{
    layout_page_number total = {0};
    size_t n = 0, at = 0;
    if (p[0] == 0x5171 || p[0] == '/') { /* the total, before or behind */
        if (p[0] == '/' && p[1] == 0x5171) at = 1;
        n = read_number(p + at + 1, &total);
        if (n == 0 || (p[at + 1 + n] != 0x9875 && p[at + 1 + n] != 0x9801)) return 0;
        return at + n + 2;
    }
    if (p[0] == 0x7B2C) {
        n = read_number(p + 1, out);
        if (n == 0 || (p[n + 1] != 0x9875 && p[n + 1] != 0x9801)) return 0;
        return n + 2;
    }
    at = starts(p, "page");
    if (at == 0) at = starts(p, "p.");
    if (at == 0) return 0;
    n = digits(p + at) == 0 ? 0 : read_number(p + at, out);
    return n == 0 ? 0 : at + n + read_total(p + at + n, out->value);
}

layout_page_number zg_layout_page_number(zg_unicode *unicode, const char *text, size_t length)
{
    layout_page_number out = {0};
    (void)unicode;
    folded line = fold(text, length, false);
    if (line.cut || line.n == 0 || line.n > 24) return out;
    uint32_t *p = line.cp;
    size_t front = 0, behind = 0;
    while (ornament(p[0])) p++, front++;
    size_t n = line.n - front;
    while (n > 0 && ornament(p[n - 1])) n--, behind++;
    p[n] = 0;
    if (n == 0) return out;
    size_t at = read_worded(p, &out);
    if (at > 0) {
        if (p[at] == ',' || p[at] == 0x3001 || p[at] == 0xFF0C) at++;
        size_t more = p[at] == 0 ? 0 : read_worded(p + at, &out);
        out.found = out.sure = p[at + more] == 0 && out.value > 0;
        return out;
    }
    if (p[0] >= 0x80) return out;
    at = read_number(p, &out);
    if (at == 0) return out;
    size_t total = out.roman ? 0 : read_total(p + at, out.value);
    out.found = p[at + total] == 0;
    out.sure = out.found && (total > 0 || (front > 0 && behind > 0));
    return out;
}

/* ---- running heads ---- */

uint64_t zg_layout_head_key(zg_unicode *unicode, const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    bool letters = false, number = false;
    size_t at = 0;
    while (at < length) {
        uint32_t cp;
        size_t step = zg_utf8_next(text + at, &cp);
        if (zg_layout_blank(cp)) {
            at += step;
            continue;
        }
        bool edge = at == 0 || zg_layout_blank((uint32_t)(unsigned char)text[at - 1]);
        size_t end = at;
        uint32_t word[16];
        size_t n = 0;
        for (uint32_t c = cp; edge && n < 15 && roman_value(c) > 0;) {
            end += zg_utf8_next(text + end, &c);
            word[n++] = c;
            if (end >= length) break;
            zg_utf8_next(text + end, &c);
        }
        bool ends = end >= length || zg_layout_blank((uint32_t)(unsigned char)text[end]);
        bool is_roman = n > 0 && ends && (at == 0 || end >= length) && roman(word, n) > 0;
        bool is_number = is_roman || (zg_unicode_class(unicode, cp) & ZG_CLASS_DIGIT) != 0;
        at = is_roman ? end : at + step;
        if (is_number && number) continue;
        number = is_number;
        if (!is_number && (zg_unicode_class(unicode, cp) & ZG_CLASS_LETTER) != 0) letters = true;
        hash = (hash ^ (is_number ? '#' : cp)) * UINT64_C(1099511628211);
    }
    if (!letters) return 0;
    return hash == 0 ? 1 : hash;
}
