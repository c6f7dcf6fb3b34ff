/* corpus: the file format .zgc, for the parts of this module only.
 *
 * Everything is little-endian.
 *
 *     header    magic[8], u32 version, u32 0
 *     sections  u32 tag, u32 0, u64 length, then `length` bytes, zeros up to a multiple of 8
 *     CRCS      the last section: u32 CRC-32 of every MiB of what stands in front of it
 *     footer    u64 offset of CRCS, u64 length of the file, u32 CRC-32 of the section CRCS, u32 end
 *
 * Sections of unknown tags are passed over, so that later versions can add some; a change that
 * readers cannot pass over changes the version. Arrays are records of integers without padding,
 * used where they lie. HEAD holds the rest, one value behind the other: see corpus_file_head.c. */
#ifndef ZG_CORPUS_FILE_H
#define ZG_CORPUS_FILE_H

#include "corpus_object.h"

#define ZG_FILE_MAGIC   "\x89ZGC\r\n\x1a\n"
#define ZG_FILE_VERSION 1u
#define ZG_FILE_BLOCK   ((size_t)1 << 20)
#define ZG_FILE_HEADER  16
#define ZG_FILE_SECTION 16
#define ZG_FILE_FOOTER  24

#define ZG_FILE_TAG(a, b, c, d)                                                                    \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
#define ZG_FILE_HEAD ZG_FILE_TAG('H', 'E', 'A', 'D')
#define ZG_FILE_CRCS ZG_FILE_TAG('C', 'R', 'C', 'S')
#define ZG_FILE_END  ZG_FILE_TAG('Z', 'G', 'C', 'E')

/* An array of a corpus and the section it is kept in. */
typedef struct zg_file_array {
    uint32_t tag;
    bool optional;
    const char *widths; /* bytes of the integers of a record: "844" */
    void *data;         /* address of the corpus's pointer */
    size_t *n;          /* and of its number of records */
} zg_file_array;

#define ZG_FILE_ARRAYS 16

/* Numbers of records of arrays whose number a corpus does not keep. */
typedef struct zg_file_counts {
    size_t keys;   /* of the vocabulary */
    size_t values; /* of fields */
} zg_file_counts;

/* The arrays of `corpus`. */
void zg_file_arrays(zg_corpus *corpus, zg_file_counts *counts, zg_file_array out[ZG_FILE_ARRAYS]);
size_t zg_file_record(const zg_file_array *array);

/* Turns the integers of `n` records around, on a machine whose order is not the file's. */
void zg_file_turn(char *bytes, size_t n, const char *widths);
bool zg_file_is_native(void);

uint32_t zg_file_u32(const char *bytes);
uint64_t zg_file_u64(const char *bytes);
bool zg_file_put(zg_buffer *out, uint64_t value, size_t width);

/* The section HEAD: settings, inputs, audit, totals. */
bool zg_file_write_head(const zg_corpus *corpus, zg_buffer *out);
ZG_MUST_USE zg_status zg_file_read_head(zg_corpus *corpus, const char *bytes, size_t length,
                                        const char *path, zg_error *error);

/* Takes from a corpus what lies in its file, and lets go of the file. For any other: nothing. */
void zg_file_release(zg_corpus *corpus);

/* Looks at every offset and number of an opened corpus before anything uses them. */
ZG_MUST_USE zg_status zg_file_check(zg_run *run, const zg_corpus *corpus, zg_file_counts counts,
                                    const char *path, zg_error *error);

ZG_MUST_USE zg_status zg_file_damaged(const char *path, const char *what, zg_error *error);

#endif
