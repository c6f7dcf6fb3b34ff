/* zigram/measures.h: the measures of corpus linguistics as pure functions of numbers.
 *
 * A registry names every measure once: what it is, in which unit, what a high value means, who
 * published it, and the function. Tools, manual and tests are driven by it. To compute: prepare
 * the input (a 2 x 2 table, the frequencies in the parts of a corpus, ...) once, then ask for as
 * many measures of it as wanted. Where a measure has no value the result is NaN; infinities are
 * values.
 *
 * One rule for zeros: IEEE arithmetic of the textbook formula, 0 ln 0 = 0; smoothing only where
 * the name of a measure says so. In a table with a zero margin all evidence is 0 and p is 1.
 *
 * Prepared inputs borrow the arrays they were made from. Nothing here keeps state, so all of it
 * may be called from many threads; one zg_lexical belongs to one thread. */
#ifndef ZIGRAM_MEASURES_H
#define ZIGRAM_MEASURES_H

#include <zigram/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Levels ---- */

/* Confidence and family size, with what intervals need of them. Make with zg_levels_init; read
 * only. One is enough for any number of tables. */
typedef struct zg_levels {
    double confidence; /* of all intervals */
    double family;     /* m of Bonferroni, for lrc, plrc and lockword */
    double z;          /* normal quantile of the two-sided confidence */
    struct {
        double log_alpha, z; /* ln of the tail, and the normal quantile there */
    } interval,              /* each tail (1 - confidence) / 2 */
        family_interval,     /* each tail (1 - confidence) / 2 / family */
        family_one_sided;    /* (1 - confidence) / family */
} zg_levels;

/* Confidence from 0.5 up to below 1, family at least 1; else ZG_ERROR_ARGUMENT. */
ZG_API ZG_MUST_USE zg_status zg_levels_init(zg_levels *out, double confidence, double family,
                                            zg_error *error);

/* ---- 2 x 2 tables ---- */

/* Cells in Evert's notation. Keyness: columns are target and reference, row 1 the item (o11 =
 * frequency in the target, c1 = tokens of the target). Association: row 1 has the node, column 1
 * the collocate. */
typedef struct zg_contingency {
    int64_t o11, o12, o21, o22;
} zg_contingency;

/* From frequencies; false where a cell would be negative or does not fit. */
ZG_API ZG_MUST_USE bool zg_contingency_keyness(int64_t freq_target, int64_t freq_reference,
                                               int64_t tokens_target, int64_t tokens_reference,
                                               zg_contingency *out);
ZG_API ZG_MUST_USE bool zg_contingency_joint(int64_t freq_joint, int64_t freq_node,
                                             int64_t freq_collocate, int64_t n,
                                             zg_contingency *out);

/* A prepared table: margins are exact sums, and everything that tells it from independence is
 * derived from the exact determinant, which int64 cannot hold. */
typedef struct zg_table2x2 {
    int64_t o11, o12, o21, o22;
    int64_t r1, r2, c1, c2, n;
    double e11, e12, e21, e22;         /* expected under independence; NaN where n is 0 */
    double determinant;                /* o11 o22 - o12 o21, rounded once */
    double d;                          /* determinant / n = o11 - e11 */
    int sign;                          /* of the determinant: 1 attraction or overuse, -1, 0 */
    bool degenerate;                   /* a margin is 0 */
    int64_t freq_node, freq_collocate; /* of the words themselves, for log_dice and min_sens: r1
                                          and c1, unless the caller sets them after preparing
                                          (a window table, where r1 counts the span) */
    const zg_levels *levels;           /* borrowed; NULL: 0.95 and a family of 1 */
} zg_table2x2;

/* Fails with ZG_ERROR_ARGUMENT for a negative cell, ZG_ERROR_RANGE where the sum is above 2^62. */
ZG_API ZG_MUST_USE zg_status zg_table2x2_init(zg_table2x2 *out, const zg_contingency *cells,
                                              const zg_levels *levels, zg_error *error);

