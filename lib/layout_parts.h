/* layout_parts: what the parts of layout share; for lib/layout*.c only. Floor 4.
 *
 * The lines that hold something become rows. Widths, indents and gaps are in display cells and
 * empty lines. Everything is estimated from the rows of the one file; the constants are priors
 * and bounds, none of them a property of one extractor. */
#ifndef ZG_LAYOUT_PARTS_H
#define ZG_LAYOUT_PARTS_H

#include "layout.h"
#include "memory.h"

/* How a row ends: its last mark, closing quotes and brackets behind it skipped. */
enum {
    LAYOUT_END_STOP,   /* a sentence ends */
    LAYOUT_END_COLON,  /* a colon */
    LAYOUT_END_SEMI,   /* a semicolon */
    LAYOUT_END_COMMA,  /* a mark that never ends a paragraph */
    LAYOUT_END_LETTER, /* a letter or digit: in running text the line end cuts a sentence */
    LAYOUT_END_HYPHEN, /* a hyphen behind a letter */
    LAYOUT_END_OPEN,   /* an opening quote or bracket */
    LAYOUT_END_OTHER,
    LAYOUT_ENDS
};

enum {
    LAYOUT_BEGIN_PLAIN, /* a letter of a script without case */
    LAYOUT_BEGIN_LOWER,
    LAYOUT_BEGIN_UPPER,
    LAYOUT_BEGIN_DIGIT,
    LAYOUT_BEGIN_NUMBER,  /* numbering or a bullet */
    LAYOUT_BEGIN_ORDINAL, /* an ordinal as in a speech */
    LAYOUT_BEGIN_DASH,
    LAYOUT_BEGIN_OPEN,
    LAYOUT_BEGIN_CLOSE, /* a mark that no line of running text may begin with */
    LAYOUT_BEGIN_OTHER,
    LAYOUT_BEGINS
};

/* Numbering at the front of a row. */
typedef enum layout_numbering {
    LAYOUT_NUMBER_NONE,
    LAYOUT_NUMBER_BULLET,
    LAYOUT_NUMBER_ORDINAL, /* "firstly": may stand inside a paragraph as well */
    LAYOUT_NUMBER_ITEM,    /* (1) 1. a) and circled numbers */
    LAYOUT_NUMBER_SECTION  /* chapters, sections, and the first two levels of Chinese numbering */
} layout_numbering;

enum {
    LAYOUT_DENSE_FIRST = 1 << 0,
    LAYOUT_DENSE_LAST = 1 << 1,
    LAYOUT_LETTERS = 1 << 2,  /* holds a letter that is no digit */
    LAYOUT_TRAILING = 1 << 3, /* blanks stood behind it */
    LAYOUT_CELLS = 1 << 4,    /* wide blanks inside, as between the cells of a table */
    LAYOUT_LEADER = 1 << 5,   /* a row of dots and a number behind: table of contents */
    LAYOUT_INNER = 1 << 6,    /* a clause or sentence mark before its end */
    LAYOUT_CAPTION = 1 << 7,  /* begins like the caption of a table or figure */
    LAYOUT_BRACKETED = 1 << 8,
    LAYOUT_SENTENCES = 1 << 13, /* a sentence mark before its end */
    LAYOUT_FURNITURE = 1 << 9,
    LAYOUT_NUMBER = 1 << 10, /* furniture: a page number */
    LAYOUT_FIRST = 1 << 11,  /* begins a paragraph */
    LAYOUT_STANDS = 1 << 12  /* a row of a table or contents: never joined */
};

typedef struct layout_row {
    size_t line;     /* index into the lines */
    uint32_t gap;    /* empty lines before it; furniture taken out later does not count */
    uint32_t page;   /* 1-based */
    uint32_t indent; /* cells, against the left edge of the page */
    uint32_t width;  /* cells without the indent */
    uint32_t full;   /* width that a full line has around here */
    uint32_t unit;   /* cells of what stands first and cannot be broken */
    uint32_t first;  /* code points */
    uint32_t last;
    uint16_t flags;
    uint8_t end;
    uint8_t begin;
    uint8_t numbering;
    uint8_t cohesion; /* enum below: of the row's first characters with the row before */
    uint8_t opening;  /* below LAYOUT_OPENINGS: see layout_opening.c */
    uint8_t join;
    uint8_t kind;
} layout_row;

enum {
    LAYOUT_COHESION_NONE, /* characters around the break occur together nowhere else */
    LAYOUT_COHESION_TWO,
    LAYOUT_COHESION_THREE,
    LAYOUT_COHESION_FOUR,
    LAYOUT_COHESIONS,
    LAYOUT_COHESION_UNKNOWN = LAYOUT_COHESIONS
};

