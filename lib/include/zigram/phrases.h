/* zigram/phrases.h: recurring phrases: formulas, slogans, set expressions, found whole.
 *
 * A phrase is a recurrent sequence of any length whose two edges are where language puts edges.
 * The set of phrases is decided once for a corpus, a selection of it and the four thresholds
 * `within`, `min_freq`, `min_boundary`; everything else here only chooses rows and columns. */
#ifndef ZIGRAM_PHRASES_H
#define ZIGRAM_PHRASES_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zg_phrases_options {
    size_t size;
    zg_within within;        /* default ZG_WITHIN_SENTENCE */
    uint64_t min_freq;       /* 2 and up; 0 (default): max(2, round(0.12 tokens^0.27)) */
    double min_boundary;     /* least score of the weaker edge; below 0 (default): 0.9 for units
                                char and grapheme, 1.2 for word and space */
    bool nested;             /* also show phrases that stand in a longer one nearly always */
    uint64_t min_length;     /* tokens; default 2. A filter of rows. */
    uint64_t min_docs;       /* default 1. A filter of rows. */
    const char *match;       /* ICU regular expression, found anywhere in the phrase */
    const char *containing;  /* text that the phrase must hold as a run of tokens */
    const char *stop;        /* path of a list: phrases equal to a line are left out */
    const char *stop_edge;   /* path of a list: phrases that begin or end with a line */
    const char *by;          /* "FIELD[:BIN]": a list for each value; NULL: one list */
    const char *sort;        /* "score", "bounded", "COL[:asc|desc]"; NULL: score, or g2 with by */
    uint64_t top;            /* keep so many rows (of each group), after sorting; 0: all */
    uint64_t per;            /* base of the rate column; default 1000000 (per_million) */
    const char *occurrences; /* path: where each row's phrase stands; NULL: not written */
    const char *write_items; /* path: the rows as an item list; NULL: not written */
    const char *reuse;       /* path: pairs of documents that share long passages; NULL: none */
    uint64_t reuse_length;   /* tokens from which a passage is long; default 20 */
    double reuse_share;      /* documents are copies of each other where a passage or more cover
                                this share of one of them; default 0.8 */
} zg_phrases_options;

ZG_API void zg_phrases_options_init(zg_phrases_options *options);

/* Finds the phrases of the selected documents (NULL: all). Columns: phrase (utf8), n, freq,
 * per_million, docs, docs_expected, freq_own, freq_consolidated, score, boundary, cohesion,
 * left_entropy, right_entropy, dp_norm, first_document, last_document; with `nested` also
 * container (utf8); with `reuse` also docs_independent; with `by` first group, last g2.
 * The table borrows `corpus` until it is freed. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (threshold, sort column, expression, field), ZG_ERROR_MEMORY,
 * ZG_ERROR_IO or ZG_ERROR_TEXT (lists, files to write), ZG_ERROR_EMPTY (no document has a value
 * of the field), ZG_ERROR_RANGE (2^31 documents or distinct tokens; a passage of 2^32 tokens that
 * recurs), ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_phrases(zg_run *run, const zg_corpus *corpus,
                                        const zg_selection *documents,
                                        const zg_phrases_options *options, zg_table **out,
                                        zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
