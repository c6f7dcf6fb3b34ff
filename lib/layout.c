/* The steps of layout in their order, and the memory that they share. */
#include "layout_parts.h"

static void hand_over(const layout_file *file, zg_layout_decision *decisions)
{
    for (size_t i = 0; i < file->rows_n; i++) {
        const layout_row *row = &file->rows[i];
        zg_layout_decision *decision = &decisions[row->line];
        decision->kind = (zg_kind)row->kind;
        decision->join = (zg_join)row->join;
    }
}

/* Blank lines: those before a row of another page belong to the page before. */
static void fill_blank(const layout_file *file, zg_layout_decision *decisions)
{
    uint64_t page = 1, feeds = 1;
    for (size_t i = 0; i < file->n; i++) {
        if (file->lines[i].page_before) feeds++;
        if (decisions[i].page != 0) {
            page = decisions[i].page;
        } else {
            decisions[i].blank = true;
            decisions[i].page = file->form_feeds ? feeds : page;
        }
    }
}

static zg_status decide(layout_file *file, zg_layout_decision *decisions, zg_error *error)
{
    zg_layout_scan(file);
    zg_status status = zg_layout_pages(file, decisions, error);
    if (status == ZG_OK) status = zg_layout_cohesion(file, false, error);
    if (status == ZG_OK) status = zg_layout_fit(file, error);
    if (status == ZG_OK) status = zg_layout_pair(file, error);
    if (status == ZG_OK) zg_layout_titles(file);
    if (status == ZG_OK) status = zg_layout_between(file, error);
    if (status == ZG_OK) zg_layout_kinds(file);
    if (status == ZG_OK) hand_over(file, decisions);
    if (status == ZG_OK) fill_blank(file, decisions);
    return status;
}

zg_status zg_layout_decide(zg_run *run, zg_unicode *unicode, const zg_layout_line *lines, size_t n,
                           zg_layout_decision *decisions, zg_error *error)
{
    uint64_t bytes = (uint64_t)n * sizeof(layout_row);
    zg_status status = zg_run_reserve(run, bytes, error);
    if (status != ZG_OK) return status;
    layout_file file = {.run = run, .unicode = unicode, .lines = lines, .n = n, .pages = 1};
    file.rows = zg_memory_alloc(n, sizeof *file.rows);
    for (size_t i = 0; i < n; i++) decisions[i] = (zg_layout_decision){0};
    status = file.rows == NULL ? zg_error_memory(error) : decide(&file, decisions, error);
    zg_memory_free(file.rows);
    zg_run_release(run, bytes);
    return status;
}
