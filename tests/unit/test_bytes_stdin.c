/* Standard input as a source: drops, interruptions, a folder, a closed descriptor. */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "scratch.h"

static const char TEXT[] = "\xe4\xb8\xad\xe5\x9b\xbd, a small text, a small text\n";
#define LENGTH ((unsigned)sizeof TEXT - 1)

static void nothing(int number)
{
    (void)number;
}

typedef struct dripping {
    pthread_t reader;
    int fd;
    const char *bytes;
    size_t length;
} dripping;

/* Hands over byte by byte and interrupts the reader before each. */
static void *drip(void *opaque)
{
    const dripping *all = opaque;
    const struct timespec pause = {.tv_nsec = 300000};
    for (size_t i = 0; i < all->length; i++) {
        nanosleep(&pause, NULL);
        pthread_kill(all->reader, SIGUSR1);
        nanosleep(&pause, NULL);
        if (write(all->fd, all->bytes + i, 1) != 1) break;
    }
    close(all->fd);
    return NULL;
}

/* Standard input is a pipe, once with O_NONBLOCK set; it stays open. */
static void standard_input_in_drops(void **state)
{
    (void)state;
    size_t used;
    gzFile file = gzopen(scratch_path("packed"), "wb");
    assert_int_equal(gzwrite(file, TEXT, LENGTH), LENGTH);
    assert_int_equal(gzclose(file), Z_OK);
    char *packed = scratch_read("packed", &used);
    struct sigaction action = {.sa_handler = nothing};
    struct sigaction before;
    assert_int_equal(sigaction(SIGUSR1, &action, &before), 0);
    int kept = dup(0);
    for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK) {
        int ends[2];
        pthread_t writer;
        zg_buffer got = {0};
        zg_error error = {0};
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(dup2(ends[0], 0), 0);
        close(ends[0]);
        assert_int_equal(fcntl(0, F_SETFL, flags), 0);
        dripping all = {pthread_self(), ends[1], packed, used};
        assert_int_equal(pthread_create(&writer, NULL, drip, &all), 0);
        assert_int_equal(zg_bytes_read(NULL, "-", &got, &error), ZG_OK);
        assert_int_equal(pthread_join(writer, NULL), 0);
        assert_int_equal(got.length, LENGTH);
        assert_memory_equal(got.data, TEXT, LENGTH);
        assert_true(fcntl(0, F_GETFD) >= 0);
        zg_buffer_free(&got);
    }
    assert_int_equal(dup2(kept, 0), 0);
    close(kept);
    assert_int_equal(sigaction(SIGUSR1, &before, NULL), 0);
    free(packed);
}

static void standard_input_that_fails(void **state)
{
    (void)state;
    int kept = dup(0);
    zg_error error = {0};
    zg_buffer got = {0};
    int fd = open(scratch_path(""), O_RDONLY | O_DIRECTORY);
    assert_int_equal(dup2(fd, 0), 0);
    close(fd);
    assert_int_equal(zg_bytes_read(NULL, "-", &got, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EISDIR);
    assert_string_equal(error.source, "standard input");
    close(0);
    assert_int_equal(zg_bytes_read(NULL, "-", &got, &error), ZG_ERROR_IO);
    assert_int_equal(error.system_errno, EBADF);
    /* A file that gets descriptor 0 is not standard input: it is closed. */
    scratch_write("zero", "zero", 4);
    assert_int_equal(zg_bytes_read(NULL, scratch_path("zero"), &got, &error), ZG_OK);
    assert_int_equal(fcntl(0, F_GETFD), -1);
    assert_int_equal(dup2(kept, 0), 0);
    close(kept);
    zg_buffer_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_input_in_drops),
        cmocka_unit_test(standard_input_that_fails),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
