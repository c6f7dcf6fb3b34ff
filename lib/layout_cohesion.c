/* How well the characters on both sides of a line end hold together: whether those two, three or
 * four of them stand together inside a line elsewhere in the file. What each degree is worth is
 * measured on the file itself, from places inside lines (one paragraph for sure) and from ends
 * and beginnings of lines that do not follow each other (two for sure). Only the sequences asked
 * for are counted, in one pass over the text. */
#include "layout_parts.h"

#include <math.h>

#define SAMPLE 4096
#define APART  17 /* rows between an end and the beginning that it is tried with */
#define TWO    UINT64_C(0x9E3779B97F4A7C15)
#define LONGER UINT64_C(0xC2B2AE3D27D4EB4F)
#define FILTER 0x3FFFF /* the table is looked at only for keys that may be in it */

typedef struct place {
    uint32_t cp[4]; /* two before the break, two behind; 0: none */
} place;

typedef struct slot {
    uint64_t key; /* 0: empty (and a key that is 0, once in 2^64, is never found) */
    uint32_t count;
} slot;

typedef struct table {
    slot *slots;
    size_t mask;
    uint8_t *filter;
} table;

static uint64_t mix(uint64_t key, uint32_t cp)
{
    key = (key ^ cp) * UINT64_C(0xFF51AFD7ED558CCD);
    return key ^ key >> 29;
}

/* Key of the last `n` (2 to 4) of the characters that end before `end`. Longer keys grow from
 * shorter ones, so that a pass over the text mixes each character four times only. */
static uint64_t key_of(const uint32_t *end, size_t n)
{
    uint64_t key = mix(mix(TWO, end[-1]), end[-2]);
    for (size_t i = 3; i <= n; i++) key = mix(key ^ LONGER, end[-(ptrdiff_t)i]);
    return key;
}

static slot *find(const table *t, uint64_t key)
{
    size_t i = (size_t)(key >> 7) & t->mask;
    while (t->slots[i].key != 0 && t->slots[i].key != key) i = (i + 1) & t->mask;
    return &t->slots[i];
}

static void ask(table *t, const place *p)
{
    uint64_t keys[4] = {key_of(p->cp + 3, 2), key_of(p->cp + 3, 3), key_of(p->cp + 4, 3),
                        key_of(p->cp + 4, 4)};
    for (size_t i = 0; i < 4; i++) {
        find(t, keys[i])->key = keys[i];
        t->filter[(keys[i] >> 40) & FILTER] = 1;
    }
}

static void count_key(const table *t, uint64_t key)
{
    if (t->filter[(key >> 40) & FILTER] == 0) return;
    slot *s = find(t, key);
    if (s->key != 0) s->count++;
}

/* The degree of a place; `own`: times that the place itself was counted. */
static uint8_t degree(const table *t, const place *p, uint32_t own)
{
    if (p->cp[1] == 0 || p->cp[2] == 0) return LAYOUT_COHESION_UNKNOWN;
    if (p->cp[0] != 0 && p->cp[3] != 0 && find(t, key_of(p->cp + 4, 4))->count > own) {
        return LAYOUT_COHESION_FOUR;
    }
    if (p->cp[0] != 0 && find(t, key_of(p->cp + 3, 3))->count > own) {
        return LAYOUT_COHESION_THREE;
    }
    if (p->cp[3] != 0 && find(t, key_of(p->cp + 4, 3))->count > own) {
        return LAYOUT_COHESION_THREE;
    }
    if (find(t, key_of(p->cp + 3, 2))->count > own) return LAYOUT_COHESION_TWO;
    return LAYOUT_COHESION_NONE;
}

static void count_row(const layout_file *file, const layout_row *row, table *t)
{
    const zg_layout_line *line = &file->lines[row->line];
    uint32_t cp[4] = {0};
    size_t at = 0, seen = 0;
    while (at < line->length) {
        uint32_t next;
        at += zg_utf8_next(line->text + at, &next);
        if (zg_layout_blank(next)) continue;
        cp[0] = cp[1], cp[1] = cp[2], cp[2] = cp[3], cp[3] = next;
        seen++;
        uint64_t key = mix(mix(TWO, cp[3]), cp[2]);
        if (seen >= 2) count_key(t, key);
        if (seen >= 3) count_key(t, key = mix(key ^ LONGER, cp[1]));
        if (seen >= 4) count_key(t, mix(key ^ LONGER, cp[0]));
    }
}

