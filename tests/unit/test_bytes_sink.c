/* Sinks and folders. The system calls that a sink makes are wrapped, so that each can fail; what a
 * sink has left in its folder is seen by listing it. */
#define _DEFAULT_SOURCE /* flock */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

#define BLOCK 262144

/* The call that fails, from now on, with EIO ("access": /proc is not mounted). */
static const char *failing = "";

int __real_access(const char *path, int mode);
int __real_fsync(int fd);
int __real_linkat(int from, const char *old, int to, const char *new, int flags);
int __real_renameat(int from, const char *old, int to, const char *new);
pid_t __real_waitpid(pid_t pid, int *status, int options);
ssize_t __real_write(int fd, const void *bytes, size_t length);
int __wrap_access(const char *path, int mode);
int __wrap_fsync(int fd);
int __wrap_linkat(int from, const char *old, int to, const char *new, int flags);
int __wrap_renameat(int from, const char *old, int to, const char *new);
pid_t __wrap_waitpid(pid_t pid, int *status, int options);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);

/* Processes that are killed before a file is renamed; 0: none. */
static pid_t group_to_kill;

static bool fails(const char *call)
{
    if (strstr(failing, call) == NULL) return false;
    errno = EIO;
    return true;
}

int __wrap_access(const char *path, int mode)
{
    return fails("access") ? -1 : __real_access(path, mode);
}

int __wrap_fsync(int fd)
{
    return fails("fsync") ? -1 : __real_fsync(fd);
}

int __wrap_linkat(int from, const char *old, int to, const char *new, int flags)
{
    return fails("linkat") ? -1 : __real_linkat(from, old, to, new, flags);
}

int __wrap_renameat(int from, const char *old, int to, const char *new)
{
    if (group_to_kill != 0) kill(-group_to_kill, SIGKILL);
    return fails("renameat") ? -1 : __real_renameat(from, old, to, new);
}

/* Somebody else was quicker to wait for that process. */
pid_t __wrap_waitpid(pid_t pid, int *status, int options)
{
    pid_t ended = __real_waitpid(pid, status, options);
    return fails("waitpid") ? -1 : ended;
}

/* Writes in small pieces, as a pipe may. */
ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    if (fails("write")) return -1;
    return __real_write(fd, bytes, length > 100000 ? 100000 : length);
}

/* Each test begins with an empty folder and nothing failing. */
static int begin(void **state)
{
    (void)state;
    failing = "";
    umask(022);
    scratch_clear();
    return 0;
}

/* With /proc a file grows without a name, if the file system can; without, it has a hidden one. */
static const char *const ways[] = {"", "access "};

static bool has_nameless(void)
{
#ifdef __linux__
    const int tmpfile_flag = 020000000 | O_DIRECTORY; /* O_TMPFILE without _GNU_SOURCE */
    int fd = open(scratch_path(""), tmpfile_flag | O_WRONLY, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
#else
    return false;
#endif
}

static char *noise(size_t length)
{
    char *bytes = malloc(length);
    assert_non_null(bytes);
    uint32_t x = 54321;
    for (size_t i = 0; i < length; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)(x >> 24);
    }
    return bytes;
}

/* Writes all in steps of at most `step` bytes. */
static zg_status put(const char *path, const char *bytes, size_t length, size_t step,
                     zg_error *error)
{
    zg_sink *sink = NULL;
    zg_status status = zg_sink_open(NULL, path, &sink, error);
    if (status != ZG_OK) return status;
    for (size_t at = 0; at < length && status == ZG_OK; at += step) {
        status = zg_sink_write(sink, bytes + at, length - at < step ? length - at : step, error);
    }
    zg_status closed = zg_sink_close(sink, error);
    if (status != ZG_OK) assert_int_equal(closed, status);
    return closed;
}

static mode_t mode_of(const char *name)
{
    struct stat status;
    assert_int_equal(stat(scratch_path(name), &status), 0);
    return status.st_mode & 07777;
}

static void expect_failure(const char *path, int system_errno)
{
    zg_error error = {0};
    assert_int_equal(put(path, "x", 1, 1, &error), ZG_ERROR_IO);
    assert_int_equal(error.status, ZG_ERROR_IO);
    assert_int_equal(error.system_errno, system_errno);
    assert_string_equal(error.source, path);
    assert_true(error.text[0] != '\0');
    assert_int_equal(put(path, "x", 1, 1, NULL), ZG_ERROR_IO);
}

