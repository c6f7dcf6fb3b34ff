/* Where one file seems to hold several documents. A title begins a stretch of text; a stretch
 * that carries a date of its own, in the lines under its title as news and speeches do or in its
 * last lines as letters do, is taken for a document. Only two of them and more mean anything. */
#include "layout_parts.h"

#define LOOK  40 /* characters from the front in which a date line has its date */
#define UNDER 3  /* paragraphs below a title that may hold the date */
#define TITLE 45 /* characters of a title in text whose kinds are not known */

typedef struct front {
    uint32_t cp[LOOK + 9]; /* blanks left out; 0 behind the last */
    bool blank[LOOK + 9];  /* a blank stood before it */
    size_t n;
    bool whole; /* the paragraph is not longer */
} front;

static front read_front(const char *text, size_t length)
{
    front out = {.n = 0};
    size_t at = 0;
    bool blank = false;
    while (at < length && out.n < LOOK + 8) {
        uint32_t cp;
        at += zg_utf8_next(text + at, &cp);
        if (zg_layout_blank(cp)) {
            blank = true;
            continue;
        }
        if (cp >= 0xFF01 && cp <= 0xFF5E) cp -= 0xFEE0;
        out.blank[out.n] = blank;
        out.cp[out.n++] = zg_layout_lower(cp);
        blank = false;
    }
    out.whole = at >= length;
    return out;
}

/* Length of a number of digits or of Chinese numerals, at most `most`. */
static size_t number_at(const uint32_t *p, size_t most)
{
    size_t n = 0;
    while (n < most && zg_layout_numeral(p[n]) >= 0) n++;
    return n;
}

/* Length of "3月10日" or "2020年3月10日". */
static size_t east_asian_date(const uint32_t *p)
{
    size_t at = 0, n = number_at(p, 4);
    if (n > 1 && p[n] == 0x5E74) {
        at = n + 1;
        n = number_at(p + at, 3);
    }
    if (n == 0 || n > 3 || p[at + n] != 0x6708) return 0;
    at += n + 1;
    n = number_at(p + at, 3);
    return n > 0 && (p[at + n] == 0x65E5 || p[at + n] == 0x53F7) ? at + n + 1 : 0;
}

static size_t digits_at(const uint32_t *p, size_t least, size_t most)
{
    size_t n = 0;
    while (p[n] >= '0' && p[n] <= '9') n++;
    return n >= least && n <= most ? n : 0;
}

/* Length of 2020-03-10, 2020/3/10, 2020.3.10. */
static size_t numeric_date(const uint32_t *p)
{
    size_t at = digits_at(p, 4, 4);
    uint32_t mark = p[at];
    if (at == 0 || (mark != '-' && mark != '/' && mark != '.')) return 0;
    size_t month = digits_at(p + at + 1, 1, 2);
    at += 1 + month;
    if (month == 0 || p[at] != mark) return 0;
    size_t day = digits_at(p + at + 1, 1, 2);
    return day == 0 ? 0 : at + 1 + day;
}

static size_t month_name(const uint32_t *p)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (size_t i = 0; i < 12; i++) {
        size_t n = 0;
        while (names[i][n] != '\0' && p[n] == (uint32_t)(unsigned char)names[i][n]) n++;
        if (names[i][n] == '\0') return n;
        if (n >= 3 && p[n] == '.') return n + 1;
    }
    return 0;
}

/* Length of "March 10, 2020", "March 10", "10 March 2020". */
static size_t english_date(const uint32_t *p)
{
    size_t at = month_name(p);
    if (at > 0) {
        size_t day = digits_at(p + at, 1, 2);
        if (day == 0) return 0;
        at += day;
        size_t comma = p[at] == ',' ? 1 : 0, year = digits_at(p + at + comma, 4, 4);
        return year > 0 ? at + comma + year : at;
    }
    size_t day = digits_at(p, 1, 2), month = day > 0 ? month_name(p + day) : 0;
    size_t year = month > 0 ? digits_at(p + day + month, 4, 4) : 0;
    return year > 0 ? day + month + year : 0;
}

