/* bytes: spill files. Without a name from the beginning (O_TMPFILE), or where the file system has
 * no such thing made under a hidden name that is taken away at once.
 *
 * A mapped page of a file that has a hole there, or ends before it, is a signal (SIGBUS) when the
 * disk turns out to be full. So what is mapped for writing has its blocks first. */
#define _GNU_SOURCE /* O_TMPFILE, mremap */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK     ((size_t)256 * 1024)
#define MAX_NAMES 100000
#define MODE      0600
#define FILE_MAX  ((uint64_t)INT64_MAX)

struct zg_spill {
    zg_run *run;
    char *folder; /* for messages */
    int fd;
    char *buffer; /* BLOCK bytes, `filled` of them waiting; NULL: never appended to */
    size_t filled;
    uint64_t bytes; /* in the file */
    char *data;     /* the mapping; NULL: none */
    size_t mapped;  /* bytes of it */
    bool writable;
};

static zg_status fail(const zg_spill *spill, int system_errno, const char *action, zg_error *error)
{
    return zg_error_system(error, system_errno, spill->folder, action);
}

static zg_status fail_write(const zg_spill *spill, int system_errno, zg_error *error)
{
    return fail(spill, system_errno,
                "cannot write a temporary file (make room, or name another folder with --tmpdir)",
                error);
}

static int open_nameless(const char *folder)
{
#ifdef O_TMPFILE
    return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, MODE);
#else
    (void)folder;
    return -1;
#endif
}

/* Makes it with a name and takes the name away. */
static int open_unlinked(const char *folder)
{
    char path[PATH_MAX];
    int fd;
    unsigned k = 0;
    do {
        int n = snprintf(path, sizeof path, "%s/.zg-%ld-%u.spill", folder, (long)getpid(), k);
        if (n < 0 || (size_t)n >= sizeof path) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
    } while (fd < 0 && (errno == EINTR || (errno == EEXIST && ++k < MAX_NAMES)));
    if (fd >= 0) unlink(path);
    return fd;
}

zg_status zg_spill_open(zg_run *run, zg_spill **out, zg_error *error)
{
    const char *folder = zg_run_tmpdir(run);
    zg_spill *spill = zg_memory_zeroed(1, sizeof *spill);
    if (spill == NULL) return zg_error_memory(error);
    spill->run = run;
    spill->fd = -1;
    spill->folder = zg_memory_text(folder, strlen(folder));
    zg_status status = spill->folder == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) {
        spill->fd = open_nameless(folder);
        if (spill->fd < 0) spill->fd = open_unlinked(folder);
        if (spill->fd < 0) {
            status =
                fail(spill, errno,
                     "cannot make a temporary file there (--tmpdir names another folder)", error);
        }
    }
    if (status != ZG_OK) {
        zg_spill_free(spill);
        return status;
    }
    *out = spill;
    return ZG_OK;
}

static void unmap(zg_spill *spill)
{
    if (spill->mapped > 0) munmap(spill->data, spill->mapped);
    spill->data = NULL;
    spill->mapped = 0;
}

void zg_spill_free(zg_spill *spill)
{
    if (spill == NULL) return;
    unmap(spill);
    if (spill->fd >= 0) close(spill->fd);
    zg_memory_free(spill->buffer);
    zg_memory_free(spill->folder);
    zg_memory_free(spill);
}

uint64_t zg_spill_bytes(const zg_spill *spill)
{
    return spill->bytes + spill->filled;
}

/* ---- reading and writing ---- */

static zg_status write_at(zg_spill *spill, uint64_t offset, const char *bytes, size_t length,
                          zg_error *error)
{
    if (offset > FILE_MAX - length) return fail_write(spill, EFBIG, error);
    while (length > 0) {
        zg_status status = zg_run_check(spill->run, error);
        if (status != ZG_OK) return status;
        ssize_t n = pwrite(spill->fd, bytes, length, (off_t)offset);
        if (n < 0) {
            if (errno == EINTR) continue;
            return fail_write(spill, errno, error);
        }
        bytes += n;
        offset += (uint64_t)n;
        length -= (size_t)n;
    }
    return ZG_OK;
}

