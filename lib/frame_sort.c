/* frame: ordering. It moves row numbers only: by a key as 64-bit images in a radix sort, then what
 * that leaves equal by the next; few rows, and text beyond its image, by merging. */
#include <string.h>

#include "frame_object.h"

/* ---- ordering ---- */

static zg_status unknown_key(const zg_frame *frame, const char *text, zg_error *error)
{
    zg_buffer names = {0};
    bool good = true;
    for (size_t i = 0; i < zg_frame_shown_columns(frame) && good; i++) {
        good = (i == 0 || zg_buffer_text(&names, ", ")) &&
               zg_buffer_text(&names, frame->columns[zg_frame_shown_column(frame, i)].field.name);
    }
    good = good && zg_buffer_byte(&names, '\0');
    zg_status status = good ? zg_error_set(error, ZG_ERROR_ARGUMENT, "--sort",
                                           "\"%s\" is not a column of the table (%s), with :asc "
                                           "or :desc behind it if need be",
                                           text, names.data)
                            : zg_error_memory(error);
    zg_buffer_free(&names);
    return status;
}

zg_status zg_frame_key(const zg_frame *frame, const char *text, zg_key *out, zg_error *error)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    bool ascending = colon != NULL && strcmp(colon, ":asc") == 0;
    if (colon != NULL && !ascending && strcmp(colon, ":desc") != 0) {
        return unknown_key(frame, text, error);
    }
    for (size_t i = 0; i < zg_frame_shown_columns(frame); i++) {
        size_t c = zg_frame_shown_column(frame, i);
        const zg_field *field = &frame->columns[c].field;
        if (strlen(field->name) != length || memcmp(field->name, text, length) != 0) continue;
        *out = (zg_key){.column = c,
                        .descending = colon != NULL ? !ascending : field->type != ZG_UTF8};
        return ZG_OK;
    }
    return unknown_key(frame, text, error);
}

static int compare_text(const zg_frame *frame, size_t a, size_t b, size_t column)
{
    size_t a_length, b_length;
    const char *x = zg_frame_get_text(frame, a, column, &a_length);
    const char *y = zg_frame_get_text(frame, b, column, &b_length);
    int order = memcmp(x, y, a_length < b_length ? a_length : b_length);
    if (order != 0) return order;
    return a_length < b_length ? -1 : a_length > b_length;
}

static int compare(const zg_frame *frame, const zg_key *keys, size_t n, size_t a, size_t b)
{
    for (size_t i = 0; i < n; i++) {
        size_t c = keys[i].column;
        bool has_a = zg_frame_has(frame, a, c), has_b = zg_frame_has(frame, b, c);
        if (has_a != has_b) return has_a ? -1 : 1;
        if (!has_a) continue;
        int order = 0;
        if (frame->columns[c].field.type == ZG_INT64) {
            int64_t x = frame->columns[c].cells.int64[a], y = frame->columns[c].cells.int64[b];
            order = x < y ? -1 : x > y;
        } else if (frame->columns[c].field.type == ZG_DOUBLE) {
            double x = frame->columns[c].cells.real[a], y = frame->columns[c].cells.real[b];
            order = x < y ? -1 : x > y;
        } else {
            order = compare_text(frame, a, b, c);
        }
        if (order != 0) return keys[i].descending ? -order : order;
    }
    return 0;
}

/* Merge sort from the bottom up: stable, and what is in order already costs one look. */
static void merge_sort(const zg_frame *frame, const zg_key *keys, size_t n_keys, size_t *items,
                       size_t n, size_t *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start + width < n; start += 2 * width) {
            size_t middle = start + width, end = middle + width < n ? middle + width : n;
            if (compare(frame, keys, n_keys, items[middle - 1], items[middle]) <= 0) continue;
            memcpy(scratch, items + start, (end - start) * sizeof *items);
            size_t a = 0, b = width, a_end = width, b_end = end - start;
            for (size_t to = start; to < end; to++) {
                bool left = b == b_end || (a < a_end && compare(frame, keys, n_keys, scratch[a],
                                                                scratch[b]) <= 0);
                items[to] = left ? scratch[a++] : scratch[b++];
            }
        }
    }
}

/* An image of the cell that orders as the key does when compared as an unsigned number. Text by
 * its first bytes. */
static uint64_t image_of(const zg_frame *frame, const zg_key *key, size_t row)
{
    const zg_frame_column *c = &frame->columns[key->column];
    uint64_t image = 0;
    size_t length;
    if (!zg_frame_has(frame, row, key->column)) return UINT64_MAX;
    if (c->field.type == ZG_INT64) {
        image = (uint64_t)c->cells.int64[row] ^ (uint64_t)1 << 63;
    } else if (c->field.type == ZG_DOUBLE) {
        double value = c->cells.real[row] + 0.0; /* -0 is 0 */
        memcpy(&image, &value, sizeof image);
        image ^= image >> 63 ? UINT64_MAX : (uint64_t)1 << 63;
    } else {
        const char *text = zg_frame_get_text(frame, row, key->column, &length);
        for (size_t i = 0; i < 8; i++) {
            image = image << 8 | (i < length ? (unsigned char)text[i] : 0);
        }
    }
    return key->descending ? ~image : image;
}

