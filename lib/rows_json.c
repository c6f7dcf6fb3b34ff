/* rows: one line of JSON Lines to cells. A strict reader of RFC 8259: what it takes, every JSON
 * parser takes. Values that are no strings are checked and kept as written. */
#include <string.h>

#include "rows_object.h"

#define DEPTH_MAX 64

typedef struct parser {
    zg_rows *rows;
    const char *text, *p, *end;
    zg_error *error;
} parser;

static zg_status refuse(parser *s, const char *what)
{
    uint64_t at = zg_utf8_count(s->text, (size_t)(s->p - s->text)) + 1;
    return zg_rows_error(s->rows, s->error, s->rows->row_line,
                         "not an object of JSON Lines: %s at character %llu", what,
                         (unsigned long long)at);
}

static void skip_blanks(parser *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n')) {
        s->p++;
    }
}

/* ---- strings ---- */

static bool hex4(const char *p, const char *end, uint32_t *out)
{
    if (end - p < 4) return false;
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

/* Behind "\u": one code point, of two escapes where they are a surrogate pair. */
static zg_status take_code(parser *s, zg_buffer *out)
{
    uint32_t cp, low;
    char bytes[4];
    if (!hex4(s->p, s->end, &cp)) return refuse(s, "four hexadecimal digits are wanted");
    s->p += 4;
    if (cp >= 0xD800 && cp < 0xE000) {
        bool pair = cp < 0xDC00 && s->end - s->p >= 6 && s->p[0] == '\\' && s->p[1] == 'u' &&
                    hex4(s->p + 2, s->end, &low) && low >= 0xDC00 && low < 0xE000;
        if (pair) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            s->p += 6;
        } else if (s->rows->replace) {
            cp = 0xFFFD;
            s->rows->replaced++;
        } else {
            s->p -= 6;
            return refuse(s, "half of a surrogate pair (--invalid replace takes it as U+FFFD)");
        }
    }
    if (out == NULL) return ZG_OK;
    return zg_buffer_append(out, bytes, zg_utf8_encode(bytes, cp)) ? ZG_OK
                                                                   : zg_error_memory(s->error);
}

static zg_status take_escape(parser *s, zg_buffer *out)
{
    static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    s->p++;
    if (s->p == s->end) return refuse(s, "a string is not ended");
    if (*s->p == 'u') {
        s->p++;
        return take_code(s, out);
    }
    const char *letter = *s->p == '\0' ? NULL : strchr(letters, *s->p);
    if (letter == NULL) return refuse(s, "there is no such escape");
    s->p++;
    if (out == NULL) return ZG_OK;
    return zg_buffer_byte(out, values[letter - letters]) ? ZG_OK : zg_error_memory(s->error);
}

/* At the quote; appends what the string says to `out`, where that is not NULL. */
static zg_status take_string(parser *s, zg_buffer *out)
{
    s->p++;
    for (;;) {
        const char *from = s->p;
        while (s->p < s->end && *s->p != '"' && *s->p != '\\' && (unsigned char)*s->p >= 0x20) {
            s->p++;
        }
        if (out != NULL && !zg_buffer_append(out, from, (size_t)(s->p - from))) {
            return zg_error_memory(s->error);
        }
        if (s->p == s->end) return refuse(s, "a string is not ended");
        if (*s->p == '"') break;
        if (*s->p != '\\') return refuse(s, "a control character stands in a string");
        zg_status status = take_escape(s, out);
        if (status != ZG_OK) return status;
    }
    s->p++;
    return ZG_OK;
}

/* ---- other values ---- */

static bool take_digits(parser *s)
{
    const char *from = s->p;
    while (s->p < s->end && *s->p >= '0' && *s->p <= '9') s->p++;
    return s->p > from;
}

static zg_status take_number(parser *s)
{
    if (*s->p == '-') s->p++;
    bool zero = s->p < s->end && *s->p == '0';
    if (zero)
        s->p++;
    else if (!take_digits(s))
        return refuse(s, "a value is wanted");
    if (s->p < s->end && *s->p == '.') {
        s->p++;
        if (!take_digits(s)) return refuse(s, "a digit is wanted");
    }
    if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
        s->p++;
        if (s->p < s->end && (*s->p == '+' || *s->p == '-')) s->p++;
        if (!take_digits(s)) return refuse(s, "a digit is wanted");
    }
    return ZG_OK;
}

static bool take_word(parser *s, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(s->end - s->p) < length || memcmp(s->p, word, length) != 0) return false;
    s->p += length;
    return true;
}

/* A string, number or word, checked only. */
static zg_status take_scalar(parser *s)
{
    if (s->p == s->end) return refuse(s, "a value is wanted");
    if (*s->p == '"') return take_string(s, NULL);
    if (take_word(s, "true") || take_word(s, "false") || take_word(s, "null")) return ZG_OK;
    return take_number(s);
}

/* The key and the colon of a member, checked only. */
static zg_status take_key(parser *s)
{
    skip_blanks(s);
    if (s->p == s->end || *s->p != '"') return refuse(s, "a key in quotes is wanted");
    zg_status status = take_string(s, NULL);
    if (status != ZG_OK) return status;
    skip_blanks(s);
    if (s->p == s->end || *s->p != ':') return refuse(s, "a colon is wanted");
    s->p++;
    skip_blanks(s);
    return ZG_OK;
}

