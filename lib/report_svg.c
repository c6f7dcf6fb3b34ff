/* report: drawing. */
#include "report_svg.h"

#include <math.h>
#include <string.h>

#include "number.h"
#include "unicode.h"

static void page_coordinate(zg_page *page, double value)
{
    char digits[ZG_NUMBER_MAX + 4];
    double tenths = floor(fabs(value) * 10 + 0.5);
    int64_t whole = tenths < 9e15 ? (int64_t)tenths : 0;
    size_t n = 0;
    if (value < 0 && whole != 0) digits[n++] = '-';
    n += zg_number_print_int64(digits + n, whole / 10);
    if (whole % 10 != 0) {
        digits[n++] = '.';
        digits[n++] = (char)('0' + whole % 10);
    }
    digits[n] = '\0';
    zg_page_raw(page, digits);
}

static void attribute(zg_page *page, const char *name, double value)
{
    zg_page_raw(page, " ");
    zg_page_raw(page, name);
    zg_page_raw(page, "=\"");
    page_coordinate(page, value);
    zg_page_raw(page, "\"");
}

static void class_attribute(zg_page *page, const char *classes)
{
    if (classes[0] == '\0') return;
    zg_page_raw(page, " class=\"");
    zg_page_raw(page, classes);
    zg_page_raw(page, "\"");
}

static void svg_size(zg_page *page, double width, double height)
{
    attribute(page, "width", ceil(width));
    attribute(page, "height", ceil(height));
    zg_page_raw(page, " viewBox=\"0 0 ");
    page_coordinate(page, ceil(width));
    zg_page_raw(page, " ");
    page_coordinate(page, ceil(height));
    zg_page_raw(page, "\">\n");
}

void zg_svg_begin(zg_page *page, double width, double height)
{
    char id[ZG_NUMBER_MAX + 1];
    id[zg_number_print_uint64(id, page->figures)] = '\0';
    zg_page_raw(page, "<svg role=\"img\" aria-labelledby=\"f");
    zg_page_raw(page, id);
    zg_page_raw(page, "\"");
    svg_size(page, width, height);
}

void zg_svg_begin_as(zg_page *page, double width, double height, const char *name, size_t length)
{
    zg_page_raw(page, "<svg role=\"img\" aria-label=\"");
    zg_page_text(page, name, length);
    zg_page_raw(page, "\"");
    svg_size(page, width, height);
}

void zg_svg_end(zg_page *page)
{
    zg_page_raw(page, "</svg>\n");
}

static void text_begin(zg_page *page, double x, double y, const char *classes)
{
    zg_page_raw(page, "<text");
    attribute(page, "x", x);
    attribute(page, "y", y);
    class_attribute(page, classes);
    zg_page_raw(page, ">");
}

void zg_svg_text(zg_page *page, double x, double y, const char *classes, const char *text,
                 size_t length)
{
    text_begin(page, x, y, classes);
    zg_page_text(page, text, length);
    zg_page_raw(page, "</text>\n");
}

void zg_svg_whole(zg_page *page, double x, double y, const char *classes, int64_t value)
{
    text_begin(page, x, y, classes);
    zg_page_whole(page, value);
    zg_page_raw(page, "</text>\n");
}

void zg_svg_real(zg_page *page, double x, double y, const char *classes, double value)
{
    text_begin(page, x, y, classes);
    zg_page_real(page, value);
    zg_page_raw(page, "</text>\n");
}

void zg_svg_slanted(zg_page *page, double x, double y, const char *text, size_t length)
{
    zg_page_raw(page, "<text transform=\"translate(");
    page_coordinate(page, x);
    zg_page_raw(page, " ");
    page_coordinate(page, y);
    zg_page_raw(page, ") rotate(-45)\" class=\"s\">");
    zg_page_text(page, text, length);
    zg_page_raw(page, "</text>\n");
}

void zg_svg_line(zg_page *page, double x1, double y1, double x2, double y2, const char *classes)
{
    zg_page_raw(page, "<line");
    attribute(page, "x1", x1);
    attribute(page, "y1", y1);
    attribute(page, "x2", x2);
    attribute(page, "y2", y2);
    class_attribute(page, classes);
    zg_page_raw(page, "/>\n");
}

void zg_svg_circle(zg_page *page, double x, double y, double radius, const char *classes)
{
    zg_page_raw(page, "<circle");
    attribute(page, "cx", x);
    attribute(page, "cy", y);
    attribute(page, "r", radius);
    class_attribute(page, classes);
    zg_page_raw(page, "/>\n");
}

