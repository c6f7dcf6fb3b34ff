/* zigram/base.h: status codes, the error record, version.
 *
 * Every function that can fail returns a zg_status and takes a `zg_error *error` last, which may
 * be NULL. The status says what happened; the record says where. Errors travel up unchanged.
 * The library never prints, never exits and keeps no mutable state outside the objects it gives. */
#ifndef ZIGRAM_BASE_H
#define ZIGRAM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZG_VERSION_MAJOR 0
#define ZG_VERSION_MINOR 1
#define ZG_VERSION_PATCH 0
#define ZG_VERSION_STRING "0.1.0"

#if defined(_WIN32)
#define ZG_API
#elif defined(__GNUC__)
#define ZG_API __attribute__((visibility("default")))
#else
#define ZG_API
#endif

#if defined(__GNUC__)
#define ZG_MUST_USE __attribute__((warn_unused_result))
#else
#define ZG_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum zg_status {
    ZG_OK = 0,
    ZG_END,             /* a pull has nothing more to give; not an error */
    ZG_ERROR_ARGUMENT,  /* the call itself is wrong: an option, a name, a range */
    ZG_ERROR_MEMORY,    /* no memory, or the run's ceiling is reached */
    ZG_ERROR_IO,        /* the system refused to open, read, write or rename */
    ZG_ERROR_TEXT,      /* bytes that are not valid in the encoding named */
    ZG_ERROR_FORMAT,    /* a file of another kind than it should be, cut or damaged */
    ZG_ERROR_EMPTY,     /* nothing to work on: no document found or selected */
    ZG_ERROR_RANGE,     /* a number or a size that does not fit */
    ZG_ERROR_CANCELLED  /* zg_run_cancel was called */
} zg_status;

/* Where and why something failed. A plain struct with fixed buffers, so that reporting
 * out-of-memory allocates nothing. `line` and `byte` are 1-based; 0 where they mean nothing.
 * `byte` counts within the line, in the source as received (after gunzip). A name too long for
 * `source` keeps its end. */
typedef struct zg_error {
    zg_status status;
    int system_errno; /* errno of the failing system call, else 0 */
    uint64_t line;
    uint64_t byte;
    char source[512]; /* file or option the error is about; may be empty */
    char text[512];   /* one line, no full stop, says the way out where there is one */
} zg_error;

/* Version of the library that is running, as "major.minor.patch". Borrowed. */
ZG_API const char *zg_version(void);

/* Versions of ICU and of Unicode that the library runs on, as "72.1" and "15.0". Borrowed. */
ZG_API const char *zg_icu_version(void);
ZG_API const char *zg_unicode_version(void);

/* Short English name of a status ("out of memory"). Borrowed. */
ZG_API const char *zg_status_text(zg_status status);

/* Writes `error` as one line, "source:line: byte B: text: reason of the system", without a
 * line end and without its absent parts, into `buffer`; always ends it with NUL. Returns the
 * length that was wanted, as snprintf does. */
ZG_API size_t zg_error_format(const zg_error *error, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
