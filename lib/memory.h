/* memory: allocation whose sizes are multiplied, and checked, in one place. Floor 0.
 *
 * All memory of the library comes from here (and from ICU's and uthash's own allocators), through
 * malloc, realloc and free by name, so that a test can make the k-th allocation fail. */
#ifndef ZG_MEMORY_H
#define ZG_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "error.h"

/* `count` items of `size` bytes, not cleared; NULL where there is no memory or the product
 * overflows. Zero items give a block of one byte, never NULL by success. */
void *zg_memory_alloc(size_t count, size_t size);

/* The same, cleared; pages of a large block are not touched until used. */
void *zg_memory_zeroed(size_t count, size_t size);

/* Of a block that was just made and will be read here and there: pages of 2 MiB, where the system
 * has them, make that a good deal faster. */
void zg_memory_large_pages(void *block, size_t bytes);

/* Of a block: what is in its first `bytes` is not needed any more. It may be lost, and the system
 * may have the pages. */
void zg_memory_unneeded(void *block, size_t bytes);

/* Makes room for at least `need` items of `size` bytes in `*block`, which holds `*capacity`.
 * Grows by half, and by at least what is needed. On failure `*block` is unchanged. */
bool zg_memory_grow(void *block, size_t *capacity, size_t need, size_t size);

/* A copy of `length` bytes with a NUL behind; NULL without memory. */
char *zg_memory_text(const char *text, size_t length);

void zg_memory_free(void *block);

/* A growing run of bytes. Zero it to begin; zg_buffer_free to end. */
typedef struct zg_buffer {
    char *data;
    size_t length;
    size_t capacity;
} zg_buffer;

bool zg_buffer_grow(zg_buffer *buffer, size_t more); /* where there is not room enough */

/* Room for `more` bytes behind what is there. */
static inline bool zg_buffer_reserve(zg_buffer *buffer, size_t more)
{
    return more <= buffer->capacity - buffer->length || zg_buffer_grow(buffer, more);
}

static inline bool zg_buffer_append(zg_buffer *buffer, const char *bytes, size_t length)
{
    if (!zg_buffer_reserve(buffer, length)) return false;
    if (length > 0) memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    return true;
}

static inline bool zg_buffer_byte(zg_buffer *buffer, char byte)
{
    if (!zg_buffer_reserve(buffer, 1)) return false;
    buffer->data[buffer->length++] = byte;
    return true;
}

bool zg_buffer_text(zg_buffer *buffer, const char *text); /* up to its NUL */
bool zg_buffer_format(zg_buffer *buffer, const char *format, ...) ZG_PRINTF(2, 3);
void zg_buffer_free(zg_buffer *buffer);

#endif