static size_t date_at(const uint32_t *p)
{
    size_t n = east_asian_date(p);
    if (n == 0) n = numeric_date(p);
    return n > 0 ? n : english_date(p);
}

static bool bracket_or_dash(uint32_t cp)
{
    return cp == '(' || cp == ')' || cp == '-' || zg_layout_dash(cp);
}

/* A date by itself, perhaps in brackets: the line of a speech or the end of a letter. */
static bool is_date(const front *f)
{
    size_t open = f->n > 0 && (f->cp[0] == '(' || f->cp[0] == '[') ? 1 : 0;
    size_t n = f->whole ? date_at(f->cp + open) : 0;
    return n > 0 && open + n + 1 >= f->n - (f->cp[f->n - 1] == '.');
}

bool zg_layout_date(const char *text, size_t length)
{
    front f = read_front(text, length);
    return f.n > 0 && is_date(&f);
}

/* "PLACE, DATE" before a blank, a bracket or a dash, as at the front of a piece of news. */
static bool is_dateline(const front *f)
{
    for (size_t i = 0; i < f->n && i < LOOK; i++) {
        if (i > 0 && zg_layout_numeral(f->cp[i]) >= 0 && zg_layout_numeral(f->cp[i - 1]) >= 0) {
            continue;
        }
        size_t n = date_at(f->cp + i), end = i + n;
        if (n == 0) continue;
        bool dense = f->cp[end - 1] >= 0x2E80;
        for (size_t k = end; k < f->n && k < end + 3; k++) {
            if (bracket_or_dash(f->cp[k]) || (dense && f->blank[k])) return true;
        }
        return false;
    }
    return false;
}

/* A line that may be a title where nothing is known but its text. */
static bool is_title(zg_unicode *unicode, const front *f, const char *text, size_t length)
{
    uint32_t last = 0;
    if (!f->whole && length > 4 * TITLE) return false;
    if (f->n < 3 || zg_utf8_count(text, length) > TITLE) return false;
    zg_utf8_previous(text, text + length, &last);
    bool letter = (zg_unicode_class(unicode, last) & ZG_CLASS_LETTER) != 0;
    return letter || zg_layout_closes(last);
}

static void end_stretch(zg_layout_seams *seams)
{
    bool dated = seams->dated || seams->last_dated;
    if (seams->titled && dated) {
        if (seams->n < ZG_LAYOUT_SEAMS) seams->lines[seams->n] = seams->title;
        seams->n++;
    }
    seams->dated = seams->last_dated = seams->titled = false;
}

void zg_layout_seams_add(zg_layout_seams *seams, zg_unicode *unicode, const char *text,
                         size_t length, zg_kind kind, bool known, uint64_t line)
{
    if (length == 0) {
        seams->gap = true;
        return;
    }
    front f = read_front(text, length);
    bool date = is_date(&f);
    bool title = !date && (known ? kind == ZG_KIND_HEADING
                                 : (seams->gap || seams->paragraphs == 0) &&
                                       is_title(unicode, &f, text, length));
    if (title) title = zg_layout_numbering(unicode, text, length) == LAYOUT_NUMBER_NONE;
    seams->gap = false;
    seams->paragraphs++;
    if (title && !(seams->titled && seams->under == 0)) {
        end_stretch(seams);
        seams->titled = true;
        seams->title = line;
        seams->under = 0;
        return;
    }
    if (title) return; /* a second line of the title */
    seams->under++;
    if (seams->titled && seams->under <= UNDER && (date || is_dateline(&f))) seams->dated = true;
    seams->last_dated = date;
}

void zg_layout_seams_end(zg_layout_seams *seams)
{
    end_stretch(seams);
}
