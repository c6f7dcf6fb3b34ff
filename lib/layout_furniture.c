/* Page furniture: numbers and running heads at the edges of pages.
 *
 * Only the first and last EDGE rows of a page are looked at. A head is a row that comes again, its
 * numbers aside, at the same edge of a near page, at least LEAST times in a row; a page number is
 * a number that grows with the pages. Marking goes inward from the edge and stops at the first
 * row that is neither, so that no line inside the text can go. */
#include "layout_parts.h"

#include <stdlib.h>

#define EDGE  3
#define LEAST 3
#define REACH 2 /* pages from one occurrence to the next: left and right pages may differ */

typedef struct edge_row {
    size_t row;
    uint64_t key; /* of the head; of the number: value less page */
    uint32_t page;
    uint32_t after; /* empty lines between it and the text; of the first page only it decides */
    uint8_t bottom, depth;
    bool number, sure, marked;
} edge_row;

static int compare(const void *a, const void *b)
{
    const edge_row *x = a, *y = b;
    if (x->number != y->number) return x->number ? 1 : -1;
    if (x->bottom != y->bottom) return x->bottom < y->bottom ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    if (x->page != y->page) return x->page < y->page ? -1 : 1;
    return x->depth < y->depth ? -1 : x->depth > y->depth;
}

/* A row of one page as seen from one edge. */
static edge_row look(const layout_file *file, size_t row, bool bottom, size_t depth, size_t end)
{
    const layout_row *r = &file->rows[row];
    const zg_layout_line *line = &file->lines[r->line];
    edge_row out = {.row = row, .page = r->page, .bottom = bottom, .depth = (uint8_t)depth};
    out.after = bottom ? r->gap : row + 1 < end ? file->rows[row + 1].gap : 0;
    layout_page_number number = zg_layout_page_number(file->unicode, line->text, line->length);
    if (number.found) {
        out.number = true;
        out.sure = number.sure;
        out.key = (uint64_t)number.value + UINT32_MAX - r->page;
        if (number.roman) out.key |= UINT64_C(1) << 40;
    } else if (line->length <= 512) {
        out.key = zg_layout_head_key(file->unicode, line->text, line->length);
    }
    return out;
}

static zg_status collect(layout_file *file, edge_row **out, size_t *out_n, zg_error *error)
{
    edge_row *edges = NULL;
    size_t n = 0, capacity = 0;
    for (size_t start = 0, end; start < file->rows_n; start = end) {
        uint32_t page = file->rows[start].page;
        for (end = start; end < file->rows_n && file->rows[end].page == page; end++) continue;
        if (!zg_memory_grow(&edges, &capacity, n + 2 * EDGE, sizeof *edges)) {
            zg_memory_free(edges);
            return zg_error_memory(error);
        }
        size_t rows = end - start, top = rows < EDGE ? rows : EDGE;
        for (size_t k = 0; k < top; k++) edges[n++] = look(file, start + k, false, k, end);
        for (size_t k = 0; k < top; k++) edges[n++] = look(file, end - 1 - k, true, k, end);
    }
    *out = edges;
    *out_n = n;
    return ZG_OK;
}

/* Marks the rows of one run: same key, same edge, pages near each other. */
static void mark_run(layout_file *file, edge_row *run, size_t n)
{
    size_t pages = 1, need = LEAST;
    bool sure = run[0].sure;
    for (size_t i = 1; i < n; i++) {
        if (run[i].page != run[i - 1].page) pages++;
    }
    if (run[0].number) {
        if (sure) need = file->pages < LEAST ? file->pages : 2;
        if (sure && file->pages == 1 && n > 1) return;
    } else if (file->pages == 2 && run[0].depth == 0) {
        need = 2;
    }
    if (pages < need || (file->pages == 1 && !sure)) return;
    /* A first page without a head often begins with the title that later is the head: where
     * what stands behind it differs from all the others, it is kept. */
    bool title = !run[0].number && !run[0].bottom && pages > 2 && run[0].page == 1;
    size_t same = 0, likes = 0;
    for (size_t i = 1; i < n && title; i++) {
        if (run[i].after == run[1].after) likes++;
        if (run[i].after == run[0].after) same++;
    }
    if (title && same == 0 && likes * 10 >= (n - 1) * 9) run++, n--;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && run[i].page == run[i - 1].page) continue; /* once a page */
        run[i].marked = true;
    }
}

static void mark_runs(layout_file *file, edge_row *edges, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n; end++) {
            const edge_row *a = &edges[end - 1], *b = &edges[end];
            if (a->number != b->number || a->bottom != b->bottom || a->key != b->key) break;
            if (b->page - a->page > REACH) break;
        }
        if (edges[i].key != 0) mark_run(file, edges + i, end - i);
    }
}

static void set_flags(layout_file *file, const edge_row *edges, size_t n, bool sure_only)
{
    for (size_t i = 0; i < n; i++) {
        if (!edges[i].marked || (sure_only && !edges[i].sure)) continue;
        layout_row *row = &file->rows[edges[i].row];
        row->flags |= LAYOUT_FURNITURE;
        if (edges[i].number) row->flags |= LAYOUT_NUMBER;
    }
}

/* From each edge inward; what is marked behind an unmarked row stays in the text. */
static void keep_inner(layout_file *file)
{
    for (size_t start = 0, end; start < file->rows_n; start = end) {
        uint32_t page = file->rows[start].page;
        for (end = start; end < file->rows_n && file->rows[end].page == page; end++) continue;
        size_t top = start, bottom = end;
        while (top < end && (file->rows[top].flags & LAYOUT_FURNITURE) != 0) top++;
        while (bottom > top && (file->rows[bottom - 1].flags & LAYOUT_FURNITURE) != 0) bottom--;
        for (size_t i = top; i < bottom; i++) {
            file->rows[i].flags &= (uint16_t) ~(LAYOUT_FURNITURE | LAYOUT_NUMBER);
        }
    }
}

zg_status zg_layout_furniture(layout_file *file, zg_error *error)
{
    edge_row *edges = NULL;
    size_t n = 0;
    zg_status status = collect(file, &edges, &n, error);
    if (status != ZG_OK) return status;
    if (n > 1) qsort(edges, n, sizeof *edges, compare);
    mark_runs(file, edges, n);
    set_flags(file, edges, n, false);
    keep_inner(file);
    set_flags(file, edges, n, true); /* a form that says so may stand behind a heading as well */
    zg_memory_free(edges);
    return ZG_OK;
}
