/* What one line shows by itself: widths, indent, how it begins and ends. */
#include "layout_parts.h"

#define TAB 8

typedef struct scan {
    uint32_t indent, width, ambiguous;
    uint32_t first, last;    /* code points, 0: none */
    uint32_t letters, dense; /* code points of category L or N; of dense scripts */
    uint32_t digits;
    uint32_t inner_marks, inner_stops, wide_blanks, widest;
    uint32_t leader; /* longest run of dots */
    bool pending;    /* the mark seen last may still be the last of the line */
    bool stop;       /* and it ends a sentence */
} scan;

static uint32_t cells_of(zg_unicode *unicode, uint32_t cp)
{
    uint32_t classes = zg_unicode_class(unicode, cp);
    if ((classes & ZG_CLASS_ATTACH) != 0) return 0;
    if ((classes & ZG_CLASS_WIDE) != 0) return 2;
    return zg_layout_ambiguous(cp) ? 2 : 1;
}

static bool clause_mark(zg_unicode *unicode, uint32_t cp)
{
    if (cp == ',' || cp == ':' || cp == 0x3001 || cp == 0xFF0C || cp == 0xFF1A) return true;
    return cp != '.' && (zg_unicode_class(unicode, cp) & ZG_CLASS_SENTENCE) != 0;
}

static void scan_blank(scan *s, uint32_t cp, uint32_t *blanks)
{
    uint32_t step = cp == 0x3000 ? 2 : cp == '\t' ? TAB - (s->indent + s->width) % TAB : 1;
    if (s->first == 0) {
        s->indent += step;
    } else {
        *blanks += step;
        s->width += step;
    }
}

static void scan_inner(scan *s, zg_unicode *unicode, uint32_t cp, uint32_t blanks, uint32_t *dots)
{
    if (blanks >= 3) s->wide_blanks++;
    if (blanks > s->widest) s->widest = blanks;
    if (s->pending) s->inner_marks++;
    if (s->pending && s->stop) s->inner_stops++;
    s->pending = clause_mark(unicode, cp);
    s->stop = (zg_unicode_class(unicode, cp) & ZG_CLASS_SENTENCE) != 0;
    if (cp == '.' || cp == 0x2026 || cp == 0xB7 || cp == 0x2024) {
        *dots += cp == 0x2026 ? 3 : 1;
        if (*dots > s->leader) s->leader = *dots;
    } else {
        *dots = 0;
    }
}

static scan scan_line(zg_unicode *unicode, const zg_layout_line *line)
{
    scan s = {0};
    uint32_t blanks = 0, dots = 0;
    size_t at = 0;
    while (at < line->length) {
        uint32_t cp;
        at += zg_utf8_next(line->text + at, &cp);
        if (zg_layout_blank(cp)) {
            scan_blank(&s, cp, &blanks);
            continue;
        }
        scan_inner(&s, unicode, cp, s.first == 0 ? 0 : blanks, &dots);
        blanks = 0;
        uint32_t classes = zg_unicode_class(unicode, cp);
        uint32_t cells = cells_of(unicode, cp);
        if (cells == 2 && (classes & ZG_CLASS_WIDE) == 0) s.ambiguous++;
        if (s.width < UINT32_MAX / 4) s.width += cells;
        if ((classes & ZG_CLASS_LETTER) != 0) s.letters++;
        if ((classes & ZG_CLASS_DIGIT) != 0) s.digits++;
        if ((classes & ZG_CLASS_DENSE) != 0) s.dense++;
        if (s.first == 0) s.first = cp;
        s.last = cp;
    }
    s.width -= blanks; /* what is left are trailing blanks that the caller did not take off */
    return s;
}

