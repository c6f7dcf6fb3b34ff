/* base: names of statuses, the one-line form of an error, and filling the record. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *zg_version(void)
{
    return ZG_VERSION_STRING;
}

const char *zg_status_text(zg_status status)
{
    switch (status) {
    case ZG_OK: return "ok";
    case ZG_END: return "end";
    case ZG_ERROR_ARGUMENT: return "invalid argument";
    case ZG_ERROR_MEMORY: return "out of memory";
    case ZG_ERROR_IO: return "input or output failed";
    case ZG_ERROR_TEXT: return "invalid text";
    case ZG_ERROR_FORMAT: return "wrong or damaged format";
    case ZG_ERROR_EMPTY: return "nothing to work on";
    case ZG_ERROR_RANGE: return "out of range";
    case ZG_ERROR_CANCELLED: return "cancelled";
    }
    return "unknown status";
}

/* Copies the end of a name that is too long, since the end is what tells files apart. Line ends
 * and other controls in a name become '?', so that a message stays one line. */
static void copy_source(char *out, size_t size, const char *source)
{
    size_t length = strlen(source);
    const char *from = source;
    if (length >= size) {
        from = source + (length - (size - 4));
        while (((unsigned char)*from & 0xC0) == 0x80) from++;
        memcpy(out, "...", 3);
        out += 3;
    }
    for (; *from != '\0'; from++) {
        unsigned char c = (unsigned char)*from;
        *out++ = c < 0x20 || c == 0x7F ? '?' : (char)c;
    }
    *out = '\0';
}

static void error_begin(zg_error *error, zg_status status, const char *source, uint64_t line,
                        uint64_t byte)
{
    error->status = status;
    error->system_errno = 0;
    error->line = line;
    error->byte = byte;
    error->source[0] = '\0';
    error->text[0] = '\0';
    if (source != NULL) copy_source(error->source, sizeof error->source, source);
}

/* What was formatted may be cut: not inside a character, and it stays one line. */
static void finish_text(zg_error *error)
{
    size_t kept = strlen(error->text), start = kept;
    while (start > 0 && ((unsigned char)error->text[start - 1] & 0xC0) == 0x80) start--;
    if (start > 0) {
        unsigned char lead = (unsigned char)error->text[start - 1];
        size_t wanted = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (kept - (start - 1) < wanted) error->text[start - 1] = '\0';
    }
    for (char *c = error->text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = ' ';
    }
}

static void error_text(zg_error *error, const char *format, va_list arguments)
{
    int wanted = vsnprintf(error->text, sizeof error->text, format, arguments);
    if (wanted < 0) error->text[0] = '\0';
    finish_text(error);
}

zg_status zg_error_set(zg_error *error, zg_status status, const char *source, const char *format,
                       ...)
{
    if (error == NULL) return status;
    error_begin(error, status, source, 0, 0);
    va_list arguments;
    va_start(arguments, format);
    error_text(error, format, arguments);
    va_end(arguments);
    return status;
}

zg_status zg_error_at(zg_error *error, zg_status status, const char *source, uint64_t line,
                      uint64_t byte, const char *format, ...)
{
    if (error == NULL) return status;
    error_begin(error, status, source, line, byte);
    va_list arguments;
    va_start(arguments, format);
    error_text(error, format, arguments);
    va_end(arguments);
    return status;
}

zg_status zg_error_system(zg_error *error, int system_errno, const char *source, const char *action)
{
    if (error == NULL) return ZG_ERROR_IO;
    error_begin(error, ZG_ERROR_IO, source, 0, 0);
    error->system_errno = system_errno;
    snprintf(error->text, sizeof error->text, "%s", action);
    finish_text(error);
    return ZG_ERROR_IO;
}

zg_status zg_error_memory(zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_MEMORY, NULL, "out of memory");
}

/* Appends to a buffer that may be too small, counting what was wanted. */
static void append(char *buffer, size_t size, size_t *length, const char *text)
{
    for (; *text != '\0'; text++, (*length)++) {
        if (*length + 1 < size) buffer[*length] = *text;
    }
}

size_t zg_error_format(const zg_error *error, char *buffer, size_t size)
{
    char number[32];
    size_t length = 0;
    if (error->source[0] != '\0') {
        append(buffer, size, &length, error->source);
        append(buffer, size, &length, ":");
        if (error->line > 0) {
            snprintf(number, sizeof number, "%llu:", (unsigned long long)error->line);
            append(buffer, size, &length, number);
        }
        append(buffer, size, &length, " ");
    }
    if (error->byte > 0) {
        snprintf(number, sizeof number, "byte %llu: ", (unsigned long long)error->byte);
        append(buffer, size, &length, number);
    }
    append(buffer, size, &length, error->text[0] ? error->text : zg_status_text(error->status));
    if (error->system_errno != 0) {
        char reason[128];
        append(buffer, size, &length, ": ");
        if (strerror_r(error->system_errno, reason, sizeof reason) == 0) {
            append(buffer, size, &length, reason);
        }
    }
    if (size > 0) buffer[length < size ? length : size - 1] = '\0';
    return length;
}
