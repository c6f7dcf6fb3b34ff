/* bytes: hidden names, and what killed processes left under them. */
#define _GNU_SOURCE /* clone, flock */
#include "bytes_hidden.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"

#define MAX_TRIES 100000
#define STACK     ((size_t)64 * 1024) /* of the process that replaces */

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

/* Locks the file without a name `fd` and gives it a hidden one; false with errno and an empty
 * name. */
static bool link_hidden(int folder, const char *base, int fd, char *name)
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

typedef struct {
    int folder, fd;
    const char *base;
    char *name;
    int reason; /* errno of what failed; 0: replaced */
} replacement;

static void replace(replacement *r)
{
    r->reason = 0;
    if (!link_hidden(r->folder, r->base, r->fd, r->name)) {
        r->reason = errno;
    } else if (renameat(r->folder, r->name, r->folder, r->base) == 0) {
        r->name[0] = '\0';
    } else {
        r->reason = errno;
        if (unlinkat(r->folder, r->name, 0) == 0) r->name[0] = '\0';
    }
}

#ifdef CLONE_VFORK
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREADS_WATCHED
#endif
#endif
#if defined(THREADS_WATCHED) || defined(__SANITIZE_THREAD__)
/* The sanitizer of threads takes each clone for a fork with memory of its own, and no longer sees
 * what this thread locks, or waits without end. The C library's other name goes past it. */
int __clone(int (*)(void *), void *, int, void *, ...); /* NOLINT(bugprone-reserved-identifier) */
#define clone __clone
#endif

/* Runs in the process of its own, with our memory: nothing but system calls. */
static int replace_apart(void *what)
{
    (void)setsid(); /* a signal to our group is none to it */
    replacement *r = what;
    replace(r);
    return r->reason;
}

/* In a process that we wait for; false where there can be none. What came out is how it ends, which
 * is right also where memory is not shared after all (valgrind); where somebody else was told of
 * its end, it stands in `r`. */
static bool replaced_apart(replacement *r)
{
    _Alignas(16) char stack[STACK];
    sigset_t all, before;
    int status = 0;
    pid_t ended = -1;
    r->reason = EINTR; /* should it be killed */
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return false;
    pid_t pid = clone(replace_apart, stack + STACK, CLONE_VM | CLONE_VFORK, r);
    while (pid > 0 && (ended = waitpid(pid, &status, __WALL)) < 0 && errno == EINTR) continue;
    if (ended > 0) r->reason = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid > 0;
}
#else
static bool replaced_apart(replacement *r)
{
    (void)r;
    return false;
}
#endif

int zg_hidden_replace(int folder, const char *base, int fd, char *name)
{
    replacement r = {.folder = folder, .fd = fd, .base = base, .name = name};
    name[0] = '\0';
    if (!replaced_apart(&r)) replace(&r);
    errno = r.reason;
    return r.reason == 0 ? 0 : -1;
}
