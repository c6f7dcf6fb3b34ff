/* report: writing the page. Part of the module. */
#ifndef ZG_REPORT_PAGE_H
#define ZG_REPORT_PAGE_H

#include "memory.h"
#include "table.h"

/* Everything appends to `page`; false without memory. Text is escaped, so that no document can
 * put markup or script into the page. */
bool zg_page_text(zg_buffer *page, const char *text, size_t length);
bool zg_page_begin(zg_buffer *page, const char *title);
bool zg_page_end(zg_buffer *page);
bool zg_page_heading(zg_buffer *page, int level, const char *id, const char *text);
bool zg_page_paragraph(zg_buffer *page, const char *text);

/* A whole table with a caption; pulls all of `table`. */
ZG_MUST_USE zg_status zg_page_table(zg_buffer *page, zg_table *table, const char *caption,
                                    zg_error *error);

#endif
