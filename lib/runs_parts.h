/* runs: what its parts share. */
#ifndef ZG_RUNS_PARTS_H
#define ZG_RUNS_PARTS_H

#include "runs.h"

#define ZG_RUNS_MAGIC   "\x89ZGR\r\n\x1a\n"
#define ZG_RUNS_MAGIC_N 8
#define ZG_RUNS_BLOCK   12 /* bytes in front of a block's own */

#define ZG_RUNS_KIND(a, b, c, d)                                                                   \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
#define ZG_RUNS_HEAD ZG_RUNS_KIND('H', 'E', 'A', 'D')
#define ZG_RUNS_DOCS ZG_RUNS_KIND('D', 'O', 'C', 'S')
#define ZG_RUNS_ROWS ZG_RUNS_KIND('R', 'O', 'W', 'S')
#define ZG_RUNS_TAIL ZG_RUNS_KIND('T', 'A', 'I', 'L')

/* The CRC of a block, given what stands in front of it but for the CRC. */
uint32_t zg_runs_crc(uint64_t number, uint32_t kind, const char *bytes, size_t length);

/* Order of two entries: bytes, then n. */
int zg_runs_compare(const char *a, size_t a_length, uint32_t a_n, const char *b, size_t b_length,
                    uint32_t b_n);

/* One file that is read. */
typedef struct zg_runs_reader {
    const char *path; /* its own copy */
    zg_source *source;
    const char *chunk; /* of the source, not taken yet */
    size_t chunk_length;
    uint64_t number; /* of the next block */
    uint32_t kind;   /* of the block that is read; entries from `at` on are left */
    zg_buffer block;
    size_t at;
    bool begun; /* an entry of this kind was read, so that the next must be behind it */
    zg_runs_head head;
    char *settings;
    uint64_t documents, rows, sum; /* read so far */
    zg_buffer text;                /* of the entry read last */
    zg_buffer before;              /* the last of the block before */
    zg_runs_row row;
} zg_runs_reader;

/* Opens a file and reads its head. Free it also after a failure. */
ZG_MUST_USE zg_status zg_run_reader_open(zg_run *run, const char *path, zg_runs_reader *out,
                                         zg_error *error);
void zg_run_reader_free(zg_runs_reader *reader);

/* The next entry of that kind into reader->row; ZG_END behind the last of them. Behind the last row
 * the tail is checked. */
ZG_MUST_USE zg_status zg_run_reader_next(zg_runs_reader *reader, uint32_t kind, zg_error *error);

#endif
