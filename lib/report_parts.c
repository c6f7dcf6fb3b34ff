/* report: what its sections share: names of documents, tables as files, bars. */
#include "report_parts.h"

#include <string.h>

#include "number.h"
#include "rows.h"

const char *zg_report_label(const zg_report_context *r, uint64_t document, size_t *length)
{
    if (r->title_field != SIZE_MAX) {
        const char *title = zg_corpus_field_value(r->corpus, r->title_field, document, length);
        if (*length > 0) return title;
    }
    const char *name = zg_corpus_document_name(r->corpus, document);
    *length = strlen(name);
    if (*length > 4 && memcmp(name + *length - 4, ".txt", 4) == 0) *length -= 4;
    return name;
}

const char *zg_report_short_label(const zg_report_context *r, uint64_t document, size_t *length)
{
    if (r->date_field != SIZE_MAX) {
        const char *date = zg_corpus_field_value(r->corpus, r->date_field, document, length);
        if (*length > 0) return date;
    }
    return zg_report_label(r, document, length);
}

uint64_t zg_report_selected(const zg_report_context *r, uint64_t document)
{
    uint64_t low = 0, high = r->n_documents;
    while (low + 1 < high) {
        uint64_t middle = low + (high - low) / 2;
        if (zg_selected(r->corpus, r->documents, middle) <= document)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const char *zg_report_phrase(zg_report_context *r, uint32_t phrase, size_t *length)
{
    r->phrase.length = 0;
    if (!zg_phrase_set_render(r->phrases, phrase, &r->phrase)) r->page.failed = true;
    *length = r->phrase.length;
    return *length > 0 ? r->phrase.data : "";
}

double zg_report_docs_expected(const zg_report_context *r, uint64_t freq)
{
    return zg_docs_expected(&r->parts, (int64_t)freq);
}

/* ---- tables ---- */

zg_status zg_report_give(zg_frame *frame, zg_status status, zg_frame **out)
{
    if (status != ZG_OK)
        zg_frame_free(frame);
    else
        *out = frame;
    return status;
}

static bool append_cell(zg_frame *frame, size_t to, const zg_column *column, int64_t row)
{
    if (column->validity != NULL && !(column->validity[row >> 3] >> (row & 7) & 1)) {
        return zg_frame_null(frame, to);
    }
    if (column->type == ZG_INT64) return zg_frame_int64(frame, to, column->int64[row]);
    if (column->type == ZG_DOUBLE) return zg_frame_real(frame, to, column->real[row]);
    int32_t start = column->offsets[row];
    return zg_frame_text(frame, to, column->bytes + start,
                         (size_t)(column->offsets[row + 1] - start));
}

zg_status zg_report_collect(zg_table *table, zg_frame **out, zg_error *error)
{
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    zg_frame *frame = NULL;
    zg_batch *batch;
    zg_status status = zg_frame_new(fields, n, &frame, error);
    while (status == ZG_OK && (status = zg_table_next(table, &batch, error)) == ZG_OK) {
        bool good = true;
        for (int64_t row = 0; row < batch->rows && good; row++) {
            for (size_t i = 0; i < n && good; i++) {
                good = append_cell(frame, i, &batch->columns[i], row);
            }
            zg_frame_row(frame);
        }
        zg_batch_free(batch);
        if (!good) status = zg_error_memory(error);
    }
    zg_table_free(table);
    if (status != ZG_END) {
        zg_frame_free(frame);
        return status;
    }
    *out = frame;
    return ZG_OK;
}

static bool describe_columns(zg_report_context *r, const char *name, const zg_table *table)
{
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    zg_buffer *out = &r->tables;
    bool good = zg_buffer_text(out, out->length > 0 ? ",\n    " : "\n    ") &&
                zg_rows_json(out, name, strlen(name)) && zg_buffer_text(out, ": {");
    for (size_t i = 0; i < n && good; i++) {
        const char *formula = fields[i].formula == NULL ? "" : fields[i].formula;
        good = (i == 0 || zg_buffer_text(out, ", ")) &&
               zg_rows_json(out, fields[i].name, strlen(fields[i].name)) &&
               zg_buffer_text(out, ": ") && zg_rows_json(out, formula, strlen(formula));
    }
    return good && zg_buffer_byte(out, '}');
}

zg_status zg_report_write_table(zg_report_context *r, const char *name, zg_table *table,
                                zg_error *error)
{
    zg_write_options options;
    zg_write_options_init(&options);
    options.meta = "";
    r->path.length = 0;
    /* What failed while the rows were made shows in the page only: such a table is not written. */
    bool good = !r->page.failed && describe_columns(r, name, table) &&
                zg_buffer_text(&r->path, r->folder) && zg_buffer_byte(&r->path, '/') &&
                zg_buffer_text(&r->path, name) && zg_buffer_byte(&r->path, '\0');
    zg_status status =
        good ? zg_table_write(table, r->path.data, &options, NULL, error) : zg_error_memory(error);
    zg_table_free(table);
    return status;
}

zg_status zg_report_write(zg_report_context *r, const char *name, zg_frame *frame, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status = zg_frame_table(r->run, frame, &table, error);
    return status == ZG_OK ? zg_report_write_table(r, name, table, error) : status;
}

zg_status zg_report_figure_end(zg_report_context *r, const char *name, zg_frame *frame,
                               zg_error *error)
{
    zg_page_figure_end(&r->page, frame, name);
    return zg_report_write(r, name, frame, error);
}

zg_status zg_report_table(zg_report_context *r, const char *name, zg_word_id caption, size_t rows,
                          zg_frame *frame, zg_error *error)
{
    const char *text = zg_words(r->page.lang, caption);
    zg_page_table(&r->page, frame, text, strlen(text), name, rows);
    return zg_report_write(r, name, frame, error);
}

/* ---- families of tests ---- */

uint64_t zg_report_family(const zg_table *table)
{
    static const char name[] = "\"family\": ";
    uint64_t family = 0;
    const char *description = zg_table_description(table);
    const char *at = description == NULL ? NULL : strstr(description, name);
    if (at == NULL) return 0;
    at += sizeof name - 1;
    return zg_number_parse_uint64(at, strspn(at, "0123456789"), &family) ? family : 0;
}

zg_status zg_report_note_family(zg_report_context *r, const char *tsv, const char *by,
                                uint64_t family, zg_error *error)
{
    char shown[ZG_SHOWN_MAX];
    if (family == 0) return ZG_OK;
    zg_buffer *json = &r->families, *said = &r->families_said;
    bool good = zg_buffer_text(json, json->length > 0 ? ",\n    {" : "\n    {") &&
                zg_buffer_text(json, "\"table\": ") && zg_rows_json(json, tsv, strlen(tsv)) &&
                zg_buffer_text(json, ", \"of\": ") && zg_rows_json(json, by, strlen(by)) &&
                zg_buffer_format(json, ", \"family\": %llu}", (unsigned long long)family) &&
                (said->length == 0 || zg_buffer_text(said, "; ")) && zg_buffer_text(said, by) &&
                zg_buffer_text(said, " – m = ") &&
                zg_buffer_text(said, zg_shown_whole(shown, (int64_t)family));
    return good ? ZG_OK : zg_error_memory(error);
}

/* ---- bars ---- */

static double number_at(const zg_frame *frame, size_t row, size_t column)
{
    if (zg_frame_field(frame, column)->type == ZG_INT64) {
        return (double)zg_frame_get_int64(frame, row, column);
    }
    return zg_frame_has(frame, row, column) ? zg_frame_get_real(frame, row, column) : 0;
}

/* A row is a line of the page, so that bars fit a phone as well as a sheet of paper. */
void zg_report_bars(zg_report_context *r, const zg_frame *frame, size_t label, size_t value,
                    size_t rows)
{
    double max = 0;
    for (size_t place = 0; place < rows; place++) {
        double number = number_at(frame, zg_frame_place(frame, place), value);
        if (number > max) max = number;
    }
    zg_page_raw(&r->page, "<div class=\"bars\">\n");
    for (size_t place = 0; place < rows; place++) {
        size_t row = zg_frame_place(frame, place), length;
        const char *text = zg_frame_get_text(frame, row, label, &length);
        double share = max > 0 ? number_at(frame, row, value) / max : 0;
        zg_page_raw(&r->page, "<span dir=\"auto\">");
        zg_page_text(&r->page, text, length);
        zg_page_raw(&r->page, "</span><svg aria-hidden=\"true\" viewBox=\"0 0 1000 14\" "
                              "preserveAspectRatio=\"none\">");
        zg_svg_rect(&r->page, 0, 0, 1000 * share, 14, "a", 1, NULL);
        zg_page_raw(&r->page, "</svg><span>");
        if (zg_frame_field(frame, value)->type == ZG_INT64)
            zg_page_whole(&r->page, zg_frame_get_int64(frame, row, value));
        else if (zg_frame_has(frame, row, value))
            zg_page_real(&r->page, zg_frame_get_real(frame, row, value));
        zg_page_raw(&r->page, "</span>\n");
    }
    zg_page_raw(&r->page, "</div>\n");
}
