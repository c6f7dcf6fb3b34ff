/* report: writing the page. Part of the module.
 *
 * A page is a growing text that remembers when memory ran out, so that the parts of a page can be
 * written one after the other and looked at once, in zg_page_status. Text that comes from a corpus
 * only goes through zg_page_text, which escapes it: no document can put markup or script into the
 * page. */
#ifndef ZG_REPORT_PAGE_H
#define ZG_REPORT_PAGE_H

#include "frame.h"
#include "memory.h"
#include "report_words.h"

typedef struct zg_page {
    zg_buffer html;
    bool failed;
    zg_lang lang;
    uint32_t figures;   /* numbered as they come, for ids */
    zg_buffer contents; /* a line for each section */
    size_t contents_at; /* where in `html` they go in the end */
    zg_buffer findings; /* an item for each sentence of the summary */
    size_t findings_at; /* where in `html`, behind the contents, they go in the end */
} zg_page;

ZG_MUST_USE zg_status zg_page_status(const zg_page *page, zg_error *error);

/* Markup as it is, up to its NUL. */
void zg_page_raw(zg_page *page, const char *markup);

/* Text, escaped. */
void zg_page_text(zg_page *page, const char *text, size_t length);

/* One of the words, escaped, with {0}, {1} ... replaced by the arguments. */
void zg_page_say(zg_page *page, zg_word_id id, size_t n, const char *const *arguments);
void zg_page_word(zg_page *page, zg_word_id id);

/* Numbers as a person reads them: whole ones with thin gaps, reals to about four digits. */
void zg_page_whole(zg_page *page, int64_t value);
void zg_page_real(zg_page *page, double value);

/* The same as text, for arguments of zg_page_say: NUL-terminated in `out`, returned. */
#define ZG_SHOWN_MAX 48
const char *zg_shown_whole(char *out, int64_t value);
const char *zg_shown_real(char *out, double value);

/* The page from its first byte to <main>, with a line under its title, and from </main> to its
 * last, with the contents put in under the title. */
void zg_page_begin(zg_page *page, const char *title, size_t title_length, size_t n,
                   const char *const *lead);
void zg_page_end(zg_page *page);
void zg_page_free(zg_page *page);

/* A sentence of the summary: what is written between the two goes there, whichever section the
 * page is at. The summary stands where zg_page_findings_here was called; it is left out where it
 * has no sentence. */
void zg_page_findings_here(zg_page *page);
void zg_page_finding(zg_page *page);
void zg_page_finding_end(zg_page *page);

/* A section with an id and a heading. */
void zg_page_section(zg_page *page, const char *id, zg_word_id heading);
void zg_page_section_end(zg_page *page);
void zg_page_paragraph(zg_page *page, zg_word_id id, size_t n, const char *const *arguments);
void zg_page_heading(zg_page *page, zg_word_id id);

/* A figure: opened with its caption, closed with its table behind one click. `tsv`: name of the
 * file with the same data, linked. */
void zg_page_figure(zg_page *page, zg_word_id caption, size_t n, const char *const *arguments);
void zg_page_figure_end(zg_page *page, const zg_frame *frame, const char *tsv);

/* What is written between the two is behind one click. */
void zg_page_fold(zg_page *page, const char *summary, size_t length);
void zg_page_fold_end(zg_page *page);

/* A table in the open, with a caption. At most ZG_PAGE_ROWS rows are shown; where there are more
 * the page says so and names the file. `tsv` NULL: no file is named. */
#define ZG_PAGE_ROWS 2000
void zg_page_table(zg_page *page, const zg_frame *frame, const char *caption, size_t length,
                   const char *tsv, size_t rows);

#endif
