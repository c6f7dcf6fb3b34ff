/* clean: the object behind zg_cleaner, for the parts of this module only. */
#ifndef ZG_CLEAN_OBJECT_H
#define ZG_CLEAN_OBJECT_H

#include "clean.h"
#include "layout.h"
#include "room.h"

/* A line of a file that is cleaned as a whole. Its text lies in zg_pages.text. */
typedef struct zg_page_line {
    size_t offset;
    size_t length;
    uint64_t line;
    uint64_t page;
    uint32_t trailing;
} zg_page_line;

/* What `pdf` holds of a file: all lines, then all paragraphs. */
typedef struct zg_pages {
    zg_buffer text;
    zg_page_line *lines;
    size_t n_lines, lines_capacity;
    zg_buffer out; /* text of the paragraphs, one behind the other */
    zg_piece *pieces;
    size_t n_pieces, pieces_capacity;
    struct zg_page_paragraph {
        size_t offset, length;
        size_t piece, n_pieces;
        zg_kind kind;
    } * paragraphs;
    size_t n_paragraphs, paragraphs_capacity;
    size_t given; /* paragraphs already taken out */
} zg_pages;

struct zg_cleaner {
    zg_run *run;
    zg_unicode *unicode;
    zg_audit *audit;
    zg_clean_options options;
    uint32_t file;
    zg_clean_tally tally;
    bool waiting; /* a paragraph of `basic` or `none` waits to be taken */
    zg_paragraph paragraph;
    zg_piece piece;
    zg_buffer repaired;
    zg_room large[2]; /* instead of these two, for a long line: repaired, normal */
    zg_buffer normal;
    zg_pages pages;
};

/* Repairs of `basic` on one line: gives `text` itself where nothing is to be done, else the
 * cleaner's buffer. Trailing blanks go, and are counted in `*trailing`. */
ZG_MUST_USE zg_status zg_clean_repair(zg_cleaner *cleaner, const char **text, size_t *length,
                                      zg_audit_place place, uint32_t *trailing, zg_error *error);

/* The same where it is known whether a character is marked for repair. */
ZG_MUST_USE zg_status zg_clean_repair_known(zg_cleaner *cleaner, bool needed, const char **text,
                                            size_t *length, zg_audit_place place,
                                            uint32_t *trailing, zg_error *error);

ZG_MUST_USE zg_status zg_clean_normalize(zg_cleaner *cleaner, const char **text, size_t *length,
                                         zg_audit_place place, zg_error *error);

/* Keeps a line for the end of the file. */
ZG_MUST_USE zg_status zg_pages_add(zg_cleaner *cleaner, const char *text, size_t length,
                                   uint64_t line, uint64_t page, zg_error *error);

/* Makes the paragraphs of the lines kept. */
ZG_MUST_USE zg_status zg_pages_build(zg_cleaner *cleaner, zg_error *error);
bool zg_pages_next(zg_cleaner *cleaner, zg_paragraph *out);
void zg_pages_clear(zg_pages *pages);
void zg_pages_free(zg_pages *pages);

/* clean_signs.c: takes note of a line of `basic`. */
void zg_clean_sign_line(zg_cleaner *cleaner, const char *text, size_t length);

#endif
