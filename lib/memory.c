/* memory: overflow-checked allocation and growth. */
#if defined(__linux__) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE /* madvise */
#endif

#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

void *zg_memory_alloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX) return NULL;
    return malloc(bytes > 0 ? bytes : 1);
}

void *zg_memory_zeroed(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX) return NULL;
    return calloc(bytes > 0 ? bytes : 1, 1);
}

#define LARGE_PAGE ((uintptr_t)2 << 20)

void zg_memory_large_pages(void *block, size_t bytes)
{
#if defined(MADV_HUGEPAGE)
    uintptr_t begin = ((uintptr_t)block + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)block + bytes) & ~(LARGE_PAGE - 1);
    if (block == NULL || end <= begin) return;
    /* It is a hint: where it is refused, all is as before. */
    (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
    (void)block, (void)bytes;
#endif
}

void zg_memory_unneeded(void *block, size_t bytes)
{
#if defined(MADV_DONTNEED)
    uintptr_t begin = ((uintptr_t)block + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)block + bytes) & ~(LARGE_PAGE - 1);
    if (block == NULL || end <= begin) return;
    (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
#else
    (void)block, (void)bytes;
#endif
}

bool zg_memory_grow(void *block, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity) return true;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < need) wanted = need;
    if (wanted < 16) wanted = 16;
    size_t bytes;
    if (__builtin_mul_overflow(wanted, size, &bytes) || bytes > PTRDIFF_MAX) return false;
    void *old;
    memcpy(&old, block, sizeof old);
    void *grown = realloc(old, bytes);
    if (grown == NULL) return false;
    memcpy(block, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}

char *zg_memory_text(const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = zg_memory_alloc(length + 1, 1);
    if (copy == NULL) return NULL;
    if (length > 0) memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void zg_memory_free(void *block)
{
    free(block);
}

bool zg_buffer_grow(zg_buffer *buffer, size_t more)
{
    if (more > SIZE_MAX - buffer->length) return false;
    return zg_memory_grow(&buffer->data, &buffer->capacity, buffer->length + more, 1);
}

bool zg_buffer_text(zg_buffer *buffer, const char *text)
{
    return zg_buffer_append(buffer, text, strlen(text));
}

bool zg_buffer_format(zg_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (wanted < 0 || !zg_buffer_reserve(buffer, (size_t)wanted + 1)) return false;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)wanted + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)wanted;
    return true;
}

void zg_buffer_free(zg_buffer *buffer)
{
    free(buffer->data);
    *buffer = (zg_buffer){0};
}
