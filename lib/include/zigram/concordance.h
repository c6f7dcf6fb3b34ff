/* zigram/concordance.h: every occurrence of a node with the text around it (KWIC). */
#ifndef ZIGRAM_CONCORDANCE_H
#define ZIGRAM_CONCORDANCE_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum zg_kwic_order {
    ZG_KWIC_DOCUMENT,       /* as the text goes */
    ZG_KWIC_LEFT,           /* by the tokens on the left, the nearest first */
    ZG_KWIC_RIGHT,          /* by the tokens on the right */
    ZG_KWIC_RIGHT_FREQUENCY /* the most frequent first token on the right first, among its lines
                               the most frequent second one ... */
} zg_kwic_order;

#define ZG_CONTEXT_SENTENCE UINT32_MAX
#define ZG_KWIC_WITHIN_DEFAULT (-1)

typedef struct zg_concordance_options {
    size_t size;
    const char *const *nodes; /* texts that are nodes; or */
    size_t n_nodes;
    const char *items;        /* path of an item list; or */
    const char *regex;        /* an ICU expression, matched over clean text within each unit of
                                 `within`, and widened to whole tokens */
    const char *const *except;/* sequences in which a node of `nodes` does not count */
    size_t n_except;
    bool excluded;            /* show what does not count, instead of what does */
    int within;               /* a zg_within; ZG_KWIC_WITHIN_DEFAULT: clause; sentence where a node
                                 holds a mark, and for `regex` */
    zg_kwic_order order;
    uint32_t context;         /* tokens on each side; ZG_CONTEXT_SENTENCE: the sentence around;
                                 0: 20 where units are characters, else 10 */
    uint64_t sample;          /* lines drawn at random; 0: all */
    uint64_t seed;            /* of the draw: the same seed draws the same lines */
    bool fields;              /* append the fields of the document */
} zg_concordance_options;

ZG_API void zg_concordance_options_init(zg_concordance_options *options);

/* Columns: document (utf8), page, line (int64: in the file as received, where the node begins),
 * offset (int64: code points of the document's clean text in front of the node; each paragraph
 * ends with a line end, which counts one), left, node, right (utf8: the clean text, exactly), and
 * with `fields` one text column a field.
 * The table borrows nothing. `*out` is yours: zg_table_free.
 * Fails with ZG_ERROR_ARGUMENT (no node, or of several kinds; a bad expression), ZG_ERROR_RANGE
 * (an expression that needs too many steps), ZG_ERROR_MEMORY, ZG_ERROR_IO or ZG_ERROR_TEXT
 * (lists), ZG_ERROR_CANCELLED. */
ZG_API ZG_MUST_USE zg_status zg_concordance(zg_run *run, const zg_corpus *corpus,
                                            const zg_selection *documents,
                                            const zg_concordance_options *options, zg_table **out,
                                            zg_error *error);

typedef struct zg_align_options {
    size_t size;
    uint32_t width;    /* cells of a line; contexts are cut to fit. 0: nothing is cut */
    bool bold;         /* the node in bold, by the control sequences of terminals */
    uint64_t max_rows; /* 0: all */
} zg_align_options;

ZG_API void zg_align_options_init(zg_align_options *options);

/* Writes what is left of a concordance for people: a line each, nodes below each other by their
 * width on a terminal, document and line in front. Line ends and tabs inside are shown as a blank.
 * `path` as in zg_table_write. `rows_written` may be NULL. */
ZG_API ZG_MUST_USE zg_status zg_concordance_align(zg_run *run, zg_table *table, const char *path,
                                                  const zg_align_options *options,
                                                  uint64_t *rows_written, zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
