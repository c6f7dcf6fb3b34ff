/* error: filling the public error record. Floor 0. */
#ifndef ZG_ERROR_H
#define ZG_ERROR_H

#include <zigram/base.h>

#if defined(__GNUC__)
#define ZG_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define ZG_PRINTF(a, b)
#endif

/* Fills `error` (may be NULL) and returns `status`. Allocates nothing. */
zg_status zg_error_set(zg_error *error, zg_status status, const char *source, const char *format,
                       ...) ZG_PRINTF(4, 5);

/* The same, with the place inside the source (1-based; 0: none). */
zg_status zg_error_at(zg_error *error, zg_status status, const char *source, uint64_t line,
                      uint64_t byte, const char *format, ...) ZG_PRINTF(6, 7);

/* ZG_ERROR_IO for a failed system call: keeps `system_errno`. `action` as in "cannot open". */
zg_status zg_error_system(zg_error *error, int system_errno, const char *source,
                          const char *action);

/* ZG_ERROR_MEMORY. */
zg_status zg_error_memory(zg_error *error);

#endif
