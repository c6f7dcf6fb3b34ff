/* shim: stands between a program and the C library (LD_PRELOAD), counts calls of a class and lets
 * something happen at one of them, the same each time.
 *
 *     ZG_FAULT=CLASS:K:WHAT   CLASS  open read write close sync rename link unlink lock map folder
 *                                    memory, or any: all of them but memory
 *                             K      the call it happens at, from 1; 0: none
 *                             WHAT   a number: errno of the failed call; `short`: one byte is read
 *                                    or written; `again`: EINTR and then as usual; `killN`: signal
 *                                    N before the call; `grow`, `shrink`: the file read is changed
 *     ZG_FAULT_COUNT=FILE     gets the number of calls of the class when the program ends
 *
 * Calls of threads are counted as they come: for a fixed order run one thread. */
#define _GNU_SOURCE
/* Here open is open, and open64 another function; hardened calls are defined too. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unicode/utrans.h>
#include <unistd.h>

#define U_QUOTED(name) #name
#define U_NAME(name)   U_QUOTED(name)
#define U_SYMBOL       U_NAME(utrans_openU) /* with the version of ICU behind it */

enum { NOTHING, FAIL, SHORT, AGAIN, KILL, GROW, SHRINK };

static char class_wanted[16];
static atomic_ulong calls;
static unsigned long wanted;
static int what, number;
static pid_t self; /* also where a process that this one made calls with its memory */
static bool ready;

/* ICU makes its default locale when first asked, and crashes, or waits for itself without end,
 * where there is no memory for that (four allocations of ICU 72). It is made before the counting
 * begins. */
static void make_locale(void)
{
    for (int version = 50; version < 120; version++) {
        char name[32];
        snprintf(name, sizeof name, "uloc_getDefault_%d", version);
        void *found = dlsym(RTLD_DEFAULT, name);
        const char *(*get)(void);
        if (found == NULL) continue;
        memcpy(&get, &found, sizeof get);
        (void)get();
    }
}

__attribute__((constructor)) static void begin(void)
{
    const char *said = getenv("ZG_FAULT");
    char word[16] = "";
    if (said == NULL || sscanf(said, "%15[a-z]:%lu:%15s", class_wanted, &wanted, word) < 2) return;
    if (strcmp(word, "short") == 0)
        what = SHORT;
    else if (strcmp(word, "again") == 0)
        what = AGAIN;
    else if (strcmp(word, "grow") == 0)
        what = GROW;
    else if (strcmp(word, "shrink") == 0)
        what = SHRINK;
    else if (sscanf(word, "kill%d", &number) == 1)
        what = KILL;
    else if (sscanf(word, "%d", &number) == 1)
        what = FAIL;
    make_locale();
    self = getpid();
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("ZG_FAULT_COUNT");
    char text[32];
    unsigned long n = calls;
    ready = false;
    if (path == NULL) return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int length = snprintf(text, sizeof text, "%lu\n", n);
    if (fd >= 0 && syscall(SYS_write, fd, text, length) == length) syscall(SYS_close, fd);
}

/* What is to happen at this call of `class`. */
static int now(const char *class)
{
    if (!ready) return NOTHING;
    bool any = strcmp(class_wanted, "any") == 0 && strcmp(class, "memory") != 0;
    if (!any && strcmp(class_wanted, class) != 0) return NOTHING;
    if (atomic_fetch_add(&calls, 1) + 1 != wanted) return NOTHING;
    if (what == KILL) {
        kill(self, number);
        return NOTHING;
    }
    if (what == FAIL) errno = number;
    if (what == AGAIN) errno = EINTR;
    return what;
}

static bool fails(const char *class)
{
    int happens = now(class);
    return happens == FAIL || happens == AGAIN;
}

/* ---- files ---- */

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    if (fails("open")) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE_OF(flags)                                                                             \
    mode_t mode = 0;                                                                               \
    if (((flags) & (O_CREAT | __O_TMPFILE)) != 0) {                                                \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(folder, path, flags, mode);
}

/* Lets the file that is being read become another one. */
static void change(int fd, bool longer)
{
    char path[64];
    struct stat found;
    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int other = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND, 0);
    if (other < 0) return;
    if (longer) {
        (void)!syscall(SYS_write, other, "x", 1);
    } else {
        (void)!syscall(SYS_ftruncate, other, found.st_size / 2);
    }
    syscall(SYS_close, other);
}

static size_t before_read(int fd, size_t n, bool *fail)
{
    int happens = now("read");
    *fail = happens == FAIL || happens == AGAIN;
    if (happens == GROW || happens == SHRINK) change(fd, happens == GROW);
    return happens == SHORT && n > 1 ? 1 : n;
}

