/* bytes: hidden names, and what killed processes left under them. */
#define _DEFAULT_SOURCE /* flock */
#include "bytes_hidden.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"

#define MAX_TRIES 100000

static void name_it(const char *base, unsigned k, char *out)
{
    snprintf(out, ZG_HIDDEN_SIZE, ".zg-%08lx-%u.tmp",
             (unsigned long)zg_bytes_crc(0, base, strlen(base)), k);
}

void zg_hidden_path(int fd, char *out, size_t size)
{
    snprintf(out, size, "/proc/self/fd/%d", fd);
}

int zg_hidden_link_as(int folder, const char *name, int fd)
{
    char path[64];
    zg_hidden_path(fd, path, sizeof path);
    return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW);
}

/* Without waiting: 0, or -1 with errno (EWOULDBLOCK: somebody has it). */
static int lock(int fd)
{
    int locked;
    do {
        locked = flock(fd, LOCK_EX | LOCK_NB);
    } while (locked != 0 && errno == EINTR);
    return locked;
}

/* Whether the name is that of the open file, which is a regular one that we may take away. */
static bool is_at(int folder, const char *name, int fd)
{
    struct stat open, there;
    return fstat(fd, &open) == 0 && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           open.st_dev == there.st_dev && open.st_ino == there.st_ino && S_ISREG(open.st_mode) &&
           (geteuid() == 0 || open.st_uid == geteuid());
}

/* Takes away what a killed process left; false where somebody is writing it, or may be. With the
 * lock nobody else renames or removes the file, so what the name was it still is. */
static bool remove_left(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    bool removed = lock(fd) == 0 && is_at(folder, name, fd) && unlinkat(folder, name, 0) == 0;
    close(fd);
    return removed;
}

int zg_hidden_open(int folder, const char *base, mode_t mode, char *name)
{
    unsigned k = 0;
    for (unsigned tries = 0; tries < MAX_TRIES; tries++) {
        name_it(base, k, name);
        int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0) {
            if (errno != EEXIST && errno != EINTR) break;
            if (errno == EEXIST && !remove_left(folder, name)) k++;
            errno = EEXIST;
            continue;
        }
        /* Somebody may have taken it for left over before it was locked. Where the file system has
         * no locks nobody gets one, and nobody takes it away. */
        bool locked = lock(fd) == 0;
        if (locked ? is_at(folder, name, fd) : errno != EWOULDBLOCK) return fd;
        close(fd);
        k++;
        errno = EEXIST;
    }
    name[0] = '\0';
    return -1;
}

bool zg_hidden_link(int folder, const char *base, int fd, char *name)
{
    unsigned k = 0;
    (void)lock(fd); /* nobody else knows it; as to file systems without locks, see above */
    for (unsigned tries = 0; tries < MAX_TRIES; tries++) {
        name_it(base, k, name);
        if (zg_hidden_link_as(folder, name, fd) == 0) return true;
        if (errno != EEXIST) break;
        if (!remove_left(folder, name)) k++;
        errno = EEXIST;
    }
    name[0] = '\0';
    return false;
}
