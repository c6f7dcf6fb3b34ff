/* zigram/score.h: measures for tables that were made elsewhere, and the table of all measures. */
#ifndef ZIGRAM_SCORE_H
#define ZIGRAM_SCORE_H

#include <zigram/corpus.h>
#include <zigram/table.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zg_score_options {
    size_t size;
    const char *measures; /* as of zg_measure_list_add; NULL: some that suit the columns */
    double confidence;    /* of intervals; default 0.95 */
    double family;        /* m of lrc and of adjusted p-values; default 0: rows of the input */
    bool vectors;         /* names and signs of the published test vectors; m is 1 then, and 1000
                             for columns that end in _m1000 */
    bool contingency;     /* append o11 o12 o21 o22 */
    zg_format format; /* of the input: AUTO (by its suffix, else by its front), TSV, CSV, JSONL */
    const char *encoding; /* default utf-8 */
} zg_score_options;

ZG_API void zg_score_options_init(zg_score_options *options);

/* Reads a table ("-": standard input) and appends measures to its columns, which pass through.
 * What can be computed depends on the columns that are there, in small or capital letters:
 *
 *     o11 o12 o21 o22                                 a 2 x 2 table
 *     f_target f_reference n_target n_reference       the same, for keyness
 *     f f1 f2 n                                       the same, for association
 *     freqs sizes                                     lists (3,0,1) by part, or by group
 *     positions n                                     a list, 1-based, of a corpus of n tokens
 *     freqs_target sizes_target freqs_reference sizes_reference    lists by document
 *
 * A row where one of these cells has no value gets no value. One row is held at a time, but where
 * an adjusted p-value is asked for, or the rows of a stream are the family: then all are.
 * ZG_ERROR_FORMAT, with the line, for a cell that is no number or cannot be. The table is yours. */
ZG_API ZG_MUST_USE zg_status zg_score(zg_run *run, const char *path,
                                      const zg_score_options *options, zg_table **out,
                                      zg_error *error);

/* The measures as a table: measure groups needs unit high formula source caution vector. `wanted`
 * is a list as of zg_score_options.measures, NULL for all. */
ZG_API ZG_MUST_USE zg_status zg_measure_table(zg_run *run, const char *wanted, zg_table **out,
                                              zg_error *error);

/* ---- lexical statistics ---- */

typedef struct zg_lexical_options {
    size_t size;
    const char *by;       /* "FIELD" or "FIELD:BIN": a row for each value; NULL: one row */
    const char *measures; /* of the group "lexical"; NULL: length, richness, predictability */
} zg_lexical_options;

ZG_API void zg_lexical_options_init(zg_lexical_options *options);

/* How rich and how predictable the selected documents (NULL: all) are: with `by` first `group`;
 * then `documents`, then a column a measure. The tokens of the documents are taken one behind the
 * other, marks left out; moving windows and block entropies go over the ends of sentences and
 * documents. The table does not need `corpus`. `*out` is yours. */
ZG_API ZG_MUST_USE zg_status zg_lexical_table(zg_run *run, const zg_corpus *corpus,
                                              const zg_selection *documents,
                                              const zg_lexical_options *options, zg_table **out,
                                              zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
