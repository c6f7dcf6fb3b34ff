/* phrases: the retained set of phrases and the closed n-grams, as sequences of elements with
 * their counts and places. Floor 7.
 *
 * What a list, a comparison, a collocation table or a page needs of phrases comes from here;
 * zg_phrases makes a table of it. */
#ifndef ZG_PHRASES_H
#define ZG_PHRASES_H

#include <zigram/phrases.h>

#include "corpus.h"
#include "run.h"

/* One phrase, or one closed n-gram. A set of closed n-grams has no scores (0 all). */
typedef struct zg_phrase {
    uint32_t n;      /* tokens; marks are not counted */
    uint32_t length; /* elements from the first token to the last, marks inside included */
    uint32_t before; /* the opening mark that it is shown with, as an element; 0: none */
    uint32_t after;  /* the closing mark; 0: none */
    uint64_t freq;
    uint64_t docs;
    uint64_t freq_own;          /* outside the one longer phrase that holds most of them */
    uint64_t freq_consolidated; /* outside every longer phrase, by position */
    double score, bounded;      /* what the two orders order by */
    double boundary, cohesion, left_entropy, right_entropy;
    uint32_t container; /* the longer phrase that holds most, as an index; UINT32_MAX: none */
    bool nested;        /* fails by freq_own alone: shown only on demand, covers nothing */
    uint64_t low;       /* private: where its occurrences lie */
    uint32_t number;    /* private: what it was laid as */
    size_t first;       /* private: and its elements */
} zg_phrase;

typedef struct zg_phrase_set zg_phrase_set;

typedef struct zg_phrase_options {
    zg_within within;    /* default ZG_WITHIN_SENTENCE */
    uint64_t min_freq;   /* 0: adapts to the corpus */
    double min_boundary; /* below 0: by the unit */
    bool nested;         /* keep the nested ones in the set too */
} zg_phrase_options;

void zg_phrase_options_init(zg_phrase_options *options);

/* The phrases of the selected documents (NULL: all), by score, then freq (descending), then the
 * order of their types. The same set for any number of threads and any order of documents. It
 * borrows `corpus`. `*out` is yours: zg_phrase_set_free. */
ZG_MUST_USE zg_status zg_phrase_set_make(zg_run *run, const zg_corpus *corpus,
                                         const zg_selection *selection,
                                         const zg_phrase_options *options, zg_phrase_set **out,
                                         zg_error *error);

/* Closed n-grams of min_n to max_n tokens (2 and up; max_n UINT32_MAX: of any length) with
 * `min_freq` occurrences or more (2 and up): no extension by one ordinary token has the same
 * frequency; marks, and function tokens behind a gap, are no part of an edge. By freq
 * (descending), then the order of their types. */
ZG_MUST_USE zg_status zg_closed_make(zg_run *run, const zg_corpus *corpus,
                                     const zg_selection *selection, zg_within within,
                                     uint32_t min_n, uint32_t max_n, uint64_t min_freq,
                                     zg_phrase_set **out, zg_error *error);
void zg_phrase_set_free(zg_phrase_set *set);

uint32_t zg_phrase_set_size(const zg_phrase_set *set);
const zg_phrase *zg_phrase_set_at(const zg_phrase_set *set, uint32_t index);

/* Its elements (ZG_ELEMENT_FIRST + type), `length` of them, from the first token to the last.
 * Borrowed from the set. */
const uint32_t *zg_phrase_set_elements(const zg_phrase_set *set, uint32_t index);

/* Appends what is shown, with the marks of `before` and `after`. False without memory. */
bool zg_phrase_set_render(const zg_phrase_set *set, uint32_t index, zg_buffer *out);

/* Where an occurrence begins: document (index in the selection) and token in it (0-based). It is
 * `n` tokens long. */
typedef struct zg_occurrence {
    uint64_t token;
    uint32_t document;
    uint32_t container; /* the shortest longer phrase it is properly inside; UINT32_MAX: none */
} zg_occurrence;

/* All occurrences in the order of the text, `freq` of them. `*out` is yours (zg_memory_free).
 * May be called from several threads. */
ZG_MUST_USE zg_status zg_phrase_set_occurrences(const zg_phrase_set *set, uint32_t index,
                                                zg_occurrence **out, zg_error *error);

/* The table that zg_phrases makes by default, of a set that is there already: made of the same
 * documents, with default options. The table does not need the set any more. */
ZG_MUST_USE zg_status zg_phrase_set_table(zg_run *run, const zg_corpus *corpus,
                                          const zg_selection *documents, zg_phrase_set *set,
                                          zg_table **out, zg_error *error);

/* The thresholds that were used. */
uint64_t zg_phrase_set_min_freq(const zg_phrase_set *set);
double zg_phrase_set_min_boundary(const zg_phrase_set *set);

/* ---- private: the twins with positions of 64 bits, called where those are needed ---- */

#ifdef ZG_WIDE
#define ZG_PHRASES_TWIN(set, call) (void)0
#else
#define ZG_PHRASES_TWIN(set, call)                                                                 \
    do {                                                                                           \
        if ((set)->wide) return call;                                                              \
    } while (0)

zg_status zg_wide_phrases(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                          const zg_phrases_options *options, zg_table **out, zg_error *error);
zg_status zg_wide_phrase_set_make(zg_run *run, const zg_corpus *corpus,
                                  const zg_selection *selection, const zg_phrase_options *options,
                                  zg_phrase_set **out, zg_error *error);
zg_status zg_wide_closed_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                              zg_within within, uint32_t min_n, uint32_t max_n, uint64_t min_freq,
                              zg_phrase_set **out, zg_error *error);
zg_status zg_wide_phrase_set_table(zg_run *run, const zg_corpus *corpus,
                                   const zg_selection *documents, zg_phrase_set *set,
                                   zg_table **out, zg_error *error);
void zg_wide_phrase_set_free(zg_phrase_set *set);
uint32_t zg_wide_phrase_set_size(const zg_phrase_set *set);
const zg_phrase *zg_wide_phrase_set_at(const zg_phrase_set *set, uint32_t index);
const uint32_t *zg_wide_phrase_set_elements(const zg_phrase_set *set, uint32_t index);
bool zg_wide_phrase_set_render(const zg_phrase_set *set, uint32_t index, zg_buffer *out);
zg_status zg_wide_phrase_set_occurrences(const zg_phrase_set *set, uint32_t index,
                                         zg_occurrence **out, zg_error *error);
uint64_t zg_wide_phrase_set_min_freq(const zg_phrase_set *set);
double zg_wide_phrase_set_min_boundary(const zg_phrase_set *set);
#endif

#endif
