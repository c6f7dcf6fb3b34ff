/* audit: what cleaning changed, by class, with the first places of each. Floor 3.
 * Bounded: however much is changed, a class keeps ZG_AUDIT_PLACES places. */
#ifndef ZG_AUDIT_H
#define ZG_AUDIT_H

#include "bytes.h"

typedef enum zg_change {
    ZG_CHANGE_INVALID,      /* bytes replaced by U+FFFD */
    ZG_CHANGE_CONTROL,      /* NUL and other control characters removed */
    ZG_CHANGE_INVISIBLE,    /* zero-width blanks and joiners, U+FEFF, soft hyphens removed */
    ZG_CHANGE_BIDI,         /* marks of writing direction removed */
    ZG_CHANGE_TRAILING,     /* blanks at the end of a line removed */
    ZG_CHANGE_RADICAL,      /* radicals written as ideographs */
    ZG_CHANGE_DASH,         /* drawn lines written as dashes */
    ZG_CHANGE_NORMALIZED,   /* paragraphs that normalization changed */
    ZG_CHANGE_BLANK_LINE,   /* empty lines left out */
    ZG_CHANGE_JOINED,       /* line ends inside a paragraph taken out */
    ZG_CHANGE_HYPHEN,       /* hyphens at line ends taken out */
    ZG_CHANGE_STRAY_BLANK,  /* blanks inside a line taken out */
    ZG_CHANGE_INDENT,       /* blanks at the start of a line taken out */
    ZG_CHANGE_PAGE_NUMBER,  /* page numbers taken out */
    ZG_CHANGE_RUNNING_HEAD, /* running heads and feet taken out */
    ZG_CHANGES
} zg_change;

#define ZG_AUDIT_PLACES 20

typedef struct zg_audit_place {
    uint32_t file; /* index of the input */
    uint64_t page;
    uint64_t line;
} zg_audit_place;

/* A change that is kept for later. */
typedef struct zg_audit_event {
    uint64_t count;
    zg_audit_place place;
    zg_change change;
} zg_audit_event;

typedef struct zg_audit {
    uint64_t counts[ZG_CHANGES];
    zg_audit_place places[ZG_CHANGES][ZG_AUDIT_PLACES];
    zg_sink *stream;       /* every change goes here too; NULL: nowhere */
    const char *file_name; /* of the file under way, for the stream; borrowed */
    bool keeps;            /* every change is kept in `events`, for zg_audit_merge */
    zg_audit_event *events;
    size_t n, capacity;
    zg_status status; /* of the stream, or of keeping: the first failure stays */
    zg_error error;
} zg_audit;

/* Opens the stream: a TSV of `change count file page line`. */
ZG_MUST_USE zg_status zg_audit_open(zg_run *run, zg_audit *audit, const char *path,
                                    zg_error *error);

/* Closes it, where it is open; reports what failed while it was. */
ZG_MUST_USE zg_status zg_audit_close(zg_audit *audit, zg_error *error);

/* Gives the stream up. */
void zg_audit_abort(zg_audit *audit);

/* Counts `count` changes of one class at a place. */
void zg_audit_add(zg_audit *audit, zg_change change, uint64_t count, zg_audit_place place);

/* Takes over what `from` counted of a text that follows on what was counted so far; its changes of
 * input `file` come `lines` lines and `pages` pages further down than they say. With a stream
 * `from` has to keep its changes, all of one file. */
void zg_audit_merge(zg_audit *audit, const zg_audit *from, uint32_t file, uint64_t lines,
                    uint64_t pages);

/* Forgets what was counted and kept; keeps memory. */
void zg_audit_clear(zg_audit *audit);

/* snake_case name of a class, and what it means in words. Literals. */
const char *zg_audit_name(zg_change change);
const char *zg_audit_text(zg_change change);

#endif
