/* clean: `none` and `basic`, line by line. Most lines of most texts need nothing: one look at the
 * classes of their characters says so, and they pass without being copied. */
#include "clean_object.h"

#include <string.h>

zg_status zg_cleaner_new(zg_run *run, const zg_clean_options *options, zg_unicode *unicode,
                         zg_audit *audit, zg_cleaner **out, zg_error *error)
{
    zg_cleaner *cleaner = zg_memory_zeroed(1, sizeof *cleaner);
    if (cleaner == NULL) return zg_error_memory(error);
    cleaner->run = run;
    cleaner->unicode = unicode;
    cleaner->audit = audit;
    cleaner->options = *options;
    cleaner->large[0].run = cleaner->large[1].run = run;
    *out = cleaner;
    return ZG_OK;
}

void zg_cleaner_free(zg_cleaner *cleaner)
{
    if (cleaner == NULL) return;
    zg_buffer_free(&cleaner->repaired);
    zg_buffer_free(&cleaner->normal);
    zg_room_free(&cleaner->large[0]);
    zg_room_free(&cleaner->large[1]);
    zg_pages_free(&cleaner->pages);
    zg_memory_free(cleaner);
}

void zg_cleaner_audit(zg_cleaner *cleaner, zg_audit *audit)
{
    cleaner->audit = audit;
}

void zg_cleaner_begin(zg_cleaner *cleaner, uint32_t file)
{
    cleaner->file = file;
    cleaner->tally = (zg_clean_tally){0};
    cleaner->waiting = false;
    zg_pages_clear(&cleaner->pages);
}

/* ---- repairs ---- */

