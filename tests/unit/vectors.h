/* vectors: tables of expected values, and a board that keeps the worst error of each column.
 * Everything is static: each test program has a board of its own. */
#ifndef ZG_TEST_VECTORS_H
#define ZG_TEST_VECTORS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Tables ---- */

typedef struct vectors {
    const char *name;
    char *text;
    const char **cells; /* rows * columns, the header first */
    size_t rows, columns;
    bool *used; /* which columns the test has looked at */
} vectors;

static inline char *vectors_slurp(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    size_t length = 0, room = 1 << 20;
    char *text = malloc(room);
    for (size_t got; text && (got = fread(text + length, 1, room - length - 1, file)) > 0;) {
        length += got;
        if (room - length > 1) continue;
        char *larger = realloc(text, room *= 2);
        if (!larger) free(text);
        text = larger;
    }
    fclose(file);
    if (text) text[length] = '\0';
    return text;
}

/* Drops carriage returns, empty lines, and lines before the one that begins with `heading`. */
static inline void vectors_trim(char *text, const char *heading)
{
    char *to = text;
    bool begun = false;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n"), end = length + (line[length] == '\n');
        begun = begun || strncmp(line, heading, strlen(heading)) == 0;
        for (size_t i = 0; begun && i < length; i++)
            if (line[i] != '\r') *to++ = line[i];
        if (begun && to > text && to[-1] != '\n') *to++ = '\n';
        line += end;
    }
    *to = '\0';
}

/* False where there is no such file. Rows must have as many cells as the header, which is the
 * first line that begins with `heading`. */
static inline bool vectors_open_at(vectors *v, const char *path, const char *name,
                                   const char *heading)
{
    *v = (vectors){.name = name, .text = vectors_slurp(path)};
    if (!v->text) return false;
    vectors_trim(v->text, heading);
    size_t cells = 0, lines = 0;
    for (const char *c = v->text; *c; c++) {
        cells += *c == '\t' || *c == '\n';
        lines += *c == '\n';
    }
    v->cells = calloc(cells + 1, sizeof v->cells[0]);
    v->columns = lines ? cells / lines : 0;
    v->rows = lines ? lines - 1 : 0;
    v->used = calloc(v->columns + 1, sizeof v->used[0]);
    if (!v->cells || !v->used || v->columns * lines != cells) {
        fprintf(stderr, "%s: not a table\n", path);
        exit(2);
    }
    char *at = v->text;
    for (size_t i = 0; i < cells; i++) {
        v->cells[i] = at;
        at += strcspn(at, "\t\n");
        *at++ = '\0';
    }
    return true;
}

static inline void vectors_close(vectors *v)
{
    free(v->text);
    free(v->cells);
    free(v->used);
}

static inline const char *vectors_heading(const vectors *v, size_t column)
{
    return v->cells[column];
}

static inline const char *vectors_text_at(const vectors *v, size_t row, size_t column)
{
    return v->cells[(row + 1) * v->columns + column];
}

static inline const char *vectors_text(vectors *v, size_t row, const char *heading)
{
    for (size_t i = 0; i < v->columns; i++) {
        if (strcmp(vectors_heading(v, i), heading) != 0) continue;
        v->used[i] = true;
        return vectors_text_at(v, row, i);
    }
    fprintf(stderr, "%s: no column %s\n", v->name, heading);
    exit(2);
}

static inline double vectors_real(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text) fprintf(stderr, "not a number: %s\n", text), exit(2);
    return value;
}

static inline int64_t vectors_whole(vectors *v, size_t row, const char *heading)
{
    return strtoll(vectors_text(v, row, heading), NULL, 10);
}

/* The values of a list parted by commas; free them. */
static inline double *vectors_reals(const char *text, size_t *n)
{
    double *values = calloc(strlen(text) + 1, sizeof values[0]);
    for (*n = 0; values && *text; text += *text == ',') {
        values[(*n)++] = vectors_real(text);
        text += strcspn(text, ",");
    }
    if (!values) exit(2);
    return values;
}

static inline int64_t *vectors_wholes(const char *text, size_t *n)
{
    double *reals = vectors_reals(text, n);
    int64_t *values = calloc(*n + 1, sizeof values[0]);
    for (size_t i = 0; values && i < *n; i++) values[i] = (int64_t)reals[i];
    free(reals);
    if (!values) exit(2);
    return values;
}

/* ---- The board ---- */

typedef struct score {
    const char *file;
    char column[48], worst_row[64];
    double bound, worst; /* relative; worst in units of the relative error */
    double ratio;        /* worst error / what is allowed there */
    size_t values;
} score;

static score board[512];
static size_t board_size;
static size_t board_failures;

/* Compares within `bound` relative, `floor` absolute. NaN and infinities must be the same. */
static inline void board_add(const char *file, const char *column, const char *row, double got,
                             double wanted, double bound, double floor)
{
    score *s = board;
    while (s < board + board_size && (strcmp(s->file, file) != 0 || strcmp(s->column, column) != 0))
        s++;
    if (s == board + board_size) {
        if (++board_size > sizeof board / sizeof board[0]) exit(2);
        *s = (score){.file = file, .bound = bound};
        snprintf(s->column, sizeof s->column, "%s", column);
    }
    s->values++;
    if (bound > s->bound) s->bound = bound;
    double error = fabs(got - wanted), allowed = fmax(bound * fabs(wanted), floor);
    if (isnan(wanted) || isinf(wanted) || isnan(got) || isinf(got))
        error = (isnan(wanted) && isnan(got)) || got == wanted ? 0 : INFINITY;
    double ratio = error == 0 ? 0 : isinf(error) ? INFINITY : error / allowed;
    if (ratio > 1 && ++board_failures < 40)
        fprintf(stderr, "%s, %s, %s: %.17g, wanted %.17g\n", file, column, row, got, wanted);
    if (ratio > s->ratio) {
        s->ratio = ratio;
        s->worst = isinf(error) ? INFINITY : error / fmax(fabs(wanted), floor / bound);
        snprintf(s->worst_row, sizeof s->worst_row, "%s", row);
    }
}

static inline void board_print(void)
{
    printf("%-26s %-28s %6s %9s %9s  %s\n", "file", "column", "values", "worst", "bound", "where");
    for (size_t i = 0; i < board_size; i++)
        printf("%-26s %-28s %6zu %9.1e %9.1e  %s\n", board[i].file, board[i].column,
               board[i].values, board[i].worst, board[i].bound, board[i].worst_row);
}

/* Names the columns nobody looked at. Their number. */
static size_t board_unused(const vectors *v)
{
    size_t unused = 0;
    for (size_t i = 0; i < v->columns; i++) {
        if (v->used[i]) continue;
        printf("%s: column not tested: %s\n", v->name, vectors_heading(v, i));
        unused++;
    }
    return unused;
}

#endif