/* The next (or, from the end, last) two characters that are no blanks. */
static void ends_of(const layout_file *file, const layout_row *row, uint32_t *two)
{
    const zg_layout_line *line = &file->lines[row->line];
    const char *end = line->text + line->length;
    int k = 1;
    uint32_t cp;
    two[0] = two[1] = 0;
    for (size_t n; k >= 0 && (n = zg_utf8_previous(line->text, end, &cp)) > 0; end -= n) {
        if (!zg_layout_blank(cp)) two[k--] = cp;
    }
}

static void begins_of(const layout_file *file, const layout_row *row, uint32_t *two)
{
    const zg_layout_line *line = &file->lines[row->line];
    size_t at = 0;
    int k = 0;
    two[0] = two[1] = 0;
    while (at < line->length && k < 2) {
        uint32_t cp;
        at += zg_utf8_next(line->text + at, &cp);
        if (!zg_layout_blank(cp)) two[k++] = cp;
    }
}

/* Four characters from the middle of a row; false where it is too short or they are not dense. */
static bool middle_of(const layout_file *file, const layout_row *row, place *out)
{
    const zg_layout_line *line = &file->lines[row->line];
    size_t at = line->length / 2;
    while (at < line->length && ((unsigned char)line->text[at] & 0xC0) == 0x80) at++;
    int k = 0;
    while (at < line->length && k < 4) {
        uint32_t cp;
        at += zg_utf8_next(line->text + at, &cp);
        if (!zg_layout_blank(cp)) out->cp[k++] = cp;
    }
    if (k < 4) return false;
    return (zg_unicode_class(file->unicode, out->cp[1]) & ZG_CLASS_DENSE) != 0 &&
           (zg_unicode_class(file->unicode, out->cp[2]) & ZG_CLASS_DENSE) != 0;
}

static place break_of(const layout_file *file, const layout_row *before, const layout_row *row)
{
    place out;
    ends_of(file, before, out.cp);
    begins_of(file, row, out.cp + 2);
    return out;
}

typedef struct samples {
    place *inside, *apart, *across; /* SAMPLE of each */
    size_t inside_n, apart_n, across_n;
} samples;

static bool dense_end(const layout_row *row)
{
    return row->end == LAYOUT_END_LETTER && (row->flags & LAYOUT_DENSE_LAST) != 0;
}

static bool dense_begin(const layout_row *row)
{
    return row->begin == LAYOUT_BEGIN_PLAIN && (row->flags & LAYOUT_DENSE_FIRST) != 0;
}

static void draw(const layout_file *file, samples *s)
{
    size_t step = file->rows_n / SAMPLE + 1;
    for (size_t i = 0; i < file->rows_n; i += step) {
        const layout_row *row = &file->rows[i];
        if (s->inside_n < SAMPLE && middle_of(file, row, &s->inside[s->inside_n])) s->inside_n++;
        size_t far = i + APART;
        if (s->apart_n < SAMPLE && far < file->rows_n && dense_end(row) &&
            dense_begin(&file->rows[far])) {
            s->apart[s->apart_n++] = break_of(file, row, &file->rows[far]);
        }
        if (s->across_n < SAMPLE && i > 0 && dense_end(row - 1) && dense_begin(row) &&
            zg_layout_evident(row - 1, row)) {
            s->across[s->across_n++] = break_of(file, row - 1, row);
        }
    }
}

static void degrees(const table *t, const place *places, size_t n, uint32_t own, double *share)
{
    for (size_t d = 0; d < LAYOUT_COHESIONS; d++) share[d] = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t d = degree(t, &places[i], own);
        if (d < LAYOUT_COHESIONS) share[d]++;
    }
}

