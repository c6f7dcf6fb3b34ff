/* clean: what the lines of a file look like, for notes to a newcomer. Lines are hard-wrapped where
 * most of them end inside a sentence, and where these ends lie close together, at the width of a
 * page: verse and lists of words are narrower or ragged, and a line that is a paragraph is wide. */
#include "clean_object.h"

#define FEW    20 /* lines that say nothing yet */
#define NARROW 24 /* cells: lines that are shorter are verse or a list */
#define SHORT  12 /* bytes: shorter lines are not looked at */

/* Cells of a line as most terminals count them, without asking for classes: three bytes and more
 * are taken as wide. */
static size_t cells_of(const char *text, size_t length)
{
    size_t cells = 0;
    for (size_t i = 0; i < length && cells < ZG_CLEAN_WIDTHS - 1; i++) {
        unsigned char byte = (unsigned char)text[i];
        cells += byte < 0x80 || byte >= 0xC0;
        cells += byte >= 0xE0;
    }
    return cells < ZG_CLEAN_WIDTHS ? cells : ZG_CLEAN_WIDTHS - 1;
}

void zg_clean_sign_line(zg_cleaner *cleaner, const char *text, size_t length)
{
    uint32_t cp;
    if (length < SHORT || zg_utf8_previous(text, text + length, &cp) == 0) return;
    uint32_t classes = zg_unicode_class(cleaner->unicode, cp);
    bool soft = cp == ',' || cp == '-' || cp == 0x3001 || cp == 0xFF0C;
    cleaner->tally.lines++;
    if (!soft && !(classes & (ZG_CLASS_LETTER | ZG_CLASS_ATTACH))) return;
    cleaner->tally.cut++;
    cleaner->tally.widths[cells_of(text, length)]++;
}

/* Whether the lines that are cut end within a sixth of the width that all but a few keep to. */
static bool at_one_edge(const zg_clean_tally *tally)
{
    uint64_t seen = 0, near = 0;
    size_t width = 0;
    for (; width < ZG_CLEAN_WIDTHS; width++) {
        seen += tally->widths[width];
        if (seen * 20 >= tally->cut * 19) break;
    }
    if (width < NARROW || width >= ZG_CLEAN_WIDTHS - 1) return false;
    for (size_t i = width - width / 6; i <= width + 2 && i < ZG_CLEAN_WIDTHS; i++) {
        near += tally->widths[i];
    }
    return near * 10 >= tally->cut * 6;
}

const zg_clean_tally *zg_cleaner_tally(const zg_cleaner *cleaner)
{
    return &cleaner->tally;
}

bool zg_clean_wrapped(const zg_clean_tally *tally)
{
    return tally->lines >= FEW && tally->cut * 2 > tally->lines && at_one_edge(tally);
}