ssize_t read(int fd, void *bytes, size_t n)
{
    bool fail;
    n = before_read(fd, n, &fail);
    return fail ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t pread(int fd, void *bytes, size_t n, off_t at)
{
    bool fail;
    n = before_read(fd, n, &fail);
    return fail ? -1 : syscall(SYS_pread64, fd, bytes, n, at);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t at)
{
    return pread(fd, bytes, n, at);
}

/* What hardened builds call where they know how large the block is. */
ssize_t __read_chk(int fd, void *bytes, size_t n, size_t room);
ssize_t __read_chk(int fd, void *bytes, size_t n, size_t room)
{
    if (n > room) abort();
    return read(fd, bytes, n);
}

ssize_t __pread64_chk(int fd, void *bytes, size_t n, off64_t at, size_t room);
ssize_t __pread64_chk(int fd, void *bytes, size_t n, off64_t at, size_t room)
{
    if (n > room) abort();
    return pread(fd, bytes, n, at);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    int happens = fd == STDERR_FILENO ? NOTHING : now("write");
    if (happens == FAIL || happens == AGAIN) return -1;
    return syscall(SYS_write, fd, bytes, happens == SHORT && n > 1 ? 1 : n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    int happens = now("write");
    if (happens == FAIL || happens == AGAIN) return -1;
    return syscall(SYS_pwrite64, fd, bytes, happens == SHORT && n > 1 ? 1 : n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    return pwrite(fd, bytes, n, at);
}

/* As the kernel does it, the descriptor is gone whatever close says. */
int close(int fd)
{
    int happens = now("close"), reason = errno;
    int code = (int)syscall(SYS_close, fd);
    if (happens != FAIL && happens != AGAIN) return code;
    errno = reason;
    return -1;
}

int fsync(int fd)
{
    return fails("sync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int ftruncate(int fd, off_t length)
{
    return fails("sync") ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off64_t length)
{
    return ftruncate(fd, length);
}

int posix_fallocate(int fd, off_t from, off_t length)
{
    if (fails("sync")) return errno;
    return syscall(SYS_fallocate, fd, 0, from, length) == 0 ? 0 : errno;
}

int posix_fallocate64(int fd, off64_t from, off64_t length)
{
    return posix_fallocate(fd, from, length);
}

int renameat(int from, const char *old, int to, const char *new)
{
    return fails("rename") ? -1 : (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

int rename(const char *old, const char *new)
{
    return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int unlinkat(int folder, const char *path, int flags)
{
    return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
    return fails("link") ? -1 : (int)syscall(SYS_linkat, from, old, to, new, flags);
}

int flock(int fd, int how)
{
    return fails("lock") ? -1 : (int)syscall(SYS_flock, fd, how);
}

void *mmap(void *where, size_t length, int protection, int flags, int fd, off_t at)
{
    if (fd >= 0 && fails("map")) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, where, length, protection, flags, fd, at);
}

void *mmap64(void *where, size_t length, int protection, int flags, int fd, off64_t at)
{
    return mmap(where, length, protection, flags, fd, at);
}

/* ---- folders ---- */

int mkdir(const char *path, mode_t mode)
{
    return fails("folder") ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

DIR *opendir(const char *path)
{
    DIR *(*real)(const char *) = (DIR * (*)(const char *)) dlsym(RTLD_NEXT, "opendir");
    return fails("folder") ? NULL : real(path);
}

struct dirent *readdir(DIR *folder)
{
    struct dirent *(*real)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    return fails("folder") ? NULL : real(folder);
}

struct dirent64 *readdir64(DIR *folder)
{
    struct dirent64 *(*real)(DIR *) = (struct dirent64 * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir64");
    return fails("folder") ? NULL : real(folder);
}

/* ---- memory ---- */

/* ICU 72 crashes where there is no memory while it makes a transliterator: nothing fails there. */
UTransliterator *utrans_openU(const UChar *id, int32_t id_length, UTransDirection direction,
                              const UChar *rules, int32_t rules_length, UParseError *parse_error,
                              UErrorCode *status)
{
    static UTransliterator *(*next)(const UChar *, int32_t, UTransDirection, const UChar *, int32_t,
                                    UParseError *, UErrorCode *);
    bool was_ready = ready;
    ready = false;
    if (next == NULL) {
        void *found = dlsym(RTLD_NEXT, U_SYMBOL);
        memcpy(&next, &found, sizeof next);
    }
    UTransliterator *made =
        next(id, id_length, direction, rules, rules_length, parse_error, status);
    ready = was_ready;
    return made;
}

#ifdef SHIM_SANITIZED
/* The sanitizer's, behind us, so that it sees what is lost. */
#define NEXT(name)                                                                                 \
    static void *found;                                                                            \
    if (found == NULL) found = dlsym(RTLD_NEXT, name);                                             \
    memcpy(&next, &found, sizeof next)

static void *take(size_t n)
{
    void *(*next)(size_t);
    NEXT("malloc");
    return next(n);
}

static void *take_zeroed(size_t n, size_t size)
{
    void *(*next)(size_t, size_t);
    NEXT("calloc");
    return next(n, size);
}

static void *take_more(void *block, size_t n)
{
    void *(*next)(void *, size_t);
    NEXT("realloc");
    return next(block, n);
}

static void *take_aligned(size_t alignment, size_t n)
{
    void *(*next)(size_t, size_t);
    NEXT("memalign");
    return next(alignment, n);
}
#else
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
#define take         __libc_malloc
#define take_zeroed  __libc_calloc
#define take_more    __libc_realloc
#define take_aligned __libc_memalign
#endif

void *malloc(size_t n)
{
    return fails("memory") ? NULL : take(n);
}

void *calloc(size_t n, size_t size)
{
    return fails("memory") ? NULL : take_zeroed(n, size);
}

void *realloc(void *block, size_t n)
{
    return fails("memory") ? NULL : take_more(block, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return fails("memory") ? NULL : take_aligned(alignment, n);
}

int posix_memalign(void **out, size_t alignment, size_t n)
{
    if (fails("memory")) return ENOMEM;
    *out = take_aligned(alignment, n);
    return *out == NULL ? ENOMEM : 0;
}
