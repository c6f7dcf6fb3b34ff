/* Headings and other matter, told from body text once the paragraphs stand; and titles that are
 * broken over lines, which the room at line ends cannot show, since a title ends where it
 * pleases. */
#include "layout_parts.h"

#define TITLE_ROWS  4
#define TITLE_CELLS 90 /* no heading is longer, whatever the width of the page */

/* Whether a row leaves so much room that no running text breaks there. */
static bool leaves_room(const layout_row *row)
{
    return (row->indent + row->width) * 20 < row->full * 17;
}

/* A line that a title may be made of: without a mark at its end, and the paragraph of no other
 * line but such as were cut short. */
static bool title_line(const layout_file *file, size_t k)
{
    const layout_row *row = &file->rows[k];
    bool first = (row->flags & LAYOUT_FIRST) != 0 || leaves_room(row - 1);
    bool last = k + 1 == file->rows_n || (row[1].flags & LAYOUT_FIRST) != 0 || leaves_room(row);
    if (!first || !last || (row->flags & LAYOUT_LETTERS) == 0) return false;
    if ((row->flags & (LAYOUT_STANDS | LAYOUT_BRACKETED)) != 0) return false;
    if (row->end != LAYOUT_END_LETTER && row->end != LAYOUT_END_OTHER) return false;
    uint32_t most = row->full > 0 ? row->full : TITLE_CELLS;
    return row->indent + row->width <= most && row->begin != LAYOUT_BEGIN_DASH;
}

/* Row k goes on with the title that the row before is a line of. */
static bool title_goes_on(const layout_file *file, size_t k)
{
    const layout_row *row = &file->rows[k], *before = row - 1;
    if (before->end != LAYOUT_END_LETTER || row->numbering != LAYOUT_NUMBER_NONE) return false;
    if (row->page != before->page || row->full == 0) return false;
    if (row->gap != before->gap && row->gap != file->base_gap) return false;
    if (row->cohesion >= LAYOUT_COHESIONS) return false;
    if (row->cohesion >= LAYOUT_COHESION_THREE) return true;
    /* centred on the same axis, and cut where two characters belong together */
    int64_t axis = 2 * (int64_t)row->indent + row->width;
    int64_t axis_before = 2 * (int64_t)before->indent + before->width;
    bool centred = row->indent > 2 && before->indent > 2 && axis - axis_before <= 3 &&
                   axis_before - axis <= 3 && row->indent != before->indent;
    return centred && row->cohesion == LAYOUT_COHESION_TWO;
}

void zg_layout_titles(layout_file *file)
{
    for (size_t k = 0, end; k < file->rows_n; k = end) {
        for (end = k; end < file->rows_n && title_line(file, end); end++) {
            if (end > k && file->rows[end].gap > file->base_gap + 1) break;
        }
        if (end == k) end++;
        if (end - k > TITLE_ROWS) continue; /* verse or a list */
        for (size_t i = k + 1; i < end; i++) {
            if (title_goes_on(file, i)) file->rows[i].flags &= (uint16_t)~LAYOUT_FIRST;
        }
    }
}

typedef struct paragraph {
    size_t start, end; /* rows */
    uint64_t width;
    bool body; /* surely running text: long, or ending as a sentence does */
} paragraph;

static paragraph paragraph_at(const layout_file *file, size_t start)
{
    paragraph p = {.start = start, .end = start + 1, .width = file->rows[start].width};
    while (p.end < file->rows_n && (file->rows[p.end].flags & LAYOUT_FIRST) == 0) {
        p.width += file->rows[p.end++].width;
    }
    uint8_t end = file->rows[p.end - 1].end;
    p.body = p.width > TITLE_CELLS || end == LAYOUT_END_STOP || end == LAYOUT_END_COLON ||
             end == LAYOUT_END_SEMI;
    return p;
}

