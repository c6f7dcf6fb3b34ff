/* bytes: sinks and folders.
 *
 * A file grows without a name (O_TMPFILE) in the folder of its target and gets its name when all
 * of it is on the disk, so that even a killed process leaves nothing behind. Linux can give a name
 * only to what has none yet, and only where nothing stands: to replace a file, the new one gets a
 * hidden name first and is renamed, both by a process that outlives ours (bytes_hidden.h). Where
 * the file system has no O_TMPFILE, or /proc is missing, it has the hidden name from the beginning.
 */
#define _GNU_SOURCE /* O_TMPFILE, O_PATH */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#include "bytes_hidden.h"

#define BLOCK       ((size_t)256 * 1024)
#define GZIP_WINDOW (15 + 16)
#define GZIP_LEVEL  6
#define GZIP_MEMORY 8   /* zlib's default */
#define OS_UNKNOWN  255 /* in the gzip header */
#define MAX_LINKS   40  /* as the kernel has it */
#define NEW_MODE    0666

#ifdef O_PATH
#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC) /* a folder need not be readable */
#else
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

struct zg_sink {
    zg_run *run;
    char *name; /* as given, for messages */
    char *path; /* with links resolved; `base` is its last part */
    char *base;
    int folder; /* of `path`; -1: written directly */
    int fd;
    bool owns_fd;                   /* not standard output */
    char temporary[ZG_HIDDEN_SIZE]; /* hidden name that stands in the folder; empty: none */
    char *plain;                    /* BLOCK bytes, `filled` of them waiting */
    size_t filled;
    char *packed;
    bool deflating; /* `stream` is to be ended */
    z_stream stream;
    gz_header header;
    bool failed;
    zg_error failure;
};

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

/* Passes on `sink->failure`, now and at every later call. */
static zg_status fail(zg_sink *sink, zg_error *error)
{
    sink->failed = true;
    if (error != NULL) *error = sink->failure;
    return sink->failure.status;
}

static zg_status fail_system(zg_sink *sink, int system_errno, const char *action, zg_error *error)
{
    zg_error_system(&sink->failure, system_errno, sink->name, action);
    return fail(sink, error);
}

static zg_status fail_memory(zg_sink *sink, zg_error *error)
{
    zg_error_memory(&sink->failure);
    return fail(sink, error);
}

static zg_status fail_deflate(zg_sink *sink, int code, zg_error *error)
{
    zg_error_set(&sink->failure, ZG_ERROR_IO, sink->name, "cannot compress: zlib gives %d", code);
    return fail(sink, error);
}

/* Follows symbolic links, also to what is not there yet, until `sink->path` is none. The kernel
 * follows those in the folders above. */
static zg_status resolve(zg_sink *sink, zg_error *error)
{
    char link[PATH_MAX];
    for (int depth = 0; depth <= MAX_LINKS; depth++) {
        char *slash = strrchr(sink->path, '/');
        sink->base = slash == NULL ? sink->path : slash + 1;
        ssize_t n = readlink(sink->path, link, sizeof link);
        if (n < 0) return ZG_OK; /* no link; what else is wrong shows when it is opened */
        if ((size_t)n == sizeof link) {
            return fail_system(sink, ENAMETOOLONG, "cannot follow the link", error);
        }
        size_t kept = link[0] == '/' ? 0 : (size_t)(sink->base - sink->path);
        char *joined = zg_memory_alloc(kept + (size_t)n + 1, 1);
        if (joined == NULL) return fail_memory(sink, error);
        memcpy(joined, sink->path, kept);
        memcpy(joined + kept, link, (size_t)n);
        joined[kept + (size_t)n] = '\0';
        zg_memory_free(sink->path);
        sink->path = joined;
    }
    return fail_system(sink, ELOOP, "cannot follow the link", error);
}

static zg_status open_folder(zg_sink *sink, zg_error *error)
{
    if (sink->base[0] == '\0') return fail_system(sink, EISDIR, "cannot write", error);
    if (sink->base == sink->path) {
        sink->folder = open(".", FOLDER_FLAGS);
    } else {
        char first = sink->base[0];
        sink->base[0] = '\0';
        sink->folder = open(sink->path, FOLDER_FLAGS);
        sink->base[0] = first;
    }
    if (sink->folder >= 0) return ZG_OK;
    return fail_system(sink, errno, "cannot open the folder to write in", error);
}

