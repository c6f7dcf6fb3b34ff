/* Pages: where they break when no form feed says so, and where the left edge of each is. Page
 * furniture is in layout_furniture.c. */
#include "layout_parts.h"

#include <string.h>

#define GAPS   16  /* longer runs of empty lines are as good as this */
#define WIDTHS 512 /* cells; wider lines are no lines of a page */

bool zg_layout_evident(const layout_row *before, const layout_row *row)
{
    if (((before->flags | row->flags) & LAYOUT_STANDS) != 0) return false;
    if (before->end != LAYOUT_END_LETTER && before->end != LAYOUT_END_HYPHEN) return false;
    return row->begin == LAYOUT_BEGIN_PLAIN || row->begin == LAYOUT_BEGIN_LOWER;
}

static uint32_t gap_class(uint32_t gap)
{
    return gap < GAPS ? gap : GAPS - 1;
}

/* Empty lines that stand between any two lines: 0, or 1 where every line has an empty one behind
 * it. Taken from the places where a sentence is cut, since blank lines part paragraphs as well. */
static uint32_t find_base_gap(const layout_file *file)
{
    size_t evident[GAPS] = {0}, all[GAPS] = {0};
    for (size_t i = 1; i < file->rows_n; i++) {
        const layout_row *row = &file->rows[i];
        all[gap_class(row->gap)]++;
        if (zg_layout_evident(row - 1, row)) evident[gap_class(row->gap)]++;
    }
    size_t best = 0, common = 0, total = 0;
    for (size_t g = 0; g < GAPS; g++) {
        if (evident[g] > evident[best]) best = g;
        if (all[g] > all[common]) common = g;
        total += evident[g];
    }
    if (total < 3) best = common;
    return best == GAPS - 1 ? 0 : (uint32_t)best;
}

/* Width that nine lines of ten do not pass. */
static uint32_t wide_line(const layout_file *file)
{
    size_t count[WIDTHS] = {0}, seen = 0;
    for (size_t i = 0; i < file->rows_n; i++) {
        uint32_t width = file->rows[i].width;
        count[width < WIDTHS ? width : WIDTHS - 1]++;
    }
    uint32_t width = 0;
    for (; width < WIDTHS - 1; width++) {
        seen += count[width];
        if (seen * 10 >= file->rows_n * 9) break;
    }
    return width;
}

/* The shortest run of empty lines that is a page break: longer than between any two lines, and
 * often in the middle of a sentence, which no gap between paragraphs is. 0: there is none. */
static uint32_t page_gap(const layout_file *file)
{
    size_t all[GAPS] = {0}, cut[GAPS] = {0};
    uint32_t wide = wide_line(file);
    for (size_t i = 1; i < file->rows_n; i++) {
        const layout_row *row = &file->rows[i], *before = row - 1;
        uint32_t gap = gap_class(row->gap);
        all[gap]++;
        bool letters = before->end == LAYOUT_END_LETTER || before->end == LAYOUT_END_COMMA ||
                       before->end == LAYOUT_END_HYPHEN;
        bool goes_on = row->begin != LAYOUT_BEGIN_NUMBER && row->begin != LAYOUT_BEGIN_UPPER;
        if (letters && goes_on && before->width * 10 >= wide * 8) cut[gap]++;
    }
    for (uint32_t g = file->base_gap + 1; g < GAPS; g++) {
        if (cut[g] >= 2 && cut[g] * 5 >= all[g]) return g;
    }
    return 0;
}

static void pages_by_gaps(layout_file *file, uint32_t least)
{
    uint32_t page = 1;
    for (size_t i = 0; i < file->rows_n; i++) {
        if (i > 0 && file->rows[i].gap >= least) page++;
        file->rows[i].page = page;
    }
    file->pages = page;
}

typedef struct number_place {
    size_t row;
    uint32_t value;
    bool sure;
} number_place;

/* Marks the page numbers of a run in which each is one more than the last and which lie about
 * equally far apart. */
