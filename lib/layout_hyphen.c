/* What stands between two joined rows: nothing, a blank, or a hyphen to be taken away. Whether a
 * hyphen at a line end belongs to the word is asked of the file itself: of the two spellings the
 * word with the parts joined wins where it occurs, or where the one with the hyphen does not.
 * Only where lines hardly ever end in a hyphen, so that words are not cut at all, a hyphen of
 * which nothing is known stays. */
#include "layout_parts.h"

#include <string.h>

typedef struct entry {
    uint64_t key; /* 0: empty */
    bool seen;
} entry;

typedef struct words {
    entry *entries;
    size_t mask;
    bool dash_blank, dash_close; /* a dash between Latin words is written so in the file */
    bool whole;                  /* words are not cut at line ends */
    bool syllables;              /* Korean is broken at any syllable here, not between words only */
} words;

/* A word at an edge of a row: letters, hyphens and apostrophes. */
typedef struct piece {
    const char *text;
    size_t length;
} piece;

static bool wordy(zg_unicode *unicode, uint32_t cp)
{
    if (cp == '-' || cp == 0x2010 || cp == 0x2011 || cp == '\'' || cp == 0x2019) return true;
    uint32_t classes = zg_unicode_class(unicode, cp);
    if ((classes & ZG_CLASS_ATTACH) != 0) return true;
    return (classes & ZG_CLASS_LETTER) != 0 && (classes & ZG_CLASS_DENSE) == 0;
}

static bool hyphen(uint32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011 || cp == 0xAD;
}

static piece last_word(zg_unicode *unicode, const zg_layout_line *line)
{
    const char *end = line->text + line->length;
    uint32_t cp;
    size_t n;
    while ((n = zg_utf8_previous(line->text, end, &cp)) > 0 && zg_layout_blank(cp)) end -= n;
    const char *start = end;
    while ((n = zg_utf8_previous(line->text, start, &cp)) > 0 &&
           (wordy(unicode, cp) || cp == 0xAD)) {
        start -= n;
    }
    return (piece){start, (size_t)(end - start)};
}

static piece word_from(zg_unicode *unicode, const zg_layout_line *line, size_t at)
{
    size_t end = at;
    while (end < line->length) {
        uint32_t cp;
        size_t n = zg_utf8_next(line->text + end, &cp);
        if (!wordy(unicode, cp)) break;
        end += n;
    }
    return (piece){line->text + at, end - at};
}

static piece first_word(zg_unicode *unicode, const zg_layout_line *line)
{
    size_t at = 0;
    while (at < line->length) {
        uint32_t cp;
        size_t n = zg_utf8_next(line->text + at, &cp);
        if (!zg_layout_blank(cp)) break;
        at += n;
    }
    return word_from(unicode, line, at);
}

/* Goes on with `hash` over the word, small letters, all hyphens alike. */
static uint64_t hash_word(uint64_t hash, piece word)
{
    size_t at = 0;
    while (at < word.length) {
        uint32_t cp;
        at += zg_utf8_next(word.text + at, &cp);
        if (hyphen(cp)) cp = '-';
        hash = (hash ^ zg_layout_lower(cp)) * UINT64_C(1099511628211);
        hash ^= hash >> 31;
    }
    return hash == 0 ? 1 : hash;
}

static const uint64_t hash_start = UINT64_C(14695981039346656037);

static entry *find(const words *w, uint64_t key)
{
    size_t i = (size_t)(key >> 5) & w->mask;
    while (w->entries[i].key != 0 && w->entries[i].key != key) i = (i + 1) & w->mask;
    return &w->entries[i];
}

/* Keys of both spellings. */
static void spellings(zg_unicode *unicode, const layout_file *file, const layout_row *row,
                      uint64_t *joined, uint64_t *whole)
{
    piece left = last_word(unicode, &file->lines[row[-1].line]);
    piece right = first_word(unicode, &file->lines[row->line]);
    *whole = hash_word(hash_word(hash_start, left), right);
    uint32_t cp;
    size_t n = zg_utf8_previous(left.text, left.text + left.length, &cp);
    if (n > 0 && hyphen(cp)) left.length -= n;
    *joined = hash_word(hash_word(hash_start, left), right);
}

static bool hyphenated(const layout_row *row)
{
    return (row->flags & LAYOUT_FIRST) == 0 && row[-1].end == LAYOUT_END_HYPHEN;
}

