/* frame: columns as flat arrays, rows as numbers into them. */
#include <math.h>
#include <string.h>

#include "frame_object.h"

/* ---- making ---- */

static size_t cell_size(zg_type type)
{
    return type == ZG_INT64    ? sizeof(int64_t)
           : type == ZG_DOUBLE ? sizeof(double)
                               : sizeof(uint64_t);
}

static bool copy_field(zg_field *out, const zg_field *field)
{
    const char *formula = field->formula == NULL ? "" : field->formula;
    out->type = field->type;
    out->name = zg_memory_text(field->name, strlen(field->name));
    out->formula = zg_memory_text(formula, strlen(formula));
    return out->name != NULL && out->formula != NULL;
}

zg_status zg_frame_new(const zg_field *fields, size_t n, zg_frame **out, zg_error *error)
{
    zg_frame *frame = zg_memory_zeroed(1, sizeof *frame);
    if (frame == NULL) return zg_error_memory(error);
    frame->columns = zg_memory_zeroed(n, sizeof *frame->columns);
    bool good = frame->columns != NULL;
    for (size_t i = 0; i < n && good; i++) {
        frame->n_columns++;
        good = copy_field(&frame->columns[i].field, &fields[i]);
    }
    if (!good) {
        zg_frame_free(frame);
        return zg_error_memory(error);
    }
    *out = frame;
    return ZG_OK;
}

void zg_frame_limit(zg_frame *frame, zg_run *run)
{
    for (size_t i = 0; i < frame->n_columns; i++) {
        zg_frame_column *c = &frame->columns[i];
        c->limited = zg_run_available(run) != UINT64_MAX;
        c->rooms[0].run = c->rooms[1].run = run;
    }
}

void zg_frame_free(zg_frame *frame)
{
    if (frame == NULL) return;
    for (size_t i = 0; i < frame->n_columns; i++) {
        zg_frame_column *c = &frame->columns[i];
        zg_memory_free((void *)(uintptr_t)c->field.name);
        zg_memory_free((void *)(uintptr_t)c->field.formula);
        zg_memory_free(c->absent);
        if (c->limited) {
            zg_room_free(&c->rooms[0]);
            zg_room_free(&c->rooms[1]);
            continue;
        }
        zg_memory_free(c->cells.any);
        zg_buffer_free(&c->bytes);
    }
    zg_memory_free(frame->columns);
    zg_memory_free(frame->order);
    zg_memory_free(frame->fields);
    zg_memory_free(frame->show);
    zg_memory_free(frame);
}

/* ---- appending ---- */

static bool make_room(zg_frame_column *c)
{
    size_t size = cell_size(c->field.type);
    if (c->limited) {
        if (zg_room_grow(&c->rooms[0], (c->n + 1) * size, NULL) != ZG_OK) return false;
        c->cells.any = c->rooms[0].data;
    } else if (!zg_memory_grow(&c->cells, &c->capacity, c->n + 1, size)) {
        return false;
    }
    if (c->absent == NULL) return true;
    if (!zg_memory_grow(&c->absent, &c->absent_capacity, c->n + 1, 1)) return false;
    c->absent[c->n] = 0;
    return true;
}

static bool append_bytes(zg_frame_column *c, const char *text, size_t length)
{
    if (!c->limited) return zg_buffer_append(&c->bytes, text, length);
    uint64_t used = c->bytes.length;
    if (zg_room_append(&c->rooms[1], &used, text, length, NULL) != ZG_OK) return false;
    c->bytes.data = c->rooms[1].data;
    c->bytes.length = (size_t)used;
    return true;
}

bool zg_frame_int64(zg_frame *frame, size_t column, int64_t value)
{
    zg_frame_column *c = &frame->columns[column];
    if (!make_room(c)) return false;
    c->cells.int64[c->n++] = value;
    return true;
}

bool zg_frame_real(zg_frame *frame, size_t column, double value)
{
    zg_frame_column *c = &frame->columns[column];
    if (!make_room(c)) return false;
    c->cells.real[c->n++] = value;
    return true;
}

bool zg_frame_text(zg_frame *frame, size_t column, const char *text, size_t length)
{
    zg_frame_column *c = &frame->columns[column];
    if (!make_room(c) || !append_bytes(c, text, length)) return false;
    c->cells.ends[c->n++] = c->bytes.length;
    return true;
}

static bool begin_absent(zg_frame_column *c)
{
    if (!zg_memory_grow(&c->absent, &c->absent_capacity, c->n + 1, 1)) return false;
    memset(c->absent, 0, c->n + 1);
    return true;
}

bool zg_frame_null(zg_frame *frame, size_t column)
{
    zg_frame_column *c = &frame->columns[column];
    if (c->field.type == ZG_DOUBLE) return zg_frame_real(frame, column, NAN);
    if ((c->absent == NULL && !begin_absent(c)) || !make_room(c)) return false;
    if (c->field.type == ZG_INT64) c->cells.int64[c->n] = 0;
    if (c->field.type == ZG_UTF8) c->cells.ends[c->n] = c->bytes.length;
    c->absent[c->n++] = 1;
    return true;
}

void zg_frame_row(zg_frame *frame)
{
    frame->rows++;
}

/* ---- looking ---- */

size_t zg_frame_rows(const zg_frame *frame)
{
    return frame->rows;
}

size_t zg_frame_columns(const zg_frame *frame)
{
    return frame->n_columns;
}

const zg_field *zg_frame_field(const zg_frame *frame, size_t column)
{
    return &frame->columns[column].field;
}

