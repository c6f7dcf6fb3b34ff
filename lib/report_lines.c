/* report: lines drawn at random for the chief phrases, each with the text around it and its place
 * in the source. */
#include <string.h>

#include <zigram/concordance.h>

#include "report_parts.h"

#define PHRASES   5
#define LINES     4  /* of each phrase */
#define LONG_NODE 16 /* Han characters that stand on one line */
#define CONTEXT   18 /* characters on each side */

/* Lines of one phrase; drawn with a fixed seed, so that a report is the same each time. */
static zg_status lines_of(zg_report_context *r, uint32_t phrase, zg_frame **out, zg_error *error)
{
    zg_concordance_options options;
    zg_table *table = NULL;
    size_t length;
    const char *text = zg_report_phrase(r, phrase, &length);
    char *node = zg_memory_text(text, length);
    if (node == NULL) return zg_error_memory(error);
    zg_concordance_options_init(&options);
    options.nodes = (const char *const *)&node;
    options.n_nodes = 1;
    options.sample = LINES;
    options.seed = 1;
    if (zg_corpus_unit(r->corpus) == ZG_UNIT_CHAR) options.context = CONTEXT;
    zg_status status = zg_concordance(r->run, r->corpus, r->documents, &options, &table, error);
    if (status == ZG_OK) status = zg_report_collect(table, out, error);
    zg_memory_free(node);
    return status;
}

static void cell(zg_report_context *r, const char *classes, const zg_frame *frame, size_t row,
                 size_t column)
{
    size_t length;
    const char *text = zg_frame_get_text(frame, row, column, &length);
    zg_page_raw(&r->page, "<td");
    zg_page_raw(&r->page, classes);
    zg_page_raw(&r->page, " dir=\"auto\">");
    zg_page_text(&r->page, text, length);
    zg_page_raw(&r->page, "</td>");
}

enum { DOCUMENT, PAGE, LINE, OFFSET, LEFT, NODE, RIGHT, COLUMNS };

static const zg_field fields[COLUMNS] = {
    {"document", ZG_UTF8, "name of the document"},
    {"page", ZG_INT64, "page of the file as received"},
    {"line", ZG_INT64, "line of the file as received"},
    {"offset", ZG_INT64, "code points of the clean text in front of the node"},
    {"left", ZG_UTF8, "text in front"},
    {"node", ZG_UTF8, "the phrase"},
    {"right", ZG_UTF8, "text behind"},
};

static bool copy_line(const zg_frame *from, size_t row, zg_frame *to)
{
    bool good = true;
    for (size_t i = 0; i < COLUMNS && good; i++) {
        size_t length;
        if (fields[i].type == ZG_INT64) {
            good = zg_frame_int64(to, i, zg_frame_get_int64(from, row, i));
        } else {
            const char *text = zg_frame_get_text(from, row, i, &length);
            good = zg_frame_text(to, i, text, length);
        }
    }
    zg_frame_row(to);
    return good;
}

static zg_status show_lines(zg_report_context *r, const zg_frame *frame, zg_frame *all,
                            zg_error *error)
{
    for (size_t row = 0; row < zg_frame_rows(frame); row++) {
        zg_page_raw(&r->page, "<tr>");
        cell(r, " class=\"left\"", frame, row, LEFT);
        size_t length;
        const char *node = zg_frame_get_text(frame, row, NODE, &length);
        bool is_long = zg_svg_width(node, length, 1) > LONG_NODE;
        cell(r, is_long ? " class=\"node long\"" : " class=\"node\"", frame, row, NODE);
        cell(r, "", frame, row, RIGHT);
        cell(r, " class=\"place\"", frame, row, DOCUMENT);
        zg_page_raw(&r->page, "<td class=\"place n\">");
        zg_page_whole(&r->page, zg_frame_get_int64(frame, row, LINE));
        zg_page_raw(&r->page, "</td></tr>\n");
        if (!copy_line(frame, row, all)) return zg_error_memory(error);
    }
    return ZG_OK;
}

/* Opens the table of one phrase, which is its caption. */
static void head(zg_report_context *r, const char *phrase, size_t length)
{
    static const char *const names[] = {"left", "node", "right", "document", "line"};
    zg_page_raw(&r->page, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    zg_page_text(&r->page, phrase, length);
    zg_page_raw(&r->page, "\"><table class=\"kwic\">\n<caption dir=\"auto\">");
    zg_page_text(&r->page, phrase, length);
    zg_page_raw(&r->page, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < 5; i++) {
        const char *name = zg_words_column(r->page.lang, names[i]);
        zg_page_raw(&r->page,
                    i == 0 || i == 4 ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        zg_page_text(&r->page, name, strlen(name));
        zg_page_raw(&r->page, "</th>");
    }
    zg_page_raw(&r->page, "</tr></thead>\n<tbody>\n");
}

static zg_status show_phrase(zg_report_context *r, uint32_t phrase, zg_frame *all, zg_error *error)
{
    zg_frame *frame = NULL;
    size_t length;
    zg_status status = lines_of(r, phrase, &frame, error);
    if (status != ZG_OK) return status;
    if (zg_frame_rows(frame) > 0) {
        const char *text = zg_report_phrase(r, phrase, &length);
        head(r, text, length);
        status = show_lines(r, frame, all, error);
        zg_page_raw(&r->page, "</tbody>\n</table></div>\n");
    }
    zg_frame_free(frame);
    return status;
}

zg_status zg_report_lines(zg_report_context *r, zg_error *error)
{
    zg_frame *all = NULL;
    char lines[ZG_SHOWN_MAX];
    zg_page_section(&r->page, "lines", ZG_WORD_LINES);
    zg_page_paragraph(&r->page, ZG_WORD_LINES_TEXT, 1,
                      (const char *const[]){zg_shown_whole(lines, LINES)});
    zg_status status = zg_frame_new(fields, COLUMNS, &all, error);
    for (size_t i = 0; i < r->n_chief && i < PHRASES && status == ZG_OK; i++) {
        status = show_phrase(r, r->chief[i], all, error);
    }
    zg_page_section_end(&r->page);
    if (status == ZG_OK) return zg_report_write(r, "lines.tsv", all, error);
    zg_frame_free(all);
    return status;
}
