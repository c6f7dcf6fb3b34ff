/* corpus: a .zgc file to a corpus. First the checksum of every block, then every offset: nothing in
 * the file is used before both are known to be right. */
#include <string.h>

#include "corpus_file.h"
#include "pool.h"

zg_status zg_file_damaged(const char *path, const char *what, zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_FORMAT, path,
                        "the file is cut or damaged (%s); make it again with zg-import", what);
}

/* ---- checksums ---- */

typedef struct checking {
    const char *data;
    size_t length;    /* of what the blocks hold */
    const char *crcs; /* as they are in the file */
    const char *path;
} checking;

static zg_status check_block(void *context, size_t index, uint32_t worker, zg_error *error)
{
    const checking *c = context;
    size_t start = index * ZG_FILE_BLOCK, left = c->length - start;
    (void)worker;
    uint32_t crc = zg_bytes_crc(0, c->data + start, left < ZG_FILE_BLOCK ? left : ZG_FILE_BLOCK);
    if (crc == zg_file_u32(c->crcs + 4 * index)) return ZG_OK;
    return zg_file_damaged(c->path, "a checksum is wrong", error);
}

/* Finds the checksums by the footer and checks them, and the blocks by them. `*end` is where the
 * sections end. */
static zg_status check_sums(zg_run *run, const zg_mapping *file, const char *path, size_t *end,
                            zg_error *error)
{
    const char *footer = file->data + file->length - ZG_FILE_FOOTER;
    if (zg_file_u32(footer + 20) != ZG_FILE_END || zg_file_u64(footer + 8) != file->length) {
        return zg_file_damaged(path, "its end is missing", error);
    }
    uint64_t offset = zg_file_u64(footer);
    size_t before = file->length - ZG_FILE_FOOTER;
    if (offset < ZG_FILE_HEADER || offset > before - ZG_FILE_SECTION || offset % 8 != 0) {
        return zg_file_damaged(path, "its end is wrong", error);
    }
    const char *section = file->data + offset;
    size_t blocks = ((size_t)offset + ZG_FILE_BLOCK - 1) / ZG_FILE_BLOCK;
    if (zg_bytes_crc(0, section, before - (size_t)offset) != zg_file_u32(footer + 16) ||
        zg_file_u32(section) != ZG_FILE_CRCS || zg_file_u64(section + 8) != 4 * blocks ||
        before - (size_t)offset != ZG_FILE_SECTION + (4 * blocks + 7) / 8 * 8) {
        return zg_file_damaged(path, "its checksums are wrong", error);
    }
    checking c = {.data = file->data,
                  .length = (size_t)offset,
                  .crcs = section + ZG_FILE_SECTION,
                  .path = path};
    *end = (size_t)offset;
    zg_run_stage(run, "checking", 0);
    return zg_pool_run(run, blocks, check_block, &c, error);
}

/* ---- sections ---- */

typedef struct reading {
    zg_corpus *corpus;
    const char *path;
    zg_file_array arrays[ZG_FILE_ARRAYS];
    bool seen[ZG_FILE_ARRAYS];
    bool head;
    zg_file_counts counts;
} reading;

static zg_status take_array(reading *r, size_t i, char *bytes, uint64_t length, zg_error *error)
{
    const zg_file_array *array = &r->arrays[i];
    size_t record = zg_file_record(array);
    if (r->seen[i] || length % record != 0) {
        return zg_file_damaged(r->path, "a section is wrong", error);
    }
    r->seen[i] = true;
    *array->n = (size_t)length / record;
    *(char **)array->data = bytes;
    if (!zg_file_is_native()) zg_file_turn(bytes, *array->n, array->widths);
    return ZG_OK;
}

static zg_status take_section(reading *r, uint32_t tag, char *bytes, uint64_t length,
                              zg_error *error)
{
    if (tag == ZG_FILE_HEAD) {
        if (r->head) return zg_file_damaged(r->path, "a section is there twice", error);
        r->head = true;
        return zg_file_read_head(r->corpus, bytes, (size_t)length, r->path, error);
    }
    for (size_t i = 0; r->arrays[i].tag != 0; i++) {
        if (r->arrays[i].tag == tag) return take_array(r, i, bytes, length, error);
    }
    return ZG_OK; /* of a later version */
}