static bool open_nameless(zg_sink *sink, mode_t mode)
{
#ifdef O_TMPFILE
    char path[64];
    sink->fd = openat(sink->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    if (sink->fd < 0) return false;
    zg_hidden_path(sink->fd, path, sizeof path);
    if (access(path, F_OK) == 0) return true;
    close(sink->fd);
    sink->fd = -1;
#else
    (void)mode;
#endif
    return false;
}

static zg_status open_hidden(zg_sink *sink, mode_t mode, zg_error *error)
{
    sink->fd = zg_hidden_open(sink->folder, sink->base, mode, sink->temporary);
    if (sink->fd >= 0) return ZG_OK;
    return fail_system(sink, errno, "cannot write in its folder", error);
}

/* Gives the new file the mode of the old one and, where we may (root), its owner. */
static zg_status keep_mode(zg_sink *sink, const struct stat *old, zg_error *error)
{
    struct stat now;
    if (fstat(sink->fd, &now) != 0) return fail_system(sink, errno, "cannot write", error);
    if (now.st_uid != old->st_uid || now.st_gid != old->st_gid) {
        int refused = fchown(sink->fd, old->st_uid, old->st_gid);
        (void)refused;
    }
    if ((now.st_mode & 0777) == (old->st_mode & 0777)) return ZG_OK;
    if (fchmod(sink->fd, old->st_mode & 0777) == 0) return ZG_OK;
    return fail_system(sink, errno, "cannot set the mode that the file had", error);
}

/* `old`: of the file to replace, or NULL. The new file is never more open than the old one. */
static zg_status open_replacing(zg_sink *sink, const struct stat *old, zg_error *error)
{
    zg_status status = resolve(sink, error);
    if (status == ZG_OK) status = open_folder(sink, error);
    if (status != ZG_OK) return status;
    if (old != NULL && faccessat(sink->folder, sink->base, W_OK, AT_EACCESS) != 0) {
        return fail_system(sink, errno, "cannot write", error);
    }
    mode_t mode = old == NULL ? NEW_MODE : old->st_mode & 0777;
    if (!open_nameless(sink, mode)) status = open_hidden(sink, mode, error);
    if (status != ZG_OK) return status;
    sink->owns_fd = true;
    return old == NULL ? ZG_OK : keep_mode(sink, old, error);
}

/* A device or a pipe; a pipe waits for its reader, and the wait may be cancelled. */
static zg_status open_direct(zg_sink *sink, zg_error *error)
{
    do {
        zg_status status = zg_run_check(sink->run, error);
        if (status != ZG_OK) return status;
        sink->fd = open(sink->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } while (sink->fd < 0 && errno == EINTR);
    if (sink->fd < 0) return fail_system(sink, errno, "cannot open", error);
    sink->owns_fd = true;
    return ZG_OK;
}

static zg_status open_path(zg_sink *sink, const char *path, zg_error *error)
{
    struct stat old;
    sink->path = zg_memory_text(path, strlen(path));
    if (sink->path == NULL) return fail_memory(sink, error);
    if (stat(path, &old) != 0) {
        if (errno == ENOENT) return open_replacing(sink, NULL, error);
        return fail_system(sink, errno, "cannot write", error);
    }
    if (S_ISDIR(old.st_mode)) return fail_system(sink, EISDIR, "cannot write", error);
    if (S_ISREG(old.st_mode)) return open_replacing(sink, &old, error);
    return open_direct(sink, error);
}

static zg_status begin_deflate(zg_sink *sink, zg_error *error)
{
    sink->packed = zg_memory_alloc(BLOCK, 1);
    if (sink->packed == NULL) return fail_memory(sink, error);
    sink->stream.zalloc = allocate;
    sink->stream.zfree = release;
    int code = deflateInit2(&sink->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                            Z_DEFAULT_STRATEGY);
    if (code == Z_OK) {
        sink->deflating = true;
        sink->header.os = OS_UNKNOWN;
        code = deflateSetHeader(&sink->stream, &sink->header);
    }
    if (code == Z_OK) return ZG_OK;
    if (code == Z_MEM_ERROR) return fail_memory(sink, error);
    return fail_deflate(sink, code, error);
}

zg_status zg_sink_open(zg_run *run, const char *path, zg_sink **out, zg_error *error)
{
    bool is_stdout = path == NULL || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
    const char *name = is_stdout ? "standard output" : path;
    zg_sink *sink = zg_memory_zeroed(1, sizeof *sink);
    if (sink == NULL) return zg_error_memory(error);
    sink->run = run;
    sink->folder = -1;
    sink->fd = is_stdout ? STDOUT_FILENO : -1;
    sink->name = zg_memory_text(name, strlen(name));
    sink->plain = zg_memory_alloc(BLOCK, 1);
    zg_status status = sink->name == NULL || sink->plain == NULL ? fail_memory(sink, error) : ZG_OK;
    if (status == ZG_OK && !is_stdout) {
        if (zg_bytes_named_gz(path)) status = begin_deflate(sink, error);
        if (status == ZG_OK) status = open_path(sink, path, error);
    }
    if (status != ZG_OK) {
        zg_sink_abort(sink);
        return status;
    }
    *out = sink;
    return ZG_OK;
}

static zg_status write_all(zg_sink *sink, const char *bytes, size_t length, zg_error *error)
{
    while (length > 0) {
        if (zg_run_check(sink->run, &sink->failure) != ZG_OK) return fail(sink, error);
        ssize_t n = write(sink->fd, bytes, length);
        if (n >= 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            /* Somebody who shares standard output made it non-blocking. */
            (void)poll(&(struct pollfd){.fd = sink->fd, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return fail_system(sink, errno, "cannot write", error);
        }
    }
    return ZG_OK;
}

/* A block on its way out; `flush` is Z_FINISH with the last. */
static zg_status push(zg_sink *sink, const char *bytes, size_t length, int flush, zg_error *error)
{
    if (!sink->deflating) return write_all(sink, bytes, length, error);
    z_stream *stream = &sink->stream;
    stream->next_in = (const Bytef *)bytes;
    stream->avail_in = (uInt)length;
    do {
        stream->next_out = (Bytef *)sink->packed;
        stream->avail_out = (uInt)BLOCK;
        int code = deflate(stream, flush);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
            return fail_deflate(sink, code, error);
        }
        zg_status status = write_all(sink, sink->packed, BLOCK - stream->avail_out, error);
        if (status != ZG_OK) return status;
    } while (stream->avail_out == 0);
    return ZG_OK;
}

zg_status zg_sink_write(zg_sink *sink, const char *bytes, size_t length, zg_error *error)
{
    if (sink->failed) return fail(sink, error);
    while (length > 0) {
        const char *block = bytes;
        size_t taken = BLOCK;
        if (sink->filled > 0 || length < BLOCK) {
            taken = length < BLOCK - sink->filled ? length : BLOCK - sink->filled;
            memcpy(sink->plain + sink->filled, bytes, taken);
            sink->filled += taken;
            block = sink->plain;
        }
        bytes += taken;
        length -= taken;
        /* Always whole blocks: where deflate's input is cut must not show in its output. */
        if (block == sink->plain && sink->filled < BLOCK) return ZG_OK;
        sink->filled = 0;
        zg_status status = push(sink, block, BLOCK, Z_NO_FLUSH, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

static zg_status publish(zg_sink *sink, zg_error *error)
{
    int synced;
    do {
        synced = fsync(sink->fd);
    } while (synced != 0 && errno == EINTR);
    if (synced != 0) return fail_system(sink, errno, "cannot write to the disk", error);
    if (sink->temporary[0] == '\0') {
        if (zg_hidden_link_as(sink->folder, sink->base, sink->fd) == 0) return ZG_OK;
        if (errno == EEXIST &&
            zg_hidden_replace(sink->folder, sink->base, sink->fd, sink->temporary) == 0) {
            return ZG_OK;
        }
        return fail_system(sink, errno, "cannot give the file its name", error);
    }
    if (renameat(sink->folder, sink->temporary, sink->folder, sink->base) != 0) {
        return fail_system(sink, errno, "cannot give the file its name", error);
    }
    sink->temporary[0] = '\0';
    return ZG_OK;
}

/* Closes what was written directly: some file systems say only then what went wrong. Standard
 * output stays open, so a second descriptor of it is closed. */
static zg_status close_direct(zg_sink *sink, zg_error *error)
{
    int fd = sink->owns_fd ? sink->fd : dup(sink->fd);
    if (fd < 0) return fail_system(sink, errno, "cannot write", error);
    sink->owns_fd = false;
    if (close(fd) == 0 || errno == EINTR) return ZG_OK;
    return fail_system(sink, errno, "cannot write", error);
}

zg_status zg_sink_close(zg_sink *sink, zg_error *error)
{
    zg_status status =
        sink->failed ? fail(sink, error) : push(sink, sink->plain, sink->filled, Z_FINISH, error);
    if (status == ZG_OK) {
        status = sink->folder >= 0 ? publish(sink, error) : close_direct(sink, error);
    }
    zg_sink_abort(sink); /* after a success only memory is left to give up */
    return status;
}

void zg_sink_abort(zg_sink *sink)
{
    if (sink == NULL) return;
    if (sink->temporary[0] != '\0') unlinkat(sink->folder, sink->temporary, 0);
    if (sink->owns_fd) close(sink->fd);
    if (sink->folder >= 0) close(sink->folder);
    if (sink->deflating) deflateEnd(&sink->stream);
    zg_memory_free(sink->packed);
    zg_memory_free(sink->plain);
    zg_memory_free(sink->path);
    zg_memory_free(sink->name);
    zg_memory_free(sink);
}

static zg_status make_folder(const char *path, const char *whole, zg_error *error)
{
    struct stat there;
    if (mkdir(path, 0777) == 0) return ZG_OK;
    int reason = errno;
    if (stat(path, &there) == 0) {
        if (S_ISDIR(there.st_mode)) return ZG_OK;
        reason = ENOTDIR;
    }
    return zg_error_system(error, reason, whole, "cannot make the folder");
}

zg_status zg_bytes_folder(const char *path, zg_error *error)
{
    size_t length = strlen(path);
    char *part = zg_memory_text(path, length);
    if (part == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    for (size_t i = 1; i < length && status == ZG_OK; i++) {
        if (part[i] != '/' || part[i - 1] == '/') continue;
        part[i] = '\0';
        status = make_folder(part, path, error);
        part[i] = '/';
    }
    if (status == ZG_OK) status = make_folder(part, path, error);
    zg_memory_free(part);
    return status;
}
