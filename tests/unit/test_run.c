/* The context of a call: options, ceiling, cancelling, progress. */
#include "run.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"

static zg_run *new_run(uint32_t threads, uint64_t memory, const char *tmpdir)
{
    zg_run *run = NULL;
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = threads;
    options.memory = memory;
    options.tmpdir = tmpdir;
    assert_int_equal(zg_run_new(&options, &run, NULL), ZG_OK);
    return run;
}

static void options_are_checked(void **state)
{
    (void)state;
    zg_run_options options;
    zg_error error = {0};
    zg_run *run = NULL;
    memset(&options, 0x5A, sizeof options);
    zg_run_options_init(&options);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(options.threads, 0);
    assert_int_equal(options.memory, 0);
    assert_null(options.tmpdir);
    options.threads = 1025;
    assert_int_equal(zg_run_new(&options, &run, &error), ZG_ERROR_ARGUMENT);
    assert_null(run);
    assert_string_equal(error.text, "threads: 1025 is not from 0 to 1024");
    for (uint32_t threads = 1; threads <= 1024; threads += 1023) {
        run = new_run(threads, 0, NULL);
        assert_int_equal(zg_run_threads(run), threads);
        zg_run_free(run);
    }
    assert_int_equal(zg_run_new(NULL, &run, &error), ZG_OK);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    assert_int_equal(zg_run_threads(run), processors > 1024 ? 1024 : processors);
    zg_run_free(run);
    zg_run_free(NULL);
}

static void where_spill_files_go(void **state)
{
    (void)state;
    char folder[] = "/somewhere";
    zg_run *run = new_run(1, 0, folder);
    folder[1] = 'S'; /* it was copied */
    assert_string_equal(zg_run_tmpdir(run), "/somewhere");
    zg_run_free(run);
    char *kept = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
    setenv("TMPDIR", "/of/the/environment", 1);
    run = new_run(1, 0, NULL);
    setenv("TMPDIR", "", 1);
    assert_string_equal(zg_run_tmpdir(run), "/of/the/environment");
    zg_run_free(run);
    run = new_run(1, 0, NULL);
    assert_string_equal(zg_run_tmpdir(run), "/tmp");
    zg_run_free(run);
    unsetenv("TMPDIR");
    run = new_run(1, 0, NULL);
    assert_string_equal(zg_run_tmpdir(run), "/tmp");
    zg_run_free(run);
    if (kept != NULL) setenv("TMPDIR", kept, 1);
    free(kept);
}

static void the_ceiling_holds(void **state)
{
    (void)state;
    zg_error error = {0};
    zg_run *run = new_run(1, 1000, NULL);
    assert_int_equal(zg_run_available(run), 1000);
    assert_int_equal(zg_run_reserve(run, 0, &error), ZG_OK);
    assert_int_equal(zg_run_reserve(run, 999, &error), ZG_OK);
    assert_int_equal(zg_run_available(run), 1);
    assert_int_equal(zg_run_reserve(run, 2, &error), ZG_ERROR_MEMORY);
    assert_int_equal(error.status, ZG_ERROR_MEMORY);
    assert_non_null(strstr(error.text, "ceiling of 1000"));
    assert_int_equal(zg_run_available(run), 1);
    assert_int_equal(zg_run_reserve(run, 1, &error), ZG_OK);
    assert_int_equal(zg_run_available(run), 0);
    assert_int_equal(zg_run_reserve(run, UINT64_MAX, &error), ZG_ERROR_MEMORY);
    assert_int_equal(zg_run_reserve(run, UINT64_MAX - 999, NULL), ZG_ERROR_MEMORY);
    zg_run_release(run, 400);
    assert_int_equal(zg_run_available(run), 400);
    assert_int_equal(zg_run_reserve(run, 401, &error), ZG_ERROR_MEMORY);
    assert_int_equal(zg_run_reserve(run, 400, &error), ZG_OK);
    zg_run_release(run, 1000);
    assert_int_equal(zg_run_available(run), 1000);
    zg_run_free(run);
    run = new_run(1, 0, NULL);
    assert_int_equal(zg_run_reserve(run, UINT64_MAX, &error), ZG_OK);
    assert_int_equal(zg_run_available(run), UINT64_MAX);
    zg_run_release(run, UINT64_MAX);
    zg_run_free(run);
}

