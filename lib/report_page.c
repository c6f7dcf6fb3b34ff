/* report: the page. Plain HTML with its style inside: nothing is fetched, nothing runs. */
#include "report_page.h"

#include <string.h>

#include "number.h"

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.6 system-ui,'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',"
    "sans-serif;max-width:64rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.25rem;margin-top:2.5rem}"
    "h3{font-size:1.05rem;margin:1.5rem 0 .3rem}"
    ".tables{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start}"
    ".scroll{overflow-x:auto;max-width:100%}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{padding:.15rem .7rem .15rem 0;text-align:left;vertical-align:top}"
    "thead th{border-bottom:1px solid;white-space:nowrap}"
    "td.n,th.n{text-align:right;white-space:nowrap}"
    "td.t{overflow-wrap:anywhere}"
    "tbody tr:nth-child(even){background:rgba(127,127,127,.12)}"
    "nav a{margin-right:1rem}"
    "@media print{body{font-size:10pt;max-width:none}nav{display:none}tr{break-inside:avoid}}";

bool zg_page_text(zg_buffer *page, const char *text, size_t length)
{
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        const char *entity;
        switch (text[i]) {
        case '&': entity = "&amp;"; break;
        case '<': entity = "&lt;"; break;
        case '>': entity = "&gt;"; break;
        case '"': entity = "&quot;"; break;
        case '\'': entity = "&#39;"; break;
        default: continue;
        }
        if (!zg_buffer_append(page, text + from, i - from) || !zg_buffer_text(page, entity)) {
            return false;
        }
        from = i + 1;
    }
    return zg_buffer_append(page, text + from, length - from);
}

bool zg_page_begin(zg_buffer *page, const char *title)
{
    return zg_buffer_text(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                                "<meta charset=\"utf-8\">\n"
                                "<meta name=\"viewport\" content=\"width=device-width, "
                                "initial-scale=1\">\n<title>") &&
           zg_page_text(page, title, strlen(title)) && zg_buffer_text(page, "</title>\n<style>") &&
           zg_buffer_text(page, style) && zg_buffer_text(page, "</style>\n</head>\n<body>\n<h1>") &&
           zg_page_text(page, title, strlen(title)) && zg_buffer_text(page, "</h1>\n");
}

bool zg_page_end(zg_buffer *page)
{
    return zg_buffer_text(page, "</body>\n</html>\n");
}

bool zg_page_heading(zg_buffer *page, int level, const char *id, const char *text)
{
    bool good = zg_buffer_format(page, "<h%d", level);
    if (id != NULL) {
        good = good && zg_buffer_text(page, " id=\"") && zg_page_text(page, id, strlen(id)) &&
               zg_buffer_byte(page, '"');
    }
    return good && zg_buffer_byte(page, '>') && zg_page_text(page, text, strlen(text)) &&
           zg_buffer_format(page, "</h%d>\n", level);
}

bool zg_page_paragraph(zg_buffer *page, const char *text)
{
    return zg_buffer_text(page, "<p>") && zg_page_text(page, text, strlen(text)) &&
           zg_buffer_text(page, "</p>\n");
}

/* ---- tables ---- */

static bool page_cell(zg_buffer *page, const zg_column *column, int64_t row)
{
    if (!zg_buffer_text(page, column->type == ZG_UTF8 ? "<td class=\"t\" dir=\"auto\">"
                                                      : "<td class=\"n\">")) {
        return false;
    }
    bool missing = column->validity != NULL && !(column->validity[row >> 3] >> (row & 7) & 1);
    char number[ZG_NUMBER_MAX];
    size_t length = 0;
    if (!missing && column->type == ZG_UTF8) {
        int32_t start = column->offsets[row];
        if (!zg_page_text(page, column->bytes + start,
                          (size_t)(column->offsets[row + 1] - start))) {
            return false;
        }
    } else if (!missing && column->type == ZG_INT64) {
        length = zg_number_print_int64(number, column->int64[row]);
    } else if (!missing) {
        length = zg_number_print_real(number, column->real[row], 4);
    }
    return zg_buffer_append(page, number, length) && zg_buffer_text(page, "</td>");
}

static bool page_header(zg_buffer *page, const zg_table *table, const char *caption)
{
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    bool good = zg_buffer_text(page, "<div class=\"scroll\"><table>\n<caption>") &&
                zg_page_text(page, caption, strlen(caption)) &&
                zg_buffer_text(page, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < n && good; i++) {
        const char *tell = fields[i].formula ? fields[i].formula : "";
        good = zg_buffer_text(page, fields[i].type == ZG_UTF8 ? "<th scope=\"col\" title=\""
                                                              : "<th scope=\"col\" class=\"n\" "
                                                                "title=\"") &&
               zg_page_text(page, tell, strlen(tell)) && zg_buffer_text(page, "\">") &&
               zg_page_text(page, fields[i].name, strlen(fields[i].name)) &&
               zg_buffer_text(page, "</th>");
    }
    return good && zg_buffer_text(page, "</tr></thead>\n<tbody>\n");
}

zg_status zg_page_table(zg_buffer *page, zg_table *table, const char *caption, zg_error *error)
{
    zg_batch *batch;
    zg_status status;
    if (!page_header(page, table, caption)) return zg_error_memory(error);
    while ((status = zg_table_next(table, &batch, error)) == ZG_OK) {
        bool good = true;
        for (int64_t row = 0; row < batch->rows && good; row++) {
            good = zg_buffer_text(page, "<tr>");
            for (size_t i = 0; i < batch->n_columns && good; i++) {
                good = page_cell(page, &batch->columns[i], row);
            }
            good = good && zg_buffer_text(page, "</tr>\n");
        }
        zg_batch_free(batch);
        if (!good) return zg_error_memory(error);
    }
    if (status != ZG_END) return status;
    return zg_buffer_text(page, "</tbody>\n</table></div>\n") ? ZG_OK : zg_error_memory(error);
}
