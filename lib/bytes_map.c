/* bytes: a whole file in memory, mapped where nothing speaks against it. */
#define _GNU_SOURCE /* madvise */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static zg_status read_whole(zg_run *run, const char *path, zg_mapping *out, zg_error *error)
{
    zg_mapping mapping = {0};
    zg_status status = zg_bytes_read(run, path, &mapping.buffer, error);
    if (status != ZG_OK) return status;
    mapping.data = mapping.buffer.data;
    mapping.length = mapping.buffer.length;
    *out = mapping;
    return ZG_OK;
}

zg_status zg_bytes_map(zg_run *run, const char *path, bool may_map, zg_mapping *out,
                       zg_error *error)
{
    struct stat about;
    if (!may_map || strcmp(path, "-") == 0) return read_whole(run, path, out, error);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return zg_error_system(error, errno, path, "cannot open");
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0 ||
        (uint64_t)about.st_size > SIZE_MAX) {
        close(fd);
        return read_whole(run, path, out, error);
    }
    void *data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (data == MAP_FAILED) return read_whole(run, path, out, error);
    *out = (zg_mapping){.data = data, .length = (size_t)about.st_size, .mapped = true};
    return ZG_OK;
}

void zg_bytes_unmap(zg_mapping *mapping)
{
    if (mapping->mapped) munmap((void *)(uintptr_t)mapping->data, mapping->length);
    zg_buffer_free(&mapping->buffer);
    *mapping = (zg_mapping){0};
}

void zg_bytes_settle(const zg_mapping *mapping)
{
    if (mapping->mapped)
        (void)madvise((void *)(uintptr_t)mapping->data, mapping->length, MADV_DONTNEED);
}

bool zg_bytes_begin_with(const char *path, const char *bytes, size_t length)
{
    char first[64];
    struct stat about;
    size_t n = 0;
    if (length > sizeof first || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    while (n < length) {
        ssize_t got = read(fd, first + n, length - n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        n += (size_t)got;
    }
    close(fd);
    return n == length && memcmp(first, bytes, length) == 0;
}
