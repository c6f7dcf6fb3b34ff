/* report: what stands near the chief phrases, as lists. */
#include <string.h>

#include <zigram/collocates.h>

#include "report_parts.h"

#define COLLOCATES 12 /* of each phrase on the page */
#define PHRASES    4  /* with a list of collocates */

/* The phrases that get a list, as texts: `n` of them, yours. */
static bool copy_nodes(zg_report_context *r, char **nodes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t length;
        const char *text = zg_report_phrase(r, r->chief[i], &length);
        nodes[i] = zg_memory_text(text, length);
        if (nodes[i] == NULL) return false;
    }
    return true;
}

static zg_status count_collocates(zg_report_context *r, char *const *nodes, size_t n,
                                  zg_frame **out, zg_error *error)
{
    zg_collocates_options options;
    zg_table *table = NULL;
    zg_collocates_options_init(&options);
    options.nodes = (const char *const *)nodes;
    options.n_nodes = n;
    /* Whole expressions: a phrase is a closed n-gram whose edges are good. */
    if (zg_corpus_unit(r->corpus) == ZG_UNIT_CHAR) options.collocates = "phrases";
    zg_status status = zg_collocates(r->run, r->corpus, r->documents, &options, &table, error);
    if (status != ZG_OK) return status;
    status = zg_report_note_family(r, "collocates.tsv", zg_words(r->page.lang, ZG_WORD_COMPANY),
                                   zg_report_family(table), error);
    if (status == ZG_OK) return zg_report_collect(table, out, error);
    zg_table_free(table);
    return status;
}

static const zg_field short_fields[] = {
    {"collocate", ZG_UTF8, "what stands near"},
    {"freq_joint", ZG_INT64, "occurrences near the phrase"},
    {"docs", ZG_INT64, "documents with one or more of them"},
    {"log_ratio", ZG_DOUBLE, "log2 of how much more often near it than elsewhere"},
};

/* The first rows of one node, with the columns that fit on a page; only what is surely more
 * frequent near the node. */
static zg_status show_node(zg_report_context *r, const zg_frame *frame, const char *node,
                           size_t *lists, zg_error *error)
{
    size_t columns[4], node_column, lrc, length, shown = 0;
    zg_frame *list = NULL;
    if (!zg_frame_find(frame, "node", 4, &node_column) || !zg_frame_find(frame, "lrc", 3, &lrc)) {
        return ZG_OK;
    }
    for (size_t i = 0; i < 4; i++) {
        const char *name = short_fields[i].name;
        if (!zg_frame_find(frame, name, strlen(name), &columns[i])) return ZG_OK;
    }
    zg_status status = zg_frame_new(short_fields, 4, &list, error);
    for (size_t row = 0; row < zg_frame_rows(frame) && status == ZG_OK; row++) {
        const char *text = zg_frame_get_text(frame, row, node_column, &length);
        if (length != strlen(node) || memcmp(text, node, length) != 0) continue;
        if (shown == COLLOCATES || !(zg_frame_get_real(frame, row, lrc) > 0)) continue;
        shown++;
        text = zg_frame_get_text(frame, row, columns[0], &length);
        if (!zg_frame_text(list, 0, text, length) ||
            !zg_frame_int64(list, 1, zg_frame_get_int64(frame, row, columns[1])) ||
            !zg_frame_int64(list, 2, zg_frame_get_int64(frame, row, columns[2])) ||
            !zg_frame_real(list, 3, zg_frame_get_real(frame, row, columns[3]))) {
            status = zg_error_memory(error);
        }
        zg_frame_row(list);
    }
    if (status == ZG_OK && shown > 0) {
        if ((*lists)++ == 0) {
            zg_page_paragraph(&r->page, ZG_WORD_COLLOCATES_TEXT, 0, NULL);
            zg_page_raw(&r->page, "<div class=\"tables wide\">\n");
        }
        zg_page_raw(&r->page, "<div>");
        zg_page_table(&r->page, list, node, strlen(node), NULL, SIZE_MAX);
        zg_page_raw(&r->page, "</div>\n");
    }
    zg_frame_free(list);
    return status;
}

zg_status zg_report_collocates(zg_report_context *r, size_t *lists, zg_error *error)
{
    char *nodes[PHRASES] = {NULL};
    size_t n = r->n_chief < PHRASES ? r->n_chief : PHRASES;
    zg_frame *frame = NULL;
    zg_status status = copy_nodes(r, nodes, n) ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = count_collocates(r, nodes, n, &frame, error);
    *lists = 0;
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        status = show_node(r, frame, nodes[i], lists, error);
    }
    if (*lists > 0) zg_page_raw(&r->page, "</div>\n");
    for (size_t i = 0; i < n; i++) zg_memory_free(nodes[i]);
    if (status == ZG_OK) return zg_report_write(r, "collocates.tsv", frame, error);
    zg_frame_free(frame);
    return status;
}
