/* How paragraphs open in this file. A full line that ends a sentence may end a paragraph or not;
 * the first two characters (or the first word) of the next line help where the file's own
 * paragraphs often open so, or its sentences inside paragraphs do. An opening is of one of four
 * degrees: seen at the front of other paragraphs or not, seen behind a sentence end inside a
 * line or not. What each degree is worth is measured on the paragraphs found so far and on the
 * sentences inside lines, each left out of its own count. */
#include "layout_parts.h"

#include <math.h>

typedef struct slot {
    uint64_t key; /* 0: empty */
    uint32_t paragraphs, sentences;
} slot;

typedef struct table {
    slot *slots;
    size_t mask;
    double begins[LAYOUT_OPENINGS], goes_on[LAYOUT_OPENINGS];
} table;

/* Key of what stands at `at`: two characters of a dense script, else a word; 0: neither. */
static uint64_t opening_at(zg_unicode *unicode, const zg_layout_line *line, size_t at)
{
    uint64_t key = UINT64_C(14695981039346656037);
    size_t n = 0;
    bool dense = false;
    while (at < line->length) {
        uint32_t cp;
        at += zg_utf8_next(line->text + at, &cp);
        if (zg_layout_blank(cp) && n == 0) continue;
        uint32_t classes = zg_unicode_class(unicode, cp);
        bool letter = (classes & (ZG_CLASS_LETTER | ZG_CLASS_ATTACH)) != 0;
        if (n == 0) dense = (classes & ZG_CLASS_DENSE) != 0;
        if (!letter || (n > 0 && !dense && (classes & ZG_CLASS_DENSE) != 0)) {
            return n > 0 && !dense ? key : 0;
        }
        key = (key ^ cp) * UINT64_C(1099511628211);
        key ^= key >> 31;
        n++;
        if (dense && n == 2) return key == 0 ? 1 : key;
    }
    return n > 0 && !dense ? key : 0;
}

/* The next place inside the line where a sentence begins, from `at`; the line's length: none. */
static size_t next_sentence(zg_unicode *unicode, const zg_layout_line *line, size_t at)
{
    bool stop = false;
    while (at < line->length) {
        uint32_t cp;
        size_t n = zg_utf8_next(line->text + at, &cp);
        bool sentence =
            (zg_unicode_class(unicode, cp) & ZG_CLASS_SENTENCE) != 0 && cp != ';' && cp != 0xFF1B;
        if (sentence) {
            /* a full stop inside a number or a name ends nothing */
            bool blank = at + n < line->length && line->text[at + n] == ' ';
            stop = cp != '.' || blank;
        } else if (stop && !zg_layout_blank(cp) && !zg_layout_closes(cp)) {
            return at;
        }
        at += n;
    }
    return line->length;
}

static slot *find(const table *t, uint64_t key)
{
    size_t i = (size_t)(key >> 9) & t->mask;
    while (t->slots[i].key != 0 && t->slots[i].key != key) i = (i + 1) & t->mask;
    return &t->slots[i];
}

static bool opens_paragraph(const layout_file *file, size_t k)
{
    return k > 0 && (file->rows[k].flags & LAYOUT_FIRST) != 0 &&
           file->rows[k - 1].end == LAYOUT_END_STOP;
}

typedef enum step { COUNT_PLACES, FILL, MEASURE } step;

static size_t degree(const slot *s, uint32_t own_paragraphs, uint32_t own_sentences)
{
    return (s->paragraphs > own_paragraphs ? 1U : 0U) + (s->sentences > own_sentences ? 2U : 0U);
}

static void one_place(table *t, uint64_t key, bool paragraph, step what, size_t *places)
{
    if (key == 0) return;
    if (what == COUNT_PLACES) {
        ++*places;
        return;
    }
    slot *s = find(t, key);
    if (what == FILL) {
        s->key = key;
        if (paragraph) s->paragraphs++;
        if (!paragraph) s->sentences++;
    } else if (paragraph) {
        t->begins[degree(s, 1, 0)]++;
    } else {
        t->goes_on[degree(s, 0, 1)]++;
    }
}

/* All openings of the file, in one of three ways; returns their number. */
static size_t walk(const layout_file *file, table *t, step what)
{
    size_t places = 0;
    for (size_t k = 0; k < file->rows_n; k++) {
        const zg_layout_line *line = &file->lines[file->rows[k].line];
        if (opens_paragraph(file, k)) {
            one_place(t, opening_at(file->unicode, line, 0), true, what, &places);
        }
        size_t at = next_sentence(file->unicode, line, 0);
        while (at < line->length) {
            one_place(t, opening_at(file->unicode, line, at), false, what, &places);
            at = next_sentence(file->unicode, line, at);
        }
    }
    return places;
}

/* Degrees of the rows for which it matters, and what degrees are worth. */
static void weigh(layout_file *file, const table *t)
{
    static const double before[LAYOUT_OPENINGS] = {6, 2, 3, 3};
    double begins = 14, goes_on = 14;
    for (size_t d = 0; d < LAYOUT_OPENINGS; d++) {
        begins += t->begins[d];
        goes_on += t->goes_on[d];
    }
    for (size_t d = 0; d < LAYOUT_OPENINGS; d++) {
        file->opening[d] =
            log((t->goes_on[d] + before[d]) / goes_on) - log((t->begins[d] + before[d]) / begins);
    }
    for (size_t k = 1; k < file->rows_n; k++) {
        layout_row *row = &file->rows[k];
        row->opening = LAYOUT_OPENINGS;
        if (file->rows[k - 1].end != LAYOUT_END_STOP) continue;
        uint64_t key = opening_at(file->unicode, &file->lines[row->line], 0);
        if (key == 0) continue;
        row->opening = (uint8_t)degree(find(t, key), opens_paragraph(file, k), 0);
    }
}

zg_status zg_layout_opening(layout_file *file, zg_error *error)
{
    table t = {0};
    size_t places = walk(file, &t, COUNT_PLACES), size = 64;
    while (size / 2 < places) size *= 2;
    t.slots = zg_memory_zeroed(size, sizeof *t.slots);
    if (t.slots == NULL) return zg_error_memory(error);
    t.mask = size - 1;
    walk(file, &t, FILL);
    walk(file, &t, MEASURE);
    weigh(file, &t);
    zg_memory_free(t.slots);
    return zg_run_check(file->run, error);
}
