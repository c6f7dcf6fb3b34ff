/* rows: escaping for each of the formats. Text that needs none, nearly all, is copied whole. */
#include "rows.h"

#include <string.h>

/* Eight bytes of a text that begin at `at`, the last of it where it ends before; `length` is at
 * least 8. Of a shorter text some of its bytes more than once, so that all are there. */
static uint64_t eight_at(const char *text, size_t length, size_t at)
{
    uint64_t word = 0;
    if (length >= sizeof word) {
        memcpy(&word, text + (at + sizeof word > length ? length - sizeof word : at), sizeof word);
    } else if (length >= 4) {
        memcpy(&word, text, 4);
        memcpy((char *)&word + 4, text + length - 4, 4);
    } else {
        char bytes[8];
        memset(bytes, text[0], sizeof bytes);
        bytes[1] = text[length / 2];
        bytes[2] = text[length - 1];
        memcpy(&word, bytes, sizeof word);
    }
    return word;
}

/* Whether none of the bytes is below 0x20 or a backslash, so that there is nothing to escape. */
static bool is_plain(const char *text, size_t length)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t found = 0;
    for (size_t i = 0; i < length; i += sizeof found) {
        uint64_t word = eight_at(text, length, i), slash = word ^ ones * '\\';
        found |= ((word - ones * 0x20) & ~word) | ((slash - ones) & ~slash);
    }
    return (found & ones << 7) == 0;
}

bool zg_rows_tsv(zg_buffer *out, const char *text, size_t length)
{
    if (is_plain(text, length)) return zg_buffer_append(out, text, length);
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        char letter;
        switch (text[i]) {
        case '\t': letter = 't'; break;
        case '\n': letter = 'n'; break;
        case '\r': letter = 'r'; break;
        case '\\': letter = '\\'; break;
        default: continue;
        }
        char escape[2] = {'\\', letter};
        if (!zg_buffer_append(out, text + from, i - from) || !zg_buffer_append(out, escape, 2)) {
            return false;
        }
        from = i + 1;
    }
    return zg_buffer_append(out, text + from, length - from);
}

bool zg_rows_csv(zg_buffer *out, const char *text, size_t length)
{
    bool quote = length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
    for (size_t i = 0; i < length && !quote; i++) {
        quote = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
    }
    if (!quote) return zg_buffer_append(out, text, length);
    if (!zg_buffer_byte(out, '"')) return false;
    for (size_t from = 0; from < length;) {
        const char *mark = memchr(text + from, '"', length - from);
        size_t until = mark == NULL ? length : (size_t)(mark - text) + 1;
        if (!zg_buffer_append(out, text + from, until - from)) return false;
        if (mark != NULL && !zg_buffer_byte(out, '"')) return false;
        from = until;
    }
    return zg_buffer_byte(out, '"');
}

static bool json_escape(zg_buffer *out, unsigned value)
{
    switch (value) {
    case '"': return zg_buffer_append(out, "\\\"", 2);
    case '\\': return zg_buffer_append(out, "\\\\", 2);
    case '\n': return zg_buffer_append(out, "\\n", 2);
    case '\r': return zg_buffer_append(out, "\\r", 2);
    case '\t': return zg_buffer_append(out, "\\t", 2);
    default: return zg_buffer_format(out, "\\u%04x", value);
    }
}

bool zg_rows_json(zg_buffer *out, const char *text, size_t length)
{
    size_t from = 0;
    if (!zg_buffer_byte(out, '"')) return false;
    for (size_t i = 0; i < length; i++) {
        const unsigned char *p = (const unsigned char *)text + i;
        size_t width = 1;
        unsigned value = *p;
        if (value == 0xE2 && length - i >= 3 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9)) {
            value = p[2] == 0xA8 ? 0x2028 : 0x2029;
            width = 3;
        } else if (value >= 0x20 && value != '"' && value != '\\' && value != 0x7F) {
            continue;
        }
        if (!zg_buffer_append(out, text + from, i - from) || !json_escape(out, value)) return false;
        i += width - 1;
        from = i + 1;
    }
    return zg_buffer_append(out, text + from, length - from) && zg_buffer_byte(out, '"');
}