static bool hangul(uint32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

/* A Korean word may be cut, or a blank may have stood at the line end. */
static bool korean(const layout_row *row)
{
    return (row->flags & LAYOUT_FIRST) == 0 && hangul(row[-1].last) && hangul(row->first);
}

/* Keys of the two pieces as words of their own, and as one word. */
static void korean_keys(const layout_file *file, const layout_row *row, uint64_t key[3])
{
    piece left = last_word(file->unicode, &file->lines[row[-1].line]);
    piece right = first_word(file->unicode, &file->lines[row->line]);
    key[0] = hash_word(hash_start, left);
    key[1] = hash_word(hash_start, right);
    key[2] = hash_word(hash_word(hash_start, left), right);
}

/* Notes the words of one row that were asked for. The pieces of a broken word do not count. */
static void note_words(const layout_file *file, size_t k, words *w)
{
    const layout_row *row = &file->rows[k];
    const zg_layout_line *line = &file->lines[row->line];
    size_t at = 0;
    bool skip = k > 0 && (hyphenated(row) || korean(row));
    bool cut = k + 1 < file->rows_n && korean(row + 1);
    while (at < line->length) {
        uint32_t cp;
        size_t n = zg_utf8_next(line->text + at, &cp);
        if (!wordy(file->unicode, cp)) {
            bool dash = zg_layout_dash(cp) && at + n < line->length && at > 0;
            bool before = dash && zg_layout_blank((uint32_t)(unsigned char)line->text[at - 1]);
            bool behind = dash && zg_layout_blank((uint32_t)(unsigned char)line->text[at + n]);
            if (dash && before && behind) w->dash_blank = true;
            if (dash && !before && !behind) w->dash_close = true;
            at += n;
            continue;
        }
        piece word = word_from(file->unicode, line, at);
        at += word.length;
        bool broken = at >= line->length && (row->end == LAYOUT_END_HYPHEN || cut);
        if (w->mask > 0 && !skip && !broken) {
            entry *e = find(w, hash_word(hash_start, word));
            if (e->key != 0) e->seen = true;
        }
        skip = false;
    }
}

/* Enters the words whose presence in the file will decide. */
static void ask_words(const layout_file *file, words *w)
{
    for (size_t k = 1; k < file->rows_n; k++) {
        const layout_row *row = &file->rows[k];
        uint64_t key[3];
        size_t n = 0;
        if (hyphenated(row)) {
            spellings(file->unicode, file, row, &key[0], &key[1]);
            n = 2;
        } else if (korean(row)) {
            korean_keys(file, row, key);
            n = 3;
        }
        for (size_t i = 0; i < n; i++) find(w, key[i])->key = key[i];
    }
}

#define CUT_FEW   60 /* in so many line ends between Latin words, with words cut, one is a hyphen */
#define CUT_LINES 50

/* Whether words are cut at line ends at all. */
static void learn_cuts(const layout_file *file, words *w)
{
    size_t ends = 0, hyphens = 0;
    for (size_t k = 1; k < file->rows_n; k++) {
        const layout_row *row = &file->rows[k];
        bool dense = ((row[-1].flags & LAYOUT_DENSE_LAST) | (row->flags & LAYOUT_DENSE_FIRST)) != 0;
        if ((row->flags & LAYOUT_FIRST) != 0 || dense) continue;
        ends++;
        if (!hyphenated(row)) continue;
        uint64_t joined, whole;
        spellings(file->unicode, file, row, &joined, &whole);
        if (find(w, joined)->seen) return;
        hyphens++;
    }
    w->whole = ends >= CUT_LINES && hyphens * CUT_FEW < ends;
}

/* Where words that the file knows are cut at line ends, lines break at syllables. */
static void learn_syllables(const layout_file *file, words *w)
{
    size_t pairs = 0, cut = 0;
    for (size_t k = 1; k < file->rows_n; k++) {
        if (!korean(&file->rows[k])) continue;
        uint64_t key[3];
        korean_keys(file, &file->rows[k], key);
        pairs++;
        cut += find(w, key[2])->seen && !(find(w, key[0])->seen && find(w, key[1])->seen);
    }
    w->syllables = cut >= 2 && cut * 8 >= pairs;
}

static zg_status read_words(const layout_file *file, words *w, zg_error *error)
{
    size_t asked = 0, size = 64;
    for (size_t k = 1; k < file->rows_n; k++) {
        asked += hyphenated(&file->rows[k]) || korean(&file->rows[k]);
    }
    while (size / 6 < asked) size *= 2;
    w->entries = zg_memory_zeroed(size, sizeof *w->entries);
    if (w->entries == NULL) return zg_error_memory(error);
    w->mask = asked > 0 ? size - 1 : 0;
    ask_words(file, w);
    for (size_t k = 0; k < file->rows_n; k++) {
        if ((k & 4095) == 0) {
            zg_status status = zg_run_check(file->run, error);
            if (status != ZG_OK) return status;
        }
        note_words(file, k, w);
    }
    if (asked > 0) learn_syllables(file, w);
    if (asked > 0) learn_cuts(file, w);
    return ZG_OK;
}

/* A hyphen inside the pieces as well ("state-of-/the-art"). */
static bool compound(zg_unicode *unicode, const layout_file *file, const layout_row *row)
{
    piece left = last_word(unicode, &file->lines[row[-1].line]);
    piece right = first_word(unicode, &file->lines[row->line]);
    size_t hyphens = 0, at = 0;
    for (uint32_t cp; at < left.length; hyphens += hyphen(cp)) {
        at += zg_utf8_next(left.text + at, &cp);
    }
    if (hyphens > 1) return true;
    for (at = 0; at < right.length;) {
        uint32_t cp;
        at += zg_utf8_next(right.text + at, &cp);
        if (hyphen(cp) && at < right.length) return true;
    }
    return false;
}

static zg_join at_hyphen(const layout_file *file, const layout_row *row, const words *w)
{
    uint64_t joined, whole;
    const zg_layout_line *before = &file->lines[row[-1].line];
    const char *end = before->text + before->length;
    uint32_t cp, previous = 0;
    size_t n = zg_utf8_previous(before->text, end, &cp);
    if (n > 0 && cp == 0xAD) return ZG_JOIN_HYPHEN;
    n = zg_utf8_previous(before->text, end - n, &previous);
    uint32_t classes = n > 0 ? zg_unicode_class(file->unicode, previous) : 0;
    if (row->begin != LAYOUT_BEGIN_LOWER || (classes & ZG_CLASS_DIGIT) != 0) {
        bool letter = row->begin == LAYOUT_BEGIN_UPPER || row->begin == LAYOUT_BEGIN_DIGIT;
        bool capitals = row->begin == LAYOUT_BEGIN_UPPER && zg_layout_case(previous) > 0;
        if (!capitals)
            return letter || row->begin == LAYOUT_BEGIN_LOWER ? ZG_JOIN_CLOSE : ZG_JOIN_SPACE;
    }
    spellings(file->unicode, file, row, &joined, &whole);
    if (find(w, joined)->seen) return ZG_JOIN_HYPHEN;
    if (find(w, whole)->seen) return ZG_JOIN_CLOSE;
    return w->whole || compound(file->unicode, file, row) ? ZG_JOIN_CLOSE : ZG_JOIN_HYPHEN;
}

static zg_join in_korean(const layout_file *file, const layout_row *row, const words *w)
{
    if (!w->syllables) return ZG_JOIN_SPACE;
    uint64_t key[3];
    korean_keys(file, row, key);
    if (find(w, key[2])->seen) return ZG_JOIN_CLOSE;
    bool words_both = find(w, key[0])->seen && find(w, key[1])->seen;
    return words_both ? ZG_JOIN_SPACE : ZG_JOIN_CLOSE;
}

/* A place inside an address of the net or a path, which is broken behind its own marks. */
static bool in_address(const zg_layout_line *line)
{
    size_t start = line->length;
    while (start > 0 && line->text[start - 1] > ' ') start--;
    size_t length = line->length - start;
    const char *word = line->text + start;
    if (length < 4) return false;
    for (size_t i = 0; i + 3 <= length; i++) {
        if (memcmp(word + i, "://", 3) == 0) return true;
    }
    return memcmp(word, "www.", 4) == 0;
}

static bool east_asian_mark(zg_unicode *unicode, uint32_t cp)
{
    uint32_t classes = zg_unicode_class(unicode, cp);
    return (classes & ZG_CLASS_WIDE) != 0 && (classes & ZG_CLASS_LETTER) == 0;
}

static zg_join between(const layout_file *file, const layout_row *row, const words *w)
{
    const layout_row *before = row - 1;
    zg_unicode *unicode = file->unicode;
    if (((row->flags & LAYOUT_DENSE_FIRST) | (before->flags & LAYOUT_DENSE_LAST)) != 0) {
        return ZG_JOIN_CLOSE;
    }
    if (east_asian_mark(unicode, before->last) || east_asian_mark(unicode, row->first)) {
        return ZG_JOIN_CLOSE;
    }
    if (before->end == LAYOUT_END_HYPHEN) return at_hyphen(file, row, w);
    if (korean(row)) return in_korean(file, row, w);
    if (before->end == LAYOUT_END_OPEN || row->begin == LAYOUT_BEGIN_CLOSE) return ZG_JOIN_CLOSE;
    if (zg_layout_dash(before->last) || zg_layout_dash(row->first)) {
        return w->dash_close && !w->dash_blank ? ZG_JOIN_CLOSE : ZG_JOIN_SPACE;
    }
    if (before->last == '/' || in_address(&file->lines[before->line])) {
        bool mark = before->last == '/' || before->last == '.' || before->last == '_' ||
                    before->last == '?' || before->last == '&' || before->last == '=';
        if (mark) return ZG_JOIN_CLOSE;
    }
    return ZG_JOIN_SPACE;
}

zg_status zg_layout_between(layout_file *file, zg_error *error)
{
    words w = {0};
    zg_status status = read_words(file, &w, error);
    for (size_t k = 0; k < file->rows_n && status == ZG_OK; k++) {
        layout_row *row = &file->rows[k];
        bool first = k == 0 || (row->flags & LAYOUT_FIRST) != 0;
        row->join = (uint8_t)(first ? ZG_JOIN_NONE : between(file, row, &w));
    }
    zg_memory_free(w.entries);
    return status;
}