/* Log odds by degree, and how far line ends are like places inside lines. */
static void weigh(layout_file *file, const table *t, const samples *s)
{
    double inside[LAYOUT_COHESIONS], apart[LAYOUT_COHESIONS], across[LAYOUT_COHESIONS];
    degrees(t, s->inside, s->inside_n, 1, inside);
    degrees(t, s->apart, s->apart_n, 0, apart);
    degrees(t, s->across, s->across_n, 0, across);
    double in = (double)s->inside_n, out = (double)s->apart_n, over = (double)s->across_n;
    for (size_t d = 0; d < LAYOUT_COHESIONS; d++) {
        static const double inside_before[] = {2, 1, 1, 1}, apart_before[] = {4, 1, 0.4, 0.2};
        file->cohesion[d] = log((inside[d] + inside_before[d]) / (in + 5)) -
                            log((apart[d] + apart_before[d]) / (out + 5.6));
    }
    file->cohesion_share = -1;
    if (s->inside_n < 30 || s->apart_n < 20 || s->across_n < 20) return;
    double found_in = 1 - inside[0] / in, found_out = 1 - apart[0] / out;
    double found_over = 1 - across[0] / over;
    double inside_long = (inside[2] + inside[3]) / in, apart_long = (apart[2] + apart[3]) / out;
    double across_long = (across[2] + across[3]) / over;
    double span = found_in - found_out + inside_long - apart_long;
    if (span < 0.15) return;
    double share = (found_over - found_out + across_long - apart_long) / span;
    file->cohesion_share = share < 0 ? 0 : share;
}

static zg_status make_table(size_t places, table *out, zg_error *error)
{
    size_t size = 64;
    while (size / 6 < places) size *= 2;
    out->mask = size - 1;
    out->slots = zg_memory_zeroed(size, sizeof *out->slots);
    out->filter = zg_memory_zeroed(FILTER + 1, 1);
    return out->slots == NULL || out->filter == NULL ? zg_error_memory(error) : ZG_OK;
}

static zg_status count_all(const layout_file *file, table *t, zg_error *error)
{
    for (size_t i = 0; i < file->rows_n; i++) {
        if ((i & 4095) == 0) {
            zg_status status = zg_run_check(file->run, error);
            if (status != ZG_OK) return status;
        }
        count_row(file, &file->rows[i], t);
    }
    return ZG_OK;
}

static zg_status sample_file(layout_file *file, zg_error *error)
{
    samples s = {.inside = zg_memory_alloc(3 * SAMPLE, sizeof *s.inside)};
    table t = {0};
    if (s.inside == NULL) return zg_error_memory(error);
    s.apart = s.inside + SAMPLE;
    s.across = s.apart + SAMPLE;
    draw(file, &s);
    zg_status status = make_table(s.inside_n + s.apart_n + s.across_n, &t, error);
    if (status == ZG_OK) {
        for (size_t i = 0; i < s.inside_n; i++) ask(&t, &s.inside[i]);
        for (size_t i = 0; i < s.apart_n; i++) ask(&t, &s.apart[i]);
        for (size_t i = 0; i < s.across_n; i++) ask(&t, &s.across[i]);
        status = count_all(file, &t, error);
    }
    if (status == ZG_OK) weigh(file, &t, &s);
    zg_memory_free(t.filter);
    zg_memory_free(t.slots);
    zg_memory_free(s.inside);
    return status;
}

zg_status zg_layout_cohesion(layout_file *file, bool rows, zg_error *error)
{
    file->cohesion_share = rows ? file->cohesion_share : -1;
    if (!rows) return file->dense == 0 ? ZG_OK : sample_file(file, error);
    size_t asked = 0;
    for (size_t i = 1; i < file->rows_n; i++) {
        if (file->rows[i].cohesion == LAYOUT_COHESION_TWO) asked++;
    }
    if (asked == 0) return ZG_OK;
    table t = {0};
    zg_status status = make_table(asked, &t, error);
    for (size_t i = 1; i < file->rows_n && status == ZG_OK; i++) {
        if (file->rows[i].cohesion != LAYOUT_COHESION_TWO) continue;
        place p = break_of(file, &file->rows[i - 1], &file->rows[i]);
        ask(&t, &p);
    }
    if (status == ZG_OK) status = count_all(file, &t, error);
    for (size_t i = 1; i < file->rows_n && status == ZG_OK; i++) {
        layout_row *row = &file->rows[i];
        if (row->cohesion != LAYOUT_COHESION_TWO) continue;
        place p = break_of(file, row - 1, row);
        row->cohesion = degree(&t, &p, 0);
    }
    zg_memory_free(t.filter);
    zg_memory_free(t.slots);
    return status;
}
