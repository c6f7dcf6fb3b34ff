/* runs: reading one file. A block is used when its checksum was right; what it holds is looked at
 * all the same, since a file can be made by anybody. */
#include <string.h>

#include "memory.h"
#include "runs_parts.h"
#include "unicode.h"

#define MAX_N 64

static zg_status damaged(const zg_runs_reader *r, const char *what, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_FORMAT, r->path,
                        "a damaged run (%s); make it anew from the texts", what);
}

bool zg_runs_begin_so(const char *path)
{
    zg_source *source;
    const char *bytes;
    size_t length;
    if (zg_bytes_begin_with(path, ZG_RUNS_MAGIC, ZG_RUNS_MAGIC_N)) return true;
    if (!zg_bytes_begin_with(path, "\x1f\x8b", 2)) return false;
    if (zg_source_open(NULL, path, &source, NULL) != ZG_OK) return false;
    bool so = zg_source_next(source, &bytes, &length, NULL) == ZG_OK &&
              length >= ZG_RUNS_MAGIC_N && memcmp(bytes, ZG_RUNS_MAGIC, ZG_RUNS_MAGIC_N) == 0;
    zg_source_free(source);
    return so;
}

int zg_runs_compare(const char *a, size_t a_length, uint32_t a_n, const char *b, size_t b_length,
                    uint32_t b_n)
{
    size_t least = a_length < b_length ? a_length : b_length;
    int order = least > 0 ? memcmp(a, b, least) : 0;
    if (order != 0) return order;
    if (a_length != b_length) return a_length < b_length ? -1 : 1;
    return a_n < b_n ? -1 : a_n > b_n;
}

/* ---- bytes and blocks ---- */

/* Appends `length` bytes of the file, or as many as there are; `*got` tells. */
static zg_status take(zg_runs_reader *r, size_t length, zg_buffer *out, size_t *got,
                      zg_error *error)
{
    *got = 0;
    while (*got < length) {
        if (r->chunk_length == 0) {
            zg_status status = zg_source_next(r->source, &r->chunk, &r->chunk_length, error);
            if (status == ZG_END) return ZG_OK;
            if (status != ZG_OK) return status;
        }
        size_t n = length - *got < r->chunk_length ? length - *got : r->chunk_length;
        if (!zg_buffer_append(out, r->chunk, n)) return zg_error_memory(error);
        r->chunk += n;
        r->chunk_length -= n;
        *got += n;
    }
    return ZG_OK;
}

static uint32_t u32(const char *bytes)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) value |= (uint32_t)(unsigned char)bytes[i] << 8 * i;
    return value;
}

static zg_status read_block(zg_runs_reader *r, zg_error *error)
{
    size_t got;
    char front[ZG_RUNS_BLOCK];
    r->block.length = r->at = 0;
    zg_status status = take(r, sizeof front, &r->block, &got, error);
    if (status != ZG_OK) return status;
    if (got < sizeof front) return damaged(r, "it is cut", error);
    memcpy(front, r->block.data, sizeof front);
    uint32_t kind = u32(front), length = u32(front + 4);
    r->block.length = 0;
    status = take(r, length, &r->block, &got, error);
    if (status != ZG_OK) return status;
    if (got < length || length == 0) return damaged(r, "it is cut", error);
    if (zg_runs_crc(r->number, kind, r->block.data, length) != u32(front + 8))
        return damaged(r, "a checksum is wrong", error);
    r->number++;
    r->kind = kind;
    return ZG_OK;
}

