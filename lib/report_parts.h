/* report: what its sections share. Private to the module. */
#ifndef ZG_REPORT_PARTS_H
#define ZG_REPORT_PARTS_H

#include <zigram/measures.h>
#include <zigram/report.h>

#include "corpus.h"
#include "frame.h"
#include "phrases.h"
#include "report_page.h"
#include "report_svg.h"

#define ZG_REPORT_WIDTH 880.0 /* of pictures */

/* What pictures show by text and by period: a phrase or an item, with its places. */
typedef struct zg_report_subject {
    zg_buffer text;
    uint64_t freq, docs;
    zg_occurrence *places; /* `freq` of them, in the order of the text */
} zg_report_subject;

typedef struct zg_report_context {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *documents;
    const char *folder;
    const zg_report_options *options;
    zg_page page;
    uint64_t per;       /* base of the rates on the page */
    char per_shown[48]; /* the same as text */
    uint64_t *order;    /* documents selected (index in the corpus) as the report shows them */
    uint64_t n_documents;
    size_t date_field;   /* they are in the order of this field; SIZE_MAX: of the corpus */
    size_t title_field;  /* SIZE_MAX: none */
    uint64_t min_length; /* tokens of the shortest phrases shown */
    zg_phrase_set *phrases;
    uint32_t *chief; /* phrases that pictures show, best first: nested ones left out */
    size_t n_chief;
    zg_report_subject *items; /* of a list of one's own, in its order */
    size_t n_items;
    zg_buffer items_note;    /* what is to be told about the list; empty: nothing */
    zg_buffer tables;        /* members of "tables" in the sidecar */
    zg_buffer families;      /* members of "families" in the sidecar */
    zg_buffer families_said; /* the same as text */
    zg_buffer path;
    zg_buffer phrase;      /* the one shown last */
    uint64_t *first_token; /* by index in the selection, one more: tokens in front of it */
    int64_t *sizes;        /* tokens of the documents that have any */
    zg_part_sizes parts;
} zg_report_context;

/* Text that the page calls a document by: its title, else its name without suffix. Borrowed. */
const char *zg_report_label(const zg_report_context *r, uint64_t document, size_t *length);

/* Its date as received, or its label where no field orders the documents. Borrowed. */
const char *zg_report_short_label(const zg_report_context *r, uint64_t document, size_t *length);

/* Index in the selection of a document of the corpus, which is in it. */
uint64_t zg_report_selected(const zg_report_context *r, uint64_t document);

/* What a phrase is shown as; borrowed until the next call. */
const char *zg_report_phrase(zg_report_context *r, uint32_t phrase, size_t *length);

/* Subjects are made and freed one by one. zg_report_subjects: the first `n` chief phrases. */
ZG_MUST_USE zg_status zg_report_subject_of(zg_report_context *r, uint32_t phrase,
                                           zg_report_subject *out, zg_error *error);
void zg_report_subject_free(zg_report_subject *subject);
ZG_MUST_USE zg_status zg_report_subjects(zg_report_context *r, size_t n, zg_report_subject **out,
                                         zg_error *error);
void zg_report_subjects_free(zg_report_subject *subjects, size_t n);

/* Reads and finds the items of a list, into the context. */
ZG_MUST_USE zg_status zg_report_find_items(zg_report_context *r, zg_error *error);

/* Documents that an item of this frequency would reach by chance. */
double zg_report_docs_expected(const zg_report_context *r, uint64_t freq);

/* Hands on a frame that was filled, or frees it where that failed. Gives `status`. */
ZG_MUST_USE zg_status zg_report_give(zg_frame *frame, zg_status status, zg_frame **out);

/* All of a table as a frame; the table is freed in any case. */
ZG_MUST_USE zg_status zg_report_collect(zg_table *table, zg_frame **out, zg_error *error);

/* Writes a frame as NAME in the folder and frees it in any case. */
ZG_MUST_USE zg_status zg_report_write(zg_report_context *r, const char *name, zg_frame *frame,
                                      zg_error *error);

/* The same for a table, which may be larger than memory. */
ZG_MUST_USE zg_status zg_report_write_table(zg_report_context *r, const char *name, zg_table *table,
                                            zg_error *error);

/* Ends the figure that is open: its table, its file; frees the frame in any case. */
ZG_MUST_USE zg_status zg_report_figure_end(zg_report_context *r, const char *name, zg_frame *frame,
                                           zg_error *error);

/* A table in the open, and its file. Frees the frame in any case. */
ZG_MUST_USE zg_status zg_report_table(zg_report_context *r, const char *name, zg_word_id caption,
                                      size_t rows, zg_frame *frame, zg_error *error);

/* The size of the family of tests that a table tells, and a note of it for methods and sidecar. */
uint64_t zg_report_family(const zg_table *table);
ZG_MUST_USE zg_status zg_report_note_family(zg_report_context *r, const char *tsv, const char *by,
                                            uint64_t family, zg_error *error);

/* Horizontal bars, one a row of the frame: text in `label`, length from `value`. */
void zg_report_bars(zg_report_context *r, const zg_frame *frame, size_t label, size_t value,
                    size_t rows);

/* The first `shown` of `n` subjects by texts as tiles: a figure. Its caption is the
 * first of three where tiles have numbers, the second where they have none, the third where texts
 * are put together in columns; {0} is the number shown, {1} the base of rates. The file has all
 * subjects and all texts. */
ZG_MUST_USE zg_status zg_report_tiles(zg_report_context *r, const zg_report_subject *subjects,
                                      size_t n, size_t shown, const zg_word_id captions[3],
                                      const char *tsv, zg_error *error);

/* Parts of sentences of the summary: a phrase; a link to the section that shows more; the end, with
 * such a link. */
void zg_report_strong(zg_report_context *r, const char *text, size_t length);
void zg_report_to(zg_report_context *r, const char *section);
void zg_report_finding_end(zg_report_context *r, const char *section);

/* ---- sections, in the order of the page ---- */

ZG_MUST_USE zg_status zg_report_glance(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_findings(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_items(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_corpus(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_slogans(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_strips(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_nesting(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_joined_phrases(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_frequency(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_keyness(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_lines(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_company(zg_report_context *r, zg_error *error);
/* Lists of collocates, `*lists` of them; a part of the section above. */
ZG_MUST_USE zg_status zg_report_collocates(zg_report_context *r, size_t *lists, zg_error *error);
ZG_MUST_USE zg_status zg_report_time(zg_report_context *r, zg_error *error);
ZG_MUST_USE zg_status zg_report_text(zg_report_context *r, zg_error *error);
void zg_report_methods(zg_report_context *r);

#endif
