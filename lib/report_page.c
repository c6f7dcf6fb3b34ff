/* report: the page. HTML with its style and its script inside: nothing is fetched. The script
 * sorts and filters tables; without it everything is still there to read. */
#include "report_page.h"

#include <math.h>
#include <string.h>

#include "number.h"
#include "report_assets.h"
#include "report_svg.h"

#define SHORT_CELL   16.0 /* Han characters */
#define MANY_COLUMNS 9    /* from more on letters are small on paper */

zg_status zg_page_status(const zg_page *page, zg_error *error)
{
    return page->failed ? zg_error_memory(error) : ZG_OK;
}

static void append(zg_page *page, const char *bytes, size_t length)
{
    if (!page->failed) page->failed = !zg_buffer_append(&page->html, bytes, length);
}

void zg_page_raw(zg_page *page, const char *markup)
{
    append(page, markup, strlen(markup));
}

/* What stands for a byte of text in the page; NULL: itself. Controls, which no page may hold,
 * are shown as U+FFFD. */
static const char *entity_of(unsigned char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\t':
    case '\n': return NULL;
    default: return c < 0x20 || c == 0x7F ? "\xEF\xBF\xBD" : NULL;
    }
}

void zg_page_text(zg_page *page, const char *text, size_t length)
{
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        const char *entity = entity_of((unsigned char)text[i]);
        if (entity == NULL) continue;
        append(page, text + from, i - from);
        zg_page_raw(page, entity);
        from = i + 1;
    }
    append(page, text + from, length - from);
}

void zg_page_say(zg_page *page, zg_word_id id, size_t n, const char *const *arguments)
{
    const char *text = zg_words(page->lang, id), *from = text;
    for (const char *p = text; *p != '\0'; p++) {
        if (p[0] != '{' || p[1] < '0' || p[1] > '9' || p[2] != '}') continue;
        size_t index = (size_t)(p[1] - '0');
        zg_page_text(page, from, (size_t)(p - from));
        if (index < n) zg_page_text(page, arguments[index], strlen(arguments[index]));
        from = p + 3;
        p += 2;
    }
    zg_page_text(page, from, strlen(from));
}

void zg_page_word(zg_page *page, zg_word_id id)
{
    zg_page_say(page, id, 0, NULL);
}

/* ---- numbers ---- */

const char *zg_shown_whole(char *out, int64_t value)
{
    char digits[ZG_NUMBER_MAX];
    size_t n = zg_number_print_int64(digits, value), to = 0, sign = value < 0;
    for (size_t i = 0; i < n; i++) {
        /* A narrow no-break space between groups of three, from five digits on. */
        if (i > sign && n - sign > 4 && (n - i) % 3 == 0) {
            memcpy(out + to, "\xE2\x80\xAF", 3);
            to += 3;
        }
        out[to++] = digits[i];
    }
    out[to] = '\0';
    return out;
}

const char *zg_shown_real(char *out, double value)
{
    double size = fabs(value);
    if (isnan(value)) {
        out[0] = '\0';
        return out;
    }
    if (isinf(value)) {
        memcpy(out, value > 0 ? "∞" : "−∞", value > 0 ? 4 : 7);
        return out;
    }
    if (size >= 1000 && size < 1e15)
        return zg_shown_whole(out, (int64_t)(value + (value < 0 ? -.5 : .5)));
    size_t n = zg_number_print_real(out, value, size >= 100 ? 4 : 3);
    out[n] = '\0';
    return out;
}

void zg_page_whole(zg_page *page, int64_t value)
{
    char shown[ZG_SHOWN_MAX];
    zg_page_raw(page, zg_shown_whole(shown, value));
}

void zg_page_real(zg_page *page, double value)
{
    char shown[ZG_SHOWN_MAX];
    zg_page_raw(page, zg_shown_real(shown, value));
}

/* ---- the frame of the page ---- */

