/* ngrams: a list on its way to a table. Part of the module. */
#ifndef ZG_NGRAMS_LIST_H
#define ZG_NGRAMS_LIST_H

#include <zigram/measures.h>
#include <zigram/ngrams.h>

#include "count.h"
#include "filter.h"
#include "ngrams_order.h"
#include "parts.h"
#include "pool.h"
#include "sorter.h"
#include "table.h"

/* Columns that are always there, in their order; others stand before, between and behind. */
enum { ZG_NGRAMS_FIXED = 12, ZG_NGRAMS_AHEAD = 256 };

typedef struct zg_ngrams_list {
    zg_run *run;
    const zg_corpus *corpus;
    const zg_selection *documents;
    zg_ngrams_options options; /* numbers; texts are not kept but for `parts` */
    char *parts_text;
    zg_order order;
    zg_filter *filter; /* NULL: keeps all */
    zg_measure_list measures;
    zg_groups groups; /* n = 0: one list */
    size_t group;     /* the next to be opened */
    zg_sequence whole;
    zg_sequence slice;   /* the group's; where there are none, nothing */
    zg_sequence spelled; /* whichever rows are of, with the items that they begin at; borrows */
    uint64_t *members;   /* of the group: index among the selected documents */
    zg_parts parts;
    zg_ranks ranks;
    zg_tally **tallies; /* by worker */
    uint32_t n_tallies;
    zg_sorter *sorter; /* where there is a ceiling: rows as they are shown, in order */
    uint64_t memory;   /* of the sorter; 0: a share of what the ceiling leaves */
    zg_lock *lock;
    double *kept;   /* values of the row that it gave last */
    zg_count count; /* where there is none */
    size_t *rows;   /* in the order asked for */
    size_t n, next;
    uint32_t seen[ZG_NGRAMS_AHEAD]; /* first items of rows from `next` on, looked at in advance */
    uint64_t tokens, n_documents;   /* of the group, or all */
    uint64_t family, shown;         /* rows after thresholds, before filters; and after all */
    zg_buffer text;
    char rate_name[ZG_RATE_NAME];
    char rate_formula[ZG_RATE_FORMULA];
    zg_field *fields;
    size_t n_fields;
    zg_table *table; /* where the totals are told at the end */
} zg_ngrams_list;

/* Names and formulas of the columns, in their order: what `options` and `measures` ask for. */
ZG_MUST_USE zg_status zg_ngrams_fields(zg_ngrams_list *list, zg_error *error);

/* Counts the next group, or all. ZG_END after the last. */
ZG_MUST_USE zg_status zg_ngrams_open(zg_ngrams_list *list, zg_error *error);
void zg_ngrams_close(zg_ngrams_list *list);

/* The order that `sort` names among the fields. */
ZG_MUST_USE zg_status zg_ngrams_parse_order(zg_ngrams_list *list, const char *sort,
                                            zg_error *error);

/* A table that gives the rows of a list and owns it; on failure the list is dropped. */
ZG_MUST_USE zg_status zg_ngrams_table(zg_ngrams_list *list, int64_t rows, zg_table **out,
                                      zg_error *error);
void zg_ngrams_drop(void *list);

/* A row as it is shown, but for its text. */
typedef struct zg_ngram_row {
    uint32_t n;
    uint64_t freq, docs;
    const double *values; /* of the measures */
} zg_ngram_row;

/* The next row of the sorter, `values` borrowed until the next call; its text is appended. ZG_END
 * after the last of the group. */
ZG_MUST_USE zg_status zg_ngrams_next(zg_ngrams_list *list, zg_buffer *text, zg_ngram_row *row,
                                     zg_error *error);

/* Counts a group under a ceiling: rows go into the sorter as they are shown. */
ZG_MUST_USE zg_status zg_ngrams_stream(zg_ngrams_list *list, zg_run *run,
                                       const zg_sequence *sequence, zg_count_options *wanted,
                                       zg_error *error);

/* What an n-gram is measured by where there are measures: a zg_count_visit for a list. */
ZG_MUST_USE zg_status zg_ngrams_measure(void *list, uint32_t worker, const zg_count_row *row,
                                        const zg_window *windows, double *values, zg_error *error);

/* The members of the sidecar. */
ZG_MUST_USE zg_status zg_ngrams_describe(const zg_ngrams_list *list, zg_table *table,
                                         zg_error *error);

/* Tells which documents are in no group, and in no part, of the fields asked for. */
ZG_MUST_USE zg_status zg_ngrams_notes(const zg_ngrams_list *list, const char *by, zg_table *table,
                                      zg_error *error);

/* The table of a list of items. Takes what it needs of `list`, which stays the caller's. */
ZG_MUST_USE zg_status zg_ngrams_items(zg_ngrams_list *list, const char *path, const char *sort,
                                      zg_table **out, zg_error *error);

#endif
