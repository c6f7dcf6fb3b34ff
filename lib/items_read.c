/* items: reading a list. A plain list is a table of one column whose line of names is its first
 * entry, so that both come through the same reader. */
#include <string.h>

#include "items.h"
#include "rows.h"

typedef struct columns {
    size_t item, form, except; /* SIZE_MAX: none */
} columns;

static const zg_cell *cell_at(const zg_row *row, size_t column)
{
    return column < row->n && row->cells[column].length > 0 ? &row->cells[column] : NULL;
}

/* Names the list and the line, where nobody did. */
static zg_status at_line(zg_status status, const char *path, uint64_t line, zg_error *error)
{
    if (status == ZG_OK || error == NULL || error->source[0] != '\0') return status;
    char text[sizeof error->text];
    memcpy(text, error->text, sizeof text);
    text[sizeof text - 1] = '\0';
    zg_error_set(error, status, path, "%s", text);
    error->line = line;
    return status;
}

static zg_status add_row(zg_run *run, zg_items *items, const columns *at, const zg_row *row,
                         zg_error *error)
{
    const zg_cell *item = cell_at(row, at->item), *form = cell_at(row, at->form),
                  *except = cell_at(row, at->except);
    uint32_t index, which;
    if (item == NULL) item = form;
    if (form == NULL) form = item;
    if (item == NULL) {
        if (except == NULL) return ZG_OK;
        return zg_error_set(error, ZG_ERROR_FORMAT, NULL, "an exception without an item");
    }
    zg_status status = zg_items_add(items, item->text, item->length, &index, error);
    if (status == ZG_OK)
        status = zg_items_add_text(run, items, index, form->text, form->length, &which, error);
    if (status == ZG_OK && except != NULL)
        status = zg_items_add_except(run, items, which, except->text, except->length, error);
    return status;
}

static zg_status find_columns(const zg_rows *rows, const char *path, columns *out, bool *plain,
                              zg_error *error)
{
    bool item = zg_rows_find(rows, "item", 4, &out->item);
    bool form = zg_rows_find(rows, "form", 4, &out->form);
    if (!zg_rows_find(rows, "except", 6, &out->except)) out->except = SIZE_MAX;
    if (!item) out->item = SIZE_MAX;
    if (!form) out->form = SIZE_MAX;
    *plain = !item && !form;
    if (!*plain) return ZG_OK;
    if (zg_rows_columns(rows) != 1 || zg_rows_read_as(rows) != ZG_ROWS_TSV) {
        zg_buffer names = {0};
        bool good = zg_rows_list_columns(rows, &names) && zg_buffer_byte(&names, '\0');
        zg_error_set(error, ZG_ERROR_FORMAT, path,
                     "an item list has a column called item (and form, except if wanted), or is "
                     "one form a line; here are: %s",
                     good ? names.data : "others");
        if (error != NULL) error->line = 1;
        zg_buffer_free(&names);
        return ZG_ERROR_FORMAT;
    }
    *out = (columns){.item = 0, .form = SIZE_MAX, .except = SIZE_MAX};
    return ZG_OK;
}

static zg_status read_rows(zg_run *run, zg_items *items, zg_rows *rows, const char *path,
                           zg_error *error)
{
    columns at;
    bool plain, jsonl = zg_rows_read_as(rows) == ZG_ROWS_JSONL;
    zg_row row;
    zg_status status = ZG_OK;
    if (!jsonl) status = find_columns(rows, path, &at, &plain, error);
    if (status == ZG_OK && !jsonl && plain) {
        const char *first = zg_rows_column(rows, 0);
        zg_cell cell = {.text = first, .length = strlen(first), .line = 1};
        row = (zg_row){.cells = &cell, .n = 1, .line = 1};
        status = at_line(add_row(run, items, &at, &row, error), path, 1, error);
    }
    while (status == ZG_OK && (status = zg_rows_next(rows, &row, error)) == ZG_OK) {
        if (jsonl) status = find_columns(rows, path, &at, &plain, error);
        if (status == ZG_OK)
            status = at_line(add_row(run, items, &at, &row, error), path, row.line, error);
        if (status == ZG_OK) status = zg_run_check(run, error);
    }
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_items_read(zg_run *run, const zg_corpus *corpus, const char *path, zg_items **out,
                        zg_error *error)
{
    zg_items *items = NULL;
    zg_rows *rows = NULL;
    zg_rows_kind kind = zg_rows_kind_of(path);
    if (kind == ZG_ROWS_AUTO) kind = ZG_ROWS_TSV;
    zg_status status = zg_items_new(corpus, &items, error);
    if (status == ZG_OK) status = zg_rows_open(run, path, kind, NULL, false, &rows, error);
    if (status == ZG_OK) status = read_rows(run, items, rows, path, error);
    zg_rows_free(rows);
    if (status == ZG_OK)
        *out = items;
    else
        zg_items_free(items);
    return status;
}
