/* rows: what the parts of the reader share. */
#ifndef ZG_ROWS_OBJECT_H
#define ZG_ROWS_OBJECT_H

#include "map.h"
#include "rows.h"
#include "unicode.h"

/* A cell while its row is read: the text may still move. */
typedef struct zg_rows_mark {
    size_t offset, length;
    uint64_t line;
} zg_rows_mark;

typedef enum zg_rows_state {
    ZG_ROWS_START,  /* of a cell */
    ZG_ROWS_PLAIN,  /* inside one */
    ZG_ROWS_QUOTED, /* inside quotes */
    ZG_ROWS_QUOTE,  /* behind a quote that may be the end of them */
    ZG_ROWS_ESCAPE  /* behind a backslash */
} zg_rows_state;

struct zg_rows {
    zg_run *run;
    char *path;
    zg_rows_kind kind;
    bool replace;
    zg_source *source;
    zg_decoder *decoder;
    zg_buffer block; /* decoded, of which `at` bytes are done */
    size_t at;
    bool ended;
    zg_buffer text; /* of the row under way; JSON Lines: its line */
    zg_rows_mark *marks;
    size_t n_marks, marks_capacity;
    size_t mark_from; /* where the cell under way begins in `text` */
    uint64_t mark_line;
    zg_rows_state state;
    bool quoted;   /* the first cell of the row has quotes */
    bool after_cr; /* an LF now belongs to the CR before it */
    uint64_t line; /* of the next byte */
    uint64_t row_line;
    uint64_t quote_line;
    zg_cell *cells;
    size_t cells_capacity;
    char **columns;
    size_t n_columns, columns_capacity;
    zg_map *index;    /* column by name */
    zg_buffer values; /* JSON Lines: text of the cells */
    uint64_t *seen;   /* JSON Lines: by column, the row that had the key last */
    size_t seen_capacity;
    uint64_t number;   /* of the row */
    uint64_t replaced; /* surrogates */
};

ZG_MUST_USE zg_status zg_rows_add_column(zg_rows *rows, const char *name, size_t length,
                                         zg_error *error);

/* Makes room for a mark; false without memory. */
bool zg_rows_room(zg_rows *rows, size_t n);

/* Takes the object in `rows->text` apart into marks, one for each column, over `rows->values`. */
ZG_MUST_USE zg_status zg_rows_parse_object(zg_rows *rows, zg_error *error);

/* A format error at a line of the table. */
#define zg_rows_error(rows, error, at_line, ...)                                                   \
    zg_error_at(error, ZG_ERROR_FORMAT, zg_rows_shown(rows), at_line, 0, __VA_ARGS__)
const char *zg_rows_shown(const zg_rows *rows);

#endif
