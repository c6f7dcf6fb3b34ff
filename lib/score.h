/* score: a row of somebody's table as the input of measures. Floor 7. */
#ifndef ZG_SCORE_H
#define ZG_SCORE_H

#include <zigram/measures.h>
#include <zigram/score.h>

#include "rows.h"

/* Columns that mean something here, by their place in the table of names. */
enum { ZG_SCORE_NAMES = 19 };

typedef struct zg_score_numbers {
    int64_t *values;
    size_t n, capacity;
} zg_score_numbers;

/* Frequencies and sizes of parts. */
typedef struct zg_score_side {
    zg_score_numbers freqs, sizes;
    zg_part_sizes parts;
    zg_part_freqs item;
} zg_score_side;

typedef struct zg_score_input {
    const char *path;               /* for messages */
    size_t columns[ZG_SCORE_NAMES]; /* SIZE_MAX: not there */
    size_t table;                   /* where the four names of the 2 x 2 table begin; SIZE_MAX */
    uint32_t has, wanted;           /* bits of ZG_HAS: what columns allow; what is computed */
    zg_reading reading;
    bool has_cells; /* of this row */
    zg_contingency cells;
    zg_table2x2 table2x2;
    zg_score_side sides[3]; /* parts, target, reference */
    zg_score_numbers positions;
    double *rates;
    zg_document_rate *scratch;
    size_t rates_capacity, scratch_capacity;
    zg_position_list position_list;
    zg_group_freqs groups;
    zg_document_freqs documents;
    zg_measure_inputs inputs; /* NULL where this row has none */
} zg_score_input;

/* Finds the columns. ZG_ERROR_FORMAT where there are none to compute anything from. */
ZG_MUST_USE zg_status zg_score_input_find(zg_score_input *input, const zg_rows *rows,
                                          const char *path, zg_error *error);

/* Whether a column holds counts, and is shown as numbers in JSON Lines. */
bool zg_score_is_count(const zg_score_input *input, size_t column);

/* A whole number, plain or as 1e+05; false where it is not one, or is above 2^63. */
bool zg_score_count(const char *text, size_t length, int64_t *out);

/* Reads a row into the input, as far as it is wanted. */
ZG_MUST_USE zg_status zg_score_input_read(zg_score_input *input, const zg_row *row,
                                          const zg_levels *levels, zg_error *error);
void zg_score_input_free(zg_score_input *input);

#endif