enum { LAYOUT_OPENINGS = 4 };

typedef struct layout_file {
    zg_run *run;
    zg_unicode *unicode;
    const zg_layout_line *lines;
    size_t n;
    layout_row *rows; /* the rows that are kept come first once furniture is taken out */
    size_t rows_n;
    uint32_t base_gap; /* empty lines between two lines of a paragraph */
    uint64_t letters, dense;
    bool form_feeds;
    uint32_t pages;
    int32_t shift; /* cells by which first lines of paragraphs are shorter than others */
    double over;   /* share of inner line ends with room for the next unit */
    double spread; /* mean of that room, cells */
    double cohesion[LAYOUT_COHESIONS]; /* log odds of one paragraph */
    double opening[LAYOUT_OPENINGS];   /* the same */
    double cohesion_share; /* 1: line ends cut running text as any place would; <0: unknown */
} layout_file;

/* layout_mark.c: small classes of code points. */
bool zg_layout_opens(uint32_t cp);
bool zg_layout_closes(uint32_t cp);
bool zg_layout_clings(uint32_t cp); /* may not begin a line */
bool zg_layout_dash(uint32_t cp);
bool zg_layout_blank(uint32_t cp);
bool zg_layout_ambiguous(uint32_t cp); /* two cells in East Asian type, one elsewhere */
int zg_layout_case(uint32_t cp);       /* -1 lower, 1 upper, 0 neither */
uint32_t zg_layout_lower(uint32_t cp);
/* Value of a digit of East Asian or ASCII numerals (10, 100, 1000 too), -1 for others. */
int zg_layout_numeral(uint32_t cp);

/* layout_number.c */
layout_numbering zg_layout_numbering(zg_unicode *unicode, const char *text, size_t length);
bool zg_layout_caption(zg_unicode *unicode, const char *text, size_t length);

/* A row that may be a page number. `sure`: its form says so (dashes around, "1 / 49"). */
typedef struct layout_page_number {
    bool found, sure, roman;
    uint32_t value;
} layout_page_number;
layout_page_number zg_layout_page_number(zg_unicode *unicode, const char *text, size_t length);

/* Hash of a row as a running head: without blanks, numbers left out. 0: holds no letter. */
uint64_t zg_layout_head_key(zg_unicode *unicode, const char *text, size_t length);

/* layout_seam.c: whether a line is a date and nothing else, brackets aside. */
bool zg_layout_date(const char *text, size_t length);

/* layout_line.c: fills rows. */
void zg_layout_scan(layout_file *file);

/* layout_furniture.c: marks page numbers and running heads and feet. */
ZG_MUST_USE zg_status zg_layout_furniture(layout_file *file, zg_error *error);

/* layout_page.c: pages and left edges; furniture is taken out of the rows. */
ZG_MUST_USE zg_status zg_layout_pages(layout_file *file, zg_layout_decision *decisions,
                                      zg_error *error);

/* layout_fit.c: full width of lines around each row; which rows are hard-wrapped. */
ZG_MUST_USE zg_status zg_layout_fit(layout_file *file, zg_error *error);

/* Density of a right edge `right`, in cells, of a line inside a paragraph, where full lines are
 * `width` wide and the next line begins with a unit of `unit` cells; see layout_fit.c. */
double zg_layout_density(double width, double right, double unit, double over, double spread);

/* Whether the text alone says that row k goes on from row k - 1. */
bool zg_layout_evident(const layout_row *before, const layout_row *row);

/* layout_cohesion.c: samples for the file (`rows` false) or the cohesion of every row that
 * is marked LAYOUT_COHESION_TWO on entry. */
ZG_MUST_USE zg_status zg_layout_cohesion(layout_file *file, bool rows, zg_error *error);

/* layout_opening.c: weighs how paragraphs open, from the rows marked LAYOUT_FIRST. */
ZG_MUST_USE zg_status zg_layout_opening(layout_file *file, zg_error *error);

/* layout_pair.c: which rows begin a paragraph. */
ZG_MUST_USE zg_status zg_layout_pair(layout_file *file, zg_error *error);

/* layout_hyphen.c: what stands between joined rows. */
ZG_MUST_USE zg_status zg_layout_between(layout_file *file, zg_error *error);

/* layout_kind.c: titles broken over lines become one; kinds of paragraphs. */
void zg_layout_titles(layout_file *file);
void zg_layout_kinds(layout_file *file);

#endif
