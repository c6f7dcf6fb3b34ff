/* bytes: sources. Raw blocks by read(2), so that every byte of the file passes through the CRC;
 * inflate by hand and not gzread, which takes a cut file for a short one and a damaged header for
 * plain bytes. */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#define BLOCK       ((size_t)256 * 1024)
#define GZIP_WINDOW (15 + 16) /* the largest window, with gzip's header and trailer only */
#define MAGIC_0     0x1f
#define MAGIC_1     0x8b

typedef enum source_phase {
    PHASE_BEGIN,   /* nothing read yet */
    PHASE_PLAIN,   /* bytes as they are */
    PHASE_MEMBER,  /* inside a gzip member */
    PHASE_BETWEEN, /* behind a member */
    PHASE_PADDING, /* in the zeros behind the last one */
    PHASE_END,
    PHASE_FAILED
} source_phase;

struct zg_source {
    zg_run *run;
    char *name;
    int fd;
    bool owns_fd;       /* not standard input */
    struct stat opened; /* as it was at first */
    source_phase phase;
    bool read_all;
    char *input;
    size_t filled; /* bytes of `input` that are read and not yet given away */
    char *output;
    bool inflating; /* `stream` is to be ended */
    z_stream stream;
    uint64_t bytes;
    uint32_t crc;
    zg_error failure;
};

uint32_t zg_bytes_crc(uint32_t crc, const char *bytes, size_t length)
{
    if (length == 0) return crc; /* zlib takes NULL as "begin" */
    return (uint32_t)crc32_z(crc, (const Bytef *)bytes, length);
}

bool zg_bytes_named_gz(const char *path)
{
    size_t length = strlen(path);
    return length >= 3 && memcmp(path + length - 3, ".gz", 3) == 0;
}

/* zlib's memory comes from where all comes from. Cleared: deflate looks at bytes that it has not
 * yet written (and then ignores them). */
static voidpf allocate(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    return zg_memory_zeroed(items, size);
}

static void release(voidpf opaque, voidpf block)
{
    (void)opaque;
    zg_memory_free(block);
}

/* Passes on `source->failure`, now and at every later call. */
static zg_status fail(zg_source *source, zg_error *error)
{
    source->phase = PHASE_FAILED;
    if (error != NULL) *error = source->failure;
    return source->failure.status;
}

static zg_status fail_system(zg_source *source, int system_errno, const char *action,
                             zg_error *error)
{
    zg_error_system(&source->failure, system_errno, source->name, action);
    return fail(source, error);
}

static zg_status fail_memory(zg_source *source, zg_error *error)
{
    zg_error_memory(&source->failure);
    return fail(source, error);
}

static zg_status fail_cut(zg_source *source, zg_error *error)
{
    zg_error_set(&source->failure, ZG_ERROR_FORMAT, source->name,
                 "gzip stream is cut: the file is incomplete; copy it again");
    return fail(source, error);
}

static zg_status fail_damaged(zg_source *source, const char *reason, zg_error *error)
{
    zg_error_set(&source->failure, ZG_ERROR_FORMAT, source->name,
                 "gzip stream is damaged (%s); copy the file again",
                 reason != NULL ? reason : "no reason given");
    return fail(source, error);
}

static zg_status fail_behind(zg_source *source, zg_error *error)
{
    zg_error_set(&source->failure, ZG_ERROR_FORMAT, source->name,
                 "bytes behind the gzip stream are not gzip: the file is damaged; copy it again");
    return fail(source, error);
}

/* Opens; a pipe without a writer may be waited for, and the wait cancelled. */
static zg_status open_file(zg_source *source, const char *path, zg_error *error)
{
    if (strcmp(path, "-") == 0) {
        source->fd = STDIN_FILENO;
    } else {
        do {
            zg_status status = zg_run_check(source->run, error);
            if (status != ZG_OK) return status;
            source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        } while (source->fd < 0 && errno == EINTR);
        if (source->fd < 0) return fail_system(source, errno, "cannot open", error);
        source->owns_fd = true;
    }
    if (fstat(source->fd, &source->opened) != 0) {
        return fail_system(source, errno, "cannot open", error);
    }
    if (S_ISDIR(source->opened.st_mode)) {
        return fail_system(source, EISDIR, "cannot read", error);
    }
    return ZG_OK;
}

