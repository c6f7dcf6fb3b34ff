/* clean: `pdf`. The lines of a file are kept, repaired; layout decides what each is and how it
 * joins the one before; here the paragraphs are put together and every change is counted. */
#include "clean_object.h"

#include <string.h>

#include "layout.h"

void zg_pages_clear(zg_pages *pages)
{
    pages->text.length = 0;
    pages->out.length = 0;
    pages->n_lines = 0;
    pages->n_pieces = 0;
    pages->n_paragraphs = 0;
    pages->given = 0;
}

void zg_pages_free(zg_pages *pages)
{
    zg_buffer_free(&pages->text);
    zg_buffer_free(&pages->out);
    zg_memory_free(pages->lines);
    zg_memory_free(pages->pieces);
    zg_memory_free(pages->paragraphs);
    *pages = (zg_pages){0};
}

zg_status zg_pages_add(zg_cleaner *cleaner, const char *text, size_t length, uint64_t line,
                       uint64_t page, zg_error *error)
{
    zg_pages *pages = &cleaner->pages;
    zg_audit_place place = {.file = cleaner->file, .page = page, .line = line};
    zg_page_line kept = {.offset = pages->text.length, .line = line, .page = page};
    zg_status status = zg_clean_repair(cleaner, &text, &length, place, &kept.trailing, error);
    if (status == ZG_OK) status = zg_clean_normalize(cleaner, &text, &length, place, error);
    if (status != ZG_OK) return status;
    kept.length = length;
    if (!zg_buffer_append(&pages->text, text, length) ||
        !zg_memory_grow(&pages->lines, &pages->lines_capacity, pages->n_lines + 1, sizeof kept)) {
        return zg_error_memory(error);
    }
    pages->lines[pages->n_lines++] = kept;
    return ZG_OK;
}

static size_t leading_blanks(zg_cleaner *cleaner, const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint32_t cp;
        size_t step = zg_utf8_next(text + at, &cp);
        if (!(zg_unicode_class(cleaner->unicode, cp) & ZG_CLASS_SPACE)) break;
        at += step;
    }
    return at;
}

static bool begin_paragraph(zg_pages *pages, zg_kind kind)
{
    if (!zg_memory_grow(&pages->paragraphs, &pages->paragraphs_capacity, pages->n_paragraphs + 1,
                        sizeof *pages->paragraphs)) {
        return false;
    }
    pages->paragraphs[pages->n_paragraphs++] = (struct zg_page_paragraph){
        .offset = pages->out.length, .piece = pages->n_pieces, .kind = kind};
    return true;
}

static bool add_piece(zg_pages *pages, zg_piece piece)
{
    struct zg_page_paragraph *paragraph = &pages->paragraphs[pages->n_paragraphs - 1];
    if (!zg_memory_grow(&pages->pieces, &pages->pieces_capacity, pages->n_pieces + 1,
                        sizeof piece)) {
        return false;
    }
    piece.offset = pages->out.length - paragraph->offset;
    pages->pieces[pages->n_pieces++] = piece;
    paragraph->n_pieces++;
    return true;
}

/* Length of the last hyphen of the text put together so far; 0 where it ends in none. */
static size_t final_hyphen(const zg_buffer *out)
{
    uint32_t cp = 0;
    if (out->length == 0) return 0;
    size_t step = zg_utf8_previous(out->data, out->data + out->length, &cp);
    return cp == '-' || cp == 0x2010 || cp == 0x2011 ? step : 0;
}

/* Whether what a line begins with would melt into what stands before it: lines are in normal form
 * each for itself, and a mark or a vowel of Hangul in front of one would change that. */
static bool melts(zg_cleaner *cleaner, const char *text, size_t length)
{
    const zg_buffer *out = &cleaner->pages.out;
    uint32_t cp;
    char pair[8];
    if (length == 0 || out->length == 0 || (unsigned char)text[0] < 0xC0) return false;
    if (cleaner->options.normalize == ZG_NORMALIZE_NONE) return false;
    size_t before = zg_utf8_previous(out->data, out->data + out->length, &cp);
    size_t behind = zg_utf8_next(text, &cp);
    memcpy(pair, out->data + out->length - before, before);
    memcpy(pair + before, text, behind);
    bool compatibility = cleaner->options.normalize == ZG_NORMALIZE_NFKC;
    return !zg_unicode_is_normal(cleaner->unicode, compatibility, pair, before + behind);
}

/* Joins a line, which is `text`, to the paragraph under way, or begins a new one. */
static bool join(zg_cleaner *cleaner, const zg_layout_decision *decision, const char *text,
                 size_t length, zg_audit_place place)
{
    zg_pages *pages = &cleaner->pages;
    if (decision->join == ZG_JOIN_NONE || pages->n_paragraphs == 0) {
        return begin_paragraph(pages, decision->kind);
    }
    zg_audit_add(cleaner->audit, ZG_CHANGE_JOINED, 1, place);
    if (decision->join == ZG_JOIN_SPACE) return zg_buffer_byte(&pages->out, ' ');
    if (decision->join == ZG_JOIN_HYPHEN) {
        size_t hyphen = final_hyphen(&pages->out);
        pages->out.length -= hyphen;
        zg_audit_add(cleaner->audit, ZG_CHANGE_HYPHEN, hyphen > 0, place);
    }
    return !melts(cleaner, text, length) || zg_buffer_byte(&pages->out, ' ');
}

