/* pool: independent tasks on the threads of a run. Floor 1. */
#ifndef ZG_POOL_H
#define ZG_POOL_H

#include "run.h"

/* Does task `index`; `worker` (0-based) names the thread, for scratch memory of its own. */
typedef zg_status zg_task(void *context, size_t index, uint32_t worker, zg_error *error);

/* Runs tasks 0 .. n-1, each once, in any order. Returns when all have ended. When tasks fail, no
 * later one is begun, and the error of the lowest index that failed is returned: the same one for
 * any number of threads, as long as a task's success does not depend on other tasks. */
ZG_MUST_USE zg_status zg_pool_run(zg_run *run, size_t n, zg_task *task, void *context,
                                  zg_error *error);

/* A lock for what the tasks of a call share. `*out` is yours: zg_lock_free. */
typedef struct zg_lock zg_lock;
ZG_MUST_USE zg_status zg_lock_new(zg_lock **out, zg_error *error);
void zg_lock_free(zg_lock *lock);
void zg_lock_take(zg_lock *lock);
void zg_lock_give(zg_lock *lock);

/* Pieces that are taken from somewhere one after the other, worked on side by side, and given away
 * in the order they were taken. `index` is the slot that holds the piece, 0 .. slots - 1. */
typedef struct zg_pipe {
    zg_task *take; /* the next piece into an empty slot; ZG_END: there is none. One at a time. */
    zg_task *work;
    zg_task *give; /* one at a time, in order; then the slot is empty */
} zg_pipe;

/* Returns when all pieces are given, or when one failed: then those taken before it are given, none
 * behind it, and its error is returned, the same for any number of threads and slots (pieces
 * behind it may have been taken and worked on). `take` and `give` may run side by side. */
ZG_MUST_USE zg_status zg_pool_pipe(zg_run *run, const zg_pipe *pipe, size_t slots, void *context,
                                   zg_error *error);

#endif