zg_status zg_source_open(zg_run *run, const char *path, zg_source **out, zg_error *error)
{
    zg_source *source = zg_memory_zeroed(1, sizeof *source);
    if (source == NULL) return zg_error_memory(error);
    source->run = run;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    source->name = zg_memory_text(name, strlen(name));
    source->input = zg_memory_alloc(BLOCK, 1);
    zg_status status = source->name == NULL || source->input == NULL
                           ? zg_error_memory(error)
                           : open_file(source, path, error);
    if (status != ZG_OK) {
        zg_source_free(source);
        return status;
    }
    *out = source;
    return ZG_OK;
}

/* Reads behind the first `keep` bytes of the input; sets `read_all` at the end of the file. */
static zg_status fill(zg_source *source, size_t keep, zg_error *error)
{
    for (;;) {
        zg_status status = zg_run_check(source->run, error);
        if (status != ZG_OK) return status;
        ssize_t n = read(source->fd, source->input + keep, BLOCK - keep);
        if (n >= 0) {
            source->crc = zg_bytes_crc(source->crc, source->input + keep, (size_t)n);
            source->bytes += (uint64_t)n;
            source->filled = keep + (size_t)n;
            source->read_all = n == 0;
            return ZG_OK;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            /* Somebody who shares standard input made it non-blocking. */
            (void)poll(&(struct pollfd){.fd = source->fd, .events = POLLIN}, 1, -1);
        } else if (errno != EINTR) {
            return fail_system(source, errno, "cannot read", error);
        }
    }
}

/* The end: a file that somebody wrote to meanwhile may have been read half old and half new. */
static zg_status finish(zg_source *source, zg_error *error)
{
    struct stat now;
    const struct stat *then = &source->opened;
    if (S_ISREG(then->st_mode)) {
        if (fstat(source->fd, &now) != 0) return fail_system(source, errno, "cannot read", error);
        if (now.st_size != then->st_size || now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
            now.st_mtim.tv_nsec != then->st_mtim.tv_nsec) {
            zg_error_set(&source->failure, ZG_ERROR_IO, source->name,
                         "the file changed while it was read; try again when it is complete");
            return fail(source, error);
        }
    }
    source->phase = PHASE_END;
    return ZG_OK;
}

static zg_status begin_inflate(zg_source *source, zg_error *error)
{
    source->output = zg_memory_alloc(BLOCK, 1);
    if (source->output == NULL) return fail_memory(source, error);
    source->stream.zalloc = allocate;
    source->stream.zfree = release;
    int code = inflateInit2(&source->stream, GZIP_WINDOW);
    if (code == Z_MEM_ERROR) return fail_memory(source, error);
    if (code != Z_OK) return fail_damaged(source, source->stream.msg, error);
    source->inflating = true;
    source->stream.next_in = (const Bytef *)source->input;
    source->stream.avail_in = (uInt)source->filled;
    source->phase = PHASE_MEMBER;
    return ZG_OK;
}

/* Reads until two bytes tell what the file is. */
static zg_status begin(zg_source *source, zg_error *error)
{
    while (source->filled < 2 && !source->read_all) {
        zg_status status = fill(source, source->filled, error);
        if (status != ZG_OK) return status;
    }
    const unsigned char *head = (const unsigned char *)source->input;
    bool may_be_gzip = source->filled == 0 || head[0] == MAGIC_0;
    if (source->filled < 2) {
        if (may_be_gzip && zg_bytes_named_gz(source->name)) return fail_cut(source, error);
        source->phase = PHASE_PLAIN;
        return ZG_OK;
    }
    if (may_be_gzip && head[1] == MAGIC_1) return begin_inflate(source, error);
    source->phase = PHASE_PLAIN;
    return ZG_OK;
}

static zg_status next_plain(zg_source *source, const char **bytes, size_t *length, zg_error *error)
{
    if (source->filled == 0 && !source->read_all) {
        zg_status status = fill(source, 0, error);
        if (status != ZG_OK) return status;
    }
    if (source->filled == 0) {
        zg_status status = finish(source, error);
        return status == ZG_OK ? ZG_END : status;
    }
    *bytes = source->input;
    *length = source->filled;
    source->filled = 0;
    return ZG_OK;
}