static zg_status add_line(zg_cleaner *cleaner, const zg_page_line *line,
                          const zg_layout_decision *decision, zg_error *error)
{
    zg_pages *pages = &cleaner->pages;
    const char *text = pages->text.data + line->offset;
    zg_audit_place place = {.file = cleaner->file, .page = decision->page, .line = line->line};
    if (decision->blank || decision->page_number || decision->running) {
        zg_audit_add(cleaner->audit,
                     decision->blank         ? ZG_CHANGE_BLANK_LINE
                     : decision->page_number ? ZG_CHANGE_PAGE_NUMBER
                                             : ZG_CHANGE_RUNNING_HEAD,
                     1, place);
        return ZG_OK;
    }
    size_t indent = leading_blanks(cleaner, text, line->length);
    zg_audit_add(cleaner->audit, ZG_CHANGE_INDENT, indent > 0, place);
    zg_piece piece = {.line = line->line, .page = (uint32_t)decision->page, .file = cleaner->file};
    text += indent;
    size_t length = line->length - indent;
    if (!join(cleaner, decision, text, length, place) || !add_piece(pages, piece) ||
        !zg_buffer_append(&pages->out, text, length)) {
        return zg_error_memory(error);
    }
    pages->paragraphs[pages->n_paragraphs - 1].length =
        pages->out.length - pages->paragraphs[pages->n_paragraphs - 1].offset;
    return ZG_OK;
}

/* Copies a paragraph behind `to` without its stray blanks, and moves its pieces along. The rule
 * looks at the text on both sides of a blank as it was joined, so nothing is changed in place. */
static bool remove_strays(zg_cleaner *cleaner, struct zg_page_paragraph *paragraph, zg_buffer *to)
{
    zg_pages *pages = &cleaner->pages;
    if (paragraph->length == 0) return true;
    const char *text = pages->out.data + paragraph->offset;
    zg_piece *pieces = pages->pieces + paragraph->piece;
    size_t from = 0, piece = 0, copied = 0, start = to->length;
    while (from < paragraph->length) {
        while (piece < paragraph->n_pieces && pieces[piece].offset <= from) {
            pieces[piece++].offset = to->length - start + (from - copied);
        }
        uint32_t cp;
        size_t step = zg_utf8_next(text + from, &cp), stray = 0;
        if (zg_unicode_class(cleaner->unicode, cp) & ZG_CLASS_SPACE) {
            stray = zg_layout_stray(cleaner->unicode, text, paragraph->length, from);
        }
        if (stray == 0) {
            from += step;
            continue;
        }
        zg_piece *at = &pieces[piece > 0 ? piece - 1 : 0];
        zg_audit_add(cleaner->audit, ZG_CHANGE_STRAY_BLANK, 1,
                     (zg_audit_place){.file = at->file, .page = at->page, .line = at->line});
        if (!zg_buffer_append(to, text + copied, from - copied)) return false;
        from += stray;
        copied = from;
    }
    if (!zg_buffer_append(to, text + copied, from - copied)) return false;
    paragraph->offset = start;
    paragraph->length = to->length - start;
    for (; piece < paragraph->n_pieces; piece++) pieces[piece].offset = paragraph->length;
    return true;
}

/* All paragraphs; the lines are not needed any more, so that their room takes the text. */
static zg_status remove_all_strays(zg_cleaner *cleaner, zg_error *error)
{
    zg_pages *pages = &cleaner->pages;
    pages->text.length = 0;
    for (size_t i = 0; i < pages->n_paragraphs; i++) {
        if (!remove_strays(cleaner, &pages->paragraphs[i], &pages->text)) {
            return zg_error_memory(error);
        }
    }
    zg_buffer lines = pages->text;
    pages->text = pages->out;
    pages->out = lines;
    return ZG_OK;
}

static zg_status decide(zg_cleaner *cleaner, zg_layout_decision **decisions, zg_error *error)
{
    zg_pages *pages = &cleaner->pages;
    zg_layout_line *lines = zg_memory_alloc(pages->n_lines, sizeof *lines);
    *decisions = zg_memory_zeroed(pages->n_lines, sizeof **decisions);
    if (lines == NULL || *decisions == NULL) {
        zg_memory_free(lines);
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < pages->n_lines; i++) {
        const zg_page_line *line = &pages->lines[i];
        lines[i] = (zg_layout_line){.text = pages->text.data + line->offset,
                                    .length = line->length,
                                    .trailing = line->trailing,
                                    .page_before = i > 0 && line->page != line[-1].page};
    }
    zg_status status =
        zg_layout_decide(cleaner->run, cleaner->unicode, lines, pages->n_lines, *decisions, error);
    zg_memory_free(lines);
    return status;
}

zg_status zg_pages_build(zg_cleaner *cleaner, zg_error *error)
{
    zg_pages *pages = &cleaner->pages;
    zg_layout_decision *decisions = NULL;
    if (pages->n_lines == 0) return ZG_OK;
    if (!zg_buffer_reserve(&pages->text, 1)) return zg_error_memory(error);
    zg_status status = decide(cleaner, &decisions, error);
    for (size_t i = 0; i < pages->n_lines && status == ZG_OK; i++) {
        status = add_line(cleaner, &pages->lines[i], &decisions[i], error);
    }
    zg_memory_free(decisions);
    return status == ZG_OK ? remove_all_strays(cleaner, error) : status;
}

bool zg_pages_next(zg_cleaner *cleaner, zg_paragraph *out)
{
    zg_pages *pages = &cleaner->pages;
    if (pages->given == pages->n_paragraphs) return false;
    const struct zg_page_paragraph *paragraph = &pages->paragraphs[pages->given++];
    *out = (zg_paragraph){.text = pages->out.data + paragraph->offset,
                          .length = paragraph->length,
                          .kind = paragraph->kind,
                          .pieces = pages->pieces + paragraph->piece,
                          .n_pieces = paragraph->n_pieces};
    return true;
}