static void a_new_file(void **state)
{
    (void)state;
    char *bytes = noise(3 * BLOCK + 5);
    const size_t lengths[] = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5};
    const size_t steps[] = {1000, BLOCK, 4 * BLOCK};
    for (size_t way = 0; way < 2; way++) {
        failing = ways[way];
        for (size_t i = 0; i < 18; i++) {
            size_t length = lengths[i / 3];
            umask(i % 2 == 0 ? 022 : 077);
            assert_int_equal(put(scratch_path("new"), bytes, length, steps[i % 3], NULL), ZG_OK);
            assert_true(scratch_holds("new", bytes, length));
            assert_int_equal(mode_of("new"), i % 2 == 0 ? 0644 : 0600);
            assert_string_equal(scratch_list(""), "new ");
            assert_int_equal(remove(scratch_path("new")), 0);
        }
    }
    free(bytes);
}

/* The old file is there, whole, until the new one is; its mode stays, and who has it open keeps
 * what he had. */
static void a_file_replaced(void **state)
{
    (void)state;
    for (size_t way = 0; way < 2; way++) {
        failing = ways[way];
        zg_sink *sink = NULL;
        scratch_write("file", "old", 3);
        assert_int_equal(chmod(scratch_path("file"), 0666), 0);
        int fd = open(scratch_path("file"), O_RDONLY);
        assert_int_equal(zg_sink_open(NULL, scratch_path("file"), &sink, NULL), ZG_OK);
        assert_int_equal(zg_sink_write(sink, "newer", 5, NULL), ZG_OK);
        assert_true(scratch_holds("file", "old", 3));
        bool nameless = way == 0 && has_nameless();
        assert_int_equal(strcmp(scratch_list(""), "file ") == 0, nameless);
        assert_int_equal(zg_sink_close(sink, NULL), ZG_OK);
        assert_true(scratch_holds("file", "newer", 5));
        assert_int_equal(mode_of("file"), 0666);
        assert_string_equal(scratch_list(""), "file ");
        char kept[4] = {0};
        assert_int_equal(read(fd, kept, 4), 3);
        assert_string_equal(kept, "old");
        close(fd);
        assert_int_equal(chmod(scratch_path("file"), 0600), 0);
        assert_int_equal(put(scratch_path("file"), "", 0, 1, NULL), ZG_OK);
        assert_int_equal(mode_of("file"), 0600);
        assert_true(scratch_holds("file", "", 0));
    }
    if (!has_nameless()) print_message("SKIPPED 1 way of 2: no O_TMPFILE here\n");
}

/* What was left under a hidden name by a process that was killed goes when the same file is
 * replaced; what somebody is still writing, and what is no file, stays. */
static void what_was_left(void **state)
{
    (void)state;
    char first[64], second[64], list[200];
    unsigned long crc = zg_bytes_crc(0, "file", 4);
    snprintf(first, sizeof first, ".zg-%08lx-0.tmp", crc);
    snprintf(second, sizeof second, ".zg-%08lx-1.tmp", crc);
    for (size_t way = 0; way < 2; way++) {
        failing = ways[way];
        scratch_clear();
        scratch_write("file", "old", 3);
        scratch_write(".zg-12345678-0.tmp", "another's", 9);
        scratch_write(first, "left", 4);
        snprintf(list, sizeof list, "%s file ", ".zg-12345678-0.tmp");
        assert_int_equal(put(scratch_path("file"), "new", 3, 3, NULL), ZG_OK);
        assert_string_equal(scratch_list(""), list);

        scratch_write(first, "being written", 13);
        scratch_write(second, "left", 4);
        int fd = open(scratch_path(first), O_RDWR);
        assert_true(fd >= 0 && flock(fd, LOCK_EX) == 0);
        assert_int_equal(put(scratch_path("file"), "newer", 5, 5, NULL), ZG_OK);
        assert_true(scratch_holds("file", "newer", 5));
        assert_true(scratch_holds(first, "being written", 13));
        assert_int_not_equal(access(scratch_path(second), F_OK), 0);
        close(fd);
        assert_int_equal(put(scratch_path("file"), "newest", 6, 6, NULL), ZG_OK);
        assert_string_equal(scratch_list(""), list);

        assert_int_equal(symlink("file", scratch_path(first)), 0);
        assert_int_equal(mkdir(scratch_path(second), 0755), 0);
        assert_int_equal(put(scratch_path("file"), "last", 4, 4, NULL), ZG_OK);
        assert_true(scratch_holds("file", "last", 4));
        struct stat found;
        assert_int_equal(lstat(scratch_path(first), &found), 0);
        assert_true(S_ISLNK(found.st_mode));
        assert_int_equal(stat(scratch_path(second), &found), 0);
        assert_true(S_ISDIR(found.st_mode));
    }
}

