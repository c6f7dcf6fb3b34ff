/* measures_vectors: the registry against the tables of tests/vectors. */
#ifndef ZG_TEST_MEASURES_VECTORS_H
#define ZG_TEST_MEASURES_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <zigram/measures.h>

#include "vectors.h"

#define FLOOR    1e-12
#define CLOSED   1e-12 /* closed forms */
#define LOG_P    1e-10
#define QUANTILE 1e-9

static size_t untested;

/* The copies in the tree, or what ZG_VECTORS names: a folder that may have more rows. */
static inline void open_table(vectors *v, const char *name)
{
    const char *folder = getenv("ZG_VECTORS");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.tsv", folder ? folder : ZG_ROOT "/tests/vectors", name);
    if (!vectors_open_at(v, path, name, "id\t")) fail_msg("%s is not there", path);
}

static inline void close_table(vectors *v)
{
    untested += board_unused(v);
    assert_true(v->rows > 0);
    vectors_close(v);
}

static inline bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static inline double bound_of(const char *column)
{
    if (ends_with(column, "_log10p")) return LOG_P;
    if (strstr(column, "log10p")) return LOG_P;
    if (strstr(column, "lrc") || strstr(column, "lr_exact") || strstr(column, "mi_conf"))
        return QUANTILE;
    return CLOSED;
}

/* What a measure gives in the manner of the vectors. */
static inline double as_vector(const zg_measure *measure, double value)
{
    return measure->negated ? -value : value;
}

/* Compares a cell with what was computed under the name of its column. */
static inline void compare(vectors *v, size_t row, const char *column, double got)
{
    double wanted = vectors_real(vectors_text(v, row, column));
    const char *id = vectors_text_at(v, row, 0);
    board_add(v->name, column, id, got, wanted, bound_of(column), FLOOR);
}

/* Takes a column as input, or as known to be right because it is. */
static inline void take(vectors *v, const char *column)
{
    vectors_text(v, 0, column);
}

static inline double measure_any(const zg_measure *measure, const void *input)
{
    switch (measure->needs) {
    case ZG_NEEDS_TABLE: return measure->compute.table(input);
    case ZG_NEEDS_PARTS: return measure->compute.parts(input);
    case ZG_NEEDS_POSITIONS: return measure->compute.positions(input);
    case ZG_NEEDS_GROUPS: return measure->compute.groups(input);
    case ZG_NEEDS_DOCUMENTS: return measure->compute.documents(input);
    case ZG_NEEDS_TOKENS: return measure->compute.tokens(input);
    case ZG_NEEDS_PATTERNS: return measure->compute.patterns(input);
    case ZG_NEEDS_NGRAM: return measure->compute.ngram(input);
    case ZG_NEEDS_ROWS: break;
    }
    return NAN;
}

/* All columns of a row that are measures of this kind of input, the variants where asked for. */
static inline void compare_row(vectors *v, size_t row, zg_needs needs, const void *input,
                               bool variants)
{
    for (size_t i = 0; i < v->columns; i++) {
        bool variant = false;
        const char *column = vectors_heading(v, i);
        const zg_measure *measure = zg_measure_find_vector(needs, column, &variant);
        if (!measure || variant != variants) continue;
        compare(v, row, column, as_vector(measure, measure_any(measure, input)));
    }
}

/* Compares all cells of a list. */
static inline void compare_list(vectors *v, size_t row, const char *column, const double *got,
                                size_t n)
{
    size_t n_wanted;
    double *wanted = vectors_reals(vectors_text(v, row, column), &n_wanted);
    assert_int_equal(n, n_wanted);
    for (size_t i = 0; i < n; i++)
        board_add(v->name, column, vectors_text_at(v, row, 0), got[i], wanted[i], CLOSED, FLOOR);
    free(wanted);
}

/* Numbers the words of a text; free it. */
static inline uint32_t *number_tokens(const char *text, size_t *n)
{
    uint32_t *ids = calloc(strlen(text) + 1, sizeof ids[0]);
    const char **words = calloc(strlen(text) + 1, sizeof words[0]);
    size_t types = 0;
    for (*n = 0; *text; text += *text == ' ') {
        size_t length = strcspn(text, " "), id = 0;
        while (id < types && (strncmp(words[id], text, length) != 0 ||
                              (words[id][length] != ' ' && words[id][length] != '\0')))
            id++;
        if (id == types) words[types++] = text;
        ids[(*n)++] = (uint32_t)id;
        text += length;
    }
    free(words);
    return ids;
}

/* The last test of a program: the board, and whether all was compared and near enough. */
static inline void test_board(void **state)
{
    (void)state;
    board_print();
    assert_int_equal(untested, 0);
    assert_int_equal(board_failures, 0);
}

#endif
