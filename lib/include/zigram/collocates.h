/* zigram/collocates.h: what stands near what: exact surface co-occurrence, and adjacent pairs. */
#ifndef ZIGRAM_COLLOCATES_H
#define ZIGRAM_COLLOCATES_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZG_WINDOW_DEFAULT UINT32_MAX

typedef struct zg_collocates_options {
    size_t size;
    const char *const *nodes; /* texts that are nodes */
    size_t n_nodes;
    const char *items;         /* path of an item list: its items are nodes; NULL: none */
    const char *const *except; /* sequences in which a node of `nodes` does not count */
    size_t n_except;           /* without any node every collocate that occurs min_freq
                                 times is a node in turn */
    const char *collocates;    /* "phrases" (as zg_phrases finds them), "closed" (n-grams that no
                                 ordinary token extends without loss), "ngrams", "tokens", or the
                                 path of an item list; NULL: phrases where units are characters and
                                 max_n is not 1, else tokens, or n-grams if max_n is above 1 */
    bool nested;               /* also phrases of which fewer than min_freq joint occurrences are
                                 outside the one longer phrase that holds most of them, and those
                                 that a longer phrase with the node in it cuts, or with an edge
                                 that is none (see below) */
    uint32_t min_n, max_n;     /* tokens of collocates; 0: 2 to 8, 2 and up where they are phrases,
                                 1 where they are tokens */
    uint32_t left, right;      /* span in tokens; ZG_WINDOW_DEFAULT: 10 where units are
                                 characters, else 5; with `adjacent` 1 and 1, all pairs 0 and 1 */
    bool adjacent;             /* pairs that stand next to each other; spans of 0 or 1 then */
    bool approximate;  /* r1 = (left + right) * freq_node, c1 = freq_collocate, n = tokens */
    bool unspanned;    /* r1 = freq_node, c1 = freq_collocate, n = tokens */
    zg_within within;  /* default ZG_WITHIN_SENTENCE */
    uint64_t min_freq; /* joint; default 2 */
    uint64_t min_docs; /* default 1 */
    const char *match, *containing, *stop, *stop_edge; /* of collocates, as for n-grams */
    const char *measures; /* "NAME,GROUP,all"; NULL: log_dice mi g2 neg_log10_p t_score
                                 log_ratio lrc */
    bool contingency;     /* append o11 o12 o21 o22 */
    bool positions;       /* append spread and a column for each place of the span; not with
                                 `adjacent`, and spans of no more than 100 tokens a side */
    const char *by;       /* "FIELD[:BIN]": a list for each value; NULL: one list */
    const char *sort;     /* "COL", "COL:asc", "COL:desc"; default "lrc" */
    uint64_t top;         /* rows kept after sorting (of each group); 0: all */
} zg_collocates_options;

ZG_API void zg_collocates_options_init(zg_collocates_options *options);

/* Pairs of a node and a collocate, counted exactly, with measures of association.
 * Columns: group (utf8, with `by`), node, collocate (utf8), n (int64: tokens of the collocate),
 * freq_node, freq_collocate, freq_joint (int64), freq_expected (double: r1 * c1 / n), freq_left,
 * freq_right (int64), mean_distance (double: in tokens, left negative), docs (int64: documents
 * with a joint occurrence), the measures, o11 o12 o21 o22 (int64), and with `positions` spread
 * (double: standard deviation of the distance, over the joint occurrences) and left_L ... left_1
 * right_1 ... right_R (int64: those whose nearest token is so many tokens from the node).
 * The span of a node is `left` tokens before its first and `right` behind its last token, cut at
 * the ends of its `within` unit. The table of a pair (Evert 2008): runs of n tokens, without a
 * token of the node; r1 = those wholly inside the union of all spans, c1 = those that spell the
 * collocate, n = all of the selection. Each joint run belongs to the nearest node whose span
 * reaches it, a tie to the node on its left. The family of lrc and neg_log10_q is the number of
 * rows with freq_joint >= min_freq, of phrases less those that only `nested` shows. Filters judge
 * a collocate by what is shown of it, an item by its name. Measures of a table with a negative
 * cell, which only `approximate` and `unspanned` can have, have no value.
 * Phrases around a node are whole expressions, unless `nested`: left out is first a phrase XY of
 * which a longer phrase with the node in it holds Y but not X (深化企业 where 企业改革 is a phrase),
 * if more than 3 of 5 of its occurrences are joint, it stands on that side no less often than on
 * the other, and freq(XY) / freq(Y) is less than 24 times joint(X) / r1(X), or less than 12 times
 * where mean_distance is between -2 and 2: then X is there because of the node (Lauer 1995, the
 * dependency model of compounds; the bounds are ours). Then one with an edge that is none: inside
 * other phrases without the node, where no mark stands, in 4 of 5 of its occurrences or more and
 * all but 2 at most, one of them crossing it. Then one of which fewer than min_freq joint
 * occurrences are outside the longer row that holds most of them.
 * The table borrows `corpus`. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (options, a node without a token), ZG_ERROR_RANGE (what
 * zg_phrases refuses), ZG_ERROR_MEMORY, ZG_ERROR_IO or ZG_ERROR_TEXT (lists),
 * ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_collocates(zg_run *run, const zg_corpus *corpus,
                                           const zg_selection *documents,
                                           const zg_collocates_options *options, zg_table **out,
                                           zg_error *error);

/* The same pairs as a network, of those with an lrc above 0. `*nodes` (id label n freq): each
 * sequence that has an edge, once; `*edges` (source target type weight freq_joint ways): each two
 * of them once, by weight, which is lrc. Without any node, collocates are phrases in words, too,
 * unless said otherwise, and an edge needs both to attract the other; its weight is the smaller
 * lrc. Both tables are yours.
 * Fails as zg_collocates does, and with ZG_ERROR_ARGUMENT for `by`. */
ZG_API ZG_MUST_USE zg_status zg_collocates_network(zg_run *run, const zg_corpus *corpus,
                                                   const zg_selection *documents,
                                                   const zg_collocates_options *options,
                                                   zg_table **nodes, zg_table **edges,
                                                   zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