static size_t mark_run(layout_file *file, const number_place *places, size_t n)
{
    size_t need = places[0].sure ? 2 : 4;
    if (n < need) return 0;
    size_t span = places[n - 1].row - places[0].row, mean = span / (n - 1);
    if (mean < 5) return 0;
    size_t even = 0;
    for (size_t i = 1; i < n; i++) {
        size_t step = places[i].row - places[i - 1].row;
        if (step * 2 >= mean && step <= mean * 2) even++;
    }
    if (even * 4 < (n - 1) * 3) return 0;
    for (size_t i = 0; i < n; i++) {
        file->rows[places[i].row].flags |= LAYOUT_FURNITURE | LAYOUT_NUMBER;
    }
    return n;
}

/* Without form feeds and page gaps, the page numbers themselves break the text into pages. */
static zg_status pages_by_numbers(layout_file *file, zg_error *error)
{
    number_place *places = NULL;
    size_t n = 0, capacity = 0, marked = 0;
    for (size_t i = 0; i < file->rows_n; i++) {
        const zg_layout_line *line = &file->lines[file->rows[i].line];
        if (line->length > 64) continue;
        layout_page_number number = zg_layout_page_number(file->unicode, line->text, line->length);
        if (!number.found || number.roman) continue;
        if (!zg_memory_grow(&places, &capacity, n + 1, sizeof *places)) {
            zg_memory_free(places);
            return zg_error_memory(error);
        }
        places[n++] = (number_place){i, number.value, number.sure};
    }
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && places[end].value == places[end - 1].value + 1 &&
               places[end].sure == places[i].sure) {
            end++;
        }
        marked += mark_run(file, places + i, end - i);
        i = end;
    }
    zg_memory_free(places);
    if (marked == 0) return ZG_OK;
    uint32_t page = 1;
    bool at_top = (file->rows[0].flags & LAYOUT_NUMBER) != 0;
    for (size_t i = 0; i < file->rows_n; i++) {
        bool number = (file->rows[i].flags & LAYOUT_NUMBER) != 0;
        if (number && at_top && i > 0) page++;
        file->rows[i].page = page;
        if (number && !at_top) page++;
    }
    file->pages = page;
    return ZG_OK;
}

/* Indents count from the left edge of the page: extractors that keep the layout shift whole pages.
 * The edge of a page of few lines is not known; the commonest of the pages stands in. */
static void set_left_edges(layout_file *file)
{
    size_t count[64] = {0};
    for (size_t i = 0, end; i < file->rows_n; i = end) {
        uint32_t least = UINT32_MAX;
        for (end = i; end < file->rows_n && file->rows[end].page == file->rows[i].page; end++) {
            if (file->rows[end].indent < least) least = file->rows[end].indent;
        }
        if (end - i >= 5) count[least < 64 ? least : 63] += end - i;
    }
    uint32_t usual = 0;
    for (uint32_t k = 1; k < 63; k++) {
        if (count[k] > count[usual]) usual = k;
    }
    for (size_t i = 0, end; i < file->rows_n; i = end) {
        uint32_t least = UINT32_MAX;
        for (end = i; end < file->rows_n && file->rows[end].page == file->rows[i].page; end++) {
            if (file->rows[end].indent < least) least = file->rows[end].indent;
        }
        if (end - i < 5 && least > usual) least = usual;
        for (size_t k = i; k < end; k++) file->rows[k].indent -= least;
    }
}

static void take_out(layout_file *file, zg_layout_decision *decisions)
{
    size_t kept = 0;
    for (size_t i = 0; i < file->rows_n; i++) {
        layout_row row = file->rows[i];
        decisions[row.line].page = row.page;
        if ((row.flags & LAYOUT_FURNITURE) != 0) {
            bool number = (row.flags & LAYOUT_NUMBER) != 0;
            decisions[row.line].page_number = number;
            decisions[row.line].running = !number;
            decisions[row.line].kind = ZG_KIND_OTHER;
            continue;
        }
        file->rows[kept++] = row;
    }
    file->rows_n = kept;
}

zg_status zg_layout_pages(layout_file *file, zg_layout_decision *decisions, zg_error *error)
{
    file->base_gap = find_base_gap(file);
    if (!file->form_feeds && file->rows_n > 0) {
        zg_status status = pages_by_numbers(file, error);
        if (status != ZG_OK) return status;
        if (file->pages == 1) {
            uint32_t least = page_gap(file);
            if (least > 0) pages_by_gaps(file, least);
        }
    }
    zg_status status = zg_layout_furniture(file, error);
    if (status != ZG_OK) return status;
    take_out(file, decisions);
    set_left_edges(file);
    return ZG_OK;
}
