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

/* What the file under way looks like, once it has ended: for notes to the user. */
typedef struct zg_clean_signs {
    uint64_t lines, cut;   /* lines of some length; how many of them end inside a sentence */
    bool wrapped;          /* lines end where a page ends: `basic` only */
    uint64_t documents;    /* that it seems to hold, where it is 2 or more */
    const uint64_t *begin; /* lines where the first of them begin; ZG_CLEAN_BEGIN at most */
} zg_clean_signs;

#define ZG_CLEAN_BEGIN 8

zg_clean_signs zg_cleaner_signs(zg_cleaner *cleaner);

#endif
