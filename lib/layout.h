/* layout: text pulled out of pages, made whole again. Floor 4.
 *
 * Given the lines of one file as an extractor left them, decides what each line is and how it
 * joins the one before. Pure decisions: the text itself is put together by clean.
 *
 * No sign is needed by itself: the width that full lines have, the room that a line leaves for
 * what comes next, indents kept or lost, empty lines, trailing blanks, sentence ends, numbering,
 * the hold that characters have on each other elsewhere in the file. What each is worth is
 * measured on the file. Lines that are whole paragraphs, verses or items stay as they are. */
#ifndef ZG_LAYOUT_H
#define ZG_LAYOUT_H

#include <zigram/corpus.h>

#include "run.h"
#include "unicode.h"

typedef struct zg_layout_line {
    const char *text;  /* valid UTF-8 without line end; leading and inner blanks as received */
    size_t length;     /* bytes, without trailing blanks */
    uint32_t trailing; /* blanks that stood behind */
    bool page_before;  /* a form feed stands between this line and the one before */
} zg_layout_line;

typedef enum zg_join {
    ZG_JOIN_NONE,  /* begins a paragraph */
    ZG_JOIN_CLOSE, /* goes on from the last kept line, nothing between (Han) */
    ZG_JOIN_SPACE, /* goes on, one blank between (Latin words) */
    ZG_JOIN_HYPHEN /* goes on, and the hyphen at the end of the last kept line goes */
} zg_join;

typedef struct zg_layout_decision {
    bool blank;       /* nothing on the line */
    bool page_number; /* page furniture: not part of the text */
    bool running;     /* page furniture: a running head or foot */
    zg_kind kind;     /* of the paragraph that the line belongs to */
    zg_join join;
    uint64_t page; /* 1-based, by form feeds, else by what page breaks look like here */
} zg_layout_decision;

/* Fills `decisions` (n of them). A line that is furniture has kind ZG_KIND_OTHER and
 * ZG_JOIN_NONE; the line behind it may go on from the line before it. Time grows with the bytes;
 * memory of the call: under 100 bytes a line, and fewer for words at hyphens and line ends.
 * ZG_ERROR_MEMORY (also above the run's ceiling), ZG_ERROR_CANCELLED. `run` may be NULL. */
ZG_MUST_USE zg_status zg_layout_decide(zg_run *run, zg_unicode *unicode,
                                       const zg_layout_line *lines, size_t n,
                                       zg_layout_decision *decisions, zg_error *error);

/* Length of the run of stray blanks at `text` + `start` in a joined paragraph, 0 where the blank
 * means something. `start` is at the first blank of the run. Stray, where ideographs (Han, kana)
 * prevail around, is a run of one or two blanks
 * - between an ideograph and a letter or digit of other writing, or a sign of a unit or money;
 * - beside a full-width mark, or on the inner side of curly quotes, or between one and an
 *   ideograph;
 * - between two ideographs only in letter-spaced type, where each of the two stands alone between
 *   blanks or an end of the paragraph; elsewhere a writer put it there (an office and a name).
 * Never stray: U+3000 and tabs, which nobody gets by justifying; longer runs, which part columns;
 * any blank between two Latin words or numbers, beside Hangul, or in Thai, Lao, Khmer or Burmese,
 * whose writers mean their blanks; blanks at an end of the text. */
size_t zg_layout_stray(zg_unicode *unicode, const char *text, size_t length, size_t start);

/* ---- several documents in one file ---- */

#define ZG_LAYOUT_SEAMS 8

/* What is seen so far of a file; zero it to begin. */
typedef struct zg_layout_seams {
    uint64_t n;                      /* documents that the file seems to hold */
    uint64_t lines[ZG_LAYOUT_SEAMS]; /* where the first of them begin */
    uint64_t paragraphs, title;
    uint32_t under; /* paragraphs since the title */
    bool titled, dated, last_dated, gap;
} zg_layout_seams;

/* Takes the paragraphs of a file in order (an empty one: an empty line); `known`: `kind` is what
 * layout found, else it says nothing. A title with a date of its own under it, or at the end of
 * what it begins, counts as a document. */
void zg_layout_seams_add(zg_layout_seams *seams, zg_unicode *unicode, const char *text,
                         size_t length, zg_kind kind, bool known, uint64_t line);
void zg_layout_seams_end(zg_layout_seams *seams);

#endif
