/* pool: a pipe of pieces. A thread that is free gives the next piece away if it is done, else takes
 * a new one and works on it. Pieces have numbers in the order of taking, and lie in the slots by
 * turns; since they are given in that order, the slot of the next number is empty as soon as there
 * are fewer pieces under way than slots. */
#include "pool.h"

#include <pthread.h>

#include "memory.h"

typedef struct pipe_state {
    zg_run *run;
    const zg_pipe *pipe;
    void *context;
    uint64_t slots;
    bool *done; /* by slot: worked on, not yet given */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool taking, giving;
    uint64_t taken, given; /* pieces */
    uint64_t end;          /* number of the piece that is none, or failed; UINT64_MAX: not known */
    zg_status status;
    zg_error error;
} pipe_state;

typedef struct pipe_worker {
    pipe_state *state;
    uint32_t number;
    pthread_t thread;
} pipe_worker;

/* Nothing is given from `piece` on. With the lock held. */
static void stop_at(pipe_state *s, uint64_t piece, zg_status status, const zg_error *error)
{
    if (piece >= s->end) return;
    s->end = piece;
    s->status = status == ZG_END ? ZG_OK : status;
    s->error = *error;
}

/* One step without the lock. */
static zg_status step(pipe_state *s, zg_task *task, uint64_t piece, uint32_t worker,
                      zg_error *error)
{
    pthread_mutex_unlock(&s->lock);
    zg_status status = zg_run_check(s->run, error);
    if (status == ZG_OK) status = task(s->context, (size_t)(piece % s->slots), worker, error);
    pthread_mutex_lock(&s->lock);
    return status;
}

static void give(pipe_state *s, uint32_t worker)
{
    zg_error error = {0};
    uint64_t piece = s->given;
    s->giving = true;
    zg_status status = step(s, s->pipe->give, piece, worker, &error);
    s->giving = false;
    s->done[piece % s->slots] = false;
    if (status != ZG_OK) stop_at(s, piece, status, &error);
    s->given++;
}

static void take_and_work(pipe_state *s, uint32_t worker)
{
    zg_error error = {0};
    uint64_t piece = s->taken;
    s->taking = true;
    zg_status status = step(s, s->pipe->take, piece, worker, &error);
    s->taking = false;
    if (status == ZG_OK) {
        s->taken++;
        pthread_cond_broadcast(&s->changed); /* another one may take now */
        status = step(s, s->pipe->work, piece, worker, &error);
        s->done[piece % s->slots] = status == ZG_OK;
    }
    if (status != ZG_OK) stop_at(s, piece, status, &error);
}

static void *work(void *argument)
{
    pipe_worker *w = argument;
    pipe_state *s = w->state;
    pthread_mutex_lock(&s->lock);
    while (s->given < s->end) {
        if (!s->giving && s->done[s->given % s->slots]) {
            give(s, w->number);
        } else if (!s->taking && s->taken < s->end && s->taken - s->given < s->slots) {
            take_and_work(s, w->number);
        } else {
            pthread_cond_wait(&s->changed, &s->lock);
            continue;
        }
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static zg_status pipe_alone(zg_run *run, const zg_pipe *pipe, void *context, zg_error *error)
{
    for (;;) {
        zg_status status = zg_run_check(run, error);
        if (status == ZG_OK) status = pipe->take(context, 0, 0, error);
        if (status == ZG_END) return ZG_OK;
        if (status == ZG_OK) status = pipe->work(context, 0, 0, error);
        if (status == ZG_OK) status = pipe->give(context, 0, 0, error);
        if (status != ZG_OK) return status;
    }
}

zg_status zg_pool_pipe(zg_run *run, const zg_pipe *pipe, size_t slots, void *context,
                       zg_error *error)
{
    uint32_t threads = zg_run_threads(run);
    if (threads <= 1) return pipe_alone(run, pipe, context, error);
    pipe_worker *workers = zg_memory_zeroed(threads, sizeof *workers);
    bool *done = zg_memory_zeroed(slots, sizeof *done);
    if (workers == NULL || done == NULL) {
        zg_memory_free(workers);
        zg_memory_free(done);
        return zg_error_memory(error);
    }
    pipe_state s = {.run = run,
                    .pipe = pipe,
                    .context = context,
                    .slots = slots,
                    .done = done,
                    .end = UINT64_MAX};
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.changed, NULL);
    uint32_t started = 1;
    for (uint32_t i = 0; i < threads; i++) workers[i] = (pipe_worker){.state = &s, .number = i};
    for (; started < threads; started++) {
        pipe_worker *w = &workers[started];
        if (pthread_create(&w->thread, NULL, work, w) != 0) break;
    }
    work(&workers[0]);
    for (uint32_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_cond_destroy(&s.changed);
    pthread_mutex_destroy(&s.lock);
    zg_memory_free(done);
    zg_memory_free(workers);
    if (s.status != ZG_OK && error != NULL) *error = s.error;
    return s.status;
}