static bool is_centred(const layout_file *file, const paragraph *p)
{
    for (size_t i = p->start; i < p->end; i++) {
        const layout_row *row = &file->rows[i];
        int64_t right = (int64_t)row->full - row->indent - row->width;
        int64_t lean = right - row->indent;
        if (row->full == 0 || row->indent < 5 || lean > 5 || lean < -5) return false;
    }
    return true;
}

static bool may_be_heading(const layout_file *file, const paragraph *p)
{
    const layout_row *row = &file->rows[p->start], *last = &file->rows[p->end - 1];
    if (p->width > TITLE_CELLS || p->end - p->start > TITLE_ROWS) return false;
    if ((row->flags & LAYOUT_LETTERS) == 0) return false;
    if ((row->flags & (LAYOUT_STANDS | LAYOUT_CAPTION | LAYOUT_BRACKETED)) != 0) return false;
    if (row->numbering == LAYOUT_NUMBER_BULLET || row->begin == LAYOUT_BEGIN_LOWER) return false;
    return last->end == LAYOUT_END_LETTER || last->end == LAYOUT_END_OTHER;
}

/* Signs of a heading; two are needed. */
static int heading_signs(const layout_file *file, const paragraph *p, const paragraph *next,
                         bool before_ended)
{
    const layout_row *row = &file->rows[p->start];
    int signs = 0;
    uint32_t after = next == NULL ? 0 : file->rows[next->start].gap;
    bool leads = next != NULL && next->body && next->width > p->width;
    if (row->numbering == LAYOUT_NUMBER_SECTION) signs += 2;
    if (row->numbering == LAYOUT_NUMBER_ITEM || row->numbering == LAYOUT_NUMBER_ORDINAL)
        signs += leads ? 1 : 0;
    if (is_centred(file, p)) signs += 2;
    if (p->end - p->start > 1 && row->full > 0 && row->width * 10 < row->full * 9) signs++;
    if (row->gap > file->base_gap) signs++;
    if (after > file->base_gap && row->gap > file->base_gap) signs++;
    if (leads && (row->flags & LAYOUT_INNER) == 0) signs++;
    if (leads && before_ended && (row->flags & LAYOUT_SENTENCES) == 0) signs++;
    if (!before_ended) signs--;
    if (next == NULL) signs -= 2;
    return signs;
}

static bool is_date(const layout_file *file, const layout_row *row)
{
    const zg_layout_line *line = &file->lines[row->line];
    return zg_layout_date(line->text, line->length);
}

static zg_kind kind_of(const layout_file *file, const paragraph *p, const paragraph *next,
                       bool before_ended)
{
    const layout_row *row = &file->rows[p->start];
    if ((row->flags & LAYOUT_STANDS) != 0) return ZG_KIND_OTHER;
    if ((row->flags & LAYOUT_LETTERS) == 0 && p->end - p->start == 1) return ZG_KIND_OTHER;
    if (p->end - p->start == 1 && p->width <= TITLE_CELLS / 2 && is_date(file, row)) {
        return ZG_KIND_OTHER;
    }
    if ((row->flags & LAYOUT_CAPTION) != 0 && p->width <= TITLE_CELLS && !p->body) {
        return ZG_KIND_OTHER;
    }
    if ((row->flags & LAYOUT_BRACKETED) != 0 && p->width <= TITLE_CELLS / 2 && !p->body) {
        return ZG_KIND_OTHER;
    }
    if (may_be_heading(file, p) && heading_signs(file, p, next, before_ended) >= 2) {
        return ZG_KIND_HEADING;
    }
    return ZG_KIND_BODY;
}

void zg_layout_kinds(layout_file *file)
{
    bool ended = true; /* the paragraph before is whole */
    for (size_t start = 0; start < file->rows_n;) {
        paragraph p = paragraph_at(file, start), next;
        bool more = p.end < file->rows_n;
        if (more) next = paragraph_at(file, p.end);
        zg_kind kind = kind_of(file, &p, more ? &next : NULL, ended);
        for (size_t i = p.start; i < p.end; i++) file->rows[i].kind = (uint8_t)kind;
        ended = kind != ZG_KIND_BODY || p.body;
        start = p.end;
    }
}
