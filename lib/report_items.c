/* report: the items of a list of one's own, by texts. */
#include <stdlib.h>
#include <string.h>

#include "report_parts.h"

#define TILE_ROWS 100

static const zg_field fields[] = {
    {"item", ZG_UTF8, "name of the item"},
    {"freq", ZG_INT64, "occurrences of its forms"},
    {"rate", ZG_DOUBLE, "per * freq / tokens; per stands in report.meta.json"},
    {"docs", ZG_INT64, "documents that have one or more"},
    {"docs_expected", ZG_DOUBLE,
     "documents that it would reach by chance: sum of 1 - (1 - share of tokens)^freq"},
};

static zg_status items_frame(zg_report_context *r, zg_frame **out, zg_error *error)
{
    zg_frame *frame = NULL;
    double tokens = (double)zg_selected_tokens(r->corpus, r->documents);
    zg_status status = zg_frame_new(fields, sizeof fields / sizeof fields[0], &frame, error);
    for (size_t i = 0; i < r->n_items && status == ZG_OK; i++) {
        const zg_report_subject *item = &r->items[i];
        bool good =
            zg_frame_text(frame, 0, item->text.data, item->text.length) &&
            zg_frame_int64(frame, 1, (int64_t)item->freq) &&
            (tokens > 0 ? zg_frame_real(frame, 2, (double)r->per * (double)item->freq / tokens)
                        : zg_frame_null(frame, 2)) &&
            zg_frame_int64(frame, 3, (int64_t)item->docs) &&
            zg_frame_real(frame, 4, zg_report_docs_expected(r, item->freq));
        zg_frame_row(frame);
        if (!good) status = zg_error_memory(error);
    }
    return zg_report_give(frame, status, out);
}

static void tell_list(zg_report_context *r)
{
    uint64_t found = 0;
    char some[ZG_SHOWN_MAX], all[ZG_SHOWN_MAX];
    for (size_t i = 0; i < r->n_items; i++) found += r->items[i].freq > 0;
    zg_page_paragraph(&r->page, ZG_WORD_ITEMS_TEXT, 2,
                      (const char *const[]){zg_shown_whole(some, (int64_t)found),
                                            zg_shown_whole(all, (int64_t)r->n_items)});
    if (r->items_note.length == 0) return;
    zg_page_raw(&r->page, "<p class=\"note\" lang=\"en\">");
    zg_page_text(&r->page, r->items_note.data, r->items_note.length);
    zg_page_raw(&r->page, "</p>\n");
}

zg_status zg_report_items(zg_report_context *r, zg_error *error)
{
    static const zg_word_id captions[] = {ZG_WORD_FIGURE_ITEM_TILES, ZG_WORD_FIGURE_ITEM_SHADES,
                                          ZG_WORD_FIGURE_ITEM_TILE_BINS};
    zg_frame *frame = NULL;
    size_t shown = r->n_items < TILE_ROWS ? r->n_items : TILE_ROWS;
    if (r->n_items == 0 || r->n_documents == 0) return ZG_OK;
    zg_page_section(&r->page, "items", ZG_WORD_ITEMS);
    tell_list(r);
    if (shown < r->n_items) {
        char some[ZG_SHOWN_MAX], all[ZG_SHOWN_MAX];
        zg_page_paragraph(&r->page, ZG_WORD_ITEMS_DRAWN, 2,
                          (const char *const[]){zg_shown_whole(some, (int64_t)shown),
                                                zg_shown_whole(all, (int64_t)r->n_items)});
    }
    zg_status status =
        zg_report_tiles(r, r->items, r->n_items, shown, captions, "items_by_text.tsv", error);
    if (status == ZG_OK) status = items_frame(r, &frame, error);
    if (status == ZG_OK) {
        status = zg_report_table(r, "items.tsv", ZG_WORD_ITEMS, SIZE_MAX, frame, error);
    }
    zg_page_section_end(&r->page);
    return status;
}