static void given_up(void **state)
{
    (void)state;
    char *bytes = noise(2 * BLOCK);
    for (size_t i = 0; i < 4; i++) {
        failing = ways[i % 2];
        zg_sink *sink = NULL;
        if (i >= 2) scratch_write("a.gz", "old", 3);
        assert_int_equal(zg_sink_open(NULL, scratch_path("a.gz"), &sink, NULL), ZG_OK);
        assert_int_equal(zg_sink_write(sink, bytes, 2 * BLOCK, NULL), ZG_OK);
        zg_sink_abort(sink);
        assert_string_equal(scratch_list(""), i >= 2 ? "a.gz " : "");
        if (i >= 2) assert_true(scratch_holds("a.gz", "old", 3));
    }
    zg_sink_abort(NULL);
    free(bytes);
}

/* Every call, in both ways, over nothing and over an old file. Those that a way does not make
 * leave it succeed. */
static void every_call_may_fail(void **state)
{
    (void)state;
    const char *const calls[] = {"write", "fsync", "linkat", "renameat"};
    size_t failures = 0;
    for (size_t i = 0; i < 16; i++) {
        char both[32];
        bool has_old = i / 8 == 1;
        scratch_clear();
        if (has_old) scratch_write("file", "old", 3);
        snprintf(both, sizeof both, "%s%s", ways[i % 2], calls[i / 2 % 4]);
        zg_error error = {0};
        failing = both;
        zg_status status = put(scratch_path("file"), "new", 3, 3, &error);
        failing = "";
        if (status == ZG_OK) {
            assert_true(i / 2 % 4 >= 2);
            assert_true(scratch_holds("file", "new", 3));
            continue;
        }
        failures++;
        assert_int_equal(status, ZG_ERROR_IO);
        assert_int_equal(error.system_errno, EIO);
        assert_string_equal(error.source, scratch_path("file"));
        assert_string_equal(scratch_list(""), has_old ? "file " : "");
        if (has_old) assert_true(scratch_holds("file", "old", 3));
    }
    /* write and fsync always (8); by name rename (2); nameless link (2), and rename over old. */
    assert_int_equal(failures, has_nameless() ? 13 : 12);
}