/* Opens as many objects and arrays as begin here, up to a value or an empty one. */
static zg_status open_nested(parser *s, bool *objects, size_t *depth, bool *closed)
{
    *closed = false;
    while (s->p < s->end && (*s->p == '{' || *s->p == '[')) {
        if (*depth == DEPTH_MAX) return refuse(s, "values are nested more than 64 deep");
        objects[(*depth)++] = *s->p == '{';
        s->p++;
        skip_blanks(s);
        bool object = objects[*depth - 1];
        if (s->p < s->end && *s->p == (object ? '}' : ']')) {
            *closed = true;
            return ZG_OK;
        }
        if (object) {
            zg_status status = take_key(s);
            if (status != ZG_OK) return status;
        }
    }
    return ZG_OK;
}

/* An object or array inside the row, checked only; without recursion, so that nothing in a file
 * can use up the stack. */
static zg_status take_nested(parser *s)
{
    bool objects[DEPTH_MAX], closed;
    size_t depth = 1; /* the row itself */
    objects[0] = true;
    do {
        zg_status status = open_nested(s, objects, &depth, &closed);
        if (status == ZG_OK && !closed) status = take_scalar(s);
        if (status != ZG_OK) return status;
        skip_blanks(s);
        while (depth > 1 && s->p < s->end && *s->p == (objects[depth - 1] ? '}' : ']')) {
            s->p++;
            depth--;
            if (depth > 1) skip_blanks(s);
        }
        if (depth == 1) return ZG_OK;
        if (s->p == s->end || *s->p != ',') return refuse(s, "a comma or an end is wanted");
        s->p++;
        skip_blanks(s);
        if (objects[depth - 1]) status = take_key(s);
        if (status != ZG_OK) return status;
    } while (true);
}

/* ---- the row ---- */

/* The key of a member to its column, a new one where it has none. */
static zg_status take_column(parser *s, size_t *column)
{
    zg_rows *rows = s->rows;
    size_t from = rows->values.length;
    skip_blanks(s);
    if (s->p == s->end || *s->p != '"') return refuse(s, "a key in quotes is wanted");
    zg_status status = take_string(s, &rows->values);
    if (status != ZG_OK) return status;
    if (!zg_buffer_byte(&rows->values, '\0')) return zg_error_memory(s->error);
    const char *name = rows->values.data + from;
    size_t length = rows->values.length - from - 1;
    rows->values.length = from;
    if (!zg_rows_find(rows, name, length, column)) {
        *column = rows->n_columns;
        status = zg_rows_add_column(rows, name, length, s->error);
        if (status != ZG_OK) return status;
        if (!zg_memory_grow(&rows->seen, &rows->seen_capacity, rows->n_columns,
                            sizeof *rows->seen) ||
            !zg_rows_room(rows, rows->n_columns)) {
            return zg_error_memory(s->error);
        }
        rows->seen[*column] = 0;
        rows->marks[rows->n_marks++] = (zg_rows_mark){.line = rows->row_line};
    } else if (rows->seen[*column] == rows->number) {
        return zg_rows_error(rows, s->error, rows->row_line, "the key \"%.100s\" stands here twice",
                             rows->columns[*column]);
    }
    rows->seen[*column] = rows->number;
    return ZG_OK;
}

static zg_status take_value(parser *s, size_t column)
{
    zg_rows *rows = s->rows;
    zg_rows_mark mark = {.offset = rows->values.length, .line = rows->row_line};
    zg_status status;
    skip_blanks(s);
    const char *from = s->p;
    bool string = s->p < s->end && *s->p == '"';
    bool nested = s->p < s->end && (*s->p == '{' || *s->p == '[');
    if (string)
        status = take_string(s, &rows->values);
    else
        status = nested ? take_nested(s) : take_scalar(s);
    if (status != ZG_OK) return status;
    bool null = s->p - from == 4 && memcmp(from, "null", 4) == 0;
    if ((!string && !null && !zg_buffer_append(&rows->values, from, (size_t)(s->p - from))) ||
        !zg_buffer_byte(&rows->values, '\0')) {
        return zg_error_memory(s->error);
    }
    mark.length = rows->values.length - 1 - mark.offset;
    rows->marks[column] = mark;
    return ZG_OK;
}

static zg_status take_member(parser *s)
{
    size_t column;
    zg_status status = take_column(s, &column);
    if (status != ZG_OK) return status;
    skip_blanks(s);
    if (s->p == s->end || *s->p != ':') return refuse(s, "a colon is wanted");
    s->p++;
    status = take_value(s, column);
    skip_blanks(s);
    return status;
}

zg_status zg_rows_parse_object(zg_rows *rows, zg_error *error)
{
    parser s = {.rows = rows,
                .text = rows->text.data,
                .p = rows->text.data,
                .end = rows->text.data + rows->text.length,
                .error = error};
    /* The first byte of `values` is the text of cells without a value. */
    rows->values.length = 0;
    if (!zg_rows_room(rows, rows->n_columns + 1) || !zg_buffer_byte(&rows->values, '\0')) {
        return zg_error_memory(error);
    }
    rows->n_marks = rows->n_columns;
    for (size_t i = 0; i < rows->n_marks; i++) {
        rows->marks[i] = (zg_rows_mark){.line = rows->row_line};
    }
    skip_blanks(&s);
    if (s.p == s.end || *s.p != '{') return refuse(&s, "a { is wanted");
    s.p++;
    skip_blanks(&s);
    if (s.p == s.end || *s.p != '}') {
        zg_status status = take_member(&s);
        while (status == ZG_OK && s.p < s.end && *s.p == ',') {
            s.p++;
            status = take_member(&s);
        }
        if (status != ZG_OK) return status;
    }
    if (s.p == s.end || *s.p != '}') return refuse(&s, "a comma or a } is wanted");
    s.p++;
    skip_blanks(&s);
    return s.p == s.end ? ZG_OK : refuse(&s, "something stands behind the object");
}
