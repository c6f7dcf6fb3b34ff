/* count: exact frequencies of n-grams of a range of orders, by sorting. Floor 6. Knows ids only. */
#ifndef ZG_COUNT_H
#define ZG_COUNT_H

#include "run.h"
#include "sequence.h"

/* An n-gram that was found: where it stands first in the order of sorting, and its counts. */
typedef struct zg_count_row {
    uint64_t place; /* position << 8 | irregular << 7 | n */
    uint64_t freq;
    uint64_t docs;
} zg_count_row;

static inline uint64_t zg_count_position(const zg_count_row *row)
{
    return row->place >> 8;
}

static inline uint32_t zg_count_n(const zg_count_row *row)
{
    return (uint32_t)(row->place & 0x7F);
}

static inline bool zg_count_irregular(const zg_count_row *row)
{
    return (row->place & 0x80) != 0;
}

/* A window: where it begins; the key is private. */
typedef struct zg_window {
    uint64_t key;
    uint64_t position;
} zg_window;

/* Sees each n-gram of the result once, with all windows that spell it (`row->freq` of them, in no
 * useful order, borrowed during the call), and may set the row's `values`, which are 0 before.
 * Called from several threads, each with its own `worker` number. */
typedef zg_status zg_count_visit(void *context, uint32_t worker, const zg_count_row *row,
                                 const zg_window *windows, double *values, zg_error *error);

/* Gets rows as they are found, in no useful order, each once; borrowed during the call, as is
 * `items`: what they begin in, of the sequence or `spelled`. Called from several threads, each with
 * its own `worker` number. */
typedef zg_status zg_count_take(void *context, uint32_t worker, const zg_count_row *rows, size_t n,
                                const uint32_t *items, const double *values, zg_error *error);

typedef struct zg_count_options {
    uint32_t min_n, max_n; /* 1 to 64 */
    uint64_t min_freq;     /* 0 is as 1 */
    uint64_t min_docs;
    zg_count_visit *visit; /* NULL: none */
    zg_count_take *take;   /* NULL: rows are kept; else they go there and `out` stays empty; not
                              together with `target` or `cells` */
    void *context;         /* of both */
    size_t values;         /* numbers kept for each row, for `visit` to fill */
    const uint8_t *target; /* by document of the sequence: 1 where it is of the target, else 0, to
                              count two sides in one scan; NULL: there are no sides */
    bool cells;            /* keep what each document has of each row */
    bool spelled;          /* rows need no place in the sequence: where zg_count_is_short, `spelled`
                              is set. Not together with `visit` or `cells` */
} zg_count_options;

/* What of a row's counts is of the target. */
typedef struct zg_count_side {
    uint64_t freq;
    uint64_t docs;
} zg_count_side;

/* What one document (of the sequence) has of a row. */
typedef struct zg_count_cell {
    uint64_t document;
    uint64_t freq;
} zg_count_cell;

typedef struct zg_count {
    zg_count_row *rows;
    zg_count_side *target; /* of each row; NULL without sides */
    size_t n;
    double *values;       /* n rows of `values` numbers; NULL where there are none */
    zg_count_cell *cells; /* by document; NULL where they were not asked for */
    uint64_t *starts;     /* of each row: where its cells begin, `docs` of them */
    uint32_t *spelled;    /* items that rows begin at, instead of those of the sequence; or NULL */
    zg_room rooms[6];     /* private: where these stand */
} zg_count;

/* Whether a faster way can count these, which needs no items (zg_sequence_borrow): the links of an
 * n-gram and the document are told in 64 bits. True for no more of any where it is for so many. */
bool zg_count_is_short(uint64_t links, uint64_t documents, uint64_t elements, uint32_t max_n);

/* Whether it can count n-grams of these documents, within clauses and up to max_n: then the
 * sequence may be borrowed. Under a ceiling it cannot. */
bool zg_count_may_borrow(const zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                         zg_within within, uint32_t max_n);

/* Counts every n-gram of the orders asked for: rows in the byte order of link numbers, an n-gram
 * before those it begins. `freq`: windows that spell it, overlapping; `docs`: documents that have
 * it. The same rows for any number of threads. Under a ceiling work is done in batches that fit,
 * and rows that do not are in a mapped file. */
ZG_MUST_USE zg_status zg_count_ngrams(zg_run *run, const zg_sequence *sequence,
                                      const zg_count_options *options, zg_count *out,
                                      zg_error *error);
void zg_count_free(zg_count *count);

#endif