/* ---- An item in the parts of a corpus (dispersion) ---- */

/* The sizes of all parts in tokens, each at least 1. */
typedef struct zg_part_sizes {
    const int64_t *sizes;
    size_t n;
    int64_t total, smallest;
    double squares; /* sum of the squared sizes */
} zg_part_sizes;

/* Fails with ZG_ERROR_ARGUMENT for a size below 1, ZG_ERROR_RANGE where the sum does not fit. */
ZG_API ZG_MUST_USE zg_status zg_part_sizes_init(zg_part_sizes *out, const int64_t *sizes, size_t n,
                                                zg_error *error);

/* Frequencies of one item in `listed` parts; those not listed have none of it, so that a corpus
 * of a million documents costs an item of ten only ten steps. */
typedef struct zg_part_freqs {
    const zg_part_sizes *parts;
    const uint32_t *index; /* which parts are listed; NULL: the first ones */
    const int64_t *freqs;  /* of the listed parts, at least 0 */
    size_t listed;
    const double *rates; /* freq / size of the listed parts, ascending; NULL: not made */
    size_t range;        /* parts with one or more */
    int64_t freq;        /* sum */
    int64_t size_with;   /* tokens of the parts with one or more */
} zg_part_freqs;

/* `rates` is room for `listed` values, kept while `out` is used; NULL where neither da nor
 * gini_rate is asked for (they have no value then). Fails with ZG_ERROR_ARGUMENT for a negative
 * frequency, ZG_ERROR_RANGE where the sum does not fit. */
ZG_API ZG_MUST_USE zg_status zg_part_freqs_init(zg_part_freqs *out, const zg_part_sizes *parts,
                                                const uint32_t *index, const int64_t *freqs,
                                                size_t listed, double *rates, zg_error *error);

/* Documents that an item of this frequency would reach by chance: sum of 1 - (1 - w_i)^freq.
 * One pass over all parts: for lists of items keep it by frequency. */
ZG_API double zg_docs_expected(const zg_part_sizes *parts, int64_t freq);

/* ---- Positions of an item in a corpus ---- */

/* 1-based, ascending, in a corpus of `tokens`; gaps are cyclic. */
typedef struct zg_position_list {
    const int64_t *positions;
    size_t n;
    int64_t tokens;
} zg_position_list;

/* ---- An item in k corpora ---- */

typedef struct zg_group_freqs {
    const int64_t *freqs; /* at most the size each */
    const int64_t *sizes; /* at least 1 */
    size_t k;
    int64_t freq, total; /* sums */
} zg_group_freqs;

/* Fails with ZG_ERROR_ARGUMENT (no group, a size below 1, a frequency out of range) or
 * ZG_ERROR_RANGE. */
ZG_API ZG_MUST_USE zg_status zg_group_freqs_init(zg_group_freqs *out, const int64_t *freqs,
                                                 const int64_t *sizes, size_t k, zg_error *error);

/* Residuals of corpus j: (f - e) / sqrt(e), and adjusted, (f - e) / sqrt(e (1 - F/N)(1 - n/N)). */
ZG_API double zg_group_residual(const zg_group_freqs *groups, size_t j);
ZG_API double zg_group_adjusted_residual(const zg_group_freqs *groups, size_t j);

/* ---- An item in the documents of two corpora ---- */

/* A document as the rank-sum test sees it. */
typedef struct zg_document_rate {
    int64_t freq, size;
    bool in_target;
} zg_document_rate;

/* Rates x = freq / size per document. Documents not listed count with rate 0. */
typedef struct zg_document_freqs {
    const zg_part_freqs *target, *reference;
    const zg_levels *levels;                                     /* borrowed; NULL: 0.95 */
    double mean_target, mean_reference, sd_target, sd_reference; /* sd: with n - 1 */
    double u;       /* pairs with target above reference, ties as half */
    double tie_sum; /* sum of t^3 - t over groups of equal rates; ties are exact */
    double exact_p; /* two-sided rank-sum p by all assignments; NaN beyond 20 documents */
    double least_p; /* the least that exact_p could be with these ties; NaN with it */
} zg_document_freqs;