static void a_failure_stays(void **state)
{
    (void)state;
    zg_sink *sink = NULL;
    zg_error error = {0};
    char *bytes = noise(BLOCK);
    assert_int_equal(zg_sink_open(NULL, scratch_path("file"), &sink, NULL), ZG_OK);
    failing = "write";
    assert_int_equal(zg_sink_write(sink, bytes, BLOCK, NULL), ZG_ERROR_IO);
    failing = "";
    assert_int_equal(zg_sink_write(sink, "x", 1, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EIO);
    error = (zg_error){0};
    assert_int_equal(zg_sink_close(sink, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EIO);
    assert_string_equal(scratch_list(""), "");

    zg_run *run = NULL;
    assert_int_equal(zg_run_new(NULL, &run, NULL), ZG_OK);
    assert_int_equal(zg_sink_open(run, scratch_path("file"), &sink, NULL), ZG_OK);
    zg_run_cancel(run);
    assert_int_equal(zg_sink_write(sink, bytes, BLOCK, &error), ZG_ERROR_CANCELLED);
    zg_run_reset(run);
    assert_int_equal(zg_sink_close(sink, &error), ZG_ERROR_CANCELLED);
    assert_string_equal(scratch_list(""), "");
    zg_run_free(run);
    free(bytes);
}

/* The kernel refuses: the file is longer than the process may write. */
static void a_limit_of_the_system(void **state)
{
    (void)state;
    struct rlimit before;
    char *bytes = noise(4 * BLOCK);
    scratch_write("file", "old", 3);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (size_t way = 0; way < 2; way++) {
        failing = ways[way];
        struct rlimit limit = {.rlim_cur = 300000, .rlim_max = before.rlim_max};
        zg_error error = {0};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        zg_status status = put(scratch_path("file"), bytes, 4 * BLOCK, 5000, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, ZG_ERROR_IO);
        assert_int_equal(error.system_errno, EFBIG);
        assert_true(scratch_holds("file", "old", 3));
        assert_string_equal(scratch_list(""), "file ");
    }
    signal(SIGXFSZ, SIG_DFL);
    free(bytes);
}

static void targets_that_cannot_be(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch_path("folder"), 0755), 0);
    scratch_write("file", "old", 3);
    assert_int_equal(symlink("round", scratch_path("round")), 0);
    expect_failure(scratch_path("folder"), EISDIR);
    expect_failure(scratch_path("folder/"), EISDIR);
    expect_failure(scratch_path("folder/new/"), EISDIR);
    expect_failure(scratch_path("folder/."), EISDIR);
    expect_failure(scratch_path("missing/file"), ENOENT);
    expect_failure(scratch_path("file/file"), ENOTDIR);
    expect_failure(scratch_path("file/"), ENOTDIR);
    expect_failure(scratch_path("round"), ELOOP);
    expect_failure("", EISDIR);
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    expect_failure(scratch_path(name), ENAMETOOLONG);
    assert_string_equal(scratch_list(""), "file folder round ");
    assert_string_equal(scratch_list("folder"), "");
}

/* Root writes everywhere; as somebody else it does not. */
static void targets_that_are_not_ours(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch_path("closed"), 0755), 0);
    assert_int_equal(mkdir(scratch_path("open"), 0777), 0);
    assert_int_equal(chmod(scratch_path("open"), 0777), 0);
    scratch_write("open/readonly", "old", 3);
    assert_int_equal(chmod(scratch_path("open/readonly"), 0444), 0);
    bool root = geteuid() == 0;
    if (root && seteuid(65534) != 0) {
        print_message("SKIPPED 2 checks: root may write everywhere\n");
        return;
    }
    if (root) expect_failure(scratch_path("closed/file"), EACCES);
    expect_failure(scratch_path("open/readonly"), EACCES);
    if (root) {
        assert_int_equal(seteuid(0), 0);
    } else {
        assert_int_equal(chmod(scratch_path("closed"), 0555), 0);
        expect_failure(scratch_path("closed/file"), EACCES);
        assert_int_equal(chmod(scratch_path("closed"), 0755), 0);
    }
    assert_string_equal(scratch_list("closed"), "");
    assert_string_equal(scratch_list("open"), "readonly ");
    assert_true(scratch_holds("open/readonly", "old", 3));
}

