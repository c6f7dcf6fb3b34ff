/* corpus: a corpus to a .zgc file. One pass: the sections go out one behind the other while the
 * checksums of their blocks are taken. */
#include "corpus_file.h"

#include <string.h>

/* ---- what both directions need ---- */

bool zg_file_is_native(void)
{
    const uint32_t one = 1;
    return *(const unsigned char *)&one == 1;
}

uint32_t zg_file_u32(const char *bytes)
{
    return (uint32_t)zg_file_u64((const char[8]){bytes[0], bytes[1], bytes[2], bytes[3]});
}

uint64_t zg_file_u64(const char *bytes)
{
    uint64_t value = 0;
    for (size_t i = 8; i-- > 0;) value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static void set(char *bytes, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) bytes[i] = (char)(unsigned char)(value >> (8 * i));
}

bool zg_file_put(zg_buffer *out, uint64_t value, size_t width)
{
    char bytes[8];
    set(bytes, value, width);
    return zg_buffer_append(out, bytes, width);
}

void zg_file_turn(char *bytes, size_t n, const char *widths)
{
    for (size_t i = 0; i < n; i++) {
        for (const char *w = widths; *w != '\0'; w++) {
            size_t width = (size_t)(*w - '0');
            for (size_t k = 0; k < width / 2; k++) {
                char byte = bytes[k];
                bytes[k] = bytes[width - 1 - k];
                bytes[width - 1 - k] = byte;
            }
            bytes += width;
        }
    }
}

void zg_file_arrays(zg_corpus *c, zg_file_counts *counts, zg_file_array out[ZG_FILE_ARRAYS])
{
#define TAG ZG_FILE_TAG
    const zg_file_array arrays[ZG_FILE_ARRAYS] = {
        {TAG('T', 'E', 'X', 'T'), false, "1", &c->text.data, &c->text.length},
        {TAG('P', 'I', 'E', 'C'), false, "8844", &c->map.pieces, &c->map.n},
        {TAG('P', 'A', 'R', 'A'), false, "888", &c->paragraphs, &c->n_paragraphs},
        {TAG('E', 'L', 'E', 'M'), false, "4", &c->elements, &c->n_elements},
        {TAG('J', 'O', 'I', 'N'), false, "8", &c->joins, &c->n_joins},
        {TAG('W', 'O', 'R', 'D'), false, "844", &c->vocabulary.words, &c->vocabulary.n},
        {TAG('K', 'E', 'Y', 'S'), true, "844", &c->vocabulary.keys, &counts->keys},
        {TAG('B', 'Y', 'T', 'E'), false, "1", &c->vocabulary.bytes.data,
         &c->vocabulary.bytes.length},
        {TAG('D', 'O', 'C', 'S'), false, "8888844", &c->documents, &c->n_documents},
        {TAG('N', 'A', 'M', 'E'), false, "1", &c->names.data, &c->names.length},
        {TAG('N', 'O', 'T', 'E'), false, "1", &c->notes.data, &c->notes.length},
        {TAG('F', 'I', 'E', 'L'), true, "88", &c->fields, &c->n_fields},
        {TAG('F', 'N', 'A', 'M'), true, "1", &c->field_names.data, &c->field_names.length},
        {TAG('F', 'V', 'A', 'L'), true, "8", &c->field_values, &counts->values},
        {TAG('F', 'T', 'X', 'T'), true, "1", &c->field_text.data, &c->field_text.length},
        {0},
    };
#undef TAG
    memcpy(out, arrays, sizeof arrays);
}

size_t zg_file_record(const zg_file_array *array)
{
    size_t size = 0;
    for (const char *w = array->widths; *w != '\0'; w++) size += (size_t)(*w - '0');
    return size;
}

bool zg_corpus_is_file(const char *path)
{
    return zg_bytes_begin_with(path, ZG_FILE_MAGIC, sizeof ZG_FILE_MAGIC - 1);
}

/* ---- writing ---- */

typedef struct writer {
    zg_sink *sink;
    uint64_t at;    /* bytes written */
    uint32_t crc;   /* of the block under way */
    zg_buffer crcs; /* of the blocks that are whole, as they go into the file */
} writer;

static zg_status put(writer *w, const char *bytes, size_t length, zg_error *error)
{
    while (length > 0) {
        size_t room = ZG_FILE_BLOCK - (size_t)(w->at % ZG_FILE_BLOCK);
        size_t part = length < room ? length : room;
        zg_status status = zg_sink_write(w->sink, bytes, part, error);
        if (status != ZG_OK) return status;
        w->crc = zg_bytes_crc(w->crc, bytes, part);
        w->at += part;
        bytes += part;
        length -= part;
        if (w->at % ZG_FILE_BLOCK != 0) continue;
        if (!zg_file_put(&w->crcs, w->crc, 4)) return zg_error_memory(error);
        w->crc = 0;
    }
    return ZG_OK;
}

