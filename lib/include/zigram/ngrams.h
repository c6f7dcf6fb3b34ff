/* zigram/ngrams.h: frequency lists of n-grams. */
#ifndef ZIGRAM_NGRAMS_H
#define ZIGRAM_NGRAMS_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZG_MAX_N 64

typedef struct zg_ngrams_options {
    size_t size;
    uint32_t min_n, max_n;   /* orders, 1 to ZG_MAX_N; default 1 and 3 */
    zg_within within;        /* default ZG_WITHIN_CLAUSE */
    uint64_t min_freq;       /* default 1 */
    uint64_t min_docs;       /* default 1 */
    const char *match;       /* ICU regular expression, found anywhere in the n-gram */
    const char *containing;  /* text that the n-gram must hold as a token sequence */
    const char *stop;        /* path of a list: n-grams equal to a line are left out */
    const char *stop_edge;   /* path of a list: n-grams that begin or end with a line */
    const char *sort;        /* "COL", "COL:asc", "COL:desc"; default "freq" */
    uint64_t top;            /* keep so many rows, after sorting; 0: all */
    uint64_t per;            /* base of the rate column; default 1000000 (per_million) */
} zg_ngrams_options;

ZG_API void zg_ngrams_options_init(zg_ngrams_options *options);

/* Counts the n-grams of the selected documents (NULL: all), exactly.
 * Columns: ngram (utf8), n (int64), freq (int64: occurrences, overlapping), per_million (double:
 * 1e6 * freq / tokens of the selection, for every n), docs (int64: documents that have it),
 * docs_share (double: docs / documents selected).
 * The table borrows `corpus` until it is freed. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (order, sort column, expression), ZG_ERROR_MEMORY,
 * ZG_ERROR_IO or ZG_ERROR_TEXT (lists), ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_ngrams(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *documents,
                                       const zg_ngrams_options *options, zg_table **out,
                                       zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