/* `scratch` is room for as many values as both sides list, used only during the call. */
ZG_API void zg_document_freqs_init(zg_document_freqs *out, const zg_part_freqs *target,
                                   const zg_part_freqs *reference, const zg_levels *levels,
                                   zg_document_rate *scratch);

/* ---- Documents drawn anew (bootstrap) ---- */

/* How often each document of a side is drawn in each of `rounds` rounds of drawing as many as
 * there are, with replacement. Made once a side, for all items. Draws come from a counter and not
 * from a state, so they depend on the seed alone: not on threads, nor on the order of items. */
typedef struct zg_resamples zg_resamples;

/* `side` 0 target, 1 reference: other draws for the same seed. Holds 4 bytes a document and round,
 * and borrows `parts`. `*out` is yours. ZG_ERROR_ARGUMENT for no document or no round. */
ZG_API ZG_MUST_USE zg_status zg_resamples_new(const zg_part_sizes *parts, uint32_t rounds,
                                              uint64_t seed, uint32_t side, zg_resamples **out,
                                              zg_error *error);
ZG_API void zg_resamples_free(zg_resamples *resamples);

/* -log10 p of the two-sided bootstrap test over documents (after Lijffijt et al. 2016): with
 * p1 = share of rounds where the rate in the target (all frequencies / all sizes drawn) is above
 * that in the reference, ties as 1/2, p = (1 + 2 B min(p1, 1 - p1)) / (1 + 2 B), B rounds. Rates
 * are compared exactly. `scratch` is room for 2 B values. Costs B steps a document with the item.
 * NaN where the item is nowhere, or the numbers of rounds differ. */
ZG_API double zg_bootstrap_neg_log10_p(const zg_part_freqs *target,
                                       const zg_resamples *target_draws,
                                       const zg_part_freqs *reference,
                                       const zg_resamples *reference_draws, int64_t *scratch);

/* ---- A text (lexical statistics) ---- */

typedef struct zg_lexical zg_lexical;

/* Counts the `n` tokens `ids` (borrowed until freed; any numbers below 2^32 - 1, best dense from
 * 0). Block entropies are made up to order `max_block` (0 to 4); each order sorts the text once,
 * in 16 bytes a token. `*out` is yours: zg_lexical_free. */
ZG_API ZG_MUST_USE zg_status zg_lexical_new(const uint32_t *ids, size_t n, int max_block,
                                            zg_lexical **out, zg_error *error);
ZG_API void zg_lexical_free(zg_lexical *lexical);

/* Moving-average and mean-segmental type-token ratio with any window. */
ZG_API double zg_mattr(const zg_lexical *lexical, size_t window);
ZG_API double zg_msttr(const zg_lexical *lexical, size_t window);

/* ---- n-grams ---- */

/* Windows of n tokens by their match with an n-gram: counts[b] windows agree with it exactly at
 * the places whose bits are set in b (bit 0: first token), 2^n values. */
typedef struct zg_pattern_counts {
    const int64_t *counts;
    size_t n;         /* 1 to 16 */
    double smoothing; /* added to every count; 0.5 by custom */
} zg_pattern_counts;

/* What is next to the occurrences of an n-gram on one side. */
typedef struct zg_neighbours {
    const int64_t *freqs; /* of each distinct neighbour, at least 1 */
    size_t n;
    int64_t boundary; /* occurrences with none, at a stop or an end */
} zg_neighbours;

