/* collocates: what its parts share. */
#ifndef ZG_COLLOCATES_OBJECT_H
#define ZG_COLLOCATES_OBJECT_H

#include <zigram/collocates.h>
#include <zigram/measures.h>

#include "inventory.h"
#include "sequence.h"
#include "table.h"
#include "windows.h"

/* What collocates are. */
typedef enum zg_pairs_kind {
    ZG_PAIRS_TOKENS,
    ZG_PAIRS_CLOSED,
    ZG_PAIRS_NGRAMS,
    ZG_PAIRS_PHRASES,
    ZG_PAIRS_ITEMS
} zg_pairs_kind;

/* What rows are sorted by. */
typedef struct zg_pair_sort {
    const zg_measure *measure; /* NULL: one of the counts */
    size_t column;             /* as zg_pair_column numbers them; SIZE_MAX: none */
    bool descending;
} zg_pair_sort;

/* Columns up to the collocate are text; measures come behind the counts, and are not numbered: the
 * cells go on with the numbers, then spread and the places of the span. */
enum { ZG_PAIR_COLLOCATE = 1, ZG_PAIR_MEASURES = 11, ZG_PAIR_SPREAD = 15 };

/* A row at its place in the order. */
typedef struct zg_ordered {
    uint64_t key, row; /* key: of the column sorted by; row: as zg_windows_row takes it */
} zg_ordered;

/* The pairs of one group, or of the whole selection. */
typedef struct zg_pairs {
    const char *group; /* borrowed; NULL: there are no groups */
    zg_sequence sequence;
    zg_inventory nodes, collocates;
    bool same; /* nodes are the collocates; `nodes` is empty */
    zg_windows windows;
    bool *keeps;       /* by collocate: whether filters keep it; NULL: all are kept */
    double *adjusted;  /* neg_log10_q by number of the row; NULL: not asked for */
    zg_ordered *order; /* all rows, in their order; in `room` */
    zg_room room;
    size_t n; /* how many of them are shown */
} zg_pairs;

typedef struct zg_pair_list {
    zg_collocates_options options; /* defaults filled in */
    zg_pairs_kind kind;
    zg_groups groups;
    zg_pairs *parts;
    size_t n_parts;
    zg_measure_list measures;
    const zg_measure *g2, *evidence, *lrc; /* those that are computed in ways of their own */
    zg_levels levels;
    zg_pair_sort sort;
    zg_buffer note;  /* lines about what is left out, each ended by NUL */
    uint64_t family; /* rows with freq_joint >= min_freq, before filters */
    zg_field *fields;
    size_t n_fields, base;   /* base: column of node */
    char (*place_names)[16]; /* of the columns of positions; NULL: there are none */
    size_t part, next;       /* of the row that is shown next */
} zg_pair_list;

/* The inventory of nodes of a part. */
static inline const zg_inventory *zg_pairs_nodes(const zg_pairs *part)
{
    return part->same ? &part->collocates : &part->nodes;
}

/* Rows lie at random in any order but their own: asks for one `ahead` of place i, of n. */
#if defined(__GNUC__)
#define ZG_PAIRS_ASK_FOR(part, places, i, ahead, n)                                                \
    do {                                                                                           \
        if ((i) + (ahead) < (n)) {                                                                 \
            __builtin_prefetch(zg_windows_row(&(part)->windows, (places)[(i) + (ahead)].row));     \
        }                                                                                          \
    } while (0)
#else
#define ZG_PAIRS_ASK_FOR(part, places, i, ahead, n) (void)0
#endif

/* Counts of a row, and its table where there is one: cells with zg_pair_counts_of, what is derived
 * from them with zg_pair_table_of, which not all measures need. */
typedef struct zg_pair_counts {
    int64_t freq_node, freq_collocate, r1, c1, n;
    uint32_t order;
    bool has_table;
    zg_contingency cells;
    zg_table2x2 table;
} zg_pair_counts;

void zg_pair_counts_of(const zg_pair_list *list, const zg_pairs *part, const zg_joint *row,
                       zg_pair_counts *out);
