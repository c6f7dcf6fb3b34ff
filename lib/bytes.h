/* bytes: the one door for file input and output. Floor 2. zlib lives here only.
 *
 * A source gives the bytes of a file or of standard input, gunzipped if they begin as gzip does
 * (1f 8b, whatever the name; members may follow one another). A sink writes a file that takes its
 * name only when all of it is safely written, or standard output. A spill is a file without a name
 * for what does not fit in memory.
 *
 * A source, sink or spill keeps `run` (borrowed, may be NULL); the first two serve one thread at a
 * time. Its own blocks, under 2 MiB, are not counted against the ceiling of the run. In errors the
 * source is the path as given, or "standard input", "standard output". An error of a source or sink
 * is sticky: what failed once fails again in the same way. */
#ifndef ZG_BYTES_H
#define ZG_BYTES_H

#include "error.h"
#include "memory.h"
#include "run.h"

typedef struct zg_source zg_source;

/* Opens `path` ("-": standard input). A folder is refused (ZG_ERROR_IO, EISDIR). `*out` is yours:
 * zg_source_free. */
ZG_MUST_USE zg_status zg_source_open(zg_run *run, const char *path, zg_source **out,
                                     zg_error *error);

/* Gives the next bytes: `*bytes` borrowed until the next call, `*length` >= 1 of them. ZG_END at
 * the end, and only where the end is a true one: a cut or damaged gzip stream, bytes behind it
 * that are not another member, are ZG_ERROR_FORMAT (zeros behind the last member are padding), and
 * a file whose size or time of change is not what it was when opened is ZG_ERROR_IO. A file named
 * .gz is taken as it is where it is not gzip; empty, or one byte of the two, it is a cut one.
 * Interrupted reads go on; a cancelled run stops. */
ZG_MUST_USE zg_status zg_source_next(zg_source *source, const char **bytes, size_t *length,
                                     zg_error *error);

/* Of the file as it lies there (before gunzip), once ZG_END was given: bytes and CRC-32. */
uint64_t zg_source_bytes(const zg_source *source);
uint32_t zg_source_crc(const zg_source *source);
void zg_source_free(zg_source *source);

/* Reads all of `path` into `*buffer` (appended; on failure it holds what it held before). More
 * than the ceiling of the run leaves is ZG_ERROR_MEMORY; what is read is not reserved when the
 * call is over: the buffer is the caller's. */
ZG_MUST_USE zg_status zg_bytes_read(zg_run *run, const char *path, zg_buffer *buffer,
                                    zg_error *error);

/* A whole file in memory. */
typedef struct zg_mapping {
    const char *data;
    size_t length;
    bool mapped;      /* private, as is the next */
    zg_buffer buffer;
} zg_mapping;

/* Maps `path` where `may_map`, whatever the ceiling: its pages are the system's, not ours. Else, or
 * where it is no regular file, reads it as zg_bytes_read does. A mapped file must not be changed in
 * place while it is mapped (files that zg_sink_close replaces are not). `*out` is yours:
 * zg_bytes_unmap. */
ZG_MUST_USE zg_status zg_bytes_map(zg_run *run, const char *path, bool may_map, zg_mapping *out,
                                   zg_error *error);
void zg_bytes_unmap(zg_mapping *mapping);

/* Says that a mapped file is not needed soon: its pages leave the process, and come back when they
 * are touched. For one that was read: nothing. */
void zg_bytes_settle(const zg_mapping *mapping);

/* Whether `path` is a regular file that can be read and begins with these bytes (64 at most). */
bool zg_bytes_begin_with(const char *path, const char *bytes, size_t length);

typedef struct zg_sink zg_sink;

/* Opens `path` for writing (NULL, "-" or "/dev/stdout": standard output). A path that ends in
 * ".gz" is compressed (no time, no name in the header, and blocks of one size, so the same content
 * gives the same bytes however it was handed over). What is at `path` stays until zg_sink_close,
 * which keeps its mode; where it is not writable it is refused. A path that is no regular file (a
 * device, a pipe) is written directly; of a symbolic link the file it points to is replaced.
 * ZG_ERROR_IO also for a folder as target, and for a missing folder around it. `*out` is yours:
 * zg_sink_close or zg_sink_abort. */