/* Counts of an n-gram and its pieces. What a measure does not need may be left 0. */
typedef struct zg_ngram_counts {
    size_t n;              /* its length */
    int64_t freq;          /* overlapping occurrences */
    int64_t tokens;        /* of the corpus */
    const int64_t *left;   /* left[i]: freq of its first i + 1 tokens, n - 1 values */
    const int64_t *right;  /* right[i]: freq of what follows these */
    const int64_t *single; /* freq of its n tokens */
    zg_neighbours before, after;
    int64_t holders;              /* candidates longer than it that contain it */
    int64_t freq_holders;         /* sum of their freqs */
    int64_t freq_apart;           /* occurrences that do not overlap, counted from the left */
    const int64_t *symbol_freqs;  /* freq of each distinct token of it */
    const int64_t *symbol_inside; /* how often it is in the n-gram */
    size_t symbols;
    int64_t types_after_first; /* bigrams: distinct tokens right of the first, no boundary */
    int64_t types_before_last; /* bigrams: distinct tokens left of the second */
} zg_ngram_counts;

/* Glue of an n-gram that no (n + 1)-gram around it reaches and no (n - 1)-gram within it exceeds
 * (LocalMaxs, Silva & Lopes 1999). Without (n - 1)-grams of two tokens or more: `n_within` 0. */
ZG_API bool zg_local_maximum(double glue, const double *around, size_t n_around,
                             const double *within, size_t n_within);

/* Frequency less what longer retained sequences take: freq - sum of consolidated[i] * times[i],
 * where times[i] is how often it is in sequence i (O'Donnell 2011). For lists without positions;
 * may fall below 0 where longer sequences overlap. */
ZG_API int64_t zg_consolidated_freq(int64_t freq, const int64_t *consolidated, const int64_t *times,
                                    size_t n);

/* NC-value: 0.8 c_value + 0.2 sum of freqs[i] * weights[i] over context words (Frantzi,
 * Ananiadou & Mima 2000). */
ZG_API double zg_nc_value(double c_value, const int64_t *freqs, const double *weights, size_t n);

/* ---- Adjusting p-values for many tests ---- */

typedef enum zg_adjustment {
    ZG_ADJUST_BONFERRONI,
    ZG_ADJUST_SIDAK,
    ZG_ADJUST_HOLM,
    ZG_ADJUST_BH, /* Benjamini & Hochberg 1995: neg_log10_q */
    ZG_ADJUST_BY  /* Benjamini & Yekutieli */
} zg_adjustment;

typedef struct zg_ranked {
    double value;
    size_t index;
} zg_ranked;

/* `neg_log10_p` and `out` (may be the same) hold -log10 p of `n` tests in a family of `family`
 * (at least the number of tests); NaN is no test and stays. `scratch` is room for n values. */
ZG_API void zg_adjust(zg_adjustment method, const double *neg_log10_p, size_t n, double family,
                      zg_ranked *scratch, double *out);

/* ---- The registry ---- */

typedef enum zg_needs {
    ZG_NEEDS_TABLE,     /* zg_table2x2 */
    ZG_NEEDS_PARTS,     /* zg_part_freqs */
    ZG_NEEDS_POSITIONS, /* zg_position_list */
    ZG_NEEDS_GROUPS,    /* zg_group_freqs */
    ZG_NEEDS_DOCUMENTS, /* zg_document_freqs */
    ZG_NEEDS_TOKENS,    /* zg_lexical */
    ZG_NEEDS_PATTERNS,  /* zg_pattern_counts */
    ZG_NEEDS_NGRAM,     /* zg_ngram_counts */
    ZG_NEEDS_ROWS       /* neg_log10_p of all rows of a table, for zg_adjust */
} zg_needs;

/* One measure. Texts are borrowed for ever. */
typedef struct zg_measure {
    const char *name;    /* of the measure and of its column; unique */
    const char *groups;  /* names parted by blanks: keyness association evidence dispersion ... */
    const char *formula; /* in words and signs */
    const char *unit;    /* "" where a pure number */
    const char *high;    /* what a high value says: "more in the target", "even" ...; may be "" */
    const char *source;  /* "Author year"; "" where it is common property */
    const char *check;   /* a caution: own definition, source not seen, when not to use; or NULL */
    const char *vector;  /* its name among the published test vectors; NULL: not there */
    const char *vector_variant; /* another column of the same measure: family 1000 where the first
                                   has 1, smoothing 1 where it has 0.5; or NULL */
    bool negated;               /* the test vectors have the value with the other sign */
    bool whole;                 /* always a whole number */
    zg_needs needs;             /* which of `compute` is set */
    union {
        double (*table)(const zg_table2x2 *table);
        double (*parts)(const zg_part_freqs *item);
        double (*positions)(const zg_position_list *item);
        double (*groups)(const zg_group_freqs *item);
        double (*documents)(const zg_document_freqs *item);
        double (*tokens)(const zg_lexical *text);
        double (*patterns)(const zg_pattern_counts *ngram);
        double (*ngram)(const zg_ngram_counts *ngram);
        zg_adjustment rows;
    } compute; /* NaN: no value */
} zg_measure;