/* Steps back over closing marks to the one that decides. */
static uint8_t end_of(zg_unicode *unicode, const char *text, size_t length, uint32_t *last)
{
    const char *end = text + length;
    uint32_t cp = 0;
    bool closed = false;
    for (size_t n = 0; (n = zg_utf8_previous(text, end, &cp)) > 0; end -= n) {
        if (zg_layout_blank(cp)) continue;
        if (*last == 0) *last = cp;
        if (!zg_layout_closes(cp)) break;
        closed = true;
    }
    if (end == text) return LAYOUT_END_OTHER;
    uint32_t classes = zg_unicode_class(unicode, cp);
    if (cp == ';' || cp == 0xFF1B) return LAYOUT_END_SEMI;
    if ((classes & ZG_CLASS_SENTENCE) != 0 || cp == 0x2026 || cp == 0xFF0E) {
        return LAYOUT_END_STOP;
    }
    if (closed) return LAYOUT_END_OTHER;
    if (cp == ':' || cp == 0xFF1A) return LAYOUT_END_COLON;
    if (cp == ',' || cp == 0x3001 || cp == 0xFF0C) return LAYOUT_END_COMMA;
    if (zg_layout_opens(cp)) return LAYOUT_END_OPEN;
    if (cp == '-' || cp == 0x2010 || cp == 0xAD) {
        uint32_t before = 0;
        const char *p = end - (cp == '-' ? 1 : cp == 0xAD ? 2 : 3);
        if (zg_utf8_previous(text, p, &before) == 0) return LAYOUT_END_OTHER;
        uint32_t c = zg_unicode_class(unicode, before);
        bool letter = (c & (ZG_CLASS_LETTER | ZG_CLASS_DENSE)) == ZG_CLASS_LETTER;
        return letter ? LAYOUT_END_HYPHEN : LAYOUT_END_OTHER;
    }
    if ((classes & (ZG_CLASS_LETTER | ZG_CLASS_ATTACH)) != 0 || cp == '%' || cp == 0xFF05) {
        return LAYOUT_END_LETTER;
    }
    return LAYOUT_END_OTHER;
}

static uint8_t begin_of(zg_unicode *unicode, const layout_row *row)
{
    uint32_t cp = row->first;
    if (row->numbering == LAYOUT_NUMBER_ORDINAL) return LAYOUT_BEGIN_ORDINAL;
    if (row->numbering != LAYOUT_NUMBER_NONE) return LAYOUT_BEGIN_NUMBER;
    if (zg_layout_dash(cp)) return LAYOUT_BEGIN_DASH;
    if (zg_layout_opens(cp) || cp == '"' || cp == '\'') return LAYOUT_BEGIN_OPEN;
    if (zg_layout_clings(cp)) return LAYOUT_BEGIN_CLOSE;
    uint32_t classes = zg_unicode_class(unicode, cp);
    if ((classes & ZG_CLASS_DIGIT) != 0) return LAYOUT_BEGIN_DIGIT;
    if ((classes & ZG_CLASS_LETTER) == 0) return LAYOUT_BEGIN_OTHER;
    int letter_case = zg_layout_case(cp);
    if (letter_case == 0 && cp >= 0xFF21 && cp <= 0xFF5A) letter_case = cp < 0xFF41 ? 1 : -1;
    return letter_case < 0   ? LAYOUT_BEGIN_LOWER
           : letter_case > 0 ? LAYOUT_BEGIN_UPPER
                             : LAYOUT_BEGIN_PLAIN;
}

/* Cells of what stands first and may not be broken: one dense character or a run up to a blank
 * or a dense character, with opening marks before and clinging marks behind. */
static uint32_t unit_of(zg_unicode *unicode, const char *text, size_t length)
{
    uint32_t cells = 0;
    bool opened = true, run = false;
    size_t at = 0;
    while (at < length && cells < 256) {
        uint32_t cp;
        at += zg_utf8_next(text + at, &cp);
        if (zg_layout_blank(cp)) {
            if (cells == 0) continue;
            break;
        }
        uint32_t classes = zg_unicode_class(unicode, cp);
        /* full-width letters and digits are set in the grid of ideographs */
        bool dense = (classes & ZG_CLASS_DENSE) != 0 || (cp >= 0xFF10 && cp <= 0xFF5A);
        if (zg_layout_clings(cp) || (classes & ZG_CLASS_ATTACH) != 0) {
            opened = false;
        } else if (zg_layout_opens(cp) && !run) {
            if (!opened) break;
        } else if (opened || (run && !dense)) {
            opened = false;
            run = !dense;
        } else {
            break;
        }
        cells += cells_of(unicode, cp);
        if (cp == '-' && run) break;
    }
    return cells;
}

