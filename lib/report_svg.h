/* report: drawing. A dozen marks on a page as inline SVG; coordinates are CSS pixels, printed to a
 * tenth, so that the same figures give the same bytes. Part of the module.
 *
 * Classes (report_assets.c): of text "s" small, "e" ends at x, "m" centred, "f" a heading, "o" on
 * a pale tile, "i" on a dark one; of areas "a" accent, "t" tile, "g" muted, "b" band, "h" hollow;
 * of lines "r" rule, "l" curve, "k" tick, "x" axis, "q" muted curve. */
#ifndef ZG_REPORT_SVG_H
#define ZG_REPORT_SVG_H

#include "report_page.h"

#define ZG_SVG_TEXT  13.0 /* size of text */
#define ZG_SVG_SMALL 11.0

/* Opens a picture that is named by the caption of the figure it stands in. */
void zg_svg_begin(zg_page *page, double width, double height);
void zg_svg_end(zg_page *page);

/* The same, one of several in a figure: named by a text of its own. */
void zg_svg_begin_as(zg_page *page, double width, double height, const char *name, size_t length);

void zg_svg_text(zg_page *page, double x, double y, const char *classes, const char *text,
                 size_t length);
void zg_svg_whole(zg_page *page, double x, double y, const char *classes, int64_t value);
void zg_svg_real(zg_page *page, double x, double y, const char *classes, double value);

/* Text turned by 45 degrees, rising from (x, y). */
void zg_svg_slanted(zg_page *page, double x, double y, const char *text, size_t length);

void zg_svg_line(zg_page *page, double x1, double y1, double x2, double y2, const char *classes);
void zg_svg_circle(zg_page *page, double x, double y, double radius, const char *classes);

/* `strength` 0 to 1 is the opacity; 1 is left out. `tip` (may be NULL) is told on pointing. */
void zg_svg_rect(zg_page *page, double x, double y, double width, double height,
                 const char *classes, double strength, const char *tip);

/* A curve: begin, points, end. */
void zg_svg_path(zg_page *page, const char *classes);
void zg_svg_move(zg_page *page, double x, double y);
void zg_svg_to(zg_page *page, double x, double y);
void zg_svg_arc(zg_page *page, double x, double y, double radius_x, double radius_y);
void zg_svg_path_end(zg_page *page);

/* Width of a text at a size, on the safe side for common fonts. */
double zg_svg_width(const char *text, size_t length, double size);

/* The room that labels need: `room` so far, made wider for one more text up to `most`, where it is
 * put on several lines. */
double zg_svg_label_room(double room, const char *text, size_t length, double most);

/* Bytes of `text` that fit into `width`, at least one character; breaks behind a blank or mark
 * where there is one, between any two characters where both are wide. */
size_t zg_svg_fit(const char *text, size_t length, double size, double width);

/* Number of lines that `text` takes in `width`, and the lines, the first at `y`, 16 apart. */
size_t zg_svg_count_lines(const char *text, size_t length, double width);
void zg_svg_lines(zg_page *page, double x, double y, const char *classes, const char *text,
                  size_t length, double width);
#define ZG_SVG_LEADING 16.0

/* A step of 1, 2 or 5 times a power of ten that divides 0 .. max into at most `most` parts. */
double zg_svg_step(double max, int most);

#endif