/* The measures in their order, and NULL for an index beyond the last. */
ZG_API const zg_measure *zg_measure_at(size_t index);

/* By name; NULL where there is none. */
ZG_API const zg_measure *zg_measure_find(const char *name);

/* By the name of a column of the test vectors, which is unique for one kind of input. `*variant`
 * (may be NULL) says whether it is the variant. */
ZG_API const zg_measure *zg_measure_find_vector(zg_needs needs, const char *vector, bool *variant);

/* Whether `group` is one of the measure's groups. */
ZG_API bool zg_measure_in_group(const zg_measure *measure, const char *group);

/* ---- Choosing measures: what stands behind --measures of every tool ---- */

/* What a tool has prepared for one item; NULL where it has none. */
typedef struct zg_measure_inputs {
    const zg_table2x2 *table;
    const zg_part_freqs *parts;
    const zg_position_list *positions;
    const zg_group_freqs *groups;
    const zg_document_freqs *documents;
    const zg_lexical *tokens;
    const zg_pattern_counts *patterns;
    const zg_ngram_counts *ngram;
} zg_measure_inputs;

/* The value of any measure but those of ZG_NEEDS_ROWS; NaN where its input is NULL. */
ZG_API double zg_measure_value(const zg_measure *measure, const zg_measure_inputs *inputs);

/* A bit for each kind of input, to say which of them a tool has. */
#define ZG_HAS(needs) (1u << (needs))

/* How 2 x 2 tables are turned, which decides what their measures are called. */
typedef enum zg_reading {
    ZG_READ_ANY,         /* not known: every measure, by its own name */
    ZG_READ_KEYNESS,     /* columns are target and reference: measures of the group "keyness" */
    ZG_READ_ASSOCIATION, /* rows are node and others: of the group "association", own names */
    ZG_READ_COLLOCATES   /* the same, and "_association" falls: lrc is lrc_association */
} zg_reading;

/* One measure asked for, and what its column is called. Both are borrowed for ever. */
typedef struct zg_measure_column {
    const zg_measure *measure;
    const char *name;
} zg_measure_column;

/* Each measure once, in the order asked for. Zero it to begin. */
typedef struct zg_measure_list {
    zg_measure_column *columns;
    size_t n;
} zg_measure_list;

/* Reads "NAME,GROUP,all": names of measures, of groups (all of the group that the tool has the
 * input for), "all" (all it has the input for). `has` are bits of ZG_HAS. The list is appended to
 * `out`, which is yours: zg_measure_list_free; on failure `out` is as before. ZG_ERROR_ARGUMENT
 * with source "--measures" for a name that is not there (the nearest one is told), one whose input
 * the tool has not, one of another reading, and where a group gives nothing. */
ZG_API ZG_MUST_USE zg_status zg_measure_list_add(zg_measure_list *out, const char *text,
                                                 uint32_t has, zg_reading reading, zg_error *error);
ZG_API void zg_measure_list_free(zg_measure_list *list);

/* Whether a measure of these columns is in the list. */
ZG_API bool zg_measure_list_has(const zg_measure_list *list, const char *name);

/* What a kind of input is called for people: "a 2 x 2 table". */
ZG_API const char *zg_needs_text(zg_needs needs);

#ifdef __cplusplus
}
#endif

#endif