void zg_svg_rect(zg_page *page, double x, double y, double width, double height,
                 const char *classes, double strength, const char *tip)
{
    zg_page_raw(page, "<rect");
    attribute(page, "x", x);
    attribute(page, "y", y);
    attribute(page, "width", width);
    attribute(page, "height", height);
    class_attribute(page, classes);
    if (strength < 1) {
        char shown[8] = "0.00";
        int hundredths = strength <= 0 ? 0 : (int)(strength * 100 + 0.5);
        if (hundredths > 99) hundredths = 99;
        shown[2] = (char)('0' + hundredths / 10);
        shown[3] = (char)('0' + hundredths % 10);
        zg_page_raw(page, " fill-opacity=\"");
        zg_page_raw(page, shown);
        zg_page_raw(page, "\"");
    }
    if (tip == NULL) {
        zg_page_raw(page, "/>\n");
        return;
    }
    zg_page_raw(page, "><title>");
    zg_page_text(page, tip, strlen(tip));
    zg_page_raw(page, "</title></rect>\n");
}

/* ---- curves ---- */

void zg_svg_path(zg_page *page, const char *classes)
{
    zg_page_raw(page, "<path");
    class_attribute(page, classes);
    zg_page_raw(page, " d=\"");
}

static void point(zg_page *page, const char *command, double x, double y)
{
    zg_page_raw(page, command);
    page_coordinate(page, x);
    zg_page_raw(page, " ");
    page_coordinate(page, y);
}

void zg_svg_move(zg_page *page, double x, double y)
{
    point(page, "M", x, y);
}

void zg_svg_to(zg_page *page, double x, double y)
{
    point(page, "L", x, y);
}

void zg_svg_arc(zg_page *page, double x, double y, double radius_x, double radius_y)
{
    point(page, "A", radius_x, radius_y);
    point(page, " 0 0 1 ", x, y);
}

void zg_svg_path_end(zg_page *page)
{
    zg_page_raw(page, "\"/>\n");
}

/* ---- measuring ---- */

/* Wide characters fill their square; the others are on the safe side of common fonts. */
static double advance(uint32_t cp)
{
    if (cp >= 0x2E80 || (cp >= 0x1100 && cp < 0x1160)) return 1.0;
    if (cp == 0x2026 || cp == 0x2014 || cp == 0x201C || cp == 0x201D) return 1.0;
    if (cp == 'm' || cp == 'M' || cp == 'W' || cp == '@' || cp == '%') return 0.95;
    if (cp == 'w' || cp == '&') return 0.8;
    if (cp >= 'A' && cp <= 'Z') return 0.74;
    return 0.6;
}

static bool may_break_after(uint32_t cp, uint32_t next)
{
    if (cp == ' ') return true;
    return cp >= 0x2E80 && next >= 0x2E80 && !(next >= 0x3001 && next <= 0x3002) &&
           next != 0xFF0C && next != 0x300D && next != 0x300F && next != 0x300B;
}

double zg_svg_width(const char *text, size_t length, double size)
{
    double width = 0;
    uint32_t cp;
    for (size_t i = 0; i < length; i += zg_utf8_next(text + i, &cp)) {
        zg_utf8_next(text + i, &cp);
        width += advance(cp);
    }
    return width * size;
}

double zg_svg_label_room(double room, const char *text, size_t length, double most)
{
    double width = ceil(zg_svg_width(text, length, ZG_SVG_TEXT)) + 1;
    if (width > most) return most;
    return width > room ? width : room;
}

size_t zg_svg_fit(const char *text, size_t length, double size, double width)
{
    size_t best = 0, at = 0;
    double used = 0;
    while (at < length) {
        uint32_t cp, next = 0;
        size_t n = zg_utf8_next(text + at, &cp);
        used += advance(cp) * size;
        if (used > width && at > 0) return best > 0 ? best : at;
        at += n;
        if (at < length) zg_utf8_next(text + at, &next);
        if (may_break_after(cp, next)) best = at;
    }
    return length;
}

size_t zg_svg_count_lines(const char *text, size_t length, double width)
{
    size_t lines = 0;
    do {
        size_t n = zg_svg_fit(text, length, ZG_SVG_TEXT, width);
        text += n;
        length -= n;
        lines++;
    } while (length > 0);
    return lines;
}

void zg_svg_lines(zg_page *page, double x, double y, const char *classes, const char *text,
                  size_t length, double width)
{
    do {
        size_t n = zg_svg_fit(text, length, ZG_SVG_TEXT, width);
        zg_svg_text(page, x, y, classes, text, n);
        text += n;
        length -= n;
        y += ZG_SVG_LEADING;
    } while (length > 0);
}

double zg_svg_step(double max, int most)
{
    static const double parts[] = {1, 2, 5};
    double power = 1;
    if (!(max > 0) || isinf(max)) return 1;
    while (power * most > max) power /= 10;
    while (power * 10 * most <= max) power *= 10;
    for (;; power *= 10) {
        for (size_t i = 0; i < 3; i++) {
            if (parts[i] * power * most >= max) return parts[i] * power;
        }
    }
}
