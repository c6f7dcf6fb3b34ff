/* pool: threads take task numbers from one counter. Tasks are taken in order, so every task below
 * one that failed has been begun and is waited for: the lowest failing index is found. */
#include "pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "memory.h"

typedef struct pool {
    zg_run *run;
    zg_task *task;
    void *context;
    size_t n;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t lock;
    size_t failed_index;
    zg_status status;
    zg_error error;
} pool;

typedef struct worker {
    pool *pool;
    uint32_t number;
    pthread_t thread;
} worker;

static void report(pool *p, size_t index, zg_status status, const zg_error *error)
{
    pthread_mutex_lock(&p->lock);
    if (p->status == ZG_OK || index < p->failed_index) {
        p->status = status;
        p->failed_index = index;
        p->error = *error;
    }
    pthread_mutex_unlock(&p->lock);
    atomic_store(&p->failed, true);
}

static void *work(void *argument)
{
    worker *w = argument;
    pool *p = w->pool;
    while (!atomic_load(&p->failed)) {
        size_t index = atomic_fetch_add(&p->next, 1);
        if (index >= p->n) break;
        zg_error error = {0};
        zg_status status = zg_run_check(p->run, &error);
        if (status == ZG_OK) status = p->task(p->context, index, w->number, &error);
        if (status != ZG_OK) report(p, index, status, &error);
    }
    return NULL;
}

static zg_status run_alone(zg_run *run, size_t n, zg_task *task, void *context, zg_error *error)
{
    for (size_t i = 0; i < n; i++) {
        zg_status status = zg_run_check(run, error);
        if (status == ZG_OK) status = task(context, i, 0, error);
        if (status != ZG_OK) return status;
    }
    return ZG_OK;
}

zg_status zg_pool_run(zg_run *run, size_t n, zg_task *task, void *context, zg_error *error)
{
    uint32_t threads = zg_run_threads(run);
    if (threads > n) threads = (uint32_t)n;
    if (threads <= 1) return run_alone(run, n, task, context, error);
    worker *workers = zg_memory_zeroed(threads, sizeof *workers);
    if (workers == NULL) return zg_error_memory(error);
    pool p = {.run = run, .task = task, .context = context, .n = n};
    pthread_mutex_init(&p.lock, NULL);
    uint32_t started = 1;
    for (uint32_t i = 0; i < threads; i++) workers[i] = (worker){.pool = &p, .number = i};
    /* A thread that the system refuses is one helper less, not a failure. */
    for (; started < threads; started++) {
        worker *w = &workers[started];
        if (pthread_create(&w->thread, NULL, work, w) != 0) break;
    }
    work(&workers[0]);
    for (uint32_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&p.lock);
    zg_memory_free(workers);
    if (p.status != ZG_OK && error != NULL) *error = p.error;
    return p.status;
}

/* ---- locks ---- */

struct zg_lock {
    pthread_mutex_t mutex;
};

zg_status zg_lock_new(zg_lock **out, zg_error *error)
{
    zg_lock *lock = zg_memory_alloc(1, sizeof *lock);
    if (lock == NULL) return zg_error_memory(error);
    if (pthread_mutex_init(&lock->mutex, NULL) != 0) {
        zg_memory_free(lock);
        return zg_error_memory(error);
    }
    *out = lock;
    return ZG_OK;
}

void zg_lock_free(zg_lock *lock)
{
    if (lock == NULL) return;
    pthread_mutex_destroy(&lock->mutex);
    zg_memory_free(lock);
}

void zg_lock_take(zg_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void zg_lock_give(zg_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}