zg_status zg_spill_flush(zg_spill *spill, zg_error *error)
{
    zg_status status = write_at(spill, spill->bytes, spill->buffer, spill->filled, error);
    if (status != ZG_OK) return status;
    spill->bytes += spill->filled;
    spill->filled = 0;
    return ZG_OK;
}

zg_status zg_spill_append(zg_spill *spill, const void *bytes, size_t length, zg_error *error)
{
    if (spill->buffer == NULL) {
        spill->buffer = zg_memory_alloc(BLOCK, 1);
        if (spill->buffer == NULL) return zg_error_memory(error);
    }
    if (length > BLOCK - spill->filled) {
        zg_status status = zg_spill_flush(spill, error);
        if (status != ZG_OK) return status;
    }
    if (length >= BLOCK) {
        zg_status status = write_at(spill, spill->bytes, bytes, length, error);
        if (status == ZG_OK) spill->bytes += length;
        return status;
    }
    if (length > 0) memcpy(spill->buffer + spill->filled, bytes, length);
    spill->filled += length;
    return ZG_OK;
}

zg_status zg_spill_write(zg_spill *spill, uint64_t offset, const void *from, size_t length,
                         zg_error *error)
{
    return write_at(spill, offset, from, length, error);
}

zg_status zg_spill_read(const zg_spill *spill, uint64_t offset, void *to, size_t length,
                        zg_error *error)
{
    char *at = to;
    while (length > 0) {
        ssize_t n = pread(spill->fd, at, length, (off_t)offset);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fail(spill, n < 0 ? errno : EIO, "cannot read a temporary file", error);
        at += n;
        offset += (uint64_t)n;
        length -= (size_t)n;
    }
    return ZG_OK;
}

zg_status zg_spill_cut(zg_spill *spill, uint64_t bytes, zg_error *error)
{
    zg_status status = zg_spill_flush(spill, error);
    if (status != ZG_OK) return status;
    unmap(spill);
    while (ftruncate(spill->fd, (off_t)bytes) != 0) {
        if (errno != EINTR) return fail_write(spill, errno, error);
    }
    spill->bytes = bytes;
    return ZG_OK;
}

/* ---- mapping ---- */

/* Maps the file as it is, where it is not yet mapped so. */
static zg_status map(zg_spill *spill, bool writable, zg_error *error)
{
    if (spill->bytes > SIZE_MAX) return zg_error_memory(error);
    size_t length = (size_t)spill->bytes;
    if (spill->mapped == length && spill->writable == writable && length > 0) return ZG_OK;
    unmap(spill);
    if (length == 0) return ZG_OK;
    void *data =
        mmap(NULL, length, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, spill->fd, 0);
    if (data == MAP_FAILED) {
        if (errno == ENOMEM) {
            return zg_error_set(error, ZG_ERROR_MEMORY, spill->folder,
                                "a temporary file of %llu bytes cannot be mapped; raise the limit "
                                "of the address space (ulimit -v)",
                                (unsigned long long)spill->bytes);
        }
        return fail(spill, errno, "cannot map a temporary file", error);
    }
    spill->data = data;
    spill->mapped = length;
    spill->writable = writable;
    return ZG_OK;
}

zg_status zg_spill_map(zg_spill *spill, const void **data, zg_error *error)
{
    zg_status status = zg_spill_flush(spill, error);
    if (status == ZG_OK) status = map(spill, false, error);
    if (status == ZG_OK) *data = spill->data != NULL ? spill->data : spill->folder;
    return status;
}

zg_status zg_spill_array(zg_spill *spill, uint64_t bytes, void **data, zg_error *error)
{
    zg_status status = zg_spill_flush(spill, error);
    if (status == ZG_OK && bytes < spill->bytes) status = zg_spill_cut(spill, bytes, error);
    if (status != ZG_OK) return status;
    if (bytes > FILE_MAX) return fail_write(spill, EFBIG, error);
    if (bytes > spill->bytes) {
        int code;
        do {
            status = zg_run_check(spill->run, error);
            if (status != ZG_OK) return status;
            code = posix_fallocate(spill->fd, (off_t)spill->bytes, (off_t)(bytes - spill->bytes));
        } while (code == EINTR);
        if (code != 0) return fail_write(spill, code, error);
        spill->bytes = bytes;
    }
    status = map(spill, true, error);
    if (status == ZG_OK) *data = spill->data != NULL ? (void *)spill->data : spill->folder;
    return status;
}