typedef struct imaged {
    uint64_t image;
    size_t row;
} imaged;

static imaged *radix_sort(imaged *from, imaged *to, size_t n)
{
    uint64_t any = 0, all = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        any |= from[i].image;
        all &= from[i].image;
    }
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if (((any ^ all) >> shift & 0xFF) == 0) continue;
        size_t starts[256] = {0}, total = 0;
        for (size_t i = 0; i < n; i++) starts[from[i].image >> shift & 0xFF]++;
        for (size_t b = 0; b < 256; b++) {
            size_t count = starts[b];
            starts[b] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[starts[from[i].image >> shift & 0xFF]++] = from[i];
        imaged *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

/* Rows that a merge sort orders as fast as a radix sort. */
#define FEW 128

typedef struct sorting {
    zg_run *run;
    const zg_frame *frame;
    const zg_key *keys;
    size_t n_keys;
    size_t *items;     /* rows in their order */
    imaged *from, *to; /* room for as many */
} sorting;

/* Orders items[start, end) by the keys from `key` on. */
static zg_status sort_range(const sorting *s, size_t start, size_t end, size_t key, zg_error *error)
{
    size_t n = end - start;
    if (n < 2 || key == s->n_keys) return ZG_OK;
    imaged *from = s->from + start, *to = s->to + start;
    if (n <= FEW) {
        merge_sort(s->frame, s->keys + key, s->n_keys - key, s->items + start, n,
                   (size_t *)(void *)to);
        return ZG_OK;
    }
    zg_status status = zg_run_check(s->run, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < n; i++) {
        size_t row = s->items[start + i];
        from[i] = (imaged){.image = image_of(s->frame, &s->keys[key], row), .row = row};
    }
    const imaged *sorted = radix_sort(from, to, n);
    for (size_t i = 0; i < n; i++) s->items[start + i] = sorted[i].row;
    /* The other half is free now, and has room for the numbers of rows. */
    size_t *scratch = (size_t *)(void *)(sorted == from ? to : from);
    bool text = s->frame->columns[s->keys[key].column].field.type == ZG_UTF8;
    for (size_t a = 0; a < n && status == ZG_OK;) {
        size_t b = a + 1;
        while (b < n && sorted[b].image == sorted[a].image) b++;
        /* The image of no value may be that of a value. */
        if ((text || sorted[a].image == UINT64_MAX) && b - a > 1) {
            merge_sort(s->frame, s->keys + key, s->n_keys - key, s->items + start + a, b - a,
                       scratch);
        } else {
            status = sort_range(s, start + a, start + b, key + 1, error);
        }
        a = b;
    }
    return status;
}

zg_status zg_frame_sort(zg_run *run, zg_frame *frame, const zg_key *keys, size_t n, zg_error *error)
{
    size_t rows = frame->rows;
    sorting s = {.run = run,
                 .frame = frame,
                 .keys = keys,
                 .n_keys = n,
                 .items = zg_memory_alloc(rows, sizeof *s.items),
                 .from = zg_memory_alloc(rows, sizeof *s.from),
                 .to = zg_memory_alloc(rows, sizeof *s.to)};
    zg_status status = zg_run_check(run, error);
    if (s.items == NULL || s.from == NULL || s.to == NULL) status = zg_error_memory(error);
    for (size_t i = 0; i < rows && status == ZG_OK; i++) s.items[i] = i;
    if (status == ZG_OK) status = sort_range(&s, 0, rows, 0, error);
    zg_memory_free(s.from);
    zg_memory_free(s.to);
    if (status != ZG_OK) {
        zg_memory_free(s.items);
        return status;
    }
    zg_memory_free(frame->order);
    frame->order = s.items;
    frame->shown = rows;
    return ZG_OK;
}

size_t zg_frame_places(const zg_frame *frame)
{
    return frame->order == NULL ? frame->rows : frame->shown;
}

static bool same_group(const zg_frame *frame, size_t a, size_t b, size_t group)
{
    zg_key key = {.column = group};
    return compare(frame, &key, 1, a, b) == 0;
}

zg_status zg_frame_top(zg_frame *frame, uint64_t n, size_t group, zg_error *error)
{
    if (n == 0) return ZG_OK;
    if (frame->order == NULL) {
        zg_status status = zg_frame_sort(NULL, frame, NULL, 0, error);
        if (status != ZG_OK) return status;
    }
    uint64_t in_group = 0;
    size_t kept = 0, last = SIZE_MAX;
    for (size_t i = 0; i < frame->shown; i++) {
        size_t row = frame->order[i];
        if (group != SIZE_MAX && last != SIZE_MAX && !same_group(frame, last, row, group)) {
            in_group = 0;
        }
        last = row;
        if (in_group++ < n) frame->order[kept++] = row;
    }
    frame->shown = kept;
    return ZG_OK;
}
