/* Tasks on threads: each once, the lowest failing one is told, cancelling stops. */
#include "pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "faults.h"

enum { TASKS = 500, SLOW_TASK = 7 };

static const uint32_t thread_counts[] = {1, 2, 8};

typedef struct job {
    zg_run *run;
    uint32_t threads;
    atomic_uint times[TASKS]; /* each task was done */
    atomic_uint running[8];   /* tasks that a worker has in hand */
    unsigned scratch[8];      /* of a worker alone: no lock */
    bool fails[TASKS];
    size_t cancels; /* task that cancels; TASKS: none */
} job;

static void rest(long microseconds)
{
    struct timespec time = {.tv_nsec = microseconds * 1000};
    nanosleep(&time, NULL);
}

static zg_status task(void *context, size_t index, uint32_t worker, zg_error *error)
{
    job *j = context;
    if (index >= TASKS || worker >= j->threads || atomic_fetch_add(&j->running[worker], 1) != 0) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "task or worker out of order");
    }
    j->scratch[worker]++;
    atomic_fetch_add(&j->times[index], 1);
    /* A low task that fails late, when higher ones have failed already. */
    if (index == SLOW_TASK) rest(20000);
    if (index % 16 == 0) rest(50);
    if (index == j->cancels) zg_run_cancel(j->run);
    zg_status status = ZG_OK;
    if (j->fails[index]) {
        status = zg_error_at(error, index % 2 ? ZG_ERROR_TEXT : ZG_ERROR_IO, "task", index + 1, 0,
                             "failed");
    }
    atomic_fetch_sub(&j->running[worker], 1);
    return status;
}

static void begin(job *j, uint32_t threads)
{
    memset(j, 0, sizeof *j);
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = j->threads = threads;
    j->cancels = TASKS;
    assert_int_equal(zg_run_new(&options, &j->run, NULL), ZG_OK);
}

static void every_task_is_done_once(void **state)
{
    (void)state;
    static job j;
    for (size_t t = 0; t < 3; t++) {
        const size_t counts[] = {0, 1, 2, 7, 8, 9, TASKS};
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            begin(&j, thread_counts[t]);
            zg_error error = {0};
            assert_int_equal(zg_pool_run(j.run, counts[c], task, &j, &error), ZG_OK);
            size_t done = 0;
            for (size_t i = 0; i < TASKS; i++) assert_int_equal(j.times[i], i < counts[c]);
            for (size_t w = 0; w < 8; w++) done += j.scratch[w];
            assert_int_equal(done, counts[c]);
            zg_run_free(j.run);
        }
    }
}

static void the_lowest_failing_task_is_told(void **state)
{
    (void)state;
    static job j;
    static const size_t failing[][3] = {
        {SLOW_TASK, 8, 9}, {SLOW_TASK, 300, 499}, {0, 1, 2}, {499, 499, 499}, {100, 101, 200}};
    for (size_t t = 0; t < 3; t++) {
        for (size_t f = 0; f < 5; f++) {
            for (int repeat = 0; repeat < 10; repeat++) {
                zg_error error = {0};
                begin(&j, thread_counts[t]);
                for (size_t i = 0; i < 3; i++) j.fails[failing[f][i]] = true;
                size_t lowest = failing[f][0];
                zg_status wanted = lowest % 2 ? ZG_ERROR_TEXT : ZG_ERROR_IO;
                assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, &error), wanted);
                assert_int_equal(error.status, wanted);
                assert_int_equal(error.line, lowest + 1);
                for (size_t i = 0; i < TASKS; i++) {
                    assert_true(j.times[i] <= 1);
                    if (i <= lowest) assert_int_equal(j.times[i], 1);
                }
                if (thread_counts[t] == 1 && lowest + 1 < TASKS) {
                    assert_int_equal(j.times[lowest + 1], 0);
                }
                zg_run_free(j.run);
            }
        }
    }
}

static void nobody_need_want_the_error(void **state)
{
    (void)state;
    static job j;
    for (size_t t = 0; t < 3; t++) {
        begin(&j, thread_counts[t]);
        j.fails[5] = true;
        assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, NULL), ZG_ERROR_TEXT);
        zg_run_free(j.run);
    }
    begin(&j, 1);
    assert_int_equal(zg_pool_run(NULL, TASKS, task, &j, NULL), ZG_OK);
    zg_run_free(j.run);
}

static void cancelling_stops_what_is_not_begun(void **state)
{
    (void)state;
    static job j;
    for (size_t t = 0; t < 3; t++) {
        zg_error error = {0};
        begin(&j, thread_counts[t]);
        j.cancels = 40;
        assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, &error), ZG_ERROR_CANCELLED);
        assert_int_equal(error.status, ZG_ERROR_CANCELLED);
        assert_int_equal(j.times[40], 1);
        size_t done = 0;
        for (size_t i = 0; i < TASKS; i++) done += j.times[i];
        assert_true(done < TASKS);
        zg_run_reset(j.run);
        j.cancels = TASKS;
        memset((void *)j.times, 0, sizeof j.times);
        assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, &error), ZG_OK);
        zg_run_cancel(j.run);
        memset((void *)j.times, 0, sizeof j.times);
        assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, &error), ZG_ERROR_CANCELLED);
        for (size_t i = 0; i < TASKS; i++) assert_int_equal(j.times[i], 0);
        zg_run_free(j.run);
    }
}

