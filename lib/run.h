/* run: what the modules see of the context of a call. Floor 1. */
#ifndef ZG_RUN_H
#define ZG_RUN_H

#include <zigram/run.h>

#include "error.h"

/* Threads to use, at least 1. `run` may be NULL in all of these: one thread, no ceiling. */
uint32_t zg_run_threads(const zg_run *run);
const char *zg_run_tmpdir(const zg_run *run);

/* ZG_ERROR_CANCELLED once zg_run_cancel was called, else ZG_OK. Cheap: call it every block. */
ZG_MUST_USE zg_status zg_run_check(const zg_run *run, zg_error *error);

/* Bytes that a module means to hold; refused (ZG_ERROR_MEMORY) above the ceiling. */
ZG_MUST_USE zg_status zg_run_reserve(zg_run *run, uint64_t bytes, zg_error *error);
void zg_run_release(zg_run *run, uint64_t bytes);

/* Keeps a run alive for what reserved from it: zg_run_free lets go once. NULL is fine. */
void zg_run_hold(zg_run *run);

/* Bytes still under the ceiling; UINT64_MAX where there is none. */
uint64_t zg_run_available(const zg_run *run);

/* Elements of a text up to which positions are of 32 bits; more need wide ones (position.h). Fewer
 * than ZG_NARROW_MAX for tests only. */
uint64_t zg_run_narrow(const zg_run *run);
void zg_run_set_narrow(zg_run *run, uint64_t elements);

/* Begins a stage of progress and counts its units. `stage` is a literal. */
void zg_run_stage(zg_run *run, const char *stage, uint64_t total);
void zg_run_advance(zg_run *run, uint64_t done);

#endif
