#define _GNU_SOURCE /* mkdtemp, nftw, scandir */
#include "scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATHS  16
#define LENGTH 1024

static char folder[LENGTH];

static void stop(const char *what, const char *name)
{
    fprintf(stderr, "scratch: %s %s\n", what, name);
    perror("scratch");
    exit(99);
}

int scratch_setup(void **state)
{
    (void)state;
    const char *tmpdir = getenv("TMPDIR");
    if (tmpdir == NULL || tmpdir[0] == '\0') tmpdir = "/tmp";
    snprintf(folder, sizeof folder, "%s/zg-unit-XXXXXX", tmpdir);
    if (mkdtemp(folder) == NULL) stop("cannot make", folder);
    return chmod(folder, 0755);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    if (type == FTW_DP && where->level == 0) return 0;
    return remove(path);
}

void scratch_clear(void)
{
    if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0) stop("cannot clear", folder);
}

int scratch_teardown(void **state)
{
    (void)state;
    scratch_clear();
    return rmdir(folder);
}

const char *scratch_path(const char *name)
{
    static char paths[PATHS][LENGTH];
    static size_t next;
    char *path = paths[next++ % PATHS];
    int length = snprintf(path, LENGTH, name[0] != '\0' ? "%s/%s" : "%s%s", folder, name);
    if (length < 0 || length >= LENGTH) stop("path too long", name);
    return path;
}

void scratch_write(const char *name, const void *bytes, size_t length)
{
    /* A new file, since ext4 writes one that was cut to nothing to the disk at once. */
    (void)remove(scratch_path(name));
    FILE *file = fopen(scratch_path(name), "wb");
    if (file == NULL) stop("cannot open", name);
    if (length > 0 && fwrite(bytes, 1, length, file) != length) stop("cannot write", name);
    if (fclose(file) != 0) stop("cannot close", name);
}

char *scratch_read(const char *name, size_t *length)
{
    size_t capacity = 1 << 16;
    size_t n;
    char *bytes = malloc(capacity);
    FILE *file = fopen(scratch_path(name), "rb");
    if (file == NULL || bytes == NULL) stop("cannot open", name);
    *length = 0;
    while ((n = fread(bytes + *length, 1, capacity - 1 - *length, file)) > 0) {
        *length += n;
        if (*length < capacity - 1) continue;
        capacity *= 2;
        bytes = realloc(bytes, capacity);
        if (bytes == NULL) stop("no memory for", name);
    }
    if (ferror(file)) stop("cannot read", name);
    fclose(file);
    bytes[*length] = '\0';
    return bytes;
}

bool scratch_holds(const char *name, const void *bytes, size_t length)
{
    size_t there;
    char *read = scratch_read(name, &there);
    bool same = there == length && memcmp(read, bytes, length) == 0;
    free(read);
    return same;
}

const char *scratch_list(const char *name)
{
    static char list[8192];
    struct dirent **entries;
    int n = scandir(scratch_path(name), &entries, NULL, alphasort);
    if (n < 0) stop("cannot list", name);
    size_t length = 0;
    list[0] = '\0';
    for (int i = 0; i < n; i++) {
        const char *entry = entries[i]->d_name;
        if (strcmp(entry, ".") != 0 && strcmp(entry, "..") != 0) {
            int more = snprintf(list + length, sizeof list - length, "%s ", entry);
            if (more < 0 || (size_t)more >= sizeof list - length) stop("list too long", name);
            length += (size_t)more;
        }
        free(entries[i]);
    }
    free(entries);
    return list;
}

size_t scratch_descriptors(void)
{
    size_t n = 0;
    for (int fd = 0; fd < 1024; fd++) {
        struct stat status;
        if (fstat(fd, &status) == 0) n++;
    }
    return n;
}