void zg_pair_table_of(const zg_pair_list *list, zg_pair_counts *counts);

static inline double zg_pair_expected(const zg_pair_counts *counts)
{
    return (double)counts->r1 * (double)counts->c1 / (double)counts->n;
}

/* A measure of its table; NaN where it has none. */
double zg_pair_value(const zg_pair_counts *counts, const zg_measure *measure);

/* The same of lrc, which needs the cells only. */
double zg_pair_lrc(const zg_pair_list *list, const zg_pair_counts *counts);

/* Makes a list: counts, filters, scores, orders. */
ZG_MUST_USE zg_status zg_pair_list_make(zg_run *run, const zg_corpus *corpus,
                                        const zg_selection *documents,
                                        const zg_collocates_options *options, zg_pair_list **out,
                                        zg_error *error);
void zg_pair_list_free(void *list);

/* Columns; needs measures. */
ZG_MUST_USE zg_status zg_pair_list_fields(zg_pair_list *list, zg_error *error);

/* The number of a column of counts; SIZE_MAX: the table has none of that name. */
size_t zg_pair_column(const zg_pair_list *list, const char *name, size_t length);

/* The standard deviation of the distance of a row, of its counters of places. */
double zg_pair_spread(const zg_pair_list *list, const zg_position *places, const zg_joint *row);

/* Finds what `options.sort` names; needs measures. */
ZG_MUST_USE zg_status zg_pair_sort_parse(zg_pair_list *list, zg_error *error);

/* The value of the measure that a row was sorted by; false where its key has not all of it. */
bool zg_ordered_value(const zg_ordered *place, const zg_pair_sort *sort, double *value);

/* Orders and cuts the rows of a part. */
ZG_MUST_USE zg_status zg_pairs_order(zg_run *run, const zg_pair_list *list, zg_pairs *part,
                                     zg_error *error);

/* Fills in `adjusted` of all parts, where it is asked for. */
ZG_MUST_USE zg_status zg_pair_list_adjust(zg_pair_list *list, zg_error *error);

/* What is counted: nodes, and collocates with their places. */
ZG_MUST_USE zg_status zg_pairs_sources(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *documents, zg_pair_list *list,
                                       zg_pairs *part, zg_error *error);

/* Takes out the rows of phrases that are no whole expressions. Needs the places. `options` as the
 * rows were counted. */
ZG_MUST_USE zg_status zg_pairs_keep_whole(zg_run *run, const zg_pair_list *list,
                                          const zg_windows_options *options, zg_pairs *part,
                                          zg_error *error);

struct zg_windows_job;

/* Of these: those that a longer phrase with the node in it cuts, where it is the node that brings
 * what is cut off (collocates_cut.c). `phrases`, `nodes`: their entries. */
ZG_MUST_USE zg_status zg_pairs_drop_cut(zg_run *run, const zg_windows_options *options,
                                        const struct zg_windows_job *phrases,
                                        const struct zg_windows_job *nodes, zg_pairs *part,
                                        zg_error *error);

/* Those of which fewer than `min_freq` joint runs are outside the longer phrase, itself a row of
 * the node, that holds most of them. */
ZG_MUST_USE zg_status zg_pairs_drop_nested(zg_run *run, const zg_pair_list *list,
                                           const struct zg_windows_job *phrases, zg_pairs *part,
                                           zg_error *error);

/* The twins with positions of 64 bits, called where those are needed. */
#ifndef ZG_WIDE
zg_status zg_wide_collocates(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             const zg_collocates_options *options, zg_table **out, zg_error *error);
zg_status zg_wide_collocates_network(zg_run *run, const zg_corpus *corpus,
                                     const zg_selection *documents,
                                     const zg_collocates_options *options, zg_table **nodes,
                                     zg_table **edges, zg_error *error);
#endif

zg_status zg_pair_list_fill(void *self, zg_builder *builder, zg_error *error);

/* Members of the sidecar. */
bool zg_pair_list_json(const zg_pair_list *list, zg_buffer *out);

#endif