static void no_memory_for_workers(void **state)
{
    (void)state;
    static job j;
    zg_error error = {0};
    begin(&j, 8);
    faults_arm(1);
    zg_status status = zg_pool_run(j.run, TASKS, task, &j, &error);
    faults_disarm();
    assert_int_equal(status, ZG_ERROR_MEMORY);
    for (size_t i = 0; i < TASKS; i++) assert_int_equal(j.times[i], 0);
    assert_int_equal(zg_pool_run(j.run, TASKS, task, &j, &error), ZG_OK);
    zg_run_free(j.run);
}

/* ---- pipes ---- */

enum { PIECES = 300, SLOTS = 5 };

typedef struct flow {
    zg_run *run;
    size_t slots;
    size_t taken, given;  /* only one at a time touches each */
    size_t pieces[SLOTS]; /* number + 1 of what lies in the slot */
    bool worked[SLOTS];
    size_t fails_take, fails_work, fails_give; /* PIECES: none */
    atomic_uint taking, giving;
} flow;

static zg_status flow_fails(const char *step, size_t piece, zg_error *error)
{
    return zg_error_at(error, ZG_ERROR_IO, step, piece + 1, 0, "failed");
}

static zg_status flow_take(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    flow *f = context;
    (void)worker;
    if (atomic_fetch_add(&f->taking, 1) != 0 || slot >= f->slots || f->pieces[slot] != 0) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "not empty, or two at once");
    }
    zg_status status = f->taken == PIECES ? ZG_END : ZG_OK;
    if (f->taken == f->fails_take) status = flow_fails("take", f->taken, error);
    if (status == ZG_OK) f->pieces[slot] = ++f->taken;
    f->worked[slot] = false;
    atomic_fetch_sub(&f->taking, 1);
    return status;
}

static zg_status flow_work(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    flow *f = context;
    size_t piece = f->pieces[slot] - 1;
    (void)worker;
    if (piece % 7 == 0) rest(200);
    if (piece == f->fails_work) return flow_fails("work", piece, error);
    f->worked[slot] = true;
    return ZG_OK;
}

static zg_status flow_give(void *context, size_t slot, uint32_t worker, zg_error *error)
{
    flow *f = context;
    size_t piece = f->pieces[slot] - 1;
    (void)worker;
    if (atomic_fetch_add(&f->giving, 1) != 0 || piece != f->given || !f->worked[slot]) {
        return zg_error_set(error, ZG_ERROR_RANGE, NULL, "out of order");
    }
    if (piece == f->fails_give) return flow_fails("give", piece, error);
    f->given++;
    f->pieces[slot] = 0;
    atomic_fetch_sub(&f->giving, 1);
    return ZG_OK;
}

static zg_status flow_run(flow *f, uint32_t threads, size_t slots, zg_error *error)
{
    static const zg_pipe steps = {flow_take, flow_work, flow_give};
    zg_run_options options;
    zg_run_options_init(&options);
    options.threads = threads;
    assert_int_equal(zg_run_new(&options, &f->run, NULL), ZG_OK);
    f->slots = slots;
    zg_status status = zg_pool_pipe(f->run, &steps, slots, f, error);
    zg_run_free(f->run);
    return status;
}

static void a_pipe_gives_in_order(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 6; threads++) {
        for (size_t slots = 1; slots <= SLOTS; slots++) {
            flow f = {.fails_take = -1u, .fails_work = -1u, .fails_give = -1u};
            assert_int_equal(flow_run(&f, threads, slots, NULL), ZG_OK);
            assert_int_equal(f.given, PIECES);
        }
    }
}

static void the_first_piece_that_fails_ends_a_pipe(void **state)
{
    static const struct {
        size_t take, work, give;
        const char *step;
        size_t piece;
    } cases[] = {{0, 0, 0, "take", 0},         {99, 90, 95, "work", 90},
                 {99, 90, 80, "give", 80},     {99, 120, 110, "take", 99},
                 {300, 299, 299, "work", 299}, {300, 999, 299, "give", 299}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (uint32_t threads = 1; threads <= 6; threads++) {
            flow f = {.fails_take = cases[i].take,
                      .fails_work = cases[i].work,
                      .fails_give = cases[i].give};
            zg_error error = {0};
            assert_int_equal(flow_run(&f, threads, SLOTS, &error), ZG_ERROR_IO);
            assert_string_equal(error.source, cases[i].step);
            assert_int_equal(error.line, cases[i].piece + 1);
            assert_int_equal(f.given, cases[i].piece);
        }
    }
}

static void a_pipe_without_memory(void **state)
{
    (void)state;
    size_t k = 1;
    do {
        flow f = {.fails_take = -1u, .fails_work = -1u, .fails_give = -1u};
        zg_run_options options;
        zg_run_options_init(&options);
        options.threads = 2;
        assert_int_equal(zg_run_new(&options, &f.run, NULL), ZG_OK);
        f.slots = SLOTS;
        faults_arm(k);
        zg_status status =
            zg_pool_pipe(f.run, &(zg_pipe){flow_take, flow_work, flow_give}, SLOTS, &f, NULL);
        faults_disarm();
        assert_true(status == ZG_OK || status == ZG_ERROR_MEMORY);
        zg_run_free(f.run);
    } while (faults_count() >= k++);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_is_done_once),
        cmocka_unit_test(the_lowest_failing_task_is_told),
        cmocka_unit_test(nobody_need_want_the_error),
        cmocka_unit_test(cancelling_stops_what_is_not_begun),
        cmocka_unit_test(no_memory_for_workers),
        cmocka_unit_test(a_pipe_gives_in_order),
        cmocka_unit_test(the_first_piece_that_fails_ends_a_pipe),
        cmocka_unit_test(a_pipe_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
