/* layout: text pulled out of pages, made whole again. Floor 4.
 *
 * Given the lines of one file as an extractor left them, decides what each line is and how it
 * joins the one before. Pure decisions: the text itself is put together by clean. */
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
    ZG_JOIN_NONE,   /* begins a paragraph */
    ZG_JOIN_CLOSE,  /* goes on from the last kept line, nothing between (Han) */
    ZG_JOIN_SPACE,  /* goes on, one blank between (Latin words) */
    ZG_JOIN_HYPHEN  /* goes on, and the hyphen at the end of the last kept line goes */
} zg_join;

typedef struct zg_layout_decision {
    bool blank;       /* nothing on the line */
    bool page_number; /* page furniture: not part of the text */
    bool running;     /* page furniture: a running head or foot */
    zg_kind kind;     /* of the paragraph that the line belongs to */
    zg_join join;
    uint64_t page;    /* 1-based, by form feeds, else by what page breaks look like here */
} zg_layout_decision;

/* Fills `decisions` (n of them). */
ZG_MUST_USE zg_status zg_layout_decide(zg_run *run, zg_unicode *unicode,
                                       const zg_layout_line *lines, size_t n,
                                       zg_layout_decision *decisions, zg_error *error);

/* Length of the run of stray blanks at `text` + `start` in a joined paragraph (a blank between Han
 * and digits, between two Han or around full-width marks, left by the extractor), 0 where the
 * blank means something. `start` is at a blank. */
size_t zg_layout_stray(zg_unicode *unicode, const char *text, size_t length, size_t start);

#endif