static bool get_number(zg_runs_reader *r, uint64_t *out)
{
    uint64_t value = 0;
    for (uint32_t shift = 0; r->at < r->block.length && shift < 64; shift += 7) {
        uint64_t byte = (unsigned char)r->block.data[r->at++];
        if (shift == 63 && byte > 1) return false;
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* A string into reader->text; false where it is none. `*memory` where memory is what failed. */
static bool get_string(zg_runs_reader *r, bool *memory)
{
    uint64_t shared, more;
    bool first = r->at == 0 || r->kind == ZG_RUNS_HEAD;
    *memory = false;
    if (!get_number(r, &shared) || !get_number(r, &more)) return false;
    if (shared > (first ? 0 : r->text.length) || more > r->block.length - r->at) return false;
    r->text.length = (size_t)shared;
    *memory = !zg_buffer_reserve(&r->text, (size_t)more + 1);
    if (*memory) return false;
    memcpy(r->text.data + r->text.length, r->block.data + r->at, (size_t)more);
    r->text.length += (size_t)more;
    r->at += (size_t)more;
    return true;
}

/* ---- head and tail ---- */

static zg_status read_head(zg_runs_reader *r, zg_error *error)
{
    uint64_t version, min_n, max_n;
    bool memory = false;
    zg_status status = read_block(r, error);
    if (status != ZG_OK) return status;
    if (r->kind != ZG_RUNS_HEAD || !get_number(r, &version)) return damaged(r, "no head", error);
    if (version != ZG_RUNS_VERSION) {
        return zg_error_set(error, ZG_ERROR_FORMAT, r->path,
                            "a run of version %llu; this program reads version %u",
                            (unsigned long long)version, ZG_RUNS_VERSION);
    }
    if (!get_number(r, &min_n) || !get_number(r, &max_n) || !get_number(r, &r->head.tokens) ||
        !get_number(r, &r->head.documents) || !get_string(r, &memory)) {
        return memory ? zg_error_memory(error) : damaged(r, "its head", error);
    }
    if (min_n < 1 || min_n > max_n || max_n > MAX_N || r->at != r->block.length ||
        r->head.tokens > INT64_MAX || r->head.documents > INT64_MAX)
        return damaged(r, "its head", error);
    r->head.min_n = (uint32_t)min_n;
    r->head.max_n = (uint32_t)max_n;
    r->settings = zg_memory_text(r->text.data, r->text.length);
    r->head.settings = r->settings;
    r->text.length = 0;
    return r->settings != NULL ? ZG_OK : zg_error_memory(error);
}

static zg_status check_tail(zg_runs_reader *r, zg_error *error)
{
    uint64_t documents, rows, sum;
    if (r->kind != ZG_RUNS_TAIL || !get_number(r, &documents) || !get_number(r, &rows) ||
        !get_number(r, &sum) || r->at != r->block.length) {
        return damaged(r, "no tail", error);
    }
    if (documents != r->documents || rows != r->rows || sum != r->sum ||
        documents != r->head.documents) {
        return damaged(r, "its sums are wrong", error);
    }
    size_t got;
    r->block.length = r->at = 0;
    zg_status status = take(r, 1, &r->block, &got, error);
    if (status != ZG_OK) return status;
    return got == 0 ? ZG_END : damaged(r, "something stands behind its end", error);
}

zg_status zg_run_reader_open(zg_run *run, const char *path, zg_runs_reader *out, zg_error *error)
{
    size_t got;
    *out = (zg_runs_reader){.path = zg_memory_text(path, strlen(path))};
    if (out->path == NULL) return zg_error_memory(error);
    zg_status status = zg_source_open(run, path, &out->source, error);
    if (status == ZG_OK) status = take(out, ZG_RUNS_MAGIC_N, &out->block, &got, error);
    if (status != ZG_OK) return status;
    if (got < ZG_RUNS_MAGIC_N || memcmp(out->block.data, ZG_RUNS_MAGIC, got) != 0)
        return zg_error_set(error, ZG_ERROR_FORMAT, path, "is not a run that --runs made");
    return read_head(out, error);
}

void zg_run_reader_free(zg_runs_reader *r)
{
    zg_source_free(r->source);
    zg_buffer_free(&r->block);
    zg_buffer_free(&r->text);
    zg_buffer_free(&r->before);
    zg_memory_free(r->settings);
    zg_memory_free((void *)(uintptr_t)r->path);
    *r = (zg_runs_reader){0};
}

/* ---- entries ---- */

static bool row_is_right(const zg_runs_reader *r, uint64_t n)
{
    const zg_runs_row *row = &r->row;
    return n >= r->head.min_n && n <= r->head.max_n && row->freq > 0 && row->freq <= INT64_MAX &&
           row->docs > 0 && row->docs <= row->freq && row->docs <= r->head.documents;
}

/* Whether the entry read is behind the one before: `lower` is the byte of that one where they part,
 * -1 where it ends there. */
static bool is_behind(const zg_runs_reader *r, uint64_t shared, int lower, uint32_t before_n)
{
    bool longer = r->text.length > shared;
    if (lower >= 0) return longer && (unsigned char)r->text.data[shared] > lower;
    return longer || r->row.n > before_n;
}

/* The first entry of a block has nothing in common with the last of the block before. */
static bool starts_behind(const zg_runs_reader *r, uint32_t before_n)
{
    return zg_runs_compare(r->before.data, r->before.length, before_n, r->text.data, r->text.length,
                           r->row.n) < 0;
}

static zg_status read_entry(zg_runs_reader *r, zg_error *error)
{
    uint64_t n = 0, shared = 0;
    bool memory = false, rows = r->kind == ZG_RUNS_ROWS;
    size_t at = r->at;
    uint32_t before_n = r->row.n;
    if (at == 0) {
        zg_buffer swap = r->before;
        r->before = r->text;
        r->text = swap;
        r->text.length = 0;
    }
    (void)get_number(r, &shared);
    r->at = at;
    int lower = shared < r->text.length ? (unsigned char)r->text.data[shared] : -1;
    if (!get_string(r, &memory))
        return memory ? zg_error_memory(error) : damaged(r, "an entry", error);
    r->row = (zg_runs_row){.text = r->text.data, .length = r->text.length};
    if (rows && (!get_number(r, &n) || !get_number(r, &r->row.freq) ||
                 !get_number(r, &r->row.docs) || !row_is_right(r, n)))
        return damaged(r, "an entry", error);
    r->row.n = (uint32_t)n;
    if (r->begun && !(at == 0 ? starts_behind(r, before_n) : is_behind(r, shared, lower, before_n)))
        return damaged(r, "its order", error);
    if (zg_utf8_valid(r->text.data, r->text.length) != r->text.length)
        return damaged(r, "a text", error);
    r->begun = true;
    return ZG_OK;
}

zg_status zg_run_reader_next(zg_runs_reader *r, uint32_t kind, zg_error *error)
{
    while (r->at == r->block.length || r->kind == ZG_RUNS_HEAD) {
        if (r->kind == ZG_RUNS_TAIL) return ZG_END;
        uint32_t before = r->kind;
        zg_status status = read_block(r, error);
        if (status != ZG_OK) return status;
        if (r->kind != before) r->begun = false;
    }
    if (r->kind != kind) {
        if (kind == ZG_RUNS_DOCS && (r->kind == ZG_RUNS_ROWS || r->kind == ZG_RUNS_TAIL))
            return ZG_END;
        return check_tail(r, error);
    }
    zg_status status = read_entry(r, error);
    if (status != ZG_OK) return status;
    if (kind == ZG_RUNS_DOCS)
        r->documents++;
    else if (__builtin_add_overflow(r->sum, r->row.freq, &r->sum))
        return damaged(r, "its sums are wrong", error);
    else
        r->rows++;
    return ZG_OK;
}
