/* zigram/keyness.h: what is key: items of a target compared with a reference.
 *
 * Two sides, several groups one after the other, or two ready-made frequency lists give one and
 * the same table; the sides are named by the function that is called.
 *
 * Where a side has fewer than ZG_KEYNESS_DOCUMENTS documents the comparison is descriptive: lrc,
 * neg_log10_p and neg_log10_q have no value, only rows with 5 occurrences or more whose exact
 * interval excludes 0 are given, ordered by log_ratio; a note of the table (zg_table_note) and its
 * sidecar say so; `inferential` overrides.
 *
 * Where it is known which documents are near-copies of each other (`reuse`), those of one side are
 * one document for all that takes documents as units: the 5 that are needed, dispersion, tests,
 * intervals, permutations, leaving one out. What counts occurrences counts them all. */
#ifndef ZIGRAM_KEYNESS_H
#define ZIGRAM_KEYNESS_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZG_KEYNESS_DOCUMENTS 5 /* documents a side needs to be more than described */
#define ZG_KEYNESS_FREQ      5 /* least frequency, both sides together, where it is described */

/* Which rows: D = o11 o22 - o12 o21 above 0, below 0, or any. */
typedef enum zg_direction { ZG_OVER, ZG_UNDER, ZG_BOTH } zg_direction;

/* What each group is compared with. */
typedef enum zg_versus { ZG_VERSUS_REST, ZG_VERSUS_PREVIOUS, ZG_VERSUS_FIRST } zg_versus;

typedef struct zg_keyness_options {
    size_t size;
    const char *items;      /* "phrases" (of both sides pooled), "ngrams", "closed", or the path of
                               an item list; NULL: phrases for units char and grapheme where no
                               order is given, else ngrams */
    uint32_t min_n, max_n;  /* orders of ngrams and closed; 0 (default): ngrams 1, closed 2 to 8 */
    int within;             /* a zg_within; below 0 (default): sentence for phrases, else clause */
    uint64_t min_freq;      /* both sides together; default 2. Decides the family. */
    uint64_t min_docs;      /* both sides together; default 1. A filter of rows. */
    const char *match;      /* ICU regular expression, found anywhere in the item */
    const char *containing; /* text that the item must hold as a run of tokens */
    const char *stop;       /* path of a list: items equal to a line are left out */
    const char *stop_edge;  /* path of a list: items that begin or end with a line */
    zg_direction direction; /* default ZG_OVER */
    bool windows;           /* margins are windows of n tokens, not tokens */
    double confidence;      /* of all intervals; default 0.95 */
    const char *measures;   /* names and groups of measures to add; NULL: none. What needs the
                               frequencies of one side's documents gives two columns, with _target
                               and _reference behind the name. */
    bool contingency;       /* add o11 o12 o21 o22 */
    bool inferential;       /* never descriptive */
    bool leave_one_out;     /* add lrc_without_one and without_document */
    const char *reuse;      /* path of pairs of documents that share text, as zg_phrases writes it;
                               NULL: none. Adds docs_independent_target and _reference. */
    double reuse_share;     /* documents are copies of each other where what they share is this
                               share of one of them; default 0.8 */
    uint64_t permutations;  /* add permutation_neg_log10_p from so many; 0 (default): none */
    uint64_t seed;          /* of the permutations; default 1 */
    const char *sort;       /* "COL[:asc|desc]"; NULL: lrc (descriptive: log_ratio), the strongest
                               first */
    uint64_t top;           /* keep so many rows (of each group), after sorting; 0: all */
    uint64_t per;           /* base of the rates; default 1000000 (per_million_target ...) */
} zg_keyness_options;

ZG_API void zg_keyness_options_init(zg_keyness_options *options);

/* Compares two sets of documents of a corpus; no document may be in both.
 * Columns: item (utf8), n, freq_target, freq_reference, per_million_target, per_million_reference,
 * docs_target, docs_reference, log_ratio (Walter), log_ratio_low, log_ratio_high (exact), lrc, g2
 * (signed), neg_log10_p, neg_log10_q, dp_norm_target, dp_norm_reference, and those asked for.
 * The table borrows `corpus` until it is freed. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (order, sort column, measure, expression, a document on both
 * sides), ZG_ERROR_EMPTY (a side has no token), ZG_ERROR_MEMORY, ZG_ERROR_IO or ZG_ERROR_TEXT
 * (lists), ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_keyness(zg_run *run, const zg_corpus *corpus,
                                        const zg_selection *target, const zg_selection *reference,
                                        const zg_keyness_options *options, zg_table **out,
                                        zg_error *error);

/* Compares each group of the selected documents (NULL: all) by "FIELD[:BIN]" with the rest, the
 * group before, or the first. First column: group. The family is all rows of all groups. */
ZG_API ZG_MUST_USE zg_status zg_keyness_by(zg_run *run, const zg_corpus *corpus,
                                           const zg_selection *documents, const char *by,
                                           zg_versus versus, const zg_keyness_options *options,
                                           zg_table **out, zg_error *error);

/* The same against the rest, and what all groups at once say of the item: adjusted_residual of the
 * group, g2_2k, g2_2k_neg_log10_p, g2_2k_neg_log10_q, cramers_v. */
ZG_API ZG_MUST_USE zg_status zg_keyness_groups(zg_run *run, const zg_corpus *corpus,
                                               const zg_selection *documents, const char *by,
                                               const zg_keyness_options *options, zg_table **out,
                                               zg_error *error);

/* Two ready-made lists: tables with a column item, ngram, phrase, term, word or type, a column
 * freq, and, where they are there, n and docs. */
typedef struct zg_keyness_list {
    const char *path;
    uint64_t tokens;    /* of the side; 0: from PATH.meta.json beside it */
    uint64_t documents; /* of the side; 0: from there, else not known */
} zg_keyness_list;

/* Compares two lists, paired by the bytes of the item. Of the options those that need a corpus
 * (items, orders, within, containing, stop_edge, windows, leave_one_out, permutations, reuse) do
 * not apply. Where the documents are not known the comparison is not descriptive. */
ZG_API ZG_MUST_USE zg_status zg_keyness_lists(zg_run *run, const zg_keyness_list *target,
                                              const zg_keyness_list *reference,
                                              const zg_keyness_options *options, zg_table **out,
                                              zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
