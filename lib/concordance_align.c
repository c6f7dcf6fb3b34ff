/* concordance: lines for people. Widths are those of a terminal, where a Han character takes two
 * cells; contexts are cut at their far ends. */
#include <string.h>

#include "bytes.h"
#include "concordance_object.h"
#include "unicode.h"

#define GAP 2 /* blanks between parts */

void zg_align_options_init(zg_align_options *options)
{
    *options = (zg_align_options){.size = sizeof *options};
}

typedef struct line {
    zg_buffer text; /* place, left, node, right, one after the other */
    size_t place, left, node;
    uint64_t cells[4];
} line;

typedef struct lines {
    line *items;
    size_t n, capacity;
    zg_unicode *unicode;
} lines;

/* Columns that are shown, by their names. */
typedef struct chosen {
    size_t document, line, left, node, right;
} chosen;

static bool find_columns(const zg_table *table, chosen *out)
{
    static const char *const names[] = {"document", "line", "left", "node", "right"};
    size_t *const to[] = {&out->document, &out->line, &out->left, &out->node, &out->right};
    size_t n;
    const zg_field *fields = zg_table_fields(table, &n);
    for (size_t i = 0; i < 5; i++) {
        size_t at = 0;
        while (at < n && strcmp(fields[at].name, names[i]) != 0) at++;
        if (at == n || fields[at].type != (i == 1 ? ZG_INT64 : ZG_UTF8)) return false;
        *to[i] = at;
    }
    return true;
}

/* Appends text with control characters as blanks. */
static bool append_shown(zg_buffer *out, const zg_column *column, int64_t row)
{
    int32_t from = column->offsets[row], to = column->offsets[row + 1];
    size_t at = out->length;
    if (!zg_buffer_append(out, column->bytes + from, (size_t)(to - from))) return false;
    for (; at < out->length; at++) {
        if ((unsigned char)out->data[at] < 0x20) out->data[at] = ' ';
    }
    return true;
}

static bool take_row(lines *all, const zg_batch *batch, const chosen *c, int64_t row)
{
    if (!zg_memory_grow(&all->items, &all->capacity, all->n + 1, sizeof *all->items)) return false;
    line *l = &all->items[all->n++];
    *l = (line){0};
    bool good = append_shown(&l->text, &batch->columns[c->document], row) &&
                zg_buffer_format(&l->text, ":%lld", (long long)batch->columns[c->line].int64[row]);
    l->place = l->text.length;
    good = good && append_shown(&l->text, &batch->columns[c->left], row);
    l->left = l->text.length;
    good = good && append_shown(&l->text, &batch->columns[c->node], row);
    l->node = l->text.length;
    good = good && append_shown(&l->text, &batch->columns[c->right], row);
    if (!good) return false;
    const size_t ends[] = {0, l->place, l->left, l->node, l->text.length};
    for (size_t i = 0; i < 4; i++) {
        l->cells[i] =
            zg_unicode_columns(all->unicode, l->text.data + ends[i], ends[i + 1] - ends[i]);
    }
    return true;
}

static zg_status take_rows(zg_table *table, uint64_t max_rows, const chosen *columns, lines *all,
                           zg_error *error)
{
    zg_batch *batch;
    zg_status status = ZG_OK;
    while ((max_rows == 0 || all->n < max_rows) &&
           (status = zg_table_next(table, &batch, error)) == ZG_OK) {
        for (int64_t i = 0; i < batch->rows && (max_rows == 0 || all->n < max_rows); i++) {
            if (!take_row(all, batch, columns, i)) status = zg_error_memory(error);
            if (status != ZG_OK) break;
        }
        zg_batch_free(batch);
        if (status != ZG_OK) break;
    }
    return status == ZG_END ? ZG_OK : status;
}

/* ---- writing ---- */

static bool add_blanks(zg_buffer *out, uint64_t n)
{
    bool good = true;
    for (; n > 0 && good; n--) good = zg_buffer_byte(out, ' ');
    return good;
}

/* The end of [text, text + length) that fits into so many cells; `*cells` gets what it takes. No
 * combining mark stands first. */
