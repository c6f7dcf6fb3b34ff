/* Spill files: appended to, read and written at places, mapped, grown as an array; every system
 * call that they make can fail here. */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "scratch.h"

#define BLOCK 262144

/* The calls that fail from now on, with ENOSPC; "tmpfile": open with O_TMPFILE. */
static const char *failing = "";

int __real_open(const char *path, int flags, ...);
ssize_t __real_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __real_pread(int fd, void *bytes, size_t length, off_t offset);
int __real_posix_fallocate(int fd, off_t offset, off_t length);
int __real_ftruncate(int fd, off_t length);
void *__real_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t offset);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_ftruncate(int fd, off_t length);
void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);

static bool fails(const char *call)
{
    if (strstr(failing, call) == NULL) return false;
    errno = ENOSPC;
    return true;
}

int __wrap_open(const char *path, int flags, ...)
{
    bool nameless = (flags & 020000000) != 0; /* O_TMPFILE without O_DIRECTORY */
    if (nameless && fails("tmpfile")) return -1;
    if (!nameless && fails("open")) return -1;
    va_list arguments;
    va_start(arguments, flags);
    int mode = flags & (O_CREAT | 020000000) ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return __real_open(path, flags, mode);
}

/* Writes half at once, as it may. */
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    if (fails("pwrite")) return -1;
    return __real_pwrite(fd, bytes, length > 1 ? length / 2 : length, offset);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t offset)
{
    if (fails("pread")) return -1;
    return __real_pread(fd, bytes, length > 1 ? length / 2 : length, offset);
}

int __wrap_posix_fallocate(int fd, off_t offset, off_t length)
{
    return fails("fallocate") ? ENOSPC : __real_posix_fallocate(fd, offset, length);
}

int __wrap_ftruncate(int fd, off_t length)
{
    return fails("ftruncate") ? -1 : __real_ftruncate(fd, length);
}

void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
    return fails("mmap") ? MAP_FAILED : __real_mmap(at, length, protection, flags, fd, offset);
}

/* With large files asked for, the calls may have these names. */
int __wrap_open64(const char *path, int flags, ...) __attribute__((alias("__wrap_open")));
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t length, off_t offset)
    __attribute__((alias("__wrap_pwrite")));
ssize_t __wrap_pread64(int fd, void *bytes, size_t length, off_t offset)
    __attribute__((alias("__wrap_pread")));
int __wrap_posix_fallocate64(int fd, off_t offset, off_t length)
    __attribute__((alias("__wrap_posix_fallocate")));
int __wrap_ftruncate64(int fd, off_t length) __attribute__((alias("__wrap_ftruncate")));
void *__wrap_mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset)
    __attribute__((alias("__wrap_mmap")));

static zg_run *new_run(const char *tmpdir)
{
    zg_run *run = NULL;
    zg_run_options options;
    zg_run_options_init(&options);
    options.tmpdir = tmpdir;
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    return run;
}

static zg_spill *new_spill(zg_run *run)
{
    zg_spill *spill = NULL;
    assert_int_equal(zg_spill_open(run, &spill, NULL), ZG_OK);
    return spill;
}

/* 7 bytes that say where they stand. */
static void seven(uint64_t i, char out[8])
{
    snprintf(out, 8, "%07llu", (unsigned long long)i);
}

static void appended_is_read_and_mapped(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    zg_spill *spill = new_spill(run);
    char piece[8], back[8];
    const void *data = NULL;
    uint64_t n = 100000;
    assert_string_equal(scratch_list(""), "");
    for (uint64_t i = 0; i < n; i++) {
        seven(i, piece);
        assert_int_equal(zg_spill_append(spill, piece, 7, NULL), ZG_OK);
    }
    assert_int_equal(zg_spill_bytes(spill), 7 * n);
    assert_int_equal(zg_spill_flush(spill, NULL), ZG_OK);
    for (uint64_t i = 0; i < n; i += 997) {
        seven(i, piece);
        assert_int_equal(zg_spill_read(spill, 7 * i, back, 7, NULL), ZG_OK);
        assert_memory_equal(back, piece, 7);
    }
    assert_int_equal(zg_spill_map(spill, &data, NULL), ZG_OK);
    for (uint64_t i = 0; i < n; i++) {
        seven(i, piece);
        assert_memory_equal((const char *)data + 7 * i, piece, 7);
    }
    assert_int_equal(zg_spill_write(spill, 7, "changed", 7, NULL), ZG_OK);
    assert_memory_equal((const char *)data + 7, "changed", 7);
    zg_spill_free(spill);
    zg_run_free(run);
    assert_string_equal(scratch_list(""), "");
}

