/* Sinks that are no plain file: standard output, devices, pipes, packed files; folders. */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "faults.h"
#include "scratch.h"

#define BLOCK 262144
#define LONG  ((size_t)5 * BLOCK + 77)

static int begin(void **state)
{
    (void)state;
    scratch_clear();
    return 0;
}

/* Something between text and noise, so that deflate has work. */
static char *half_noise(size_t length)
{
    char *bytes = malloc(length);
    assert_non_null(bytes);
    uint32_t x = 54321;
    for (size_t i = 0; i < length; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = x >> 31 ? "abcdefgh"[x >> 28 & 7] : 'a';
    }
    return bytes;
}

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

/* Writes to "-" while descriptor 1 is `fd` (closed for -1); gives the status, and whether the
 * descriptor is still there. */
static zg_status put_stdout(int fd, const char *path, const char *bytes, size_t length,
                            zg_error *error, bool *is_open)
{
    fflush(stdout);
    int kept = dup(1);
    if (fd >= 0) {
        assert_int_equal(dup2(fd, 1), 1);
    } else {
        close(1);
    }
    zg_status status = put(path, bytes, length, 1000, error);
    *is_open = fcntl(1, F_GETFD) >= 0;
    dup2(kept, 1);
    close(kept);
    return status;
}

static void standard_output(void **state)
{
    (void)state;
    const char *const names[] = {"-", NULL, "/dev/stdout"};
    char *bytes = half_noise(LONG);
    bool is_open;
    for (size_t i = 0; i < 3; i++) {
        zg_error error = {0};
        int fd = open(scratch_path("out"), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        assert_int_equal(write(fd, "before", 6), 6);
        assert_int_equal(put_stdout(fd, names[i], bytes, LONG, &error, &is_open), ZG_OK);
        assert_true(is_open);
        assert_int_equal(write(fd, "behind", 6), 6);
        close(fd);
        size_t length;
        char *got = scratch_read("out", &length);
        assert_int_equal(length, LONG + 12);
        assert_memory_equal(got, "before", 6);
        assert_memory_equal(got + 6, bytes, LONG);
        assert_memory_equal(got + 6 + LONG, "behind", 6);
        free(got);
    }
    assert_string_equal(scratch_list(""), "out ");
    free(bytes);
}

static void standard_output_that_fails(void **state)
{
    (void)state;
    zg_error error = {0};
    bool is_open;
    int ends[2];
    assert_int_equal(put_stdout(-1, "-", "x", 1, &error, &is_open), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EBADF);
    assert_string_equal(error.source, "standard output");
    assert_int_equal(put_stdout(-1, "-", "", 0, &error, &is_open), ZG_ERROR_IO);
    int fd = open("/dev/full", O_WRONLY);
    if (fd < 0) {
        print_message("SKIPPED 1 check: no /dev/full\n");
    } else {
        assert_int_equal(put_stdout(fd, "-", "x", 1, &error, &is_open), ZG_ERROR_IO);
        assert_int_equal(error.system_errno, ENOSPC);
        assert_true(is_open);
        close(fd);
    }
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(put_stdout(ends[1], "-", "x", 1, &error, &is_open), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EPIPE);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
}

typedef struct draining {
    int fd;
    long pause; /* nanoseconds before the first read */
    char *bytes;
    size_t length;
} draining;

static void *drain(void *opaque)
{
    draining *all = opaque;
    ssize_t n;
    if (all->fd < 0) all->fd = open(scratch_path("pipe"), O_RDONLY);
    const struct timespec pause = {.tv_nsec = all->pause};
    nanosleep(&pause, NULL);
    while ((n = read(all->fd, all->bytes + all->length, LONG + 1 - all->length)) > 0) {
        all->length += (size_t)n;
    }
    close(all->fd);
    return NULL;
}

/* A pipe that is full for a while and non-blocking, as somebody who shares it may have set it. */
static void a_slow_reader(void **state)
{
    (void)state;
    char *bytes = half_noise(LONG);
    int ends[2];
    bool is_open;
    pthread_t reader;
    zg_error error = {0};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    draining all = {.fd = ends[0], .pause = 50000000, .bytes = malloc(LONG + 1)};
    assert_int_equal(pthread_create(&reader, NULL, drain, &all), 0);
    assert_int_equal(put_stdout(ends[1], "-", bytes, LONG, &error, &is_open), ZG_OK);
    close(ends[1]);
    assert_int_equal(pthread_join(reader, NULL), 0);
    assert_int_equal(all.length, LONG);
    assert_memory_equal(all.bytes, bytes, LONG);
    free(all.bytes);
    free(bytes);
}

static void devices_and_pipes_by_name(void **state)
{
    (void)state;
    char *bytes = half_noise(LONG);
    zg_error error = {0};
    assert_int_equal(put("/dev/null", bytes, LONG, LONG, &error), ZG_OK);
    struct stat status;
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    if (access("/dev/full", W_OK) != 0) {
        print_message("SKIPPED 2 checks: no /dev/full\n");
    } else {
        assert_int_equal(put("/dev/full", "x", 1, 1, &error), ZG_ERROR_IO);
        assert_int_equal(error.system_errno, ENOSPC);
        assert_string_equal(error.source, "/dev/full");
        assert_int_equal(put("/dev/full", bytes, LONG, 1000, &error), ZG_ERROR_IO);
        assert_int_equal(error.system_errno, ENOSPC);
    }
    pthread_t reader;
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    draining all = {.fd = -1, .bytes = malloc(LONG + 1)};
    assert_int_equal(pthread_create(&reader, NULL, drain, &all), 0);
    assert_int_equal(put(scratch_path("pipe"), bytes, LONG, 5000, &error), ZG_OK);
    assert_int_equal(pthread_join(reader, NULL), 0);
    assert_int_equal(all.length, LONG);
    assert_memory_equal(all.bytes, bytes, LONG);
    assert_int_equal(lstat(scratch_path("pipe"), &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_string_equal(scratch_list(""), "pipe ");
    free(all.bytes);
    free(bytes);
}

/* Read by gzread, by the source and by the gzip program. */
static void expect_packed(const char *name, const char *bytes, size_t length)
{
    size_t used;
    char *raw = scratch_read(name, &used);
    assert_true(used >= 20);
    /* RFC 1952: no flags, no time, XFL 0, OS unknown. */
    assert_memory_equal(raw, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    char *got = malloc(length + 1);
    gzFile file = gzopen(scratch_path(name), "rb");
    assert_int_equal(gzread(file, got, (unsigned)length + 1), length);
    assert_int_equal(gzclose(file), Z_OK);
    assert_memory_equal(got, bytes, length);
    zg_buffer buffer = {0};
    assert_int_equal(zg_bytes_read(NULL, scratch_path(name), &buffer, NULL), ZG_OK);
    assert_int_equal(buffer.length, length);
    if (length > 0) assert_memory_equal(buffer.data, bytes, length);
    if (system("gzip --version >/dev/null 2>&1") == 0) {
        char command[2048];
        snprintf(command, sizeof command, "gzip -t '%s'", scratch_path(name));
        assert_int_equal(system(command), 0);
    } else {
        print_message("SKIPPED 1 check: no gzip program\n");
    }
    zg_buffer_free(&buffer);
    free(got);
    free(raw);
}

static void packed_files(void **state)
{
    (void)state;
    const size_t steps[] = {LONG, 1, 999, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK};
    char *bytes = half_noise(LONG);
    size_t used = 0;
    char *first = NULL;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(put(scratch_path("a.gz"), bytes, LONG, steps[i], NULL), ZG_OK);
        if (first == NULL) first = scratch_read("a.gz", &used);
        assert_true(scratch_holds("a.gz", first, used));
    }
    assert_true(used < LONG);
    expect_packed("a.gz", bytes, LONG);
    assert_int_equal(put(scratch_path("empty.gz"), "", 0, 1, NULL), ZG_OK);
    expect_packed("empty.gz", "", 0);
    /* What deflate cannot shrink comes out longer than it went in, the last block
     * too. */
    const size_t hard = 3 * BLOCK - 1;
    char *noise = malloc(hard);
    uint32_t x = 1;
    for (size_t i = 0; i < hard; i++) noise[i] = (char)((x = x * 1664525u + 1013904223u) >> 24);
    assert_int_equal(put(scratch_path("noise.gz"), noise, hard, hard, NULL), ZG_OK);
    expect_packed("noise.gz", noise, hard);
    free(noise);
    /* A link's own name decides, as it is what was asked for. */
    assert_int_equal(symlink("a.gz", scratch_path("plain")), 0);
    assert_int_equal(put(scratch_path("plain"), "plain", 5, 5, NULL), ZG_OK);
    assert_true(scratch_holds("a.gz", "plain", 5));
    assert_string_equal(scratch_list(""), "a.gz empty.gz noise.gz plain ");
    free(first);
    free(bytes);
}

static void folders(void **state)
{
    (void)state;
    zg_error error = {0};
    scratch_write("file", "", 0);
    assert_int_equal(zg_bytes_folder(scratch_path("a/b//c/"), NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder(scratch_path("a/b/c"), NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder(scratch_path("a/../d"), NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder(scratch_path(""), NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder("/", NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder("///", NULL), ZG_OK);
    assert_int_equal(zg_bytes_folder(".", NULL), ZG_OK);
    assert_int_equal(symlink("d", scratch_path("link")), 0);
    assert_int_equal(zg_bytes_folder(scratch_path("link/e"), NULL), ZG_OK);
    assert_string_equal(scratch_list(""), "a d file link ");
    assert_string_equal(scratch_list("a/b/c"), "");
    assert_string_equal(scratch_list("d"), "e ");

    const char *path = scratch_path("file/below");
    assert_int_equal(zg_bytes_folder(path, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, ENOTDIR);
    assert_string_equal(error.source, path);
    assert_int_equal(zg_bytes_folder(scratch_path("file"), &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, ENOTDIR);
    assert_int_equal(zg_bytes_folder("", &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, ENOENT);
    assert_int_equal(zg_bytes_folder(scratch_path("file"), NULL), ZG_ERROR_IO);
    faults_arm(1);
    zg_status status = zg_bytes_folder(scratch_path("x/y"), &error);
    faults_disarm();
    assert_int_equal(status, ZG_ERROR_MEMORY);
}

/* Over an old file through a link, so that all ways of a name are gone. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    const char *const names[] = {"plain", "packed.gz"};
    char *bytes = half_noise(2 * BLOCK);
    size_t descriptors = scratch_descriptors();
    for (size_t i = 0; i < 2; i++) {
        const char *name = names[i];
        size_t k = 1;
        scratch_clear();
        scratch_write("old", "old", 3);
        assert_int_equal(symlink("old", scratch_path(name)), 0);
        char *before = malloc(1 + strlen(scratch_list("")));
        memcpy(before, scratch_list(""), 1 + strlen(scratch_list("")));
        do {
            zg_error error = {0};
            faults_arm(k);
            zg_status status = put(scratch_path(name), bytes, 2 * BLOCK, 70000, &error);
            faults_disarm();
            assert_string_equal(scratch_list(""), before);
            assert_int_equal(scratch_descriptors(), descriptors);
            if (faults_count() < k) {
                assert_int_equal(status, ZG_OK);
            } else {
                assert_int_equal(status, ZG_ERROR_MEMORY);
                assert_int_equal(error.status, ZG_ERROR_MEMORY);
                assert_true(scratch_holds("old", "old", 3));
            }
        } while (faults_count() >= k++);
        print_message("%s: %zu allocations, each failed once\n", name, k - 2);
        assert_true(k > 4);
        free(before);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(standard_output, begin),
        cmocka_unit_test_setup(standard_output_that_fails, begin),
        cmocka_unit_test_setup(a_slow_reader, begin),
        cmocka_unit_test_setup(devices_and_pipes_by_name, begin),
        cmocka_unit_test_setup(packed_files, begin),
        cmocka_unit_test_setup(folders, begin),
        cmocka_unit_test_setup(every_allocation_may_fail, begin),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
