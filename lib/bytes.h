/* bytes: the one door for file input and output. Floor 2. zlib lives here only.
 *
 * A source gives the bytes of a file or of standard input, gunzipped if they begin as gzip does
 * (members may follow one another). A sink writes a file that takes its name only when all of it
 * is safely written, or standard output. */
#ifndef ZG_BYTES_H
#define ZG_BYTES_H

#include "error.h"
#include "memory.h"
#include "run.h"

typedef struct zg_source zg_source;

/* Opens `path` ("-": standard input). A folder is refused (ZG_ERROR_IO, EISDIR). */
ZG_MUST_USE zg_status zg_source_open(zg_run *run, const char *path, zg_source **out,
                                     zg_error *error);

/* Gives the next bytes: `*bytes` borrowed until the next call, `*length` >= 1 of them. ZG_END at
 * the end, and only where the end is a true one: a cut or damaged gzip stream, bytes behind it
 * that are not another member, are ZG_ERROR_FORMAT. Interrupted reads go on; a cancelled run
 * stops. */
ZG_MUST_USE zg_status zg_source_next(zg_source *source, const char **bytes, size_t *length,
                                     zg_error *error);

/* Of the file as it lies there (before gunzip), once ZG_END was given: bytes and CRC-32. */
uint64_t zg_source_bytes(const zg_source *source);
uint32_t zg_source_crc(const zg_source *source);
void zg_source_free(zg_source *source);

/* Reads all of `path` into `*buffer` (appended). */
ZG_MUST_USE zg_status zg_bytes_read(zg_run *run, const char *path, zg_buffer *buffer,
                                    zg_error *error);

typedef struct zg_sink zg_sink;

/* Opens `path` for writing (NULL or "-": standard output). A path that ends in ".gz" is
 * compressed (no time, no name in the header, so the same content gives the same bytes). What is
 * at `path` stays until zg_sink_close. A path that is no regular file (a device, a pipe) is
 * written directly; of a symbolic link the file it points to is replaced. */
ZG_MUST_USE zg_status zg_sink_open(zg_run *run, const char *path, zg_sink **out, zg_error *error);
ZG_MUST_USE zg_status zg_sink_write(zg_sink *sink, const char *bytes, size_t length,
                                    zg_error *error);

/* Flushes, syncs, closes and renames; each can fail, and then nothing is left behind and what was
 * there before is untouched. Frees the sink in any case. */
ZG_MUST_USE zg_status zg_sink_close(zg_sink *sink, zg_error *error);

/* Gives up: removes what was written. For NULL nothing. */
void zg_sink_abort(zg_sink *sink);

/* Makes a folder, and those above it, where they are not there. */
ZG_MUST_USE zg_status zg_bytes_folder(const char *path, zg_error *error);

/* CRC-32 (as of gzip) of `bytes`, continuing from `crc` (0 to begin). */
uint32_t zg_bytes_crc(uint32_t crc, const char *bytes, size_t length);

#endif
