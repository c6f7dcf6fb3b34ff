/* clean: the lines of a file to paragraphs of clean text. Floor 4.
 *
 * Lines go in one by one; paragraphs come out as soon as they are sure: in `basic` and `none` one
 * for each line, in `pdf` all of them when the file has ended. Every paragraph knows the lines it
 * was made from, every change is counted. */
#ifndef ZG_CLEAN_H
#define ZG_CLEAN_H

#include <zigram/corpus.h>

#include "audit.h"
#include "run.h"
#include "sourcemap.h"
#include "unicode.h"

typedef struct zg_clean_options {
    zg_clean clean;
    zg_normalize normalize;
} zg_clean_options;

/* Borrowed from the cleaner until the next call. */
typedef struct zg_paragraph {
    const char *text; /* clean: valid UTF-8, no line ends; may be empty in `basic` and `none` */
    size_t length;
    zg_kind kind;
    const zg_piece *pieces; /* at least one; offsets count from the front of `text` */
    size_t n_pieces;
} zg_paragraph;

typedef struct zg_cleaner zg_cleaner;

/* `run`, `unicode` and `audit` are borrowed until zg_cleaner_free. */
ZG_MUST_USE zg_status zg_cleaner_new(zg_run *run, const zg_clean_options *options,
                                     zg_unicode *unicode, zg_audit *audit, zg_cleaner **out,
                                     zg_error *error);

/* Counts in another audit from now on. */
void zg_cleaner_audit(zg_cleaner *cleaner, zg_audit *audit);

/* Begins a file; `file` is its index for places. */
void zg_cleaner_begin(zg_cleaner *cleaner, uint32_t file);

/* Takes a line (valid UTF-8 without its end). Take the paragraphs out before the next line. */
ZG_MUST_USE zg_status zg_cleaner_line(zg_cleaner *cleaner, const char *text, size_t length,
                                      uint64_t line, uint64_t page, zg_error *error);

/* No more lines in this file. */
ZG_MUST_USE zg_status zg_cleaner_end(zg_cleaner *cleaner, zg_error *error);

/* ZG_END when there is none until the next line (or file). */
ZG_MUST_USE zg_status zg_cleaner_next(zg_cleaner *cleaner, zg_paragraph *out, zg_error *error);
void zg_cleaner_free(zg_cleaner *cleaner);

/* Wider lines count as the widest. */
#define ZG_CLEAN_WIDTHS 256

/* What the lines of a file are like that were cleaned since zg_cleaner_begin. What was counted of
 * parts of a file can be added up. */
typedef struct zg_clean_tally {
    uint64_t lines, cut;              /* lines of some length; that end inside a sentence */
    uint64_t widths[ZG_CLEAN_WIDTHS]; /* of the latter, in cells */
} zg_clean_tally;

const zg_clean_tally *zg_cleaner_tally(const zg_cleaner *cleaner);

/* Whether lines end where a page ends: for notes to the user (`basic` only). */
bool zg_clean_wrapped(const zg_clean_tally *tally);

#endif
