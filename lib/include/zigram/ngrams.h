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
    uint64_t min_freq;       /* default 1; with `items` 0 keeps those that do not occur */
    uint64_t min_docs;       /* default 1; the same */
    const char *match;       /* ICU regular expression, found anywhere in the n-gram */
    const char *containing;  /* text that the n-gram must hold as a token sequence */
    const char *stop;        /* path of a list: n-grams equal to a line are left out */
    const char *stop_edge;   /* path of a list: n-grams that begin or end with a line */
    const char *sort;        /* "COL", "COL:asc", "COL:desc"; default "freq" */
    uint64_t top;            /* keep so many rows, after sorting; 0: all */
    uint64_t per;            /* base of the rate column; default 1000000 (per_million) */
    const char *items;       /* path of an item list, or "phrases": count these only; NULL: all */
    bool forms;              /* with `items`: a row for each form of an item */
    const char *by;          /* "FIELD[:BIN]": a list for each value; NULL: one list */
    const char *dispersion;  /* names of measures of dispersion, commas between; "": the default
                                ones, ZG_NGRAMS_DISPERSION; NULL: none */
    const char *parts;       /* of dispersion: "document" (NULL), "FIELD[:BIN]", "equal:K" */
} zg_ngrams_options;

#define ZG_NGRAMS_DISPERSION "docs_expected,dp_norm,da,kld_norm_o2p,arf"

ZG_API void zg_ngrams_options_init(zg_ngrams_options *options);

/* Counts the n-grams of the selected documents (NULL: all), exactly.
 * Columns: ngram (utf8), n (int64), freq (int64: occurrences, overlapping), per_million (double:
 * 1e6 * freq / tokens of the selection, for every n), docs (int64: documents that have it),
 * docs_share (double: docs / documents selected).
 * With `items` a row is an item: `ngram` is its name, `n` empty where its forms differ in length;
 * `forms` adds a column form and splits it. `dispersion` adds a column for each measure. `by` adds
 * group in front and tokens and documents (of the group) behind; all numbers, thresholds and `top`
 * are of the group, and items that a group has not have their row too where `min_freq` is 0.
 * `match`, `containing`, `stop` and `stop_edge` do not go with `items`.
 * The table borrows `corpus` and `documents` until it is freed. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (order, sort column, expression), ZG_ERROR_MEMORY,
 * ZG_ERROR_IO or ZG_ERROR_TEXT (lists), ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_ngrams(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *documents,
                                       const zg_ngrams_options *options, zg_table **out,
                                       zg_error *error);

/* Runs: counts in a file, to be merged with those of other, disjoint documents, of any number of
 * processes and machines. A table of merged runs is the one that a count over all the documents
 * gives, byte for byte.
 *
 * zg_ngrams_write_runs counts the selected documents as `options` say (orders and `within`; a run
 * has every n-gram, so no other option is allowed) and writes a run. ZG_ERROR_ARGUMENT also where
 * a type is written in several ways that a fold makes one: which is shown depends on all texts.
 * zg_runs_merge makes one run of many, a stream of rows; it needs memory for a block of each.
 * zg_ngrams_from_runs gives the table of runs. `min_n` 0: all orders they have. `min_freq`,
 * `min_docs`, `match`, `sort`, `top`, `per` as in zg_ngrams; ZG_ERROR_ARGUMENT for the others.
 * Runs of different settings, orders or ICU releases, and a document that two runs have, are
 * ZG_ERROR_ARGUMENT; a file cut or damaged is ZG_ERROR_FORMAT. */
ZG_API ZG_MUST_USE zg_status zg_ngrams_write_runs(zg_run *run, const zg_corpus *corpus,
                                                  const zg_selection *documents,
                                                  const zg_ngrams_options *options,
                                                  const char *path, zg_error *error);
ZG_API ZG_MUST_USE zg_status zg_runs_merge(zg_run *run, const char *const *paths, size_t n,
                                           const char *path, zg_error *error);
ZG_API ZG_MUST_USE zg_status zg_ngrams_from_runs(zg_run *run, const char *const *paths, size_t n,
                                                 const zg_ngrams_options *options, zg_table **out,
                                                 zg_error *error);

/* Whether a file begins as a run does. */
ZG_API bool zg_runs_is_file(const char *path);

#ifdef __cplusplus
}
#endif

#endif