static void links_stay_links(void **state)
{
    (void)state;
    const struct {
        const char *link;
        const char *to;
    } links[] = {{"near", "file"}, {"far", "folder/file"}, {"chain", "folder/back"}};
    assert_int_equal(mkdir(scratch_path("folder"), 0755), 0);
    assert_int_equal(symlink("../file", scratch_path("folder/back")), 0);
    assert_int_equal(symlink(scratch_path("file"), scratch_path("absolute")), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(symlink(links[i].to, scratch_path(links[i].link)), 0);
    /* First they lead to nothing, then to a file. */
    for (int round = 0; round < 2; round++) {
        assert_int_equal(put(scratch_path("near"), "near", 4, 4, NULL), ZG_OK);
        assert_true(scratch_holds("file", "near", 4));
        assert_int_equal(put(scratch_path("chain"), "chain", 5, 5, NULL), ZG_OK);
        assert_true(scratch_holds("file", "chain", 5));
        assert_int_equal(put(scratch_path("absolute"), "abs", 3, 3, NULL), ZG_OK);
        assert_true(scratch_holds("file", "abs", 3));
        assert_int_equal(put(scratch_path("far"), "far", 3, 3, NULL), ZG_OK);
        assert_true(scratch_holds("folder/file", "far", 3));
        if (round == 0) assert_int_equal(remove(scratch_path("file")), 0);
    }
    const char *const names[] = {"near", "far", "chain", "absolute", "folder/back"};
    for (size_t i = 0; i < 5; i++) {
        struct stat status;
        assert_int_equal(lstat(scratch_path(names[i]), &status), 0);
        assert_true(S_ISLNK(status.st_mode));
    }
    assert_string_equal(scratch_list(""), "absolute chain far file folder near ");
    assert_string_equal(scratch_list("folder"), "back file ");
}

/* A relative path means the folder that was current at the beginning. Two at once each have a
 * hidden name of their own; the last to be closed stays. */
static void others_at_the_same_time(void **state)
{
    (void)state;
    zg_sink *one = NULL;
    zg_sink *two = NULL;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    for (size_t way = 0; way < 2; way++) {
        failing = ways[way];
        assert_int_equal(chdir(scratch_path("")), 0);
        assert_int_equal(zg_sink_open(NULL, "file", &one, NULL), ZG_OK);
        assert_int_equal(zg_sink_open(NULL, "file", &two, NULL), ZG_OK);
        assert_int_equal(chdir(before), 0);
        assert_int_equal(zg_sink_write(one, "one", 3, NULL), ZG_OK);
        assert_int_equal(zg_sink_write(two, "two", 3, NULL), ZG_OK);
        assert_int_equal(zg_sink_close(two, NULL), ZG_OK);
        assert_true(scratch_holds("file", "two", 3));
        assert_int_equal(zg_sink_close(one, NULL), ZG_OK);
        assert_true(scratch_holds("file", "one", 3));
        assert_string_equal(scratch_list(""), "file ");
        assert_int_equal(remove(scratch_path("file")), 0);
    }
}

static void killed_in_the_middle(void **state)
{
    (void)state;
    if (!has_nameless()) {
        print_message("SKIPPED 1 check: no O_TMPFILE here\n");
        return;
    }
    char *bytes = noise(2 * BLOCK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        zg_sink *sink = NULL;
        bool written = zg_sink_open(NULL, scratch_path("file"), &sink, NULL) == ZG_OK &&
                       zg_sink_write(sink, bytes, 2 * BLOCK, NULL) == ZG_OK;
        if (written) raise(SIGKILL);
        _exit(1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(scratch_list(""), "");
    free(bytes);
}

/* Killed with all of its group where an old file is about to be replaced: it is replaced. */
static void killed_before_the_last_call(void **state)
{
    (void)state;
    int ends[2];
    char none;
    if (!has_nameless()) {
        print_message("SKIPPED 1 check: no O_TMPFILE here\n");
        return;
    }
    scratch_write("file", "old", 3);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setpgid(0, 0);
        group_to_kill = getpid();
        (void)put(scratch_path("file"), "newer", 5, 5, NULL);
        _exit(1);
    }
    close(ends[1]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(read(ends[0], &none, 1), 0); /* until the process that replaces is done too */
    close(ends[0]);
    assert_true(scratch_holds("file", "newer", 5));
    assert_string_equal(scratch_list(""), "file ");
}

/* What came out of replacing a file is known whoever waits for the process that does it. */
static void others_that_wait(void **state)
{
    (void)state;
    scratch_write("file", "old", 3);
    failing = "waitpid";
    assert_int_equal(put(scratch_path("file"), "newer", 5, 5, NULL), ZG_OK);
    assert_true(scratch_holds("file", "newer", 5));
    failing = "waitpid renameat";
    expect_failure(scratch_path("file"), EIO);
    assert_true(scratch_holds("file", "newer", 5));
    assert_string_equal(scratch_list(""), "file ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_file, begin),
        cmocka_unit_test_setup(a_file_replaced, begin),
        cmocka_unit_test_setup(what_was_left, begin),
        cmocka_unit_test_setup(given_up, begin),
        cmocka_unit_test_setup(every_call_may_fail, begin),
        cmocka_unit_test_setup(a_failure_stays, begin),
        cmocka_unit_test_setup(a_limit_of_the_system, begin),
        cmocka_unit_test_setup(targets_that_cannot_be, begin),
        cmocka_unit_test_setup(targets_that_are_not_ours, begin),
        cmocka_unit_test_setup(links_stay_links, begin),
        cmocka_unit_test_setup(others_at_the_same_time, begin),
        cmocka_unit_test_setup(killed_in_the_middle, begin),
        cmocka_unit_test_setup(killed_before_the_last_call, begin),
        cmocka_unit_test_setup(others_that_wait, begin),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