void zg_page_begin(zg_page *page, const char *title, size_t title_length, size_t n,
                   const char *const *lead)
{
    zg_page_raw(page, page->lang == ZG_LANG_ZH ? "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n"
                                               : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    zg_page_raw(page, "<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                      "<link rel=\"icon\" href=\"data:,\">\n<title>");
    zg_page_text(page, title, title_length);
    zg_page_raw(page, "</title>\n<style>\n");
    zg_page_raw(page, zg_report_style);
    zg_page_raw(page, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    zg_page_word(page, ZG_WORD_SKIP);
    zg_page_raw(page, "</a>\n<header>\n<h1 dir=\"auto\">");
    zg_page_text(page, title, title_length);
    zg_page_raw(page, "</h1>\n<p class=\"lead\">");
    zg_page_say(page, ZG_WORD_LEAD, n, lead);
    zg_page_raw(page, "</p>\n");
    page->contents_at = page->html.length;
    zg_page_raw(page, "</header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

/* Puts the contents and the findings where they belong. */
static void insert_parts(zg_page *page)
{
    zg_page whole = {.lang = page->lang};
    const char *html = page->html.data;
    size_t at = page->contents_at, findings_at = page->findings_at;
    if (page->failed) return;
    append(&whole, html, at);
    zg_page_raw(&whole, "<nav aria-label=\"");
    zg_page_word(&whole, ZG_WORD_CONTENTS);
    zg_page_raw(&whole, "\"><ul>\n");
    append(&whole, page->contents.data, page->contents.length);
    zg_page_raw(&whole, "</ul></nav>\n");
    if (findings_at > at && page->findings.length > 0) {
        append(&whole, html + at, findings_at - at);
        zg_page_raw(&whole, "<h3>");
        zg_page_word(&whole, ZG_WORD_FINDINGS);
        zg_page_raw(&whole, "</h3>\n<ul class=\"findings\">\n");
        append(&whole, page->findings.data, page->findings.length);
        zg_page_raw(&whole, "</ul>\n");
        at = findings_at;
    }
    append(&whole, html + at, page->html.length - at);
    zg_buffer_free(&page->html);
    page->html = whole.html;
    page->failed = whole.failed;
}

void zg_page_findings_here(zg_page *page)
{
    page->findings_at = page->html.length;
}

/* The two texts change places, so that all that writes to the page writes to the summary. */
static void swap_texts(zg_page *page)
{
    zg_buffer html = page->html;
    page->html = page->findings;
    page->findings = html;
}

void zg_page_finding(zg_page *page)
{
    swap_texts(page);
    zg_page_raw(page, "<li>");
}

void zg_page_finding_end(zg_page *page)
{
    zg_page_raw(page, "</li>\n");
    swap_texts(page);
}

void zg_page_end(zg_page *page)
{
    zg_page_raw(page, "</main>\n<script>\nconst words={filter:\"");
    zg_page_word(page, ZG_WORD_FILTER);
    zg_page_raw(page, "\",save:\"");
    zg_page_word(page, ZG_WORD_SAVE);
    zg_page_raw(page, "\"};\n");
    zg_page_raw(page, zg_report_script);
    zg_page_raw(page, "</script>\n</body>\n</html>\n");
    insert_parts(page);
}

void zg_page_free(zg_page *page)
{
    zg_buffer_free(&page->html);
    zg_buffer_free(&page->contents);
    zg_buffer_free(&page->findings);
}

void zg_page_section(zg_page *page, const char *id, zg_word_id heading)
{
    const char *name = zg_words(page->lang, heading);
    zg_page_raw(page, "<section id=\"");
    zg_page_raw(page, id);
    zg_page_raw(page, "\">\n<h2>");
    zg_page_word(page, heading);
    zg_page_raw(page, "</h2>\n");
    if (page->failed) return;
    page->failed =
        !zg_buffer_format(&page->contents, "<li><a href=\"#%s\">%s</a></li>\n", id, name);
}

void zg_page_section_end(zg_page *page)
{
    zg_page_raw(page, "</section>\n");
}

void zg_page_paragraph(zg_page *page, zg_word_id id, size_t n, const char *const *arguments)
{
    zg_page_raw(page, "<p>");
    zg_page_say(page, id, n, arguments);
    zg_page_raw(page, "</p>\n");
}

void zg_page_heading(zg_page *page, zg_word_id id)
{
    zg_page_raw(page, "<h3>");
    zg_page_word(page, id);
    zg_page_raw(page, "</h3>\n");
}

/* ---- tables ---- */

/* Columns of the report's own tables whose values are words of the program. */
static bool translates(const char *column)
{
    return strcmp(column, "change") == 0 || strcmp(column, "meaning") == 0 ||
           strcmp(column, "figure") == 0;
}

static void page_cell(zg_page *page, const zg_frame *frame, size_t row, size_t column)
{
    zg_type type = zg_frame_field(frame, column)->type;
    if (!zg_frame_has(frame, row, column)) {
        zg_page_raw(page, type == ZG_UTF8 ? "<td></td>" : "<td class=\"n\"></td>");
        return;
    }
    if (type == ZG_UTF8) {
        size_t length;
        const char *text = zg_frame_get_text(frame, row, column, &length);
        /* Short text stands on one line: names and dates are not broken. */
        bool is_short = zg_svg_width(text, length, 1) <= SHORT_CELL;
        if (translates(zg_frame_field(frame, column)->name)) {
            text = zg_words_value(page->lang, text, &length);
        }
        zg_page_raw(page, is_short ? "<td class=\"t\" dir=\"auto\">" : "<td dir=\"auto\">");
        zg_page_text(page, text, length);
    } else if (type == ZG_INT64) {
        zg_page_raw(page, "<td class=\"n\">");
        zg_page_whole(page, zg_frame_get_int64(frame, row, column));
    } else {
        char exact[ZG_NUMBER_MAX + 1], shown[ZG_SHOWN_MAX];
        double value = zg_frame_get_real(frame, row, column);
        exact[zg_number_print_real(exact, value, 6)] = '\0';
        zg_shown_real(shown, value);
        zg_page_raw(page, "<td class=\"n\"");
        if (strcmp(exact, shown) != 0) {
            zg_page_raw(page, " data-v=\"");
            zg_page_raw(page, isinf(value) ? (value > 0 ? "1e999" : "-1e999") : exact);
            zg_page_raw(page, "\"");
        }
        zg_page_raw(page, ">");
        zg_page_raw(page, shown);
    }
    zg_page_raw(page, "</td>");
}

static void page_header(zg_page *page, const zg_frame *frame)
{
    zg_page_raw(page, "<thead><tr>");
    for (size_t i = 0; i < zg_frame_shown_columns(frame); i++) {
        const zg_field *field = zg_frame_field(frame, zg_frame_shown_column(frame, i));
        const char *name = zg_words_column(page->lang, field->name);
        zg_page_raw(page, field->type == ZG_UTF8 ? "<th scope=\"col\" title=\""
                                                 : "<th scope=\"col\" class=\"n\" title=\"");
        zg_page_text(page, field->name, strlen(field->name));
        if (field->formula != NULL && field->formula[0] != '\0') {
            zg_page_raw(page, ": ");
            zg_page_text(page, field->formula, strlen(field->formula));
        }
        zg_page_raw(page, "\">");
        zg_page_text(page, name, strlen(name));
        zg_page_raw(page, "</th>");
    }
    zg_page_raw(page, "</tr></thead>\n<tbody>\n");
}

static void page_file(zg_page *page, const char *tsv)
{
    zg_page_raw(page, "<a href=\"");
    zg_page_text(page, tsv, strlen(tsv));
    zg_page_raw(page, "\">");
    zg_page_text(page, tsv, strlen(tsv));
    zg_page_raw(page, "</a>");
}

static void page_rest(zg_page *page, size_t shown, size_t rows, const char *tsv)
{
    char a[ZG_SHOWN_MAX], b[ZG_SHOWN_MAX];
    if (shown < rows) {
        zg_page_raw(page, "<p class=\"note\">");
        zg_page_say(page, ZG_WORD_ROWS_SHOWN, 2,
                    (const char *const[]){zg_shown_whole(a, (int64_t)shown),
                                          zg_shown_whole(b, (int64_t)rows)});
        if (tsv != NULL) {
            zg_page_raw(page, " ");
            page_file(page, tsv);
        }
        zg_page_raw(page, "</p>\n");
    }
}

void zg_page_table(zg_page *page, const zg_frame *frame, const char *caption, size_t length,
                   const char *tsv, size_t rows)
{
    size_t all = zg_frame_rows(frame), shown = rows < all ? rows : all;
    if (shown > ZG_PAGE_ROWS) shown = ZG_PAGE_ROWS;
    zg_page_raw(page, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    zg_page_text(page, caption, length);
    zg_page_raw(page, zg_frame_shown_columns(frame) > MANY_COLUMNS
                          ? "\"><table class=\"data many\">\n<caption>"
                          : "\"><table class=\"data\">\n<caption>");
    zg_page_text(page, caption, length);
    zg_page_raw(page, "</caption>\n");
    page_header(page, frame);
    for (size_t place = 0; place < shown; place++) {
        size_t row = zg_frame_place(frame, place);
        zg_page_raw(page, "<tr>");
        for (size_t i = 0; i < zg_frame_shown_columns(frame); i++) {
            page_cell(page, frame, row, zg_frame_shown_column(frame, i));
        }
        zg_page_raw(page, "</tr>\n");
    }
    zg_page_raw(page, "</tbody>\n</table></div>\n");
    page_rest(page, shown, all, tsv);
}

/* ---- figures ---- */

void zg_page_figure(zg_page *page, zg_word_id caption, size_t n, const char *const *arguments)
{
    char number[ZG_SHOWN_MAX];
    page->figures++;
    zg_page_raw(page, "<figure>\n<figcaption id=\"f");
    zg_page_whole(page, page->figures);
    zg_page_raw(page, "\"><b>");
    zg_page_say(page, ZG_WORD_FIGURE, 1,
                (const char *const[]){zg_shown_whole(number, page->figures)});
    zg_page_raw(page, "</b> ");
    zg_page_say(page, caption, n, arguments);
    zg_page_raw(page, "</figcaption>\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
                      "aria-labelledby=\"f");
    zg_page_whole(page, page->figures);
    zg_page_raw(page, "\">");
}

void zg_page_fold(zg_page *page, const char *summary, size_t length)
{
    zg_page_raw(page, "<details><summary>");
    zg_page_text(page, summary, length);
    zg_page_raw(page, "</summary>\n");
}

void zg_page_fold_end(zg_page *page)
{
    zg_page_raw(page, "</details>\n");
}

void zg_page_figure_end(zg_page *page, const zg_frame *frame, const char *tsv)
{
    const char *summary = zg_words(page->lang, ZG_WORD_AS_TABLE);
    zg_page_raw(page, "</div>\n");
    zg_page_fold(page, summary, strlen(summary));
    zg_page_raw(page, "<p class=\"note\">");
    zg_page_word(page, ZG_WORD_FILE);
    zg_page_raw(page, " ");
    page_file(page, tsv);
    zg_page_raw(page, "</p>\n");
    zg_page_table(page, frame, tsv, strlen(tsv), tsv, ZG_PAGE_ROWS);
    zg_page_fold_end(page);
    zg_page_raw(page, "</figure>\n");
}