static zg_status step_member(zg_source *source, zg_error *error)
{
    z_stream *stream = &source->stream;
    int code = inflate(stream, Z_NO_FLUSH);
    switch (code) {
    case Z_STREAM_END: source->phase = PHASE_BETWEEN; return ZG_OK;
    case Z_MEM_ERROR: return fail_memory(source, error);
    case Z_OK:
    case Z_BUF_ERROR:
        /* inflate stops with room left only where it needs more input. */
        if (stream->avail_in == 0 && stream->avail_out > 0 && source->read_all) {
            return fail_cut(source, error);
        }
        return ZG_OK;
    default: return fail_damaged(source, stream->msg, error);
    }
}

static zg_status step_between(zg_source *source, zg_error *error)
{
    z_stream *stream = &source->stream;
    if (stream->avail_in == 0) return finish(source, error);
    if (*stream->next_in == 0) {
        source->phase = PHASE_PADDING;
        return ZG_OK;
    }
    if (*stream->next_in != MAGIC_0) return fail_behind(source, error);
    if (inflateReset(stream) != Z_OK) return fail_damaged(source, stream->msg, error);
    source->phase = PHASE_MEMBER;
    return ZG_OK;
}

static zg_status step_padding(zg_source *source, zg_error *error)
{
    z_stream *stream = &source->stream;
    if (stream->avail_in == 0) return finish(source, error);
    for (; stream->avail_in > 0; stream->avail_in--, stream->next_in++) {
        if (*stream->next_in != 0) return fail_behind(source, error);
    }
    return ZG_OK;
}

static zg_status next_inflated(zg_source *source, const char **bytes, size_t *length,
                               zg_error *error)
{
    z_stream *stream = &source->stream;
    stream->next_out = (Bytef *)source->output;
    stream->avail_out = (uInt)BLOCK;
    while (stream->avail_out == BLOCK && source->phase != PHASE_END) {
        zg_status status = ZG_OK;
        if (stream->avail_in == 0 && !source->read_all) {
            status = fill(source, 0, error);
            if (status != ZG_OK) return status;
            stream->next_in = (const Bytef *)source->input;
            stream->avail_in = (uInt)source->filled;
        }
        switch (source->phase) {
        case PHASE_MEMBER: status = step_member(source, error); break;
        case PHASE_BETWEEN: status = step_between(source, error); break;
        default: status = step_padding(source, error); break;
        }
        if (status != ZG_OK) return status;
    }
    if (stream->avail_out == BLOCK) return ZG_END;
    *bytes = source->output;
    *length = BLOCK - stream->avail_out;
    return ZG_OK;
}

zg_status zg_source_next(zg_source *source, const char **bytes, size_t *length, zg_error *error)
{
    if (source->phase == PHASE_BEGIN) {
        zg_status status = begin(source, error);
        if (status != ZG_OK) return status;
    }
    switch (source->phase) {
    case PHASE_FAILED: return fail(source, error);
    case PHASE_END: return ZG_END;
    case PHASE_PLAIN: return next_plain(source, bytes, length, error);
    default: return next_inflated(source, bytes, length, error);
    }
}

uint64_t zg_source_bytes(const zg_source *source)
{
    return source->bytes;
}

uint32_t zg_source_crc(const zg_source *source)
{
    return source->crc;
}

void zg_source_free(zg_source *source)
{
    if (source == NULL) return;
    if (source->inflating) inflateEnd(&source->stream);
    if (source->owns_fd) close(source->fd);
    zg_memory_free(source->output);
    zg_memory_free(source->input);
    zg_memory_free(source->name);
    zg_memory_free(source);
}

/* Appends all of an open source. `*reserved` grows by what was taken from the ceiling. */
static zg_status append_all(zg_run *run, zg_source *source, zg_buffer *buffer, uint64_t *reserved,
                            zg_error *error)
{
    const char *bytes;
    size_t length;
    zg_status status;
    while ((status = zg_source_next(source, &bytes, &length, error)) == ZG_OK) {
        status = zg_run_reserve(run, length, error);
        if (status != ZG_OK) break;
        *reserved += length;
        if (!zg_buffer_append(buffer, bytes, length)) return zg_error_memory(error);
    }
    return status == ZG_END ? ZG_OK : status;
}

zg_status zg_bytes_read(zg_run *run, const char *path, zg_buffer *buffer, zg_error *error)
{
    zg_source *source = NULL;
    zg_status status = zg_source_open(run, path, &source, error);
    if (status != ZG_OK) return status;
    size_t before = buffer->length;
    uint64_t reserved = 0;
    status = append_all(run, source, buffer, &reserved, error);
    if (status != ZG_OK) buffer->length = before;
    zg_run_release(run, reserved);
    zg_source_free(source);
    return status;
}
