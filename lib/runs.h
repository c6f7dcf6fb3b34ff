/* runs: counts of n-grams in files that can be merged, for disjoint documents. Floor 3.
 *
 * A run holds every n-gram of the orders named, with freq and docs, so that sums over runs are what
 * one count over all documents gives. It carries what was settled when it was made, and the names
 * of its documents, so that runs which do not go together, or share a document, are refused.
 *
 * The format, version 1 (.zgr). Integers of fixed width are little-endian; a number is seven bits a
 * byte, the lowest first, the high bit set in all bytes but the last; a string is shared with the
 * one before it: number of bytes shared, number of bytes that follow, these bytes.
 *
 *     magic    8 bytes: 89 'Z' 'G' 'R' 0d 0a 1a 0a
 *     blocks   u32 kind, u32 length, u32 CRC-32, then `length` bytes
 *
 * The CRC-32 is of the block's number (u64, 0 for the first), its kind, its length and its bytes.
 * In this order:
 *
 *     'HEAD'   one: numbers version, first order, last order, tokens, documents; a string: settings
 *     'DOCS'   any: names of documents, strings, ascending by bytes
 *     'ROWS'   any: string, then numbers n, freq, docs; ascending by bytes, then n
 *     'TAIL'   one: numbers of documents, of rows, sum of all freq; nothing stands behind it
 *
 * The first string of a block shares nothing. A reader refuses a version that it does not know. */
#ifndef ZG_RUNS_H
#define ZG_RUNS_H

#include "bytes.h"

#define ZG_RUNS_VERSION 1u

typedef struct zg_runs_head {
    uint32_t min_n, max_n;
    uint64_t tokens, documents;
    const char *settings; /* what must be the same in runs that are merged: "unit=char ..." */
} zg_runs_head;

typedef struct zg_runs_row {
    const char *text;
    size_t length;
    uint32_t n;
    uint64_t freq, docs;
} zg_runs_row;

/* Whether a file, or what is gzipped in it, begins as a run does. */
bool zg_runs_begin_so(const char *path);

/* ---- writing ---- */

typedef struct zg_runs_writer zg_runs_writer;

/* Documents first, then rows, each in order. `*out` is yours: _close or _abort. */
ZG_MUST_USE zg_status zg_runs_create(zg_run *run, const char *path, const zg_runs_head *head,
                                     zg_runs_writer **out, zg_error *error);
ZG_MUST_USE zg_status zg_runs_add_document(zg_runs_writer *writer, const char *name, size_t length,
                                           zg_error *error);
ZG_MUST_USE zg_status zg_runs_add_row(zg_runs_writer *writer, const zg_runs_row *row,
                                      zg_error *error);

/* Publishes the file; frees the writer in any case. */
ZG_MUST_USE zg_status zg_runs_close(zg_runs_writer *writer, zg_error *error);
void zg_runs_abort(zg_runs_writer *writer); /* NULL: nothing */

/* ---- reading one or many together ---- */

typedef struct zg_runs zg_runs;

/* Opens runs that go together. `*out` is yours: zg_runs_free. ZG_ERROR_FORMAT for a file that is no
 * run, cut or damaged; ZG_ERROR_ARGUMENT for runs that were made in different ways. */
ZG_MUST_USE zg_status zg_runs_open(zg_run *run, const char *const *paths, size_t n, zg_runs **out,
                                   zg_error *error);
void zg_runs_free(zg_runs *runs);

/* Tokens and documents of all. Borrowed. */
const zg_runs_head *zg_runs_together(const zg_runs *runs);

/* The next name of a document, in order; ZG_END after the last. A document of two runs is
 * ZG_ERROR_ARGUMENT. All must be read before the first row. Borrowed until the next call. */
ZG_MUST_USE zg_status zg_runs_document(zg_runs *runs, const char **name, size_t *length,
                                       zg_error *error);

/* The next n-gram with its sums; ZG_END after the last, when all files were whole. */
ZG_MUST_USE zg_status zg_runs_next(zg_runs *runs, zg_runs_row *row, zg_error *error);

/* Appends the members "inputs", "documents", "tokens" of a sidecar. After ZG_END. */
bool zg_runs_describe(const zg_runs *runs, zg_buffer *out);

#endif
