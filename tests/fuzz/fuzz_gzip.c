/* gzip of any bytes, damaged gzip, and what the library's own sink wrote: read to its end, an
 * error, or the same bytes that zlib's own reader finds. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fuzz.h"

#include "bytes.h"

#define MOST ((size_t)1 << 24) /* a small file may hold very much */

/* All that a source gives; false where it fails, or is more than MOST. */
static bool read_source(const char *path, zg_buffer *out)
{
    zg_source *source = NULL;
    const char *bytes;
    size_t length;
    zg_status status = zg_source_open(NULL, path, &source, NULL);
    while (status == ZG_OK && out->length < MOST) {
        status = zg_source_next(source, &bytes, &length, NULL);
        if (status == ZG_OK && !zg_buffer_append(out, bytes, length)) abort();
    }
    zg_source_free(source);
    return status == ZG_END;
}

/* What zlib reads of the same file: the same, where both find an end. */
static void compare(const char *path, const zg_buffer *found)
{
    gzFile file = gzopen(path, "rb");
    char *other = malloc(found->length + 1);
    if (file == NULL || other == NULL) abort();
    int n = gzread(file, other, (unsigned)found->length + 1);
    fuzz_require(n >= 0 && (size_t)n == found->length, "as many bytes as zlib finds");
    fuzz_require(memcmp(other, found->data, found->length) == 0, "the bytes that zlib finds");
    gzclose(file);
    free(other);
}

static void read_back(const uint8_t *data, size_t size)
{
    zg_buffer found = {0};
    const char *path = fuzz_file("text.txt.gz", data, size);
    if (read_source(path, &found) && found.length > 0) compare(path, &found);
    zg_buffer_free(&found);
}

/* What the sink writes, whole or with one bit changed, or cut: never other bytes. */
static void through_sink(fuzz_input *input)
{
    zg_sink *sink = NULL;
    zg_buffer found = {0};
    size_t size;
    unsigned damage = fuzz_choice(input, 3), at = fuzz_choice(input, 256) << 3;
    const char *path = fuzz_path("again.gz");
    fuzz_require(zg_sink_open(NULL, path, &sink, NULL) == ZG_OK, "a sink opens");
    fuzz_require(zg_sink_write(sink, (const char *)input->data, input->size, NULL) == ZG_OK,
                 "a sink takes bytes");
    fuzz_require(zg_sink_close(sink, NULL) == ZG_OK, "a sink closes");
    uint8_t *file = fuzz_read(path, &size);
    at %= (unsigned)(size * 8);
    if (damage == 1) file[at / 8] = (uint8_t)(file[at / 8] ^ 1u << (input->size & 7));
    size_t kept = damage == 2 ? at / 8 : size;
    bool whole = read_source(fuzz_file("again.gz", file, kept), &found);
    bool same = found.length == input->size &&
                (input->size == 0 || memcmp(found.data, input->data, input->size) == 0);
    if (damage == 0) fuzz_require(whole && (same || input->size == 0), "what was written is read");
    if (damage == 2) fuzz_require(!whole || kept == size, "a cut file is not whole");
    /* A changed name, time or system in the header is no damage; a changed magic makes it text. */
    if (damage == 1 && at / 8 > 9) fuzz_require(!whole || same, "damage is seen");
    zg_buffer_free(&found);
    free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    read_back(data, size);
    through_sink(&input);
    return 0;
}