static zg_status put_section(writer *w, uint32_t tag, uint64_t length, zg_error *error)
{
    char header[ZG_FILE_SECTION] = {0};
    set(header, tag, 4);
    set(header + 8, length, 8);
    return put(w, header, ZG_FILE_SECTION, error);
}

static zg_status put_padding(writer *w, zg_error *error)
{
    static const char zeros[8];
    return put(w, zeros, (size_t)(-w->at & 7), error);
}

/* The records, on other machines by way of a copy that is turned around. */
static zg_status put_records(writer *w, const zg_file_array *array, zg_error *error)
{
    char turned[4096];
    const char *data = *(char *const *)array->data;
    size_t record = zg_file_record(array), left = *array->n;
    if (zg_file_is_native()) return put(w, data, left * record, error);
    while (left > 0) {
        size_t n = left < sizeof turned / record ? left : sizeof turned / record;
        memcpy(turned, data, n * record);
        zg_file_turn(turned, n, array->widths);
        zg_status status = put(w, turned, n * record, error);
        if (status != ZG_OK) return status;
        data += n * record;
        left -= n;
    }
    return ZG_OK;
}

static zg_status put_array(writer *w, const zg_file_array *array, zg_error *error)
{
    if (array->optional && (*(void *const *)array->data == NULL || *array->n == 0)) return ZG_OK;
    zg_status status = put_section(w, array->tag, *array->n * zg_file_record(array), error);
    if (status == ZG_OK) status = put_records(w, array, error);
    return status == ZG_OK ? put_padding(w, error) : status;
}

static zg_status put_head(writer *w, const zg_corpus *corpus, zg_error *error)
{
    zg_buffer head = {0};
    zg_status status = zg_file_write_head(corpus, &head) ? ZG_OK : zg_error_memory(error);
    if (status == ZG_OK) status = put_section(w, ZG_FILE_HEAD, head.length, error);
    if (status == ZG_OK) status = put(w, head.data, head.length, error);
    if (status == ZG_OK) status = put_padding(w, error);
    zg_buffer_free(&head);
    return status;
}

/* The checksums, and where they are. */
static zg_status put_end(writer *w, zg_error *error)
{
    zg_buffer end = {0};
    uint64_t offset = w->at;
    bool good = offset % ZG_FILE_BLOCK == 0 || zg_file_put(&w->crcs, w->crc, 4);
    good = good && zg_file_put(&end, ZG_FILE_CRCS, 4) && zg_file_put(&end, 0, 4) &&
           zg_file_put(&end, w->crcs.length, 8) &&
           zg_buffer_append(&end, w->crcs.data, w->crcs.length) &&
           zg_file_put(&end, 0, -end.length & 7);
    if (good) {
        uint32_t crc = zg_bytes_crc(0, end.data, end.length);
        good = zg_file_put(&end, offset, 8) && zg_file_put(&end, offset + end.length + 16, 8) &&
               zg_file_put(&end, crc, 4) && zg_file_put(&end, ZG_FILE_END, 4);
    }
    zg_status status =
        good ? zg_sink_write(w->sink, end.data, end.length, error) : zg_error_memory(error);
    zg_buffer_free(&end);
    return status;
}

static zg_status put_all(zg_run *run, writer *w, const zg_corpus *corpus, zg_error *error)
{
    zg_file_array arrays[ZG_FILE_ARRAYS];
    zg_file_counts counts = {
        .keys = corpus->vocabulary.n,
        .values = corpus->n_fields == 0 ? 0 : corpus->n_fields * corpus->n_documents + 1};
    zg_file_arrays((zg_corpus *)(uintptr_t)corpus, &counts, arrays);
    static const char header[] = ZG_FILE_MAGIC "\x01\0\0\0\0\0\0";
    _Static_assert(sizeof header == ZG_FILE_HEADER && ZG_FILE_VERSION == 1, "header of version 1");
    zg_status status = put(w, header, ZG_FILE_HEADER, error);
    if (status == ZG_OK) status = put_head(w, corpus, error);
    for (size_t i = 0; arrays[i].tag != 0 && status == ZG_OK; i++) {
        status = put_array(w, &arrays[i], error);
        if (status == ZG_OK) status = zg_run_check(run, error);
    }
    return status == ZG_OK ? put_end(w, error) : status;
}

zg_status zg_corpus_write(zg_run *run, const zg_corpus *corpus, const char *path, zg_error *error)
{
    writer w = {0};
    zg_status status = zg_corpus_need_text(corpus, error);
    if (status == ZG_OK) status = zg_sink_open(run, path, &w.sink, error);
    if (status != ZG_OK) return status;
    zg_run_stage(run, "writing", 0);
    status = put_all(run, &w, corpus, error);
    zg_buffer_free(&w.crcs);
    if (status == ZG_OK) return zg_sink_close(w.sink, error);
    zg_sink_abort(w.sink);
    return status;
}