static size_t fitting_end(zg_unicode *unicode, const char *text, size_t length, uint64_t *cells)
{
    uint64_t room = *cells, used = 0;
    size_t at = length, good = length;
    *cells = 0;
    while (at > 0) {
        uint32_t cp = 0;
        size_t n = zg_utf8_previous(text, text + at, &cp);
        used += zg_unicode_columns(unicode, text + at - n, n);
        if (used > room) break;
        at -= n;
        if (zg_unicode_class(unicode, cp) & ZG_CLASS_ATTACH) continue;
        good = at;
        *cells = used;
    }
    return good;
}

/* The bytes of its beginning that fit. */
static size_t fitting_start(zg_unicode *unicode, const char *text, size_t length, uint64_t room)
{
    uint64_t used = 0;
    size_t at = 0;
    while (at < length) {
        uint32_t cp;
        size_t n = zg_utf8_next(text + at, &cp);
        used += zg_unicode_columns(unicode, text + at, n);
        if (used > room) break;
        at += n;
    }
    return at;
}

typedef struct widths {
    uint64_t place, left, right; /* cells */
} widths;

static widths find_widths(const lines *all, uint32_t width)
{
    widths w = {.right = UINT64_MAX};
    uint64_t node = 0;
    for (size_t i = 0; i < all->n; i++) {
        const line *l = &all->items[i];
        if (l->cells[0] > w.place) w.place = l->cells[0];
        if (l->cells[1] > w.left) w.left = l->cells[1];
        if (l->cells[2] > node) node = l->cells[2];
    }
    if (width == 0) return w;
    uint64_t taken = w.place + node + (uint64_t)3 * GAP;
    uint64_t room = width > taken + 8 ? (width - taken) / 2 : 4;
    if (w.left > room) w.left = room;
    w.right = width > taken + w.left ? width - taken - w.left : 4;
    return w;
}

static bool print_line(zg_unicode *unicode, const line *l, const widths *w, bool bold,
                       zg_buffer *out)
{
    const char *text = l->text.data;
    uint64_t cells = w->left;
    size_t cut = l->place + fitting_end(unicode, text + l->place, l->left - l->place, &cells);
    size_t right = fitting_start(unicode, text + l->node, l->text.length - l->node, w->right);
    out->length = 0;
    return zg_buffer_append(out, text, l->place) &&
           add_blanks(out, w->place - l->cells[0] + GAP + w->left - cells) &&
           zg_buffer_append(out, text + cut, l->left - cut) && add_blanks(out, GAP) &&
           zg_buffer_text(out, bold ? "\033[1m" : "") &&
           zg_buffer_append(out, text + l->left, l->node - l->left) &&
           zg_buffer_text(out, bold ? "\033[0m" : "") && add_blanks(out, GAP) &&
           zg_buffer_append(out, text + l->node, right) && zg_buffer_byte(out, '\n');
}

static zg_status print(zg_run *run, const lines *all, const char *path,
                       const zg_align_options *options, zg_error *error)
{
    zg_sink *sink = NULL;
    zg_buffer out = {0};
    widths w = find_widths(all, options->width);
    zg_status status = zg_sink_open(run, path, &sink, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < all->n && status == ZG_OK; i++) {
        status = print_line(all->unicode, &all->items[i], &w, options->bold, &out)
                     ? zg_sink_write(sink, out.data, out.length, error)
                     : zg_error_memory(error);
    }
    zg_buffer_free(&out);
    if (status == ZG_OK) return zg_sink_close(sink, error);
    zg_sink_abort(sink);
    return status;
}

zg_status zg_concordance_align(zg_run *run, zg_table *table, const char *path,
                               const zg_align_options *options, uint64_t *rows_written,
                               zg_error *error)
{
    lines all = {0};
    chosen columns;
    zg_status status = ZG_OK;
    if (!find_columns(table, &columns)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, NULL, "the table is no concordance");
    }
    status = zg_unicode_new(&all.unicode, error);
    if (status == ZG_OK) status = take_rows(table, options->max_rows, &columns, &all, error);
    if (status == ZG_OK) status = print(run, &all, path, options, error);
    if (status == ZG_OK && rows_written != NULL) *rows_written = all.n;
    for (size_t i = 0; i < all.n; i++) zg_buffer_free(&all.items[i].text);
    zg_memory_free(all.items);
    zg_unicode_free(all.unicode);
    return status;
}