static zg_status take_sections(reading *r, size_t end, zg_error *error)
{
    char *data = (char *)(uintptr_t)r->corpus->file.data;
    for (size_t at = ZG_FILE_HEADER; at < end;) {
        if (end - at < ZG_FILE_SECTION) return zg_file_damaged(r->path, "a section", error);
        uint32_t tag = zg_file_u32(data + at);
        uint64_t length = zg_file_u64(data + at + 8);
        at += ZG_FILE_SECTION;
        if (length > end - at || (length + 7) / 8 * 8 > end - at) {
            return zg_file_damaged(r->path, "a section is too long", error);
        }
        zg_status status = take_section(r, tag, data + at, length, error);
        if (status != ZG_OK) return status;
        at += (size_t)((length + 7) / 8 * 8);
    }
    bool all = r->head;
    for (size_t i = 0; r->arrays[i].tag != 0; i++)
        all = all && (r->seen[i] || r->arrays[i].optional);
    return all ? ZG_OK : zg_file_damaged(r->path, "a section is missing", error);
}

static zg_status check_header(const zg_mapping *file, const char *path, zg_error *error)
{
    size_t magic = sizeof ZG_FILE_MAGIC - 1;
    if (file->length < magic || memcmp(file->data, ZG_FILE_MAGIC, magic) != 0) {
        return zg_error_set(error, ZG_ERROR_FORMAT, path,
                            "not a corpus of zg-import, or cut or damaged");
    }
    if (file->length < ZG_FILE_HEADER + ZG_FILE_SECTION + ZG_FILE_FOOTER) {
        return zg_file_damaged(path, "its end is missing", error);
    }
    uint32_t version = zg_file_u32(file->data + magic);
    if (version == ZG_FILE_VERSION) return ZG_OK;
    return zg_error_set(error, ZG_ERROR_FORMAT, path,
                        "format version %u, this program reads %u (or the file is damaged); make "
                        "it again with zg-import",
                        (unsigned)version, ZG_FILE_VERSION);
}

static zg_status read_corpus(zg_run *run, zg_corpus *corpus, const char *path, zg_error *error)
{
    reading r = {.corpus = corpus, .path = path};
    size_t end = 0;
    zg_file_arrays(corpus, &r.counts, r.arrays);
    zg_status status = check_header(&corpus->file, path, error);
    if (status == ZG_OK) status = check_sums(run, &corpus->file, path, &end, error);
    if (status == ZG_OK) status = take_sections(&r, end, error);
    if (status == ZG_OK) status = zg_file_check(run, corpus, r.counts, path, error);
    if (status == ZG_OK && !zg_vocabulary_index(&corpus->vocabulary)) {
        status = zg_error_memory(error);
    }
    if (status != ZG_OK) return status;
    return zg_corpus_reserve(corpus, run,
                             corpus->vocabulary.n_slots * sizeof *corpus->vocabulary.slots,
                             "the vocabulary", error);
}

void zg_file_release(zg_corpus *corpus)
{
    zg_file_array arrays[ZG_FILE_ARRAYS];
    zg_file_counts counts;
    if (corpus->file.data == NULL) return;
    zg_file_arrays(corpus, &counts, arrays);
    for (size_t i = 0; arrays[i].tag != 0; i++) {
        void *none = NULL;
        memcpy(arrays[i].data, &none, sizeof none);
    }
    zg_bytes_unmap(&corpus->file);
}

zg_status zg_corpus_open(zg_run *run, const char *path, zg_corpus **out, zg_error *error)
{
    zg_corpus *corpus = zg_memory_zeroed(1, sizeof *corpus);
    if (corpus == NULL) return zg_error_memory(error);
    zg_status status = zg_bytes_map(run, path, zg_file_is_native(), &corpus->file, error);
    if (status == ZG_OK) status = read_corpus(run, corpus, path, error);
    if (status != ZG_OK)
        zg_corpus_free(corpus);
    else
        *out = corpus;
    return status;
}