bool zg_frame_find(const zg_frame *frame, const char *name, size_t length, size_t *column)
{
    for (size_t i = 0; i < frame->n_columns; i++) {
        const char *have = frame->columns[i].field.name;
        if (strlen(have) != length || memcmp(have, name, length) != 0) continue;
        *column = i;
        return true;
    }
    return false;
}

bool zg_frame_has(const zg_frame *frame, size_t row, size_t column)
{
    const zg_frame_column *c = &frame->columns[column];
    if (c->field.type == ZG_DOUBLE) return !isnan(c->cells.real[row]);
    return c->absent == NULL || !c->absent[row];
}

int64_t zg_frame_get_int64(const zg_frame *frame, size_t row, size_t column)
{
    return frame->columns[column].cells.int64[row];
}

double zg_frame_get_real(const zg_frame *frame, size_t row, size_t column)
{
    return frame->columns[column].cells.real[row];
}

const char *zg_frame_get_text(const zg_frame *frame, size_t row, size_t column, size_t *length)
{
    const zg_frame_column *c = &frame->columns[column];
    uint64_t start = row == 0 ? 0 : c->cells.ends[row - 1];
    *length = c->cells.ends[row] - start;
    return *length == 0 ? "" : c->bytes.data + start;
}

void zg_frame_set_int64(zg_frame *frame, size_t row, size_t column, int64_t value)
{
    zg_frame_column *c = &frame->columns[column];
    c->cells.int64[row] = value;
    if (c->absent != NULL) c->absent[row] = 0;
}

void zg_frame_set_real(zg_frame *frame, size_t row, size_t column, double value)
{
    frame->columns[column].cells.real[row] = value;
}

/* ---- leaving rows out ---- */

static void filter_text(zg_frame_column *c, const bool *keep)
{
    uint64_t from = 0, to = 0;
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++) {
        uint64_t end = c->cells.ends[i], length = end - from;
        if (keep[i]) {
            if (length > 0) memmove(c->bytes.data + to, c->bytes.data + from, length);
            to += length;
            c->cells.ends[kept++] = to;
        }
        from = end;
    }
    c->bytes.length = to;
}

void zg_frame_filter(zg_frame *frame, const bool *keep)
{
    size_t kept = 0;
    for (size_t i = 0; i < frame->rows; i++) kept += keep[i];
    for (size_t j = 0; j < frame->n_columns; j++) {
        zg_frame_column *c = &frame->columns[j];
        size_t to = 0;
        if (c->field.type == ZG_UTF8) filter_text(c, keep);
        for (size_t i = 0; i < frame->rows; i++) {
            if (!keep[i]) continue;
            if (c->field.type == ZG_INT64) c->cells.int64[to] = c->cells.int64[i];
            if (c->field.type == ZG_DOUBLE) c->cells.real[to] = c->cells.real[i];
            if (c->absent != NULL) c->absent[to] = c->absent[i];
            to++;
        }
        c->n = kept;
    }
    frame->rows = kept;
}

/* ---- showing ---- */

zg_status zg_frame_show(zg_frame *frame, const size_t *columns, size_t n, zg_error *error)
{
    size_t *show = zg_memory_alloc(n, sizeof *show);
    if (show == NULL) return zg_error_memory(error);
    memcpy(show, columns, n * sizeof *show);
    zg_memory_free(frame->show);
    frame->show = show;
    frame->n_show = n;
    return ZG_OK;
}

size_t zg_frame_shown_column(const zg_frame *frame, size_t i)
{
    return frame->show == NULL ? i : frame->show[i];
}

size_t zg_frame_shown_columns(const zg_frame *frame)
{
    return frame->show == NULL ? frame->n_columns : frame->n_show;
}

size_t zg_frame_place(const zg_frame *frame, size_t place)
{
    return frame->order == NULL ? place : frame->order[place];
}

static bool append_cell(const zg_frame *frame, zg_builder *builder, size_t to, size_t row,
                        size_t from)
{
    size_t length;
    if (!zg_frame_has(frame, row, from)) return zg_builder_null(builder, to);
    switch (frame->columns[from].field.type) {
    case ZG_INT64: return zg_builder_int64(builder, to, zg_frame_get_int64(frame, row, from));
    case ZG_DOUBLE: return zg_builder_real(builder, to, zg_frame_get_real(frame, row, from));
    case ZG_UTF8: break;
    }
    const char *text = zg_frame_get_text(frame, row, from, &length);
    return zg_builder_text(builder, to, text, length);
}

static zg_status fill(void *self, zg_builder *builder, zg_error *error)
{
    zg_frame *frame = self;
    size_t rows = zg_frame_places(frame);
    for (; frame->next < rows && !zg_builder_full(builder); frame->next++) {
        size_t row = zg_frame_place(frame, frame->next);
        for (size_t i = 0; i < zg_frame_shown_columns(frame); i++) {
            if (!append_cell(frame, builder, i, row, zg_frame_shown_column(frame, i))) {
                return zg_error_memory(error);
            }
        }
        zg_builder_row(builder);
    }
    return ZG_OK;
}

static void drop(void *self)
{
    zg_frame_free(self);
}

zg_status zg_frame_table(zg_run *run, zg_frame *frame, zg_table **out, zg_error *error)
{
    size_t n = zg_frame_shown_columns(frame);
    frame->fields = zg_memory_alloc(n, sizeof *frame->fields);
    if (frame->fields == NULL) {
        zg_frame_free(frame);
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < n; i++) {
        frame->fields[i] = frame->columns[zg_frame_shown_column(frame, i)].field;
    }
    size_t rows = zg_frame_places(frame);
    return zg_table_new(frame->fields, n, (int64_t)rows, fill, drop, frame, run, out, error);
}