static uint16_t flags_of(zg_unicode *unicode, const zg_layout_line *line, const scan *s)
{
    uint32_t flags = 0;
    const char *end = line->text + line->length;
    if ((zg_unicode_class(unicode, s->first) & ZG_CLASS_DENSE) != 0) flags |= LAYOUT_DENSE_FIRST;
    if (s->letters > s->digits) flags |= LAYOUT_LETTERS;
    if (line->trailing > 0) flags |= LAYOUT_TRAILING;
    if (s->inner_marks > 0) flags |= LAYOUT_INNER;
    if (s->inner_stops > 0) flags |= LAYOUT_SENTENCES;
    if (s->wide_blanks >= 2 || s->widest >= 8) flags |= LAYOUT_CELLS;
    uint32_t last = 0;
    for (size_t n; (n = zg_utf8_previous(line->text, end, &last)) > 0; end -= n) {
        if (zg_layout_blank(last)) continue;
        uint32_t classes = zg_unicode_class(unicode, last);
        /* dense where the last letter is, marks of other writing aside */
        if (zg_layout_closes(last) || zg_layout_dash(last) || last == 0x2026) continue;
        if ((classes & ZG_CLASS_ATTACH) != 0) continue;
        if ((classes & (ZG_CLASS_DENSE | ZG_CLASS_FORM)) != 0 || last == 0x3001 || last == 0x3002) {
            flags |= LAYOUT_DENSE_LAST;
        }
        if (s->leader >= 4 && (classes & ZG_CLASS_DIGIT) != 0) flags |= LAYOUT_LEADER;
        break;
    }
    if (s->leader >= 8) flags |= LAYOUT_LEADER;
    bool opens = s->first == '(' || s->first == 0xFF08 || s->first == 0x3010 || s->first == 0x3014;
    if (opens && zg_layout_closes(s->last)) flags |= LAYOUT_BRACKETED;
    return (uint16_t)flags;
}

/* Whether one of the clause marks inside is that of the numbering. */
static bool numbering_mark(zg_unicode *unicode, const layout_row *row, const zg_layout_line *line)
{
    if (row->numbering <= LAYOUT_NUMBER_BULLET) return false;
    size_t at = 0;
    for (size_t k = 0; k < 8 && at < line->length; k++) {
        uint32_t cp;
        at += zg_utf8_next(line->text + at, &cp);
        if (clause_mark(unicode, cp)) return true;
    }
    return false;
}

static void fill_row(layout_file *file, size_t i, const scan *s, layout_row *row)
{
    const zg_layout_line *line = &file->lines[i];
    zg_unicode *unicode = file->unicode;
    *row = (layout_row){.line = i, .indent = s->indent, .width = s->width, .first = s->first};
    row->flags = flags_of(unicode, line, s);
    row->numbering = (uint8_t)zg_layout_numbering(unicode, line->text, line->length);
    if (numbering_mark(unicode, row, line) && s->inner_marks == 1) {
        row->flags &= (uint16_t)~LAYOUT_INNER;
    }
    row->end = end_of(unicode, line->text, line->length, &row->last);
    row->begin = begin_of(unicode, row);
    row->unit = unit_of(unicode, line->text, line->length);
    row->cohesion = LAYOUT_COHESION_UNKNOWN;
    row->opening = LAYOUT_OPENINGS;
    /* until it is known which type the file is set in, the count stands where `full` will be */
    row->full = s->ambiguous;
    if (zg_layout_caption(unicode, line->text, line->length)) row->flags |= LAYOUT_CAPTION;
    if ((row->flags & (LAYOUT_CELLS | LAYOUT_LEADER)) != 0) row->flags |= LAYOUT_STANDS;
    file->letters += s->letters;
    file->dense += s->dense;
}

/* A number cut behind its full-width point, which elsewhere ends a sentence. */
static bool in_number(const layout_row *before, const layout_row *row)
{
    return before->last == 0xFF0E && row->first >= 0xFF10 && row->first <= 0xFF19;
}

void zg_layout_scan(layout_file *file)
{
    uint32_t gap = 0, page = 1;
    for (size_t i = 0; i < file->n; i++) {
        if (file->lines[i].page_before) {
            page++;
            file->form_feeds = true;
        }
        scan s = scan_line(file->unicode, &file->lines[i]);
        if (s.first == 0) {
            gap++;
            continue;
        }
        layout_row *row = &file->rows[file->rows_n++];
        fill_row(file, i, &s, row);
        row->gap = gap;
        row->page = page;
        gap = 0;
    }
    file->pages = page;
    bool dense = file->dense * 2 > file->letters;
    for (size_t i = 0; i < file->rows_n; i++) {
        layout_row *row = &file->rows[i];
        if (i > 0 && in_number(row - 1, row)) row[-1].end = LAYOUT_END_COMMA;
        if (!dense) row->width -= row->full;
        row->full = 0;
    }
}