static void *reserve_often(void *argument)
{
    zg_run *run = argument;
    size_t got = 0;
    for (int i = 0; i < 20000 || got == 0; i++) {
        if (zg_run_reserve(run, 300, NULL) != ZG_OK) continue;
        got++;
        if (zg_run_available(run) > 700) return NULL; /* more was given than was there */
        zg_run_release(run, 300);
    }
    zg_run_advance(run, got > 0);
    return run;
}

static void the_ceiling_holds_for_threads(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    zg_progress progress;
    zg_run *run = new_run(THREADS, 1000, NULL);
    zg_run_stage(run, "reserving", THREADS);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, reserve_often, run), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, run);
    }
    assert_int_equal(zg_run_available(run), 1000);
    zg_run_progress(run, &progress);
    assert_int_equal(progress.done, THREADS);
    zg_run_free(run);
}

static zg_run *interrupted;

static void on_signal(int number)
{
    (void)number;
    zg_run_cancel(interrupted);
}

static void cancelling_stays_until_reset(void **state)
{
    (void)state;
    zg_error error = {0};
    zg_run *run = new_run(1, 0, NULL);
    assert_int_equal(zg_run_check(run, &error), ZG_OK);
    zg_run_cancel(run);
    zg_run_cancel(run);
    assert_int_equal(zg_run_check(run, &error), ZG_ERROR_CANCELLED);
    assert_int_equal(zg_run_check(run, NULL), ZG_ERROR_CANCELLED);
    assert_int_equal(error.status, ZG_ERROR_CANCELLED);
    zg_run_reset(run);
    assert_int_equal(zg_run_check(run, &error), ZG_OK);
    interrupted = run;
    struct sigaction action = {.sa_handler = on_signal}, before;
    assert_int_equal(sigaction(SIGUSR1, &action, &before), 0);
    raise(SIGUSR1);
    sigaction(SIGUSR1, &before, NULL);
    assert_int_equal(zg_run_check(run, &error), ZG_ERROR_CANCELLED);
    zg_run_free(run);
}

static void progress_is_told(void **state)
{
    (void)state;
    zg_progress progress = {.stage = "x", .done = 1, .total = 2};
    zg_run *run = new_run(1, 0, NULL);
    zg_run_progress(run, &progress);
    assert_null(progress.stage);
    assert_int_equal(progress.done, 0);
    assert_int_equal(progress.total, 0);
    zg_run_stage(run, "reading", 10);
    zg_run_advance(run, 3);
    zg_run_advance(run, 4);
    zg_run_progress(run, &progress);
    assert_string_equal(progress.stage, "reading");
    assert_int_equal(progress.done, 7);
    assert_int_equal(progress.total, 10);
    zg_run_stage(run, "counting", 0);
    zg_run_progress(run, &progress);
    assert_string_equal(progress.stage, "counting");
    assert_int_equal(progress.done, 0);
    assert_int_equal(progress.total, 0);
    zg_run_free(run);
}

static void no_run_is_a_run(void **state)
{
    (void)state;
    zg_progress progress = {.stage = "x", .done = 1, .total = 2};
    assert_int_equal(zg_run_threads(NULL), 1);
    assert_string_equal(zg_run_tmpdir(NULL), "/tmp");
    assert_int_equal(zg_run_check(NULL, NULL), ZG_OK);
    assert_int_equal(zg_run_reserve(NULL, UINT64_MAX, NULL), ZG_OK);
    assert_int_equal(zg_run_available(NULL), UINT64_MAX);
    zg_run_release(NULL, 1);
    zg_run_cancel(NULL);
    zg_run_reset(NULL);
    zg_run_stage(NULL, "x", 1);
    zg_run_advance(NULL, 1);
    zg_run_progress(NULL, &progress);
    assert_null(progress.stage);
    assert_int_equal(progress.done, 0);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    size_t k = 1;
    do {
        zg_run *run = NULL;
        zg_error error = {0};
        faults_arm(k);
        zg_status status = zg_run_new(NULL, &run, &error);
        faults_disarm();
        assert_int_equal(status, faults_count() < k ? ZG_OK : ZG_ERROR_MEMORY);
        assert_int_equal(run == NULL, status != ZG_OK);
        zg_run_free(run);
    } while (faults_count() >= k++);
    assert_true(k > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(where_spill_files_go),
        cmocka_unit_test(the_ceiling_holds),
        cmocka_unit_test(the_ceiling_holds_for_threads),
        cmocka_unit_test(cancelling_stays_until_reset),
        cmocka_unit_test(progress_is_told),
        cmocka_unit_test(no_run_is_a_run),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