ZG_MUST_USE zg_status zg_sink_open(zg_run *run, const char *path, zg_sink **out, zg_error *error);

/* Takes `length` bytes; they reach the file in blocks, so that an error may come with a later
 * call. Where a call failed, zg_sink_close fails too and publishes nothing. */
ZG_MUST_USE zg_status zg_sink_write(zg_sink *sink, const char *bytes, size_t length,
                                    zg_error *error);

/* Flushes, syncs, closes and renames; each can fail, and then nothing is left behind and what was
 * there before is untouched. (A file that stands is replaced by a process of its own, which goes on
 * where this one is killed: bytes_hidden.h says what may stay behind nevertheless.)
 * Standard output is flushed and checked, and stays open. Frees the sink in any case. */
ZG_MUST_USE zg_status zg_sink_close(zg_sink *sink, zg_error *error);

/* Gives up: removes what was written. For NULL nothing. */
void zg_sink_abort(zg_sink *sink);

/* Spill: a file without a name in the run's folder for temporary files (--tmpdir), for what shall
 * not stand in memory. It goes with the process, whatever happens. Two ways to fill it: appending
 * (through a buffer of 256 KiB), or as an array of a fixed size that is mapped and written in
 * place. Pages of a mapped file are no memory of ours: the system takes them back when it needs
 * them. An error is ZG_ERROR_IO with the folder as its source (a full disk comes as an error of a
 * call, never as a signal). One thread appends; when nothing is appended any more and
 * zg_spill_flush was called, any number may read, and write places that are not each other's. */
typedef struct zg_spill zg_spill;

/* `run` is borrowed (NULL: the folder is /tmp). `*out` is yours: zg_spill_free. */
ZG_MUST_USE zg_status zg_spill_open(zg_run *run, zg_spill **out, zg_error *error);
void zg_spill_free(zg_spill *spill);

ZG_MUST_USE zg_status zg_spill_append(zg_spill *spill, const void *bytes, size_t length,
                                      zg_error *error);

/* What was appended so far, bytes that still wait in the buffer too; or the size of the array. */
uint64_t zg_spill_bytes(const zg_spill *spill);

/* Puts what waits in the buffer into the file. */
ZG_MUST_USE zg_status zg_spill_flush(zg_spill *spill, zg_error *error);

/* Copies `length` bytes from `offset` on to `to`, or from `from`. All of them have to be there
 * (flushed). */
ZG_MUST_USE zg_status zg_spill_read(const zg_spill *spill, uint64_t offset, void *to,
                                    size_t length, zg_error *error);
ZG_MUST_USE zg_status zg_spill_write(zg_spill *spill, uint64_t offset, const void *from,
                                     size_t length, zg_error *error);

/* Cuts off what stands behind `bytes`. Not while it is mapped. */
ZG_MUST_USE zg_status zg_spill_cut(zg_spill *spill, uint64_t bytes, zg_error *error);

/* Flushes and maps all of it for reading; later writes are seen there. Borrowed until
 * zg_spill_map, _array, _cut or _free is called; never NULL, also where nothing is in it. */
ZG_MUST_USE zg_status zg_spill_map(zg_spill *spill, const void **data, zg_error *error);

/* Makes it `bytes` long (what is new is zero), and maps all of it for writing. Room on the disk is
 * taken at once. `*data` is borrowed as above; the address may be another than before. */
ZG_MUST_USE zg_status zg_spill_array(zg_spill *spill, uint64_t bytes, void **data,
                                     zg_error *error);

/* Makes a folder, and those above it, where they are not there. */
ZG_MUST_USE zg_status zg_bytes_folder(const char *path, zg_error *error);

/* CRC-32 (as of gzip) of `bytes`, continuing from `crc` (0 to begin). */
uint32_t zg_bytes_crc(uint32_t crc, const char *bytes, size_t length);

/* Whether a path ends in ".gz". */
bool zg_bytes_named_gz(const char *path);

#endif