static void large_pieces_go_past_the_buffer(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    zg_spill *spill = new_spill(run);
    char *block = malloc(3 * BLOCK);
    assert_non_null(block);
    for (size_t i = 0; i < 3 * BLOCK; i++) block[i] = (char)(i * 31 % 251);
    const size_t sizes[] = {0, 1, BLOCK - 1, 1, BLOCK, BLOCK + 1, 3, 3 * BLOCK, 2};
    const void *data = NULL;
    uint64_t at = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(zg_spill_append(spill, block, sizes[i], NULL), ZG_OK);
    }
    assert_int_equal(zg_spill_map(spill, &data, NULL), ZG_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_memory_equal((const char *)data + at, block, sizes[i]);
        at += sizes[i];
    }
    assert_int_equal(zg_spill_bytes(spill), at);
    zg_error error = {0};
    assert_int_equal(zg_spill_read(spill, at - 1, block, 2, &error), ZG_ERROR_IO);
    free(block);
    zg_spill_free(spill);
    zg_run_free(run);
}

static void an_array_grows_and_shrinks(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    zg_spill *spill = new_spill(run);
    void *data = NULL;
    uint64_t n = 0;
    for (uint64_t size = 1; size < 3000000; size = size * 3 + 1) {
        assert_int_equal(zg_spill_array(spill, size * sizeof n, &data, NULL), ZG_OK);
        uint64_t *items = data;
        for (; n < size; n++) {
            assert_int_equal(items[n], 0);
            items[n] = n * n;
        }
        for (uint64_t i = 0; i < size; i++) assert_true(items[i] == i * i);
    }
    assert_int_equal(zg_spill_array(spill, 10 * sizeof n, &data, NULL), ZG_OK);
    assert_int_equal(zg_spill_array(spill, 20 * sizeof n, &data, NULL), ZG_OK);
    for (uint64_t i = 0; i < 20; i++) assert_int_equal(((uint64_t *)data)[i], i < 10 ? i * i : 0);
    assert_int_equal(zg_spill_append(spill, "end", 3, NULL), ZG_OK);
    const void *all = NULL;
    assert_int_equal(zg_spill_map(spill, &all, NULL), ZG_OK);
    assert_memory_equal((const char *)all + 20 * sizeof n, "end", 3);
    assert_int_equal(zg_spill_cut(spill, 72, NULL), ZG_OK);
    assert_int_equal(zg_spill_bytes(spill), 72);
    zg_spill_free(spill);
    zg_run_free(run);
}

static void nothing_is_mapped_too(void **state)
{
    (void)state;
    zg_spill *spill = new_spill(NULL);
    const void *data = NULL;
    void *array = NULL;
    assert_int_equal(zg_spill_map(spill, &data, NULL), ZG_OK);
    assert_non_null(data);
    assert_int_equal(zg_spill_array(spill, 0, &array, NULL), ZG_OK);
    assert_non_null(array);
    zg_spill_free(spill);
    zg_spill_free(NULL);
}

/* A spill filled by all ways; the first status that is not ZG_OK. */
static zg_status use(zg_run *run, zg_error *error)
{
    static char block[BLOCK + 5];
    zg_spill *spill = NULL;
    void *data = NULL;
    const void *all = NULL;
    zg_status status = zg_spill_open(run, &spill, error);
    if (status == ZG_OK) status = zg_spill_append(spill, "some", 4, error);
    if (status == ZG_OK) status = zg_spill_append(spill, block, sizeof block, error);
    if (status == ZG_OK) status = zg_spill_map(spill, &all, error);
    if (status == ZG_OK) status = zg_spill_array(spill, 1000000, &data, error);
    if (status == ZG_OK) status = zg_spill_read(spill, 100, block, 100, error);
    if (status == ZG_OK) status = zg_spill_cut(spill, 5, error);
    zg_spill_free(spill);
    return status;
}