static bool is_bidi_mark(uint32_t cp)
{
    return cp == 0x200E || cp == 0x200F || cp == 0x061C || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

static bool is_drawn_dash(uint32_t cp)
{
    return cp == 0x2500 || cp == 0x2501;
}

/* A drawn line that belongs to a drawn box is left alone. */
static bool in_drawn_box(const char *text, const char *at, const char *end)
{
    uint32_t cp = 0;
    const char *p = at;
    while (p < end && (p += zg_utf8_next(p, &cp), is_drawn_dash(cp))) cp = 0;
    if (cp >= 0x2500 && cp <= 0x257F) return true;
    size_t step;
    while ((step = zg_utf8_previous(text, at, &cp)) > 0 && is_drawn_dash(cp)) at -= step;
    return step > 0 && cp >= 0x2500 && cp <= 0x257F;
}

/* What becomes of a character marked for repair: itself, another, or nothing. */
static uint32_t repair(zg_cleaner *cleaner, const zg_buffer *before, const char *text,
                       const char *at, const char *end, uint32_t cp, zg_audit_place place)
{
    enum { NOTHING = UINT32_MAX };
    zg_change change;
    uint32_t becomes = NOTHING;
    if (cp == '\t') return cp;
    if (cp == 0x200C || cp == 0x200D) {
        if (zg_unicode_joiner_means(before->data, before->length, at, end)) return cp;
        change = ZG_CHANGE_INVISIBLE;
    } else if (is_bidi_mark(cp)) {
        change = ZG_CHANGE_BIDI;
    } else if (is_drawn_dash(cp)) {
        if (in_drawn_box(text, at, end)) return cp;
        change = ZG_CHANGE_DASH;
        becomes = 0x2014;
    } else if (zg_unicode_radical(cp) != 0) {
        change = ZG_CHANGE_RADICAL;
        becomes = zg_unicode_radical(cp);
    } else if (cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || cp == 0xAD) {
        change = ZG_CHANGE_INVISIBLE;
    } else {
        change = ZG_CHANGE_CONTROL;
    }
    zg_audit_add(cleaner->audit, change, 1, place);
    return becomes;
}

/* A line that is changed is kept as a whole: a long one where there is room for it. */
#define LONG ((size_t)8 << 20)

static zg_status repair_line(zg_cleaner *cleaner, const char **text, size_t *length,
                             zg_audit_place place, zg_error *error)
{
    const char *end = *text + *length;
    /* Nothing grows by more than a byte in three: U+2E87 becomes a four-byte ideograph. */
    size_t need = *length + *length / 3 + 4;
    zg_buffer out = {0};
    if (*length >= LONG) {
        zg_status status = zg_room_make(&cleaner->large[0], need, error);
        if (status != ZG_OK) return status;
        out.data = cleaner->large[0].data;
    } else {
        cleaner->repaired.length = 0;
        if (!zg_buffer_reserve(&cleaner->repaired, need)) return zg_error_memory(error);
        out.data = cleaner->repaired.data;
    }
    for (const char *p = *text; p < end;) {
        uint32_t cp;
        size_t step = zg_utf8_next(p, &cp);
        if (zg_unicode_class(cleaner->unicode, cp) & ZG_CLASS_REPAIR) {
            cp = repair(cleaner, &out, *text, p, end, cp, place);
        }
        p += step;
        if (cp == UINT32_MAX) continue;
        out.length += zg_utf8_encode(out.data + out.length, cp);
    }
    *text = out.data;
    *length = out.length;
    return ZG_OK;
}

zg_status zg_clean_repair(zg_cleaner *cleaner, const char **text, size_t *length,
                          zg_audit_place place, uint32_t *trailing, zg_error *error)
{
    bool needed = (zg_unicode_classes(cleaner->unicode, *text, *length) & ZG_CLASS_REPAIR) != 0;
    return zg_clean_repair_known(cleaner, needed, text, length, place, trailing, error);
}

zg_status zg_clean_repair_known(zg_cleaner *cleaner, bool needed, const char **text, size_t *length,
                                zg_audit_place place, uint32_t *trailing, zg_error *error)
{
    const char *end = *text + *length;
    if (needed) {
        zg_status status = repair_line(cleaner, text, length, place, error);
        if (status != ZG_OK) return status;
        end = *text + *length;
    }
    *trailing = 0;
    uint32_t cp;
    size_t step;
    while ((step = zg_utf8_previous(*text, end, &cp)) > 0 &&
           (zg_unicode_class(cleaner->unicode, cp) & ZG_CLASS_SPACE)) {
        end -= step;
        if (*trailing < UINT32_MAX) ++*trailing;
    }
    *length = (size_t)(end - *text);
    zg_audit_add(cleaner->audit, ZG_CHANGE_TRAILING, *trailing, place);
    return ZG_OK;
}

/* Piece by piece, so that a long line is in memory neither before nor behind. */
static zg_status normalize_long(zg_cleaner *cleaner, bool compatibility, const char *text,
                                size_t length, uint64_t *used, zg_error *error)
{
    while (length > 0) {
        size_t piece = zg_unicode_normal_piece(cleaner->unicode, compatibility, text, length);
        cleaner->normal.length = 0;
        zg_status status = zg_unicode_normalize(cleaner->unicode, compatibility, text, piece,
                                                &cleaner->normal, error);
        if (status == ZG_OK) {
            status = zg_room_append(&cleaner->large[1], used, cleaner->normal.data,
                                    cleaner->normal.length, error);
        }
        if (status != ZG_OK) return status;
        text += piece;
        length -= piece;
    }
    return ZG_OK;
}

zg_status zg_clean_normalize(zg_cleaner *cleaner, const char **text, size_t *length,
                             zg_audit_place place, zg_error *error)
{
    if (cleaner->options.normalize == ZG_NORMALIZE_NONE) return ZG_OK;
    bool compatibility = cleaner->options.normalize == ZG_NORMALIZE_NFKC;
    if (zg_unicode_is_normal(cleaner->unicode, compatibility, *text, *length)) return ZG_OK;
    uint64_t used = 0;
    zg_status status;
    cleaner->normal.length = 0;
    if (*length >= LONG) {
        status = normalize_long(cleaner, compatibility, *text, *length, &used, error);
    } else {
        status = zg_unicode_normalize(cleaner->unicode, compatibility, *text, *length,
                                      &cleaner->normal, error);
        used = cleaner->normal.length;
    }
    if (status != ZG_OK) return status;
    const char *normal = *length >= LONG ? cleaner->large[1].data : cleaner->normal.data;
    bool same = used == *length && memcmp(normal, *text, *length) == 0;
    if (!same) zg_audit_add(cleaner->audit, ZG_CHANGE_NORMALIZED, 1, place);
    *text = normal;
    *length = (size_t)used;
    return ZG_OK;
}

/* ---- lines in, paragraphs out ---- */

zg_status zg_cleaner_line(zg_cleaner *cleaner, const char *text, size_t length, uint64_t line,
                          uint64_t page, zg_error *error)
{
    zg_audit_place place = {.file = cleaner->file, .page = page, .line = line};
    zg_status status = ZG_OK;
    uint32_t trailing;
    zg_room_free(&cleaner->large[0]); /* of the line before */
    zg_room_free(&cleaner->large[1]);
    if (cleaner->options.clean == ZG_CLEAN_PDF) {
        return zg_pages_add(cleaner, text, length, line, page, error);
    }
    uint32_t bits = zg_unicode_classes(cleaner->unicode, text, length);
    bool normal = cleaner->options.normalize == ZG_NORMALIZE_NFC && !(bits & ZG_CLASS_NORMAL);
    if (cleaner->options.clean == ZG_CLEAN_BASIC) {
        bool needed = (bits & ZG_CLASS_REPAIR) != 0;
        normal = normal && !needed; /* a radical becomes an ideograph that may be no normal one */
        status = zg_clean_repair_known(cleaner, needed, &text, &length, place, &trailing, error);
        if (status == ZG_OK) zg_clean_sign_line(cleaner, text, length);
    }
    if (status == ZG_OK && !normal)
        status = zg_clean_normalize(cleaner, &text, &length, place, error);
    if (status != ZG_OK) return status;
    cleaner->piece = (zg_piece){.line = line, .page = (uint32_t)page, .file = cleaner->file};
    cleaner->paragraph = (zg_paragraph){.text = text,
                                        .length = length,
                                        .kind = ZG_KIND_BODY,
                                        .pieces = &cleaner->piece,
                                        .n_pieces = 1};
    cleaner->waiting = true;
    return ZG_OK;
}

zg_status zg_cleaner_end(zg_cleaner *cleaner, zg_error *error)
{
    return cleaner->options.clean == ZG_CLEAN_PDF ? zg_pages_build(cleaner, error) : ZG_OK;
}

zg_status zg_cleaner_next(zg_cleaner *cleaner, zg_paragraph *out, zg_error *error)
{
    (void)error;
    if (cleaner->options.clean == ZG_CLEAN_PDF) {
        if (!zg_pages_next(cleaner, out)) return ZG_END;
    } else {
        if (!cleaner->waiting) return ZG_END;
        cleaner->waiting = false;
        *out = cleaner->paragraph;
    }
    return ZG_OK;
}
