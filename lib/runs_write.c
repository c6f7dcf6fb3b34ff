/* runs: writing. Entries are gathered in blocks of some 64 KiB; a string is written as what it does
 * not share with the one before it. */
#include <string.h>

#include "memory.h"
#include "runs_parts.h"

#define FULL (64u << 10)

struct zg_runs_writer {
    zg_sink *sink;
    zg_buffer block;
    uint32_t kind; /* of the block */
    uint64_t number;
    zg_buffer last; /* the string before */
    uint64_t documents, rows, sum;
};

static void put_fixed(char *out, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) out[i] = (char)(value >> 8 * i & 0xFF);
}

uint32_t zg_runs_crc(uint64_t number, uint32_t kind, const char *bytes, size_t length)
{
    char front[16];
    put_fixed(front, number, 8);
    put_fixed(front + 8, kind, 4);
    put_fixed(front + 12, length, 4);
    return zg_bytes_crc(zg_bytes_crc(0, front, sizeof front), bytes, length);
}

static bool put_number(zg_buffer *out, uint64_t value)
{
    if (!zg_buffer_reserve(out, 10)) return false;
    while (value >= 0x80) {
        out->data[out->length++] = (char)((value & 0x7F) | 0x80);
        value >>= 7;
    }
    out->data[out->length++] = (char)value;
    return true;
}

static bool put_string(zg_runs_writer *w, const char *text, size_t length)
{
    size_t shared = 0, most = w->last.length < length ? w->last.length : length;
    if (w->block.length == 0) most = 0;
    while (shared < most && w->last.data[shared] == text[shared]) shared++;
    w->last.length = shared;
    return put_number(&w->block, shared) && put_number(&w->block, length - shared) &&
           zg_buffer_append(&w->block, text + shared, length - shared) &&
           zg_buffer_append(&w->last, text + shared, length - shared);
}

static zg_status flush(zg_runs_writer *w, zg_error *error)
{
    char front[ZG_RUNS_BLOCK];
    if (w->block.length == 0) return ZG_OK;
    if (w->block.length > UINT32_MAX)
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "a text of more than 4 GiB");
    put_fixed(front, w->kind, 4);
    put_fixed(front + 4, w->block.length, 4);
    put_fixed(front + 8, zg_runs_crc(w->number, w->kind, w->block.data, w->block.length), 4);
    zg_status status = zg_sink_write(w->sink, front, sizeof front, error);
    if (status == ZG_OK) status = zg_sink_write(w->sink, w->block.data, w->block.length, error);
    w->number++;
    w->block.length = 0;
    return status;
}

/* The block that an entry of this kind goes into. */
static zg_status begin(zg_runs_writer *w, uint32_t kind, zg_error *error)
{
    zg_status status = ZG_OK;
    if (w->kind != kind || w->block.length >= FULL) status = flush(w, error);
    w->kind = kind;
    return status;
}

static zg_status write_head(zg_runs_writer *w, const zg_runs_head *head, zg_error *error)
{
    w->kind = ZG_RUNS_HEAD;
    bool good = put_number(&w->block, ZG_RUNS_VERSION) && put_number(&w->block, head->min_n) &&
                put_number(&w->block, head->max_n) && put_number(&w->block, head->tokens) &&
                put_number(&w->block, head->documents) && put_number(&w->block, 0) &&
                put_number(&w->block, strlen(head->settings)) &&
                zg_buffer_text(&w->block, head->settings);
    if (!good) return zg_error_memory(error);
    return zg_sink_write(w->sink, ZG_RUNS_MAGIC, ZG_RUNS_MAGIC_N, error);
}

zg_status zg_runs_create(zg_run *run, const char *path, const zg_runs_head *head,
                         zg_runs_writer **out, zg_error *error)
{
    zg_runs_writer *w = zg_memory_zeroed(1, sizeof *w);
    if (w == NULL) return zg_error_memory(error);
    zg_status status = zg_sink_open(run, path, &w->sink, error);
    if (status == ZG_OK) status = write_head(w, head, error);
    if (status != ZG_OK)
        zg_runs_abort(w);
    else
        *out = w;
    return status;
}

zg_status zg_runs_add_document(zg_runs_writer *w, const char *name, size_t length, zg_error *error)
{
    zg_status status = begin(w, ZG_RUNS_DOCS, error);
    w->documents++;
    if (status != ZG_OK) return status;
    return put_string(w, name, length) ? ZG_OK : zg_error_memory(error);
}

zg_status zg_runs_add_row(zg_runs_writer *w, const zg_runs_row *row, zg_error *error)
{
    zg_status status = begin(w, ZG_RUNS_ROWS, error);
    if (status != ZG_OK) return status;
    w->rows++;
    if (__builtin_add_overflow(w->sum, row->freq, &w->sum))
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "frequencies sum up to more than 2^64");
    return put_string(w, row->text, row->length) && put_number(&w->block, row->n) &&
                   put_number(&w->block, row->freq) && put_number(&w->block, row->docs)
               ? ZG_OK
               : zg_error_memory(error);
}

static void free_writer(zg_runs_writer *w)
{
    zg_buffer_free(&w->block);
    zg_buffer_free(&w->last);
    zg_memory_free(w);
}

zg_status zg_runs_close(zg_runs_writer *w, zg_error *error)
{
    zg_status status = begin(w, ZG_RUNS_TAIL, error);
    if (status == ZG_OK && !(put_number(&w->block, w->documents) &&
                             put_number(&w->block, w->rows) && put_number(&w->block, w->sum))) {
        status = zg_error_memory(error);
    }
    if (status == ZG_OK) status = flush(w, error);
    if (status == ZG_OK)
        status = zg_sink_close(w->sink, error);
    else
        zg_sink_abort(w->sink);
    free_writer(w);
    return status;
}

void zg_runs_abort(zg_runs_writer *w)
{
    if (w == NULL) return;
    zg_sink_abort(w->sink);
    free_writer(w);
}