static void every_failing_call_is_one_line(void **state)
{
    static const struct {
        const char *calls, *text;
    } cases[] = {
        {"tmpfile open", "cannot make a temporary file there (--tmpdir names another folder)"},
        {"pwrite", "cannot write a temporary file (make room, or name another folder with "
                   "--tmpdir)"},
        {"fallocate", "cannot write a temporary file (make room, or name another folder with "
                      "--tmpdir)"},
        {"ftruncate", "cannot write a temporary file (make room, or name another folder with "
                      "--tmpdir)"},
        {"pread", "cannot read a temporary file"},
        {"mmap", "cannot map a temporary file"},
    };
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    size_t descriptors = scratch_descriptors();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[512], wanted[512];
        zg_error error = {0};
        failing = cases[i].calls;
        zg_status status = use(run, &error);
        failing = "";
        assert_int_equal(status, ZG_ERROR_IO);
        zg_error_format(&error, line, sizeof line);
        snprintf(wanted, sizeof wanted, "%s: %s: No space left on device", scratch_path(""),
                 cases[i].text);
        assert_string_equal(line, wanted);
        assert_int_equal(use(run, NULL), ZG_OK);
    }
    assert_int_equal(scratch_descriptors(), descriptors);
    assert_string_equal(scratch_list(""), "");
    zg_run_free(run);
}

static void without_nameless_files_the_name_is_taken_away(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    failing = "tmpfile";
    zg_spill *spill = new_spill(run), *other = new_spill(run);
    failing = "";
    assert_string_equal(scratch_list(""), "");
    zg_spill_free(spill);
    zg_spill_free(other);
    zg_run_free(run);
}

static void a_missing_folder_is_named(void **state)
{
    (void)state;
    zg_run *run = new_run("/nowhere/at/all");
    zg_spill *spill = NULL;
    zg_error error = {0};
    assert_int_equal(zg_spill_open(run, &spill, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, ENOENT);
    assert_string_equal(error.source, "/nowhere/at/all");
    assert_null(spill);
    zg_run_free(run);
}

static void a_cancelled_run_stops_it(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    zg_spill *spill = new_spill(run);
    void *data = NULL;
    zg_run_cancel(run);
    assert_int_equal(zg_spill_append(spill, "some", 4, NULL), ZG_OK);
    assert_int_equal(zg_spill_flush(spill, NULL), ZG_ERROR_CANCELLED);
    assert_int_equal(zg_spill_array(spill, 1000, &data, NULL), ZG_ERROR_CANCELLED);
    zg_spill_free(spill);
    zg_run_free(run);
}

/* No room is asked for by fallocate, which fails before a page is touched. */
static void more_than_any_disk_has_is_an_error(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    zg_spill *spill = new_spill(run);
    void *data = NULL;
    zg_error error = {0};
    assert_int_not_equal(zg_spill_array(spill, (uint64_t)1 << 60, &data, &error), ZG_OK);
    assert_int_equal(zg_spill_array(spill, UINT64_MAX, &data, &error), ZG_ERROR_IO);
    assert_int_equal(zg_spill_bytes(spill), 0);
    zg_spill_free(spill);
    zg_run_free(run);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    zg_run *run = new_run(scratch_path(""));
    size_t k = 1, descriptors = scratch_descriptors();
    do {
        faults_arm(k);
        zg_status status = use(run, NULL);
        faults_disarm();
        assert_true(status == ZG_OK || status == ZG_ERROR_MEMORY);
        assert_int_equal(status == ZG_OK, faults_count() < k);
    } while (faults_count() >= k++);
    assert_int_equal(scratch_descriptors(), descriptors);
    zg_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_is_read_and_mapped),
        cmocka_unit_test(large_pieces_go_past_the_buffer),
        cmocka_unit_test(an_array_grows_and_shrinks),
        cmocka_unit_test(nothing_is_mapped_too),
        cmocka_unit_test(every_failing_call_is_one_line),
        cmocka_unit_test(without_nameless_files_the_name_is_taken_away),
        cmocka_unit_test(a_missing_folder_is_named),
        cmocka_unit_test(a_cancelled_run_stops_it),
        cmocka_unit_test(more_than_any_disk_has_is_an_error),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
